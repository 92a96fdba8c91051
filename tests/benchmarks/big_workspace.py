"""A workspace of 5,000 enterprises and 20,000 hazards; one dossier has 200 visits. Sample data."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.acts import act
from inspector_app.domain.body import Body
from inspector_app.domain.enterprise import EnterpriseTagged, SiteRecorded
from inspector_app.domain.facts import START, Fact, Tip, Volume, record
from inspector_app.domain.hazards import HazardRecorded, HazardReinspected, Level, Outcome
from inspector_app.domain.papers import NoticeIssued
from inspector_app.domain.visits import Inspector, VisitEnded, VisitStarted
from inspector_app.store.keys import DataKey
from inspector_app.store.workspace import Workspace
from tests.benchmarks.bench_search import AUTHOR, an_enterprise
from tests.builders import NOON
from tests.store.pages import chain_over

KEY = DataKey(bytes(32))
ENTERPRISES, HAZARDS_EACH, OLD_VISITS = 5_000, 4, 200
BIG = str(UUID(int=1 << 100))  # the dossier with the many visits, the first one made
SITE = "0c0c0c0c-0000-4000-8000-000000000001"
SETTINGS = {
    "device": "AB",
    "person": "0e0e0e0e-0000-4000-8000-000000000001",
    "person_name": "示例检查员甲",
    "organisation": "0a0a0a0a-0000-4000-8000-000000000001",
    "central_name": "示例安全技术服务有限公司",
    "device_key": Ed25519PrivateKey.from_private_bytes(bytes(range(32))).private_bytes_raw().hex(),
}
ME = Inspector(name="示例检查员甲", certificate="示例证-1")
FINDING = "配电箱前堆放可燃杂物，箱门未跨接接地，箱内存在裸露带电部位，未设置警示标志"
HASH = "0" * 64


def a_visit(key: str, day: date) -> tuple[Body, ...]:
    """Return an ended visit's facts."""
    started = VisitStarted(
        visit=key, date=day.isoformat(), services=("04",), inspectors=(ME,), site=SITE
    )
    return started, VisitEnded(visit=key, checked_out=f"{day}T17:00:00+08:00")


def hazards_of(visit: str, day: date, count: int, old: bool) -> Iterator[Body]:
    """Yield hazards of a visit and their notice; every second one of an old visit was remedied."""
    keys = [f"{visit}-h{number}" for number in range(count)]
    for number, key in enumerate(keys):
        yield HazardRecorded(
            hazard=key,
            visit=visit,
            place=f"{number + 1}号车间配电室",
            finding=FINDING,
            level=Level.MAJOR if number == 3 else Level.GENERAL,
            measure="清理杂物，跨接接地，封闭带电部位，张贴警示标志",
            deadline=(day + timedelta(days=7)).isoformat(),
            responsible="示例甲",
        )
        if old and number % 2:
            yield HazardReinspected(
                hazard=key, date=(day + timedelta(days=9)).isoformat(), outcome=Outcome.RECTIFIED
            )


def a_notice(visit: str, day: date, number: int) -> NoticeIssued:
    """Return a notice over a visit's hazards, without its bytes."""
    return NoticeIssued(
        number=f"示例安隐告〔{day.year}〕CD{number:05d}号",
        visit=visit,
        value_sha256=HASH,
        value=HASH,
        value_size=10,
        pdf=HASH,
        pdf_size=10,
        issued_at=f"{day}T16:50:00+08:00",
    )


def bodies_of(chance: random.Random, number: int) -> tuple[tuple[Body, str], ...]:
    """Return the facts of one enterprise."""
    named: list[Body] = [*an_enterprise(chance, number)]
    day = date(2026, 11, 20) - timedelta(days=number % 300)
    visit = str(UUID(int=(1 << 90) + number))
    named += [*a_visit(visit, day), *hazards_of(visit, day, HAZARDS_EACH, old=False)]
    if number % 4 == 0:
        named.append(a_notice(visit, day, number))
    if number == 0:
        named.append(EnterpriseTagged(tags=("industry-trade", "machinery")))
        for past in range(OLD_VISITS):
            key = str(UUID(int=(1 << 80) + past))
            then = day - timedelta(days=past)
            named += [*a_visit(key, then), *hazards_of(key, then, 2, old=True)]
    site = SiteRecorded(name="一厂区", address="示例路1号", tags=("industry-trade", "machinery"))
    return (*((one, "") for one in named), (site, SITE))


def a_page(chance: random.Random, number: int) -> tuple[Volume, list[Fact], str]:
    """Return the facts of one dossier as central would give them."""
    volume = Volume(str(UUID(int=(1 << 100) + number)), 2026)
    facts: list[Fact] = []
    tip = START
    for body, key in bodies_of(chance, number):
        fact = record(act(body, volume, key=key), AUTHOR, tip, NOON, chance.randbytes(16))
        tip = Tip(fact.seq, fact.id)
        facts.append(fact)
    return volume, facts, chain_over(volume, facts)


def build(folder: Path, count: int = ENTERPRISES) -> None:
    """Make the workspace in an empty folder."""
    chance = random.Random(2026)
    pages = (a_page(chance, number) for number in range(count))
    with Workspace.create(folder, KEY) as workspace:
        while some := list(islice(pages, 250)):
            with workspace.transaction() as tx:
                for volume, facts, chain in some:
                    tx.receive(volume, facts, after=0, number=len(facts), chain=chain)
        with workspace.transaction() as tx:
            for name, value in SETTINGS.items():
                tx.set_setting(name, value)
