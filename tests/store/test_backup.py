from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inspector_app.store.backup import backups, restore
from inspector_app.store.installation import is_elsewhere
from inspector_app.store.keys import DataKey
from inspector_app.store.problems import BackupFailed, WorkspaceMissing
from inspector_app.store.rows import Stage
from inspector_app.store.workspace import Workspace
from tests.builders import DOSSIER, a_hazard
from tests.store.pages import do

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_a_backup_holds_the_facts_and_they_are_known_as_backed_up(workspace: Workspace) -> None:
    (fact,) = do(workspace, a_hazard("h1"))
    made = workspace.back_up(NOW)
    (later,) = do(workspace, a_hazard("h2"))
    assert made.exists() and b"SQLite" not in made.read_bytes()[:100]
    with workspace.reading() as reader:
        stages = [one.stage for one in reader.life_line([fact.id, later.id])]
        assert stages == [Stage.BACKED_UP, Stage.HERE]


def test_only_the_latest_backups_are_kept(workspace: Workspace) -> None:
    made = [workspace.back_up(NOW + timedelta(hours=hour), keep=3) for hour in range(5)]
    assert backups(workspace.folder / "backups") == tuple(reversed(made[2:]))


def test_a_restored_backup_is_the_workspace_of_that_moment(tmp_path: Path, key: DataKey) -> None:
    with Workspace.create(tmp_path, key) as workspace:
        do(workspace, a_hazard("h1"))
        with workspace.transaction() as tx:
            tx.set_setting("installation", "here")
        copy = workspace.back_up(NOW)
        do(workspace, a_hazard("h2"))
    restore(tmp_path / "workspace.db", copy, key)
    with Workspace.open(tmp_path, key) as workspace, workspace.reading() as reader:
        assert len(reader.facts(dossier=DOSSIER)) == 1
        assert is_elsewhere(reader, "here")  # so that no paper number is given twice
    assert (tmp_path / "workspace.replaced.db").exists()


def test_a_damaged_or_foreign_backup_is_refused_and_nothing_changes(
    tmp_path: Path, key: DataKey
) -> None:
    with Workspace.create(tmp_path, key) as workspace:
        do(workspace, a_hazard("h1"))
        copy = workspace.back_up(NOW)
    before = (tmp_path / "workspace.db").read_bytes()
    with pytest.raises(BackupFailed):
        restore(tmp_path / "workspace.db", copy, DataKey(b"\x08" * 32))
    raw = bytearray(copy.read_bytes())
    raw[9_000:9_010] = b"0123456789"
    copy.write_bytes(raw)
    with pytest.raises(BackupFailed):
        restore(tmp_path / "workspace.db", copy, key)
    copy.write_bytes(raw[:10_000])
    with pytest.raises(BackupFailed):
        restore(tmp_path / "workspace.db", copy, key)
    with pytest.raises(WorkspaceMissing):
        restore(tmp_path / "workspace.db", tmp_path / "none.db", key)
    assert (tmp_path / "workspace.db").read_bytes() == before


def test_a_backup_leaves_nothing_half_written(workspace: Workspace) -> None:
    do(workspace, a_hazard("h1"))
    made = workspace.back_up(NOW)
    assert os.listdir(made.parent) == [made.name]
