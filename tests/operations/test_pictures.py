"""Pictures as cameras and people bring them."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from inspector_app.domain.canonical import hex_digest
from inspector_app.operations.pictures import LONG_EDGE, PictureUnusable, read_picture


def picture(width: int = 64, height: int = 48, kind: str = "JPEG", **options: object) -> bytes:
    """Return a picture whose left half is red."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def test_the_long_edge_is_limited_and_the_originals_hash_kept() -> None:
    original = picture(4000, 3000)
    read = read_picture(original)
    assert (read.width, read.height) == (LONG_EDGE, 1536)
    assert read.original_sha256 == hex_digest(original)
    assert read.sha256 == hex_digest(read.data)
    assert len(read.thumbnail) < len(read.data)


def test_a_picture_taken_sideways_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter to the right to be seen upright
    exif[0x0132] = "2026:11:25 09:12:00"
    read = read_picture(picture(exif=exif))
    assert (read.width, read.height) == (48, 64)
    assert read.taken_at == "2026:11:25 09:12:00"
    with Image.open(io.BytesIO(read.data)) as upright:
        red, _green, blue = upright.convert("RGB").getpixel((24, 8))  # type: ignore[misc]
    assert red > 200 > blue


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP", "GIF", "TIFF"])
def test_the_usual_formats_become_jpeg(kind: str) -> None:
    assert read_picture(picture(kind=kind)).data.startswith(b"\xff\xd8")


def test_a_transparent_picture_is_accepted() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(buffer, "PNG")
    assert read_picture(buffer.getvalue()).width == 10


def huge_png() -> bytes:
    """Return a PNG that says it has 100 megapixels and holds almost nothing."""
    header = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("text", b"this is no picture", "not a picture"),
        ("empty", b"", "not a picture"),
        ("pdf", b"%PDF-1.7\n...", "not a picture"),
        ("heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "HEIC"),
        ("cut short", picture(800, 600)[:4000], "damaged or cut short"),
        ("100 megapixels", huge_png(), "100 million pixels"),
    ],
)
def test_what_is_no_usable_picture_is_refused_with_a_remedy(
    name: str, data: bytes, said: str
) -> None:
    with pytest.raises(PictureUnusable) as refused:
        read_picture(data)
    assert said in refused.value.message, name
    assert refused.value.remedy.startswith("Nothing was attached. ")
    assert refused.value.remedy != "Nothing was attached. "
