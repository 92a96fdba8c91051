"""Reads a running form as a scoring table: verdicts, points lost, conditions of no score."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.profile import CheckItem, points
from inspector_app.checklists.state import NodeState
from inspector_app.domain.scoring import (
    ZERO,
    Conformity,
    Score,
    ScoredItem,
    Verdict,
    conformity,
    score,
)

_YES = frozenset(("yes", "OK", "true", "1"))


def conformity_of(form: RunningForm) -> Conformity:
    """Return how the relevant check items of the form divide."""
    return conformity(_verdict(state) for state in _items(form))


def score_of(form: RunningForm) -> Score:
    """Return the sums of the form's scored items that are relevant now."""
    return score(scored_items(form))


def scored_items(form: RunningForm) -> tuple[ScoredItem, ...]:
    """Return the relevant items that have a full score, in the form's order.

    Points lost come from the item's ``lost_of`` question where it is answered, else from
    ``deduct`` (all points without it) once the item fails.
    """
    said = _companions(form)
    return tuple(
        _scored(state.item, _verdict(state), said)
        for state in _items(form)
        if state.item is not None and state.item.score is not None
    )


def _items(form: RunningForm) -> Iterable[NodeState]:
    return (state for state in form.nodes() if state.item is not None and state.relevant)


def _verdict(state: NodeState) -> Verdict:
    return Verdict(state.value) if state.value in ("yes", "no", "na") else Verdict.UNCHECKED


def _companions(form: RunningForm) -> dict[tuple[str, str], list[str]]:
    """Return the answers given by (role, item); a repeat of companions gives several."""
    found: dict[tuple[str, str], list[str]] = {}
    for state in form.nodes():
        about = state.companion
        if about is not None and state.relevant and state.value:
            found.setdefault((about.role, about.item), []).append(state.value)
    return found


def _scored(
    item: CheckItem, verdict: Verdict, said: dict[tuple[str, str], list[str]]
) -> ScoredItem:
    full = item.score or ZERO
    failed = verdict is Verdict.FAILS
    lost = said.get(("lost_of", item.item))
    extra = said.get(("extra_of", item.item))
    whole = full if item.deduct is None else item.deduct
    return ScoredItem(
        item=item.item,
        full=full,
        verdict=verdict,
        lost=_sum(lost) if lost is not None else whole if failed else ZERO,
        nothing=any(value in _YES for value in said.get(("zero_of", item.item), ())),
        extra=_sum(extra) if extra is not None else (item.extra or ZERO) if failed else ZERO,
    )


def _sum(values: Iterable[str]) -> Decimal:
    return sum((points(value) or ZERO for value in values), ZERO)
