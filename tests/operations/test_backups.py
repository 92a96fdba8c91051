"""Backups made by themselves, thinned out with age, and the way back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from inspector_app.errors import BadInput
from inspector_app.operations.backups import (
    Backup,
    NoBackup,
    adopt_backup,
    back_up,
    back_up_if_due,
    check_backups,
    export_backup,
    list_backups,
    restore_backup,
    superfluous,
)
from inspector_app.operations.unlocking import close
from inspector_app.store.problems import BackupFailed, WorkspaceBusy
from tests.sync.test_fork import a_visit, places
from tests.sync.test_sync import found, second_laptop
from tests.world import CHINA, PASSPHRASE, a_world

NOON = datetime(2026, 11, 25, 12)


def made_at(*ages: timedelta) -> list[Backup]:
    moments = [NOON - age for age in ages]
    return [Backup(f"auto-{at:%Y%m%dT%H%M%S}", Path("/b"), at, 1) for at in moments]


def test_recent_backups_are_kept_close_and_old_ones_thinned_out() -> None:
    hourly = made_at(*(timedelta(hours=hour) for hour in range(24 * 60)))
    kept = [one for one in hourly if one not in superfluous(hourly, NOON)]
    ages = [(NOON.date() - one.made_at.date()).days for one in kept]
    assert ages == [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 14, 21]


def test_backups_of_migrations_and_a_few_of_any_age_stay() -> None:
    ancient = made_at(timedelta(days=400), timedelta(days=500))
    step = Backup("before-step-2", Path("/b"), NOON - timedelta(days=999), 1)
    assert superfluous([*ancient, step], NOON) == ()
    future = made_at(-timedelta(days=3_000), *(timedelta(minutes=n) for n in range(9)))
    assert len(superfluous(future, NOON)) == 7


def test_a_backup_is_due_after_records_and_once_a_day(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, visit = a_visit(world)
        assert back_up_if_due(laptop.session) is not None
        assert back_up_if_due(laptop.session) is None
        found(laptop, visit)
        later = datetime(2026, 11, 25, 13, tzinfo=CHINA)
        laptop.open_with(lambda: later)
        assert back_up_if_due(laptop.session) is not None
        tomorrow = datetime(2026, 11, 26, 14, tzinfo=CHINA)
        laptop.open_with(lambda: tomorrow)
        assert back_up_if_due(laptop.session) is not None
        assert set(check_backups(laptop.session).values()) == {""}


def test_a_restored_backup_keeps_what_it_replaced_and_goes_on(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        made = back_up(laptop.session)
        found(laptop, visit, "after the backup, sent")
        laptop.sync()
        with pytest.raises(WorkspaceBusy):
            restore_backup(laptop.data_dir, PASSPHRASE)
        close(laptop.session)
        restored = restore_backup(laptop.data_dir, PASSPHRASE)
        assert restored.backup == made.stem and restored.replaced.exists()
        laptop.open()
        found(laptop, visit, "after the restore")
        laptop.sync()
        expected = ["after the backup, sent", "after the restore"]
        assert places(laptop, dossier) == expected
        assert places(second_laptop(laptop, dossier, world), dossier) == expected
        close(laptop.session)
        assert restore_backup(laptop.data_dir, PASSPHRASE).replaced != restored.replaced
        laptop.open()


def test_a_broken_backup_is_passed_over_and_named(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, _visit = a_visit(world)
        whole = back_up(laptop.session)
        later = datetime(2026, 11, 25, 13, tzinfo=CHINA)
        laptop.open_with(lambda: later)
        broken = back_up(laptop.session)
        data = bytearray(broken.read_bytes())
        data[5_000:5_050] = bytes(50)
        broken.write_bytes(data)
        told = check_backups(laptop.session)
        assert told[broken.stem] and not told[whole.stem]
        close(laptop.session)
        with pytest.raises(BackupFailed):
            restore_backup(laptop.data_dir, PASSPHRASE, broken.stem)
        with pytest.raises(NoBackup):
            restore_backup(laptop.data_dir, PASSPHRASE, "auto-nothing")
        assert restore_backup(laptop.data_dir, PASSPHRASE).backup == whole.stem
        laptop.open()


def test_an_exported_backup_goes_on_on_another_computer(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        found(laptop, visit, "only on the stick")
        stick = tmp_path / "stick"
        stick.mkdir()
        exported = export_backup(laptop.session, stick)
        assert b"\xe7\xa4\xba\xe4\xbe\x8b" not in b"".join(
            path.read_bytes() for path in exported.rglob("*") if path.is_file()
        )
        other = tmp_path / "other"
        adopted = adopt_backup(other, exported)
        with pytest.raises(BadInput):
            adopt_backup(other, exported)
        assert list_backups(adopted) == ()
        second = world.adopted(adopted, other)
        second.sync()
        laptop.sync()
        assert second.session.device != laptop.session.device
        assert places(laptop, dossier) == places(second, dossier) == ["only on the stick"]
