"""The files of a backup: copied once, proved by hashes, brought back, erased with the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inspector_app.central.agency import Central
from inspector_app.central.backup import backup, restore
from inspector_app.central.backup_media import copy_media
from inspector_app.central.commands import central_app
from inspector_app.central.problems import FaultFound, OperatorMistake
from inspector_app.central.retention import erase
from inspector_app.central.uploads import record_blob
from inspector_app.central.verify import verify
from tests.central.scene import LI_FILE, ZHANG_FILE, Scene, a_central
from tests.central.test_erasure import keep, photo

CONTENTS = (b"a sample photo", b"another", b"", b"x" * 3_000_000)


def stored(central: Central, *contents: bytes, dossier: str = ZHANG_FILE) -> list[str]:
    """Let central hold these files of a dossier; return their hashes."""
    digests = []
    for content in contents:
        digests.append(central.media.store(dossier, content))
        record_blob(central, dossier, digests[-1], (len(content), "AB"))
    return digests


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return the folder that backups copy files to."""
    return tmp_path / "copies"


@pytest.fixture
def lite(tmp_path: Path) -> Central:
    """Return a central on SQLite: of the database, files need two lists."""
    return a_central(str(tmp_path / "central.db"), tmp_path / "media")


def test_each_file_is_copied_once(lite: Central, files: Path) -> None:
    stored(lite, *CONTENTS)
    first = copy_media(lite, files)
    assert (first.copied, first.bytes, first.there) == (4, sum(map(len, CONTENTS)), 0)
    stored(lite, b"later")
    again = copy_media(lite, files)
    assert (again.copied, again.there, again.damaged) == (1, 4, ())
    lite.close()


def test_a_restored_central_has_its_files_again(lite: Central, files: Path, tmp_path: Path) -> None:
    digests = stored(lite, *CONTENTS)
    stored(lite, b"a sample photo", dossier=LI_FILE)
    backup(lite, tmp_path / "backup")
    copy_media(lite, files)
    lite.close()
    there = (str(tmp_path / "restored" / "central.db"), tmp_path / "elsewhere")
    done = restore(tmp_path / "backup", *there, files=files)
    assert (done.blobs, done.blobs_missing) == (5, 0)
    again = a_central(*there)
    assert all(again.media.digest(ZHANG_FILE, digest) == digest for digest in digests)
    assert verify(again).blobs == 5
    again.close()


def test_a_damaged_file_is_named_and_not_copied(lite: Central, files: Path) -> None:
    digest, absent, _sound = stored(lite, b"a sample photo", b"absent", b"sound")
    (lite.media.root / ZHANG_FILE / digest).write_bytes(b"a SAMPLE photo")
    lite.media.remove(ZHANG_FILE, absent)
    done = copy_media(lite, files)
    assert set(done.damaged) == {f"{ZHANG_FILE}/{digest}", f"{ZHANG_FILE}/{absent}"}
    assert done.copied == 1
    assert len(list(files.rglob("*"))) == 2  # the dossier's folder, and the sound file
    lite.close()


def test_a_copy_that_rots_is_found_when_asked_and_left_out_of_a_restore(
    lite: Central, files: Path, tmp_path: Path
) -> None:
    digest, _other = stored(lite, b"a sample photo", b"another")
    backup(lite, tmp_path / "backup")
    copy_media(lite, files)
    rotten = files / ZHANG_FILE / digest
    rotten.write_bytes(b"a SAMPLE photo")
    place = str(tmp_path / "b" / "b.db")
    done = restore(tmp_path / "backup", place, tmp_path / "elsewhere", files=files)
    assert (done.blobs, done.blobs_missing) == (1, 1)
    assert copy_media(lite, files).copied == 0
    assert copy_media(lite, files, recheck=True).copied == 1
    assert rotten.read_bytes() == b"a sample photo"
    lite.close()


def test_what_was_erased_goes_from_the_copies_too(lite: Central, files: Path) -> None:
    with Scene(lite) as scene:
        laptop = scene.laptop()
        fact = photo(laptop, b"sample", 1)
        laptop.send([fact])
        digest = keep(scene, ZHANG_FILE, b"sample", laptop.device)
        copy_media(lite, files)
        assert (files / ZHANG_FILE / digest).exists()
        erase(lite, [fact.id], "subject-request")
        assert copy_media(lite, files).removed == 1
        assert not (files / ZHANG_FILE / digest).exists()
    lite.close()


def test_the_media_folder_is_no_place_for_its_own_copy(lite: Central) -> None:
    with pytest.raises(OperatorMistake):
        copy_media(lite, lite.media.root)
    lite.close()


def test_the_commands_copy_and_bring_back(lite: Central, files: Path, tmp_path: Path) -> None:
    digest, _other = stored(lite, b"a sample photo", b"another")
    place = ["--database", str(tmp_path / "central.db"), "--media", str(tmp_path / "media")]
    options = ["--media-to", str(files)]
    runner = CliRunner()
    done = runner.invoke(central_app, [*place, "backup", str(tmp_path / "one"), *options])
    assert json.loads(done.output)["media"]["copied"] == 2
    (tmp_path / "media" / ZHANG_FILE / digest).write_bytes(b"a SAMPLE photo")
    (files / ZHANG_FILE / digest).unlink()
    broken = runner.invoke(central_app, [*place, "backup", str(tmp_path / "two"), *options])
    assert isinstance(broken.exception, FaultFound)
    assert (tmp_path / "two").exists()
    lite.close()
    other = ["--database", str(tmp_path / "b.db"), "--media", str(tmp_path / "b")]
    back = runner.invoke(
        central_app, [*other, "restore", str(tmp_path / "one"), "--media-from", str(files)]
    )
    assert json.loads(back.output)["blobs"] == 1
