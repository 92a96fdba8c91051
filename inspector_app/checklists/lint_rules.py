"""The rules an XLSForm's rows are held to before they are converted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from inspector_app.checklists.library import Library
from inspector_app.checklists.problems import BadExpression, Finding
from inspector_app.checklists.profile import COLUMNS, CONFORMITY, LEVELS, NAMESPACE
from inspector_app.checklists.workbook import Book, Row
from inspector_app.checklists.xpath import compile_expression
from inspector_app.i18n import N_, _

_RULES: dict[str, tuple[str, str, str]] = {
    "no_name": ("LINT-01", N_("The row has no name."), N_("Give the field a name.")),
    "bad_name": (
        "LINT-02",
        N_("“{name}” cannot be a name."),
        N_("Start with a letter or _; go on with letters, digits, _, - or a full stop."),
    ),
    "duplicate_name": (
        "LINT-03",
        N_("The name “{name}” stands twice in this group."),
        N_("Give each field in a group its own name."),
    ),
    "unclosed": ("LINT-04", N_("“{name}” is not closed."), N_("Add the missing end row.")),
    "unopened": ("LINT-05", N_("This end row closes nothing."), N_("Remove it.")),
    "unknown_reference": (
        "LINT-06",
        N_("${{{name}}} names no field of this form."),
        N_("Correct the name, or add the field."),
    ),
    "bad_expression": (
        "LINT-07",
        N_("The expression is not valid: {reason}."),
        N_("Correct the expression; names are written ${{name}}."),
    ),
    "unknown_list": (
        "LINT-08",
        N_("There is no choice list “{name}”."),
        N_("Add it to the sheet “choices”, or correct the name."),
    ),
    "duplicate_choice": (
        "LINT-09",
        N_("The choice “{name}” stands twice in its list."),
        N_("Give each choice of a list its own name."),
    ),
    "no_choice_name": ("LINT-10", N_("The choice has no name."), N_("Give it a name.")),
    "no_setting": (
        "LINT-11",
        N_("The setting “{name}” is missing."),
        N_("Add it to the sheet “settings”."),
    ),
    "no_namespace": (
        "LINT-12",
        N_("The namespace of the inspection columns is not declared."),
        N_('Write namespaces = insp="urn:inspector-app:item:1" on the sheet “settings”.'),
    ),
    "unknown_column": (
        "LINT-13",
        N_("“{name}” is no column of the inspection profile."),
        N_("Use the columns listed in forms/README.md."),
    ),
    "duplicate_item": (
        "LINT-14",
        N_("The item “{name}” stands twice."),
        N_("Give each item its own id."),
    ),
    "not_conformity": (
        "LINT-15",
        N_("A check item must be select_one conformity, not “{name}”."),
        N_("Change the type, or empty bind::insp:item."),
    ),
    "bad_conformity": (
        "LINT-16",
        N_("The list “conformity” must have exactly yes, no and na."),
        N_("Correct the sheet “choices”."),
    ),
    "bad_value": (
        "LINT-17",
        N_("“{name}” is not allowed in this column."),
        N_("Allowed: {allowed}."),
    ),
    "unknown_standard": (
        "LINT-18",
        N_("The basis “{name}” is not in the catalogue."),
        N_("Correct its id, or add the instrument with its dates to catalogue.toml."),
    ),
    "unknown_tag": (
        "LINT-19",
        N_("The tag “{name}” is not in the vocabulary."),
        N_("Use a code of the vocabulary in catalogue.toml."),
    ),
    "no_article": (
        "LINT-20",
        N_("The item cites no clause."),
        N_("Fill in bind::insp:article, or bind::insp:standard together with it."),
    ),
    "no_translation": (
        "LINT-21",
        N_("The text is missing in “{name}”."),
        N_("Translate it, or leave the language out of the whole form."),
    ),
    "not_listed": (
        "LINT-22",
        N_("The form cites “{name}”, which its catalogue entry does not list."),
        N_("Add it to “instruments” of the form's entry."),
    ),
    "no_type": ("LINT-23", N_("The row has no type."), N_("Give the row a type.")),
    "no_label": (
        "LINT-24",
        N_("The question has no text."),
        N_("Fill in the column “label”."),
    ),
}
_WARNINGS = frozenset(("no_translation", "no_label"))
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
_TEXTS = re.compile(r"(label|hint|constraint_message|required_message)(::.*)?")
_YES_NO = frozenset(("yes", "no", "true", "false", "true()", "false()"))
_OPEN = re.compile(r"begin[ _](group|repeat)")
_CLOSE = re.compile(r"end[ _](group|repeat)")
_SELECT = re.compile(r"(select_one|select_multiple|rank)\s+(\S+)")
_FROM_FILE = re.compile(r"select_(one|multiple)_(from_file|external)\b")
_SILENT = ("hidden", "calculate", "start", "end", "today", "deviceid", "username", "audit",
           "phonenumber", "email", "background-audio", "csv-external", "xml-external")  # fmt: skip


def finding(rule: str, file: str, sheet: str, row: int, column: str, **details: str) -> Finding:
    """Return the finding of a rule at a place."""
    code, message, remedy = _RULES[rule]
    return Finding(
        file,
        sheet,
        row,
        column,
        code,
        _(message).format(**details),
        _(remedy).format(**details),
        rule in _WARNINGS,
    )


@dataclass(slots=True)
class _Survey:
    """What the rows of a survey have said so far."""

    book: Book
    library: Library | None
    names: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    open: list[tuple[Row, str, set[str]]] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)

    def note(self, rule: str, row: Row, column: str, **details: str) -> None:
        """Add a finding at a row of the survey."""
        self.found.append(finding(rule, self.book.file, "survey", row.number, column, **details))


def check_book(book: Book, library: Library | None) -> list[Finding]:
    """Return what is wrong with the sheets."""
    survey = _Survey(book, library)
    survey.lists = {row.cells.get("list_name", row.cells.get("list name", ""))
                    for row in book.rows("choices")}  # fmt: skip
    survey.names = {row.cells["name"] for row in book.rows("survey") if "name" in row.cells}
    top: set[str] = set()
    for row in book.rows("survey"):
        _check_row(survey, row, survey.open[-1][2] if survey.open else top)
    for row, name, _names in survey.open:
        survey.note("unclosed", row, "type", name=name)
    return [*_check_settings(book), *survey.found, *_check_choices(book)]


def _check_row(survey: _Survey, row: Row, names: set[str]) -> None:
    kind = row.cells.get("type", "").strip()
    if not kind:
        survey.note("no_type", row, "type")
        return
    if _CLOSE.fullmatch(kind):
        if survey.open:
            survey.open.pop()
        else:
            survey.note("unopened", row, "type")
        return
    _check_name(survey, row, names)
    if _OPEN.fullmatch(kind):
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
    sheet = survey.book.sheets["survey"]
    labels = [column for column in sheet.header if re.fullmatch(r"label(::.*)?", column)]
    given = [column for column in labels if row.cells.get(column)]
    first_word = kind.split(maxsplit=1)[0]
    silent = first_word in _SILENT or _OPEN.fullmatch(kind) or row.cells.get("calculation")
    if not given and not silent:
        survey.note("no_label", row, "label")
    for column in labels:
        if given and column not in given:
            survey.note("no_translation", row, column, name=column.partition("::")[2] or column)


def _check_profile(survey: _Survey, row: Row, kind: str) -> None:
    cells = {
        column.split(":")[-1]: text
        for column, text in row.cells.items()
        if column.startswith("bind::insp:")
    }
    for name in sorted(set(cells) - set(COLUMNS)):
        survey.note("unknown_column", row, f"bind::insp:{name}", name=name)
    item = cells.get("item", "")
    if not item:
        return
    if item in survey.items:
        survey.note("duplicate_item", row, "bind::insp:item", name=item)
    survey.items.add(item)
    if kind != "select_one conformity":
        survey.note("not_conformity", row, "type", name=kind)
    if not cells.get("article"):
        survey.note("no_article", row, "bind::insp:article")
    for column, (test, allowed) in _VALUES.items():
        value = cells.get(column, "")
        if value and not test(value):
            survey.note("bad_value", row, f"bind::insp:{column}", name=value, allowed=allowed)
    _check_catalogue(survey, row, cells)


_VALUES: dict[str, tuple[Callable[[str], bool], str]] = {
    "level": (lambda v: v in LEVELS, "major, general"),
    "logic": (lambda v: v in ("any", "all"), "any, all"),
    "verified": (lambda v: v.lower() in ("true", "false"), "true, false"),
    "deadline": (lambda v: v.isascii() and v.isdigit(), "0, 7, 30 …"),
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
    lists: dict[str, list[str]] = {}
    for row in book.rows("choices"):
        name = row.cells.get("name", "")
        chosen = lists.setdefault(row.cells.get("list_name", row.cells.get("list name", "")), [])
        if not name:
            yield finding("no_choice_name", book.file, "choices", row.number, "name")
        elif name in chosen:
            yield finding("duplicate_choice", book.file, "choices", row.number, "name", name=name)
        chosen.append(name)
    conformity = lists.get("conformity")
    if conformity is not None and sorted(conformity) != sorted(CONFORMITY):
        yield finding("bad_conformity", book.file, "choices", 0, "name")
