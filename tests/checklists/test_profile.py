"""The inspection profile: items, hidden context fields, dates in force, progress."""

from __future__ import annotations

from datetime import date

from inspector_app.checklists.library import Instrument
from tests.checklists.forms import CONFORMITY, bind, checklist, form_xml, item, open_form

CONTEXT = {"site_tags": "t0 t1", "visit_date": "2026-09-30"}


def test_sections_show_by_the_tags_of_the_site() -> None:
    form = open_form(checklist(80), context=CONTEXT)
    assert [s.ref for s in form.progress()] == ["/data/s0", "/data/s1"]
    assert form.node("/data/site_tags").value == "t0 t1"


def test_a_section_tells_how_many_of_its_items_are_answered() -> None:
    form = open_form(checklist(40), context=CONTEXT)
    form.set("/data/s0/i3", "na")
    form.set("/data/s0/i4", "no")
    first, second = form.progress()
    assert (first.title, first.answered, first.total) == ("第0节", 2, 20)
    assert (second.answered, second.total) == (0, 20)
    assert form.node("/data/refused").value == "1"


def test_unanswered_major_items_are_listed_in_order() -> None:
    form = open_form(checklist(40), context=CONTEXT)
    form.set("/data/s0/i10", "yes")
    assert [n.ref for n in form.unanswered()] == ["/data/s0/i0", "/data/s1/i20", "/data/s1/i30"]
    assert len(form.unanswered("general")) == 36


def test_an_item_carries_its_basis_and_texts() -> None:
    found = open_form(checklist(1), context=CONTEXT).node("/data/s0/i0").item
    assert found is not None
    assert (found.item, found.standard, found.level) == ("i0", "MEM-10-2023", "major")
    assert found.question == "检查项 i0"
    assert found.deadline is None
    assert found.verified


def _dated(standard: str) -> bytes:
    rows = "".join(
        bind(path, insp_item=path, insp_standard=standard, insp_level="major")
        for path in ("a", "row/b")
    )
    return form_xml(
        '<visit_date/><a/><row jr:template=""><b/></row>',
        rows,
        item("a") + f'<repeat nodeset="/data/row">{item("row/b")}</repeat>',
        CONFORMITY,
    )


def _instrument(last: date | None) -> dict[str, Instrument]:
    return {"OLD": Instrument("OLD", "1号", "旧", date(2020, 1, 1), last)}


def test_an_item_shows_only_on_days_its_instrument_is_in_force() -> None:
    for day, shown in (
        ("2019-12-31", False),
        ("2020-01-01", True),
        ("2026-09-29", True),
        ("2026-09-30", False),
    ):
        form = open_form(
            _dated("OLD"),
            context={"visit_date": day},
            instruments=_instrument(date(2026, 9, 29)),
        )
        form.add_row("/data/row")
        assert form.node("/data/a").relevant is shown
        assert form.node("/data/row[1]/b").relevant is shown
        assert len(form.unanswered()) == (2 if shown else 0)


def test_an_item_that_cites_an_unknown_instrument_is_shown_as_unread_with_a_warning() -> None:
    form = open_form(
        _dated("NEW"), context={"visit_date": "2026-09-30"}, instruments=_instrument(None)
    )
    shown = form.node("/data/a")
    assert shown.relevant
    assert shown.item is not None and not shown.item.verified
    assert [p.code for p in form.problems] == ["FORM-16", "FORM-16"]
    assert "NEW" in form.problems[0].message
