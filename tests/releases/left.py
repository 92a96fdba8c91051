"""What each release left on disk, put back as it was."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector_app.store.keys import unlock
from inspector_app.store.workspace import Workspace
from tests.world import PASSPHRASE, Laptop, World, a_world

HERE = Path(__file__).parent
RELEASES = sorted(path.parent.name for path in HERE.glob("*/left-on-disk.tar.xz"))


@dataclass
class Left:
    """A release's files: a laptop's data folder, central's database, and what is in them."""

    folder: Path
    expected: dict[str, Any]

    @property
    def data_dir(self) -> Path:
        return self.folder / "laptop"

    @property
    def workspace(self) -> Path:
        (found,) = (self.data_dir / "workspaces").iterdir()
        return found


def put_back(release: str, folder: Path) -> Left:
    """Unpack what a release left; central's files come from the laptop, which has the same."""
    with tarfile.open(HERE / release / "left-on-disk.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    (folder / "central" / "central.db").rename(folder / "central.db")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    return Left(folder, expected)


def fill_media(left: Left) -> None:
    """Put the files that central held into its folder (this opens, and migrates, the workspace)."""
    with Workspace.open(left.workspace, unlock(left.workspace, PASSPHRASE, now=0)) as workspace:
        for name in left.expected["media"]:
            to = left.folder / "media" / name
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(workspace.blobs.read(to.name))


@contextmanager
def upgraded(release: str, folder: Path) -> Iterator[tuple[World, Laptop, dict[str, Any]]]:
    """Give the present program's central and laptop over what a release left."""
    left = put_back(release, folder)
    fill_media(left)
    with a_world(folder, sockets=False) as world:
        yield world, world.adopted(left.workspace, left.data_dir), left.expected
