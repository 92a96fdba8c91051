"""What a person may mistype or hand over by mistake: a code and a way out, never a traceback."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.central.app import DATABASE_VARIABLE, MEDIA_VARIABLE
from inspector_app.cli import run
from inspector_app.main import main

HERE = Path("nowhere")


def _refused(
    capsys: pytest.CaptureFixture[str], *words: str, language: str = "en"
) -> tuple[int, str]:
    code = run(["--lang", language, *words])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return code, said.err


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("INSPECTOR_PASSPHRASE", "a passphrase for nothing")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "words",
    [
        ["sync"],
        ["verify"],
        ["backup"],
        ["restore"],
        ["doctor"],
        ["archive", "--out", "o"],
        ["ledger", "fees", "o.xlsx"],
        ["bundle", "carried"],
    ],
)
def test_a_folder_that_is_not_there_is_named(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = _refused(capsys, *words, "--data-dir", "nowhere")
    assert (code, said.splitlines()[0]) == (1, "IN-01: --data-dir nowhere: there is no such folder")
    assert not HERE.exists()


@pytest.mark.parametrize("name", ["nofile", "folder", "loop", "x" * 300])
def test_a_form_that_cannot_be_read_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    code, said = _refused(capsys, "forms", "run", name)
    assert code == 1
    assert said.startswith("FORM-02: ")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["n.xlsx", "--id", "", "--title", "t"], "IN-01"),
        (["n.xlsx", "--id", "../x", "--title", "t"], "IN-01"),
        (["n.xlsx", "--id", "a", "--title", " "], "IN-01"),
        (["n.xlsx", "--id", "a", "--title", "a\x01"], "IN-01"),
        (["n.xlsx", "--id", "a", "--title", "=1+1"], "IN-01"),
        (["x" * 300 + ".xlsx", "--id", "a", "--title", "t"], "FORM-11"),
        (["nofolder/n.xlsx", "--id", "a", "--title", "t"], "FORM-11"),
    ],
)
def test_no_workbook_is_begun_under_names_that_no_form_can_have(
    words: list[str], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _refused(capsys, "forms", "new", *words)[1].startswith(code)
    assert list(tmp_path.iterdir()) == []


def test_acts_that_are_no_text_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "acts.jsonl").write_bytes('{"act": "sync"}'.encode("utf-16"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe{")))
    for name in ("acts.jsonl", "-"):
        code, said = _refused(capsys, "acts", "run", name)
        assert (code, said.splitlines()[0]) == (1, f"IN-01: {name}: it is no text in UTF-8")


def test_what_the_system_refuses_is_said_in_the_asked_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "form.md").write_text(
        "| settings |\n| | form_title | form_id | version |\n| | t | t | 1 |\n\n"
        "| survey |\n| | type | name | label |\n| | text | a | a |\n"
    )
    (tmp_path / "form.xml").mkdir()
    code, said = _refused(capsys, "forms", "convert", "form.md")
    assert (code, said.splitlines()[0]) == (1, "APP-06: form.xml: this is a folder")


def test_a_language_the_program_does_not_speak_is_wrong_use(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _refused(capsys, "acts", "list", language="fr")[0] == 2


def test_the_data_folder_may_stand_before_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in (DATABASE_VARIABLE, MEDIA_VARIABLE):  # a served central leaves them set
        monkeypatch.delenv(variable, raising=False)
    before = os.environ.get("INSPECTOR_DATA_DIR")
    assert main(["--data-dir", str(tmp_path / "d"), "--lang", "en", "central", "held"]) == 1
    assert str(tmp_path / "d") in capsys.readouterr().err
    assert os.environ.get("INSPECTOR_DATA_DIR") == before


def test_a_fault_of_the_program_is_one_line_with_places_and_no_content(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ArithmeticError("a secret name")

    monkeypatch.setattr("inspector_app.acts.run.list_acts", fail)
    code, said = _refused(capsys, "acts", "list")
    assert code == 1
    assert said.startswith("APP-07: The program failed (ArithmeticError at test_bad_input.py:")
    assert "secret" not in said


def test_a_reader_that_leaves_early_hears_no_complaint() -> None:
    command = [sys.executable, "-m", "inspector_app", "acts", "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait() == 1
