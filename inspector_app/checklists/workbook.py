"""Reads the sheets of an XLSForm — Markdown tables or .xlsx — with the place of every row kept."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inspector_app.checklists import cells as cells_of
from inspector_app.checklists.problems import BadWorkbook
from inspector_app.errors import system_reason
from inspector_app.i18n import _

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_PARTS = 500
MAX_ROWS = 100_000
MAX_COLUMNS = 300
MAX_CELL = 30_000
_TITLE_ROWS = 10
# Of these columns one must stand in the row of column names.
_HEADERS = {
    "survey": {"type"},
    "choices": {"list_name", "list name"},
    "settings": {"form_title", "form_id", "version", "default_language", "namespaces"},
}
_CELL_BREAK = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|[\s:|-]+\|")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, and its cells by column name (blank ones left out)."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Sheet:
    """One sheet: its name, its column names and its rows below them."""

    name: str
    header: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    above: list[tuple[int, list[str]]] = field(default_factory=list)

    def add(self, number: int, given: list[str]) -> None:
        """Take a row: the column names — a title above them is passed over — or one below them."""
        if not any(given):
            return
        if self.header:
            named = zip(self.header, given, strict=False)
            cells = {name: cells_of.cell(name, text) for name, text in named if name and text}
            self.rows.append(Row(number, {name: text for name, text in cells.items() if text}))
            return
        names = [cells_of.header(text) for text in given]
        if _HEADERS.get(self.name.lower(), set(names)) & set(names):
            self.header = names
        elif len(self.above) < _TITLE_ROWS:
            self.above.append((number, given))
        else:
            self.close()
            self.add(number, given)

    def close(self) -> None:
        """Take the first row for the column names where no row looked like them."""
        if self.header or not self.above:
            return
        (_number, first), *others = self.above
        self.header = [cells_of.header(text) for text in first]
        for number, given in others:
            self.add(number, given)


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets of one XLSForm, by lower-case name."""

    file: str
    sheets: dict[str, Sheet]

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a sheet, none where it is missing."""
        sheet = self.sheets.get(name)
        return sheet.rows if sheet is not None else []


def read(path: Path) -> Book:
    """Return the sheets of the file; raises BadWorkbook where it cannot be trusted or read."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise BadWorkbook(file=path.name, reason=_("it is larger than 20 MB"))
        data = path.read_bytes()
    except OSError as error:
        raise BadWorkbook(file=path.name, reason=system_reason(error)) from error
    if path.suffix.lower() == ".md":
        return read_markdown(data, path.name)
    if path.suffix.lower() == ".xlsx":
        return read_xlsx(path)
    raise BadWorkbook(file=path.name, reason=_("only .xlsx and .md are read"))


def read_markdown(data: bytes, name: str) -> Book:
    """Return the sheets of Markdown tables; the first cell of a table names its sheet."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadWorkbook(file=name, reason=_("it is not UTF-8 text")) from error
    sheets: dict[str, Sheet] = {}
    current: Sheet | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped.startswith("|") or _RULE.fullmatch(stripped):
            continue
        first, *cells = _markdown_cells(stripped)
        if first:
            current = _open(sheets, first, name)
        if current is not None:
            current.add(number, cells)
    return _finished(sheets, name)


def _finished(sheets: dict[str, Sheet], file: str) -> Book:
    if "survey" not in sheets:
        reason = _("it has no sheet “survey”")
        if sheets:
            names = ", ".join(f"“{sheet.name}”" for sheet in sheets.values())
            reason = _("it has no sheet “survey”, only {names}").format(names=names[:200])
        raise BadWorkbook(file=file, reason=reason)
    for sheet in sheets.values():
        sheet.close()
    return Book(file, sheets)


def _markdown_cells(line: str) -> list[str]:
    inner = line[1:]
    end = re.search(r"(?<!\\)\|\s*$", inner)
    if end:
        inner = inner[: end.start()]
    return [cell.strip().replace(r"\|", "|") for cell in _CELL_BREAK.split(inner)]


def _open(sheets: dict[str, Sheet], title: str, file: str) -> Sheet:
    key = title.strip().lower()
    if key in sheets:
        reason = _("the sheet “{sheet}” stands twice").format(sheet=title)
        raise BadWorkbook(file=file, reason=reason)
    sheets[key] = Sheet(title.strip())
    return sheets[key]


def read_xlsx(path: Path) -> Book:
    """Return the sheets of a workbook; formulas give their last computed value."""
    _inspect(path)
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheets: dict[str, Sheet] = {}
        for title in book.sheetnames:
            sheet = _open(sheets, title, path.name)
            for number, cells in _xlsx_rows(book[title], path.name):
                sheet.add(number, cells)
        book.close()
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadWorkbook(file=path.name, reason=_("it is damaged")) from error
    except (zipfile.BadZipFile, SyntaxError, OSError, IndexError, EOFError) as error:
        raise BadWorkbook(file=path.name, reason=_("it is damaged")) from error
    return _finished(sheets, path.name)


def _xlsx_rows(sheet: object, file: str) -> Iterator[tuple[int, list[str]]]:
    rows = getattr(sheet, "iter_rows", None)
    if rows is None:
        return
    for number, row in enumerate(rows(values_only=True), start=1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            raise BadWorkbook(file=file, reason=_("a sheet has too many rows or columns"))
        yield number, [_cell(value, file) for value in row]


def _cell(value: object, file: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    if len(text) > MAX_CELL:
        raise BadWorkbook(file=file, reason=_("a cell holds more than 30,000 characters"))
    return text


def _inspect(path: Path) -> None:
    """Refuse archives that unpack to too much, hold macros or links, or declare entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_UNPACKED_BYTES:
                raise BadWorkbook(file=path.name, reason=_("it unpacks to more than it should"))
            for part in parts:
                _inspect_part(archive, part, path.name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadWorkbook(file=path.name, reason=_("it is no .xlsx workbook")) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise BadWorkbook(file=path.name, reason=_("it is damaged")) from error


def _inspect_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> None:
    name = part.filename.lower()
    if "vbaproject" in name or "/externallinks/" in name or name.startswith(("/", "..")):
        raise BadWorkbook(file=file, reason=_("it holds macros or links to other files"))
    if name.endswith((".xml", ".rels")):
        with archive.open(part) as stream:
            # A declaration can only stand before the root element.
            if b"<!DOCTYPE" in stream.read(4096).upper():
                raise BadWorkbook(file=file, reason=_("it declares XML entities"))
