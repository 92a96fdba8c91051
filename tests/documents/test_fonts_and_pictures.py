"""Faces, their fallback, and photos made ready for a paper."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from inspector_app.documents.fonts import (
    RARE,
    SANS_BOLD,
    SERIF,
    GlyphMissing,
    glyph,
    printable,
    require_glyphs,
    runs,
    to_unicode,
)
from inspector_app.documents.pictures import PictureUnusable, Prepared
from inspector_app.documents.report_pictures import prepare_all
from inspector_app.domain.notices import NoticePhoto
from tests.documents.samples import digest, general_hazard, notice, photo_bytes, qr_of


def prepared(data: bytes) -> Prepared:
    name = digest(data)
    return prepare_all([name], (), {name: data})[name]


def gbk_characters() -> list[str]:
    pairs = ((lead, trail) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    decoded = (bytes(pair).decode("gbk", "ignore") for pair in pairs)
    return [char for char in decoded if len(char) == 1 and not "\ue000" <= char <= "\uf8ff"]


def test_every_character_of_gbk_can_be_printed() -> None:
    characters = gbk_characters()
    assert len(characters) > 21_000
    require_glyphs([("GBK", "".join(characters))])


def test_a_text_is_cut_where_the_face_changes() -> None:
    cut = [(face, text) for face, text, _width in runs("示例𠮷公司", SANS_BOLD)]
    assert cut == [(SANS_BOLD, "示例"), (RARE, "𠮷"), (SANS_BOLD, "公司")]


def test_a_character_in_no_face_is_named_with_its_field() -> None:
    with pytest.raises(GlyphMissing) as missing:
        require_glyphs([("甲", "示例"), ("乙", "示例\U0001f9ef")])
    assert missing.value.details["field"] == "乙"
    with pytest.raises(GlyphMissing):
        glyph("\u0e01", SERIF)


def test_text_beyond_the_basic_plane_is_mapped_in_utf_16() -> None:
    cmap = to_unicode([ord("中"), ord("𠮷")]).decode()
    assert "<0001> <4E2D>" in cmap
    assert "<0002> <D842DFB7>" in cmap


def test_printable_text_is_composed_and_free_of_marks_without_ink() -> None:
    assert printable("e\u0301\t\u200b甲\ufeff\r\n乙\u2028丙") == "é 甲\n乙\n丙"


@pytest.mark.parametrize("data", [b"", b"no image", photo_bytes(1)[:3000], b"\x89PNG\r\n\x1a\n"])
def test_a_broken_photo_is_refused(data: bytes) -> None:
    with pytest.raises(PictureUnusable):
        prepared(data)


def test_a_missing_photo_is_refused() -> None:
    from inspector_app.documents.notice import render_notice

    value = notice(general_hazard(1, photos=(NoticePhoto(sha256="00" * 32),)))
    with pytest.raises(PictureUnusable):
        render_notice(value, {}, qr=qr_of(value))


def test_a_photo_is_turned_upright_and_made_small() -> None:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "示例相机"
    Image.new("RGB", (1600, 1200), "navy").save(out, "JPEG", exif=exif)
    ready = prepared(out.getvalue())
    assert (ready.width, ready.height) == (675, 900)
    assert b"Exif" not in ready.image.fp.getvalue()


def test_a_photo_of_too_many_pixels_is_refused() -> None:
    out = BytesIO()
    Image.new("1", (12_000, 11_000)).save(out, "PNG")
    with pytest.raises(PictureUnusable):
        prepared(out.getvalue())
