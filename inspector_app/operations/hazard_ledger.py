"""The hazard ledger (隐患台账): every hazard from finding to closing, of one enterprise or all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import msgspec

from inspector_app.checklists.vocabulary import vocabulary
from inspector_app.documents.ledgers import hazard_ledger_xlsx
from inspector_app.domain.dossier import (
    Enterprise,
    Hazard,
    Paper,
    enterprise_of,
    hazards_of,
    papers_of,
    photos_of,
    sites_of,
    visits_of,
)
from inspector_app.domain.fold import Dossier
from inspector_app.domain.hazard_categories import category_name
from inspector_app.domain.hazards import FiveCommitments, HazardState, Outcome, Replied
from inspector_app.domain.ledgers import HazardLedger, HazardLine
from inspector_app.i18n import N_, translated
from inspector_app.operations.ledger_scope import (
    LedgerScope,
    LedgerState,
    LedgerStopped,
    Tell,
    checked,
    dossiers_in,
    head_of,
    never,
    untold,
)
from inspector_app.operations.session import Session
from inspector_app.operations.visits import require_dossier

_LEVELS = {"general": N_("General"), "major": N_("Major")}
_STATES = {
    HazardState.OPEN: N_("Open"),
    HazardState.CORRECTED_ON_SPOT: N_("Corrected on the spot"),
    HazardState.RECTIFIED: N_("Rectified"),
}
_OUTCOMES = {
    Outcome.RECTIFIED: N_("Rectified"),
    Outcome.PARTLY: N_("Partly rectified"),
    Outcome.NOT_RECTIFIED: N_("Not rectified"),
    Outcome.NOT_CHECKABLE: N_("Could not be checked"),
}


@dataclass(frozen=True, slots=True)
class _File:
    """What the lines of one enterprise share: days and people of visits, who told what, photos."""

    enterprise: Enterprise
    days: dict[str, str]
    people: dict[str, str]
    places: dict[str, str]
    told: dict[str, tuple[Paper, int]]
    photos: Counter[str]


def hazard_ledger(
    session: Session,
    scope: LedgerScope,
    *,
    tell: Tell = untold,
    stopped: Callable[[], bool] = never,
) -> HazardLedger:
    """Return the ledger of a scope; hazards recorded by mistake are left out.

    Raises BadInput for a period that is none, UnknownRecord for an enterprise that is not here,
    LedgerStopped once ``stopped`` says so.
    """
    head = head_of(session, checked(scope))
    keys = dossiers_in(session, scope, ("hazard:",))
    lines: list[HazardLine] = []
    once: dict[Any, Any] = {}
    for place, key in enumerate(keys):
        if stopped():
            raise LedgerStopped(done=place, count=len(keys))
        tell(place, len(keys))
        lines.extend(_sharing(line, once) for line in _lines(session, key, scope))
    return HazardLedger(
        holder=head.holder,
        period=head.period,
        made_at=head.made_at,
        lines=tuple(sorted(lines, key=lambda line: (line.found_on, line.ent_name, line.hazard_no))),
        language=scope.language,
    )


def _sharing(line: HazardLine, once: dict[Any, Any]) -> HazardLine:
    """Return the line with equal texts kept once: names, places and days stand in many lines."""
    values: tuple[Any, ...] = msgspec.structs.astuple(line)
    return HazardLine(*(once.setdefault(value, value) for value in values))


def hazard_ledger_file(session: Session, scope: LedgerScope) -> bytes:
    """Return the ledger of a scope as a workbook."""
    return hazard_ledger_xlsx(hazard_ledger(session, scope))


def _lines(session: Session, key: str, scope: LedgerScope) -> Iterator[HazardLine]:
    dossier = require_dossier(session, key)
    today = session.today().isoformat()
    found = hazards_of(dossier)
    file = _file_of(key, dossier)
    for hazard in found:
        wanted = hazard.state is not HazardState.WITHDRAWN and _is_wanted(hazard, scope, today)
        if wanted and scope.holds(file.days.get(hazard.body.visit, "")):
            yield _line(hazard, file, scope.language, today)


def _is_wanted(hazard: Hazard, scope: LedgerScope, today: str) -> bool:
    late = hazard.is_open and bool(hazard.deadline) and hazard.deadline < today
    return {
        LedgerState.ALL: True,
        LedgerState.OPEN: hazard.is_open,
        LedgerState.OVERDUE: late,
        LedgerState.CLOSED: not hazard.is_open,
    }[scope.state]


def _file_of(key: str, dossier: Dossier) -> _File:
    visits = visits_of(dossier)
    sites = {one.key: one.body.name for one in sites_of(dossier)}
    people = {
        one.visit: dict.fromkeys(p.name for start in one.starts for p in start.inspectors)
        for one in visits
    }
    return _File(
        enterprise=enterprise_of(key, dossier),
        days={one.visit: one.date for one in visits},
        people={visit: "、".join(names) for visit, names in people.items()},
        places={v.visit: sites.get(v.started.site, "") for v in visits if v.started},
        told=_told(dossier),
        photos=Counter(photo.owner for photo in photos_of(dossier)),
    )


def _told(dossier: Dossier) -> dict[str, tuple[Paper, int]]:
    """Return by hazard the notice in force that told it last, and its place there."""
    papers = sorted(papers_of(dossier), key=lambda p: (p.voided is None, p.body.issued_at))
    return {
        hazard: (paper, place)
        for paper in papers
        for place, hazard in enumerate(paper.body.hazards, start=1)
    }


def _line(hazard: Hazard, file: _File, language: str, today: str) -> HazardLine:
    body, ent, report = hazard.body, file.enterprise, hazard.report
    told = file.told.get(hazard.hazard)
    found_on = file.days.get(body.visit, "")
    last = hazard.reinspections[-1] if hazard.reinspections else None
    owners = (f"hazard:{hazard.hazard}", f"answer:{body.visit}/{body.question}")
    return HazardLine(
        hazard_no=f"{told[0].body.number}-{told[1]}" if told else "",
        ent_name=ent.name,
        ent_uscc=ent.code,
        region=ent.region,
        industry=vocabulary().shown_sectors.get(ent.sector, ent.sector),
        site=file.places.get(body.visit, ""),
        place=body.place,
        finding=body.finding,
        level=_word(_LEVELS[body.level.value], language),
        category=_named(hazard.likely_category, language),
        criterion=_criterion(hazard),
        basis="；".join(body.basis),
        measure=body.measure,
        immediate=body.immediate,
        found_on=found_on,
        found_by=file.people.get(body.visit, ""),
        notice_no=told[0].body.number if told else "",
        told_on=told[0].body.issued_at[:10] if told else "",
        deadline=hazard.deadline,
        responsible=body.responsible,
        state=_word(_STATES[hazard.state], language),
        overdue_days=_days_late(hazard, today),
        done_measure=_done_measure(hazard),
        done_on=_done_on(hazard, found_on),
        done_cost=hazard.reply.cost if hazard.reply else "",
        done_by=hazard.reply.responsible if hazard.reply else "",
        rechecked_on=last.date if last else "",
        rechecked_by=file.people.get(last.visit, "") if last else "",
        outcome=_word(_OUTCOMES[last.outcome], language) if last else "",
        reported_to=report.department if report else "",
        reported_on=report.sent_at[:10] if report else "",
        five=_five(body.five),
        photos=sum(file.photos[owner] for owner in owners),
    )


@cache
def _word(text: str, language: str) -> str:
    """Return a word in the ledger's language; looked up once, not in every line."""
    return translated(text, language)


def _criterion(hazard: Hazard) -> str:
    cited = hazard.body.criterion
    return " ".join(t for t in (cited.standard, cited.article, cited.item) if t) if cited else ""


def _five(five: FiveCommitments | None) -> str:
    if five is None:
        return ""
    texts = (five.responsible, five.measure, five.funds, five.deadline, five.plan)
    return "；".join(text for text in texts if text)


@cache
def _named(code: str, language: str) -> str:
    return category_name(code, language)


def _done_measure(hazard: Hazard) -> str:
    """Return what the enterprise says it did, else what the re-inspection that closed it saw."""
    last = hazard.reinspections[-1] if hazard.reinspections else None
    seen = last.note if last and last.outcome is Outcome.RECTIFIED else ""
    return (hazard.reply.measure if hazard.reply else "") or seen


def _done_on(hazard: Hazard, found_on: str) -> str:
    """Return the day it was put right: as the enterprise replied unless a re-inspection found
    otherwise, else the day of the re-inspection that closed it."""
    if hazard.state is HazardState.CORRECTED_ON_SPOT:
        return found_on
    reply = hazard.reply
    last = hazard.reinspections[-1] if hazard.reinspections else None
    if reply is not None and reply.status is Replied.DONE and reply.done_on:
        later = (one for one in hazard.reinspections if one.date >= reply.date)
        if not any(one.outcome in _DENIED for one in later):
            return reply.done_on
    return last.date if last and hazard.state is HazardState.RECTIFIED else ""


_DENIED = (Outcome.PARTLY, Outcome.NOT_RECTIFIED)


def _days_late(hazard: Hazard, today: str) -> int:
    """Return the days since the deadline of an open hazard, 0 where it is not late."""
    try:
        days = (date.fromisoformat(today) - date.fromisoformat(hazard.deadline)).days
    except ValueError:
        return 0
    return max(days, 0) if hazard.is_open else 0
