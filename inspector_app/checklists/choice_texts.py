"""Fields that the texts of choices show: the outputs in ``jr:itext(itextId)``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from inspector_app.checklists.definition import FieldDef, FormDefinition
from inspector_app.checklists.parts import parts
from inspector_app.checklists.syntax import Call, Expr, Literal
from inspector_app.checklists.tree import Node
from inspector_app.checklists.xpath import Expression


class ChoiceTexts:
    """Tells which outputs the choices of a question may show."""

    def __init__(self, form: FormDefinition) -> None:
        self._lists = form.lists
        self._texts: dict[str, list[Expression]] = defaultdict(list)
        self._found: dict[str, list[Expression]] = {}
        for language in form.languages:
            for text_id, text in language.texts.items():
                for part in text.parts:
                    if isinstance(part, Expression):
                        self._texts[text_id].append(part)

    def outputs(self, field: FieldDef) -> list[Expression]:
        """Return the outputs; none where the choices' labels are no texts of a translation."""
        choices = field.control.choices if field.control is not None else None
        if not self._texts or choices is None or choices.nodes is None or choices.label is None:
            return []
        label = choices.label.tree
        if not (isinstance(label, Call) and label.name == "jr:itext"):
            return []
        return [output for name in _named(choices.nodes.tree) for output in self._of_list(name)]

    def _of_list(self, name: str) -> list[Expression]:
        if name not in self._found:
            root = self._lists.get(name)
            ids = _leaves(root) if root is not None else ()
            self._found[name] = [one for text_id in ids for one in self._texts.get(text_id, ())]
        return self._found[name]


def _named(tree: Expr) -> Iterator[str]:
    """Yield the lists that the expression of a question's choices names."""
    for part in parts(tree):
        if isinstance(part, Call) and part.name == "instance":
            yield from (one.value for one in part.arguments if isinstance(one, Literal))


def _leaves(node: Node) -> Iterator[str]:
    if not node.children:
        yield node.text
    for child in node.children:
        yield from _leaves(child)
