"""City and province: a city's central passes its files up and takes the province's down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from inspector_app.central import forms, keeper, ledger, people
from inspector_app.central.agency import STAFF, Central, load_organisation
from inspector_app.central.backup import backup, restore
from inspector_app.central.book import fact_of
from inspector_app.central.commands import central_app
from inspector_app.central.exchange_tables import AUTHORITY, AUTHORITY_DEVICE, UPSTREAM
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.retention import erase
from inspector_app.central.strangers import AnotherCentrals
from inspector_app.central.tables import FACT, VOLUME
from inspector_app.central.upstream import enrol_upstream, exchange
from inspector_app.central.upstream_link import UpstreamAway, UpstreamRefused
from inspector_app.central.verify import verify
from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseNamed, EnterpriseSized
from inspector_app.domain.facts import Fact, Volume
from inspector_app.domain.fold import fold
from tests.central.scene import LI_FILE, PASSWORD, YEAR, ZHANG_FILE, Laptop, Scene, a_central
from tests.central.test_erasure import keep, photo

HANDED = "44444444-4444-4444-8444-444444444444"


@dataclass
class Two:
    """A province and a city under it, each serving."""

    province: Scene
    city: Scene
    folder: Path

    def exchange(self) -> tuple[int, int, int, int]:
        """Run one exchange; return what it moved and what waits."""
        done = exchange(self.city.central)
        return done.pushed, done.blobs, done.taken, done.waiting


def joined(city: Scene, province: Scene) -> Central:
    """Make the city a device of the province; return it as its server runs from then on."""
    enrol_upstream(city.central, province.url, ("city", PASSWORD))
    with city.central.database.read() as connection:
        organisation = load_organisation(connection)
    assert organisation is not None
    return replace(city.central, organisation=organisation)


@pytest.fixture
def two(database_url: str, tmp_path: Path) -> Iterator[Two]:
    """Give a province on each kind of database and a city on SQLite, joined."""
    with ExitStack() as stack:
        above = a_central(database_url, tmp_path / "province")
        below = a_central(str(tmp_path / "city.db"), tmp_path / "city")
        for central in (above, below):
            stack.callback(central.close)
        province = Scene.__new__(Scene)
        province.serve(above)
        stack.enter_context(province)
        people.add_central_below(above, "city", PASSWORD, name="示例市")
        city = stack.enter_context(Scene(below))
        running = joined(city, province)
        city.__exit__()
        city.serve(running)
        yield Two(province, city, tmp_path)


def rows(central: Central, dossier: str) -> dict[str, bytes | None]:
    """Return the facts of a dossier with their bodies."""
    query = select(FACT.c.id, FACT.c.body).join(VOLUME, VOLUME.c.volume == FACT.c.volume)
    with central.database.read() as connection:
        found = connection.execute(query.where(VOLUME.c.dossier == dossier))
        return {row.id: row.body for row in found}


def test_what_a_laptop_recorded_verifies_in_the_province(two: Two) -> None:
    laptop = two.city.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 3))
    pushed, _blobs, _taken, waiting = two.exchange()
    assert (pushed, waiting) == (3 + 2 + len(rows(two.city.central, own_of(two))), 0)
    above, below = two.province.central, two.city.central
    for dossier in (ZHANG_FILE, LI_FILE, own_of(two)):
        assert rows(above, dossier) == rows(below, dossier)
    assert verify(above).facts > 6
    assert two.exchange() == (0, 0, 0, 0)


def own_of(two: Two) -> str:
    """Return the city's own dossier."""
    return two.city.central.organisation.dossier


def test_devices_of_both_may_have_the_same_code(two: Two) -> None:
    above = two.province.central
    people.add_user(above, "zhao", PASSWORD)
    own, below = two.province.laptop("zhao"), two.city.laptop()
    with above.database.read() as connection:
        (authority,) = connection.execute(select(AUTHORITY)).all()
    assert authority.organisation == own_of(two)
    below.send(below.record(ZHANG_FILE, 1))
    two.exchange()
    named = EnterpriseNamed(name="示例企业", no_code_reason="示例")
    ledger.append(above, [act(named, Volume(HANDED, YEAR))], STAFF)
    people.assign(above, "zhao", HANDED)
    assert own.send(own.record(HANDED, 1)).state == "accepted"
    with above.database.read() as connection:
        codes = connection.execute(select(AUTHORITY_DEVICE.c.device)).scalars().all()
    assert "AA" in codes  # the code of the province's central too
    verify(above)


def test_photos_go_up_as_soon_as_the_laptop_has_sent_them(two: Two) -> None:
    laptop = two.city.laptop()
    laptop.send([photo(laptop, b"sample", 1)])
    assert two.exchange()[1] == 0
    digest = keep(two.city, ZHANG_FILE, b"sample", laptop.device)
    assert two.exchange()[1] == 1
    assert two.province.central.media.digest(ZHANG_FILE, digest) == digest
    assert two.exchange() == (0, 0, 0, 0)


def test_an_erasure_in_the_city_is_honoured_in_the_province(two: Two) -> None:
    laptop = two.city.laptop()
    taken = photo(laptop, b"sample", 1)
    laptop.send([taken, *laptop.record(ZHANG_FILE, 1)])
    digest = keep(two.city, ZHANG_FILE, b"sample", laptop.device)
    two.exchange()
    erase(two.city.central, [taken.id], "subject-request")
    two.exchange()
    above = two.province.central
    assert rows(above, ZHANG_FILE) == rows(two.city.central, ZHANG_FILE)
    assert rows(above, ZHANG_FILE)[taken.id] is None
    assert above.media.size(ZHANG_FILE, digest) is None
    verify(above)


def test_what_was_erased_before_it_went_up_goes_up_without_its_body(two: Two) -> None:
    laptop = two.city.laptop()
    facts = laptop.record(ZHANG_FILE, 2)
    laptop.send(facts)
    erase(two.city.central, [facts[0].id], "subject-request")
    assert two.exchange()[3] == 0
    assert rows(two.province.central, ZHANG_FILE)[facts[0].id] is None
    verify(two.province.central)


def handed_down(two: Two) -> Volume:
    """Let the province begin a file and assign it to the city."""
    volume = Volume(HANDED, YEAR)
    above = two.province.central
    named = EnterpriseNamed(name="示例企业", no_code_reason="示例")
    ledger.append(above, [act(named, volume), act(EnterpriseSized(employees=5), volume)], STAFF)
    people.assign(above, "city", HANDED)
    return volume


def test_a_file_that_the_province_hands_down_is_worked_on_in_the_city_and_counts_once(
    two: Two,
) -> None:
    volume = handed_down(two)
    assert two.exchange()[2] == 2
    people.assign(two.city.central, "zhang", HANDED)
    laptop = two.city.laptop()
    names = [fact.body for fact in laptop.page(HANDED).facts if fact.kind == "enterprise_named"]
    assert [name["name"] for name in names if name] == ["示例企业"]
    laptop.send(laptop.record(HANDED, 2))
    assert two.exchange()[2:] == (0, 0)
    above = two.province.central
    assert rows(above, HANDED).keys() > rows(two.city.central, HANDED).keys()
    folded = fold(facts_of(above, volume))
    assert len(folded.heads["enterprise:name"]) == 1
    sized = EnterpriseSized(employees=6)
    earlier = [fact.id for fact in folded.heads["enterprise:scale"]]
    ledger.append(above, [act(sized, volume, supersedes=earlier)], STAFF)
    assert two.exchange()[2] == 1
    assert two.exchange() == (0, 0, 0, 0)
    verify(above)
    verify(two.city.central)


def facts_of(central: Central, volume: Volume) -> list[Fact]:
    """Return the facts of a volume."""
    with central.database.read() as connection:
        found = connection.execute(select(FACT).where(FACT.c.volume == str(volume))).all()
    return [fact_of(row) for row in found]


def test_a_checklist_of_the_province_is_published_in_the_city(two: Two) -> None:
    forms.publish_shipped(two.province.central)
    taken = two.exchange()[2]
    assert taken > 0
    page = two.city.laptop().page(own_of(two))
    published = [fact.body for fact in page.facts if fact.kind == "form_published"]
    assert len(published) == taken
    digest = str((published[0] or {})["sha256"])
    assert two.city.central.media.digest(own_of(two), digest) == digest
    assert forms.publish_shipped(two.city.central) == 0


def test_nobody_writes_in_anothers_files(two: Two) -> None:
    laptop = two.city.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 1))
    two.exchange()
    above = two.province.central
    sized = EnterpriseSized(employees=1)
    with pytest.raises(AnotherCentrals):
        ledger.append(above, [act(sized, Volume(ZHANG_FILE, YEAR))], STAFF)
    people.add_user(above, "zhao", PASSWORD)
    with pytest.raises(AnotherCentrals):
        people.assign(above, "zhao", ZHANG_FILE)
    handed_down(two)
    with pytest.raises(AnotherCentrals):
        people.assign(above, "zhao", HANDED)


def test_a_person_cannot_connect_a_central(two: Two) -> None:
    people.add_user(two.province.central, "zhao", PASSWORD)
    with pytest.raises(UpstreamRefused) as refused:
        enrol_upstream(two.city.central, two.province.url, ("zhao", PASSWORD))
    assert refused.value.details["said"] == "AUTH-08"
    with pytest.raises(OperatorMistake):
        enrol_upstream(two.city.central, "http://127.0.0.1:1", ("city", PASSWORD))


def test_one_login_is_one_central(two: Two, tmp_path: Path) -> None:
    town = a_central(str(tmp_path / "town.db"), tmp_path / "town")
    with pytest.raises(UpstreamRefused):
        enrol_upstream(town, two.province.url, ("city", PASSWORD))
    town.close()


def test_joining_again_changes_nothing_but_the_token(two: Two) -> None:
    before = two.city.central.organisation.device
    assert enrol_upstream(two.city.central, two.province.url, ("city", PASSWORD)) == before
    assert two.exchange()[3] == 0


def test_an_upper_server_that_is_away_loses_nothing(two: Two) -> None:
    laptop = two.city.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 2))
    two.province.running.stop()
    with pytest.raises(UpstreamAway):
        two.exchange()


def test_a_province_restored_to_yesterday_gets_everything_again(tmp_path: Path) -> None:
    with ExitStack() as stack:
        above = a_central(str(tmp_path / "a.db"), tmp_path / "province")
        below = a_central(str(tmp_path / "city.db"), tmp_path / "city")
        stack.callback(below.close)
        province = Scene.__new__(Scene)
        province.serve(above)
        people.add_central_below(above, "city", PASSWORD)
        city = stack.enter_context(Scene(below))
        laptop: Laptop = city.laptop()
        joined(city, province)
        laptop.send(laptop.record(ZHANG_FILE, 2))
        exchange(below)
        backup(above, tmp_path / "backup")
        laptop.send(laptop.record(ZHANG_FILE, 2))
        exchange(below)
        province.__exit__()
        above.close()
        restore(tmp_path / "backup", str(tmp_path / "b.db"), tmp_path / "province")
        again = a_central(str(tmp_path / "b.db"), tmp_path / "province")
        stack.callback(again.close)
        province.serve(again)
        stack.enter_context(province)
        enrol_upstream(below, city_address(below, province.url), ("city", PASSWORD))
        exchange(below)
        exchange(below)
        assert rows(again, ZHANG_FILE) == rows(below, ZHANG_FILE)
        verify(again)


def city_address(central: Central, address: str) -> str:
    """Let a central know its upper server at another address; return it."""
    with central.database.write() as connection:
        connection.execute(update(UPSTREAM).values(address=address))
    return address


def test_the_operators_commands_join_and_exchange(two: Two, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    place = ["--database", str(tmp_path / "town.db"), "--media", str(tmp_path / "town")]
    people.add_central_below(two.province.central, "town", PASSWORD)
    login = ["--user", "town", "--password-file", str(password)]
    runner = CliRunner()
    alone = runner.invoke(central_app, [*place, "upstream", "sync"])
    assert isinstance(alone.exception, OperatorMistake)
    enrolled = runner.invoke(
        central_app, [*place, "upstream", "enrol", "--url", two.province.url, *login]
    )
    assert enrolled.exit_code == 0, enrolled.output
    done = runner.invoke(central_app, [*place, "upstream", "sync"])
    assert json.loads(done.output)["waiting"] == 0


def test_the_keeper_exchanges_and_lives_on_while_the_province_is_away(two: Two) -> None:
    laptop = two.city.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 2))
    year = two.city.central.year()
    assert keeper.keep(two.city.central, year) == year
    assert rows(two.province.central, ZHANG_FILE) == rows(two.city.central, ZHANG_FILE)
    two.province.running.stop()
    assert keeper.keep(two.city.central, year) == year
