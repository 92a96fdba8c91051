"""Papers of a service done: record of the visit, any record form, return visit, complaint."""

from __future__ import annotations

from inspector_app.domain.hazards import Level
from inspector_app.domain.scoring import Conformity
from inspector_app.domain.service_papers import (
    Part,
    RecordField,
    RecordGroup,
    RecordTable,
    ServicePaper,
    ServiceStaff,
)


class CheckedList(Part, frozen=True):
    """A checklist used: title, version, how many items were judged how; a score where it has one.

    ``score`` is 得分 of ``full`` (points as text) with ``grade``; empty where it is not scored.
    """

    title: str
    version: str = ""
    conforming: int = 0
    failing: int = 0
    not_applicable: int = 0
    unchecked: int = 0
    score: str = ""
    full: str = ""
    grade: str = ""

    def counts(self) -> Conformity:
        """Return the counts as one value with its rate."""
        return Conformity(self.conforming, self.failing, self.not_applicable, self.unchecked)


def all_counts(lists: tuple[CheckedList, ...]) -> Conformity:
    """Return the counts of all checklists together."""
    return Conformity(
        sum(one.conforming for one in lists),
        sum(one.failing for one in lists),
        sum(one.not_applicable for one in lists),
        sum(one.unchecked for one in lists),
    )


class ServiceDone(Part, frozen=True):
    """What was done for one service item: measures and course, result, particulars, tables."""

    item: str
    measure: str = ""
    process: str = ""
    result: str = ""
    people: str = ""
    details: tuple[RecordField, ...] = ()
    tables: tuple[RecordTable, ...] = ()


class FoundHazard(Part, frozen=True):
    """A hazard in short, as a record of the visit lists it."""

    no: str
    place: str = ""
    desc: str = ""
    level: Level = Level.GENERAL
    deadline: str = ""
    responsible: str = ""


class ServiceRecord(ServicePaper, frozen=True, tag="service_record"):
    """The record of one service on site (现场服务记录; AQ 9010-2019 §6: time, place, agency,
    people, items, measures, course, return visit), confirmed by both sides."""

    service_no: str = ""
    service_form: str = ""
    agency_name: str = ""
    agency_uscc: str = ""
    service_mode: str = ""
    service_date: str = ""
    start_time: str = ""
    end_time: str = ""
    place: str = ""
    longitude: str = ""
    latitude: str = ""
    no_gps_reason: str = ""
    staff: tuple[ServiceStaff, ...] = ()
    escort: str = ""
    services: tuple[ServiceDone, ...] = ()
    areas: str = ""
    uncovered: str = ""
    checklists: tuple[CheckedList, ...] = ()
    hazards: tuple[FoundHazard, ...] = ()
    notice_no: str = ""
    recheck_date: str = ""
    conclusion: str = ""
    ent_signer: str = ""
    ent_score: str = ""
    ent_opinion: str = ""
    sign_date: str = ""
    report_no: str = ""
    attach: str = ""
    return_due: str = ""

    def number(self) -> str:
        """Return the number of the service."""
        return self.service_no


class RecordSheet(ServicePaper, frozen=True, kw_only=True, tag="record_sheet"):
    """Any record form on paper: its groups in the order of the form.

    ``service_places`` and ``enterprise_places`` are the labels of the places to sign; a signature
    belongs to the place whose label is its ``role``.
    """

    title: str
    record_no: str = ""
    form: str = ""
    version: str = ""
    notes: tuple[str, ...] = ()
    groups: tuple[RecordGroup, ...] = ()
    service_places: tuple[str, ...] = ()
    enterprise_places: tuple[str, ...] = ()

    def number(self) -> str:
        """Return the number of the record."""
        return self.record_no


class ReturnVisit(ServicePaper, frozen=True, tag="return_visit"):
    """What the insured says of a service (回访评价表, form SF-RETURN); scores as they read."""

    return_no: str = ""
    service_no: str = ""
    service_item: tuple[str, ...] = ()
    return_date: str = ""
    method: str = ""
    respondent: str = ""
    phone: str = ""
    rectified_verified: str = ""
    score_punctual: str = ""
    score_prof: str = ""
    score_attitude: str = ""
    score_effect: str = ""
    score_close: str = ""
    opinion: str = ""
    bad_reason: str = ""
    complain: str = ""
    complain_no: str = ""
    follow_up: str = ""
    recorder: str = ""

    def number(self) -> str:
        """Return the number of the return visit."""
        return self.return_no


class ComplaintRecord(ServicePaper, frozen=True, tag="complaint_record"):
    """How a complaint was taken and answered (投诉处理单, form SF-COMPLAINT): request, facts and
    basis, measures (AQ 9010-2019 §6)."""

    complaint_no: str = ""
    receive_date: str = ""
    channel: str = ""
    complainant: str = ""
    anonymous: str = ""
    phone: str = ""
    kind: str = ""
    request: str = ""
    content: str = ""
    need_check: str = ""
    due_date: str = ""
    extend: str = ""
    extend_days: str = ""
    extend_reason: str = ""
    extend_told: str = ""
    fact: str = ""
    basis: str = ""
    action: str = ""
    reply_date: str = ""
    reply_way: str = ""
    satisfied: str = ""
    escalate: str = ""
    improve: str = ""
    close_date: str = ""

    def number(self) -> str:
        """Return the number of the complaint."""
        return self.complaint_no
