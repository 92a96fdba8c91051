"""Handing bundles over by HTTP: bounded, resumable, refused with a code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.central import bundles_intake
from inspector_app.central.agency import Central
from inspector_app.central.app import create_app
from inspector_app.central.bundles_routes import router
from inspector_app.central.people import revoke
from inspector_app.central.serve import RunningCentral
from inspector_app.domain.canonical import hex_digest
from tests.central.scene import ZHANG_FILE, Laptop, Scene
from tests.central.test_bundles import a_bundle, answer_of, counts, photo, pushed


class BundleScene(Scene):
    """A scene whose central serves the bundle endpoints."""

    def __init__(self, central: Central) -> None:
        super().__init__(central)
        self.running.stop()
        app = create_app(central)
        if not any(getattr(route, "path", "") == "/v1/bundles" for route in app.routes):
            app.include_router(router)
        self.running = RunningCentral(central, app)
        self.url = self.running.url

    def __enter__(self) -> BundleScene:
        return self


@pytest.fixture
def scene(central: Central) -> Iterator[BundleScene]:
    """Give a central that takes bundles."""
    with BundleScene(central) as made:
        yield made


def send(
    laptop: Laptop, content: bytes, *, offset: int = 0, length: int | None = None
) -> tuple[int, str]:
    """Send bytes of a bundle; returns (status, offset or code)."""
    whole = len(content) if length is None else length
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(whole)}
    path = f"/v1/bundles/{hex_digest(content)}"
    reply = laptop.http.patch(path, content=content[offset:], headers=headers)
    told = "" if reply.status_code == 204 else reply.json()["code"]
    return reply.status_code, told or reply.headers["Upload-Offset"]


def asked(laptop: Laptop, digest: str) -> tuple[int, str]:
    """Ask for an answer; returns (status, code)."""
    reply = laptop.http.get(f"/v1/bundles/{digest}/answer")
    return reply.status_code, "" if reply.status_code == 200 else reply.json()["code"]


def test_a_bundle_that_a_colleague_sends_is_imported_once(scene: BundleScene) -> None:
    owner, colleague = scene.laptop(), scene.laptop("li")
    content = a_bundle(scene, owner, pushed(owner, owner.record(ZHANG_FILE, 2)), photo())
    digest = hex_digest(content)
    state = {"sha256": digest, "size": len(content)}
    assert colleague.http.post("/v1/bundles", json=state).json() == {
        "sha256": digest,
        "offset": 0,
        "answered": False,
    }
    assert send(colleague, content) == (204, str(len(content)))
    before = counts(scene.central)
    first = colleague.http.get(f"/v1/bundles/{digest}/answer").content
    assert len(answer_of(scene, first).results) == 1
    after = counts(scene.central)
    assert after == (before[0] + 2, before[1], before[2] + 1)
    assert colleague.http.get(f"/v1/bundles/{digest}/answer").content == first
    assert colleague.http.post("/v1/bundles", json=state).json()["answered"]
    assert counts(scene.central) == after
    assert len(list((scene.central.media.root / bundles_intake.ANSWERS).iterdir())) == 1
    assert list((scene.central.media.root / ".parts" / bundles_intake.PARTS).iterdir()) == []


def test_what_is_no_bundle_is_refused_and_thrown_away(scene: BundleScene) -> None:
    laptop = scene.laptop()
    junk = b"IABNDL01" + bytes(5_000)
    assert send(laptop, junk)[0] == 204
    assert asked(laptop, hex_digest(junk)) == (400, "BUN-02")
    assert asked(laptop, hex_digest(junk)) == (404, "BLOB-01")


def test_bytes_that_are_not_the_announced_ones_are_thrown_away(scene: BundleScene) -> None:
    laptop = scene.laptop()
    headers = {"Upload-Offset": "0", "Upload-Length": "3"}
    path = f"/v1/bundles/{'0' * 64}"
    assert laptop.http.patch(path, content=b"abc", headers=headers).status_code == 204
    assert asked(laptop, "0" * 64) == (422, "BLOB-02")


def test_more_than_the_limit_is_refused_before_a_byte_is_stored(
    scene: BundleScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles_intake, "MAX_BUNDLE", 1_000)
    laptop = scene.laptop()
    state = {"sha256": "0" * 64, "size": 1_001}
    assert laptop.http.post("/v1/bundles", json=state).status_code == 413
    assert send(laptop, bytes(1_001)) == (413, "BUN-10")
    assert send(laptop, bytes(600))[0] == 204
    assert send(laptop, bytes(500)) == (413, "BUN-10")  # together it is too much
    assert send(laptop, bytes(300), length=100)[1] in ("BUN-10", "BLOB-03")


def test_nobody_without_a_sign_in_hands_anything_over(scene: BundleScene) -> None:
    laptop = scene.laptop()
    revoke(scene.central, laptop.device)
    stranger = scene.client()
    for http in (laptop.http, stranger):
        headers = {"Upload-Offset": "0", "Upload-Length": "1"}
        digest = hex_digest(b"x")
        assert http.post("/v1/bundles", json={"sha256": digest, "size": 1}).status_code == 401
        path = f"/v1/bundles/{digest}"
        assert http.patch(path, content=b"x", headers=headers).status_code == 401
        assert http.get(f"{path}/answer").status_code == 401


@pytest.mark.parametrize("digest", ["x", "..%2f..%2fetc", "A" * 64, "0" * 63])
def test_a_name_that_is_no_hash_is_refused(scene: BundleScene, digest: str) -> None:
    laptop = scene.laptop()
    headers = {"Upload-Offset": "0", "Upload-Length": "1"}
    path = f"/v1/bundles/{digest}"
    assert laptop.http.patch(path, content=b"x", headers=headers).status_code in (404, 422)
    assert asked(laptop, digest)[0] in (404, 422)


def test_an_upload_goes_on_where_it_stopped(scene: BundleScene, tmp_path: Path) -> None:
    owner, colleague = scene.laptop(), scene.laptop("li")
    content = a_bundle(scene, owner, pushed(owner, owner.record(ZHANG_FILE, 2)), photo())
    digest = hex_digest(content)
    headers = {"Upload-Offset": "0", "Upload-Length": str(len(content))}
    path = f"/v1/bundles/{digest}"
    assert colleague.http.patch(path, content=content[:999], headers=headers).status_code == 204
    assert send(colleague, content) == (409, "BLOB-03")
    assert send(colleague, content, offset=999) == (204, str(len(content)))
    assert asked(colleague, digest) == (200, "")
