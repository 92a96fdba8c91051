"""Regular expressions of forms: the pattern of an author, matched in bounded time."""

from __future__ import annotations

from functools import lru_cache

import regex

from inspector_app.checklists.problems import BadExpression
from inspector_app.i18n import _

SECONDS = 0.05
MAX_PATTERN = 2_000
MAX_TEXT = 100_000


@lru_cache(maxsize=2_000)
def compiled(pattern: str) -> regex.Pattern[str]:
    """Return the compiled pattern; raises BadExpression where it is none."""
    if len(pattern) > MAX_PATTERN:
        raise BadExpression(expression=pattern[:40] + "…", reason=_("the pattern is too long"))
    try:
        return regex.compile(pattern, regex.ASCII | regex.V0)
    except regex.error as error:
        raise BadExpression(expression=pattern, reason=str(error)) from error


@lru_cache(maxsize=10_000)
def matches(pattern: str, text: str) -> bool:
    """Tell whether the pattern matches; a match that takes too long is refused with a code."""
    found = compiled(pattern)
    if len(text) > MAX_TEXT:
        raise BadExpression(expression=pattern, reason=_("the text is too long for a pattern"))
    try:
        return found.fullmatch(text, timeout=SECONDS) is not None
    except TimeoutError as error:
        reason = _("the pattern takes too long on this text")
        raise BadExpression(expression=pattern, reason=reason) from error
