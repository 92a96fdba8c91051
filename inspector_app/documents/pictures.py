"""Drawn signatures made ready for a paper, and what a prepared picture is."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from inspector_app.errors import Problem
from inspector_app.i18n import N_

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
MOST_PIXELS = 120_000_000


class PictureUnusable(Problem):
    """An image named by a paper is missing or cannot be read; the paper was not made."""

    code = "PAPER-02"
    template = N_("The picture {sha256} cannot be put on the paper: {reason}.")
    remedy_template = N_("Remove the picture or attach it again; nothing was issued.")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An image ready to be drawn, with its size in pixels."""

    image: Any
    width: int
    height: int


def prepare_signature(data: bytes, sha256: str) -> Prepared:
    """Return a drawn signature as black ink on white."""
    drawn = _open(data, sha256)
    try:
        ink = drawn.convert("RGBA")
        paper = Image.new("RGBA", ink.size, "white")
        paper.alpha_composite(ink)
        grey = paper.convert("L")
        grey.thumbnail((600, 300), Image.Resampling.BILINEAR)
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureUnusable(sha256=sha256[:12], reason=str(error)) from error
    return Prepared(ImageReader(grey), grey.width, grey.height)


def _open(data: bytes, sha256: str) -> Image.Image:
    try:
        picture = Image.open(BytesIO(data))
    except (UnidentifiedImageError, OSError, ValueError, *_BOMBS) as error:
        raise PictureUnusable(sha256=sha256[:12], reason=str(error)) from error
    if picture.width * picture.height > MOST_PIXELS:
        raise PictureUnusable(sha256=sha256[:12], reason=f"{picture.width}×{picture.height}")
    return picture
