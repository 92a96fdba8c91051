"""What an item rests on, beside it: basis, when it is major, method, evidence, last result."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.item_look import verdict_word
from inspector_app.ui.photo_strip import PhotoStrip
from inspector_app.ui.visit_values import Basis, ItemView, LastResult


class ItemBasis(QFrame):
    """The right-hand side of the visit page; shows one item at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "column")
        self.setAccessibleName(_("Basis of the item"))
        self._url = ""
        self._blocks: dict[str, tuple[QWidget, QLabel]] = {}
        self._link = parts.button(_("Open the official text"), "link", icon="open-in-new")
        self._link.clicked.connect(self._open)
        self._unverified = parts.label(
            _("Not checked against the official clause: read it before a major verdict."),
            "note",
            wrap=True,
        )
        theme.set_state(self._unverified, "waiting")
        self.photos = PhotoStrip()
        self._photos_of = parts.label(_("Photos of this item"), "field")
        inner = self._column()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(parts.scrolled(inner))

    def _column(self) -> QVBoxLayout:
        inner = parts.column(
            self._block("basis", _("Basis")),
            parts.row(self._link, 1),
            self._block("force", _("In force")),
            self._block("major", _("When it is major")),
            self._unverified,
            self._block("evidence", _("Evidence wanted")),
            self._block("last", _("Last result here")),
            self._block("reason", _("Reason given")),
            self._photos_of,
            self.photos,
            1,
            space=theme.SPACE_M,
        )
        parts.pad(inner, theme.SPACE_M)
        return inner

    def _block(self, name: str, caption: str) -> QWidget:
        text = parts.label("", wrap=True, select=True)
        block = QWidget()
        block.setLayout(parts.column(parts.label(caption, "field"), text, space=2))
        self._blocks[name] = (block, text)
        return block

    def without_photos(self) -> None:
        """Offer no photos: nothing is kept of what is shown."""
        self._photos_of.hide()
        self.photos.hide()

    def show_item(self, item: ItemView | None) -> None:
        """Show what stands behind an item; nothing for None."""
        basis = item.basis if item else None
        self._url = basis.url if basis else ""
        self._link.setVisible(bool(self._url))
        self._unverified.setVisible(basis is not None and not basis.verified)
        self._put("basis", _cited(basis))
        self._put("force", in_force(basis))
        self._put("major", major_when(basis))
        self._put("evidence", basis.evidence if basis else "")
        self._put("last", last_result(item.last) if item else "")
        self._put("reason", item.reason if item else "")
        major = basis is not None and basis.is_major
        theme.set_state(self._blocks["major"][1], "major" if major else "")

    def text_of(self, name: str) -> str:
        """Return the text of a block (``basis``, ``force``, ``major`` …), "" where hidden."""
        block, text = self._blocks[name]
        return "" if block.isHidden() else text.text()

    def _put(self, name: str, text: str) -> None:
        block, shown = self._blocks[name]
        shown.setText(text)
        block.setVisible(bool(text))

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl(self._url))


def _cited(basis: Basis | None) -> str:
    if basis is None:
        return ""
    lines = (f"《{basis.title}》" if basis.title else "", basis.standard, basis.article)
    return "\n".join(line for line in lines if line)


def in_force(basis: Basis | None) -> str:
    """Return the period in which the basis is in force, in words."""
    return period(basis.starts, basis.ends) if basis is not None and basis.starts else ""


def period(start: str, end: str) -> str:
    """Return a period in words; ``end`` "" means until further notice."""
    if end:
        return _("from {start} to {end}").format(start=start, end=end)
    return _("from {start}").format(start=start)


def major_when(basis: Basis | None) -> str:
    """Return when the item is a major hazard, led by its and/or."""
    if basis is None or not basis.major_if:
        return ""
    lead = {
        "any": _("Any one of these suffices:"),
        "all": _("All of these together:"),
    }.get(basis.logic, "")
    return f"{lead}\n{basis.major_if}".strip()


def last_result(last: LastResult | None) -> str:
    """Return what an earlier visit found, in words."""
    if last is None:
        return ""
    return f"{last.date}  {verdict_word(last.value)}"
