"""What the visit page asks of the operations; runs on the store thread, returns plain values.

The page keeps two running forms for each checklist: the *shown* one belongs to the window and
answers at once; the *kept* one is touched on the store thread only, so neither waits for the
other and no lock is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from inspector_app.domain.dossier import Hazard, Visit, answers_of, shown
from inspector_app.domain.fold import Dossier
from inspector_app.domain.papers import PhotoAttached
from inspector_app.domain.visits import ItemAnswered
from inspector_app.i18n import _
from inspector_app.operations import answers, conflicts, hazards, life_line, moving, teams, visits
from inspector_app.operations.answers import OpenChecklist
from inspector_app.operations.session import Changes, Session
from inspector_app.operations.teams import ALONE, Team
from inspector_app.store.rows import Stage
from inspector_app.ui import words
from inspector_app.ui.hazard_panel_values import Suggestions
from inspector_app.ui.visit_conflict import Side
from inspector_app.ui.visit_lines import Around, checklist_key, instruments_of
from inspector_app.ui.visit_values import VisitHead


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All of a visit but the answers."""

    head: VisitHead
    around: Around
    hazards: tuple[Hazard, ...]
    photos: tuple[PhotoAttached, ...]
    offers: Suggestions
    checklists: tuple[tuple[str, str], ...]
    stages: Mapping[str, Stage] = field(default_factory=dict)  # of hazards and photos, by subject
    team: Team = ALONE
    places: Mapping[str, str] = field(default_factory=dict)  # of questions that were moved

    def question_of(self, hazard: Hazard) -> str:
        """Return the line a hazard belongs to (``form@version/ref``) in the version in use."""
        return self.places.get(hazard.body.question, hazard.body.question)

    def owner_of(self, photo: PhotoAttached) -> str:
        """Return the subject a photo belongs to, an answer's in the version in use."""
        prefix = _prefix(self.head.visit)
        old = photo.owner.removeprefix(prefix)
        return f"{prefix}{self.places[old]}" if old in self.places else photo.owner


@dataclass(frozen=True, slots=True)
class Opened:
    """A visit with its checklists: shown in the window, kept on the store thread."""

    surroundings: Surroundings
    shown: tuple[OpenChecklist, ...]
    kept: tuple[OpenChecklist, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What stands on disk for a question after an act."""

    key: str
    value: str
    reason: str
    note: str
    changes: Changes
    at: str


def open_visit(session: Session, visit: str) -> Opened:
    """Return a visit with all checklists that apply, each opened twice."""
    around = surroundings(session, visit)
    kept = tuple(
        answers.open_checklist(session, visit, form, version) for form, version in around.checklists
    )
    dossier = visits.require_dossier(session, around.head.dossier)
    shown_ones = tuple(
        answers.restore(session, dossier, one.volume, visit, one.entry) for one in kept
    )
    return Opened(around, shown_ones, kept)


def surroundings(session: Session, visit: str) -> Surroundings:
    """Return everything around the answers as it is now."""
    page = visits.visit_page(session, visit)
    dossier = visits.require_dossier(session, page.dossier)
    told = tuple(h for h in page.hazards if h.state != "withdrawn")
    places = _places(session, page, told)
    return Surroundings(
        head=_head(page),
        around=_around(session, page, dossier, _Found(told, page.photos, places)),
        hazards=told,
        photos=page.photos,
        offers=_offers(session, page),
        checklists=tuple((e.form_id, e.version) for e in page.checklists),
        stages=life_line.stages_of(session, page.dossier, _recorded(told, page.photos)),
        team=teams.team_of(session, visit),
        places=places,
    )


def _prefix(visit: str) -> str:
    return f"answer:{visit}/"


def _places(session: Session, page: visits.VisitPage, told: tuple[Hazard, ...]) -> dict[str, str]:
    """Return where questions named by hazards and photos stand since a move, where it differs."""
    prefix = _prefix(page.visit.visit)
    named = {p.owner.removeprefix(prefix) for p in page.photos if p.owner.startswith(prefix)}
    named |= {one.body.question for one in told if one.body.question}
    place = moving.place_in_use(session, page.visit.visit)
    return {old: new for old, new in ((one, place(one)) for one in named) if old != new}


@dataclass(frozen=True, slots=True)
class _Found:
    """Hazards and photos, and where the questions they name stand now."""

    hazards: tuple[Hazard, ...]
    photos: tuple[PhotoAttached, ...]
    places: Mapping[str, str]

    def count_photos(self, visit: str) -> Counter[str]:
        keys = (one.owner.removeprefix(_prefix(visit)) for one in self.photos)
        return Counter(self.places.get(key, key) for key in keys)

    def count_hazards(self) -> Counter[str]:
        keys = (one.body.question for one in self.hazards if one.body.question)
        return Counter(self.places.get(key, key) for key in keys)


def _recorded(told: tuple[Hazard, ...], photos: tuple[PhotoAttached, ...]) -> Iterator[str]:
    yield from (f"hazard:{one.hazard}" for one in told)
    yield from (f"photo:{one.photo}" for one in photos)


def _head(page: visits.VisitPage) -> VisitHead:
    started = page.visit.started
    return VisitHead(
        visit=page.visit.visit,
        dossier=page.dossier,
        enterprise=page.enterprise.name,
        site=page.site.name if page.site else "",
        services=started.services if started else (),
        inspectors=_inspectors(page.visit),
        date=page.visit.date,
        started=started.checked_in if started else "",
        ended=page.visit.ended is not None,
        gaps=page.gaps,
    )


def _inspectors(visit: Visit) -> tuple[str, ...]:
    names = (one.name for start in visit.starts for one in start.inspectors)
    return tuple(dict.fromkeys(names))


def _around(session: Session, page: visits.VisitPage, dossier: Dossier, found: _Found) -> Around:
    _sector, tags = visits.site_profile(page.enterprise, page.site)
    return Around(
        instruments=instruments_of(session.library),
        last=page.last_results,
        photos=found.count_photos(page.visit.visit),
        hazards=found.count_hazards(),
        conflicts=_conflicts(page, dossier),
        site_tags=frozenset(tags),
        closed=page.visit.ended is not None,
    )


def _conflicts(page: visits.VisitPage, dossier: Dossier) -> frozenset[str]:
    return frozenset(
        f"{entry.form_id}@{entry.version}{ref}"
        for entry in page.checklists
        for ref, one in answers_of(dossier, page.visit.visit, entry.form_id, entry.version).items()
        if one.conflict
    )


def _offers(session: Session, page: visits.VisitPage) -> Suggestions:
    typed = hazards.suggestions(session, page.dossier)
    earlier = tuple(
        (h.hazard, f"{h.deadline} {h.body.place}: {h.body.finding[:40]}")
        for h in page.earlier_hazards
    )
    return Suggestions(typed.places, typed.people, earlier)


def find_checklist(checklists: tuple[OpenChecklist, ...], key: str) -> OpenChecklist | None:
    """Return the checklist a line's key begins with, None for none."""
    return next((c for c in checklists if key.startswith(checklist_key(c) + "/")), None)


def ref_in(checklist: OpenChecklist, key: str) -> str:
    """Return the ref (with positions) of a line's key within its checklist."""
    return checklist.running.ref_of(key.removeprefix(checklist_key(checklist)))


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to keep."""

    key: str
    value: str
    reason: str = ""
    note: str = ""


def keep_answer(session: Session, kept: OpenChecklist, given: Given) -> Answered:
    """Record an answer; returns what stands."""
    changes = answers.answer_item(
        session,
        kept,
        ref_in(kept, given.key),
        given.value,
        reason=given.reason,
        note=given.note,
    )
    return _answered(session, kept, given.key, changes)


def undo_answer(session: Session, kept: OpenChecklist, key: str) -> Answered:
    """Bring back what stood before the last answer of a question."""
    changes = answers.undo_answer(session, kept, ref_in(kept, key))
    return _answered(session, kept, key, changes)


def _answered(session: Session, kept: OpenChecklist, key: str, changes: Changes) -> Answered:
    stable = key.removeprefix(checklist_key(kept))
    return Answered(
        key=key,
        value=kept.running.node(ref_in(kept, key)).value,
        reason=kept.reasons.get(stable, ""),
        note=kept.notes.get(stable, ""),
        changes=changes,
        at=session.now(),
    )


def add_row(session: Session, kept: OpenChecklist, key: str) -> tuple[str, Changes]:
    """Add a row to a repeat; returns the row's id."""
    ref, changes = answers.add_row(session, kept, ref_in(kept, key))
    return kept.running.node(ref).row, changes


def remove_row(session: Session, kept: OpenChecklist, key: str) -> Changes:
    """Take a row of a repeat away."""
    return answers.remove_row(session, kept, ref_in(kept, key))


def sides_of(session: Session, dossier_key: str, subject: str) -> tuple[Side, ...]:
    """Return all heads of a subject as the sides of a conflict; one side where there is none."""
    found = conflicts.versions_of(session, dossier_key, subject)
    return tuple(
        Side(
            fact=one.fact,
            who=one.who or _("Central or another inspector"),
            when=words.clock(one.when),
            lines=_lines(one),
            mine=one.mine,
        )
        for one in found
    )


def _lines(version: conflicts.Version) -> tuple[str, ...]:
    from inspector_app.ui import conflict_values

    said = conflict_values.told(version)
    if len(said) == 1:
        return (said[0][1],)
    return tuple(_("{name}: {value}").format(name=name, value=value) for name, value in said)


def keep_side(session: Session, kept: OpenChecklist, key: str, fact: str) -> Answered:
    """Let one of two answers stand, also after the visit's end; returns what stands now."""
    ref = ref_in(kept, key)
    subject = kept.subject(ref)
    dossier_key = kept.volume.dossier
    changes = conflicts.keep(session, dossier_key, subject, fact)
    dossier = visits.require_dossier(session, dossier_key)
    standing = shown(dossier, subject, ItemAnswered)
    if standing is not None:
        stable = kept.running.stable_ref(ref)
        kept.running.set(ref, standing.body.value)
        kept.reasons[stable], kept.notes[stable] = standing.body.reason, standing.body.note
    return _answered(session, kept, key, changes)
