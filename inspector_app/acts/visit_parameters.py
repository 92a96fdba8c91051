"""Parameters of the acts of a visit, as scripts write them."""

from __future__ import annotations

import msgspec

from inspector_app.acts.table import Parameters
from inspector_app.domain.hazards import Criterion, FiveCommitments, Level, Outcome
from inspector_app.domain.papers import DeliveryWay, PhotoRole, SignatureRole
from inspector_app.domain.visits import Escort, Inspector, NotPerformed
from inspector_app.operations.visits import NO_ESCORT


class StartVisit(Parameters, frozen=True, kw_only=True):
    """What is entered before a visit."""

    dossier: str
    date: str
    services: tuple[str, ...]
    inspectors: tuple[Inspector, ...]
    site: str = ""
    escort: Escort = NO_ESCORT
    task: str = ""
    join_code: str = ""


class NotPerformedVisit(StartVisit, frozen=True, kw_only=True):
    """Why a visit could not take place."""

    reason: NotPerformed
    note: str = ""


class OneVisit(Parameters, frozen=True, kw_only=True):
    """A visit."""

    visit: str


class TwoVisits(OneVisit, frozen=True, kw_only=True):
    """A visit, and another that is the same one."""

    other: str


class OneForm(Parameters, frozen=True, kw_only=True):
    """A checklist of a visit."""

    visit: str
    form: str
    version: str = ""


class Answer(OneForm, frozen=True, kw_only=True):
    """An answer; ``ref`` is the question's path or a check item's id."""

    ref: str
    value: str
    reason: str = ""
    note: str = ""


class Hazard(Parameters, frozen=True, kw_only=True):
    """A hazard; with ``item`` (id) and ``form`` what is left out is prefilled from the item."""

    visit: str
    place: str
    finding: str = ""
    level: Level | None = None
    basis: tuple[str, ...] | None = None
    measure: str | None = None
    immediate: str | None = None
    deadline: str | None = None
    responsible: str | None = None
    item: str = ""
    form: str = ""
    corrected_on_spot: bool = False
    repeats: str = ""
    criterion: Criterion | None = None
    five: FiveCommitments | None = None
    category: str | None = None
    cause: str = ""
    harm: str = ""
    clause_read: bool = False


class Photo(Parameters, frozen=True, kw_only=True):
    """A picture file for a hazard, an answer (with visit and form) or a visit."""

    path: str
    hazard: str = ""
    answer: str = ""
    visit: str = ""
    form: str = ""
    role: PhotoRole = PhotoRole.EVIDENCE
    caption: str = ""


class Sign(Parameters, frozen=True, kw_only=True):
    """A signature (PNG file), a refusal, or neither: signed by hand."""

    visit: str
    role: SignatureRole
    name: str
    image: str = ""
    refused_reason: str = ""
    post: str = ""
    phone: str = ""
    certificate: str = ""


class IssueNotice(OneVisit, frozen=True, kw_only=True):
    """``out`` is the PDF file to write; by default beside the acts file."""

    out: str = ""
    language: str = "zh_CN"


class Deliver(Parameters, frozen=True, kw_only=True):
    """How a notice reached the enterprise."""

    number: str
    way: DeliveryWay
    to: str = ""
    witness: str = ""
    reason: str = ""
    sheet: str = ""


class Void(Parameters, frozen=True, kw_only=True):
    """A notice to void."""

    number: str
    reason: str
    replaced_by: str = ""


class EndVisit(OneVisit, frozen=True, kw_only=True):
    """``reasons`` gives one for each major item left open."""

    reasons: dict[str, str] = msgspec.field(default_factory=dict)
    note: str = ""


class Report(Parameters, frozen=True, kw_only=True):
    """Proof that a major hazard was told and reported."""

    hazard: str
    told_to: str
    told_post: str = ""
    told_at: str = ""
    told_how: str = ""
    withdrawal_advised: bool = False
    department: str = ""
    report_due: str = ""
    sent_at: str = ""
    proof: str = ""


class Reinspect(Parameters, frozen=True, kw_only=True):
    """What a re-inspection found."""

    hazard: str
    date: str
    outcome: Outcome
    visit: str = ""
    note: str = ""
    deadline: str = ""
