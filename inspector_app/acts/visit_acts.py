"""Acts of a visit: begin, answer, record, photograph, sign, issue, end."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from inspector_app.acts.table import Result, Scene, registers
from inspector_app.acts.visit_parameters import (
    Answer,
    Deliver,
    EndVisit,
    Hazard,
    IssueNotice,
    NotPerformedVisit,
    OneForm,
    OneVisit,
    Photo,
    Reinspect,
    Report,
    Sign,
    StartVisit,
    TwoVisits,
    Void,
)
from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.state import NodeState
from inspector_app.domain.hazards import (
    HazardReinspected,
    MajorHazardReported,
)
from inspector_app.domain.papers import NoticeDelivered
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations import answers, ending, hazards, joining, papers, photos, visits
from inspector_app.operations.hazard_replies import require_category
from inspector_app.operations.session import Session

PREFILLED = (
    *("level", "basis", "measure", "immediate", "deadline", "responsible", "criterion"),
    "category",
)
SHOWN = (
    *("ref", "kind", "type", "relevant", "readonly", "required", "value", "valid", "violation"),
    *("message", "label", "hint", "section"),
)


def _start(given: StartVisit) -> visits.VisitStart:
    return visits.VisitStart(
        date=read_day(given.date),
        services=given.services,
        inspectors=given.inspectors,
        site=given.site,
        escort=given.escort,
        task=given.task,
        join_code=given.join_code,
    )


def read_day(text: str) -> date:
    """Return the day; raises BadInput where the text is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(what=_("Date"), reason=_("a day such as 2026-12-31")) from error


@registers(StartVisit)
def start_visit(scene: Scene, given: StartVisit) -> Result:
    """Begin or join a visit and check in."""
    visit, _changes = visits.start_visit(scene.opened(), given.dossier, _start(given))
    return {"visit": visit}


@registers(NotPerformedVisit)
def record_not_performed(scene: Scene, given: NotPerformedVisit) -> Result:
    """Record that a visit could not take place, and why."""
    visit, _changes = visits.record_not_performed(
        scene.opened(), given.dossier, _start(given), given.reason, given.note
    )
    return {"visit": visit}


@registers(TwoVisits)
def join_visits(scene: Scene, given: TwoVisits) -> Result:
    """Unite two visits that two laptops began apart: one visit, counted once."""
    joining.join_visits(scene.opened(), given.visit, given.other)
    return {"visit": given.visit, "other": given.other}


@registers(OneVisit)
def applicable_forms(scene: Scene, given: OneVisit) -> Result:
    """List the checklists that apply to the visited site on the visit's day."""
    page = visits.visit_page(scene.opened(), given.visit)
    forms = [
        {"form": e.form_id, "version": e.version, "sha256": e.sha256, "title": e.title}
        for e in page.checklists
    ]
    return {"results": forms, "gaps": list(page.gaps)}


@registers(OneVisit)
def addable_forms(scene: Scene, given: OneVisit) -> Result:
    """List the checklists that may be added to a visit: in force that day, fit for its size."""
    found = visits.addable_checklists(scene.opened(), given.visit)
    return {
        "results": [
            {"form": e.form_id, "version": e.version, "sha256": e.sha256, "title": e.title}
            for e in found
        ]
    }


@registers(OneForm)
def open_form(scene: Scene, given: OneForm) -> Result:
    """Open a checklist; its state has every question with value, relevance and check item."""
    opened = answers.open_checklist(scene.opened(), given.visit, given.form, given.version)
    nodes = [node_line(node) for node in opened.running.nodes()]
    return {"form": opened.form, "version": opened.version, "state": {"nodes": nodes}}


def node_line(node: NodeState) -> dict[str, Any]:
    """Return a question as acts show it."""
    line: dict[str, Any] = {name: getattr(node, name) for name in SHOWN}
    if node.choices is not None:
        line["choices"] = [[choice.value, choice.label] for choice in node.choices]
    if node.item is not None:
        line |= {"item": node.item.item, "level": node.item.level}
    return line


def find_ref(running: RunningForm, ref: str) -> str:
    """Return the question's path: ``ref`` itself, or that of the check item with this id."""
    if ref.startswith("/"):
        return ref
    for node in running.nodes():
        if node.item is not None and node.item.item == ref:
            return node.ref
    raise BadInput(what=ref, reason=_("no question of this checklist has this path or item id"))


@registers(Answer)
def answer(scene: Scene, given: Answer) -> Result:
    """Answer a question of a checklist."""
    session = scene.opened()
    opened = answers.open_checklist(session, given.visit, given.form, given.version)
    ref = find_ref(opened.running, given.ref)
    answers.answer_item(session, opened, ref, given.value, reason=given.reason, note=given.note)
    node = opened.running.node(ref)
    return {"ref": ref, "value": node.value, "valid": node.valid}


@registers(Hazard)
def record_hazard(scene: Scene, given: Hazard) -> Result:
    """Record a hazard, prefilled from its check item where one is named."""
    session = scene.opened()
    draft = _filled(_prefilled(session, given), given)
    hazard, _changes = hazards.record_hazard(session, given.visit, draft)
    return {"hazard": hazard, "level": draft.level, "deadline": draft.deadline}


def _prefilled(session: Session, given: Hazard) -> hazards.HazardDraft:
    if not given.item:
        return hazards.free_hazard(session, given.visit)
    page = visits.visit_page(session, given.visit)
    for form in [given.form] if given.form else [e.form_id for e in page.checklists]:
        opened = answers.open_checklist(session, given.visit, form)
        try:
            return hazards.prefill(session, opened, find_ref(opened.running, given.item))
        except BadInput:
            continue
    raise BadInput(what=given.item, reason=_("no checklist of this visit has this item"))


def _filled(draft: hazards.HazardDraft, given: Hazard) -> hazards.HazardDraft:
    from dataclasses import replace

    require_category(given.category or "")
    said: dict[str, Any] = {
        n: getattr(given, n) for n in PREFILLED if getattr(given, n) is not None
    }
    criterion = said.get("criterion", draft.criterion)
    if criterion is not None and given.clause_read:
        criterion = msgspec.structs.replace(criterion, clause_read=True)
    said["criterion"] = criterion
    return replace(
        draft,
        place=given.place,
        finding=given.finding or draft.finding,
        corrected_on_spot=given.corrected_on_spot,
        repeats=given.repeats or draft.repeats,
        five=given.five,
        cause=given.cause,
        harm=given.harm,
        **said,
    )


@registers(Report)
def report_major(scene: Scene, given: Report) -> Result:
    """Record that a major hazard was told and reported."""
    report = msgspec.convert(msgspec.to_builtins(given), MajorHazardReported)
    hazards.report_major(scene.opened(), report)
    return {"hazard": given.hazard}


@registers(Reinspect)
def reinspect_hazard(scene: Scene, given: Reinspect) -> Result:
    """Record what a re-inspection found."""
    result = msgspec.convert(msgspec.to_builtins(given), HazardReinspected)
    hazards.reinspect_hazard(scene.opened(), result)
    return {"hazard": given.hazard}


@registers(Photo)
def attach_photo(scene: Scene, given: Photo) -> Result:
    """Attach a picture file to a hazard, an answer or a visit."""
    session = scene.opened()
    visit, owner = _owner(session, given)
    photo, _changes = photos.attach_photo(
        session, visit, owner, Path(given.path), role=given.role, caption=given.caption
    )
    return {"photo": photo.photo, "sha256": photo.sha256}


def _owner(session: Session, given: Photo) -> tuple[str, str]:
    if given.hazard:
        return hazards.visit_of_hazard(session, given.hazard), f"hazard:{given.hazard}"
    if given.answer and given.visit and given.form:
        opened = answers.open_checklist(session, given.visit, given.form)
        return given.visit, opened.subject(find_ref(opened.running, given.answer))
    if given.visit:
        return given.visit, f"visit:{given.visit}"
    raise BadInput(what="attach_photo", reason=_("name a hazard, an answer or a visit"))


@registers(Sign)
def sign(scene: Scene, given: Sign) -> Result:
    """Sign the notice as it stands, or record a refusal."""
    signer = papers.Signer(
        role=given.role,
        name=given.name,
        image=_image(given.image),
        refused_reason=given.refused_reason,
        post=given.post,
        phone=given.phone,
        certificate=given.certificate,
    )
    papers.sign(scene.opened(), given.visit, signer)
    return {"role": given.role, "name": given.name}


def _image(path: str) -> bytes:
    try:
        return Path(path).read_bytes() if path else b""
    except OSError as error:
        raise BadInput(what=path, reason=_("the file cannot be read")) from error


@registers(IssueNotice)
def issue_notice(scene: Scene, given: IssueNotice) -> Result:
    """Issue the hazard notice of a visit and write its PDF."""
    session = scene.opened()
    target = Path(given.out) if given.out else None
    if target is not None and not target.parent.is_dir():
        raise BadInput(what=given.out, reason=_("the folder does not exist"))
    issued = papers.issue_notice(session, given.visit, given.language)
    path = target or scene.out_dir / f"{issued.number}.pdf"
    path.write_bytes(issued.pdf)
    return {
        "number": issued.number,
        "sha256": issued.pdf_sha256,
        "value_sha256": issued.value_sha256,
        "path": str(path),
    }


@registers(Deliver)
def deliver_notice(scene: Scene, given: Deliver) -> Result:
    """Record how a notice reached the enterprise."""
    session = scene.opened()
    fields = msgspec.to_builtins(given)
    papers.deliver_notice(
        session, msgspec.convert({**fields, "at": session.now()}, NoticeDelivered)
    )
    return {"number": given.number}


@registers(Void)
def void_notice(scene: Scene, given: Void) -> Result:
    """Void a notice; its number stays used."""
    papers.void_notice(scene.opened(), given.number, given.reason, given.replaced_by)
    return {"number": given.number}


@registers(EndVisit)
def end_visit(scene: Scene, given: EndVisit) -> Result:
    """Check out; refused while an applicable major item has neither answer nor reason."""
    ending.end_visit(scene.opened(), given.visit, given.reasons, given.note)
    return {"visit": given.visit}
