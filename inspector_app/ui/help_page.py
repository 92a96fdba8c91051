"""Help on one page: the keys, and what to do when something happens."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from inspector_app.i18n import N_, _
from inspector_app.ui import parts, theme
from inspector_app.ui.columns import Column, Columns
from inspector_app.ui.help_pages import HELP, VISIT_KEYS, PageHelp
from inspector_app.ui.shortcuts import add_key

KEYS = (
    ("Ctrl+K", N_("Search an enterprise; ↓ to the list, Enter opens")),
    ("F2", N_("Everything the program can do here, found by words")),
    ("Ctrl+1 … 9, 0", N_("The pages in the order of the rail")),
    ("F1", N_("Help for the page that is open")),
    ("Ctrl+L", N_("Lock or switch inspector")),
    *VISIT_KEYS,
)

CASES = (
    (
        N_("There is no network"),
        N_("Work on: enterprises, checklists, papers and numbers need none. Sync when you can."),
    ),
    (
        N_("A sync stopped in the middle"),
        N_("Start it again. It goes on where it stopped; nothing is sent twice."),
    ),
    (
        N_("The enterprise refuses to sign"),
        N_("Record the refusal with its reason and a witness on the signature sheet, then issue."),
    ),
    (
        N_("Nobody is there, or the plant stands still"),
        N_("Open the enterprise and record a visit not performed, with a photo of the gate."),
    ),
    (
        N_("A notice has a mistake"),
        N_("Void it and issue a new one. The old number stays used and is shown as void."),
    ),
    (
        N_("A major hazard was found"),
        N_(
            "Confirm the criterion, tell the person in charge at once, advise withdrawal where "
            "needed, and report it. The hazard panel asks for each of these."
        ),
    ),
    (
        N_("The passphrase is forgotten"),
        N_("Use the recovery key printed at enrolment. Without it only central's copy remains."),
    ),
    (
        N_("The computer is lost or replaced"),
        N_("Tell central to revoke it, then enrol the new one. What was synced comes back."),
    ),
)


class HelpPage(QWidget):
    """What the page before this one is for, then all keys and all cases."""

    back_wanted = Signal()
    introduction_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._here = parts.column()
        self.back = parts.button(_("Back to the page (Esc)"), "flat", icon="arrow-left")
        self.introduction = parts.button(_("Show the introduction"), "link")
        columns = Columns((Column(_keys(), 2, 320), Column(_cases(), 3, 380)))
        inner = parts.column(self._here, columns, 1, space=theme.SPACE_M)
        head = parts.row(parts.label(_("Help"), "page"), 1, self.introduction, self.back)
        layout = parts.column(head, parts.scrolled(inner), space=theme.SPACE_M)
        parts.pad(layout)
        self.setLayout(layout)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Help"))
        self.back.clicked.connect(self.back_wanted)
        self.introduction.clicked.connect(self.introduction_wanted)
        add_key(self, "Escape", self._leave)
        self.show_for("")

    def _leave(self) -> None:
        if not self.back.isHidden():
            self.back_wanted.emit()

    def show_for(self, page: str) -> None:
        """Explain a page on top; "" shows the general help alone."""
        parts.empty(self._here)
        known = HELP.get(page)
        self.back.setVisible(known is not None)
        if known is not None:
            self._here.addWidget(_about(known))


def _about(page: PageHelp) -> QFrame:
    lines = parts.column(parts.label(_(page.title), "section"), space=theme.SPACE_S)
    for sentence in page.sentences:
        lines.addWidget(parts.label(_(sentence), wrap=True))
    if page.keys:
        lines.addLayout(_key_grid(page.keys))
    return parts.card(lines)


def _key_grid(keys: tuple[tuple[str, str], ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(theme.SPACE_M))
    grid.setVerticalSpacing(theme.px(theme.SPACE_M))
    grid.setColumnStretch(1, 1)
    for row, (name, meaning) in enumerate(keys):
        grid.addWidget(parts.label(name, "key"), row, 0)
        grid.addWidget(parts.label(_(meaning), wrap=True), row, 1)
    return grid


def _keys() -> QFrame:
    head = parts.label(_("Keys"), "section")
    return parts.card(parts.column(head, _key_grid(KEYS), 1, space=theme.SPACE_M))


def _cases() -> QFrame:
    lines = parts.column(parts.label(_("What to do when …"), "section"), space=theme.SPACE_M)
    for title, advice in CASES:
        lines.addLayout(
            parts.column(
                parts.label(_(title), "strong", wrap=True),
                parts.label(_(advice), "muted", wrap=True),
                space=2,
            )
        )
    lines.addStretch(1)
    return parts.card(lines)
