"""Handing carried bundles over to central at a sync, resumed at the byte where it was cut."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import msgspec
from msgspec.structs import replace
from pydantic import BaseModel, ConfigDict, ValidationError

from inspector_app.domain.envelope import BundleDamaged
from inspector_app.domain.envelope_content import read_answer
from inspector_app.i18n import _
from inspector_app.protocol import Hex64
from inspector_app.store.workspace import Workspace
from inspector_app.sync.bundle_carry import Carried, carried, remember
from inspector_app.sync.client import Link
from inspector_app.sync.failures import raise_refusal
from inspector_app.sync.problems import AnswerUnreadable, CentralRefused
from inspector_app.sync.stage import Progress, Stage

CHUNK = 1024 * 1024  # bytes of one upload step; after a cut at most this much is sent again
OUT_OF_TURN = "BUN-09"  # an earlier bundle is missing: tried again at the next sync


class _State(BaseModel):
    """What central says of a bundle: bytes it holds, and whether its answer is ready."""

    model_config = ConfigDict(frozen=True)
    sha256: Hex64
    offset: int
    answered: bool


def hand_over(link: Link, workspace: Workspace, progress: Progress) -> int:
    """Give central the bundles this laptop carries; returns how many it took.

    A bundle that central refuses stays on the list with the code, and does not stop the sync; one
    whose forerunner is missing is tried again once others went through, and at the next sync.
    """
    with workspace.reading() as reader:
        waiting = [one for one in carried(reader) if one.waits]
    total, done, moved = len(waiting), 0, True
    while waiting and moved:
        left = [one for one in waiting if not _handed_over(link, workspace, one)]
        done += len(waiting) - len(left)
        moved = 0 < len(left) < len(waiting)
        waiting = left
        progress(Stage("bundles", done, total))
    return done


def _handed_over(link: Link, workspace: Workspace, one: Carried) -> bool:
    """Hand one over; False where central waits for an earlier one, or refuses it for good."""
    try:
        _send(link, workspace, one)
        content = _request(link, "GET", f"/v1/bundles/{one.sha256}/answer").content
    except CentralRefused as refused:
        code = str(refused.details["central_code"])
        if code != OUT_OF_TURN:
            with workspace.transaction() as tx:
                remember(tx, replace(one, refused=code))
        return False
    _keep_answer(workspace, one, content)
    return True


def _keep_answer(workspace: Workspace, one: Carried, content: bytes) -> None:
    """Keep central's answer for the colleague, and only then let the bundle go."""
    with workspace.reading() as reader:
        answer = read_answer(content, reader.setting("central_key"))
    if answer.sha256 != one.sha256:
        raise BundleDamaged(reason=_("the answer is for another bundle"))
    stored = workspace.blobs.put(content)
    with workspace.transaction() as tx:
        remember(tx, replace(one, answer=stored))
    workspace.blobs.delete(one.sha256)


def _send(link: Link, workspace: Workspace, one: Carried) -> None:
    state = _announced(link, one)
    offset = one.size if state.answered else state.offset
    while offset < one.size:
        headers = {
            "Upload-Offset": str(offset),
            "Upload-Length": str(one.size),
            "Content-Type": "application/offset+octet-stream",
        }
        piece = _piece(workspace.blobs.chunks(one.sha256, offset))
        path = f"/v1/bundles/{one.sha256}"
        answer = _request(link, "PATCH", path, content=piece, headers=headers)
        offset = int(answer.headers.get("Upload-Offset", offset + len(piece)))


def _announced(link: Link, one: Carried) -> _State:
    content = msgspec.json.encode({"sha256": one.sha256, "size": one.size})
    headers = {"Content-Type": "application/json"}
    answer = _request(link, "POST", "/v1/bundles", content=content, headers=headers)
    try:
        return _State.model_validate_json(answer.content)
    except ValidationError as error:
        raise AnswerUnreadable from error


def _piece(chunks: Iterator[bytes]) -> bytes:
    piece = bytearray()
    for chunk in chunks:
        piece += chunk
        if len(piece) >= CHUNK:
            break
    return bytes(piece)


def _request(
    link: Link,
    method: str,
    path: str,
    *,
    content: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    answer = link.exchange(method, path, headers or {}, content)
    if not (answer.status_code == 409 and "Upload-Offset" in answer.headers):
        raise_refusal(answer)
    return answer
