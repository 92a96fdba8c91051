"""Report of major hazards, reply form and re-inspection say what their values say."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector_app.documents.fonts import GlyphMissing, printable
from inspector_app.documents.hazard_terms import HAZARD_TERMS
from inspector_app.documents.service_paper import render_service_paper
from inspector_app.documents.service_sentences import SENTENCES
from inspector_app.documents.service_terms import TERMS
from inspector_app.domain.hazard_papers import HazardPaper, Telling
from inspector_app.domain.hazards import FiveCommitments, Level, Outcome
from inspector_app.domain.major_report import department_for
from inspector_app.domain.notices import enforcement_words, qr_text
from inspector_app.domain.organisation import RoutingSet
from inspector_app.domain.service_papers import (
    Insured,
    PaperInvalid,
    paper_hash,
    paper_texts,
    paper_value,
    parse_paper,
    shown_paper_hash,
)
from tests.documents.hazard_samples import (
    IMAGES,
    STAFF,
    TELLING,
    hazard,
    major_report,
    reinspected,
    reinspection,
    reply_form,
    signature,
)
from tests.documents.reading import (
    base_fonts,
    char_boxes,
    image_count,
    page_texts,
    squeezed,
    whole_text,
)
from tests.documents.samples import FINDING

NOT_PRINTED = re.compile(r"sha256|\.image$|language|variant|^paper$|\.level$|\.role$|cert_type")
UNTOLD = re.compile(r"outcome$|told_at|criterion|basis|immediate|ent_region|ent_industry|ent_addr")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
PAPERS: list[Callable[..., HazardPaper]] = [major_report, reply_form, reinspection]
EVERY = pytest.mark.parametrize("make", PAPERS)


def code_of(paper: HazardPaper) -> str:
    return qr_text(paper.number(), paper_hash(paper), bytes(64))


def rendered(paper: HazardPaper) -> bytes:
    code = "" if "|" in paper.number() else code_of(paper)
    return render_service_paper(paper, IMAGES, qr=code)


def as_written(text: str) -> str:
    day = DAY.fullmatch(text)
    if day:
        return f"{int(day[1])}年{int(day[2])}月{int(day[3])}日"
    return squeezed(printable(text))


def is_told(text: str, printed: str) -> bool:
    """Tell whether the text is there, whole or with a page's end within it."""
    cuts = range(1, len(text))
    return text in printed or any(text[:c] in printed and text[c:] in printed for c in cuts)


def untold(paper: HazardPaper) -> list[str]:
    printed = whole_text(rendered(paper))
    return [
        field
        for field, text in paper_texts(paper)
        if text and not NOT_PRINTED.search(field) and not is_told(as_written(text), printed)
    ]


def test_every_text_of_a_report_stands_on_the_paper() -> None:
    printed = whole_text(rendered(major_report(2)))
    fields = untold(major_report(2))
    assert [field for field in fields if not field.endswith("told_at")] == []
    assert "2026年11月20日10:52" in printed
    assert printed.index("示例市示例区应急管理局：") < printed.index("一、企业基本情况")


@pytest.mark.parametrize("count", [1, 3, 12])
def test_every_text_that_a_reply_form_needs_stands_on_it(count: int) -> None:
    # The policy and what only the notice itself says are left out of the form.
    skipped = re.compile(UNTOLD.pattern + r"|^cover\.|ent_principal")
    assert [field for field in untold(reply_form(count)) if not skipped.search(field)] == []


@pytest.mark.parametrize("count", [1, 4, 12])
def test_every_text_of_a_reinspection_stands_on_the_paper(count: int) -> None:
    skipped = re.compile(UNTOLD.pattern + "|ent_contact|responsible")
    assert [field for field in untold(reinspection(count)) if not skipped.search(field)] == []


@EVERY
def test_each_page_bears_number_place_and_short_hash(make: Callable[..., HazardPaper]) -> None:
    paper = make(9)
    pages = page_texts(rendered(paper))
    for place, page in enumerate(pages, 1):
        foot = f"{paper.number()}·共{len(pages)}页第{place}页·{paper_hash(paper)[:8]}"
        assert foot in page


@EVERY
@pytest.mark.parametrize("count", [1, 2, 3, 5, 20, 57])
def test_no_heading_stands_alone_at_the_foot_of_a_page(
    make: Callable[..., HazardPaper], count: int
) -> None:
    for page in page_texts(rendered(make(count))):
        body = re.split(r"扫描二维码|示例安责.〔2026〕A7\d{4}号·共", page)[0]
        assert not re.search(r"隐患\d+[^项]{0,20}(【.{2,6}】|一般事故隐患)$", body)
        assert not re.search(r"(逐项复查情况|重大事故隐患情况|整改情况)$", body)


@EVERY
def test_a_hazard_that_goes_on_repeats_its_heading(make: Callable[..., HazardPaper]) -> None:
    name = "items" if make is reinspection else "hazards"
    first = getattr(make(1), name)[0]
    long = msgspec.structs.replace(first, finding=FINDING * 10)
    pages = page_texts(rendered(make(1, **{name: (long,)})))
    assert sum("隐患1铸造车间2号中频炉炉前区域" in page for page in pages) >= 2


@EVERY
def test_the_same_paper_gives_the_same_bytes_with_embedded_fonts(
    make: Callable[..., HazardPaper],
) -> None:
    pdf = rendered(make())
    assert pdf == rendered(make())
    assert base_fonts(pdf) and all(re.match(r"[A-Z]{6}\+", font) for font in base_fonts(pdf))


@EVERY
def test_a_value_read_back_is_the_same_and_signing_keeps_what_was_shown(
    make: Callable[..., HazardPaper],
) -> None:
    paper = make()
    assert parse_paper(paper_value(paper), type(paper)) == paper
    signed = msgspec.structs.replace(paper, signatures=(signature("receiver_sign", "示例己"),))
    assert shown_paper_hash(signed) == shown_paper_hash(paper)
    assert paper_hash(signed) != paper_hash(paper)


@EVERY
def test_the_grey_variant_has_no_photo_no_grey_and_no_thin_line(
    make: Callable[..., HazardPaper],
) -> None:
    grey = make(2, variant="grey", signatures=())
    pdf = rendered(grey)
    assert image_count(pdf) == 0
    assert fills_and_widths(pdf) == (set(), True)
    full = fills_and_widths(rendered(make(2, signatures=())))
    assert full[0] and not full[1]


@EVERY
def test_the_grey_variant_says_the_same(make: Callable[..., HazardPaper]) -> None:
    grey = make(2, variant="grey", language="zh_CN", signatures=())
    full = msgspec.structs.replace(grey, variant="full")
    missing = set(untold(grey)) - set(untold(full))
    assert all(re.search(r"photos|after", field) for field in missing), missing


def fills_and_widths(pdf: bytes) -> tuple[set[tuple[int, int, int]], bool]:
    """Return the fills of all paths that are neither black nor white; are all lines ≥ 0.75 pt."""
    shades: set[tuple[int, int, int]] = set()
    widths = []
    document = pypdfium2.PdfDocument(pdf)
    raw = pypdfium2.raw
    for page in document:
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            stroke, fill = raw.c_int(), raw.c_int()
            raw.FPDFPath_GetDrawMode(item, fill, stroke)
            colour = [raw.c_uint() for _part in range(4)]
            raw.FPDFPageObj_GetFillColor(item, *colour)
            shade = (colour[0].value, colour[1].value, colour[2].value)
            if fill.value and shade not in {(0, 0, 0), (255, 255, 255)}:
                shades.add(shade)
            width = raw.c_float()
            raw.FPDFPageObj_GetStrokeWidth(item, width)
            if stroke.value:
                widths.append(width.value)
    document.close()
    return shades, min(widths) >= 0.749


@EVERY
def test_headings_are_english_on_an_english_paper(make: Callable[..., HazardPaper]) -> None:
    paper = make(2, language="en")
    typed = "".join(text for _field, text in paper_texts(paper))
    left = {char for char in whole_text(rendered(paper)) if "\u4e00" <= char <= "\u9fff"}
    assert left - set(typed) == set()


def test_the_terms_of_these_papers_replace_no_other_term() -> None:
    assert not set(HAZARD_TERMS) & (set(TERMS) | set(SENTENCES))


def test_the_program_adds_no_word_of_enforcement() -> None:
    for chinese, english in HAZARD_TERMS.values():
        assert not enforcement_words(chinese)
        assert not re.search(r"\b(order(ed)?|penalt\w*|fined?|appeal|must|shall)\b", english)
    for make in PAPERS:
        assert not enforcement_words(whole_text(rendered(make(2))))


# The report


def test_a_report_names_four_copies_and_asks_the_enterprise_for_its_view() -> None:
    printed = whole_text(rendered(major_report(view="", copies=())))
    assert "一式四份：投保单位、服务机构、保险机构、行业主管部门各一份" in printed
    assert "四、企业意见企业意见" in printed


def test_what_nobody_typed_about_a_major_hazard_is_space_for_a_pen() -> None:
    report = major_report()
    hazard = replace(
        report.hazards[0], cause="", harm=" ", five=FiveCommitments(responsible="示例戊")
    )
    printed = whole_text(rendered(replace(report, hazards=(hazard,))))
    for label in ("现状及产生原因", "危害程度和整改难易", "五落实措施", "五落实资金", "五落实预案"):
        assert label in printed
    assert printed.count("五落实责任人") == printed.count("五落实责任人：示例戊") == 1
    assert "现状及产生原因" in whole_text(rendered(report))
    assert "五落实措施" not in whole_text(rendered(report))


def test_a_refusal_is_printed_with_reason_and_witness() -> None:
    refusal = signature("ent_sign", "示例丙", refused="认为该房间不属于交接班室", witness="示例庚")
    printed = whole_text(rendered(major_report(signatures=(refusal,))))
    assert "【拒绝签名】" in printed
    assert "理由：认为该房间不属于交接班室" in printed
    assert "见证人：示例庚" in printed


def test_a_report_without_proof_does_not_say_that_the_enterprise_was_told() -> None:
    assert "并已告知该单位" in whole_text(rendered(major_report()))
    printed = whole_text(rendered(major_report(telling=())))
    assert "并已告知该单位" not in printed
    assert "尚无告知记录" in printed


def test_the_department_of_the_county_goes_before_the_one_of_the_city() -> None:
    routes = [
        RoutingSet(sector="construction", region="", department="省住房和城乡建设厅"),
        RoutingSet(sector="construction", region="330100", department="市住房和城乡建设局"),
        RoutingSet(sector="construction", region="330106", department="区住房和城乡建设局"),
        RoutingSet(sector="hazchem", region="330106", department="区应急管理局"),
    ]

    def told(sector: str, region: str) -> str:
        found = department_for(routes, sector, region)
        return found.department if found else ""

    assert told("construction", "330106") == "区住房和城乡建设局"
    assert told("construction", "330108") == "市住房和城乡建设局"
    assert told("construction", "440303") == "省住房和城乡建设厅"
    assert told("hazchem", "330108") == ""


# The reply form


@EVERY
def test_a_sheet_bears_the_code_of_its_own_value_and_no_other(
    make: Callable[..., HazardPaper],
) -> None:
    paper = make()
    pages = page_texts(rendered(paper))
    assert "扫描二维码可用本程序离线核对本文书" in pages[0]
    assert not any("扫描二维码可用本程序" in page for page in pages[1:])
    with pytest.raises(PaperInvalid):
        render_service_paper(paper, IMAGES, qr=code_of(make(copies=("甲", "乙"))))


@EVERY
def test_a_preview_has_no_code_and_breaks_its_pages_as_the_paper(
    make: Callable[..., HazardPaper],
) -> None:
    preview = page_texts(render_service_paper(make(7), IMAGES))
    assert not any("扫描二维码可用本程序" in page for page in preview)
    assert len(preview) == len(page_texts(rendered(make(7))))


def test_a_reply_form_leaves_space_to_write_for_every_hazard() -> None:
    printed = whole_text(rendered(reply_form(5)))
    for label in ("未完成原因和", "整改责任人", "整改费用（元）", "整改后照片（粘贴处）"):
        assert printed.count(label) == 5, label
    assert printed.count("五落实责任人") == 1


# The re-inspection


def test_a_reinspection_counts_its_outcomes_in_one_sentence() -> None:
    printed = whole_text(rendered(reinspection(9)))
    counts = "共复查9项：已整改3项、部分整改2项、未整改2项、无法复查2项"
    assert counts in printed
    assert "尚未完成整改的隐患（第2、3、4、6、7、8项）" in printed


def test_a_reinspection_of_hazards_all_rectified_says_so() -> None:
    items = tuple(reinspected(n, outcome=Outcome.RECTIFIED) for n in (2, 3))
    printed = whole_text(rendered(reinspection(items=items)))
    assert "所复查的隐患均已整改" in printed
    assert "尚未完成整改" not in printed
    assert "一式三份" in printed


def test_photos_before_and_after_stand_side_by_side() -> None:
    printed = whole_text(rendered(reinspection(1)))
    heads, first, second = (
        printed.index(t) for t in ("整改前复查时", "照片1-1（前）", "照片1-1（复")
    )
    assert heads < first < second


def test_a_photo_and_its_caption_stand_on_one_page() -> None:
    items = tuple(
        reinspected(n, photos=hazard(1).photos * (n % 4), after=hazard(1).photos)
        for n in range(1, 15)
    )
    pdf = rendered(reinspection(items=items, signatures=()))
    captions = [len(re.findall(r"照片\d+-\d+（", page)) for page in page_texts(pdf)]
    assert pictures_by_page(pdf) == captions
    assert sum(captions) == sum(len(item.photos) + len(item.after) for item in items)


def pictures_by_page(pdf: bytes) -> list[int]:
    document = pypdfium2.PdfDocument(pdf)
    kind = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    counts = [sum(1 for _item in page.get_objects(filter=[kind])) for page in document]
    document.close()
    return counts


def test_a_very_long_place_is_cut_short_in_the_repeated_heading_alone() -> None:
    place = "示例厂区东区一层配电室与空压站之间的通道" * 12
    item = reinspected(1, place=place, finding=FINDING * 8)
    pages = page_texts(rendered(reinspection(items=(item,))))
    assert place in "".join(pages)
    assert sum(place[:40] + "…" in page for page in pages) >= 2


@EVERY
@pytest.mark.parametrize(
    "changes",
    [
        {"insured": Insured()},
        {"hazards": (), "items": ()},
        {"hazards": (hazard(2), hazard(2)), "items": (reinspected(2), reinspected(2))},
        {"hazards": (hazard(2, finding=" "),), "items": (reinspected(2, finding=" "),)},
        {"variant": "colour"},
        {"language": "fr"},
    ],
)
def test_a_paper_with_a_missing_or_wrong_part_is_refused(
    make: Callable[..., HazardPaper], changes: dict[str, Any]
) -> None:
    known = {name: changes[name] for name in changes if hasattr(make(1), name)}
    with pytest.raises(PaperInvalid):
        rendered(make(1, **known))


@pytest.mark.parametrize(
    "paper",
    [
        major_report(department=" "),
        major_report(hazards=()),
        major_report(
            hazards=(msgspec.structs.replace(major_report().hazards[0], level=Level.GENERAL),)
        ),
        major_report(telling=(Telling(told_to="示例丙", hazards=(7,)),)),
        major_report(telling=(msgspec.structs.replace(TELLING[0], told_to=""),)),
        reply_form(notice_no=""),
        reply_form(reply_by="12月5日"),
        reply_form(reply_no="甲|乙"),
        reinspection(staff=STAFF[:1]),
        reinspection(recheck_date=""),
        reinspection(items=(reinspected(2, new_deadline="2026-13-01"),)),
    ],
)
def test_a_fault_of_one_paper_is_refused(paper: HazardPaper) -> None:
    with pytest.raises(PaperInvalid):
        rendered(paper)


ODD = st.text(
    st.sampled_from("铸𠮷䶮<b>&;\"'\\|{}%0123456789 \t\n\u202e\u200b、。（）《》—…ａA.-\u0301é"),
    max_size=300,
)


@settings(max_examples=12, deadline=None)
@given(text=ODD, count=st.integers(1, 3))
def test_odd_texts_stand_on_the_paper_as_they_are(text: str, count: int) -> None:
    items = tuple(
        reinspected(n, place=text, finding="甲" + text, fact=text, left=text, photos=())
        for n in range(1, count + 1)
    )
    pdf = rendered(reinspection(items=items, overall=text, advice=text))
    printed = whole_text(pdf)
    for char in set(squeezed(printable(text))):
        assert printed.count(char) >= squeezed(printable(text)).count(char) * 3 * count, char
    boxes = list(char_boxes(pdf))
    assert min(box[0] for box in boxes) >= 50
    assert max(box[2] for box in boxes) <= 595.3 - 50


@EVERY
def test_a_character_in_no_face_is_named_with_its_field(make: Callable[..., HazardPaper]) -> None:
    name = "items" if make is reinspection else "hazards"
    odd = msgspec.structs.replace(getattr(make(1), name)[0], finding="配电箱😀未上锁")
    with pytest.raises(GlyphMissing) as refused:
        rendered(make(1, **{name: (odd,)}))
    assert refused.value.details["code"] == "U+1F600"
    assert "隐患 1" in str(refused.value.details["field"])
