"""What an enterprise's year came to: services planned and done, hazards, fees, opinions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from inspector_app.checklists.filled import Filled
from inspector_app.domain.dossier import (
    Hazard,
    Visit,
    hazards_of,
    tasks_of,
    visits_of,
)
from inspector_app.domain.dossier_papers import issued_papers_of
from inspector_app.domain.dossier_records import Record, RecordState, records_of
from inspector_app.domain.enterprise import PolicyRecorded
from inspector_app.domain.hazards import HazardState, Outcome
from inspector_app.domain.service_fees import FeeRule, RuleKind, StatedExpense
from inspector_app.domain.service_papers import total
from inspector_app.domain.visits import SERVICE_CODES, TaskPlanned, service_name
from inspector_app.operations.compose_parts import (
    Ground,
    organisation_setting,
    policy_of_year,
    year_for,
)
from inspector_app.operations.records import filled_record
from inspector_app.operations.visits import is_reinspection

NATIONAL_RATE = "21"  # per cent of the premium received, a cap (应急〔2025〕27号)
NATIONAL_BASIS = "《安全生产责任保险实施办法》（应急〔2025〕27号）"
SCORES = ("score_punctual", "score_prof", "score_attitude", "score_effect", "score_close")


@dataclass(frozen=True, slots=True)
class Year:
    """One year of one enterprise."""

    ground: Ground
    year: str
    policy: PolicyRecorded | None
    visits: tuple[Visit, ...]  # re-inspections too
    days: dict[str, str]  # of the visits
    hazards: tuple[Hazard, ...]
    tasks: tuple[TaskPlanned, ...]
    records: tuple[Record, ...]

    @property
    def served(self) -> tuple[Visit, ...]:
        """The visits that were a service, each once where two laptops began it apart: to look
        again at told hazards is part of it."""
        return tuple(
            one
            for one in self.visits
            if not is_reinspection(one) and one.visit == min((one.visit, *one.joined))
        )

    def services_done(self) -> dict[str, int]:
        """Return how often each service was done, by code, in the order of the codes."""
        codes = [code for one in self.served if one.started for code in one.started.services]
        return {code: codes.count(code) for code in SERVICE_CODES if code in codes}

    def services_planned(self) -> dict[str, int]:
        """Return how often each service was planned; those of the policy stand without tasks."""
        codes = [code for one in self.tasks for code in one.services]
        agreed = self.policy.services if self.policy else ()
        return {code: codes.count(code) for code in SERVICE_CODES if code in (*codes, *agreed)}

    def filled(self, form: str) -> Iterator[tuple[Record, Filled]]:
        """Yield the year's records of a form that nobody withdrew, as they are filled."""
        for record in self.of(form):
            yield record, filled_record(self.ground.session, record.record)

    def of(self, form: str) -> tuple[Record, ...]:
        """Return the year's records of a form that nobody withdrew."""
        return tuple(
            one
            for one in self.records
            if one.opened.form == form and one.state is not RecordState.WITHDRAWN
        )

    def closed(self, hazards: Iterable[Hazard]) -> int:
        """Return how many of these hazards are put right."""
        done = (HazardState.RECTIFIED, HazardState.CORRECTED_ON_SPOT)
        return sum(one.state in done for one in hazards)

    def covers(self) -> tuple[str, ...]:
        """Return the ids of the facts that a paper about the year rests on."""
        heads = self.ground.dossier.heads
        subjects = [f"visit:{one.visit}" for one in self.visits]
        subjects += [f"record:{one.record}" for one in self.records]
        found = [fact.id for subject in subjects for fact in heads.get(subject, ())]
        return (*found, *(one.fact.id for one in self.hazards))


def year_of(ground: Ground) -> Year:
    """Return the year that a paper is about; raises BadInput where it names none."""
    year, dossier = year_for(ground), ground.dossier
    visits = [one for one in visits_of(dossier) if one.date.startswith(year) and one.started]
    mine = {one.visit for one in visits}
    found = [h for h in hazards_of(dossier) if h.state is not HazardState.WITHDRAWN]
    return Year(
        ground=ground,
        year=year,
        policy=policy_of_year(ground, year),
        visits=tuple(reversed(visits)),
        days={one.visit: one.date for one in visits},
        hazards=tuple(h for h in found if h.body.visit in mine),
        tasks=tuple(one.body for one in tasks_of(dossier) if one.body.planned.startswith(year)),
        records=tuple(one for one in records_of(dossier) if one.opened.date.startswith(year)),
    )


def day_of(year: Year) -> str:
    """Return the day a year's paper stands under: today in the year, else the year's last."""
    today = year.ground.session.today().isoformat()
    return today if today.startswith(year.year) else f"{year.year}-12-31"


def found_on(year: Year, hazard: Hazard) -> str:
    """Return the day on which a hazard was found."""
    return year.days[hazard.body.visit]


def closed_on(year: Year, hazard: Hazard) -> str:
    """Return the day on which a hazard was put right, "" while it is open."""
    if hazard.state is HazardState.CORRECTED_ON_SPOT:
        return found_on(year, hazard)
    days = [one.date for one in hazard.reinspections if one.outcome is Outcome.RECTIFIED]
    return days[-1] if days and hazard.state is HazardState.RECTIFIED else ""


def expenses_of(year: Year) -> tuple[StatedExpense, ...]:
    """Return the real expenses of the year by day of payment: records that are closed, or whose
    voucher was issued and not voided. A budget is no expense."""
    issued = {
        one.body.ref: one.body.number
        for one in issued_papers_of(year.ground.dossier)
        if one.body.paper == "expense_voucher" and one.voided is None
    }
    found = [
        _expense(form, issued.get(record.record, ""))
        for record, form in year.filled("sf-expense")
        if record.state is RecordState.CLOSED or record.record in issued
    ]
    return tuple(sorted(found, key=lambda one: (one.date, one.voucher)))


def _expense(form: Filled, number: str) -> StatedExpense:
    said = {line.name: line.shown for line in form.lines()}
    return StatedExpense(
        date=said.get("pay_date", ""),
        service_no=said.get("service_no", ""),
        category=said.get("category", ""),
        purpose=said.get("sub_type", ""),
        payee=said.get("payee", ""),
        voucher=number or said.get("expense_no", ""),
        amount=said.get("amount", ""),
    )


def spent_in(year: Year) -> Decimal:
    """Return the sum of the year's real expenses in yuan."""
    return total([one.amount for one in expenses_of(year)])


def budget_of(year: Year) -> str:
    """Return the budget that the latest voucher of the year names, "" where none does."""
    return next((form.value("budget_year") for _r, form in year.filled("sf-expense")), "")


def fee_rule(ground: Ground) -> FeeRule:
    """Return the fee rule that the organisation published, else the national cap."""
    kind = organisation_setting(ground, "fee.kind")
    return FeeRule(
        kind=RuleKind(kind) if kind in tuple(RuleKind) else RuleKind.CAP,
        rate=organisation_setting(ground, "fee.rate") or NATIONAL_RATE,
        region=organisation_setting(ground, "fee.region") or ground.say("全国", "national"),
        basis=organisation_setting(ground, "fee.basis") or NATIONAL_BASIS,
    )


def rule_words(ground: Ground) -> str:
    """Return the fee rule as a sentence."""
    rule = fee_rule(ground)
    forms = {
        RuleKind.CAP: ("不高于实际收取保费的{rate}%", "at most {rate} % of the premium received"),
        RuleKind.FLOOR: (
            "不低于实际收取保费的{rate}%",
            "at least {rate} % of the premium received",
        ),
        RuleKind.FIXED: ("实际收取保费的{rate}%", "{rate} % of the premium received"),
    }
    said = ground.say(*forms[rule.kind]).format(rate=rule.rate)
    return f"{said}，依据{rule.basis}" if ground.chinese else f"{said}, by {rule.basis}"


def satisfaction(year: Year) -> tuple[int, str]:
    """Return the number of return visits and the share of their scores that are satisfied (4 and
    5 of 5) in per cent, "" without one."""
    forms = [form for _record, form in year.filled("sf-return")]
    given = [form.value(name) for form in forms for name in SCORES if form.value(name)]
    if not given:
        return len(forms), ""
    good = sum(one in ("4", "5") for one in given)
    return len(forms), f"{Decimal(good * 100) / len(given):.1f}%"


def services_words(year: Year, counts: dict[str, int]) -> str:
    """Return services with their numbers as a sentence."""
    ground, language = year.ground, year.ground.order.language
    form = ground.say("{name}{count}次", "{name}: {count}")
    parts = [
        form.format(name=service_name(code, language).partition(" ")[2], count=count)
        for code, count in counts.items()
    ]
    return ground.say("、", ", ").join(parts)
