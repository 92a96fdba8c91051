"""Texts that an author's pattern accepts, made from the pattern itself (to try forms with)."""

from __future__ import annotations

import re
from collections.abc import Callable

from inspector_app.checklists import patterns
from inspector_app.checklists.problems import BadExpression

Make = Callable[[int], str]
_CLASSES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a", "n": "\n", "t": "\t"}
_TRIED = "a0A中-_ .@/:x9Z"
_COUNT = re.compile(r"\{(\d+)(,?)(\d*)\}")
_MOST = 200


def examples(pattern: str) -> tuple[str, ...]:
    """Return a few different texts that the pattern matches; none where none was found."""
    try:
        make = _Reader(pattern).read()
        made = dict.fromkeys(make(style)[:_MOST] for style in range(4))
        return tuple(text for text in made if patterns.matches(pattern, text))
    except (BadExpression, RecursionError):
        return ()


def provocations(pattern: str) -> tuple[str, ...]:
    """Return texts that nearly match, on which a careless pattern takes for ever."""
    starts = dict.fromkeys((*examples(pattern), "a", "0", "中"))
    return tuple(f"{(start * 60)[:60]}\x01" for start in starts if start)


class _Reader:
    """Reads the common part of regular expressions; ``style`` 0 to 3 varies what is made."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0

    def read(self) -> Make:
        """Return the maker of the alternatives from here to a closing bracket or the end."""
        options = [self._sequence()]
        while self._next("|"):
            options.append(self._sequence())
        return lambda style: options[(style // 2 if style else 0) % len(options)](style)

    def _next(self, wanted: str) -> bool:
        if self.text.startswith(wanted, self.at):
            self.at += len(wanted)
            return True
        return False

    def _sequence(self) -> Make:
        parts: list[Make] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self._repeated(self._atom()))
        return lambda style: "".join(part(style) for part in parts)

    def _atom(self) -> Make:
        character = self.text[self.at]
        self.at += 1
        if character == "(":
            return self._group()
        if character == "[":
            return self._set()
        if character == "\\":
            return self._escape()
        if character in "^$":
            return lambda _style: ""
        if character == ".":
            return lambda style: "a0中x"[style]
        return lambda _style: character

    def _escape(self) -> Make:
        letter = self.text[self.at : self.at + 1]
        self.at += 1
        if letter in "bBAZz":
            return lambda _style: ""
        made = _CLASSES.get(letter, letter)
        return lambda style: str((int(made) + style) % 10) if letter == "d" else made

    def _group(self) -> Make:
        ahead = self._next("?=") or self._next("?!") or self._next("?<=") or self._next("?<!")
        if not ahead and self._next("?"):
            found = re.compile(r"P?<\w+>|[a-zA-Z-]*:").match(self.text, self.at)
            self.at = found.end() if found else self.at
        inner = self.read()
        self._next(")")
        return (lambda _style: "") if ahead else inner

    def _set(self) -> Make:
        end = self.text.find("]", self.at + (2 if self.text.startswith("^", self.at) else 1))
        end = len(self.text) if end < 0 else end
        while end > 0 and self.text[end - 1 : end] == "\\" and "]" in self.text[end + 1 :]:
            end = self.text.find("]", end + 1)
        body = self.text[self.at : end]
        self.at = end + 1
        written = re.findall(r"\\(.)|(.)-(.)|(.)", body.lstrip("^"))
        tried = [_CLASSES.get(a, a) or b or c or d for a, b, c, d in written]
        tried += [c for _a, _b, c, _d in written if c] + list(_TRIED)
        fitting = [c for c in tried if _fits(f"[{body}]", c)] or ["a"]
        return lambda style: fitting[style % len(fitting)]

    def _repeated(self, atom: Make) -> Make:
        least, most = 1, 1
        found = _COUNT.match(self.text, self.at)
        if found:
            self.at = found.end()
            least = int(found[1])
            most = int(found[3]) if found[3] else least + (2 if found[2] else 0)
        elif self._next("*"):
            least, most = 0, 2
        elif self._next("+"):
            least, most = 1, 3
        elif self._next("?"):
            least, most = 0, 1
        else:
            return atom
        _lazy = self._next("?") or self._next("+")
        counts = (max(least, min(1, most)), most, least, most)
        return lambda style: atom(style) * min(counts[style], _MOST)


def _fits(pattern: str, character: str) -> bool:
    try:
        return patterns.matches(f"^{pattern}$", character)
    except BadExpression:
        return False
