"""What the command palette offers: the pages and acts of the window, and those of a visit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from inspector_app.i18n import _
from inspector_app.ui.notice_page import NoticePage
from inspector_app.ui.palette import Command
from inspector_app.ui.photo_strip import SOURCES
from inspector_app.ui.shell import ENTRIES
from inspector_app.ui.visit_page import VisitPage

if TYPE_CHECKING:
    from inspector_app.ui.desk import Desk


def commands_of(desk: Desk) -> tuple[Command, ...]:
    """Return the commands of the open page first, then those of the window."""
    return (*_here(desk), *_everywhere(desk))


def _here(desk: Desk) -> Iterator[Command]:
    shown = desk.shell.page(desk.shell.shown)
    if isinstance(shown, VisitPage):
        yield from _of_visit(shown)
    if desk.papers.has_offer:
        keys = {"visit": "F7", "record": "F9"}.get(desk.shell.shown, "")
        yield Command(_("Make a paper…"), keys, desk.papers.offer)
    if isinstance(shown, NoticePage) and shown.is_notice:
        yield Command(_("Reply form to this notice"), "", shown.open_reply)
    if desk.shell.shown == "enterprises":
        listed = desk.pages.enterprises
        yield Command(_("Archive the marked enterprises"), "", listed.ask_archive)
        yield Command(_("Route of the marked enterprises"), "", listed.route.click)
    if desk.shell.shown == "dossier":
        page = desk.pages.dossier
        yield Command(_("Start a visit"), "", page.start.click)
        yield Command(_("Record a visit not performed"), "", page.refused.click)


def _of_visit(page: VisitPage) -> Iterator[Command]:
    open_item = page.items.open
    yield Command(_("Next unanswered item"), "U", page.go_on)
    yield Command(_("Photo of the item"), "P", page.take_photo)
    for source, (words, key) in SOURCES.items():
        yield Command(_(words), key, partial(page.photos.ask, source))
    yield Command(_("Remark on the item"), "N", open_item.write_remark)
    yield Command(_("Record a hazard"), "H", page.begin_hazard)
    yield Command(_("Hazards of this visit"), "L", page.show_hazards)
    yield Command(_("Jump to an item"), "/", page.begin_jump)
    yield Command(_("Overview of the visit"), "R", page.extras.show_overview)
    yield Command(_("Add a checklist"), "A", page.extras.ask_checklist)
    yield Command(_("Undo the last entry"), "Ctrl+Z", page.acts.undo)
    yield Command(_("End the visit"), "F8", page.show_end)
    yield Command(_("Notice of this visit"), "F9", page.ask_notice)


def _everywhere(desk: Desk) -> Iterator[Command]:
    for entry in ENTRIES:
        open_page = partial(desk.go, entry.name)
        yield Command(_("Go to {page}").format(page=_(entry.word)), f"Ctrl+{entry.key}", open_page)
    yield Command(_("Search enterprises"), "Ctrl+K", desk.shell.search)
    yield Command(_("Try out a checklist"), "", desk.library.choose_file)
    yield Command(_("Make an archive"), "", partial(desk.ledgers.ask_archive, "", ""))
    yield Command(_("Check a paper…"), "", desk.papers.ask_check)
    yield Command(_("Sync now"), "", desk.syncs.sync)
    yield Command(_("Help for this page"), "F1", desk.help_here)
    yield Command(_("Lock or switch inspector"), "Ctrl+L", desk.lock_wanted.emit)
    yield Command(_("Quit"), "", desk.quit_wanted.emit)
