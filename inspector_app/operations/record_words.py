"""Kinds of records and their way to safety as words, for lists and papers alike."""

from __future__ import annotations

from inspector_app.i18n import N_, _
from inspector_app.operations.life_line import Why
from inspector_app.store.rows import Stage

KINDS = {
    "enterprise_named": N_("Name of the enterprise"),
    "enterprise_located": N_("Address of the enterprise"),
    "enterprise_classified": N_("Sector of the enterprise"),
    "enterprise_sized": N_("Size of the enterprise"),
    "enterprise_tagged": N_("Facilities of the enterprise"),
    "contact_recorded": N_("Contacts"),
    "site_recorded": N_("Sites"),
    "policy_recorded": N_("Policies"),
    "visit_started": N_("Visits begun"),
    "visit_not_performed": N_("Visits not performed"),
    "visit_ended": N_("Visits ended"),
    "visits_joined": N_("Visits joined"),
    "checklist_opened": N_("Checklists opened"),
    "checklist_moved": N_("Checklists moved to another version"),
    "record_opened": N_("Service records opened"),
    "record_prefilled": N_("Service records filled from the file"),
    "record_closed": N_("Service records closed"),
    "record_reopened": N_("Service records opened again"),
    "record_withdrawn": N_("Service records withdrawn"),
    "item_answered": N_("Checklist answers"),
    "row_added": N_("Rows added"),
    "row_removed": N_("Rows removed"),
    "hazard_recorded": N_("Hazards"),
    "hazard_withdrawn": N_("Hazards withdrawn"),
    "major_hazard_reported": N_("Reports of major hazards"),
    "hazard_reinspected": N_("Re-inspections"),
    "hazard_classified": N_("Kinds of hazards"),
    "hazard_analysed": N_("Causes and dangers of major hazards"),
    "hazard_replied": N_("Replies of enterprises"),
    "photo_attached": N_("Photos"),
    "photo_detached": N_("Photos removed"),
    "photo_marked": N_("Marks on photos"),
    "signature_given": N_("Signatures"),
    "notice_issued": N_("Notices issued"),
    "paper_signed": N_("Signatures on papers"),
    "paper_issued": N_("Papers issued"),
    "paper_voided": N_("Papers voided"),
    "pdf_sealed": N_("Digital signatures of papers"),
    "paper_delivered": N_("Papers delivered"),
    "notice_voided": N_("Notices voided"),
    "notice_delivered": N_("Notices delivered"),
}

STAGES = {
    Stage.HERE: N_("On this computer only"),
    Stage.BACKED_UP: N_("Backed up"),
    Stage.ACCEPTED: N_("Accepted by central"),
    Stage.SAFE: N_("Safe"),
}

REASONS = {
    Why.NOT_SENT: N_("Not sent yet, and in no backup."),
    Why.ONLY_BACKED_UP: N_("In the backup of this computer, but not sent yet."),
    Why.FILES: N_("Central has the record; {count} of its files are still to be sent."),
    Why.NOT_NUMBERED: N_("Central keeps it aside until the assignment is approved."),
    Why.NOT_PROVED: N_("Central has it; its receipt is compared at the next sync."),
}


def kind(code: str) -> str:
    """Return the name of a kind of record; an unknown kind stands for itself."""
    return _(KINDS[code]) if code in KINDS else code


def stage(of: Stage) -> str:
    """Return where a record stands, in words."""
    return _(STAGES[of])


def reason(why: Why, files: int = 0) -> str:
    """Return why a record is not safe yet, as a sentence."""
    return _(REASONS[why]).format(count=files)
