"""The foot of a service paper: places to sign in two columns, seals, the sentence on copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from inspector_app.documents.blocks import HINT, PAD, PLAIN, STRONG, TEXT, WIDTH
from inspector_app.documents.fonts import printable, text_width
from inspector_app.documents.layout import MM, Cell, Row, paragraph, space
from inspector_app.documents.outline import Place, Side, Signing
from inspector_app.documents.pictures import Prepared
from inspector_app.documents.pieces import HAIRLINE, Gap, Line, Piece, lines
from inspector_app.documents.service_words import Words
from inspector_app.domain.service_papers import PaperSignature

HALF = WIDTH / 2
SIGN_HEIGHT, SEAL_HEIGHT, LINE = 13 * MM, 40 * MM, 60 * MM
TIGHT_HEIGHT, TIGHT_LINE = 10.5 * MM, 34 * MM
Pictures = Mapping[str, Prepared]


@dataclass(frozen=True, slots=True)
class _Room:
    """What a side is set in: its width, and whether height must be saved."""

    width: float
    tight: bool

    @property
    def inner(self) -> float:
        return self.width - 2 * PAD

    @property
    def gap(self) -> float:
        """Return the air after each place."""
        return 3.0 if self.tight else 8.0


def signing_rows(
    part: Signing, words: Words, pictures: Pictures, *, tight: bool = False
) -> list[Row]:
    """Return the two columns of places, the seal space of 40 mm, and what is said after them.

    ``tight`` sets labels beside the lines to sign on, where a page would not hold them otherwise.
    """
    signs = _one_side if part.is_one_sided else _two_sides
    rows = signs(part, (words, pictures), tight)
    if part.after:
        kept = [replace(row, keep=True) for row in rows]
        rows = [*kept, space(4, WIDTH, keep=True), paragraph(part.after, HINT, WIDTH)]
    return rows


Told = tuple[Words, Pictures]


def _two_sides(part: Signing, told: Told, tight: bool) -> list[Row]:
    sides, room = (part.left, part.right), _Room(HALF, tight)
    seals = sum(bool(side.seal) for side in sides)
    if seals == len(sides):
        columns = tuple(Cell(HALF, _column(side, told, room)) for side in sides)
        stamped = tuple(Cell(HALF, _seal(side, told[0], room)) for side in sides)
        return [Row(columns, keep=True), Row(stamped, whole=True, least=SEAL_HEIGHT)]
    # A side without a seal has no empty box beside that of the other.
    cells = [
        Cell(HALF, (*_column(side, told, room), *_seal(side, told[0], room))) for side in sides
    ]
    return [Row(tuple(cells), whole=seals > 0)]


def _one_side(part: Signing, told: Told, tight: bool) -> list[Row]:
    """Return the places of the only side that signs, two beside each other."""
    words, pictures = told
    side = part.left if part.left.places else part.right
    room = _Room(HALF, tight)
    rows = [Row((Cell(WIDTH, lines(side.title, STRONG, WIDTH - 2 * PAD)),), keep=True)]
    if len(side.places) == 1:
        return [Row((Cell(WIDTH, _column(side, told, _Room(WIDTH, tight))),))]
    for start in range(0, len(side.places), 2):
        pair = side.places[start : start + 2]
        cells = [Cell(WIDTH / len(pair), _place(one, words, pictures, room)) for one in pair]
        rows.append(Row(tuple(cells), keep=start + 2 < len(side.places)))
    return rows


def _column(side: Side, told: Told, room: _Room) -> tuple[Piece, ...]:
    words, pictures = told
    places = [piece for place in side.places for piece in _place(place, words, pictures, room)]
    return (*lines(side.title, STRONG, room.inner), Gap(2), *places)


def _place(place: Place, words: Words, pictures: Pictures, room: _Room) -> tuple[Piece, ...]:
    signature = place.signature
    if signature is not None and signature.refused:
        return _refusal(place, signature, words, room)
    day = words.day(signature.signed_on) if signature is not None else ""
    date = words["date"] + words.colon + (day or words["blank_date"])
    return (
        *_line(place.label + words.colon, signature, pictures, room),
        *(
            line
            for text in _told(place, words, date, room)
            for line in lines(text, PLAIN, room.inner)
        ),
        Gap(room.gap),
    )


def _line(
    label: str, signature: PaperSignature | None, pictures: Pictures, room: _Room
) -> tuple[Piece, ...]:
    """Return the label and the line to sign on, with the drawn signature if there is one."""
    beside = _width(label) + 4
    ink = pictures[signature.image] if signature is not None and signature.image else None
    if room.tight and room.inner - beside >= TIGHT_LINE:
        length = min(LINE, room.inner - beside)
        return (SignHere(TIGHT_HEIGHT, length, ink, label, beside),)
    height = TIGHT_HEIGHT if room.tight else SIGN_HEIGHT
    return (*lines(label, PLAIN, room.inner), SignHere(height, LINE, ink))


@dataclass(frozen=True, slots=True)
class SignHere:
    """A line to sign on under the space for a pen, a label before it; a drawn signature on it."""

    space: float
    length: float
    ink: Prepared | None = None
    label: str = ""
    start: float = 0.0

    @property
    def height(self) -> float:
        """Return the space and the line."""
        return self.space + 3.0

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw the label, the line, and the signature over it."""
        base = top - self.space - 1.5
        if self.label:
            Line(self.label, PLAIN).draw(canvas, x, base + PLAIN.leading * 0.8, width)
        if self.ink is not None:
            scale = min(self.length / self.ink.width, self.space / self.ink.height)
            size = self.ink.width * scale, self.ink.height * scale
            canvas.drawImage(self.ink.image, x + self.start, base + 1.5, *size)
        canvas.setLineWidth(HAIRLINE)
        canvas.line(x + self.start, base, x + self.start + self.length, base)


def _width(text: str) -> float:
    """Return the width of a text of one line; one of several lines is wider than any room."""
    plain = printable(text)
    return inf if "\n" in plain else text_width(plain, PLAIN.face, PLAIN.size)


def _told(place: Place, words: Words, date: str, room: _Room) -> list[str]:
    """Return what stands under a line; to save height two short texts share a line."""
    texts = [*_names(place, words), date]
    if not room.tight:
        return texts
    shared: list[str] = []
    for text in texts:
        joined = f"{shared[-1]}　　{text}" if shared else text
        if shared and _width(joined) <= room.inner:
            shared[-1] = joined
        else:
            shared.append(text)
    return shared


def _names(place: Place, words: Words) -> list[str]:
    if place.signature is None:
        return list(place.names)
    one = place.signature
    name = words.certified(one.name, one.certificate)
    told = ((words["name"], name), (words["post"], one.post), (words["phone"], one.phone))
    return [label + words.colon + text for label, text in told if text]


def _refusal(
    place: Place, signature: PaperSignature, words: Words, room: _Room
) -> tuple[Piece, ...]:
    reason = words["refuse_reason"] + words.colon + signature.refused
    witness = words["witness"] + words.colon + signature.witness
    day = words["date"] + words.colon + (words.day(signature.signed_on) or words["blank_date"])
    return (
        *lines(f"{place.label}{words.colon}【{words['refused']}】", STRONG, room.inner),
        *(line for text in _names(place, words) for line in lines(text, PLAIN, room.inner)),
        *lines(reason, TEXT, room.inner),
        Gap(2 if room.tight else 4),
        *_line(words["witness_signs"] + words.colon, None, {}, room),
        *lines(witness, PLAIN, room.inner),
        *lines(day, PLAIN, room.inner),
        Gap(room.gap),
    )


def _seal(side: Side, words: Words, room: _Room) -> tuple[Piece, ...]:
    if not side.seal:
        return ()
    written = words["date"] + words.colon + (words.day(side.day) or words["blank_date"])
    gap = SEAL_HEIGHT - 2 * PLAIN.leading - 2 * PAD
    label = lines(side.seal + words.colon, PLAIN, room.inner)
    return (*label, Gap(gap), *lines(written, PLAIN, room.inner))
