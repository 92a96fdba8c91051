"""Hostile files given to ``forms check`` and ``forms run``: a code, an exit, no traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.checklists.forms import form_xml, simple

_SECONDS = 60
SETTINGS = "| settings |\n| | form_title | form_id | version |\n| | x | x | 1 |\n"
SURVEY = f"{SETTINGS}| survey |\n| | type | name | label |\n"
XXE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def _calculated(text: str) -> bytes:
    return simple({"a": {"calculate": text}})


def _archive(name: str, data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)

    return write


def _far_cell(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    sheet["XFD1048576"] = "x"
    book.save(path)


def _groups(deep: int) -> str:
    opened = "".join(f"| | begin_group | g{n} | 组 |\n" for n in range(deep))
    return f"{SURVEY}{opened}| | text | q | 问 |\n" + "| | end_group | | |\n" * deep


CASES: dict[str, tuple[str, bytes | Callable[[Path], None], str]] = {
    "nothing": ("f.xml", b"", "FORM-02"),
    "an empty workbook": ("f.xlsx", b"", "FORM-11"),
    "an empty table": ("f.md", b"", "FORM-11"),
    "noise": ("f.xml", os.urandom(3000), "FORM-02"),
    "noise as a workbook": ("f.xlsx", os.urandom(3000), "FORM-11"),
    "noise as a table": ("f.md", b"\xff\xfe" + os.urandom(3000), "FORM-11"),
    "a table named as a workbook": ("f.xlsx", SURVEY.encode(), "FORM-11"),
    "a workbook named as XML": ("f.xml", _far_cell, "FORM-02"),
    "an outside entity": ("f.xml", XXE + form_xml("<q>&e;</q>"), "FORM-02"),
    "10 MB of XML": ("f.xml", b"<a>" + b"<b/>" * 2_700_000 + b"</a>", "FORM-03"),
    "a million elements": ("f.xml", b"<a>" + b"<b/>" * 1_000_000 + b"</a>", "FORM-02"),
    "groups 1,000 deep": ("f.md", _groups(1000).encode(), "FORM-12"),
    "elements 1,000 deep": ("f.xml", form_xml("<g>" * 1000 + "</g>" * 1000), "FORM-02"),
    "brackets 1,000 deep": ("f.xml", _calculated("(" * 1000 + "1" + ")" * 1000), "FORM-04"),
    "calls 1,000 deep": ("f.xml", _calculated("not(" * 1000 + "1" + ")" * 1000), "FORM-04"),
    "filters 1,000 deep": ("f.xml", _calculated("a[" * 1000 + "1" + "]" * 1000), "FORM-04"),
    "100,000 questions": (
        "f.md",
        (SURVEY + "".join(f"| | text | q{n} | 问 |\n" for n in range(100_000))).encode(),
        "FORM-17",
    ),
    "a bomb": ("f.xlsx", _archive("xl/worksheets/sheet1.xml", b"\0" * (70 << 20)), "FORM-11"),
    "macros": ("f.xlsx", _archive("xl/vbaProject.bin", b"x"), "FORM-11"),
    "links": ("f.xlsx", _archive("xl/externalLinks/externalLink1.xml", b"<a/>"), "FORM-11"),
    "a cell far away": ("f.xlsx", _far_cell, "FORM-11"),
    "a circle": ("f.xml", simple({"a": {"calculate": "/data/b"}, "b": {"calculate": "/data/a"}}),
                 "FORM-05"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("case", "command"),
    [*((case, "check") for case in CASES), *((case, "run") for case in list(CASES)[::3])],
)
def test_a_hostile_file_is_refused_in_bounded_time(tmp_path: Path, case: str, command: str) -> None:
    name, content, code = CASES[case]
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)
    start = time.monotonic()
    done = subprocess.run(
        [_program(), "--lang", "en", "forms", command, str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    assert time.monotonic() - start < _SECONDS
    told = done.stdout + done.stderr
    assert done.returncode == 1, told[:500]
    assert code in told, told[:500]
    assert "Traceback" not in told


def _program() -> str:
    beside = Path(sys.executable).with_name("inspector-app")
    found = shutil.which("inspector-app", path=str(beside.parent)) or shutil.which("inspector-app")
    assert found is not None
    return found
