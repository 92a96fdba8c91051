"""The inspection profile: what the ``bind::insp:*`` columns of a check item say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

NAMESPACE = "urn:inspector-app:item:1"
COLUMNS = [
    "item",
    "standard",
    "article",
    "level",
    "major_if",
    "logic",
    "method",
    "evidence",
    "finding",
    "measure",
    "immediate",
    "deadline",
    "verified",
    "tags",
    "score",
    "deduct",
    "zero_if",
    "extra",
]
# Columns of questions that say more about a scored item, named by its id.
COMPANIONS = ("lost_of", "zero_of", "extra_of")
# Columns of a group (or of any question, for the whole form) that say what its items come to.
ANNOUNCED = ("total", "items")
# Hidden fields that the program fills when a form is opened for a visit.
CONTEXT_FIELDS = ("site_tags", "site_sector", "site_scale", "visit_date")
CONFORMITY = ("yes", "no", "na")
LEVELS = ("major", "general")

Level = Literal["major", "general"]


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One check item: its id, legal basis and the texts that stand ready for a hazard.

    ``deadline`` is in days, None for the organisation's default; ``verified`` is False where the
    clause was not read and the inspector has to confirm having read the official text.
    ``score`` is the item's full score, None where it is not scored; ``deduct`` what a failure takes
    off where nobody says how much (None: all); ``zero_if`` tells when it scores nothing;
    ``extra`` is taken off beyond the item when it fails.
    """

    item: str
    question: str
    standard: str = ""
    article: str = ""
    level: Level = "general"
    major_if: str = ""
    logic: str = ""
    method: str = ""
    evidence: str = ""
    finding: str = ""
    measure: str = ""
    immediate: str = ""
    deadline: int | None = None
    verified: bool = True
    tags: tuple[str, ...] = ()
    score: Decimal | None = None
    deduct: Decimal | None = None
    zero_if: str = ""
    extra: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Companion:
    """A question about a scored item: ``role`` is lost_of, zero_of or extra_of."""

    role: str
    item: str


def read_item(columns: Mapping[str, str], question: str) -> CheckItem | None:
    """Return the check item that a bind's ``insp`` columns describe, None where it is none."""
    if not columns.get("item"):
        return None
    deadline = columns.get("deadline", "").strip()
    return CheckItem(
        item=columns["item"].strip(),
        question=question,
        standard=columns.get("standard", "").strip(),
        level="major" if columns.get("level", "").strip() == "major" else "general",
        deadline=int(deadline) if deadline.isascii() and deadline.isdigit() else None,
        verified=columns.get("verified", "true").strip().lower() != "false",
        tags=tuple(columns.get("tags", "").split()),
        score=points(columns.get("score", "")),
        deduct=points(columns.get("deduct", "")),
        extra=points(columns.get("extra", "")),
        **{name: columns.get(name, "") for name in _PROSE},
    )


def read_companion(columns: Mapping[str, str]) -> Companion | None:
    """Return what a bind's ``insp`` columns say about a scored item, None where nothing."""
    for role in COMPANIONS:
        if columns.get(role):
            return Companion(role, columns[role].strip())
    return None


@dataclass(frozen=True, slots=True)
class Announced:
    """What a scoring table says of itself: the sum of full scores and the number of items, of a
    group, or of the whole form where a question says it; None where it says nothing."""

    total: Decimal | None = None
    items: int | None = None


def read_announced(columns: Mapping[str, str]) -> Announced | None:
    """Return what a bind's ``insp`` columns announce, None where nothing."""
    total = points(columns.get("total", ""))
    items = columns.get("items", "").strip()
    count = int(items) if items.isascii() and items.isdigit() and len(items) < 7 else None
    return Announced(total, count) if (total, count) != (None, None) else None


def points(text: str) -> Decimal | None:
    """Return points as written (``2``, ``0.5``), None where it is none or below zero."""
    written = text.strip()
    return Decimal(written) if re.fullmatch(r"\d{1,6}(\.\d{1,4})?", written, re.ASCII) else None


_PROSE = (
    "article",
    "major_if",
    "logic",
    "method",
    "evidence",
    "finding",
    "measure",
    "immediate",
    "zero_if",
)
