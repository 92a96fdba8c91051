"""Slips of authors that a converter lets pass or names badly: types, bare names, columns, ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspector_app.checklists.lint_texts import finding
from inspector_app.checklists.parts import parts
from inspector_app.checklists.places import CLOSE, OPEN
from inspector_app.checklists.problems import BadExpression, Finding
from inspector_app.checklists.syntax import Binary, Call, Expr, Literal, Negate, Path, Step
from inspector_app.checklists.workbook import Book, Row
from inspector_app.checklists.xpath import compile_expression

_REFERENCE = re.compile(r"\$\{[^}]*\}")
_RULES = ("relevant", "constraint", "calculation", "required", "readonly", "repeat_count")
_YES_NO = frozenset(("yes", "no", "true", "false"))
_CHOOSING = re.compile(r"(select_one|select_multiple|rank)\s+(\S+)(\s+or_other)?")
_FROM_FILE = re.compile(
    r"(select_one|select_multiple|rank)(_from_file|_external)\s+\S+(\s+or_other)?"
)
_TYPES = frozenset(
    re.findall(
        r"\S+",
        "text string integer int decimal date time datetime note calculate hidden range rank "
        "image photo picture audio video file barcode geopoint geotrace geoshape acknowledge "
        "trigger start end today deviceid username email phonenumber simserial subscriberid "
        "audit start-geopoint background-geopoint background-audio csv-external xml-external osm "
        "select_one select_multiple select_one_external signature draw annotate location gps",
    )
)
# What a type is called in Chinese, for the way out.
_MEANT = {
    "文本": "text", "文字": "text", "整数": "integer", "数字": "decimal", "小数": "decimal",
    "日期": "date", "时间": "time", "日期时间": "dateTime", "单选": "select_one …",
    "单选题": "select_one …", "多选": "select_multiple …", "多选题": "select_multiple …",
    "图片": "image", "照片": "image", "拍照": "image", "签名": "image", "附件": "file",
    "文件": "file", "说明": "note", "备注": "note", "提示": "note", "计算": "calculate",
    "定位": "geopoint", "位置": "geopoint", "条码": "barcode", "二维码": "barcode",
    "分组": "begin_group", "开始分组": "begin_group", "结束分组": "end_group",
    "重复": "begin_repeat", "隐藏": "hidden", "排序": "rank", "select": "select_multiple …",
    "selectone": "select_one …", "select1": "select_one …", "number": "decimal",
}  # fmt: skip


def check(book: Book) -> Iterator[Finding]:
    """Yield what is wrong with single cells, and with rows that begin and end groups."""
    if "type" not in book.sheets["survey"].header:
        yield finding("no_columns", book.file, "survey", 1, "", names="type, name, label")
        return
    columns = _columns_of_lists(book)
    multiple = {f[2] for row in book.rows("survey") if (f := _multiple(row))}
    yield from _ends(book)
    for row in book.rows("survey"):
        yield from _type(book, row)
        yield from _bare_names(book, row)
        yield from _filter(book, row, columns)
        yield from _blank_filter(book, row)
    for row in book.rows("choices"):
        yield from _choice(book, row, multiple)


def _multiple(row: Row) -> re.Match[str] | None:
    found = _CHOOSING.fullmatch(row.cells.get("type", ""))
    return found if found and found[1] != "select_one" else None


def _list_of(row: Row) -> str:
    return row.cells.get("list_name", row.cells.get("list name", ""))


def _columns_of_lists(book: Book) -> set[str]:
    sheets = ("choices", "external_choices")
    return {name for sheet in sheets if sheet in book.sheets for name in book.sheets[sheet].header}


def _type(book: Book, row: Row) -> Iterator[Finding]:
    kind = row.cells.get("type", "")
    known = kind.split()[0].lower() in _TYPES if kind else True
    boxes = OPEN.fullmatch(kind) or CLOSE.fullmatch(kind)
    choosing = _CHOOSING.fullmatch(kind) or _FROM_FILE.fullmatch(kind)
    if boxes or choosing or (known and not _needs_list(kind)):
        return
    meant = _MEANT.get(kind.split()[0], "")
    rule = "type_without_list" if known else "unknown_type"
    if not known and meant:
        rule = "type_meant"
    yield finding(rule, book.file, "survey", row.number, "type", name=kind, meant=meant)


def _needs_list(kind: str) -> bool:
    return kind in ("select_one", "select_multiple", "rank")


def _bare_names(book: Book, row: Row) -> Iterator[Finding]:
    """Yield names without ``${}``: to a converter they are paths that lead nowhere."""
    if OPEN.fullmatch(row.cells.get("type", "")):
        return
    for column in _RULES:
        text = row.cells.get(column, "")
        if not text or text.lower() in _YES_NO:
            continue
        for name in dict.fromkeys(_bare(text)):
            rule = "not_yes" if text == name and column in ("required", "readonly") else "bare"
            yield finding(rule, book.file, "survey", row.number, column, name=name)


def _bare(text: str) -> Iterator[str]:
    try:
        tree = compile_expression(_REFERENCE.sub("/data/x", text)).tree
    except BadExpression:
        return
    for path in _paths(tree):
        first = path.steps[0] if path.steps else None
        if not path.absolute and path.start is None and first is not None and _is_name(first):
            yield first.name


def _is_name(step: Step) -> bool:
    return step.axis == "child" and not step.kind and step.name != "*" and not step.prefix


def _paths(tree: Expr) -> Iterator[Path]:
    """Yield the paths outside predicates: within them names are columns or fields of a row."""
    waiting: list[Expr] = [tree]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Path):
            yield here
        elif isinstance(here, Binary):
            waiting += [here.left, here.right]
        elif isinstance(here, Negate):
            waiting.append(here.operand)
        elif isinstance(here, Call):
            waiting += here.arguments


def _filter(book: Book, row: Row, columns: set[str]) -> Iterator[Finding]:
    text = row.cells.get("choice_filter", "")
    if not text or not _CHOOSING.fullmatch(row.cells.get("type", "")):
        return
    if "${" in row.cells["type"]:
        return
    for name in dict.fromkeys(_bare(text)):
        if name not in columns:
            yield finding(
                "unknown_filter", book.file, "survey", row.number, "choice_filter", name=name
            )


def _blank_filter(book: Book, row: Row) -> Iterator[Finding]:
    """Yield columns of empty cells that a filter compares with ``''``: the converter writes no
    element for an empty cell, and no node equals a text (XPath 1.0, §3.4)."""
    chosen = _CHOOSING.fullmatch(row.cells.get("type", ""))
    if not chosen:
        return
    choices = [one.cells for one in book.rows("choices") if _list_of(one) == chosen[2]]
    for name in dict.fromkeys(_compared_with_nothing(row.cells.get("choice_filter", ""))):
        if any(not cells.get(name) for cells in choices):
            yield finding(
                "blank_filter", book.file, "survey", row.number, "choice_filter", name=name
            )


def _compared_with_nothing(text: str) -> Iterator[str]:
    try:
        tree = compile_expression(_REFERENCE.sub("/data/x", text)).tree if text else Literal("")
    except BadExpression:
        return
    for part in parts(tree):
        if isinstance(part, Binary) and part.operator == "=":
            for one, other in ((part.left, part.right), (part.right, part.left)):
                if isinstance(one, Path) and other == Literal(""):
                    yield from _column(one)


def _column(path: Path) -> Iterator[str]:
    if (
        not path.absolute
        and path.start is None
        and len(path.steps) == 1
        and _is_name(path.steps[0])
    ):
        yield path.steps[0].name


def _choice(book: Book, row: Row, multiple: set[str]) -> Iterator[Finding]:
    name = row.cells.get("name", "")
    if not _list_of(row):
        yield finding("no_list", book.file, "choices", row.number, "list_name", name=name)
    elif _list_of(row) in multiple and len(name.split()) > 1:
        yield finding("spaced_choice", book.file, "choices", row.number, "name", name=name)


def _ends(book: Book) -> Iterator[Finding]:
    """Yield end rows of the other kind than the row they close."""
    opened: list[tuple[str, str]] = []
    for row in book.rows("survey"):
        kind = row.cells.get("type", "")
        begin, end = OPEN.fullmatch(kind), CLOSE.fullmatch(kind)
        if begin:
            opened.append((begin[1], row.cells.get("name", kind)))
        elif end and opened:
            what, name = opened.pop()
            if what != end[1]:
                yield finding(
                    "wrong_end", book.file, "survey", row.number, "type", name=name, kind=what
                )
