"""Lays an outline out on A4 pages and draws it: an ``Outline`` and its images in, PDF bytes out.

The same outline gives the same bytes. Texts are drawn as they are, never read as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from inspector_app.documents.bar_charts import bar_rows, figure_rows
from inspector_app.documents.blocks import (
    GREETING,
    NUMBER,
    QR_SIDE,
    TITLE,
    WIDTH,
    draw_footer,
    draw_verification,
    page_area,
)
from inspector_app.documents.cover_pages import (
    Contents,
    Cover,
    contents_rows,
    cover_foot,
    cover_rows,
)
from inspector_app.documents.fonts import load_faces, require_glyphs
from inspector_app.documents.layout import MM, Flow, Mark, Row, paragraph
from inspector_app.documents.letter import (
    Annex,
    Letter,
    annex_rows,
    draw_second_line,
    leave_letter,
    letter_foot,
    place_letter,
)
from inspector_app.documents.outline import (
    Bars,
    Block,
    Choices,
    Fields,
    Figures,
    Greeting,
    HazardBlock,
    Heading,
    NewPage,
    Outline,
    PhotoPairs,
    PhotoPlaces,
    Photos,
    Prose,
    Signing,
    Table,
    Writing,
    named_texts,
)
from inspector_app.documents.outline_forms import hazard_block_rows, kept_rows, part_rows
from inspector_app.documents.outline_rows import (
    blank_row,
    block_rows,
    field_rows,
    heading_row,
    one_line,
    photo_rows,
    prose_rows,
    table_rows,
)
from inspector_app.documents.pictures import Prepared
from inspector_app.documents.report_pictures import prepare_all
from inspector_app.documents.service_words import Words, words_of
from inspector_app.documents.sheets import blank_sheets, one_paper_at_a_time
from inspector_app.documents.signing_pages import place_signing
from inspector_app.documents.signing_places import signing_rows

TOGETHER, TABLE_TOGETHER, BLOCK_TOGETHER = 95 * MM, 45 * MM, 130 * MM
END_LEAST = 35 * MM  # of text above signatures that stand on a page of their own


@dataclass(frozen=True, slots=True)
class _Block:
    """A part of the paper that was placed: where it began, under which titles."""

    mark: Mark
    titles: tuple[str, ...]


@dataclass(slots=True)
class _Laying:
    """The state of one layout: the flow, the titles that wait for their block, the pages."""

    flow: Flow
    words: Words
    pictures: Mapping[str, Prepared]
    headings: tuple[str, ...]
    portable: bool = False
    after_prose: bool = False
    waiting: list[Heading] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=list)
    pages: dict[str, int] = field(default_factory=dict)


def draw_outline(outline: Outline, images: Mapping[str, bytes], *, qr: str = "") -> bytes:
    """Return the outline as PDF bytes (A4, fonts embedded and subset, no encryption).

    ``images`` holds photos and drawn signatures by SHA-256; ``qr`` is printed bottom right of the
    first page. Raises GlyphMissing (character and field) or PictureUnusable; then nothing was made.
    """
    with one_paper_at_a_time:
        load_faces()
        require_glyphs(named_texts(outline))
        shown = () if outline.portable else tuple(outline.photos())
        pictures = prepare_all(shown, tuple(outline.inks()), images)
        # A preview keeps the place of the code free too, so that its pages break as the paper's.
        laying = _lay_out(outline, pictures, foot=_foot(outline))
        return _draw(laying, outline, qr)


def _is_letter(outline: Outline) -> bool:
    return any(isinstance(part, Letter) for part in outline.parts)


def _foot(outline: Outline) -> float:
    """Return the height that the code takes of the first page's text area."""
    return letter_foot(QR_SIDE) if _is_letter(outline) else QR_SIDE + 2 * MM


def _lay_out(outline: Outline, pictures: Mapping[str, Prepared], *, foot: float) -> _Laying:
    left, width, top, bottom = page_area()
    headings = [p.text for p in outline.parts if isinstance(p, Heading) and p.level == 1]
    words = words_of(outline.language)
    flow = Flow(left, width, top, bottom, foot, not outline.portable)
    laying = _Laying(flow, words, pictures, tuple(headings), outline.portable)
    if not any(isinstance(part, Cover | Letter) for part in outline.parts):
        rows = [paragraph(outline.title, TITLE, WIDTH)]
        if outline.number:
            text = words["number_line"].format(number=outline.number)
            rows.append(paragraph(text, NUMBER, WIDTH))
        laying.flow.add([*rows, blank_row(4)])
    for part in outline.parts:
        _PLACERS[type(part)](laying, part)
    return laying


def _block(
    laying: _Laying,
    rows: Sequence[Row],
    head: Sequence[Row] = (),
    *,
    framed: bool = False,
    limit: float = TOGETHER,
) -> None:
    """Place rows under the titles that wait for them; a short block is not cut."""
    if not rows:
        return
    above = [heading_row(one.text, one.level) for one in laying.waiting]
    flow = laying.flow
    if flow.y > flow.top and (above or laying.after_prose):
        above.insert(0, blank_row(6 if above else 3))
    laying.after_prose = False
    flow.reserve([*above, *head], rows, limit)
    laying.blocks.append(_Block(flow.mark(), tuple(one.text for one in laying.waiting)))
    flow.add(above)
    _note_pages(laying)
    flow.add(rows, head, framed=framed)


def _note_pages(laying: _Laying) -> None:
    """Note that the titles that wait stand on this page."""
    for one in laying.waiting:
        laying.pages[one.text] = len(laying.flow.pages)
    laying.waiting.clear()


def _heading(laying: _Laying, part: Heading) -> None:
    # A heading under which nothing came is left out.
    while laying.waiting and laying.waiting[-1].level >= part.level:
        laying.waiting.pop()
    laying.waiting.append(part)


def _fields(laying: _Laying, part: Fields) -> None:
    _block(laying, field_rows(part))


def _table(laying: _Laying, part: Table) -> None:
    head, rows = table_rows(part, laying.pictures)
    _block(laying, rows, head if part.rows or part.totals else (), limit=TABLE_TOGETHER)


def _prose(laying: _Laying, part: Prose) -> None:
    rows = prose_rows(part)
    if part.closing:
        laying.waiting.clear()
    if rows and not laying.waiting and laying.flow.y > laying.flow.top:
        laying.flow.add([blank_row(4)])
    _block(laying, rows)
    laying.after_prose = bool(rows)


def _hazard(laying: _Laying, part: Block) -> None:
    head, rows = block_rows(part)
    _block(laying, rows, head, framed=part.major)
    laying.flow.add([blank_row(6)])


def _photos(laying: _Laying, part: Photos) -> None:
    if laying.portable:
        _block(laying, kept_rows(part, laying.words))
    else:
        _block(laying, photo_rows(part, laying.pictures))


def _hazard_block(laying: _Laying, part: HazardBlock) -> None:
    head, rows = hazard_block_rows(part, laying.words, laying.pictures, portable=laying.portable)
    _block(laying, rows, head, framed=part.major, limit=BLOCK_TOGETHER)
    laying.flow.add([blank_row(6)])


def _form_part(laying: _Laying, part: PhotoPairs | PhotoPlaces | Writing | Choices) -> None:
    _block(laying, part_rows(part, laying.words, laying.pictures, portable=laying.portable))


def _greeting(laying: _Laying, part: Greeting) -> None:
    rows = [blank_row(6), paragraph(part.text, GREETING, WIDTH, keep=True)]
    _block(laying, rows)


def _bars(laying: _Laying, part: Bars) -> None:
    head, *rows = bar_rows(part)
    _block(laying, rows, [head])
    laying.flow.add([blank_row(4)])


def _figures(laying: _Laying, part: Figures) -> None:
    _block(laying, figure_rows(part))
    laying.flow.add([blank_row(6)])


def _signing(laying: _Laying, part: Signing) -> None:
    above = [heading_row(one.text, one.level) for one in laying.waiting]

    def make(tight: bool) -> list[Row]:
        rows = signing_rows(part, laying.words, laying.pictures, tight=tight)
        return [blank_row(8), *above, *rows]

    titled = [place for place, block in enumerate(laying.blocks) if block.titles][-1:]
    last = laying.blocks[titled[0] :] if titled else laying.blocks[-1:]
    # As little goes with the signatures as still reads as a part of the paper; else the whole last
    # section, or if that is too long its last part.
    ends = [one.mark for one in reversed(last) if laying.flow.height_after(one.mark) >= END_LEAST]
    marks = list(dict.fromkeys((*ends[:1], *(one.mark for one in (*last[:1], *last[-1:])))))
    carried = place_signing(laying.flow, make, marks)
    for block in laying.blocks:
        if carried is not None and block.mark >= carried:
            laying.pages.update(dict.fromkeys(block.titles, len(laying.flow.pages)))
    _note_pages(laying)


def _cover(laying: _Laying, part: Cover) -> None:
    laying.flow.add(cover_rows(part))
    laying.flow.add(cover_foot(part, laying.flow.room()))
    laying.flow.new_page()


def _contents(laying: _Laying, part: Contents) -> None:
    laying.flow.add(contents_rows(part, laying.headings, laying.pages))
    laying.flow.new_page()


def _letter(laying: _Laying, part: Letter) -> None:
    place_letter(laying.flow, part)


def _annex(laying: _Laying, part: Annex) -> None:
    _left, _width, top, bottom = page_area()
    leave_letter(laying.flow, (top, bottom))
    laying.flow.add(annex_rows(part, TITLE))


def _new_page(laying: _Laying, _part: NewPage) -> None:
    if laying.flow.y > laying.flow.top:
        laying.flow.new_page()


_PLACERS: Mapping[type, Callable[[_Laying, Any], None]] = {
    Heading: _heading,
    Letter: _letter,
    Annex: _annex,
    Fields: _fields,
    Table: _table,
    Prose: _prose,
    Block: _hazard,
    HazardBlock: _hazard_block,
    Greeting: _greeting,
    PhotoPairs: _form_part,
    PhotoPlaces: _form_part,
    Writing: _form_part,
    Choices: _form_part,
    Photos: _photos,
    Bars: _bars,
    Figures: _figures,
    Signing: _signing,
    Cover: _cover,
    Contents: _contents,
    NewPage: _new_page,
}


def _draw(laying: _Laying, outline: Outline, qr: str) -> bytes:
    out = BytesIO()
    lang = "en" if outline.language == "en" else "zh-CN"
    canvas = blank_sheets(out, lang, portable=outline.portable)
    canvas.setTitle(f"{outline.title} {outline.number}".strip())
    canvas.setAuthor(outline.author)
    canvas.setSubject(outline.subject)
    marks: dict[int, list[str]] = {}
    for text, page in laying.pages.items():
        if text in laying.headings:
            marks.setdefault(page, []).append(text)
    laying.flow.draw(canvas, _furniture(outline, laying.words, marks, qr))
    canvas.save()
    return out.getvalue()


def _furniture(
    outline: Outline, words: Words, marks: Mapping[int, list[str]], qr: str
) -> Callable[[Any, int, int], None]:
    value_hash, letter = outline.value_hash, _is_letter(outline)
    grouped = " ".join(value_hash[start : start + 8] for start in range(0, 64, 8))

    def draw(canvas: Any, page: int, pages: int) -> None:
        if page == 1 and qr:
            told = (words["verify"], words["fingerprint"] + words.colon + grouped)
            draw_verification(canvas, qr, told, bottom=(21.5 if letter else 18) * MM)
        for place, text in enumerate(marks.get(page, ())):
            key = f"p{page}-{place}"
            canvas.bookmarkPage(key)
            canvas.addOutlineEntry(text, key)
        shown = one_line(outline.number or outline.title, 40)
        text = words["footer"].format(number=shown, pages=pages, page=page, short=value_hash[:8])
        if letter and page == 1:
            draw_second_line(canvas)
        draw_footer(canvas, text, ruled=not (letter and page == 1))

    return draw
