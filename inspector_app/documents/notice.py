"""Draws the notices (事故隐患告知书, 重大事故隐患告知书): a ``Notice`` and images in, PDF out.

The same notice gives the same bytes. Texts are drawn as they are, never read as markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

import msgspec

from inspector_app.documents import notice_parts as parts
from inspector_app.documents import notice_texts as told
from inspector_app.documents.blocks import (
    BODY,
    GREETING,
    NUMBER,
    QR_SIDE,
    SECTION,
    TITLE,
    WIDTH,
    draw_footer,
    draw_verification,
    page_area,
    table_row,
)
from inspector_app.documents.fonts import load_faces, require_glyphs
from inspector_app.documents.layout import MM, Flow, Mark, Row, height_of, paragraph, space
from inspector_app.documents.major_words import words_for
from inspector_app.documents.notice_fields import named_texts
from inspector_app.documents.notice_signing import receipt_rows, signing_rows
from inspector_app.documents.notice_words import Words
from inspector_app.documents.pictures import Prepared
from inspector_app.documents.sheets import blank_sheets, one_paper_at_a_time
from inspector_app.documents.signing_pages import place_signing
from inspector_app.domain.hazard_papers import Telling
from inspector_app.domain.hazards import Level
from inspector_app.domain.major_notice import MajorNotice
from inspector_app.domain.notices import (
    GREY,
    Notice,
    NoticeHazard,
    NoticeInvalid,
    check_notice,
    notice_hash,
    parse_qr,
)

OVERVIEW_FROM = 4


@dataclass(frozen=True, slots=True)
class _Paper:
    """What the parts of one paper share while it is made."""

    notice: Notice
    words: Words
    pictures: Mapping[str, Prepared]
    value_hash: str


def render_notice(notice: Notice, images: Mapping[str, bytes], *, qr: str = "") -> bytes:
    """Return the notice as PDF bytes (A4, fonts embedded and subset, no encryption).

    ``images`` holds the bytes of photos and drawn signatures by the SHA-256 that the notice names.
    Without ``qr`` the paper is a preview and says so. Raises NoticeInvalid, GlyphMissing (with
    character and field) or PictureUnusable; then nothing was made.
    """
    check_notice(notice)
    if qr:
        _require_same(notice, qr)
    with one_paper_at_a_time:
        load_faces()
        require_glyphs(named_texts(notice))
        pictures = parts.prepare_pictures(notice, images)
        words = words_for(notice)
        # A preview bears no number anywhere, so it cannot pass for the paper.
        shown = notice if qr else msgspec.structs.replace(notice, number=words.draft)
        paper = _Paper(shown, words, pictures, notice_hash(notice))
        flow = _lay_out(paper, preview=not qr)
        return _draw(flow, paper, qr)


def _require_same(notice: Notice, qr: str) -> None:
    payload = parse_qr(qr)
    if (payload.number, payload.value_hash) != (notice.number, notice_hash(notice)):
        raise NoticeInvalid(reason="QR ≠ " + notice.number)


def _lay_out(paper: _Paper, *, preview: bool) -> Flow:
    left, width, top, bottom = page_area()
    # A preview keeps the place of the QR free too, so that its pages break like the paper's.
    flow = Flow(left, width, top, bottom, QR_SIDE + 2 * MM, paper.notice.variant != GREY)
    _open(flow, paper, preview=preview)
    sections = iter(paper.words.section_marks)
    majors, generals = paper.notice.majors(), paper.notice.generals()
    if len(paper.notice.hazards) >= OVERVIEW_FROM:
        _overview(flow, paper, majors + generals)
    for hazards, title in (
        (majors, paper.words.major_section),
        (generals, paper.words.general_section),
    ):
        if hazards:
            _hazards(flow, paper, hazards, next(sections) + title.format(count=len(hazards)))
    if isinstance(paper.notice, MajorNotice) and paper.notice.telling:
        _telling(flow, paper.notice.telling, paper.words, next(sections))
    marks = _hints(flow, paper, next(sections))
    cut, *receipt = receipt_rows(paper.notice, paper.words)
    place_signing(flow, partial(_signing, paper), marks, height_of([cut, *receipt]))
    # A receipt on a sheet of its own needs no line to cut along.
    fits = height_of([cut, *receipt]) <= flow.room()
    flow.add([cut, *receipt] if fits else receipt, together=True)
    return flow


def _signing(paper: _Paper, tight: bool) -> list[Row]:
    rows = signing_rows(paper.notice, paper.words, paper.pictures, tight=tight)
    return [space(10, WIDTH), *rows]


def _open(flow: Flow, paper: _Paper, *, preview: bool) -> None:
    words, notice = paper.words, paper.notice
    number = words.draft if preview else words.number.format(number=notice.number)
    flow.add(
        [
            paragraph(words.title, TITLE, WIDTH),
            paragraph(number, NUMBER, WIDTH),
            space(4, WIDTH),
            *parts.information_rows(notice, words),
            space(8, WIDTH),
            paragraph(words.greeting.format(name=notice.addressee.name), GREETING, WIDTH, True),
            paragraph(told.lead_text(notice, words), BODY, WIDTH),
        ]
    )


def _overview(flow: Flow, paper: _Paper, hazards: tuple[NoticeHazard, ...]) -> None:
    words = paper.words
    shares = (11, 60, 27, 32, 40) if paper.notice.language != "en" else (11, 46, 36, 40, 37)
    widths = [share * MM for share in shares]
    names = [words.ordinal_head, words.place, words.level, words.deadline, words.responsible]
    rows = [table_row(told.overview_texts(hazard, words), widths) for hazard in hazards]
    flow.add([space(6, WIDTH)])
    title = paragraph(words.overview, SECTION, WIDTH, keep=True)
    head = [table_row(names, widths, head=True)]
    # A few rows stay together; a longer list goes on under its heads.
    parts.add_block(flow, [title], head, rows, limit=45 * MM)


def _hazards(flow: Flow, paper: _Paper, hazards: tuple[NoticeHazard, ...], title: str) -> None:
    flow.add([space(8, WIDTH)])
    for place, hazard in enumerate(hazards):
        rows, head = parts.hazard_rows(hazard, paper.words, paper.pictures, paper.notice.variant)
        above = [paragraph(title, SECTION, WIDTH, keep=True)] if place == 0 else []
        parts.add_block(flow, above, head, rows, framed=hazard.level == Level.MAJOR)
        flow.add([space(7, WIDTH)])


def _telling(flow: Flow, telling: tuple[Telling, ...], words: Words, mark: str) -> None:
    widths = [18 * MM, 34 * MM, 32 * MM, 22 * MM, 25 * MM, WIDTH - 131 * MM]
    title = paragraph(mark + words.telling_section, SECTION, WIDTH, keep=True)
    rows = [table_row(told.telling_texts(one, words), widths) for one in telling]
    flow.add([space(4, WIDTH)])
    parts.add_block(flow, [title], [table_row(words.telling_heads, widths, head=True)], rows)
    flow.add([space(4, WIDTH)])


def _hints(flow: Flow, paper: _Paper, mark: str) -> tuple[Mark, Mark]:
    """Place the hints; return where they begin, and where the last two of them do."""
    words = paper.words
    title = paragraph(mark + words.hints_section, SECTION, WIDTH, keep=True)
    rows = parts.hint_rows(paper.notice, words)
    flow.reserve([space(4, WIDTH), title], rows, 0.0)
    begin = flow.mark()
    flow.add([space(4, WIDTH), title, *rows[:-2]])
    last = flow.mark()
    flow.add(rows[-2:])
    return begin, last


def _draw(flow: Flow, paper: _Paper, qr: str) -> bytes:
    out = BytesIO()
    lang = "en" if paper.notice.language == "en" else "zh-CN"
    canvas = blank_sheets(out, lang, portable=paper.notice.variant == GREY)
    canvas.setTitle(f"{paper.words.title} {paper.notice.number}".strip())
    canvas.setAuthor(paper.notice.agency)
    canvas.setSubject(paper.notice.addressee.name)
    flow.draw(canvas, _furniture(paper, qr))
    canvas.save()
    return out.getvalue()


def _furniture(paper: _Paper, qr: str) -> Any:
    value_hash, words = paper.value_hash, paper.words
    grouped = " ".join(value_hash[start : start + 8] for start in range(0, 64, 8))

    def draw(canvas: Any, page: int, pages: int) -> None:
        texts = (words.verify, words.fingerprint + words.colon + grouped)
        if page == 1 and qr:
            draw_verification(canvas, qr, texts)
        draw_footer(
            canvas,
            words.footer.format(
                number=paper.notice.number, pages=pages, page=page, short=value_hash[:8]
            ),
        )

    return draw
