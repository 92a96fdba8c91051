"""Photos and papers: up from the byte central holds, down with their hash checked.

Several travel at once, so that a link with long answers is used; those of a higher rank have all
arrived before the next rank leaves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby, islice
from threading import Event
from typing import TypeVar

from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.facts import FactDamaged
from inspector_app.protocol import BlobQuery, BlobState
from inspector_app.store.rows import BlobRow, Rank
from inspector_app.store.workspace import Workspace
from inspector_app.sync import tus
from inspector_app.sync.client import Link
from inspector_app.sync.partial import Partials
from inspector_app.sync.problems import CentralRefused, SyncProblem
from inspector_app.sync.stage import Progress, Stage

QUERY = 500
AT_ONCE = 4
MARKED_AT_ONCE = 25  # a cut before they are marked costs a question, not the bytes
R = TypeVar("R")
States = dict[tuple[str, str], BlobState]


@dataclass
class _Transfer:
    """Blobs moving one way: counts, what is yet to be marked, and who was refused."""

    link: Link
    workspace: Workspace
    progress: Progress
    stage: str
    total: int
    bytes_total: int
    done: int = 0
    bytes_done: int = 0
    moved: int = 0
    refused: list[CentralRefused] = field(default_factory=list)
    halt: Event = field(default_factory=Event)
    _unmarked: list[BlobRow] = field(default_factory=list)

    def settled(self, blob: BlobRow) -> None:
        """Note that a blob is where it is to be."""
        self._unmarked.append(blob)
        self.done += 1
        self.bytes_done += blob.size
        if len(self._unmarked) >= MARKED_AT_ONCE:
            self.mark()
        counts = (self.done, self.total, blob.size, self.bytes_done, self.bytes_total)
        self.progress(Stage(self.stage, *counts))

    def mark(self) -> None:
        """Store which blobs are settled."""
        if not self._unmarked:
            return
        with self.workspace.transaction() as tx:
            note = tx.blob_sent if self.stage == "blobs_up" else tx.blob_fetched
            for blob in self._unmarked:
                note(blob.dossier, blob.sha256)
        self._unmarked.clear()


def send_blobs(
    link: Link, workspace: Workspace, progress: Progress, *, up_to: Rank = Rank.ORIGINAL
) -> int:
    """Send what central misses, in the order of its importance, up to a rank; returns how many
    became safe.

    Raises the first refusal of a single blob after all others were sent.
    """
    with workspace.reading() as reader:
        waiting = [one for one in reader.blobs_to_send() if one.rank <= up_to]
    up = _transfer(link, workspace, progress, "blobs_up", waiting)
    states = _states(up, waiting)
    try:
        for blob in (one for one in waiting if _is_complete(states, one)):
            up.settled(blob)
        left = [one for one in waiting if _is_missing(states, one)]
        for _rank, ranked in groupby(left, key=lambda one: one.rank):
            _send_ranked(up, tuple(ranked), states)
    finally:
        up.mark()
    for refusal in up.refused:
        raise refusal
    return up.moved


def _send_ranked(up: _Transfer, blobs: Sequence[BlobRow], states: States) -> None:
    def work(blob: BlobRow) -> None:
        data = up.workspace.blobs.read(blob.sha256)
        offset = states[(blob.dossier, blob.sha256)].offset
        tus.send(up.link, tus.Outgoing(blob.dossier, blob.sha256, data), offset, up.halt)

    with closing(_at_once(blobs, work, up.halt)) as results:
        for blob, result in results:
            if _accepted(up, result):
                up.moved += 1
                up.settled(blob)


def fetch_blobs(link: Link, workspace: Workspace, progress: Progress) -> int:
    """Fetch what facts name and this laptop lacks; a blob whose hash differs is refused."""
    with workspace.reading() as reader:
        waiting = reader.blobs_to_fetch()
    down = _transfer(link, workspace, progress, "blobs_down", waiting)
    here = [one for one in waiting if workspace.blobs.has(one.sha256)]  # another dossier's too
    lacking = [one for one in waiting if not workspace.blobs.has(one.sha256)]
    try:
        states = _states(down, lacking)
        down.total = len(here) + sum(_is_complete(states, one) for one in lacking)
        for blob in here:
            down.settled(blob)
        _fetch_all(down, [one for one in lacking if _is_complete(states, one)])
    finally:
        down.mark()
    return down.moved


def _fetch_all(down: _Transfer, blobs: Sequence[BlobRow]) -> None:
    partials = Partials.of(down.workspace, {blob.sha256 for blob in blobs})

    def work(blob: BlobRow) -> bytes:
        so_far = partials.begun(blob.sha256)
        try:
            tus.receive(down.link, blob.dossier, blob.sha256, so_far, down.halt)
        except SyncProblem:
            partials.keep(blob.sha256, bytes(so_far))
            raise
        return bytes(so_far)

    with closing(_at_once(blobs, work, down.halt)) as results:
        for blob, result in results:
            if not _accepted(down, result):
                continue
            partials.drop(blob.sha256)
            if hex_digest(result.result()) != blob.sha256:
                raise FactDamaged(fact=blob.sha256, reason="the file that came is another one")
            down.workspace.blobs.put(result.result())
            down.moved += 1
            down.settled(blob)


def _transfer(
    link: Link, workspace: Workspace, progress: Progress, stage: str, blobs: Sequence[BlobRow]
) -> _Transfer:
    size = sum(blob.size for blob in blobs)
    return _Transfer(link, workspace, progress, stage, len(blobs), size)


def _accepted(transfer: _Transfer, result: Future[R]) -> bool:
    """Tell whether a blob came through; one that central refuses does not hold up the others."""
    refusal = result.exception()
    if refusal is None:
        return True
    if not isinstance(refusal, CentralRefused):
        raise refusal
    transfer.refused.append(refusal)
    return False


def _at_once(
    blobs: Sequence[BlobRow], work: Callable[[BlobRow], R], halt: Event
) -> Generator[tuple[BlobRow, Future[R]], None, None]:
    """Do the work for several blobs at a time, begun in their order; yields each as it ends."""
    waiting, running = iter(blobs), dict[Future[R], BlobRow]()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="blobs") as pool:
        try:
            while True:
                for blob in islice(waiting, 2 * AT_ONCE - len(running)):
                    running[pool.submit(work, blob)] = blob
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), future
        finally:
            if running:
                halt.set()
            for future in running:
                future.cancel()


def _states(transfer: _Transfer, wanted: Sequence[BlobRow]) -> States:
    """Ask what central holds; a dossier that it refuses is left out."""
    by_dossier: dict[str, list[str]] = defaultdict(list)
    for blob in wanted:
        by_dossier[blob.dossier].append(blob.sha256)
    states: States = {}
    for dossier, hashes in by_dossier.items():
        try:
            for start in range(0, len(hashes), QUERY):
                query = BlobQuery(dossier=dossier, blobs=tuple(hashes[start : start + QUERY]))
                for state in tus.states(transfer.link, query):
                    states[(dossier, state.sha256)] = state
        except CentralRefused as refusal:
            transfer.refused.append(refusal)
    return states


def _is_complete(states: States, blob: BlobRow) -> bool:
    state = states.get((blob.dossier, blob.sha256))
    return state is not None and state.complete


def _is_missing(states: States, blob: BlobRow) -> bool:
    state = states.get((blob.dossier, blob.sha256))
    return state is not None and not state.complete
