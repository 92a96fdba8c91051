"""The record forms of the seven service kinds and the nine other service papers."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime
from itertools import count
from random import Random

import pytest

from inspector_app.checklists import lint, xform
from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.library import Library
from inspector_app.checklists.state import NodeState
from inspector_app.checklists.xlsform import convert
from inspector_app.domain.visits import SERVICE_CODES
from tests.sample.library import Record, records, vocabulary

ALL_RECORDS = pytest.mark.parametrize("record", records(), ids=lambda one: str(one.form_id))
METALS = {"metallurgy", "nonferrous"}


def opened(form_id: str, **context: str) -> RunningForm:
    record = next(one for one in records() if one.form_id == form_id)
    ids = count(1)
    return RunningForm(
        xform.load(record.file.read_bytes()),
        clock=lambda: datetime(2026, 11, 25, 16, tzinfo=UTC),
        new_id=lambda: f"id-{next(ids)}",
        random=Random(1),
        context={"visit_date": "2026-11-25", "site_sector": "industry-trade", **context},
    )


def at(form: RunningForm, name: str) -> NodeState:
    return next(node for node in form.nodes() if node.ref.endswith(f"/{name}"))


def answer(form: RunningForm, **values: str) -> None:
    for name, value in values.items():
        form.set(at(form, name).ref, value)


def test_there_is_a_record_for_each_service_kind_and_nine_further_papers() -> None:
    of_services = [one.services for one in records() if one.kind == "record"]
    assert of_services == [(code,) for code in SERVICE_CODES]
    assert sum(1 for one in records() if one.kind == "paper") == 9
    assert {one.kind for one in records()} == {"record", "paper"}


@ALL_RECORDS
def test_a_record_is_the_conversion_of_its_source_without_findings(record: Record) -> None:
    source = record.file.with_suffix(".md")
    body = record.file.read_bytes()
    assert convert(source) == body
    assert hashlib.sha256(body).hexdigest() == record.sha256
    library = Library.shipped()
    assert [one.line() for path in (source, record.file) for one in lint.check(path, library)] == []
    definition = xform.load(body)
    assert (definition.form_id, definition.version) == (record.form_id, record.version)
    assert definition.title == record.title


@ALL_RECORDS
def test_a_record_opens_without_a_problem_and_holds_no_check_items(record: Record) -> None:
    form = opened(record.form_id)
    assert form.problems == ()
    assert form.definition.items() == ()
    assert any(node.required and node.relevant for node in form.nodes())


def test_records_are_never_given_out_as_checklists() -> None:
    entries = {entry.form_id for entry in Library.shipped().entries}
    assert not entries & {one.form_id for one in records()}


@pytest.mark.parametrize("sector", list(vocabulary().sectors))
def test_a_record_starts_with_the_sector_of_the_site_as_the_vocabulary_names_it(
    sector: str,
) -> None:
    form = opened("sr-04", site_sector=sector, site_tags="nonferrous")
    industry = at(form, "ent_industry")
    assert industry.value == ("nonferrous" if sector == "metal-smelting" else sector)
    offered = {choice.value for choice in industry.choices or ()}
    assert industry.value in offered
    assert offered <= {*vocabulary().sectors, *METALS}


def test_a_smelter_whose_kind_is_unknown_is_asked() -> None:
    assert at(opened("sr-02", site_sector="metal-smelting"), "ent_industry").value == ""


def test_a_record_starts_with_the_day_of_the_visit() -> None:
    assert at(opened("sr-01"), "service_date").value == "2026-11-25"


def test_a_service_can_be_confirmed_for_the_day_of_the_visit() -> None:
    form = opened("sf-confirm")
    assert at(form, "service_date").value == at(form, "confirm_date").value == "2026-11-25"
    assert at(form, "service_date").valid


def test_an_enterprise_without_a_credit_code_has_to_say_why() -> None:
    form = opened("sr-01")
    assert at(form, "ent_no_uscc_reason").relevant
    answer(form, ent_uscc="91330100MA27XXXXX0")
    assert at(form, "ent_uscc").valid
    assert not at(form, "ent_no_uscc_reason").relevant
    answer(form, ent_uscc="91330100ma27xxxxx0")
    assert not at(form, "ent_uscc").valid


def test_the_sign_in_sheet_takes_as_many_people_as_come_each_with_a_signature() -> None:
    form = opened("sf-signin")
    repeat = "/data/attendance/people"
    for _row in range(29):
        form.add_row(repeat)
    assert len(form.rows(repeat)) == 30
    sign = form.node(f"{repeat}[30]/sign")
    assert (sign.required, sign.appearance) == (True, "signature")
    assert not at(form, "people_check").relevant
    for _row in range(30):
        form.remove_row(f"{repeat}[1]")
    missing = at(form, "people_check")
    assert missing.relevant and missing.required and "至少1人" in (missing.label or "")


def test_a_re_inspection_takes_two_people() -> None:
    form = opened("sf-recheck")
    check = at(form, "staff_check")
    assert check.relevant and "不少于2人" in (check.label or "")
    form.add_row(check.ref.removesuffix("_check"))
    assert not at(form, "staff_check").relevant


def test_as_many_major_hazards_are_described_as_are_counted() -> None:
    form = opened("sr-04")
    assert not at(form, "major").relevant
    answer(form, fail_count="2", major_count="2")
    assert at(form, "major").relevant and at(form, "major_check").relevant
    form.add_row(at(form, "major").ref)
    assert not at(form, "major_check").relevant


def test_green_cannot_be_chosen_with_findings() -> None:
    form = opened("sr-04")
    answer(form, fail_count="1", overall="green")
    assert not at(form, "overall").valid
    answer(form, fail_count="0")
    assert at(form, "overall").valid


def test_a_missing_element_of_the_standard_scores_nothing() -> None:
    form = opened("sr-03")
    answer(form, full="10", missing="yes", got="4")
    assert not at(form, "got").valid
    answer(form, missing="no")
    assert at(form, "got").valid
    answer(form, got="11")
    assert not at(form, "got").valid


def test_an_empty_optional_table_asks_for_nothing_until_it_is_wanted() -> None:
    form = opened("sf-survey")
    assert not at(form, "accidents").relevant
    answer(form, accidents_any="yes")
    assert at(form, "accidents").relevant
    assert at(form, "accidents[1]/date").required


def test_the_shares_of_an_expense_add_up_to_its_amount() -> None:
    form = opened("sf-expense")
    answer(form, amount="100", allocate_any="yes", alloc_amount="60")
    assert at(form, "allocate_check").relevant
    answer(form, alloc_amount="100")
    assert not at(form, "allocate_check").relevant


def test_an_expense_with_a_forbidden_purpose_is_not_accepted() -> None:
    form = opened("sf-expense")
    answer(form, forbidden="none bonus")
    assert not at(form, "forbidden").valid
    answer(form, forbidden="none")
    assert at(form, "forbidden").valid


def test_a_refused_signature_needs_reason_and_witness_instead() -> None:
    form = opened("sr-05")
    assert at(form, "ent_sign").relevant and not at(form, "refuse_witness").relevant
    answer(form, refused="yes")
    assert not at(form, "ent_sign").relevant
    assert at(form, "refuse_witness").required and at(form, "refuse_reason").required


def test_no_paper_speaks_like_an_authority() -> None:
    for record in records():
        text = record.file.read_text("utf-8")
        assert not [word for word in ("责令", "处罚", "复议") if word in text], record.form_id


CANDIDATES = {
    "date": ("2026-11-25", "2026-11-26", "2026-11-24"),
    "time": ("09:00:00.000+00:00", "10:00:00.000+00:00"),
    "int": ("1", "0", "2026", "330108", "40"),
    "decimal": ("1", "0", "2", "40", "100"),
}
TEXTS = ("示例文字", "330108", "0571-00009999", "91330100MA27XXXXX0", "123X")


def candidates(node: NodeState) -> tuple[str, ...]:
    """Return values that a person could give to a question."""
    if node.choices:
        return tuple(choice.value for choice in node.choices)
    if node.kind == "upload":
        return ("sample.jpg",)
    return CANDIDATES.get(node.type, TEXTS)


def fill(form: RunningForm) -> None:
    """Answer one question after the other that is missing or wrong, each at most three times."""
    tried: Counter[str] = Counter()
    while True:
        wrong = [n for n in form.nodes() if not n.valid and not n.readonly and tried[n.ref] < 3]
        if not wrong:
            return
        node = min(wrong, key=lambda one: tried[one.ref])
        tried[node.ref] += 1
        for value in candidates(node):
            form.set(node.ref, value)
            if form.node(node.ref).valid:
                break


@ALL_RECORDS
def test_a_record_can_be_filled_in_completely(record: Record) -> None:
    form = opened(record.form_id)
    if record.form_id == "sf-recheck":
        form.add_row(at(form, "staff").ref)
    fill(form)
    wrong = [(node.ref, node.violation, node.value) for node in form.nodes() if not node.valid]
    assert wrong == []
    assert form.problems == ()
