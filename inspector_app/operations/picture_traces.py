"""What a picture tells about itself: where it was taken, and what it looks like."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

EXIF_PLACE = 0x8825  # GPS tags of EXIF 2.32
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE = 1, 2, 3, 4
ROWS = 8  # of the difference hash; each compares nine neighbours
LEAST_BITS = 5  # a blank wall or a dark picture has hardly any: it looks like every other


def place_of(exif: Image.Exif) -> tuple[str, str]:
    """Return (longitude, latitude) in WGS 84 degrees as decimal text, ("", "") without a place."""
    try:
        tags = exif.get_ifd(EXIF_PLACE)
        latitude = _degrees(tags, LATITUDE, LATITUDE_REF, "S")
        longitude = _degrees(tags, LONGITUDE, LONGITUDE_REF, "W")
    except (KeyError, TypeError, ValueError, ArithmeticError, SyntaxError, OSError):
        return "", ""
    known = isfinite(latitude) and isfinite(longitude)
    nowhere = latitude == 0 and longitude == 0  # what cameras write before they know
    if not known or nowhere or abs(latitude) > 90 or abs(longitude) > 180:
        return "", ""
    return f"{longitude:.6f}", f"{latitude:.6f}"


def _degrees(tags: Mapping[int, Any], value: int, ref: int, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in tags[value])
    found = degrees + minutes / 60 + seconds / 3600
    return -found if str(tags.get(ref, "")).strip("\x00 ").upper() == negative else found


def difference_hash(image: Image.Image) -> str:
    """Return the 64-bit difference hash (dHash: is each of 9×8 grey dots lighter than its right
    neighbour?) as 16 hex digits; "" for a picture without anything to tell it by."""
    from PIL import Image as Pictures

    small = image.convert("L").resize((ROWS + 1, ROWS), Pictures.Resampling.BOX)
    dots = small.tobytes()
    bits = 0
    for row in range(ROWS):
        line = dots[row * (ROWS + 1) : (row + 1) * (ROWS + 1)]
        for left, right in pairwise(line):
            bits = bits << 1 | (left > right)
    telling = LEAST_BITS <= bits.bit_count() <= ROWS * ROWS - LEAST_BITS
    return f"{bits:016x}" if telling else ""
