"""The checklists on this computer: which apply to a site on a day, and what each one is."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from inspector_app import config
from inspector_app.checklists import xform
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.problems import BadCatalogue, FormChanged, UnknownForm
from inspector_app.i18n import _

ANY = "any"
SIZES = ("micro", "small", "medium", "large")


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, order or standard that items cite, with its first and last day in force."""

    id: str
    number: str
    title: str
    effective_from: date
    effective_to: date | None = None
    url: str = ""
    verified: str = "full"

    def in_force(self, on: date) -> bool:
        """Tell whether it is in force on this day."""
        return _within(on, self.effective_from, self.effective_to)


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One published form: identity (form_id, version, sha256), where and when it applies.

    ``rank`` orders forms on screen: 10 major-hazard criteria, 20 sector, 30 process, 40 general.
    ``path`` is None for a form whose bytes came from central.
    """

    form_id: str
    version: str
    title: str
    sha256: str
    path: Path | None
    sector: str
    tags: tuple[str, ...]
    rank: int
    instruments: tuple[str, ...]
    effective_from: date
    effective_to: date | None = None
    scales: tuple[str, ...] = ()

    def in_force(self, on: date) -> bool:
        """Tell whether the form is in force on this day."""
        return _within(on, self.effective_from, self.effective_to)

    def concerns(self, sector: str, tags: Collection[str], scale: str = "") -> bool:
        """Tell whether the form is about such a site, on whatever day.

        Where the size is not known the enterprise gets the full lists, as a large one does.
        """
        if self.scales and (scale if scale in SIZES else "large") not in self.scales:
            return False
        if ANY in self.tags or self.sector == sector or self.sector in tags:
            return True
        return any(tag in tags or tag == sector for tag in self.tags)


def _within(on: date, first: date, last: date | None) -> bool:
    return first <= on and (last is None or on <= last)


@dataclass(frozen=True)
class Library:
    """All forms and cited instruments; ``add`` gives a new library, none is ever changed."""

    entries: tuple[FormEntry, ...] = ()
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    _bytes: Mapping[tuple[str, str], bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def shipped(cls) -> Library:
        """Return the checklists that come with the program; reads the catalogue only."""
        return cls.read(config.forms_dir() / "catalogue.toml")

    @classmethod
    def read(cls, catalogue: Path) -> Library:
        """Return the library of a catalogue; raises BadCatalogue with the reason."""
        try:
            data = tomllib.loads(catalogue.read_text(encoding="utf-8"))
            instruments = [_instrument(row) for row in data.get("instrument", ())]
            entries = tuple(_entry(row, catalogue.parent) for row in data.get("form", ()))
            tags = _tags(catalogue.parent / "tags.toml")
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadCatalogue(reason=str(error)) from error
        except (KeyError, TypeError, ValueError) as error:
            reason = _("an entry lacks or misspells {name}").format(name=error)
            raise BadCatalogue(reason=reason) from error
        return cls(entries, {one.id: one for one in instruments}, tags)

    def applicable(
        self, *, sector: str, tags: Collection[str], scale: str, on: date
    ) -> tuple[FormEntry, ...]:
        """Return the forms for a site on that day, major-hazard criteria first.

        Of several versions of one form the one that came into force last stands.
        """
        newest: dict[str, FormEntry] = {}
        for entry in self.entries:
            if entry.in_force(on) and entry.concerns(sector, tags, scale):
                known = newest.get(entry.form_id)
                if known is None or _age(entry) > _age(known):
                    newest[entry.form_id] = entry
        return tuple(sorted(newest.values(), key=lambda e: (e.rank, e.form_id)))

    def gaps(self, *, sector: str, tags: Collection[str], on: date) -> tuple[str, ...]:
        """Return titles of criteria about such a site that exist for other days only.

        For these the program must say that nothing is loaded for that day.
        """
        concerned = [e for e in self.entries if e.concerns(sector, tags) and e.rank <= 10]
        covered = {(e.sector, e.tags) for e in concerned if e.in_force(on)}
        sectors = {e.sector for e in concerned if e.in_force(on)}
        missing = [
            e
            for e in concerned
            if not e.in_force(on) and (e.sector, e.tags) not in covered and e.sector not in sectors
        ]
        return tuple(dict.fromkeys(e.title for e in missing))

    def entry(self, form_id: str, version: str) -> FormEntry:
        """Return the entry of this form and version; raises UnknownForm."""
        for known in self.entries:
            if (known.form_id, known.version) == (form_id, version):
                return known
        raise UnknownForm(form_id=form_id, version=version)

    def xml(self, form_id: str, version: str) -> bytes:
        """Return the form's XForm; raises FormChanged where it differs from its hash."""
        entry = self.entry(form_id, version)
        data = self._bytes.get((form_id, version))
        if data is None and entry.path is not None:
            try:
                data = entry.path.read_bytes()
            except OSError as error:
                raise UnknownForm(form_id=form_id, version=version) from error
        if data is None:
            raise UnknownForm(form_id=form_id, version=version)
        if sha256(data).hexdigest() != entry.sha256:
            raise FormChanged(form_id=form_id, version=version)
        return data

    def definition(self, form_id: str, version: str) -> FormDefinition:
        """Return the form, read once per hash; raises FormProblem where it cannot be used."""
        entry = self.entry(form_id, version)
        known = _DEFINITIONS.get(entry.sha256)
        if known is None:
            resource = xform.beside(entry.path) if entry.path else xform.no_resource
            known = xform.load(self.xml(form_id, version), resource)
            _DEFINITIONS[entry.sha256] = known
        return known

    def open(
        self,
        form_id: str,
        version: str,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        random: Random,
        **more: Any,
    ) -> RunningForm:
        """Return the form running for a visit; items show only while their basis is in force.

        ``more`` are the further arguments of RunningForm: ``context``, ``values``, ``rows`` …
        """
        more = {"instruments": self.instruments, **more}
        definition = self.definition(form_id, version)
        return RunningForm(definition, clock=clock, new_id=new_id, random=random, **more)

    def add(self, entry: FormEntry, xml: bytes) -> Library:
        """Return a library that also holds this published form.

        Adding the same form again changes nothing; raises FormChanged where the bytes do not
        match the entry's hash, or where the form and version exist with other bytes.
        """
        if sha256(xml).hexdigest() != entry.sha256:
            raise FormChanged(form_id=entry.form_id, version=entry.version)
        key = (entry.form_id, entry.version)
        for known in self.entries:
            if (known.form_id, known.version) == key:
                if known.sha256 != entry.sha256:
                    raise FormChanged(form_id=entry.form_id, version=entry.version)
                return self
        return replace(self, entries=(*self.entries, entry), _bytes={**self._bytes, key: xml})


_DEFINITIONS: dict[str, FormDefinition] = {}


def _tags(path: Path) -> dict[str, str]:
    """Return names by code of the vocabulary beside the catalogue: sectors and facility tags."""
    if not path.exists():
        return {}
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, str] = dict(content["sectors"])
    for group in content["groups"]:
        found.update(group["tags"])
    return found


def _age(entry: FormEntry) -> tuple[date, str]:
    return entry.effective_from, entry.version


def _instrument(row: Mapping[str, Any]) -> Instrument:
    return Instrument(
        id=str(row["id"]),
        number=str(row["number"]),
        title=str(row["title"]),
        effective_from=_day(row["effective_from"]),
        effective_to=_day(row["effective_to"]) if row.get("effective_to") else None,
        url=str(row.get("url", "")),
        verified=str(row.get("verified", "full")),
    )


def _entry(row: Mapping[str, Any], folder: Path) -> FormEntry:
    return FormEntry(
        form_id=str(row["form_id"]),
        version=str(row["version"]),
        title=str(row["title"]),
        sha256=str(row["sha256"]),
        path=folder / str(row["file"]),
        sector=str(row["sector"]),
        tags=tuple(str(tag) for tag in row.get("tags", ())),
        rank=int(row["rank"]),
        instruments=tuple(str(one) for one in row.get("instruments", ())),
        effective_from=_day(row["effective_from"]),
        effective_to=_day(row["effective_to"]) if row.get("effective_to") else None,
        scales=tuple(str(scale) for scale in row.get("scales", ())),
    )


def _day(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(f"{value!r}")
    return value
