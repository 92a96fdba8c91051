"""Papers about hazards from what is recorded: notice of major ones, their report, reply form."""

from __future__ import annotations

from typing import Any

import msgspec

from inspector_app.domain.dossier import Hazard, hazards_of, papers_of
from inspector_app.domain.dossier_papers import issued_papers_of
from inspector_app.domain.hazard_papers import PaperHazard
from inspector_app.domain.hazards import HazardState
from inspector_app.domain.major_notice import MajorNotice, parse_major_notice
from inspector_app.domain.major_report import MajorReport, ReportedHazard
from inspector_app.domain.notices import Notice, NoticeHazard, parse_notice
from inspector_app.domain.reply_form import ReplyForm
from inspector_app.domain.service_papers import Cover, PaperPhoto
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.compose_parts import (
    Ground,
    analysis_facts,
    cover_of,
    criterion_text,
    department_of,
    ground_of,
    insured_of,
    notice_numbers,
    organisation_setting,
    paper_photos,
    place_of_visit,
    report_facts,
    staff_of,
    tellings,
    visit_for,
)
from inspector_app.operations.notice_draft import Composed, compose, photos_of_hazard
from inspector_app.operations.paper_orders import ComposedPaper, PaperOrder, composer
from inspector_app.operations.printed_photos import PrintedPhoto, printed_photos
from inspector_app.operations.session import Session, UnknownRecord
from inspector_app.operations.visits import VisitPage


def majors_of(page: VisitPage) -> tuple[Hazard, ...]:
    """Return the major hazards of a visit; raises BadInput where there is none."""
    found = [h for h in page.hazards if h.is_major and h.state is not HazardState.WITHDRAWN]
    if not found:
        raise BadInput(
            what=_("Major hazards"), reason=_("none is confirmed in this visit; confirm one first")
        )
    return tuple(found)


@composer("major_notice")
def compose_major_notice(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the notice of a visit's major hazards, with the proof of telling."""
    ground = ground_of(session, order)
    page = visit_for(ground)
    majors = majors_of(page)
    composed = compose(session, order.ref, order.language)
    numbers = dict(zip(composed.hazards, range(1, len(composed.hazards) + 1), strict=True))
    value = MajorNotice(
        **_only_major(composed, len(majors)),
        telling=tellings(numbers, majors),
    )
    value = msgspec.structs.replace(value, variant=order.variant)
    return ComposedPaper(
        value=value,
        day=page.visit.date,
        title=ground.say("重大事故隐患告知书", "Notice of major hazards"),
        covers=(*(h.fact.id for h in majors), *report_facts(ground, majors)),
        visit=order.ref,
        printed=_named(composed.photos, value.hazards),
    )


def _only_major(composed: Composed, count: int) -> dict[str, Any]:
    """Return the fields of the visit's notice with its major hazards alone: they stand first."""
    notice = composed.notice
    fields = {name: getattr(notice, name) for name in Notice.__struct_fields__}
    return fields | {"hazards": notice.hazards[:count]}


def _named(
    printed: tuple[PrintedPhoto, ...], hazards: tuple[NoticeHazard, ...]
) -> tuple[PrintedPhoto, ...]:
    names = {photo.sha256 for hazard in hazards for photo in hazard.photos}
    return tuple(one for one in printed if one.key in names)


@composer("major_report")
def compose_major_report(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the report of a visit's major hazards to the competent department.

    Raises BadInput where no department is known for the sector and region."""
    ground = ground_of(session, order)
    page = visit_for(ground)
    majors = majors_of(page)
    numbers = {hazard.hazard: number for number, hazard in enumerate(majors, 1)}
    photos = {h.hazard: hazard_photos(ground, h) for h in majors}
    staff = staff_of(ground, page.visit)
    value = MajorReport(
        insured=insured_of(ground, page.site.address if page.site else ""),
        cover=cover_of(ground, page.policy),
        agency=ground.agency.name,
        department=_department(ground, majors),
        notice_no="、".join(notice_numbers(ground, order.ref)),
        service_date=page.visit.date,
        place=place_of_visit(ground, page),
        staff=staff,
        hazards=tuple(_reported(numbers[h.hazard], h, photos[h.hazard]) for h in majors),
        telling=tellings(numbers, majors),
        reporter=staff[0].name if staff else "",
        reporter_phone=ground.agency.phone,
        attachments=_attachments(ground, sum(map(len, photos.values()))),
        variant=order.variant,
        language=order.language,
    )
    return ComposedPaper(
        value=value,
        day=page.visit.date,
        title=ground.say("重大事故隐患报告", "Report of major hazards"),
        covers=(
            *(h.fact.id for h in majors),
            *report_facts(ground, majors),
            *analysis_facts(ground, majors),
        ),
        visit=order.ref,
        printed=tuple(one for h in majors for one in photos[h.hazard]),
    )


def hazard_photos(ground: Ground, hazard: Hazard) -> tuple[PrintedPhoto, ...]:
    """Return the photos of a hazard as they are printed, those of its re-inspections left out."""
    after = {seen.visit for seen in hazard.reinspections} - {hazard.body.visit}
    told = (p for p in photos_of_hazard(ground.dossier, hazard) if p.visit not in after)
    return printed_photos(ground.session, ground.key, ground.dossier, told)


def _department(ground: Ground, majors: tuple[Hazard, ...]) -> str:
    named = (h.report.department.strip() for h in majors if h.report is not None)
    found = next((one for one in named if one), "") or department_of(ground)
    if not found:
        raise BadInput(
            what=_("Competent department"),
            reason=_(
                "none is set for this sector and region; name it with the major hazard, or let "
                "the office publish it"
            ),
        )
    return found


def _reported(number: int, hazard: Hazard, printed: tuple[PrintedPhoto, ...]) -> ReportedHazard:
    body, seen = hazard.body, hazard.analysis
    return ReportedHazard(
        number=number,
        place=body.place,
        finding=body.finding,
        level=body.level,
        criterion=criterion_text(body.criterion),
        basis=body.basis,
        measure=body.measure,
        immediate=body.immediate,
        deadline=hazard.deadline,
        responsible=body.responsible,
        five=body.five,
        photos=paper_photos(printed),
        cause=seen.cause if seen else "",
        harm=seen.harm if seen else "",
    )


def _attachments(ground: Ground, photos: int) -> tuple[str, ...]:
    numbers = notice_numbers(ground, ground.order.ref)
    notices = [ground.say(f"告知书 {one}（复印件）", f"Copy of notice {one}") for one in numbers]
    shown = ground.say(f"现场照片{photos}张", f"{photos} photos")
    return (*notices, *([shown] if photos else []))


@composer("reply_form")
def compose_reply_form(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the form to reply to an issued notice: the hazards as that notice told them."""
    ground = ground_of(session, order)
    visit, notice, covers = told_notice(ground, order.ref)
    pool = {
        one.key: one
        for hazard in hazards_of(ground.dossier, visit)
        for one in hazard_photos(ground, hazard)
    }
    hazards = tuple(_told(one, pool) for one in notice.hazards if not one.corrected_on_spot)
    if not hazards:
        raise BadInput(what=_("Hazards"), reason=_("all were corrected on the spot"))
    value = ReplyForm(
        insured=insured_of(ground, notice.addressee.address),
        cover=Cover(policy_no=notice.policy_number, insurer=notice.insurer),
        agency=ground.agency.name,
        notice_no=notice.number,
        notice_date=notice.issued_on,
        reply_by=notice.reply_by or max(one.deadline for one in hazards),
        return_to=ground.agency.name,
        return_address=organisation_setting(ground, "agency.address"),
        return_phone=ground.agency.phone,
        return_contact=notice.inspectors[0].name if notice.inspectors else "",
        hazards=hazards,
        variant=order.variant,
        language=order.language,
    )
    names = {photo.sha256 for one in hazards for photo in one.photos}
    return ComposedPaper(
        value=value,
        day=notice.service_date,
        title=ground.say("整改回复单", "Reply form"),
        covers=covers,
        visit=visit,
        printed=tuple(one for key, one in pool.items() if key in names),
    )


def told_notice(ground: Ground, number: str) -> tuple[str, Notice, tuple[str, ...]]:
    """Return visit, value and covered facts of an issued notice, of major hazards or not.

    Raises UnknownRecord where it is not here, BadInput where it was voided."""
    blobs = ground.session.workspace.blobs
    for paper in papers_of(ground.dossier):
        if paper.body.number == number:
            _require_standing(paper.voided is not None)
            value = parse_notice(blobs.read(paper.body.value))
            return paper.body.visit, value, paper.body.covers
    for issued in issued_papers_of(ground.dossier):
        if issued.body.number == number and issued.body.paper == "major_notice":
            _require_standing(issued.voided is not None)
            major = parse_major_notice(blobs.read(issued.body.value))
            return issued.body.visit, major, issued.body.covers
    raise UnknownRecord(what=_("Notice"), key=number)


def _require_standing(voided: bool) -> None:
    if voided:
        raise BadInput(what=_("Notice"), reason=_("it was voided; take the one that replaced it"))


def _told(hazard: NoticeHazard, pool: dict[str, PrintedPhoto]) -> PaperHazard:
    return PaperHazard(
        number=hazard.number,
        place=hazard.place,
        finding=hazard.finding,
        level=hazard.level,
        criterion=hazard.criterion,
        basis=hazard.basis,
        measure=hazard.measure,
        immediate=hazard.immediate,
        deadline=hazard.deadline,
        responsible=hazard.responsible,
        five=hazard.five,
        photos=tuple(
            PaperPhoto(sha256=one.sha256, caption=one.caption, taken=one.taken)
            for one in hazard.photos
            if one.sha256 in pool
        ),
    )
