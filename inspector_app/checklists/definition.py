"""What a form is, before anybody answers it: fields, controls, binds, texts, lists, actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inspector_app.checklists.problems import FormProblem
from inspector_app.checklists.profile import Announced, CheckItem, Companion
from inspector_app.checklists.tree import Node
from inspector_app.checklists.xpath import Expression


class FieldKind(StrEnum):
    """What a field shows itself as."""

    ROOT = "root"
    GROUP = "group"
    REPEAT = "repeat"
    INSTANCE = "instance"
    INPUT = "input"
    SELECT = "select"
    RANK = "rank"
    RANGE = "range"
    TRIGGER = "trigger"
    UPLOAD = "upload"
    VALUE = "value"
    ATTRIBUTE = "attribute"


_BOXES = (FieldKind.ROOT, FieldKind.GROUP, FieldKind.REPEAT)


@dataclass(frozen=True, slots=True)
class Text:
    """A label, hint or message: plain parts and outputs, or an expression that names a text."""

    parts: tuple[str | Expression, ...] = ()
    reference: Expression | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """Where a question's choices come from: written out, or from the nodes of an expression."""

    fixed: tuple[tuple[str, Text | None], ...] = ()
    nodes: Expression | None = None
    value: Expression | None = None
    label: Expression | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """The question's appearance in the body."""

    kind: FieldKind
    multiple: bool = False
    label: Text | None = None
    hint: Text | None = None
    choices: Choices | None = None
    appearance: str = ""
    mediatype: str = ""
    bounds: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Bind:
    """Type and rules of a field; a rule that is absent is None."""

    type: str = "string"
    relevant: Expression | None = None
    readonly: Expression | None = None
    required: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    constraint_message: Text | None = None
    required_message: Text | None = None
    preload: str = ""
    preload_params: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """``setvalue``: on these events the target gets the value (expression or plain text).

    With ``place`` it is ``setgeopoint``: the target gets the laptop's position where it has one.
    """

    events: frozenset[str]
    target: Expression
    value: Expression | None
    text: str
    source: str
    attribute: str = ""
    place: bool = False


@dataclass(frozen=True, slots=True)
class FieldDef:
    """One element of the form's instance, with everything known about it."""

    path: str
    name: str
    kind: FieldKind
    parent: str
    children: tuple[str, ...]
    bind: Bind
    control: Control | None
    item: CheckItem | None = None
    companion: Companion | None = None
    announced: Announced | None = None
    count: Expression | None = None
    fixed_rows: bool = False
    attributes: tuple[str, ...] = ()

    @property
    def leaf(self) -> bool:
        """Tell whether the field holds a value."""
        return not self.children and self.kind not in _BOXES


@dataclass(frozen=True, slots=True)
class Language:
    """The texts of one language, by id."""

    name: str
    texts: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A form as read from an XForm. ``instance`` is its pristine tree; never change it.

    ``warnings`` are paths that the body names and the instance lacks; ``notices`` are problems
    that leave the form usable; ``last_saved`` names the lists that hold an earlier record.
    """

    form_id: str
    version: str
    title: str
    sha256: str
    fields: Mapping[str, FieldDef]
    root: str
    instance: Node
    templates: Mapping[str, Node]
    lists: Mapping[str, Node]
    languages: tuple[Language, ...]
    actions: tuple[Action, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    notices: tuple[FormProblem, ...] = ()
    last_saved: tuple[str, ...] = ()

    def walk(self, path: str | None = None) -> Iterator[FieldDef]:
        """Yield a field and all below it, in the form's order."""
        here = self.fields[path or self.root]
        yield here
        yield from (self.fields[attribute] for attribute in here.attributes)
        for child in here.children:
            yield from self.walk(child)

    def items(self) -> tuple[CheckItem, ...]:
        """Return the check items in the form's order."""
        return tuple(f.item for f in self.walk() if f.item is not None)
