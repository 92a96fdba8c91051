"""Every field of every request with every nasty value: always a coded answer, never a fault."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from inspector_app.central.verify import verify
from tests.central.scene import PASSWORD, YEAR, ZHANG_FILE, Scene

NASTY: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**31 + 1,
    2**63,
    10**400,
    1.5,
    float("nan"),
    "",
    "\x00",
    "\ud800",
    "𠮷<b>&'\";--",
    "x" * 5_000,
    "0" * 64,
    "-" * 36 + "/2026",
    f"{ZHANG_FILE}/0001",
    [],
    [[]],
    {},
    {"a\x00": "\x00"},
)


def leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every part of a message, the message itself left out."""
    parts: Any = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value[:1])
    for key, part in parts:
        yield (*place, key)
        yield from leaves(part, (*place, key))


def changed(message: Any, place: tuple[Any, ...], value: Any) -> Any:
    """Return the message with one part replaced."""
    made = copy.deepcopy(message)
    target = made
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    return made


def messages(scene: Scene, token: str) -> dict[str, Any]:
    """Return one good message for every endpoint."""
    laptop = scene.laptop()
    batch = laptop.batch(laptop.record(ZHANG_FILE, 2)).model_dump(mode="json")
    return {
        "/v1/enrol": {
            "user": "zhang",
            "password": PASSWORD,
            "public_key": "0" * 64,
            "installation": "x",
            "label": "x",
        },
        "/v1/hello": {"protocol": 1, "version": "1", "since": token},
        "/v1/push": {"batches": [batch]},
        "/v1/pull": {
            "volumes": [{"volume": f"{ZHANG_FILE}/{YEAR}", "after": 0, "chain": ""}],
            "limit": 5,
        },
        "/v1/blobs/query": {"dossier": ZHANG_FILE, "blobs": ["0" * 64]},
    }


def test_no_value_in_any_field_makes_central_fail(scene: Scene) -> None:
    laptop = scene.laptop()
    headers = {"Content-Type": "application/json"}
    for path, message in messages(scene, laptop.hello().token).items():
        for place in leaves(message):
            for value in NASTY:
                body = json.dumps(changed(message, place, value)).encode()
                reply = laptop.http.post(path, content=body, headers=headers)
                assert reply.status_code < 500, (path, place, value, reply.text)
                assert reply.headers["Content-Type"] == "application/json"
                if reply.status_code >= 400:
                    assert reply.json()["remedy"]
                scene.clock.pass_seconds(2_000)  # no wait after wrong passwords
    verify(scene.central)


def test_no_place_or_header_of_a_blob_makes_central_fail(scene: Scene) -> None:
    laptop = scene.laptop()
    places = ("..", "%00", "%2e%2e%2fx", "-" * 36, ZHANG_FILE, "9" * 400)
    values = ("", "-1", "9" * 30, "1e9", "x", "0", "1")
    for dossier in places:
        for digest in ("0" * 64, "..%2f" * 20, "%00", "é"):
            url = f"/v1/blobs/{dossier}/{digest}"
            for value in values:
                headers = {"Upload-Offset": value, "Upload-Length": value, "Range": value}
                for method in ("HEAD", "GET", "PATCH"):
                    reply = laptop.http.request(method, url, headers=headers, content=b"x")
                    assert 400 <= reply.status_code < 500, (method, url, value, reply.text)
