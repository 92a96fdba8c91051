"""The answers of a record form fill its paper; every form of the library has one."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from inspector_app.checklists.filled import Filled, filled
from inspector_app.checklists.runner import open_definition
from inspector_app.checklists.state import Choice, NodeState
from inspector_app.documents.record_form import paper_of, record_sheet_of
from inspector_app.documents.service_paper import render_service_paper
from inspector_app.domain.service_arranged import ServiceConfirmation, SignInSheet
from inspector_app.domain.service_done import ComplaintRecord, ReturnVisit
from inspector_app.domain.service_fees import ExpenseVoucher
from inspector_app.domain.service_papers import (
    Cover,
    Insured,
    PaperInvalid,
    PaperPhoto,
    ServicePaper,
    fill_paper,
)
from tests.checklists.forms import open_form
from tests.documents.reading import whole_text
from tests.documents.samples import digest
from tests.documents.service_samples import IMAGES, INKS, PHOTOS

FORMS = Path(__file__).parents[2] / "forms" / "records"
KINDS: dict[str, type[ServicePaper]] = {
    "sf-confirm": ServiceConfirmation,
    "sf-signin": SignInSheet,
    "sf-return": ReturnVisit,
    "sf-complaint": ComplaintRecord,
    "sf-expense": ExpenseVoucher,
}
HELD = {
    "p.jpg": PaperPhoto(sha256=digest(PHOTOS[0]), taken="2026-11-20 10:32"),
    "s.png": PaperPhoto(sha256=digest(INKS[0])),
}
# Of the program itself, or shown in another way.
NOT_ASKED = {"insured", "cover", "agency", "signatures", "photos", "copies", "language"}
NOT_PRINTED = {"allocate_any", "change_record_any"}


def path_of(form: str) -> Path:
    return FORMS / form / "1.md"


def is_asked(node: NodeState) -> bool:
    open_question = node.relevant and not node.readonly and not node.value and bool(node.label)
    return open_question and node.kind in ("input", "select", "upload")


def full(form: str) -> Filled:
    """Return the form with a first answer to every question that takes one."""
    running = open_form(open_definition(path_of(form)))
    for _round in range(3):
        for node in running.nodes():
            if is_asked(running.node(node.ref)):
                for value in offered(node.type, node.appearance, node.choices):
                    if running.accepts(node.ref, value):
                        running.set(node.ref, value)
                        break
    return filled(running)


def offered(kind: str, appearance: str, choices: tuple[Choice, ...] | None) -> list[str]:
    """Return answers to try for a question of this type."""
    if choices:
        return [one.value for one in choices]
    if kind == "binary":
        return ["s.png" if "signature" in appearance else "p.jpg"]
    return {
        "int": ["2", "1"],
        "decimal": ["40.5", "30", "2"],
        "date": ["2026-09-29", "2026-10-15", "2027-09-29"],
        "time": ["09:00:00.000+08:00", "17:00:00.000+08:00"],
    }.get(kind, ["示例文字", "91330100MA00000000", "330100", "0571-00000000"])


@pytest.mark.parametrize("form", sorted(KINDS))
def test_a_paper_has_a_field_for_every_question_of_its_form(form: str) -> None:
    names = set(KINDS[form].__struct_fields__) | set(Insured.__struct_fields__)
    names |= set(Cover.__struct_fields__)
    questions = {
        node.ref.rpartition("/")[2]
        for node in open_form(open_definition(path_of(form))).nodes()
        if node.kind in ("input", "select") and node.label and "[" not in node.ref
        and "/about/" not in node.ref
        and not node.ref.endswith(("_check", "_hint"))
    }  # fmt: skip
    assert questions - NOT_PRINTED <= names


@pytest.mark.parametrize("form", sorted(KINDS))
def test_answers_fill_the_paper_in_words(form: str) -> None:
    made = full(form)
    paper = paper_of(KINDS[form], made, HELD)
    printed = whole_text(render_service_paper(paper, IMAGES))
    own = set(paper.__struct_fields__) - NOT_ASKED
    shown = [line for line in made.lines() if line.name in own and line.shown]
    assert len(shown) > 5
    assert paper.photos or form in ("sf-confirm", "sf-return")
    assert "示例文字" in printed
    assert paper.number()


@pytest.mark.parametrize("form", sorted(path.name for path in FORMS.iterdir()))
def test_every_record_form_has_a_sheet_with_all_its_answers(form: str) -> None:
    made = full(form)
    sheet = record_sheet_of(made, HELD)
    printed = whole_text(render_service_paper(sheet, IMAGES))
    assert sheet.title and form.upper() in printed
    texts = [field.text for group in sheet.groups for field in group.fields]
    assert len(texts) > 5
    for group in sheet.groups:
        for field in group.fields:
            assert field.label.replace(" ", "")[:6] in printed
    places = [*sheet.service_places, *sheet.enterprise_places]
    assert all(place[:6] in printed for place in places)


def test_an_unanswered_form_still_gives_its_sheet() -> None:
    made = filled(open_form(open_definition(path_of("sr-04"))))
    printed = whole_text(render_service_paper(record_sheet_of(made, {}), {}))
    assert made.title in printed


def test_answers_the_paper_has_no_field_for_are_left_out() -> None:
    answers = {
        "confirm_no": "1",
        "unknown": "2",
        "ent_name": "示例",
        "staff": ({"name": "甲", "x": 1},),
    }
    paper = fill_paper(ServiceConfirmation, answers)
    assert (paper.confirm_no, paper.insured.ent_name, paper.staff[0].name) == ("1", "示例", "甲")


@pytest.mark.parametrize("answers", [{"staff": 5}, {"items": {"a": 1}}, {"confirm_no": ["x"]}])
def test_an_answer_of_the_wrong_shape_is_refused(answers: dict[str, object]) -> None:
    with pytest.raises(PaperInvalid):
        fill_paper(ServiceConfirmation, answers)


def test_numbers_become_texts() -> None:
    paper = fill_paper(ExpenseVoucher, {"amount": 8000, "year": 2026})
    assert (paper.amount, paper.year) == ("8000", "2026")
    assert msgspec.to_builtins(paper)["paper"] == "expense_voucher"
