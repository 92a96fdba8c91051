"""The parts of a hazard notice: who is told by whom, the hazards, the hints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from inspector_app.documents.blocks import (
    CAPTION,
    HEAD_SHADE,
    HINT,
    LABEL_WIDTH,
    MAJOR_SHADE,
    PAD,
    STRONG,
    WIDTH,
    brief,
    labelled,
    text_cell,
)
from inspector_app.documents.layout import MM, Cell, Flow, Row
from inspector_app.documents.notice_texts import (
    caption_text,
    hazard_rows_told,
    hint_texts,
    information,
)
from inspector_app.documents.notice_words import Words
from inspector_app.documents.outline_rows import in_twos
from inspector_app.documents.pictures import Prepared
from inspector_app.documents.pieces import Gap, Picture, Piece, lines
from inspector_app.documents.report_pictures import prepare_all
from inspector_app.domain.hazards import Level
from inspector_app.domain.notices import GREY, Notice, NoticeHazard, NoticePhoto

Pictures = Mapping[str, Prepared]
PHOTO_WIDTH, PHOTO_HEIGHT = WIDTH / 2 - 4 * PAD, 58 * MM
TOGETHER = 95 * MM
HIGHEST_HEAD = 60.0


def prepare_pictures(notice: Notice, images: Mapping[str, bytes]) -> Pictures:
    """Return every picture the paper shows, ready to draw; raises PictureUnusable."""
    photos = [photo.sha256 for hazard in notice.hazards for photo in hazard.photos]
    inks = [signature.image for signature in notice.signatures if signature.image]
    return prepare_all(() if notice.variant == GREY else photos, inks, images)


def information_rows(notice: Notice, words: Words) -> list[Row]:
    """Return the table of who is told, by whom, when and on what basis."""
    return [labelled(*pairs) for pairs in information(notice, words)]


def hazard_rows(
    hazard: NoticeHazard, words: Words, pictures: Pictures, variant: str
) -> tuple[list[Row], list[Row]]:
    """Return the rows of one hazard and its heading, which is repeated where the block goes on."""
    head = _heading(hazard, words)
    rows = [labelled(*pairs) for pairs in hazard_rows_told(hazard, words)]
    if head.height > HIGHEST_HEAD:
        # A heading is repeated on every page, so a very long place gets a row of its own.
        head = _heading(msgspec.structs.replace(hazard, place=brief(hazard.place)), words)
        rows.insert(0, labelled((words.place, hazard.place)))
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


def _photo_rows(hazard: NoticeHazard, words: Words, pictures: Pictures, variant: str) -> list[Row]:
    if not hazard.photos:
        return []
    if variant == GREY:
        kept = words.photos_kept.format(count=len(hazard.photos))
        return [labelled((words.photos, kept))]
    cells = [
        _photo_cell(photo, caption_text(hazard, place, photo, words), pictures)
        for place, photo in enumerate(hazard.photos, 1)
    ]
    return in_twos(cells)


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
    limit: float = TOGETHER,
) -> None:
    """Place a block with its heading; one up to the limit is not cut, and no title stands alone."""
    flow.reserve([*above, *head], rows, limit)
    flow.add(above)
    flow.add(rows, head, framed=framed)


def hint_rows(notice: Notice, words: Words) -> list[Row]:
    """Return the numbered hints."""
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
        for place, text in enumerate(hint_texts(notice, words), 1)
    ]
