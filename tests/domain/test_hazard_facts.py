"""A hazard's kind, its cause and danger, and the enterprise's replies: folded in any order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.body import Body
from inspector_app.domain.dossier import Hazard, hazard_of
from inspector_app.domain.facts import START, Author, Fact, Tip
from inspector_app.domain.fold import fold
from inspector_app.domain.hazard_categories import (
    CATEGORIES,
    CLASSES,
    category_name,
    is_category,
    suggested,
)
from inspector_app.domain.hazards import (
    HazardAnalysed,
    HazardClassified,
    HazardReplied,
    Replied,
)
from inspector_app.domain.records import RecordReopened, RecordWithdrawn
from tests.builders import a_fact, a_hazard

DAYS = ("2026-11-28", "2026-12-01", "2026-12-03")


def seen(*facts: Fact) -> Hazard:
    found = hazard_of(fold([a_fact(a_hazard()), *facts]), "h1")
    assert found is not None
    return found


def test_a_hazard_from_before_kinds_were_asked_has_the_one_that_its_text_tells() -> None:
    assert seen().category == ""
    assert seen().likely_category == "site.electricity"  # 配电箱前堆放杂物
    said = a_fact(HazardClassified(hazard="h1", category="site.environment"))
    assert seen(said).likely_category == "site.environment"


def test_cause_and_danger_stand_with_the_hazard() -> None:
    assert seen().analysis is None
    said = HazardAnalysed(hazard="h1", cause="设计遗留", harm="可能致人灼烫")
    assert seen(a_fact(said)).analysis == said


def test_the_latest_reply_is_what_the_enterprise_says_now() -> None:
    early = HazardReplied(hazard="h1", date=DAYS[0], status=Replied.UNDONE, reason="待料")
    late = HazardReplied(hazard="h1", date=DAYS[1], measure="已清理", cost="800.50")
    found = seen(a_fact(late, key=DAYS[1]), a_fact(early, key=DAYS[0]))
    assert found.replies == (early, late)
    assert found.reply == late


def test_a_reply_form_that_was_taken_back_takes_its_replies_along() -> None:
    typed = HazardReplied(hazard="h1", date=DAYS[1], measure="已清理", record="r1")
    noted = HazardReplied(hazard="h1", date=DAYS[0], measure="清理中")
    facts = [a_fact(typed, key="r1"), a_fact(noted, key=DAYS[0])]
    assert seen(*facts).reply == typed
    reopened = a_fact(RecordReopened(record="r1", reason="漏填"))
    assert seen(*facts, reopened).reply == typed
    assert seen(*facts, a_fact(RecordWithdrawn(record="r1", reason="开错"))).reply == noted


BODIES: tuple[Body, ...] = (
    HazardClassified(hazard="h1", category="site.fire"),
    HazardClassified(hazard="h1", category="base"),
    HazardClassified(hazard="h1"),
    HazardAnalysed(hazard="h1", cause="设计遗留"),
    HazardAnalysed(hazard="h1", harm="可能致人灼烫"),
    HazardReplied(hazard="h1", date=DAYS[0], status=Replied.PARTLY, measure="清理中"),
    HazardReplied(hazard="h1", date=DAYS[0], measure="已清理"),
    HazardReplied(hazard="h1", date=DAYS[1], measure="已清理", record="r1"),
    HazardReplied(hazard="h1", date=DAYS[2], measure="复核完毕", cost="12"),
    RecordWithdrawn(record="r1", reason="开错"),
)
KEYS = {DAYS[0]: DAYS[0], DAYS[1]: "r1", DAYS[2]: DAYS[2]}


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts of two laptops about one hazard, each superseding some of what it saw there."""
    facts: list[Fact] = [a_fact(a_hazard(), author=Author("ZZ", "p"))]
    tips = {code: START for code in ("AB", "AC")}
    for _number in range(draw(st.integers(1, 10))):
        device, body = draw(st.sampled_from(sorted(tips))), draw(st.sampled_from(BODIES))
        fact = a_fact(
            body,
            author=Author(device, "p"),
            tip=tips[device],
            key=KEYS.get(getattr(body, "date", ""), "k"),
        )
        same = [one for one in facts if one.subject == fact.subject]
        known = draw(st.lists(st.sampled_from(same), unique=True)) if same else []
        fact = a_fact(
            body,
            author=Author(device, "p"),
            tip=tips[device],
            key=KEYS.get(getattr(body, "date", ""), "k"),
            supersedes=tuple(sorted(one.id for one in known)),
        )
        tips[device] = Tip(fact.seq, fact.id)
        facts.append(fact)
    return facts


@given(histories(), st.integers(0, 2**32))
def test_every_replica_sees_the_same_whatever_the_order_of_arrival(
    facts: list[Fact], seed: int
) -> None:
    shuffled = facts + facts[: len(facts) // 2]
    random.Random(seed).shuffle(shuffled)
    assert hazard_of(fold(shuffled), "h1") == hazard_of(fold(facts), "h1")


@given(histories())
def test_what_is_shown_was_said_and_nothing_superseded_is(facts: list[Fact]) -> None:
    found = hazard_of(fold(facts), "h1")
    assert found is not None
    gone = {identity for fact in facts for identity in fact.supersedes}
    heads = [fact.value or {} for fact in facts if fact.id not in gone]
    kinds = [one.get("category", "") for one in heads if set(one) <= {"hazard", "category"}]
    assert found.category in kinds or (found.category == "" and not any(kinds))
    withdrawn = any(fact.kind == "record_withdrawn" and fact.id not in gone for fact in facts)
    assert not (withdrawn and any(one.record for one in found.replies))
    assert [one.date for one in found.replies] == sorted(one.date for one in found.replies)
    assert all(one.plain() in heads for one in found.replies)


@pytest.mark.parametrize(
    ("texts", "section", "method", "code"),
    [
        (("是否建立全员安全生产责任制？",), "", "查资料：责任制文本", "base.responsibility"),
        (("在岗的电工、焊工是否持有操作证？",), "", "查资料：台账", "base.training"),
        (("疏散通道是否畅通？",), "消防安全", "查现场：通道", "site.fire"),
        (("受限空间作业是否审批？",), "", "查资料：作业票", "site.confined"),
        (("锅炉是否定期检验？",), "", "查资料：检验报告", "base.special_equipment"),
        (("锅炉安全阀是否有效？",), "", "查现场：铭牌", "site.special_equipment"),
        (("对照第5.4.2条正文核对。主题“气体报警系统”；核对",), "", "查现场", "site.equipment"),
        (("是否符合要求？",), "", "查资料：档案", "base"),
        (("是否符合要求？",), "", "看现场", "site"),
        (("示例",), "", "", ""),
        ((), "", "", ""),
    ],
)
def test_the_kind_is_proposed_from_what_was_asked_and_how_it_was_looked_for(
    texts: tuple[str, ...], section: str, method: str, code: str
) -> None:
    assert suggested(*texts, section=section, method=method) == code


def test_a_kind_has_a_name_in_both_languages_and_an_unknown_one_stands_for_itself() -> None:
    assert category_name("site.fire", "zh_CN") == "现场管理·消防安全"
    assert category_name("site.fire", "en") == "On site: fire safety"
    assert category_name("base", "zh_CN") == "基础管理"
    assert category_name("site.of_tomorrow", "zh_CN") == "site.of_tomorrow"
    assert category_name("", "zh_CN") == ""
    assert all(code.partition(".")[0] in CLASSES for code in CATEGORIES)
    assert is_category("base") and not is_category("base.unheard")


@given(st.text(), st.text(), st.text())
def test_whatever_is_written_a_known_kind_or_none_is_proposed(
    text: str, section: str, method: str
) -> None:
    code = suggested(text, section=section, method=method)
    assert code == "" or is_category(code)
