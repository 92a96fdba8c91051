from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Give a folder in memory where the system has one: thousands of small files come and go."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="inspector-faults-", dir=memory if memory.is_dir() else None
    ) as name:
        yield Path(name)
