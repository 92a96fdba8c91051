"""The printed notice says what the value says, whoever reads it back."""

from __future__ import annotations

import re
from dataclasses import astuple

import msgspec
import pytest

from inspector_app.documents.fonts import GlyphMissing, printable
from inspector_app.documents.notice import render_notice
from inspector_app.documents.notice_words import CHINESE, ENGLISH
from inspector_app.domain.notices import (
    Addressee,
    Notice,
    NoticeInvalid,
    enforcement_words,
    notice_hash,
    qr_text,
    texts,
)
from tests.documents.reading import (
    base_fonts,
    char_boxes,
    image_count,
    page_texts,
    squeezed,
    whole_text,
)
from tests.documents.samples import (
    FINDING,
    full_notice,
    general_hazard,
    major_hazard,
    notice,
    qr_of,
    signed,
)

NOT_PRINTED = re.compile(r"sha256|\.image$|language|variant|\.level$|\.role$")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def rendered(value: Notice, images: dict[str, bytes] | None = None) -> bytes:
    return render_notice(value, images or {}, qr=qr_of(value))


def as_written(text: str) -> str:
    day = DAY.fullmatch(text)
    if day:
        return f"{int(day[1])}年{int(day[2])}月{int(day[3])}日"
    return squeezed(printable(text))


@pytest.mark.parametrize(("majors", "generals"), [(1, 0), (0, 1), (0, 3), (2, 10), (3, 0)])
def test_every_text_of_the_value_stands_on_the_paper(majors: int, generals: int) -> None:
    value, images = full_notice(majors, generals)
    printed = whole_text(rendered(value, images))
    for field, text in texts(value):
        if text and not NOT_PRINTED.search(field):
            # A page may end within the text: then both halves are there.
            assert as_written(text) in printed or _is_cut(as_written(text), printed), field


def _is_cut(text: str, printed: str) -> bool:
    return any(text[:cut] in printed and text[cut:] in printed for cut in range(1, len(text)))


def test_major_hazards_come_first_each_in_the_order_of_its_number() -> None:
    hazards = [general_hazard(1, place="甲处"), major_hazard(2, place="乙处")]
    hazards += [general_hazard(3, place="丙处"), major_hazard(4, place="丁处")]
    printed = whole_text(rendered(notice(*hazards)))
    body = printed[printed.index("一、重大事故隐患（2项）") :]
    places = [body.index(place) for place in ("乙处", "丁处", "甲处", "丙处")]
    assert places == sorted(places)


def test_a_major_hazard_shows_criterion_immediate_measure_and_the_five_points() -> None:
    printed = whole_text(rendered(notice(major_hazard(1))))
    parts = ["判定标准", "建议立即采取的措施", "建议整改措施", "建议整改期限", "五落实"]
    places = [printed.index(part, printed.index("【重大事故隐患】")) for part in parts]
    assert places == sorted(places)
    assert "预案：熔融金属泄漏现场处置方案" in printed


def test_rare_characters_are_printed_and_can_be_copied_out() -> None:
    name = "示例𠮷䶮𫖯𬱖㛃𥔲堃𡈽铸造有限公司"
    value = notice(general_hazard(1, finding=name), addressee=Addressee(name=name))
    assert whole_text(rendered(value)).count(name) >= 3


def test_an_emoji_is_refused_with_its_character_and_field() -> None:
    value = notice(general_hazard(7), major_hazard(9, finding="配电箱😀未上锁"))
    with pytest.raises(GlyphMissing) as refused:
        rendered(value)
    assert refused.value.details["code"] == "U+1F600"
    assert "9" in str(refused.value.details["field"])
    assert refused.value.details["character"] == "😀"


def test_markup_is_text_and_marks_without_ink_are_left_out() -> None:
    name = "示例<b>&amp;</b>&<font size=99>有限\x07公\u202e司\u200b</para>"
    printed = whole_text(rendered(notice(general_hazard(1), addressee=Addressee(name=name))))
    assert "示例<b>&amp;</b>&<fontsize=99>有限公司</para>" in printed


@pytest.mark.parametrize("text", ["铸" * 2000, "X" * 2000, "。" * 2000, "（甲）" * 600])
def test_two_thousand_characters_fit_between_the_margins_wherever_they_stand(text: str) -> None:
    hazard = major_hazard(1, place=text, finding=text, responsible=text, basis=(text,))
    who = Addressee(name=text, address=text, responsible=text, phone=text)
    value = notice(hazard, addressee=who, escort=text, insurer=text, scope=text)
    pdf = rendered(
        msgspec.structs.replace(value, signatures=(signed("receiver", text, post=text),))
    )
    assert whole_text(pdf).count(text[0]) >= 12 * text.count(text[0])
    boxes = list(char_boxes(pdf))
    assert min(box[0] for box in boxes) >= 50
    assert max(box[2] for box in boxes) <= 595.3 - 50
    assert min(box[1] for box in boxes) >= 28


def test_the_same_notice_gives_the_same_bytes() -> None:
    value, images = full_notice(1, 4)
    assert rendered(value, images) == rendered(value, images)


def test_all_fonts_are_embedded_subsets() -> None:
    value, images = full_notice(1, 2)
    value = msgspec.structs.replace(value, escort="示例𠮷")
    pdf = rendered(value, images)
    fonts = base_fonts(pdf)
    assert len(fonts) == 4
    assert all(re.fullmatch(r"[A-Z]{6}\+\S+", font) for font in fonts)
    assert pdf.count(b"/FontFile2") == len(fonts)
    assert b"ASCII85" not in pdf


def test_twelve_hazards_and_two_photos_stay_under_500_kb() -> None:
    value, images = full_notice(2, 10)
    pdf = rendered(value, images)
    assert len(pdf) <= 500_000
    assert image_count(pdf) == 5


def test_a_long_table_repeats_its_heading_on_each_page() -> None:
    value = notice(*(general_hazard(n, place=f"第{n}处场所") for n in range(1, 101)))
    pages = page_texts(rendered(value))
    overview = [page for page in pages if re.search(r"第\d+处场所一般事故隐患2026", page)]
    assert len(overview) >= 3
    assert all("序号部位/场所等级建议整改期限责任部门/人" in page for page in overview)


def test_a_hazard_that_goes_on_repeats_its_heading() -> None:
    value = notice(major_hazard(1, finding=FINDING * 8))
    pages = page_texts(rendered(value))
    shown = [page for page in pages if "隐患描述" in page]
    assert len(shown) >= 2
    assert all("隐患1铸造车间2号中频炉炉前区域【重大事故隐患】" in page for page in shown)


@pytest.mark.parametrize("count", [1, 2, 5, 23, 100])
def test_each_page_says_which_of_how_many_it_is(count: int) -> None:
    value = notice(*(general_hazard(number) for number in range(1, count + 1)))
    pages = page_texts(rendered(value))
    short = notice_hash(value)[:8]
    for number, page in enumerate(pages, 1):
        assert f"{value.number}·共{len(pages)}页第{number}页·{short}" in page
    for number in range(1, count + 1):
        assert any(f"隐患{number}1号厂房" in page for page in pages)


def test_a_refusal_is_printed_with_reason_and_witness() -> None:
    refusal = signed("receiver", "示例己", refused="对第1项有异议", witness="示例庚")
    printed = whole_text(rendered(notice(general_hazard(1), signatures=(refusal,))))
    assert "【拒绝签收】" in printed
    assert "理由：对第1项有异议" in printed
    assert "见证人：示例庚" in printed


def test_a_preview_says_so_and_bears_no_number() -> None:
    value = notice(general_hazard(1))
    printed = whole_text(render_notice(value, {}))
    assert value.number not in printed
    assert "编号：" not in printed
    assert "预览稿未出具" in printed
    assert "二维码" not in printed


def test_a_qr_of_another_notice_is_refused() -> None:
    value, other = notice(general_hazard(1)), notice(general_hazard(2))
    with pytest.raises(NoticeInvalid):
        render_notice(value, {}, qr=qr_of(other))
    with pytest.raises(NoticeInvalid):
        render_notice(value, {}, qr=qr_text("示例2号", notice_hash(value), bytes(64)))


def test_the_grey_variant_has_no_photos_and_names_them() -> None:
    value, images = full_notice(0, 1, variant="grey", signatures=())
    pdf = rendered(value, images)
    assert image_count(pdf) == 0
    assert "照片2张，随电子文书存档" in whole_text(pdf)


def test_copies_are_four_with_a_major_hazard_and_three_without() -> None:
    assert "一式四份：被告知单位、服务机构、承保机构、行业主管部门" in whole_text(
        rendered(notice(major_hazard(1)))
    )
    assert "一式三份：被告知单位、服务机构、承保机构各" in whole_text(
        rendered(notice(general_hazard(1)))
    )


@pytest.mark.parametrize("verified", [True, False])
def test_an_unverified_criterion_says_that_the_official_clause_was_read(verified: bool) -> None:
    printed = whole_text(rendered(notice(major_hazard(1, verified=verified))))
    assert ("已查阅官方条款原文" in printed) is not verified


def test_the_english_notice_has_english_headings_and_the_same_facts() -> None:
    value, images = full_notice(1, 1, language="en")
    printed = whole_text(rendered(value, images))
    assert "NoticeofSafetyHazards" in printed
    assert "Suggestedmeasure" in printed
    assert squeezed(FINDING)[:30] in printed


def test_the_program_adds_no_word_of_enforcement() -> None:
    for words in (CHINESE, ENGLISH):
        assert not enforcement_words(str(astuple(words)))
    value, images = full_notice(2, 4)
    assert not enforcement_words(whole_text(rendered(value, images)))
    assert not re.search(r"\b(order(ed)?|penalt\w*|fine[ds]?|appeal)\b", str(astuple(ENGLISH)))
