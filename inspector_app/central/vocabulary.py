"""The words of forms/tags.toml: sectors and facility tags, by code or Chinese name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from inspector_app.config import forms_dir


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Codes by code and by name; ``shown`` maps tag codes to names in the file's order."""

    sectors: MappingProxyType[str, str]
    tags: MappingProxyType[str, str]
    shown_sectors: MappingProxyType[str, str]
    shown_tags: MappingProxyType[str, str]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary that ships with the program."""
    content = tomllib.loads((forms_dir() / "tags.toml").read_text(encoding="utf-8"))
    sectors: dict[str, str] = content["sectors"]
    tags = {code: name for group in content["groups"] for code, name in group["tags"].items()}
    return Vocabulary(
        sectors=MappingProxyType(_both_ways(sectors)),
        tags=MappingProxyType(_both_ways(tags)),
        shown_sectors=MappingProxyType(sectors),
        shown_tags=MappingProxyType(tags),
    )


def _both_ways(names: dict[str, str]) -> dict[str, str]:
    by_name = {name: code for code, name in names.items()}
    return by_name | {code: code for code in names}
