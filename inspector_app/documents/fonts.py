"""The faces of the papers: registered once, a fallback per character, nothing dropped silently.

Every face is embedded as one composite font (Type0 with Identity-H, ISO 32000-1 §9.7) that holds
only the characters used, with a ToUnicode map in UTF-16BE, so that text copied out of a paper is
the text that went in, characters beyond U+FFFF included.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)
from reportlab.pdfbase.ttfonts import TTFont

from inspector_app.config import resource_dir
from inspector_app.errors import Problem
from inspector_app.i18n import N_

T = TypeVar("T")
SANS, SANS_BOLD = "NotoSansSC-Regular", "NotoSansSC-Bold"
SERIF, SERIF_BOLD = "NotoSerifSC-Regular", "NotoSerifSC-Bold"
RARE = "RareHan-Regular"
# Every chain names every face, so a character that one style can draw, all styles can.
_FALLBACKS = {
    SANS: (SANS, SERIF, RARE, SANS_BOLD, SERIF_BOLD),
    SANS_BOLD: (SANS_BOLD, SERIF_BOLD, RARE, SANS, SERIF),
    SERIF: (SERIF, SANS, RARE, SERIF_BOLD, SANS_BOLD),
    SERIF_BOLD: (SERIF_BOLD, SANS_BOLD, RARE, SERIF, SANS),
}
# Marks without ink: controls, zero-width and bidirectional marks, variation selectors.
_INKLESS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufe00-\ufe0f\U000e0000-\U000e0fff]"
)
_loading = Lock()


class GlyphMissing(Problem):
    """A character that no face of the papers can draw; the paper was not made."""

    code = "PAPER-01"
    template = N_("The character {character} ({code}) in “{field}” cannot be printed.")
    remedy_template = N_("Write it in other characters in that field; nothing was issued.")


class _OnDisk:
    """A face's file for reportlab, which keeps whatever it reads: here only a map of the file, or
    five faces would take 60 MB of memory."""

    def __init__(self, path: str) -> None:
        self.name = path

    def read(self) -> mmap:
        """Return the file as bytes that are fetched when they are looked at."""
        with Path(self.name).open("rb") as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)


class CompositeFont(TTFont):
    """A TrueType face that reportlab embeds as one Type0 font instead of many of 256 glyphs."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, _OnDisk(path), asciiReadable=False, shapable=False)
        _slim(self.face)
        self.codes: WeakKeyDictionary[Any, dict[int, int]] = WeakKeyDictionary()
        self.names: WeakKeyDictionary[Any, str] = WeakKeyDictionary()

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        """Return the text as two-byte codes; a new character gets the next code."""
        codes = self.codes.setdefault(doc, {})
        known = [codes.setdefault(ord(char), len(codes) + 1) for char in text]
        return [(0, b"".join(code.to_bytes(2, "big") for code in known))]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:
        """Return the name of the font in this document's resources."""
        if doc not in self.names:
            self.names[doc] = f"/F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.fontName] = self.names[doc]
            doc.delayedFonts.append(self)
        return self.names[doc]

    def addObjects(self, doc: Any) -> None:
        """Add the Type0 font, its descendant, its program and its maps to the document."""
        points = list(self.codes.pop(doc, {}))
        tag = _subset_tag(self.fontName, points)
        name = PDFName(f"{tag}+{self.fontName}")
        face: Any = self.face
        descriptor = face.addSubsetObjects(doc, f"{tag}+{self.fontName}", points)
        descendant = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("CIDFontType2"),
                "BaseFont": name,
                "CIDSystemInfo": PDFDictionary(
                    {
                        "Registry": PDFString("Adobe"),
                        "Ordering": PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": descriptor,
                "DW": 1000,
                "W": self._widths(points),
                "CIDToGIDMap": _stream(doc, self._glyph_map(points), f"gid:{tag}"),
            }
        )
        font = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type0"),
                "BaseFont": name,
                "Encoding": PDFName("Identity-H"),
                "DescendantFonts": PDFArray([doc.Reference(descendant, f"cid:{tag}")]),
                "ToUnicode": _stream(doc, to_unicode(points), f"toUnicode:{tag}"),
            }
        )
        fonts = doc.idToObject["BasicFonts"].dict
        fonts[self.names.pop(doc)[1:]] = doc.Reference(font, f"font:{tag}")

    def _widths(self, points: list[int]) -> PDFArray:
        face: Any = self.face
        widths = [round(face.getCharWidth(point), 3) for point in points]
        return PDFArray([1, PDFArray(widths)])

    def _glyph_map(self, points: list[int]) -> bytes:
        # Two characters may share a glyph, so a code is not the place of its glyph. The numbering
        # here is the one of reportlab's makeSubset: by first use, after glyph 0.
        places = {0: 0}
        table = [0]
        for point in points:
            glyph = self.face.charToGlyph[point]
            table.append(places.setdefault(glyph, len(places)))
        return b"".join(place.to_bytes(2, "big") for place in table)


class _ByPoint(Mapping[int, T]):
    """What 30,000 characters have each, in 6 bytes a character: a dict takes sixty and more."""

    def __init__(self, known: Mapping[int, T], packed: str = "") -> None:
        """Keep these; ``packed`` is the type of an array that can hold the values, if one can."""
        points = sorted(known)
        places: dict[T, int] = {}
        self._points = array("I", points)
        self._places = array("H", [places.setdefault(known[p], len(places)) for p in points])
        self._values: Sequence[Any] = array(packed, places) if packed else tuple(places)

    def __getitem__(self, point: int) -> T:
        at = bisect_left(self._points, point)
        if at < len(self._points) and self._points[at] == point:
            value: T = self._values[self._places[at]]
            return value
        raise KeyError(point)

    def __iter__(self) -> Iterator[int]:
        return iter(self._points)

    def __len__(self) -> int:
        return len(self._points)


def _slim(face: Any) -> None:
    """Drop what only reading the face needed, and keep the rest as small as it can be."""
    once: dict[Any, Any] = {}
    face.glyphToChar = {}
    face.hmetrics = [once.setdefault(pair, pair) for pair in face.hmetrics]
    face.charWidths = _ByPoint(face.charWidths)
    face.glyphPos = array("L", face.glyphPos)
    face.charToGlyph = _ByPoint(face.charToGlyph, "H")


def to_unicode(points: list[int]) -> bytes:
    """Return the ToUnicode CMap of codes 1, 2, 3 … for these code points (UTF-16BE values)."""
    pairs = [
        f"<{code:04X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(points, 1)
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    maps = [f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks]
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    )
    tail = "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    return (head + "\n".join(maps) + tail).encode("ascii")


def _stream(doc: Any, content: bytes, key: str) -> Any:
    stream = PDFStream(content=content)
    stream.filters = [PDFZCompress]
    return doc.Reference(stream, key)


def _subset_tag(face: str, points: list[int]) -> str:
    digest = sha256(f"{face} {points}".encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


@cache
def _face(name: str) -> Any:
    with _loading:
        font = CompositeFont(name, str(resource_dir() / "fonts" / f"{name}.ttf"))
        pdfmetrics.registerFont(font)
    return font.face


def load_faces() -> None:
    """Read the faces of the notice, so that the first paper need not wait for them."""
    for name in (SERIF, SERIF_BOLD, SANS_BOLD):
        _face(name)


@cache
def glyph(char: str, face: str) -> tuple[str, float]:
    """Return the face that draws the character and its width in thousandths of an em.

    Raises GlyphMissing (with the character as field) where no face holds it.
    """
    point = ord(char)
    for name in _FALLBACKS[face]:
        holder = _face(name)
        if point in holder.charToGlyph:
            return name, holder.getCharWidth(point)
    raise _missing(char, char)


def _missing(char: str, field: str) -> GlyphMissing:
    return GlyphMissing(character=char, code=f"U+{ord(char):04X}", field=field)


def printable(text: str) -> str:
    """Return the text as it is printed: NFC, tabs as blanks, marks without ink left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    plain = plain.replace("\u2028", "\n").replace("\u2029", "\n").replace("\xa0", " ")
    return unicodedata.normalize("NFC", _INKLESS.sub("", plain))


def require_glyphs(texts: Iterable[tuple[str, str]]) -> None:
    """Raise GlyphMissing for the first of the (field, text) pairs that cannot be printed."""
    for field, text in texts:
        for char in printable(text):
            if char == "\n":
                continue
            try:
                glyph(char, SERIF)
            except GlyphMissing as error:
                raise _missing(char, field) from error


def runs(text: str, face: str) -> list[tuple[str, str, float]]:
    """Return the text cut where the face changes: (face, piece, width in thousandths of an em)."""
    cut: list[tuple[str, str, float]] = []
    holder, piece, width = "", "", 0.0
    for char in text:
        name, advance = glyph(char, face)
        if name != holder and piece:
            cut.append((holder, piece, width))
            piece, width = "", 0.0
        holder, piece, width = name, piece + char, width + advance
    if piece:
        cut.append((holder, piece, width))
    return cut


def text_width(text: str, face: str, size: float) -> float:
    """Return the width of one line of text in points."""
    return sum(glyph(char, face)[1] for char in text) * size / 1000
