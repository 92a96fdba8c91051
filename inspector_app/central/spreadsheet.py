"""Rows of a table that somebody else made: .xlsx or .csv, read without trusting it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from inspector_app.central.problems import CentralProblem
from inspector_app.errors import system_reason
from inspector_app.i18n import N_, _

MAX_FILE = 20 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 50_000
MAX_COLUMNS = 60
MAX_MERGED = 50


class NotASheet(CentralProblem):
    """The file is no table that the program reads."""

    code = "IMP-02"
    template = N_("{file} cannot be read as a table: {reason}.")
    remedy_template = N_("Save it as .xlsx or .csv from Excel or WPS; nothing was imported.")


class SheetTooLarge(CentralProblem):
    """The file is larger than is taken, packed or unpacked."""

    code = "IMP-03"
    template = N_("{file} is too large: {reason}.")
    remedy_template = N_("Split the table into several files; nothing was imported.")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text; ``formula`` where it holds one instead of a value."""

    text: str
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows with their numbers as the spreadsheet shows them, and the merged ranges."""

    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    merged: tuple[str, ...] = ()


def read_sheet(path: Path) -> Sheet:
    """Return the first sheet of a file, empty rows left out.

    Raises NotASheet or SheetTooLarge; nothing larger than the limits is ever unpacked.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise SheetTooLarge(file=path.name, reason=_("{size} bytes").format(size=size))
        content = path.read_bytes()
    except OSError as error:
        raise NotASheet(file=path.name, reason=system_reason(error)) from error
    if content[:4] == b"PK\x03\x04":
        return _read_xlsx(path.name, content)
    if content[:4] == b"\xd0\xcf\x11\xe0":
        reason = _("it is an old .xls file or protected by a password")
        raise NotASheet(file=path.name, reason=reason)
    return _read_csv(path.name, content)


def _read_xlsx(name: str, content: bytes) -> Sheet:
    from openpyxl import load_workbook

    _check_parts(name, content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = tuple(_kept(name, _cells(sheet)))
        merged = _merged(content, sheet)
        book.close()
    except CentralProblem:
        raise
    # openpyxl answers broken files with whatever its parsers and converters raise.
    except Exception as error:
        raise NotASheet(file=name, reason=type(error).__name__) from error
    return Sheet(rows, merged)


def _check_parts(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
                reason = _("unpacked it has {size} bytes").format(size=unpacked)
                raise SheetTooLarge(file=name, reason=reason)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        if b"<!DOCTYPE" in file.read(4096):
                            raise NotASheet(file=name, reason=_("it defines XML entities"))
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise NotASheet(file=name, reason=_("the file is damaged")) from error


def _cells(sheet: Any) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS)
    for number, row in enumerate(rows, start=1):
        yield number, tuple(Cell(as_text(c.value), c.data_type == "f") for c in row)


def _merged(content: bytes, sheet: Any) -> tuple[str, ...]:
    # Read-only sheets do not tell merged ranges; they stand in the sheet's own part.
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.read(sheet._worksheet_path.lstrip("/"))
    found = re.findall(rb"<(?:\w+:)?mergeCell\s+ref=\"([A-Z0-9:]{2,30})\"", part)
    return tuple(ref.decode() for ref in found[:MAX_MERGED])


def _read_csv(name: str, content: bytes) -> Sheet:
    text = _decoded(name, content)
    try:
        delimiter = _delimiter(text)
        lines = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
        cells = (
            (number, tuple(Cell(as_text(value)) for value in line[:MAX_COLUMNS]))
            for number, line in enumerate(lines, start=1)
        )
        return Sheet(tuple(_kept(name, cells)))
    except csv.Error as error:
        raise NotASheet(file=name, reason=str(error)) from error


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _decoded(name: str, content: bytes) -> str:
    if b"\x00" in content:
        raise NotASheet(file=name, reason=_("it is neither a spreadsheet nor text"))
    for encoding in ("utf-8-sig", "gb18030"):  # GBK is a part of GB 18030
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotASheet(file=name, reason=_("the text is neither UTF-8 nor GBK"))


def _kept(
    name: str, rows: Iterable[tuple[int, tuple[Cell, ...]]]
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    count = 0
    for number, cells in rows:
        if not any(cell.text for cell in cells):
            continue
        count += 1
        if count > MAX_ROWS or number > MAX_ROWS + 1:
            raise SheetTooLarge(
                file=name, reason=_("more than {count} rows").format(count=MAX_ROWS)
            )
        yield number, cells


def as_text(value: object) -> str:
    """Return a cell's value as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = re.sub(r"[\r\n\t]+", " ", str(value))  # Alt+Enter within a cell
    return unicodedata.normalize("NFC", text).strip()
