"""The ledgers open in any spreadsheet program and never run what somebody typed."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from inspector_app.documents.ledgers import fee_ledger_xlsx, hazard_ledger_xlsx
from inspector_app.documents.spreadsheet import LONGEST_CELL, RISKY, neutral
from inspector_app.domain.ledgers import FeeLedger, FeeLine, HazardLedger, HazardLine
from tests.documents.samples import FINDING, LONG_NAME

FEE = FeeLine(
    expense_no="ZC-2026-0031",
    pay_date="2026-11-30",
    policy_no="PZAB202633010000000123",
    ent_name=LONG_NAME,
    ent_uscc="91330100MA00000000",
    premium_received="186,000.00",
    category="生产安全事故隐患排查",
    payee="示例安全技术服务有限公司",
    invoice_no="00000000000000000001",
    amount="8000.50",
    spent_after="26600",
    note="正常",
)
HAZARD = HazardLine(
    hazard_no="YH-A7-0001",
    ent_name=LONG_NAME,
    finding=FINDING,
    level="重大",
    found_on="2026-11-20",
    deadline="立即",
    overdue_days=3,
    done_cost="80000",
)


def fees(*lines: FeeLine, **changes: str) -> FeeLedger:
    return FeeLedger(holder="示例财产保险股份有限公司", period="2026年", lines=lines, **changes)


def hazards(*lines: HazardLine, **changes: str) -> HazardLedger:
    return HazardLedger(holder="示例安全技术服务有限公司", period="2026年", lines=lines, **changes)


def opened(data: bytes) -> Any:
    return load_workbook(BytesIO(data)).active


def row(sheet: Any, number: int) -> dict[str, Any]:
    heads = [cell.value for cell in sheet[3]]
    return dict(zip(heads, sheet[number], strict=True))


def test_a_fee_line_stands_in_typed_cells() -> None:
    cells = row(opened(fee_ledger_xlsx(fees(FEE))), 4)
    assert cells["付款日期"].value == datetime(2026, 11, 30)
    assert cells["付款日期"].number_format == "yyyy-mm-dd"
    assert cells["支出金额（元）"].value == 8000.5
    assert cells["支出金额（元）"].number_format == "#,##0.00"
    assert cells["实际收取保费（元）"].value == 186000
    assert cells["占实收保费"].value == pytest.approx(26600 / 186000, abs=1e-6)
    assert cells["占实收保费"].number_format == "0.00%"


def test_codes_and_invoice_numbers_stay_text_with_their_zeros() -> None:
    cells = row(opened(fee_ledger_xlsx(fees(FEE))), 4)
    assert cells["发票号码"].value == "00000000000000000001"
    assert cells["发票号码"].data_type == "s"
    assert cells["发票号码"].number_format == "@"


def test_a_text_that_is_no_day_or_amount_is_kept_as_text() -> None:
    cells = row(opened(hazard_ledger_xlsx(hazards(HAZARD))), 4)
    assert cells["建议整改期限"].value == "立即"
    assert cells["发现日期"].value == datetime(2026, 11, 20)
    assert cells["隐患描述"].value == FINDING
    odd = FeeLine(amount="约八千", pay_date="2026-02-30")
    told = row(opened(fee_ledger_xlsx(fees(odd))), 4)
    assert told["支出金额（元）"].value == "约八千"
    assert told["付款日期"].value == "2026-02-30"


def test_a_voided_line_is_shown_and_counts_nothing() -> None:
    voided = FeeLine(expense_no="ZC-2026-0032", amount="500", voided=True)
    sheet = opened(fee_ledger_xlsx(fees(FEE, voided)))
    assert row(sheet, 5)["状态"].value == "作废"
    assert row(sheet, 6)["支出金额（元）"].value == 8000.5


@pytest.mark.parametrize("make", [fee_ledger_xlsx, hazard_ledger_xlsx])
def test_the_sheet_is_ready_to_read_filter_and_print(make: Any) -> None:
    ledger = fees(FEE, FEE) if make is fee_ledger_xlsx else hazards(HAZARD, HAZARD)
    sheet = opened(make(ledger))
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref.startswith("A3:") and sheet.auto_filter.ref.endswith("5")
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[3]]
    assert min(widths) >= 6


@pytest.mark.parametrize("make", [fee_ledger_xlsx, hazard_ledger_xlsx])
def test_an_empty_ledger_has_its_heads(make: Any) -> None:
    sheet = opened(make(fees() if make is fee_ledger_xlsx else hazards()))
    assert sheet["A3"].value == "序号"
    assert sheet.max_row == 3


def test_heads_are_english_in_an_english_ledger() -> None:
    sheet = opened(hazard_ledger_xlsx(hazards(HAZARD, language="en")))
    assert all(cell.value.isascii() for cell in sheet[3])
    assert sheet["A1"].value == "Hazard Ledger"


def test_the_same_ledger_gives_the_same_bytes() -> None:
    assert fee_ledger_xlsx(fees(FEE)) == fee_ledger_xlsx(fees(FEE))
    with ZipFile(BytesIO(fee_ledger_xlsx(fees(FEE)))) as made:
        assert {entry.date_time[0] for entry in made.infolist()} == {1980}
        assert b"1980-01-01T00:00:00Z" in made.read("docProps/core.xml")


DANGEROUS = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.invalid","x")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    "  =1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(1)",
    "\u200b=1",
    "\ufeff=1",
    "\u3000=1",
    "−1",
    "'=1",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_typed_becomes_a_formula(text: str) -> None:
    sheet = opened(hazard_ledger_xlsx(hazards(HazardLine(finding=text, place=text, deadline=text))))
    for cell in row(sheet, 4).values():
        assert cell.data_type != "f"
        if isinstance(cell.value, str):
            assert cell.value.startswith("'")
    with ZipFile(BytesIO(hazard_ledger_xlsx(hazards(HazardLine(finding=text))))) as made:
        assert b"<f>" not in made.read("xl/worksheets/sheet1.xml")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_a_neutral_text_never_begins_with_a_sign_that_runs(text: str) -> None:
    made = neutral(text)
    assert made == "-" or made.lstrip()[:1] not in set(RISKY)
    assert all(char == "\n" or char >= " " for char in made)


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_odd_texts_never_crash_a_ledger(text: str) -> None:
    sheet = opened(fee_ledger_xlsx(fees(FeeLine(ent_name=text, amount=text, pay_date=text))))
    assert sheet.max_row == 5


def test_a_text_longer_than_a_cell_holds_is_cut() -> None:
    cells = row(opened(hazard_ledger_xlsx(hazards(HazardLine(finding="长" * 40_000)))), 4)
    assert len(cells["隐患描述"].value) == LONGEST_CELL
