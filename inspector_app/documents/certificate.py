"""Draws the end-of-day certificate: what one laptop recorded, how it is proved, what is not safe.

The same certificate gives the same bytes. Texts are drawn as they are, never read as markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from inspector_app.documents.blocks import (
    HINT,
    NUMBER,
    PLAIN,
    SECTION,
    TITLE,
    WIDTH,
    draw_footer,
    labelled,
    page_area,
    table_row,
)
from inspector_app.documents.fonts import load_faces, require_glyphs
from inspector_app.documents.layout import (
    MM,
    Cell,
    Flow,
    Mark,
    Row,
    height_of,
    paragraph,
    space,
)
from inspector_app.documents.pieces import Blank, Gap
from inspector_app.documents.sheets import blank_sheets, one_paper_at_a_time
from inspector_app.documents.signing_pages import place_signing
from inspector_app.i18n import _, language

COUNT_WIDTHS = (WIDTH - 90 * MM, 30 * MM, 30 * MM, 30 * MM)
UNSAFE_WIDTHS = (54 * MM, 34 * MM, 36 * MM, WIDTH - 124 * MM)


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many records of a kind were made on the day, are accepted by central, are safe."""

    kind: str
    recorded: int
    accepted: int
    safe: int


@dataclass(frozen=True, slots=True)
class ProvedVolume:
    """A volume with records of the day: this laptop's chain in it, central's numbers, the receipt.

    Hashes are lower-case hexadecimal; ``receipt`` fields are empty where there is none.
    """

    enterprise: str
    volume: str
    device: str
    seq: int
    tip: str
    number: int
    chain: str
    receipt_number: int = 0
    receipt_chain: str = ""
    receipt_at: str = ""
    receipt_signature: str = ""


@dataclass(frozen=True, slots=True)
class UnsafeLine:
    """What is not safe yet: where, what, recorded when, and why."""

    enterprise: str
    what: str
    since: str
    why: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """The state of one laptop at the end of a day; all texts are ready to read."""

    agency: str
    inspector: str
    devices: tuple[str, ...]
    day: str
    made_at: str
    central: str
    last_sync: str
    counts: tuple[KindCount, ...]
    volumes: tuple[ProvedVolume, ...]
    unsafe: tuple[UnsafeLine, ...]
    files_waiting: int = 0

    @property
    def fingerprint(self) -> str:
        """SHA-256 over everything the paper says, in hexadecimal."""
        return sha256(repr(self).encode()).hexdigest()


def render_certificate(certificate: Certificate) -> bytes:
    """Return the certificate as PDF bytes (A4, fonts embedded) in the language of the moment.

    Raises GlyphMissing where a name cannot be printed; then nothing was made.
    """
    with one_paper_at_a_time:
        load_faces()
        require_glyphs(_named_texts(certificate))
        left, width, top, bottom = page_area()
        flow = Flow(left, width, top, bottom)
        _open(flow, certificate)
        _counts(flow, certificate)
        _unsafe(flow, certificate)
        last = _volumes(flow, certificate)
        place_signing(flow, _sign, [last])
        return _draw(flow, certificate)


def _named_texts(made: Certificate) -> Iterator[tuple[str, str]]:
    yield _("Agency"), made.agency
    yield _("Inspector"), made.inspector
    for volume in made.volumes:
        yield _("Enterprise"), volume.enterprise
    for line in made.unsafe:
        yield _("Enterprise"), line.enterprise
        yield _("What"), line.what


def _open(flow: Flow, made: Certificate) -> None:
    flow.add(
        [
            paragraph(_("End-of-day certificate of records"), TITLE, WIDTH),
            paragraph(_("Made {time}").format(time=made.made_at), NUMBER, WIDTH),
            space(4, WIDTH),
            labelled((_("Inspector"), made.inspector), (_("Day"), made.day)),
            labelled((_("Agency"), made.agency), (_("Device"), ", ".join(made.devices))),
            labelled((_("Central"), made.central), (_("Last sync"), made.last_sync)),
            space(6, WIDTH),
            paragraph(_verdict(made), HINT, WIDTH),
        ]
    )


def _verdict(made: Certificate) -> str:
    recorded = sum(one.recorded for one in made.counts)
    safe = sum(one.safe for one in made.counts)
    said = _("{recorded} records were made on this day; {safe} of them are safe on central.")
    text = said.format(recorded=recorded, safe=safe)
    if not made.unsafe:
        return text + " " + _("Nothing that this computer recorded is unsafe.")
    return text + " " + _("What is not safe yet stands in section 2.")


def _counts(flow: Flow, made: Certificate) -> None:
    names = (_("Kind of record"), _("Recorded"), _("Accepted"), _("Safe"))
    rows = [
        table_row([one.kind, *map(str, (one.recorded, one.accepted, one.safe))], COUNT_WIDTHS)
        for one in made.counts
    ]
    _table(flow, _("1. Records of the day by kind"), (names, COUNT_WIDTHS), rows)
    if not rows:
        flow.add([paragraph(_("Nothing was recorded on this day."), PLAIN, WIDTH)])


def _unsafe(flow: Flow, made: Certificate) -> None:
    names = (_("Enterprise"), _("What"), _("Since"), _("Why"))
    rows = [
        table_row([one.enterprise, one.what, one.since, one.why], UNSAFE_WIDTHS)
        for one in made.unsafe
    ]
    _table(flow, _("2. Not safe yet"), (names, UNSAFE_WIDTHS), rows)
    if not rows:
        flow.add([paragraph(_("Everything is safe."), PLAIN, WIDTH)])
    if made.files_waiting:
        text = _("{count} photos or papers are still to be sent.").format(count=made.files_waiting)
        flow.add([space(3, WIDTH), paragraph(text, PLAIN, WIDTH)])


def _volumes(flow: Flow, made: Certificate) -> Mark:
    """Place the chains; return where the last of them begins."""
    title = [space(8, WIDTH), paragraph(_("3. Chains and receipts"), SECTION, WIDTH, keep=True)]
    begin = flow.mark()
    for place, one in enumerate(made.volumes):
        rows = [*(() if place else title), *_volume_rows(one)]
        flow.reserve([], rows, height_of(rows))
        begin = flow.mark()
        flow.add(rows)
        flow.add([space(6, WIDTH)])
    return begin


def _volume_rows(one: ProvedVolume) -> list[Row]:
    end = _("{device}, link {seq}: {tip}").format(
        device=one.device, seq=one.seq, tip=_grouped(one.tip)
    )
    chain = _("No. 1 to {number}: {chain}").format(number=one.number, chain=_grouped(one.chain))
    return [
        labelled((_("Enterprise"), one.enterprise)),
        labelled((_("Volume"), one.volume)),
        labelled((_("Own chain"), end)),
        labelled((_("Volume chain"), chain)),
        labelled((_("Receipt"), _receipt(one))),
    ]


def _receipt(one: ProvedVolume) -> str:
    if not one.receipt_number:
        return _("none yet")
    text = _("No. 1 to {number}, {time}; chain {chain}; signature {signature}")
    return text.format(
        number=one.receipt_number,
        time=one.receipt_at,
        chain=_grouped(one.receipt_chain),
        signature=_grouped(one.receipt_signature),
    )


def _sign(_tight: bool) -> list[Row]:
    half = WIDTH / 2
    cells = tuple(
        Cell(half, (Gap(14), Blank(label + " ", PLAIN, half - 6 * MM)))
        for label in (_("Signature of the inspector"), _("Date"))
    )
    return [Row(cells, 0.0, (0.0, 0.0), whole=True)]


def _grouped(digits: str) -> str:
    """Return hexadecimal digits in groups of 16, as they are read aloud and compared."""
    return " ".join(digits[start : start + 16] for start in range(0, len(digits), 16))


def _table(
    flow: Flow, title: str, head: tuple[Sequence[str], Sequence[float]], rows: Sequence[Row]
) -> None:
    names, widths = head
    flow.add([space(8, WIDTH), paragraph(title, SECTION, WIDTH, keep=True)])
    if rows:
        flow.add(list(rows), [table_row(names, widths, head=True)])


def _draw(flow: Flow, made: Certificate) -> bytes:
    out = BytesIO()
    canvas = blank_sheets(out, "en" if language() == "en" else "zh-CN")
    canvas.setTitle(f"{_('End-of-day certificate of records')} {made.day}")
    canvas.setAuthor(made.agency)
    flow.draw(canvas, _furniture(made))
    canvas.save()
    return out.getvalue()


def _furniture(made: Certificate) -> Any:
    short = made.fingerprint[:8]
    footer = _("{device} · {day} · page {page} of {pages} · {short}")

    def draw(canvas: Any, page: int, pages: int) -> None:
        device = made.devices[0] if made.devices else ""
        draw_footer(
            canvas,
            footer.format(device=device, day=made.day, pages=pages, page=page, short=short),
        )

    return draw
