"""Published forms with the files they read: central to laptops, answered out of the store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from inspector_app.central.forms import publish_form
from inspector_app.central.problems import OperatorMistake
from inspector_app.checklists.problems import MissingResource, TooManyRows
from inspector_app.operations.answers import answer_item, open_checklist
from inspector_app.operations.records import NewRecord, filled_record, open_record
from inspector_app.operations.visits import addable_checklists, start_visit, visit_page
from tests.checklists.forms import bind, form_xml, question
from tests.world import Laptop, World, a_start, a_world

SURVEY = """
| settings |
|  | form_title | form_id | version |
|  | 示例物料检查表 | sample-materials | {version} |

| survey |
|  | type | name | label | choice_filter | calculation |
|  | select_one_from_file sites.csv | site | 场所 |  |  |
|  | select_one_from_file materials.csv | material | 物料 | site=${{site}} |  |
|  | calculate | limit |  |  | pulldata('materials', 'limit', 'name', ${{material}}) |
|  | calculate | owner |  |  | pulldata('enterprise', 'name', '', '') |
|  | calculate | last_note |  |  | pulldata('answer', 'value', 'name', 'note') |
|  | text | note | 备注 |  |  |
"""
SITES = "name,label\ns1,一号库\ns2,二号库\n"


def materials(rows: int, end: str = "") -> str:
    """Return a list of materials, alternating between the two stores."""
    lines = (f"m{n},物料{n},s{n % 2 + 1},{n * 10}{end}" for n in range(rows))
    return "name,label,site,limit\n" + "\n".join(lines) + "\n"


def a_folder(to: Path, rows: int = 6, version: str = "1", end: str = "") -> Path:
    """Write a form with its two lists."""
    to.mkdir(parents=True, exist_ok=True)
    (to / "form.md").write_text(SURVEY.format(version=version), encoding="utf-8")
    (to / "sites.csv").write_text(SITES, encoding="utf-8")
    (to / "materials.csv").write_text(materials(rows, end), encoding="utf-8")
    return to


Place = tuple[World, Laptop, str]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with a_world(tmp_path, sockets=False) as world:
        laptop, dossier = world.working_laptop()
        yield world, laptop, dossier


def begin(place: Place) -> str:
    world, laptop, dossier = place
    return start_visit(laptop.session, dossier, a_start(world.site(dossier)))[0]


def test_lists_travel_with_the_form_and_look_ups_reach_the_file(
    place: Place, tmp_path: Path
) -> None:
    world, laptop, _dossier = place
    folder = a_folder(tmp_path / "form")
    body = publish_form(world.central, folder)
    assert [one.name for one in body.media] == ["materials.csv", "sites.csv"]
    assert publish_form(world.central, folder / "form.md") == body
    result = laptop.sync()
    assert result.blobs_down == 3
    session = laptop.session
    earlier, visit = begin(place), begin(place)
    first = open_checklist(session, earlier, "sample-materials")
    answer_item(session, first, "/data/note", "上次备注")
    opened = open_checklist(session, visit, "sample-materials")
    running = opened.running
    assert [c.label for c in running.node("/data/site").choices or ()] == ["一号库", "二号库"]
    answer_item(session, opened, "/data/site", "s2")
    assert [c.value for c in running.node("/data/material").choices or ()] == ["m1", "m3", "m5"]
    answer_item(session, opened, "/data/material", "m3")
    assert running.node("/data/limit").value == "30"
    assert running.node("/data/owner").value == "杭州示例铸造有限公司"
    assert running.node("/data/last_note").value == "上次备注"
    assert running.problems == ()


def test_a_zip_is_published_as_its_folder_is(place: Place, tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "form")
    packed = tmp_path / "form.zip"
    with ZipFile(packed, "w") as archive:
        for one in folder.iterdir():
            archive.write(one, f"form/{one.name}")
    assert publish_form(place[0].central, packed).media
    assert publish_form(place[0].central, folder).version == "1"


def test_a_published_list_never_changes_under_its_version(place: Place, tmp_path: Path) -> None:
    world = place[0]
    publish_form(world.central, a_folder(tmp_path / "form"))
    with pytest.raises(OperatorMistake):
        publish_form(world.central, a_folder(tmp_path / "form", end="0"))
    publish_form(world.central, a_folder(tmp_path / "form", version="2", end="0"))


def test_what_cannot_be_published_is_refused_with_a_code(place: Place, tmp_path: Path) -> None:
    central = place[0].central
    folder = a_folder(tmp_path / "form")
    (folder / "sites.csv").unlink()
    with pytest.raises(MissingResource):
        publish_form(central, folder)
    with pytest.raises(TooManyRows):
        publish_form(central, a_folder(tmp_path / "many", rows=80_001))
    (tmp_path / "none").mkdir()
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK")
    twice = tmp_path / "twice.zip"
    with ZipFile(twice, "w") as archive:
        archive.writestr("a/form.md", "x")
        archive.writestr("b/form.md", "x")
    for path in (tmp_path / "none", broken, twice, tmp_path / "nowhere.zip"):
        with pytest.raises(OperatorMistake):
            publish_form(central, path)


def test_fifty_thousand_choices_are_answered_by_an_index(place: Place, tmp_path: Path) -> None:
    world, laptop, _dossier = place
    folder = a_folder(tmp_path / "form", rows=50_000)
    lines = (f"m{n},物料{n},s{n % 5_000},{n}" for n in range(50_000))
    text = "name,label,site,limit\n" + "\n".join(lines) + "\n"
    (folder / "materials.csv").write_text(text, encoding="utf-8")
    (folder / "sites.csv").write_text("name,label\ns7,七\ns8,八\n", encoding="utf-8")
    publish_form(world.central, folder)
    laptop.sync()
    visit = begin(place)
    running = open_checklist(laptop.session, visit, "sample-materials").running
    running.set("/data/site", "s7")
    start = time.perf_counter()
    running.set("/data/site", "s8")
    choices = running.node("/data/material").choices or ()
    assert time.perf_counter() - start < 0.1  # 20 ms on an idle machine
    assert len(choices) == 10


def test_a_new_version_of_a_record_form_serves_new_records_only(
    place: Place, tmp_path: Path
) -> None:
    world, laptop, dossier = place
    visit = begin(place)
    old, _changes = open_record(laptop.session, NewRecord(dossier, "sr-07", visit))
    xml = form_xml("<ent_name/><extra/>", bind("extra"), question("ent_name") + question("extra"))
    named = xml.replace(b'id="sample" version="1"', b'id="sr-07" version="2"')
    (tmp_path / "sr-07.xml").write_bytes(named)
    body = publish_form(world.central, tmp_path / "sr-07.xml")
    assert body.record is not None
    assert body.record.services == ("07",)
    laptop.sync()
    new, _changes = open_record(laptop.session, NewRecord(dossier, "sr-07", visit))
    assert new != old
    assert filled_record(laptop.session, old).version == "1"
    assert filled_record(laptop.session, new).version == "2"
    assert filled_record(laptop.session, new).value("ent_name") == "杭州示例铸造有限公司"
    assert "sr-07" not in [one.form_id for one in laptop.session.library.entries]


def test_a_checklist_can_be_added_that_fits_the_size_and_stays_with_the_visit(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    offered = {one.form_id: one for one in addable_checklists(session, visit)}
    assert "general-rest-small" in offered
    assert "general-2026" not in offered  # for medium and large enterprises
    assert "saws-121-2017-chemical" not in offered  # not in force on the day
    assert "mem-10-2023" not in offered  # there already
    open_checklist(session, visit, "general-rest-small")
    assert "general-rest-small" in [one.form_id for one in visit_page(session, visit).checklists]
    assert "general-rest-small" not in [one.form_id for one in addable_checklists(session, visit)]
