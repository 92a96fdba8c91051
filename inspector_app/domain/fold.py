"""The fold: from a set of facts, in any order, to the heads of every subject.

A fact superseded by any known fact is no head. A restated fact (re-recorded after a restore)
counts once with its original. Nothing here looks at clocks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from types import MappingProxyType
from typing import Any

from inspector_app.domain.facts import Fact
from inspector_app.domain.kinds import Nature, is_known, nature_of


def identity_of(fact: Fact) -> str:
    """Return what a fact counts as: itself, or the original that it restates."""
    return fact.restates or fact.id


def heads_of(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the heads among the facts of one subject, ordered by id.

    Of the facts that count as one, the one with the smallest id stands for all, the original
    first; so every replica shows the same fact.
    """
    groups: dict[str, list[Fact]] = defaultdict(list)
    superseded: set[str] = set()
    for fact in facts:
        groups[identity_of(fact)].append(fact)
        superseded.update(fact.supersedes)
    standing = (
        _representative(members)
        for identity, members in groups.items()
        if identity not in superseded and not any(m.id in superseded for m in members)
    )
    return tuple(sorted(standing, key=lambda fact: fact.id))


def _representative(members: list[Fact]) -> Fact:
    return min(members, key=lambda fact: (bool(fact.restates), fact.id))


@dataclass(frozen=True)
class Dossier:
    """What is known of one enterprise: the heads of every subject."""

    heads: Mapping[str, tuple[Fact, ...]]
    unknown: int  # facts that need a newer version of the program

    def under(self, prefix: str) -> dict[str, tuple[Fact, ...]]:
        """Return the subjects that begin with ``prefix``, in order, with their heads."""
        start = bisect_left(self._order, prefix)
        found = takewhile(lambda s: s.startswith(prefix), islice(self._order, start, None))
        return {subject: self.heads[subject] for subject in found}

    @cached_property
    def views(self) -> dict[str, Any]:
        """What was made of these heads once and is asked for again, by name; they never change."""
        return {}

    @cached_property
    def _order(self) -> list[str]:
        return sorted(self.heads)

    def conflicts(self) -> tuple[str, ...]:
        """Return the registers on which people disagree: heads with different content."""
        return tuple(s for s, heads in sorted(self.heads.items()) if is_conflict(heads))


def is_conflict(heads: tuple[Fact, ...]) -> bool:
    """Tell whether the heads of a subject say different things where one is expected."""
    if len(heads) < 2 or nature_of(heads[0].kind) is Nature.ADD_ONLY:
        return False
    return len({(h.kind, h.body) for h in heads}) > 1


def fold(facts: Iterable[Fact]) -> Dossier:
    """Return the dossier of these facts; the order of arrival and repetitions do not matter."""
    by_subject: dict[str, dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        by_subject[fact.subject][fact.id] = fact
    heads = {subject: heads_of(group.values()) for subject, group in by_subject.items()}
    unknown = sum(not is_known(f) for group in by_subject.values() for f in group.values())
    return Dossier(MappingProxyType(heads), unknown)
