"""The icon fonts of qtawesome, without the Qt modules that qtpy below it would load for nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# 7 MB; an installed program has none of them (build.spec).
UNUSED = ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtDataVisualization")


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Import inside as where these modules are not installed; those loaded before stay."""
    hidden: dict[str, Any] = {name: None for name in names if name not in sys.modules}
    sys.modules.update(hidden)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with without(*UNUSED):
    import qtawesome


def icon_font(family: str) -> Any:
    """Return one icon font: all twelve would take 30 MB and a fifth of a second."""
    bundled = qtawesome._BUNDLED_FONTS
    return qtawesome.IconicFont(*(font for font in bundled if font[0] == family))
