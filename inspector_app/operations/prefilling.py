"""What the dossier knows for a record form: enterprise, policy, service, results, hazards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from inspector_app.checklists.filling import KnownRow
from inspector_app.checklists.scores import conformity_of
from inspector_app.domain.dossier import (
    Hazard,
    Visit,
    contacts_of,
    enterprise_of,
    hazards_of,
    papers_of,
    policy_on,
    shown,
    sites_of,
    visit_of,
    visits_of,
)
from inspector_app.domain.enterprise import EnterpriseNamed, SiteRecorded
from inspector_app.domain.fold import Dossier
from inspector_app.domain.hazards import HazardReinspected, HazardReplied, HazardState, Outcome
from inspector_app.domain.records import RecordOpened
from inspector_app.domain.scoring import Conformity, light
from inspector_app.operations.answers import OpenChecklist, restore
from inspector_app.operations.notice_draft import agency_of
from inspector_app.operations.session import Session, volume_of
from inspector_app.operations.visits import visit_page

_RESULTS = {"yes": "pass", "no": "fail", "na": "na", "": "unchecked"}


@dataclass
class Known:
    """Values and rows by the field names of the record forms (``forms/records``)."""

    values: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[KnownRow]] = field(default_factory=dict)

    def say(self, **values: str) -> None:
        """Note what is known; an empty text is not."""
        self.values |= {name: text for name, text in values.items() if text}


def known_for(session: Session, dossier: Dossier, key: str, record: RecordOpened) -> Known:
    """Return what the dossier knows for a record of this day and visit."""
    known = Known()
    visit = visit_of(dossier, record.visit) if record.visit else None
    _enterprise(known, dossier, key)
    site = visit.started.site if visit and visit.started else ""
    _policy(known, dossier, record.date, site)
    _agency(known, session)
    known.say(year=record.date[:4])
    if record.form in ("sf-rectify", "sf-recheck"):
        _told(known, dossier, record)
    if visit is not None and visit.started is not None:
        _service(known, session, dossier, visit)
        _hazards(known, dossier, visit.visit)
        if record.form == "sr-04":  # only this form lists every item
            _results(known, session, dossier, visit)
    return known


def _enterprise(known: Known, dossier: Dossier, key: str) -> None:
    found = enterprise_of(key, dossier)
    named = shown(dossier, "enterprise:name", EnterpriseNamed)
    contacts = [one.body for one in contacts_of(dossier)]
    principal = next((one for one in contacts if one.principal), None)
    contact = next((one for one in contacts if not one.principal), principal)
    known.say(
        ent_name=found.name,
        ent_uscc=found.code,
        ent_no_uscc_reason=named.body.no_code_reason if named else "",
        ent_address=found.address,
        ent_region=found.region,
        ent_principal=principal.name if principal else "",
        ent_contact=contact.name if contact else "",
        ent_phone=contact.phone if contact else "",
        employees=str(found.employees or ""),
        scale=found.scale,
        facility_tags=" ".join(found.tags),
    )


def _policy(known: Known, dossier: Dossier, day: str, site: str) -> None:
    policy = policy_on(dossier, day, site)
    if policy is not None:
        known.say(
            policy_no=policy.number,
            insurer=policy.insurer,
            policy_start=policy.starts,
            policy_end=policy.ends,
            premium_received=policy.premium_received,
            insured_count=str(policy.insured_people or ""),
            per_person_limit=policy.per_person_limit,
        )


def _agency(known: Known, session: Session) -> None:
    agency = agency_of(session)
    known.say(agency_name=agency.name, insurer=known.values.get("insurer", agency.insurer))


def _service(known: Known, session: Session, dossier: Dossier, visit: Visit) -> None:
    assert visit.started is not None
    started = visit.started
    site = shown(dossier, f"site:{started.site}", SiteRecorded) if started.site else None
    place = site.body if site else next((one.body for one in sites_of(dossier)), None)
    escort = (started.escort.name, started.escort.post, started.escort.phone)
    latitude, _space, longitude = started.place.partition(" ")
    known.say(
        service_form="agency",
        service_mode="onsite",
        service_date=visit.date,
        start_time=_time(started.checked_in),
        end_time=_time(visit.ended.checked_out) if visit.ended else "",
        place=" ".join(dict.fromkeys((place.name, place.address))).strip() if place else "",
        service_place=place.address if place else "",
        latitude=latitude,
        longitude=longitude,
        escort="，".join(part for part in escort if part),
        items=" ".join(started.services),
        service_item=" ".join(started.services),
        date=visit.date,
    )
    people = {one.name: one for start in visit.starts for one in start.inspectors}
    employer = agency_of(session).name
    known.tables["staff"] = [
        KnownRow(name, {"name": name, "employer": employer, "cert_no": one.certificate})
        for name, one in people.items()
    ]


def _time(stamp: str) -> str:
    """Return the time of day of an ISO time, to the minute."""
    return f"{stamp[11:16]}:00.000+08:00" if len(stamp) >= 16 else ""


def _hazards(known: Known, dossier: Dossier, visit: str) -> None:
    found = [h for h in hazards_of(dossier, visit) if h.state is not HazardState.WITHDRAWN]
    numbers = {hazard.hazard: str(number) for number, hazard in enumerate(found, 1)}
    known.tables["hazards"] = [_hazard_row(numbers[one.hazard], one) for one in found]
    majors = [one for one in found if one.is_major]
    known.tables["major"] = [_major_row(numbers[one.hazard], one) for one in majors]
    papers = [one for one in papers_of(dossier, visit) if one.voided is None]
    report = next((one.report for one in majors if one.report is not None), None)
    known.say(
        major_count=str(len(majors)),
        notice_no="、".join(one.body.number for one in papers),
        notice_date=papers[-1].body.issued_at[:10] if papers else "",
    )
    if report is not None:
        known.say(
            informed_person=report.told_to,
            informed_date=report.told_at[:10],
            informed_time=_time(report.told_at),
            reported_to=report.department,
        )


_OUTCOMES = {
    Outcome.RECTIFIED: "done",
    Outcome.PARTLY: "partial",
    Outcome.NOT_RECTIFIED: "undone",
    Outcome.NOT_CHECKABLE: "unable",
}


def _told(known: Known, dossier: Dossier, record: RecordOpened) -> None:
    """Note the hazards that a reply or a re-inspection is about: those told at an earlier visit
    and still open, or looked at again in this one; for a reply those of its own visit."""
    rows: list[KnownRow] = []
    for visit in visits_of(dossier):
        own = visit.visit == record.visit
        papers = [p.body.number for p in papers_of(dossier, visit.visit) if p.voided is None]
        found = [h for h in hazards_of(dossier, visit.visit) if h.state in _TOLD]
        for number, hazard in enumerate(found, 1):
            seen = [one for one in hazard.reinspections if one.visit == record.visit]
            about = own if record.form == "sf-rectify" and record.visit else not own
            if about and (hazard.is_open or seen):
                name = f"{papers[-1]}-{number}" if papers else str(number)
                rows.append(_told_row(name, hazard, seen[-1:]))
    known.tables["items"] = rows
    known.say(recheck_date=record.date, reply_date=record.date)


_TOLD = (HazardState.OPEN, HazardState.RECTIFIED)


def _told_row(number: str, hazard: Hazard, seen: list[HazardReinspected]) -> KnownRow:
    cells = {"hazard_no": number, "responsible": hazard.body.responsible}
    if hazard.reply is not None:
        cells |= _replied(hazard.reply)
    for one in seen:
        cells |= {"result": _OUTCOMES[one.outcome], "fact": one.note, "new_deadline": one.deadline}
    return KnownRow(hazard.hazard, cells)


def _replied(reply: HazardReplied) -> dict[str, str]:
    """Return what the enterprise replied, as the reply form asks for it."""
    said = {
        "status": reply.status.value,
        "measure": reply.measure,
        "done_date": reply.done_on,
        "cost": reply.cost,
        "responsible": reply.responsible,
        "reason": reply.reason,
        "plan_date": reply.planned_on,
        "control": reply.control,
    }
    return {name: text for name, text in said.items() if text}


def _hazard_row(number: str, hazard: Hazard) -> KnownRow:
    body = hazard.body
    return KnownRow(
        hazard.hazard,
        {
            "no": number,
            "place": body.place,
            "desc": body.finding,
            "level": body.level.value,
            "std": body.basis[0] if body.basis else "",
            "article": body.criterion.article if body.criterion else "；".join(body.basis[:1]),
            "measure": body.measure,
            "immediate": body.immediate,
            "deadline": hazard.deadline,
            "responsible": body.responsible,
        },
    )


def _major_row(number: str, hazard: Hazard) -> KnownRow:
    five, cited = hazard.body.five, hazard.body.criterion
    return KnownRow(
        hazard.hazard,
        {
            "hazard_no": number,
            "standard": f"{cited.standard} {cited.article}" if cited else "",
            "responsible": (five.responsible if five else "") or hazard.body.responsible,
            "measure": (five.measure if five else "") or hazard.body.measure,
            "fund": five.funds if five else "",
            "deadline": (five.deadline if five else "") or hazard.deadline,
            "plan": five.plan if five else "",
        },
    )


def _results(known: Known, session: Session, dossier: Dossier, visit: Visit) -> None:
    page = visit_page(session, visit.visit)
    volume = volume_of(page.dossier, visit.date)
    opened = [restore(session, dossier, volume, visit.visit, one) for one in page.checklists]
    known.say(
        checklist_id="、".join(one.entry.title for one in opened),
        checklist_version="、".join(f"{one.form}@{one.version}" for one in opened),
    )
    known.tables["items"] = [row for one in opened for row in _item_rows(one)]
    counts = sum((conformity_of(one.running) for one in opened), Conformity())
    rate = counts.rate
    majors = int(known.values.get("major_count", "0"))
    known.say(
        pass_count=str(counts.conforming),
        fail_count=str(counts.failing),
        na_count=str(counts.not_applicable),
        unchecked_count=str(counts.unchecked),
        rate=_percent(rate) if rate is not None else "",
        overall=light(counts, confirmed_major=majors).value,
    )


def _percent(rate: Decimal) -> str:
    return str((rate * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _item_rows(checklist: OpenChecklist) -> Iterable[KnownRow]:
    for node in checklist.running.nodes():
        if node.item is None or not node.relevant:
            continue
        stable = checklist.running.stable_ref(node.ref)
        cells = {
            "item_id": node.item.item,
            "result": _RESULTS.get(node.value, "unchecked"),
            "reason": checklist.reasons.get(stable, ""),
            "note": checklist.notes.get(stable, ""),
        }
        yield KnownRow(f"{checklist.form}/{node.item.item}", cells)
