from __future__ import annotations

import subprocess
import sys
import threading
import unicodedata
from datetime import datetime
from pathlib import Path

import pytest

from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import ContactRecorded, EnterpriseLocated, EnterpriseNamed
from inspector_app.store.database import connect
from inspector_app.store.installation import installation_of, is_elsewhere
from inspector_app.store.keys import DataKey
from inspector_app.store.problems import (
    WorkspaceBusy,
    WorkspaceDamaged,
    WorkspaceExists,
    WorkspaceMissing,
)
from inspector_app.store.workspace import Workspace
from tests.builders import AUTHOR, DOSSIER, a_hazard, a_volume
from tests.store.pages import append, do

NAME = "绝密示例化工有限公司"
PERSON = "示例联系人张某"
FINDING = "配电箱前堆放示例杂物"


def fill(workspace: Workspace) -> None:
    do(
        workspace,
        EnterpriseNamed(name=NAME),
        EnterpriseLocated(address="示例省示例市示例路"),
        ContactRecorded(name=PERSON),
        a_hazard(finding=FINDING),
    )
    with workspace.transaction() as tx:
        tx.put_draft("hazard:h2", FINDING)
        tx.set_setting("person_name", PERSON)
    workspace.blobs.put((NAME * 50).encode())


def test_what_was_stored_is_there_after_closing(tmp_path: Path, key: DataKey) -> None:
    with Workspace.create(tmp_path, key) as workspace:
        fill(workspace)
    with Workspace.open(tmp_path, key) as workspace, workspace.reading() as reader:
        assert [row.name for row in reader.enterprises()] == [NAME]
        assert reader.draft("hazard:h2") == FINDING
        assert len(reader.dossier(DOSSIER).heads) == 4


def test_nothing_of_an_enterprise_is_in_clear_in_the_folder(tmp_path: Path, key: DataKey) -> None:
    with Workspace.create(tmp_path, key) as workspace:
        fill(workspace)
        workspace.back_up(datetime(2026, 11, 25, 12))
        fill(workspace)
        search_clear(tmp_path)  # with the write-ahead log still there
    search_clear(tmp_path)


def search_clear(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"workspace.db", "lock"}
    for path in files:
        raw = path.read_bytes()
        for text in (NAME, PERSON, FINDING, "示例", DOSSIER, "enterprise_named", "CREATE TABLE"):
            for coding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
                assert text.encode(coding) not in raw, (path.name, text)
                assert text not in path.name


def test_a_second_program_on_the_same_workspace_is_refused(tmp_path: Path, key: DataKey) -> None:
    said = (
        "import sys; from pathlib import Path\n"
        "from inspector_app.store.keys import DataKey\n"
        "from inspector_app.store.problems import StoreProblem\n"
        "from inspector_app.store.workspace import Workspace\n"
        "try: Workspace.open(Path(sys.argv[1]), DataKey(bytes.fromhex(sys.argv[2])))\n"
        "except StoreProblem as problem: print(problem.code)\n"
    )
    command = [sys.executable, "-c", said, str(tmp_path), key.value.hex()]
    with Workspace.create(tmp_path, key):
        with pytest.raises(WorkspaceBusy):
            Workspace.open(tmp_path, key)
        second = subprocess.run(command, capture_output=True, text=True, check=True)
    assert second.stdout.strip() == "STORE-01"
    third = subprocess.run(command, capture_output=True, text=True, check=True)
    assert third.stdout == ""


def test_another_key_does_not_open_it_and_changes_nothing(tmp_path: Path, key: DataKey) -> None:
    with Workspace.create(tmp_path, key) as workspace:
        fill(workspace)
    before = (tmp_path / "workspace.db").read_bytes()
    with pytest.raises(WorkspaceDamaged):
        Workspace.open(tmp_path, DataKey(b"\x09" * 32))
    assert (tmp_path / "workspace.db").read_bytes() == before
    Workspace.open(tmp_path, key).close()


@pytest.mark.parametrize("place", [0, 20, 5_000, 40_000])
def test_an_altered_file_is_a_coded_error(tmp_path: Path, key: DataKey, place: int) -> None:
    with Workspace.create(tmp_path, key) as workspace:
        fill(workspace)
    raw = bytearray((tmp_path / "workspace.db").read_bytes())
    raw[place : place + 64] = bytes(64)
    (tmp_path / "workspace.db").write_bytes(raw)
    with pytest.raises(WorkspaceDamaged), Workspace.open(tmp_path, key) as workspace:
        workspace.check()


def test_a_file_that_is_none_is_a_coded_error(tmp_path: Path, key: DataKey) -> None:
    (tmp_path / "workspace.db").write_bytes(b"this is no database" * 1_000)
    with pytest.raises(WorkspaceDamaged):
        Workspace.open(tmp_path, key)


def test_a_folder_without_a_workspace_is_told(tmp_path: Path, key: DataKey) -> None:
    with pytest.raises(WorkspaceMissing):
        Workspace.open(tmp_path, key)
    Workspace.create(tmp_path, key).close()
    with pytest.raises(WorkspaceExists):
        Workspace.create(tmp_path, key)


def test_a_reader_sees_one_moment_while_others_write(workspace: Workspace) -> None:
    do(workspace, a_hazard("h1"))
    with workspace.reading() as reader:
        assert len(reader.hazards()) == 1
        do(workspace, a_hazard("h2"))
        assert len(reader.hazards()) == 1
    with workspace.reading() as reader:
        assert len(reader.hazards()) == 2


def test_many_threads_write_and_read_at_once(workspace: Workspace) -> None:
    faults: list[Exception] = []

    def work(name: str) -> None:
        try:
            for number in range(10):
                do(workspace, a_hazard(f"{name}{number}"))
                with workspace.reading() as reader:
                    reader.hazards()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with workspace.reading() as reader:
        assert faults == [] and len(reader.facts(dossier=DOSSIER)) == 60


def test_a_transaction_inside_another_is_a_programming_error(workspace: Workspace) -> None:
    with pytest.raises(RuntimeError), workspace.transaction(), workspace.transaction():
        pass
    do(workspace, a_hazard())


def test_a_paper_number_is_never_given_twice(workspace: Workspace) -> None:
    given = []
    for _paper in range(3):
        with workspace.transaction() as tx:
            given.append(tx.next_counter("示例安责告", 2026))
    with workspace.transaction() as tx:
        given += [tx.next_counter("示例安责告", 2027), tx.next_counter("other", 2026)]
    assert given == [1, 2, 3, 1, 1]


def test_drafts_and_settings_are_replaced_and_dropped(workspace: Workspace) -> None:
    with workspace.transaction() as tx:
        tx.put_draft("hazard:h1", "a")
        tx.put_draft("hazard:h1", "ab")
        tx.put_draft("answer:x", "c")
        assert tx.drafts("hazard:") == {"hazard:h1": "ab"}
        tx.drop_draft("hazard:h1")
        assert tx.draft("hazard:h1") is None and tx.drafts() == {"answer:x": "c"}
        tx.set_setting("token", "1")
        tx.set_setting("token", "2")
        assert tx.setting("token") == "2" and tx.setting("none", "-") == "-"


def test_a_copied_workspace_is_recognised_by_the_installation(
    tmp_path: Path, workspace: Workspace
) -> None:
    here = installation_of(tmp_path / "here", lambda size: b"\x01" * size)
    there = installation_of(tmp_path / "there", lambda size: b"\x02" * size)
    assert here == installation_of(tmp_path / "here", lambda size: b"\x03" * size) != there
    with workspace.transaction() as tx:
        assert not is_elsewhere(tx, here)
        tx.set_setting("installation", here)
        assert not is_elsewhere(tx, here) and is_elsewhere(tx, there)


def test_clocks_of_1970_and_2100_change_no_order(workspace: Workspace) -> None:
    for at in ("2100-01-01T00:00:00+08:00", "1970-01-01T00:00:00+08:00"):
        with workspace.transaction() as tx:
            heads = [fact.id for fact in tx.heads(DOSSIER, "enterprise:name")]
            said = act(EnterpriseNamed(name=at), a_volume(), supersedes=heads)
            tx.append([said], AUTHOR, at, lambda size: b"\x01" * size)
    with workspace.reading() as reader:
        assert [row.name for row in reader.enterprises()] == ["1970-01-01T00:00:00+08:00"]


@pytest.mark.parametrize(
    "name", ["<b>&", "a\x00b\x1f", "🏭厂", "䶮𠮷", "长" * 2_000, "\u202e反", " " * 3, "e\u0301"]
)
def test_strange_names_are_kept_as_they_are(workspace: Workspace, name: str) -> None:
    do(workspace, EnterpriseNamed(name=name))
    with workspace.reading() as reader:
        assert reader.enterprises()[0].name == unicodedata.normalize("NFC", name)
        reader.search(name)


def test_a_failed_transaction_after_appending_can_be_tried_again(workspace: Workspace) -> None:
    for outcome in (RuntimeError, None):
        try:
            with workspace.transaction() as tx:
                append(tx, a_hazard())
                if outcome:
                    raise outcome
        except RuntimeError:
            continue
    with workspace.reading() as reader:
        assert len(reader.facts(dossier=DOSSIER)) == 1


def test_the_database_is_durable_strict_and_deletes_securely(tmp_path: Path, key: DataKey) -> None:
    db = connect(tmp_path / "x.db", key)
    names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
    assert [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names] == ["wal", 2, 1, 1, 2]
    db.close()


def test_an_error_of_the_caller_passes_through_unchanged(workspace: Workspace) -> None:
    with pytest.raises(ConnectionError), workspace.transaction() as tx:
        append(tx, a_hazard())
        raise ConnectionResetError
    with pytest.raises(PermissionError), workspace.reading():
        raise PermissionError
    with workspace.reading() as reader:
        assert reader.facts(dossier=DOSSIER) == ()
