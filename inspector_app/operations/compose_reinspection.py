"""The opinion on a re-inspection (复查意见书) from what a visit found of told hazards."""

from __future__ import annotations

from inspector_app.domain.dossier import every, papers_of
from inspector_app.domain.hazards import HazardReinspected, Outcome
from inspector_app.domain.reinspection_paper import (
    LEAST_STAFF,
    ReinspectedHazard,
    ReinspectionPaper,
)
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.compose_parts import (
    Ground,
    cover_of,
    criterion_text,
    department_of,
    escort_of,
    ground_of,
    insured_of,
    number_of,
    paper_photos,
    period_of,
    staff_of,
    visit_for,
)
from inspector_app.operations.paper_orders import ComposedPaper, PaperOrder, composer
from inspector_app.operations.printed_photos import PrintedPhoto, printed_photos
from inspector_app.operations.reinspection import Waiting, waiting_hazards
from inspector_app.operations.session import Session


@composer("reinspection")
def compose_reinspection(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the opinion of a visit on the hazards it judged, photos before and after.

    Raises BadInput where none is judged yet, or fewer than two people looked."""
    ground = ground_of(session, order)
    page = visit_for(ground)
    judged = tuple(one for one in waiting_hazards(session, order.ref) if one.result is not None)
    staff = staff_of(ground, page.visit)
    _require(len(judged), len(staff))
    numbers = _numbers(ground, judged)
    photos = {one.hazard.hazard: _photos(ground, one) for one in judged}
    notices = list(dict.fromkeys(one.notice for one in judged if one.notice))
    value = ReinspectionPaper(
        insured=insured_of(ground, page.site.address if page.site else ""),
        cover=cover_of(ground, page.policy),
        agency=ground.agency.name,
        notice_no="、".join(notices),
        notice_date=judged[0].told_on if len(notices) == 1 else "",
        reply_no="、".join(filter(None, (number_of(ground, "reply_form", one) for one in notices))),
        recheck_date=page.visit.date,
        recheck_period=period_of(page.visit),
        mode=ground.say("现场复查", "On site"),
        staff=staff,
        escort=escort_of(ground, page.visit),
        items=tuple(
            _item(one, numbers[one.hazard.hazard], photos[one.hazard.hazard], len(notices) > 1)
            for one in judged
        ),
        overall=_overall(ground, judged),
        advice=_advice(ground, judged),
        escalate_to=department_of(ground) if _to_be_reported(judged) else "",
        variant=order.variant,
        language=order.language,
    )
    return ComposedPaper(
        value=value,
        day=page.visit.date,
        title=ground.say("复查意见书", "Opinion on the re-inspection"),
        covers=_covers(ground, judged),
        visit=order.ref,
        printed=tuple(p for before, after in photos.values() for p in (*before, *after)),
    )


def _require(judged: int, staff: int) -> None:
    if not judged:
        raise BadInput(
            what=_("Re-inspection"), reason=_("no hazard is judged yet; judge one first")
        )
    if staff < LEAST_STAFF:
        raise BadInput(
            what=_("Inspectors"),
            reason=_("a re-inspection takes at least two; begin the visit with both"),
        )


def _numbers(ground: Ground, judged: tuple[Waiting, ...]) -> dict[str, int]:
    """Return the number of each hazard: that of its notice where all were told by one."""
    notices = {one.notice for one in judged}
    told = [p.body.hazards for p in papers_of(ground.dossier) if {p.body.number} == notices]
    if told:
        return {hazard: number for number, hazard in enumerate(told[0], 1)}
    return {one.hazard.hazard: number for number, one in enumerate(judged, 1)}


_Pairs = tuple[tuple[PrintedPhoto, ...], tuple[PrintedPhoto, ...]]


def _photos(ground: Ground, one: Waiting) -> _Pairs:
    session, key, dossier = ground.session, ground.key, ground.dossier
    before = printed_photos(session, key, dossier, one.before)
    return before, printed_photos(session, key, dossier, one.after)


def _item(one: Waiting, number: int, photos: _Pairs, several: bool) -> ReinspectedHazard:
    assert one.result is not None
    body, result = one.hazard.body, one.result
    left = body.measure if result.outcome in _LEFT else ""
    return ReinspectedHazard(
        number=number,
        place=body.place,
        finding=body.finding,
        level=body.level,
        criterion=criterion_text(body.criterion),
        basis=body.basis,
        measure=body.measure,
        immediate=body.immediate,
        deadline=_deadline_before(one),
        responsible=body.responsible,
        outcome=result.outcome,
        notice_no=one.notice if several else "",
        fact=result.note,
        left=left,
        new_deadline=result.deadline,
        photos=paper_photos(photos[0]),
        after=paper_photos(photos[1]),
    )


_LEFT = (Outcome.PARTLY, Outcome.NOT_RECTIFIED)


def _deadline_before(one: Waiting) -> str:
    """Return the deadline as it stood before this visit."""
    assert one.result is not None
    earlier = [seen.deadline for seen in one.hazard.reinspections if seen.date < one.result.date]
    return next((day for day in reversed(earlier) if day), one.hazard.body.deadline)


def _outcomes(judged: tuple[Waiting, ...]) -> list[Outcome]:
    return [one.result.outcome for one in judged if one.result is not None]


def _to_be_reported(judged: tuple[Waiting, ...]) -> bool:
    """Tell whether a major hazard is still there after its deadline."""
    return any(
        one.hazard.is_major and one.result is not None and one.result.outcome in _LEFT
        for one in judged
    )


def _overall(ground: Ground, judged: tuple[Waiting, ...]) -> str:
    if _to_be_reported(judged):
        return ground.say("报告并升级处置", "Report and escalate")
    if all(one is Outcome.RECTIFIED for one in _outcomes(judged)):
        return ground.say("同意销号", "The hazards are closed")
    return ground.say("继续整改", "Go on with rectification")


def _advice(ground: Ground, judged: tuple[Waiting, ...]) -> str:
    outcomes = _outcomes(judged)
    said = []
    if any(one in _LEFT for one in outcomes):
        said.append(
            ground.say(
                "建议按新的期限完成整改，并于完成后书面回复。",
                "We advise to finish by the new deadlines and to reply in writing.",
            )
        )
    if Outcome.NOT_CHECKABLE in outcomes:
        said.append(
            ground.say(
                "未能复查的隐患，建议具备条件后约定再次复查。",
                "We advise to arrange another visit for what could not be seen.",
            )
        )
    keep = ground.say(
        "建议保持整改效果，防止同类隐患再次发生。",
        "We advise to keep it so and to prevent the same hazards elsewhere.",
    )
    return ("" if ground.chinese else " ").join(said or [keep])


def _covers(ground: Ground, judged: tuple[Waiting, ...]) -> tuple[str, ...]:
    found = [one.hazard.fact.id for one in judged]
    for one in judged:
        seen = every(ground.dossier, f"reinspection:{one.hazard.hazard}/", HazardReinspected)
        found += [fact.id for fact, body in seen if body.visit == ground.order.ref]
    return tuple(found)
