"""The shelf: how forms stand on a day, what applies where, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest

from inspector_app.checklists.library import Library
from inspector_app.operations import shelf
from inspector_app.operations.shelf import Place, Reason, Standing

FORM = "mem-10-2023"
FOUNDRY = Place("d", "示例铸造厂", "", "", "industry-trade", ("foundry",), "small")
MINE = Place("d", "示例煤矿", "", "", "coal", ("coal", "coal-underground"), "large")


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.shipped()


def newer(library: Library, from_day: date) -> Library:
    """The library with a version 2 of the criteria, published by central."""
    old = library.entry(FORM, "1")
    xml = library.xml(FORM, "1").replace(b'version="1"', b'version="2"', 1)
    digest = sha256(xml).hexdigest()
    entry = replace(old, version="2", sha256=digest, path=None, effective_from=from_day)
    return library.add(entry, xml)


def test_every_form_of_the_library_stands_on_the_shelf_with_its_items(library: Library) -> None:
    found = {one.key: one for one in shelf.shelf(library)}
    assert len(found) == len(library.entries)
    criteria = found[f"{FORM}@1"]
    assert (criteria.published, criteria.problem) == (False, None)
    assert criteria.items == criteria.majors == 65


def test_a_form_stands_before_within_and_after_its_days(library: Library) -> None:
    old = library.entry("saws-121-2017-chemical", "1")
    assert old.effective_to is not None
    assert shelf.standing(library, old, old.effective_to) is Standing.IN_FORCE
    assert shelf.standing(library, old, old.effective_to + timedelta(1)) is Standing.ENDED
    assert shelf.standing(library, old, old.effective_from - timedelta(1)) is Standing.NOT_YET


def test_a_later_version_in_force_supersedes(library: Library) -> None:
    both = newer(library, date(2026, 12, 1))
    old = both.entry(FORM, "1")
    assert shelf.standing(both, old, date(2026, 11, 30)) is Standing.IN_FORCE
    assert shelf.standing(both, old, date(2026, 12, 1)) is Standing.SUPERSEDED
    assert {one.published for one in shelf.shelf(both) if one.entry.form_id == FORM} == {
        True,
        False,
    }


def test_filters_narrow_the_shelf(library: Library) -> None:
    forms = shelf.shelf(library)
    assert {one.entry.sector for one in shelf.matching(forms, sector="coal")} == {"coal"}
    assert all("boiler" in one.entry.tags for one in shelf.matching(forms, tag="boiler"))
    assert [one.entry.form_id for one in shelf.matching(forms, text="工贸 重大")] == [FORM]
    assert shelf.matching(forms) == forms


def test_what_applies_says_why_and_why_not(library: Library) -> None:
    found = shelf.applying(library, FOUNDRY, date(2026, 11, 25))
    why = {one.form_id: shelf.reason(library, found, one) for one in library.entries}
    assert why[FORM] is Reason.SECTOR
    assert why["must-check-small"] is Reason.EVERYWHERE
    assert why["general-2026"] is Reason.OTHER_SCALE
    assert why["mem-21-2026-coal"] is Reason.OTHER_PLACE


def test_on_a_day_without_criteria_the_library_says_so(library: Library) -> None:
    before = shelf.applying(library, MINE, date(2026, 6, 30))
    after = shelf.applying(library, MINE, date(2026, 7, 1))
    assert before.gaps
    assert not after.gaps
    entry = library.entry("mem-21-2026-coal", "1")
    assert shelf.reason(library, before, entry) is Reason.OTHER_DAY
    assert shelf.reason(library, after, entry) is Reason.SECTOR
