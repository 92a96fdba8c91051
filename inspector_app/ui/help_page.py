"""Help on one page: the keys, and what to do when something happens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from inspector_app.i18n import N_, _
from inspector_app.ui import parts, theme

KEYS = (
    ("Ctrl+K", N_("Search an enterprise; ↓ to the list, Enter opens")),
    ("Ctrl+1 … 7", N_("Today, enterprises, hazards, papers, sync, help, settings")),
    ("F1", N_("This page")),
    ("1  2  3", N_("Verdict on a check item: conforms, does not conform, not applicable")),
    ("P", N_("Photo of the item")),
    ("N", N_("Note on the item")),
    ("H", N_("Record a hazard")),
    ("U", N_("Next item not yet checked")),
    ("/", N_("Jump to an item by its words")),
    ("L", N_("Hazards of this visit")),
    ("T", N_("Take the open section in a visit shared by two laptops")),
    ("F8  F9", N_("End the visit; the notice")),
    ("Ctrl+Z", N_("Undo the last entry")),
    ("Esc", N_("Close a panel; nothing is lost")),
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
    """Two cards beside each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        columns = parts.row(_keys(), _cases(), space=theme.SPACE_M)
        columns.setStretch(0, 2)
        columns.setStretch(1, 3)
        inner = parts.column(columns, 1)
        layout = parts.column(
            parts.label(_("Help"), "page"), parts.scrolled(inner), space=theme.SPACE_M
        )
        parts.pad(layout)
        self.setLayout(layout)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def _keys() -> QFrame:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(theme.SPACE_M))
    grid.setVerticalSpacing(theme.px(theme.SPACE_M))
    grid.setColumnStretch(1, 1)
    for row, (keys, meaning) in enumerate(KEYS):
        grid.addWidget(parts.label(keys, "key"), row, 0)
        grid.addWidget(parts.label(_(meaning), wrap=True), row, 1)
    head = parts.label(_("Keys"), "section")
    return parts.card(parts.column(head, grid, 1, space=theme.SPACE_M))


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
