"""What every test shares: one language, no display, nothing left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import inspector_app.ui  # noqa: F401 - before any Qt call: it keeps None alive


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages are compared in English unless a test asks for Chinese; restored afterwards."""
    from inspector_app.i18n import set_language

    set_language("en")
    yield
    set_language("en")
