"""What was fetched of a blob before the link broke, kept encrypted for the next sync."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from inspector_app.store.workspace import Workspace

PREFIX = "partial blob "  # a setting: of which blob → the name of the bytes kept


@dataclass(frozen=True)
class Partials:
    """The beginnings of blobs in a workspace: hash of the whole blob → hash of what is here."""

    workspace: Workspace
    kept: dict[str, str]

    @classmethod
    def of(cls, workspace: Workspace, wanted: Collection[str]) -> Partials:
        """Return what is kept; beginnings of blobs that nobody wants any more are removed."""
        with workspace.reading() as reader:
            kept = {name.removeprefix(PREFIX): of for name, of in reader.settings(PREFIX).items()}
        partials = cls(workspace, kept)
        for sha256 in [one for one in kept if one not in wanted]:
            partials.drop(sha256)
        return partials

    def begun(self, sha256: str) -> bytearray:
        """Return the first bytes of a blob, none where nothing was kept."""
        name = self.kept.get(sha256, "")
        if not name or not self.workspace.blobs.has(name):
            return bytearray()
        return bytearray(self.workspace.blobs.read(name))

    def keep(self, sha256: str, begun: bytes) -> None:
        """Keep the first bytes of a blob."""
        self.drop(sha256)
        if begun:
            name = self.workspace.blobs.put(begun)
            with self.workspace.transaction() as tx:
                tx.set_setting(PREFIX + sha256, name)
            self.kept[sha256] = name

    def drop(self, sha256: str) -> None:
        """Forget the first bytes of a blob."""
        name = self.kept.pop(sha256, "")
        if not name:
            return
        with self.workspace.transaction() as tx:
            tx.drop_settings(PREFIX + sha256)
        with self.workspace.reading() as reader:
            is_a_blob = name in reader.stored_blobs()
        if not is_a_blob:
            self.workspace.blobs.delete(name)
