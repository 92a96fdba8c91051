"""One signature or one refusal: role, name, post, the pad, or why it was refused."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.ui import parts, theme
from inspector_app.ui.field_grid import FieldGrid
from inspector_app.ui.flow import Flow
from inspector_app.ui.item_look import say
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.signature_pad import SignaturePad

PAD_HEIGHT, LEAST_PAD = 280, 120  # px at 100 %; what a low window leaves of it
STAFF = "staff_sign"  # the place of the service side on other papers
INSPECTOR, ESCORT, RECEIVER, WITNESS = "inspector", "escort", "receiver", "witness"
ROLES = {
    INSPECTOR: N_("Inspector"),
    RECEIVER: N_("Signs for the enterprise"),
    ESCORT: N_("Escort"),
    WITNESS: N_("Witness"),
}


@dataclass(frozen=True, slots=True)
class Signing:
    """What a person gave: a drawn name (PNG), a refusal, or neither where paper is signed."""

    role: str
    name: str
    post: str = ""
    phone: str = ""
    certificate: str = ""
    image: bytes = b""
    refused_reason: str = ""
    witness: str = ""


def role_word(role: str) -> str:
    """Return the word of a signer's role."""
    return _(ROLES[role]) if role in ROLES else role


class SignatureSheet(QWidget):
    """Takes a signature; ``given`` carries a Signing."""

    given = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: dict[str, tuple[str, ...]] = {}
        self._places = tuple((role, role_word(role)) for role in ROLES)
        self.role = QComboBox()
        for place, label in self._places:
            self.role.addItem(label, place)
        self.name, self.post, self.phone = QComboBox(), QLineEdit(), QLineEdit()
        self.name.setEditable(True)
        self.certificate = QLineEdit()
        self.pad = SignaturePad()
        self.pad.setMinimumHeight(theme.px(LEAST_PAD))
        self.pad.setMaximumHeight(theme.px(PAD_HEIGHT))
        self.refused = QCheckBox(_("Signature refused"))
        self.reason, self.witness = QLineEdit(), QLineEdit()
        self._hint = parts.label("", "note", wrap=True)
        theme.set_state(self._hint, "fail")
        self.problem = ProblemStrip()
        self._clear = parts.button(_("Clear"), "flat")
        self._sign = parts.button(_("Take signature") + "  Ctrl+Enter", "primary")
        self._close = parts.button(_("Close") + "  Esc", name=_("Close"))
        self._arrange()
        self.role.currentIndexChanged.connect(lambda _index: self._role_chosen())
        self.refused.toggled.connect(lambda _on: self._show_refusal())
        self._clear.clicked.connect(self.pad.clear)
        self._sign.clicked.connect(self.take)
        self._close.clicked.connect(self.closed)
        self._role_chosen()
        self._show_refusal()

    def _arrange(self) -> None:
        self._refusal = QWidget()
        self._refusal.setLayout(
            parts.row(
                parts.field(_("Reason of the refusal"), self.reason),
                parts.field(_("Witness"), self.witness),
            )
        )
        who = FieldGrid(
            (
                (parts.field(_("Signs as"), self.role), parts.field(_("Name"), self.name)),
                (
                    parts.field(_("Post"), self.post),
                    parts.field(_("Phone"), self.phone),
                    parts.field(_("Certificate number"), self.certificate),
                ),
            ),
            each=140,
        )
        buttons = Flow((self._sign, self._close, self._clear))
        layout = parts.column(
            who, self.pad, self.refused, self._refusal, self._hint, self.problem, buttons
        )
        layout.setStretch(1, 100)  # the pad takes what there is, up to its height
        layout.addStretch(1)
        self.setLayout(layout)

    def offer(self, people: dict[str, tuple[str, ...]]) -> None:
        """Offer names by role; the first one stands ready."""
        self._people = people
        self._role_chosen()

    def offer_places(self, places: tuple[tuple[str, str], ...]) -> None:
        """Offer the places of a paper in stead of the roles of a notice."""
        if places == self._places:
            return
        self._places = places
        self.role.clear()
        for place, label in places:
            self.role.addItem(label, place)

    def start(self, role: str) -> None:
        """Begin a signature of this role on a clean pad."""
        self.role.setCurrentIndex(max(0, self.role.findData(role)))
        for line in (self.post, self.phone, self.certificate, self.reason, self.witness):
            line.clear()
        self.refused.setChecked(False)
        self.pad.clear()
        say(self._hint, "")
        self.problem.clear()
        self.name.setFocus()

    def take(self) -> None:
        """Report the signature, or say what is missing."""
        signing = self._signing()
        missing = _missing(signing, self.refused.isChecked())
        say(self._hint, missing)
        if not missing:
            self.given.emit(signing)

    def show_problem(self, problem: Problem) -> None:
        """Show why the signature was not kept."""
        self.problem.show_problem(problem, _("The signature still stands on the pad."))

    def _signing(self) -> Signing:
        refused = self.refused.isChecked()
        return Signing(
            role=str(self.role.currentData()),
            name=self.name.currentText().strip(),
            post=self.post.text().strip(),
            phone=self.phone.text().strip(),
            certificate=self.certificate.text().strip(),
            image=b"" if refused else self.pad.png(),
            refused_reason=self.reason.text().strip() if refused else "",
            witness=self.witness.text().strip() if refused else "",
        )

    def _role_chosen(self) -> None:
        role = str(self.role.currentData())
        self.name.clear()
        self.name.addItems(list(self._people.get(role, ())))
        self.certificate.setEnabled(role in (INSPECTOR, STAFF))

    def _show_refusal(self) -> None:
        refused = self.refused.isChecked()
        self._refusal.setVisible(refused)
        self.pad.setVisible(not refused)
        self._clear.setVisible(not refused)
        text = _("Record refusal") if refused else _("Take signature")
        self._sign.setText(f"{text}  Ctrl+Enter")


def _missing(signing: Signing, refused: bool) -> str:
    if not signing.name:
        return _("Give the name of who signs.")
    if refused and not (signing.refused_reason and signing.witness):
        return _("A refusal needs its reason and a witness.")
    if not refused and not signing.image:
        return _("Let the person sign on the pad, or tick “Signature refused”.")
    return ""
