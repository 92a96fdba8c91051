"""What a visit is given: by day, sector, tag and size, and nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from random import Random

import pytest

from inspector_app.checklists.library import Library
from tests.sample.library import form_of, forms, items, vocabulary

LIBRARY = Library.shipped()
TODAY = date(2026, 11, 25)
SMALL = ("micro", "small")
SCALES = ("", *SMALL, "medium", "large")
GENERAL = ("general-2026", "must-check-small", "general-rest-small")
FAMILY = (*GENERAL, "fire-law-2021")
# Items of the fire law and the item of the general pack that asks the same.
SAME = {
    "FIRELAW-11": "GEN-FPL-13-1",
    "FIRELAW-15": "GEN-FPL-13-1",
    "FIRELAW-16-1": "GEN-FPL-16-1",
    "FIRELAW-16-2": "GEN-FPL-16-2",
    "FIRELAW-28-1": "GEN-FPL-16-2",
    "FIRELAW-16-3": "GEN-FPL-16-3",
    "FIRELAW-16-4": "GEN-FPL-16-4",
    "FIRELAW-28-2": "GEN-FPL-16-4",
    "FIRELAW-28-3": "GEN-FPL-16-4",
    "FIRELAW-16-5": "GEN-FPL-16-5",
    "FIRELAW-17": "GEN-FPL-16-5",
    "FIRELAW-16-6": "GEN-FPL-16-6",
    "FIRELAW-18": "GEN-FPL-18-1",
    "FIRELAW-19-1": "GEN-FPL-19-1",
    "FIRELAW-19-2": "GEN-FPL-19-1",
    "FIRELAW-21-1": "GEN-FPL-21-1",
    "FIRELAW-21-2": "GEN-FPL-21-2",
    "FIRELAW-27": "GEN-FPL-27-1",
}
ONLY_FIRE_LAW = {"FIRELAW-9", "FIRELAW-23", "FIRELAW-24", "FIRELAW-26"}


def given(sector: str, tags: tuple[str, ...], scale: str, on: date = TODAY) -> list[str]:
    found = LIBRARY.applicable(sector=sector, tags=tags, scale=scale, on=on)
    return [entry.form_id for entry in found]


@cache
def _named(form_id: str) -> frozenset[str]:
    """Return the tags and sectors that the form's own conditions name."""
    text = form_of(form_id).file.read_text("utf-8")
    return frozenset(re.findall(r"'([a-z-]+)'", text))


def shown(
    form_id: str, sector: str, tags: tuple[str, ...], scale: str, on: date = TODAY
) -> frozenset[str]:
    """Return the items the form shows; only what its conditions name can make a difference."""
    named = _named(form_id)
    kept = tuple(sorted(tag for tag in tags if tag in named))
    return _shown(form_id, sector if sector in named else "", kept, scale, on)


@cache
def _shown(
    form_id: str, sector: str, tags: tuple[str, ...], scale: str, on: date
) -> frozenset[str]:
    ids = count(1)
    form = LIBRARY.open(
        form_id,
        "1",
        clock=lambda: datetime(2026, 11, 25, tzinfo=UTC),
        new_id=lambda: f"id-{next(ids)}",
        random=Random(1),
        context={
            "site_tags": " ".join(tags),
            "site_sector": sector,
            "site_scale": scale,
            "visit_date": on.isoformat(),
        },
    )
    return frozenset(node.item.item for node in form.nodes() if node.item and node.relevant)


def every_site(tags: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield sector, tags and size: all sectors × all tags × all sizes, each with these tags."""
    words = vocabulary()
    for sector in words.sectors:
        for tag in ("", *words.tags):
            for scale in SCALES:
                yield sector, tuple(dict.fromkeys(t for t in (tag, *tags) if t)), scale


# --- the days on which criteria change


def test_on_the_last_day_of_june_2026_a_coal_mine_has_no_criteria_and_the_gaps_say_so() -> None:
    day, tags = date(2026, 6, 30), ("coal", "coal-underground")
    assert given("coal", tags, "medium", day) == ["general-2026"]
    assert LIBRARY.gaps(sector="coal", tags=tags, on=day) == ("煤矿重大事故隐患检查表",)


def test_from_the_first_of_july_2026_a_coal_mine_has_its_criteria() -> None:
    day, tags = date(2026, 7, 1), ("coal", "coal-underground")
    assert given("coal", tags, "medium", day) == ["mem-21-2026-coal", "general-2026"]
    assert LIBRARY.gaps(sector="coal", tags=tags, on=day) == ()
    assert len(shown("mem-21-2026-coal", "coal", tags, "medium", day)) > 80


def test_the_items_of_a_coal_mine_are_hidden_while_the_order_is_not_in_force() -> None:
    tags = ("coal", "coal-underground")
    assert shown("mem-21-2026-coal", "coal", tags, "medium", date(2026, 6, 30)) == frozenset()


@pytest.mark.parametrize(
    ("day", "form_id"),
    [
        (date(2026, 9, 29), "saws-121-2017-chemical"),
        (date(2026, 9, 30), "aq-3067-2026-chemical"),
    ],
    ids=str,
)
def test_a_chemical_plant_has_one_of_the_two_criteria_on_each_day(day: date, form_id: str) -> None:
    assert given("hazchem", ("hazchem",), "large", day) == [form_id, "general-2026"]
    assert given("hazchem", ("hazchem",), "small", day) == [form_id, "must-check-small"]
    assert LIBRARY.gaps(sector="hazchem", tags=("hazchem",), on=day) == ()
    assert len(shown(form_id, "hazchem", ("hazchem",), "large", day)) >= 20


def test_both_chemical_criteria_are_silent_on_the_other_ones_days() -> None:
    old, new = "saws-121-2017-chemical", "aq-3067-2026-chemical"
    assert not shown(old, "hazchem", ("hazchem",), "large", date(2026, 9, 30))
    assert not shown(new, "hazchem", ("hazchem",), "large", date(2026, 9, 29))


@pytest.mark.parametrize("form_id", GENERAL)
@pytest.mark.parametrize(
    ("standard", "first"),
    [
        ("SAWS-88-2016", date(2019, 9, 1)),
        ("FIRE-LAW-2021", date(2021, 4, 29)),
        ("SPL-2021", date(2021, 9, 1)),
        ("GB-30871-2022", date(2022, 10, 1)),
        ("MEM-13-2023", date(2024, 1, 1)),
    ],
)
def test_a_general_item_is_shown_from_the_day_its_law_is_in_force(
    form_id: str, standard: str, first: date
) -> None:
    tags = ("confined-space", "special-equipment", "hot-work")
    scale = "medium" if form_id == "general-2026" else "small"
    cited = {
        item.facts["item"] for item in items(form_of(form_id))
        if item.facts["standard"] == standard
    }  # fmt: skip
    before = date.fromordinal(first.toordinal() - 1)
    assert not shown(form_id, "industry-trade", tags, scale, before) & cited
    assert shown(form_id, "industry-trade", tags, scale, first) & cited


# --- nothing twice


def test_only_the_general_packs_share_items() -> None:
    seen: dict[str, str] = {}
    for one in forms():
        for item in items(one):
            other = seen.setdefault(item.facts["item"], one.form_id)
            assert other == one.form_id or {other, one.form_id} <= set(GENERAL)


@pytest.mark.parametrize(
    "tags", [(), ("crowded-place",), ("full-check",), ("crowded-place", "full-check")], ids=str
)
def test_no_visit_shows_an_item_twice_at_any_sector_tag_and_size(tags: tuple[str, ...]) -> None:
    for sector, all_tags, scale in every_site(tags):
        family = [one for one in given(sector, all_tags, scale) if one in FAMILY]
        listed = [item for one in family for item in shown(one, sector, all_tags, scale)]
        asked = [SAME.get(item, item) for item in listed if item not in SAME]
        fire = {SAME[item] for item in listed if item in SAME}
        assert len(asked) == len(set(asked)), (sector, all_tags, scale)
        assert not fire & set(asked), (sector, all_tags, scale)


def test_every_site_has_a_general_pack_for_its_size() -> None:
    for sector, tags, scale in every_site():
        found = [one for one in given(sector, tags, scale) if one in GENERAL]
        shows = [one for one in found if shown(one, sector, tags, scale)]
        rest = ["general-rest-small"] if "full-check" in tags and scale in SMALL else []
        wanted = "must-check-small" if scale in SMALL else "general-2026"
        assert shows == [wanted, *rest], (sector, tags, scale)


def test_opening_further_forms_by_hand_shows_nothing_twice_either() -> None:
    for sector, tags, scale in every_site():
        small = [shown(one, sector, tags, scale) for one in GENERAL[1:]]
        fire = {SAME.get(item) for item in shown("fire-law-2021", sector, tags, scale)}
        assert not small[0] & small[1]
        if scale in SMALL:
            assert not fire & (small[0] | small[1])


# --- small enterprises


@pytest.mark.parametrize("scale", SMALL)
def test_the_two_small_packs_together_are_the_whole_general_pack(scale: str) -> None:
    for sector, tags, _scale in every_site(("full-check",)):
        forms_given = given(sector, tags, scale)
        assert {"must-check-small", "general-rest-small"} <= set(forms_given)
        parts = [shown(one, sector, tags, scale) for one in forms_given if one in FAMILY]
        asked = {SAME.get(item, item) for part in parts for item in part}
        assert asked >= shown("general-2026", sector, tags, scale), (sector, tags)


def test_the_selections_repeat_the_general_items_word_for_word() -> None:
    whole = {item.facts["item"]: item for item in items(form_of("general-2026"))}
    for form_id in GENERAL[1:]:
        for item in items(form_of(form_id)):
            same = whole[item.facts["item"]]
            assert (item.facts, item.question) == (same.facts, same.question)


def test_the_must_check_pack_is_short_and_grows_with_the_dangers_of_the_site() -> None:
    def size(*tags: str) -> int:
        return len(shown("must-check-small", "industry-trade", tags, "small"))

    assert 20 <= size() <= 26
    assert size("confined-space") == size() + 6
    assert size("forklift") == size() + 3
    assert size("lifting-operation") == size("temporary-power") == size("catering") == size() + 1
    assert size("confined-space", "special-equipment", "hot-work", "lifting-operation") <= 40


def test_an_enterprise_without_a_size_is_told_why_the_short_pack_is_empty() -> None:
    ids = count(1)
    form = LIBRARY.open(
        "must-check-small",
        "1",
        clock=lambda: datetime(2026, 11, 25, tzinfo=UTC),
        new_id=lambda: f"id-{next(ids)}",
        random=Random(1),
        context={"site_scale": "", "visit_date": "2026-11-25"},
    )
    note = next(node for node in form.nodes() if node.ref.endswith("/scope_note"))
    assert note.relevant and note.label is not None and "通用安全检查表" in note.label


# --- fire


def test_a_large_crowded_place_is_asked_by_the_fire_law_only_what_the_general_pack_lacks() -> None:
    tags = ("crowded-place",)
    assert "fire-law-2021" in given("general", tags, "large")
    assert shown("fire-law-2021", "general", tags, "large") == ONLY_FIRE_LAW


def test_a_small_crowded_place_is_asked_the_whole_fire_law() -> None:
    shown_ids = shown("fire-law-2021", "general", ("crowded-place",), "small")
    assert shown_ids == {*SAME, *ONLY_FIRE_LAW}


def test_before_the_general_pack_a_crowded_place_is_asked_the_whole_fire_law() -> None:
    day, tags = date(2023, 12, 31), ("crowded-place",)
    assert "general-2026" not in given("general", tags, "large", day)
    assert len(shown("fire-law-2021", "general", tags, "large", day)) == 22


def test_the_entry_to_major_fire_hazards_is_for_premises_and_not_for_ships() -> None:
    assert "gb-35181-2025-fire" in given("industry-trade", ("warehouse",), "small")
    assert "gb-35181-2025-fire" not in given("fishing-vessel", ("fishing-vessel", "crew"), "small")
    assert "gb-35181-2025-fire" not in given("general", ("fire",), "small", date(2025, 10, 31))


@pytest.mark.parametrize("scale", ["", "unknown"])
def test_an_enterprise_of_unknown_size_gets_the_full_general_list(scale: str) -> None:
    from inspector_app.checklists.library import Library

    forms = Library.shipped().applicable(
        sector="industry-trade", tags=("machinery",), scale=scale, on=date(2026, 11, 25)
    )
    names = [entry.form_id for entry in forms]
    assert "general-2026" in names
    assert "must-check-small" not in names
