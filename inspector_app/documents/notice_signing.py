"""The foot of a hazard notice: signatures of both sides, seals, refusal, receipt, copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from inspector_app.documents import signing_places
from inspector_app.documents.blocks import HINT, PLAIN, SECTION, STRONG, WIDTH
from inspector_app.documents.layout import MM, Cell, Row, paragraph, space
from inspector_app.documents.notice_words import Words
from inspector_app.documents.outline import Place, Side, Signing
from inspector_app.documents.pictures import Prepared
from inspector_app.documents.pieces import Blank, Boxes, Gap, Piece, Rule
from inspector_app.documents.service_words import words_of as terms_of
from inspector_app.domain.notices import Notice, NoticeInspector, NoticeSignature
from inspector_app.domain.papers import SignatureRole
from inspector_app.domain.service_papers import PaperSignature

HALF = WIDTH / 2
Pictures = Mapping[str, Prepared]


def signing_rows(
    notice: Notice, words: Words, pictures: Pictures, *, tight: bool = False
) -> list[Row]:
    """Return the two columns of signatures, the seals and the sentence on copies.

    ``tight`` saves height where a page would not hold them otherwise.
    """
    service = tuple(_service_places(notice, words))
    enterprise = tuple(_enterprise_places(notice, words))
    signing = Signing(
        Side(words.service_side, service, words.seal, notice.issued_on),
        Side(words.enterprise_side, enterprise, words.enterprise_seal),
        _copies(notice, words),
    )
    terms = terms_of(notice.language)
    # What is refused here is the receipt of the notice.
    own = replace(terms, table={**terms.table, "refused": words.refused})
    return [
        paragraph(words.signatures, SECTION, WIDTH, keep=True),
        *signing_places.signing_rows(signing, own, pictures, tight=tight),
    ]


def _service_places(notice: Notice, words: Words) -> Iterator[Place]:
    left = [s for s in notice.signatures if s.role == SignatureRole.INSPECTOR]
    for person in notice.inspectors:
        mine = next((s for s in left if s.name == person.name), None)
        if mine is not None:
            left.remove(mine)
        name = person.name
        if person.certificate:
            name = words.certificate.format(name=name, certificate=person.certificate)
        given = _given(mine, person) if mine is not None else None
        yield Place(words.inspector_signs, given, (name,))
    yield from (Place(words.inspector_signs, _given(other)) for other in left)


def _enterprise_places(notice: Notice, words: Words) -> Iterator[Place]:
    labels = {
        SignatureRole.ESCORT: words.escort_signs,
        SignatureRole.RECEIVER: words.receiver_signs,
        SignatureRole.WITNESS: words.witness_signs,
    }
    signatures = [s for s in notice.signatures if s.role in labels]
    yield from (Place(labels[one.role], _given(one)) for one in signatures)
    if not any(signature.role == SignatureRole.RECEIVER for signature in signatures):
        name, post, phone = (text + words.colon for text in (words.name, words.post, words.phone))
        yield Place(words.receiver_signs, None, (name + "　" * 9 + post, phone))


def _given(one: NoticeSignature, person: NoticeInspector | None = None) -> PaperSignature:
    return PaperSignature(
        role=one.role.value,
        name=one.name,
        post=one.post,
        phone=one.phone,
        certificate=person.certificate if person is not None else "",
        image=one.image,
        signed_on=one.signed_on,
        refused=one.refused,
        witness=one.witness,
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
