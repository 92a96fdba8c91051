"""Two people's different words on one thing, in words: what the conflict cards show."""

from __future__ import annotations

from inspector_app.i18n import N_, _
from inspector_app.operations.conflicts import Conflict, Version
from inspector_app.ui import words
from inspector_app.ui.item_look import verdict_word
from inspector_app.ui.visit_values import VERDICTS

FIELDS = {
    "name": N_("Name"),
    "code": N_("Credit code"),
    "no_code_reason": N_("Why there is no code"),
    "registration": N_("Registration number"),
    "address": N_("Address"),
    "region": N_("Region"),
    "sector": N_("Sector"),
    "industry": N_("Industry"),
    "scale": N_("Size"),
    "employees": N_("Employees"),
    "tags": N_("Facilities"),
    "phone": N_("Phone"),
    "post": N_("Post"),
    "principal": N_("Person in charge"),
    "type": N_("Kind"),
    "longitude": N_("Longitude"),
    "latitude": N_("Latitude"),
    "policy": N_("Policy"),
    "number": N_("Number"),
    "insurer": N_("Insurer"),
    "starts": N_("From"),
    "ends": N_("Until"),
    "premium_received": N_("Premium received (yuan)"),
    "insured_people": N_("Insured people"),
    "per_person_limit": N_("Limit per person (yuan)"),
    "services": N_("Services"),
    "frequency": N_("Frequency"),
    "value": N_("Answer"),
    "reason": N_("Reason"),
    "note": N_("Note"),
    "place": N_("Place"),
    "finding": N_("Hazard"),
    "level": N_("Level"),
    "basis": N_("Basis"),
    "measure": N_("Recommended measure"),
    "immediate": N_("Immediate measure"),
    "deadline": N_("Deadline"),
    "responsible": N_("Responsible person"),
    "category": N_("Kind of hazard"),
    "cause": N_("State and cause"),
    "harm": N_("Danger, and how hard to treat"),
    "status": N_("State"),
    "cost": N_("Cost (yuan)"),
    "done_on": N_("Finished on"),
    "planned_on": N_("Planned for"),
    "control": N_("Control until then"),
    "date": N_("Date"),
    "checked_out": N_("Checked out"),
    "caption": N_("Caption"),
    "marks": N_("Marks"),
    "turn": N_("Quarter turns"),
    "crop": N_("Crop"),
}

SUBJECTS = {
    "enterprise": N_("Enterprise facts"),
    "site": N_("Site"),
    "contact": N_("Contact"),
    "policy": N_("Policy"),
    "task": N_("Task"),
    "answer": N_("Answer"),
    "hazard": N_("Hazard"),
    "visit_end": N_("End of the visit"),
    "photo": N_("Photo"),
    "marks": N_("Marks on a photo"),
    "signature": N_("Signature"),
    "row": N_("Row of a table"),
    "major": N_("Report of a major hazard"),
    "category": N_("Kind of hazard"),
    "analysis": N_("Cause and danger of a major hazard"),
    "reply": N_("Reply of the enterprise"),
    "record_fill": N_("Service record, filled from the file"),
    "record_end": N_("Service record, closed or not"),
}

REMOVED = ("hazard_withdrawn", "photo_detached", "row_removed")
CODED = {
    "sector": words.sector,
    "scale": words.scale,
    "level": words.level,
    "checked_out": words.clock,
    "value": verdict_word,
}


def about(conflict: Conflict) -> str:
    """Return what the versions are about: the kind of thing, and its name where it has one."""
    kind = _(SUBJECTS[conflict.group]) if conflict.group in SUBJECTS else conflict.group
    if not conflict.about or conflict.group == "enterprise":
        return kind
    return _("{kind}: {about}").format(kind=kind, about=conflict.about)


def who(version: Version) -> str:
    """Return who said it and when."""
    person = version.who or _("Central or another inspector")
    return _("{person}, {time}").format(person=person, time=words.clock(version.when))


def told(version: Version) -> tuple[tuple[str, str], ...]:
    """Return the fields in which a version differs, with their names, as words."""
    if version.kind in REMOVED:
        return ((_("Record"), _("withdrawn")),)
    return tuple((field(key), value(key, said)) for key, said in version.fields)


def field(key: str) -> str:
    """Return the name of a field."""
    return _(FIELDS[key]) if key in FIELDS else key


def value(key: str, said: object) -> str:
    """Return what a field says, as people read it."""
    if said is None or said in ("", (), []):
        return "–"
    if key == "marks" and isinstance(said, list | tuple):
        return _(", ").join(_mark(one) for one in said)
    if isinstance(said, list | tuple):
        return words.tags(map(str, said)) if key == "tags" else _(", ").join(map(str, said))
    if isinstance(said, dict):
        return _(", ").join(str(one) for one in said.values() if one) or "–"
    if key == "value" and said not in VERDICTS:
        return str(said)
    return CODED[key](str(said)) if key in CODED else str(said)


def _mark(said: object) -> str:
    """Return a mark on a photo as a word, with its text."""
    mark = said if isinstance(said, dict) else {}
    shapes = {"arrow": _("Arrow"), "box": _("Box"), "text": _("Text")}
    name = shapes.get(str(mark.get("shape")), str(mark.get("shape")))
    return " ".join(part for part in (name, str(mark.get("text", ""))) if part)
