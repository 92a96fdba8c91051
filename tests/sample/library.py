"""The committed forms and sample data, read once and typed for the tests of this folder."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[2]
FORMS = ROOT / "forms"
SAMPLE = ROOT / "resources" / "sample"
INSP = "{urn:inspector-app:item:1}"
XFORMS = "{http://www.w3.org/2002/xforms}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sector and tag codes with their Chinese names, in the order of the file."""

    sectors: dict[str, str]
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """One row of the catalogue."""

    form_id: str
    version: str
    file: Path
    sha256: str
    sector: str
    tags: frozenset[str]
    scales: frozenset[str]
    rank: int
    instruments: tuple[str, ...]
    starts: date
    ends: date

    def covers(self, sector: str, tags: frozenset[str], day: date, scale: str = "medium") -> bool:
        """Say whether the form applies to such a site on that day (forms/README.md)."""
        matches = sector == self.sector or "any" in self.tags or bool(tags & self.tags)
        fits = not self.scales or (scale or "large") in self.scales
        return matches and fits and self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Item:
    """One check item of a form: its id and what stands on its bind."""

    form_id: str
    section: str
    facts: dict[str, str]
    question: str


@dataclass(frozen=True, slots=True)
class Site:
    """One row of the sample's import table, codes instead of names."""

    row: dict[str, Any]
    sector: str
    tags: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    raw = tomllib.loads((FORMS / "tags.toml").read_text("utf-8"))
    tags = {code: name for group in raw["groups"] for code, name in group["tags"].items()}
    return Vocabulary(raw["sectors"], tags)


@cache
def catalogue() -> dict[str, Any]:
    return tomllib.loads((FORMS / "catalogue.toml").read_text("utf-8"))


@cache
def forms() -> tuple[Form, ...]:
    return tuple(_form(row) for row in catalogue()["form"])


def form_of(form_id: str) -> Form:
    return next(one for one in forms() if one.form_id == form_id)


def _form(row: dict[str, Any]) -> Form:
    return Form(
        form_id=row["form_id"],
        version=row["version"],
        file=FORMS / row["file"],
        sha256=row["sha256"],
        sector=row["sector"],
        tags=frozenset(row["tags"]),
        scales=frozenset(row["scales"]),
        rank=row["rank"],
        instruments=tuple(row["instruments"]),
        starts=row["effective_from"],
        ends=row.get("effective_to", date.max),
    )


@dataclass(frozen=True, slots=True)
class Record:
    """One service record or service paper of the catalogue."""

    form_id: str
    version: str
    file: Path
    sha256: str
    kind: str
    services: tuple[str, ...]
    title: str


@cache
def records() -> tuple[Record, ...]:
    return tuple(
        Record(
            form_id=row["form_id"],
            version=row["version"],
            file=FORMS / row["file"],
            sha256=row["sha256"],
            kind=row["kind"],
            services=tuple(row["services"]),
            title=row["title"],
        )
        for row in catalogue()["record"]
    )


@cache
def items(form: Form) -> tuple[Item, ...]:
    tree = etree.parse(str(form.file))
    labels = {
        control.get("ref"): control.findtext(f"{XFORMS}label")
        for control in tree.iter(f"{XFORMS}select1")
    }
    found = []
    for bind in tree.iter(f"{XFORMS}bind"):
        facts = {
            str(name).removeprefix(INSP): str(value)
            for name, value in bind.attrib.items()
            if str(name).startswith(INSP)
        }
        if facts:
            place = str(bind.get("nodeset"))
            found.append(Item(form.form_id, place.split("/")[2], facts, str(labels[place])))
    return tuple(found)


@cache
def rows() -> tuple[tuple[Any, ...], ...]:
    sheet = load_workbook(SAMPLE / "enterprises.xlsx").active
    assert sheet is not None
    return tuple(tuple(row) for row in sheet.iter_rows(values_only=True))


@cache
def sites() -> tuple[Site, ...]:
    words = vocabulary()
    sector_codes = {name: code for code, name in words.sectors.items()}
    tag_codes = {name: code for code, name in words.tags.items()}
    header = [str(cell) for cell in rows()[0]]
    found = []
    for cells in rows()[1:]:
        row = dict(zip(header, cells, strict=True))
        sector = sector_codes.get(row["行业"], row["行业"])
        tags = frozenset(tag_codes.get(tag, tag) for tag in row["标签"].split("；"))
        found.append(Site(row, sector, tags))
    return tuple(found)


@cache
def sample(name: str) -> dict[str, Any]:
    """Return one of the sample's JSON files (people, history, plan)."""
    value = json.loads((SAMPLE / f"{name}.json").read_text("utf-8"))
    assert isinstance(value, dict)
    return value
