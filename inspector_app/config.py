"""Where things are: resources beside the program, data in the user's own folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP_NAME = "inspector-app"
DATA_DIR_VARIABLE = "INSPECTOR_DATA_DIR"


def _bundled(name: str) -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / name
    installed = Path(__file__).parent / f"_{name}"
    return installed if installed.is_dir() else Path(__file__).parent.parent / name


def resource_dir() -> Path:
    """Return the folder of fonts, icons, catalogues and sample data (read only)."""
    return _bundled("resources")


def forms_dir() -> Path:
    """Return the folder of the checklists that ship with the program (read only)."""
    return _bundled("forms")


def default_data_dir() -> Path:
    """Return the user's data folder: INSPECTOR_DATA_DIR, else the platform's own place."""
    given = os.environ.get(DATA_DIR_VARIABLE)
    if given:
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path(APP_NAME, appauthor=False)
