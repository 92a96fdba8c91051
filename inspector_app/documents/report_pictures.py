"""Many photos made ready for one paper: small enough together to be sent by a weak link."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.lib.utils import ImageReader

from inspector_app.documents.pictures import (
    MOST_PIXELS,
    PictureUnusable,
    Prepared,
    prepare_signature,
)
from inspector_app.i18n import _

# All photos of a paper together; texts and fonts need less than 2 MB beside them.
ALL_PHOTOS = 9_000_000
MOST_BYTES = 130_000
EDGES = (900, 760, 640)
# Each with the share of the first one's bytes that it seldom goes below.
QUALITIES = ((72, 1.0), (55, 0.65), (40, 0.45), (25, 0.0))
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class ReadyJpeg(ImageReader):
    """A JPEG that goes into the paper as it is; it is told from others without decoding it."""

    def __init__(self, jpeg: BytesIO) -> None:
        super().__init__(jpeg)
        self.jpeg = jpeg.getvalue()
        self._dataA: None = None  # a photo has no transparency

    def getRGBData(self) -> bytes:
        """Return the bytes by which reportlab tells whether it holds the picture already."""
        return self.jpeg


def prepare_all(
    photos: Sequence[str],
    inks: Sequence[str],
    images: Mapping[str, bytes],
    *,
    together: int = ALL_PHOTOS,
) -> Mapping[str, Prepared]:
    """Return every photo and drawn signature by its SHA-256, ready to draw, photos upright.

    The more photos, the fewer of the bytes of all ``together`` each may take. Position, camera and
    other hidden data of the files are left out. Raises PictureUnusable for the first one that is
    missing or cannot be read.
    """
    wanted = tuple(dict.fromkeys(photos))
    most = min(MOST_BYTES, together // max(len(wanted), 1))
    held = [(sha256, _held(images, sha256), most) for sha256 in wanted]
    # Pillow lets go of the interpreter while it decodes, so two threads take half the time.
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as threads:
        ready = dict(zip(wanted, threads.map(_prepare, held), strict=True))
    for ink in dict.fromkeys(inks):
        ready[ink] = prepare_signature(_held(images, ink), ink)
    return ready


def _held(images: Mapping[str, bytes], sha256: str) -> bytes:
    if sha256 not in images:
        raise PictureUnusable(sha256=sha256[:12], reason=_("it is missing"))
    return images[sha256]


def _prepare(photo: tuple[str, bytes, int]) -> Prepared:
    sha256, data, most = photo
    edge = EDGES[0] if most >= MOST_BYTES else EDGES[1] if most >= 60_000 else EDGES[2]
    try:
        upright = _upright(data, edge)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, *_BOMBS) as error:
        raise PictureUnusable(sha256=sha256[:12], reason=str(error)) from error
    return Prepared(ReadyJpeg(_jpeg(upright, most)), upright.width, upright.height)


def _upright(data: bytes, edge: int) -> Image.Image:
    opened = Image.open(BytesIO(data))
    if opened.width * opened.height > MOST_PIXELS:
        raise ValueError(f"{opened.width}×{opened.height}")
    # Asked for a square, the decoder would skip fewer pixels than it may.
    scale = edge / max(opened.size)
    opened.draft("RGB", (int(opened.width * scale), int(opened.height * scale)))
    # Made small first: turning and converting copy every pixel.
    opened.thumbnail((edge, edge), Image.Resampling.BILINEAR)
    upright = ImageOps.exif_transpose(opened)
    return upright if upright.mode == "RGB" else upright.convert("RGB")


def _jpeg(photo: Image.Image, most: int) -> BytesIO:
    out, first = BytesIO(), 0
    for quality, share in QUALITIES:
        if first * share > most:
            continue  # it would be too large all the same
        out = BytesIO()
        photo.save(out, "JPEG", quality=quality)
        first = first or out.tell()
        if out.tell() <= most:
            break
    out.seek(0)
    return out
