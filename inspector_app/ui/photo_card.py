"""One photo of a strip: thumbnail, caption, and a menu with everything that can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QToolButton

from inspector_app.i18n import N_, _
from inspector_app.store.rows import Stage
from inspector_app.ui import parts, theme
from inspector_app.ui.life_badge import life_badge

THUMBNAIL = QSize(128, 96)
EVIDENCE, BEFORE, AFTER = "evidence", "before", "after"
ROLES = {EVIDENCE: N_("Evidence"), BEFORE: N_("Before"), AFTER: N_("After")}
ALT = Qt.KeyboardModifier.AltModifier


@dataclass(frozen=True, slots=True)
class PhotoShown:
    """A photo as the strip shows it; ``thumbnail`` is JPEG or PNG, None while it is loading;
    ``traces`` says when and where it was taken."""

    photo: str
    sha256: str = ""
    caption: str = ""
    role: str = EVIDENCE
    thumbnail: bytes | None = None
    stage: Stage | None = None
    traces: str = ""


def role_word(role: str) -> str:
    """Return the word of a photo's role; "" for plain evidence."""
    return _(ROLES[role]) if role in (BEFORE, AFTER) else ""


def _thumbnail() -> QSize:
    return QSize(theme.px(THUMBNAIL.width()), theme.px(THUMBNAIL.height()))


class _Picture(QToolButton):
    """The button that is the picture; a button would keep Alt+← to itself."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ALT:
            event.ignore()
        else:
            super().keyPressEvent(event)


class PhotoCard(QFrame):
    """One photo. Keys on the picture: Enter opens, E marks, R changes what it shows, Alt+← and
    Alt+→ move it, Delete takes it off."""

    opened = Signal(str)
    removed = Signal(str)
    captioned = Signal(str, str)
    marked = Signal(str)
    role_given = Signal(str, str)
    moved = Signal(str, int)

    def __init__(self, shown: PhotoShown, number: int) -> None:
        super().__init__()
        self.shown = shown
        theme.mark(self, "card")
        self._name = _("Photo {number}").format(number=number)
        self.picture = self._picture_button()
        self._caption = QLineEdit(shown.caption, self)
        self._caption.setPlaceholderText(_("Caption"))
        self._caption.setAccessibleName(_("Caption of {photo}").format(photo=self._name))
        self._caption.editingFinished.connect(self._captioned)
        more = parts.button("", "flat", icon="dots-horizontal")
        more.setAccessibleName(_("More for {photo}").format(photo=self._name))
        more.setToolTip(_("More"))
        more.setFixedWidth(theme.px(44))
        more.clicked.connect(lambda: self.menu().popup(more.mapToGlobal(more.rect().bottomLeft())))
        layout = parts.column(self.picture, parts.row(self._caption, more, space=2), space=2)
        if role_word(shown.role):
            layout.insertWidget(1, parts.badge(role_word(shown.role), "waiting"))
        if shown.stage is not None:
            layout.addWidget(life_badge(shown.stage, short=True))
        layout.setContentsMargins(4, 4, 4, 4)
        self.setLayout(layout)
        self.setFixedWidth(_thumbnail().width() + 18)
        if shown.thumbnail is not None:
            self.show_picture(shown.thumbnail)

    def _picture_button(self) -> QToolButton:
        made = _Picture(self)
        made.setIconSize(_thumbnail())
        made.setFixedSize(_thumbnail() + QSize(8, 8))
        said = (self._name, role_word(self.shown.role), self.shown.caption, self.shown.traces)
        made.setAccessibleName(" ".join(part for part in said if part))
        made.setToolTip(self.shown.traces)
        made.setText(self._name)
        made.clicked.connect(lambda: self.opened.emit(self.shown.photo))
        return made

    def show_picture(self, thumbnail: bytes) -> None:
        """Show the thumbnail once it is there."""
        image = QImage.fromData(thumbnail)
        if not image.isNull():
            fitted = image.scaled(
                _thumbnail(),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self.picture.setIcon(QIcon(QPixmap.fromImage(fitted)))

    def _captioned(self) -> None:
        text = self._caption.text().strip()
        if text != self.shown.caption:
            self.captioned.emit(self.shown.photo, text)

    def acts(self) -> tuple[tuple[str, str, Callable[[], None]], ...]:
        """Return (words, key, act) of everything that can be done to the photo."""
        photo = self.shown.photo
        return (
            (_("Open large"), "Enter", lambda: self.opened.emit(photo)),
            (_("Crop, turn and mark"), "E", lambda: self.marked.emit(photo)),
            (_("Shows: {role}").format(role=_(ROLES[self._next_role()])), "R", self._turn_role),
            (_("Move left"), "Alt+←", lambda: self.moved.emit(photo, -1)),
            (_("Move right"), "Alt+→", lambda: self.moved.emit(photo, 1)),
            (_("Remove"), "Del", lambda: self.removed.emit(photo)),
        )

    def menu(self) -> QMenu:
        """Return the menu of the photo; it is gone once it closes."""
        made = QMenu(self)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, key, act in self.acts():
            made.addAction(f"{words}\t{key}").triggered.connect(act)
        return made

    def _next_role(self) -> str:
        order = list(ROLES)
        here = order.index(self.shown.role) if self.shown.role in ROLES else -1
        return order[(here + 1) % len(order)]

    def _turn_role(self) -> None:
        self.role_given.emit(self.shown.photo, self._next_role())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        photo, key = self.shown.photo, event.key()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_E: lambda: self.marked.emit(photo),
            Qt.Key.Key_R: self._turn_role,
            Qt.Key.Key_Delete: lambda: self.removed.emit(photo),
            Qt.Key.Key_Return: lambda: self.opened.emit(photo),
            Qt.Key.Key_Enter: lambda: self.opened.emit(photo),
        }
        if key in steps and event.modifiers() & ALT:
            self.moved.emit(photo, steps[Qt.Key(key)])
        elif key in acts and not event.modifiers() and self.picture.hasFocus():
            acts[key]()
        else:
            super().keyPressEvent(event)
