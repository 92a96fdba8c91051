from __future__ import annotations

import io

import pytest
from PIL import Image


@pytest.fixture
def jpeg() -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "steelblue").save(out, "JPEG")
    return out.getvalue()
