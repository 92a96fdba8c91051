"""The body of an XForm: controls by the path they are bound to, and actions."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from inspector_app.checklists.definition import Action, Choices, Control, FieldKind, Text
from inspector_app.checklists.elsewhere import Elsewhere
from inspector_app.checklists.problems import BadExpression, DuplicateField, FormBroken
from inspector_app.checklists.texts import read_text
from inspector_app.checklists.tree import split_name
from inspector_app.checklists.xpath import Expression, compile_expression
from inspector_app.i18n import _

_CONTROLS = {
    "input": FieldKind.INPUT,
    "secret": FieldKind.INPUT,
    "select": FieldKind.SELECT,
    "select1": FieldKind.SELECT,
    "rank": FieldKind.RANK,
    "range": FieldKind.RANGE,
    "trigger": FieldKind.TRIGGER,
    "upload": FieldKind.UPLOAD,
}
_MAX_DEPTH = 100


def local(element: etree._Element) -> str:
    """Return the local name, blank for comments and instructions."""
    tag: object = element.tag
    return split_name(tag)[1] if isinstance(tag, str) else ""


def clean_path(path: str) -> str:
    """Return an absolute path without prefixes and blanks."""
    return "/".join(_local_part(part.strip()) for part in path.strip().split("/"))


def _local_part(part: str) -> str:
    name = part.rpartition(":")[2]
    return f"@{name.lstrip('@')}" if part.startswith("@") else name


def join_path(base: str, path: str) -> str:
    """Return the path seen from a base: absolute as it is, ``.`` and ``..`` resolved."""
    path = clean_path(path).removeprefix("current()/")
    if path.startswith("/"):
        return path
    parts = base.split("/")
    for part in path.split("/"):
        if part == "..":
            parts.pop()
        elif part not in (".", ""):
            parts.append(part)
    return "/".join(parts)


@dataclass(frozen=True, slots=True)
class RepeatControl:
    """A repeat of the body: its label and the expression for its number of rows."""

    label: Text | None
    count: str
    fixed: bool
    appearance: str


class BodyReader:
    """Reads controls, groups, repeats and actions of one form."""

    def __init__(
        self, model: etree._Element, form_body: etree._Element, root: str, elsewhere: Elsewhere
    ) -> None:
        self.elsewhere = elsewhere
        self.controls: dict[str, Control] = {}
        self.repeats: dict[str, RepeatControl] = {}
        self._actions: list[Action] = []
        self._binds = {
            bind.get("id", ""): clean_path(bind.get("nodeset", ""))
            for bind in model
            if local(bind) == "bind" and bind.get("id")
        }
        self._read_actions(model, "", root)
        self._read(form_body, root, 0)

    @property
    def actions(self) -> tuple[Action, ...]:
        """Return the actions in the order of the form."""
        return tuple(self._actions)

    def _target(self, element: etree._Element, base: str) -> str:
        bound = element.get("bind")
        if bound:
            return self._binds.get(bound, "")
        path = element.get("ref") or element.get("nodeset") or ""
        return join_path(base, path) if path.strip() else ""

    def _read(self, parent: etree._Element, base: str, depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise FormBroken(reason=_("groups are nested too deeply"))
        for element in parent:
            name = local(element)
            if name == "group":
                self._group(element, base, depth)
            elif name == "repeat":
                self._repeat(element, base, depth, None)
            elif name in _CONTROLS:
                self._control(element, base, _CONTROLS[name])

    def _group(self, element: etree._Element, base: str, depth: int) -> None:
        path = self._target(element, base)
        label = read_text(_child(element, "label")) if path else None
        repeat = _child(element, "repeat")
        inner = _nodeset(repeat, path or base)
        if repeat is not None and (not path or path == inner):
            self._repeat(repeat, path or base, depth, label)
        elif path:
            self._put(path, Control(FieldKind.GROUP, label=label, appearance=_look(element)))
        self._read(
            _without(element, repeat if not path or path == inner else None),
            path or base,
            depth + 1,
        )

    def _repeat(self, element: etree._Element, base: str, depth: int, label: Text | None) -> None:
        path = _nodeset(element, base)
        count = _namespaced(element, "count")
        fixed = _namespaced(element, "noAddRemove").strip() == "true()"
        if path in self.repeats:
            raise DuplicateField(ref=path)
        self.repeats[path] = RepeatControl(label, count, fixed, _look(element))
        self._read_actions(element, path, path)
        self._read(element, path, depth + 1)

    def _control(self, element: etree._Element, base: str, kind: FieldKind) -> None:
        path = self._target(element, base)
        if not path:
            raise FormBroken(reason=_("a question is bound to nothing"))
        multiple = local(element) == "select"
        choices = self._choices(element, path, kind)
        if choices is not None and kind is FieldKind.INPUT:
            kind = FieldKind.SELECT
        bounds = tuple(element.get(name, "") for name in ("start", "end", "step"))
        control = Control(
            kind,
            multiple,
            read_text(_child(element, "label")),
            read_text(_child(element, "hint")),
            choices,
            _look(element),
            element.get("mediatype", ""),
            (bounds[0], bounds[1], bounds[2]),
        )
        self._put(path, control)
        self._read_actions(element, path, path)

    def _choices(self, element: etree._Element, path: str, kind: FieldKind) -> Choices | None:
        if kind is FieldKind.INPUT and element.get("query"):
            return self.elsewhere.queried(element.get("query", ""))
        if kind not in (FieldKind.SELECT, FieldKind.RANK):
            return None
        return self.elsewhere.searched(_look(element), _choices(element, path))

    def _put(self, path: str, control: Control) -> None:
        if path in self.controls:
            raise DuplicateField(ref=path)
        self.controls[path] = control

    def _read_actions(self, parent: etree._Element, source: str, base: str) -> None:
        for element in parent:
            if local(element) in ("setvalue", "setgeopoint"):
                self._actions.append(self._action(element, source, base))

    def _action(self, element: etree._Element, source: str, base: str) -> Action:
        events = frozenset((element.get("event") or _namespaced(element, "event")).split())
        unknown = events - _EVENTS
        if unknown or ("odk-new-repeat" in events and not source):
            reason = _("an action waits for “{event}”").format(event=" ".join(sorted(events)))
            raise FormBroken(reason=reason)
        bound = element.get("bind")
        path = self._binds.get(bound, "") if bound else element.get("ref", "")
        if not path:
            raise FormBroken(reason=_("an action has no target"))
        if not path.strip().startswith("/"):
            path = join_path(base, path)
        path, _sep, attribute = path.partition("/@")
        value = element.get("value")
        return Action(
            events=events,
            target=compile_expression(path),
            value=compile_expression(value) if value else None,
            text="" if value is not None else "".join(str(t) for t in element.itertext()),
            source=source,
            attribute=attribute,
            place=local(element) == "setgeopoint",
        )


_EVENTS = frozenset(
    (
        "odk-instance-first-load",
        "odk-instance-load",
        "odk-new-repeat",
        "xforms-value-changed",
        "xforms-ready",
        "xforms-revalidate",
        "jr-insert",
    )
)


def _namespaced(element: etree._Element, name: str) -> str:
    for key, value in element.attrib.items():
        if split_name(str(key))[1] == name:
            return str(value)
    return ""


def _nodeset(repeat: etree._Element | None, base: str) -> str:
    if repeat is None:
        return ""
    return join_path(base, repeat.get("nodeset") or repeat.get("ref") or "")


def _look(element: etree._Element) -> str:
    return element.get("appearance", "")


def _child(parent: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in parent if local(child) == name), None)


def _without(element: etree._Element, repeat: etree._Element | None) -> etree._Element:
    if repeat is not None:
        element.remove(repeat)
    return element


def _choices(element: etree._Element, path: str) -> Choices:
    itemset = _child(element, "itemset")
    if itemset is None:
        return Choices(fixed=tuple(_fixed(element)))
    nodes = itemset.get("nodeset", "")
    value, label = _child(itemset, "value"), _child(itemset, "label")
    if not nodes or value is None:
        reason = _("the choices of {ref} have no source").format(ref=path)
        raise BadExpression(expression=nodes, reason=reason)
    return Choices(
        nodes=compile_expression(nodes),
        value=compile_expression(value.get("ref", "")),
        label=_label(label),
    )


def _label(label: etree._Element | None) -> Expression | None:
    return compile_expression(label.get("ref", "")) if label is not None else None


def _fixed(element: etree._Element) -> list[tuple[str, Text | None]]:
    found: list[tuple[str, Text | None]] = []
    for item in element:
        if local(item) == "item":
            value = _child(item, "value")
            text = "" if value is None else (value.text or "").strip()
            found.append((text, read_text(_child(item, "label"))))
    return found
