"""A running form: set answers, add and remove rows, read what is shown (ODK XForms, no Qt)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from random import Random

from inspector_app.checklists import actions, answers, dependencies, serial, showing
from inspector_app.checklists.basis import Basis, InForce
from inspector_app.checklists.definition import FieldDef, FieldKind, FormDefinition
from inspector_app.checklists.earlier import saved
from inspector_app.checklists.fields import Field, Range, grow, subtree
from inspector_app.checklists.listing import ChoiceSource, holder
from inspector_app.checklists.needs import CHOICES, LABEL, VALID
from inspector_app.checklists.problems import BadAnswer, FormProblem
from inspector_app.checklists.profile import CONTEXT_FIELDS
from inspector_app.checklists.recalculation import Fault, Recalculation
from inspector_app.checklists.refs import find_field, find_range, parse_ref, position_ref, row_ref
from inspector_app.checklists.rows import Rows
from inspector_app.checklists.state import NodeState, Section
from inspector_app.checklists.tree import Kind, Node
from inspector_app.checklists.values import Value
from inspector_app.checklists.wording import Wording
from inspector_app.checklists.xpath import Environment, Expression
from inspector_app.i18n import _

EDITABLE = frozenset(
    (
        FieldKind.INPUT,
        FieldKind.SELECT,
        FieldKind.RANK,
        FieldKind.RANGE,
        FieldKind.TRIGGER,
        FieldKind.UPLOAD,
    )
)
_LOADING = frozenset(("odk-instance-load", "odk-instance-first-load"))


class RunningForm:
    """One form being answered. Values are serialised strings; a problem changes nothing.

    ``values`` maps stable refs (row ids instead of positions) to answers given earlier; rows
    that they name are created, in the order of ``rows`` (range ref → row ids) where given.
    ``context`` fills the profile's hidden fields; with ``instruments`` an item is relevant only
    while the instrument it cites is in force on ``context["visit_date"]``. ``sources`` answer
    lists by name instead of the form; ``lookup`` answers ``pulldata`` on other names from the
    dossier; ``last_saved`` are the answers of the record before; ``place`` is the position now.
    """

    def __init__(  # noqa: PLR0913 - the world of a form is named piece by piece
        self,
        definition: FormDefinition,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        random: Random,
        values: Mapping[str, str] | None = None,
        rows: Mapping[str, Sequence[str]] | None = None,
        context: Mapping[str, str] | None = None,
        properties: Mapping[str, str] | None = None,
        instruments: Mapping[str, InForce] | None = None,
        lookup: Callable[[str, str, str, str], str] | None = None,
        sources: Mapping[str, ChoiceSource] | None = None,
        last_saved: Mapping[str, str] | None = None,
        place: Callable[[], str] = str,
    ) -> None:
        self.definition = definition
        self.basis = Basis(instruments, (context or {}).get("visit_date", ""))
        self._lists = dict(definition.lists)
        self._lists |= {name: holder(source) for name, source in (sources or {}).items()}
        earlier = saved(definition, last_saved or {})
        self._lists |= dict.fromkeys(definition.last_saved, earlier)
        self._new_id = new_id
        self._root = grow(definition, definition.instance, definition.root, new_id)
        self._document = Node(Kind.DOCUMENT)
        self._document.append(self._root)
        self.env = Environment(
            clock=clock,
            random=random,
            new_id=new_id,
            zone=clock().tzinfo,
            document=self._document,
            instance=self._instance,
            find=self._find,
            choice_label=self._choice_label,
            lookup=lookup,
        )
        self._wording = Wording(definition, self.env)
        self._work = Recalculation(dependencies.plan_of(definition), self._root, self._wording)
        self._shape = self._version = -1
        self._order: list[Field] = []
        self._shown: tuple[NodeState, ...] = ()
        self._rows = Rows(definition, self._root, self._work, new_id, self._act)
        self._work.set_rows = self._rows.set_count
        self._work.place = place
        self._work.problems += [*definition.notices, *self.basis.problems(definition)]
        self._fill(context or {}, properties or {})
        self._rows.in_force = lambda field: self.basis.stands(field.defn.item)
        self._start()
        self._restore(values or {}, rows or {})
        self._work.value_changed = self._on_value
        self._work.listened = frozenset(
            a.source for a in definition.actions if "xforms-value-changed" in a.events
        )

    @property
    def language(self) -> str:
        """Return the language shown, as the form names it; blank where it has none."""
        return self._wording.language

    @property
    def problems(self) -> tuple[FormProblem, ...]:
        """Return what failed while the form was computed, and what is to be known about it.

        Answers were kept all the same.
        """
        return tuple(self._work.problems)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the expressions that failed, with the field each stands at."""
        return tuple(self._work.faults)

    def set(self, ref: str, value: str) -> frozenset[str]:
        """Answer the question at ref; return the refs whose shown state changed.

        Raises BadAnswer for an unknown ref, a field nobody answers, or an oversized value.
        """
        field = self._field(ref)
        if field.defn.kind not in EDITABLE:
            raise BadAnswer(ref=ref, reason=_("this is not a question"))
        if field.readonly:
            raise BadAnswer(ref=ref, reason=_("this field is read-only"))
        if not field.relevant:
            raise BadAnswer(ref=ref, reason=_("this question does not apply now"))
        if len(value) > answers.MAX_ANSWER:
            raise BadAnswer(ref=ref, reason=_("the answer is too long"))
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise BadAnswer(ref=ref, reason=_("the answer holds broken characters"))
        given = answers.entered(value, field.defn.bind.type)
        return self._changes(lambda: self._work.store(field, given))

    def accepts(self, ref: str, value: str) -> bool:
        """Tell whether the question's constraint would hold for this answer; changes nothing."""
        field = self._field(ref)
        rule = field.defn.bind.constraint
        given = answers.entered(value, field.defn.bind.type)
        before, field.text = field.text, answers.written(given, field.defn)
        try:
            fits = bool(field.text) and (rule is None or self._work.holds(rule, field))
        finally:
            field.text = before
        return fits

    def add_row(
        self, repeat_ref: str, row_id: str | None = None, after: str | None = None
    ) -> frozenset[str]:
        """Append a row to the repeat (or put it after the row of this id); return changed refs.

        Raises BadAnswer where the ref is no repeat, its rows are fixed, or the id is taken.
        """
        made = self._range(repeat_ref)
        if made.defn.fixed_rows:
            raise BadAnswer(ref=repeat_ref, reason=_("the number of rows follows from an answer"))
        ids = [row.row_id for row in made.rows]
        if row_id is not None and (row_id in ids or not row_id or set(row_id) & set("[]/")):
            raise BadAnswer(ref=repeat_ref, reason=_("a row of this id cannot be added"))
        if after is not None and after not in ids:
            raise BadAnswer(ref=repeat_ref, reason=_("there is no such row"))
        index = ids.index(after) + 1 if after is not None else len(ids)
        chosen = row_id or self._new_id()

        def insert() -> None:
            self._rows.insert(made, index, chosen)

        return self._changes(insert)

    def remove_row(self, ref: str) -> frozenset[str]:
        """Remove the row at ref; return changed refs. Raises BadAnswer where it is none."""
        field = self._field(ref)
        made = self._range_of(field)
        if made is None:
            raise BadAnswer(ref=ref, reason=_("this is not a row"))
        if made.defn.fixed_rows:
            raise BadAnswer(ref=ref, reason=_("the number of rows follows from an answer"))
        moving = made.rows[made.rows.index(field) :]
        before = {state.ref for row in moving for state in showing.states(row, self)}
        changed = self._changes(lambda: self._rows.drop(made, field))
        left = {state.ref for row in moving[1:] for state in showing.states(row, self)}
        return changed | (before - left)

    def set_language(self, name: str) -> frozenset[str]:
        """Show labels in this language of the form; raises BadAnswer where it has none such."""
        if not self._wording.speak(name):
            raise BadAnswer(ref=name, reason=_("the form has no such language"))
        self._work.forget_choices()

        def again() -> None:
            for field in subtree(self._root):
                for what in (CHOICES, LABEL, VALID):
                    if what in self._work.plan.cells[field.defn.path]:
                        self._work.push(field, what)

        return self._changes(again)

    def nodes(self) -> tuple[NodeState, ...]:
        """Return the state of every node in the form's order, ranges of repeats included."""
        if self._shape != self._work.shape:
            self._shape, self._order = self._work.shape, showing.ordered(self._root)
            self._version = -1
        if self._version != self._work.version:
            self._version = self._work.version
            self._shown = tuple([f.state or showing.state_of(f, self) for f in self._order])
        return self._shown

    def node(self, ref: str) -> NodeState:
        """Return the state at a ref (of a range where it ends on a repeat without position)."""
        steps = parse_ref(ref)
        if steps and not steps[-1][1]:
            made = self._find_range(ref)
            if made is not None:
                return showing.state_of(made.stand_in, self)
        return showing.state_of(self._field(ref), self)

    def stable_ref(self, ref: str) -> str:
        """Return the ref with row ids instead of positions, as facts name it."""
        steps = parse_ref(ref)
        made = self._find_range(ref) if steps and not steps[-1][1] else None
        return row_ref(made.stand_in if made is not None else self._field(ref))

    def ref_of(self, stable: str) -> str:
        """Return the ref with positions for one with row ids; raises BadAnswer if it is gone."""
        made = self._find_range(stable)
        return position_ref(made.stand_in if made is not None else self._field(stable))

    def rows(self, repeat_ref: str) -> tuple[str, ...]:
        """Return the ids of a repeat's rows in order."""
        return tuple(row.row_id for row in self._range(repeat_ref).rows)

    def progress(self) -> tuple[Section, ...]:
        """Return each section that has relevant check items, with how many are answered."""
        return showing.progress(self.nodes(), self.definition)

    def unanswered(self, level: str = "major") -> tuple[NodeState, ...]:
        """Return the relevant check items of this level that have no answer yet."""
        return tuple(
            state
            for state in self.nodes()
            if state.item is not None
            and state.item.level == level
            and state.relevant
            and not state.value
        )

    def evaluate(self, ref: str, expression: Expression) -> Value | None:
        """Return the value of an expression at a field, None where it fails (see problems)."""
        made = self._find_range(ref)
        return self._work.value(expression, made.stand_in if made else self._field(ref))

    def submission_xml(self) -> bytes:
        """Return the instance as ODK submits it: relevant nodes only, UTF-8, no declaration."""
        return serial.submission(self._root)

    def recalculate(self) -> None:
        """Compute everything anew; the outcome equals what single changes have led to."""
        self._work.push_all(self._root)
        self._work.run()

    def _changes(self, act: Callable[[], None]) -> frozenset[str]:
        self._work.touched.clear()
        act()
        self._work.run()
        touched = [f for f in self._work.touched.values() if f.kind is not Kind.ATTRIBUTE]
        return frozenset(position_ref(f) for f in touched if self._attached(f))

    def _attached(self, field: Field) -> bool:
        return field.root() is self._document and (
            self._work.is_stand_in(field)
            or field.up is None
            or any(child is field for child in field.up.children)
        )

    def _fill(self, context: Mapping[str, str], properties: Mapping[str, str]) -> None:
        for child in self._root.fields():
            if child.name in CONTEXT_FIELDS and child.defn.leaf:
                child.raw = context.get(child.name, child.raw)
        for field in subtree(self._root):
            if field.defn.bind.preload and not field.raw:
                field.raw = actions.preload(field.defn.bind, self.env, properties)

    def _start(self) -> None:
        for field in list(subtree(self._root)):
            if field.defn.leaf:
                self._rows.normalise(field)
            elif self._work.is_stand_in(field):
                self._rows.prepare(field)
        self._work.push_all(self._root)
        self._work.run()
        self._rows.opened = True
        # Defaults are computed at each opening: only what people answered is kept as facts.
        for action in self.definition.actions:
            if action.events & _LOADING:
                self._act(action, self._root)
        self._work.run()

    def _restore(self, values: Mapping[str, str], rows: Mapping[str, Sequence[str]]) -> None:
        for repeat_ref, ids in rows.items():
            self._rows.restore(repeat_ref, ids)
        for stable in values:
            self._rows.ensure(stable)
        for stable, value in values.items():
            field = find_field(self._root, parse_ref(stable))
            if field is not None and field.defn.leaf:
                self._work.store(field, value)
        self._work.run()
        self._work.touched.clear()

    def _act(self, action: actions.Action, at: Field) -> None:
        actions.perform(action, at, self._work, self._wording)

    def _on_value(self, field: Field) -> None:
        for action in self.definition.actions:
            if "xforms-value-changed" in action.events and action.source == field.defn.path:
                self._act(action, field)

    def _instance(self, name: str) -> Node | None:
        found = self._lists.get(name)
        if found is not None:
            return found
        return self._document if name == self.definition.form_id else None

    def _find(self, names: tuple[str, ...], _current: Node) -> list[Node]:
        return list(self._work.instances("/" + "/".join(names)))

    def _choice_label(self, question: Node, value: str) -> str:
        if isinstance(question, Field):
            for choice in question.choices or ():
                if choice.value == value:
                    return choice.label or ""
        return ""

    def _field(self, ref: str) -> Field:
        found = find_field(self._root, parse_ref(ref))
        if found is None:
            raise BadAnswer(ref=ref, reason=_("the form has no such field"))
        return found

    def _find_range(self, ref: str) -> Range | None:
        return find_range(self._root, parse_ref(ref))

    def _range(self, ref: str) -> Range:
        made = self._find_range(ref)
        if made is None:
            raise BadAnswer(ref=ref, reason=_("this is not a repeated group"))
        return made

    def _range_of(self, field: Field) -> Range | None:
        made = field.up.ranges.get(field.name) if field.up is not None else None
        return made if made is not None and field in made.rows else None


def field_kinds(definition: FormDefinition) -> Iterator[FieldDef]:
    """Yield the definitions of all fields that people answer."""
    return (found for found in definition.walk() if found.kind in EDITABLE)
