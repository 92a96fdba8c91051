"""What there is to know about a form of the service: when it is used, why, in how many copies."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from inspector_app.checklists.library import RecordForm
from inspector_app.i18n import _
from inspector_app.ui import parts, theme, words


class RecordSide(QFrame):
    """Stands beside a record that is filled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "column")
        self.setAccessibleName(_("About this form"))
        self._blocks: dict[str, tuple[QWidget, QLabel]] = {}
        captions = (
            ("when", _("When it is used")),
            ("services", _("Services")),
            ("basis", _("Basis")),
            ("copies", _("Copies")),
        )
        blocks = [self._block(name, caption) for name, caption in captions]
        inner = parts.column(*blocks, 1, space=theme.SPACE_M)
        parts.pad(inner, theme.SPACE_M)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(parts.scrolled(inner))

    def _block(self, name: str, caption: str) -> QWidget:
        text = parts.label("", wrap=True, select=True)
        block = QWidget()
        block.setLayout(parts.column(parts.label(caption, "field"), text, space=2))
        self._blocks[name] = (block, text)
        return block

    def show_form(self, form: RecordForm) -> None:
        """Show what the catalogue says about a form."""
        said = {
            "when": form.when,
            "services": words.services(form.services),
            "basis": form.basis,
            "copies": form.copies,
        }
        for name, (block, text) in self._blocks.items():
            text.setText(said[name])
            block.setVisible(bool(said[name]))
