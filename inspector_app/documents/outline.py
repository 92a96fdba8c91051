"""What stands on a service paper, part by part, before it is laid out.

Every service paper becomes an ``Outline`` first, so a paper is a list of its fields and tables,
and one place decides how fields, tables, photos, charts and signatures look.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from inspector_app.documents.cover_pages import Contents, Cover
from inspector_app.documents.letter import Annex, Letter
from inspector_app.domain.service_papers import PaperPhoto, PaperSignature

Told: TypeAlias = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section; ``level`` 1 stands in the list of contents, 2 and 3 are smaller.

    A heading under which nothing comes is left out.
    """

    text: str
    level: int = 1

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield section, self.text


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels and texts, short ones in two columns; empty ones left out unless ``blanks``."""

    pairs: tuple[tuple[str, str], ...]
    blanks: bool = False

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from self.pairs


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, width in mm (0 shares what is left), numbers to the right."""

    head: str
    width: float = 0.0
    number: bool = False
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads that are repeated on each page; ``totals`` stand at the end in bold.

    ``pen`` makes rows high enough to write in; ``empty`` is said where there is no row at all. A
    cell that starts with ``INK`` names a drawn signature by its SHA-256.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...] = ()
    pen: bool = False
    empty: str = ""

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        for place, row in enumerate(self.rows, 1):
            for column, cell in zip(self.columns, row, strict=True):
                if not cell.startswith(INK):
                    yield f"{column.head} {place}", cell


INK = "\x00ink:"


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text; ``hint`` is set smaller without indent, ``numbered`` texts get numbers.

    A ``closing`` text belongs to the whole paper: a heading that waits for content is left out.
    """

    texts: tuple[str, ...]
    hint: bool = False
    numbered: bool = False
    closing: bool = False

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from ((section, text) for text in self.texts)


@dataclass(frozen=True, slots=True)
class Block:
    """A hazard in a report: a shaded heading, fields under it, a frame where it is major."""

    heading: tuple[str, str, str]
    pairs: tuple[tuple[str, str], ...]
    major: bool = False

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from ((section, text) for text in self.heading)
        yield from ((f"{self.heading[0]}, {label}", text) for label, text in self.pairs)


@dataclass(frozen=True, slots=True)
class Photos:
    """Photos two in a row with their captions."""

    photos: tuple[tuple[PaperPhoto, str], ...]

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from ((section, caption) for _photo, caption in self.photos)


@dataclass(frozen=True, slots=True)
class PhotoPairs:
    """Photos side by side under two heads (before, after); ``missing`` stands where one lacks.

    ``height`` is the most that a photo takes, in mm.
    """

    heads: tuple[str, str]
    rows: tuple[tuple[tuple[PaperPhoto, str] | None, tuple[PaperPhoto, str] | None], ...]
    missing: str = ""
    height: float = 50.0

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from ((section, head) for head in (*self.heads, self.missing))
        yield from ((section, shot[1]) for row in self.rows for shot in row if shot is not None)

    @property
    def photos(self) -> tuple[tuple[PaperPhoto, str], ...]:
        """Return all photos, row by row."""
        return tuple(shot for row in self.rows for shot in row if shot is not None)


@dataclass(frozen=True, slots=True)
class PhotoPlaces:
    """Empty frames side by side to stick photos into, each with its caption."""

    captions: tuple[str, str]

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from ((section, caption) for caption in self.captions)


@dataclass(frozen=True, slots=True)
class Writing:
    """Labelled space for a pen: rows of one or two labels with their least height in mm."""

    rows: tuple[tuple[tuple[str, ...], float], ...]

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from ((section, label) for labels, _height in self.rows for label in labels)


@dataclass(frozen=True, slots=True)
class Choices:
    """A label and choices with boxes; the one at place ``ticked`` is ticked (-1 for none)."""

    label: str
    texts: tuple[str, ...]
    ticked: int = -1

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from ((self.label, text) for text in (self.label, *self.texts))


BlockPart: TypeAlias = Fields | Photos | PhotoPairs | PhotoPlaces | Writing | Choices


@dataclass(frozen=True, slots=True)
class HazardBlock:
    """A hazard with fields, photos and space to write under one heading, framed where major."""

    heading: tuple[str, str, str]
    parts: tuple[BlockPart, ...]
    major: bool = False

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from ((section, text) for text in self.heading)
        for part in self.parts:
            for name, text in part.told(section):
                yield f"{self.heading[0]}, {name}", text

    @property
    def photos(self) -> tuple[tuple[PaperPhoto, str], ...]:
        """Return all photos of the parts."""
        shown = (part.photos for part in self.parts if isinstance(part, Photos | PhotoPairs))
        return tuple(photo for photos in shown for photo in photos)


@dataclass(frozen=True, slots=True)
class Greeting:
    """To whom the paper speaks, flush left above the first sentence."""

    text: str

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield section, self.text


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart: rows of label and counts, one fill for each legend entry.

    ``share`` draws every bar over the whole width (parts of a whole); else the longest fills it.
    ``fills`` are the names of ``bar_charts.FILLS``, the darkest for what needs attention.
    """

    legend: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    share: bool = False
    fills: tuple[str, ...] = ("black", "hatched")

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from ((section, label) for label, _counts in self.rows)


@dataclass(frozen=True, slots=True)
class Figures:
    """Few large figures beside each other, each with its name under it."""

    figures: tuple[tuple[str, str], ...]

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from self.figures


@dataclass(frozen=True, slots=True)
class Place:
    """A place to sign: its label, the signature in it if any, names to print under an empty one.

    ``role`` is what signatures call the place."""

    label: str
    signature: PaperSignature | None = None
    names: tuple[str, ...] = ()
    role: str = ""

    def told(self) -> Told:
        """Yield the label, the names and what the signature says."""
        yield from ((self.label, text) for text in (self.label, *self.names))
        if self.signature is not None:
            one = self.signature
            texts = (one.name, one.post, one.phone, one.certificate, one.refused, one.witness)
            yield from ((self.label, text) for text in texts)


@dataclass(frozen=True, slots=True)
class Side:
    """One side that signs, with its places and the label of its seal ("" for none)."""

    title: str
    places: tuple[Place, ...]
    seal: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """Places to sign in two columns, kept on one page; then the sentence on copies."""

    left: Side
    right: Side
    after: str = ""

    @property
    def is_one_sided(self) -> bool:
        """Tell whether only one side signs, and without a seal."""
        alone = bool(self.left.places) != bool(self.right.places)
        return alone and not (self.left.seal or self.right.seal)

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        for place in (*self.left.places, *self.right.places):
            yield from place.told()
        yield section, self.after


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""

    def told(self, section: str) -> Told:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from ()


OutlinePart: TypeAlias = (
    Heading
    | Letter
    | Annex
    | Fields
    | Table
    | Prose
    | Block
    | HazardBlock
    | Greeting
    | Photos
    | PhotoPairs
    | PhotoPlaces
    | Writing
    | Choices
    | Bars
    | Figures
    | Signing
    | Cover
    | Contents
    | NewPage
)


@dataclass(frozen=True, slots=True)
class Outline:
    """A paper ready to be laid out. ``title`` is drawn on top unless a ``Cover`` bears it.

    ``portable`` papers have no grey, no photos and no thin lines.
    """

    title: str
    number: str
    language: str
    author: str
    subject: str
    value_hash: str
    parts: tuple[OutlinePart, ...] = field(default=())
    portable: bool = False

    def photos(self) -> Iterator[str]:
        """Yield the hashes of all photos."""
        for part in self.parts:
            if isinstance(part, Photos | PhotoPairs | HazardBlock):
                yield from (photo.sha256 for photo, _caption in part.photos)

    def inks(self) -> Iterator[str]:
        """Yield the hashes of all drawn signatures."""
        for part in self.parts:
            if isinstance(part, Signing):
                for place in (*part.left.places, *part.right.places):
                    if place.signature is not None and place.signature.image:
                        yield place.signature.image
            elif isinstance(part, Table):
                cells = (cell for row in part.rows for cell in row)
                yield from (cell.removeprefix(INK) for cell in cells if cell.startswith(INK))


def named_texts(outline: Outline) -> Iterator[tuple[str, str]]:
    """Yield (what it is called on the paper, text) for every text, for errors that name a field."""
    yield outline.title, outline.title
    yield outline.title, outline.number
    section = outline.title
    # A letter tells again what its annex tells under the name of each hazard.
    for part in sorted(outline.parts, key=lambda one: isinstance(one, Letter)):
        section = part.text if isinstance(part, Heading) else section
        yield from part.told(section)
