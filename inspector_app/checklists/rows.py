"""Rows of repeats in a running form: brought by the form, counted, added, removed, restored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from inspector_app.checklists import answers
from inspector_app.checklists.definition import Action, FormDefinition
from inspector_app.checklists.fields import Field, Range, drop_row, grow, insert_row, subtree, under
from inspector_app.checklists.problems import FormTooLarge
from inspector_app.checklists.recalculation import Recalculation
from inspector_app.checklists.refs import find_range, parse_ref

MAX_FIELDS = 200_000


class Rows:
    """Keeps ranges, tree and recalculation in step; ``act`` runs an action at a row."""

    def __init__(
        self,
        form: FormDefinition,
        root: Field,
        work: Recalculation,
        new_id: Callable[[], str],
        act: Callable[[Action, Field], None],
    ) -> None:
        self.form = form
        self.root = root
        self.work = work
        self.new_id = new_id
        self.act = act
        self.opened = False  # rows that a form opens with are not new
        self.in_force: Callable[[Field], bool] = lambda _field: True

    def prepare(self, stand_in: Field) -> None:
        """Empty a range whose rows are counted; give one row to a fixed range without any."""
        assert stand_in.up is not None
        made = stand_in.up.ranges[stand_in.name]
        if made.defn.count is not None:
            # Rows within a row that itself waits in stock were put aside before.
            made.stock += made.rows
            for row in list(made.rows):
                drop_row(made, row)
        elif made.defn.fixed_rows and not made.rows:
            self.insert(made, 0, "d1")

    def normalise(self, field: Field) -> None:
        """Write the field's default as its type does, and hold its item to its dates."""
        field.in_force = self.in_force(field)
        field.raw = answers.written(field.raw, field.defn)

    def insert(self, made: Range, index: int, row_id: str) -> Field:
        """Put a fresh row into the range and return it."""
        row = self._put(made, index, row_id, None)
        self._moved(made, index)
        return row

    def _put(self, made: Range, index: int, row_id: str, brought: Field | None) -> Field:
        template = self.form.templates[made.defn.path]
        row = brought or grow(self.form, template, made.defn.path, self.new_id)
        row.row_id = row_id
        insert_row(made, row, index)
        self.work.forget_instances()
        for field in list(subtree(row)):
            if field.defn.leaf:
                self.normalise(field)
            elif self.work.is_stand_in(field):
                self.prepare(field)
        for field in subtree(row):
            self.work.touch(field)
        self._settle_row(row)
        return row

    def _settle_row(self, row: Field) -> None:
        self.work.inherit_relevance(row)
        self.work.inherit_readonly(row)
        self.work.push_all(row)
        for action in self.form.actions if self.opened else ():
            if "odk-new-repeat" not in action.events:
                continue
            for field in under(row, action.source):
                if not self.work.is_stand_in(field):
                    self.work.later(partial(self.act, action, field))

    def drop(self, made: Range, row: Field) -> None:
        """Take the row out; later rows move up."""
        index = next(i for i, each in enumerate(made.rows) if each is row)
        drop_row(made, row)
        self._moved(made, index)

    def _moved(self, made: Range, index: int) -> None:
        for later in made.rows[index:]:
            for field in subtree(later):
                self.work.touch(field)
        self.work.rows_changed(made.parent, made.defn)

    def set_count(self, stand_in: Field, wanted: int) -> None:
        """Give a counted range this many rows: fresh ones at the end, the last ones go."""
        assert stand_in.up is not None
        made = stand_in.up.ranges[stand_in.name]
        before = len(made.rows)
        for number in range(before + 1, wanted + 1):
            if self.work.size > MAX_FIELDS:
                self.work.problems.append(FormTooLarge(size=self.work.size, limit=MAX_FIELDS))
                break
            # The rows that the form brings along come first; each is used once.
            brought = made.stock.pop(0) if made.stock else None
            self._put(made, number - 1, f"n{number}", brought)
        for row in reversed(made.rows[wanted:]):
            drop_row(made, row)
        if len(made.rows) != before:
            self._moved(made, min(before, len(made.rows)))

    def restore(self, repeat_ref: str, ids: Sequence[str]) -> None:
        """Give the range exactly these rows, in this order where it lacks them."""
        self.ensure(repeat_ref)
        made = find_range(self.root, parse_ref(repeat_ref))
        if made is None or made.defn.count is not None:
            return
        for row in list(made.rows):
            if row.row_id not in ids:
                self.drop(made, row)
        for index, row_id in enumerate(ids):
            if row_id not in [row.row_id for row in made.rows]:
                self.insert(made, min(index, len(made.rows)), row_id)
        self.work.run()

    def ensure(self, stable: str) -> None:
        """Create the rows that a stable ref passes through where they are missing."""
        at: Field = self.root
        for name, row_id in parse_ref(stable)[1:]:
            made = at.ranges.get(name)
            if made is None:
                found = next((child for child in at.fields() if child.name == name), None)
            else:
                found = next((row for row in made.rows if row.row_id == row_id), None)
                if found is None and row_id and made.defn.count is None:
                    found = self.insert(made, len(made.rows), row_id)
            if found is None:
                return
            at = found
