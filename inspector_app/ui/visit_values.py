"""What the visit page shows: frozen values without Qt, and the questions asked of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
VERDICTS = (YES, NO, NOT_APPLICABLE)
MAJOR, GENERAL = "major", "general"


class ItemKind(StrEnum):
    """How a line of a checklist is answered; the last five take no answer."""

    CONFORMITY = "conformity"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    IMAGE = "image"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    CALCULATE = "calculate"
    REPEAT = "repeat"
    ROW = "row"
    HEADING = "heading"


UNANSWERABLE = (
    ItemKind.NOTE,
    ItemKind.CALCULATE,
    ItemKind.REPEAT,
    ItemKind.ROW,
    ItemKind.HEADING,
)


@dataclass(frozen=True, slots=True)
class Basis:
    """What an item rests on; days are ``YYYY-MM-DD``, "" where open or unknown.

    ``logic`` is the outermost and/or of ``major_if``: "any", "all" or "".
    """

    item: str
    standard: str = ""
    title: str = ""
    article: str = ""
    starts: str = ""
    ends: str = ""
    url: str = ""
    level: str = GENERAL
    major_if: str = ""
    logic: str = ""
    method: str = ""
    evidence: str = ""
    verified: bool = True
    missing_tags: tuple[str, ...] = ()  # facility names the item needs and the site lacks

    @property
    def is_major(self) -> bool:
        return self.level == MAJOR

    @property
    def citation(self) -> str:
        """Standard and article in one text: 应急管理部令第10号 第三条第（一）项."""
        return f"{self.standard or self.title} {self.article}".strip()


@dataclass(frozen=True, slots=True)
class LastResult:
    """What an earlier visit to this site found: its day and its verdict."""

    date: str
    value: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One line of a checklist as shown; ``checklist`` is ``form@version``, ``ref`` is stable."""

    checklist: str
    ref: str
    kind: ItemKind
    label: str
    number: str = ""
    value: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    readonly: bool = False
    problem: str = ""
    reason: str = ""
    note: str = ""
    basis: Basis | None = None
    last: LastResult | None = None
    photos: int = 0
    hazards: int = 0
    conflict: bool = False
    depth: int = 0
    appearance: str = ""  # as the form asks: ``signature`` for a picture that is drawn
    fixed: bool = False  # of a repeat: the form sets the number of rows
    closed: bool = False  # its visit or record is over: shown, not answered any more

    @property
    def key(self) -> str:
        return f"{self.checklist}{self.ref}"

    @property
    def is_answerable(self) -> bool:
        return self.kind not in UNANSWERABLE and not self.readonly

    @property
    def is_locked(self) -> bool:
        """Whether nobody answers it here."""
        return self.readonly or self.closed

    @property
    def is_answered(self) -> bool:
        return self.value != ""

    @property
    def is_major(self) -> bool:
        return self.basis is not None and self.basis.is_major

    @property
    def needs_reason(self) -> bool:
        """Whether 不涉及 stands on a major item, where a reason is asked for."""
        return self.kind is ItemKind.CONFORMITY and self.is_major


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of a checklist with its relevant lines."""

    checklist: str
    checklist_title: str
    ref: str
    title: str
    items: tuple[ItemView, ...]

    @property
    def key(self) -> str:
        return f"{self.checklist}{self.ref}"

    @property
    def total(self) -> int:
        return sum(item.is_answerable for item in self.items)

    @property
    def answered(self) -> int:
        return sum(item.is_answerable and item.is_answered for item in self.items)


@dataclass(frozen=True, slots=True)
class VisitHead:
    """Who is visited by whom: the texts of the footer."""

    visit: str
    dossier: str
    enterprise: str
    site: str = ""
    services: tuple[str, ...] = ()
    inspectors: tuple[str, ...] = ()
    date: str = ""
    started: str = ""
    ended: bool = False
    gaps: tuple[str, ...] = ()


def items_of(sections: tuple[SectionView, ...]) -> Iterator[ItemView]:
    """Yield every line of every section in the order shown."""
    for section in sections:
        yield from section.items


def find(sections: tuple[SectionView, ...], key: str) -> tuple[int, ItemView] | None:
    """Return (index of its section, the line) for a key, None where it is not shown now."""
    for index, section in enumerate(sections):
        for item in section.items:
            if item.key == key:
                return index, item
    return None


def unanswered(sections: tuple[SectionView, ...]) -> tuple[ItemView, ...]:
    """Return the check items and required questions that still wait (未检查)."""
    return tuple(item for item in items_of(sections) if _waits(item))


def _waits(item: ItemView) -> bool:
    if not item.is_answerable or item.is_answered:
        return False
    return item.kind is ItemKind.CONFORMITY or item.required


def majors_open(sections: tuple[SectionView, ...]) -> tuple[ItemView, ...]:
    """Return the applicable major items without an answer or a reason."""
    return tuple(item for item in unanswered(sections) if item.needs_reason and not item.reason)


def next_unanswered(sections: tuple[SectionView, ...], key: str) -> str:
    """Return the key of the next waiting line after this one, around the end; "" for none."""
    keys = [item.key for item in items_of(sections)]
    waiting = {item.key for item in unanswered(sections)}
    start = keys.index(key) + 1 if key in keys else 0
    around = keys[start:] + keys[:start]
    return next((one for one in around if one in waiting and one != key), "")


def beside(sections: tuple[SectionView, ...], key: str, step: int) -> str:
    """Return the key of the line ``step`` further (or back), stopping at both ends."""
    keys = [item.key for item in items_of(sections)]
    if not keys:
        return ""
    here = keys.index(key) if key in keys else 0
    return keys[max(0, min(len(keys) - 1, here + step))]


def after_verdict(sections: tuple[SectionView, ...], key: str) -> str:
    """Return the line to open after a verdict: the next waiting one of the section, else of all.

    The line itself where nothing waits any more.
    """
    found = find(sections, key)
    if found is None:
        return next_unanswered(sections, key)
    here = sections[found[0] : found[0] + 1]
    following = [item.key for item in items_of(here)]
    later = following[following.index(key) + 1 :]
    waiting = {item.key for item in unanswered(here)}
    nearest = next((one for one in later if one in waiting), "")
    return nearest or next_unanswered(sections, key) or key
