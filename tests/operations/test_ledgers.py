"""The hazard ledger and the fee ledger, gathered from real records."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from inspector_app.domain.acts import act
from inspector_app.domain.facts import Volume
from inspector_app.domain.hazards import HazardReinspected, MajorHazardReported, Outcome
from inspector_app.domain.issued_papers import PaperIssued, PaperVoided
from inspector_app.domain.records import RecordClosed
from inspector_app.errors import BadInput
from inspector_app.operations.answers import answer_item
from inspector_app.operations.fee_ledger import fee_ledger, fee_ledger_file
from inspector_app.operations.hazard_ledger import hazard_ledger, hazard_ledger_file
from inspector_app.operations.hazards import (
    HazardDraft,
    record_hazard,
    reinspect_hazard,
    withdraw_hazard,
)
from inspector_app.operations.ledger_scope import LedgerScope, LedgerState, LedgerStopped
from inspector_app.operations.papers import issue_notice
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.records import (
    NewRecord,
    open_record,
    record_checklist,
    withdraw_record,
)
from inspector_app.operations.session import UnknownRecord
from tests.ui.visit_scene import DOSSIER, Scene, a_scene

LATE = HazardDraft(
    place="一车间", finding="示例：配电箱前堆放杂物", measure="清理", deadline="2026-11-20"
)
SPOT = replace(LATE, place="二车间", deadline="2026-12-02", corrected_on_spot=True)
EXPENSE = {
    "expense_no": "FY-1",
    "premium_received": "10000",
    "rate": "cap",
    "rate_value": "21",
    "used_before": "0",
    "service_no": "FW-1",
    "service_date": "2026-11-20",
    "category": "04",
    "sub_type": "expert",
    "payee": "示例技术有限公司",
    "amount": "1200.5",
    "invoice_no": "00012345",
    "invoice_date": "2026-11-21",
    "pay_date": "2026-11-22",
}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as made:
        yield made


def an_expense(scene: Scene, *, closed: bool = True, **changes: str) -> str:
    """Record an expense; the places for signatures are left empty, so it is closed as a fact."""
    session = scene.session
    record, _changes = open_record(session, NewRecord(DOSSIER, "sf-expense"))
    for name, value in {**EXPENSE, **changes}.items():
        checklist = record_checklist(session, record)
        ref = next(n.ref for n in checklist.running.nodes() if n.ref.endswith(f"/{name}"))
        answer_item(session, checklist, ref, value)
    if closed:
        body = RecordClosed(record=record, closed_at=session.now())
        session.write([act(body, Volume(DOSSIER, 2026))])
    return record


def a_voucher(scene: Scene, record: str, number: str) -> None:
    """Issue the paper of an expense record."""
    body = PaperIssued(
        number=number, paper="expense_voucher", ref=record, title="示例支出单",
        value_sha256="", value="", value_size=0, pdf="", pdf_size=0, issued_at=scene.session.now(),
    )  # fmt: skip
    scene.session.write([act(body, Volume(DOSSIER, 2026))])


def test_a_hazard_is_told_from_finding_to_closing(scene: Scene, jpeg: bytes) -> None:
    session = scene.session
    hazard, _changes = record_hazard(session, scene.visit, LATE)
    attach_photo(session, scene.visit, f"hazard:{hazard}", jpeg)
    number = issue_notice(session, scene.visit).number
    body = HazardReinspected(
        hazard=hazard, date="2026-11-25", outcome=Outcome.RECTIFIED, visit=scene.visit, note="已清"
    )
    reinspect_hazard(session, body)
    (line,) = hazard_ledger(session, LedgerScope(language="zh_CN")).lines
    assert (line.ent_name, line.site, line.place) == ("杭州示例铸造有限公司", "一厂区", "一车间")
    assert (line.hazard_no, line.notice_no) == (f"{number}-1", number)
    assert (line.found_on, line.told_on) == ("2026-11-25", "2026-11-25")
    assert line.found_by == line.rechecked_by == "示例检查员甲、示例检查员乙"
    assert (line.done_on, line.done_measure, line.photos) == ("2026-11-25", "已清", 1)
    assert line.overdue_days == 0


def test_the_state_and_the_period_choose_lines(scene: Scene) -> None:
    session = scene.session
    record_hazard(session, scene.visit, LATE)
    record_hazard(session, scene.visit, SPOT)
    gone, _changes = record_hazard(session, scene.visit, LATE)
    withdraw_hazard(session, gone, "示例：重复记录")
    counts = {
        state: len(hazard_ledger(session, LedgerScope(state=state)).lines) for state in LedgerState
    }
    assert counts == {
        LedgerState.ALL: 2,
        LedgerState.OPEN: 1,
        LedgerState.OVERDUE: 1,
        LedgerState.CLOSED: 1,
    }
    (late,) = hazard_ledger(session, LedgerScope(state=LedgerState.OVERDUE)).lines
    assert late.overdue_days == 5
    assert hazard_ledger(session, LedgerScope(starts="2026-11-26")).lines == ()
    assert len(hazard_ledger(session, LedgerScope(DOSSIER, "2026-11-25", "2026-11-25")).lines) == 2


def test_a_report_of_a_major_hazard_stands_in_its_line(scene: Scene) -> None:
    session = scene.session
    hazard, _changes = record_hazard(session, scene.visit, LATE)
    told = MajorHazardReported(
        hazard=hazard, told_to="示例甲", department="示例区应急管理局", sent_at="2026-11-25T15:00"
    )
    session.write([act(told, Volume(DOSSIER, 2026))])
    (line,) = hazard_ledger(session, LedgerScope()).lines
    assert (line.reported_to, line.reported_on) == ("示例区应急管理局", "2026-11-25")


@pytest.mark.parametrize(
    "scope",
    [LedgerScope(starts="yesterday"), LedgerScope(starts="2026-12-01", ends="2026-11-01")],
)
def test_a_period_that_is_none_is_refused(scene: Scene, scope: LedgerScope) -> None:
    with pytest.raises(BadInput):
        hazard_ledger(scene.session, scope)
    with pytest.raises(BadInput):
        fee_ledger(scene.session, scope)


def test_an_enterprise_that_is_not_here_is_named(scene: Scene) -> None:
    with pytest.raises(UnknownRecord):
        hazard_ledger(scene.session, LedgerScope("0d0d0d0d-0000-4000-8000-00000000ffff"))


def test_the_gathering_can_be_stopped(scene: Scene) -> None:
    record_hazard(scene.session, scene.visit, LATE)
    an_expense(scene)
    for gather in (hazard_ledger, fee_ledger):
        with pytest.raises(LedgerStopped):
            gather(scene.session, LedgerScope(), stopped=lambda: True)


def test_only_closed_expenses_count_and_drafts_are_told(scene: Scene) -> None:
    an_expense(scene)
    an_expense(scene, closed=False)
    withdraw_record(scene.session, an_expense(scene, closed=False), "示例：误开")
    book = fee_ledger(scene.session, LedgerScope(language="en"))
    (line,) = book.ledger.lines
    assert book.drafts == 1
    assert (line.amount, line.pay_date, line.payee) == (
        "1200.5", "2026-11-22", "示例技术有限公司",
    )  # fmt: skip
    assert (line.policy_no, line.insurer) == ("SAMPLE-2026-1", "示例财产保险公司")
    assert (line.sub_type, line.rule) == ("专家劳务费", "国家上限（不高于21%） 21%")
    assert book.ledger.spent() == "1200.5"


def test_what_a_policy_spent_adds_up_and_a_voided_voucher_counts_nothing(scene: Scene) -> None:
    first = an_expense(scene, pay_date="2026-11-22")
    an_expense(scene, pay_date="2026-11-24", amount="300", expense_no="FY-2")
    a_voucher(scene, first, "示例费1")
    ledger = fee_ledger(scene.session, LedgerScope()).ledger
    assert [line.expense_no for line in ledger.lines] == ["示例费1", "FY-2"]
    assert [line.spent_after for line in ledger.lines] == ["1200.5", "1500.5"]
    voided = PaperVoided(number="示例费1", reason="示例")
    scene.session.write([act(voided, Volume(DOSSIER, 2026), key="v1")])
    after = fee_ledger(scene.session, LedgerScope()).ledger
    assert [line.voided for line in after.lines] == [True, False]
    assert after.spent() == "300.0"


def test_the_period_asks_for_the_day_of_payment(scene: Scene) -> None:
    an_expense(scene, pay_date="2026-11-22")
    an_expense(scene, pay_date="2026-11-24")
    ledger = fee_ledger(scene.session, LedgerScope(starts="2026-11-23")).ledger
    assert [(line.pay_date, line.spent_after) for line in ledger.lines] == [
        ("2026-11-24", "2401.0")
    ]


def test_both_come_as_workbooks(scene: Scene) -> None:
    record_hazard(scene.session, scene.visit, replace(LATE, finding="=HYPERLINK(示例)"))
    an_expense(scene)
    hazards = load_workbook(io.BytesIO(hazard_ledger_file(scene.session, LedgerScope())))
    cells = [str(v) for row in hazards.worksheets[0].iter_rows(values_only=True) for v in row]
    assert "'=HYPERLINK(示例)" in cells
    fees = load_workbook(io.BytesIO(fee_ledger_file(scene.session, LedgerScope())))
    values = [v for row in fees.worksheets[0].iter_rows(values_only=True) for v in row]
    assert 1200.5 in values
