"""A laptop that central took out of use: what its inspector is told about the records."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations.locking import Withdrawal
from inspector_app.ui import parts, theme
from inspector_app.ui.unlock_page import EntrancePage


class WithdrawnPage(EntrancePage):
    """Hands over what central lacks, tells how far it is, and leaves when nothing is here."""

    hand_over_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _("This computer was taken out of use"),
            _("The administrator withdrew it from central. Nothing can be opened here any more."),
            parent,
        )
        self.whose = parts.label("", "muted", wrap=True)
        self.state = parts.label("", "strong", wrap=True)
        self.next = parts.label("", "", wrap=True)
        self.hand_over = parts.button(_("Hand over now"), "primary")
        self.leave = parts.button(_("Close"))
        for one in (self.whose, self.state, self.next):
            self.body.addWidget(one)
        self.foot.addLayout(parts.column(self.hand_over, self.leave, space=theme.SPACE_S))
        self.hand_over.clicked.connect(self.hand_over_wanted)
        self.leave.clicked.connect(self.left)
        self.setFocusProxy(self.hand_over)

    def show_standing(self, standing: Withdrawal, *, busy: bool) -> None:
        """Tell what central still lacks and what follows."""
        whose = _("{person}, device {device}")
        self.whose.setText(whose.format(person=standing.person, device=standing.device))
        lacking = _("{records} records and {files} files are still only on this computer.")
        said = lacking.format(records=standing.records, files=standing.files)
        self.state.setText(_("Central has everything you recorded.") if standing.is_empty else said)
        theme.set_state(self.state, "safe" if standing.is_empty else "waiting")
        self.next.setText(
            _(
                "They stay encrypted here and are handed over by themselves as soon as there is a "
                "network. Once central has confirmed all of them, this workspace is removed."
            )
            if not standing.is_empty
            else _("This workspace is removed at the next contact with central.")
        )
        self.hand_over.setEnabled(not busy)
        self.setFocusProxy(self.leave if busy else self.hand_over)
        self.hand_over.setText(_("Handing over …") if busy else _("Hand over now"))
        if busy:
            self.problem.clear()

    def show_problem(self, problem: Problem) -> None:
        """Tell why the handing over stopped; it is tried again."""
        self.problem.show_problem(problem, safe=_("Nothing was lost and nothing was removed."))

    def show_gone(self) -> None:
        """Tell that the workspace is no longer on this computer."""
        self.problem.clear()
        self.state.setText(_("Central has everything you recorded."))
        theme.set_state(self.state, "safe")
        self.next.setText(
            _(
                "This workspace was removed from this computer: first its keys, then its files. "
                "On another computer your records come back after enrolment."
            )
        )
        self.hand_over.hide()
        self.setFocusProxy(self.leave)
        self.leave.setFocus()
