"""The rules an XLSForm's rows are held to before they are converted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from inspector_app.checklists import lint_cells, unsupported
from inspector_app.checklists.library import Library
from inspector_app.checklists.lint_texts import finding
from inspector_app.checklists.places import CLOSE, OPEN
from inspector_app.checklists.problems import BadExpression, Finding
from inspector_app.checklists.profile import (
    ANNOUNCED,
    COLUMNS,
    COMPANIONS,
    CONFORMITY,
    LEVELS,
    NAMESPACE,
    points,
)
from inspector_app.checklists.workbook import Book, Row
from inspector_app.checklists.xpath import compile_expression

_NAME = re.compile(r"[^\W\d][\w.\-]*")
_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")
_EXPRESSIONS = [
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "required",
    "readonly",
    "read_only",
    "repeat_count",
]
_TEXTS = re.compile(r"(label|hint|guidance_hint|constraint_message|required_message)(::.*)?")
_YES_NO = frozenset(("yes", "no", "true", "false", "true()", "false()"))
_SELECT = re.compile(r"(select_one|select_multiple|rank)\s+(\S+)")
_FROM_FILE = re.compile(r"select_(one|multiple)_(from_file|external)\b")
_SILENT = ("hidden", "calculate", "start", "end", "today", "deviceid", "username", "audit",
           "phonenumber", "email", "background-audio", "csv-external", "xml-external")  # fmt: skip


@dataclass(slots=True)
class _Survey:
    """What the rows of a survey have said so far."""

    book: Book
    library: Library | None
    names: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    scored: set[str] = field(default_factory=set)
    open: list[tuple[Row, str, set[str]]] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)

    def note(self, rule: str, row: Row, column: str, **details: str) -> None:
        """Add a finding at a row of the survey."""
        self.found.append(finding(rule, self.book.file, "survey", row.number, column, **details))


def check_book(book: Book, library: Library | None) -> list[Finding]:
    """Return what is wrong with the sheets."""
    slips = list(lint_cells.check(book))
    if "type" not in book.sheets["survey"].header:
        return slips
    survey = _Survey(book, library)
    survey.lists = {row.cells.get("list_name", row.cells.get("list name", ""))
                    for row in book.rows("choices")}  # fmt: skip
    survey.names = {row.cells["name"] for row in book.rows("survey") if "name" in row.cells}
    survey.scored = {row.cells.get("bind::insp:item", "") for row in book.rows("survey")
                     if row.cells.get("bind::insp:score")}  # fmt: skip
    top: set[str] = set()
    for row in book.rows("survey"):
        _check_row(survey, row, survey.open[-1][2] if survey.open else top)
    for row, name, _names in survey.open:
        survey.note("unclosed", row, "type", name=name)
    return [
        *_check_settings(book),
        *slips,
        *survey.found,
        *_check_choices(book),
        *_check_kinds(book),
    ]


def _check_kinds(book: Book) -> Iterator[Finding]:
    """Yield what is not run here, and what is run without being recorded."""
    for sheet, row, column, reason in unsupported.found(book):
        yield finding("unsupported", book.file, sheet, row.number, column, reason=reason)
    for row in book.rows("survey"):
        kind = row.cells.get("type", "")
        if kind == "audit":
            yield finding("not_recorded", book.file, "survey", row.number, "type", name=kind)


def _check_row(survey: _Survey, row: Row, names: set[str]) -> None:
    kind = row.cells.get("type", "").strip()
    if not kind:
        survey.note("no_type", row, "type")
        return
    if CLOSE.fullmatch(kind):
        if survey.open:
            survey.open.pop()
        else:
            survey.note("unopened", row, "type")
        return
    _check_name(survey, row, names)
    if OPEN.fullmatch(kind):
        survey.open.append((row, row.cells.get("name", kind), set()))
    _check_list(survey, row, kind)
    _check_expressions(survey, row)
    _check_texts(survey, row, kind)
    _check_profile(survey, row, kind)


def _check_name(survey: _Survey, row: Row, names: set[str]) -> None:
    name = row.cells.get("name", "")
    if not name:
        survey.note("no_name", row, "name")
    elif not _NAME.fullmatch(name):
        survey.note("bad_name", row, "name", name=name)
    elif name in names:
        survey.note("duplicate_name", row, "name", name=name)
    names.add(name)


def _check_list(survey: _Survey, row: Row, kind: str) -> None:
    chosen = _SELECT.match(kind)
    if not chosen or _FROM_FILE.match(kind) or chosen[2].startswith("${"):
        return
    if chosen[2] not in survey.lists:
        survey.note("unknown_list", row, "type", name=chosen[2])


def _check_expressions(survey: _Survey, row: Row) -> None:
    for column in _EXPRESSIONS:
        text = row.cells.get(column, "")
        if not text or text.lower() in _YES_NO:
            continue
        _check_references(survey, row, column, text)
        plain = text.translate(_STRAIGHT)
        try:
            expression = compile_expression(_REFERENCE.sub("/data/x", plain))
        except BadExpression as problem:
            reason = str(problem.details["reason"])
            survey.note("bad_expression", row, column, reason=reason)
            continue
        for wrong in expression.problems:
            reason = str(wrong.details["reason"])
            survey.note("bad_expression", row, column, reason=reason)


_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


def _check_references(survey: _Survey, row: Row, column: str, text: str) -> None:
    for reference in _REFERENCE.finditer(text):
        if reference[1] not in survey.names:
            survey.note("unknown_reference", row, column, name=reference[1])


def _check_texts(survey: _Survey, row: Row, kind: str) -> None:
    for column, text in row.cells.items():
        if _TEXTS.fullmatch(column):
            _check_references(survey, row, column, text)
    first_word = kind.split(maxsplit=1)[0]
    silent = first_word in _SILENT or OPEN.fullmatch(kind) or row.cells.get("calculation")
    named = any(column.partition("::")[0] == "label" for column in row.cells)
    if not named and not silent:
        survey.note("no_label", row, "label")
    survey.found.extend(_untranslated(survey.book, "survey", row))


def _untranslated(book: Book, sheet: str, row: Row) -> Iterator[Finding]:
    """Yield the texts that the row has in one language and not in another."""
    families: dict[str, list[str]] = {}
    for column in book.sheets[sheet].header:
        if _TEXTS.fullmatch(column):
            families.setdefault(column.partition("::")[0], []).append(column)
    for columns in families.values():
        if any(column in row.cells for column in columns):
            for column in columns:
                if column not in row.cells:
                    language = column.partition("::")[2] or column
                    yield finding(
                        "no_translation", book.file, sheet, row.number, column, name=language
                    )


def _check_profile(survey: _Survey, row: Row, kind: str) -> None:
    cells = {
        column.split(":")[-1]: text
        for column, text in row.cells.items()
        if column.startswith("bind::insp:")
    }
    for name in sorted(set(cells) - set(COLUMNS) - set(COMPANIONS) - set(ANNOUNCED)):
        survey.note("unknown_column", row, f"bind::insp:{name}", name=name)
    for role in COMPANIONS:
        if cells.get(role) and cells[role] not in survey.scored:
            survey.note("unknown_companion", row, f"bind::insp:{role}", name=cells[role])
    _check_values(survey, row, {name: cells.get(name, "") for name in ANNOUNCED})
    if cells.get("item"):
        _check_item(survey, row, kind, cells)


def _check_item(survey: _Survey, row: Row, kind: str, cells: dict[str, str]) -> None:
    item = cells["item"]
    if item in survey.items:
        survey.note("duplicate_item", row, "bind::insp:item", name=item)
    survey.items.add(item)
    if kind != "select_one conformity":
        survey.note("not_conformity", row, "type", name=kind)
    if not cells.get("article"):
        survey.note("no_article", row, "bind::insp:article")
    _check_values(survey, row, {name: cells.get(name, "") for name in COLUMNS})
    _check_catalogue(survey, row, cells)


def _check_values(survey: _Survey, row: Row, cells: dict[str, str]) -> None:
    for column, value in cells.items():
        test, allowed = _VALUES.get(column, (_anything, ""))
        if value and not test(value):
            survey.note("bad_value", row, f"bind::insp:{column}", name=value, allowed=allowed)


def _anything(_value: str) -> bool:
    return True


_VALUES: dict[str, tuple[Callable[[str], bool], str]] = {
    "level": (lambda v: v in LEVELS, "major, general"),
    "logic": (lambda v: v in ("any", "all"), "any, all"),
    "verified": (lambda v: v.lower() in ("true", "false"), "true, false"),
    "deadline": (lambda v: v.isascii() and v.isdigit(), "0, 7, 30 …"),
    "score": (lambda v: points(v) is not None, "2, 0.5, 10 …"),
    "deduct": (lambda v: points(v) is not None, "2, 0.5, 10 …"),
    "extra": (lambda v: points(v) is not None, "2, 0.5, 10 …"),
    "total": (lambda v: points(v) is not None, "100, 1000 …"),
    "items": (lambda v: v.isascii() and v.isdigit(), "40, 164 …"),
}


def _check_catalogue(survey: _Survey, row: Row, cells: dict[str, str]) -> None:
    if survey.library is None:
        return
    standard = cells.get("standard", "")
    if standard not in survey.library.instruments:
        survey.note("unknown_standard", row, "bind::insp:standard", name=standard)
    for tag in cells.get("tags", "").split():
        if survey.library.tags and tag not in survey.library.tags:
            survey.note("unknown_tag", row, "bind::insp:tags", name=tag)


def _check_settings(book: Book) -> Iterator[Finding]:
    rows = book.rows("settings")
    cells = rows[0].cells if rows else {}
    number = rows[0].number if rows else 0
    for name in ("form_title", "form_id", "version"):
        if not cells.get(name):
            yield finding("no_setting", book.file, "settings", number, name, name=name)
    header = book.sheets["survey"].header
    if any(column.startswith("bind::insp:") for column in header) and (
        NAMESPACE not in cells.get("namespaces", "")
    ):
        yield finding("no_namespace", book.file, "settings", number, "namespaces")


def _check_choices(book: Book) -> Iterator[Finding]:
    lists: dict[str, dict[str, None]] = {}
    for row in book.rows("choices"):
        name = row.cells.get("name", "")
        chosen = lists.setdefault(row.cells.get("list_name", row.cells.get("list name", "")), {})
        if not name:
            yield finding("no_choice_name", book.file, "choices", row.number, "name")
        elif name in chosen:
            yield finding("duplicate_choice", book.file, "choices", row.number, "name", name=name)
        chosen[name] = None
        yield from _untranslated(book, "choices", row)
    conformity = lists.get("conformity")
    if conformity is not None and sorted(conformity) != sorted(CONFORMITY):
        yield finding("bad_conformity", book.file, "choices", 0, "name")
