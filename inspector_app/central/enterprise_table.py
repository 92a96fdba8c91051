"""The table of enterprises: its header, its template, and its rows read into values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from inspector_app.central import cells
from inspector_app.central.cells import CellRefused
from inspector_app.central.problems import CentralProblem
from inspector_app.central.spreadsheet import Cell, Sheet, read_sheet
from inspector_app.checklists.vocabulary import vocabulary
from inspector_app.domain.credit_code import CreditCode
from inspector_app.domain.enterprise import Scale, SiteType
from inspector_app.i18n import N_, _

T = TypeVar("T")
HEADER = (
    "企业名称",
    "统一社会信用代码",
    "行业",
    "规模",
    "从业人数",
    "地址",
    "联系人",
    "电话",
    "场所名称",
    "场所类型",
    "场所地址",
    "经度",
    "纬度",
    "标签",
    "保单号",
    "保险机构",
    "起保日期",
    "止保日期",
    "实收保费",
    "投保人数",
    "每人限额",
    "服务项目",
    "服务频次",
)
EXAMPLE = (
    "示例机械制造有限公司",
    "91330109000010014G",
    "工贸",
    "小型",
    "86",
    "示例市示例区示例路1号",
    "示例联系人",
    "0571-00000000",
    "一号厂房",
    "厂区",
    "示例市示例区示例路1号",
    "120.26",
    "30.19",
    "机械企业；有限空间",
    "SAMPLE-0001",
    "示例财产保险公司",
    "2026-03-01",
    "2027-02-28",
    "36120",
    "86",
    "400000",
    "01；04",
    "每年2次",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a table: where it stands, its code, what and how to put it right."""

    row: int
    column: str
    code: str
    message: str
    remedy: str


class TableRefused(CentralProblem):
    """The table has faults; all of them are in ``findings`` and nothing was imported."""

    code = "IMP-01"
    template = N_("{file} has {count} faults; nothing was imported.")
    remedy_template = N_("Correct the cells that are listed and import the file again.")

    def __init__(self, file: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(file=file, count=len(findings))
        self.findings = findings


class WrongHeader(CentralProblem):
    """The first row is not the header of the template."""

    code = "IMP-04"
    template = N_("{file}: the first row lacks these columns: {missing}.")
    remedy_template = N_("Write an empty table with “--template” and copy the data into it.")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table as values."""

    row: int
    name: str
    code: CreditCode | None
    no_code_reason: str
    sector: str
    scale: Scale
    employees: int
    address: str
    contact: str
    phone: str
    site: str
    site_type: SiteType
    site_address: str
    longitude: str
    latitude: str
    tags: tuple[str, ...]
    policy: str
    insurer: str
    starts: str
    ends: str
    premium: str
    insured: int
    limit: str
    services: tuple[str, ...]
    frequency: str

    @property
    def key(self) -> str:
        """What tells one enterprise from another: its code, else its name."""
        return self.code.text if self.code else f"{cells.NO_CODE}{self.name}"


@dataclass(slots=True)
class Reader:
    """Reads the cells of one row after another and collects what is wrong with them."""

    columns: dict[str, int]
    findings: list[Finding] = field(default_factory=list)
    row: int = 0
    given: tuple[Cell, ...] = ()

    def cell(self, column: str, read: Callable[[str], T], otherwise: T) -> T:
        """Return a cell's value; where it cannot be used, note it and return ``otherwise``."""
        at = self.columns[column]
        cell = self.given[at] if at < len(self.given) else Cell("")
        try:
            if cell.formula:
                reason = _("it holds a formula")
                raise CellRefused("IMP-22", reason, _("Paste the value instead of the formula."))
            return read(cell.text)
        except CellRefused as refused:
            self.refuse(column, refused)
        return otherwise

    def refuse(self, column: str, refused: CellRefused) -> None:
        """Note what is wrong with a cell of the present row."""
        self.findings.append(
            Finding(self.row, column, refused.code, refused.reason, refused.remedy)
        )


def read_table(path: Path) -> tuple[Line, ...]:
    """Return the rows of a table of enterprises.

    Raises NotASheet, SheetTooLarge, WrongHeader, or TableRefused with every fault at once.
    """
    sheet = read_sheet(path)
    reader = Reader(_columns(path.name, sheet))
    for merged in sheet.merged:
        reader.findings.append(
            Finding(
                row=int("".join(c for c in merged.partition(":")[0] if c.isdigit()) or 0),
                column=merged,
                code="IMP-23",
                message=_("the cells {range} are merged").format(range=merged),
                remedy=_("Unmerge them and fill in every row."),
            )
        )
    lines = tuple(_line(reader, row, given) for row, given in sheet.rows[1:])
    _check_together(reader, lines)
    if reader.findings:
        ordered = sorted(reader.findings, key=lambda one: (one.row, one.column, one.code))
        raise TableRefused(path.name, tuple(ordered))
    return lines


def _columns(name: str, sheet: Sheet) -> dict[str, int]:
    first = [cell.text for cell in sheet.rows[0][1]] if sheet.rows else []
    missing = [column for column in HEADER if column not in first]
    if missing:
        raise WrongHeader(file=name, missing="、".join(missing))
    return {column: first.index(column) for column in HEADER}


def _line(reader: Reader, row: int, given: tuple[Cell, ...]) -> Line:
    reader.row, reader.given = row, given
    text = cells.plain_text
    name = reader.cell("企业名称", cells.required_text, "")
    nothing: tuple[CreditCode | None, str] = (None, "")
    code, reason = reader.cell("统一社会信用代码", cells.credit_code, nothing)
    address = reader.cell("地址", text, "")
    line = Line(
        row=row,
        name=name,
        code=code,
        no_code_reason=reason,
        sector=reader.cell("行业", cells.sector, ""),
        scale=reader.cell("规模", cells.scale, Scale.UNKNOWN),
        employees=reader.cell("从业人数", cells.whole_number, 0),
        address=address,
        contact=reader.cell("联系人", text, ""),
        phone=reader.cell("电话", text, ""),
        site=reader.cell("场所名称", text, "") or name,
        site_type=reader.cell("场所类型", cells.site_type, SiteType.PLANT),
        site_address=reader.cell("场所地址", text, "") or address,
        longitude=reader.cell("经度", cells.longitude, ""),
        latitude=reader.cell("纬度", cells.latitude, ""),
        tags=reader.cell("标签", cells.tags, ()),
        policy=reader.cell("保单号", text, ""),
        insurer=reader.cell("保险机构", text, ""),
        starts=reader.cell("起保日期", cells.day, ""),
        ends=reader.cell("止保日期", cells.day, ""),
        premium=reader.cell("实收保费", cells.money, ""),
        insured=reader.cell("投保人数", cells.whole_number, 0),
        limit=reader.cell("每人限额", cells.money, ""),
        services=reader.cell("服务项目", cells.services, ()),
        frequency=reader.cell("服务频次", text, ""),
    )
    _check_line(reader, line)
    return line


def _check_line(reader: Reader, line: Line) -> None:
    if line.starts and line.ends and line.ends < line.starts:
        reason = _("the policy ends before it starts")
        reader.refuse("止保日期", CellRefused("IMP-16", reason, _("Correct one of the two days.")))
    if (line.starts or line.ends or line.premium) and not line.policy:
        reason = _("there is a policy without its number")
        reader.refuse("保单号", CellRefused("IMP-11", reason, _("Fill it in.")))


# Columns on which all rows of an enterprise, or of a policy, must agree.
_OF_ENTERPRISE = (
    ("企业名称", "name"),
    ("规模", "scale"),
    ("从业人数", "employees"),
    ("地址", "address"),
    ("联系人", "contact"),
    ("电话", "phone"),
)
_OF_POLICY = (
    ("保险机构", "insurer"),
    ("起保日期", "starts"),
    ("止保日期", "ends"),
    ("实收保费", "premium"),
    ("投保人数", "insured"),
    ("每人限额", "limit"),
    ("服务项目", "services"),
    ("服务频次", "frequency"),
)


def _check_together(reader: Reader, lines: tuple[Line, ...]) -> None:
    enterprises: dict[str, Line] = {}
    policies: dict[tuple[str, str], Line] = {}
    sites: dict[tuple[str, str], Line] = {}
    for line in lines:
        reader.row = line.row
        if not line.name or not (line.code or line.no_code_reason):
            continue  # the row is refused already
        _agree(reader, line, enterprises.setdefault(line.key, line), _OF_ENTERPRISE)
        if line.policy:
            first = policies.setdefault((line.key, line.policy), line)
            _agree(reader, line, first, _OF_POLICY)
        known = sites.setdefault((line.key, line.site), line)
        if known is not line:
            reason = _("row {row} has the same site of the same enterprise").format(row=known.row)
            remedy = _("Remove one of the rows or give the site another name.")
            reader.refuse("场所名称", CellRefused("IMP-21", reason, remedy))


def _agree(reader: Reader, line: Line, first: Line, columns: tuple[tuple[str, str], ...]) -> None:
    refused = {(one.row, one.column) for one in reader.findings}
    for column, name in columns:
        here, there = getattr(line, name), getattr(first, name)
        told = (line.row, column) in refused or (first.row, column) in refused
        if here != there and not told:
            reason = _("it differs from row {row}").format(row=first.row)
            remedy = _("Make the rows of one enterprise or policy say the same.")
            reader.refuse(column, CellRefused("IMP-20", reason, remedy))


def write_template(path: Path) -> None:
    """Write an empty table with one example row, and the vocabulary on a second sheet.

    Raises OSError where the file cannot be written.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "企业"
    sheet.append(HEADER)
    sheet.append(EXAMPLE)
    words = book.create_sheet("行业与标签")
    words.append(("行业代码", "行业", "标签代码", "标签"))
    sectors = list(vocabulary().shown_sectors.items())
    tags = list(vocabulary().shown_tags.items())
    for at in range(max(len(sectors), len(tags))):
        left = sectors[at] if at < len(sectors) else ("", "")
        right = tags[at] if at < len(tags) else ("", "")
        words.append((*left, *right))
    for one in (sheet, words):
        one.freeze_panes = "A2"
        for cell in one[1]:
            cell.font = Font(bold=True)
            one.column_dimensions[cell.column_letter].width = 18
    book.save(path)
