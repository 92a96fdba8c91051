"""Hazards: prefilled from the check item, recorded once, withdrawn, reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from inspector_app.checklists.profile import CheckItem
from inspector_app.domain.acts import act, subject_of
from inspector_app.domain.body import Body
from inspector_app.domain.dossier import Hazard, contacts_of, hazard_of, hazards_of, shown, visit_of
from inspector_app.domain.facts import Volume
from inspector_app.domain.fold import Dossier
from inspector_app.domain.hazard_categories import suggested
from inspector_app.domain.hazards import (
    Criterion,
    DeadlineRules,
    FiveCommitments,
    HazardAnalysed,
    HazardClassified,
    HazardRecorded,
    HazardReinspected,
    HazardWithdrawn,
    Level,
    MajorHazardReported,
    rectify_by,
)
from inspector_app.domain.kinds import read_body
from inspector_app.domain.organisation import SettingSet
from inspector_app.errors import BadInput, Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.answers import OpenChecklist
from inspector_app.operations.law import cite
from inspector_app.operations.session import Changes, Session, UnknownRecord, volume_of
from inspector_app.operations.visits import (
    dossier_of_hazard,
    dossier_of_visit,
    require_dossier,
    require_open,
    visit_at,
)

MAX_TEXT = 4_000


class MajorUnconfirmed(Problem):
    """A major verdict is a person's decision and cites its criterion."""

    code = "OP-06"
    template = N_("A major hazard must be confirmed: {reason}.")
    remedy_template = N_("Choose the criterion and confirm it, or record it as a general hazard.")


@dataclass(frozen=True, slots=True)
class HazardDraft:
    """What the hazard panel shows; ``hazard`` is "" until recorded. ``cause`` and ``harm`` are
    asked of major hazards; ``category`` is a code of ``hazard_categories``."""

    place: str = ""
    finding: str = ""
    level: Level = Level.GENERAL
    basis: tuple[str, ...] = ()
    measure: str = ""
    immediate: str = ""
    deadline: str = ""
    responsible: str = ""
    criterion: Criterion | None = None
    item: str = ""
    question: str = ""
    corrected_on_spot: bool = False
    repeats: str = ""
    five: FiveCommitments | None = None
    category: str = ""
    cause: str = ""
    harm: str = ""
    hazard: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What was typed before in this dossier, to complete from: last used first."""

    places: tuple[str, ...]
    people: tuple[str, ...]


def deadline_rules(session: Session) -> DeadlineRules:
    """Return the organisation's default deadlines, those of the design where it set none."""
    with session.workspace.reading() as reader:
        organisation = reader.dossier(session.organisation)
    return DeadlineRules(
        general_days=_days(organisation, "deadline.general_days", 7),
        major_days=_days(organisation, "deadline.major_days", 0),
        reinspect_after_days=_days(organisation, "reinspection.after_days", 5),
    )


def _days(organisation: Dossier, name: str, default: int) -> int:
    found = shown(organisation, f"setting:{name}", SettingSet)
    return int(found.body.value) if found and found.body.value.isdigit() else default


def prefill(session: Session, checklist: OpenChecklist, ref: str) -> HazardDraft:
    """Return the hazard panel's first content for an item answered 不符合."""
    node = checklist.running.node(ref)
    key = f"{checklist.form}@{checklist.version}{checklist.running.stable_ref(ref)}"
    dossier = require_dossier(session, checklist.volume.dossier)
    found_on = date.fromisoformat(_visit_date(dossier, checklist.visit))
    rules = deadline_rules(session)
    if node.item is None:
        return free_hazard(session, checklist.visit)
    item = node.item
    level = Level.MAJOR if item.level == "major" else Level.GENERAL
    due = rectify_by(level, found_on, rules)
    if item.deadline:
        due = found_on + timedelta(days=int(item.deadline))
    contacts = contacts_of(dossier)
    return HazardDraft(
        finding=item.finding,
        level=level,
        basis=(basis_of(session, item),),
        measure=item.measure,
        immediate=item.immediate,
        deadline=due.isoformat(),
        responsible=contacts[0].body.name if contacts else "",
        criterion=criterion_of(session, item) if level is Level.MAJOR else None,
        item=item.item,
        question=key,
        repeats=_earlier(dossier, item.item, checklist.visit),
        category=suggested(
            item.question, item.finding, section=node.section or "", method=item.method
        ),
    )


def _visit_date(dossier: Dossier, visit: str) -> str:
    return visit_of(dossier, visit).date


def _earlier(dossier: Dossier, item: str, visit: str) -> str:
    """Return the latest hazard that an earlier visit recorded for the same item (重复隐患)."""
    same = [h for h in hazards_of(dossier) if h.body.item == item and h.body.visit != visit]
    return max(same, key=lambda h: h.body.deadline).hazard if same and item else ""


def free_hazard(session: Session, visit: str) -> HazardDraft:
    """Return an empty hazard panel for a hazard that no item asked about."""
    key = dossier_of_visit(session, visit)
    dossier = require_dossier(session, key)
    day = date.fromisoformat(_visit_date(dossier, visit))
    contacts = contacts_of(dossier)
    return HazardDraft(
        deadline=rectify_by(Level.GENERAL, day, deadline_rules(session)).isoformat(),
        responsible=contacts[0].body.name if contacts else "",
    )


def basis_of(session: Session, item: CheckItem) -> str:
    """Return how an item's basis is cited: title, number and article of its instrument."""
    return cite(session.library.instruments.get(item.standard), item.article)


def criterion_of(session: Session, item: CheckItem) -> Criterion:
    """Return the criterion of a major item; whether the clause was read is the person's word."""
    instrument = session.library.instruments.get(item.standard)
    return Criterion(
        standard=f"{instrument.title}（{instrument.number}）" if instrument else item.standard,
        article=item.article,
        item=item.item,
        text=item.major_if or item.finding,
        verified=item.verified,
    )


def suggestions(session: Session, dossier: str) -> Suggestions:
    """Return places and people typed before in this dossier."""
    found = hazards_of(require_dossier(session, dossier))
    latest = sorted(found, key=lambda h: (h.fact.recorded_at, h.hazard), reverse=True)
    places = dict.fromkeys(h.body.place for h in latest if h.body.place)
    people = dict.fromkeys(h.body.responsible for h in latest if h.body.responsible)
    return Suggestions(tuple(places), tuple(people))


def record_hazard(session: Session, visit: str, draft: HazardDraft) -> tuple[str, Changes]:
    """Record a hazard, or correct one that was recorded (``draft.hazard``); returns its id. What
    kind it is, its cause and danger stand in facts of their own, written where they are new.

    Raises BadInput where place or finding is missing, MajorUnconfirmed where a major hazard has no
    criterion or its unverified clause was not confirmed as read.
    """
    key, found = require_open(session, visit)
    _check(draft)
    hazard = draft.hazard or session.new_id()
    body = HazardRecorded(
        hazard=hazard,
        visit=visit,
        place=draft.place.strip(),
        finding=draft.finding.strip(),
        level=draft.level,
        basis=tuple(b.strip() for b in draft.basis if b.strip()),
        measure=draft.measure.strip(),
        immediate=draft.immediate.strip(),
        deadline=draft.deadline,
        responsible=draft.responsible.strip(),
        item=draft.item,
        question=draft.question,
        corrected_on_spot=draft.corrected_on_spot,
        repeats=draft.repeats,
        criterion=draft.criterion if draft.level is Level.MAJOR else None,
        five=draft.five if draft.level is Level.MAJOR else None,
    )
    besides = _said_besides(session, key, replace(draft, hazard=hazard))
    said = [(f"hazard:{hazard}", body), *besides]
    return hazard, session.supersede_each(volume_of(key, found.date), said)


def _said_besides(session: Session, key: str, draft: HazardDraft) -> list[tuple[str, Body]]:
    """Return what is new of a hazard's kind and, of a major one, its cause and danger."""
    hazard = draft.hazard
    said: list[Body] = [HazardClassified(hazard=hazard, category=draft.category)]
    if draft.level is Level.MAJOR:
        cause, harm = draft.cause.strip(), draft.harm.strip()
        said.append(HazardAnalysed(hazard=hazard, cause=cause, harm=harm))
    with session.workspace.reading() as reader:
        stands = {body: reader.heads(key, subject_of(body)) for body in said}
    return [
        (subject_of(body), body)
        for body, heads in stands.items()
        if [read_body(fact) for fact in heads] != [body] and (heads or len(body.plain()) > 1)
    ]


def _check(draft: HazardDraft) -> None:
    for what, text in ((_("Place"), draft.place), (_("Finding"), draft.finding)):
        if not text.strip():
            raise BadInput(what=what, reason=_("it is empty"))
    _check_length(draft.place, draft.finding, draft.measure, draft.immediate)
    _check_length(draft.cause, draft.harm)
    if draft.deadline:
        _check_day(draft.deadline)
    if draft.level is Level.MAJOR:
        _check_major(draft.criterion)


def _check_length(*texts: str) -> None:
    if max(map(len, texts)) > MAX_TEXT:
        raise BadInput(
            what=_("Text"), reason=_("more than {count} characters").format(count=MAX_TEXT)
        )


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(what=_("Deadline"), reason=_("a day such as 2026-12-31")) from error


def _check_major(criterion: Criterion | None) -> None:
    if criterion is None or not (criterion.standard.strip() and criterion.article.strip()):
        raise MajorUnconfirmed(reason=_("standard and article are missing"))
    if not criterion.verified and not criterion.clause_read:
        raise MajorUnconfirmed(reason=_("the official clause was not confirmed as read"))


def draft_of(hazard: Hazard) -> HazardDraft:
    """Return a recorded hazard as the panel edits it."""
    own = ("category", "cause", "harm")
    shared = {f: getattr(hazard.body, f) for f in HazardDraft.__dataclass_fields__ if f not in own}
    analysis = hazard.analysis
    return replace(
        HazardDraft(),
        category=hazard.likely_category,
        cause=analysis.cause if analysis else "",
        harm=analysis.harm if analysis else "",
        **shared,
    )


def withdraw_hazard(session: Session, hazard: str, reason: str = "") -> Changes:
    """Withdraw a hazard that was recorded by mistake; it stays in the log."""
    key, found = _known(session, hazard)
    body = HazardWithdrawn(hazard=hazard, reason=reason)
    require_open(session, found.body.visit)
    return session.supersede(_volume(session, key, found), f"hazard:{hazard}", body)


def report_major(session: Session, report: MajorHazardReported) -> Changes:
    """Record that a major hazard was told and reported: to whom, when, how, with what proof."""
    key, found = _known(session, report.hazard)
    if not found.is_major:
        raise MajorUnconfirmed(reason=_("it is a general hazard"))
    if not report.told_to.strip():
        raise BadInput(what=_("Told to"), reason=_("it is empty"))
    volume = _volume(session, key, found)
    return session.supersede(volume, f"major:{report.hazard}", report)


def analyse_hazard(session: Session, analysis: HazardAnalysed) -> Changes:
    """Record the cause and the danger of a major hazard, also after the visit's end: its report
    to the department tells them."""
    key, found = _known(session, analysis.hazard)
    if not found.is_major:
        raise MajorUnconfirmed(reason=_("it is a general hazard"))
    _check_length(analysis.cause, analysis.harm)
    return session.supersede(_volume(session, key, found), subject_of(analysis), analysis)


def reinspect_hazard(session: Session, result: HazardReinspected) -> Changes:
    """Record what a re-inspection (复查) found on a day."""
    key, _found = _known(session, result.hazard)
    _check_day(result.date)
    return session.write([act(result, volume_of(key, result.date), key=session.new_id())])


def visit_of_hazard(session: Session, hazard: str) -> str:
    """Return the visit in which a hazard was found."""
    return _known(session, hazard)[1].body.visit


def _known(session: Session, hazard: str) -> tuple[str, Hazard]:
    key = dossier_of_hazard(session, hazard)
    found = hazard_of(require_dossier(session, key), hazard)
    if found is None:
        raise UnknownRecord(what=_("Hazard"), key=hazard)
    return key, found


def _volume(session: Session, key: str, hazard: Hazard) -> Volume:
    return volume_of(key, visit_at(session, key, hazard.body.visit).date)
