"""The copy of a photo that people see: turned and cropped, marks and stamp drawn on it."""

from __future__ import annotations

import io
from functools import cache
from math import atan2, cos, hypot, pi, sin
from typing import TYPE_CHECKING

from inspector_app.config import resource_dir
from inspector_app.domain.photo_marks import (
    WHOLE_PHOTO,
    Mark,
    MarkColour,
    MarkShape,
    PhotoMarked,
    crop_box,
    shown_size,
    to_shown,
)

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

COLOURS = {MarkColour.RED: "#E02B1D", MarkColour.YELLOW: "#FFD21F", MarkColour.BLUE: "#1F6FE0"}
HALO = "#FFFFFF"  # around every mark, so that it is seen on any ground
THICK, TEXT, STAMP = 160, 26, 34  # a line is 1/160, letters 1/26 and 1/34 of the longer edge
QUALITY = 88
Point = tuple[float, float]


def fitting(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """Return the size in the same proportions whose longer edge has this many pixels at most.

    A decoder that may skip pixels (``draft``) skips too few where it is given a square.
    """
    scale = min(1.0, edge / max(size))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def draw_copy(
    photo: bytes, marked: PhotoMarked, stamp: tuple[str, ...] = (), edge: int = 0
) -> bytes:
    """Return the copy as JPEG bytes; its longer edge has at most ``edge`` pixels (0: as stored).

    ``stamp`` is written line by line on a dark band at the lower edge. Raises GlyphMissing where
    a character can be drawn by no face, OSError where the photo is damaged.
    """
    from PIL import Image, ImageDraw

    with Image.open(io.BytesIO(photo)) as opened:
        whole = opened.size
        if edge and marked.crop == WHOLE_PHOTO:  # a crop needs all the pixels there are
            opened.draft("RGB", fitting(whole, edge))
        opened.load()
        image = opened if opened.mode == "RGB" else opened.convert("RGB")
    shown = _turned(image, marked)
    if edge and max(shown.size) > edge:
        shown = shown.resize(fitting(shown.size, edge), Image.Resampling.BICUBIC, reducing_gap=2.0)
    scale = shown.width / shown_size(marked, *whole)[0]
    if marked.marks:
        shown = _with_marks(shown, marked, whole, scale)
    if stamp:
        _stamp(ImageDraw.Draw(shown, "RGBA"), stamp, shown.size)
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _with_marks(
    shown: Image.Image, marked: PhotoMarked, whole: tuple[int, int], scale: float
) -> Image.Image:
    """Draw the marks at twice the size and shrink them: Pillow's lines have no soft edges."""
    from PIL import Image as Pictures
    from PIL import ImageDraw

    layer = Pictures.new("RGBA", (shown.width * 2, shown.height * 2))
    pen = ImageDraw.Draw(layer)
    for mark in marked.marks:
        _draw(pen, mark, _placed(marked, mark, whole, scale * 2), max(layer.size))
    soft = layer.resize(shown.size, Pictures.Resampling.BOX)
    return Pictures.alpha_composite(shown.convert("RGBA"), soft).convert("RGB")


def _turned(image: Image.Image, marked: PhotoMarked) -> Image.Image:
    from PIL import Image as Pictures

    ways = Pictures.Transpose
    turns = (None, ways.ROTATE_270, ways.ROTATE_180, ways.ROTATE_90)  # Pillow turns to the left
    whole = marked.crop == WHOLE_PHOTO
    cropped = image if whole else image.crop(crop_box(marked, *image.size))
    turn = turns[marked.turn % 4]
    return cropped if turn is None else cropped.transpose(turn)


def _placed(
    marked: PhotoMarked, mark: Mark, whole: tuple[int, int], scale: float
) -> tuple[Point, Point]:
    ends = (to_shown(marked, x, y, *whole) for x, y in ((mark.x1, mark.y1), (mark.x2, mark.y2)))
    (ax, ay), (bx, by) = ends
    return (ax * scale, ay * scale), (bx * scale, by * scale)


def _draw(pen: ImageDraw.ImageDraw, mark: Mark, ends: tuple[Point, Point], edge: int) -> None:
    thick = max(2, round(edge / THICK))
    ink = COLOURS[mark.colour]
    if mark.shape is MarkShape.TEXT:
        _text(pen, mark.text, ends[0], max(10, round(edge / TEXT)), ink)
    elif mark.shape is MarkShape.BOX:
        (ax, ay), (bx, by) = ends
        box = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        for wide, colour in ((thick * 2, HALO), (thick, ink)):
            pen.rectangle(_grown(box, (wide - thick) / 2), outline=colour, width=wide)
    else:
        for extra, colour in ((thick, HALO), (0, ink)):
            _arrow(pen, ends, (thick + extra, thick), colour)


def _grown(box: tuple[float, float, float, float], by: float) -> tuple[float, ...]:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _arrow(
    pen: ImageDraw.ImageDraw, ends: tuple[Point, Point], widths: tuple[int, int], colour: str
) -> None:
    wide, thick = widths
    pen.line(ends, fill=colour, width=wide)
    points = head_of(*ends, 5.0 * thick)
    pen.polygon(points, fill=colour)
    if wide > thick:
        pen.line((*points, points[0]), fill=colour, width=wide - thick, joint="curve")


def head_of(tail: Point, tip: Point, length: float) -> tuple[Point, Point, Point]:
    """Return the three corners of an arrow's head, the tip first."""
    angle = atan2(tip[1] - tail[1], tip[0] - tail[0])
    side = min(length, max(hypot(tip[0] - tail[0], tip[1] - tail[1]), length / 2))
    left, right = angle + pi - pi / 7, angle + pi + pi / 7
    return (
        tip,
        (tip[0] + side * cos(left), tip[1] + side * sin(left)),
        (tip[0] + side * cos(right), tip[1] + side * sin(right)),
    )


def _text(pen: ImageDraw.ImageDraw, text: str, at: Point, size: int, ink: str) -> None:
    across, down = at
    for face, part in _runs(text):
        font = _font(face, size)
        pen.text(
            (across, down), part, font=font, fill=ink, stroke_width=max(1, size // 9),
            stroke_fill=HALO,
        )  # fmt: skip
        across += font.getlength(part)


def _stamp(pen: ImageDraw.ImageDraw, stamp: tuple[str, ...], size: tuple[int, int]) -> None:
    wide, high = size
    letter = max(10, round(max(size) / STAMP))
    lines = [part for text in stamp for part in _wrapped(text, letter, wide - letter)]
    band = round(len(lines) * letter * 1.35 + letter * 0.5)
    pen.rectangle((0, high - band, wide, high), fill=(0, 0, 0, 150))
    for number, line in enumerate(lines):
        across, down = letter / 2, high - band + letter * (0.2 + 1.35 * number)
        for face, part in _runs(line):
            font = _font(face, letter)
            pen.text((across, down), part, font=font, fill="white")
            across += font.getlength(part)


def _wrapped(text: str, letter: int, wide: float) -> list[str]:
    """Return the text in lines that fit, as papers break theirs."""
    from inspector_app.documents.fonts import SANS_BOLD, glyph, printable
    from inspector_app.documents.linebreak import break_lines

    flat = printable(text).replace("\n", " ")
    return break_lines(flat, wide, lambda char: glyph(char, SANS_BOLD)[1] * letter / 1000)


def _runs(text: str) -> list[tuple[str, str]]:
    """Return (face, part) for parts of a text that one face of the papers can draw."""
    from inspector_app.documents.fonts import SANS_BOLD, printable, runs

    line = printable(text).replace("\n", " ")
    return [(face, part) for face, part, _width in runs(line, SANS_BOLD)]


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(resource_dir() / "fonts" / f"{face}.ttf"), size)
