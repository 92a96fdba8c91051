"""Enrolment: this computer becomes a device of central, then the recovery key is shown once."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.unlock_page import EntrancePage, secret_field

WIDTH = 560
SHORTEST = 8
STEPS = 3  # of the meter: weak, fair, good
WRONG_ACCOUNT = "AUTH-01"  # central's code for a user name or password that is wrong


@dataclass(frozen=True, slots=True, repr=False)
class EnrolForm:
    """What the person typed; never shown in logs."""

    central: str
    user: str
    password: str
    passphrase: str
    label: str


def strength(passphrase: str) -> tuple[str, str, int]:
    """Return how well a passphrase protects, as (words, state, step of the meter): length counts,
    symbols little."""
    if not passphrase:
        words = _("At least {count} characters; several words are best.")
        return (words.format(count=SHORTEST), "", 0)
    if len(passphrase) < SHORTEST:
        words = _("Too short: {count} more.").format(count=SHORTEST - len(passphrase))
        return (words, "fail", 0)
    if len(set(passphrase)) < 5 or passphrase.isdigit():
        return (_("Weak: easy to guess."), "waiting", 1)
    if len(passphrase) < 12:
        return (_("Fair. A longer one is safer."), "waiting", 2)
    return (_("Good."), "ok", STEPS)


def agreement(first: str, second: str) -> tuple[str, str, bool]:
    """Return what to say of a passphrase typed twice, its state, and whether the two differ."""
    if second and not first.startswith(second):
        return (_("The two passphrases differ."), "fail", True)
    if second and first != second and len(first) >= SHORTEST:
        return (_("The second passphrase is not complete yet."), "waiting", False)
    words, state, _step = strength(first)
    return (words, state, False)


class EnrolPage(EntrancePage):
    """Central's address, the account there, and a new passphrase for this computer."""

    enrol_wanted = Signal(object)
    back_wanted = Signal()

    def __init__(self, central: str = "", label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(
            _("Enrol this computer"),
            _("Once, with network. Afterwards everything works without it."),
            parent,
            width=WIDTH,
        )
        self.central = QLineEdit(central)
        self.central.setPlaceholderText("https://central.example.com")
        self.user, self.label = QLineEdit(), QLineEdit(label)
        self.password, self.passphrase = secret_field(), secret_field()
        self.repeated = secret_field()
        self.hint, self.meter = parts.label("", "note", wrap=True), _meter()
        self.reveal = QCheckBox(_("Show what is typed"))
        self.enrol = parts.button(_("Enrol"), "primary")
        self.back = parts.button(_("Back"), "link")
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        self.body.addLayout(parts.field(_("Address of central"), self.central))
        user = parts.field(_("User name"), self.user)
        password = parts.field(_("Account password"), self.password)
        self.body.addLayout(_pair(user, password))
        given = _("Address, user name and password come from who looks after central.")
        self.body.addWidget(parts.label(given, "note", wrap=True))
        self.body.addWidget(parts.rule())
        self.body.addLayout(self._passphrases())
        self.body.addWidget(parts.rule())
        named = _("Central lists this computer under this name, so that a lost one can be stopped.")
        self.body.addLayout(
            parts.field(_("Name of this computer (optional)"), self.label, hint=named)
        )
        self.body.addWidget(self.enrol)
        self.foot.addWidget(self.back)

    def _passphrases(self) -> QVBoxLayout:
        about = _(
            "You choose the passphrase. It opens your records on this computer every day; central "
            "does not know it and cannot reset it. It is not the account password."
        )
        fields = _pair(
            parts.field(_("New passphrase for this computer"), self.passphrase),
            parts.field(_("Passphrase once more"), self.repeated),
        )
        told = parts.row(self.meter, self.hint, space=theme.SPACE_M)
        told.setStretch(1, 1)
        return parts.column(
            parts.label(about, "note", wrap=True), fields, told, self.reveal, space=theme.SPACE_S
        )

    def _wire(self) -> None:
        for editor in self._editors():
            editor.textChanged.connect(lambda _text: self._check())
            editor.returnPressed.connect(self._submit)
        self.reveal.toggled.connect(self._reveal)
        self.enrol.clicked.connect(self._submit)
        self.problem.again.connect(self._submit)
        self.back.clicked.connect(self.back_wanted)
        self.setFocusProxy(self.user if self.central.text() else self.central)
        self._check()

    def _editors(self) -> tuple[QLineEdit, ...]:
        return (
            self.central,
            self.user,
            self.password,
            self.passphrase,
            self.repeated,
            self.label,
        )

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for editor in (self.password, self.passphrase, self.repeated):
            editor.setEchoMode(mode)

    def form(self) -> EnrolForm:
        """Return what stands in the fields."""
        return EnrolForm(
            central=self.central.text().strip(),
            user=self.user.text().strip(),
            password=self.password.text(),
            passphrase=self.passphrase.text(),
            label=self.label.text().strip(),
        )

    def show_busy(self, busy: bool) -> None:
        """Show that central is being asked."""
        self.enrol.setText(_("Enrolling …") if busy else _("Enrol"))
        self.enrol.setEnabled(not busy)
        self.back.setEnabled(not busy)

    def show_problem(self, problem: Problem) -> None:
        """Show why enrolment failed; what was typed stays."""
        self.show_busy(False)
        safe = _("Nothing was created on this computer; what you typed is still here.")
        self.problem.show_problem(refused_account(problem), safe=safe, remedy=_remedy(problem))
        self._field_of(problem).setFocus()

    def _field_of(self, problem: Problem) -> QWidget:
        """Return what is to be changed, or pressed, after a problem."""
        if _is_account(problem):
            return self.password
        return self.central if _is_of_network(problem) else self.enrol

    def _check(self) -> None:
        first, second = self.passphrase.text(), self.repeated.text()
        said, state, step = strength(first)
        self.meter.setValue(step)
        theme.set_state(self.meter, state)
        self.meter.setAccessibleDescription(said)
        words, state, differs = agreement(first, second)
        self.hint.setText(words)
        theme.set_state(self.hint, state)
        theme.set_state(self.repeated, "fail" if differs else "")
        needed = (self.central, self.user, self.password)
        whole = all(editor.text().strip() for editor in needed)
        self.enrol.setEnabled(whole and len(first) >= SHORTEST and first == second)

    def _submit(self) -> None:
        if self.enrol.isEnabled():
            self.problem.clear()
            self.show_busy(True)
            self.enrol_wanted.emit(self.form())


def refused_account(problem: Problem) -> Problem:
    """Return a refused sign-in as what it is here: a newcomer's account, not a lost device."""
    if not _is_account(problem):
        return problem
    from inspector_app.sync.problems import CentralRefused

    said = problem.details.get("said", "")
    return CentralRefused(said=said, central_code=WRONG_ACCOUNT, advice="")


def _is_of_network(problem: Problem) -> bool:
    from inspector_app.sync.problems import SyncProblem

    return isinstance(problem, SyncProblem)


def _is_account(problem: Problem) -> bool:
    return problem.details.get("central_code") == WRONG_ACCOUNT


def _remedy(problem: Problem) -> str:
    if _is_account(problem):
        return _("Check user name and password; after several failures central makes you wait.")
    if problem.retryable and _is_of_network(problem):
        return _("Check the address and the network, then try again.")
    return ""


def _meter() -> QProgressBar:
    made = QProgressBar()
    made.setRange(0, STEPS)
    made.setTextVisible(False)
    made.setFixedWidth(theme.px(120))
    made.setAccessibleName(_("Strength of the passphrase"))
    return made


def _pair(left: QLayout, right: QLayout) -> QHBoxLayout:
    made = parts.row(left, right, space=theme.SPACE_M)
    made.setStretch(0, 1)
    made.setStretch(1, 1)
    return made


class RecoveryKeyPage(EntrancePage):
    """Shows the recovery key once: print it, save it, or write it down, then go on."""

    noted = Signal()
    print_wanted = Signal(str)
    save_wanted = Signal(str, str)

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Your recovery key"),
            _(
                "If you forget the passphrase, only this key opens your records. It is shown once "
                "and kept nowhere. Keep the sheet away from the computer."
            ),
            parent,
            width=WIDTH,
        )
        self._key = key
        shown = parts.label(_in_two_lines(key), "recovery", select=True)
        shown.setAccessibleName(_("Recovery key"))
        self.print = parts.button(_("Print …"))
        self.save = parts.button(_("Save as a file …"))
        self.done = QCheckBox(_("I printed it or wrote it down"))
        self.go_on = parts.button(_("Continue"), "primary")
        self.go_on.setEnabled(False)
        self.body.addWidget(shown)
        self.body.addLayout(parts.row(self.print, self.save, 1))
        self.body.addWidget(self.done)
        self.body.addWidget(self.go_on)
        self.done.toggled.connect(self.go_on.setEnabled)
        self.go_on.clicked.connect(self.noted)
        self.print.clicked.connect(lambda: self.print_wanted.emit(self._key))
        self.save.clicked.connect(self._ask_where)
        self.setFocusProxy(self.print)

    def show_note(self, text: str) -> None:
        """Show that the key was printed or saved."""
        self.problem.show_note(text, state="ok")

    def _ask_where(self) -> None:
        title = _("Save the recovery key")
        path, _kind = QFileDialog.getSaveFileName(self, title, "recovery-key.txt", "*.txt")
        if path:
            self.save_wanted.emit(self._key, path)


def _in_two_lines(key: str) -> str:
    groups = key.split("-")
    half = (len(groups) + 1) // 2
    return "  ".join(groups[:half]) + "\n" + "  ".join(groups[half:])
