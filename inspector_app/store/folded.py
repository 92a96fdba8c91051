"""Dossiers as they were folded since the last write, so that one look at a page folds once.

A workspace has one writer, and every write passes through its transactions: ``age`` is odd while
one may be committing, and even and new after it. A reader uses what is kept only where no write
ended between its beginning and its first look, so it never shows another moment than its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from inspector_app.domain.fold import Dossier

MOST = 2


class Folded:
    """The dossiers read last, of one age of the log."""

    def __init__(self) -> None:
        self.age = 0
        self._kept: dict[str, Dossier] = {}
        self._guard = threading.Lock()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold around a commit: nobody uses what was kept before it, and a new age follows."""
        with self._guard:
            self.age += 1
            self._kept.clear()
        try:
            yield
        finally:
            with self._guard:
                self.age += 1

    def get(self, dossier: str, age: int) -> Dossier | None:
        """Return what was folded at this age, None where it is not kept."""
        with self._guard:
            return self._kept.get(dossier) if age == self.age else None

    def put(self, dossier: str, age: int, folded: Dossier) -> None:
        """Keep what was folded at this age, in place of what has been kept longest."""
        with self._guard:
            if age != self.age or age % 2:
                return
            self._kept[dossier] = folded
            if len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]


class Moment:
    """The age at which a reader began; ``age`` is -1 where a write came between."""

    def __init__(self, folded: Folded) -> None:
        self._folded, self._begun = folded, folded.age
        self._settled = False

    def settle(self) -> None:
        """Called once the reader's moment is fixed, by its first statement or later."""
        if not self._settled:
            self._settled = True
            if self._folded.age != self._begun or self._begun % 2:
                self._begun = -1

    def get(self, dossier: str) -> Dossier | None:
        """Return the dossier as it was folded for this moment before, if it was."""
        return self._folded.get(dossier, self._begun)

    def put(self, dossier: str, folded: Dossier) -> None:
        """Keep what was folded for this moment."""
        self._folded.put(dossier, self._begun, folded)
