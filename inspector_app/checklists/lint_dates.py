"""Holds forms to the catalogue's dates: no item that never stands, no day without a standard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.library import FormEntry, Instrument, Library
from inspector_app.checklists.lint_texts import finding
from inspector_app.checklists.places import Places
from inspector_app.checklists.problems import Finding

_MAJOR = 10
_DAY = timedelta(1)


def check_entry(
    file: str, form: FormDefinition, places: Places, library: Library
) -> Iterator[Finding]:
    """Yield items never in force, and days on which nothing that the form cites is in force."""
    entry = next(
        (e for e in library.entries if (e.form_id, e.version) == (form.form_id, form.version)), None
    )
    if entry is None:
        return
    if entry.sha256 != form.sha256:
        named = f"{form.form_id} {form.version}"
        yield finding("published", file, "settings", 0, "version", name=named)
    cited: dict[str, Instrument] = {}
    for found in form.walk():
        item = found.item
        instrument = library.instruments.get(item.standard) if item is not None else None
        if item is None or instrument is None:
            continue
        cited[instrument.id] = instrument
        if not _meet(entry, instrument):
            row, _column = places.of(found.path)
            yield finding(
                "never_in_force",
                file,
                "survey",
                row,
                "bind::insp:standard",
                name=item.item,
                standard=item.standard,
            )
    if cited:
        yield from _empty_days(file, entry, cited.values())


def _meet(entry: FormEntry, instrument: Instrument) -> bool:
    starts = max(entry.effective_from, instrument.effective_from)
    return entry.in_force(starts) and instrument.in_force(starts)


def _empty_days(file: str, entry: FormEntry, cited: Iterable[Instrument]) -> Iterator[Finding]:
    instruments = list(cited)
    for day in _turns(instruments, entry.effective_from):
        if entry.in_force(day) and not any(one.in_force(day) for one in instruments):
            yield finding("empty_days", file, "settings", 0, "version", day=day.isoformat())


def _turns(periods: Iterable[Instrument | FormEntry], first: date) -> list[date]:
    """Return the days on which something begins or has just ended, not before the first."""
    days = {first}
    for one in periods:
        days.add(one.effective_from)
        if one.effective_to is not None:
            days.add(one.effective_to + _DAY)
    return sorted(day for day in days if day >= first)


def check_gaps(library: Library) -> Iterator[Finding]:
    """Yield days, after a sector's first criteria, on which the library holds none for it."""
    sectors: dict[str, list[FormEntry]] = {}
    for entry in library.entries:
        if entry.rank <= _MAJOR:
            sectors.setdefault(entry.sector, []).append(entry)
    for sector, entries in sectors.items():
        first = min(entry.effective_from for entry in entries)
        for day in _turns(entries, first):
            if not any(entry.in_force(day) for entry in entries):
                yield finding(
                    "gap", "catalogue.toml", "form", 0, "", name=sector, day=day.isoformat()
                )
