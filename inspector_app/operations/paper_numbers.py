"""Every number this laptop gave out in a year: the paper that bears it, or why none is here.

A number is taken in the same step that stores its paper, so none is lost. One without a paper here
belongs to an enterprise that left this computer, or was given out under an earlier device code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from inspector_app.domain.dossier import Paper, papers_of
from inspector_app.domain.dossier_papers import IssuedPaper, issued_papers_of
from inspector_app.domain.issued_papers import PAPER_KINDS
from inspector_app.domain.notices import NOTICE_MARK, paper_number
from inspector_app.operations.notice_draft import AgencyUnnamed, numbering_name
from inspector_app.operations.paper_lists import NOTICE
from inspector_app.operations.session import Session
from inspector_app.operations.visits import require_dossier
from inspector_app.store.rows import NoticeRow

MOST = 100_000


class NumberState(StrEnum):
    """What became of a number."""

    ISSUED = "issued"
    VOIDED = "voided"
    DUPLICATED = "duplicated"  # another computer issued a paper under it too
    ELSEWHERE = "elsewhere"  # its enterprise left this computer; the paper is on central
    EARLIER_CODE = "earlier_code"  # counted under the device code before this one


@dataclass(frozen=True, slots=True)
class NumberGiven:
    """A number and its state; ``dossier``, ``issued_at`` and ``reason`` (of a voided one) are ""
    where no paper bears it here."""

    number: str
    paper: str
    state: NumberState
    dossier: str = ""
    issued_at: str = ""
    reason: str = ""


def numbers_given(session: Session, year: int) -> tuple[NumberGiven, ...]:
    """Return the numbers of a year under the present device code, by kind of paper and count.

    Raises AgencyUnnamed where central has named no agency: then no number was ever given out.
    """
    with session.workspace.reading() as reader:
        last = reader.counters(year)
        codes = {chain.device for chain in reader.own_chains()} | {session.device}
        here = {_without_agency(one.number): one for one in reader.notices(limit=MOST)}
    series = {NOTICE: NOTICE_MARK} | {kind.paper: kind.mark for kind in PAPER_KINDS.values()}
    agency, given = numbering_name(session), list[NumberGiven]()
    for paper, mark in series.items():
        counts = range(1, last.get(paper, 0) + 1)
        numbers = [paper_number(agency, year, session.device, n, mark=mark) for n in counts]
        given += _series(paper, numbers, here, renewed=len(codes) > 1)
    return tuple(_with_reason(session, one) for one in given)


def _without_agency(number: str) -> str:
    """The agency may be named otherwise later; the rest of a number tells it from all others."""
    return number.rpartition("安责")[2]


def _series(
    paper: str, numbers: list[str], here: dict[str, NoticeRow], *, renewed: bool
) -> Iterator[NumberGiven]:
    begun = not renewed  # under a new code the count goes on where the earlier one stood
    for number in numbers:
        found = here.get(_without_agency(number))
        begun = begun or found is not None
        if found is None:
            state = NumberState.ELSEWHERE if begun else NumberState.EARLIER_CODE
            yield NumberGiven(number, paper, state)
        else:
            state = _state(found)
            yield NumberGiven(found.number, paper, state, found.dossier, found.issued_at)


def _state(found: NoticeRow) -> NumberState:
    if found.duplicated:
        return NumberState.DUPLICATED
    return NumberState.VOIDED if found.voided else NumberState.ISSUED


def _with_reason(session: Session, given: NumberGiven) -> NumberGiven:
    if given.state is not NumberState.VOIDED:
        return given
    dossier = require_dossier(session, given.dossier)
    papers: list[Paper | IssuedPaper] = [*papers_of(dossier), *issued_papers_of(dossier)]
    for one in papers:
        if one.body.number == given.number and one.voided is not None:
            return replace(given, reason=one.voided.reason)
    return given


def numbers_without_paper(session: Session) -> tuple[NumberGiven, ...]:
    """Return this year's numbers that no paper here bears; none where no agency is named yet."""
    try:
        given = numbers_given(session, session.today().year)
    except AgencyUnnamed:
        return ()
    away = (NumberState.ELSEWHERE, NumberState.EARLIER_CODE)
    return tuple(one for one in given if one.state in away)
