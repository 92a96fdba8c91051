"""Every paper from the facts: drafted, signed, issued, kept, voided; numbers never meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.dossier_papers import issued_papers_of
from inspector_app.domain.issued_papers import PAPER_KINDS, PaperDelivered
from inspector_app.domain.papers import DeliveryWay
from inspector_app.domain.reinspection_paper import ReinspectionPaper
from inspector_app.domain.service_fees import FeeStatement
from inspector_app.domain.service_reports import ArchiveIndex, ServiceReport
from inspector_app.domain.visits import Inspector
from inspector_app.errors import BadInput, Problem
from inspector_app.operations.hazards import HazardDraft, record_hazard, withdraw_hazard
from inspector_app.operations.issuing import (
    PaperSigner,
    deliver_paper,
    draft_paper,
    images_of,
    issue_paper,
    issued_pdf,
    sign_paper,
    void_paper,
)
from inspector_app.operations.notice_draft import AgencyUnnamed
from inspector_app.operations.paper_orders import PaperOrder, compose_paper, known_papers
from inspector_app.operations.papers import BlanksLeft, SignatureStale, void_notice
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.records import withdraw_record
from inspector_app.operations.session import UnknownRecord
from inspector_app.operations.stamping import stamp_photos
from inspector_app.operations.visits import require_dossier, start_visit
from tests.documents.reading import squeezed, whole_text
from tests.documents.samples import signature_bytes
from tests.operations.papers_scene import (
    DEPARTMENT,
    FINDING,
    MAJOR,
    Office,
    an_office,
    look_again,
)
from tests.sync.bundle_scene import a_picture
from tests.ui.visit_scene import DOSSIER, a_start
from tests.world import a_start as a_world_start
from tests.world import a_world

NAME = "杭州示例铸造有限公司"
# What a paper must say besides the name of the enterprise.
FACTS = {
    "major_notice": (MAJOR, "示例条款", "签收页", "8万元", "示例甲"),
    "major_report": (
        *(MAJOR, DEPARTMENT, "现场处置方案", "当面"),
        *("示例：改造时未辨识吊运跨内的风险", "示例：可能致多人灼烫，迁移需停产2天"),
    ),
    "reply_form": (FINDING, MAJOR, "示例安责告〔2026〕AB0001号"),
    "reinspection": (FINDING, "已清理", "2026年12月5日", "示例检查员乙", DEPARTMENT),
    "service_plan": ("生产安全事故隐患排查", "2026-12-20", "示例：复训", "21%"),
    "service_confirmation": ("SAMPLE-2026-1", "示例deliverable"),
    "sign_in_sheet": ("示例activity", "示例dept"),
    "service_record": (FINDING, "示例检查员甲", "厂门", "工贸企业重大事故隐患"),
    "service_report": (FINDING, MAJOR, "应急管理部令第10号", "66.67%", "厂门"),
    "return_visit": ("示例：建议增加现场演示", "示例bad_reason"),
    "complaint_record": ("示例request", "示例action"),
    "expense_voucher": ("8,000.00", "示例invoice_no"),
    "fee_statement": ("不高于实际收取保费的21%",),
    "yearly_review": (
        *("生产安全事故隐患排查", "安全生产宣传教育培训（计划1次、完成0次）"),
        *("尚未完成整改的隐患1项，其中重大1项、超过建议期限0项", MAJOR, "尚未办结的投诉1件"),
        *("建议增加现场演示", "将遗留的1项隐患列入首次复查"),
    ),
    "archive_index": ("SAMPLE-2026-1", "示例安责告〔2026〕AB0001号"),
    "record_sheet": ("示例brief", "SF-ACCIDENT"),
}
NEVER = ("责令", "处罚", "行政复议", "行政诉讼")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give one enterprise; the tests with it add facts but change none that others read."""
    with an_office(tmp_path_factory.mktemp("office")) as made:
        yield made


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Office]:
    """Give an enterprise of the test's own."""
    with an_office(tmp_path) as made:
        yield made


def test_every_kind_of_paper_has_a_composer() -> None:
    assert known_papers() == tuple(sorted(PAPER_KINDS)) == tuple(sorted(FACTS))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("paper", sorted(PAPER_KINDS))
def test_a_paper_says_what_is_recorded_and_is_kept_as_issued(
    office: Office, paper: str, language: str
) -> None:
    made = issue_paper(office.session, office.order(paper, language=language))
    text = whole_text(made.pdf)
    wanted = FACTS[paper] if language == "zh_CN" else ()
    for said in (NAME, made.number, *wanted):
        assert squeezed(said) in text, said
    assert not [word for word in NEVER if word in text]
    assert made.number.startswith(f"示例安责{PAPER_KINDS[paper].mark}〔2026〕AB")
    assert issued_pdf(office.session, made.number) == made.pdf
    assert hex_digest(made.pdf) == made.pdf_sha256


@pytest.mark.parametrize("paper", sorted(PAPER_KINDS))
def test_a_paper_names_the_facts_it_shows(office: Office, paper: str) -> None:
    composed = compose_paper(office.session, office.order(paper))
    dossier = require_dossier(office.session, DOSSIER)
    known = {fact.id for group in dossier.heads.values() for fact in group}
    assert composed.covers and set(composed.covers) <= known


def test_stored_bytes_stay_when_facts_change(own: Office) -> None:
    session = own.session
    made = issue_paper(session, own.order("service_report"))
    draft = HazardDraft(place="后来", finding="示例：后来发现", deadline="2026-12-09")
    record_hazard(session, own.visit, draft)
    assert issued_pdf(session, made.number) == made.pdf
    later = issue_paper(session, own.order("service_report"))
    assert "示例：后来发现" in whole_text(later.pdf)
    assert later.number.endswith("AB0002号")


def test_signatures_stand_on_the_paper_and_go_stale_with_the_facts(own: Office) -> None:
    session, order = own.session, own.order("reinspection")
    for name in ("示例检查员甲", "示例检查员乙"):
        sign_paper(session, order, PaperSigner("rechecker_sign", name, signature_bytes(1)))
    refusal = PaperSigner("receiver_sign", "示例乙", refused_reason="示例：不在", witness="示例丙")
    sign_paper(session, order, refusal)
    value = draft_paper(session, order).value
    assert isinstance(value, ReinspectionPaper)
    roles = [(one.role, one.name) for one in value.signatures]
    assert ("rechecker_sign", "示例检查员甲") in roles
    assert ("rechecker_sign", "示例检查员乙") in roles
    assert "示例：不在" in whole_text(issue_paper(session, order).pdf)
    attach_photo(session, own.again, f"hazard:{own.hazards[0]}", a_picture(9))
    with pytest.raises(SignatureStale):
        issue_paper(session, order)


def test_signing_again_replaces_ones_own_signature(own: Office) -> None:
    session, order = own.session, own.order("service_record")
    for name in ("示例检查员甲", "示例检查员乙", "示例检查员甲"):
        sign_paper(session, order, PaperSigner("staff_sign", name))
    signed = draft_paper(session, order).signatures
    assert sorted(one.name for one in signed) == ["示例检查员乙", "示例检查员甲"]


def test_a_voided_paper_keeps_its_number_and_the_archive_says_why(own: Office) -> None:
    session = own.session
    made = issue_paper(session, own.order("service_record"))
    with pytest.raises(BadInput):
        void_paper(session, made.number, "  ")
    void_paper(session, made.number, "示例：地点写错")
    again = issue_paper(session, own.order("service_record"))
    assert (made.number[-7:], again.number[-7:]) == ("AB0001号", "AB0002号")
    papers = {p.body.number: p for p in issued_papers_of(require_dossier(session, DOSSIER))}
    assert papers[made.number].voided is not None and papers[again.number].voided is None
    index = compose_paper(session, own.order("archive_index")).value
    assert isinstance(index, ArchiveIndex)
    notes = {line.number: line.note for line in index.papers}
    assert notes[made.number] == "作废：示例：地点写错" and notes[again.number] == ""
    assert "示例：地点写错" in whole_text(issue_paper(session, own.order("archive_index")).pdf)
    assert issued_pdf(session, made.number) == made.pdf


def test_each_kind_counts_its_own_numbers(own: Office) -> None:
    numbers = [issue_paper(own.session, own.order(paper)).number for paper in PAPER_KINDS]
    assert all(one.endswith("AB0001号") for one in numbers)
    assert len(set(numbers)) == len(PAPER_KINDS)


def test_a_delivered_paper_tells_how(own: Office) -> None:
    number = issue_paper(own.session, own.order("major_report")).number
    refused = PaperDelivered(number=number, way=DeliveryWay.REFUSED, at="2026-11-25T12:00:00+08:00")
    with pytest.raises(BadInput):
        deliver_paper(own.session, refused)
    sent = PaperDelivered(
        number=number, way=DeliveryWay.FILE, at="2026-11-25T12:00:00+08:00", to=DEPARTMENT
    )
    deliver_paper(own.session, sent)
    (paper,) = issued_papers_of(require_dossier(own.session, DOSSIER))
    assert [one.to for one in paper.deliveries] == [DEPARTMENT]


def test_marks_and_stamps_are_drawn_on_papers_and_change_what_is_signed(own: Office) -> None:
    session, order = own.session, own.order("service_report")
    plain = draft_paper(session, order)
    stored = {one.photo.sha256 for one in plain.printed}
    marked = [one for one in plain.printed if not one.marked.is_plain]
    assert marked and all(one.key not in stored for one in marked)
    images = images_of(session, plain.value, plain.printed)
    assert all(images[one.key] != session.workspace.blobs.read(one.photo.sha256) for one in marked)
    stamp_photos(session, True)
    stamped = draft_paper(session, order)
    assert stamped.draft_sha256 != plain.draft_sha256
    assert not {one.key for one in stamped.printed} & stored


@pytest.mark.parametrize("paper", ["major_notice", "major_report", "reply_form", "reinspection"])
def test_the_grey_variant_has_no_photos(office: Office, paper: str) -> None:
    full = issue_paper(office.session, office.order(paper))
    grey = issue_paper(office.session, office.order(paper, variant="grey"))
    assert b"/DCTDecode" in full.pdf and b"/DCTDecode" not in grey.pdf
    assert MAJOR in whole_text(grey.pdf)


def test_what_cannot_be_made_says_what_to_do(own: Office) -> None:
    session = own.session
    fresh, _changes = start_visit(session, DOSSIER, a_start())
    for paper in ("major_notice", "major_report", "reinspection"):
        with pytest.raises(BadInput):
            compose_paper(session, PaperOrder(paper, DOSSIER, fresh))
    for year in ("1999", "next", ""):
        with pytest.raises(BadInput):
            compose_paper(session, PaperOrder("yearly_review", DOSSIER, year))
    with pytest.raises(BadInput):
        compose_paper(session, PaperOrder("yearly_review", DOSSIER, "2019"))
    with pytest.raises(BadInput):
        compose_paper(session, PaperOrder("poem", DOSSIER, fresh))
    with pytest.raises(UnknownRecord):
        compose_paper(session, PaperOrder("reply_form", DOSSIER, "示例安责告〔2026〕ZZ0001号"))
    with pytest.raises(BadInput):
        compose_paper(session, PaperOrder("return_visit", DOSSIER, own.records["record_sheet"]))


def test_a_voided_notice_is_not_replied_to(own: Office) -> None:
    void_notice(own.session, own.notice, "示例：写错")
    with pytest.raises(BadInput):
        compose_paper(own.session, own.order("reply_form"))


def test_a_notice_of_major_hazards_is_replied_to_as_well(own: Office) -> None:
    number = issue_paper(own.session, own.order("major_notice")).number
    made = issue_paper(own.session, replace(own.order("reply_form"), ref=number))
    text = whole_text(made.pdf)
    assert MAJOR in text and squeezed(FINDING) not in text and squeezed(number) in text


def test_a_withdrawn_record_becomes_no_paper(own: Office) -> None:
    withdraw_record(own.session, own.records["return_visit"], "示例：开错")
    with pytest.raises(BadInput):
        compose_paper(own.session, own.order("return_visit"))


def test_a_withdrawn_hazard_leaves_the_papers(own: Office) -> None:
    withdraw_hazard(own.session, own.hazards[0], "示例：误判")
    value = compose_paper(own.session, own.order("service_report")).value
    assert isinstance(value, ServiceReport)
    assert [one.finding for one in value.hazards] == [FINDING]
    with pytest.raises(BadInput):
        compose_paper(own.session, own.order("major_notice"))


def test_a_finding_with_blanks_takes_no_number(own: Office) -> None:
    draft = HazardDraft(place="仓库", finding="示例：距离____米", deadline="2026-12-09")
    hazard, _changes = record_hazard(own.session, own.visit, draft)
    with pytest.raises(BlanksLeft):
        issue_paper(own.session, own.order("service_report"))
    withdraw_hazard(own.session, hazard)
    assert issue_paper(own.session, own.order("service_report")).number.endswith("AB0001号")


def test_one_person_alone_makes_no_reinspection_paper(own: Office) -> None:
    alone = replace(a_start(), inspectors=(Inspector(name="示例检查员甲"),))
    visit, _changes = start_visit(own.session, DOSSIER, alone)
    look_again(own.session, own.hazards)
    with pytest.raises(BadInput):
        compose_paper(own.session, PaperOrder("reinspection", DOSSIER, visit))


def test_only_real_expenses_are_stated(own: Office) -> None:
    assert stated(own) == []
    number = issue_paper(own.session, own.order("expense_voucher")).number
    assert stated(own) == [(number, Decimal(8000))]
    void_paper(own.session, number, "示例：重复")
    assert stated(own) == []


def stated(office: Office) -> list[tuple[str, Decimal]]:
    value = compose_paper(office.session, office.order("fee_statement")).value
    assert isinstance(value, FeeStatement)
    return [(one.voucher, Decimal(one.amount)) for one in value.expenses]


ODD = ("=cmd|' /C calc'!A0", "<b>&amp;</b>", "长" * 300, "a\u202eb", "𬭚㙟", "{name}%s")


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_printed_as_typed_or_refused_with_a_reason(own: Office, text: str) -> None:
    draft = HazardDraft(place=text, finding=text, measure=text, deadline="2026-12-09")
    record_hazard(own.session, own.visit, draft)
    for paper in ("service_report", "service_record"):
        try:
            made = issue_paper(own.session, own.order(paper))
        except Problem as problem:
            assert problem.remedy
            continue
        assert squeezed(text)[:40].replace("\u202e", "") in whole_text(made.pdf).replace(
            "\u202e", ""
        )


def test_two_laptops_never_give_the_same_number(tmp_path: Path) -> None:
    with a_world(tmp_path, sockets=False) as world:
        first, dossier = world.working_laptop()
        second = world.laptop("wang", "second")
        second.sync()
        numbers = []
        for laptop in (first, second):
            start = a_world_start(world.site(dossier))
            visit, _changes = start_visit(laptop.session, dossier, start)
            order = PaperOrder("service_record", dossier, visit)
            numbers += [issue_paper(laptop.session, order).number for _time in range(2)]
        assert len(set(numbers)) == 4
        for laptop in (first, second, first):
            laptop.sync()
        papers = issued_papers_of(require_dossier(first.session, dossier))
        assert sorted(p.body.number for p in papers) == sorted(numbers)
        assert not [one for one in papers if one.duplicated]
        mine = issued_pdf(first.session, numbers[0])
        assert hex_digest(mine) == next(p.body.pdf for p in papers if p.body.number == numbers[0])


# The report of a major hazard needs a department of the organisation's as well.
@pytest.mark.parametrize("paper", sorted(set(PAPER_KINDS) - {"major_report"}))
def test_no_paper_of_an_unnamed_agency_is_issued(office: Office, paper: str) -> None:
    unnamed = replace(office.session, organisation="00000000-0000-4000-8000-000000000000")
    order = office.order(paper)
    assert draft_paper(unnamed, order).value is not None
    with pytest.raises(AgencyUnnamed):
        issue_paper(unnamed, order)
