"""What a checklist comes to: conformity rate, score by deduction, and the light it shows.

Pure values. Points are exact decimals; a rate is a share from 0 to 1, None where nothing counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

ZERO = Decimal(0)


class Verdict(Enum):
    """What was found about an item."""

    CONFORMS = "yes"
    FAILS = "no"
    NOT_APPLICABLE = "na"
    UNCHECKED = ""


class Light(Enum):
    """The colour a visit or an enterprise is shown in."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Conformity:
    """How many items conform, fail, do not apply and were not checked."""

    conforming: int = 0
    failing: int = 0
    not_applicable: int = 0
    unchecked: int = 0

    @property
    def rate(self) -> Decimal | None:
        """Return 符合 ÷ (符合 + 不符合); items not checked are counted apart and change nothing."""
        judged = self.conforming + self.failing
        return Decimal(self.conforming) / judged if judged else None

    @property
    def complete(self) -> bool:
        """Tell whether every item was checked."""
        return self.unchecked == 0

    def __add__(self, other: Conformity) -> Conformity:
        """Return the counts of two checklists together."""
        return Conformity(
            self.conforming + other.conforming,
            self.failing + other.failing,
            self.not_applicable + other.not_applicable,
            self.unchecked + other.unchecked,
        )


def conformity(verdicts: Iterable[Verdict]) -> Conformity:
    """Return how the verdicts divide."""
    found = list(verdicts)
    return Conformity(
        conforming=found.count(Verdict.CONFORMS),
        failing=found.count(Verdict.FAILS),
        not_applicable=found.count(Verdict.NOT_APPLICABLE),
        unchecked=found.count(Verdict.UNCHECKED),
    )


def light(found: Conformity, *, confirmed_major: int) -> Light:
    """Return red for any confirmed major hazard, yellow for anything failing or unchecked."""
    if confirmed_major:
        return Light.RED
    return Light.YELLOW if found.failing or found.unchecked else Light.GREEN


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item of a scoring table and what was found.

    ``full`` is its standard score (标准分值); ``lost`` the points taken off within it; ``nothing``
    is True where a condition of 不得分 is met; ``extra`` is taken off beyond the item (追加扣除).
    Raises ValueError for points below zero.
    """

    item: str
    full: Decimal
    verdict: Verdict = Verdict.UNCHECKED
    lost: Decimal = ZERO
    nothing: bool = False
    extra: Decimal = ZERO

    def __post_init__(self) -> None:
        if min(self.full, self.lost, self.extra) < 0:
            raise ValueError(f"points of {self.item} are below zero")

    @property
    def missing(self) -> Decimal:
        """Return the points that do not count because the item does not apply (缺项)."""
        return self.full if self.verdict is Verdict.NOT_APPLICABLE else ZERO

    @property
    def earned(self) -> Decimal:
        """Return the item's points: never below 0; nothing for a missing or unchecked item."""
        if self.verdict in (Verdict.NOT_APPLICABLE, Verdict.UNCHECKED) or self.nothing:
            return ZERO
        return max(ZERO, self.full - self.lost)

    @property
    def taken(self) -> Decimal:
        """Return what is taken off beyond the item; a missing or unchecked item takes nothing."""
        counts = self.verdict in (Verdict.CONFORMS, Verdict.FAILS)
        return self.extra if counts else ZERO


@dataclass(frozen=True, slots=True)
class Score:
    """A scoring table's sums, in points; ``unchecked`` are the points of items not yet checked."""

    full: Decimal = ZERO
    missing: Decimal = ZERO
    unchecked: Decimal = ZERO
    lost: Decimal = ZERO
    extra: Decimal = ZERO
    items: int = 0
    unchecked_items: int = 0

    @property
    def earned(self) -> Decimal:
        """Return 实得: what the items earned less 追加扣除, never below 0."""
        inside = self.full - self.missing - self.unchecked - self.lost
        return max(ZERO, inside - self.extra)

    @property
    def rate(self) -> Decimal | None:
        """Return 得分率 = 实得 ÷ (满分 − 缺项); items not checked have earned nothing yet."""
        return _share(self.earned, self.full - self.missing)

    @property
    def rate_so_far(self) -> Decimal | None:
        """Return the rate among the items checked; the final one once ``complete``."""
        return _share(self.earned, self.full - self.missing - self.unchecked)

    @property
    def complete(self) -> bool:
        """Tell whether every item was checked, so that the rate may be reported as the result."""
        return self.unchecked_items == 0

    def __add__(self, other: Score) -> Score:
        """Return the sums of two parts of a table together."""
        return Score(
            self.full + other.full,
            self.missing + other.missing,
            self.unchecked + other.unchecked,
            self.lost + other.lost,
            self.extra + other.extra,
            self.items + other.items,
            self.unchecked_items + other.unchecked_items,
        )


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole > 0 else None


def score(items: Iterable[ScoredItem]) -> Score:
    """Return the sums of the table."""
    return sum((_one(item) for item in items), Score())


def _one(item: ScoredItem) -> Score:
    unchecked = item.full if item.verdict is Verdict.UNCHECKED else ZERO
    return Score(
        full=item.full,
        missing=item.missing,
        unchecked=unchecked,
        lost=item.full - item.missing - unchecked - item.earned,
        extra=item.taken,
        items=1,
        unchecked_items=int(item.verdict is Verdict.UNCHECKED),
    )


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the least score of 100 for it, for example 一级 from 90."""

    name: str
    least: Decimal


def grade(found: Score, grades: Sequence[Grade]) -> Grade | None:
    """Return the best grade reached; None below all, or while items are not checked."""
    if found.rate is None or not found.complete:
        return None
    reached = [one for one in grades if found.rate * 100 >= one.least]
    return max(reached, key=lambda one: one.least, default=None)
