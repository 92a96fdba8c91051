"""Papers as lists show them: those issued, and those that can be made of what is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from inspector_app.domain.dossier import Paper, hazards_of, papers_of, visit_of, visits_of
from inspector_app.domain.dossier_papers import IssuedPaper, issued_papers_of
from inspector_app.domain.dossier_records import RecordState, record_of, records_of
from inspector_app.domain.fold import Dossier
from inspector_app.domain.issued_papers import PAPER_KINDS
from inspector_app.domain.notices import NOTICE_MARK
from inspector_app.errors import BadInput, Problem
from inspector_app.i18n import _
from inspector_app.operations.compose_record_papers import paper_of_form
from inspector_app.operations.issuing import check_value
from inspector_app.operations.paper_orders import PaperOrder, compose_paper
from inspector_app.operations.session import Session, UnknownRecord
from inspector_app.operations.visits import dossier_of_visit, require_dossier

NOTICE = "notice"
OF_VISIT = ("major_notice", "major_report", "reinspection", "service_record", "service_report")
OF_YEAR = ("service_plan", "fee_statement", "yearly_review", "archive_index")
BY_MARK = {kind.mark: kind.paper for kind in PAPER_KINDS.values()} | {NOTICE_MARK: NOTICE}
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class PaperOnFile:
    """An issued paper or notice; ``voided`` is the reason, "" while it stands."""

    number: str
    paper: str
    title: str
    dossier: str
    ref: str
    visit: str
    issued_at: str
    pdf: str
    voided: str
    duplicated: bool
    delivered: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper that can be made here; ``missing`` says why it cannot yet, ``number`` is that of
    the one that stands; ``about`` (a record, a notice) and ``day`` (of the visit, or the year) tell
    offers of one kind apart."""

    paper: str
    dossier: str
    ref: str
    about: str = ""
    day: str = ""
    missing: str = ""
    number: str = ""

    def order(self, language: str = "zh_CN", variant: str = "full") -> PaperOrder:
        """Return the order for this paper."""
        return PaperOrder(self.paper, self.dossier, self.ref, language, variant)


def kind_of_number(number: str) -> str:
    """Return the kind of paper that a number names by its character: ``notice``,
    ``reinspection`` …; "" for a number that is none of ours."""
    before, found, _rest = number.partition("〔")
    return BY_MARK.get(before[-1:], "") if found else ""


def papers_on_file(session: Session, dossier: str = "") -> tuple[PaperOnFile, ...]:
    """Return the issued papers of an enterprise, or of all here, by time of issue."""
    if dossier:
        keys = [dossier]
    else:
        with session.workspace.reading() as reader:
            keys = list(dict.fromkeys(row.dossier for row in reader.notices(limit=_MOST)))
    found = [one for key in keys for one in _on_file(key, require_dossier(session, key))]
    return tuple(sorted(found, key=lambda one: (one.issued_at, one.number)))


def _on_file(key: str, dossier: Dossier) -> Iterator[PaperOnFile]:
    for notice in papers_of(dossier):
        yield _line(key, notice, NOTICE, notice.body.visit)
    for paper in issued_papers_of(dossier):
        line = _line(key, paper, paper.body.paper, paper.body.ref)
        yield replace(line, title=paper.body.title)


def _line(key: str, one: Paper | IssuedPaper, paper: str, ref: str) -> PaperOnFile:
    ways = sorted((given.at, given.way.value) for given in one.deliveries)
    return PaperOnFile(
        number=one.body.number,
        paper=paper,
        title="",
        dossier=key,
        ref=ref,
        visit=one.body.visit,
        issued_at=one.body.issued_at,
        pdf=one.body.pdf,
        voided=one.voided.reason if one.voided else "",
        duplicated=one.duplicated,
        delivered=ways[-1][1] if ways else "",
    )


# --- what can be made


def offers_for(session: Session, dossier: str) -> tuple[Offer, ...]:
    """Return the papers of an enterprise and of this year, of the visits of its latest day, its
    standing notices and its records."""
    found = require_dossier(session, dossier)
    year = str(session.today().year)
    begun = [one for one in visits_of(found) if one.started is not None]
    latest = [one.visit for one in begun if one.date == begun[0].date]  # of that day, all
    offers = [Offer(paper, dossier, year, day=year) for paper in OF_YEAR]
    for visit in latest:
        offers += _of_visit(found, dossier, visit)
    offers += _replies(found, dossier)
    offers += _of_records(session, found, dossier)
    return _weighed(session, found, offers)


def offers_for_visit(session: Session, visit: str) -> tuple[Offer, ...]:
    """Return the papers of a visit, of its notices and its records."""
    dossier = dossier_of_visit(session, visit)
    found = require_dossier(session, dossier)
    offers = _of_visit(found, dossier, visit) + _replies(found, dossier, visit)
    offers += _of_records(session, found, dossier, visit)
    return _weighed(session, found, offers)


def offer_for_record(session: Session, dossier: str, record: str) -> Offer:
    """Return the paper that a record becomes."""
    found = require_dossier(session, dossier)
    known = record_of(found, record)
    paper = paper_of_form(known.opened.form) if known else "record_sheet"
    return _weighed(session, found, [Offer(paper, dossier, record)])[0]


def _of_visit(dossier: Dossier, key: str, visit: str) -> list[Offer]:
    again = any(seen.visit == visit for h in hazards_of(dossier) for seen in h.reinspections)
    major = any(h.is_major for h in hazards_of(dossier, visit))
    kept = {"reinspection": again, "major_notice": major or not again}
    kept["major_report"] = kept["major_notice"]
    day = visit_of(dossier, visit).date
    return [Offer(paper, key, visit, day=day) for paper in OF_VISIT if kept.get(paper, True)]


def _replies(dossier: Dossier, key: str, visit: str = "") -> list[Offer]:
    plain = [one.body.number for one in papers_of(dossier, visit) if one.voided is None]
    majors = [
        one.body.number
        for one in issued_papers_of(dossier, visit)
        if one.body.paper == "major_notice" and one.voided is None
    ]
    return [Offer("reply_form", key, number, about=number) for number in (*plain, *majors)]


def _of_records(session: Session, dossier: Dossier, key: str, visit: str = "") -> list[Offer]:
    return [
        Offer(
            paper=paper_of_form(one.opened.form),
            dossier=key,
            ref=one.record,
            about=_title(session, one.opened.form, one.opened.version),
            day=one.opened.date,
        )
        for one in records_of(dossier, visit)
        if one.state is not RecordState.WITHDRAWN
    ]


def _title(session: Session, form: str, version: str) -> str:
    try:
        return session.library.record_form(form, version).entry.title
    except Problem:
        return form


def _weighed(session: Session, dossier: Dossier, offers: list[Offer]) -> tuple[Offer, ...]:
    """Return the offers with what each lacks and the number of the one that stands."""
    numbers = {
        (one.body.paper, one.body.ref): one.body.number
        for one in issued_papers_of(dossier)
        if one.voided is None
    }
    return tuple(
        replace(one, missing=_missing(session, one), number=numbers.get((one.paper, one.ref), ""))
        for one in offers
    )


def check_offer(session: Session, offer: Offer) -> PaperOrder:
    """Return the order for an offered paper; raises the problem that stands against it."""
    order = offer.order()
    check_value(compose_paper(session, order).value)
    return order


def _missing(session: Session, offer: Offer) -> str:
    try:
        check_offer(session, offer)
    except Problem as problem:
        return problem.message
    return ""


def reply_order(session: Session, dossier: str, hazard: str) -> PaperOrder:
    """Return the order of the form to reply to the notice that told a hazard; raises BadInput
    where none stands."""
    told = [
        one.body
        for one in papers_of(require_dossier(session, dossier))
        if hazard in one.body.hazards and one.voided is None
    ]
    last = max(told, key=lambda one: one.issued_at, default=None)
    if last is None:
        raise BadInput(
            what=_("Reply form"), reason=_("no notice told this hazard yet; issue the notice first")
        )
    return PaperOrder("reply_form", dossier, last.number)


def reply_to(session: Session, number: str) -> PaperOrder:
    """Return the order of the form to reply to a notice; raises UnknownRecord."""
    with session.workspace.reading() as reader:
        key = reader.dossier_of(f"notice:{number}") or reader.dossier_of(f"paper:{number}")
    if key is None:
        raise UnknownRecord(what=_("Notice"), key=number)
    return PaperOrder("reply_form", key, number)
