"""The checklists on this computer: which apply to a site on a day, and what each one is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from inspector_app import config
from inspector_app.checklists import media, xform
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.listing import ChoiceSource
from inspector_app.checklists.problems import BadCatalogue, FormChanged, UnknownForm
from inspector_app.i18n import _

ANY = "any"
SIZES = ("micro", "small", "medium", "large")
RECORD_RANK = 90


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

    @property
    def age(self) -> tuple[date, tuple[tuple[int, int, str], ...]]:
        """What orders the versions of a form: the first day in force, then the version as people
        count (2026.9 before 2026.10)."""
        parts = re.findall(r"\d+|\D+", self.version)
        counted = ((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
        return self.effective_from, tuple(counted)

    def in_force(self, on: date) -> bool:
        """Tell whether the form is in force on this day."""
        return _within(on, self.effective_from, self.effective_to)

    def suits(self, scale: str) -> bool:
        """Tell whether the form is made for enterprises of this size; an unknown size is large."""
        return not self.scales or (scale if scale in SIZES else "large") in self.scales

    def concerns(self, sector: str, tags: Collection[str], scale: str = "") -> bool:
        """Tell whether the form is about such a site, on whatever day.

        Where the size is not known the enterprise gets the full lists, as a large one does.
        """
        if not self.suits(scale):
            return False
        if ANY in self.tags or self.sector == sector or self.sector in tags:
            return True
        return any(tag in tags or tag == sector for tag in self.tags)


def _within(on: date, first: date, last: date | None) -> bool:
    return first <= on and (last is None or on <= last)


@dataclass(frozen=True, slots=True)
class RecordForm:
    """A form for a service record or another paper of a service; ``entry`` says which.

    ``kind`` is ``record`` or ``paper``; ``services`` are the service codes that ask for it; ``of``
    is what it usually belongs to: a ``visit``, or the enterprise's ``dossier``.
    """

    entry: FormEntry
    code: str = ""
    kind: str = "record"
    services: tuple[str, ...] = ()
    of: str = "visit"
    when: str = ""
    basis: str = ""
    copies: str = ""


_Key = tuple[str, str]  # form and version
_Files = Mapping[str, media.MediaFile]


@dataclass(frozen=True)
class Library:
    """All forms and cited instruments; ``add`` gives a new library, none is ever changed."""

    entries: tuple[FormEntry, ...] = ()
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    records: tuple[RecordForm, ...] = ()
    _bytes: Mapping[_Key, bytes] = field(default_factory=dict, repr=False)
    _files: Mapping[_Key, _Files] = field(default_factory=dict, repr=False)

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
            records = tuple(_record(row, catalogue.parent) for row in data.get("record", ()))
            tags = _tags(catalogue.parent / "tags.toml")
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadCatalogue(reason=str(error)) from error
        except (KeyError, TypeError, ValueError) as error:
            reason = _("an entry lacks or misspells {name}").format(name=error)
            raise BadCatalogue(reason=reason) from error
        return cls(entries, {one.id: one for one in instruments}, tags, records)

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
                if known is None or entry.age > known.age:
                    newest[entry.form_id] = entry
        return tuple(sorted(newest.values(), key=lambda e: (e.rank, e.form_id)))

    def gaps(
        self, *, sector: str, tags: Collection[str], on: date, scale: str = ""
    ) -> tuple[str, ...]:
        """Return titles of checklists about such a site that exist for other days only.

        For these the program must say that nothing is loaded for that day. A sector's criteria of
        major hazards that are in force make up for others of that sector, an ordinary checklist
        never makes up for criteria.
        """
        concerned = [e for e in self.entries if e.concerns(sector, tags, scale)]
        covered = {name for e in concerned if e.in_force(on) for name in _covers(e)}
        missing = [e for e in concerned if not e.in_force(on) and not covered & set(_covers(e))]
        return tuple(dict.fromkeys(e.title for e in missing))

    def records_for(self, services: Collection[str]) -> tuple[RecordForm, ...]:
        """Return the newest version of each record form that one of these services asks for."""
        newest = {
            one.entry.form_id: one for one in sorted(self.records, key=lambda one: one.entry.age)
        }
        wanted = [one for one in newest.values() if set(one.services) & set(services)]
        return tuple(sorted(wanted, key=lambda one: (one.kind != "record", one.entry.form_id)))

    def record_form(self, form_id: str, version: str = "") -> RecordForm:
        """Return a record form, its newest version where none is named; raises UnknownForm."""
        known = [
            one
            for one in self.records
            if one.entry.form_id == form_id and version in ("", one.entry.version)
        ]
        if not known:
            raise UnknownForm(form_id=form_id, version=version)
        return max(known, key=lambda one: one.entry.age)

    def entry(self, form_id: str, version: str) -> FormEntry:
        """Return the entry of this form or record form and version; raises UnknownForm."""
        for known in self._all():
            if (known.form_id, known.version) == (form_id, version):
                return known
        raise UnknownForm(form_id=form_id, version=version)

    def _all(self) -> Iterator[FormEntry]:
        yield from self.entries
        yield from (one.entry for one in self.records)

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
        files = self._files.get((form_id, version), {})
        key = (entry.sha256, *sorted((name, file.sha256) for name, file in files.items()))
        known = _DEFINITIONS.get(key)
        if known is None:
            resource = xform.beside(entry.path) if entry.path else media.files_of(files)
            xml = self.xml(form_id, version)
            known = xform.load(xml, resource, media.sources(xml, files) if files else ())
            _DEFINITIONS[key] = known
        return known

    def sources(self, form_id: str, version: str) -> dict[str, ChoiceSource]:
        """Return what answers the form's csv lists out of the store, by list name."""
        files = self._files.get((form_id, version), {})
        return media.sources(self.xml(form_id, version), files) if files else {}

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
        more["sources"] = {**(more.get("sources") or {}), **self.sources(form_id, version)}
        definition = self.definition(form_id, version)
        return RunningForm(definition, clock=clock, new_id=new_id, random=random, **more)

    def add(
        self,
        entry: FormEntry,
        xml: bytes,
        *,
        files: _Files | None = None,
        record: RecordForm | None = None,
    ) -> Library:
        """Return a library that also holds this published form, as a record form with ``record``.

        Adding the same form again changes nothing; raises FormChanged where the bytes do not
        match the entry's hash, or where the form and version exist with other bytes.
        """
        if sha256(xml).hexdigest() != entry.sha256:
            raise FormChanged(form_id=entry.form_id, version=entry.version)
        key = (entry.form_id, entry.version)
        for known in self._all():
            if (known.form_id, known.version) == key:
                if known.sha256 != entry.sha256:
                    raise FormChanged(form_id=entry.form_id, version=entry.version)
                return self
        return replace(
            self,
            entries=self.entries if record else (*self.entries, entry),
            records=(*self.records, record) if record else self.records,
            _bytes={**self._bytes, key: xml},
            _files={**self._files, key: files} if files else self._files,
        )


_DEFINITIONS: dict[tuple[object, ...], FormDefinition] = {}
_CRITERIA_RANK = 20  # below it stand criteria of major hazards


def _covers(entry: FormEntry) -> tuple[tuple[object, ...], ...]:
    """Return what a form in force makes up for: itself, and its like of the same sector."""
    criteria = entry.rank < _CRITERIA_RANK
    return (("form", entry.form_id), ("sector", entry.sector, criteria))


def _tags(path: Path) -> dict[str, str]:
    """Return names by code of the vocabulary beside the catalogue: sectors and facility tags."""
    if not path.exists():
        return {}
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, str] = dict(content["sectors"])
    for group in content["groups"]:
        found.update(group["tags"])
    return found


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


def _record(row: Mapping[str, Any], folder: Path) -> RecordForm:
    entry = FormEntry(
        form_id=str(row["form_id"]),
        version=str(row["version"]),
        title=str(row["title"]),
        sha256=str(row["sha256"]),
        path=folder / str(row["file"]),
        sector="",
        tags=(),
        rank=RECORD_RANK,
        instruments=(),
        effective_from=date.min,
    )
    return RecordForm(
        entry=entry,
        code=str(row.get("code", "")),
        kind=str(row["kind"]),
        services=tuple(str(code) for code in row.get("services", ())),
        of=str(row.get("of", "visit")),
        when=str(row.get("when", "")),
        basis=str(row.get("basis", "")),
        copies=str(row.get("copies", "")),
    )


def _day(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(f"{value!r}")
    return value
