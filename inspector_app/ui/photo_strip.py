"""Photos in a strip: thumbnails with captions; new ones by dialog, phone, camera, card, by dropping
and by pasting."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.ui import parts, theme
from inspector_app.ui.flow import Flow
from inspector_app.ui.focus_in_view import bring_to_view
from inspector_app.ui.item_look import key_button
from inspector_app.ui.photo_bytes import Source, sources_of
from inspector_app.ui.photo_card import AFTER, BEFORE, EVIDENCE, PhotoCard, PhotoShown
from inspector_app.ui.photo_notices import PhotoDoubt, PhotoUndo
from inspector_app.ui.tab_order import tab_after

PHONE, CAMERA, FOLDER = "phone", "camera", "folder"
SOURCES = {
    PHONE: (N_("From the phone"), "Shift+P"),
    CAMERA: (N_("From this computer's camera"), "Shift+C"),
    FOLDER: (N_("From a folder or memory card"), "Shift+I"),
}


class PhotoStrip(QWidget):
    """A row of photos. ``added`` carries a list of sources (paths or bytes) and their role,
    ``asked`` the source (PHONE, CAMERA, FOLDER) and the role of photos to be fetched from it."""

    added = Signal(object, str)
    asked = Signal(str, str)
    removed = Signal(str)
    captioned = Signal(str, str)
    opened = Signal(str)
    marked = Signal(str)
    role_given = Signal(str, str)
    moved = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setAccessibleName(_("Photos"))
        self._cards: dict[str, PhotoCard] = {}
        self._shown: tuple[PhotoShown, ...] = ()
        self._add = key_button(_("Photo"), "P", icon="camera-plus-outline")
        self._add.clicked.connect(lambda: self.choose(""))
        self._after = parts.button(_("Photo after correction"), icon="camera-flip-outline")
        self._after.clicked.connect(lambda: self.choose(AFTER))
        self._after.hide()
        self._more = parts.button(_("Other source"), icon="chevron-down")
        self._more.clicked.connect(self._show_sources)
        self._more.hide()
        self._hint = parts.label(_("Choose, drop or paste (Ctrl+V)"), "note", wrap=True)
        self._error = parts.label("", "note", wrap=True)
        theme.set_state(self._error, "fail")
        self._error.hide()
        self._row = QHBoxLayout()
        self._area = self._scroller()
        self.doubt, self.undo = PhotoDoubt(), PhotoUndo()
        self._soon = QTimer(self, singleShot=True, interval=0)  # once the layout has settled
        self._soon.timeout.connect(lambda: bring_to_view(self))
        self.setLayout(self._arranged())
        self._area.hide()

    def _arranged(self) -> QVBoxLayout:
        buttons = Flow((self._add, self._more, self._after))
        below = (self._hint, self._error, self._area, self.doubt, self.undo)
        return parts.column(buttons, *below, space=theme.SPACE_XS)

    def offer_sources(self) -> None:
        """Offer phone, camera and memory card; ``asked`` reports which one is wanted."""
        self._more.show()

    def sources_menu(self) -> QMenu:
        """Return the menu of sources; it is gone once it closes."""
        return sources_menu(self, self.ask, self.paste)

    def _show_sources(self) -> None:
        self.sources_menu().popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def ask(self, source: str) -> None:
        """Report that photos are to be fetched from a source."""
        self.show_problem(None)
        self.asked.emit(source, self._role(""))

    def _scroller(self) -> QScrollArea:
        inner = QWidget()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(theme.SPACE_S))
        self._row.addStretch(1)
        inner.setLayout(self._row)
        theme.mark(inner, "scrolled")
        area = QScrollArea(self)
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    @property
    def count(self) -> int:
        return len(self._shown)

    @property
    def cards(self) -> tuple[PhotoCard, ...]:
        """The cards from left to right."""
        return tuple(self._cards.values())

    @property
    def error(self) -> str:
        """The error that stands at the strip, "" for none."""
        return "" if self._error.isHidden() else self._error.text()

    def ask_before_and_after(self, on: bool) -> None:
        """Offer a second button for the photo after a correction on the spot."""
        self._after.setVisible(on)
        self._add.setText((_("Photo before correction") if on else _("Photo")) + "  P")

    def show_photos(self, photos: tuple[PhotoShown, ...]) -> None:
        """Show these photos in this order."""
        if photos == self._shown:
            return
        held = next((p for p, card in self._cards.items() if card.picture.hasFocus()), "")
        self._shown = photos
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards = {one.photo: self._card(n, one) for n, one in enumerate(photos, 1)}
        tab_after(self._after, *self._cards.values())
        tallest = max((card.sizeHint().height() for card in self._cards.values()), default=0)
        self._area.setFixedHeight(tallest + 14)
        self._area.setVisible(bool(photos))
        if held in self._cards:
            self._cards[held].picture.setFocus()

    def _card(self, number: int, shown: PhotoShown) -> PhotoCard:
        card = PhotoCard(shown, number)
        card.opened.connect(self.opened)
        card.removed.connect(self.removed)
        card.captioned.connect(self.captioned)
        card.marked.connect(self.marked)
        card.role_given.connect(self.role_given)
        card.moved.connect(self.moved)
        self._row.insertWidget(number - 1, card)
        return card

    def come_to_view(self) -> None:
        """Scroll what stands around so that the photos are seen: one has just been taken."""
        self._soon.start()

    def show_thumbnail(self, photo: str, thumbnail: bytes) -> None:
        """Fill in a thumbnail that has been loaded meanwhile."""
        if photo in self._cards:
            self._cards[photo].show_picture(thumbnail)

    def show_problem(self, problem: Problem | None) -> None:
        """Show (or take away) what was wrong with the last picture, in place."""
        self._error.setVisible(problem is not None)
        if problem is not None:
            self._error.setText(f"{problem.message} {problem.remedy}  [{problem.code}]")

    def show_waiting(self, count: int) -> None:
        """Say how many photos are on their way to the disk."""
        told = _("{count} photos on their way …").format(count=count)
        self._hint.setText(told if count > 1 else _("Choose, drop or paste (Ctrl+V)"))

    def choose(self, role: str = "") -> None:
        """Let the person choose files, then report them."""
        names, _filter = QFileDialog.getOpenFileNames(
            self,
            _("Choose photos"),
            "",
            _("Pictures") + " (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.heic);;*",
        )
        self.add([Path(name) for name in names], role)

    def add(self, sources: list[Source], role: str = "") -> None:
        """Report new photos, given as paths or as bytes."""
        if sources:
            self.show_problem(None)
            self.added.emit(sources, self._role(role))

    def _role(self, given: str) -> str:
        return given or (EVIDENCE if self._after.isHidden() else BEFORE)

    def paste(self) -> bool:
        """Take pictures from the clipboard; False where it holds none."""
        return self.take(QGuiApplication.clipboard().mimeData())

    def take(self, data: QMimeData | None) -> bool:
        """Take pictures from dropped or pasted data; False where it holds none."""
        found = sources_of(data)
        self.add(found)
        return bool(found)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.take(event.mimeData()):
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (event.matches(QKeySequence.StandardKey.Paste) and self.paste()):
            super().keyPressEvent(event)


def sources_menu(
    owner: QWidget, ask: Callable[[str], object], paste: Callable[[], object]
) -> QMenu:
    """Return the menu of sources besides files; it is gone once it closes."""
    made = QMenu(owner)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for source, (words, key) in SOURCES.items():
        made.addAction(f"{_(words)}\t{key}").triggered.connect(partial(ask, source))
    made.addAction(_("Paste") + "\tCtrl+V").triggered.connect(paste)
    return made
