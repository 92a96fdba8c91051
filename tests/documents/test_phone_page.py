"""The page for the enterprise's phone: one file, everything escaped, nothing fetched."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from inspector_app.documents.fonts import printable
from inspector_app.documents.phone_page import ALL_PHOTOS, phone_page
from inspector_app.documents.pictures import PictureUnusable
from inspector_app.domain.notices import (
    Addressee,
    Notice,
    NoticeInvalid,
    NoticePhoto,
    notice_hash,
    texts,
)
from tests.documents.hazard_samples import major_notice
from tests.documents.samples import (
    digest,
    full_notice,
    general_hazard,
    notice,
    photo_bytes,
    signed,
)

NOT_SHOWN = re.compile(r"sha256|\.image$|language|variant|\.level$|\.role$|told_at$|^paper$")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def parsed(page: str) -> Any:
    return html.fromstring(page)


def shown(value: Notice, images: dict[str, bytes]) -> Any:
    return parsed(phone_page(value, images).decode())


def as_written(text: str) -> str:
    day = DAY.fullmatch(text)
    if day:
        return f"{int(day[1])}年{int(day[2])}月{int(day[3])}日"
    return printable(text)


@pytest.mark.parametrize("make", [lambda: full_notice(1, 3), lambda: major_notice(2)])
def test_every_text_of_the_notice_is_on_the_page(make: object) -> None:
    assert callable(make)
    value, images = make()
    text = shown(value, images).text_content()
    for field, told in texts(value):
        if told and not NOT_SHOWN.search(field):
            assert as_written(told) in text, field
    assert notice_hash(value) in text


def test_the_page_asks_nobody_for_anything_and_runs_nothing() -> None:
    value, images = major_notice(1)
    page = phone_page(value, images).decode()
    tree = parsed(page)
    assert tree.xpath("//script | //link | //iframe | //form | //object | //a") == []
    assert not re.search(r"https?:|url\(|@import|\son\w+=", page)
    sources = tree.xpath("//img/@src")
    assert len(sources) == 2
    assert all(str(source).startswith("data:image/jpeg;base64,") for source in sources)
    assert "default-src 'none'" in page


def test_a_photo_stands_in_a_figure_with_its_caption() -> None:
    value, images = major_notice(1)
    captions = [node.text_content() for node in shown(value, images).xpath("//figure")]
    assert captions[0] == "照片1-1　炉前操作坑与交接班室　2026-11-20 10:32"


@settings(deadline=None, max_examples=30)
@given(text=st.text(max_size=60))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    value = notice(general_hazard(1, place="甲" + text, finding="乙" + text))
    tree = shown(value, {})
    assert tree.xpath("//script") == []
    told = [node.text_content() for node in tree.xpath("//dd")]
    wanted = printable("乙" + text).replace("\n", "")
    assert wanted in told


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x on=y>', "a&b<c>'"])
def test_markup_is_text(name: str) -> None:
    value = notice(general_hazard(1, place=name), addressee=Addressee(name=name))
    tree = shown(value, {})
    assert tree.xpath("//script | //img") == []
    assert tree.text_content().count(name) >= 3


def test_a_refusal_is_told_with_reason_and_witness() -> None:
    refusal = signed("receiver", "示例己", refused="有异议", witness="示例庚")
    text = shown(notice(general_hazard(1), signatures=(refusal,)), {}).text_content()
    assert "拒绝签收" in text
    assert "理由：有异议" in text
    assert "见证人：示例庚" in text


def test_a_missing_photo_is_refused_but_a_grey_notice_shows_what_is_at_hand() -> None:
    photos = (NoticePhoto(sha256="00" * 32),)
    with pytest.raises(PictureUnusable):
        phone_page(notice(general_hazard(1, photos=photos)), {})
    grey = notice(general_hazard(1, photos=photos), variant="grey")
    assert "照片1张，随电子文书存档" in shown(grey, {}).text_content()


def test_a_notice_that_is_not_whole_is_refused() -> None:
    with pytest.raises(NoticeInvalid):
        phone_page(notice(), {})


def test_thirty_photos_stay_small_enough_for_a_phone() -> None:
    data = {digest(photo): photo for photo in (photo_bytes(seed) for seed in range(30))}
    hazards = [
        general_hazard(place, photos=(NoticePhoto(sha256=name),))
        for place, name in enumerate(data, 1)
    ]
    page = phone_page(notice(*hazards), data)
    assert len(page) <= ALL_PHOTOS * 4 / 3 + 300_000
    assert page == phone_page(notice(*hazards), data)


def test_an_english_notice_has_an_english_page() -> None:
    value, images = full_notice(0, 1, language="en")
    tree = shown(value, images)
    assert tree.get("lang") == "en"
    assert "Suggested measure" in tree.text_content()
