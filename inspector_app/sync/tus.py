"""A blob up by tus 1.0, a blob down by ranges: each goes on at the byte where the link broke."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event

import httpx

from inspector_app.protocol import MAX_BLOB, BlobQuery, BlobState
from inspector_app.sync.client import CHUNK, Link
from inspector_app.sync.failures import raise_refusal
from inspector_app.sync.problems import (
    AnswerUnreadable,
    CentralFailing,
    CentralSlow,
    CentralUnreachable,
    SyncStopped,
)

TRIES = 4  # in a row that brought nothing; then the sync's own patience decides
_CUT = (CentralUnreachable, CentralSlow, CentralFailing)
_TUS = {"Tus-Resumable": "1.0.0"}
_BYTES = _TUS | {"Content-Type": "application/offset+octet-stream"}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A blob of a dossier that is to be sent."""

    dossier: str
    sha256: str
    data: bytes

    @property
    def path(self) -> str:
        return f"/v1/blobs/{self.dossier}/{self.sha256}"


def send(link: Link, blob: Outgoing, offset: int, halt: Event) -> None:
    """Send a blob from the byte that central said it holds; returns once all is proved there.

    Raises a SyncProblem after ``TRIES`` attempts that brought nothing, SyncStopped at ``halt``.
    """
    size, furthest, tries = len(blob.data), offset, 0
    # All there but not proved: central was stopped in between, and proves it when asked.
    at = None if offset == size > 0 else offset
    while True:
        if halt.is_set():
            raise SyncStopped
        try:
            at = _held(link, blob) if at is None else _sent_piece(link, blob, at)
        except _CUT:
            at, tries = None, tries + 1
            if tries > TRIES:
                raise
            continue
        if at == size:
            return
        tries = 0 if at > furthest else tries + 1
        furthest = max(furthest, at)
        if tries > 2 * TRIES:
            raise CentralFailing(status=409)


def _sent_piece(link: Link, blob: Outgoing, offset: int) -> int:
    """Send one piece; returns the byte where it goes on."""
    piece = blob.data[offset : offset + CHUNK]
    if offset == 0:
        named = f"dossier {_base64(blob.dossier)},sha256 {_base64(blob.sha256)}"
        begun = _BYTES | {"Upload-Length": str(len(blob.data)), "Upload-Metadata": named}
        answer = link.exchange("POST", "/v1/blobs", begun, piece)
    else:
        resumed = _BYTES | {"Upload-Offset": str(offset)}
        answer = link.exchange("PATCH", blob.path, resumed, piece)
    return _offset(answer, blob)


def _held(link: Link, blob: Outgoing) -> int:
    """Ask how many bytes central holds; 0 where it knows no such upload."""
    return _offset(link.exchange("HEAD", blob.path, _TUS), blob)


def _offset(answer: httpx.Response, blob: Outgoing) -> int:
    if answer.status_code == 404 or _is_damaged(answer):
        return 0
    if answer.status_code == 408:  # central gave up waiting, and kept what came
        raise CentralSlow
    if answer.status_code != 409:
        raise_refusal(answer)
    text = answer.headers.get("Upload-Offset", "")
    if not text.isdecimal() or int(text[:15]) > len(blob.data):
        raise AnswerUnreadable
    return int(text)


def _is_damaged(answer: httpx.Response) -> bool:
    """Tell whether central discarded what came, as its hash was another (BLOB-02)."""
    return answer.status_code == 422 and (
        answer.request.method == "HEAD" or b'"BLOB-02"' in answer.content
    )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def states(link: Link, query: BlobQuery) -> tuple[BlobState, ...]:
    """Ask what central holds of some blobs; asked again where the link breaks."""
    for _try in range(TRIES):
        try:
            return link.blob_states(query).states
        except _CUT:
            continue
    return link.blob_states(query).states


def receive(link: Link, dossier: str, sha256: str, so_far: bytearray, halt: Event) -> None:
    """Fetch what is missing of a blob behind ``so_far``; the caller checks the hash.

    What came stays in ``so_far`` where it raises: a SyncProblem after ``TRIES`` attempts that
    brought nothing, SyncStopped at ``halt``.
    """
    tries = 0
    while True:
        before = len(so_far)
        try:
            _take_rest(link, f"/v1/blobs/{dossier}/{sha256}", so_far, halt)
            return
        except _CUT:
            tries = 0 if len(so_far) > before else tries + 1
            if tries > TRIES:
                raise


def _take_rest(link: Link, path: str, so_far: bytearray, halt: Event) -> None:
    headers: Mapping[str, str] = {}
    if so_far:
        tag = f'"{path.rpartition("/")[2]}"'
        headers = {"Range": f"bytes={len(so_far)}-", "If-Range": tag}
    with link.stream(path, headers) as answer:
        if answer.status_code == 416:  # nothing behind what is here
            return
        raise_refusal(answer)
        if answer.status_code != 206:
            so_far.clear()
        for piece in answer.iter_bytes():
            so_far += piece
            if len(so_far) > MAX_BLOB:
                raise AnswerUnreadable
            if halt.is_set():
                raise SyncStopped
