"""The first window: the passphrase that opens this computer's records."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QScrollArea, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.problems import ProblemStrip

WIDTH = 440
UNHARMED = ("KEY-01", "KEY-02", "KEY-03", "STORE-01")  # mistyped, too soon, or open elsewhere
NO_FOCUS = 0  # QtCore.Qt.FocusPolicy.NoFocus
NO_BAR = 1  # QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff


class EntrancePage(QWidget):
    """A card in the middle of the window with a problem strip under its fields; where the window
    is too low for the card, it scrolls."""

    painted = Signal()

    def __init__(
        self, title: str, note: str, parent: QWidget | None = None, *, width: int = WIDTH
    ) -> None:
        super().__init__(parent)
        self._was_painted = False
        self._width = width
        self.problem = ProblemStrip()
        self.body = parts.column(space=theme.SPACE_M)
        heading = parts.column(
            parts.label(title, "page"),
            parts.label(note, "muted", wrap=True),
            space=theme.SPACE_XS,
        )
        self.foot = parts.column(space=0)
        inner = parts.column(heading, self.body, self.problem, self.foot, space=theme.SPACE_L)
        self.card: QFrame = parts.card(inner, space=theme.SPACE_XL)
        middle = parts.row(1, self.card, 1)
        self.tongue = parts.button("", "link")
        self.tongue.hide()
        outer = parts.column(1, middle, parts.row(1, self.tongue, 1), 1)
        parts.pad(outer, theme.SPACE_L)
        self._area = _area(outer)
        self.setLayout(parts.column(self._area))
        self._fit(theme.px(width))
        self.problem.shown.connect(self._show_strip)

    def offer_language(self, name: str, choose: Callable[[], object]) -> None:
        """Offer another language by its own name: nobody has to read this one to leave it."""
        self.tongue.setText(name)
        self.tongue.setAccessibleName(name)
        self.tongue.clicked.connect(choose)
        self.tongue.show()

    def typed(self) -> list[str]:
        """Return what stands in the fields, from top to bottom."""
        return [one.text() for one in self.card.findChildren(QLineEdit)]

    def retype(self, texts: Sequence[str]) -> None:
        """Put texts back into the fields of the same page in another language."""
        for one, text in zip(self.card.findChildren(QLineEdit), texts, strict=True):
            one.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit(event.size().width())
        super().resizeEvent(event)

    def _fit(self, room: int) -> None:
        least = theme.px(self._width) // 2
        inside = room - 2 * theme.px(theme.SPACE_L) - self._area.verticalScrollBar().width()
        self.card.setFixedWidth(max(least, min(theme.px(self._width), inside)))

    def _show_strip(self) -> None:
        """Bring a problem into sight: it stands below the button that led to it."""
        QTimer.singleShot(0, self.problem, self._scroll_to_strip)

    def _scroll_to_strip(self) -> None:
        self._area.ensureWidgetVisible(self.problem, 0, theme.px(theme.SPACE_L))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the page stands on the screen; heavy work starts after that."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._stand)

    def _stand(self) -> None:
        self.painted.emit()
        parts.scroll_by_touch(self._area)  # asks for Qt's enums


def what_stays(problem: Problem) -> str:
    """Return what is safe after a try that opened nothing; nothing is said of a damaged file."""
    return _("Your records are untouched.") if problem.code in UNHARMED else ""


class Countdown:
    """Seconds until the next try, told once a second."""

    def __init__(self, owner: QWidget) -> None:
        self.left = 0
        self.timer = QTimer(owner)
        self.timer.setInterval(1000)

    def start(self, seconds: int) -> None:
        self.left = seconds
        if seconds > 0:
            self.timer.start()

    def step(self) -> bool:
        """Count one second; True while there is still time to wait."""
        self.left = max(0, self.left - 1)
        if not self.left:
            self.timer.stop()
        return self.left > 0


class UnlockPage(EntrancePage):
    """Asks for the passphrase; the delay after wrong ones is counted down on the button."""

    unlock_wanted = Signal(str)
    recovery_wanted = Signal()
    enrol_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Accident prevention service"),
            _("The records on this computer are encrypted. Your passphrase opens yours."),
            parent,
        )
        self.passphrase = secret_field()
        self.unlock = parts.button(_("Unlock"), "primary")
        self.recover = parts.button(_("Forgotten? Use the recovery key"), "link")
        self.enrol = parts.button(_("Enrol another inspector on this computer"), "link")
        self.body.addLayout(parts.field(_("Passphrase"), self.passphrase))
        self.body.addWidget(self.unlock)
        self.foot.addLayout(parts.column(self.recover, self.enrol, space=0))
        self._countdown = Countdown(self)
        self._countdown.timer.timeout.connect(self._tick)
        self._busy = False
        self._wire()

    def _wire(self) -> None:
        self.passphrase.returnPressed.connect(self._submit)
        self.unlock.clicked.connect(self._submit)
        self.recover.clicked.connect(self.recovery_wanted)
        self.enrol.clicked.connect(self.enrol_wanted)
        self.passphrase.textChanged.connect(lambda _text: self._show_button())
        self.setFocusProxy(self.passphrase)
        self._show_button()

    def show_busy(self, busy: bool) -> None:
        """Show that the passphrase is being tried."""
        self._busy = busy
        self.passphrase.setReadOnly(busy)
        self._show_button()

    def show_problem(self, problem: Problem, wait: int = 0) -> None:
        """Show why it did not open, and count down the seconds until the next try."""
        self.show_busy(False)
        self.problem.show_problem(problem, safe=what_stays(problem))
        self.passphrase.selectAll()
        self.passphrase.setFocus()
        self._countdown.start(wait)
        self._show_button()

    def clear(self) -> None:
        """Forget what was typed."""
        self.show_busy(False)
        self.passphrase.clear()
        self.problem.clear()

    def _submit(self) -> None:
        if self.unlock.isEnabled():
            self.problem.clear()
            self.show_busy(True)
            self.unlock_wanted.emit(self.passphrase.text())

    def _tick(self) -> None:
        self._countdown.step()
        self._show_button()

    def _show_button(self) -> None:
        left = self._countdown.left
        text = _("Unlock")
        if self._busy:
            text = _("Opening …")
        elif left:
            text = _("Next try in {seconds} s").format(seconds=left)
        self.unlock.setText(text)
        self.unlock.setEnabled(bool(self.passphrase.text()) and not self._busy and not left)


def _area(layout: QLayout) -> QScrollArea:
    # Plain values for Qt's enums, which are not looked up before the first paint (``parts``); and
    # a viewport of our own: Qt's is not known here, and to find out what it is costs 7 ms.
    inner, area, view = QWidget(), QScrollArea(), QWidget()
    theme.mark(inner, "scrolled")
    inner.setLayout(layout)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setProperty("focusPolicy", NO_FOCUS)
    area.setProperty("horizontalScrollBarPolicy", NO_BAR)
    view.setObjectName("qt_scrollarea_viewport")
    area.setViewport(view)
    area.setWidget(inner)
    return area


def secret_field() -> QLineEdit:
    """Return a field whose text is hidden."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setMaxLength(200)
    return made
