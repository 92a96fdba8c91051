"""The doctor: damage is found and explained, and what can be saved is saved."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from inspector_app.operations.backups import back_up
from inspector_app.operations.doctor import NotToBeSaved, examine, salvage
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.unlocking import close
from inspector_app.operations.verifying import verify_workspace
from inspector_app.store.database import connect
from inspector_app.store.keys import DataKey, unlock
from inspector_app.store.problems import WorkspaceBusy, WorkspaceDamaged
from tests.sync.test_fork import a_visit, places
from tests.sync.test_sync import found, second_laptop
from tests.world import PASSPHRASE, Laptop, a_world

PAGE = 4_096


def damage(laptop: Laptop, *pages: int) -> None:
    """Overwrite pages of the closed database as a failing disk does."""
    file = laptop.folder / "workspace.db"
    data = bytearray(file.read_bytes())
    for page in pages:
        data[page * PAGE + 100 : page * PAGE + 200] = bytes(100)
    file.write_bytes(data)


def pages_of_facts(laptop: Laptop) -> list[int]:
    """Return the pages of the closed database that hold records and nothing else, by trying."""
    key = unlock(laptop.folder, PASSPHRASE, now=0)
    file = laptop.folder / "workspace.db"
    whole = file.read_bytes()
    found = []
    for page in range(1, len(whole) // PAGE):
        damage(laptop, page)
        if not reads(file, key, "SELECT sum(length(salt)) FROM fact NOT INDEXED") and all(
            reads(file, key, f"SELECT * FROM {table}")
            for table in ("setting", "subject", "volume", "dossier", "chain")
        ):
            found.append(page)
        file.write_bytes(whole)
    return found


def reads(file: Path, key: DataKey, sql: str) -> bool:
    try:
        db = connect(file, key, reading=True)
    except WorkspaceDamaged:
        return False
    try:
        db.execute(sql).fetchall()
    except driver.DatabaseError:
        return False
    finally:
        db.close()
    return True


def test_a_sound_workspace_is_found_sound(tmp_path: Path, jpeg: bytes) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, visit = a_visit(world)
        attach_photo(laptop.session, visit, f"visit:{visit}", jpeg)
        back_up(laptop.session)
        with pytest.raises(WorkspaceBusy):
            examine(laptop.data_dir, PASSPHRASE)
        close(laptop.session)
        told = examine(laptop.data_dir, PASSPHRASE)
        assert told.findings == () and told.facts > 10
        assert told.blobs > 0 and told.backups == 1
        laptop.open()


def test_a_damaged_photo_is_named(tmp_path: Path, jpeg: bytes) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, visit = a_visit(world)
        photo, _changes = attach_photo(laptop.session, visit, f"visit:{visit}", jpeg)
        path = laptop.session.workspace.blobs.path(photo.sha256)
        path.write_bytes(path.read_bytes()[:-3])
        close(laptop.session)
        (finding,) = examine(laptop.data_dir, PASSPHRASE).findings
        assert finding.code == "STORE-11" and photo.sha256 in finding.what and finding.advice
        laptop.open()


@pytest.mark.parametrize("with_backup", [True, False])
def test_a_damaged_database_is_salvaged_record_by_record(tmp_path: Path, with_backup: bool) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        if with_backup:
            back_up(laptop.session)
        names = [f"place {n:02}" for n in range(60)]
        for name in names:
            found(laptop, visit, name)
        close(laptop.session)
        damage(laptop, pages_of_facts(laptop)[-3])
        told = examine(laptop.data_dir, PASSPHRASE)
        assert [one.code for one in told.findings] == ["STORE-04"]
        saved = salvage(laptop.data_dir, PASSPHRASE)
        assert bool(saved.backup) is with_backup and saved.damaged.exists()
        (lost,) = saved.lost
        assert 0 < len(lost.seqs) < 30
        laptop.open()
        assert laptop.sync().pending_facts == 0
        left = places(laptop, dossier)
        assert len(left) == len(names) - len(lost.seqs)
        assert places(second_laptop(laptop, dossier, world), dossier) == left
        verify_workspace(laptop.session)


def test_what_central_confirmed_comes_back_after_a_salvage(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        for n in range(40):
            found(laptop, visit, f"sent {n:02}")
        laptop.sync()
        found(laptop, visit, "not sent")
        close(laptop.session)
        damage(laptop, *pages_of_facts(laptop)[-4:-1])
        salvage(laptop.data_dir, PASSPHRASE)
        laptop.open()
        result = laptop.sync()
        assert result.restated == 1
        assert places(laptop, dossier) == ["not sent", *(f"sent {n:02}" for n in range(40))]


def test_a_file_that_says_nothing_at_all_is_left_alone(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, _visit = a_visit(world)
        close(laptop.session)
        file = laptop.folder / "workspace.db"
        whole = file.read_bytes()
        file.write_bytes(bytes(len(whole)))
        with pytest.raises(NotToBeSaved):
            salvage(laptop.data_dir, PASSPHRASE)
        assert file.read_bytes() == bytes(len(whole))
        file.write_bytes(whole)
        laptop.open()


def test_a_lost_database_is_restored_from_the_backup_by_a_salvage(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        found(laptop, visit, "in the backup")
        back_up(laptop.session)
        close(laptop.session)
        file = laptop.folder / "workspace.db"
        file.write_bytes(bytes(PAGE * 3))
        assert salvage(laptop.data_dir, PASSPHRASE).backup
        laptop.open()
        laptop.sync()
        assert places(second_laptop(laptop, dossier, world), dossier) == ["in the backup"]
