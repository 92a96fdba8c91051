"""The foot of a hazard notice: signatures of both sides, seals, refusal, receipt, copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inspector_app.documents.blocks import HINT, PAD, PLAIN, SECTION, STRONG, TEXT, WIDTH
from inspector_app.documents.layout import MM, Cell, Row, paragraph, space
from inspector_app.documents.notice_words import Words
from inspector_app.documents.pictures import Prepared
from inspector_app.documents.pieces import Blank, Boxes, Gap, Picture, Piece, Rule, lines
from inspector_app.domain.notices import Notice, NoticeSignature
from inspector_app.domain.papers import SignatureRole

HALF = WIDTH / 2
INNER = HALF - 2 * PAD
SIGN_HEIGHT, SEAL_HEIGHT, LINE = 13 * MM, 40 * MM, 60 * MM
Pictures = Mapping[str, Prepared]


def signing_rows(notice: Notice, words: Words, pictures: Pictures) -> list[Row]:
    """Return the two columns of signatures and the sentence on copies."""
    service = tuple(_service_side(notice, words, pictures))
    enterprise = tuple(_enterprise_side(notice, words, pictures))
    seals = (_seal(words.seal, notice.issued_on, words), _seal(words.enterprise_seal, "", words))
    return [
        paragraph(words.signatures, SECTION, WIDTH, keep=True),
        Row(
            (_side(service, words.service_side), _side(enterprise, words.enterprise_side)),
            keep=True,
        ),
        Row(seals, whole=True, least=SEAL_HEIGHT),
        space(4, WIDTH, keep=True),
        paragraph(_copies(notice, words), HINT, WIDTH),
    ]


def _side(pieces: Sequence[Piece], title: str) -> Cell:
    return Cell(HALF, (*lines(title, STRONG, INNER), Gap(2), *pieces))


def _service_side(notice: Notice, words: Words, pictures: Pictures) -> Iterator[Piece]:
    inspectors = [s for s in notice.signatures if s.role == SignatureRole.INSPECTOR]
    for person in notice.inspectors:
        name = person.name
        if person.certificate:
            name = words.certificate.format(name=name, certificate=person.certificate)
        signature = next((s for s in inspectors if s.name == person.name), None)
        if signature is not None:
            inspectors.remove(signature)
        yield from _place(words.inspector_signs, [name], signature, words, pictures)
    for other in inspectors:
        yield from _place(words.inspector_signs, [other.name], other, words, pictures)


def _enterprise_side(notice: Notice, words: Words, pictures: Pictures) -> Iterator[Piece]:
    labels = {
        SignatureRole.ESCORT: words.escort_signs,
        SignatureRole.RECEIVER: words.receiver_signs,
        SignatureRole.WITNESS: words.witness_signs,
    }
    signatures = [s for s in notice.signatures if s.role in labels]
    for signature in signatures:
        label = labels[signature.role]
        yield from _place(label, _person(signature, words), signature, words, pictures)
    if not any(signature.role == SignatureRole.RECEIVER for signature in signatures):
        blanks = [words.name + words.colon, words.post + words.colon, words.phone + words.colon]
        yield from _place(words.receiver_signs, blanks, None, words, pictures)


def _place(
    label: str,
    names: Sequence[str],
    signature: NoticeSignature | None,
    words: Words,
    pictures: Pictures,
) -> tuple[Piece, ...]:
    """Return a place to sign: drawn signature, refusal, or an empty line for a pen."""
    if signature is not None and signature.refused:
        return _refusal(names, signature, words)
    day = words.day(signature.signed_on) if signature is not None else ""
    told = [*names, words.signed_on + words.colon + (day or words.blank_date)]
    return (
        *lines(label + words.colon, PLAIN, INNER),
        *_ink(signature, pictures),
        Rule(3.0, length=LINE),
        *(line for text in told for line in lines(text, PLAIN, INNER)),
        Gap(8),
    )


def _ink(signature: NoticeSignature | None, pictures: Pictures) -> tuple[Piece, ...]:
    if signature is None or not signature.image:
        return (Gap(SIGN_HEIGHT),)
    ready = pictures[signature.image]
    scale = min(LINE / ready.width, SIGN_HEIGHT / ready.height)
    height = ready.height * scale
    drawn = Picture(ready.image, ready.width * scale, height, align="left")
    return (Gap(SIGN_HEIGHT - height), drawn)


def _refusal(names: Sequence[str], signature: NoticeSignature, words: Words) -> tuple[Piece, ...]:
    reason = words.refusal_reason + words.colon + signature.refused
    witness = words.witness + words.colon + signature.witness
    day = words.signed_on + words.colon + (words.day(signature.signed_on) or words.blank_date)
    return (
        *lines(f"【{words.refused}】", STRONG, INNER),
        *(line for name in names for line in lines(name, PLAIN, INNER)),
        *lines(reason, TEXT, INNER),
        Gap(4),
        *lines(words.witness_signs + words.colon, PLAIN, INNER),
        Gap(SIGN_HEIGHT),
        Rule(3.0, length=LINE),
        *lines(witness, PLAIN, INNER),
        *lines(day, PLAIN, INNER),
        Gap(8),
    )


def _person(signature: NoticeSignature, words: Words) -> list[str]:
    who = ((words.name, signature.name), (words.post, signature.post))
    first = "　".join(label + words.colon + text for label, text in who if text)
    second = words.phone + words.colon + signature.phone if signature.phone else ""
    return [text for text in (first, second) if text]


def _seal(label: str, day: str, words: Words) -> Cell:
    written = words.signed_on + words.colon + (words.day(day) or words.blank_date)
    gap = SEAL_HEIGHT - 2 * PLAIN.leading - 2 * PAD
    return Cell(
        HALF,
        (*lines(label + words.colon, PLAIN, INNER), Gap(gap), *lines(written, PLAIN, INNER)),
    )


def _copies(notice: Notice, words: Words) -> str:
    holders = notice.copies or words.copy_holders
    if notice.majors() and not notice.copies:
        holders = (*holders, words.major_copy_holder)
    count = words.counts[len(holders)] if len(holders) < len(words.counts) else str(len(holders))
    return words.copies.format(count=count, holders=words.joint.join(holders))


def receipt_rows(notice: Notice, words: Words) -> list[Row]:
    """Return the receipt under a dashed line, with boxes to tick and places to fill in."""
    told = words.receipt_text.format(
        number=notice.number, count=len(notice.hazards), major=len(notice.majors())
    )
    choices = tuple(("☐", choice) for choice in words.receipt_choices)
    fields = (
        (words.receiver_signs, words.post),
        (words.phone, words.signed_on),
    )
    return [
        _bare((Rule(18, dashed=True),)),
        paragraph(words.receipt + words.receipt_note, SECTION, WIDTH, keep=True),
        paragraph(notice.addressee.name, STRONG, WIDTH, keep=True),
        paragraph(told, HINT, WIDTH, keep=True),
        _bare((Gap(3), Boxes(choices, HINT))),
        _bare((Blank(words.receipt_remarks, PLAIN, WIDTH),)),
        *(
            Row(
                tuple(
                    Cell(HALF, (Blank(label + words.colon, PLAIN, HALF - 6 * MM),))
                    for label in pair
                ),
                0.0,
                (0.0, 0.0),
                keep=True,
                whole=True,
            )
            for pair in fields
        ),
        space(5, WIDTH, keep=True),
        paragraph(words.enterprise_seal + words.colon, PLAIN, WIDTH),
    ]


def _bare(pieces: tuple[Piece, ...]) -> Row:
    return Row((Cell(WIDTH, pieces),), 0.0, (0.0, 0.0), keep=True, whole=True)
