"""Search in 100,000 enterprises, and the worklist of 5,000; prints JSON.

Run by hand: ``python -m tests.benchmarks.bench_search [enterprises]``.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from uuid import UUID

from inspector_app.domain.acts import act
from inspector_app.domain.body import Body
from inspector_app.domain.enterprise import (
    EnterpriseClassified,
    EnterpriseLocated,
    EnterpriseNamed,
    PolicyRecorded,
)
from inspector_app.domain.facts import START, Author, Fact, Tip, Volume, record
from inspector_app.store.keys import DataKey
from inspector_app.store.workspace import Workspace
from tests.builders import NOON
from tests.store.pages import chain_over

_PLACES = "北京 上海 天津 重庆 河北 石家庄 山西 太原 长春 长沙 杭州 宁波 广州 西安 厦门 六安 蚌埠"
_WORDS = "宏达 长城 华兴 鑫源 永盛 金鼎 恒通 天行 中泰 瑞丰 东方 大成 和平 朝阳 银行 盛乐 仁和"
_TRADES = "化工 铸造 烟花 矿业 建筑 运输 渔业 气体 机械 纺织 粉体 民爆 电力 食品 冶炼 木业"
_FORMS = "有限公司 股份有限公司 厂 合作社 集团有限公司 分公司"
PLACES, WORDS, TRADES, FORMS = (one.split() for one in (_PLACES, _WORDS, _TRADES, _FORMS))
RARE = "䶮淼犇鑫垚骉焱磊晶森品众"
AUTHOR = Author("CD", "p")


def an_enterprise(chance: random.Random, number: int) -> tuple[Body, ...]:
    place, word, trade = (chance.choice(some) for some in (PLACES, WORDS, TRADES))
    own = chance.choice(RARE) + chance.choice(WORDS)[0] + chr(chance.randrange(0x4E00, 0x6000))
    code = f"91{chance.randrange(110000, 659000)}MA{number:07d}{chance.choice('0123456789X')}"
    return (
        EnterpriseNamed(name=f"{place}{own}{word}{trade}{chance.choice(FORMS)}", code=code),
        EnterpriseLocated(address=f"{place}市示例区{word}路{number}号"),
        EnterpriseClassified(sector=trade),
        PolicyRecorded(number=f"P{number}", ends="2026-12-31"),
    )


def a_page(chance: random.Random, number: int) -> tuple[Volume, list[Fact], str]:
    volume = Volume(str(UUID(int=chance.getrandbits(128), version=4)), 2026)
    facts: list[Fact] = []
    tip = START
    for body in an_enterprise(chance, number):
        fact = record(act(body, volume), AUTHOR, tip, NOON, chance.randbytes(16))
        tip = Tip(fact.seq, fact.id)
        facts.append(fact)
    return volume, facts, chain_over(volume, facts)


def fill(workspace: Workspace, count: int) -> float:
    """Receive that many dossiers of four facts; return the seconds spent in the store."""
    chance = random.Random(2026)
    pages = (a_page(chance, number) for number in range(count))
    spent = 0.0
    while some := list(islice(pages, 500)):
        begun = time.perf_counter()
        with workspace.transaction() as tx:
            for volume, facts, chain in some:
                tx.receive(volume, facts, after=0, number=len(facts), chain=chain)
        spent += time.perf_counter() - begun
    return spent


def queries(chance: random.Random) -> Iterator[tuple[str, str]]:
    for _round in range(60):
        word, trade, place = (chance.choice(some) for some in (WORDS, TRADES, PLACES))
        yield "two characters", word
        yield "two characters", trade
        yield "two characters", word[1] + trade[0]
        yield "four characters", word + trade
        yield "one character", chance.choice(RARE + word)
        yield "initials", chance.choice(("hd", "cc", "yxgs", "hxhg", "sjz", "dchg", "zt", "yh"))
        yield "full pinyin", chance.choice(("hongda", "changcheng", "huagong", "yinhang", "jianz"))
        yield "mixed pinyin", chance.choice(("hongdahg", "cqhongd", "xianm", "ruifengyy"))
        yield "code", f"{chance.randrange(110000, 659000)}"[: chance.randint(3, 6)]
        yield "code", f"{chance.randrange(0, 100000):07d}"
        yield "address", f"{place}市示例"
        yield "nothing", chance.choice(("没有这家", "qqqq", "zzzzzz", "999999"))


def measure(workspace: Workspace) -> dict[str, dict[str, float]]:
    times: dict[str, list[float]] = {}
    with workspace.reading() as reader:
        reader.search("yure", 50)  # loads the syllables, as the program does while one types
        for kind, text in queries(random.Random(7)):
            begun = time.perf_counter()
            reader.search(text, 50)
            times.setdefault(kind, []).append((time.perf_counter() - begun) * 1_000)
    return {kind: _spread(found) for kind, found in times.items()}


def _spread(found: list[float]) -> dict[str, float]:
    ordered = sorted(found)
    return {
        "median_ms": round(statistics.median(ordered), 3),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 3),
        "max_ms": round(ordered[-1], 3),
    }


def worklist_seconds(folder: Path, key: DataKey) -> float:
    """Return the seconds from the unlocked key to the first page of the worklist."""
    begun = time.perf_counter()
    with Workspace.open(folder, key) as workspace, workspace.reading() as reader:
        rows = reader.enterprises(limit=5_000)
        reader.tasks()
        reader.pending()
        assert rows
    return time.perf_counter() - begun


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    key = DataKey(bytes(32))
    with tempfile.TemporaryDirectory() as scratch:
        few, many = Path(scratch, "few"), Path(scratch, "many")
        with Workspace.create(few, key) as workspace:
            fill(workspace, 5_000)
        with Workspace.create(many, key) as workspace:
            spent = fill(workspace, count)
            found = measure(workspace)
        said = {
            "enterprises": count,
            "received_seconds": round(spent, 2),
            "file_mb": round((many / "workspace.db").stat().st_size / 1e6, 1),
            "search": found,
            "unlocked_to_worklist_of_5000_seconds": round(worklist_seconds(few, key), 3),
        }
    print(json.dumps(said, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
