"""Real laptops sync with a real central over a bad link: everything arrives once, or is told."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from itertools import count
from random import Random

import httpx
import pytest
from PIL import Image

from inspector_app.central.verify import verify as verify_central
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.verifying import verify_workspace
from inspector_app.operations.visits import start_visit
from inspector_app.sync.client import Link
from inspector_app.sync.problems import (
    CaptivePortal,
    CentralBusy,
    CentralFailing,
    CentralSlow,
    CentralUnreachable,
    ConnectionCut,
    SyncProblem,
)
from inspector_app.sync.run import synchronise
from tests.faults.proxy import Faults, Proxy, canned
from tests.faults.site import a_picture
from tests.world import Laptop, World, a_start, a_world, noon

STEP = 1_499  # bytes between two cuts; a prime, so that they fall into every part of a message
TRIES = 60
_seeds = count(1)
PORTAL = canned("200 OK", "<html><title>请登录上网</title></html>", Content_Type="text/html")


class Impatient(httpx.HTTPTransport):
    """The real wire, given up soon."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), 0.5)
        return super().handle_request(request)


class Place:
    """A laptop with a visit under way behind a bad link."""

    def __init__(self, world: World, proxy: Proxy) -> None:
        self.world, self.proxy = world, proxy
        self.laptop: Laptop
        self.laptop, self.dossier = world.working_laptop()
        start = a_start(world.site(self.dossier))
        self.visit, _changes = start_visit(self.laptop.session, self.dossier, start)
        self.sync()

    def work(self, photos: int = 1, picture: Callable[[int], bytes] = a_picture) -> None:
        """Record a hazard with photos, and let central have news too."""
        name = f"示例{next(_seeds)}"
        draft = HazardDraft(place="配电室", finding=f"配电箱前堆放杂物（{name}）")
        hazard, _changes = record_hazard(self.laptop.session, self.visit, draft)
        for _photo in range(photos):
            data = picture(next(_seeds))
            attach_photo(self.laptop.session, self.visit, f"hazard:{hazard}", data)
        self.world.another_contact(self.dossier, name)

    def sync(self, transport: httpx.BaseTransport | None = None) -> None:
        """Run one sync over the bad link."""
        workspace = self.laptop.session.workspace
        with workspace.reading() as reader:
            token = reader.setting("token")
        with Link(self.proxy.url, token, transport=transport) as link:
            synchronise(link, workspace, now=noon)

    def sync_until_through(self) -> list[SyncProblem]:
        """Sync until one comes through; return what the others said."""
        said: list[SyncProblem] = []
        for _try in range(TRIES):
            try:
                self.sync()
            except SyncProblem as problem:
                said.append(problem)
            else:
                return said
        raise AssertionError([problem.code for problem in said])

    def check(self) -> None:
        """Both sides hold the same facts and files, each once."""
        acts = self.world.acts()
        assert len(acts) == len(set(acts))
        assert set(acts) == self.laptop.acts()
        with self.laptop.session.workspace.reading() as reader:
            pending = reader.pending()
        assert (pending.facts, pending.blobs) == (0, 0)
        verify_workspace(self.laptop.session)
        verify_central(self.world.central)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Give one laptop behind a bad link; every test does work of its own."""
    with a_world(tmp_path_factory.mktemp("link")) as world, Proxy(world.url) as proxy:
        yield Place(world, proxy)


@pytest.fixture
def place(made: Place) -> Place:
    """Give the laptop behind a link that is good at first."""
    made.proxy.faults = Faults()
    return made


def test_a_link_that_breaks_after_any_byte_costs_a_sync_and_no_record(place: Place) -> None:
    place.work()
    before = place.proxy.carried
    place.sync()
    whole = place.proxy.carried - before
    codes, cuts = set(), place.proxy.cuts
    for at in range(1, whole, STEP):
        place.work()
        place.proxy.faults = Faults(cut_after=at)
        codes |= {problem.code for problem in place.sync_until_through()}
        place.proxy.faults = Faults()
        place.sync_until_through()
    place.check()
    assert place.proxy.cuts - cuts >= whole // STEP
    assert codes <= {ConnectionCut.code, CentralUnreachable.code}


def test_a_link_that_breaks_again_and_again_carries_everything_in_the_end(place: Place) -> None:
    place.work(photos=8)
    cuts = place.proxy.cuts
    place.proxy.faults = Faults(cut_each=9_001)
    for problem in place.sync_until_through():
        assert isinstance(problem, CentralUnreachable)
    place.proxy.faults = Faults()
    place.sync_until_through()
    assert place.proxy.cuts - cuts > 3
    place.check()


def test_what_reaches_central_a_second_time_changes_nothing(place: Place) -> None:
    place.proxy.faults = Faults(again=True)
    for _round in range(3):
        place.work()
        place.sync()
    place.check()


def test_a_slow_trickle_brings_everything(place: Place) -> None:
    place.work()
    place.proxy.faults = Faults(piece=700, pause=0.002)
    place.sync()
    place.proxy.faults = Faults()
    place.sync()
    place.check()


def test_a_link_that_stands_still_is_given_up_and_told(place: Place) -> None:
    place.work()
    place.proxy.faults = Faults(piece=40, pause=0.6)
    with pytest.raises(CentralSlow):
        place.sync(Impatient())
    place.proxy.faults = Faults()
    place.sync_until_through()
    place.sync()
    place.check()


ANSWERS = {
    "500": (canned("500 Internal Server Error"), CentralFailing, 0),
    "502": (canned("502 Bad Gateway", "<html>nginx</html>"), CentralFailing, 0),
    "503 with a wait": (canned("503 Service Unavailable", Retry_After="17"), CentralBusy, 17),
    "429 with a wait": (canned("429 Too Many Requests", Retry_After="120"), CentralBusy, 120),
    "429": (canned("429 Too Many Requests"), CentralBusy, 0),
    "portal": (PORTAL, CaptivePortal, 0),
    "redirect": (canned("302 Found", Location="http://portal.example/"), CaptivePortal, 0),
    "other JSON": (canned("200 OK", "{}", Content_Type="application/json"), CaptivePortal, 0),
    "no HTTP": (b"not http at all\r\n\r\n", ConnectionCut, 0),
    "nothing": (b"", ConnectionCut, 0),
}


@pytest.mark.parametrize(("answer", "expected", "wait"), ANSWERS.values(), ids=ANSWERS)
def test_whoever_answers_in_place_of_central_is_told_apart(
    place: Place, answer: bytes, expected: type[SyncProblem], wait: int
) -> None:
    place.work()
    place.proxy.faults.canned = [answer]
    with pytest.raises(expected) as told:
        place.sync()
    assert told.value.code == expected.code
    if isinstance(told.value, CentralBusy):
        assert told.value.retry_after == wait
    place.sync()
    place.sync()
    place.check()


def test_central_that_is_gone_in_the_middle_is_told_and_waited_for(place: Place) -> None:
    place.work(photos=3)
    place.proxy.faults = Faults(cut_after=6_000)
    place.proxy.refuse()
    with pytest.raises(CentralUnreachable) as told:
        place.sync()
    assert told.value.code == CentralUnreachable.code
    place.proxy.listen()
    place.sync_until_through()
    place.sync_until_through()
    place.check()


@pytest.mark.long
def test_a_thousand_photos_cross_a_link_that_breaks_every_few_hundred_kilobytes(
    place: Place,
) -> None:
    place.sync_until_through()
    for _hundred in range(10):
        place.work(photos=100, picture=a_noisy_picture)
    with place.laptop.session.workspace.reading() as reader:
        size = reader.pending().bytes
    before, cuts = place.proxy.carried, place.proxy.cuts
    place.proxy.faults = Faults(cut_each=400_000)
    place.sync_until_through()
    place.proxy.faults = Faults()
    place.sync_until_through()
    print(size, "bytes,", place.proxy.cuts - cuts, "cuts,", place.proxy.carried - before, "carried")
    assert size > 290_000_000
    assert place.proxy.carried - before <= 1.1 * size
    place.check()


def a_noisy_picture(seed: int) -> bytes:
    """Return a photo of about 300 KB that no other seed gives."""
    buffer = io.BytesIO()
    noise = Random(seed).randbytes(720 * 530 * 3)
    Image.frombytes("RGB", (720, 530), noise).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
