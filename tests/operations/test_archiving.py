"""The archive of a dossier and year: whole, checkable without the program, cancelled cleanly."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from inspector_app.documents.archive import ArchiveCancelled
from inspector_app.domain.dossier import photos_of
from inspector_app.domain.facts import Volume
from inspector_app.domain.papers import SignatureRole
from inspector_app.errors import BadInput
from inspector_app.operations.archiving import (
    ArchiveProgress,
    ArchiveWish,
    archivable_years,
    make_archives,
)
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.papers import Signer, issue_notice, sign
from inspector_app.operations.pdf_sealing import seal_paper, sealed_pdf
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.session import UnknownRecord
from inspector_app.operations.visits import require_dossier
from inspector_app.store.problems import BlobDamaged
from tests.documents.samples import signature_bytes
from tests.ui.visit_scene import DOSSIER, Scene, a_scene

DRAFT = HazardDraft(place="一车间", finding="示例：配电箱前堆放杂物", deadline="2026-12-02")
NAME = "2026_杭州示例铸造有限公司_91330106MA2CFLDG4R.zip"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path / "data") as made:
        yield made


@pytest.fixture
def number(scene: Scene, jpeg: bytes) -> str:
    """An issued notice of a hazard with a photo, signed on the screen and sealed."""
    hazard, _changes = record_hazard(scene.session, scene.visit, DRAFT)
    attach_photo(scene.session, scene.visit, f"hazard:{hazard}", jpeg)
    sign(scene.session, scene.visit, Signer(SignatureRole.RECEIVER, "示例乙", signature_bytes()))
    made = issue_notice(scene.session, scene.visit).number
    seal_paper(scene.session, made)
    return made


def contents(path: Path) -> dict[str, bytes]:
    """Return the files of a zip by name."""
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_an_archive_holds_papers_photos_facts_ledgers_and_indexes(
    scene: Scene, number: str, tmp_path: Path
) -> None:
    (made,) = make_archives(scene.session, ArchiveWish((DOSSIER,), 2026), tmp_path / "out")
    assert Path(made.path).name == NAME
    assert (made.missing, made.keep_until) == (0, "2032-02-28")
    files = contents(Path(made.path))
    assert {name.partition("/")[0] for name in files} == {
        "papers", "photos", "ledgers", "facts.jsonl", "index.html", "index.xlsx", "sha256.txt",
    }  # fmt: skip
    page = files["index.html"].decode()
    assert "2032-02-28" in page and number in page and "杭州示例铸造有限公司" in page
    assert load_workbook(io.BytesIO(files["index.xlsx"])).sheetnames


def test_the_paper_in_it_is_the_last_signed_revision(
    scene: Scene, number: str, tmp_path: Path
) -> None:
    (made,) = make_archives(scene.session, ArchiveWish((DOSSIER,), 2026), tmp_path)
    files = contents(Path(made.path))
    (paper,) = (data for name, data in files.items() if name.startswith("papers/"))
    assert paper == sealed_pdf(scene.session, number)


def test_the_facts_prove_themselves_without_the_program(
    scene: Scene, number: str, tmp_path: Path
) -> None:
    (made,) = make_archives(scene.session, ArchiveWish((DOSSIER,), 2026), tmp_path)
    lines = contents(Path(made.path))["facts.jsonl"].splitlines()
    with scene.session.workspace.reading() as reader:
        facts = reader.facts(volume=Volume(DOSSIER, 2026))
    read = [json.loads(line) for line in lines]
    assert made.facts == len(lines) == len(facts)
    assert {one["id"] for one in read} == {one.id for one in facts}
    for line, fact in zip(lines, facts, strict=True):
        header = line.split(b'"header":', 1)[1].split(b',"salt":', 1)[0]
        assert hashlib.sha256(header).hexdigest() == fact.id


def test_the_list_of_hashes_covers_every_other_file(
    scene: Scene, number: str, tmp_path: Path
) -> None:
    (made,) = make_archives(scene.session, ArchiveWish((DOSSIER,), 2026), tmp_path)
    files = contents(Path(made.path))
    listed = files.pop("sha256.txt").decode().splitlines()
    found = {name: digest for digest, name in (line.split("  ", 1) for line in listed)}
    assert found == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def test_progress_tells_every_file_and_a_cancelled_archive_leaves_nothing(
    scene: Scene, number: str, tmp_path: Path
) -> None:
    told: list[ArchiveProgress] = []
    wish = ArchiveWish((DOSSIER,), 2026)
    make_archives(scene.session, wish, tmp_path / "a", progress=told.append)
    assert told[0].progress.files == 0
    last = told[-1].progress
    assert (last.files, last.all_files) == (3, 3)
    stop = threading.Event()
    with pytest.raises(ArchiveCancelled):
        make_archives(
            scene.session, wish, tmp_path / "b",
            progress=lambda _told: stop.set(), cancelled=stop.is_set,
        )  # fmt: skip
    assert list((tmp_path / "b").iterdir()) == []


def test_a_cancelled_archive_keeps_the_one_made_before(
    scene: Scene, number: str, tmp_path: Path
) -> None:
    wish = ArchiveWish((DOSSIER,), 2026)
    (made,) = make_archives(scene.session, wish, tmp_path)
    before = Path(made.path).read_bytes()
    stop = threading.Event()
    with pytest.raises(ArchiveCancelled):
        make_archives(
            scene.session, wish, tmp_path,
            progress=lambda _told: stop.set(), cancelled=stop.is_set,
        )  # fmt: skip
    assert Path(made.path).read_bytes() == before


def test_a_file_that_is_not_here_is_named_and_the_rest_is_archived(
    scene: Scene, number: str, tmp_path: Path
) -> None:
    (photo,) = photos_of(require_dossier(scene.session, DOSSIER))
    scene.session.workspace.blobs.delete(photo.sha256)
    (made,) = make_archives(scene.session, ArchiveWish((DOSSIER,), 2026), tmp_path)
    assert made.missing == 1
    assert "本机没有此文件" in contents(Path(made.path))["index.html"].decode()


def test_a_damaged_file_stops_the_archive(scene: Scene, number: str, tmp_path: Path) -> None:
    (photo,) = photos_of(require_dossier(scene.session, DOSSIER))
    path = scene.session.workspace.blobs.path(photo.sha256)
    data = bytearray(path.read_bytes())
    data[-1] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(BlobDamaged):
        make_archives(scene.session, ArchiveWish((DOSSIER,), 2026), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(scene: Scene, number: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    with pytest.raises(BadInput):
        make_archives(scene.session, ArchiveWish(), tmp_path / "file")


def test_without_an_enterprise_every_one_and_year_is_archived(
    scene: Scene, number: str, tmp_path: Path
) -> None:
    assert archivable_years(scene.session) == (2026,)
    made = make_archives(scene.session, ArchiveWish(language="en"), tmp_path)
    assert [(one.dossier, one.year) for one in made] == [(DOSSIER, 2026)]
    assert "Archive of Prevention Services" in contents(Path(made[0].path))["index.html"].decode()


def test_a_year_of_which_nothing_is_here_is_told(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(UnknownRecord):
        make_archives(scene.session, ArchiveWish((DOSSIER,), 2019), tmp_path)
