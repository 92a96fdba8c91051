"""Words about checklists: how they stand on a day, since when, why one applies or not."""

from __future__ import annotations

from inspector_app.checklists.library import FormEntry
from inspector_app.i18n import N_, _
from inspector_app.operations.shelf import Applying, Place, Reason, Standing
from inspector_app.ui import words
from inspector_app.ui.item_basis import period

STANDINGS = {
    Standing.IN_FORCE: N_("in force"),
    Standing.SUPERSEDED: N_("a later version is in force"),
    Standing.ENDED: N_("no longer in force"),
    Standing.NOT_YET: N_("not yet in force"),
}
TOKENS = {
    Standing.IN_FORCE: "text",
    Standing.SUPERSEDED: "muted",
    Standing.ENDED: "muted",
    Standing.NOT_YET: "waiting",
}
BADGES = {
    Standing.IN_FORCE: "ok",
    Standing.SUPERSEDED: "",
    Standing.ENDED: "",
    Standing.NOT_YET: "waiting",
}
REASONS = {
    Reason.EVERYWHERE: N_("for every enterprise"),
    Reason.SECTOR: N_("for its sector"),
    Reason.FACILITY: N_("for its facilities"),
    Reason.OTHER_DAY: N_("not in force on this day"),
    Reason.OTHER_VERSION: N_("another version applies"),
    Reason.OTHER_SCALE: N_("for other sizes"),
    Reason.OTHER_PLACE: N_("for other sectors"),
}


def standing(state: Standing) -> str:
    """Return how a form stands, in words."""
    return _(STANDINGS[state])


def reason(why: Reason) -> str:
    """Return why a form applies or not, in words."""
    return _(REASONS[why])


def force(entry: FormEntry) -> str:
    """Return the period in which a form is to be used, in words."""
    end = entry.effective_to
    return period(entry.effective_from.isoformat(), end.isoformat() if end else "")


def profile(one: Place) -> str:
    """Return what decides on the checklists of a place: sector, size, facilities."""
    known = [words.sector(one.sector), words.scale(one.scale), words.tags(one.tags)]
    return _("; ").join(text for text in known if text)


def place(one: Place) -> str:
    """Return a place with what decides on its checklists."""
    named = " · ".join(text for text in (one.name, one.site_name) if text)
    said = profile(one)
    return _("{place} ({known})").format(place=named, known=said) if said else named


def applying(found: Applying) -> str:
    """Return in a sentence what applies at a place on a day, and for what the library is empty."""
    day, where = found.day.isoformat(), place(found.place)
    if found.forms:
        text = _("On {day}, {count} checklists apply at {place}.")
    else:
        text = _("On {day} the library holds no checklist for {place}.")
    said = text.format(day=day, count=len(found.forms), place=where)
    if found.gaps:
        empty = _("For that day it holds nothing about: {names}.")
        said += " " + empty.format(names=_(", ").join(found.gaps))
    return said
