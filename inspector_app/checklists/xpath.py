"""Expressions compiled to closures over the instance tree (XPath 1.0 with ODK's additions)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import lru_cache
from random import Random

from inspector_app.checklists import axes, dates, index_lookup, operators
from inspector_app.checklists.listing import Listing
from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.syntax import (
    Binary,
    Call,
    Expr,
    Filter,
    Literal,
    Negate,
    Number,
    Path,
    Step,
    Variable,
    parse,
)
from inspector_app.checklists.tree import Kind, Node, in_order
from inspector_app.checklists.values import Value, to_boolean, to_number
from inspector_app.i18n import _


def _none(_name: str) -> Node | None:
    return None


def _same(text: str) -> str:
    return text


@dataclass(slots=True)
class Environment:
    """What expressions can see beside their context node; a form fills in its own."""

    clock: Callable[[], datetime]
    random: Random
    new_id: Callable[[], str]
    zone: tzinfo | None = None
    document: Node | None = None
    instance: Callable[[str], Node | None] = _none
    find: Callable[[tuple[str, ...], Node], list[Node]] | None = None
    translate: Callable[[str], str] = _same
    choice_label: Callable[[Node, str], str] | None = None
    lookup: Callable[[str, str, str, str], str] | None = None
    variables: Mapping[str, Value] = field(default_factory=dict)


class Context:
    """Where an expression is evaluated: node, position and size, the bind's own node, the world."""

    __slots__ = ("current", "env", "node", "position", "size")

    def __init__(
        self, node: Node, env: Environment, current: Node, position: int = 1, size: int = 1
    ) -> None:
        self.node = node
        self.env = env
        self.current = current
        self.position = position
        self.size = size


Run = Callable[[Context], Value]
Select = Callable[[Context], list[Node]]
Pick = Callable[[Node, Context], list[Node]]
Walk = Callable[[list[Node], Context], list[Node]]


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression: its text, its syntax tree and ``run``."""

    text: str
    tree: Expr
    run: Run
    problems: tuple[BadExpression, ...] = ()

    def value(self, node: Node, env: Environment) -> Value:
        """Return the value at this node."""
        return self.run(Context(node, env, node))

    def nodes(self, node: Node, env: Environment) -> list[Node]:
        """Return the node-set at this node; raises BadExpression where it is none."""
        found = self.run(Context(node, env, node))
        if not isinstance(found, list):
            raise BadExpression(expression=self.text, reason=_("it gives no fields"))
        return found


@lru_cache(maxsize=20_000)
def compile_expression(
    text: str, namespaces: tuple[tuple[str, str], ...] | None = None
) -> Expression:
    """Return the compiled expression; raises BadExpression where its grammar is wrong.

    Unknown functions fail when they are reached and are listed in ``problems``. Without
    ``namespaces`` names match by their local part, as forms need it.
    """
    tree = parse(text)
    compiler = _Compiler(text, None if namespaces is None else dict(namespaces))
    run = compiler.expression(tree)
    return Expression(text, tree, run, tuple(compiler.problems))


class _Compiler:
    """Turns a syntax tree into nested closures, resolving names and functions once."""

    def __init__(self, text: str, namespaces: dict[str, str] | None) -> None:
        self.text = text
        self.namespaces = namespaces
        self.problems: list[BadExpression] = []

    def refuse(self, reason: str) -> Run:
        """Note the problem; return a closure that raises it when it is reached."""
        problem = BadExpression(expression=self.text, reason=reason)
        self.problems.append(problem)

        def run(_context: Context) -> Value:
            raise problem

        return run

    def expression(self, tree: Expr) -> Run:
        """Return the closure of any expression."""
        if isinstance(tree, Number | Literal):
            constant = tree.value
            return lambda _c: constant
        if isinstance(tree, Path):
            return self.path(tree)
        if isinstance(tree, Binary):
            return self.binary(tree)
        if isinstance(tree, Call):
            return self.call(tree)
        return self.rare(tree)

    def rare(self, tree: Negate | Variable | Filter) -> Run:
        """Return the closure of a sign, a variable or a filtered node-set."""
        if isinstance(tree, Negate):
            operand = self.expression(tree.operand)
            return lambda c: -to_number(operand(c), c.env.zone)
        if isinstance(tree, Variable):
            return self.variable(tree.name)
        nodes = self.node_set(tree.primary)
        keep = [self.predicate(p) for p in tree.predicates]

        def run(context: Context) -> Value:
            found = nodes(context)
            for test in keep:
                found = test(found, context)
            return found

        return run

    def variable(self, name: str) -> Run:
        """Return the closure that reads a variable."""

        def run(context: Context) -> Value:
            if name not in context.env.variables:
                reason = _("there is no variable “{name}”").format(name=name)
                raise BadExpression(expression=self.text, reason=reason)
            return context.env.variables[name]

        return run

    def node_set(self, tree: Expr) -> Select:
        """Return a closure that gives nodes and refuses anything else."""
        inner = self.expression(tree)

        def run(context: Context) -> list[Node]:
            found = inner(context)
            if not isinstance(found, list):
                raise BadExpression(expression=self.text, reason=_("it needs fields, not a value"))
            return found

        return run

    def call(self, tree: Call) -> Run:
        """Return the closure of a function call; unknown names and wrong counts are refused."""
        from inspector_app.checklists.functions import FUNCTIONS

        known = FUNCTIONS.get(tree.name)
        if known is None:
            return self.refuse(_("there is no function “{name}”").format(name=tree.name))
        if not known.least <= len(tree.arguments) <= known.most:
            return self.refuse(
                _("“{name}” is called with {count} values").format(
                    name=tree.name, count=len(tree.arguments)
                )
            )
        return known.bind([self.expression(argument) for argument in tree.arguments])

    def binary(self, tree: Binary) -> Run:
        """Return the closure of a chain of operators, folded from the left without recursion."""
        spine: list[tuple[str, Expr]] = []
        left: Expr = tree
        while isinstance(left, Binary):
            spine.append((left.operator, left.right))
            left = left.left
        spine.reverse()
        run = self.expression(left)
        if len(spine) > 1 and len({operator for operator, _right in spine}) == 1:
            rights = [self.expression(right) for _operator, right in spine]
            return operators.chain(spine[0][0], run, rights)
        for operator, right in spine:
            run = operators.pair(operator, run, self.expression(right))
        return run

    def predicate(self, tree: Expr) -> Walk:
        """Return a function that keeps the nodes for which the predicate holds."""
        if isinstance(tree, Number):
            return axes.nth(tree.value)
        test = self.expression(tree)
        quick = self.lookup(tree) if self.namespaces is None else None

        def keep(nodes: list[Node], context: Context) -> list[Node]:
            if quick is not None and len(nodes) > 8:
                found_at_once = quick(nodes, context)
                if found_at_once is not None:
                    return found_at_once
            kept: list[Node] = []
            size = len(nodes)
            inner = Context(context.node, context.env, context.current, 0, size)
            for position, node in enumerate(nodes, start=1):
                inner.node = node
                inner.position = position
                found = test(inner)
                if (
                    found == position
                    if isinstance(found, float)
                    else found is True or (found is not False and to_boolean(found))
                ):
                    kept.append(node)
            return kept

        return keep

    def lookup(self, tree: Expr) -> Callable[[list[Node], Context], list[Node] | None] | None:
        """Return a quick form of ``[name = …]`` where the right side is the same for all nodes.

        It computes the right side once; it gives None where texts alone do not decide.
        """
        found = index_lookup.equality(tree)
        if found is None:
            return None
        name, right = found[0], self.expression(found[1])

        def run(nodes: list[Node], context: Context) -> list[Node] | None:
            texts = _texts(right(context))
            if texts is None:
                return None
            return [n for n in nodes if _has_child(n, name, texts)]

        return run

    def path(self, tree: Path) -> Run:
        """Return the closure of a location path."""
        plain = _plain_names(tree) if self.namespaces is None else None
        steps = self.steps(tree.steps)
        start: Select = _document if tree.absolute else _context_node
        if tree.start is not None:
            start = self.node_set(tree.start)

        def run(context: Context) -> Value:
            nodes = start(context)
            for walk in steps:
                nodes = walk(nodes, context)
            return nodes

        if plain is None:
            return run
        names = plain

        def quick(context: Context) -> Value:
            find = context.env.find
            return run(context) if find is None else find(names, context.current)

        return quick

    def steps(self, steps: tuple[Step, ...]) -> list[Walk]:
        """Return the walks of the steps; ``//name`` without predicates is one walk."""
        walks: list[Walk] = []
        nested = False
        for step in _merged(steps):
            walks.append(self.step(step, nested))
            nested = nested or step.axis not in axes.FLAT
        return walks

    def step(self, step: Step, nested: bool) -> Walk:
        """Return the walk of one step from nodes to nodes in document order."""
        select = self.indexed(step, axes.selector(step, self.uri(step)))
        keep = [self.predicate(p) for p in step.predicates]
        reverse = step.axis in axes.REVERSE
        sort = nested or step.axis not in axes.FLAT

        def walk(nodes: list[Node], context: Context) -> list[Node]:
            found: list[Node] = []
            for node in nodes:
                here = select(node, context)
                for test in keep:
                    here = test(here, context)
                found.extend(reversed(here) if reverse else here)
            return in_order(found) if sort and len(nodes) > 1 else found

        return walk

    def indexed(self, step: Step, plain: Callable[[Node], list[Node]]) -> Pick:
        """Return the step's way to its nodes: by index where a list is asked for by column."""
        asked = index_lookup.asked(step) if self.namespaces is None else None
        if asked is None:
            return lambda node, _context: plain(node)
        column, right = asked[0], self.expression(asked[1])

        def pick(node: Node, context: Context) -> list[Node]:
            if not isinstance(node, Listing):
                return plain(node)
            texts = _texts(right(context))
            return plain(node) if texts is None else node.matching(step.name, column, texts)

        return pick

    def uri(self, step: Step) -> str | None:
        """Return the namespace a name test asks for; None: by local name only."""
        if self.namespaces is None or step.kind:
            return None
        if not step.prefix:
            return None if step.name == "*" else ""
        if step.prefix == "xml":
            return "http://www.w3.org/XML/1998/namespace"
        if step.prefix not in self.namespaces:
            reason = _("the prefix “{prefix}” is not declared").format(prefix=step.prefix)
            raise BadExpression(expression=self.text, reason=reason)
        return self.namespaces[step.prefix]


def _texts(value: Value) -> set[str] | None:
    """Return the texts to be equal to; None where more than texts decides (numbers, dates)."""
    texts = {n.string() for n in value} if isinstance(value, list) else {value}
    found = {text for text in texts if isinstance(text, str) and not dates.parse(text, None)}
    return found if len(found) == len(texts) else None


def _has_child(node: Node, name: str, texts: set[str]) -> bool:
    for child in node.children:
        if child.name != name or child.kind is not Kind.ELEMENT:
            continue
        if (child.string() if child.children else child.text) in texts:
            return True
    return False


_ANYWHERE = Step("descendant-or-self", "", "", "node")


def _merged(steps: tuple[Step, ...]) -> list[Step]:
    """Return the steps with ``//name`` (no predicates) as one step down."""
    merged: list[Step] = []
    for step in steps:
        if merged and merged[-1] == _ANYWHERE and step.axis == "child" and not step.predicates:
            merged[-1] = Step("descendant", step.prefix, step.name, step.kind)
        else:
            merged.append(step)
    return merged


def _plain_names(tree: Path) -> tuple[str, ...] | None:
    """Return the names of ``/a/b/c``, None for any other path."""
    if not tree.absolute or not tree.steps:
        return None
    for step in tree.steps:
        if step.axis != "child" or step.kind or step.name == "*" or step.predicates:
            return None
    return tuple(step.name for step in tree.steps)


def _document(context: Context) -> list[Node]:
    return [context.env.document or context.node.root()]


def _context_node(context: Context) -> list[Node]:
    return [context.node]
