"""Reads papers back: the text, the fonts and the marks of a PDF, as another program sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pypdfium2


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page without any white space."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [squeezed(_page_text(page)) for page in document]
    finally:
        document.close()


def _page_text(page: Any) -> str:
    text_page = page.get_textpage()
    text: str = text_page.get_text_range()
    text_page.close()
    return text


def whole_text(pdf: bytes) -> str:
    """Return the text of all pages without any white space."""
    return "".join(page_texts(pdf))


def squeezed(text: str) -> str:
    """Return the text without white space."""
    return re.sub(r"\s+", "", text)


def char_boxes(pdf: bytes) -> Iterator[tuple[float, float, float, float]]:
    """Yield left, bottom, right, top in points of every visible character."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            text_page = page.get_textpage()
            text = text_page.get_text_range()
            for place, char in enumerate(text):
                if not char.isspace() and place < text_page.count_chars():
                    yield text_page.get_charbox(place)
            text_page.close()
    finally:
        document.close()


def base_fonts(pdf: bytes) -> set[str]:
    """Return the names of all fonts that the file mentions."""
    return {name.decode() for name in re.findall(rb"/BaseFont\s+/(\S+)", pdf)}


def image_count(pdf: bytes) -> int:
    """Return how many images are stored in the file."""
    return len(re.findall(rb"/Subtype\s*/Image", pdf))
