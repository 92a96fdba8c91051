"""The notice of major hazards: its own value and paper, with the proof of telling."""

from __future__ import annotations

import re
from dataclasses import astuple

import msgspec
import pytest

from inspector_app.documents.major_words import MAJOR_CHINESE, MAJOR_ENGLISH
from inspector_app.documents.notice import render_notice
from inspector_app.domain.hazard_papers import Telling
from inspector_app.domain.major_notice import MajorNotice, parse_major_notice
from inspector_app.domain.notices import (
    NoticeInvalid,
    enforcement_words,
    notice_hash,
    notice_value,
    paper_number,
    parse_notice,
    qr_text,
)
from tests.documents.hazard_samples import TELLING, major_notice
from tests.documents.reading import image_count, page_texts, whole_text
from tests.documents.samples import general_hazard, qr_of, signed


def printed(value: MajorNotice, images: dict[str, bytes]) -> str:
    return whole_text(render_notice(value, images, qr=qr_of(value)))


def test_it_bears_its_own_title_number_and_addressee() -> None:
    value, images = major_notice(1)
    text = printed(value, images)
    assert text.startswith("重大事故隐患告知书编号：示例安责重〔2026〕A70003号")
    assert "及主要负责人（实际控制人）：" in text
    assert "知悉所列重大事故隐患1项" in text
    assert "一式四份：被告知单位、服务机构、承保机构、行业主管部门各一份" in text


def test_criterion_immediate_measures_five_points_and_proof_of_telling_are_on_it() -> None:
    value, images = major_notice(2)
    text = printed(value, images)
    parts = ["判定标准", "建议立即采取的措施", "五落实", "责任人：示例甲", "二、告知情况"]
    places = [text.index(part, text.index("【重大事故隐患】")) for part in parts]
    assert places == sorted(places)
    told = text[places[-1] :]
    for cell in ("示例丙", "2026年11月20日10:52", "当面口头并出示照片", "是", "告知书签收页"):
        assert cell in told
    assert "全部示例辛" in told


def test_without_proof_of_telling_the_section_is_left_out() -> None:
    value, images = major_notice(1, telling=())
    text = printed(value, images)
    assert "告知情况" not in text
    assert "二、提示事项" in text


def test_a_value_read_back_is_the_same_and_is_no_plain_notice() -> None:
    value, _images = major_notice(2)
    assert parse_major_notice(notice_value(value)) == value
    with pytest.raises(NoticeInvalid):
        parse_notice(notice_value(value))
    with pytest.raises(NoticeInvalid):
        parse_major_notice(b"{}")


def test_the_proof_of_telling_is_part_of_what_is_signed() -> None:
    value, _images = major_notice(1)
    other = msgspec.structs.replace(value, telling=TELLING[:1])
    assert notice_hash(value) != notice_hash(other)
    with pytest.raises(NoticeInvalid):
        render_notice(value, {}, qr=qr_text(other.number, notice_hash(other), bytes(64)))


@pytest.mark.parametrize(
    "changes",
    [
        {"hazards": (general_hazard(1),)},
        {"telling": (Telling(told_to="示例丙", hazards=(9,)),)},
        {"telling": (Telling(told_to=" "),)},
    ],
)
def test_a_general_hazard_or_a_proof_that_does_not_fit_is_refused(
    changes: dict[str, object],
) -> None:
    value, images = major_notice(1, **changes)
    with pytest.raises(NoticeInvalid):
        printed(value, images)


def test_a_refusal_is_printed_with_reason_and_witness() -> None:
    refusal = signed("receiver", "示例丙", post="总经理", refused="对判定有异议", witness="示例庚")
    value, images = major_notice(1, signatures=(refusal,))
    text = printed(value, images)
    assert "【拒绝签收】姓名：示例丙职务：总经理理由：对判定有异议" in text
    assert "见证人：示例庚" in text


def test_the_grey_variant_has_no_photos() -> None:
    value, images = major_notice(1, variant="grey", signatures=())
    assert image_count(render_notice(value, images, qr=qr_of(value))) == 0


def test_the_english_paper_has_an_english_title_and_heads() -> None:
    value, images = major_notice(1, language="en")
    text = printed(value, images)
    assert text.startswith("NoticeofMajorHazards")
    assert "HazardToldtoWhenHowWithdrawaladvisedProof" in text


def test_the_words_of_the_program_inform_and_advise() -> None:
    for words in (MAJOR_CHINESE, MAJOR_ENGLISH):
        assert not enforcement_words(str(astuple(words)))
    english = str(astuple(MAJOR_ENGLISH))
    assert not re.search(r"\b(order(ed)?|penalt\w*|fine[ds]?|appeal)\b", english)


@pytest.mark.parametrize("mark", ["告", "重", "报", "回", "复"])
def test_numbers_of_the_papers_differ_by_one_character(mark: str) -> None:
    assert paper_number("示例", 2026, "A7", 3, mark=mark) == f"示例安责{mark}〔2026〕A70003号"


def test_forty_major_hazards_repeat_their_heading_on_every_page() -> None:
    value, images = major_notice(40)
    pages = page_texts(render_notice(value, images, qr=qr_of(value)))
    details = [page for page in pages if "隐患描述" in page]
    assert all(re.search(r"隐患\d+铸造车间2号中频炉炉前区域【重大事故隐患】", p) for p in details)
