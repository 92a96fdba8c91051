"""Outlines of the papers on prevention fees: one expense, the yearly statement to the insured."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from inspector_app.documents.outline import (
    Bars,
    Column,
    Fields,
    Figures,
    Heading,
    OutlinePart,
    Prose,
    Table,
)
from inspector_app.documents.paper_parts import Sheet
from inspector_app.documents.service_words import Words
from inspector_app.domain.service_fees import ExpenseVoucher, FeeRule, FeeStatement


def expense_parts(sheet: Sheet, voucher: ExpenseVoucher) -> Sequence[OutlinePart]:
    """Return the parts of one expense."""
    words = sheet.words
    ledger = "insurer year policy_no premium_received rate rate_value used_before budget_year"
    spent = "service_no service_date category other_type sub_type forbidden payee payee_type"
    spent += " payee_uscc payee_cert payee_account amount invoice_no invoice_date pay_date"
    spent += " contract_no total_after"
    after = [(words["share_after"], words.percent(voucher.share()))]
    after += sheet.pairs("over_cap over_reason approve_date")
    insured = "ent_name ent_uscc"
    return [
        *sheet.section("insured", sheet.fields(insured, voucher.insured)),
        *sheet.section("ledger", sheet.fields(ledger)),
        *sheet.section("expense", sheet.fields(spent), Fields(tuple(after))),
        *_shares(sheet, voucher),
        *_vouchers(sheet, voucher),
        sheet.closing("expense_hint"),
        *sheet.signing(
            sheet.side("service_side", "applicant_sign"),
            sheet.side("insurer_side", "approver_sign", seal="insurer_seal"),
            ("insurer",),
        ),
    ]


def _shares(sheet: Sheet, voucher: ExpenseVoucher) -> list[OutlinePart]:
    if not voucher.allocate:
        return []
    words = sheet.words
    columns = (Column(words["item"]), Column(words["alloc_amount"], 50, number=True))
    rows = [(one.item, words.yuan(one.alloc_amount)) for one in voucher.allocate]
    return sheet.section("allocate", Table(columns, tuple(rows)))


def _vouchers(sheet: Sheet, voucher: ExpenseVoucher) -> list[OutlinePart]:
    shown = sheet.photos(voucher.photos)
    return [*sheet.section("vouchers"), *shown[1:]] if shown else []


def statement_parts(sheet: Sheet, told: FeeStatement) -> Sequence[OutlinePart]:
    """Return the parts of the statement of a year's fees."""
    words = sheet.words
    period = words.span(told.period_start, told.period_end) or told.year
    name = told.insured.ent_name
    return [
        *([Heading(name + words.colon, 2)] if name else []),
        Prose((words["fee_lead"].format(period=period),)),
        *sheet.insured(),
        *sheet.section("overview", _overview(sheet, told), _sums(sheet, told, period)),
        Prose((_told_sum(words, told),)),
        *sheet.section("by_category", _category_bars(sheet, told), _categories(sheet, told)),
        *sheet.section("expenses", _expenses(sheet, told)),
        *sheet.section("results", sheet.fields("services_done results contact")),
        sheet.closing("fee_hint"),
        *sheet.signing(
            sheet.side("insurer_side", "author_sign", seal="insurer_seal", day=told.issued_on),
            sheet.side("enterprise_side", "receiver_sign", seal="enterprise_seal"),
            ("enterprise", "insurer"),
        ),
    ]


def _told_sum(words: Words, told: FeeStatement) -> str:
    share = told.share()
    key = "fee_sum" if share is None else "fee_sum_share"
    return words[key].format(
        count=len(told.expenses), spent=words.money(told.spent()), share=words.percent(share)
    )


def _overview(sheet: Sheet, told: FeeStatement) -> Figures:
    words = sheet.words
    return Figures(
        (
            (words["premium_received"], words.yuan(told.premium_received) or "—"),
            (words["spent"], words.money(told.spent())),
            (words["share"], words.percent(told.share())),
        )
    )


def _sums(sheet: Sheet, told: FeeStatement, period: str) -> Fields:
    words = sheet.words
    result = told.rule.result(told.share())
    pairs = [(words["period_of"], period), *sheet.pairs("budget")]
    pairs += [(words["rule"], rule_text(words, told.rule)), (words["rule_basis"], told.rule.basis)]
    pairs += [(words["rule_result"], words[f"result.{result.value}"])]
    return Fields(tuple(pairs))


def rule_text(words: Words, rule: FeeRule) -> str:
    """Return the rule in words, with its region; "" where it has no rate."""
    if not rule.rate:
        return ""
    text = words[f"rule.{rule.kind.value}"].format(rate=rule.rate)
    return words.joined((text, rule.region))


def _category_bars(sheet: Sheet, told: FeeStatement) -> Bars:
    rows = [(name or "—", (max(0, int(spent)),)) for name, _count, spent in told.by_category()]
    return Bars((sheet.words["yuan"],), tuple(rows), fills=("grey",))


def _categories(sheet: Sheet, told: FeeStatement) -> Table:
    words, whole = sheet.words, told.spent()
    columns = (
        Column(words["category"]),
        Column(words["pieces_count"], 22, number=True),
        Column(words["yuan"], 36, number=True),
        Column(words["portion"], 24, number=True),
    )
    rows = [
        (name, str(count), _plain(spent), words.percent(spent * 100 / whole if whole else None))
        for name, count, spent in told.by_category()
    ]
    last = (words["total"], str(len(told.expenses)), _plain(whole), "100%" if whole else "—")
    return Table(columns, tuple(rows), (last,))


def _expenses(sheet: Sheet, told: FeeStatement) -> Table:
    words = sheet.words
    columns = (
        Column(words["ordinal"], 11, middle=True),
        Column(words["date"], 21, middle=True),
        Column(words["category"], 30),
        Column(words["purpose"]),
        Column(words["payee"], 30),
        Column(words["service_voucher"], 26),
        Column(words["yuan"], 22, number=True),
    )
    rows = [
        (
            str(place),
            one.date,
            one.category,
            one.purpose,
            one.payee,
            "\n".join(text for text in (one.service_no, one.voucher) if text),
            _plain_text(words, one.amount),
        )
        for place, one in enumerate(told.expenses, 1)
    ]
    last = (words["total"], *[""] * 5, _plain(told.spent()))
    return Table(columns, tuple(rows), (last,) if rows else (), empty=words["no_rows"])


def _plain(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')):,.2f}"


def _plain_text(words: Words, text: str) -> str:
    return words.yuan(text).removesuffix(" 元").removeprefix("CNY ")
