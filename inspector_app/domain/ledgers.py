"""The two ledgers of prevention services: fees (费用台账) and hazards (隐患台账), as values."""

from __future__ import annotations

from inspector_app.domain.service_papers import Part, total


class FeeLine(Part, frozen=True):
    """One real expense; amounts are yuan as decimal text, days ISO. ``state`` reads as printed."""

    expense_no: str = ""
    pay_date: str = ""
    policy_no: str = ""
    ent_name: str = ""
    ent_uscc: str = ""
    insurer: str = ""
    premium_received: str = ""
    category: str = ""
    sub_type: str = ""
    purpose: str = ""
    service_no: str = ""
    service_date: str = ""
    payee: str = ""
    payee_uscc: str = ""
    invoice_no: str = ""
    invoice_date: str = ""
    amount: str = ""
    spent_after: str = ""
    rule: str = ""
    approver: str = ""
    approve_date: str = ""
    state: str = ""
    note: str = ""
    voided: bool = False


class FeeLedger(Part, frozen=True):
    """The fee ledger of an insurer or agency for a period; a voided line counts nothing."""

    holder: str = ""
    period: str = ""
    made_at: str = ""
    lines: tuple[FeeLine, ...] = ()
    language: str = "zh_CN"

    def spent(self) -> str:
        """Return the sum of the lines that are not voided, in yuan as decimal text."""
        return str(total([line.amount for line in self.lines if not line.voided]))


class HazardLine(Part, frozen=True):
    """One hazard from finding to closing; ``overdue_days`` is 0 where it is not late."""

    hazard_no: str = ""
    ent_name: str = ""
    ent_uscc: str = ""
    region: str = ""
    industry: str = ""
    site: str = ""
    place: str = ""
    finding: str = ""
    level: str = ""
    category: str = ""
    criterion: str = ""
    basis: str = ""
    measure: str = ""
    immediate: str = ""
    found_on: str = ""
    found_by: str = ""
    notice_no: str = ""
    told_on: str = ""
    deadline: str = ""
    responsible: str = ""
    state: str = ""
    overdue_days: int = 0
    done_measure: str = ""
    done_on: str = ""
    done_cost: str = ""
    done_by: str = ""
    rechecked_on: str = ""
    rechecked_by: str = ""
    outcome: str = ""
    reported_to: str = ""
    reported_on: str = ""
    five: str = ""
    photos: int = 0


class HazardLedger(Part, frozen=True):
    """The hazard ledger of an inspector, agency or enterprise for a period."""

    holder: str = ""
    period: str = ""
    made_at: str = ""
    lines: tuple[HazardLine, ...] = ()
    language: str = "zh_CN"
