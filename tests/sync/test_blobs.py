"""Photos over good and bad links: all arrive, in the order of their importance, no byte twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random

import httpx
import msgspec
import pytest

from inspector_app.central.people import unassign
from inspector_app.central.verify import verify
from inspector_app.domain.acts import act
from inspector_app.domain.facts import FactDamaged, Volume
from inspector_app.domain.papers import PhotoAttached
from inspector_app.store.rows import BlobRow, Rank
from inspector_app.sync import blobs, tus
from inspector_app.sync.blobs import fetch_blobs, send_blobs
from inspector_app.sync.client import Link
from inspector_app.sync.problems import (
    CentralRefused,
    CentralUnreachable,
    ConnectionCut,
    SyncStopped,
)
from inspector_app.sync.stage import Progress, Stage, silent
from tests.sync.cutting import CuttingLink
from tests.world import DAY, Laptop, Wire, World, a_world

PHOTO = 300_000


def contents(count: int, size: int = PHOTO) -> list[bytes]:
    """Return pictures of random bytes, the same in each run."""
    return [Random(n).randbytes(size) for n in range(count)]


def attach(laptop: Laptop, dossier: str, pictures: Sequence[bytes], **changes: object) -> None:
    """Record photos of a visit whose bytes are these; each has a thumbnail of its own."""
    session = laptop.session
    acts = []
    for n, data in enumerate(pictures):
        thumbnail = f"thumbnail {n} of ".encode() + data[:20]
        body = PhotoAttached(
            photo=session.new_id(),
            owner="visit:sample",
            visit="sample",
            sha256=session.workspace.blobs.put(data),
            media_type="image/jpeg",
            size=len(data),
            width=4,
            height=3,
            original_sha256=sha256(data).hexdigest(),
            thumbnail_sha256=session.workspace.blobs.put(thumbnail),
            thumbnail_size=len(thumbnail),
        )
        acts.append(act(replace_body(body, changes), Volume(dossier, DAY.year)))
    session.write(acts)


def replace_body(body: PhotoAttached, changes: dict[str, object]) -> PhotoAttached:
    return msgspec.structs.replace(body, **changes)


def colleague_of(world: World, dossier: str) -> Laptop:
    """Return the laptop of a second inspector of the dossier, synced."""
    world.person("li")
    world.assign("li", dossier)
    colleague = world.laptop("li")
    colleague.sync()
    return colleague


def waiting(laptop: Laptop) -> tuple[BlobRow, ...]:
    with laptop.session.workspace.reading() as reader:
        return reader.blobs_to_send()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as made:
        yield made


def test_photos_reach_central_and_a_colleague(world: World) -> None:
    laptop, dossier = world.working_laptop()
    pictures = contents(7)
    attach(laptop, dossier, pictures)
    result = laptop.sync()
    assert (result.blobs_up, result.pending_blobs) == (14, 0)
    colleague = colleague_of(world, dossier)
    for picture in pictures:
        digest = sha256(picture).hexdigest()
        assert colleague.session.workspace.blobs.read(digest) == picture
    verify(world.central)


def test_a_photo_costs_one_request(world: World) -> None:
    laptop, dossier = world.working_laptop()
    attach(laptop, dossier, contents(1))
    laptop.wire.requests.clear()
    laptop.sync()
    about_blobs = [one for one in laptop.wire.requests if "/v1/blobs" in one]
    assert about_blobs == ["POST /v1/blobs/query", "POST /v1/blobs", "POST /v1/blobs"]


def test_all_of_a_rank_is_there_before_the_next_leaves(world: World) -> None:
    laptop, dossier = world.working_laptop()
    attach(laptop, dossier, contents(12, 20_000))
    ranks = {(one.dossier, one.sha256): one.rank for one in waiting(laptop)}
    assert set(ranks.values()) == {Rank.THUMBNAIL, Rank.ORIGINAL}
    with laptop.session.workspace.reading() as reader:
        token = reader.setting("token")
    laptop.sync()
    seen: list[Rank] = []

    class Watched(httpx.BaseTransport):
        def __init__(self) -> None:
            self._real = httpx.HTTPTransport()

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "POST" and request.url.path == "/v1/blobs":
                digest = sha256(request.content).hexdigest()
                seen.append(ranks[(dossier, digest)])
            return self._real.handle_request(request)

        def close(self) -> None:
            self._real.close()

    attach(laptop, dossier, [data[::-1] for data in contents(12, 20_000)])
    ranks |= {(one.dossier, one.sha256): one.rank for one in waiting(laptop)}
    with Link(world.url, token, transport=Watched()) as link:
        send_blobs(link, laptop.session.workspace, silent)
    assert seen == sorted(seen)
    assert len(seen) == 24


class Losing(Wire):
    """Loses the first requests that begin an upload, or the answers to them."""

    def __init__(self, count: int, *, after: bool) -> None:
        super().__init__()
        self.left, self._after = count, after

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        loses = request.url.path == "/v1/blobs" and self.left > 0
        self.left -= loses
        if loses and not self._after:
            raise httpx.ReadError("cut")
        response = super().handle_request(request)
        if loses:
            response.read()
            response.close()
            raise httpx.ReadError("cut")
        return response


@pytest.mark.parametrize("after", [False, True])
def test_a_cut_request_or_lost_reply_costs_one_photo_not_the_sync(
    world: World, after: bool
) -> None:
    laptop, dossier = world.working_laptop()
    attach(laptop, dossier, contents(3))
    laptop.wire = Losing(3, after=after)
    result = laptop.sync()
    assert (result.blobs_up, result.pending_blobs) == (6, 0)
    if after:  # what had arrived was not sent again
        assert len([one for one in laptop.wire.requests if one == "POST /v1/blobs"]) == 6
    verify(world.central)


def through(world: World, laptop: Laptop, seed: int, way: str = "up") -> tuple[CuttingLink, Link]:
    """Return a link that breaks every 300 to 700 kB, and a client on it."""
    bad = CuttingLink(world.url, Random(seed), least=300_000, most=700_000, way=way)
    with laptop.session.workspace.reading() as reader:
        return bad, Link(bad.url, reader.setting("token"))


def up_over_a_bad_link(world: World, count: int) -> None:
    laptop, dossier = world.working_laptop()
    attach(laptop, dossier, contents(count))
    laptop.wire.requests.clear()
    size = sum(one.size for one in waiting(laptop))
    bad, link = through(world, laptop, count)
    with bad, link:
        assert send_blobs(link, laptop.session.workspace, silent) == 2 * count
    assert waiting(laptop) == ()
    assert bad.cuts >= size // 700_000 - blobs.AT_ONCE
    assert bad.sent <= 1.1 * size, bad.sent / size
    verify(world.central)


def test_40_photos_arrive_over_a_link_that_keeps_breaking_with_little_sent_twice(
    world: World,
) -> None:
    up_over_a_bad_link(world, 40)


@pytest.mark.long
def test_1000_photos_arrive_over_a_link_that_keeps_breaking_with_little_sent_twice(
    world: World,
) -> None:
    up_over_a_bad_link(world, 1_000)


def test_a_large_report_arrives_over_a_link_that_keeps_breaking(world: World) -> None:
    laptop, dossier = world.working_laptop()
    attach(laptop, dossier, contents(1, 9_000_000))
    bad, link = through(world, laptop, 1)
    with bad, link:
        send_blobs(link, laptop.session.workspace, silent)
    assert bad.cuts > 10
    assert bad.sent <= 1.1 * 9_000_000, bad.sent
    verify(world.central)


def test_photos_are_fetched_over_a_link_that_keeps_breaking_from_the_byte(world: World) -> None:
    laptop, dossier = world.working_laptop()
    attach(laptop, dossier, contents(12))
    laptop.sync()
    colleague = colleague_of(world, dossier)
    more = [data[::-1] for data in contents(12)]
    attach(laptop, dossier, more)
    laptop.sync()
    pull_only(colleague)
    bad, link = through(world, colleague, 3, "down")
    with bad, link:
        assert fetch_blobs(link, colleague.session.workspace, silent) == 24
    assert bad.cuts >= 3
    assert bad.received <= 1.1 * 12 * PHOTO
    assert colleague.sync().pending_blobs == 0


def pull_only(laptop: Laptop) -> None:
    """Let a laptop learn of new photos without getting them."""
    laptop.wire.before.extend(["/v1/blobs/query"] * (tus.TRIES + 1))
    with pytest.raises(ConnectionCut):
        laptop.sync()


def test_what_was_fetched_before_the_link_died_is_kept_encrypted_and_not_fetched_again(
    world: World,
) -> None:
    laptop, dossier = world.working_laptop()
    picture = Random(5).randbytes(5_000_000)
    laptop.sync()
    colleague = colleague_of(world, dossier)
    attach(laptop, dossier, [picture])
    laptop.sync()
    pull_only(colleague)
    workspace = colleague.session.workspace
    with workspace.reading() as reader:
        token = reader.setting("token")
    cut = CuttingLink(world.url, Random(1), least=600_000, most=600_000, way="down", carries=2)
    with cut, Link(cut.url, token) as link, pytest.raises(CentralUnreachable):
        fetch_blobs(link, workspace, silent)
    on_disk = [path.read_bytes() for path in world.folder.glob("laptop-li/**/*") if path.is_file()]
    assert len(on_disk) > 3
    assert picture[:100] not in b"".join(on_disk)
    good = CuttingLink(world.url, Random(1), least=1 << 30, most=1 << 30)
    with good, Link(good.url, token) as link:
        fetch_blobs(link, workspace, silent)
    assert workspace.blobs.read(sha256(picture).hexdigest()) == picture
    assert good.received < len(picture) - 400_000
    kept = [path for path in world.folder.glob("laptop-li/**/*") if path.is_file()]
    assert sum(path.stat().st_size for path in kept) < len(picture) + 3_000_000


def test_a_sync_stopped_between_photos_goes_on_with_the_rest(world: World) -> None:
    laptop, dossier = world.working_laptop()
    attach(laptop, dossier, contents(20, 50_000))
    with laptop.link() as link, pytest.raises(SyncStopped):
        send_blobs(link, laptop.session.workspace, stopped_after(10))
    assert len(waiting(laptop)) == 30
    assert laptop.sync().pending_blobs == 0
    verify(world.central)


def stopped_after(count: int) -> Progress:
    """Return a progress that stops the sync after so many blobs."""

    def told(stage: Stage) -> None:
        if stage.done >= count:
            raise SyncStopped

    return told


def test_another_file_in_a_photos_place_is_refused(world: World) -> None:
    laptop, dossier = world.working_laptop()
    (picture,) = contents(1, 5_000)
    attach(laptop, dossier, [picture])
    laptop.sync()
    digest = sha256(picture).hexdigest()
    (world.central.media.root / dossier / digest).write_bytes(b"x" * len(picture))
    world.person("li")
    world.assign("li", dossier)
    colleague = world.laptop("li")
    with pytest.raises(FactDamaged):
        colleague.sync()
    assert not colleague.session.workspace.blobs.has(digest)


def test_a_file_out_of_scope_does_not_hold_up_the_others(world: World) -> None:
    laptop, dossier = world.working_laptop()
    other = world.enterprise("绍兴示例化工有限公司", "91330602MA2EXAMP00")
    world.assign("wang", other)
    laptop.sync()
    attach(laptop, other, contents(1, 1_000))
    attach(laptop, dossier, [data[::-1] for data in contents(1, 1_000)])
    unassign(world.central, "wang", other)
    with laptop.link() as link, pytest.raises(CentralRefused):
        send_blobs(link, laptop.session.workspace, silent)
    assert {one.dossier for one in waiting(laptop)} == {other}


def test_progress_counts_blobs_and_bytes(world: World) -> None:
    laptop, dossier = world.working_laptop()
    attach(laptop, dossier, contents(3, 10_000))
    size = sum(one.size for one in waiting(laptop))
    told: list[Stage] = []
    with laptop.link() as link:
        send_blobs(link, laptop.session.workspace, told.append)
    assert [one.done for one in told] == [1, 2, 3, 4, 5, 6]
    assert (told[-1].bytes_done, told[-1].bytes_total) == (size, size)
