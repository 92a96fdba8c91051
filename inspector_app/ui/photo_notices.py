"""What a strip of photos says below itself: a doubt about a photo, and how to undo a removal."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QWidget

from inspector_app.i18n import _
from inspector_app.operations.evidence import Doubt, DoubtKind
from inspector_app.ui import parts, theme
from inspector_app.ui.flow import Flow


@dataclass(frozen=True, slots=True)
class DoubtShown:
    """A doubt about a photo in words; ``earlier`` names the photo it repeats, if any."""

    photo: str
    text: str
    earlier: str = ""


def doubt_words(doubt: Doubt) -> str:
    """Return a doubt as a sentence."""
    if doubt.kind is DoubtKind.USED_BEFORE and doubt.seen is not None:
        return _("This picture was used before: {enterprise}, {date}.").format(
            enterprise=doubt.seen.enterprise or "—", date=doubt.seen.date or "—"
        )
    if doubt.kind is DoubtKind.OTHER_DAY:
        return _("The camera says {taken}, the visit is of {visited}.").format(
            taken=doubt.taken, visited=doubt.visited
        )
    return _("Taken {km} km from the site.").format(km=f"{doubt.km:.1f}")


class PhotoDoubt(QFrame):
    """Shows the first of the open doubts. ``kept`` and ``dropped`` carry the DoubtShown that the
    person settled."""

    kept = Signal(object)
    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "strip")
        theme.set_state(self, "waiting")
        self._open: tuple[DoubtShown, ...] = ()
        self._text = parts.label("", wrap=True)
        self.keep = parts.button(_("Keep it"))
        self.drop = parts.button(_("Remove it"))
        self.keep.clicked.connect(lambda: self._settle(self.kept))
        self.drop.clicked.connect(lambda: self._settle(self.dropped))
        layout = parts.column(self._text, Flow((self.keep, self.drop)))
        parts.pad(layout, theme.SPACE_S)
        self.setLayout(layout)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" for nothing."""
        return "" if self.isHidden() else self._text.text()

    def show_doubts(self, doubts: tuple[DoubtShown, ...]) -> None:
        """Show these doubts, one at a time."""
        self._open = doubts
        self.setVisible(bool(doubts))
        if doubts:
            self._text.setText(doubts[0].text)
            self.setAccessibleName(doubts[0].text)

    def _settle(self, how: SignalInstance) -> None:
        if self._open:
            how.emit(self._open[0])


class PhotoUndo(QFrame):
    """Offers to put the photo back that was removed last; ``wanted`` carries it."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photo = ""
        self.button = parts.button(_("Undo"), "link", icon="undo")
        self.button.clicked.connect(self._undo)
        self.setLayout(parts.row(parts.label(_("Photo removed."), "note"), self.button, 1))
        self.hide()

    def offer(self, photo: str) -> None:
        """Offer this photo; "" for none."""
        self._photo = photo
        self.setVisible(bool(photo))

    def _undo(self) -> None:
        photo, self._photo = self._photo, ""
        self.hide()
        if photo:
            self.wanted.emit(photo)
