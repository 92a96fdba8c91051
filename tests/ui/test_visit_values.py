"""Where the visit goes next: pure questions asked of what is shown."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.ui.visit_values import (
    Basis,
    ItemKind,
    ItemView,
    SectionView,
    after_verdict,
    beside,
    items_of,
    majors_open,
    next_unanswered,
    unanswered,
)


def an_item(name: str, value: str = "", **more: object) -> ItemView:
    item = ItemView(checklist="f@1", ref=f"/data/{name}", kind=ItemKind.CONFORMITY, label=name)
    return replace(item, value=value, **more)  # type: ignore[arg-type]


def sections(*groups: list[ItemView]) -> tuple[SectionView, ...]:
    return tuple(
        SectionView("f@1", "Form", f"/data/s{n}", f"Section {n}", tuple(items))
        for n, items in enumerate(groups)
    )


@given(st.lists(st.lists(st.sampled_from(["", "yes", "no", "na"]), min_size=1), min_size=1))
def test_answering_what_stands_open_ends_with_nothing_unchecked(values: list[list[str]]) -> None:
    shown = sections(
        *(
            [an_item(f"q{n}_{m}", value) for m, value in enumerate(group)]
            for n, group in enumerate(values)
        )
    )
    waiting = unanswered(shown)
    key = waiting[0].key if waiting else ""
    answered: list[str] = []
    while key and key not in answered:
        answered.append(key)
        shown = tuple(
            replace(s, items=tuple(replace(i, value="yes") if i.key == key else i for i in s.items))
            for s in shown
        )
        key = after_verdict(shown, key)
    assert unanswered(shown) == ()
    assert set(answered) == {item.key for item in waiting}


def test_the_next_unanswered_item_is_found_around_the_end() -> None:
    shown = sections([an_item("a"), an_item("b", "yes")], [an_item("c", "na")])
    assert next_unanswered(shown, shown[1].items[0].key) == shown[0].items[0].key
    assert next_unanswered(shown, shown[0].items[0].key) == ""


def test_up_and_down_stop_at_both_ends() -> None:
    shown = sections([an_item("a")], [an_item("b")])
    first, last = (item.key for item in items_of(shown))
    assert beside(shown, first, -1) == first and beside(shown, last, 1) == last
    assert beside(shown, first, 1) == last


def test_a_section_counts_what_can_be_answered() -> None:
    note = replace(an_item("n"), kind=ItemKind.NOTE)
    section = sections([an_item("a", "yes"), an_item("b"), note])[0]
    assert (section.answered, section.total) == (1, 2)


def test_only_unanswered_major_items_keep_a_visit_open() -> None:
    major = Basis(item="M-1", level="major")
    shown = sections(
        [
            an_item("general"),
            an_item("major", basis=major),
            an_item("told", basis=major, reason="Line stood still"),
            an_item("done", "yes", basis=major),
        ]
    )
    assert [item.label for item in majors_open(shown)] == ["major"]
