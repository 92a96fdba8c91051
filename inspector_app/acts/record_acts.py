"""Acts on service records: list, open, answer, close."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from inspector_app.acts.table import Parameters, Result, Scene, registers
from inspector_app.acts.visit_acts import node_line, read_day
from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.library import RecordForm
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations import answers, records
from inspector_app.operations.visits import dossier_of_visit


class OfVisitOrDossier(Parameters, frozen=True, kw_only=True):
    """A visit, or an enterprise."""

    visit: str = ""
    dossier: str = ""


class OpenRecord(OfVisitOrDossier, frozen=True, kw_only=True):
    """Which record form for which visit or enterprise; ``date`` counts without a visit."""

    form: str
    date: str = ""
    another: bool = False


class OneRecord(Parameters, frozen=True, kw_only=True):
    """A record."""

    record: str


class AnswerRecord(OneRecord, frozen=True, kw_only=True):
    """An answer; ``ref`` is the question's path, or its name where only one has it."""

    ref: str
    value: str
    note: str = ""


class RowOfRecord(OneRecord, frozen=True, kw_only=True):
    """A repeat to add a row to, or a row to take away, by path or name."""

    ref: str


class CloseRecord(OneRecord, frozen=True, kw_only=True):
    """A note on closing."""

    note: str = ""


class WithReason(OneRecord, frozen=True, kw_only=True):
    """Why."""

    reason: str


@registers(OfVisitOrDossier)
def list_records(scene: Scene, given: OfVisitOrDossier) -> Result:
    """List the records of a visit or enterprise, what its services ask for, what may be opened."""
    session = scene.opened()
    if given.visit:
        page = records.records_of_visit(session, given.visit)
    elif given.dossier:
        page = records.records_of_dossier(session, given.dossier)
    else:
        raise BadInput(what="list_records", reason=_("name a visit or an enterprise"))
    return {
        "results": [msgspec.to_builtins(line) for line in page.records],
        "asked": [_form(one) for one in page.asked],
        "offered": [_form(one) for one in page.offered],
    }


def _form(one: RecordForm) -> dict[str, Any]:
    return {
        "form": one.entry.form_id,
        "version": one.entry.version,
        "title": one.entry.title,
        "code": one.code,
        "kind": one.kind,
        "of": one.of,
    }


@registers(OpenRecord)
def open_record(scene: Scene, given: OpenRecord) -> Result:
    """Open a service record or paper, filled with what the dossier knows."""
    session = scene.opened()
    dossier = given.dossier or (dossier_of_visit(session, given.visit) if given.visit else "")
    day: date | None = read_day(given.date) if given.date else None
    new = records.NewRecord(dossier, given.form, given.visit, day, given.another)
    record, _changes = records.open_record(session, new)
    return {"record": record}


@registers(OneRecord)
def record_state(scene: Scene, given: OneRecord) -> Result:
    """Show a record: every question with its value, and the record as it reads."""
    opened = records.record_checklist(scene.opened(), given.record)
    nodes = [node_line(node) for node in opened.running.nodes()]
    read = records.filled_record(scene.opened(), given.record)
    return {
        "form": opened.form,
        "version": opened.version,
        "state": {"nodes": nodes},
        "answers": read.answers(),
    }


@registers(AnswerRecord)
def answer_record(scene: Scene, given: AnswerRecord) -> Result:
    """Answer a question of a record."""
    session = scene.opened()
    opened = records.record_checklist(session, given.record)
    ref = _named(opened.running, given.ref)
    answers.answer_item(session, opened, ref, given.value, note=given.note)
    node = opened.running.node(ref)
    return {"ref": ref, "value": node.value, "valid": node.valid}


def _named(running: RunningForm, ref: str) -> str:
    """Return the path of a question: ``ref`` itself, or that of the only one of this name."""
    if ref.startswith("/"):
        return ref
    found = [node.ref for node in running.nodes() if node.ref.endswith(f"/{ref}")]
    if len(found) != 1:
        raise BadInput(what=ref, reason=_("no or several questions have this name; give the path"))
    return found[0]


@registers(RowOfRecord)
def add_record_row(scene: Scene, given: RowOfRecord) -> Result:
    """Add a row to a repeat of a record."""
    session = scene.opened()
    opened = records.record_checklist(session, given.record)
    ref, _changes = answers.add_row(session, opened, _named(opened.running, given.ref))
    return {"ref": ref}


@registers(RowOfRecord)
def remove_record_row(scene: Scene, given: RowOfRecord) -> Result:
    """Take a row of a record away; its answers stay in the log."""
    session = scene.opened()
    opened = records.record_checklist(session, given.record)
    answers.remove_row(session, opened, given.ref)
    return {"ref": given.ref}


@registers(OneRecord)
def refill_record(scene: Scene, given: OneRecord) -> Result:
    """Take what the dossier knows by now into the questions that nobody answered."""
    changes = records.refill_record(scene.opened(), given.record)
    return {"record": given.record, "changed": bool(changes.subjects)}


@registers(CloseRecord)
def close_record(scene: Scene, given: CloseRecord) -> Result:
    """Close a record; an error while required questions have no valid answer."""
    records.close_record(scene.opened(), given.record, given.note)
    return {"record": given.record}


@registers(WithReason)
def reopen_record(scene: Scene, given: WithReason) -> Result:
    """Go on with a closed record."""
    records.reopen_record(scene.opened(), given.record, given.reason)
    return {"record": given.record}


@registers(WithReason)
def withdraw_record(scene: Scene, given: WithReason) -> Result:
    """Take back a record that was opened by mistake."""
    records.withdraw_record(scene.opened(), given.record, given.reason)
    return {"record": given.record}
