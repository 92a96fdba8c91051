"""Functions over nodes and conditions: count, position, if, coalesce, instance, current …"""

from __future__ import annotations

from inspector_app.checklists.calls import MANY, Registry, nodes_of, text_at
from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.shuffle import shuffled
from inspector_app.checklists.tree import Node, descendants, in_order
from inspector_app.checklists.values import Value, to_boolean, to_number, to_string
from inspector_app.checklists.xpath import Context, Run
from inspector_app.i18n import _

FAMILY = Registry()


@FAMILY.add("last")
def last(context: Context, _arguments: list[Value]) -> Value:
    """Return the number of nodes in the step's node-set."""
    return float(context.size)


@FAMILY.add("position", 0, 1)
def position(context: Context, arguments: list[Value]) -> Value:
    """Return the place in the node-set; of ``position(node)`` its place among like siblings."""
    if not arguments:
        return float(context.position)
    found = nodes_of(arguments[0], "position")
    if not found:
        return float("nan")
    node = found[0]
    return float(_place(node))


@FAMILY.add("count", 1)
def count(_context: Context, arguments: list[Value]) -> Value:
    """Return how many nodes there are."""
    return float(len(nodes_of(arguments[0], "count")))


@FAMILY.add("count-non-empty", 1)
def count_non_empty(_context: Context, arguments: list[Value]) -> Value:
    """Return how many nodes have a text."""
    found = nodes_of(arguments[0], "count-non-empty")
    return float(sum(1 for node in found if node.string() != ""))


@FAMILY.add("id", 1)
def by_id(context: Context, arguments: list[Value]) -> Value:
    """Return the elements with these ids (attribute ``id`` or ``xml:id``)."""
    given = arguments[0]
    texts = [n.string() for n in given] if isinstance(given, list) else [to_string(given)]
    wanted = {word for text in texts for word in text.split()}
    everything = descendants(context.node.root())
    seen: dict[str, Node] = {}
    for node in everything:
        for attribute in node.attributes:
            if attribute.name == "id" and attribute.text in wanted:
                seen.setdefault(attribute.text, node)
    return in_order(list(seen.values()))


def _named(context: Context, arguments: list[Value], name: str) -> Node | None:
    if not arguments:
        return context.node
    found = nodes_of(arguments[0], name)
    return found[0] if found else None


@FAMILY.add("local-name", 0, 1)
def local_name(context: Context, arguments: list[Value]) -> Value:
    """Return the first node's local name."""
    node = _named(context, arguments, "local-name")
    return node.name if node is not None else ""


@FAMILY.add("name", 0, 1)
def full_name(context: Context, arguments: list[Value]) -> Value:
    """Return the first node's name with its prefix."""
    node = _named(context, arguments, "name")
    if node is None:
        return ""
    return f"{node.prefix}:{node.name}" if node.prefix else node.name


@FAMILY.add("namespace-uri", 0, 1)
def namespace_uri(context: Context, arguments: list[Value]) -> Value:
    """Return the first node's namespace."""
    node = _named(context, arguments, "namespace-uri")
    return node.uri if node is not None else ""


@FAMILY.add("lang", 1)
def lang(context: Context, arguments: list[Value]) -> Value:
    """Tell whether the context node is in this language (xml:lang)."""
    wanted = to_string(arguments[0]).lower()
    node: Node | None = context.node
    while node is not None:
        for attribute in node.attributes:
            if attribute.name == "lang":
                found = attribute.text.lower()
                return found == wanted or found.startswith(wanted + "-")
        node = node.parent
    return False


@FAMILY.add("boolean", 1)
def boolean(_context: Context, arguments: list[Value]) -> Value:
    """Return boolean(value)."""
    return to_boolean(arguments[0])


@FAMILY.add("not", 1)
def negation(_context: Context, arguments: list[Value]) -> Value:
    """Return the opposite."""
    return not to_boolean(arguments[0])


@FAMILY.add("true")
def true(_context: Context, _arguments: list[Value]) -> Value:
    """Return true."""
    return True


@FAMILY.add("false")
def false(_context: Context, _arguments: list[Value]) -> Value:
    """Return false."""
    return False


@FAMILY.add("boolean-from-string", 1)
def boolean_from_string(_context: Context, arguments: list[Value]) -> Value:
    """Return true for ``1`` and ``true`` only."""
    return to_string(arguments[0]) in ("1", "true")


@FAMILY.add_lazy("if", 3, 3)
def choose(context: Context, arguments: list[Run]) -> Value:
    """Return the second value if the first is true, else the third."""
    return arguments[1 if to_boolean(arguments[0](context)) else 2](context)


@FAMILY.add_lazy("coalesce", 1, MANY)
def coalesce(context: Context, arguments: list[Run]) -> Value:
    """Return the first value whose text is not empty."""
    for argument in arguments:
        found = to_string(argument(context))
        if found != "":
            return found
    return ""


@FAMILY.add_lazy("once", 1, 1)
def once(context: Context, arguments: list[Run]) -> Value:
    """Return the field's own value if it has one, else the value given."""
    own = context.current.string()
    return own if own != "" else to_string(arguments[0](context))


@FAMILY.add("current")
def current(context: Context, _arguments: list[Value]) -> Value:
    """Return the node whose bind holds the expression."""
    return [context.current]


@FAMILY.add("instance", 1)
def instance(context: Context, arguments: list[Value]) -> Value:
    """Return the root of a secondary instance (its document holder), or of the form itself."""
    name = to_string(arguments[0])
    found = context.env.instance(name)
    if found is None:
        reason = _("there is no list “{name}”").format(name=name)
        raise BadExpression(expression=f"instance('{name}')", reason=reason)
    return [found]


@FAMILY.add("randomize", 1, 2)
def randomize(context: Context, arguments: list[Value]) -> Value:
    """Return the nodes in random order, repeatable where a seed is given."""
    found = nodes_of(arguments[0], "randomize")
    if len(arguments) == 1:
        mixed = list(found)
        context.env.random.shuffle(mixed)
        return mixed
    return shuffled(found, arguments[1], to_number(arguments[1], context.env.zone))


@FAMILY.add("indexed-repeat", 3, 7)
def indexed_repeat(context: Context, arguments: list[Value]) -> Value:
    """Return the field inside the n-th row of a repeat (up to three repeats deep)."""
    found = nodes_of(arguments[0], "indexed-repeat")
    for at in range(1, len(arguments) - 1, 2):
        rows = nodes_of(arguments[at], "indexed-repeat")
        index = to_number(arguments[at + 1], context.env.zone)
        rows = [row for row in rows if _place(row) == index]
        found = [node for node in found if any(_within(node, row) for row in rows)]
    return found


def _place(node: Node) -> int:
    if node.parent is None:
        return 1
    place = 0
    for sibling in node.parent.children:
        if sibling.name == node.name and sibling.kind is node.kind:
            place += 1
            if sibling is node:
                return place
    return 1


def _within(node: Node, row: Node) -> bool:
    above: Node | None = node
    while above is not None:
        if above is row:
            return True
        above = above.parent
    return False


@FAMILY.add("string", 0, 1)
def string(context: Context, arguments: list[Value]) -> Value:
    """Return string(value)."""
    return text_at(context, arguments)
