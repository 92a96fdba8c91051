from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.store.keys import DataKey
from inspector_app.store.workspace import Workspace

KEY = DataKey(bytes(range(32)))


@pytest.fixture
def key() -> DataKey:
    return KEY


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "w", KEY) as made:
        yield made
