"""Opens a form to try it out and checks it. Knows the library, a clock and chance, no store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from uuid import UUID

from inspector_app.checklists import lint, lint_form, runner
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.library import FormEntry, Library
from inspector_app.checklists.places import places
from inspector_app.checklists.problems import Finding
from inspector_app.domain.facts import Volume
from inspector_app.errors import BadInput, Problem, system_reason
from inspector_app.operations.answers import OpenChecklist
from inspector_app.operations.shelf import ItemLine, Place, items_of
from inspector_app.ui.visit_lines import Around, around_library

NOWHERE = Volume("", 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be tried out: a form of the library or a file, as on a day at a place."""

    library: Library
    day: date
    clock: Callable[[], datetime]
    entry: FormEntry | None = None
    path: Path | None = None
    place: Place | None = None

    @property
    def name(self) -> str:
        """The title of the form, or the name of the file."""
        if self.path is not None:
            return self.path.name
        return self.entry.title if self.entry is not None else ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that runs, with the instruments around its items."""

    checklist: OpenChecklist
    around: Around


def open_form(wanted: Wanted) -> Tried:
    """Return the form running; raises FormProblem or BadInput where it cannot be used."""
    entry, definition = _read(wanted)
    running = _running(wanted, entry, definition)
    checklist = OpenChecklist("", NOWHERE, entry, running, {}, {})
    return Tried(checklist, around_library(wanted.library, _tags(wanted)))


def _running(wanted: Wanted, entry: FormEntry, definition: FormDefinition) -> RunningForm:
    chance = Random()
    place = wanted.place
    return RunningForm(
        definition,
        clock=wanted.clock,
        new_id=lambda: str(UUID(int=chance.getrandbits(128))),
        random=chance,
        context={
            "site_tags": " ".join(_tags(wanted)),
            "site_sector": place.sector if place else entry.sector,
            "site_scale": place.scale if place else "",
            "visit_date": wanted.day.isoformat(),
        },
        instruments=wanted.library.instruments,
    )


def _tags(wanted: Wanted) -> tuple[str, ...]:
    """Return the facilities of the place; without a place all there are, so that every item
    shows."""
    return wanted.place.tags if wanted.place is not None else tuple(wanted.library.tags)


def _read(wanted: Wanted) -> tuple[FormEntry, FormDefinition]:
    if wanted.path is None:
        assert wanted.entry is not None
        entry = wanted.entry
        return entry, wanted.library.definition(entry.form_id, entry.version)
    try:
        definition = runner.open_definition(wanted.path)
    except OSError as error:
        raise BadInput(what=wanted.path.name, reason=system_reason(error)) from error
    return _entry(definition, wanted), definition


def _entry(definition: FormDefinition, wanted: Wanted) -> FormEntry:
    return FormEntry(
        form_id=definition.form_id,
        version=definition.version,
        title=definition.title,
        sha256=definition.sha256,
        path=wanted.path,
        sector="",
        tags=(),
        rank=0,
        instruments=(),
        effective_from=wanted.day,
    )


def findings(wanted: Wanted) -> tuple[Finding, ...]:
    """Return everything ``forms check`` says about the form; takes up to a few seconds."""
    path = wanted.path or (wanted.entry.path if wanted.entry is not None else None)
    if path is not None:
        return lint.check(path, wanted.library)
    assert wanted.entry is not None
    return _published(wanted.library, wanted.entry)


def _published(library: Library, entry: FormEntry) -> tuple[Finding, ...]:
    """Check a form whose bytes came from central: there is no file to read again."""
    alone = replace(library, entries=(entry,))
    found = lint.check_library(alone)
    try:
        definition = library.definition(entry.form_id, entry.version)
    except Problem:
        return found
    where = places(definition.root, None)
    return (*found, *lint_form.check_running(entry.form_id, definition, where))


def items(wanted: Wanted) -> tuple[ItemLine, ...]:
    """Return the check items of a form to read them; raises FormProblem."""
    entry, definition = _read(wanted)
    return items_of(_running(wanted, entry, definition))
