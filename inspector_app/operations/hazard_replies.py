"""What the enterprise replied about told hazards (整改回复), and what kind of hazard each is.

A reply is noted by itself when it comes back, or typed in the reply form (``sf-rectify``), whose
closing says the same of each of its rows. Both may come after the visit has ended.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID, uuid5

import msgspec

from inspector_app.checklists.state import NodeState
from inspector_app.domain.acts import subject_of
from inspector_app.domain.body import Body
from inspector_app.domain.dossier import Hazard, hazard_of, hazards_of, papers_of, visit_of
from inspector_app.domain.fold import Dossier
from inspector_app.domain.hazard_categories import is_category
from inspector_app.domain.hazards import HazardClassified, HazardReplied, Replied
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.answers import OpenChecklist
from inspector_app.operations.session import Changes, Session, UnknownRecord, volume_of
from inspector_app.operations.visits import dossier_of_hazard, require_dossier

REPLY_FORM = "sf-rectify"
MAX_TEXT = 4_000
MOST_YUAN = Decimal(10) ** 12
_ROWS = "items"


def record_reply(session: Session, reply: HazardReplied) -> Changes:
    """Record what the enterprise replied about a hazard; a later word of the same day replaces it.

    Raises BadInput for a day that is none or comes before its time, a cost that is no sum, a text
    that is too long; UnknownRecord for a hazard that is not here. Nothing is then changed.
    """
    key, dossier, hazard = _known(session, reply.hazard)
    stripped = {n: getattr(reply, n).strip() for n in _TEXTS}
    said = msgspec.structs.replace(reply, cost=_sum(reply.cost), record="", **stripped)
    _check(said, visit_of(dossier, hazard.body.visit).date)
    return session.supersede(volume_of(key, said.date), subject_of(said, said.date), said)


def known_hazard(session: Session, hazard: str) -> Hazard:
    """Return a hazard as it stands; raises UnknownRecord where it is not here."""
    return _known(session, hazard)[2]


def classify_hazard(session: Session, hazard: str, category: str) -> Changes:
    """Record which kind of hazard it is, also after the visit's end; "" takes it back.

    Raises BadInput for a category nobody knows, UnknownRecord for a hazard that is not here."""
    key, dossier, found = _known(session, hazard)
    require_category(category)
    body = HazardClassified(hazard=hazard, category=category)
    day = visit_of(dossier, found.body.visit).date
    return session.supersede(volume_of(key, day), subject_of(body), body)


def require_category(category: str) -> None:
    """Raise BadInput for a category nobody knows; none at all is fine."""
    if category and not is_category(category):
        raise BadInput(what=category[:40], reason=_("there is no such kind of hazard"))


def _known(session: Session, hazard: str) -> tuple[str, Dossier, Hazard]:
    key = dossier_of_hazard(session, hazard)
    dossier = require_dossier(session, key)
    found = hazard_of(dossier, hazard)
    if found is None:
        raise UnknownRecord(what=_("Hazard"), key=hazard)
    return key, dossier, found


_TEXTS = ("measure", "responsible", "reason", "control")


def _check(said: HazardReplied, found_on: str) -> None:
    if any(len(getattr(said, name)) > MAX_TEXT for name in _TEXTS):
        raise BadInput(
            what=_("Text"), reason=_("more than {count} characters").format(count=MAX_TEXT)
        )
    for what, text in (
        (_("Date of the reply"), said.date),
        (_("Finished on"), said.done_on),
        (_("Planned for"), said.planned_on),
    ):
        if (text or what == _("Date of the reply")) and not _is_day(text):
            raise BadInput(what=what, reason=_("a day such as 2026-12-31"))
    if said.date < found_on:
        raise BadInput(what=_("Date of the reply"), reason=_("it lies before the visit"))
    if said.done_on > said.date:
        raise BadInput(what=_("Finished on"), reason=_("it lies after the reply"))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _sum(text: str) -> str:
    """Return yuan as decimal text, "" for none; raises BadInput where it is no sum of money."""
    plain = text.strip(" ¥￥元").replace(",", "").replace("，", "")
    if not plain:
        return ""
    try:
        said = Decimal(plain)
    except InvalidOperation as error:
        raise BadInput(what=_("Cost (yuan)"), reason=_("a sum such as 1200.50")) from error
    if not said.is_finite() or not 0 <= said < MOST_YUAN or said != round(said, 2):
        raise BadInput(what=_("Cost (yuan)"), reason=_("a sum such as 1200.50"))
    return format(said, "f")


def replies_in(dossier: Dossier, form: OpenChecklist, day: str) -> tuple[tuple[str, Body], ...]:
    """Return subject and body of what a reply form of a day says, hazard by hazard.

    A row is about the hazard that it was opened with, else about that of its number."""
    path, rows = _rows(form)
    numbers = _numbers(dossier)
    of_row = {
        str(uuid5(UUID(form.visit), f"{path}/{one.hazard}")): one.hazard
        for one in hazards_of(dossier)
    }
    said = _outside(form, "reply_date") or day
    found: dict[str, Body] = {}
    for row, cells in rows.items():
        hazard = of_row.get(row) or numbers.get(cells.get("hazard_no", ""))
        if hazard and cells.get("status") in tuple(Replied):
            told = {field: cells.get(name, "") for field, name in _CELLS.items()}
            status = Replied(cells["status"])
            body = HazardReplied(hazard=hazard, date=said, status=status, record=form.visit, **told)
            found[subject_of(body, form.visit)] = body
    return tuple(found.items())


def _numbers(dossier: Dossier) -> dict[str, str]:
    """Return the hazards by their numbers on notices in force, ``<notice>-<place>``."""
    return {
        f"{paper.body.number}-{place}": hazard
        for paper in papers_of(dossier)
        if paper.voided is None
        for place, hazard in enumerate(paper.body.hazards, 1)
    }


_CELLS = {
    "measure": "measure",
    "cost": "cost",
    "responsible": "responsible",
    "done_on": "done_date",
    "reason": "reason",
    "planned_on": "plan_date",
    "control": "control",
}


def _rows(form: OpenChecklist) -> tuple[str, dict[str, dict[str, str]]]:
    """Return the range of the rows, and their cells by row id and name."""
    rows: dict[str, dict[str, str]] = {}
    path = ""
    for node in form.running.nodes():
        stable = form.running.stable_ref(node.ref)
        before, _open, rest = stable.partition("[")
        if _name(before) == _ROWS and rest:
            row, _close, below = rest.partition("]")
            path = before
            if below and node.relevant:
                rows.setdefault(row, {})[_name(below)] = node.value
    return path, rows


def _outside(form: OpenChecklist, name: str) -> str:
    return next((n.value for n in form.running.nodes() if _is(n, name)), "")


def _is(node: NodeState, name: str) -> bool:
    return "[" not in node.ref and _name(node.ref) == name


def _name(ref: str) -> str:
    return ref.rpartition("/")[2]
