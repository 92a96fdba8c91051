"""Qt's own dialogs (files, printing) in the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from inspector_app.i18n import language


class _State:
    translator: QTranslator | None = None


def translate_dialogs(app: QApplication) -> None:
    """Load Qt's catalogue for the language in use; English needs none."""
    if _State.translator is not None:
        app.removeTranslator(_State.translator)
        _State.translator = None
    if language() == "en":
        return
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
        _State.translator = translator
