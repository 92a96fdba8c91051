"""Choices and values from outside the form: files, the store, the dossier, earlier records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from inspector_app.checklists import xform, xlsform
from inspector_app.checklists.listing import MAX_ROWS, Table
from inspector_app.checklists.problems import FormProblem, TooManyRows, Unsupported
from inspector_app.checklists.runner import open_definition
from inspector_app.checklists.workbook import Book, read_markdown
from tests.checklists.forms import bind, form_xml, open_form, question

FRUITS = "name_key,name,kind\nmango,芒果,石\nfig,无花果,软\npeach,桃,石\n".encode()
SEARCH = (
    '<select1 ref="/data/q" appearance="minimal search({call})"><label>选</label>'
    "<item><label>name</label><value>name_key</value></item>"
    "<item><label>其他</label><value>-1</value></item></select1>"
)


def _search(call: str, files: Mapping[str, bytes]) -> list[tuple[str, str | None]]:
    def resource(name: str) -> bytes:
        return files[name] if name in files else xform.no_resource(name)

    body = question("kind") + SEARCH.format(call=call)
    definition = xform.load(form_xml("<kind>石</kind><q/>", "", body), resource)
    form = open_form(definition)
    return [(c.value, c.label) for c in form.node("/data/q").choices or ()]


@pytest.mark.parametrize(
    ("call", "values"),
    [
        ("'fruits'", ["-1", "mango", "fig", "peach"]),
        ("'fruits', 'matches', 'kind', /data/kind", ["-1", "mango", "peach"]),
        ("'fruits', 'contains', 'name', '果'", ["-1", "mango", "fig"]),
        ("'fruits', 'startswith', 'name_key', 'p'", ["-1", "peach"]),
        ("'fruits', 'endswith', 'name_key', 'g'", ["-1", "fig"]),
        ("'fruits', 'contains', 'name', '果', 'kind', ../kind", ["-1", "mango"]),
    ],
)
def test_search_finds_its_choices_in_the_file_beside_the_form(call: str, values: list[str]) -> None:
    found = _search(call, {"fruits.csv": FRUITS})
    assert [value for value, _label in found] == values
    assert found[1][1] in ("芒果", "无花果", "桃")


def test_search_without_its_file_leaves_the_written_choices_and_says_so() -> None:
    body = SEARCH.format(call="'fruits'")
    form = open_form(form_xml("<q/>", "", body))
    assert [c.value for c in form.node("/data/q").choices or ()] == ["name_key", "-1"]
    assert [p.code for p in form.problems] == ["FORM-09"]


class Enterprises:
    """A list that is asked, never read as a whole."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []

    def rows(self, where: Mapping[str, str]) -> Iterable[Mapping[str, str]]:
        self.asked.append(dict(where))
        town = where.get("town", "所有")
        return [{"name": f"e{n}", "label": f"示例{town}{n}", "town": town} for n in range(3)]


PICK = (
    question("town") + '<select1 ref="/data/pick"><label>选</label>'
    "<itemset nodeset=\"instance('enterprises')/root/item[town = /data/town]\">"
    '<value ref="name"/><label ref="label"/></itemset></select1>'
)
OUTSIDE = '<instance id="enterprises" src="jr://file-csv/enterprises.csv"/>'


def test_a_source_answers_a_list_by_the_value_of_the_filter() -> None:
    source = Enterprises()
    definition = xform.load(form_xml("<town/><pick/>", "", PICK, OUTSIDE), answered=["enterprises"])
    form = open_form(definition, sources={"enterprises": source})
    form.set("/data/town", "甲")
    form.set("/data/pick", "e2")
    assert [c.label for c in form.node("/data/pick").choices or ()] == [
        "示例甲0",
        "示例甲1",
        "示例甲2",
    ]
    assert source.asked == [{"town": ""}, {"town": "甲"}]


def test_a_filter_of_several_parts_gives_what_reading_every_row_gives() -> None:
    rows = [[f"n{i}", f"g{i % 7}", str(i % 3)] for i in range(200)]
    table = Table(["name", "g", "h"], rows)
    for test, wanted in (
        ("g = /data/a and h = 1", [r[0] for r in rows if r[1] == "g3" and r[2] == "1"]),
        ("/data/a = g", [r[0] for r in rows if r[1] == "g3"]),
        ("g = /data/a and position() < 20", [r[0] for r in rows[:19] if r[1] == "g3"]),
        ("g = /data/a or h = '2'", [r[0] for r in rows if r[1] == "g3" or r[2] == "2"]),
    ):
        body = PICK.replace("town = /data/town", test.replace("<", "&lt;")).replace("label", "name")
        body = body.replace("<name", "<label").replace("</name", "</label")
        xml = form_xml("<a>g3</a><town/><pick/>", "", body, OUTSIDE)
        definition = xform.load(xml, answered=["enterprises"])
        form = open_form(definition, sources={"enterprises": table})
        assert [c.value for c in form.node("/data/pick").choices or ()] == wanted, test


def test_select_one_external_of_a_spreadsheet_runs_as_one_file(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(
        """
| survey |
| | type | name | label | choice_filter |
| | text | state | 省 | |
| | select_one_external towns | town | 县 | state=${state} |

| external_choices |
| | list_name | name | label | state |
| | towns | a | 甲县 | x |
| | towns | b | 乙县 | y |
""",
        encoding="utf-8",
    )
    form = open_form(open_definition(path))
    form.set("/data/state", "y")
    assert [c.label for c in form.node("/data/town").choices or ()] == ["乙县"]


def test_a_query_reads_itemsets_beside_the_form() -> None:
    sets = b"list_name,name,label,state\ntowns,a,A,x\ntowns,b,B,y\nother,c,C,y\n"
    body = question("state") + (
        '<input ref="/data/town" query="instance(\'towns\')/root/item[state = /data/state]">'
        "<label>县</label></input>"
    )
    form = open_form(xform.load(form_xml("<state>y</state><town/>", "", body), lambda _name: sets))
    assert form.node("/data/town").kind == "select"
    assert [c.value for c in form.node("/data/town").choices or ()] == ["b"]


def test_the_dossier_answers_pulldata_on_lists_that_the_form_does_not_bring() -> None:
    def dossier(name: str, wanted: str, searched: str, value: str) -> str:
        return f"{name}.{wanted}[{searched}={value}]"

    calculate = "pulldata('dossier', 'employees', 'year', '2025')"
    form = open_form(form_xml("<n/>", bind("n", calculate=calculate)), lookup=dossier)
    assert form.node("/data/n").value == "dossier.employees[year=2025]"


SAVED = (
    '<instance id="__last-saved" src="jr://instance/last-saved"/>'
    '<setvalue event="odk-instance-first-load" ref="/data/who" '
    "value=\"instance('__last-saved')/data/who\"/>"
)


def test_a_form_can_start_from_the_record_before_it() -> None:
    xml = form_xml("<who/>", "", question("who"), SAVED)
    assert open_form(xml).node("/data/who").value == ""
    form = open_form(xml, last_saved={"/data/who": "示例员", "/data/gone": "x", "nonsense": "y"})
    assert form.node("/data/who").value == "示例员"


def test_a_position_is_taken_where_the_laptop_has_one_and_nothing_is_lost_otherwise() -> None:
    action = '<odk:setgeopoint event="odk-instance-first-load" ref="/data/at"/>'
    xml = form_xml("<at>1 2 0 0</at>", bind("at", type="geopoint"), question("at"), action)
    assert open_form(xml).node("/data/at").value == "1.0 2.0 0.0 0.0"
    assert open_form(xml, place=lambda: "30.5 114.3").node("/data/at").value.startswith("30.5")


def test_a_list_of_a_hundred_thousand_rows_is_refused_with_a_code(tmp_path: Path) -> None:
    form = tmp_path / "form.xml"
    form.write_bytes(form_xml("<town/><pick/>", "", PICK, OUTSIDE))
    lines = ["name,label,town", *(f"n{i},x,t" for i in range(100_000))]
    (tmp_path / "enterprises.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(TooManyRows) as caught:
        xform.load_file(form)
    assert str(MAX_ROWS) in caught.value.message


def test_a_form_of_a_hundred_thousand_rows_is_refused_with_a_code() -> None:
    rows = "\n".join(f"| | text | q{i} | 问 |" for i in range(100_000))
    book = read_markdown(f"| survey |\n| | type | name | label |\n{rows}".encode(), "big.md")
    with pytest.raises(FormProblem) as caught:
        xlsform.convert_book(book)
    assert caught.value.code == "FORM-17"
    fields = "".join(f"<q{i}/>" for i in range(100_000))
    with pytest.raises(FormProblem) as caught:
        xform.load(form_xml(fields))
    assert caught.value.code == "FORM-17"


def _book(cells: str) -> Book:
    header = "| | type | name | label | appearance | calculation | save_to |"
    return read_markdown(f"| survey |\n{header}\n{cells}\n".encode(), "form.md")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("| | osm | q | 问 | | | |", "type"),
        ("| | background-audio | q | | | | |", "type"),
        ("| | text | q | 问 | ex:org.example(a=1) | | |", "appearance"),
        ("| | image | q | 问 | annotate | | |", "appearance"),
        ("| | calculate | q | | | pulldata('@layer', 'a', 'b', 'c') | |", "calculation"),
        ("| | text | q | 问 | | | name |", "save_to"),
    ],
)
def test_what_is_not_run_is_refused_with_its_place(row: str, column: str) -> None:
    with pytest.raises(Unsupported) as caught:
        xlsform.convert_book(_book(row))
    place = caught.value.details
    assert (place["sheet"], place["row"], place["column"]) == ("survey", 3, column)


def test_an_image_and_a_signature_are_no_drawings() -> None:
    assert xlsform.convert_book(_book("| | image | q | 问 | signature | | |"))
