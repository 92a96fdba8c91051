"""Texts for people in the language of the moment (gettext catalogues under resources/locale)."""

from __future__ import annotations

import gettext
import os
from string import Formatter

from inspector_app.config import resource_dir

LANGUAGES = ("zh_CN", "en")


class _State:
    """The one language this process shows; set once at start and from the settings page."""

    language = "zh_CN"
    catalogue: gettext.NullTranslations | None = None


def set_language(language: str) -> str:
    """Use this language from now on; unknown names fall back to zh_CN. Returns the one in use."""
    chosen = language if language in LANGUAGES else "zh_CN"
    if language.startswith("en"):
        chosen = "en"
    _State.language = chosen
    _State.catalogue = _load(chosen)
    return chosen


def language() -> str:
    """Return the language in use: ``zh_CN`` or ``en``."""
    return _State.language


def system_language() -> str:
    """Return the language the environment asks for; Chinese where it asks for nothing known."""
    asked = os.environ.get("INSPECTOR_LANG") or os.environ.get("LANG", "")
    return "en" if asked.lower().startswith("en") else "zh_CN"


def _load(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    folder = str(resource_dir() / "locale")
    return gettext.translation("inspector_app", folder, languages=[language], fallback=True)


def _fields(text: str) -> set[str]:
    return {name for _lit, name, _spec, _conv in Formatter().parse(text) if name is not None}


def _(text: str) -> str:
    """Return the text in the language in use; a translation with other fields is not used.

    A broken translation must never raise in front of a person, so the source text stands in.
    """
    if _State.catalogue is None:
        set_language(_State.language)
    assert _State.catalogue is not None
    found = _State.catalogue.gettext(text)
    if found is text:
        return text
    try:
        return found if _fields(found) == _fields(text) else text
    except ValueError:
        return text


def translated(text: str, language: str) -> str:
    """Return the text in a named language, whatever the one in use."""
    found = _load(language).gettext(text)
    return found if _fields(found) == _fields(text) else text


def N_(text: str) -> str:
    """Mark a constant for the catalogue; it is looked up later with ``_``."""
    return text
