"""XLSForm in, XForm out, by way of pyxform; imported only where a form is converted."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

from inspector_app.checklists import workbook
from inspector_app.checklists.listing import MAX_ROWS
from inspector_app.checklists.problems import NotConverted, TooManyRows
from inspector_app.checklists.unsupported import refuse
from inspector_app.checklists.workbook import Book, Row, Sheet
from inspector_app.i18n import _

MAX_QUESTIONS = 10_000
# pyxform flattens typographic quotation marks, which Chinese texts need; in prose they travel
# through it as private characters and come out as they were written.
_QUOTES = str.maketrans({"“": "\ue201", "”": "\ue202", "‘": "\ue203", "’": "\ue204"})
_UNQUOTE = str.maketrans({"\ue201": "“", "\ue202": "”", "\ue203": "‘", "\ue204": "’"})
_PROSE = re.compile(
    r"(label|hint|guidance_hint|constraint_message|required_message|form_title)(::.*|:.*)?"
    r"|bind::insp:.*|constraint message|required message"
)
_ROW = re.compile(r"\[row\s*:\s*(\d+)\]\s*")
_COLUMN = re.compile(r"the '([\w:]+)' value|columns?:? ['\"]?([\w:]+)")
_QUOTED = re.compile(r"'([^']+)'")
_BLOCKS = re.compile(
    r">(?=<(?:bind|instance|item|text|translation|itext|/itext|model|/model|h:|/h:|group|/group"
    r"|repeat|/repeat|select|input|upload|range|trigger|odk:rank|setvalue)\b)"
)


def convert(path: Path | str) -> bytes:
    """Return the XForm of an XLSForm file (.md or .xlsx): the same bytes every time.

    Raises BadWorkbook for files that cannot be read; NotConverted, with sheet, row and column,
    for what breaks the rules of XLSForm; Unsupported likewise for what is not run here.
    """
    return convert_book(workbook.read(Path(path)))


def convert_book(book: Book) -> bytes:
    """Return the XForm of sheets already read."""
    refuse(book)
    _refuse_excess(book)
    logging.getLogger("pyxform").setLevel(logging.ERROR)
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert as to_xform

    try:
        made = to_xform(xlsform=_plain(book), validate=False, pretty_print=False)
    except PyXFormError as error:
        raise _located(book, str(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise _located(book, f"{type(error).__name__}: {error}") from error
    except RecursionError as error:
        raise _located(book, _("groups are nested too deeply")) from error
    text = made.xform.translate(_UNQUOTE)
    return (_BLOCKS.sub(">\n", text).rstrip("\n") + "\n").encode()


def _refuse_excess(book: Book) -> None:
    limits = {"survey": MAX_QUESTIONS, "choices": MAX_ROWS, "external_choices": MAX_ROWS}
    for sheet, limit in limits.items():
        if len(book.rows(sheet)) > limit:
            raise TooManyRows(name=sheet, limit=limit)


def _plain(book: Book) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "sheet_names": [sheet.name for sheet in book.sheets.values()],
        "fallback_form_name": "data",
    }
    for name, sheet in inside(book).items():
        if name in _SHEETS:
            plain[name] = [_guarded(row.cells) for row in sheet.rows]
            plain[f"{name}_header"] = [dict.fromkeys(_header(sheet))]
    return plain


_SHEETS = ("survey", "choices", "settings")
_EXTERNAL = re.compile(r"select_one_external\b")


def inside(book: Book) -> dict[str, Sheet]:
    """Return the sheets with external choices as ordinary ones: lists here are indexed anyway.

    So a published form is one file, whatever its choices.
    """
    external = book.sheets.get("external_choices")
    if external is None:
        return book.sheets
    choices = book.sheets.get("choices", Sheet("choices"))
    header = list(dict.fromkeys((*choices.header, *external.header)))
    survey = book.sheets["survey"]
    rows = [Row(row.number, _as_select(row.cells)) for row in survey.rows]
    return {
        **book.sheets,
        "survey": Sheet(survey.name, survey.header, rows),
        "choices": Sheet("choices", header, [*choices.rows, *external.rows]),
    }


def _as_select(cells: dict[str, str]) -> dict[str, str]:
    return {**cells, "type": _EXTERNAL.sub("select_one", cells.get("type", ""))}


def _header(sheet: Sheet) -> list[str]:
    return [name for name in sheet.header if name]


def _guarded(cells: dict[str, str]) -> dict[str, str]:
    return {
        name: cell.translate(_QUOTES) if _PROSE.fullmatch(name.strip().lower()) else cell
        for name, cell in cells.items()
    }


def _located(book: Book, message: str) -> NotConverted:
    """Return the converter's complaint with the place in the author's own file."""
    message = " ".join(message.translate(_UNQUOTE).split())
    sheet = next((s for s in ("choices", "settings") if f"'{s}' sheet" in message), "survey")
    row = 0
    found = _ROW.search(message)
    if found:
        rows = book.rows(sheet)
        index = int(found[1]) - 2
        row = rows[index].number if 0 <= index < len(rows) else int(found[1])
        message = _ROW.sub("", message)
    column = _COLUMN.search(message)
    if not row:
        row = _row_of(book, sheet, _QUOTED.findall(message))
    return NotConverted(
        file=book.file,
        sheet=sheet,
        row=row or "?",
        column=(column[1] or column[2]) if column else "?",
        reason=message,
    )


def _row_of(book: Book, sheet: str, quoted: list[str]) -> int:
    """Return the only row with a cell that the message quotes, 0 where that is not clear."""
    rows = [row.number for row in book.rows(sheet) if set(row.cells.values()) & set(quoted)]
    return rows[0] if len(rows) == 1 else 0
