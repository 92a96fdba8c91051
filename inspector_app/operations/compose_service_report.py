"""The report on a service (服务报告): hazards by area, checklists, instruments in force."""

from __future__ import annotations

from datetime import date

from inspector_app.checklists.library import FormEntry
from inspector_app.checklists.profile import CheckItem
from inspector_app.domain.dossier import Hazard
from inspector_app.domain.dossier_records import checklists_in_use
from inspector_app.domain.hazard_categories import category_name
from inspector_app.domain.hazards import HazardState
from inspector_app.domain.service_done import CheckedList
from inspector_app.domain.service_reports import CitedInstrument, ReportHazard, ServiceReport
from inspector_app.domain.visits import service_name
from inspector_app.errors import Problem
from inspector_app.operations.compose_hazard_papers import hazard_photos
from inspector_app.operations.compose_parts import (
    Ground,
    cover_of,
    criterion_text,
    escort_of,
    insured_of,
    notice_numbers,
    number_of,
    paper_photos,
    period_of,
    place_of_visit,
    staff_of,
)
from inspector_app.operations.compose_service_papers import (
    Served,
    checked_lists,
    found_words,
    method_words,
    served,
    visit_photos,
)
from inspector_app.operations.paper_orders import ComposedPaper, PaperOrder, composer
from inspector_app.operations.printed_photos import PrintedPhoto
from inspector_app.operations.session import Session


@composer("service_report")
def compose_service_report(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the report on a service: hazards by area, checklists, instruments in force."""
    done = served(session, order)
    ground, page = done.ground, done.page
    assert page.visit.started is not None
    photos = {h.hazard: hazard_photos(ground, h) for h in done.told()}
    hazards = tuple(_reported(done, n, h, photos) for n, h in enumerate(done.told(), 1))
    checklists = checked_lists(done)
    site_photos = visit_photos(done)
    numbers = notice_numbers(ground, order.ref)
    value = ServiceReport(
        insured=insured_of(ground, page.site.address if page.site else ""),
        cover=cover_of(ground, page.policy),
        agency=ground.agency.name,
        service_no=number_of(ground, "service_record", order.ref) or done.said("service_no"),
        notice_no="、".join(numbers),
        service_date=page.visit.date,
        service_period=period_of(page.visit),
        place=place_of_visit(ground, page),
        services=tuple(service_name(one, order.language) for one in page.visit.started.services),
        staff=staff_of(ground, page.visit),
        escort=escort_of(ground, page.visit),
        background=_background(done),
        areas=done.said("areas"),
        uncovered=done.said("uncovered"),
        method=done.said("method") or method_words(ground),
        checklists=checklists,
        instruments=_instruments(done),
        hazards=hazards,
        conclusion=done.said("conclusion") or _conclusion(done, checklists),
        suggestions=tuple(filter(None, (done.said("suggestion"),))),
        attachments=numbers,
        photos=paper_photos(site_photos),
        language=order.language,
    )
    return ComposedPaper(
        value=value,
        day=page.visit.date,
        title=ground.say("服务报告", "Service report"),
        covers=done.covers,
        visit=order.ref,
        printed=(*site_photos, *(one for found in photos.values() for one in found)),
    )


def _reported(
    done: Served, number: int, hazard: Hazard, photos: dict[str, tuple[PrintedPhoto, ...]]
) -> ReportHazard:
    body = hazard.body
    return ReportHazard(
        number=number,
        area=_area(body.place),
        place=body.place,
        finding=body.finding,
        level=body.level,
        category=category_name(hazard.likely_category, done.ground.order.language),
        criterion=criterion_text(body.criterion),
        basis=body.basis,
        measure=body.measure,
        immediate=body.immediate,
        deadline=hazard.deadline,
        responsible=body.responsible,
        state=_state(done.ground, hazard),
        photos=paper_photos(photos[hazard.hazard]),
    )


def _area(place: str) -> str:
    """Return the area of a place: what stands before the first blank or comma."""
    for mark in " 　,，、;；/":
        place = place.split(mark, maxsplit=1)[0]
    return place


def _state(ground: Ground, hazard: Hazard) -> str:
    words = {
        HazardState.OPEN: ("整改中", "open"),
        HazardState.RECTIFIED: ("已整改", "rectified"),
        HazardState.CORRECTED_ON_SPOT: ("当场整改", "corrected on the spot"),
        HazardState.WITHDRAWN: ("已撤销", "withdrawn"),
    }
    return ground.say(*words[hazard.state])


def _background(done: Served) -> str:
    ground, policy = done.ground, done.page.policy
    if policy is None:
        return ""
    form = ground.say(
        "根据安全生产责任保险合同（保险单号 {number}）约定的事故预防服务开展。",
        "Carried out as a prevention service under policy {number}.",
    )
    return form.format(number=policy.number)


def _conclusion(done: Served, lists: tuple[CheckedList, ...]) -> str:
    text = found_words(done, lists)
    if not done.told():
        return text
    advice = done.ground.say(
        "建议按告知书所列措施和期限完成整改，重大事故隐患优先处理。",
        "We advise to carry out the measures of the notice in time, those of major hazards first.",
    )
    return text + ("" if done.ground.chinese else " ") + advice


def _instruments(done: Served) -> tuple[CitedInstrument, ...]:
    """Return what was checked against: the instruments of the checklists used, with the items
    that cite them; those that were not in force on the day are left out."""
    ground = done.ground
    library, day = ground.session.library, date.fromisoformat(done.page.visit.date)
    used = {(one.form, one.version) for one in checklists_in_use(ground.dossier, ground.order.ref)}
    entries = [one for one in library.entries if (one.form_id, one.version) in used]
    cited = [item.standard for entry in entries for item in _items(ground, entry)]
    names = dict.fromkeys(name for entry in entries for name in entry.instruments)
    known = [library.instruments[one] for one in names if one in library.instruments]
    return tuple(
        CitedInstrument(
            title=f"《{one.title}》",
            number=one.number,
            starts=one.effective_from.isoformat(),
            ends=one.effective_to.isoformat() if one.effective_to else "",
            items=cited.count(one.id),
        )
        for one in known
        if one.in_force(day)
    )


def _items(ground: Ground, entry: FormEntry) -> tuple[CheckItem, ...]:
    try:
        return ground.session.library.definition(entry.form_id, entry.version).items()
    except Problem:
        return ()
