"""The desktop program from start to exit. The first paint comes before anything heavy."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from inspector_app.i18n import set_language
from inspector_app.ui import preferences, theme
from inspector_app.ui.collecting import Collecting, hold_less
from inspector_app.ui.entrance import Entrance, warm_up
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.preferences import Preferences

if TYPE_CHECKING:
    from inspector_app.operations.locking import Withdrawal
    from inspector_app.operations.session import Session
    from inspector_app.ui.desk import Desk
    from inspector_app.ui.idle_watch import IdleWatch
    from inspector_app.ui.withdrawing import Withdrawing


SWITCH = 0.0001  # seconds between two threads' turns


def has_display() -> bool:
    """Tell whether a window can be shown here at all."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class Desktop(QObject):
    """The application's parts: window, jobs, entrance, and the desk while someone is signed in."""

    def __init__(self, app: QApplication, data_dir: Path, language: str = "") -> None:
        super().__init__(app)
        # A paper is drawn in Python on the store's thread; with the usual 5 ms between turns the
        # window, which takes dozens of turns to paint, would stand still for a fifth of a second,
        # with half a millisecond still for two frames.
        sys.setswitchinterval(SWITCH)
        hold_less()
        self.app, self.data_dir = app, data_dir
        self.preferences = preferences.load(data_dir)
        set_language(language or self.preferences.language)
        theme.apply(app, self.preferences.choice, self.preferences.scale)
        app.setQuitOnLastWindowClosed(True)
        self.jobs = Jobs(self)
        self.collecting = Collecting(self)
        self.desk: Desk | None = None
        self.withdrawing: Withdrawing | None = None
        self.window = MainWindow()
        self.window.place(self.preferences.window)
        self.entrance = Entrance(self.window, self.jobs, data_dir)
        self.entrance.entered.connect(self.enter)
        self.entrance.language_chosen.connect(self._speak)
        self.window.closing.connect(self.close)
        self.idle: IdleWatch | None = None

    def start(self, painted: Callable[[], object] | None = None) -> None:
        """Show the first page; ``painted`` is called when it stands on the screen."""
        if painted is not None:
            self.entrance.painted.connect(painted)
        self.entrance.painted.connect(self._after_paint)
        self.entrance.start()
        self.window.show()

    def _after_paint(self) -> None:
        self.entrance.painted.disconnect(self._after_paint)
        self.jobs.run(warm_up, then=self._warmed_up, failed=lambda _problem: None)
        from inspector_app.ui.dialogs import translate_dialogs

        translate_dialogs(self.app)
        self.app.styleHints().colorSchemeChanged.connect(self._scheme_changed)

    def _warmed_up(self, _nothing: None) -> None:
        self.collecting.settle()  # what was imported stands for good

    def _scheme_changed(self, scheme: object) -> None:
        before = theme.current()
        if theme.follow_system(self.app, dark=getattr(scheme, "name", "") == "Dark") == before:
            return
        if self.desk is not None:
            self.desk.rebuild(self.preferences)

    def enter(self, session: Session) -> None:
        """Show the working window over an unlocked workspace."""
        from inspector_app.ui.desk import Desk

        self.desk = Desk(self.window, self.jobs, session, self.preferences)
        self.desk.lock_wanted.connect(self.lock)
        self.desk.quit_wanted.connect(self.window.close)
        self.desk.preferences_changed.connect(self._prefer)
        self.desk.withdrawn.connect(self._withdraw)
        self.desk.show()
        if self.idle is None:
            from inspector_app.ui.idle_watch import IdleWatch

            self.idle = IdleWatch(self.app, self.preferences.lock_after)
            self.idle.idle.connect(self.lock)
            self.collecting.quiet_for = self.idle.quiet_for
        self.idle.begin()

    def _withdraw(self, standing: Withdrawal) -> None:
        """Central took this device out of use: nothing can be opened any more."""
        from inspector_app.ui.withdrawing import Withdrawing

        if self.desk is None:
            return
        desk, self.desk = self.desk, None
        session = desk.session
        desk.leave(close=False)
        self._count_no_more()
        self.withdrawing = Withdrawing(self.window, self.jobs, session, self)
        self.withdrawing.left.connect(self._leave_withdrawn)
        self.withdrawing.show(standing)

    def _leave_withdrawn(self) -> None:
        self._drop_withdrawing()
        self.entrance.start()

    def _drop_withdrawing(self) -> None:
        if self.withdrawing is not None:
            gone, self.withdrawing = self.withdrawing, None
            gone.leave()

    def _speak(self, code: str) -> None:
        self._prefer(replace(self.preferences, language=code))

    def _prefer(self, chosen: Preferences) -> None:
        before, self.preferences = self.preferences, chosen
        preferences.save(self.data_dir, chosen)
        set_language(chosen.language)
        theme.apply(self.app, chosen.choice, chosen.scale)
        if self.idle is not None:
            self.idle.use(chosen.lock_after)
        if self.desk is not None and before != chosen:
            self.desk.rebuild(chosen)

    def lock(self) -> None:
        """Close the records and ask for the passphrase again: whoever it is."""
        self._count_no_more()
        self._leave()
        self.entrance.show_unlock()

    def _count_no_more(self) -> None:
        if self.idle is not None:
            self.idle.stop()

    def _leave(self) -> None:
        self._drop_withdrawing()
        if self.desk is not None:
            desk, self.desk = self.desk, None
            desk.leave()

    def close(self) -> None:
        """Let the store finish, then close the records; remember where the window stood."""
        self.preferences = replace(preferences.load(self.data_dir), window=self.window.placed())
        preferences.save(self.data_dir, self.preferences)
        self._leave()
        self.jobs.close()
        self.collecting.end()


def application() -> QApplication:
    """Return the application of this process, begun in the style in which all is drawn."""
    name = sys.argv[0] if sys.argv else "inspector-app"
    app = QApplication([name, "-style", "fusion"])
    app.setProperty(theme.FUSION, True)
    app.setApplicationName("inspector-app")
    return app


def run_desktop(data_dir: Path, language: str = "") -> int:
    """Run the desktop program until its window is closed; returns the exit code."""
    if not has_display():
        from inspector_app.i18n import _

        set_language(language or preferences.load(data_dir).language)
        print(_("APP-02 There is no display to show a window on."), file=sys.stderr)
        print(_("Set DISPLAY, or use the commands: inspector-app --help"), file=sys.stderr)
        return 1
    app = application()
    desktop = Desktop(app, data_dir, language)
    desktop.start(painted=partial(start_log, data_dir))
    return app.exec()


def start_log(data_dir: Path) -> None:
    """Send crashes and Qt's own messages to the log file of the data folder, without content."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    from inspector_app.crashes import keep_crash, system_lines
    from inspector_app.logs import LOGGER, log_crashes, log_to_file

    def on_message(kind: QtMsgType, context: object, _text: str) -> None:
        # Qt's texts may quote what stands in a widget, so only kind and place are kept.
        place = f"{getattr(context, 'category', '')} {getattr(context, 'function', '')}"
        LOGGER.warning("Qt %s %s", kind.name, place)

    with suppress(OSError):  # a read-only folder is told by the store, with its remedy
        log_to_file(data_dir / "logs")
    log_crashes(partial(keep_crash, data_dir / "logs", system_lines()))
    qInstallMessageHandler(on_message)
