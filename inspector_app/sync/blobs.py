"""Photos and papers: up from the byte central holds, down with their hash checked."""

from __future__ import annotations

from collections import defaultdict

from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.facts import FactDamaged
from inspector_app.protocol import BlobQuery, BlobState
from inspector_app.store.workspace import Workspace
from inspector_app.sync.client import Link
from inspector_app.sync.stage import Progress, Stage

QUERY = 500


def send_blobs(link: Link, workspace: Workspace, progress: Progress) -> int:
    """Send what central misses, in the order of its importance; returns how many became safe."""
    with workspace.reading() as reader:
        waiting = reader.blobs_to_send()
    total = len(waiting)
    states = _states(link, [(one.dossier, one.sha256) for one in waiting])
    sent = 0
    for done, one in enumerate(waiting, start=1):
        state = states[(one.dossier, one.sha256)]
        if not state.complete:
            _send_one(link, workspace, one.dossier, state)
            sent += 1
        with workspace.transaction() as tx:
            tx.blob_sent(one.dossier, one.sha256)
        progress(Stage("blobs_up", done, total, one.size))
    return sent


def _send_one(link: Link, workspace: Workspace, dossier: str, state: BlobState) -> None:
    data = workspace.blobs.read(state.sha256)
    for _acknowledged in link.send_blob(dossier, state.sha256, data, state.offset):
        pass


def _states(link: Link, wanted: list[tuple[str, str]]) -> dict[tuple[str, str], BlobState]:
    by_dossier: dict[str, list[str]] = defaultdict(list)
    for dossier, sha256 in wanted:
        by_dossier[dossier].append(sha256)
    states: dict[tuple[str, str], BlobState] = {}
    for dossier, hashes in by_dossier.items():
        for start in range(0, len(hashes), QUERY):
            query = BlobQuery(dossier=dossier, blobs=tuple(hashes[start : start + QUERY]))
            for state in link.blob_states(query).states:
                states[(dossier, state.sha256)] = state
    return states


def fetch_blobs(link: Link, workspace: Workspace, progress: Progress) -> int:
    """Fetch what facts name and this laptop lacks; a blob whose hash differs is refused."""
    with workspace.reading() as reader:
        wanted = [one for one in reader.blobs_to_fetch() if not workspace.blobs.has(one.sha256)]
    states = _states(link, [(one.dossier, one.sha256) for one in wanted])
    ready = [one for one in wanted if states[(one.dossier, one.sha256)].complete]
    for done, one in enumerate(ready, start=1):
        data = link.fetch_blob(one.dossier, one.sha256)
        if hex_digest(data) != one.sha256:
            raise FactDamaged(fact=one.sha256, reason="the file that came is another one")
        workspace.blobs.put(data)
        with workspace.transaction() as tx:
            tx.blob_fetched(one.dossier, one.sha256)
        progress(Stage("blobs_down", done, len(ready), one.size))
    return len(ready)
