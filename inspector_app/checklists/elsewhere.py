"""Choices that lie outside the form's XML: ``search()`` and ``select_one_external`` of ODK."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from inspector_app.checklists.definition import Choices, Text
from inspector_app.checklists.listing import Listing, holder
from inspector_app.checklists.lists import read_table
from inspector_app.checklists.problems import BadExpression, FormProblem, MissingResource
from inspector_app.checklists.tree import Node
from inspector_app.checklists.xpath import compile_expression
from inspector_app.i18n import _

ITEMSETS = "itemsets.csv"
_QUOTES = "'\""
_SEARCH = re.compile(r"(?:^|\s)search\s*\((.*)\)\s*$", re.DOTALL)
_QUERY = re.compile(r"instance\('([^']+)'\)/root/item")
_TESTS = {
    "contains": "contains({column}, {value})",
    "startswith": "starts-with({column}, {value})",
    "endswith": "ends-with({column}, {value})",
    "matches": "{column} = {value}",
}


class Elsewhere:
    """Finds lists beside the form; what is missing is noted, and the question stays as written."""

    def __init__(self, resource: Callable[[str], bytes], lists: dict[str, Node]) -> None:
        self._resource = resource
        self._lists = lists
        self._external: set[str] = set()
        self.notices: list[FormProblem] = []

    def searched(self, appearance: str, written: Choices) -> Choices:
        """Return the choices of a question whose appearance holds ``search(…)``."""
        found = _SEARCH.search(appearance)
        if found is None:
            return written
        arguments = [part.strip() for part in _split(found[1])]
        columns = [(value, label) for value, label in written.fixed if not _is_number(value)]
        if len(arguments) not in (1, 4, 6) or len(columns) != 1:
            self.notices.append(BadExpression(expression=appearance, reason=_wrong_search()))
            return written
        name = arguments[0].strip(_QUOTES)
        if not self._file(name, f"{name}.csv"):
            return written
        value, label = columns[0]
        return Choices(
            fixed=tuple(one for one in written.fixed if _is_number(one[0])),
            nodes=compile_expression(f"instance('{name}')/root/item{_predicate(arguments)}"),
            value=compile_expression(value),
            label=compile_expression(_plain(label) or value),
        )

    def queried(self, query: str) -> Choices | None:
        """Return the choices of an input with ``query``; None where its file is missing.

        Only the file turns the input into a choice: that is how ODK Collect has it.
        """
        found = _QUERY.match(query.strip())
        if found is None or not self._itemset(found[1]):
            return None
        return Choices(
            nodes=compile_expression(query),
            value=compile_expression("name"),
            label=compile_expression("label"),
        )

    def _file(self, name: str, file: str) -> bool:
        if name in self._lists:
            return True
        data = self._read(file)
        if data is not None:
            self._lists[name] = holder(read_table(data, file))
        return data is not None

    def _itemset(self, name: str) -> bool:
        if name in self._external:
            return True
        if name in self._lists or not self._file(ITEMSETS, ITEMSETS):
            return False
        everything = self._lists[ITEMSETS].first("root")
        assert isinstance(everything, Listing)
        made = Node(everything.kind, "instance")
        root = Listing("root")
        for item in everything.matching("item", "list_name", {name}):
            root.append(item)
        made.append(root)
        self._external.add(name)
        self._lists[name] = made
        return True

    def _read(self, file: str) -> bytes | None:
        try:
            return self._resource(file)
        except MissingResource as problem:
            self.notices.append(problem)
            return None


def _wrong_search() -> str:
    return _("search() takes 1, 4 or 6 values, and one choice that names its columns")


def _predicate(arguments: list[str]) -> str:
    if len(arguments) == 1:
        return ""
    _name, how, column, value, *more = arguments
    test = _TESTS.get(how.strip(_QUOTES), _TESTS["contains"])
    tests = [test.format(column=column.strip(_QUOTES), value=_outside(value))]
    if more:
        tests.append(f"{more[0].strip(_QUOTES)} = {_outside(more[1])}")
    return "[" + " and ".join(tests) + "]"


def _outside(value: str) -> str:
    """Return a value as seen from inside a list: relative paths start at the question."""
    return re.sub(r"(?<![\w/.])(?=\.\.?/)", "current()/", value)


def _split(text: str) -> Iterator[str]:
    """Yield the arguments of a call, cut at commas outside quotes and brackets."""
    depth, quote, start = 0, "", 0
    for index, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and not depth:
            yield text[start:index]
            start = index + 1
    yield text[start:]


def _is_number(value: str) -> bool:
    return re.fullmatch(r"-?\d+", value) is not None


def _plain(label: Text | None) -> str:
    if label is None or label.reference is not None:
        return ""
    return "".join(part for part in label.parts if isinstance(part, str)).split(",")[0].strip()
