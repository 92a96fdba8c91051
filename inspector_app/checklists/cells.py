"""Cells as authors type them in Excel and WPS, made what XLSForm expects — where that is certain.

Full-width letters, blanks and punctuation, curly quotation marks and characters of no width come
with a Chinese keyboard; in names, types and expressions they can only be meant as the plain ones.
"""

from __future__ import annotations

import re
import unicodedata

_NO_WIDTH = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
_LITERAL = re.compile(r"""("[^"]*"|'[^']*')""")
_REFERENCE = re.compile(r"\$\s*[｛{]\s*([^｝}]*?)\s*[｝}]")
_TRANSLATED = re.compile(
    r"(label|hint|guidance_hint|constraint_message|required_message|image|audio|video)"
    r"\s*::?\s*(.+)"
)
_EXPRESSIONS = frozenset(
    ("relevant", "constraint", "calculation", "choice_filter", "required", "readonly", "read_only",
     "repeat_count", "trigger")
)  # fmt: skip
_TEXTS = frozenset(
    ("label", "hint", "guidance_hint", "constraint_message", "required_message")
)  # fmt: skip
_PLAIN = frozenset(("name", "list_name", "list name", "appearance", "parameters", "form_id"))


def header(text: str) -> str:
    """Return a column's name: plain characters, small letters, languages after ``::``."""
    plain = unicodedata.normalize("NFKC", visible(text))
    first, separator, rest = plain.partition(":")
    plain = first.strip().lower() + separator + rest
    found = _TRANSLATED.fullmatch(plain)
    return f"{found[1]}::{found[2]}" if found else plain


def cell(column: str, text: str) -> str:
    """Return a cell's text as its column asks."""
    shown = visible(text)
    if column == "type":
        kind, blank, rest = " ".join(unicodedata.normalize("NFKC", shown).split()).partition(" ")
        return kind.lower() + blank + rest
    if column in _EXPRESSIONS:
        return expression(shown)
    if column in _PLAIN:
        return unicodedata.normalize("NFKC", shown)
    if column.partition("::")[0] in _TEXTS:
        return _REFERENCE.sub(r"${\1}", shown)
    return shown


def visible(text: str) -> str:
    """Return the text without characters of no width and blanks around it."""
    return text.translate(_NO_WIDTH).strip()


def expression(text: str) -> str:
    """Return an expression with plain quotation marks, and plain signs outside quotations."""
    parts = _LITERAL.split(text.translate(_STRAIGHT))
    parts[::2] = [part.translate(_WIDE) for part in parts[::2]]
    return _REFERENCE.sub(r"${\1}", "".join(parts))
