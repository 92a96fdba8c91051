"""``verify`` names the first thing that is not as it was recorded; ``export`` loses nothing."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from inspector_app.central.export import export
from inspector_app.central.problems import FaultFound, OperatorMistake
from inspector_app.central.schema import migrate
from inspector_app.central.tables import REGISTRY
from inspector_app.central.verify import verify
from tests.central.scene import YEAR, ZHANG_FILE, Scene

VOLUME = f"{ZHANG_FILE}/{YEAR}"


@pytest.fixture
def filled(scene: Scene) -> Scene:
    """Give a central with facts, a photo and something held."""
    zhang, li = scene.laptop(), scene.laptop("li")
    zhang.send(zhang.record(ZHANG_FILE, 3))
    zhang.send(zhang.record(ZHANG_FILE, 2))
    li.send(li.record(ZHANG_FILE, 2))
    photo = b"sample photo"
    zhang.upload((ZHANG_FILE, sha256(photo).hexdigest()), photo, 0, len(photo))
    return scene


def run(scene: Scene, statement: str) -> None:
    with scene.central.database.write() as connection:
        assert connection.execute(text(statement), {"volume": VOLUME}).rowcount


def test_what_was_recorded_verifies(filled: Scene) -> None:
    found = verify(filled.central)
    assert (found.facts, found.held, found.blobs) == (1 + 5 + 1 + 2 + 1, 2, 1)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE fact SET subject='x' WHERE volume=:volume AND number=3", "#3"),
        ("UPDATE fact SET recorded_at='2020' WHERE volume=:volume AND number=4", "#4"),
        ("UPDATE fact SET body=NULL WHERE volume=:volume AND number=2", "#2"),
        ("UPDATE fact SET body=salt_b.body FROM fact AS salt_b WHERE fact.volume=:volume"
         " AND fact.number=2 AND salt_b.volume=:volume AND salt_b.number=3", "#2"),
        ("UPDATE fact SET chain=prev WHERE volume=:volume AND number=3", "#3"),
        ("DELETE FROM fact WHERE volume=:volume AND number=3", "#3"),
        ("DELETE FROM fact WHERE volume=:volume AND number=6", "#6"),
        ("UPDATE volume SET number=5 WHERE volume=:volume", "#7"),
        ("DELETE FROM volume WHERE volume=:volume", VOLUME),
        ("DELETE FROM seal WHERE volume=:volume AND device='AB' AND seq=5", "AB/5"),
        ("UPDATE seal SET signature=tip||tip WHERE volume=:volume AND seq=3", "AB/3"),
        ("DELETE FROM held WHERE volume=:volume AND seq=1", "AC/2"),
        ("DELETE FROM held WHERE volume=:volume", "AC"),
        ("UPDATE device SET public_key=certificate WHERE code='AB' AND :volume<>''", "AB"),
        ("UPDATE blob SET sha256=dossier WHERE :volume<>''", ZHANG_FILE),
    ],
)  # fmt: skip
def test_the_first_fault_is_named(filled: Scene, statement: str, place: str) -> None:
    run(filled, statement)
    with pytest.raises(FaultFound) as fault:
        verify(filled.central)
    assert place in str(fault.value.details["place"])


def test_an_altered_photo_is_named(filled: Scene) -> None:
    (photo,) = filled.central.media.root.glob(f"{ZHANG_FILE}/*")
    photo.write_bytes(b"another")
    with pytest.raises(FaultFound) as fault:
        verify(filled.central)
    assert fault.value.details["place"] == f"{ZHANG_FILE}/{photo.name}"


def test_an_export_can_be_checked_with_nothing_but_a_hash(filled: Scene, tmp_path: Path) -> None:
    done = export(filled.central, tmp_path / "out")
    assert (done.facts, done.blobs) == (10, 1)
    lines = (tmp_path / "out" / ZHANG_FILE / f"{YEAR}.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["number"] for line in lines] == [1, 2, 3, 4, 5, 6]
    for line in lines:
        header = line.partition(b'"header":')[2].partition(b',"salt"')[0]
        assert sha256(header).hexdigest() == json.loads(line)["id"]
    assert next((tmp_path / "out" / ZHANG_FILE / "blobs").iterdir()).read_bytes() == b"sample photo"


def test_an_export_into_a_folder_that_holds_something_is_refused(
    filled: Scene, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OperatorMistake):
        export(filled.central, tmp_path)


def test_the_migrations_make_exactly_the_tables_of_the_program(scene: Scene) -> None:
    migrate(scene.central.database)
    with scene.central.database.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, REGISTRY.metadata) == []
