"""Forms and spreadsheets made to do harm: a coded error, never a hang or a traceback."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from inspector_app.checklists import xform, xlsform
from inspector_app.checklists.problems import BadWorkbook, FormProblem
from inspector_app.errors import Problem
from tests.checklists.forms import bind, form_xml, open_form, question, simple

XXE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
BANG = '<setvalue event="bang" ref="/data/q"/>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'


def _refused(xml: bytes) -> Problem:
    with pytest.raises(FormProblem) as caught:
        xform.load(xml)
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "FORM-02"),
        (b"not xml", "FORM-02"),
        (b"<a>", "FORM-02"),
        (b"\xff\xfe\x00", "FORM-02"),
        (b"<html/>", "FORM-02"),
        (XXE + form_xml("<q>&e;</q>"), "FORM-02"),
        (LAUGHS + form_xml("<q>&c;</q>"), "FORM-02"),
        (b'<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">' + form_xml("<q/>"), "FORM-02"),
        (b" " * (10 * 1024 * 1024 + 1), "FORM-03"),
        (form_xml("<g>" * 1000 + "</g>" * 1000), "FORM-02"),
        (form_xml("<g>" * 150 + "</g>" * 150), "FORM-02"),
        (form_xml("<q/><q/>"), "FORM-08"),
        (form_xml("<q/>", "", question("q") + question("q")), "FORM-08"),
        (form_xml("<q/>", bind("q", calculate="1 +")), "FORM-04"),
        (form_xml("<q/>", bind("q", calculate="nope(1)")), "FORM-04"),
        (form_xml("<q/>", bind("q", calculate="(" * 3000)), "FORM-04"),
        (form_xml("<q/>", "", "<input/>"), "FORM-02"),
        (form_xml("<q/>", "", "", BANG), "FORM-02"),
        (form_xml("<q/>", "", "", '<instance id="x" src="jr://file/x.csv"/>'), "FORM-09"),
        (simple({"a": {"calculate": "/data/b"}, "b": {"calculate": "/data/a"}}), "FORM-05"),
        (form_xml("<g><a/></g>", bind("g", relevant="/data/g/a = 1")), "FORM-05"),
        (simple({"a": {"relevant": "/data/b"}, "b": {"relevant": "/data/a"}}), "FORM-05"),
    ],
    ids=str,
)  # fmt: skip
def test_a_form_that_cannot_be_used_is_refused_with_a_code(xml: bytes, code: str) -> None:
    assert _refused(xml).code == code


def test_a_circle_names_its_fields() -> None:
    xml = simple(
        {
            "a": {"calculate": "/data/b"},
            "b": {"calculate": "/data/c"},
            "c": {"calculate": "/data/a"},
        }
    )
    assert all(f"/data/{name}" in _refused(xml).message for name in "abc")


def test_a_file_beside_the_form_cannot_be_reached_by_a_path(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    folder = tmp_path / "forms"
    folder.mkdir()
    form = folder / "form.xml"
    for source in ("jr://file/../secret.csv", "file:///etc/passwd", "jr://file/.."):
        form.write_bytes(form_xml("<q/>", "", "", f'<instance id="x" src="{source}"/>'))
        with pytest.raises(FormProblem) as caught:
            xform.load_file(form)
        assert caught.value.code == "FORM-09"


def test_a_catastrophic_pattern_costs_a_moment_and_keeps_the_answer() -> None:
    form = open_form(simple({"q": {"constraint": "regex(., '^(a|aa)+$')"}}))
    start = time.monotonic()
    form.set("/data/q", "a" * 200 + "!")
    assert time.monotonic() - start < 2
    assert form.node("/data/q").value.endswith("!")
    assert [p.code for p in form.problems] == ["FORM-04"]


def test_rows_that_feed_each_other_for_ever_are_stopped() -> None:
    others = "concat(/data/row[position() != position(current()/..)]/n, 'x')"
    form = open_form(
        form_xml(
            '<row jr:template=""><n/></row>',
            bind("row/n", calculate=others),
            f'<repeat nodeset="/data/row">{question("row/n")}</repeat>',
        )
    )
    start = time.monotonic()
    for _row in range(3):
        form.add_row("/data/row")
    assert time.monotonic() - start < 20
    assert {p.code for p in form.problems} & {"FORM-05", "FORM-10", "FORM-04"}


def test_a_count_of_a_thousand_million_rows_is_capped() -> None:
    form = open_form(
        form_xml(
            '<n/><row jr:template=""><q/></row>',
            bind("n", type="int"),
            question("n") + '<repeat nodeset="/data/row" jr:count="/data/n">'
            f"{question('row/q')}</repeat>",
        )
    )
    start = time.monotonic()
    form.set("/data/n", "1000000000")
    assert time.monotonic() - start < 20
    assert len(form.rows("/data/row")) <= 5000


def _xlsx(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_broken_and_hostile_workbooks_are_refused_with_a_code(tmp_path: Path) -> None:
    bomb = {"xl/worksheets/sheet1.xml": b"\0" * (70 * 1024 * 1024)}
    many = {f"xl/{n}.xml": b"" for n in range(600)}
    cases = [
        _xlsx(tmp_path / "bomb.xlsx", bomb),
        _xlsx(tmp_path / "many.xlsx", many),
        _xlsx(tmp_path / "macro.xlsx", {"xl/vbaProject.bin": b"x"}),
        _xlsx(tmp_path / "link.xlsx", {"xl/externalLinks/externalLink1.xml": b"<a/>"}),
        _xlsx(tmp_path / "entity.xlsx", {"xl/workbook.xml": LAUGHS + b"<x>&c;</x>"}),
        _xlsx(tmp_path / "empty.xlsx", {}),
        tmp_path / "missing.xlsx",
        tmp_path / "text.xlsx",
        tmp_path / "old.xls",
        tmp_path / "binary.md",
        tmp_path / "prose.md",
    ]
    (tmp_path / "text.xlsx").write_bytes(b"hello")
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe|")
    (tmp_path / "prose.md").write_text("# nothing here\n")
    for case in cases:
        with pytest.raises(BadWorkbook) as caught:
            xlsform.convert(case)
        assert caught.value.code == "FORM-11", case


def test_a_workbook_cut_anywhere_is_refused_with_a_code(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    sheet.append(["type", "name", "label"])
    sheet.append(["text", "q", "问"])
    stream = io.BytesIO()
    book.save(stream)
    whole = stream.getvalue()
    path = tmp_path / "cut.xlsx"
    for size in range(0, len(whole), 400):
        path.write_bytes(whole[:size])
        with pytest.raises(BadWorkbook):
            xlsform.convert(path)
    path.write_bytes(whole)
    assert xform.load(xlsform.convert(path)).fields["/data/q"].control
