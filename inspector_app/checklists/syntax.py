"""XPath 1.0 text in, syntax tree out (https://www.w3.org/TR/xpath-10, §3.7 for tokens)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from inspector_app.checklists.problems import BadExpression
from inspector_app.i18n import _

MAX_LENGTH = 100_000
MAX_NESTING = 100

AXES = frozenset(
    [
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "namespace",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    ]
)
NODE_TYPES = frozenset(("comment", "text", "processing-instruction", "node"))


@dataclass(frozen=True, slots=True)
class Number:
    """A numeric literal."""

    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    """A quoted text."""

    value: str


@dataclass(frozen=True, slots=True)
class Variable:
    """``$name``."""

    name: str


@dataclass(frozen=True, slots=True)
class Negate:
    """``-operand``."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary:
    """``left operator right``; ``|`` joins node-sets."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """``name(arguments)``."""

    name: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """``axis::test[predicates]``; the test is a name, ``*``, ``p:*``, or ``type()``."""

    axis: str
    prefix: str
    name: str
    kind: str = ""
    predicates: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the context node, from the root (``absolute``) or from a node-set (``start``)."""

    absolute: bool
    start: Expr | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """``primary[predicates]``."""

    primary: Expr
    predicates: tuple[Expr, ...]


Expr = Number | Literal | Variable | Negate | Binary | Call | Path | Filter

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<symbol>::|//|\.\.|!=|<=|>=|[()\[\].@,/|+\-=<>*$])
    | (?P<name>[^\W\d][\w.\-·]*(?::(?:\*|[^\W\d][\w.\-·]*))?)
    )""",
    re.VERBOSE,
)
# «1div2»: after an operand a name cannot stand, so the operator ends before a digit.
_GLUED = re.compile(r"(and|or|mod|div)(?=\d|$)")
# After one of these (or at the start) a name is a name and ``*`` is a name test.
_OPENS = frozenset(("@", "::", "(", "[", ",", "$"))
_OPERATORS = frozenset(["/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">="])
_BINDING = {
    operator: level
    for level, row in enumerate(("or", "and", "= !=", "< <= > >=", "+ -", "* div mod"), start=1)
    for operator in row.split()
}
_ANYWHERE = Step("descendant-or-self", "", "", "node")


@dataclass(frozen=True, slots=True)
class Token:
    """A token: kind is ``number``, ``literal``, ``name``, ``operator`` or ``symbol``."""

    kind: str
    text: str


def tokens(text: str) -> list[Token]:
    """Return the tokens of an expression; raises BadExpression where it has none."""
    found: list[Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise BadExpression(
                expression=text, reason=_("unexpected “{text}”").format(text=text[at : at + 12])
            )
        token = _classify(match.lastgroup, match[match.lastgroup], found)
        found.append(token)
        at = match.start(match.lastgroup) + len(token.text)
    return found


def _classify(kind: str, text: str, before: list[Token]) -> Token:
    """Tell operators from names by what stands before (XPath 1.0 §3.7)."""
    after_operand = bool(before) and not _opens(before[-1])
    if kind == "symbol" and text == "*":
        return Token("operator" if after_operand else "name", "*")
    if kind == "symbol":
        return Token("operator" if text in _OPERATORS else "symbol", text)
    glued = _GLUED.match(text) if kind == "name" and after_operand else None
    if glued:
        return Token("operator", glued[1])
    return Token(kind, text)


def _opens(token: Token) -> bool:
    return token.kind == "operator" or (token.kind == "symbol" and token.text in _OPENS)


@lru_cache(maxsize=20_000)
def parse(text: str) -> Expr:
    """Return the syntax tree of the expression; raises BadExpression with the reason."""
    if len(text) > MAX_LENGTH:
        raise BadExpression(expression=text[:40] + "…", reason=_("it is too long"))
    parser = _Parser(text, tokens(text))
    expression = parser.expression()
    if parser.at < len(parser.tokens):
        raise parser.wrong()
    return expression


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str, found: list[Token]) -> None:
        self.text = text
        self.tokens = found
        self.at = 0
        self.depth = 0

    def peek(self, ahead: int = 0) -> str:
        """Return the text of a coming token that is no literal, else blank."""
        index = self.at + ahead
        if index >= len(self.tokens) or self.tokens[index].kind == "literal":
            return ""
        return self.tokens[index].text

    def kind(self) -> str:
        """Return the kind of the coming token, blank at the end."""
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def take(self) -> str:
        """Return the coming token's text and step over it."""
        if self.at >= len(self.tokens):
            raise self.wrong()
        self.at += 1
        return self.tokens[self.at - 1].text

    def expect(self, text: str) -> None:
        """Step over this symbol or refuse the expression."""
        if self.peek() != text:
            raise self.wrong()
        self.at += 1

    def wrong(self) -> BadExpression:
        """Return the problem at the current token."""
        if self.at >= len(self.tokens):
            return BadExpression(expression=self.text, reason=_("it ends too early"))
        reason = _("unexpected “{text}”").format(text=self.tokens[self.at].text)
        return BadExpression(expression=self.text, reason=reason)

    def expression(self) -> Expr:
        """Parse a whole expression; nesting is bounded, for the interpreter's stack is too."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise BadExpression(expression=self.text[:60], reason=_("it is nested too deeply"))
        parsed = self.binary(1)
        self.depth -= 1
        return parsed

    def binary(self, least: int) -> Expr:
        """Parse operators that bind at least this closely; all are left-associative."""
        left = self.unary()
        while self.kind() == "operator":
            level = _BINDING.get(self.peek(), 0)
            if level < least:
                break
            operator = self.take()
            left = Binary(operator, left, self.binary(level + 1))
        return left

    def unary(self) -> Expr:
        """Parse signs and unions."""
        signs = 0
        while self.kind() == "operator" and self.peek() == "-":
            self.at += 1
            signs += 1
        operand = self.union()
        for _sign in range(min(signs, 2 + signs % 2)):
            operand = Negate(operand)
        return operand

    def union(self) -> Expr:
        """Parse node-sets joined by ``|``."""
        left = self.path()
        while self.kind() == "operator" and self.peek() == "|":
            self.at += 1
            left = Binary("|", left, self.path())
        return left

    def path(self) -> Expr:
        """Parse a location path or a primary expression with predicates and steps."""
        if self.starts_primary():
            primary = self.primary()
            predicates = self.predicates()
            start = Filter(primary, predicates) if predicates else primary
            if self.kind() == "operator" and self.peek() in ("/", "//"):
                return Path(False, start, self.more_steps())
            return start
        if self.kind() == "operator" and self.peek() == "/":
            self.at += 1
            steps = self.relative() if self.starts_step() else ()
            return Path(True, None, steps)
        if self.kind() == "operator" and self.peek() == "//":
            return Path(True, None, self.more_steps())
        return Path(False, None, self.relative())

    def starts_primary(self) -> bool:
        """Tell whether a literal, number, variable, bracket or function call comes."""
        kind, text = self.kind(), self.peek()
        if kind in ("number", "literal") or text in ("(", "$"):
            return True
        return kind == "name" and self.peek(1) == "(" and text not in NODE_TYPES

    def starts_step(self) -> bool:
        """Tell whether a step comes."""
        return self.kind() == "name" or self.peek() in (".", "..", "@")

    def primary(self) -> Expr:
        """Parse a literal, number, variable, bracket or function call."""
        kind, text = self.kind(), self.take()
        if kind == "number":
            return Number(float(text))
        if kind == "literal":
            return Literal(text[1:-1])
        if text == "$":
            return Variable(self.take())
        if text == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        return Call(text, self.arguments())

    def arguments(self) -> tuple[Expr, ...]:
        """Parse ``(a, b, …)``."""
        self.expect("(")
        found: list[Expr] = []
        while self.peek() != ")" or self.kind() == "literal":
            found.append(self.expression())
            if self.peek() == ")":
                break
            self.expect(",")
            if self.peek() == ")":
                raise self.wrong()
        self.expect(")")
        return tuple(found)

    def predicates(self) -> tuple[Expr, ...]:
        """Parse ``[a][b]…``."""
        found: list[Expr] = []
        while self.peek() == "[":
            self.at += 1
            found.append(self.expression())
            self.expect("]")
        return tuple(found)

    def relative(self) -> tuple[Step, ...]:
        """Parse ``step/step//step``."""
        return (self.step(), *self.more_steps())

    def more_steps(self) -> tuple[Step, ...]:
        """Parse ``/step//step…`` as far as it goes."""
        steps: list[Step] = []
        while self.kind() == "operator" and self.peek() in ("/", "//"):
            if self.take() == "//":
                steps.append(_ANYWHERE)
            steps.append(self.step())
        return tuple(steps)

    def step(self) -> Step:
        """Parse one step."""
        text = self.peek()
        if text in (".", ".."):
            self.at += 1
            axis = "self" if text == "." else "parent"
            return Step(axis, "", "", "node", self.predicates())
        axis = self.axis()
        if self.kind() != "name":
            raise self.wrong()
        name = self.take()
        if self.peek() == "(" and name in NODE_TYPES:
            return self.typed(axis, name)
        prefix, _colon, local = name.rpartition(":")
        return Step(axis, prefix, local, "", self.predicates())

    def typed(self, axis: str, kind: str) -> Step:
        """Parse ``type()`` after its name."""
        self.at += 1
        target = ""
        if self.kind() == "literal":
            target = self.take()[1:-1]
        self.expect(")")
        return Step(axis, "", target, kind, self.predicates())

    def axis(self) -> str:
        """Parse ``@`` or ``name::``, ``child`` where neither stands."""
        if self.peek() == "@":
            self.at += 1
            return "attribute"
        if self.peek(1) != "::":
            return "child"
        axis = self.take()
        self.at += 1
        if axis not in AXES:
            reason = _("there is no axis “{axis}”").format(axis=axis)
            raise BadExpression(expression=self.text, reason=reason)
        return axis
