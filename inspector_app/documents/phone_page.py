"""The page for the enterprise's phone: a notice with its photos as one HTML file, no script.

It is handed over a hotspot and stays readable when the hotspot is gone: styles and photos are in
the file, and it asks the network for nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from inspector_app.documents import notice_texts as told
from inspector_app.documents.fonts import printable
from inspector_app.documents.major_words import words_for
from inspector_app.documents.notice_words import Words
from inspector_app.documents.phone_style import STYLE
from inspector_app.documents.pictures import Prepared
from inspector_app.documents.report_pictures import prepare_all
from inspector_app.domain.hazards import Level
from inspector_app.domain.major_notice import MajorNotice
from inspector_app.domain.notices import (
    GREY,
    Notice,
    NoticeHazard,
    NoticeSignature,
    check_notice,
    notice_hash,
)
from inspector_app.domain.papers import SignatureRole

# A phone holds the whole page in its memory, so photos are smaller than on paper.
ALL_PHOTOS = 5_000_000
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def phone_page(notice: Notice, images: Mapping[str, bytes]) -> bytes:
    """Return the notice as a self-contained HTML file (UTF-8) for a phone.

    ``images`` holds the photos by the SHA-256 that the notice names; drawn signatures are not
    shown, only who signed. Every text is escaped. Raises NoticeInvalid or PictureUnusable.
    """
    check_notice(notice)
    words = words_for(notice)
    photos = [photo.sha256 for hazard in notice.hazards for photo in hazard.photos]
    if notice.variant == GREY:
        # The sheet has no photos; the phone shows those that are at hand.
        photos = [sha256 for sha256 in photos if sha256 in images]
    ready = prepare_all(photos, (), images, together=ALL_PHOTOS)
    title = f"{words.title} {notice.number}".strip()
    lang = "en" if notice.language == "en" else "zh-CN"
    return "\n".join(
        (
            f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="format-detection" content="telephone=no">',
            f"<title>{_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
            *_body(notice, words, ready),
            "</body>\n</html>\n",
        )
    ).encode()


def _text(text: str) -> str:
    """Return the text as it is shown: without marks that have no ink, escaped, line feeds kept."""
    return escape(printable(text)).replace("\n", "<br>")


def _body(notice: Notice, words: Words, ready: Mapping[str, Prepared]) -> Iterator[str]:
    yield f"<header><h1>{_text(words.title)}</h1>"
    if notice.number:
        yield f'<p class="number">{_text(words.number.format(number=notice.number))}</p>'
    yield "</header>"
    yield f'<p class="greeting">{_text(words.greeting.format(name=notice.addressee.name))}</p>'
    yield f"<p>{_text(told.lead_text(notice, words))}</p>"
    sections = (
        (notice.majors(), words.major_section),
        (notice.generals(), words.general_section),
    )
    for hazards, title in sections:
        if hazards:
            yield f"<h2>{_text(title.format(count=len(hazards)))}</h2>"
            yield from (part for one in hazards for part in _card(one, words, ready))
    yield from _telling(notice, words)
    yield f"<h2>{_text(words.hints_section)}</h2>\n<ol>"
    yield from (f"<li>{_text(text)}</li>" for text in told.hint_texts(notice, words))
    yield "</ol>"
    yield from _foot(notice, words)


def _card(hazard: NoticeHazard, words: Words, ready: Mapping[str, Prepared]) -> Iterator[str]:
    major = hazard.level is Level.MAJOR
    name = words.ordinal.format(number=hazard.number)
    level = told.level_text(hazard, words)
    yield f'<section class="card{" major" if major else ""}">'
    yield f'<h3>{_text(name)} <span class="level">{_text(level)}</span></h3>'
    rows = told.hazard_rows_told(hazard, words)
    pairs = [pair for row in rows for pair in row]
    yield from _list([(words.place, hazard.place), *pairs])
    for place, photo in enumerate(hazard.photos, 1):
        caption = _text(told.caption_text(hazard, place, photo, words))
        if photo.sha256 in ready:
            yield _figure(ready[photo.sha256], caption)
    if hazard.photos and not any(photo.sha256 in ready for photo in hazard.photos):
        yield f"<p>{_text(words.photos_kept.format(count=len(hazard.photos)))}</p>"
    yield "</section>"


def _figure(photo: Prepared, caption: str) -> str:
    data = b64encode(photo.image.jpeg).decode()
    size = f'width="{photo.width}" height="{photo.height}" decoding="async" loading="lazy"'
    source = f'src="data:image/jpeg;base64,{data}"'
    shown = f'<img alt="{caption}" {size} {source}>'
    return f"<figure>{shown}<figcaption>{caption}</figcaption></figure>"


def _list(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield "<dl>"
    for label, text in pairs:
        if text.strip():
            # Labels of the printed form are broken by hand to fit a narrow cell.
            name = _text(label.replace("\n", ""))
            yield f'<dt>{name}</dt><dd dir="auto">{_text(text)}</dd>'
    yield "</dl>"


def _telling(notice: Notice, words: Words) -> Iterator[str]:
    if not isinstance(notice, MajorNotice) or not notice.telling:
        return
    yield f"<h2>{_text(words.telling_section)}</h2>"
    for one in notice.telling:
        texts = told.telling_texts(one, words)
        yield '<section class="card">'
        yield from _list(list(zip(words.telling_heads, texts, strict=True)))
        yield "</section>"


def _foot(notice: Notice, words: Words) -> Iterator[str]:
    yield f'<h2>{_text(words.about)}</h2>\n<section class="card">'
    pairs = [pair for row in told.information(notice, words) for pair in row]
    yield from _list([*pairs, *_signed(notice, words)])
    digest = notice_hash(notice)
    yield f'</section>\n<footer><p>{_text(words.electronic)}</p><p class="hash">'
    yield f"{_text(words.fingerprint + words.colon)}{digest}</p></footer>"


def _signed(notice: Notice, words: Words) -> Iterator[tuple[str, str]]:
    labels = {
        SignatureRole.INSPECTOR: words.inspector_signs,
        SignatureRole.ESCORT: words.escort_signs,
        SignatureRole.RECEIVER: words.receiver_signs,
        SignatureRole.WITNESS: words.witness_signs,
    }
    for one in notice.signatures:
        if one.image or one.refused:
            yield labels[one.role], "\n".join(_who(one, words))


def _who(one: NoticeSignature, words: Words) -> Iterator[str]:
    texts = (one.name, one.post, one.phone, words.day(one.signed_on))
    yield "　".join(text for text in texts if text)
    if one.refused:
        yield words.refused
        yield words.refusal_reason + words.colon + one.refused
        yield words.witness + words.colon + one.witness
