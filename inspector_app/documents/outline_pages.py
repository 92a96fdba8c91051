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
from inspector_app.documents.fonts import (
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    load_faces,
    require_glyphs,
    text_width,
)
from inspector_app.documents.layout import MM, Cell, Flow, Row, paragraph
from inspector_app.documents.outline import (
    Bars,
    Block,
    Choices,
    Contents,
    Cover,
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
from inspector_app.documents.pieces import Line, Style, lines
from inspector_app.documents.report_pictures import prepare_all
from inspector_app.documents.service_words import Words, words_of
from inspector_app.documents.sheets import blank_sheets, one_paper_at_a_time
from inspector_app.documents.signing_places import signing_rows

TOGETHER, BLOCK_TOGETHER = 95 * MM, 130 * MM
COVER_TITLE = Style(SERIF_BOLD, 30, 46, "center")
COVER_ABOVE = Style(SANS_BOLD, 15, 26, "center")
COVER_LINE = Style(SERIF, 13, 24)
COVER_LABEL = Style(SANS_BOLD, 12, 24)
COVER_FOOT = Style(SERIF, 12, 22, "center")
ENTRY = Style(SERIF, 12, 24)


@dataclass(slots=True)
class _Laying:
    """The state of one layout: the flow, the titles that wait for their block, the pages."""

    flow: Flow
    words: Words
    pictures: Mapping[str, Prepared]
    headings: tuple[str, ...]
    portable: bool = False
    waiting: list[Heading] = field(default_factory=list)
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
        laying = _lay_out(outline, pictures, foot=QR_SIDE + 2 * MM if qr else 0.0)
        return _draw(laying, outline, qr)


def _lay_out(outline: Outline, pictures: Mapping[str, Prepared], *, foot: float) -> _Laying:
    left, width, top, bottom = page_area()
    headings = [p.text for p in outline.parts if isinstance(p, Heading) and p.level == 1]
    words = words_of(outline.language)
    flow = Flow(left, width, top, bottom, foot, not outline.portable)
    laying = _Laying(flow, words, pictures, tuple(headings), outline.portable)
    if not any(isinstance(part, Cover) for part in outline.parts):
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
    if above and flow.y > flow.top:
        above.insert(0, blank_row(6))
    flow.reserve([*above, *head], rows, limit)
    flow.add(above)
    for one in laying.waiting:
        laying.pages[one.text] = len(flow.pages)
    laying.waiting.clear()
    flow.add(rows, head, framed=framed)


def _heading(laying: _Laying, part: Heading) -> None:
    # A heading under which nothing came is left out.
    while laying.waiting and laying.waiting[-1].level >= part.level:
        laying.waiting.pop()
    laying.waiting.append(part)


def _fields(laying: _Laying, part: Fields) -> None:
    _block(laying, field_rows(part))


def _table(laying: _Laying, part: Table) -> None:
    head, rows = table_rows(part, laying.pictures)
    _block(laying, rows, head if part.rows or part.totals else ())


def _prose(laying: _Laying, part: Prose) -> None:
    rows = prose_rows(part)
    if part.closing:
        laying.waiting.clear()
    if rows and not laying.waiting and laying.flow.y > laying.flow.top:
        laying.flow.add([blank_row(4)])
    _block(laying, rows)


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
    rows = [blank_row(8), *above, *signing_rows(part, laying.words, laying.pictures)]
    laying.flow.add(rows, together=True)
    for one in laying.waiting:
        laying.pages[one.text] = len(laying.flow.pages)
    laying.waiting.clear()


def _cover(laying: _Laying, part: Cover) -> None:
    label = 46 * MM
    rows = [
        blank_row(26 * MM),
        paragraph(part.above, COVER_ABOVE, WIDTH),
        blank_row(14 * MM),
        paragraph(part.title, COVER_TITLE, WIDTH),
        blank_row(34 * MM),
    ]
    for name, text in part.lines:
        cells = (
            Cell(label, lines(name, COVER_LABEL, label)),
            Cell(WIDTH - label, lines(text, COVER_LINE, WIDTH - label)),
        )
        rows.append(Row(cells, 0.0, (0.0, 2.0)))
    laying.flow.add(rows)
    room = laying.flow.room() - len(part.foot) * COVER_FOOT.leading - 12 * MM
    foot = [paragraph(text, COVER_FOOT, WIDTH) for text in part.foot]
    laying.flow.add([blank_row(max(room, 6)), *foot])
    laying.flow.new_page()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the list of contents; the page is known when it is drawn."""

    text: str
    pages: Mapping[str, int]

    @property
    def height(self) -> float:
        return ENTRY.leading

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw the title, dots and the page."""
        if self.text not in self.pages:
            return
        page = str(self.pages[self.text])
        room = width - 14 * MM
        shown = lines(self.text, ENTRY, room)
        Line(shown[0].text, ENTRY).draw(canvas, x, top, room)
        Line(page, Style(SERIF, 12, 24, "right")).draw(canvas, x, top, width)
        start = x + text_width(shown[0].text, ENTRY.face, ENTRY.size) + 6
        canvas.setDash(0.8, 3)
        canvas.setLineWidth(0.8)
        if start < x + room:
            canvas.line(start, top - 16, x + width - 8 * MM, top - 16)
        canvas.setDash()


def _contents(laying: _Laying, part: Contents) -> None:
    entries = [
        Row((Cell(WIDTH, (_Entry(text, laying.pages),)),), 0.0, (0.0, 0.0), whole=True)
        for text in laying.headings
    ]
    laying.flow.add([paragraph(part.title, TITLE, WIDTH), blank_row(10), *entries])
    laying.flow.new_page()


def _new_page(laying: _Laying, _part: NewPage) -> None:
    if laying.flow.y > laying.flow.top:
        laying.flow.new_page()


_PLACERS: Mapping[type, Callable[[_Laying, Any], None]] = {
    Heading: _heading,
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
    value_hash = outline.value_hash
    grouped = " ".join(value_hash[start : start + 8] for start in range(0, 64, 8))

    def draw(canvas: Any, page: int, pages: int) -> None:
        if page == 1 and qr:
            told = (outline.verify or words["verify"], words["fingerprint"] + words.colon + grouped)
            draw_verification(canvas, qr, told)
        for place, text in enumerate(marks.get(page, ())):
            key = f"p{page}-{place}"
            canvas.bookmarkPage(key)
            canvas.addOutlineEntry(text, key)
        shown = one_line(outline.number or outline.title, 40)
        footer = words["footer"]
        draw_footer(
            canvas, footer.format(number=shown, pages=pages, page=page, short=value_hash[:8])
        )

    return draw
