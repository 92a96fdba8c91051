"""``ledger``, ``archive`` and ``verify`` from the command line, over an enrolled laptop."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from inspector_app.cli import run
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.papers import issue_notice
from inspector_app.operations.pdf_sealing import seal_paper, sealed_pdf
from inspector_app.operations.unlocking import close
from inspector_app.operations.verifying_sheets import code_in
from inspector_app.operations.visits import start_visit
from tests.builders import SAMPLE_CODE
from tests.world import PASSPHRASE, Laptop, World, a_start, a_world


@dataclass
class At:
    """A locked laptop with one issued notice, and its signed PDF as a file."""

    laptop: Laptop
    dossier: str
    pdf: Path
    number: str
    capsys: pytest.CaptureFixture[str]

    def call(self, *words: str, lang: str = "en") -> tuple[int, list[dict[str, object]], str]:
        """Return exit code, the lines of stdout, and stderr."""
        secret = self.pdf.parent / "secret"
        secret.write_text(PASSPHRASE)
        where = ["--data-dir", str(self.laptop.data_dir), "--passphrase-file", str(secret)]
        code = run(["--lang", lang, *words, *where])
        said = self.capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Laptop, str, str]]:
    with a_world(tmp_path_factory.mktemp("world"), sockets=False) as world:
        laptop, dossier = world.working_laptop()
        visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
        draft = HazardDraft(place="一车间", finding="示例：堆放杂物", deadline="2026-11-20")
        record_hazard(laptop.session, visit, draft)
        number = issue_notice(laptop.session, visit).number
        seal_paper(laptop.session, number)
        (world.folder / "signed.pdf").write_bytes(sealed_pdf(laptop.session, number))
        close(laptop.session)
        yield world, laptop, dossier, number


@pytest.fixture
def at(prepared: tuple[World, Laptop, str, str], capsys: pytest.CaptureFixture[str]) -> At:
    world, laptop, dossier, number = prepared
    return At(laptop, dossier, world.folder / "signed.pdf", number, capsys)


def test_a_hazard_ledger_is_written(at: At, tmp_path: Path) -> None:
    file = tmp_path / "hazards.xlsx"
    code, said, _err = at.call(
        "ledger", "hazards", str(file), "--dossier", SAMPLE_CODE, "--period", "2026"
    )
    assert (code, said[0]["lines"]) == (0, 1)
    assert load_workbook(file).sheetnames == ["Hazard Ledger"]
    code, said, _err = at.call("ledger", "hazards", str(file), "--state", "closed")
    assert (code, said[0]["lines"]) == (0, 0)


def test_a_fee_ledger_is_written_in_chinese(at: At, tmp_path: Path) -> None:
    file = tmp_path / "fees.xlsx"
    code, said, _err = at.call("ledger", "fees", str(file), lang="zh_CN")
    assert code == 0 and said[0] | {"file": ""} == {
        "ledger": "fees", "file": "", "lines": 0, "spent": "0", "drafts": 0,
    }  # fmt: skip
    assert load_workbook(file).sheetnames == ["事故预防费用台账"]


def test_archives_are_written(at: At, tmp_path: Path) -> None:
    code, said, _err = at.call(
        "archive", "--out", str(tmp_path), "--dossier", at.dossier, "--year", "2026"
    )
    assert code == 0 and said[0]["keep_until"] == "2032-02-28"
    with zipfile.ZipFile(str(said[0]["archive"])) as zipped:
        assert zipped.testzip() is None
        assert "index.html" in zipped.namelist()


@pytest.mark.parametrize(
    "words",
    [
        ("archive", "--out", "{folder}", "--code", "91330106MA2CFLDG4X"),
        ("archive", "--out", "{folder}", "--year", "2019"),
        ("ledger", "hazards", "{folder}/missing/x.xlsx"),
        ("ledger", "fees", "{folder}/x.xlsx", "--period", "soon"),
        ("verify", "{folder}/none.pdf"),
    ],
)
def test_a_mistake_is_told_with_its_code_and_remedy(
    at: At, tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, said, err = at.call(*(word.format(folder=tmp_path) for word in words))
    assert (code, said) == (1, []) and "Traceback" not in err
    assert err.count("\n") >= 2
    assert list(tmp_path.iterdir()) == []


def test_verify_explains_a_signed_paper_in_words(at: At) -> None:
    code, said, err = at.call("verify", str(at.pdf))
    assert code == 0 and (said[0]["state"], said[0]["number"]) == ("signed", at.number)
    assert at.number in err and "Signature of 示例wang" in err
    assert "It holds: nothing it covers was changed. It covers the whole file." in err
    assert "Result: nothing in the file speaks against it." in err


def test_verify_explains_what_is_wrong_and_fails(at: At, tmp_path: Path) -> None:
    (tmp_path / "more.pdf").write_bytes(at.pdf.read_bytes() + b"\n%added\n")
    code, said, err = at.call("verify", str(tmp_path / "more.pdf"))
    assert (code, said) == (1, [])
    assert "was changed afterwards" in err and "Result: do not rely on this file." in err
    assert "OP-40" in err


def test_verify_without_a_file_checks_the_workspace(at: At) -> None:
    code, said, err = at.call("verify")
    assert code == 0 and said[0]["verify"] == "ok" and err == ""


def a_photo(pdf: Path, to: Path) -> Path:
    document = pypdfium2.PdfDocument(pdf)
    try:
        document[0].render(scale=150 / 72).to_pil().convert("L").save(to)
    finally:
        document.close()
    return to


def test_verify_tells_a_printed_sheet_from_its_photo(at: At, tmp_path: Path) -> None:
    photo = a_photo(at.pdf, tmp_path / "sheet.jpg")
    code, said, err = at.call("verify", str(photo))
    assert code == 0, err
    assert (said[0]["state"], said[0]["number"], said[0]["hazards"]) == ("matches", at.number, 1)
    assert "its code is the one that was issued" in err
    assert "compare the text with the stored paper" in err


def test_verify_takes_the_text_of_a_code(at: At, tmp_path: Path) -> None:
    text = code_in(a_photo(at.pdf, tmp_path / "sheet.png").read_bytes())
    code, said, _err = at.call("verify", "--qr", text)
    assert (code, said[0]["state"]) == (0, "matches")
    number, digest, seal = text.split("|")[1:]
    other = ("A" if digest[0] != "A" else "B") + digest[1:]
    code, said, err = at.call("verify", "--qr", "|".join(("IA1", number, other, seal)))
    assert (code, said) == (1, [])
    assert "another content was issued under it" in err and "OP-60" in err
    code, said, err = at.call("verify", "--qr", "https://example.org")
    assert (code, said) == (1, []) and "Traceback" not in err
