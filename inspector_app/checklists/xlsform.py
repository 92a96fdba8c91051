"""XLSForm in, XForm out, by way of pyxform; imported only where a form is converted."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

from inspector_app.checklists import converter_texts, workbook
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
_COLUMN_MEANT = (
    (r"^Unknown question type|Question with no type", "type"),
    (r"^(?:Parameter |seed |randomize )|'incremental' parameter", "parameters"),
    (r"no label or hint", "label"),
    (r"Missing calculation", "calculation"),
    (r"Question or group with no name", "name"),
)
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
        reason = _("groups are nested too deeply")
        raise NotConverted(
            file=book.file, sheet="survey", row="?", column="?", reason=reason
        ) from error
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
    if not row:
        row = _row_of(book, sheet, _QUOTED.findall(message))
    return NotConverted(
        file=book.file,
        sheet=sheet,
        row=row or "?",
        column=_column_of(message),
        reason=converter_texts.say(message),
    )


def convert_whole(book: Book) -> tuple[bytes | None, tuple[NotConverted, ...]]:
    """Return the XForm, or None and every complaint that has a row: one by one, each set aside."""
    complaints: list[NotConverted] = []
    rest: Book | None = book
    most = max(1, min(_MOST_COMPLAINTS, _PATIENCE // (1 + len(book.rows("survey")))))
    while rest is not None and len(complaints) < most:
        try:
            made = convert_book(rest)
        except NotConverted as caught:
            complaint = _placed(rest, caught)
            complaints.append(complaint)
            rest = _set_aside(rest, complaint)
            continue
        return (None if complaints else made), tuple(complaints)
    return None, tuple(complaints)


_MOST_COMPLAINTS, _PATIENCE = 50, 10_000


def setting_aside(book: Book, numbers: set[int]) -> Book | None:
    """Return the sheets with hidden fields instead of these rows; None if one begins a group."""
    sheet = book.sheets["survey"]
    if any(r.number in numbers and _BOX.match(r.cells.get("type", "")) for r in sheet.rows):
        return None
    rows = [Row(r.number, _plain_row(r)) if r.number in numbers else r for r in sheet.rows]
    return Book(book.file, {**book.sheets, "survey": Sheet(sheet.name, sheet.header, rows)})


def _placed(book: Book, complaint: NotConverted) -> NotConverted:
    """Return the complaint with its row, found by halving, where the converter names none."""
    if complaint.details["row"] != "?" or complaint.details["sheet"] != "survey":
        return complaint
    rows = book.rows("survey")
    low, high = 0, len(rows)
    if _says(book, rows[:high]) == complaint.details["reason"]:
        return complaint
    while high - low > 1:
        middle = (low + high) // 2
        if _says(book, rows[:middle]) == complaint.details["reason"]:
            low = middle
        else:
            high = middle
    return NotConverted(**{**complaint.details, "row": rows[low].number})


def _says(book: Book, aside: list[Row]) -> object:
    """Return what the converter complains of once these rows are set aside."""
    plain = {row.number for row in aside if not _BOX.match(row.cells.get("type", ""))}
    rest = setting_aside(book, plain)
    assert rest is not None
    try:
        convert_book(rest)
    except NotConverted as complaint:
        return complaint.details["reason"]
    return None


_BOX = re.compile(r"(begin|end)[ _]")


def _plain_row(row: Row) -> dict[str, str]:
    # It keeps its name: others refer to it. A hidden field needs no text.
    return {"type": "hidden", "name": row.cells.get("name", "") or f"row_{row.number}"}


def _set_aside(book: Book, complaint: NotConverted) -> Book | None:
    """Return the sheets with a hidden field instead of the row; None where that cannot be."""
    sheet = book.sheets.get(str(complaint.details["sheet"]))
    number = complaint.details["row"]
    row = next((one for one in sheet.rows if one.number == number), None) if sheet else None
    if sheet is None or row is None or sheet.name.lower() == "settings":
        return None
    rows = [one for one in sheet.rows if one is not row]
    if sheet.name.lower() == "survey":
        plain = _plain_row(row)
        if _BOX.match(row.cells.get("type", "")) or row.cells == plain:
            return None
        rows = [Row(one.number, plain) if one is row else one for one in sheet.rows]
    return Book(
        book.file, {**book.sheets, sheet.name.lower(): Sheet(sheet.name, sheet.header, rows)}
    )


def _column_of(message: str) -> str:
    found = _COLUMN.search(message)
    if found:
        return found[1] or found[2]
    return next((name for said, name in _COLUMN_MEANT if re.search(said, message)), "?")


def _row_of(book: Book, sheet: str, quoted: list[str]) -> int:
    """Return the only row with a cell that the message quotes, 0 where that is not clear."""
    rows = [row.number for row in book.rows(sheet) if set(row.cells.values()) & set(quoted)]
    return rows[0] if len(rows) == 1 else 0
