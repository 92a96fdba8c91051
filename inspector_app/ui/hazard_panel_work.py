"""Between the hazard panel and the operations; runs on the store thread, returns plain values."""

from __future__ import annotations

import msgspec

from inspector_app.domain.dossier import Hazard
from inspector_app.domain.hazards import (
    Criterion,
    FiveCommitments,
    Level,
    MajorHazardReported,
)
from inspector_app.operations import conflicts, drafts, hazards
from inspector_app.operations.answers import OpenChecklist
from inspector_app.operations.hazards import HazardDraft
from inspector_app.operations.session import SHANGHAI, Changes, Session
from inspector_app.ui.hazard_panel_values import (
    AnalysisText,
    CriterionText,
    FiveText,
    HazardEdit,
    ReportText,
    from_kept,
    moment,
)
from inspector_app.ui.notice_work import merged
from inspector_app.ui.visit_work import ref_in


def draft_key(visit: str, question: str) -> str:
    """Return under which key a half-typed hazard of an item (or a free one) is kept."""
    return f"hazard:{visit}/{question or 'free'}"


def prefilled(
    session: Session, visit: str, kept: OpenChecklist | None, key: str, hazard: str
) -> HazardEdit:
    """Return the panel's first content: the draft left behind, else the prefill of the item.

    ``hazard`` is the id a new hazard gets; ``kept`` is None for a free hazard.
    """
    left = from_kept(drafts.draft(session, draft_key(visit, key)) or "null")
    if left is not None:
        return left
    if kept is None:
        return edit_of(hazards.free_hazard(session, visit), hazard=hazard)
    ref = ref_in(kept, key)
    edit = edit_of(hazards.prefill(session, kept, ref), hazard=hazard)
    item = kept.running.node(ref).item
    instrument = session.library.instruments.get(item.standard) if item else None
    logic, url = (item.logic if item else ""), (instrument.url if instrument else "")
    return _with_source(edit, logic, url)


def _with_source(edit: HazardEdit, logic: str, url: str) -> HazardEdit:
    criterion = msgspec.structs.replace(edit.criterion, logic=logic, url=url)
    return msgspec.structs.replace(edit, criterion=criterion)


def edit_of(draft: HazardDraft, *, hazard: str = "", recorded: bool = False) -> HazardEdit:
    """Return a draft of the operations as the panel edits it."""
    five = draft.five.plain() if draft.five else {}
    return HazardEdit(
        hazard=draft.hazard or hazard,
        recorded=recorded,
        item=draft.item,
        question=draft.question,
        place=draft.place,
        finding=draft.finding,
        level=draft.level.value,
        basis=draft.basis,
        measure=draft.measure,
        immediate=draft.immediate,
        deadline=draft.deadline,
        responsible=draft.responsible,
        corrected_on_spot=draft.corrected_on_spot,
        repeats=draft.repeats,
        criterion=_criterion_text(draft.criterion),
        confirmed=recorded and draft.level is Level.MAJOR,
        clause_read=bool(draft.criterion and draft.criterion.clause_read),
        five=FiveText(**five),
        category=draft.category,
        analysis=AnalysisText(cause=draft.cause, harm=draft.harm),
    )


def _criterion_text(criterion: Criterion | None) -> CriterionText:
    if criterion is None:
        return CriterionText()
    return CriterionText(
        standard=criterion.standard,
        article=criterion.article,
        text=criterion.text,
        item=criterion.item,
        verified=criterion.verified,
    )


def recorded_edit(hazard: Hazard) -> HazardEdit:
    """Return a recorded hazard as the panel edits it, with its report."""
    edit = edit_of(hazards.draft_of(hazard), hazard=hazard.hazard, recorded=True)
    if hazard.report is None:
        return edit
    told = {name: getattr(hazard.report, name) for name in ReportText.__struct_fields__}
    for name in ("told_at", "report_due", "sent_at"):
        told[name] = str(told[name])[:16].replace("T", " ")
    return msgspec.structs.replace(edit, report=ReportText(**told))


def draft_from(edit: HazardEdit) -> HazardDraft:
    """Return what the operations record for what stands in the panel."""
    five = FiveCommitments(**{n: getattr(edit.five, n) for n in FiveText.__struct_fields__})
    return HazardDraft(
        place=edit.place,
        finding=edit.finding,
        level=Level(edit.level),
        basis=edit.basis,
        measure=edit.measure,
        immediate=edit.immediate,
        deadline=edit.deadline,
        responsible=edit.responsible,
        criterion=_criterion(edit) if edit.is_major else None,
        item=edit.item,
        question=edit.question,
        corrected_on_spot=edit.corrected_on_spot,
        repeats=edit.repeats,
        five=five if edit.five != FiveText() else None,
        category=edit.category,
        cause=edit.analysis.cause,
        harm=edit.analysis.harm,
        hazard=edit.hazard,
    )


def _criterion(edit: HazardEdit) -> Criterion:
    shown = edit.criterion
    return Criterion(
        standard=shown.standard,
        article=shown.article,
        item=shown.item,
        text=shown.text or edit.finding,
        verified=shown.verified,
        clause_read=edit.clause_read,
    )


def record(session: Session, visit: str, edit: HazardEdit, key: str) -> tuple[str, Changes]:
    """Record the hazard and, where it was typed, its report; the draft is dropped."""
    hazard, changes = hazards.record_hazard(session, visit, draft_from(edit))
    if edit.is_major and edit.report != ReportText():
        changes = merged(changes, hazards.report_major(session, _reported(hazard, edit.report)))
    drafts.drop_draft(session, draft_key(visit, key))
    return hazard, changes


def keep_side(session: Session, dossier: str, hazard: str, fact: str) -> tuple[str, Changes]:
    """Let one of two versions of a hazard stand, also after the visit's end."""
    return hazard, conflicts.keep(session, dossier, f"hazard:{hazard}", fact)


def _reported(hazard: str, report: ReportText) -> MajorHazardReported:
    return MajorHazardReported(
        hazard=hazard,
        told_to=report.told_to,
        told_post=report.told_post,
        told_at=_with_offset(report.told_at),
        told_how=report.told_how,
        withdrawal_advised=report.withdrawal_advised,
        department=report.department,
        report_due=_with_offset(report.report_due),
        sent_at=_with_offset(report.sent_at),
        proof=report.proof,
    )


def _with_offset(text: str) -> str:
    """Return a typed time as facts record it, with the offset of Asia/Shanghai."""
    found = moment(text) if text.strip() else None
    if found is None:
        return ""
    return found.replace(tzinfo=found.tzinfo or SHANGHAI).isoformat(timespec="seconds")
