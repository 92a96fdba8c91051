"""Which installation a workspace lives in: an id kept outside the workspace tells a copy."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

from inspector_app.store.files import disk_problems, write_durably
from inspector_app.store.reading import Reader

FILE = "installation"
REMEMBERED = "installation"  # setting: the installation the workspace was enrolled in
RESTORED = "restored"  # its value once a backup was put back: no installation's id


def installation_of(data_dir: Path, random: Callable[[int], bytes]) -> str:
    """Return the random id of this installation, made where the data folder has none."""
    path = data_dir / FILE
    with disk_problems():
        known = path.read_text("ascii", errors="replace").strip() if path.exists() else ""
    if len(known) == 36:
        return known
    made = str(uuid.UUID(bytes=random(16), version=4))
    write_durably(path, made.encode() + b"\n")
    return made


def is_elsewhere(reader: Reader, installation: str) -> bool:
    """Tell whether the workspace was enrolled in another installation: copied or restored there.

    Such a workspace needs a new device code before it issues a paper.
    """
    return reader.setting(REMEMBERED) not in ("", installation)
