"""Ending a visit: only when every major item that applies has an answer or a reason."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.visits import VisitEnded
from inspector_app.errors import Problem
from inspector_app.i18n import N_
from inspector_app.operations.answers import restore
from inspector_app.operations.session import Changes, Session, volume_of
from inspector_app.operations.visits import require_dossier, require_open, visit_page


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An applicable major item without answer: ``key`` is ``<form>@<version>/<ref>``."""

    key: str
    item: str
    question: str


class MajorItemsOpen(Problem):
    """A visit cannot end while a major item that applies has neither answer nor reason."""

    code = "OP-03"
    template = N_("{count} items on major hazards are still unanswered.")
    remedy_template = N_("Answer them, or give a reason for each; nothing was lost.")

    def __init__(self, items: tuple[OpenItem, ...]) -> None:
        super().__init__(count=len(items))
        self.items = items


def open_major_items(session: Session, visit: str) -> tuple[OpenItem, ...]:
    """Return the applicable major items without an answer, over all checklists that apply."""
    page = visit_page(session, visit)
    dossier = require_dossier(session, page.dossier)
    volume = volume_of(page.dossier, page.visit.date)
    found: list[OpenItem] = []
    for entry in page.checklists:
        running = restore(session, dossier, volume, visit, entry).running
        for node in running.unanswered("major"):
            stable = running.stable_ref(node.ref)
            assert node.item is not None
            key = f"{entry.form_id}@{entry.version}{stable}"
            found.append(OpenItem(key, node.item.item, node.label or node.ref))
    return tuple(found)


def end_visit(
    session: Session,
    visit: str,
    reasons: dict[str, str] | None = None,
    note: str = "",
) -> Changes:
    """Check out. Raises MajorItemsOpen while an applicable major item has no answer and no reason
    in ``reasons`` (key of OpenItem → reason)."""
    key, found = require_open(session, visit)
    given = {k: text.strip() for k, text in (reasons or {}).items() if text.strip()}
    missing = tuple(one for one in open_major_items(session, visit) if one.key not in given)
    if missing:
        raise MajorItemsOpen(missing)
    body = VisitEnded(visit=visit, checked_out=session.now(), unanswered=given, note=note)
    return session.supersede(volume_of(key, found.date), f"visit_end:{visit}", body)
