"""Papers before and at the start of a service: plan of the year, confirmation, sign-in sheet."""

from __future__ import annotations

from inspector_app.domain.service_papers import (
    Insured,
    Part,
    ServicePaper,
    ServiceStaff,
)


class PlannedService(Part, frozen=True):
    """One service of the year: code and name, measures, times a year, when, by whom, for what."""

    item: str = ""
    measure: str = ""
    times: str = ""
    period: str = ""
    form: str = ""
    people: str = ""
    goal: str = ""


class ServicePlan(ServicePaper, frozen=True, tag="service_plan"):
    """The service plan of a policy year (服务方案/年度计划): items, measures, frequency, agency,
    people, goal and what secures it (AQ 9010-2019 §6), agreed with the insured."""

    plan_no: str = ""
    year: str = ""
    scale: str = ""
    risk_grade: str = ""
    employees: str = ""
    insured_count: str = ""
    per_person_limit: str = ""
    premium_received: str = ""
    fee_rule: str = ""
    budget: str = ""
    characteristics: str = ""
    management: str = ""
    history: str = ""
    needs: str = ""
    goals: str = ""
    services: tuple[PlannedService, ...] = ()
    staff: tuple[ServiceStaff, ...] = ()
    safeguards: str = ""
    enterprise_duties: str = ""
    complaint_channel: str = ""
    plan_date: str = ""

    def number(self) -> str:
        """Return the number of the plan."""
        return self.plan_no


class ConfirmationChange(Part, frozen=True):
    """A change agreed after the confirmation."""

    date: str = ""
    what: str = ""
    by: str = ""


class ServiceConfirmation(ServicePaper, frozen=True, tag="service_confirmation"):
    """What both sides agree before each service (服务确认单, form SF-CONFIRM)."""

    confirm_no: str = ""
    items: tuple[str, ...] = ()
    other_type: str = ""
    plan_times: str = ""
    done_times: str = ""
    service_date: str = ""
    service_time: str = ""
    service_place: str = ""
    service_form: str = ""
    agency_name: str = ""
    staff: tuple[ServiceStaff, ...] = ()
    prepare: tuple[str, ...] = ()
    safety_notice: str = ""
    deliverable: str = ""
    fee_note: str = ""
    confirm_by: str = ""
    confirm_date: str = ""
    change_record: tuple[ConfirmationChange, ...] = ()

    def number(self) -> str:
        """Return the number of the confirmation."""
        return self.confirm_no


class Attendee(Part, frozen=True):
    """A person who signed in; ``sign`` is the SHA-256 of the drawn signature, "" for a pen."""

    name: str = ""
    dept: str = ""
    post: str = ""
    phone: str = ""
    kind: str = ""
    sign: str = ""


class SignInSheet(ServicePaper, frozen=True, tag="sign_in_sheet"):
    """Who took part (签到表, form SF-SIGNIN); ``empty_rows`` are printed for handwriting."""

    signin_no: str = ""
    activity: str = ""
    service_no: str = ""
    date: str = ""
    start: str = ""
    end: str = ""
    place: str = ""
    teacher: str = ""
    people: tuple[Attendee, ...] = ()
    count: str = ""
    remark: str = ""
    empty_rows: int = 0

    def number(self) -> str:
        """Return the number of the sheet."""
        return self.signin_no


def blank_sign_in(insured: Insured, activity: str, rows: int = 18) -> SignInSheet:
    """Return a sheet to print and sign by hand."""
    return SignInSheet(insured=insured, activity=activity, empty_rows=rows)
