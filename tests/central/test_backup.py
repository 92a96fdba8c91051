"""Central restored to yesterday: a new history, made whole by the laptops, on both databases."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from inspector_app.central import ledger
from inspector_app.central.agency import STAFF, Central
from inspector_app.central.auth import device_code
from inspector_app.central.backup import backup, restore
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.retention import erase
from inspector_app.central.strangers import index_of
from inspector_app.central.tables import FACT
from inspector_app.central.uploads import record_blob
from inspector_app.central.verify import verify
from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseSized
from inspector_app.domain.facts import Volume
from inspector_app.domain.seals import certify, public_key_of
from inspector_app.protocol import PushBatch, PushRequest, WireKey, WireSeal, to_wire
from tests.central.scene import (
    YEAR,
    ZHANG_FILE,
    Laptop,
    Reader,
    Scene,
    a_central,
)
from tests.postgres import DATABASES, Postgres

VOLUME = Volume(ZHANG_FILE, YEAR)


@dataclass
class Places:
    """Two databases of one kind and one folder of files."""

    before: str
    after: str
    media: Path
    file: Path


@pytest.fixture(params=DATABASES)
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    """Give two empty databases, of each kind in turn."""
    media, file = tmp_path / "media", tmp_path / "backup.tar"
    if request.param == "sqlite":
        yield Places(str(tmp_path / "a.db"), str(tmp_path / "b" / "b.db"), media, file)
        return
    server: Postgres = request.getfixturevalue("postgres")
    names = ("backed_up", "restored")
    with psycopg.connect(server.url, autocommit=True) as connection:
        for name in names:
            connection.execute(f"DROP DATABASE IF EXISTS {name} (FORCE)".encode())
            connection.execute(f"CREATE DATABASE {name}".encode())
        before, after = (server.url.replace("/postgres", f"/{name}") for name in names)
        yield Places(before, after, media, file)
        for name in names:
            connection.execute(f"DROP DATABASE IF EXISTS {name} (FORCE)".encode())


@contextmanager
def opened(central: Central) -> Iterator[Central]:
    """Close a central at the end."""
    try:
        yield central
    finally:
        central.close()


@dataclass
class Yesterday:
    """What the laptops hold that the restored central lost."""

    laptop: Laptop
    late: Laptop  # enrolled after the backup
    kept: Reader  # all of the file, as the first laptop had pulled it
    seals: tuple[WireSeal, ...]
    keys: tuple[WireKey, ...]
    greeting: str


def a_day_and_its_loss(places: Places) -> Yesterday:
    """Let work go on after the backup, then restore it elsewhere."""
    with opened(a_central(places.before, places.media)) as central, Scene(central) as scene:
        laptop = scene.laptop()
        laptop.send(laptop.record(ZHANG_FILE, 3))
        greeting = laptop.hello().token
        backup(central, places.file)
        late = scene.laptop()
        late.send(late.record(ZHANG_FILE, 2))
        laptop.send(laptop.record(ZHANG_FILE, 2))
        sized = EnterpriseSized(employees=99)
        ledger.append(central, [act(sized, VOLUME)], STAFF)
        answer = laptop.pages([(ZHANG_FILE, 0, "")])
        kept = Reader(ZHANG_FILE)
        kept.take(answer.pages[0])
    restore(places.file, places.after, places.media)
    return Yesterday(laptop, late, kept, answer.pages[0].seals, answer.keys, greeting)


def batches_of(lost: Yesterday) -> list[PushBatch]:
    """Return every chain of the file as one batch, under the last seal that was pulled of it."""
    found = []
    for made in {seal.device: seal for seal in lost.seals}.values():
        facts = [fact for fact in lost.kept.facts if fact.device == made.device]
        found.append(
            PushBatch(
                volume=str(VOLUME),
                device=made.device,
                first_seq=1,
                prev="",
                facts=tuple(to_wire(fact, with_device=False) for fact in facts),
                seal=made,
            )
        )
    return found


def test_a_restored_central_is_made_whole_by_one_laptop(places: Places) -> None:
    lost = a_day_and_its_loss(places)
    with opened(a_central(places.after, places.media)) as central, reopened(central) as scene:
        laptop = Laptop(scene.client(), lost.laptop.key, lost.laptop.device, lost.laptop.person)
        laptop.http.headers["Authorization"] = lost.laptop.http.headers["Authorization"]
        assert laptop.hello(lost.greeting).scope is not None  # another history: all is told
        behind = laptop.page(ZHANG_FILE, lost.kept.number, lost.kept.chain)
        assert (behind.state, behind.number) == ("behind", 4)
        request = PushRequest(batches=tuple(batches_of(lost)), keys=lost.keys)
        answer = ledger.push(central, laptop.person, request)
        assert {one.state for one in answer.results} == {"accepted"}
        book = Reader(ZHANG_FILE)
        book.take(laptop.page(ZHANG_FILE))
        assert ids(book) == ids(lost.kept)
        verify(central)


def ids(book: Reader) -> set[str]:
    """Return the facts a reader holds."""
    return {fact.id for fact in book.facts}


@contextmanager
def reopened(central: Central) -> Iterator[Scene]:
    """Serve a central that has its people already."""
    scene = Scene.__new__(Scene)
    scene.serve(central)
    with scene:
        yield scene


def test_central_goes_on_under_a_code_that_nobody_had(places: Places) -> None:
    lost = a_day_and_its_loss(places)
    with opened(a_central(places.after, places.media)) as central, reopened(central) as scene:
        own = central.organisation.device
        assert index_of(own) > index_of(lost.late.device)
        made = ledger.append(central, [act(EnterpriseSized(employees=7), VOLUME)], STAFF)
        assert [(fact.device, fact.seq) for fact in made] == [(own, 1)]
        assert index_of(scene.laptop().device) > index_of(own)
        again = ledger.push(
            central,
            lost.laptop.person,
            PushRequest(batches=tuple(batches_of(lost)), keys=lost.keys),
        )
        assert {one.state for one in again.results} == {"accepted"}
        verify(central)


def test_a_lost_device_is_known_again_by_central_certificate_alone(places: Places) -> None:
    lost = a_day_and_its_loss(places)
    with opened(a_central(places.after, places.media)) as central:
        late = [one for one in batches_of(lost) if one.device == lost.late.device]
        unknown = ledger.push(central, lost.laptop.person, PushRequest(batches=tuple(late)))
        assert unknown.results[0].code == ledger.UNKNOWN_DEVICE
        stranger = Ed25519PrivateKey.generate()
        forged = certify(stranger, lost.late.device, public_key_of(stranger))
        keys = (WireKey(**vars_of(forged)),)
        refused = ledger.push(
            central, lost.laptop.person, PushRequest(batches=tuple(late), keys=keys)
        )
        assert refused.results[0].code == ledger.UNKNOWN_DEVICE
        foreign = ledger.push(
            central, "somebody-else", PushRequest(batches=tuple(late), keys=lost.keys)
        )
        assert foreign.results[0].state == "held"  # who brings it is not assigned
        assert ledger.admit(central, ZHANG_FILE, lost.late.device) == 2
        verify(central)


def vars_of(key: object) -> dict[str, str]:
    """Return the fields of a device key."""
    return {name: getattr(key, name) for name in ("device", "public_key", "certificate")}


def test_an_erasure_after_the_backup_is_honoured_once_a_laptop_brings_it(places: Places) -> None:
    with opened(a_central(places.before, places.media)) as central, Scene(central) as scene:
        laptop = scene.laptop()
        facts = laptop.record(ZHANG_FILE, 2)
        laptop.send(facts)
        backup(central, places.file)
        erase(central, [facts[0].id], "subject-request")
        answer = laptop.pages([(ZHANG_FILE, 0, "")])
        kept = Reader(ZHANG_FILE)
        kept.take(answer.pages[0])
        lost = Yesterday(laptop, laptop, kept, answer.pages[0].seals, answer.keys, "")
    restore(places.file, places.after, places.media)
    with opened(a_central(places.after, places.media)) as central:
        before = ledger.push(central, laptop.person, PushRequest(batches=tuple(batches_of(lost))))
        assert {one.state for one in before.results} == {"accepted"}
        assert bodies(central)[facts[0].id] is None
        verify(central)


def bodies(central: Central) -> dict[str, bytes | None]:
    """Return the bodies of all facts."""
    with central.database.read() as connection:
        return {row.id: row.body for row in connection.execute(select(FACT.c.id, FACT.c.body))}


def test_files_that_are_not_there_any_more_are_wanted_again(places: Places) -> None:
    with opened(a_central(places.before, places.media)) as central, Scene(central):
        for content in (b"kept", b"lost"):
            digest = central.media.store(ZHANG_FILE, content)
            record_blob(central, ZHANG_FILE, digest, (4, "AB"))
        assert backup(central, places.file).blobs == 2
        central.media.remove(ZHANG_FILE, digest)
    assert restore(places.file, places.after, places.media).blobs_missing == 1
    with opened(a_central(places.after, places.media)) as central:
        verify(central)


def test_a_backup_of_a_serving_central_is_whole(places: Places) -> None:
    with opened(a_central(places.before, places.media)) as central, Scene(central) as scene:
        laptop = scene.laptop()
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(
                lambda: [laptop.send(laptop.record(ZHANG_FILE, 5)) for _round in range(12)]
            )
            backup(central, places.file)
            work.result()
    restored = restore(places.file, places.after, places.media)
    assert restored.facts >= 4
    with opened(a_central(places.after, places.media)) as central:
        verify(central)


def test_a_backup_is_never_restored_over_something(places: Places) -> None:
    with opened(a_central(places.before, places.media)) as central:
        backup(central, places.file)
        with pytest.raises(OperatorMistake):
            backup(central, places.file)
    with pytest.raises(OperatorMistake):
        restore(places.file, places.before, places.media)


def test_what_is_no_whole_backup_is_refused_and_changes_nothing(
    places: Places, tmp_path: Path
) -> None:
    with opened(a_central(places.before, places.media)) as central:
        backup(central, places.file)
    altered = tmp_path / "altered.tar"
    content = bytearray(places.file.read_bytes())
    with tarfile.open(places.file) as archive:
        place = archive.getmember("database").offset_data
    content[place + 4_000] ^= 1
    altered.write_bytes(content)
    strange = tmp_path / "strange.tar"
    strange.write_bytes(b"no backup")
    cut = tmp_path / "cut.tar"
    cut.write_bytes(places.file.read_bytes()[:5_000])
    for file in (altered, strange, cut, tmp_path / "none"):
        with pytest.raises(OperatorMistake):
            restore(file, places.after, places.media)
    assert restore(places.file, places.after, places.media).facts > 0


def test_a_backup_of_another_kind_of_database_is_refused(
    tmp_path: Path, postgres: Postgres
) -> None:
    with opened(a_central(str(tmp_path / "a.db"), tmp_path / "media")) as central:
        backup(central, tmp_path / "backup.tar")
    with pytest.raises(OperatorMistake):
        restore(tmp_path / "backup.tar", postgres.new_database(), tmp_path / "media")


def test_codes_are_counted_as_they_are_given() -> None:
    places_of = [0, 1, 575, 576, 577, 14_399, 14_400, 20_000]
    assert [index_of(device_code(one)) for one in places_of] == places_of
