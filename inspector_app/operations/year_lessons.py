"""What a year teaches, from its facts: problems, what to do better, what comes next year.

AQ 9010-2019 §8 asks the yearly evaluation for it. Every sentence rests on counted facts; where
nothing is wrong it says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from inspector_app.domain.dossier import Hazard, tasks_of, visits_of
from inspector_app.domain.dossier_records import RecordState
from inspector_app.domain.hazard_categories import category_name
from inspector_app.domain.hazards import HazardState
from inspector_app.domain.visits import service_name
from inspector_app.operations.year_facts import SCORES, Year, day_of

MOST_NAMED = 3
MOST_TEXT = 80  # characters of a finding or an opinion
LOW = ("1", "2")  # scores of a return visit that ask for a reason


def problems_words(year: Year) -> str:
    """Return the problems that the year's facts show, as sentences."""
    said = [
        text
        for text in (
            *_services_behind(year),
            *_hazards_left(year),
            *_repeated(year),
            *_not_performed(year),
            *_opinions_low(year),
            *_complaints_open(year),
        )
        if text
    ]
    none = year.ground.say(
        "本年度的记录中未见服务未完成、隐患逾期、重复隐患和未办结投诉。",
        "The records of the year show no service left out, no hazard overdue or repeated and no "
        "complaint open.",
    )
    return ("" if year.ground.chinese else " ").join(said) or none


def improvement_words(year: Year) -> tuple[str, ...]:
    """Return what is suggested, each point for a problem or for what was found most."""
    return tuple(_improvements(year))


def next_year_words(year: Year) -> str:
    """Return what is known of the next year: hazards to look at again, tasks, what to stress."""
    ground, following = year.ground, str(int(year.year) + 1)
    left = _open(year)
    parts = []
    if left:
        form = ground.say(
            "将遗留的{count}项隐患列入首次复查。",
            "Look again first at the {count} hazard(s) that are left.",
        )
        parts.append(form.format(count=len(left)))
    tasks = [one.body for one in tasks_of(ground.dossier) if one.body.planned[:4] == following]
    if tasks:
        form = ground.say("已安排服务{count}次。", "{count} visit(s) are planned.")
        parts.append(form.format(count=len(tasks)))
    parts.append(
        ground.say(
            "继续按保险合同约定的服务项目和频次开展服务。",
            "Go on with the services and the frequency of the insurance contract.",
        )
    )
    return ("" if ground.chinese else " ").join(parts)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= MOST_TEXT else plain[: MOST_TEXT - 1] + "…"


# --- problems


def _services_behind(year: Year) -> Iterator[str]:
    planned, done = year.services_planned(), year.services_done()
    behind = {code: count for code, count in planned.items() if done.get(code, 0) < count}
    if behind:
        form = year.ground.say("{name}（计划{n}次、完成{m}次）", "{name} ({m} of {n})")
        names = [
            form.format(name=_service(year, code), n=count, m=done.get(code, 0))
            for code, count in behind.items()
        ]
        lead = year.ground.say("未完成计划的服务：{names}。", "Services behind the plan: {names}.")
        yield lead.format(names=_joined(year, names))


def _service(year: Year, code: str) -> str:
    return service_name(code, year.ground.order.language).partition(" ")[2] or code


def _joined(year: Year, texts: list[str]) -> str:
    return ("、" if year.ground.chinese else ", ").join(texts)


def _open(year: Year) -> list[Hazard]:
    return [one for one in year.hazards if one.state is HazardState.OPEN]


def _late(year: Year) -> list[Hazard]:
    return [one for one in _open(year) if one.deadline and one.deadline < day_of(year)]


def _hazards_left(year: Year) -> Iterator[str]:
    left, late = _open(year), _late(year)
    if not left:
        return
    form = year.ground.say(
        "尚未完成整改的隐患{count}项，其中重大{majors}项、超过建议期限{late}项。",
        "{count} hazard(s) are not put right, {majors} of them major, {late} past the deadline.",
    )
    yield form.format(count=len(left), majors=sum(h.is_major for h in left), late=len(late))
    majors = [_short(h.body.finding) for h in left if h.is_major][:MOST_NAMED]
    if majors:
        lead = year.ground.say("其中重大事故隐患：{names}。", "Major ones: {names}.")
        names = ("；" if year.ground.chinese else "; ").join(one.rstrip("。.") for one in majors)
        yield lead.format(names=names)


def _repeated(year: Year) -> Iterator[str]:
    count = sum(bool(one.body.repeats) for one in year.hazards)
    if count:
        form = year.ground.say(
            "重复出现的隐患{count}项。",
            "{count} hazard(s) were found again after an earlier visit.",
        )
        yield form.format(count=count)


def _not_performed(year: Year) -> Iterator[str]:
    found = [v for v in visits_of(year.ground.dossier) if v.date.startswith(year.year)]
    count = sum(one.not_performed is not None and one.started is None for one in found)
    if count:
        form = year.ground.say(
            "因停产、无人、拒绝等原因未能开展的服务{count}次。",
            "{count} visit(s) could not take place.",
        )
        yield form.format(count=count)


def _opinions_low(year: Year) -> Iterator[str]:
    forms = [form for _record, form in year.filled("sf-return")]
    count = sum(any(form.value(name) in LOW for name in SCORES) for form in forms)
    if count:
        form = year.ground.say(
            "回访中有不满意评价的{count}次。", "{count} return visit(s) gave a low score."
        )
        yield form.format(count=count)


def _complaints_open(year: Year) -> Iterator[str]:
    count = sum(one.state is not RecordState.CLOSED for one in year.of("sf-complaint"))
    if count:
        form = year.ground.say("尚未办结的投诉{count}件。", "{count} complaint(s) are open.")
        yield form.format(count=count)


# --- what to do better


def _improvements(year: Year) -> Iterator[str]:
    ground = year.ground
    if any(_services_behind(year)):
        yield ground.say(
            "建议优先补齐未完成的服务项目，并提前与投保单位约定时间。",
            "We advise to make up for the services left out first, and to agree on dates early.",
        )
    if _late(year):
        yield ground.say(
            "建议投保单位对超期隐患落实责任、措施、资金、时限和预案，完成后书面回复；重大事故隐患"
            "未按期整改的，按规定告知行业主管部门。",
            "We advise the enterprise to settle person, measures, funds, time and emergency plan "
            "for what is overdue and to reply in writing; of major hazards not treated in time the "
            "competent department is told.",
        )
    if any(_repeated(year)):
        yield ground.say(
            "建议投保单位查明重复隐患的管理原因，纳入日常排查清单。",
            "We advise the enterprise to find why hazards come back and to check for them daily.",
        )
    yield from _about_most(year)
    yield from _opinions(year)
    yield ground.say(
        "建议投保单位保持整改效果，如实记录隐患排查治理情况并向从业人员通报。",
        "We advise the enterprise to keep what was put right, to record hazards truthfully and to "
        "tell its employees.",
    )


def _about_most(year: Year) -> Iterator[str]:
    language = year.ground.order.language
    kinds = Counter(one.likely_category for one in year.hazards if one.likely_category)
    most = [(code, count) for code, count in kinds.most_common(2) if count > 1]
    if most:
        form = year.ground.say("{name}（{count}项）", "{name} ({count})")
        names = [form.format(name=category_name(c, language), count=n) for c, n in most]
        lead = year.ground.say(
            "隐患集中在{names}，建议在下一次服务中安排针对性的排查和培训。",
            "Most hazards were about {names}; we advise to stress them in checks and training.",
        )
        yield lead.format(names=_joined(year, names))


def _opinions(year: Year) -> Iterator[str]:
    """Yield what the insured asked for, in its own words."""
    said = [_short(form.value("opinion")) for _record, form in year.filled("sf-return")]
    form = year.ground.say(
        "投保单位回访意见“{text}”，建议在后续服务中落实。",
        "The insured said “{text}”; we advise to act on it.",
    )
    for text in list(dict.fromkeys(one for one in said if one))[:MOST_NAMED]:
        yield form.format(text=text.rstrip("。."))
