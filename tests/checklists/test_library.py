"""The library: what applies on a day, what is missing, what a published form may change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from inspector_app.checklists import lint, xlsform
from inspector_app.checklists.library import FormEntry, Library
from inspector_app.checklists.problems import BadCatalogue, FormChanged, UnknownForm
from tests.checklists.forms import form_xml

SHIPPED = Library.shipped()


def applicable(
    sector: str, day: str, tags: Collection[str] = (), scale: str = "small"
) -> list[str]:
    found = SHIPPED.applicable(sector=sector, tags=tags, scale=scale, on=date.fromisoformat(day))
    return [entry.form_id for entry in found]


@pytest.mark.parametrize("entry", SHIPPED.entries, ids=lambda e: f"{e.form_id}@{e.version}")
def test_a_committed_xform_equals_the_conversion_of_its_source(entry: FormEntry) -> None:
    assert entry.path is not None
    sources = [entry.path.with_suffix(end) for end in (".md", ".xlsx")]
    source = next(path for path in sources if path.exists())
    made = xlsform.convert(source)
    assert made == entry.path.read_bytes()
    assert sha256(made).hexdigest() == entry.sha256
    assert [f.line() for f in lint.check(source, SHIPPED) if not f.is_warning] == []


def test_the_shipped_library_has_no_findings() -> None:
    assert [finding.line() for finding in lint.check_library(SHIPPED)] == []


def test_a_coal_mine_has_no_criteria_before_the_order_and_the_program_can_say_so() -> None:
    tags = ("coal-underground",)
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    assert "mem-21-2026-coal" not in applicable("coal", "2026-06-30", tags)
    assert SHIPPED.gaps(sector="coal", tags=tags, on=before)
    assert "mem-21-2026-coal" in applicable("coal", "2026-07-01", tags)
    assert SHIPPED.gaps(sector="coal", tags=tags, on=after) == ()


def test_a_chemical_plant_changes_criteria_overnight_without_a_gap() -> None:
    last, first = applicable("hazchem", "2026-09-29"), applicable("hazchem", "2026-09-30")
    assert "saws-121-2017-chemical" in last
    assert "aq-3067-2026-chemical" not in last
    assert "aq-3067-2026-chemical" in first
    assert "saws-121-2017-chemical" not in first
    for day in (date(2026, 9, 29), date(2026, 9, 30)):
        assert SHIPPED.gaps(sector="hazchem", tags=(), on=day) == ()


def test_major_criteria_come_before_general_items() -> None:
    found = SHIPPED.applicable(
        sector="industry-trade", tags=("dust",), scale="small", on=date(2026, 11, 25)
    )
    ranks = [entry.rank for entry in found]
    assert ranks == sorted(ranks)
    assert ranks[0] == 10
    assert "must-check-small" in [entry.form_id for entry in found]


def _entry(xml: bytes, **changes: object) -> FormEntry:
    entry = FormEntry(
        form_id="sample",
        version="1",
        title="示例",
        sha256=sha256(xml).hexdigest(),
        path=None,
        sector="coal",
        tags=(),
        rank=20,
        instruments=(),
        effective_from=date(2026, 1, 1),
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


XML = form_xml("<q/>")
OTHER = form_xml("<q/><r/>")


def test_a_published_form_joins_a_new_library_and_leaves_the_old_one_alone() -> None:
    old = Library()
    new = old.add(_entry(XML), XML)
    assert old.entries == ()
    assert new.definition("sample", "1").title == "示例"
    assert new.add(_entry(XML), XML) is new


def test_a_published_form_cannot_be_replaced_or_altered() -> None:
    library = Library().add(_entry(XML), XML)
    for entry, data in ((_entry(OTHER), OTHER), (_entry(XML, version="2"), OTHER)):
        with pytest.raises(FormChanged) as caught:
            library.add(entry, data)
        assert caught.value.code == "FORM-14"


def test_the_newest_version_in_force_on_the_day_applies() -> None:
    library = Library().add(_entry(XML), XML)
    second = _entry(OTHER, version="2", effective_from=date(2026, 7, 1))
    library = library.add(second, OTHER)
    for day, version in ((date(2026, 6, 30), "1"), (date(2026, 7, 1), "2")):
        found = library.applicable(sector="coal", tags=(), scale="small", on=day)
        assert [entry.version for entry in found] == [version]


def test_a_form_for_small_enterprises_does_not_apply_to_large_ones() -> None:
    library = Library().add(_entry(XML, scales=("micro", "small")), XML)
    on = date(2026, 6, 30)
    assert library.applicable(sector="coal", tags=(), scale="small", on=on)
    assert not library.applicable(sector="coal", tags=(), scale="large", on=on)


def test_an_unknown_form_is_named() -> None:
    with pytest.raises(UnknownForm):
        Library().definition("nothing", "1")


def test_a_file_altered_on_disk_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "1.xml"
    path.write_bytes(OTHER)
    library = Library(entries=(_entry(XML, path=path, form_id="altered"),))
    with pytest.raises(FormChanged):
        library.xml("altered", "1")


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        "[[form]]\nform_id = 'x'",
        "[[instrument]]\nid='a'\nnumber='n'\ntitle='t'\neffective_from='2026-01-01'",
        "[[instrument]]\nid='a'\nnumber='n'\ntitle='t'\neffective_from=2026-01-01T00:00:00",
    ],
)
def test_a_broken_catalogue_is_refused_with_a_code(tmp_path: Path, text: str) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadCatalogue) as caught:
        Library.read(path)
    assert caught.value.code == "FORM-15"
