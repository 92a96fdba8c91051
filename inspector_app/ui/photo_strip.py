"""Photos in a strip: thumbnails with captions; new ones by dialog, by dropping and by pasting."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QWidget,
)

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.store.rows import Stage
from inspector_app.ui import parts, theme
from inspector_app.ui.item_look import key_button
from inspector_app.ui.life_badge import life_badge
from inspector_app.ui.photo_bytes import Source, sources_of

THUMBNAIL = QSize(128, 96)
EVIDENCE, BEFORE, AFTER = "evidence", "before", "after"


@dataclass(frozen=True, slots=True)
class PhotoShown:
    """A photo as the strip shows it; ``thumbnail`` is JPEG or PNG, None while it is loading."""

    photo: str
    sha256: str = ""
    caption: str = ""
    role: str = EVIDENCE
    thumbnail: bytes | None = None
    stage: Stage | None = None


def role_word(role: str) -> str:
    """Return the word of a photo's role; "" for plain evidence."""
    return {BEFORE: _("Before"), AFTER: _("After")}.get(role, "")


class PhotoCard(QFrame):
    """One photo: thumbnail, caption, remove."""

    opened = Signal(str)
    removed = Signal(str)
    captioned = Signal(str, str)

    def __init__(self, shown: PhotoShown, number: int) -> None:
        super().__init__()
        self.shown = shown
        theme.mark(self, "card")
        name = _("Photo {number}").format(number=number)
        self._picture = QToolButton(self)
        self._picture.setIconSize(THUMBNAIL)
        self._picture.setFixedSize(THUMBNAIL + QSize(8, 8))
        self._picture.setAccessibleName(f"{name} {shown.caption}".strip())
        self._picture.setText(name)
        self._picture.clicked.connect(lambda: self.opened.emit(shown.photo))
        self._caption = QLineEdit(shown.caption, self)
        self._caption.setPlaceholderText(_("Caption"))
        self._caption.setAccessibleName(_("Caption of {photo}").format(photo=name))
        self._caption.editingFinished.connect(self._captioned)
        self._remove = parts.button("×", "flat", name=_("Remove {photo}").format(photo=name))
        self._remove.setFixedWidth(theme.px(34))
        self._remove.clicked.connect(lambda: self.removed.emit(shown.photo))
        below = parts.row(self._caption, self._remove, space=2)
        layout = parts.column(self._picture, below, space=2)
        if role_word(shown.role):
            layout.insertWidget(1, parts.badge(role_word(shown.role), "waiting"))
        if shown.stage is not None:
            layout.addWidget(life_badge(shown.stage, short=True))
        layout.setContentsMargins(4, 4, 4, 4)
        self.setLayout(layout)
        self.setFixedWidth(THUMBNAIL.width() + 18)
        if shown.thumbnail is not None:
            self.show_picture(shown.thumbnail)

    def show_picture(self, thumbnail: bytes) -> None:
        """Show the thumbnail once it is there."""
        image = QImage.fromData(thumbnail)
        if not image.isNull():
            fitted = image.scaled(
                THUMBNAIL,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._picture.setIcon(QIcon(QPixmap.fromImage(fitted)))

    def _captioned(self) -> None:
        text = self._caption.text().strip()
        if text != self.shown.caption:
            self.captioned.emit(self.shown.photo, text)


class PhotoStrip(QWidget):
    """A row of photos. ``added`` carries a list of sources (paths or bytes) and their role."""

    added = Signal(object, str)
    removed = Signal(str)
    captioned = Signal(str, str)
    opened = Signal(str)

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
        self._hint = parts.label(_("Choose, drop or paste (Ctrl+V)"), "note", wrap=True)
        self._error = parts.label("", "note", wrap=True)
        theme.set_state(self._error, "fail")
        self._error.hide()
        self._row = QHBoxLayout()
        self._area = self._scroller()
        buttons = parts.row(self._add, self._after, 1)
        layout = parts.column(buttons, self._hint, self._error, self._area, space=theme.SPACE_XS)
        self.setLayout(layout)
        self._area.hide()

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
        self._shown = photos
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards = {one.photo: self._card(n, one) for n, one in enumerate(photos, 1)}
        tallest = max((card.sizeHint().height() for card in self._cards.values()), default=0)
        self._area.setFixedHeight(tallest + 14)
        self._area.setVisible(bool(photos))

    def _card(self, number: int, shown: PhotoShown) -> PhotoCard:
        card = PhotoCard(shown, number)
        card.opened.connect(self.opened)
        card.removed.connect(self.removed)
        card.captioned.connect(self.captioned)
        self._row.insertWidget(number - 1, card)
        return card

    def show_thumbnail(self, photo: str, thumbnail: bytes) -> None:
        """Fill in a thumbnail that has been loaded meanwhile."""
        if photo in self._cards:
            self._cards[photo].show_picture(thumbnail)

    def show_problem(self, problem: Problem | None) -> None:
        """Show (or take away) what was wrong with the last picture, in place."""
        self._error.setVisible(problem is not None)
        if problem is not None:
            self._error.setText(f"{problem.message} {problem.remedy}  [{problem.code}]")

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
            before = BEFORE if not self._after.isHidden() else EVIDENCE
            self.added.emit(sources, role or before)

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
