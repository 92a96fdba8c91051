"""The demo's enterprises, people, earlier visits, plan and photos."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from inspector_app.domain.credit_code import read_credit_code
from inspector_app.domain.enterprise import SiteType
from inspector_app.domain.hazards import Level, Outcome
from inspector_app.domain.visits import SERVICE_CODES, TaskKind
from tests.sample.library import SAMPLE, Site, forms, items, rows, sample, sites, vocabulary

HEADER = (
    "企业名称 统一社会信用代码 行业 规模 从业人数 地址 联系人 电话 "
    "场所名称 场所类型 场所地址 经度 纬度 标签 "
    "保单号 保险机构 起保日期 止保日期 实收保费 投保人数 每人限额 服务项目 服务频次"
)
NINE_SECTORS = {
    "noncoal-mine",
    "hazchem",
    "fireworks",
    "road-transport",
    "construction",
    "civil-explosives",
    "metal-smelting",
    "fishing-vessel",
    "industry-trade",
}
SITE_TYPES = {"厂区", "工程项目", "船舶", "车队"}
DEMO_DAY = date(2026, 11, 25)
PHOTOS = sorted((SAMPLE / "photos").glob("*.jpg"))


def names() -> set[str]:
    return {site.row["企业名称"] for site in sites()}


def codes() -> set[str]:
    return {site.row["统一社会信用代码"] for site in sites()}


def by_site() -> dict[tuple[str, str], Site]:
    return {(site.row["统一社会信用代码"], site.row["场所名称"]): site for site in sites()}


def test_the_import_table_has_the_agreed_header() -> None:
    assert " ".join(rows()[0]) == HEADER


def test_there_are_at_least_45_enterprises_all_marked_as_sample() -> None:
    assert len(names()) >= 45
    assert all("示例" in name for name in names())


def test_every_credit_code_is_valid_inside_and_outside_and_belongs_to_one_name() -> None:
    for code in codes():
        assert read_credit_code(code).inner_valid
        assert code[2:4] == "33"
    pairs = {(site.row["企业名称"], site.row["统一社会信用代码"]) for site in sites()}
    assert len(pairs) == len(names()) == len(codes())


def test_all_eight_high_risk_sectors_and_trade_are_there() -> None:
    assert {site.sector for site in sites()} >= NINE_SECTORS
    assert {site.sector for site in sites()} <= set(vocabulary().sectors)


def test_tags_are_all_in_the_vocabulary_written_as_codes_or_as_names() -> None:
    assert all(site.tags <= set(vocabulary().tags) for site in sites())
    written = [site.row["标签"] for site in sites()]
    assert any("工贸企业" in text for text in written)
    assert any("industry-trade" in text for text in written)


def test_sites_are_of_known_types_and_some_enterprises_have_several() -> None:
    assert {site.row["场所类型"] for site in sites()} == SITE_TYPES
    assert len(SITE_TYPES) == len(SiteType)
    count = Counter(site.row["企业名称"] for site in sites())
    assert sum(1 for number in count.values() if number > 1) >= 6
    assert len(by_site()) == len(sites())


def test_policies_run_about_2026_and_keep_the_national_minimum_per_person() -> None:
    for site in sites():
        start, end = site.row["起保日期"], site.row["止保日期"]
        assert isinstance(start, datetime) and isinstance(end, datetime)
        assert 364 <= (end - start).days <= 365
        assert start.year <= 2026 <= end.year
        assert Decimal(str(site.row["每人限额"])) >= 400_000
        assert site.row["实收保费"] > 0 and site.row["投保人数"] > 0
        services = site.row["服务项目"].split("；")
        assert set(services) <= set(SERVICE_CODES) and "04" in services
        assert site.row["服务频次"]


def test_people_and_phones_cannot_be_taken_for_real_ones() -> None:
    for site in sites():
        assert "示例" in site.row["联系人"]
        assert re.fullmatch(r"(057\d|0580)-0000\d{4}|138-0000-\d{4}", site.row["电话"])
    assert any("䶮" in site.row["联系人"] for site in sites())
    assert any(len(name) == 40 for name in names())


def test_there_are_two_inspectors_with_sample_certificates_and_an_agency() -> None:
    people = sample("people")
    assert [person["user"] for person in people["people"]] == ["wang", "li"]
    assert people["agency"]["short"] == "示例"
    for person in people["people"]:
        assert person["name"].startswith("示例")
        assert all(certificate.startswith("示例") for certificate in person["certificates"])


def test_earlier_visits_hold_hazards_of_real_items_filled_in() -> None:
    known = {(i.form_id, i.facts["item"]): i for form in forms() for i in items(form)}
    visits = sample("history")["visits"]
    assert len({visit["enterprise"] for visit in visits}) >= 6
    for visit in visits:
        assert (visit["enterprise"], visit["site"]) in by_site()
        for hazard in visit["hazards"]:
            item = known[hazard["form"], hazard["item"]]
            assert hazard["level"] == item.facts["level"] == Level(hazard["level"])
            assert item.facts["article"] in hazard["basis"][0]
            assert "____" not in hazard["finding"]
            assert hazard["place"] and hazard["measure"] and hazard["responsible"]
            assert hazard["deadline"] >= visit["day"]


def test_a_hazard_cites_criteria_that_apply_to_its_site_on_the_earlier_day() -> None:
    for visit in sample("history")["visits"]:
        site = by_site()[visit["enterprise"], visit["site"]]
        day = date.fromordinal(DEMO_DAY.toordinal() + visit["day"])
        applying = {f.form_id for f in forms() if f.covers(site.sector, site.tags, day)}
        assert {hazard["form"] for hazard in visit["hazards"]} <= applying


def test_some_earlier_hazards_are_overdue_some_fall_due_soon_and_some_are_done() -> None:
    hazards = [h for visit in sample("history")["visits"] for h in visit["hazards"]]
    outcomes = [Outcome(h["reinspected"]["outcome"]) for h in hazards if "reinspected" in h]
    still_open = [
        h["deadline"]
        for h in hazards
        if not h["corrected_on_spot"]
        and h.get("reinspected", {}).get("outcome") != Outcome.RECTIFIED
    ]
    assert Outcome.RECTIFIED in outcomes
    assert sum(1 for day in still_open if day < 0) >= 4
    assert sum(1 for day in still_open if 0 <= day <= 7) >= 2


def test_the_plan_gives_both_inspectors_work_today_and_re_inspections_this_week() -> None:
    plan = sample("plan")
    users = {person["user"] for person in sample("people")["people"]}
    for task in plan["tasks"]:
        assert (task["enterprise"], task["site"]) in by_site()
        assert set(task["people"]) <= users
        assert TaskKind(task["kind"])
        assert set(task["services"]) <= set(SERVICE_CODES)
    today = {task["people"][0] for task in plan["tasks"] if task["day"] == 0}
    assert today == users
    week = [t for t in plan["tasks"] if 0 <= t["day"] <= 7 and t["kind"] == "reinspection"]
    assert len(week) >= 4


def test_each_inspector_is_assigned_every_enterprise_of_the_own_tasks() -> None:
    plan = sample("plan")
    for user, assigned in plan["assignments"].items():
        mine = codes() if assigned == ["*"] else set(assigned)
        assert mine <= codes()
        assert {t["enterprise"] for t in plan["tasks"] if t["people"][0] == user} <= mine


@pytest.mark.parametrize("path", PHOTOS, ids=lambda path: str(path.name))
def test_a_sample_photo_is_a_small_jpeg_of_the_usual_size(path: Path) -> None:
    body = path.read_bytes()
    with Image.open(io.BytesIO(body)) as image:
        assert image.format == "JPEG" and image.size == (1600, 1200)
    assert len(body) <= 150_000


def test_one_photo_was_taken_upright_and_every_photo_of_the_history_is_there() -> None:
    upright = []
    for path in PHOTOS:
        with Image.open(path) as image:
            if image.getexif().get(0x0112) == 6:
                upright.append(ImageOps.exif_transpose(image).size)
    assert upright == [(1200, 1600)]
    named = {
        h["photo"]
        for visit in sample("history")["visits"]
        for h in visit["hazards"]
        if "photo" in h
    }
    assert named <= {f"photos/{path.name}" for path in PHOTOS}
    assert len(PHOTOS) >= 6
