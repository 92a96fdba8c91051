"""A half-done visit goes on with a new version of a checklist, and can go back.

Answers stand again under the new version as facts of their own; those of the old version stay
untouched. What the new version does not take is kept in an appendix. Everything is decided from
what is on this laptop, without a network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from inspector_app.checklists.library import FormEntry
from inspector_app.checklists.moving import path_of, question, translator
from inspector_app.domain.acts import act
from inspector_app.domain.dossier import checklists_of, visit_of
from inspector_app.domain.dossier_records import answers_in, moves_of, versions_in_use
from inspector_app.domain.facts import Fact, Volume
from inspector_app.domain.fold import Dossier
from inspector_app.domain.moves import ChecklistMoved
from inspector_app.errors import Problem
from inspector_app.i18n import N_
from inspector_app.operations.moving_way import MoveLine, Way, line_of
from inspector_app.operations.session import Changes, Session, volume_of
from inspector_app.operations.visits import dossier_of_visit, require_dossier, require_open


class NothingToMove(Problem):
    """The checklist is not open in another version, or was never moved."""

    code = "OP-53"
    template = N_("There is nothing to move for {form}.")
    remedy_template = N_("Open the visit again to see which version it is on; nothing was changed.")


@dataclass(frozen=True, slots=True)
class NewerVersion:
    """A checklist of a visit and the newest version of it that is in force on the visit's day."""

    form: str
    title: str
    version: str
    newer: str
    newer_title: str


@dataclass(frozen=True, slots=True)
class MoveView:
    """What would become of the answers."""

    visit: str
    form: str
    title: str
    before: str
    after: str
    kept: tuple[MoveLine, ...]
    moved: tuple[MoveLine, ...]
    newly_required: tuple[MoveLine, ...]
    dropped: tuple[MoveLine, ...]


@dataclass(frozen=True, slots=True)
class MovedChecklist:
    """A checklist that was moved: its appendix, and what another laptop answered in the version
    left behind. ``back`` tells that the last move took one back; ``conflict`` that two laptops
    moved it to different versions, which are all in use until somebody moves again."""

    form: str
    before: str
    after: str
    appendix: tuple[MoveLine, ...]
    late: tuple[MoveLine, ...]
    conflict: bool
    back: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The checklist of a visit that is moved, and where its acts stand."""

    visit: str
    form: str
    dossier: str
    day: str

    @property
    def volume(self) -> Volume:
        return volume_of(self.dossier, self.day)

    @property
    def subject(self) -> str:
        """Return the subject of its moves."""
        return f"moved:{self.visit}/{self.form}"


def newer_versions(session: Session, visit: str) -> tuple[NewerVersion, ...]:
    """Return the checklists opened in this visit of which a newer version in force is here."""
    key = dossier_of_visit(session, visit)
    dossier = require_dossier(session, key)
    found = visit_of(dossier, visit)
    if not found.is_open:
        return ()
    lines = []
    for form, versions in versions_in_use(dossier, visit).items():
        newest = _newest(session, form, found.date)
        lines += [
            NewerVersion(form, entry.title, entry.version, newest.version, newest.title)
            for version in versions
            for entry in _known(session, form, version)
            if newest is not None and entry.age < newest.age
        ]
    return tuple(lines)


def _known(session: Session, form: str, version: str) -> tuple[FormEntry, ...]:
    return tuple(e for e in session.library.entries if (e.form_id, e.version) == (form, version))


def _newest(session: Session, form: str, day: str) -> FormEntry | None:
    on = date.fromisoformat(day)
    found = [e for e in session.library.entries if e.form_id == form and e.in_force(on)]
    return max(found, key=lambda one: one.age, default=None)


def preview_move(session: Session, visit: str, form: str, version: str = "") -> MoveView:
    """Return what a move would do, to the newest version in force where none is named.

    Records nothing. Raises NothingToMove where the visit is on that version, or has not opened
    the checklist; VisitOver where it has ended.
    """
    of = _form(session, visit, form)
    dossier = require_dossier(session, of.dossier)
    sources, target = _sources(session, dossier, of, version)
    ways = [way_between(session, dossier, of, one, target) for one in sources]
    return MoveView(
        visit=visit,
        form=form,
        title=target.title,
        before="、".join(one.version for one in sources),
        after=target.version,
        kept=tuple(line for way in ways for line in way.lines_kept()),
        moved=tuple(line for way in ways for line in way.lines_moved()),
        newly_required=ways[-1].lines_required(),
        dropped=tuple(line_of(one) for way in ways for one in way.dropped()),
    )


def move_checklist(session: Session, visit: str, form: str, version: str = "") -> Changes:
    """Go on with a version of a checklist, the newest in force where none is named.

    Raises as ``preview_move`` does; then nothing changed.
    """
    of = _form(session, visit, form)
    dossier = require_dossier(session, of.dossier)
    sources, target = _sources(session, dossier, of, version)
    return _carry(session, of, [(one, target) for one in sources], back=False)


def undo_move(session: Session, visit: str, form: str) -> Changes:
    """Go back to the version before the last move; what was answered since comes along.

    What the old version does not take goes to the appendix. Raises NothingToMove where the
    checklist was never moved.
    """
    of = _form(session, visit, form)
    last = _last_move(require_dossier(session, of.dossier), of)
    entries = (session.library.entry(form, one) for one in (last.after, last.before))
    before, after = entries
    return _carry(session, of, [(before, after)], back=True)


def take_late(session: Session, visit: str, form: str) -> Changes:
    """Take over what another laptop answered in the version left behind, after the move.

    What was answered otherwise in both goes to the appendix.
    """
    of = _form(session, visit, form)
    last = _last_move(require_dossier(session, of.dossier), of)
    entries = (session.library.entry(form, one) for one in (last.before, last.after))
    before, after = entries
    return _carry(session, of, [(before, after)], back=last.back)


def moved_checklists(session: Session, visit: str) -> tuple[MovedChecklist, ...]:
    """Return the checklists of a visit that were moved, each with its appendix."""
    dossier = require_dossier(session, dossier_of_visit(session, visit))
    forms = dict.fromkeys(one.form for one in checklists_of(dossier, visit))
    found = ((form, moves_of(dossier, visit, form)) for form in forms)
    return tuple(_shown(session, dossier, visit, moves) for _form, moves in found if moves)


def _shown(
    session: Session, dossier: Dossier, visit: str, moves: tuple[ChecklistMoved, ...]
) -> MovedChecklist:
    last = moves[-1]
    appendix = dict.fromkeys(one for move in moves for one in move.dropped)
    return MovedChecklist(
        form=last.form,
        before=last.before,
        after=last.after,
        appendix=tuple(line_of(one) for one in appendix),
        late=tuple(_late(session, dossier, visit, moves)),
        conflict=len({one.after for one in moves}) > 1,
        back=last.back,
    )


def _late(
    session: Session, dossier: Dossier, visit: str, moves: tuple[ChecklistMoved, ...]
) -> Iterator[MoveLine]:
    """Yield the answers in versions left behind that no move has seen."""
    for version in dict.fromkeys(one.before for one in moves):
        seen = [one.took for one in moves if one.before == version]
        form = moves[0].form
        for ref, one in answers_in(dossier, visit, form, version).given.items():
            value = one.body.value
            if not any(took.get(ref) == value for took in seen):
                yield MoveLine(ref, _asked(session, form, version, ref), value)


def _asked(session: Session, form: str, version: str, ref: str) -> str:
    try:
        return question(session.library.definition(form, version), path_of(ref))
    except Problem:
        return ref.rpartition("/")[2]


def place_in_use(session: Session, visit: str) -> Callable[[str], str]:
    """Return what gives, for the place of a question (``form@version/ref``, as hazards and the
    owners of photos name it), its place in the version now in use.

    A question that was not moved, or that the new version does not ask, keeps its place.
    """
    dossier = require_dossier(session, dossier_of_visit(session, visit))
    used = versions_in_use(dossier, visit)

    @cache
    def way(form: str, version: str) -> Callable[[str], str] | None:
        versions = used.get(form, ())
        if not versions or version in versions:
            return None
        try:
            old, new = (session.library.definition(form, v) for v in (version, versions[-1]))
        except Problem:
            return None
        return translator(old, new)

    def place(old: str) -> str:
        name, _slash, ref = old.partition("/")
        form, _at, version = name.partition("@")
        find = way(form, version)
        after = find(f"/{ref}") if find else ""
        return f"{form}@{used[form][-1]}{after}" if after else old

    return place


def _form(session: Session, visit: str, form: str) -> Form:
    key, found = require_open(session, visit)
    return Form(visit, form, key, found.date)


def _sources(
    session: Session, dossier: Dossier, of: Form, version: str
) -> tuple[list[FormEntry], FormEntry]:
    """Return the versions in use that are to be left, oldest first, and the one to go to."""
    newest = _newest(session, of.form, of.day)
    wanted = version or (newest.version if newest else "")
    used = versions_in_use(dossier, of.visit).get(of.form, ())
    left = [session.library.entry(of.form, one) for one in used if one != wanted]
    if not left or not wanted:
        raise NothingToMove(form=of.form)
    return sorted(left, key=lambda one: one.age), session.library.entry(of.form, wanted)


def _last_move(dossier: Dossier, of: Form) -> ChecklistMoved:
    moves = moves_of(dossier, of.visit, of.form)
    if not moves:
        raise NothingToMove(form=of.form)
    return moves[-1]


def _carry(
    session: Session, of: Form, steps: list[tuple[FormEntry, FormEntry]], *, back: bool
) -> Changes:
    """Write the moves in one transaction, each from what the one before has left."""
    facts: list[Fact] = []
    with session.workspace.transaction() as tx:
        for before, after in steps:
            way = way_between(session, tx.dossier(of.dossier), of, before, after)
            for subject, body in way.acts(back=back):
                heads = (head.id for head in tx.heads(of.dossier, subject))
                done = act(body, of.volume, subject=subject, supersedes=heads)
                facts += session.append(tx, [done])
    return Changes.of(facts)


def way_between(
    session: Session, dossier: Dossier, of: Form, before: FormEntry, after: FormEntry
) -> Way:
    """Return the move between two versions as the dossier stands."""
    return Way(
        visit=of.visit,
        dossier=dossier,
        before=before,
        after=after,
        old=session.library.definition(before.form_id, before.version),
        new=session.library.definition(after.form_id, after.version),
        held=answers_in(dossier, of.visit, before.form_id, before.version),
        there=answers_in(dossier, of.visit, after.form_id, after.version),
        moves=moves_of(dossier, of.visit, of.form),
    )
