"""重号: a paper number met twice, shown and settled by voiding one of the two.

It can only come from a workspace that was copied whole, disk and all. Both papers exist and both
stay; one of them is voided by its own mark, and issued again under a new number.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.acts import act
from inspector_app.domain.dossier import Paper, papers_of
from inspector_app.domain.fold import Dossier, identity_of
from inspector_app.domain.papers import NoticeVoided
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.session import Changes, Session, UnknownRecord, volume_of
from inspector_app.operations.visits import require_dossier


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A number that several papers of a dossier bear; those not voided are to be settled."""

    dossier: str
    number: str
    papers: tuple[Paper, ...]

    @property
    def settled(self) -> bool:
        return sum(paper.voided is None for paper in self.papers) <= 1


def duplicates(session: Session) -> tuple[Duplicate, ...]:
    """Return every number that was met twice on this laptop, unsettled ones first.

    The same number in two dossiers is met twice too: each dossier shows its own.
    """
    with session.workspace.reading() as reader:
        rows = reader.notices(limit=1_000_000)
        places = {row.number: {r.dossier for r in rows if r.number == row.number} for row in rows}
        twice = [n for n in places if sum(row.number == n for row in rows) > 1]
        found = [
            Duplicate(dossier, number, _papers(reader.dossier(dossier), number))
            for number in twice
            for dossier in sorted(places[number])
        ]
    return tuple(sorted(found, key=lambda one: (one.settled, one.number)))


def _papers(dossier: Dossier, number: str) -> tuple[Paper, ...]:
    return tuple(paper for paper in papers_of(dossier) if paper.body.number == number)


def void_duplicate(
    session: Session, duplicate: Duplicate, paper: Paper, reason: str, replaced_by: str = ""
) -> Changes:
    """Void one of the papers that bear a number; the other stays in force."""
    if not reason.strip():
        raise BadInput(what=_("Reason"), reason=_("it is empty"))
    dossier = require_dossier(session, duplicate.dossier)
    if identity_of(paper.fact) not in {
        identity_of(one.fact) for one in _papers(dossier, duplicate.number)
    }:
        raise UnknownRecord(what=_("Notice"), key=duplicate.number)
    body = NoticeVoided(
        number=duplicate.number,
        reason=reason.strip(),
        replaced_by=replaced_by,
        issued=identity_of(paper.fact),
    )
    volume = volume_of(duplicate.dossier, str(paper.fact.year))
    return session.write([act(body, volume, key=session.new_id())])
