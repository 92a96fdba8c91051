"""Prevention fees: what a region's rule allows, one expense, the yearly statement to the insured.

Rules are dated data and differ by region: a cap (national: at most 21 % of the premium received),
a floor or a fixed rate. Only real expenses with a voucher count; nothing is set aside beforehand.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from inspector_app.domain.service_papers import Part, ServicePaper, amount, total


class RuleKind(StrEnum):
    """What a fee rule asks of the share of the premium."""

    CAP = "cap"
    FLOOR = "floor"
    FIXED = "fixed"


class RuleResult(StrEnum):
    """How the expenses stand to the rule."""

    WITHIN = "within"
    OVER = "over"
    UNDER = "under"
    MET = "met"
    UNKNOWN = "unknown"


class FeeRule(Part, frozen=True):
    """A region's rule: kind, rate in per cent as text, the instrument it stands in."""

    kind: RuleKind = RuleKind.CAP
    rate: str = ""
    region: str = ""
    basis: str = ""

    def result(self, share: Decimal | None) -> RuleResult:
        """Return how a share (per cent of the premium received) stands to the rule."""
        rate = amount(self.rate)
        if share is None or rate is None:
            return RuleResult.UNKNOWN
        if self.kind is RuleKind.CAP:
            return RuleResult.OVER if share > rate else RuleResult.WITHIN
        if share < rate:
            return RuleResult.UNDER
        over = self.kind is RuleKind.FIXED and share > rate
        return RuleResult.OVER if over else RuleResult.MET


def fee_share(spent: Decimal, premium: Decimal | None) -> Decimal | None:
    """Return expenses in per cent of the premium received; None without a premium above zero."""
    if premium is None or premium <= 0:
        return None
    return spent * 100 / premium


class FeeShare(Part, frozen=True):
    """A part of an expense that belongs to one service item."""

    item: str = ""
    alloc_amount: str = ""


class ExpenseVoucher(ServicePaper, frozen=True, tag="expense_voucher"):
    """One real expense (费用支出单, form SF-EXPENSE) with invoice, share of the premium, approval.

    Amounts are yuan as decimal text.
    """

    expense_no: str = ""
    insurer: str = ""
    year: str = ""
    policy_no: str = ""
    premium_received: str = ""
    rate: str = ""
    rate_value: str = ""
    used_before: str = ""
    budget_year: str = ""
    service_no: str = ""
    service_date: str = ""
    category: str = ""
    other_type: str = ""
    sub_type: str = ""
    forbidden: tuple[str, ...] = ()
    payee: str = ""
    payee_type: str = ""
    payee_uscc: str = ""
    payee_cert: str = ""
    payee_account: str = ""
    amount: str = ""
    invoice_no: str = ""
    invoice_date: str = ""
    pay_date: str = ""
    allocate: tuple[FeeShare, ...] = ()
    contract_no: str = ""
    total_after: str = ""
    over_cap: str = ""
    over_reason: str = ""
    approve_date: str = ""

    def number(self) -> str:
        """Return the number of the expense."""
        return self.expense_no

    def share(self) -> Decimal | None:
        """Return what was spent with this expense, in per cent of the premium received."""
        return fee_share(total((self.used_before, self.amount)), amount(self.premium_received))


class StatedExpense(Part, frozen=True):
    """One expense of the year as the insured is told: day, service, for what, to whom, yuan."""

    date: str = ""
    service_no: str = ""
    category: str = ""
    purpose: str = ""
    payee: str = ""
    voucher: str = ""
    amount: str = ""


class FeeStatement(ServicePaper, frozen=True, tag="fee_statement"):
    """What prevention fees were used for in a year (费用使用情况通报; AQ 9010-2019 §7.3): told
    truthfully to the insured. Sums are made from the expenses, never typed."""

    statement_no: str = ""
    year: str = ""
    period_start: str = ""
    period_end: str = ""
    premium_received: str = ""
    rule: FeeRule = FeeRule()
    budget: str = ""
    services_done: str = ""
    expenses: tuple[StatedExpense, ...] = ()
    results: str = ""
    contact: str = ""
    issued_on: str = ""

    def number(self) -> str:
        """Return the number of the statement."""
        return self.statement_no

    def spent(self) -> Decimal:
        """Return the sum of the expenses in yuan."""
        return total([one.amount for one in self.expenses])

    def share(self) -> Decimal | None:
        """Return the sum in per cent of the premium received."""
        return fee_share(self.spent(), amount(self.premium_received))

    def by_category(self) -> tuple[tuple[str, int, Decimal], ...]:
        """Return category, number of expenses and sum, the largest sum first."""
        names = dict.fromkeys(one.category for one in self.expenses)
        groups = {n: [one.amount for one in self.expenses if one.category == n] for n in names}
        sums = [(name, len(texts), total(texts)) for name, texts in groups.items()]
        return tuple(sorted(sums, key=lambda one: -one[2]))
