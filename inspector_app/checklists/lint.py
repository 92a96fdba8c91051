"""Checks a checklist the way its author needs it: every problem at once, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from inspector_app.checklists import (
    dependencies,
    lint_dates,
    lint_form,
    lint_rules,
    lint_scores,
    workbook,
    xform,
    xlsform,
)
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.library import Library
from inspector_app.checklists.lint_texts import finding
from inspector_app.checklists.places import Places, places
from inspector_app.checklists.problems import Finding, NotConverted
from inspector_app.errors import Problem
from inspector_app.i18n import _

_SHEETS = {"settings": 0, "survey": 1, "choices": 2}


def check(path: Path, library: Library | None = None, *, run: bool = True) -> tuple[Finding, ...]:
    """Return everything wrong with the form file (.md, .xlsx, .xml), in the file's order.

    With a library, instruments, tags and dates are checked against its catalogue as well; with
    ``run`` the form is tried, too: what no answers reach, what nothing satisfies, what is slow,
    where it cannot be finished. Warnings (``is_warning``) do not make a form unusable.
    """
    if path.suffix.lower() == ".xml":
        return tuple(_check_xform(path, library, run))
    try:
        book = workbook.read(path)
    except Problem as problem:
        return (_finding(path.name, problem),)
    found = lint_rules.check_book(book, library)
    if not any(not one.is_warning for one in found):
        found += _check_conversion(path, book, library, run)
    else:
        found += _further(path.name, book, found)
    return tuple(sorted(found, key=lambda one: (_SHEETS.get(one.sheet, 9), one.row)))


def check_files(
    paths: Sequence[Path], library: Library | None = None, *, run: bool = True
) -> tuple[Finding, ...]:
    """Return everything wrong with these files, also what stands twice among them."""
    found: list[Finding] = []
    seen: dict[tuple[str, str], Path] = {}
    for path in paths:
        found += check(path, library, run=run)
        identity = _identity(path) if len(paths) > 1 else ("", "")
        twin = seen.setdefault(identity, path) if identity[0] else path
        if twin.with_suffix("") != path.with_suffix(""):
            name = " ".join(identity)
            found.append(finding("duplicate_form", path.name, "settings", 0, "form_id", name=name))
    return tuple(found)


def _identity(path: Path) -> tuple[str, str]:
    try:
        if path.suffix.lower() == ".xml":
            form = xform.load_file(path)
            return form.form_id, form.version
        rows = workbook.read(path).rows("settings")
    except (Problem, OSError):
        return "", ""
    cells = rows[0].cells if rows else {}
    return cells.get("form_id", ""), cells.get("version", "")


def _check_conversion(
    path: Path, book: workbook.Book, library: Library | None, run: bool
) -> list[Finding]:
    try:
        made, complaints = xlsform.convert_whole(book)
        if made is None:
            return [_converter(path.name, complaint) for complaint in complaints]
        definition = xform.load(made, xform.beside(path))
        dependencies.plan_of(definition)
    except Problem as problem:
        return [_at_its_row(_finding(path.name, problem), problem, book)]
    where = places(definition.root, book)
    return [
        *_dangling(path.name, definition),
        *_check_definition(path.name, definition, where, library, run),
    ]


def _further(file: str, book: workbook.Book, found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what the converter says about the rows of the survey that have no error yet."""
    if "type" not in book.sheets["survey"].header:
        return
    wrong = {(one.sheet, one.row) for one in found if not one.is_warning}
    rest = xlsform.setting_aside(book, {row for sheet, row in wrong if sheet == "survey"})
    if rest is None:
        return
    try:
        complaints = xlsform.convert_whole(rest)[1]
    except Problem:
        return  # what is refused as a whole is told once the rows are right
    for complaint in complaints:
        if isinstance(complaint.details["row"], int):
            one = _converter(file, complaint)
            if (one.sheet, one.row) not in wrong:
                yield one


def _at_its_row(found: Finding, problem: Problem, book: workbook.Book) -> Finding:
    """Return the finding at the row of the first field that the problem names."""
    named = str(problem.details.get("fields", problem.details.get("ref", "")))
    path = named.split(" ", maxsplit=1)[0]
    row, column = places("/" + path.split("/")[1], book).of(path) if "/" in path else (0, "")
    return replace(found, sheet="survey", row=row, column=column) if row else found


def _converter(file: str, problem: NotConverted) -> Finding:
    details = problem.details
    return Finding(
        file,
        str(details["sheet"]),
        details["row"] if isinstance(details["row"], int) else 0,
        str(details["column"]).replace("?", ""),
        problem.code,
        str(details["reason"]),
        problem.remedy,
    )


def _check_xform(path: Path, library: Library | None, run: bool) -> Iterator[Finding]:
    try:
        definition = xform.load_file(path)
        dependencies.plan_of(definition)
    except Problem as problem:
        yield _finding(path.name, problem)
        return
    where = places(definition.root, None)
    yield from _dangling(path.name, definition)
    yield from check_items(path.name, definition, library)
    yield from _untranslated(path.name, definition)
    yield from _check_definition(path.name, definition, where, library, run)


def _check_definition(
    file: str, form: FormDefinition, where: Places, library: Library | None, run: bool
) -> Iterator[Finding]:
    if library is not None:
        yield from lint_dates.check_entry(file, form, where, library)
        yield from lint_form.check_tags(file, form, where, library.tags)
    yield from lint_scores.check(file, form, where)
    for problem in form.notices:
        yield _finding(file, problem, is_warning=True)
    if run:
        yield from lint_form.check_running(file, form, where)


def check_items(file: str, form: FormDefinition, library: Library | None) -> Iterator[Finding]:
    """Yield what is wrong with check items that came without rows (an XForm)."""
    seen: set[str] = set()
    for item in form.items():
        if item.item in seen:
            yield finding("duplicate_item", file, "survey", 0, "item", name=item.item)
        seen.add(item.item)
        if library is not None and item.standard not in library.instruments:
            yield finding("unknown_standard", file, "survey", 0, "standard", name=item.standard)


def _untranslated(file: str, form: FormDefinition) -> Iterator[Finding]:
    """Yield the languages of an XForm in which texts are missing, each once."""
    everything = {text_id for language in form.languages for text_id in language.texts}
    for language in form.languages:
        for text_id in sorted(everything - set(language.texts)):
            yield finding("no_translation", file, text_id, 0, "", name=language.name)


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


def _finding(file: str, problem: Problem, *, is_warning: bool = False) -> Finding:
    return Finding(file, "", 0, "", problem.code, problem.message, problem.remedy, is_warning)


def check_library(library: Library) -> tuple[Finding, ...]:
    """Return what is wrong with a library: catalogue, dates, hashes, instruments, tags, forms."""
    found: list[Finding] = list(lint_dates.check_gaps(library))
    for entry in library.entries:
        file = entry.path.name if entry.path else entry.form_id
        try:
            definition = library.definition(entry.form_id, entry.version)
        except Problem as problem:
            found.append(_finding(file, problem))
            continue
        where = places(definition.root, None)
        found += check_items(file, definition, library)
        found += _check_definition(file, definition, where, library, False)
        cited = {item.standard for item in definition.items() if item.standard}
        found += (
            finding("not_listed", "catalogue.toml", "form", 0, "", name=missing)
            for missing in sorted(cited - set(entry.instruments))
        )
        found += (
            finding("unknown_tag", "catalogue.toml", "form", 0, "tags", name=unknown)
            for unknown in sorted(set(entry.tags) - set(library.tags))
        )
    return tuple(found)
