"""Papers of a year: the plan, the statement of fees, the review."""

from __future__ import annotations

from inspector_app.domain.dossier_records import RecordState
from inspector_app.domain.service_arranged import PlannedService, ServicePlan
from inspector_app.domain.service_fees import FeeStatement
from inspector_app.domain.service_papers import Insured, ServiceStaff
from inspector_app.domain.service_reports import (
    ReviewedMonth,
    ReviewedService,
    YearlyReview,
)
from inspector_app.domain.visits import service_name
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.compose_parts import cover_of, ground_of, insured_of, staff_of
from inspector_app.operations.paper_orders import ComposedPaper, PaperOrder, composer
from inspector_app.operations.session import Session
from inspector_app.operations.year_facts import (
    Year,
    budget_of,
    closed_on,
    day_of,
    expenses_of,
    fee_rule,
    found_on,
    rule_words,
    satisfaction,
    services_words,
    spent_in,
    year_of,
)
from inspector_app.operations.year_lessons import (
    improvement_words,
    next_year_words,
    problems_words,
)


def _insured(year: Year) -> Insured:
    return insured_of(year.ground)


# --- the plan


@composer("service_plan")
def compose_service_plan(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the plan of a year: services of the policy and the planned tasks.

    Raises BadInput where neither is known."""
    year = year_of(ground_of(session, order))
    ground, policy = year.ground, year.policy
    services = _planned(year)
    if not services:
        raise BadInput(
            what=_("Services"),
            reason=_("the policy names none and none is planned; plan a task first"),
        )
    survey = next((form for _r, form in year.filled("sf-survey")), None)
    said = {line.name: line.shown for line in survey.lines()} if survey else {}
    value = ServicePlan(
        insured=_insured(year),
        cover=cover_of(ground, policy),
        agency=ground.agency.name,
        year=year.year,
        scale=_scale(year),
        risk_grade=said.get("risk_grade", ""),
        employees=str(ground.enterprise.employees or ""),
        insured_count=str(policy.insured_people or "") if policy else "",
        per_person_limit=policy.per_person_limit if policy else "",
        premium_received=policy.premium_received if policy else "",
        fee_rule=rule_words(ground),
        budget=budget_of(year),
        characteristics=said.get("process", ""),
        management=said.get("org", ""),
        history=_history(year),
        goals=ground.say(
            "协助投保单位做到重大事故隐患动态清零、一般事故隐患按期整改。",
            "Help the insured to leave no major hazard and to treat the others in time.",
        ),
        services=services,
        staff=_people(year),
        enterprise_duties=ground.say(
            "提供资料、安排陪同、如实说明情况，按期整改并书面回复。",
            "Give papers, accompany, tell the truth, rectify in time and reply in writing.",
        ),
        complaint_channel=f"{ground.agency.name} {ground.agency.phone}".strip(),
        plan_date=day_of(year),
        language=order.language,
    )
    return ComposedPaper(
        value=value,
        day=day_of(year),
        title=ground.say("服务方案（年度计划）", "Service plan"),
        covers=year.covers(),
    )


def _scale(year: Year) -> str:
    words = {
        "large": ("大型", "large"),
        "medium": ("中型", "medium"),
        "small": ("小型", "small"),
        "micro": ("微型", "micro"),
    }
    known = words.get(year.ground.enterprise.scale)
    return year.ground.say(*known) if known else ""


def _planned(year: Year) -> tuple[PlannedService, ...]:
    ground, agreed = year.ground, year.services_planned()
    frequency = year.policy.frequency if year.policy else ""
    rows = []
    for code, count in agreed.items():
        days = sorted(one.planned for one in year.tasks if code in one.services)
        notes = dict.fromkeys(one.note for one in year.tasks if code in one.services and one.note)
        rows.append(
            PlannedService(
                item=service_name(code, ground.order.language),
                measure="；".join(notes),
                times=str(count) if count else frequency,
                period="、".join(days),
                form=ground.say("委托安全生产技术服务机构", "By a service agency"),
                people=ground.agency.name,
            )
        )
    return tuple(rows)


def _people(year: Year) -> tuple[ServiceStaff, ...]:
    """Return who served in the year, the latest visit first."""
    found = [one for visit in reversed(year.visits) for one in staff_of(year.ground, visit)]
    return tuple({one.name: one for one in reversed(found)}.values())[::-1]


def _history(year: Year) -> str:
    ground = year.ground
    form = ground.say(
        "本年度已服务 {visits} 次，发现事故隐患 {count} 项，已整改 {closed} 项。",
        "{visits} visits this year so far; {count} hazards found, {closed} put right.",
    )
    if not year.visits:
        return ""
    closed = year.closed(year.hazards)
    return form.format(visits=len(year.served), count=len(year.hazards), closed=closed)


# --- the statement of fees


@composer("fee_statement")
def compose_fee_statement(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return what prevention fees were used for in a year; sums are made from the expenses."""
    year = year_of(ground_of(session, order))
    ground, policy = year.ground, year.policy
    done = services_words(year, year.services_done())
    value = FeeStatement(
        insured=_insured(year),
        cover=cover_of(ground, policy),
        agency=ground.agency.name,
        year=year.year,
        period_start=f"{year.year}-01-01",
        period_end=day_of(year),
        premium_received=policy.premium_received if policy else "",
        rule=fee_rule(ground),
        budget=budget_of(year),
        services_done=done,
        expenses=expenses_of(year),
        results=_results(year),
        contact=f"{ground.agency.name} {ground.agency.phone}".strip(),
        language=order.language,
    )
    return ComposedPaper(
        value=value,
        day=day_of(year),
        title=ground.say("费用使用情况通报", "Statement of fees"),
        covers=year.covers(),
    )


def _results(year: Year) -> str:
    form = year.ground.say(
        "发现事故隐患 {count} 项，其中重大 {majors} 项；已整改 {closed} 项。",
        "{count} hazards found, {majors} of them major; {closed} put right.",
    )
    majors = sum(h.is_major for h in year.hazards)
    closed = year.closed(year.hazards)
    return form.format(count=len(year.hazards), majors=majors, closed=closed)


# --- the review


@composer("yearly_review")
def compose_yearly_review(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the evaluation of a year; raises BadInput where no visit took place in it."""
    year = year_of(ground_of(session, order))
    ground, policy = year.ground, year.policy
    if not year.visits:
        raise BadInput(what=_("Year"), reason=_("no visit took place in it"))
    majors = [one for one in year.hazards if one.is_major]
    others = [one for one in year.hazards if not one.is_major]
    complaints = year.of("sf-complaint")
    visits, satisfied = satisfaction(year)
    value = YearlyReview(
        insured=_insured(year),
        cover=cover_of(ground, policy),
        agency=ground.agency.name,
        year=year.year,
        services=_reviewed(year),
        months=tuple(_month(year, month) for month in range(1, 13)),
        major_found=len(majors),
        major_closed=year.closed(majors),
        general_found=len(others),
        general_closed=year.closed(others),
        repeated=sum(bool(one.body.repeats) for one in year.hazards),
        premium_received=policy.premium_received if policy else "",
        spent=str(spent_in(year)),
        fee_rule=rule_words(ground),
        return_visits=visits,
        satisfaction=satisfied,
        complaints=len(complaints),
        complaints_closed=sum(one.state is RecordState.CLOSED for one in complaints),
        accidents=_accidents(year),
        plan_result=services_words(year, year.services_done()),
        effect=_results(year),
        problems=problems_words(year),
        improvements=improvement_words(year),
        next_year=next_year_words(year),
        language=order.language,
    )
    return ComposedPaper(
        value=value,
        day=day_of(year),
        title=ground.say("年度评估报告", "Yearly review"),
        covers=year.covers(),
    )


def _reviewed(year: Year) -> tuple[ReviewedService, ...]:
    planned, done = year.services_planned(), year.services_done()
    return tuple(
        ReviewedService(
            item=service_name(code, year.ground.order.language),
            planned=planned.get(code, 0),
            done=done.get(code, 0),
        )
        for code in sorted({*planned, *done})
    )


def _month(year: Year, month: int) -> ReviewedMonth:
    start = f"{year.year}-{month:02d}"
    return ReviewedMonth(
        month=month,
        visits=sum(one.date.startswith(start) for one in year.served),
        hazards=sum(found_on(year, one).startswith(start) for one in year.hazards),
        closed=sum(closed_on(year, one).startswith(start) for one in year.hazards),
    )


def _accidents(year: Year) -> str:
    count = len(year.of("sf-accident"))
    if not count:
        return year.ground.say("本年度未登记事故。", "No accident was recorded this year.")
    form = year.ground.say("登记事故 {count} 起。", "{count} accidents were recorded.")
    return form.format(count=count)
