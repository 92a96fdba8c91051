"""The foot of a service paper: places to sign in two columns, seals, the sentence on copies."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.documents.blocks import HINT, PAD, PLAIN, STRONG, TEXT, WIDTH
from inspector_app.documents.layout import MM, Cell, Row, paragraph, space
from inspector_app.documents.outline import Place, Side, Signing
from inspector_app.documents.pictures import Prepared
from inspector_app.documents.pieces import Gap, Picture, Piece, Rule, lines
from inspector_app.documents.service_words import Words
from inspector_app.domain.service_papers import PaperSignature

HALF = WIDTH / 2
INNER = HALF - 2 * PAD
SIGN_HEIGHT, SEAL_HEIGHT, LINE = 13 * MM, 40 * MM, 60 * MM
Pictures = Mapping[str, Prepared]


def signing_rows(part: Signing, words: Words, pictures: Pictures) -> list[Row]:
    """Return the two columns of places, the seal space of 40 mm, and what is said after them."""
    sides = (part.left, part.right)
    columns = tuple(_column(side, words, pictures) for side in sides)
    rows = [Row(columns, keep=any(side.seal for side in sides) or bool(part.after))]
    if any(side.seal for side in sides):
        seals = tuple(_seal(side, words) for side in sides)
        rows.append(Row(seals, whole=True, least=SEAL_HEIGHT, keep=bool(part.after)))
    if part.after:
        rows += [space(4, WIDTH, keep=True), paragraph(part.after, HINT, WIDTH)]
    return rows


def _column(side: Side, words: Words, pictures: Pictures) -> Cell:
    pieces = [piece for place in side.places for piece in _place(place, words, pictures)]
    return Cell(HALF, (*lines(side.title, STRONG, INNER), Gap(2), *pieces))


def _place(place: Place, words: Words, pictures: Pictures) -> tuple[Piece, ...]:
    signature = place.signature
    if signature is not None and signature.refused:
        return _refusal(place, signature, words)
    day = words.day(signature.signed_on) if signature is not None else ""
    told = [*_names(place, words), words["date"] + words.colon + (day or words["blank_date"])]
    return (
        *lines(place.label + words.colon, PLAIN, INNER),
        *_ink(signature, pictures),
        Rule(3.0, length=LINE),
        *(line for text in told for line in lines(text, PLAIN, INNER)),
        Gap(8),
    )


def _names(place: Place, words: Words) -> list[str]:
    if place.signature is None:
        return list(place.names)
    one = place.signature
    name = words.certified(one.name, one.certificate)
    told = ((words["name"], name), (words["post"], one.post), (words["phone"], one.phone))
    return [label + words.colon + text for label, text in told if text]


def _ink(signature: PaperSignature | None, pictures: Pictures) -> tuple[Piece, ...]:
    if signature is None or not signature.image:
        return (Gap(SIGN_HEIGHT),)
    ready = pictures[signature.image]
    scale = min(LINE / ready.width, SIGN_HEIGHT / ready.height)
    height = ready.height * scale
    drawn = Picture(ready.image, ready.width * scale, height, align="left")
    return (Gap(SIGN_HEIGHT - height), drawn)


def _refusal(place: Place, signature: PaperSignature, words: Words) -> tuple[Piece, ...]:
    reason = words["refuse_reason"] + words.colon + signature.refused
    witness = words["witness"] + words.colon + signature.witness
    day = words["date"] + words.colon + (words.day(signature.signed_on) or words["blank_date"])
    return (
        *lines(f"【{words['refused']}】", STRONG, INNER),
        *(line for text in _names(place, words) for line in lines(text, PLAIN, INNER)),
        *lines(reason, TEXT, INNER),
        Gap(4),
        *lines(words["witness_signs"] + words.colon, PLAIN, INNER),
        Gap(SIGN_HEIGHT),
        Rule(3.0, length=LINE),
        *lines(witness, PLAIN, INNER),
        *lines(day, PLAIN, INNER),
        Gap(8),
    )


def _seal(side: Side, words: Words) -> Cell:
    if not side.seal:
        return Cell(HALF, (Gap(1),))
    written = words["date"] + words.colon + (words.day(side.day) or words["blank_date"])
    gap = SEAL_HEIGHT - 2 * PLAIN.leading - 2 * PAD
    label = lines(side.seal + words.colon, PLAIN, INNER)
    return Cell(HALF, (*label, Gap(gap), *lines(written, PLAIN, INNER)))
