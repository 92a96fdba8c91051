"""The parts of a hazard notice: who is told by whom, the hazards, the hints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from inspector_app.documents.blocks import (
    CAPTION,
    HEAD_SHADE,
    HINT,
    LABEL_WIDTH,
    MAJOR_SHADE,
    PAD,
    STRONG,
    TEXT,
    WIDTH,
    label_cell,
    labelled,
    stacked,
    text_cell,
)
from inspector_app.documents.layout import MM, Cell, Flow, Row
from inspector_app.documents.notice_words import Words
from inspector_app.documents.pictures import (
    PictureUnusable,
    Prepared,
    prepare_photo,
    prepare_signature,
)
from inspector_app.documents.pieces import Gap, Picture, Piece, lines
from inspector_app.domain.hazards import FiveCommitments, Level
from inspector_app.domain.notices import GREY, Notice, NoticeHazard, NoticeInspector, NoticePhoto
from inspector_app.i18n import _

Pictures = Mapping[str, Prepared]
PHOTO_WIDTH, PHOTO_HEIGHT = WIDTH / 2 - 4 * PAD, 58 * MM
TOGETHER = 95 * MM
HIGHEST_HEAD = 60.0


def prepare_pictures(notice: Notice, images: Mapping[str, bytes]) -> Pictures:
    """Return every picture the paper shows, ready to draw; raises PictureUnusable."""
    ready: dict[str, Prepared] = {}
    if notice.variant != GREY:
        for hazard in notice.hazards:
            for photo in hazard.photos:
                ready[photo.sha256] = prepare_photo(_held(images, photo.sha256), photo.sha256)
    for signature in notice.signatures:
        if signature.image:
            held = _held(images, signature.image)
            ready[signature.image] = prepare_signature(held, signature.image)
    return ready


def _held(images: Mapping[str, bytes], sha256: str) -> bytes:
    if sha256 not in images:
        raise PictureUnusable(sha256=sha256[:12], reason=_("it is missing"))
    return images[sha256]


def information_rows(notice: Notice, words: Words) -> list[Row]:
    """Return the table of who is told, by whom, when and on what basis; empty rows left out."""
    who = notice.addressee
    when = " ".join(
        part for part in (words.day(notice.service_date), notice.service_period) if part
    )
    checklists = (
        words.version.format(title=item.title, version=item.version) for item in notice.checklists
    )
    rows: list[tuple[tuple[str, str], ...]] = [
        ((words.addressee, who.name),),
        ((words.credit_code, who.credit_code), (words.industry, who.industry)),
        ((words.address, who.address),),
        ((words.responsible_person, who.responsible), (words.phone, who.phone)),
        ((words.site, notice.site),),
        ((words.agency, notice.agency),),
        ((words.insurer, notice.insurer), (words.policy, notice.policy_number)),
        ((words.service_time, when), (words.escort, notice.escort)),
        ((words.services, words.joint.join(notice.services)),),
        ((words.inspectors, words.joint.join(_certified(notice.inspectors, words))),),
        (
            (words.issued_at, notice.place_of_issue),
            (words.issued_on, words.day(notice.issued_on)),
        ),
        ((words.scope, notice.scope),),
        ((words.checklists, "\n".join(checklists)),),
        ((words.instruments, "\n".join(notice.instruments)),),
    ]
    return [labelled(*pairs) for pairs in rows if any(text for _label, text in pairs)]


def _certified(inspectors: Sequence[NoticeInspector], words: Words) -> Iterator[str]:
    for person in inspectors:
        if person.certificate:
            yield words.certificate.format(name=person.name, certificate=person.certificate)
        else:
            yield person.name


def lead_text(notice: Notice, words: Words) -> str:
    """Return the sentence that says what was done and how many hazards were found."""
    return words.lead.format(
        agency=notice.agency,
        date=words.day(notice.service_date),
        count=len(notice.hazards),
        major=len(notice.majors()),
        general=len(notice.generals()),
    )


def overview_texts(hazard: NoticeHazard, words: Words) -> list[str]:
    """Return number, place, level, deadline and responsible person of a hazard."""
    return [
        str(hazard.number),
        hazard.place,
        level_text(hazard, words),
        deadline_text(hazard, words),
        hazard.responsible,
    ]


def level_text(hazard: NoticeHazard, words: Words) -> str:
    """Return the level in words."""
    return words.major if hazard.level == Level.MAJOR else words.general


def deadline_text(hazard: NoticeHazard, words: Words) -> str:
    """Return the suggested last day, or that it was corrected on the spot."""
    state = words.corrected if hazard.corrected_on_spot else ""
    return "　".join(part for part in (state, words.day(hazard.deadline)) if part)


def hazard_rows(
    hazard: NoticeHazard, words: Words, pictures: Pictures, variant: str
) -> tuple[list[Row], list[Row]]:
    """Return the rows of one hazard and its heading, which is repeated where the block goes on."""
    head = _heading(hazard, words)
    rows = [labelled((words.finding, hazard.finding))]
    if head.height > HIGHEST_HEAD:
        # A heading is repeated on every page, so a very long place gets a row of its own.
        head = _heading(msgspec.structs.replace(hazard, place=""), words)
        rows.insert(0, labelled((words.place, hazard.place)))
    if hazard.level == Level.MAJOR:
        rows.append(_criterion_row(hazard, words))
    if hazard.basis:
        rows.append(labelled((words.basis, "\n".join(hazard.basis))))
    if hazard.immediate:
        rows.append(labelled((words.immediate, hazard.immediate)))
    if hazard.measure:
        rows.append(labelled((words.measure, hazard.measure)))
    rows.append(
        labelled(
            (words.deadline, deadline_text(hazard, words)), (words.responsible, hazard.responsible)
        )
    )
    if hazard.repeated:
        rows.append(labelled((words.state, words.repeated)))
    if hazard.five is not None:
        rows.append(_five_row(hazard.five, words))
    rows += _photo_rows(hazard, words, pictures, variant)
    return rows, [head]


def _heading(hazard: NoticeHazard, words: Words) -> Row:
    major = hazard.level == Level.MAJOR
    shade = MAJOR_SHADE if major else HEAD_SHADE
    level = f"【{words.major}】" if major else words.general
    texts = (words.ordinal.format(number=hazard.number), hazard.place, level)
    widths = (LABEL_WIDTH, WIDTH - LABEL_WIDTH - 40 * MM, 40 * MM)
    cells = [
        text_cell(text, width, STRONG, shade=shade)
        for text, width in zip(texts, widths, strict=True)
    ]
    return Row(tuple(cells), pad=(PAD, 3.5), whole=True)


def _criterion_row(hazard: NoticeHazard, words: Words) -> Row:
    texts = [hazard.criterion] if hazard.verified else [hazard.criterion, words.unverified]
    inner = WIDTH - LABEL_WIDTH
    groups = [lines(text, TEXT, inner - 2 * PAD) for text in texts]
    return Row((label_cell(words.criterion), Cell(inner, stacked(groups))), pad=(PAD, 3.5))


def _five_row(five: FiveCommitments, words: Words) -> Row:
    told = (five.responsible, five.measure, five.funds, five.deadline, five.plan)
    texts = [
        name + words.colon + (text or "—")
        for name, text in zip(words.five_points, told, strict=True)
    ]
    return labelled((words.five, "\n".join(texts)))


def _photo_rows(hazard: NoticeHazard, words: Words, pictures: Pictures, variant: str) -> list[Row]:
    if not hazard.photos:
        return []
    if variant == GREY:
        kept = words.photos_kept.format(count=len(hazard.photos))
        return [labelled((words.photos, kept))]
    cells = [
        _photo_cell(photo, _caption(hazard, place, photo, words), pictures)
        for place, photo in enumerate(hazard.photos, 1)
    ]
    if len(cells) % 2:
        cells.append(Cell(WIDTH / 2, (Gap(1),)))
    return [
        Row((left, right), pad=(PAD, 5.0), whole=max(left.height, right.height) < 2 * PHOTO_HEIGHT)
        for left, right in zip(cells[::2], cells[1::2], strict=True)
    ]


def _caption(hazard: NoticeHazard, place: int, photo: NoticePhoto, words: Words) -> str:
    name = words.photo.format(hazard=hazard.number, number=place)
    return "　".join(part for part in (name, photo.caption, photo.taken) if part)


def _photo_cell(photo: NoticePhoto, caption: str, pictures: Pictures) -> Cell:
    ready = pictures[photo.sha256]
    scale = min(PHOTO_WIDTH / ready.width, PHOTO_HEIGHT / ready.height)
    picture = Picture(ready.image, ready.width * scale, ready.height * scale)
    pieces: tuple[Piece, ...] = (picture, Gap(3), *lines(caption, CAPTION, WIDTH / 2 - 2 * PAD))
    return Cell(WIDTH / 2, pieces)


def add_block(
    flow: Flow,
    above: Sequence[Row],
    head: Sequence[Row],
    rows: Sequence[Row],
    *,
    framed: bool = False,
) -> None:
    """Place a block with its heading; a short one is not cut, and no title stands alone."""
    flow.reserve([*above, *head], rows, TOGETHER)
    flow.add(above)
    flow.add(rows, head, framed=framed)


def hint_rows(notice: Notice, words: Words) -> list[Row]:
    """Return the numbered hints; the ones on major hazards only where there is one."""
    reply = (
        words.reply_by.format(date=words.day(notice.reply_by)) if notice.reply_by else words.reply
    )
    texts = [words.hints[0], *(words.major_hints if notice.majors() else ()), words.hints[1], reply]
    number = 18.0
    return [
        Row(
            (
                Cell(number, lines(f"{place}.", HINT, number)),
                Cell(WIDTH - number, lines(text, HINT, WIDTH - number)),
            ),
            border=0.0,
            pad=(0.0, 1.0),
        )
        for place, text in enumerate(texts, 1)
    ]
