"""Every service paper says what its value says, whoever reads it back, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.documents.fonts import GlyphMissing, printable
from inspector_app.documents.pictures import PictureUnusable
from inspector_app.documents.report_pictures import ALL_PHOTOS, prepare_all
from inspector_app.documents.service_paper import outline_of, render_service_paper
from inspector_app.documents.service_sentences import SENTENCES
from inspector_app.documents.service_terms import TERMS
from inspector_app.documents.service_words import words_of
from inspector_app.domain.notices import enforcement_words, qr_text
from inspector_app.domain.service_arranged import blank_sign_in
from inspector_app.domain.service_done import CheckedList, RecordSheet
from inspector_app.domain.service_papers import (
    PaperInvalid,
    PaperPhoto,
    PaperSignature,
    RecordField,
    RecordGroup,
    ServicePaper,
    check_paper,
    paper_hash,
    paper_texts,
    paper_value,
    parse_paper,
    shown_paper_hash,
)
from tests.documents.reading import (
    base_fonts,
    char_boxes,
    image_count,
    page_texts,
    squeezed,
    whole_text,
)
from tests.documents.samples import FINDING, GENERAL_FINDING, digest, photo_bytes
from tests.documents.service_samples import (
    IMAGES,
    INSURED,
    MAKERS,
    archive_index,
    complaint,
    confirmation,
    ink,
    plan,
    record,
    record_sheet,
    report,
    report_hazard,
    review,
    sign_in,
    statement,
    voucher,
)

BY_NAME = {make.__name__: make for make in MAKERS}
EVERY = pytest.mark.parametrize("make", MAKERS, ids=list(BY_NAME))
NOT_PRINTED = re.compile(
    r"sha256|\.image$|\.sign$|language|^paper$|\.level$|\.role$|kind$|empty_rows|^record_sheet"
)
# Told in other words: days in words, money with thousands, a rule as a sentence.
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def rendered(paper: ServicePaper) -> bytes:
    return render_service_paper(paper, IMAGES)


def spellings(text: str) -> Iterator[str]:
    """Yield the ways in which a text may stand on the paper."""
    yield squeezed(printable(text))
    day = DAY.fullmatch(text)
    if day:
        yield f"{int(day[1])}年{int(day[2])}月{int(day[3])}日"
    if re.fullmatch(r"\d+(\.\d+)?", text):
        yield f"{Decimal(text):,.2f}"
    if len(text) == 64:
        yield text[:12]


def _is_cut(text: str, printed: str) -> bool:
    return any(text[:cut] in printed and text[cut:] in printed for cut in range(1, len(text)))


@EVERY
def test_every_text_of_the_value_stands_on_the_paper(make: Callable[..., ServicePaper]) -> None:
    paper = make()
    printed = whole_text(rendered(paper))
    for field, text in paper_texts(paper):
        if text and not NOT_PRINTED.search(field):
            # A page may end within the text: then both halves are there.
            found = any(one in printed or _is_cut(one, printed) for one in spellings(text))
            assert found, (field, text)


@EVERY
def test_the_same_paper_gives_the_same_bytes_and_another_one_does_not(
    make: Callable[..., ServicePaper],
) -> None:
    assert rendered(make()) == rendered(make())
    assert rendered(make()) != rendered(make(agency="另一示例机构"))


def empty(make: Callable[..., ServicePaper]) -> ServicePaper:
    kind: Callable[..., ServicePaper] = type(make())
    return kind(title="空白记录") if kind is RecordSheet else kind()


@EVERY
def test_an_empty_paper_is_drawn_with_its_title(make: Callable[..., ServicePaper]) -> None:
    paper = empty(make)
    title = outline_of(paper).title
    assert squeezed(title) in whole_text(render_service_paper(paper, {}))


@EVERY
def test_headings_are_english_on_an_english_paper(make: Callable[..., ServicePaper]) -> None:
    """Only what people typed, and names of form questions, is Chinese."""
    paper = make(language="en")
    typed = "".join(text for _field, text in paper_texts(paper))
    printed = whole_text(rendered(paper))
    left = {char for char in printed if "\u4e00" <= char <= "\u9fff"} - set(typed)
    assert left == set()


@EVERY
def test_only_embedded_faces_are_used_and_nothing_leaves_the_page(
    make: Callable[..., ServicePaper],
) -> None:
    pdf = rendered(make())
    assert base_fonts(pdf) and all("+Noto" in name or "+Rare" in name for name in base_fonts(pdf))
    boxes = list(char_boxes(pdf))
    assert min(box[0] for box in boxes) >= 50
    assert max(box[2] for box in boxes) <= 595.3 - 50
    assert min(box[1] for box in boxes) >= 28


@EVERY
def test_a_paper_comes_back_from_its_canonical_bytes(make: Callable[..., ServicePaper]) -> None:
    paper = make()
    assert parse_paper(paper_value(paper), type(paper)) == paper
    signed = msgspec.structs.replace(paper, signatures=(*paper.signatures, ink("ent_sign", "示例")))
    assert paper_hash(signed) != paper_hash(paper)
    assert shown_paper_hash(signed) == shown_paper_hash(paper)


def test_two_kinds_of_paper_never_share_a_hash() -> None:
    assert len({paper_hash(empty(make)) for make in MAKERS}) == len(MAKERS)


def test_bytes_of_another_paper_or_with_other_fields_are_refused() -> None:
    with pytest.raises(PaperInvalid):
        parse_paper(paper_value(voucher()), type(plan()))
    with pytest.raises(PaperInvalid):
        parse_paper(b'{"paper":"service_plan","extra":1}', type(plan()))


ODD = st.text(
    st.characters(
        codec="utf-8", categories=("L", "N", "P", "Z", "Cc"), min_codepoint=9, max_codepoint=0x9FA5
    ),
    max_size=60,
)


@settings(max_examples=25, deadline=None)
@given(text=ODD, place=st.integers(0, len(MAKERS) - 1))
def test_odd_texts_never_crash_a_paper(text: str, place: int) -> None:
    paper = with_every_text(MAKERS[place](), text)
    try:
        assert rendered(paper).startswith(b"%PDF")
    except GlyphMissing as missing:
        assert str(missing.details["character"]) in printable(text)


def with_every_text(value: Any, text: str) -> Any:
    """Return the value with each typed text replaced."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(with_every_text(one, text) for one in value)
    if isinstance(value, msgspec.Struct):
        kept = {
            "role",
            "level",
            "rule",
            "language",
            "refused",
            "witness",
            "sha256",
            "image",
            "sign",
        }
        names = [name for name in value.__struct_fields__ if name not in kept]
        changed = {name: with_every_text(getattr(value, name), text) for name in names}
        return msgspec.structs.replace(value, **changed)
    return value


@pytest.mark.parametrize(
    "text", ["铸" * 300, "X" * 300, "<b>&amp;</font>" * 20, "第一行\n\n第三行"]
)
@EVERY
def test_long_texts_everywhere_stay_between_the_margins(
    make: Callable[..., ServicePaper], text: str
) -> None:
    pdf = rendered(with_every_text(make(), text))
    boxes = list(char_boxes(pdf))
    assert max(box[2] for box in boxes) <= 595.3 - 50
    assert min(box[1] for box in boxes) >= 28


def test_a_character_without_glyph_is_refused_with_the_field_it_stands_in() -> None:
    with pytest.raises(GlyphMissing) as refused:
        rendered(complaint(request="补做😀一次"))
    assert refused.value.details["code"] == "U+1F600"
    assert refused.value.details["field"] == "投诉请求"


def test_words_of_the_program_never_order_penalise_or_name_appeals() -> None:
    for key, texts in {**TERMS, **SENTENCES}.items():
        for text in texts:
            assert enforcement_words(text) == (), key
            assert "penal" not in text.lower() and "you must" not in text.lower(), key


def test_typed_words_of_enforcement_are_warned_about_but_not_in_a_cited_basis() -> None:
    warned = check_paper(record(conclusion="责令立即整改"))
    assert [(one.field, one.word) for one in warned] == [("conclusion", "责令")]
    assert check_paper(complaint(basis="《安全生产法》行政处罚一章")) == ()


def test_a_missing_picture_is_refused() -> None:
    with pytest.raises(PictureUnusable):
        render_service_paper(record(), {})


def test_a_refusal_needs_a_witness_and_shows_reason_and_witness() -> None:
    bare = PaperSignature(role="ent_sign", name="示例己", refused="不便签字")
    with pytest.raises(PaperInvalid):
        rendered(confirmation(signatures=(bare,)))
    told = msgspec.structs.replace(bare, witness="示例戊")
    printed = whole_text(rendered(confirmation(signatures=(told,))))
    assert "【拒绝签名】" in printed and "理由：不便签字" in printed and "见证人：示例戊" in printed


def test_a_language_nobody_knows_is_refused() -> None:
    with pytest.raises(PaperInvalid):
        rendered(plan(language="fr"))


def test_a_blank_sign_in_sheet_has_rows_for_a_pen() -> None:
    printed = whole_text(rendered(blank_sign_in(INSURED, "安全培训", 25)))
    assert "签到表" in printed and "安全培训" in printed
    assert "25" in printed


def test_two_hundred_people_repeat_the_heads_on_every_page() -> None:
    pages = page_texts(rendered(sign_in(200)))
    assert len(pages) > 5
    assert all("部门或单位" in page for page in pages if "示例设备动力" in page)
    assert f"共{len(pages)}页第{len(pages)}页" in pages[-1]


def test_major_hazards_stand_first_and_are_told_without_colour() -> None:
    printed = whole_text(rendered(record()))
    table = printed[printed.index("发现的隐患") :]
    assert table.index("【重大】") < table.index("一般")


def test_the_list_of_contents_names_the_page_where_each_section_begins() -> None:
    pages = page_texts(rendered(report(30)))
    entries = re.findall(
        r"([一二三四五六七八九十]、[^\d一二三四五六七八九十、附]+|附：现场照片)(\d+)", pages[1]
    )
    assert len(entries) == 7
    for title, page in entries:
        assert title in pages[int(page) - 1]


def test_counts_unanswered_apart_and_leave_them_out_of_the_rate() -> None:
    lists = (CheckedList(title="甲表", conforming=3, failing=1, not_applicable=5, unchecked=11),)
    printed = whole_text(rendered(report(0, 0, checklists=lists)))
    assert "75%" in printed and "未检查" in printed and "11" in printed
    assert "黄（有一般隐患或未检查项目）" in printed


def test_a_report_without_checks_makes_no_claim() -> None:
    printed = whole_text(rendered(report(0, 0, checklists=())))
    assert "绿（未发现隐患）" not in printed
    assert "未检查的项目和区域不在此结论范围内" in printed


def test_findings_are_grouped_by_area_with_the_areas_of_major_hazards_first() -> None:
    hazards = (report_hazard(2), report_hazard(3), report_hazard(1))
    text = whole_text(rendered_with(hazards))
    details = text[text.index("四、隐患明细", text.index("三、检查结果与隐患", 400)) :]
    assert details.index("隐患1") < details.index("隐患2") < details.index("隐患3")


def rendered_with(hazards: tuple[Any, ...]) -> bytes:
    return rendered(msgspec.structs.replace(report(), hazards=hazards))


def test_a_report_shows_each_picture_once_however_often_it_is_used() -> None:
    assert image_count(rendered(report(30, 30, signatures=()))) == 3


def test_a_report_says_which_standard_was_in_force_on_which_day() -> None:
    printed = whole_text(rendered(report()))
    assert "自2023-05-15起施行" in printed
    assert "以上为服务日期（2026年11月20日）有效的标准和规定" in printed


def test_the_fee_statement_sums_what_it_lists_and_holds_it_against_the_rule() -> None:
    told = statement(3, premium_received="50000")
    printed = whole_text(rendered(told))
    assert f"{told.spent():,.2f}" in printed
    assert "19.5%" in printed and "未超过规定上限" in printed
    over = statement(3, premium_received="30000")
    assert "超过规定比例" in whole_text(rendered(over))


def test_a_statement_without_a_premium_tells_no_share() -> None:
    printed = whole_text(rendered(statement(2, premium_received="")))
    assert "无法计算" in printed and "占实际收取保费的—" not in printed


def test_the_review_tells_what_of_the_plan_was_done() -> None:
    printed = whole_text(rendered(review()))
    assert "85.71%" in printed and "18.6%" in printed


def test_an_index_of_two_hundred_papers_numbers_them_all() -> None:
    printed = whole_text(rendered(archive_index(200)))
    assert "A70199" in printed and "200" in printed


def test_the_number_of_copies_is_named_with_their_holders() -> None:
    printed = whole_text(rendered(plan()))
    assert "本文书一式三份：投保单位、服务机构、保险机构各一份。" in printed
    other = whole_text(rendered(plan(copies=("甲", "乙", "丙", "丁"))))
    assert "本文书一式四份：甲、乙、丙、丁各一份。" in other


def test_the_code_of_a_paper_is_printed_on_its_first_page_only() -> None:
    code = qr_text(plan().number(), paper_hash(plan()), bytes(64))
    pages = page_texts(render_service_paper(plan(), IMAGES, qr=code))
    assert "扫描二维码" in pages[0]
    assert all("扫描二维码" not in page for page in pages[1:])


def test_the_code_of_another_paper_is_never_printed() -> None:
    code = qr_text(plan().number(), paper_hash(plan(year="2025")), bytes(64))
    with pytest.raises(PaperInvalid):
        render_service_paper(plan(), IMAGES, qr=code)


def test_a_hundred_photos_together_stay_small() -> None:
    photos = {digest(data): data for data in (photo_bytes(n, (700, 525)) for n in range(8))}
    ready = prepare_all(tuple(photos), (), photos)
    assert list(ready) == list(photos)
    many = prepare_all([*photos, *[f"{n}" for n in range(92)]], (), photos | {
        f"{n}": next(iter(photos.values())) for n in range(92)})  # fmt: skip
    assert sum(len(one.image.jpeg) for one in many.values()) <= ALL_PHOTOS


@pytest.mark.parametrize("data", [b"", b"%PDF", b"\xff\xd8\xff\xe0broken"])
def test_a_broken_photo_is_refused_by_its_hash(data: bytes) -> None:
    photo = PaperPhoto(sha256="ab" * 32)
    with pytest.raises(PictureUnusable) as refused:
        render_service_paper(record(photos=(photo,), signatures=()), {"ab" * 32: data})
    assert refused.value.details["sha256"] == "abababababab"


def test_money_days_and_shares_read_as_people_write_them() -> None:
    words, english = words_of("zh_CN"), words_of("en")
    assert words.yuan("186000") == "186,000.00 元"
    assert english.yuan("186000.5") == "CNY 186,000.50"
    assert words.yuan("约两万") == "约两万"
    assert english.day("2026-11-05") == "5 November 2026"
    assert words.day("2026-13-05") == "2026-13-05"
    assert words.day("09:00:00.000+08:00") == "09:00"
    assert words.day("2026-11-05T09:05:00Z") == "2026年11月5日 09:05"
    assert words.percent(Decimal(100) / 3) == "33.33%"
    assert words.mark(11) == "十一、"


def test_terms_are_told_in_both_languages() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    for key, (first, second) in {**TERMS, **SENTENCES}.items():
        assert chinese.search(first) or "{" in first, key
        assert not chinese.search(second), key
        fields = re.compile(r"\{(\w+)\}")
        assert set(fields.findall(first)) == set(fields.findall(second)), key


def test_a_group_in_which_nothing_was_answered_is_left_out() -> None:
    groups = (
        RecordGroup(title="空白部分", fields=(RecordField(label="经度"),)),
        RecordGroup(title="已填部分", fields=(RecordField(label="地点", text="东区"),)),
    )
    printed = whole_text(rendered(record_sheet(groups=groups)))
    assert "空白部分" not in printed and "已填部分" in printed


def test_long_findings_are_whole_on_the_record() -> None:
    printed = whole_text(rendered(record()))
    for text in (FINDING, GENERAL_FINDING):
        assert squeezed(text) in printed or _is_cut(squeezed(text), printed)
