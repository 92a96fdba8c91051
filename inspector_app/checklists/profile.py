"""The inspection profile: what the ``bind::insp:*`` columns of a check item say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
]
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
        **{name: columns.get(name, "") for name in _PROSE},
    )


_PROSE = ("article", "major_if", "logic", "method", "evidence", "finding", "measure", "immediate")
