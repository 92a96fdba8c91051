"""The columns of the two ledgers on the screen: what matters at a glance; the file holds all."""

from __future__ import annotations

from inspector_app.domain.ledgers import FeeLine, HazardLine
from inspector_app.domain.service_papers import amount
from inspector_app.i18n import _
from inspector_app.ui.tables import Cell, Column


def money(text: str) -> str:
    """Return an amount with two decimals and groups; a text that is none as it stands."""
    found = amount(text)
    return text if found is None else f"{found:,.2f}"


def hazard_columns() -> tuple[Column[HazardLine], ...]:
    """Return the columns of the hazard ledger."""
    return (
        Column(_("Found"), lambda one: Cell(one.found_on, one.found_by), 150, 2),
        Column(_("Enterprise"), _enterprise, 230, least=130),
        Column(_("Hazard"), lambda one: Cell(one.finding, one.place)),
        Column(_("Level"), lambda one: Cell(one.level, token=_level(one)), 90, least=72),
        Column(_("Notice"), lambda one: Cell(one.notice_no, one.told_on), 216, 3),
        Column(_("Deadline"), _deadline, 120, least=104),
        Column(_("State"), _state, 150, 1),
    )


def _enterprise(one: HazardLine) -> Cell:
    return Cell(one.ent_name, one.site, bold=True)


def _level(one: HazardLine) -> str:
    return "major" if one.level == _("Major") else "text"


def _deadline(one: HazardLine) -> Cell:
    if not one.overdue_days:
        return Cell(one.deadline or "–", token="muted" if one.done_on else "text")
    late = _("{count} days late").format(count=one.overdue_days)
    return Cell(one.deadline, late, token="fail")


def _state(one: HazardLine) -> Cell:
    token = "ok" if one.done_on else "text"
    note = one.outcome if one.outcome != one.state else one.done_on
    return Cell(one.state, note, token=token)


def fee_columns() -> tuple[Column[FeeLine], ...]:
    """Return the columns of the fee ledger."""
    return (
        Column(_("Paid on"), lambda one: Cell(one.pay_date), 120),
        Column(_("Number"), lambda one: Cell(one.expense_no, one.policy_no), 220, 2),
        Column(_("Enterprise"), lambda one: Cell(one.ent_name, one.insurer, bold=True)),
        Column(_("Service item"), lambda one: Cell(one.category, one.sub_type), 210, 1),
        Column(_("Payee"), lambda one: Cell(one.payee, one.invoice_no), 200, 3),
        Column(_("Amount (CNY)"), _amount, 150, least=120),
        Column(_("State"), lambda one: Cell(one.state, token=_fee_token(one)), 110, least=80),
    )


def _amount(one: FeeLine) -> Cell:
    spent = _("{sum} in all").format(sum=money(one.spent_after)) if one.spent_after else ""
    return Cell(money(one.amount), spent, token=_fee_token(one), right=True)


def _fee_token(one: FeeLine) -> str:
    return "muted" if one.voided else "text"
