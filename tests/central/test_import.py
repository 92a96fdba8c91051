"""Importing enterprises: all faults at once, nothing on a fault, only changes afterwards."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from inspector_app.central import ledger
from inspector_app.central.agency import Central
from inspector_app.central.book import fact_of
from inspector_app.central.enterprise_table import (
    HEADER,
    Finding,
    TableRefused,
    WrongHeader,
    read_table,
    write_template,
)
from inspector_app.central.importer import IMPORT, import_enterprises
from inspector_app.central.spreadsheet import NotASheet, SheetTooLarge
from inspector_app.central.tables import FACT, VOLUME
from inspector_app.central.verify import verify
from inspector_app.config import resource_dir
from inspector_app.domain.acts import act
from inspector_app.domain.dossier import contacts_of, enterprise_of, policies_of, sites_of
from inspector_app.domain.enterprise import EnterpriseNamed
from inspector_app.domain.facts import Volume
from inspector_app.domain.fold import Dossier, fold
from inspector_app.domain.ids import dossier_of_code
from tests.central.tables_of_others import a_bomb, a_csv, a_row, a_workbook, with_part

CODE = "91330109000010014G"


def facts_on(central: Central) -> int:
    with central.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(FACT)).scalar_one())


def dossier_on(central: Central, code: str = CODE) -> tuple[str, Dossier]:
    key = dossier_of_code(central.organisation.dossier, code)
    query = select(FACT).join(VOLUME, VOLUME.c.volume == FACT.c.volume)
    with central.database.read() as connection:
        rows = connection.execute(query.where(VOLUME.c.dossier == key))
        return key, fold(fact_of(row) for row in rows)


def findings_of(path: Path) -> list[Finding]:
    with pytest.raises(TableRefused) as refused:
        read_table(path)
    return list(refused.value.findings)


def test_the_sample_enterprises_are_imported(central: Central) -> None:
    done = import_enterprises(central, resource_dir() / "sample" / "enterprises.xlsx")
    assert done.enterprises == done.new >= 40
    assert done.odd_codes == ()
    verify(central)


def test_every_column_arrives_where_it_belongs(central: Central, tmp_path: Path) -> None:
    row = a_row(起保日期=datetime(2026, 3, 1), 止保日期=date(2027, 2, 28), 从业人数=86, 经度=120.26)
    import_enterprises(central, a_workbook(tmp_path / "t.xlsx", row))
    key, dossier = dossier_on(central)
    found = enterprise_of(key, dossier)
    assert (found.name, found.code, found.sector) == (
        "示例机械制造有限公司",
        CODE,
        "industry-trade",
    )
    assert (found.scale, found.employees) == ("small", 86)
    (contact,) = contacts_of(dossier)
    assert (contact.body.name, contact.body.phone) == ("示例联系人", "0571-00000000")
    (site,) = sites_of(dossier)
    assert (site.body.name, site.body.type, site.body.longitude) == ("一号厂房", "plant", "120.26")
    assert site.body.tags == ("machinery", "confined-space")
    (policy,) = policies_of(dossier)
    assert (policy.body.starts, policy.body.ends) == ("2026-03-01", "2027-02-28")
    assert (policy.body.premium_received, policy.body.services) == ("36120", ("01", "04"))


def test_a_row_per_site_makes_one_enterprise_with_policies_of_their_own(
    central: Central, tmp_path: Path
) -> None:
    rows = [
        a_row(场所名称="一期工程", 保单号="P-1", 标签="construction"),
        a_row(场所名称="二期工程", 保单号="P-2", 标签="dust；可燃性粉尘、ammonia"),
    ]
    done = import_enterprises(central, a_workbook(tmp_path / "t.xlsx", *rows))
    assert (done.rows, done.enterprises) == (2, 1)
    key, dossier = dossier_on(central)
    sites = {site.body.name: site for site in sites_of(dossier)}
    assert sites["一期工程"].body.policy == "P-1"
    assert sites["二期工程"].body.tags == ("dust", "ammonia")
    policies = {policy.body.number: policy.body for policy in policies_of(dossier)}
    assert policies["P-2"].site == sites["二期工程"].key
    assert enterprise_of(key, dossier).tags == ("construction", "dust", "ammonia")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_csv_in_any_usual_encoding_says_the_same(tmp_path: Path, encoding: str) -> None:
    table = a_csv(tmp_path / "t.csv", a_row(), encoding=encoding)
    (line,) = read_table(table)
    assert (line.name, line.sector) == ("示例机械制造有限公司", "industry-trade")


def test_all_faults_are_told_at_once_and_nothing_is_imported(
    central: Central, tmp_path: Path
) -> None:
    rows = [
        a_row(),
        a_row(企业名称="", 统一社会信用代码="91330109000010014X"),
        a_row(统一社会信用代码="", 行业="炼金", 规模="巨型", 从业人数="八十"),
        a_row(
            统一社会信用代码="无：个体户", 标签="不存在", 经度="200", 起保日期="明天", 服务项目="09"
        ),
        a_row(
            统一社会信用代码="无：小店",
            企业名称="示例小店",
            实收保费="很多",
            场所类型="洞",
            电话="a\x7fb",
        ),
    ]
    before = facts_on(central)
    with pytest.raises(TableRefused) as refused:
        import_enterprises(central, a_workbook(tmp_path / "t.xlsx", *rows))
    found = {(one.row, one.column, one.code) for one in refused.value.findings}
    assert found == {
        (3, "企业名称", "IMP-11"),
        (3, "统一社会信用代码", "IMP-12"),
        (4, "统一社会信用代码", "IMP-12"),
        (4, "行业", "IMP-13"),
        (4, "规模", "IMP-17"),
        (4, "从业人数", "IMP-15"),
        (5, "标签", "IMP-14"),
        (5, "经度", "IMP-18"),
        (5, "起保日期", "IMP-16"),
        (5, "服务项目", "IMP-17"),
        (6, "实收保费", "IMP-15"),
        (6, "场所类型", "IMP-17"),
        (6, "电话", "IMP-19"),
    }
    assert all(one.message and one.remedy for one in refused.value.findings)
    assert facts_on(central) == before


def test_rows_of_one_enterprise_must_agree(tmp_path: Path) -> None:
    rows = [
        a_row(),
        a_row(场所名称="二号厂房", 地址="另一处", 止保日期="2028-01-01"),
        a_row(),
    ]
    found = {(f.row, f.column, f.code) for f in findings_of(a_workbook(tmp_path / "t.xlsx", *rows))}
    assert found == {
        (3, "地址", "IMP-20"),
        (3, "止保日期", "IMP-20"),
        (4, "场所名称", "IMP-21"),
    }


def test_a_policy_that_ends_before_it_starts_is_refused(tmp_path: Path) -> None:
    (found,) = findings_of(a_workbook(tmp_path / "t.xlsx", a_row(止保日期="2025-01-01")))
    assert (found.column, found.code) == ("止保日期", "IMP-16")


def test_importing_the_same_table_again_writes_nothing(central: Central, tmp_path: Path) -> None:
    table = a_workbook(tmp_path / "t.xlsx", a_row())
    import_enterprises(central, table)
    before = facts_on(central)
    done = import_enterprises(central, table)
    assert (done.facts, done.new, done.changed, facts_on(central)) == (0, 0, 0, before)


def test_importing_again_writes_only_the_group_that_changed(
    central: Central, tmp_path: Path
) -> None:
    import_enterprises(central, a_workbook(tmp_path / "a.xlsx", a_row()))
    table = a_workbook(tmp_path / "b.xlsx", a_row(从业人数=99))
    rehearsal = import_enterprises(central, table, dry_run=True)
    done = import_enterprises(central, table)
    assert (rehearsal.facts, done.facts, done.changed) == (1, 1, 1)
    key, dossier = dossier_on(central)
    assert enterprise_of(key, dossier).employees == 99
    assert dossier.conflicts() == ()


def test_an_inspectors_correction_stays_beside_a_new_import(
    central: Central, tmp_path: Path
) -> None:
    import_enterprises(central, a_workbook(tmp_path / "a.xlsx", a_row()))
    key, dossier = dossier_on(central)
    heads = tuple(fact.id for fact in dossier.heads["enterprise:name"])
    corrected = EnterpriseNamed(name="示例机械制造股份有限公司", code=CODE)
    volume = Volume(key, central.year())
    ledger.append(central, [act(corrected, volume, supersedes=heads)], "somebody")
    assert import_enterprises(central, tmp_path / "a.xlsx").facts == 0
    import_enterprises(central, a_workbook(tmp_path / "b.xlsx", a_row(企业名称="示例机械厂")))
    _key, after = dossier_on(central)
    standing = {
        (fact.author, (fact.value or {})["name"]) for fact in after.heads["enterprise:name"]
    }
    assert standing == {("somebody", corrected.name), (IMPORT, "示例机械厂")}
    assert after.conflicts() == ("enterprise:name",)


def test_an_enterprise_without_a_code_meets_its_own_file_again(
    central: Central, tmp_path: Path
) -> None:
    table = a_workbook(tmp_path / "t.xlsx", a_row(统一社会信用代码="无：个体作业点"))
    assert import_enterprises(central, table).new == 1
    assert import_enterprises(central, table).facts == 0


def test_a_code_as_people_type_it_is_read(tmp_path: Path) -> None:
    typed = "９１３３０１０９ 0000-10014g"
    (line,) = read_table(a_workbook(tmp_path / "t.xlsx", a_row(统一社会信用代码=typed)))
    assert line.code is not None
    assert line.code.text == CODE


@pytest.mark.parametrize("name", ["示例<b>&公司", "示例😀公司", "示例䶮𠮷公司", "=示例"[1:]])
def test_strange_names_are_kept_as_they_are(tmp_path: Path, name: str) -> None:
    (line,) = read_table(a_workbook(tmp_path / "t.xlsx", a_row(企业名称=name)))
    assert line.name == name


def test_a_name_of_two_thousand_characters_is_refused(tmp_path: Path) -> None:
    (found,) = findings_of(a_workbook(tmp_path / "t.xlsx", a_row(企业名称="长" * 2_000)))
    assert (found.column, found.code) == ("企业名称", "IMP-19")


@pytest.mark.parametrize(
    "typed",
    ["2026-03-01", "2026/3/1", "2026年3月1日", "2026.3.1", "20260301", "2026-03-01 00:00:00"],
)
def test_a_day_is_read_however_it_is_written(tmp_path: Path, typed: str) -> None:
    (line,) = read_table(a_workbook(tmp_path / "t.xlsx", a_row(起保日期=typed)))
    assert line.starts == "2026-03-01"


def test_a_table_without_the_header_is_refused(tmp_path: Path) -> None:
    table = a_workbook(tmp_path / "t.xlsx", ["x", "y"], header=["公司", "代码"])
    with pytest.raises(WrongHeader, match="企业名称"):
        read_table(table)


def test_columns_may_stand_in_another_order_with_others_between(tmp_path: Path) -> None:
    header = ["备注", *reversed(HEADER)]
    table = a_workbook(tmp_path / "t.xlsx", ["", *reversed(a_row())], header=header)
    assert read_table(table)[0].site == "一号厂房"


def test_merged_cells_are_refused_with_their_place(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "t.xlsx", a_row(), a_row(场所名称="二号厂房"))
    book = load_workbook(path)
    sheet: Any = book.active
    sheet.merge_cells("A2:A3")
    book.save(path)
    found = findings_of(path)
    assert ("A2:A3", "IMP-23") in {(one.column, one.code) for one in found}


def test_formulas_are_refused_with_their_place(tmp_path: Path) -> None:
    (found,) = findings_of(a_workbook(tmp_path / "t.xlsx", a_row(从业人数="=1+1")))
    assert (found.row, found.column, found.code) == (2, "从业人数", "IMP-22")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pytest.raises(SheetTooLarge):
        read_table(a_bomb(tmp_path / "t.xlsx", 100 * 1024 * 1024))


def test_a_table_that_defines_entities_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "t.xlsx", a_row())
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(NotASheet):
        read_table(with_part(path, "xl/sharedStrings.xml", entity))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04 and no more",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        b"\xff\xfe\xff\xff",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    with pytest.raises((NotASheet, WrongHeader)):
        read_table(path)


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = with_part(a_workbook(tmp_path / "t.xlsx", a_row()), "xl/workbook.xml", b"<a")
    with pytest.raises(NotASheet):
        read_table(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotASheet):
        read_table(tmp_path / "nowhere.xlsx")


def test_twenty_thousand_rows_are_read(tmp_path: Path) -> None:
    rows = (a_row(统一社会信用代码="无：示例", 企业名称=f"示例企业{n}") for n in range(20_000))
    assert len(read_table(a_csv(tmp_path / "t.csv", *rows))) == 20_000


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetTooLarge):
        read_table(a_csv(tmp_path / "t.csv", *(["x"] for _row in range(50_001))))


def test_the_template_can_be_imported(central: Central, tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    assert import_enterprises(central, tmp_path / "t.xlsx").new == 1
