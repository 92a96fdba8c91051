"""``inspector-app sync``: one sync, and the last one of a withdrawn laptop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inspector_app import cli
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.unlocking import close
from inspector_app.operations.visits import start_visit
from tests.world import PASSPHRASE, Laptop, World, a_start, a_world


def run_sync(laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any], str]:
    """Run the command on a laptop's folder; returns exit code, summary and stderr."""
    close(laptop.session)
    secret = laptop.data_dir / "passphrase.txt"
    secret.write_text(PASSPHRASE, "utf-8")
    options = ["--data-dir", str(laptop.data_dir), "--passphrase-file", str(secret)]
    code = cli.run(["--lang", "en", "sync", *options])
    said = capsys.readouterr()
    return code, json.loads(said.out) if said.out else {}, said.err


def with_a_hazard(world: World) -> Laptop:
    laptop, dossier = world.working_laptop()
    visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
    record_hazard(laptop.session, visit, HazardDraft(place="配电室", finding="示例"))
    return laptop


def test_a_sync_prints_its_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with a_world(tmp_path) as world:
        laptop = with_a_hazard(world)
        code, summary, progress = run_sync(laptop, capsys)
        assert (code, summary["pushed"], summary["pending_facts"]) == (0, 2, 0)
        assert "push 2/2" in progress


def test_a_withdrawn_laptop_hands_over_its_records_and_is_emptied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_world(tmp_path) as world:
        laptop = with_a_hazard(world)
        here, device = laptop.facts(), laptop.session.device
        world.revoke(laptop)
        code, summary, words = run_sync(laptop, capsys)
        assert code == 0
        assert summary == {
            "withdrawn": True,
            "device": device,
            "records_left": 0,
            "files_left": 0,
            "removed": True,
        }
        assert "the workspace was removed" in words
        assert here <= set(world.acts())
        assert not laptop.folder.exists()
        assert run_sync_again(laptop, capsys) == (1, "OP-02")


def run_sync_again(laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code, _summary, words = run_sync(laptop, capsys)
    return code, words.partition(":")[0]


def test_a_cut_leaves_the_workspace_until_everything_is_handed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_world(tmp_path) as world:
        laptop = with_a_hazard(world)
        world.revoke(laptop)
        with laptop.session.workspace.transaction() as tx:
            address = tx.setting("central_url")
            tx.set_setting("central_url", "http://127.0.0.1:9")
        code, summary, words = run_sync(laptop, capsys)
        assert (code, summary) == (1, {}) and "\nSYNC-01: " in words
        assert laptop.folder.exists()
        laptop.open()
        with laptop.session.workspace.transaction() as tx:
            tx.set_setting("central_url", address)
        code, summary, _words = run_sync(laptop, capsys)
        assert (code, summary["removed"]) == (0, True)


def test_a_laptop_that_was_never_known_is_only_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_world(tmp_path) as world:
        laptop = with_a_hazard(world)
        with laptop.session.workspace.transaction() as tx:
            tx.set_setting("token", "no such token")
        code, summary, words = run_sync(laptop, capsys)
        assert (code, summary) == (1, {}) and "\nSYNC-06: " in words
        assert laptop.folder.exists()
