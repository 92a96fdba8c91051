"""Every kind of fact in one table: its subject, its nature and the body it carries.

Kinds and body versions live for ever; a reader meets all of them. Unknown ones are kept, counted
and forwarded, and folded after an upgrade.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec

from inspector_app.domain import (
    enterprise,
    hazards,
    issued_papers,
    moves,
    organisation,
    papers,
    photo_marks,
    records,
    visits,
)
from inspector_app.domain.body import Body
from inspector_app.domain.facts import Fact


class Nature(Enum):
    """How facts of one subject relate."""

    REGISTER = "register"  # the newest known value supersedes; several heads are a conflict
    ADD_ONLY = "add_only"  # each fact stands for itself
    TERMINAL = "terminal"  # happens once; a second one is shown, never merged


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table. ``subject`` spells the subject from the body's fields; ``{key}`` stands
    for what the body does not name: the uuid of a contact, a site or an add-only act."""

    name: str
    subject: str
    nature: Nature
    body: type[Body]
    v: int = 1

    @property
    def prefix(self) -> str:
        """The part of the subject before the colon."""
        return self.subject.partition(":")[0]


_ROWS = (
    Kind("enterprise_named", "enterprise:name", Nature.REGISTER, enterprise.EnterpriseNamed),
    Kind("enterprise_located", "enterprise:address", Nature.REGISTER, enterprise.EnterpriseLocated),
    Kind(
        "enterprise_classified",
        "enterprise:industry",
        Nature.REGISTER,
        enterprise.EnterpriseClassified,
    ),
    Kind("enterprise_sized", "enterprise:scale", Nature.REGISTER, enterprise.EnterpriseSized),
    Kind("enterprise_tagged", "enterprise:tags", Nature.REGISTER, enterprise.EnterpriseTagged),
    Kind("contact_recorded", "contact:{key}", Nature.REGISTER, enterprise.ContactRecorded),
    Kind("site_recorded", "site:{key}", Nature.REGISTER, enterprise.SiteRecorded),
    Kind("policy_recorded", "policy:{number}", Nature.REGISTER, enterprise.PolicyRecorded),
    Kind("dossier_same_as", "same:{key}", Nature.ADD_ONLY, enterprise.DossierSameAs),
    Kind("task_planned", "task:{task}", Nature.REGISTER, visits.TaskPlanned),
    Kind("visit_started", "visit:{visit}", Nature.ADD_ONLY, visits.VisitStarted),
    Kind("visit_not_performed", "visit:{visit}", Nature.ADD_ONLY, visits.VisitNotPerformed),
    Kind("visit_ended", "visit_end:{visit}", Nature.REGISTER, visits.VisitEnded),
    Kind("visits_joined", "joined:{key}", Nature.ADD_ONLY, visits.VisitsJoined),
    Kind(
        "checklist_opened",
        "checklist:{visit}/{form}@{version}",
        Nature.ADD_ONLY,
        visits.ChecklistOpened,
    ),
    Kind("checklist_moved", "moved:{visit}/{form}", Nature.ADD_ONLY, moves.ChecklistMoved),
    Kind("record_opened", "record:{record}", Nature.ADD_ONLY, records.RecordOpened),
    Kind("record_prefilled", "record_fill:{record}", Nature.REGISTER, records.RecordPrefilled),
    Kind("record_closed", "record_end:{record}", Nature.REGISTER, records.RecordClosed),
    Kind("record_reopened", "record_end:{record}", Nature.REGISTER, records.RecordReopened),
    Kind("record_withdrawn", "record_end:{record}", Nature.REGISTER, records.RecordWithdrawn),
    Kind("item_answered", "answer:{key}", Nature.REGISTER, visits.ItemAnswered),
    Kind("row_added", "row:{key}", Nature.REGISTER, visits.RowAdded),
    Kind("row_removed", "row:{key}", Nature.REGISTER, visits.RowRemoved),
    Kind("hazard_recorded", "hazard:{hazard}", Nature.REGISTER, hazards.HazardRecorded),
    Kind("hazard_withdrawn", "hazard:{hazard}", Nature.REGISTER, hazards.HazardWithdrawn),
    Kind("major_hazard_reported", "major:{hazard}", Nature.REGISTER, hazards.MajorHazardReported),
    Kind(
        "hazard_reinspected",
        "reinspection:{hazard}/{key}",
        Nature.ADD_ONLY,
        hazards.HazardReinspected,
    ),
    Kind("hazard_classified", "category:{hazard}", Nature.REGISTER, hazards.HazardClassified),
    Kind("hazard_analysed", "analysis:{hazard}", Nature.REGISTER, hazards.HazardAnalysed),
    Kind("hazard_replied", "reply:{hazard}/{key}", Nature.REGISTER, hazards.HazardReplied),
    Kind("photo_attached", "photo:{photo}", Nature.REGISTER, papers.PhotoAttached),
    Kind("photo_detached", "photo:{photo}", Nature.REGISTER, papers.PhotoDetached),
    Kind("photo_marked", "marks:{photo}", Nature.REGISTER, photo_marks.PhotoMarked),
    Kind(
        "signature_given", "signature:{visit}/{role}/{key}", Nature.REGISTER, papers.SignatureGiven
    ),
    Kind("notice_issued", "notice:{number}", Nature.TERMINAL, papers.NoticeIssued),
    Kind("notice_voided", "notice_void:{number}/{key}", Nature.ADD_ONLY, papers.NoticeVoided),
    Kind("notice_delivered", "delivery:{number}/{key}", Nature.ADD_ONLY, papers.NoticeDelivered),
    Kind(
        "paper_signed",
        "paper_sign:{paper}/{ref}/{place}",
        Nature.REGISTER,
        issued_papers.PaperSigned,
    ),
    Kind("paper_issued", "paper:{number}", Nature.TERMINAL, issued_papers.PaperIssued),
    Kind("paper_voided", "paper_void:{number}/{key}", Nature.ADD_ONLY, issued_papers.PaperVoided),
    Kind(
        "paper_delivered",
        "paper_delivery:{number}/{key}",
        Nature.ADD_ONLY,
        issued_papers.PaperDelivered,
    ),
    Kind("pdf_sealed", "pdf_seal:{number}/{key}", Nature.ADD_ONLY, issued_papers.PdfSealed),
    Kind("agency_named", "agency:own", Nature.REGISTER, organisation.AgencyNamed),
    Kind("person_registered", "person:{person}", Nature.REGISTER, organisation.PersonRegistered),
    Kind("form_published", "form:{form}@{version}", Nature.REGISTER, organisation.FormPublished),
    Kind("setting_set", "setting:{name}", Nature.REGISTER, organisation.SettingSet),
    Kind("routing_set", "routing:{sector}/{region}", Nature.REGISTER, organisation.RoutingSet),
    Kind("facts_erased", "erasure:{key}", Nature.ADD_ONLY, organisation.FactsErased),
    Kind("volume_opened", "opening:{key}", Nature.ADD_ONLY, organisation.VolumeOpened),
)

KINDS: dict[str, Kind] = {row.name: row for row in _ROWS}
KIND_OF_BODY: dict[type[Body], Kind] = {row.body: row for row in _ROWS}


def nature_of(kind: str) -> Nature:
    """Return the nature of a kind; unknown kinds are add-only, so nothing hides them."""
    known = KINDS.get(kind)
    return known.nature if known else Nature.ADD_ONLY


def is_known(fact: Fact) -> bool:
    """Tell whether this program can read the fact's body."""
    kind = KINDS.get(fact.kind)
    return kind is not None and kind.v == fact.v


def read_body(fact: Fact) -> Body | None:
    """Return the typed body; None where it is erased, unknown or not of its kind's form."""
    if fact.body is None or not is_known(fact):
        return None
    try:
        return msgspec.json.decode(fact.body, type=KINDS[fact.kind].body)
    except msgspec.MsgspecError:
        return None


BLOB_FIELDS = {
    "photo_attached": (("sha256", "size"), ("thumbnail_sha256", "thumbnail_size")),
    "signature_given": (("image", "image_size"),),
    "notice_issued": (("pdf", "pdf_size"), ("value", "value_size")),
    "paper_signed": (("image", "image_size"),),
    "pdf_sealed": (("pdf", "pdf_size"),),
    "paper_issued": (("pdf", "pdf_size"), ("value", "value_size")),
    "form_published": (("sha256", "size"),),
}
BLOB_LISTS = {"form_published": "media"}  # lists whose rows each name a blob


def blobs_of(fact: Fact) -> tuple[tuple[str, int], ...]:
    """Return (sha256, size in bytes) of every blob that this fact names."""
    fields = BLOB_FIELDS.get(fact.kind)
    value = fact.value if fields else None
    if not fields or value is None:
        return ()
    pairs = [(value.get(name), value.get(size, 0)) for name, size in fields]
    return tuple((str(sha), int(size)) for sha, size in (*pairs, *listed_blobs(fact)) if sha)


def listed_blobs(fact: Fact) -> tuple[tuple[Any, Any], ...]:
    """Return (sha256, size), as they are written, of the blobs that a fact names in a list."""
    rows = (fact.value or {}).get(BLOB_LISTS.get(fact.kind, ""), ())
    listed = rows if isinstance(rows, list) else ()
    return tuple((row.get("sha256"), row.get("size", 0)) for row in listed if isinstance(row, dict))
