"""What F1 says about the page it was pressed on: what the page is for, and its keys."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.i18n import N_


@dataclass(frozen=True, slots=True)
class PageHelp:
    """A page's title, what one does there, and its keys with their meaning."""

    title: str
    sentences: tuple[str, ...]
    keys: tuple[tuple[str, str], ...] = ()


VISIT_KEYS = (
    ("1  2  3", N_("Verdict on a check item: conforms, does not conform, not applicable")),
    ("P", N_("Photo of the item")),
    ("Shift+P", N_("Photos from the phone")),
    ("Shift+C", N_("Photos from this computer's camera")),
    ("Shift+I", N_("Photos from a folder or memory card")),
    ("N", N_("Note on the item")),
    ("H", N_("Record a hazard")),
    ("U", N_("Next item not yet checked")),
    ("↑  ↓", N_("Item before, item after")),
    ("/", N_("Jump to an item by its words")),
    ("F6", N_("Sections, basis, photos")),
    ("C", N_("Copy the citation of the item")),
    ("L", N_("Hazards of this visit")),
    ("F4", N_("In a hazard: search the law and cite a clause")),
    ("R", N_("Overview: result so far, records to fill, checklists of this visit")),
    ("A", N_("Add a checklist")),
    ("T", N_("Take the open section in a visit shared by two laptops")),
    ("F7", N_("Papers that can be made here")),
    ("F8  F9", N_("End the visit; the notice")),
    ("Ctrl+Z", N_("Undo the last entry")),
    ("Esc", N_("Close a panel; nothing is lost")),
)
LIST_KEYS = (
    ("↑  ↓", N_("Move in the list")),
    ("Enter", N_("Open the marked line")),
)

HELP = {
    "today": PageHelp(
        N_("Today"),
        (
            N_("Left: planned visits and re-inspections, overdue ones in red. Enter opens one."),
            N_("Middle: what is only on this computer, and what two people said differently."),
            N_("Right: the last visits; one that is still open stands first."),
        ),
    ),
    "enterprises": PageHelp(
        N_("Enterprises"),
        (
            N_("Type a name, pinyin initials, a credit code or an address in the search field."),
            N_("An enterprise that is missing is not assigned to you: sync, or ask central."),
        ),
        LIST_KEYS,
    ),
    "dossier": PageHelp(
        N_("Enterprise"),
        (
            N_("One enterprise's file: open hazards, visits, papers, sites, policies."),
            N_("Start a visit here. Where nobody could be met, record a visit not performed."),
        ),
    ),
    "hazards": PageHelp(
        N_("Hazards"),
        (
            N_("Hazards of all enterprises by deadline. Enter opens the enterprise."),
            N_("A hazard closes by a re-inspection, never by hand."),
        ),
        LIST_KEYS,
    ),
    "papers": PageHelp(
        N_("Papers"),
        (
            N_("Every issued paper, as it was printed: the stored bytes are never made anew."),
            N_("A mistake? Void the paper with a reason and issue a new one."),
        ),
        LIST_KEYS,
    ),
    "ledger": PageHelp(
        N_("Ledgers"),
        (
            N_("Hazards from finding to closing, and real expenses, of all enterprises here."),
            N_("Type a period as 2026, 2026-03 or 2026-01..2026-03; the file holds what is shown."),
            N_("An archive is one zip for an enterprise and year; it opens without this program."),
        ),
        (*LIST_KEYS, ("Ctrl+S", N_("Save as xlsx"))),
    ),
    "checklists": PageHelp(
        N_("Checklists"),
        (
            N_("All checklists on this computer, with the days on which they are to be used."),
            N_("Choose an enterprise to see which of them apply there on the day, and why."),
            N_("A try-out runs a checklist, or a file of yours, and records nothing."),
        ),
        (
            *LIST_KEYS,
            ("/", N_("Search")),
            ("E", N_("At which enterprise?")),
            ("T", N_("Try it out")),
            ("F", N_("Try out a file")),
        ),
    ),
    "checklist": PageHelp(
        N_("Checklist"),
        (N_("The items with clause, criterion, evidence and how to check."),),
        (
            ("C  Enter", N_("Copy the citation")),
            ("T", N_("Try it out")),
            ("/", N_("Search items")),
            ("F3", N_("Read the clause")),
            ("Esc", N_("Back")),
        ),
    ),
    "tryout": PageHelp(
        N_("Try-out: nothing is recorded"),
        (
            N_("Answer as on a visit; leave with Esc and nothing remains."),
            N_("Beside it stands what “forms check” finds. F5 reads the file again."),
        ),
        (("F3", N_("Basis or problems")), ("F5", N_("Start again")), ("Esc", N_("Back"))),
    ),
    "law": PageHelp(
        N_("Legal basis"),
        (
            N_("Instruments with their dates, and every clause that a check item cites."),
            N_("All words must occur; blanks separate them. Enter on an instrument opens it."),
            N_("The words are a paraphrase; before a major verdict read the official text."),
        ),
        (
            ("/", N_("Search")),
            ("C  Enter", N_("Copy the citation")),
            ("F3", N_("Read the clause")),
            ("Esc", N_("One step back")),
        ),
    ),
    "record": PageHelp(
        N_("Record of the service"),
        (
            N_("Filled in from what is known; every answer is stored at once."),
            N_("It is closed when nothing required is missing, and can be opened again."),
        ),
        (
            ("F5", N_("Fill in what is known")),
            ("F8", N_("Close the record")),
            ("F9", N_("Make the paper")),
            ("U", N_("Next unanswered item")),
            ("P", N_("Photo or signature")),
            ("F6", N_("Sections, basis, photos")),
            ("Esc", N_("Back")),
        ),
    ),
    "sync": PageHelp(
        N_("Sync"),
        (
            N_("Answers travel first, small pictures second, photos last. Stop at any moment."),
            N_("The list below says what is not safe yet and why."),
            N_("Without any network a sealed bundle file carries the records."),
        ),
    ),
    "settings": PageHelp(
        N_("Settings"),
        (N_("Language, colours, size and locking. Every choice takes effect at once."),),
    ),
    "visit": PageHelp(
        N_("This visit"),
        (
            N_("Answer with one key; the next item opens by itself. Everything is stored at once."),
            N_("“Does not conform” opens the hazard under the item, filled in as far as known."),
            N_("The basis at the side cites only standards in force on the day of the visit."),
        ),
        VISIT_KEYS,
    ),
    "notice": PageHelp(
        N_("Notice"),
        (
            N_("The preview is what will be printed. Both sides sign over exactly this content."),
            N_("Who refuses to sign: record the reason and a witness, then issue."),
            N_("After issuing, print, save or show the paper; the number is never used again."),
        ),
        (
            ("F3", N_("Read the paper")),
            ("F6", N_("Sign")),
            ("F9", N_("Issue")),
            ("Ctrl+P", N_("Print")),
            ("Esc", N_("Back")),
        ),
    ),
}
