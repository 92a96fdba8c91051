"""Two laptops, one visit, no link: the join code, and who takes which sections.

A section that a laptop takes is a note of its own, not a fact: it only guides the eye and the
keyboard. Nothing forbids to answer elsewhere; two answers to one question are shown as a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from inspector_app.domain.dossier import visit_of
from inspector_app.domain.ids import new_join_code
from inspector_app.operations.session import Session
from inspector_app.operations.visits import dossier_of_visit, require_dossier

_TAKEN = "sections:"  # settings sections:<visit>: keys of the sections this laptop takes


@dataclass(frozen=True, slots=True)
class Team:
    """How a visit is shared: its join code ("" where it is not), how many laptops began it (as
    far as is known here), and the sections this laptop takes (none: all)."""

    join_code: str = ""
    laptops: int = 1
    taken: frozenset[str] = frozenset()

    @property
    def is_shared(self) -> bool:
        return bool(self.join_code) or self.laptops > 1

    def is_mine(self, section: str) -> bool:
        """Tell whether this laptop works on a section; with no mark at all it works on every."""
        return not self.taken or section in self.taken


ALONE = Team()


def propose_code(session: Session) -> str:
    """Return a fresh join code to read out to the colleague."""
    return new_join_code(session.random)


def team_of(session: Session, visit: str) -> Team:
    """Return how a visit is shared."""
    dossier = require_dossier(session, dossier_of_visit(session, visit))
    starts = visit_of(dossier, visit).starts
    devices = {fact.device for fact in dossier.heads.get(f"visit:{visit}", ())}
    code = next((one.join_code for one in starts if one.join_code), "")
    return Team(code, max(1, len(devices)), taken_sections(session, visit))


def taken_sections(session: Session, visit: str) -> frozenset[str]:
    """Return the sections (``form@version/ref``) that this laptop takes."""
    with session.workspace.reading() as reader:
        kept = reader.setting(_TAKEN + visit)
    return frozenset(msgspec.json.decode(kept, type=list[str])) if kept else frozenset()


def take_sections(session: Session, visit: str, sections: Iterable[str]) -> frozenset[str]:
    """Mark the sections this laptop takes; returns them. None at all means every section."""
    taken = frozenset(sections)
    kept = msgspec.json.encode(sorted(taken)).decode()
    with session.workspace.transaction() as tx:
        tx.set_setting(_TAKEN + visit, kept)
    return taken
