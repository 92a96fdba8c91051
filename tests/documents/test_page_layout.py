"""How papers look, read back from their pages: places of texts, pictures, heads and signatures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pypdfium2
import pytest

from inspector_app.documents.layout import MM, PAGE_HEIGHT, PAGE_WIDTH
from inspector_app.documents.linebreak import NO_START
from inspector_app.documents.notice import render_notice
from inspector_app.documents.outline import named_texts
from inspector_app.documents.service_paper import outline_of, render_service_paper
from inspector_app.domain.hazard_papers import HazardPaper
from inspector_app.domain.hazards import Level
from inspector_app.domain.service_done import FoundHazard
from inspector_app.domain.service_papers import ServicePaper
from tests.documents import service_samples
from tests.documents.hazard_samples import (
    AFTER,
    BEFORE,
    FIVE,
    IMAGES,
    major_report,
    reinspected,
    reinspection,
    reply_form,
    shot,
)
from tests.documents.reading import page_texts, squeezed
from tests.documents.samples import FINDING, full_notice, qr_of
from tests.documents.service_samples import SHOWN, record, record_sheet

ALL_IMAGES = IMAGES | service_samples.IMAGES
HAZARD_PAPERS: list[Callable[..., HazardPaper]] = [major_report, reply_form, reinspection]
EVERY: list[Callable[..., ServicePaper]] = [*service_samples.MAKERS, *HAZARD_PAPERS]
MIDDLE = PAGE_WIDTH / 2


@dataclass(frozen=True)
class Glyph:
    """A visible character of a page with its box in points from the top left corner."""

    char: str
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """What a page holds: its characters in the order of the text, its images' boxes, its text."""

    glyphs: tuple[Glyph, ...]
    images: tuple[tuple[float, float, float, float], ...]
    text: str

    def lines(self) -> list[list[Glyph]]:
        """Return the characters line by line as the reader sees them."""
        found: list[list[Glyph]] = []
        for one in self.glyphs:
            here = found[-1] if found else []
            if here and abs(here[-1].bottom - one.bottom) < 6 and one.left > here[-1].left:
                here.append(one)
            else:
                found.append([one])
        return found

    def place(self, text: str) -> Glyph:
        """Return the first character of this text on the page."""
        joined = "".join(one.char for one in self.glyphs)
        return self.glyphs[joined.index(text)]

    def end(self, text: str) -> Glyph:
        """Return the last character of this text on the page."""
        joined = "".join(one.char for one in self.glyphs)
        return self.glyphs[joined.index(text) + len(text) - 1]


def pages_of(pdf: bytes) -> list[Page]:
    """Return the pages as another program sees them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_page(page) for page in document]
    finally:
        document.close()


def _page(page: Any) -> Page:
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    glyphs = tuple(_glyphs(text_page, text))
    images = tuple(one.get_bounds() for one in page.get_objects() if one.type == 3)
    text_page.close()
    return Page(glyphs, images, text)


def _glyphs(text_page: Any, text: str) -> Iterator[Glyph]:
    for place, char in enumerate(text):
        if not char.isspace() and place < text_page.count_chars():
            left, bottom, right, top = text_page.get_charbox(place, loose=True)
            yield Glyph(char, left, right, PAGE_HEIGHT - top, PAGE_HEIGHT - bottom)


def rendered(paper: ServicePaper) -> bytes:
    return render_service_paper(paper, ALL_IMAGES)


def papers(language: str) -> Iterator[ServicePaper]:
    """Give every kind of paper, those about hazards with several numbers of them."""
    yield from (make(language=language) for make in service_samples.MAKERS)
    for make in HAZARD_PAPERS:
        yield from (make(count, language=language) for count in (1, 2, 3, 4, 5, 7))


# Signatures


@pytest.mark.parametrize(("language", "title"), [("zh_CN", "签章"), ("en", "Signatures")])
def test_signatures_never_stand_on_a_page_without_anything_of_the_paper(
    language: str, title: str
) -> None:
    for paper in papers(language):
        for text in page_texts(rendered(paper)):
            # The list of contents names the title too.
            at = text.find(title)
            assert at < 0 or at > 3, (type(paper).__name__, text[:80])


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(("majors", "generals"), [(0, 1), (1, 0), (1, 2), (1, 6), (3, 20), (0, 9)])
def test_signatures_of_a_notice_stand_below_its_hints(
    language: str, majors: int, generals: int
) -> None:
    value, images = full_notice(majors, generals, language=language)
    title = "签章服务方" if language == "zh_CN" else "SignaturesServiceside"
    pages = page_texts(render_notice(value, images, qr=qr_of(value)))
    signed = [text for text in pages if title in text]
    assert len(signed) == 1
    assert signed[0].index(title) > 20


def test_a_section_of_which_only_the_end_came_to_the_page_of_signatures_goes_there_whole() -> None:
    last = page_texts(rendered(reinspection(2)))[-1]
    assert last.startswith("复查意见总体意见")
    assert "签章服务方" in last


def test_a_signature_goes_on_the_page_it_belongs_to_when_space_is_saved() -> None:
    """The statement has its signatures on its second page, not alone on a third."""
    assert len(page_texts(rendered(service_samples.statement()))) == 2


def test_a_sheet_that_one_side_signs_has_no_empty_column() -> None:
    places = ("记录人签名", "复核人签名")
    paper = record_sheet(service_places=places, enterprise_places=(), signatures=())
    page = pages_of(rendered(paper))[-1]
    assert "投保单位签名" not in page.text
    first, second = (page.place(one) for one in places)
    assert abs(first.top - second.top) < 1
    assert second.left > MIDDLE > first.left
    alone = record_sheet(service_places=places[:1], enterprise_places=(), signatures=())
    assert "记录人签名" in pages_of(rendered(alone))[-1].text


# Words and lines


def english_words(texts: str) -> set[str]:
    return set(re.findall(r"[A-Za-z0-9]{3,24}", texts))


@pytest.mark.parametrize("make", EVERY)
def test_no_word_of_an_english_paper_is_cut(make: Callable[..., ServicePaper]) -> None:
    paper = make(language="en")
    told = english_words(" ".join(text for _name, text in named_texts(outline_of(paper))))
    shown = english_words(" ".join(page.text for page in pages_of(rendered(paper))))
    assert told - shown == set()


def test_a_hash_and_a_number_of_pieces_stay_whole_in_their_columns() -> None:
    text = pages_of(rendered(service_samples.archive_index(language="en")))[0].text
    assert "Pieces" in text
    hashes = [one.sha256[:12] for one in service_samples.archive_index().papers]
    assert all(one in text for one in hashes[:4])


@pytest.mark.parametrize("make", EVERY)
def test_no_line_begins_with_a_closing_mark(make: Callable[..., ServicePaper]) -> None:
    for page in pages_of(rendered(make())):
        for line in page.lines():
            assert line[0].char not in NO_START, "".join(one.char for one in line)


def test_a_span_of_time_stays_on_one_line() -> None:
    value, images = full_notice(0, 1, language="en")
    text = pages_of(render_notice(value, images, qr=qr_of(value)))[0].text
    assert "09:12—15:40" in text


# Tables and photos


def test_a_record_of_two_hundred_hazards_repeats_its_heads_on_each_page() -> None:
    hazards = tuple(
        FoundHazard(no=str(n), place=f"{n}号厂房", desc=FINDING, level=Level.GENERAL,
                    deadline="2026-12-02", responsible="示例甲")
        for n in range(1, 201)
    )  # fmt: skip
    pages = page_texts(rendered(record(hazards=hazards, photos=())))
    listed = [place for place, text in enumerate(pages) if "铸造车间2号中频感应电炉" in text]
    assert len(listed) > 10
    for place in listed[1:]:
        assert pages[place].startswith("序号部位/场所隐患描述等级建议整改期限责任部门/人")
    assert "".join(pages).count("铸造车间2号中频感应电炉") == 200
    for place, text in enumerate(pages, 1):
        assert f"共{len(pages)}页第{place}页" in text


def test_a_row_is_not_cut_within_a_sentence_where_little_room_is_left() -> None:
    hazards = tuple(
        FoundHazard(no=str(n), place="一车间", desc=FINDING, deadline="2026-12-02")
        for n in range(1, 40)
    )
    for page in page_texts(rendered(record(hazards=hazards, photos=()))):
        body = page.removeprefix("序号部位/场所隐患描述等级建议整改期限责任部门/人")
        if body != page and not body[0].isdigit():
            begun = squeezed(FINDING).index(body[:12])
            assert squeezed(FINDING)[begun - 1] in "。；”", body[:40]


@pytest.mark.parametrize("count", [7, 60])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_photo_stands_on_the_page_of_its_caption(count: int, language: str) -> None:
    items = tuple(
        reinspected(n, photos=(shot(BEFORE, "整改前"),), after=(shot(AFTER, "复查时"),) * (n % 3))
        for n in range(1, count + 1)
    )
    paper = reinspection(count, items=items, signatures=(), language=language)
    name = r"照片\d+-\d（" if language == "zh_CN" else r"Photo\d+-\d\("
    for page in pages_of(rendered(paper)):
        assert len(page.images) == len(re.findall(name, squeezed(page.text)))


def test_the_heads_of_photo_pairs_stand_again_on_the_next_page() -> None:
    many = (shot(BEFORE, "现场"),) * 9
    item = reinspected(2, photos=many, after=(shot(AFTER, "现场"),) * 9)
    texts = page_texts(rendered(reinspection(items=(item,), signatures=())))
    shown = [text for text in texts if "（复查）" in text]
    assert len(shown) > 2
    for text in shown:
        assert 0 <= text.index("整改前复查时") < text.index("（复查）")
    assert "".join(texts).count("整改前复查时") == len(shown)


def test_the_last_of_an_odd_number_of_photos_stands_in_the_middle() -> None:
    pages = pages_of(rendered(record(photos=SHOWN, signatures=())))
    (page,) = (page for page in pages if len(page.images) == 3)
    *pair, last = sorted(page.images, key=lambda box: -box[1])
    assert abs((last[0] + last[2]) / 2 - MIDDLE) < 1
    assert sorted(round(box[0] < MIDDLE) for box in pair) == [0, 1]


def test_a_total_goes_over_the_empty_cells_after_it() -> None:
    text = pages_of(rendered(service_samples.statement(language="en")))[1].text
    assert text.count("Total") == 2


# The letter to the department


@pytest.fixture(scope="module")
def letter() -> list[Page]:
    return pages_of(rendered(major_report()))


def body(page: Page) -> list[list[Glyph]]:
    """Return the lines between the margins of a letter."""
    return [line for line in page.lines() if 36 * MM < line[0].top < PAGE_HEIGHT - 35 * MM]


def test_a_letter_keeps_the_margins_of_the_standard(letter: list[Page]) -> None:
    for page in letter[1:3]:
        for line in body(page):
            assert line[0].left >= 28 * MM - 0.5
            assert line[-1].right <= PAGE_WIDTH - 26 * MM + 0.5
            assert line[-1].bottom <= PAGE_HEIGHT - 35 * MM + 3


def test_a_full_page_of_a_letter_has_22_lines_of_28_characters() -> None:
    view = "铸造车间交接班室已经停用" * 200
    lines = body(pages_of(rendered(major_report(view=view)))[3])
    assert len(lines) == 22
    assert all(len(line) == 28 for line in lines)
    pitch = lines[1][0].top - lines[0][0].top
    assert abs(pitch - 225 * MM / 22) < 0.5


def test_the_head_of_a_letter_is_sender_number_title_and_addressee(letter: list[Page]) -> None:
    page = letter[0]
    sender, number = page.place("示例安全技术服务有限公司"), page.place("示例安责报")
    assert abs(sender.left + page.end("示例安全技术服务有限公司").right - PAGE_WIDTH) < 4
    assert 28 * MM < sender.top < 34 * MM
    assert abs(page.end("〔2026〕A70002号").right - (PAGE_WIDTH - 26 * MM)) < 3
    title = page.place("关于示例省")
    addressee = page.place("示例市示例区应急管理局：")
    assert sender.bottom < number.top < title.top < addressee.top
    assert abs(addressee.left - 28 * MM) < 1
    assert abs(page.place("存在重大事故隐患").left + page.end("隐患的报告").right - PAGE_WIDTH) < 8


def test_the_date_of_a_letter_keeps_four_characters_free_under_the_signer() -> None:
    page = next(one for one in pages_of(rendered(major_report())) if "特此报告" in one.text)
    end = page.end("2026年11月20日（联系人"[:11])
    signer = page.place("示例安全技术服务有限公司2026年")
    date = page.place("2026年11月20日（联系人")
    last = page.end("示例安全技术服务有限公司2026年"[:12])
    assert abs((signer.left + last.right) / 2 - (date.left + _day_end(page, date)) / 2) < 2
    four = 4 * 156 / 28 * MM
    assert abs(_day_end(page, date) - (PAGE_WIDTH - 26 * MM - four)) < 2
    assert date.top > signer.top and end is not None
    copies = page.place("抄送：")
    assert copies.bottom > PAGE_HEIGHT - 45 * MM


def _day_end(page: Page, date: Glyph) -> float:
    place = page.glyphs.index(date)
    return page.glyphs[place + len("2026年11月20日") - 1].right


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_end_of_a_letter_goes_with_lines_of_its_text(count: int, language: str) -> None:
    close, day = ("特此报告。", "2026年11月20日（联系人")
    if language == "en":
        close, day = ("Thisisourreport.", "20November2026(Contact")
    pages = page_texts(rendered(major_report(count, language=language)))
    (ending,) = (text for text in pages if day in text)
    assert close in ending


def test_the_annex_of_a_letter_begins_on_a_page_of_its_own(letter: list[Page]) -> None:
    places = [n for n, page in enumerate(letter) if squeezed(page.text).startswith("附件1")]
    assert len(places) == 1
    page = letter[places[0]]
    assert "重大事故隐患情况表" in squeezed(page.text)
    assert min(one.left for one in page.glyphs) >= 20 * MM - 1


def test_a_letter_without_copies_reporter_or_date_still_ends() -> None:
    bare = major_report(copied_to=(), reporter="", reporter_phone="", issued_on="", attachments=())
    text = "".join(page_texts(rendered(bare)))
    assert "附件：重大事故隐患情况表" in text and "抄送" not in text


def test_long_names_everywhere_keep_a_letter_between_its_margins() -> None:
    long = (
        "示例省示例市高新技术产业开发区示例安全生产技术咨询服务与职业健康评价检测（集团）有限公司"
    )
    paper = major_report(department=long, reporting=long, copied_to=(long,) * 4, reporter=long)
    for page in pages_of(rendered(paper)):
        assert all(one.left >= 18 * MM and one.right <= PAGE_WIDTH - 18 * MM for one in page.glyphs)


def test_a_grey_letter_has_no_grey_and_says_the_same() -> None:
    plain = "".join(page_texts(rendered(major_report(2))))
    grey = "".join(page_texts(rendered(major_report(2, variant="grey"))))
    assert "特此报告。" in grey and "照片1张，随电子文书存档。" in grey
    assert len(grey) > 0.9 * len(plain)


def test_only_filled_fields_of_the_five_points_are_told() -> None:
    five = msgspec.structs.replace(FIVE, funds="")
    hazard = msgspec.structs.replace(major_report().hazards[0], five=five)
    text = "".join(page_texts(rendered(major_report(hazards=(hazard,)))))
    assert "资金：" not in text and "五落实资金" in text
