"""Window preferences of this computer: language, shade, scale. They hold no content."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from inspector_app.i18n import LANGUAGES, system_language
from inspector_app.ui.theme import SCALES, Choice

FILE = "preferences.json"
LOCK_AFTER = (5, 10, 30)  # there is no "never": the records are other people's
CHOICES: tuple[Choice, ...] = ("system", "light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class Preferences:
    """How the windows look here; shared by all inspectors of the computer."""

    language: str = "zh_CN"
    choice: Choice = "system"
    scale: float = 1.0
    central: str = ""  # proposed when the next inspector enrols
    lock_after: int = 10  # minutes without a key or a pointer
    window: str = ""  # size and place of the window, as Qt packs them (base64)


def load(data_dir: Path) -> Preferences:
    """Return the stored preferences; what is missing or unusable is as on the first day."""
    first = Preferences(language=system_language())
    if not (data_dir / FILE).exists():
        return first
    import json

    try:
        read = json.loads((data_dir / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return first
    return _parse(read, first) if isinstance(read, dict) else first


def _parse(read: dict[str, object], first: Preferences) -> Preferences:
    language, scale, central = read.get("language"), read.get("scale"), read.get("central")
    return Preferences(
        language=str(language) if language in LANGUAGES else first.language,
        choice=next((one for one in CHOICES if one == read.get("choice")), "system"),
        scale=float(scale) if isinstance(scale, int | float) and scale in SCALES else 1.0,
        central=central if isinstance(central, str) else "",
        lock_after=next((m for m in LOCK_AFTER if m == read.get("lock_after")), first.lock_after),
        window=window if isinstance(window := read.get("window"), str) else "",
    )


def save(data_dir: Path, preferences: Preferences) -> None:
    """Keep the preferences; a folder that cannot be written keeps them for this session only."""
    import json

    with suppress(OSError):
        data_dir.mkdir(parents=True, exist_ok=True)
        fresh = data_dir / f"{FILE}.new"
        fresh.write_text(json.dumps(asdict(preferences)), encoding="utf-8")
        os.replace(fresh, data_dir / FILE)
