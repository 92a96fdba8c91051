"""The fee ledger and the hazard ledger as workbooks: value in, .xlsx bytes out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from inspector_app.documents.spreadsheet import (
    Kind,
    SheetColumn,
    SheetTable,
    Value,
    day_value,
    workbook_bytes,
)
from inspector_app.domain.ledgers import FeeLedger, FeeLine, HazardLedger, HazardLine
from inspector_app.domain.service_fees import fee_share
from inspector_app.domain.service_papers import amount

_Spec = tuple[str, float, Kind, str, str]
_T, _L, _D, _Y, _N, _S = Kind.TEXT, Kind.LONG, Kind.DAY, Kind.YUAN, Kind.COUNT, Kind.SHARE

# Field, width, kind, head in Chinese and English; "#" is the running number.
_FEES: tuple[_Spec, ...] = (
    ("#", 6, _N, "序号", "No."),
    ("expense_no", 18, _T, "支出编号", "Expense no."),
    ("pay_date", 12, _D, "付款日期", "Paid on"),
    ("policy_no", 24, _T, "保险单号", "Policy no."),
    ("ent_name", 34, _L, "投保单位", "Insured enterprise"),
    ("ent_uscc", 21, _T, "统一社会信用代码", "Credit code"),
    ("insurer", 28, _L, "承保机构", "Insurer"),
    ("premium_received", 15, _Y, "实际收取保费（元）", "Premium received (CNY)"),
    ("category", 26, _L, "列支项目", "Service item"),
    ("sub_type", 14, _T, "费用类型", "Kind of cost"),
    ("purpose", 28, _L, "用途", "Purpose"),
    ("service_no", 16, _T, "关联服务单号", "Service no."),
    ("service_date", 12, _D, "服务日期", "Day of service"),
    ("payee", 28, _L, "收款方", "Payee"),
    ("payee_uscc", 21, _T, "收款方信用代码", "Payee's code"),
    ("invoice_no", 22, _T, "发票号码", "Invoice no."),
    ("invoice_date", 12, _D, "发票日期", "Invoice date"),
    ("amount", 15, _Y, "支出金额（元）", "Amount (CNY)"),
    ("spent_after", 15, _Y, "本单累计支出（元）", "Spent under the policy (CNY)"),
    ("share", 11, _S, "占实收保费", "Of the premium"),
    ("rule", 22, _L, "比例规定", "Rule"),
    ("approver", 12, _T, "审批人", "Approved by"),
    ("approve_date", 12, _D, "审批日期", "Approved on"),
    ("state", 10, _T, "状态", "State"),
    ("note", 26, _L, "备注", "Note"),
)

_HAZARDS: tuple[_Spec, ...] = (
    ("#", 6, _N, "序号", "No."),
    ("hazard_no", 18, _T, "隐患编号", "Hazard no."),
    ("ent_name", 30, _L, "企业名称", "Enterprise"),
    ("ent_uscc", 21, _T, "统一社会信用代码", "Credit code"),
    ("region", 10, _T, "属地", "Region"),
    ("industry", 16, _T, "行业领域", "Industry"),
    ("site", 18, _L, "场所", "Site"),
    ("place", 22, _L, "部位", "Place"),
    ("finding", 48, _L, "隐患描述", "Finding"),
    ("level", 9, _T, "等级", "Level"),
    ("category", 14, _T, "类别", "Category"),
    ("criterion", 30, _L, "重大隐患判定条款", "Criterion of a major hazard"),
    ("basis", 34, _L, "依据", "Basis"),
    ("measure", 36, _L, "建议整改措施", "Suggested measure"),
    ("immediate", 26, _L, "建议立即采取的措施", "Suggested at once"),
    ("found_on", 12, _D, "发现日期", "Found on"),
    ("found_by", 14, _T, "检查人", "Found by"),
    ("notice_no", 26, _T, "告知书编号", "Notice no."),
    ("told_on", 12, _D, "告知日期", "Told on"),
    ("deadline", 12, _D, "建议整改期限", "Suggested deadline"),
    ("responsible", 18, _L, "责任部门/人", "Responsible"),
    ("state", 12, _T, "状态", "State"),
    ("overdue_days", 9, _N, "超期天数", "Days late"),
    ("done_measure", 30, _L, "实际整改措施", "What was done"),
    ("done_on", 12, _D, "整改完成日期", "Done on"),
    ("done_cost", 13, _Y, "整改费用（元）", "Cost (CNY)"),
    ("done_by", 14, _T, "整改责任人", "Put right by"),
    ("rechecked_on", 12, _D, "复查日期", "Re-inspected on"),
    ("rechecked_by", 14, _T, "复查人", "Re-inspected by"),
    ("outcome", 12, _T, "复查结论", "Outcome"),
    ("reported_to", 22, _L, "报告部门", "Reported to"),
    ("reported_on", 12, _D, "报告日期", "Reported on"),
    ("five", 34, _L, "五落实", "Five commitments"),
    ("photos", 8, _N, "照片数", "Photos"),
)
_WORDS = {
    "fees": ("事故预防费用台账", "Prevention Fee Ledger"),
    "hazards": ("事故隐患台账", "Hazard Ledger"),
    "holder": ("单位：{text}", "Kept by: {text}"),
    "period": ("期间：{text}", "Period: {text}"),
    "made_at": ("制表时间：{text}", "Made: {text}"),
    "total": ("合计（不含作废）", "Total (voided lines apart)"),
    "total_hazards": ("合计：{count}项", "Total: {count}"),
    "voided": ("作废", "voided"),
}


def fee_ledger_xlsx(ledger: FeeLedger) -> bytes:
    """Return the fee ledger as a workbook: frozen heads, filter, number formats, A3 landscape."""
    english = ledger.language == "en"
    rows = [_row(_FEES, place, line) for place, line in enumerate(_fee_lines(ledger, english), 1)]
    totals = [_fee_total(name, ledger, english) for name, *_rest in _FEES]
    return workbook_bytes([_table("fees", _FEES, ledger, rows, totals)])


def hazard_ledger_xlsx(ledger: HazardLedger) -> bytes:
    """Return the hazard ledger as a workbook: frozen heads, filter, number formats, A3."""
    rows = [_row(_HAZARDS, place, line) for place, line in enumerate(ledger.lines, 1)]
    english = ledger.language == "en"
    text = _word("total_hazards", english).format(count=len(rows))
    totals: list[Value] = [None, text, *[None] * (len(_HAZARDS) - 2)]
    return workbook_bytes([_table("hazards", _HAZARDS, ledger, rows, totals)])


def _word(key: str, english: bool) -> str:
    return _WORDS[key][1 if english else 0]


def _fee_lines(ledger: FeeLedger, english: bool) -> list[FeeLine]:
    voided = _word("voided", english)
    return [
        msgspec.structs.replace(line, state=line.state or voided) if line.voided else line
        for line in ledger.lines
    ]


def _fee_total(name: str, ledger: FeeLedger, english: bool) -> Value:
    if name == "expense_no":
        return _word("total", english)
    return Decimal(ledger.spent()) if name == "amount" else None


def _table(
    key: str,
    spec: Sequence[_Spec],
    ledger: FeeLedger | HazardLedger,
    rows: Sequence[tuple[Value, ...]],
    totals: Sequence[Value],
) -> SheetTable:
    english = ledger.language == "en"
    told = [
        _word(name, english).format(text=getattr(ledger, name))
        for name in ("holder", "period", "made_at")
        if getattr(ledger, name)
    ]
    title = _word(key, english)
    columns = [SheetColumn(en if english else zh, width, kind) for _f, width, kind, zh, en in spec]
    return SheetTable(
        tab=title,
        title=title,
        notes=("　　".join(told),),
        columns=tuple(columns),
        rows=tuple(rows),
        totals=tuple(totals) if rows else (),
        large=True,
    )


def _row(spec: Sequence[_Spec], place: int, line: FeeLine | HazardLine) -> tuple[Value, ...]:
    return tuple(_value(field, kind, place, line) for field, _w, kind, _zh, _en in spec)


def _value(field: str, kind: Kind, place: int, line: FeeLine | HazardLine) -> Value:
    if field == "#":
        return place
    if field == "share":
        return _share(line)
    held: str | int = getattr(line, field)
    if isinstance(held, int):
        return held or None
    if kind is Kind.DAY:
        return day_value(held)
    found = amount(held) if kind is Kind.YUAN else None
    return held if found is None else found


def _share(line: FeeLine | HazardLine) -> Value:
    spent = amount(getattr(line, "spent_after", ""))
    premium = amount(getattr(line, "premium_received", ""))
    share = None if spent is None else fee_share(spent, premium)
    # A share of one with six places is exact enough for two decimals of a per cent.
    return None if share is None else (share / 100).quantize(Decimal("0.000001"))
