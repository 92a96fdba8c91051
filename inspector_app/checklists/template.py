"""Writes the workbook an author starts from (``forms new``): sheets, choices, an example, notes.

The example is checklist content and therefore Chinese, as all checklists are.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from inspector_app.checklists.problems import BadWorkbook
from inspector_app.checklists.profile import NAMESPACE
from inspector_app.durable import fill_file
from inspector_app.errors import BadInput, system_reason
from inspector_app.i18n import _

_SURVEY = (
    ("type", 26),
    ("name", 18),
    ("label", 48),
    ("hint", 24),
    ("required", 10),
    ("relevant", 34),
    ("constraint", 24),
    ("constraint_message", 24),
    ("calculation", 24),
    ("choice_filter", 20),
    ("appearance", 14),
    ("bind::insp:item", 16),
    ("bind::insp:standard", 18),
    ("bind::insp:article", 20),
    ("bind::insp:level", 12),
    ("bind::insp:major_if", 40),
    ("bind::insp:logic", 10),
    ("bind::insp:method", 30),
    ("bind::insp:evidence", 30),
    ("bind::insp:finding", 36),
    ("bind::insp:measure", 36),
    ("bind::insp:immediate", 30),
    ("bind::insp:deadline", 10),
    ("bind::insp:verified", 10),
    ("bind::insp:tags", 18),
    ("bind::insp:score", 10),
    ("bind::insp:deduct", 10),
    ("bind::insp:zero_if", 28),
    ("bind::insp:extra", 10),
    ("bind::insp:lost_of", 14),
)
_EXAMPLE: tuple[dict[str, str], ...] = (
    {"type": "hidden", "name": "site_tags"},
    {"type": "hidden", "name": "site_sector"},
    {"type": "hidden", "name": "site_scale"},
    {"type": "hidden", "name": "visit_date"},
    {"type": "begin_group", "name": "s1", "label": "示例：安全管理"},
    {
        "type": "select_one conformity",
        "name": "EX_1",
        "label": "示例：是否制定并公布全员安全生产责任制？",
        "bind::insp:item": "EX-1",
        "bind::insp:standard": "{standard}",
        "bind::insp:article": "示例条款（请填写实际条款）",
        "bind::insp:level": "general",
        "bind::insp:method": "查阅责任制文件，抽问两名岗位人员",
        "bind::insp:evidence": "责任制文件首页照片",
        "bind::insp:finding": "____未制定全员安全生产责任制。",
        "bind::insp:measure": "制定全员安全生产责任制，经主要负责人签发并公布。",
        "bind::insp:deadline": "7",
        "bind::insp:verified": "false",
        "bind::insp:score": "10",
        "bind::insp:deduct": "2",
        "bind::insp:zero_if": "未建立责任制的，不得分",
    },
    {
        "type": "decimal",
        "name": "EX_1_lost",
        "label": "示例：EX-1 本次扣分",
        "relevant": "${EX_1} = 'no'",
        "constraint": ". >= 0 and . <= 10",
        "constraint_message": "扣分在 0 与标准分之间",
        "bind::insp:lost_of": "EX-1",
    },
    {"type": "end_group"},
    {
        "type": "begin_group",
        "name": "s2",
        "label": "示例：有限空间（只对有此设施的场所显示）",
        "relevant": "selected(${site_tags}, 'confined-space')",
    },
    {
        "type": "select_one conformity",
        "name": "EX_2",
        "label": "示例：有限空间是否设置警示标志并上锁？",
        "bind::insp:item": "EX-2",
        "bind::insp:standard": "{standard}",
        "bind::insp:article": "示例条款（请填写实际条款）",
        "bind::insp:level": "general",
        "bind::insp:verified": "false",
        "bind::insp:tags": "confined-space",
    },
    {"type": "end_group"},
    {"type": "text", "name": "remark", "label": "其他情况"},
)
_CHOICES = (
    ("conformity", "yes", "符合"),
    ("conformity", "no", "不符合"),
    ("conformity", "na", "不涉及"),
    ("yes_no", "yes", "是"),
    ("yes_no", "no", "否"),
)
_NOTES = (
    (
        "怎样使用",
        "在“survey”表中一行写一个问题。写完后运行 inspector-app forms check 文件名，按提示改正。",
    ),
    (
        "检查项",
        "类型写 select_one conformity，并填写 bind::insp:item（编号，全表唯一）。"
        "依据写 standard 与 article。",
    ),
    ("分节", "用 begin_group 与 end_group 成对包起来；节名写在 label。"),
    (
        "何时显示",
        "写在 relevant，例如 selected(${site_tags}, 'dust')。标签代码见 forms/tags.toml。",
    ),
    (
        "重大隐患",
        "level 写 major，并在 major_if 写明判定条件。最终由检查人员对照原文确认。",
    ),
    (
        "条文核对",
        "已对照官方原文的，verified 写 true。未核对的写 false，程序会请检查人员阅读原文。",
    ),
    (
        "计分",
        "score 为标准分，deduct 为不符合时的扣分（空白为全扣）。"
        "zero_if 写不得分的情形，extra 为追加扣除。",
    ),
    ("缺项", "选“不涉及”的计分项作缺项处理：得分率＝实得÷（满分－缺项）。"),
    ("版本", "已发布的版本不再改动；有改动时在“settings”表换一个新的 version。"),
    ("示例行", "编号以 EX 开头的行都是示例，发布前请删去。"),
)
_LISTS = {
    "bind::insp:level": "major,general",
    "bind::insp:logic": "any,all",
    "bind::insp:verified": "true,false",
    "required": "yes,no",
}
_TYPES = (
    "select_one conformity,select_one yes_no,begin_group,end_group,begin_repeat,end_repeat,"
    "text,integer,decimal,date,time,geopoint,image,file,note,calculate,hidden"
)
_LAST_ROW = 2_000


def write(path: Path, *, form_id: str, title: str, standard: str = "GENERAL") -> None:
    """Write the workbook; raises BadWorkbook where a file stands there or none can be written,
    BadInput for an id or a title under which no form could be published.

    ``standard`` is the catalogue's id of the instrument that the example items cite.
    """
    if path.suffix.lower() != ".xlsx":
        raise BadWorkbook(file=path.name, reason=_("the template is an .xlsx workbook"))
    _refuse_names(form_id, title)
    try:
        if path.exists():
            raise BadWorkbook(file=path.name, reason=_("a file of this name is there already"))
        fill_file(path, _book(form_id, title, standard).save)
    except OSError as error:
        raise BadWorkbook(file=path.name, reason=system_reason(error)) from error


_FORM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}", re.ASCII)


def _refuse_names(form_id: str, title: str) -> None:
    """Refuse what no form could be published under; nothing is written."""
    if not _FORM_ID.fullmatch(form_id):
        reason = _("it is made of letters, digits, “-”, “_” and “.”")
        raise BadInput(what="--id", reason=reason)
    if not title.strip() or not title.isprintable() or title.startswith("="):
        reason = _("it is one line of text that does not begin with “=”")
        raise BadInput(what="--title", reason=reason)


def _book(form_id: str, title: str, standard: str) -> Any:
    from openpyxl import Workbook

    book = Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    _fill(survey, _SURVEY, [_cells(row, standard) for row in _EXAMPLE])
    _offer(survey)
    choices = book.create_sheet("choices")
    _fill(choices, (("list_name", 16), ("name", 16), ("label", 24)), [list(c) for c in _CHOICES])
    columns = (("form_title", 36), ("form_id", 24), ("version", 12), ("namespaces", 36))
    settings = book.create_sheet("settings")
    _fill(settings, columns, [[title, form_id, "1", f'insp="{NAMESPACE}"']])
    _fill(book.create_sheet("说明"), (("事项", 14), ("说明", 110)), [list(n) for n in _NOTES])
    return book


def _cells(row: dict[str, str], standard: str) -> list[str]:
    return [row.get(name, "").replace("{standard}", standard) for name, _width in _SURVEY]


def _fill(sheet: Any, columns: tuple[tuple[str, int], ...], rows: list[list[str]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.append([name for name, _width in columns])
    for row in rows:
        sheet.append([cell or None for cell in row])
    for number, (_name, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        head = sheet.cell(row=1, column=number)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="DCE6F1")
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"  # text: Excel must not turn 1.10 into a number or a date
    sheet.freeze_panes = "D2" if sheet.title == "survey" else "A2"


def _offer(sheet: Any) -> None:
    """Offer the words of closed columns as drop-down lists; other values stay allowed."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    names = [name for name, _width in _SURVEY]
    for column, words in {**_LISTS, "type": _TYPES}.items():
        rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        rule.showErrorMessage = column != "type"
        letter = get_column_letter(names.index(column) + 1)
        rule.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(rule)
