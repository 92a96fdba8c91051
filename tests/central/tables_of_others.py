"""Tables of enterprises as people send them: builders of good, faulty and hostile files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from inspector_app.central.enterprise_table import EXAMPLE, HEADER


def a_row(**changes: object) -> list[object]:
    """Return the template's example row with some columns changed."""
    row = dict(zip(HEADER, EXAMPLE, strict=True)) | changes
    return [row[column] for column in HEADER]


def a_workbook(path: Path, *rows: Sequence[object], header: Sequence[str] = HEADER) -> Path:
    """Write rows under a header as .xlsx."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def a_csv(path: Path, *rows: Sequence[object], encoding: str = "utf-8-sig") -> Path:
    """Write rows under the header as .csv."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADER, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def a_bomb(path: Path, size: int) -> Path:
    """Write an .xlsx whose sheet unpacks to so many bytes."""
    a_workbook(path, a_row())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"<a/>" + b" " * size)
    return path


def with_part(path: Path, name: str, content: bytes) -> Path:
    """Replace one part of an .xlsx."""
    with zipfile.ZipFile(path) as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    parts[name] = content
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path
