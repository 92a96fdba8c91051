"""The committed checklists: complete, dated, cited, and equal to what the catalogue says."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta

import pytest

from inspector_app.checklists.xlsform import convert
from tests.sample.library import FORMS, Form, catalogue, form_of, forms, items, records, vocabulary

COUNTS = {
    "general-2026": 73,
    "mem-10-2023": 65,
    "mohurd-5-2024-construction": 53,
    "aq-3067-2026-chemical": 53,
    "saws-121-2017-chemical": 20,
    "saws-121-2017-fireworks": 20,
    "nmsa-88-2022-noncoal-mine": 64,
    "nmsa-41-2024-noncoal-mine-supplement": 8,
    "mem-21-2026-coal": 123,
    "miit-234-2024-civil-explosives": 17,
    "moa-11-2022-fishing-vessel": 8,
    "mot-road-2023-transport": 10,
    "gb-45067-2024-special-equipment": 47,
    "mohurd-4-2023-city-gas": 22,
    "ndrc-41-2026-power": 49,
    "fire-law-2021": 22,
    "gb-35181-2025-fire": 4,
}
# Selections from the general pack for micro and small enterprises: the same items again.
SELECTIONS = {"must-check-small": 38, "general-rest-small": 39}
ALL_FORMS = pytest.mark.parametrize("form", forms(), ids=lambda form: str(form.form_id))


def test_every_form_has_as_many_items_as_its_standard() -> None:
    assert {one.form_id: len(items(one)) for one in forms()} == COUNTS | SELECTIONS
    assert len(COUNTS) == 17


def test_published_forms_are_the_bytes_they_were_published_with() -> None:
    published = {one.form_id: one.sha256[:16] for one in forms() if one.version == "1"}
    assert published["general-2026"] == "d692d8e8f74203e3"
    assert published["mem-10-2023"] == "e0c83b8343092c26"


@ALL_FORMS
def test_the_xform_is_the_conversion_of_its_source_and_has_the_hash_of_the_catalogue(
    form: Form,
) -> None:
    body = form.file.read_bytes()
    assert hashlib.sha256(body).hexdigest() == form.sha256
    assert convert(form.file.with_suffix(".md")) == body


@ALL_FORMS
def test_every_item_says_what_to_ask_cite_and_write(form: Form) -> None:
    for item in items(form):
        for column in ("item", "standard", "article", "method", "evidence", "finding", "measure"):
            assert item.facts[column], (item.facts["item"], column)
        assert item.question
        assert item.facts["level"] in {"major", "general"}
        assert item.facts["verified"] in {"true", "false"}
        assert "____" in item.facts["finding"]


@ALL_FORMS
def test_a_major_item_says_when_it_is_major_and_what_to_do_at_once(form: Form) -> None:
    for item in items(form):
        if item.facts["level"] == "major":
            assert item.facts["major_if"] and item.facts["immediate"], item.facts["item"]


@ALL_FORMS
def test_an_item_cites_an_instrument_of_its_form_that_is_in_force_as_long_as_the_form(
    form: Form,
) -> None:
    instruments = {row["id"]: row for row in catalogue()["instrument"]}
    for item in items(form):
        assert item.facts["standard"] in form.instruments
    for cited in form.instruments:
        assert instruments[cited]["effective_from"] <= form.starts
        assert instruments[cited].get("effective_to", date.max) >= form.ends


def test_item_ids_are_unique_over_all_standards() -> None:
    standards = [one for one in forms() if one.form_id in COUNTS]
    ids = [item.facts["item"] for one in standards for item in items(one)]
    assert len(ids) == len(set(ids)) == sum(COUNTS.values())


def test_forms_and_items_use_only_tags_of_the_vocabulary() -> None:
    known = vocabulary().tags.keys()
    for one in forms():
        assert one.tags <= known
        for item in items(one):
            assert set(item.facts["tags"].split()) <= known
        shown_by = re.findall(r"selected\([^,]+, '([^']+)'\)", one.file.read_text("utf-8"))
        assert set(shown_by) <= known


def test_article_14_of_order_10_is_an_item_for_every_trade_enterprise() -> None:
    item = next(
        i for i in items(form_of("mem-10-2023")) if i.facts["article"].startswith("第十四条")
    )
    assert item.section == "devices"
    assert item.facts["level"] == "major"


def test_the_chemical_criteria_change_on_the_day_the_new_standard_comes_into_force() -> None:
    last_old_day = date(2026, 9, 29)
    tags = frozenset({"hazchem"})
    before = {one.form_id for one in forms() if one.covers("hazchem", tags, last_old_day)}
    after = {
        one.form_id for one in forms() if one.covers("hazchem", tags, last_old_day + timedelta(1))
    }
    assert before == {"saws-121-2017-chemical", "general-2026"}
    assert after == {"aq-3067-2026-chemical", "general-2026"}


def test_no_coal_criteria_are_loaded_before_july_2026() -> None:
    coal = form_of("mem-21-2026-coal")
    assert not coal.covers("coal", frozenset(), date(2026, 6, 30))
    assert coal.covers("coal", frozenset(), date(2026, 7, 1))


def test_a_process_tag_alone_does_not_bring_the_criteria_of_another_sector() -> None:
    tags = frozenset({"dust", "ammonia", "confined-space"})
    found = {one.form_id for one in forms() if one.covers("hazchem", tags, date(2026, 11, 25))}
    assert "mem-10-2023" not in found


def test_every_form_in_the_folder_is_in_the_catalogue() -> None:
    files = {one.file for one in forms()} | {one.file for one in records()}
    assert files == set(FORMS.glob("*/*/*.xml"))
    assert {file.with_suffix(".md") for file in files} == set(FORMS.glob("*/*/*.md"))


def test_names_of_sectors_and_tags_are_unique() -> None:
    words = vocabulary()
    assert len(set(words.sectors.values())) == len(words.sectors)
    assert len(set(words.tags.values())) == len(words.tags)
