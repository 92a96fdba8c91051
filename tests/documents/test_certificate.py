"""The end-of-day certificate: the same value gives the same bytes, long lists go over pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from inspector_app.documents.certificate import (
    Certificate,
    KindCount,
    ProvedVolume,
    UnsafeLine,
    render_certificate,
)
from inspector_app.documents.fonts import GlyphMissing
from inspector_app.i18n import set_language
from tests.documents.reading import base_fonts, page_texts, squeezed, whole_text

VOLUME = ProvedVolume(
    enterprise="杭州示例铸造有限公司",
    volume="0d0d0d0d-0000-4000-8000-000000000001/2026",
    device="AB",
    seq=87,
    tip="a1" * 32,
    number=120,
    chain="b2" * 32,
    receipt_number=118,
    receipt_chain="c3" * 32,
    receipt_at="2026-11-25 18:05",
    receipt_signature="d4" * 64,
)
UNSAFE = UnsafeLine("杭州示例铸造有限公司", "Photos (3)", "2026-11-25 15:20", "Not sent yet.")
MADE = Certificate(
    agency="示例安全技术服务有限公司",
    inspector="示例检查员甲",
    devices=("AC", "AB"),
    day="2026-11-25",
    made_at="2026-11-25 18:10",
    central="https://central.example",
    last_sync="2026-11-25 18:05",
    counts=(KindCount("Hazards", 3, 3, 2), KindCount("Photos", 3, 0, 0)),
    volumes=(VOLUME,),
    unsafe=(UNSAFE,),
    files_waiting=6,
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def test_it_says_who_what_and_how_it_is_proved() -> None:
    text = squeezed(whole_text(render_certificate(MADE)))
    for said in (
        MADE.inspector,
        "AC, AB",
        "6 records were made on this day; 2 of them are safe on central.",
        VOLUME.tip,
        VOLUME.chain,
        VOLUME.receipt_chain,
        VOLUME.receipt_signature[:60],
        "6 photos or papers are still to be sent.",
        MADE.fingerprint[:8],
    ):
        assert squeezed(said) in text


def test_the_same_value_gives_the_same_bytes_and_another_another_mark() -> None:
    assert render_certificate(MADE) == render_certificate(MADE)
    assert replace(MADE, last_sync="").fingerprint != MADE.fingerprint


def test_a_day_on_which_all_is_safe_says_so() -> None:
    safe = replace(MADE, unsafe=(), files_waiting=0, counts=(), volumes=())
    text = squeezed(whole_text(render_certificate(safe)))
    for said in (
        "Nothing that this computer recorded is unsafe.",
        "Everything is safe.",
        "Nothing was recorded on this day.",
    ):
        assert squeezed(said) in text


def test_a_long_list_goes_over_pages_with_its_heading() -> None:
    pdf = render_certificate(replace(MADE, unsafe=(UNSAFE,) * 90, volumes=(VOLUME,) * 6))
    pages = page_texts(pdf)
    assert len(pages) > 3
    assert sum("Since" in page and "Why" in page for page in pages) >= 3
    for number, page in enumerate(pages, 1):
        assert squeezed(f"page {number} of {len(pages)}") in squeezed(page)


def test_only_embedded_fonts_are_used() -> None:
    assert all("Noto" in name for name in base_fonts(render_certificate(MADE)))


def test_a_name_that_cannot_be_printed_is_told_before_anything_is_made() -> None:
    with pytest.raises(GlyphMissing):
        render_certificate(replace(MADE, inspector="示例\U0003134a"))
