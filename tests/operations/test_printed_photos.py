"""Copies of photos for papers: small at once, made together, each as it would be alone."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inspector_app.domain.photo_marks import PhotoMarked
from inspector_app.operations.marked_copy import draw_copy, fitting
from tests.documents.samples import LONG_NAME, photo_bytes

SIDES = st.integers(1, 9000)
PLAIN = PhotoMarked(photo="示例")


@given(wide=SIDES, high=SIDES, edge=st.integers(1, 4000))
def test_a_size_that_fits_keeps_its_proportions_and_never_grows(
    wide: int, high: int, edge: int
) -> None:
    width, height = fitting((wide, high), edge)
    assert 1 <= width <= min(wide, edge) and 1 <= height <= min(high, edge)
    scale = min(1.0, edge / max(wide, high))
    assert abs(width - wide * scale) <= 1 and abs(height - high * scale) <= 1


@pytest.mark.parametrize("size", [(2048, 1536), (1536, 2048), (1600, 1200), (900, 700)])
def test_a_stamped_copy_is_no_larger_than_papers_need(size: tuple[int, int]) -> None:
    stamp = ("2026-11-25 09:12", LONG_NAME, "铸造车间2号中频炉炉前区域（含操作坑），东区")
    with Image.open(BytesIO(draw_copy(photo_bytes(1, size), PLAIN, stamp, 1000))) as copy:
        assert copy.size == fitting(size, 1000)
        left = copy.crop((0, copy.height - 40, 60, copy.height)).convert("L")
        assert max(left.tobytes()) > 200  # white letters on the dark band


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "RGBA", "1"])
def test_a_photo_of_any_colours_gets_its_stamp(mode: str) -> None:
    out = BytesIO()
    kind = "PNG" if mode in ("P", "RGBA", "1") else "JPEG"
    Image.new("RGB", (400, 300), "white").convert(mode).save(out, kind)
    with Image.open(BytesIO(draw_copy(out.getvalue(), PLAIN, ("2026-11-25 09:12",), 300))) as copy:
        assert (copy.mode, copy.size) == ("RGB", (300, 225))
