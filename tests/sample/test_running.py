"""The committed checklists run by the real engine at the sample's sites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count
from random import Random

import pytest

from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.library import FormEntry, Library
from tests.sample.library import Site, sites

DEMO_DAYS = (date(2026, 11, 25), date(2027, 1, 15), date(2027, 6, 30))


def opened(library: Library, entry: FormEntry, sector: str, tags: Iterable[str]) -> RunningForm:
    ids = count(1)
    return library.open(
        entry.form_id,
        entry.version,
        clock=lambda: datetime(2026, 11, 25, tzinfo=UTC),
        new_id=lambda: f"id-{next(ids)}",
        random=Random(1),
        context={
            "site_tags": " ".join(tags),
            "site_sector": sector,
            "site_scale": "small",
            "visit_date": "2026-11-25",
        },
    )


def shown(form: RunningForm) -> dict[str, int]:
    return {section.ref.split("/")[2]: section.total for section in form.progress()}


def major_items(library: Library, site: Site, day: date) -> int:
    entries = library.applicable(sector=site.sector, tags=site.tags, scale="small", on=day)
    major = [entry for entry in entries if entry.rank <= 10]
    return sum(
        section.total
        for entry in major
        for section in opened(library, entry, site.sector, site.tags).progress()
    )


@pytest.mark.parametrize("day", DEMO_DAYS, ids=str)
def test_every_sample_site_has_major_criteria_of_its_sector_in_force(day: date) -> None:
    library = Library.shipped()
    for site in sites():
        assert major_items(library, site, day) >= 4, site.row["场所名称"]
        assert library.gaps(sector=site.sector, tags=site.tags, on=day) == ()


def test_no_form_has_a_problem_when_it_opens() -> None:
    library = Library.shipped()
    for entry in library.entries:
        assert opened(library, entry, entry.sector, entry.tags).problems == ()


def test_a_foundry_with_a_pit_sees_machinery_and_confined_space_but_no_textile_items() -> None:
    library = Library.shipped()
    tags = ("industry-trade", "machinery", "foundry", "confined-space")
    form = opened(library, library.entry("mem-10-2023", "1"), "industry-trade", tags)
    assert shown(form) == {"management": 3, "machinery": 7, "confined_space": 2, "devices": 1}


def test_a_smelter_without_the_trade_tag_still_sees_what_binds_every_trade_enterprise() -> None:
    library = Library.shipped()
    form = opened(library, library.entry("mem-10-2023", "1"), "metal-smelting", ("nonferrous",))
    assert shown(form) == {"management": 3, "nonferrous": 13, "devices": 1}


def test_a_mine_without_facility_tags_is_told_to_add_them_instead_of_seeing_nothing() -> None:
    library = Library.shipped()
    form = opened(library, library.entry("nmsa-88-2022-noncoal-mine", "1"), "noncoal-mine", ())
    assert shown(form) == {}
    note = next(node for node in form.nodes() if node.ref.endswith("/scope_note"))
    assert note.relevant and note.label is not None and "尾矿库" in note.label


def test_before_july_2026_the_library_says_that_coal_criteria_are_missing() -> None:
    library = Library.shipped()
    day = date(2026, 6, 30)
    assert library.gaps(sector="coal", tags=("coal",), on=day) == ("煤矿重大事故隐患检查表",)
    assert library.gaps(sector="coal", tags=("coal",), on=date(2026, 7, 1)) == ()
