"""A city's server that is stopped at any step of joining or exchanging goes on where it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event, select

from inspector_app.central import keeper, ledger, people
from inspector_app.central.agency import STAFF, Central
from inspector_app.central.app import create_app
from inspector_app.central.commands_upstream import join
from inspector_app.central.console import Place
from inspector_app.central.exchange_tables import AUTHORITY, UPSTREAM
from inspector_app.central.tables import FACT
from inspector_app.central.upstream import Exchanged, enrol_upstream, exchange
from inspector_app.central.upstream_link import UpstreamAway
from inspector_app.central.verify import verify
from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseNamed, EnterpriseSized
from inspector_app.domain.facts import Fact, Volume
from inspector_app.domain.fold import fold
from inspector_app.errors import BadInput
from tests.central.scene import PASSWORD, YEAR, ZHANG_FILE, Scene, a_central
from tests.central.test_erasure import keep, photo
from tests.central.test_upstream import HANDED, facts_of, rows
from tests.in_process import InProcess

ADDRESS = "http://province.example"
LOGIN = ("city", PASSWORD)
VOLUME = Volume(HANDED, YEAR)


class Stopped(BaseException):
    """The server's process is gone: nothing of it runs on."""


@dataclass
class Steps:
    """Counts what the city does to its database and on the wire; the chosen step is not taken."""

    stop_at: int = 0
    taken: int = 0

    def take(self, *_about: object) -> None:
        self.taken += 1
        if self.taken == self.stop_at:
            raise Stopped


@dataclass
class Wire(httpx.BaseTransport):
    """Carries requests to the province in this process; each request and reply is a step."""

    steps: Steps
    inside: InProcess

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.steps.take()
        answer = self.inside.handle_request(request)
        self.steps.take()
        return answer


@dataclass
class Pair:
    """A province and a city that were just started in a folder."""

    folder: Path
    province: Central
    city: Central
    steps: Steps = field(default_factory=Steps)

    def __post_init__(self) -> None:
        event.listen(self.city.database.engine, "commit", self.steps.take)
        self.wire = Wire(self.steps, InProcess(create_app(self.province)))

    def join(self) -> str:
        return enrol_upstream(self.city, ADDRESS, LOGIN, transport=self.wire)

    def exchange(self) -> Exchanged:
        return exchange(self.city, transport=self.wire)

    def until_quiet(self) -> int:
        """Exchange until nothing moves; return after how many times."""
        for count in range(1, 6):
            if self.exchange() == Exchanged(0, 0, 0, 0):
                return count
        raise AssertionError("the exchange does not come to an end")


@contextmanager
def started(folder: Path) -> Iterator[Pair]:
    """Start both servers on what lies in the folder."""
    with ExitStack() as stack:
        province, city = (
            a_central(str(folder / f"{name}.db"), folder / name) for name in ("province", "city")
        )
        for central in (province, city):
            stack.callback(central.close)
        pair = Pair(folder, province, city)
        stack.callback(pair.wire.inside.stop)
        yield pair


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a province and a city that do not know each other yet; the city has
    records and a photo."""
    folder = tmp_path_factory.mktemp("apart")
    with started(folder) as pair:
        people.add_central_below(pair.province, "city", PASSWORD, name="示例市")
        named = EnterpriseNamed(name="示例企业", no_code_reason="示例")
        ledger.append(pair.province, [act(named, VOLUME)], STAFF)
        with Scene(pair.city) as scene:
            laptop = scene.laptop()
            laptop.send(laptop.record(ZHANG_FILE, 2))
            laptop.send([photo(laptop, b"sample", 1)])
            keep(scene, ZHANG_FILE, b"sample", laptop.device)
    return folder


@pytest.fixture(scope="module")
def together(apart: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder where they are joined, and the province has handed a file down."""
    folder = copied(apart, tmp_path_factory.mktemp("together") / "both")
    with started(folder) as pair:
        pair.join()
        people.assign(pair.province, "city", HANDED)
        ledger.append(pair.province, [act(EnterpriseSized(employees=5), VOLUME)], STAFF)
    return folder


def copied(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    return target


def stopped_everywhere(
    source: Path, target: Path, work: Callable[[Pair], object]
) -> Iterator[tuple[int, Pair]]:
    """Give the restarted pair after the work was stopped at step 1, 2, 3 … to its end."""
    step = 0
    while True:
        step += 1
        folder = copied(source, target / str(step))
        with started(folder) as pair:
            pair.steps.stop_at = pair.steps.taken + step
            try:
                work(pair)
                return
            except Stopped:
                pass
        with started(folder) as pair:
            yield step, pair
        shutil.rmtree(folder)


def test_a_city_stopped_at_any_step_of_joining_joins_as_one_device(
    apart: Path, tmp_path: Path
) -> None:
    count = 0
    for count, pair in stopped_everywhere(apart, tmp_path, Pair.join):
        code = pair.join()
        with pair.province.database.read() as connection:
            assert [row.device for row in connection.execute(select(AUTHORITY))] == [code]
        with pair.city.database.read() as connection:
            assert [row.device for row in connection.execute(select(UPSTREAM))] == [code], count
    assert count >= 3  # the request, the reply, the commit
    with started(copied(apart, tmp_path / "whole")) as pair:
        pair.join()
    with started(tmp_path / "whole") as pair:  # it serves under its new code, and exchanges
        pair.until_quiet()
        assert rows(pair.province, ZHANG_FILE) == rows(pair.city, ZHANG_FILE)


def test_a_city_stopped_at_any_step_of_an_exchange_loses_and_doubles_nothing(
    together: Path, tmp_path: Path
) -> None:
    count = 0
    for count, pair in stopped_everywhere(together, tmp_path, Pair.exchange):
        pair.until_quiet()
        above, below = pair.province, pair.city
        for dossier in (ZHANG_FILE, below.organisation.dossier):
            assert rows(above, dossier) == rows(below, dossier), count
        names = restated(below)
        assert len(names) == len(set(names)) == 2, count  # each fact handed down, once
        folded = fold(facts_of(above, VOLUME))
        assert len(folded.heads["enterprise:name"]) == 1, count
        (digest,) = [path.name for path in (pair.folder / "city" / ZHANG_FILE).iterdir()]
        assert above.media.digest(ZHANG_FILE, digest) == digest, count
        verify(above)
        verify(below)
    assert count > 20
    print("upstream", count, "points")


def restated(central: Central) -> list[str]:
    """Return the ids that this central recorded again."""
    query = select(FACT.c.restates).where(FACT.c.restates != "", FACT.c.volume == str(VOLUME))
    with central.database.read() as connection:
        return list(connection.execute(query).scalars())


def sizes(facts: list[Fact]) -> list[int]:
    return [(fact.value or {})["employees"] for fact in facts if fact.kind == "enterprise_sized"]


def test_a_file_on_which_only_the_province_goes_on_comes_down_after_every_restart(
    together: Path, tmp_path: Path
) -> None:
    folder = copied(together, tmp_path / "both")
    for employees in (6, 7, 8):
        with started(folder) as pair:
            sized = EnterpriseSized(employees=employees)
            heads = [
                fact.id for fact in fold(facts_of(pair.province, VOLUME)).heads["enterprise:scale"]
            ]
            ledger.append(pair.province, [act(sized, VOLUME, supersedes=heads)], STAFF)
            pair.until_quiet()
    with started(folder) as pair:
        assert sorted(sizes(facts_of(pair.city, VOLUME))) == [5, 6, 7, 8]
        for central in (pair.province, pair.city):
            (head,) = fold(facts_of(central, VOLUME)).heads["enterprise:scale"]
            assert sizes([head]) == [8]
            verify(central)


def test_a_file_on_which_only_the_city_goes_on_comes_up_after_every_restart(
    together: Path, tmp_path: Path
) -> None:
    folder = copied(together, tmp_path / "both")
    with started(folder) as pair:
        pair.until_quiet()
        people.assign(pair.city, "zhang", HANDED)
    for _evening in range(3):
        with started(folder) as pair:
            scene = Scene.__new__(Scene)
            scene.serve(pair.city)
            with scene:
                laptop = scene.laptop()
                laptop.send(laptop.record(HANDED, 2))
            assert pair.exchange().pushed == 2
            assert pair.until_quiet() == 1
    with started(folder) as pair:
        assert rows(pair.province, HANDED).keys() > rows(pair.city, HANDED).keys()
        verify(pair.province)


def test_a_serving_city_takes_its_new_code_when_it_joins(apart: Path, tmp_path: Path) -> None:
    folder = copied(apart, tmp_path / "both")
    with started(folder) as pair:
        running, before = pair.city, pair.city.organisation.device
        code = pair.join()
        assert code != before
        refreshed = keeper.refreshed(running)
        assert refreshed.organisation.device == code
        (fact,) = ledger.append(
            refreshed, [act(EnterpriseSized(employees=3), Volume(ZHANG_FILE, YEAR))], STAFF
        )
        assert fact.device == code


def test_a_joined_city_starts_while_the_province_is_away(together: Path, tmp_path: Path) -> None:
    folder = copied(together, tmp_path / "both")
    place = Place(str(folder / "city.db"), folder / "city")
    with started(folder) as pair, pair.city.database.read() as connection:
        code = connection.execute(select(UPSTREAM.c.device)).scalar_one()
    assert join(place, ADDRESS) == code  # as 'serve --upstream' does, without a password
    fresh = Place(str(tmp_path / "town.db"), tmp_path / "town")
    with pytest.raises(BadInput):
        join(fresh, ADDRESS)
    password = tmp_path / "password"
    password.write_text(PASSWORD, "utf-8")
    with pytest.raises(UpstreamAway):
        join(fresh, "http://127.0.0.1:1", ("town", password))
