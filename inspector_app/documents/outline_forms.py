"""Rows of hazard blocks: photos in pairs, frames for photos, space for a pen, boxes to tick."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from inspector_app.documents.blocks import (
    CAPTION,
    LABEL,
    LABEL_SHADE,
    LABEL_WIDTH,
    PAD,
    PLAIN,
    STRONG,
    WIDTH,
    brief,
    label_cell,
    labelled,
    text_cell,
)
from inspector_app.documents.layout import MM, Cell, Row
from inspector_app.documents.outline import (
    BlockPart,
    Choices,
    Fields,
    HazardBlock,
    PhotoPairs,
    PhotoPlaces,
    Photos,
    Writing,
)
from inspector_app.documents.outline_rows import (
    HIGHEST_HEAD,
    PHOTO_HEIGHT,
    Pictures,
    block_head,
    field_rows,
    photo_cell,
    photo_rows,
)
from inspector_app.documents.pieces import Boxes, Gap, lines
from inspector_app.documents.service_words import Words

HALF = WIDTH / 2
FRAME_HEIGHT = 44 * MM


def hazard_block_rows(
    block: HazardBlock, words: Words, pictures: Pictures, *, portable: bool
) -> tuple[list[Row], list[Row]]:
    """Return the heading of a hazard and the rows of its parts."""
    head = block_head(block.heading, major=block.major)
    rows: list[Row] = []
    if head.height > HIGHEST_HEAD:
        # A heading is repeated on every page, so it must stay low.
        first, place, last = block.heading
        rows.append(Row((text_cell(place, WIDTH, STRONG),), pad=(PAD, 3.5)))
        head = block_head((first, brief(place), last), major=block.major)
    for part in block.parts:
        rows += part_rows(part, words, pictures, portable=portable)
    return [head], rows


def part_rows(part: BlockPart, words: Words, pictures: Pictures, *, portable: bool) -> list[Row]:
    """Return the rows of one part; photos of a portable paper are only counted."""
    if isinstance(part, Photos | PhotoPairs):
        if portable:
            return kept_rows(part, words)
        if isinstance(part, Photos):
            return photo_rows(part, pictures)
        return _pair_rows(part, pictures)
    return _ROWS[type(part)](part)


def kept_rows(part: Photos | PhotoPairs, words: Words) -> list[Row]:
    """Return the row that says how many photos are kept with the electronic paper."""
    kept = words["photos_kept"].format(count=len(part.photos))
    return [labelled((words["site_photos"], kept))] if part.photos else []


def _pair_rows(part: PhotoPairs, pictures: Pictures) -> list[Row]:
    heads = [text_cell(head, HALF, LABEL, shade=LABEL_SHADE) for head in part.heads]
    rows = []
    for pair in part.rows:
        cells = [
            text_cell(part.missing, HALF, CAPTION)
            if shot is None
            else photo_cell(shot[0].sha256, shot[1], pictures, part.height * MM)
            for shot in pair
        ]
        highest = max(cell.height for cell in cells)
        rows.append(Row(tuple(cells), pad=(PAD, 5.0), whole=highest < 2 * PHOTO_HEIGHT))
    if not rows:
        return []
    # The heads stay with the first pair, and stand again above a pair that begins a page.
    head = Row(tuple(heads), pad=(PAD, 3.0), whole=True)
    again = [replace(row, heads=(head,)) for row in rows[1:]]
    return [replace(head, keep=True), *rows[:1], *again]


def _place_rows(part: PhotoPlaces) -> list[Row]:
    gap = FRAME_HEIGHT - CAPTION.leading - 2 * PAD
    cells = [
        Cell(HALF, (Gap(gap), *lines(caption, CAPTION, HALF - 2 * PAD)))
        for caption in part.captions
    ]
    return [Row(tuple(cells), pad=(PAD, PAD), whole=True, least=FRAME_HEIGHT)]


def _writing_rows(part: Writing) -> list[Row]:
    rows = []
    for labels, height in part.rows:
        row = labelled(*((label, "") for label in labels))
        rows.append(replace(row, least=height * MM, whole=True))
    return rows


def _choice_rows(part: Choices) -> list[Row]:
    inner = WIDTH - LABEL_WIDTH
    signs = ("☑" if place == part.ticked else "☐" for place in range(len(part.texts)))
    boxes = Boxes(tuple(zip(signs, part.texts, strict=True)), PLAIN)
    return [Row((label_cell(part.label), Cell(inner, (boxes,), middle=True)), pad=(PAD, 3.5))]


_ROWS: Mapping[type, Callable[[Any], list[Row]]] = {
    Fields: field_rows,
    PhotoPlaces: _place_rows,
    Writing: _writing_rows,
    Choices: _choice_rows,
}
