"""For each endpoint: who may not, and that it is refused, logged and changes nothing.

A new endpoint fails here until it says what it answers to whom.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from inspector_app.central import people
from inspector_app.central.app import create_app
from inspector_app.central.tables import FACT, HELD
from inspector_app.central.uploads import record_blob
from inspector_app.domain.seals import public_key_of
from tests.central.scene import LI_FILE, MORE, TUS, YEAR, ZHANG_FILE, Laptop, Scene, metadata

GUESSED = "33333333-3333-4333-8333-333333333333"
PHOTO = b"sample photo"
DIGEST = sha256(PHOTO).hexdigest()
OPEN = {("get", "/healthz"), ("get", "/v1/about"), ("post", "/v1/enrol")}
BLOB = "/v1/blobs/{dossier}/{sha256}"
Send = Callable[[httpx.Client, str], httpx.Response]


@dataclass(frozen=True)
class Call:
    """A request about a dossier; ``refused``: the codes an outsider gets, () where the endpoint
    is not about one dossier."""

    send: Send
    outsider: tuple[str, ...] = ("SCOPE-01",)
    withdrawn: tuple[str, ...] = ("AUTH-03",)


def pull(http: httpx.Client, dossier: str) -> httpx.Response:
    own = {"volume": f"{LI_FILE}/{YEAR}"}
    return http.post("/v1/pull", json={"volumes": [own, {"volume": f"{dossier}/{YEAR}"}]})


def query(http: httpx.Client, dossier: str) -> httpx.Response:
    return http.post("/v1/blobs/query", json={"dossier": dossier, "blobs": [DIGEST]})


def create(http: httpx.Client, dossier: str) -> httpx.Response:
    headers = MORE | {"Upload-Length": "12", "Upload-Metadata": metadata(dossier, DIGEST)}
    return http.post("/v1/blobs", content=PHOTO, headers=headers)


def patch(http: httpx.Client, dossier: str) -> httpx.Response:
    headers = MORE | {"Upload-Offset": "0"}
    return http.patch(f"/v1/blobs/{dossier}/{DIGEST}", content=PHOTO, headers=headers)


def overridden(http: httpx.Client, dossier: str) -> httpx.Response:
    headers = MORE | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    return http.post(f"/v1/blobs/{dossier}/{DIGEST}", content=PHOTO, headers=headers)


def renew(http: httpx.Client, _dossier: str) -> httpx.Response:
    key = public_key_of(Ed25519PrivateKey.generate())
    asked = {"public_key": key, "token_sha256": "0" * 64, "installation": "x"}
    return http.post("/v1/devices/renew", json=asked)


def report_crash(http: httpx.Client, _dossier: str) -> httpx.Response:
    return http.post("/v1/crash-reports", json={"version": "0", "text": "ValueError at x.py:1 f"})


def announce(http: httpx.Client, _dossier: str) -> httpx.Response:
    return http.post("/v1/bundles", json={"sha256": DIGEST, "size": 12})


def hand_over(http: httpx.Client, _dossier: str) -> httpx.Response:
    headers = {"Upload-Offset": "0", "Upload-Length": "12"}
    return http.patch(f"/v1/bundles/{DIGEST}", content=PHOTO, headers=headers)


CALLS: dict[tuple[str, str], Call] = {
    ("post", "/v1/hello"): Call(lambda http, _d: http.post("/v1/hello", json={}), ()),
    ("post", "/v1/pull"): Call(pull),
    ("post", "/v1/crash-reports"): Call(report_crash, ()),
    ("post", "/v1/devices/renew"): Call(renew, ()),
    ("post", "/v1/blobs/query"): Call(query, withdrawn=()),
    ("post", "/v1/blobs"): Call(create, withdrawn=()),
    ("patch", BLOB): Call(patch, withdrawn=()),
    ("post", BLOB): Call(overridden, withdrawn=()),
    ("delete", BLOB): Call(
        lambda http, d: http.delete(f"/v1/blobs/{d}/{DIGEST}", headers=TUS), withdrawn=()
    ),
    ("head", BLOB): Call(
        lambda http, d: http.head(f"/v1/blobs/{d}/{DIGEST}", headers=TUS), withdrawn=()
    ),
    ("get", BLOB): Call(lambda http, d: http.get(f"/v1/blobs/{d}/{DIGEST}")),
    ("post", "/v1/bundles"): Call(announce, ()),
    ("patch", "/v1/bundles/{sha256}"): Call(hand_over, ()),
    ("get", "/v1/bundles/{sha256}/answer"): Call(
        lambda http, _d: http.get(f"/v1/bundles/{DIGEST}/answer"), ()
    ),
}
PUSH = ("post", "/v1/push")  # never refused for the dossier: kept and held, see below


@pytest.fixture
def guarded(scene: Scene, caplog: pytest.LogCaptureFixture) -> Scene:
    """Give a central whose files hold a photo each, and watch what it logs."""
    for dossier in (ZHANG_FILE, LI_FILE):
        scene.central.media.store(dossier, PHOTO)
        record_blob(scene.central, dossier, DIGEST, (len(PHOTO), "ZZ"))
    caplog.set_level(logging.WARNING, "inspector_app")
    return scene


def refusals(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Return (code, device) of what was logged as refused, and forget it."""
    found = [r.__dict__["fields"] for r in caplog.records if r.getMessage() == "refused"]
    caplog.clear()
    return [(one["code"], one["device"]) for one in found]


def contents(scene: Scene) -> tuple[int, ...]:
    """Return how much central holds."""
    with scene.central.database.read() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (FACT, HELD)
        )


def test_the_matrix_covers_every_endpoint(scene: Scene) -> None:
    described = {
        (method, path)
        for path, methods in create_app(scene.central).openapi()["paths"].items()
        for method in methods
        if method != "options"
    }
    assert described == CALLS.keys() | OPEN | {PUSH}


@pytest.mark.parametrize("where", list(CALLS), ids=" ".join)
def test_a_caller_who_may_not_is_refused_and_logged(
    guarded: Scene, caplog: pytest.LogCaptureFixture, where: tuple[str, str]
) -> None:
    call, before = CALLS[where], contents(guarded)
    for nobody in (guarded.client(), guarded.client("guessed-token")):
        assert call.send(nobody, ZHANG_FILE).status_code == 401
        assert refusals(caplog) == [("AUTH-02", "")]
    li = guarded.laptop("li")
    for foreign in (ZHANG_FILE, GUESSED) if call.outsider else ():
        assert call.send(li.http, foreign).status_code == 403
        assert refusals(caplog) == [(call.outsider[0], li.device)]
    people.revoke(guarded.central, li.device)
    if call.withdrawn:
        assert call.send(li.http, LI_FILE).status_code == 401
        assert refusals(caplog) == [(call.withdrawn[0], li.device)]
    lock(guarded, li)
    caplog.clear()
    assert call.send(li.http, LI_FILE).status_code == 401
    assert refusals(caplog) == [("AUTH-05", li.device)]
    assert contents(guarded) == before


def lock(scene: Scene, laptop: Laptop) -> None:
    """Let a withdrawn laptop take its leave."""
    assert laptop.http.post("/v1/hello", json={"pending": 0}).status_code == 401


@pytest.mark.parametrize("dossier", [ZHANG_FILE, GUESSED])
def test_what_is_pushed_into_a_foreign_file_is_held_and_read_by_nobody(
    guarded: Scene, dossier: str
) -> None:
    li = guarded.laptop("li")
    assert li.send(li.record(dossier, 2)).state == "held"
    assert guarded.laptop().page(ZHANG_FILE).number == 1
    assert (
        li.http.post("/v1/pull", json={"volumes": [{"volume": f"{dossier}/{YEAR}"}]}).json()["code"]
        == "SCOPE-01"
    )


def test_a_batch_whose_file_was_swapped_does_not_fit_its_seal(guarded: Scene) -> None:
    laptop = guarded.laptop()
    people.assign(guarded.central, "zhang", LI_FILE)
    batch = laptop.batch(laptop.record(ZHANG_FILE, 1))
    swapped = batch.model_copy(update={"volume": f"{LI_FILE}/{YEAR}"})
    assert laptop.push(swapped)[0].state == "refused"


def test_a_push_of_a_locked_or_unknown_caller_is_refused(guarded: Scene) -> None:
    laptop = guarded.laptop()
    batch = laptop.batch(laptop.record(ZHANG_FILE, 1)).model_dump(mode="json")
    body = {"batches": [batch]}
    assert guarded.client("guessed").post("/v1/push", json=body).status_code == 401
    people.revoke(guarded.central, laptop.device)
    lock(guarded, laptop)
    assert laptop.http.post("/v1/push", json=body).json()["code"] == "AUTH-05"
    assert contents(guarded)[1] == 0
