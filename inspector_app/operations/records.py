"""Service records and papers: which are asked for, opened with what is known, closed when done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from inspector_app.checklists.filled import Filled, filled
from inspector_app.checklists.filling import fill
from inspector_app.checklists.library import RecordForm
from inspector_app.checklists.problems import FormProblem, UnknownForm
from inspector_app.domain.acts import act
from inspector_app.domain.body import Body
from inspector_app.domain.dossier import shown
from inspector_app.domain.dossier_records import (
    Record,
    RecordState,
    answers_in,
    record_of,
    records_of,
)
from inspector_app.domain.facts import Volume
from inspector_app.domain.fold import Dossier, is_conflict
from inspector_app.domain.records import (
    RecordClosed,
    RecordOpened,
    RecordPrefilled,
    RecordReopened,
    RecordWithdrawn,
)
from inspector_app.errors import BadInput, Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.answers import OpenChecklist, restore
from inspector_app.operations.hazard_replies import REPLY_FORM, replies_in
from inspector_app.operations.holders import RecordOver, require_record
from inspector_app.operations.prefilling import known_for
from inspector_app.operations.session import Changes, Session, volume_of
from inspector_app.operations.visits import dossier_of_visit, require_dossier, visit_at


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A required question of a record without a valid answer."""

    ref: str
    question: str


class RecordIncomplete(Problem):
    """A record cannot be closed while required questions have no valid answer."""

    code = "OP-51"
    template = N_("{count} required questions of this record have no valid answer.")
    remedy_template = N_("Answer them, then close the record; nothing was lost.")

    def __init__(self, items: tuple[OpenQuestion, ...]) -> None:
        super().__init__(count=len(items))
        self.items = items


class RecordNotClosed(Problem):
    """Only a closed record is opened again."""

    code = "OP-52"
    template = N_("This record is not closed.")
    remedy_template = N_("Go on with it as it is; nothing was changed.")


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What a record is opened for; without ``visit`` it belongs to the enterprise and ``date``
    says the day (default: today). ``another`` begins a further one of the same form."""

    dossier: str
    form: str
    visit: str = ""
    date: date | None = None
    another: bool = False


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record as lists show it; ``required_open`` counts required questions without a valid
    answer, ``conflict`` tells that laptops disagree about it."""

    record: str
    dossier: str
    visit: str
    form: str
    version: str
    title: str
    code: str
    kind: str
    date: str
    state: RecordState
    answered: int
    required_open: int
    conflict: bool


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """Records that exist, latest first; forms that the services ask for and nobody opened yet;
    forms that may be opened besides."""

    asked: tuple[RecordForm, ...]
    offered: tuple[RecordForm, ...]
    records: tuple[RecordLine, ...]


def records_of_visit(session: Session, visit: str) -> RecordsPage:
    """Return the records of a visit and what its services ask for."""
    key = dossier_of_visit(session, visit)
    dossier = require_dossier(session, key)
    started = visit_at(session, key, visit).started
    asked = session.library.records_for(started.services if started else ())
    return _page(session, dossier, key, records_of(dossier, visit), asked)


def records_of_dossier(session: Session, dossier: str) -> RecordsPage:
    """Return all records of an enterprise, those of its visits too."""
    found = require_dossier(session, dossier)
    return _page(session, found, dossier, records_of(found), ())


def _page(
    session: Session,
    dossier: Dossier,
    key: str,
    records: Iterable[Record],
    asked: tuple[RecordForm, ...],
) -> RecordsPage:
    lines = tuple(_line(session, dossier, key, one) for one in records)
    there = {one.form for one in lines if one.state is not RecordState.WITHDRAWN}
    forms = {one.entry.form_id for one in session.library.records}
    newest = [session.library.record_form(form) for form in sorted(forms)]
    wanted = {one.entry.form_id for one in asked}
    return RecordsPage(
        asked=tuple(one for one in asked if one.entry.form_id not in there),
        offered=tuple(one for one in newest if one.entry.form_id not in wanted),
        records=lines,
    )


def _line(session: Session, dossier: Dossier, key: str, record: Record) -> RecordLine:
    opened = record.opened
    form = _form_of(session, opened.form, opened.version)
    answered, missing = _counts(session, dossier, key, record)
    return RecordLine(
        record=record.record,
        dossier=key,
        visit=opened.visit,
        form=opened.form,
        version=opened.version,
        title=form.entry.title if form else opened.form,
        code=form.code if form else "",
        kind=form.kind if form else "record",
        date=opened.date,
        state=record.state,
        answered=answered,
        required_open=missing,
        conflict=_disagree(dossier, record),
    )


def _form_of(session: Session, form: str, version: str) -> RecordForm | None:
    try:
        return session.library.record_form(form, version)
    except UnknownForm:
        return None  # its file did not come with a sync yet


def _counts(session: Session, dossier: Dossier, key: str, record: Record) -> tuple[int, int]:
    """Return how many questions are answered, and how many required ones are not; only an open
    record is tried for that, as lists of closed ones may be long."""
    opened = record.opened
    values = answers_in(dossier, record.record, opened.form, opened.version).values
    if not record.is_open:
        return sum(bool(text) for text in values.values()), 0
    try:
        checklist = _restored(session, dossier, key, record.record)
    except FormProblem:
        return sum(bool(text) for text in values.values()), 0
    nodes = checklist.running.nodes()
    return sum(bool(one.value) for one in nodes if _asks(one.kind)), len(_incomplete(checklist))


def _asks(kind: str) -> bool:
    return kind in ("input", "select", "rank", "range", "trigger", "upload")


def _disagree(dossier: Dossier, record: Record) -> bool:
    opened = record.opened
    prefix = f"{record.record}/{opened.form}@{opened.version}/"
    groups = [f"record_fill:{record.record}", f"record_end:{record.record}"]
    groups += [f"answer:{prefix}", f"row:{prefix}"]
    return any(is_conflict(heads) for one in groups for heads in dossier.under(one).values())


def open_record(session: Session, new: NewRecord) -> tuple[str, Changes]:
    """Begin a record, filled with what the dossier knows; returns its id.

    The same form of the same visit is one record on every laptop, so opening it again leads to
    it. Raises UnknownForm where there is no such record form, UnknownRecord for an unknown
    enterprise or visit.
    """
    dossier = require_dossier(session, new.dossier)
    form = session.library.record_form(new.form)
    if new.visit and dossier_of_visit(session, new.visit) != new.dossier:
        raise BadInput(what=_("Visit"), reason=_("it belongs to another enterprise"))
    record = _record_id(session, new, form)
    found = record_of(dossier, record)
    if found is not None:
        if found.state is not RecordState.WITHDRAWN:
            return record, Changes()
        return open_record(session, replace(new, another=True))
    opened = RecordOpened(
        record=record,
        form=form.entry.form_id,
        version=form.entry.version,
        sha256=form.entry.sha256,
        date=_day(session, new),
        visit=new.visit,
    )
    volume = volume_of(new.dossier, opened.date)
    prefilled = _prefilled(session, dossier, new.dossier, opened)
    return record, session.write([act(opened, volume), act(prefilled, volume)])


def _record_id(session: Session, new: NewRecord, form: RecordForm) -> str:
    if not new.visit or new.another:
        return session.new_id()
    return str(uuid5(UUID(new.visit), f"record:{form.entry.form_id}@{form.entry.version}"))


def _day(session: Session, new: NewRecord) -> str:
    if new.visit:
        return visit_at(session, new.dossier, new.visit).date
    day = new.date or session.today()
    if not date(2017, 1, 1) <= day <= date(2099, 12, 31):
        raise BadInput(what=_("Date"), reason=_("the year cannot be right"))
    return day.isoformat()


def _prefilled(
    session: Session, dossier: Dossier, key: str, opened: RecordOpened
) -> RecordPrefilled:
    known = known_for(session, dossier, key, opened)
    definition = session.library.definition(opened.form, opened.version)
    made = fill(
        definition,
        known.values,
        known.tables,
        lambda path, row: str(uuid5(UUID(opened.record), f"{path}/{row}")),
    )
    return RecordPrefilled(record=opened.record, values=dict(made.values), rows=dict(made.rows))


def record_checklist(session: Session, record: str) -> OpenChecklist:
    """Return a record with its answers, to read or go on with; answer it as a checklist."""
    key, _found = require_record(session, record)
    return _restored(session, require_dossier(session, key), key, record)


def _restored(session: Session, dossier: Dossier, key: str, record: str) -> OpenChecklist:
    found = record_of(dossier, record)
    assert found is not None
    opened = found.opened
    entry = session.library.record_form(opened.form, opened.version).entry
    return restore(session, dossier, volume_of(key, opened.date), record, entry)


def refill_record(session: Session, record: str) -> Changes:
    """Take what the dossier knows by now into the questions that nobody answered."""
    volume, found = _open_record_at(session, record)
    dossier = require_dossier(session, volume.dossier)
    body = _prefilled(session, dossier, volume.dossier, found.opened)
    stands = shown(dossier, f"record_fill:{record}", RecordPrefilled)
    if stands is not None and not stands.conflict and body == stands.body:
        return Changes()
    return session.supersede(volume, f"record_fill:{record}", body)


def close_record(session: Session, record: str, note: str = "") -> Changes:
    """Close a record; raises RecordIncomplete while required questions have no valid answer.

    A closed reply form says of each of its hazards what the enterprise replied."""
    volume, found = _open_record_at(session, record)
    checklist = record_checklist(session, record)
    missing = _incomplete(checklist)
    if missing:
        raise RecordIncomplete(missing)
    closed = RecordClosed(record=record, closed_at=session.now(), note=note)
    said: list[tuple[str, Body]] = [(f"record_end:{record}", closed)]
    if found.opened.form == REPLY_FORM:
        dossier = require_dossier(session, volume.dossier)
        said += replies_in(dossier, checklist, found.opened.date)
    return session.supersede_each(volume, said)


def reopen_record(session: Session, record: str, reason: str) -> Changes:
    """Go on with a closed record, and say why."""
    key, found = require_record(session, record)
    if found.state is not RecordState.CLOSED:
        raise RecordNotClosed
    body = RecordReopened(record=record, reason=_said(reason))
    return _end(session, volume_of(key, found.opened.date), body)


def withdraw_record(session: Session, record: str, reason: str) -> Changes:
    """Take back a record that was opened by mistake; it stays in the log."""
    volume, _found = _open_record_at(session, record)
    return _end(session, volume, RecordWithdrawn(record=record, reason=_said(reason)))


def filled_record(session: Session, record: str) -> Filled:
    """Return a record as it is filled, for reading and for papers."""
    return filled(record_checklist(session, record).running)


def _end(session: Session, volume: Volume, body: RecordReopened | RecordWithdrawn) -> Changes:
    return session.supersede(volume, f"record_end:{body.record}", body)


def _open_record_at(session: Session, record: str) -> tuple[Volume, Record]:
    key, found = require_record(session, record)
    if not found.is_open:
        raise RecordOver
    return volume_of(key, found.opened.date), found


def _said(reason: str) -> str:
    if not reason.strip():
        raise BadInput(what=_("Reason"), reason=_("it is empty"))
    return reason.strip()


def _incomplete(checklist: OpenChecklist) -> tuple[OpenQuestion, ...]:
    """Return what keeps the record from being complete: invalid or missing required answers."""
    return tuple(
        OpenQuestion(checklist.running.stable_ref(node.ref), node.label or node.ref)
        for node in checklist.running.nodes()
        if node.relevant and not node.valid
    )
