"""Checks a checklist the way its author needs it: every problem at once, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inspector_app.checklists import dependencies, lint_rules, workbook, xform, xlsform
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.library import Library
from inspector_app.checklists.problems import Finding, NotConverted
from inspector_app.checklists.profile import CheckItem
from inspector_app.errors import Problem
from inspector_app.i18n import _


def check(path: Path, library: Library | None = None) -> tuple[Finding, ...]:
    """Return everything wrong with the form file (.md, .xlsx, .xml), in the file's order.

    With a library, instruments and tags are checked against its catalogue as well. Warnings
    (``is_warning``) do not make a form unusable.
    """
    if path.suffix.lower() == ".xml":
        return tuple(_check_xform(path, library))
    try:
        book = workbook.read(path)
    except Problem as problem:
        return (_finding(path.name, problem),)
    found = lint_rules.check_book(book, library)
    if not any(not one.is_warning for one in found):
        found += _check_conversion(path, book)
    return tuple(sorted(found, key=lambda one: (_SHEETS.get(one.sheet, 9), one.row)))


_SHEETS = {"settings": 0, "survey": 1, "choices": 2}


def _check_conversion(path: Path, book: workbook.Book) -> list[Finding]:
    try:
        definition = xform.load(xlsform.convert_book(book), xform.beside(path))
        dependencies.plan(definition)
    except NotConverted as problem:
        details = problem.details
        row = details["row"] if isinstance(details["row"], int) else 0
        return [
            Finding(
                path.name,
                str(details["sheet"]),
                row,
                str(details["column"]).replace("?", ""),
                problem.code,
                str(details["reason"]),
                problem.remedy,
            )
        ]
    except Problem as problem:
        return [_finding(path.name, problem)]
    return list(_dangling(path.name, definition))


def _check_xform(path: Path, library: Library | None) -> Iterator[Finding]:
    try:
        definition = xform.load_file(path)
        dependencies.plan(definition)
    except OSError as error:
        yield Finding(
            path.name, "", 0, "", "FORM-02", error.strerror or str(error), _("Check the path.")
        )
        return
    except Problem as problem:
        yield _finding(path.name, problem)
        return
    yield from _dangling(path.name, definition)
    yield from check_items(path.name, definition.items(), library)


def check_items(
    file: str, items: tuple[CheckItem, ...], library: Library | None
) -> Iterator[Finding]:
    """Yield what is wrong with check items that came without rows (an XForm)."""
    seen: set[str] = set()
    for item in items:
        if item.item in seen:
            yield lint_rules.finding("duplicate_item", file, "survey", 0, "item", name=item.item)
        seen.add(item.item)
        if library is not None and item.standard not in library.instruments:
            yield lint_rules.finding(
                "unknown_standard", file, "survey", 0, "standard", name=item.standard
            )


def _dangling(file: str, definition: FormDefinition) -> Iterator[Finding]:
    for ref in definition.warnings:
        yield Finding(
            file,
            "survey",
            0,
            "",
            "FORM-06",
            _("The form refers to {ref}, which it does not contain.").format(ref=ref),
            _("Correct the name or add the missing field."),
        )


def _finding(file: str, problem: Problem) -> Finding:
    return Finding(file, "", 0, "", problem.code, problem.message, problem.remedy)


def check_library(library: Library) -> tuple[Finding, ...]:
    """Return what is wrong with a library: catalogue, hashes, instruments, tags, every form."""
    found: list[Finding] = []
    for entry in library.entries:
        file = entry.path.name if entry.path else entry.form_id
        try:
            definition = library.definition(entry.form_id, entry.version)
        except Problem as problem:
            found.append(_finding(file, problem))
            continue
        found += check_items(file, definition.items(), library)
        cited = {item.standard for item in definition.items() if item.standard}
        for missing in sorted(cited - set(entry.instruments)):
            found.append(
                lint_rules.finding("not_listed", "catalogue.toml", "form", 0, "", name=missing)
            )
        for unknown in sorted(set(entry.tags) - set(library.tags)):
            found.append(
                lint_rules.finding("unknown_tag", "catalogue.toml", "form", 0, "tags", name=unknown)
            )
    return tuple(found)
