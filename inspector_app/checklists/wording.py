"""Texts of a running form in the language shown, with their outputs filled in."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.checklists.definition import FormDefinition, Text
from inspector_app.checklists.problems import FormProblem
from inspector_app.checklists.tree import Node
from inspector_app.checklists.values import Value, to_string
from inspector_app.checklists.xpath import Context, Environment


class Wording:
    """Writes labels, hints and messages; ``at`` is the field whose text is being written."""

    def __init__(self, form: FormDefinition, env: Environment) -> None:
        self.form = form
        self.env = env
        self.at: Node = form.instance
        self.language = form.languages[0].name if form.languages else ""
        self._texts: Mapping[str, Text] = form.languages[0].texts if form.languages else {}
        env.translate = self.translate

    def speak(self, language: str) -> bool:
        """Use this language of the form; tell whether the form has it."""
        for known in self.form.languages:
            if known.name == language:
                self.language, self._texts = known.name, known.texts
                return True
        return False

    def translate(self, text_id: str) -> str:
        """Return the text of this id in the language shown, blank where it has none."""
        text = self._texts.get(text_id)
        return self._join(text, self.at) if text is not None else ""

    def write(self, text: Text | None, at: Node) -> str | None:
        """Return the text as people read it, None where it is absent or blank."""
        if text is None:
            return None
        self.at = at
        written = self._join(text, at) if text.reference is None else self._run(text)
        return " ".join(written.split()) or None

    def _run(self, text: Text) -> str:
        assert text.reference is not None
        try:
            return to_string(text.reference.run(Context(self.at, self.env, self.at)))
        except FormProblem:
            return ""

    def _join(self, text: Text, at: Node) -> str:
        written: list[str] = []
        for part in text.parts:
            if isinstance(part, str):
                written.append(part)
                continue
            try:
                written.append(_legible(part.run(Context(at, self.env, at))))
            except FormProblem:
                continue
        return "".join(written)


def _legible(value: Value) -> str:
    """Return the text of an output; what is no number leaves a blank, as a calculation does."""
    text = to_string(value)
    return "" if text == "NaN" else text
