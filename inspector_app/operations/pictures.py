"""Pictures as they come from cameras: checked, set upright, limited, with a thumbnail."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspector_app.domain.canonical import hex_digest
from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.picture_traces import difference_hash, place_of

if TYPE_CHECKING:
    from PIL import Image

LONG_EDGE = 2048  # pixels of the stored picture's longer side
THUMBNAIL_EDGE = 320
MOST_BYTES = 60 * 1024 * 1024
MOST_PIXELS = 80_000_000
QUALITY = 85
EXIF_FOLDER, EXIF_TAKEN, EXIF_CHANGED = 0x8769, 0x9003, 0x0132  # tags of EXIF 2.32


class PictureUnusable(Problem):
    """The file is no picture this program can keep; nothing was attached."""

    code = "IMG-01"
    template = N_("The picture cannot be used: {reason}.")
    remedy_template = N_("Nothing was attached. {advice}")


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture (JPEG, upright), its thumbnail and what the original said."""

    data: bytes
    width: int
    height: int
    thumbnail: bytes
    original_sha256: str
    taken_at: str  # EXIF time as written by the camera, "" where it wrote none
    place: tuple[str, str] = ("", "")  # longitude, latitude by EXIF
    dhash: str = ""

    @property
    def sha256(self) -> str:
        return hex_digest(self.data)

    @property
    def thumbnail_sha256(self) -> str:
        return hex_digest(self.thumbnail)


def read_picture(original: bytes) -> Picture:
    """Return the picture of these bytes; raises PictureUnusable that says why not."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    _refuse_early(original)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # broken EXIF is no reason to refuse evidence
            image: Image.Image
            with Image.open(io.BytesIO(original)) as image:
                _refuse_size(image.width, image.height)
                taken, place = taken_at(image), place_of(image.getexif())
                image.draft("RGB", (LONG_EDGE * 2, LONG_EDGE * 2))
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except UnidentifiedImageError as error:
        raise _unusable(_("this is not a picture"), _known_formats()) from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unusable(
            _("the file is damaged or cut short"), _("Copy it again from the camera.")
        ) from error
    upright.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
    data = _jpeg(upright)
    size = upright.size
    upright.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.BILINEAR)
    looks = difference_hash(upright)
    return Picture(data, *size, _jpeg(upright), hex_digest(original), taken, place, looks)


def _refuse_early(original: bytes) -> None:
    if len(original) > MOST_BYTES:
        raise _unusable(
            _("it is larger than {size} MB").format(size=MOST_BYTES // 1024 // 1024),
            _("Take it again with a smaller size."),
        )
    if original[4:8] == b"ftyp" and original[8:12] in (b"heic", b"heix", b"mif1", b"hevc", b"msf1"):
        raise _unusable(
            _("it is in the HEIC format"),
            _("Set the phone's camera to “most compatible” (JPEG), or export it as JPEG."),
        )


def _refuse_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _unusable(
            _("it has {count} million pixels").format(count=width * height // 1_000_000),
            _("Save it with at most {count} million pixels.").format(
                count=MOST_PIXELS // 1_000_000
            ),
        )


def _known_formats() -> str:
    return _("Use a JPEG, PNG, WebP, BMP, GIF or TIFF file.")


def _unusable(reason: str, advice: str) -> PictureUnusable:
    return PictureUnusable(reason=reason, advice=advice)


def taken_at(image: Image.Image) -> str:
    """Return the camera's time as it wrote it (``2026:11:25 09:12:00``), "" where it wrote none."""
    exif = image.getexif()
    stamp = exif.get_ifd(EXIF_FOLDER).get(EXIF_TAKEN) or exif.get(EXIF_CHANGED)
    text = str(stamp or "").strip("\x00 ")
    return text if len(text) == 19 and text.replace(":", "").replace(" ", "").isdigit() else ""


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()
