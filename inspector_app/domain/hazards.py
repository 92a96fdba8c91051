"""Hazards (事故隐患): found, corrected on the spot, told, reported, inspected again."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from inspector_app.domain.body import Body


class Level(StrEnum):
    """The two legal levels; "较大" is local usage and not a level."""

    GENERAL = "general"
    MAJOR = "major"


class Outcome(StrEnum):
    """What a re-inspection found."""

    RECTIFIED = "rectified"
    PARTLY = "partly"
    NOT_RECTIFIED = "not_rectified"
    NOT_CHECKABLE = "not_checkable"


class Replied(StrEnum):
    """What the enterprise says of a hazard in its reply; the codes of the reply form."""

    DONE = "done"
    PARTLY = "partial"
    UNDONE = "undone"


class HazardState(StrEnum):
    """Where a hazard stands."""

    OPEN = "open"
    CORRECTED_ON_SPOT = "corrected_on_spot"
    RECTIFIED = "rectified"
    WITHDRAWN = "withdrawn"


class Criterion(Body, frozen=True):
    """What makes a hazard a major one. A person confirmed it; ``clause_read`` is required where
    the library's paraphrase was not verified against the official clause."""

    standard: str
    article: str
    item: str = ""
    text: str = ""
    verified: bool = True
    clause_read: bool = False


class FiveCommitments(Body, frozen=True):
    """五落实: responsible person, measure, funds, time limit and emergency plan."""

    responsible: str = ""
    measure: str = ""
    funds: str = ""
    deadline: str = ""
    plan: str = ""


class HazardRecorded(Body, frozen=True):
    """One hazard; ``item`` is the check item's id, "" for a free hazard; deadline is a day."""

    hazard: str
    visit: str
    place: str
    finding: str
    level: Level = Level.GENERAL
    basis: tuple[str, ...] = ()
    measure: str = ""
    immediate: str = ""
    deadline: str = ""
    responsible: str = ""
    item: str = ""
    question: str = ""  # stable ref "<form>@<version>/<ref>" where it came from a question
    corrected_on_spot: bool = False
    repeats: str = ""  # hazard found at an earlier visit (重复隐患)
    criterion: Criterion | None = None
    five: FiveCommitments | None = None


class HazardWithdrawn(Body, frozen=True):
    """Recorded by mistake; the hazard stays in the log and leaves lists and papers."""

    hazard: str
    reason: str = ""


class MajorHazardReported(Body, frozen=True):
    """Proof that a major hazard was told and reported (安全生产法 art. 41; times with offset)."""

    hazard: str
    told_to: str
    told_post: str = ""
    told_at: str = ""
    told_how: str = ""
    withdrawal_advised: bool = False
    department: str = ""
    report_due: str = ""
    sent_at: str = ""
    proof: str = ""


class HazardReinspected(Body, frozen=True):
    """Result of a re-inspection (复查) on a day; ``deadline`` is the new one if any."""

    hazard: str
    date: str
    outcome: Outcome
    visit: str = ""
    note: str = ""
    deadline: str = ""


class HazardClassified(Body, frozen=True):
    """Which kind of hazard it is, a code of ``hazard_categories``; "" takes it back."""

    hazard: str
    category: str = ""


class HazardAnalysed(Body, frozen=True):
    """What the report of a major hazard has to say besides (令16号): its state and cause, how
    much harm it may do and how hard it is to treat."""

    hazard: str
    cause: str = ""
    harm: str = ""


class HazardReplied(Body, frozen=True):
    """The enterprise's reply about a hazard (整改回复), recorded when it came back on ``date``.

    ``cost`` is yuan as decimal text. ``reason``, ``planned_on`` and ``control`` tell of what is not
    finished; ``record`` is the reply form it was typed in, "" where it was noted by itself.
    """

    hazard: str
    date: str
    status: Replied = Replied.DONE
    measure: str = ""
    cost: str = ""
    responsible: str = ""
    done_on: str = ""
    reason: str = ""
    planned_on: str = ""
    control: str = ""
    record: str = ""


class DeadlineRules(Body, frozen=True):
    """Days to rectify by level: the organisation's settings, defaults of the design."""

    general_days: int = 7
    major_days: int = 0
    reinspect_after_days: int = 5


def rectify_by(level: Level, found_on: date, rules: DeadlineRules) -> date:
    """Return the suggested last day to rectify a hazard found on this day."""
    days = rules.major_days if level is Level.MAJOR else rules.general_days
    return found_on + timedelta(days=days)
