"""One move of a checklist between two versions: what goes along, what stays, what is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.library import FormEntry
from inspector_app.checklists.moving import Moved, move, path_of, question, translator
from inspector_app.domain.acts import answer_subject, row_subject
from inspector_app.domain.body import Body
from inspector_app.domain.dossier import all_shown, checklists_of
from inspector_app.domain.dossier_records import Answers
from inspector_app.domain.fold import Dossier
from inspector_app.domain.moves import ChecklistMoved, DroppedAnswer
from inspector_app.domain.visits import ChecklistOpened, ItemAnswered, RowAdded, RowRemoved
from inspector_app.i18n import _


@dataclass(frozen=True, slots=True)
class MoveLine:
    """An answer or question: ``ref`` in the new version (in the old one where it is dropped),
    ``before`` its ref in the old version where that is another."""

    ref: str
    question: str
    value: str = ""
    item: str = ""
    before: str = ""
    reason: str = ""


def line_of(dropped: DroppedAnswer) -> MoveLine:
    """Return the line of an answer in the appendix."""
    return MoveLine(dropped.ref, dropped.question, dropped.value, reason=dropped.reason)


@dataclass(frozen=True)
class Way:
    """A move: from a version with its answers to another with its own; ``moves`` are those that
    stand by now."""

    visit: str
    dossier: Dossier
    before: FormEntry
    after: FormEntry
    old: FormDefinition
    new: FormDefinition
    held: Answers
    there: Answers
    moves: tuple[ChecklistMoved, ...]

    @cached_property
    def plan(self) -> Moved:
        """What the versions say about where answers go."""
        return move(self.old, self.held.values, self.held.rows, self.new)

    @cached_property
    def _brought(self) -> tuple[ChecklistMoved, ...]:
        """Earlier moves the same way: what they took is a copy where nobody changed it."""
        way = (self.before.version, self.after.version)
        return tuple(one for one in self.moves if (one.before, one.after) == way)

    @cached_property
    def _left(self) -> tuple[ChecklistMoved, ...]:
        """Earlier moves away from where this one goes: what they took was copied from there."""
        return tuple(one for one in self.moves if one.before == self.after.version)

    def _landing(self) -> Iterator[tuple[str, str]]:
        """Yield (ref before, ref after) of every answer that the new version takes."""
        yield from ((ref, ref) for ref in self.plan.kept)
        yield from ((one.before, one.after) for one in self.plan.moved)

    def _is_echo(self, before: str, after: str) -> bool:
        """Tell whether the answer is but a copy of what stood where it goes."""
        value = self.held.values[before]
        return any(one.took.get(after) == value for one in self._left)

    def _stands_against(self, before: str, after: str) -> bool:
        """Tell whether somebody answered otherwise in the new version: that answer stays."""
        standing = self.there.given.get(after)
        if standing is None or standing.body.value == self.held.values[before]:
            return False
        value = standing.body.value
        copied = any(one.took.get(before) == value for one in self._brought)
        untouched = any(one.took.get(after) == value for one in self._left)
        return not copied and not untouched

    def _body(self, before: str) -> ItemAnswered:
        given = self.held.given.get(before)
        return given.body if given else ItemAnswered(value=self.held.values[before])

    def _answers(self) -> Iterator[tuple[str, ItemAnswered]]:
        for before, after in self._landing():
            standing, body = self.there.given.get(after), self._body(before)
            if standing is not None and standing.body == body:
                continue
            if standing is not None and self._is_echo(before, after):
                continue
            if not self._stands_against(before, after):
                form, version = self.after.form_id, self.after.version
                yield answer_subject(self.visit, form, version, after), body

    def _rows(self) -> Iterator[tuple[str, RowAdded]]:
        for range_ref, ids in self.plan.rows.items():
            there = self.there.rows.get(range_ref, ())
            for row, behind in zip(ids, ("", *ids), strict=False):
                subject = self._row_subject(f"{range_ref}[{row}]")
                if row not in there and subject not in self.dossier.heads:
                    yield subject, RowAdded(row=row, after=behind)

    def _gone_rows(self) -> Iterator[tuple[str, RowRemoved]]:
        """Yield the rows taken away since they were copied from where this move goes."""
        if not self._left and not self._brought:
            return
        find = translator(self.old, self.new)
        prefix = f"row:{self.visit}/{self.before.form_id}@{self.before.version}"
        for one in all_shown(self.dossier, prefix + "/", RowRemoved):
            ref = find(one.subject.removeprefix(prefix))
            range_ref = ref.rpartition("[")[0]
            if one.body.row in self.there.rows.get(range_ref, ()):
                yield self._row_subject(ref), RowRemoved(row=one.body.row)

    def _row_subject(self, ref: str) -> str:
        return row_subject(self.visit, self.after.form_id, self.after.version, ref)

    def dropped(self) -> Iterator[DroppedAnswer]:
        """Yield what goes to the appendix, with the reason."""
        for one in self.plan.dropped:
            if one.value:
                yield self._dropped(one.ref, one.reason)
        for before, after in self._landing():
            if self._stands_against(before, after) and not self._is_echo(before, after):
                yield self._dropped(before, _("it was answered otherwise in the other version"))

    def _dropped(self, ref: str, reason: str) -> DroppedAnswer:
        return DroppedAnswer(
            version=self.before.version,
            ref=ref,
            question=question(self.old, path_of(ref)),
            value=self.held.values[ref],
            reason=reason,
        )

    def _appendix(self) -> tuple[DroppedAnswer, ...]:
        """Return the whole appendix: answers of the version gone to are in use again."""
        kept = (one for earlier in self.moves for one in earlier.dropped)
        others = (
            one for one in kept if one.version not in (self.after.version, self.before.version)
        )
        return tuple(dict.fromkeys((*others, *self.dropped())))

    def acts(self, *, back: bool) -> Iterator[tuple[str, Body]]:
        """Yield (subject, body) of everything to write, the move itself last."""
        entry = self.after
        opened = {(one.form, one.version) for one in checklists_of(self.dossier, self.visit)}
        if (entry.form_id, entry.version) not in opened:
            subject = f"checklist:{self.visit}/{entry.form_id}@{entry.version}"
            yield (
                subject,
                ChecklistOpened(
                    visit=self.visit,
                    form=entry.form_id,
                    version=entry.version,
                    sha256=entry.sha256,
                ),
            )
        yield from self._rows()
        yield from self._gone_rows()
        yield from self._answers()
        yield (
            f"moved:{self.visit}/{entry.form_id}",
            ChecklistMoved(
                visit=self.visit,
                form=entry.form_id,
                before=self.before.version,
                after=entry.version,
                sha256=entry.sha256,
                took=dict(self.held.values),
                dropped=self._appendix(),
                back=back,
            ),
        )

    def lines_kept(self) -> tuple[MoveLine, ...]:
        """Return the answers that stay in their place."""
        return tuple(self._line(ref, ref) for ref in self.plan.kept)

    def lines_moved(self) -> tuple[MoveLine, ...]:
        """Return the answers that go on under another place."""
        return tuple(self._line(one.before, one.after) for one in self.plan.moved)

    def lines_required(self) -> tuple[MoveLine, ...]:
        """Return the questions that the new version asks anew and nobody answered there."""
        given = {path_of(ref) for ref, one in self.there.given.items() if one.body.value}
        return tuple(
            MoveLine(one.path, one.question, item=one.item)
            for one in self.plan.newly_required
            if one.path not in given
        )

    def _line(self, before: str, after: str) -> MoveLine:
        field = self.new.fields[path_of(after)]
        return MoveLine(
            ref=after,
            question=question(self.new, field.path),
            value=self.held.values[before],
            item=field.item.item if field.item else "",
            before=before if before != after else "",
        )
