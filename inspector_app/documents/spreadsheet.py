"""A table as an .xlsx workbook that is safe to open: typed cells, no formula, the same bytes.

Texts that a spreadsheet program might run as a formula (CWE-1236) get an apostrophe in front,
full-width signs included, since they come back as plain ones after a copy into another program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from inspector_app.documents.fonts import printable

if TYPE_CHECKING:
    from openpyxl import Workbook
RISKY = "=+-@＝＋－＠﹢﹣﹦﹫−"
LONGEST_CELL = 32_000
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = datetime(1980, 1, 1)
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")

Value = str | int | Decimal | date | None


class Kind(Enum):
    """How a column is read: text, long text, day, yuan, number, share of one.

    A long text is no "@": some programs show such a cell as ##### beyond 255 characters.
    """

    TEXT = "@"
    LONG = "General"
    DAY = "yyyy-mm-dd"
    YUAN = "#,##0.00"
    COUNT = "0"
    SHARE = "0.00%"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: head, width in characters, kind."""

    head: str
    width: float
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet: name of the tab, title, lines under it, columns, rows, and a last bold row.

    ``large`` prints on A3, ``fixed`` is how many first columns stay in view.
    """

    tab: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    totals: tuple[Value, ...] = ()
    fixed: int = 2
    large: bool = False


def neutral(text: str) -> str:
    """Return the text as a cell may hold it: no formula, no control characters, not too long."""
    # The sign is looked for in what a spreadsheet may strip: blanks, tabs, returns, inkless marks.
    plain = _NOT_XML.sub("", printable(_NOT_XML.sub(" ", text)))[:LONGEST_CELL]
    first = plain.lstrip(" \n\u3000\t'\"")[:1]
    return "'" + plain if first and first in RISKY and plain != "-" else plain


def workbook_bytes(tables: Sequence[SheetTable]) -> bytes:
    """Return the tables as one workbook, a sheet each; the same tables give the same bytes."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _add_styles(book)
    for table in tables:
        _add_sheet(book, table)
    out = BytesIO()
    book.save(out)
    return _timeless(out)


def _add_styles(book: Workbook) -> None:
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    edge = Side(style="thin", color="B0B7BF")
    box = Border(left=edge, right=edge, top=edge, bottom=edge)
    wrapped = Alignment(wrap_text=True, vertical="top")
    grey = PatternFill("solid", fgColor="E6E9ED")
    bold = Font(name="Microsoft YaHei", size=10, bold=True)
    plain = Font(name="Microsoft YaHei", size=10)
    middle = Alignment(wrap_text=True, vertical="center", horizontal="center")
    title = Font(name="Microsoft YaHei", size=16, bold=True)
    book.add_named_style(NamedStyle(name="ledger-title", font=title))
    book.add_named_style(NamedStyle(name="ledger-note", font=plain))
    head = NamedStyle(name="ledger-head", font=bold, fill=grey, border=box, alignment=middle)
    book.add_named_style(head)
    for kind in Kind:
        shape = Alignment(wrap_text=True, vertical="top", horizontal=_side(kind))
        style = NamedStyle(name=f"ledger-{kind.name}", font=plain, border=box, alignment=shape)
        style.number_format = kind.value
        book.add_named_style(style)
        total = NamedStyle(name=f"total-{kind.name}", font=bold, border=box, alignment=wrapped)
        total.number_format = kind.value
        book.add_named_style(total)


def _side(kind: Kind) -> str:
    if kind in (Kind.YUAN, Kind.COUNT, Kind.SHARE):
        return "right"
    return "center" if kind is Kind.DAY else "left"


def _add_sheet(book: Workbook, table: SheetTable) -> None:
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet(_tab(table.tab, book.sheetnames))
    head = len(table.notes) + 2
    last = get_column_letter(len(table.columns))
    sheet.freeze_panes = f"{get_column_letter(table.fixed + 1)}{head + 1}"
    for place, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.auto_filter.ref = f"A{head}:{last}{head + max(len(table.rows), 1)}"
    sheet.print_title_rows = f"{head}:{head}"
    _set_up_print(sheet, large=table.large)
    for row in _rows(sheet, table):
        sheet.append(row)


def _set_up_print(sheet: Any, *, large: bool) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8 if large else 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.oddFooter.center.text = "&P / &N"


def _rows(sheet: Any, table: SheetTable) -> Iterable[list[Any]]:
    yield [_cell(sheet, table.title, "ledger-title")]
    for note in table.notes:
        yield [_cell(sheet, note, "ledger-note")]
    yield [_cell(sheet, column.head, "ledger-head") for column in table.columns]
    kinds = [column.kind.name for column in table.columns]
    for row in table.rows:
        pairs = zip(row, kinds, strict=True)
        yield [_cell(sheet, value, f"ledger-{kind}") for value, kind in pairs]
    if table.totals:
        pairs = zip(table.totals, kinds, strict=True)
        yield [_cell(sheet, value, f"total-{kind}") for value, kind in pairs]


def _cell(sheet: Any, value: Value, style: str) -> Any:
    from openpyxl.cell.cell import WriteOnlyCell

    held: Any = neutral(value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=held)
    if isinstance(value, str):
        # A text stays a text, whatever it looks like.
        cell.data_type = "s"
    cell.style = style
    return cell


def _tab(name: str, taken: Sequence[str]) -> str:
    plain = re.sub(r"[\[\]:*?/\\']", " ", neutral(name)).strip()[:28] or "1"
    return plain if plain not in taken else f"{plain} {len(taken) + 1}"


def _timeless(made: BytesIO) -> bytes:
    """Return the workbook without the moment of its making."""
    out = BytesIO()
    with ZipFile(made) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z\2", data)
            entry = ZipInfo(name, _EPOCH.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, data)
    return out.getvalue()


def day_value(text: str) -> Value:
    """Return an ISO day as a date, any other text as it is, nothing where it is empty."""
    if not text:
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else text
    except ValueError:
        return text
