"""Names of the files in an archive: readable, safe on every system, no two alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from inspector_app.documents.fonts import printable

LONGEST = 220  # bytes
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
# Names of devices on Windows, with or without an ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/json": ".json",
    "text/plain": ".txt",
}


def safe_name(parts: Iterable[str], media_type: str) -> str:
    """Return the parts joined as a file name with the ending of the media type."""
    texts = (part.replace("\n", " ").strip() for part in map(_plain, parts))
    name = _FORBIDDEN.sub("_", "_".join(text for text in texts if text))
    # Most file systems count bytes and allow 255 of them.
    cut = re.sub(r"\s+", " ", name).encode()[:LONGEST].decode(errors="ignore")
    name = cut.strip(" .") or "file"
    if _DEVICES.match(name):
        name = f"_{name}"
    return name + ENDINGS.get(media_type, ".bin")


def _plain(text: str) -> str:
    readable = printable(text.encode("utf-8", "replace").decode())
    # Lone marks and private characters break file systems more often than they help readers.
    return "".join(c for c in readable if c == "\n" or unicodedata.category(c)[0] != "C")


class Names:
    """Gives each file a path that no other has, also where case does not count."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, folder: str, name: str) -> str:
        """Return ``folder/name``, with a number before the ending where it is taken."""
        stem, dot, ending = name.rpartition(".")
        path, count = f"{folder}/{name}", 1
        while unicodedata.normalize("NFKC", path).casefold() in self._taken:
            count += 1
            path = f"{folder}/{stem} ({count}){dot}{ending}"
        self._taken.add(unicodedata.normalize("NFKC", path).casefold())
        return path
