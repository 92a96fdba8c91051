"""Errors where they arise, in three lines: what happened · what is safe · what to do."""

from __future__ import annotations

from PySide6.QtCore import SIGNAL, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import parts, theme


def what_is_safe() -> str:
    """Return the usual second line: every answer is on disk before the next key press."""
    return _("Everything recorded so far is saved on this computer.")


class ProblemStrip(QFrame):
    """A strip on top of a page; hidden until there is something to say. ``again`` asks to retry."""

    again = Signal()
    dismissed = Signal()
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "strip")
        self._built = False
        self.hide()

    def _build(self) -> None:
        from PySide6.QtCore import Qt  # not before the first paint: 14 ms

        self._built = True
        self.setAccessibleName(_("Problem"))
        self._happened = parts.label("", "strong", wrap=True, select=True)
        self._safe = parts.label("", "", wrap=True)
        self._remedy = parts.label("", "", wrap=True)
        self._again = parts.button(_("Try again"))
        self._close = parts.button(_("Close"), "flat")
        self._again.clicked.connect(self.again)
        self._close.clicked.connect(self._dismiss)
        texts = parts.column(self._happened, self._safe, self._remedy, space=theme.SPACE_XS)
        inner: QHBoxLayout = parts.row(texts, self._again, self._close, space=theme.SPACE_M)
        inner.setStretch(0, 1)
        for one in (self._again, self._close):
            inner.setAlignment(one, Qt.AlignmentFlag.AlignTop)
        parts.pad(inner, theme.SPACE_M)
        self.setLayout(inner)

    def show_problem(
        self, problem: Problem, safe: str | None = None, retry: bool = False, remedy: str = ""
    ) -> None:
        """Show a problem with its code; ``safe`` "" leaves the second line out; ``remedy`` stands
        for the problem's own where that would mislead."""
        self._put(f"{problem.message}  [{problem.code}]", remedy or problem.remedy, safe)
        offered = self.receivers(SIGNAL("again()")) > 0  # or the button would do nothing
        self._again.setVisible(offered and (retry or problem.retryable))
        theme.set_state(self, "")

    def show_note(self, text: str, remedy: str = "", state: str = "waiting") -> None:
        """Show something to know rather than an error (``waiting`` or ``ok``)."""
        self._put(text, remedy, "")
        self._again.hide()
        theme.set_state(self, state)

    def clear(self) -> None:
        """Hide the strip."""
        self.hide()

    @property
    def text(self) -> str:
        """What the strip says, line by line; "" while hidden."""
        if self.isHidden():
            return ""
        lines = (self._happened.text(), self._safe.text(), self._remedy.text())
        return "\n".join(line for line in lines if line)

    def _put(self, happened: str, remedy: str, safe: str | None) -> None:
        if not self._built:
            self._build()
        second = what_is_safe() if safe is None else safe
        for line, text in (
            (self._happened, happened),
            (self._safe, second),
            (self._remedy, remedy),
        ):
            line.setText(text)
            line.setVisible(bool(text))
        self.setAccessibleDescription(" ".join((happened, second, remedy)))
        self.show()
        self.shown.emit()

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
