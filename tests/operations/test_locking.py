"""A withdrawn laptop: locked, emptied only when central has everything, keys first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.errors import BadInput, Problem
from inspector_app.operations.locking import (
    HANDING_OVER,
    LOCKED,
    StillNeeded,
    Word,
    finish_wipes,
    forget_word,
    note_word,
    unfinished_wipes,
    wipe,
    withdrawal,
    word_of,
)
from inspector_app.operations.unlocking import workspaces
from tests.operations.evening import Evening, an_evening


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    with an_evening(tmp_path) as made:
        yield made


def test_central_says_whether_a_withdrawn_laptop_still_hands_over() -> None:
    assert word_of(Problem(central_code=HANDING_OVER)) is Word.HANDING_OVER
    assert word_of(Problem(central_code=LOCKED)) is Word.LOCKED
    assert word_of(Problem(central_code="AUTH-02")) is None
    assert word_of(BadInput(what="x", reason="y")) is None


def test_the_word_stays_without_a_network_and_says_what_central_lacks(evening: Evening) -> None:
    session = evening.mine.session
    assert withdrawal(session) is None
    evening.hazard(evening.mine)
    note_word(session, Word.HANDING_OVER)
    standing = withdrawal(session)
    assert standing is not None and not standing.is_empty
    assert standing.records >= 2 and standing.person == "示例wang"
    forget_word(session)
    assert withdrawal(session) is None


@pytest.mark.parametrize("word", list(Word))
def test_nothing_is_removed_while_central_lacks_a_record(evening: Evening, word: Word) -> None:
    evening.hazard(evening.mine)
    note_word(evening.mine.session, word)
    before = evening.mine.facts()
    with pytest.raises(StillNeeded):
        wipe(evening.mine.session)
    assert evening.mine.facts() == before


def test_a_workspace_that_nobody_withdrew_is_never_removed(evening: Evening) -> None:
    evening.sync()
    with pytest.raises(StillNeeded):
        wipe(evening.mine.session)
    assert evening.mine.folder.exists()


def test_nothing_is_removed_before_central_says_that_it_has_everything(evening: Evening) -> None:
    evening.sync()
    note_word(evening.mine.session, Word.HANDING_OVER)
    with pytest.raises(StillNeeded):
        wipe(evening.mine.session)
    assert evening.mine.folder.exists()


def test_once_central_has_everything_keys_and_files_go_and_others_stay(evening: Evening) -> None:
    hazard = evening.hazard(evening.mine)
    evening.mine.sync()
    other = evening.mine.data_dir / "workspaces" / "colleague"
    shutil.copytree(evening.theirs.folder, other)
    note_word(evening.mine.session, Word.LOCKED)
    folder = evening.mine.folder
    wipe(evening.mine.session)
    assert not folder.exists()
    assert workspaces(evening.mine.data_dir) == (other,)
    evening.theirs.sync()
    with evening.theirs.session.workspace.reading() as reader:
        assert reader.dossier_of(f"hazard:{hazard}") == evening.dossier


def test_the_keys_go_before_any_file_and_a_cut_removal_is_finished(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening.mine.sync()
    note_word(evening.mine.session, Word.LOCKED)
    folder, keys = evening.mine.folder, (evening.mine.folder / "keys.json").read_bytes()

    def cut(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as faults:
        faults.setattr(shutil, "rmtree", cut)
        faults.setattr(Path, "unlink", unlink_keys_only(Path.unlink))
        with pytest.raises(KeyboardInterrupt):
            wipe(evening.mine.session)
    assert not (folder / "keys.json").exists()
    assert (folder / "workspace.db").exists()
    assert all(keys not in one.read_bytes() for one in folder.rglob("*") if one.is_file())
    assert workspaces(evening.mine.data_dir) == ()
    assert unfinished_wipes(evening.mine.data_dir) == (folder,)
    assert finish_wipes(evening.mine.data_dir) == (folder,)
    assert not folder.exists() and finish_wipes(evening.mine.data_dir) == ()


def unlink_keys_only(real: object) -> object:
    """Return an unlink that is cut at the first file that is not the keys'."""

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name != "keys.json":
            raise KeyboardInterrupt
        real(path, missing_ok)  # type: ignore[operator]

    return unlink
