"""Pictures as cameras write them: a scene that can be told from others, with time and place."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational


def a_scene_of(seed: int, width: int = 800, height: int = 600) -> Image.Image:
    """Return a picture of coarse shapes; another seed shows something else."""
    random = Random(seed)
    image = Image.new("RGB", (width, height), "grey")
    pen = ImageDraw.Draw(image)
    for _shape in range(40):
        x, y = random.randrange(width), random.randrange(height)
        shade = random.randrange(256)
        pen.rectangle((x, y, x + width // 6, y + height // 6), fill=(shade, shade, shade))
    return image


def a_photo(
    seed: int = 1,
    *,
    taken: str = "",
    place: tuple[float, float] | None = None,
    quality: int = 90,
    size: tuple[int, int] = (800, 600),
) -> bytes:
    """Return a JPEG; ``taken`` as EXIF writes times, ``place`` as (longitude, latitude)."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if place is not None:
        gps = exif.get_ifd(0x8825)
        gps[3], gps[4] = ("W" if place[0] < 0 else "E"), _parts(abs(place[0]))
        gps[1], gps[2] = ("S" if place[1] < 0 else "N"), _parts(abs(place[1]))
    out = io.BytesIO()
    a_scene_of(seed).resize(size).save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def _parts(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    seconds = round(((degrees - whole) * 60 - minutes) * 60 * 10_000)
    return IFDRational(whole, 1), IFDRational(minutes, 1), IFDRational(seconds, 10_000)
