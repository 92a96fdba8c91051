"""Turns the parts of an outline into rows: fields in two columns, tables, photos, hazard blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inspector_app.documents.blocks import (
    BODY,
    CAPTION,
    HEAD_SHADE,
    HINT,
    LABEL,
    LABEL_WIDTH,
    MAJOR_SHADE,
    PAD,
    PLAIN,
    SECTION,
    STRONG,
    TEXT,
    WIDTH,
    brief,
    label_cell,
    labelled,
    text_cell,
)
from inspector_app.documents.column_fit import fitted, widest_word
from inspector_app.documents.fonts import printable, text_width
from inspector_app.documents.layout import MM, Cell, Row, paragraph, space
from inspector_app.documents.outline import INK, Block, Column, Fields, Photos, Prose, Table
from inspector_app.documents.pictures import Prepared
from inspector_app.documents.pieces import Gap, Picture, Piece, Style, lines

Pictures = Mapping[str, Prepared]
HALF_TEXT = WIDTH / 2 - LABEL_WIDTH - 2 * PAD
PHOTO_WIDTH, PHOTO_HEIGHT = WIDTH / 2 - 4 * PAD, 58 * MM
SMALL_SECTION = Style(SECTION.face, 10.5, 18)
LOW_SECTION = Style(SECTION.face, 9.5, 16)
CELL = Style(PLAIN.face, 9.5, 14, justified=True)
NARROW = Style(PLAIN.face, 9.5, 14)
FIGURE_CELL = Style(PLAIN.face, 9.5, 14, "right")
MIDDLE_CELL = Style(PLAIN.face, 9.5, 14, "center")
TOTAL = Style(STRONG.face, 9.5, 14)
INK_HEIGHT = 9 * MM
PEN_ROW = 9.5 * MM
HIGHEST_HEAD = 60.0
LONGEST_LABEL, LONGEST_HEAD = 30, 40


def heading_row(text: str, level: int) -> Row:
    """Return the title of a section; it stays with what follows."""
    styles = {1: SECTION, 2: SMALL_SECTION}
    return paragraph(text, styles.get(level, LOW_SECTION), WIDTH, keep=True)


def field_rows(part: Fields) -> list[Row]:
    """Return the labelled rows; two short fields share a row."""
    told = [pair for pair in part.pairs if part.blanks or pair[1].strip()]
    rows: list[Row] = []
    waiting: tuple[str, str] | None = None
    for pair in told:
        if not _is_short(pair[1]) or len(pair[0]) > LONGEST_LABEL:
            rows += [*_alone(waiting), _whole_width(pair)]
            waiting = None
        elif waiting is None:
            waiting = pair
        else:
            rows.append(_halves(waiting, pair))
            waiting = None
    return rows + _alone(waiting)


def _whole_width(pair: tuple[str, str]) -> Row:
    label, text = pair
    if len(label) <= LONGEST_LABEL:
        return labelled(pair)
    # A label is repeated where its row goes on, so a question of several lines stands above.
    inner = WIDTH - 2 * PAD
    pieces: tuple[Piece, ...] = (*lines(label, STRONG, inner), Gap(3), *lines(text, TEXT, inner))
    return Row((Cell(WIDTH, pieces),), pad=(PAD, 3.5))


def _halves(*pairs: tuple[str, str]) -> Row:
    # Short texts are not stretched: a code or a telephone number beside a word reads badly.
    cells = []
    for label, text in pairs:
        cells += [label_cell(label), text_cell(text, WIDTH / 2 - LABEL_WIDTH, PLAIN)]
    return Row(tuple(cells), pad=(PAD, 3.5))


def _alone(pair: tuple[str, str] | None) -> list[Row]:
    return [] if pair is None else [labelled(pair)]


def _is_short(text: str) -> bool:
    plain = printable(text)
    return "\n" not in plain and text_width(plain, TEXT.face, TEXT.size) <= 1.9 * HALF_TEXT


def table_rows(table: Table, pictures: Pictures) -> tuple[list[Row], list[Row]]:
    """Return the heads and the rows of a table, with totals and empty rows at its end."""
    widths = fitted(column_widths(table.columns), _least_widths(table))
    # Heads are repeated on every page, so they stay low.
    heads = [
        text_cell(shortened(column.head, LONGEST_HEAD), width, LABEL, shade=HEAD_SHADE)
        for column, width in _with(table, widths)
    ]
    rows = [_table_row(table, row, widths, pictures) for row in table.rows]
    rows += [_total_row(table, row, widths) for row in table.totals]
    if not rows and table.empty:
        rows.append(Row((text_cell(table.empty, WIDTH, NARROW),), pad=(PAD, 3.0)))
    return [Row(tuple(heads), pad=(PAD, 3.0), whole=True)], rows


def _least_widths(table: Table) -> list[float]:
    """Return what each column needs so that no word, number or date of it is cut."""
    least = []
    for place, column in enumerate(table.columns):
        told = [row[place] for row in table.rows if not row[place].startswith(INK)]
        # A label of totals goes over the empty cells after it.
        sums = [row[place] for row in table.totals if place]
        words = (
            widest_word([shortened(column.head, LONGEST_HEAD)], LABEL.face, LABEL.size),
            widest_word(told, NARROW.face, NARROW.size),
            widest_word(sums, TOTAL.face, TOTAL.size),
        )
        least.append(max(words) + 2 * PAD + 0.1)
    return least


def _total_row(table: Table, row: Sequence[str], widths: Sequence[float]) -> Row:
    """Return a row of totals; its label goes over the empty cells after it."""
    after = next((place for place, text in enumerate(row[1:], 1) if text), len(row))
    cells = [text_cell(row[0], sum(widths[:after]), TOTAL)]
    for text, (column, width) in list(zip(row, _with(table, widths), strict=True))[after:]:
        cells.append(text_cell(text, width, replace(TOTAL, align=_style(column, width).align)))
    return Row(tuple(cells), pad=(PAD, 3.0), whole=True)


def shortened(text: str, most: int) -> str:
    """Return the text, its end replaced by an ellipsis where it is longer."""
    return text if len(text) <= most else text[: most - 1] + "…"


def one_line(text: str, most: int) -> str:
    """Return the text as one printable line of at most so many characters."""
    return shortened(" ".join(printable(text).split()), most)


def _with(table: Table, widths: Sequence[float]) -> list[tuple[Column, float]]:
    return list(zip(table.columns, widths, strict=True))


def column_widths(columns: Sequence[Column]) -> list[float]:
    """Return the widths in points; columns of width 0 share what the others leave."""
    fixed = sum(column.width for column in columns) * MM
    open_columns = sum(column.width == 0 for column in columns)
    if fixed > WIDTH or not open_columns:
        scale = WIDTH / fixed
        return [column.width * MM * scale for column in columns]
    rest = (WIDTH - fixed) / open_columns
    return [column.width * MM or rest for column in columns]


def _style(column: Column, width: float) -> Style:
    if column.number:
        return FIGURE_CELL
    if column.middle:
        return MIDDLE_CELL
    return CELL if width > 40 * MM else NARROW


def _table_row(
    table: Table, row: Sequence[str], widths: Sequence[float], pictures: Pictures
) -> Row:
    cells = [
        _ink_cell(text, width, pictures)
        if text.startswith(INK)
        else text_cell(text, width, _style(column, width))
        for text, (column, width) in zip(row, _with(table, widths), strict=True)
    ]
    return Row(tuple(cells), pad=(PAD, 3.0), least=PEN_ROW if table.pen else 0.0)


def _ink_cell(text: str, width: float, pictures: Pictures) -> Cell:
    ready = pictures[text.removeprefix(INK)]
    scale = min((width - 2 * PAD) / ready.width, INK_HEIGHT / ready.height)
    drawn = Picture(ready.image, ready.width * scale, ready.height * scale)
    return Cell(width, (drawn,), middle=True)


def prose_rows(part: Prose) -> list[Row]:
    """Return running text, numbered where asked; each line feed begins a paragraph."""
    texts = [text for text in part.texts if text.strip()]
    if part.numbered:
        return [_numbered(place, text) for place, text in enumerate(texts, 1)]
    style = HINT if part.hint else BODY
    paragraphs = [one for text in texts for one in printable(text).split("\n") if one.strip()]
    return [paragraph(one, style, WIDTH) for one in paragraphs]


def _numbered(place: int, text: str) -> Row:
    number = 20.0
    cells = (
        Cell(number, lines(f"{place}.", HINT, number)),
        Cell(WIDTH - number, lines(text, HINT, WIDTH - number)),
    )
    return Row(cells, border=0.0, pad=(0.0, 1.0))


def block_rows(block: Block) -> tuple[list[Row], list[Row]]:
    """Return the heading of a hazard and its fields; a very long place gets a row of its own."""
    pairs = [pair for pair in block.pairs if pair[1].strip()]
    head = block_head(block.heading, major=block.major)
    rows = field_rows(Fields(tuple(pairs)))
    if head.height > HIGHEST_HEAD:
        # A heading is repeated on every page, so it must stay low.
        first, place, last = block.heading
        rows.insert(0, Row((text_cell(place, WIDTH, STRONG),), pad=(PAD, 3.5)))
        head = block_head((first, brief(place), last), major=block.major)
    return [head], rows


def block_head(texts: tuple[str, str, str], *, major: bool) -> Row:
    """Return the shaded heading of a hazard: its name, place and level."""
    widths = (LABEL_WIDTH, WIDTH - LABEL_WIDTH - 40 * MM, 40 * MM)
    shade = MAJOR_SHADE if major else HEAD_SHADE
    cells = [text_cell(t, w, STRONG, shade=shade) for t, w in zip(texts, widths, strict=True)]
    return Row(tuple(cells), pad=(PAD, 3.5), whole=True)


def photo_rows(part: Photos, pictures: Pictures) -> list[Row]:
    """Return the photos two in a row; a photo never leaves its caption."""
    return in_twos([photo_cell(photo.sha256, caption, pictures) for photo, caption in part.photos])


def in_twos(cells: Sequence[Cell]) -> list[Row]:
    """Return rows of two photos; the last of an odd number stands in the middle of its row."""
    rows = [cells[place : place + 2] for place in range(0, len(cells), 2)]
    return [
        Row(
            tuple(replace(cell, width=WIDTH / len(row)) for cell in row),
            pad=(PAD, 5.0),
            whole=max(cell.height for cell in row) < 2 * PHOTO_HEIGHT,
        )
        for row in rows
    ]


def photo_cell(
    sha256: str, caption: str, pictures: Pictures, highest: float = PHOTO_HEIGHT
) -> Cell:
    """Return half the width with a photo and its caption, which it never leaves."""
    ready = pictures[sha256]
    scale = min(PHOTO_WIDTH / ready.width, highest / ready.height)
    picture = Picture(ready.image, ready.width * scale, ready.height * scale)
    pieces: tuple[Piece, ...] = (picture, Gap(3), *lines(caption, CAPTION, WIDTH / 2 - 2 * PAD))
    return Cell(WIDTH / 2, pieces)


def blank_row(height: float) -> Row:
    """Return empty space over the width."""
    return space(height, WIDTH)
