"""What would a power cut take that somebody was told is stored? Read from a trace of steps.

A kill leaves what was written in the system's cache, a power cut does not: what is written must be
flushed, and a new name is kept only once its folder was flushed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

ACKNOWLEDGED = "acknowledged"  # the program told the person that an act is stored
_NOT_KEPT = ("-shm", ".new", "lock", ".json", ".swept")  # rebuilt, made anew, or of no worth


@dataclass
class _Disk:
    """What is written and not flushed, and names in folders that were not flushed."""

    files: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def take(self, what: str, path: str, former: str) -> None:
        """Follow one step."""
        if what == "write":
            self.files.add(path)
        elif what in ("make", "folder"):
            self.names.add(path)
        elif what == "flush":
            self.files.discard(path)
            self.names = {name for name in self.names if str(PurePath(name).parent) != path}
        elif what == "remove":
            self.files.discard(path)
            self.names.discard(path)
        elif what == "rename":
            self._rename(former, path)

    def _rename(self, former: str, path: str) -> None:
        if former in self.files:
            self.files.add(path)
        self.files.discard(former)
        self.names.discard(former)
        self.names.add(path)

    def lacks(self, part: str) -> list[str]:
        """Return what of a folder a power cut would take."""
        found = {f"content of {path}" for path in self.files if f"/{part}/" in path}
        found |= {f"name of {path}" for path in self.names if f"/{part}/" in path}
        return sorted(one for one in found if not one.endswith(_NOT_KEPT) and "/.parts" not in one)


def unflushed(lines: Iterable[str]) -> Iterator[str]:
    """Yield what a power cut would take of what was acknowledged: by the laptop to the person,
    by central to the laptop."""
    disk = _Disk()
    for line in lines:
        what, path, former = line.rstrip("\n").split("\t")
        disk.take(what, path, former)
        if what == ACKNOWLEDGED:
            yield from (f"told the person, unflushed: {one}" for one in disk.lacks("laptop"))
        elif what == "reply":
            yield from (f"{path}, unflushed: {one}" for one in disk.lacks("central"))
