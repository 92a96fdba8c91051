"""An enterprise's file as people see it: typed views over the heads of a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from inspector_app.domain.body import Body
from inspector_app.domain.enterprise import (
    ContactRecorded,
    EnterpriseClassified,
    EnterpriseLocated,
    EnterpriseNamed,
    EnterpriseSized,
    EnterpriseTagged,
    PolicyRecorded,
    SiteRecorded,
)
from inspector_app.domain.facts import Fact
from inspector_app.domain.fold import Dossier, identity_of, is_conflict
from inspector_app.domain.hazard_categories import suggested
from inspector_app.domain.hazards import (
    HazardAnalysed,
    HazardClassified,
    HazardRecorded,
    HazardReinspected,
    HazardReplied,
    HazardState,
    HazardWithdrawn,
    Level,
    MajorHazardReported,
    Outcome,
)
from inspector_app.domain.kinds import read_body
from inspector_app.domain.papers import (
    NoticeDelivered,
    NoticeIssued,
    NoticeVoided,
    PhotoAttached,
    SignatureGiven,
)
from inspector_app.domain.records import RecordWithdrawn
from inspector_app.domain.visits import (
    ChecklistOpened,
    ItemAnswered,
    TaskPlanned,
    VisitEnded,
    VisitNotPerformed,
    VisitsJoined,
    VisitStarted,
)

B = TypeVar("B", bound=Body)


@dataclass(frozen=True, slots=True)
class Shown(Generic[B]):
    """A register's shown body, the fact it stands in, and all heads where people disagree."""

    subject: str
    body: B
    fact: Fact
    heads: tuple[Fact, ...]

    @property
    def conflict(self) -> bool:
        return is_conflict(self.heads)

    @property
    def key(self) -> str:
        return self.subject.partition(":")[2]


def shown(dossier: Dossier, subject: str, body: type[B]) -> Shown[B] | None:
    """Return what a subject shows: its last head by id that carries this body, if any."""
    heads = dossier.heads.get(subject, ())
    for fact in reversed(heads):
        read = read_body(fact)
        if isinstance(read, body):
            return Shown(subject, read, fact, heads)
    return None


def all_shown(dossier: Dossier, prefix: str, body: type[B]) -> tuple[Shown[B], ...]:
    """Return what every subject with this prefix shows, in order of subject."""
    found = (shown(dossier, subject, body) for subject in dossier.under(prefix))
    return tuple(one for one in found if one is not None)


def every(dossier: Dossier, prefix: str, body: type[B]) -> tuple[tuple[Fact, B], ...]:
    """Return every head with this body under a prefix: for add-only subjects."""
    heads = (fact for group in dossier.under(prefix).values() for fact in group)
    read = ((fact, read_body(fact)) for fact in heads)
    return tuple((fact, one) for fact, one in read if isinstance(one, body))


def _bodies(dossier: Dossier, prefix: str, body: type[B]) -> tuple[B, ...]:
    return tuple(one for _fact, one in every(dossier, prefix, body))


@dataclass(frozen=True, slots=True)
class Enterprise:
    """The insured enterprise; empty texts where nothing is known."""

    dossier: str
    name: str
    code: str
    address: str
    region: str
    sector: str
    industry: str
    scale: str
    employees: int
    tags: tuple[str, ...]
    conflicts: tuple[str, ...]


def enterprise_of(key: str, dossier: Dossier) -> Enterprise:
    """Return the enterprise of a dossier from its registers by field group."""
    named = shown(dossier, "enterprise:name", EnterpriseNamed)
    located = shown(dossier, "enterprise:address", EnterpriseLocated)
    classified = shown(dossier, "enterprise:industry", EnterpriseClassified)
    sized = shown(dossier, "enterprise:scale", EnterpriseSized)
    tagged = shown(dossier, "enterprise:tags", EnterpriseTagged)
    return Enterprise(
        dossier=key,
        name=named.body.name if named else "",
        code=named.body.code if named else "",
        address=located.body.address if located else "",
        region=located.body.region if located else "",
        sector=classified.body.sector if classified else "",
        industry=classified.body.industry if classified else "",
        scale=sized.body.scale.value if sized else "unknown",
        employees=sized.body.employees if sized else 0,
        tags=tagged.body.tags if tagged else (),
        conflicts=tuple(s for s in dossier.conflicts() if s.startswith("enterprise:")),
    )


def contacts_of(dossier: Dossier) -> tuple[Shown[ContactRecorded], ...]:
    """Return the contacts, the principal first."""
    found = all_shown(dossier, "contact:", ContactRecorded)
    return tuple(sorted(found, key=lambda one: not one.body.principal))


def sites_of(dossier: Dossier) -> tuple[Shown[SiteRecorded], ...]:
    """Return the sites by name."""
    found = all_shown(dossier, "site:", SiteRecorded)
    return tuple(sorted(found, key=lambda one: one.body.name))


def policies_of(dossier: Dossier) -> tuple[Shown[PolicyRecorded], ...]:
    """Return the policies, the one that ends last first."""
    found = all_shown(dossier, "policy:", PolicyRecorded)
    return tuple(sorted(found, key=lambda one: one.body.ends, reverse=True))


def policy_on(dossier: Dossier, day: str, site: str = "") -> PolicyRecorded | None:
    """Return the policy in force on a day: the site's own where it has one."""
    in_force = [p.body for p in policies_of(dossier) if p.body.starts <= day <= p.body.ends]
    own = [p for p in in_force if site and p.site == site]
    common = [p for p in in_force if not p.site]
    return next(iter([*own, *common]), None)


def tasks_of(dossier: Dossier) -> tuple[Shown[TaskPlanned], ...]:
    """Return planned tasks by day."""
    found = all_shown(dossier, "task:", TaskPlanned)
    return tuple(sorted(found, key=lambda one: one.body.planned))


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit over all laptops that took part in it; ``starts`` are theirs, those of the visits
    that were ``joined`` with it last."""

    visit: str
    started: VisitStarted | None
    not_performed: VisitNotPerformed | None
    ended: VisitEnded | None
    starts: tuple[VisitStarted, ...]
    joined: tuple[str, ...] = ()

    @property
    def date(self) -> str:
        begun = self.started or self.not_performed
        return begun.date if begun else ""

    @property
    def is_open(self) -> bool:
        return self.started is not None and self.ended is None


def visit_of(dossier: Dossier, visit: str) -> Visit:
    """Return one visit; all its parts are None where the dossier does not know it."""
    joined = joined_with(dossier, visit)
    starts = _bodies(dossier, f"visit:{visit}", VisitStarted)
    none = tuple(b for _f, b in every(dossier, f"visit:{visit}", VisitNotPerformed))
    ended = shown(dossier, f"visit_end:{visit}", VisitEnded)
    first = min(starts, key=lambda one: (one.checked_in, one.plain().__repr__()), default=None)
    others = [b for one in joined for b in _bodies(dossier, f"visit:{one}", VisitStarted)]
    not_performed, end = next(iter(none), None), ended.body if ended else None
    return Visit(visit, first, not_performed, end, (*starts, *others), joined)


def joined_with(dossier: Dossier, visit: str) -> tuple[str, ...]:
    """Return the other visits that are one visit with this one: two laptops began it apart, and
    somebody joined them later; what joins two joins all that are joined with either."""
    pairs = [{b.visit, b.other} for b in _bodies(dossier, "joined:", VisitsJoined)]
    known = {visit}
    while reached := [pair for pair in pairs if pair & known and not pair <= known]:
        known.update(*reached)
    return tuple(sorted(known - {visit}))


def visits_of(dossier: Dossier) -> tuple[Visit, ...]:
    """Return all visits, the latest day first."""
    if "visits" not in dossier.views:
        keys = {subject.partition(":")[2] for subject in dossier.under("visit:")}
        found = (visit_of(dossier, key) for key in keys)
        newest = sorted(found, key=lambda one: (one.date, one.visit), reverse=True)
        dossier.views["visits"] = tuple(newest)
    known: tuple[Visit, ...] = dossier.views["visits"]
    return known


def checklists_of(dossier: Dossier, visit: str) -> tuple[ChecklistOpened, ...]:
    """Return the checklists opened in a visit, each once."""
    opened = every(dossier, f"checklist:{visit}/", ChecklistOpened)
    return tuple({(b.form, b.version): b for _fact, b in opened}.values())


def answers_of(
    dossier: Dossier, visit: str, form: str, version: str
) -> dict[str, Shown[ItemAnswered]]:
    """Return the answers of a checklist by stable ref (``/data/…`` with row ids)."""
    prefix = f"answer:{visit}/{form}@{version}"
    found = all_shown(dossier, prefix + "/", ItemAnswered)
    return {one.subject.removeprefix(prefix): one for one in found}


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazard with where it stands; ``replies`` of the enterprise by day, the latest last."""

    hazard: str
    body: HazardRecorded
    fact: Fact
    state: HazardState
    deadline: str
    conflict: bool
    report: MajorHazardReported | None
    reinspections: tuple[HazardReinspected, ...]
    category: str = ""
    analysis: HazardAnalysed | None = None
    replies: tuple[HazardReplied, ...] = ()

    @property
    def likely_category(self) -> str:
        """The kind a person gave; of a hazard from before kinds were asked, what its text tells."""
        return self.category or suggested(self.body.finding)

    @property
    def reply(self) -> HazardReplied | None:
        """What the enterprise said last."""
        return self.replies[-1] if self.replies else None

    @property
    def is_major(self) -> bool:
        return self.body.level is Level.MAJOR

    @property
    def is_open(self) -> bool:
        return self.state is HazardState.OPEN


def hazard_of(dossier: Dossier, hazard: str) -> Hazard | None:
    """Return one hazard; None where it is unknown or unreadable."""
    found = shown(dossier, f"hazard:{hazard}", HazardRecorded)
    if found is None:
        return None
    withdrawn = shown(dossier, f"hazard:{hazard}", HazardWithdrawn)
    seen = sorted(
        (b for _f, b in every(dossier, f"reinspection:{hazard}/", HazardReinspected)),
        key=lambda one: (one.date, one.outcome, one.note),
    )
    report = shown(dossier, f"major:{hazard}", MajorHazardReported)
    classified = shown(dossier, f"category:{hazard}", HazardClassified)
    analysed = shown(dossier, f"analysis:{hazard}", HazardAnalysed)
    last = seen[-1] if seen else None
    return Hazard(
        hazard=hazard,
        body=found.body,
        fact=found.fact,
        state=HazardState.WITHDRAWN if withdrawn else _state(found.body, last),
        deadline=last.deadline if last and last.deadline else found.body.deadline,
        conflict=found.conflict,
        report=report.body if report else None,
        reinspections=tuple(seen),
        category=classified.body.category if classified else "",
        analysis=analysed.body if analysed else None,
        replies=_replies(dossier, hazard),
    )


def _replies(dossier: Dossier, hazard: str) -> tuple[HazardReplied, ...]:
    """Return what the enterprise replied; a reply form taken back takes its replies along."""
    said = (one.body for one in all_shown(dossier, f"reply:{hazard}/", HazardReplied))
    stands = (
        one for one in said if not shown(dossier, f"record_end:{one.record}", RecordWithdrawn)
    )
    return tuple(sorted(stands, key=lambda one: (one.date, one.record)))


def _state(body: HazardRecorded, last: HazardReinspected | None) -> HazardState:
    if last is not None and last.outcome is Outcome.RECTIFIED:
        return HazardState.RECTIFIED
    if last is None and body.corrected_on_spot:
        return HazardState.CORRECTED_ON_SPOT
    return HazardState.OPEN


def hazards_of(dossier: Dossier, visit: str = "") -> tuple[Hazard, ...]:
    """Return hazards (of one visit, or all), major ones first, then by deadline and place."""
    if "hazards" not in dossier.views:
        dossier.views["hazards"] = _all_hazards(dossier)
    found: tuple[Hazard, ...] = dossier.views["hazards"]
    return tuple(h for h in found if not visit or h.body.visit == visit)


def _all_hazards(dossier: Dossier) -> tuple[Hazard, ...]:
    keys = (subject.partition(":")[2] for subject in dossier.under("hazard:"))
    found = (h for h in (hazard_of(dossier, key) for key in keys) if h is not None)
    return tuple(sorted(found, key=lambda h: (not h.is_major, h.deadline, h.body.place, h.hazard)))


def open_hazards(dossier: Dossier) -> tuple[Hazard, ...]:
    """Return the hazards that still wait for rectification."""
    return tuple(h for h in hazards_of(dossier) if h.is_open)


def photos_of(dossier: Dossier, owner: str = "", visit: str = "") -> tuple[PhotoAttached, ...]:
    """Return the photos of an owner or a visit in the order a person gave them, else of time."""
    found = [one.body for one in all_shown(dossier, "photo:", PhotoAttached)]
    wanted = [
        p for p in found if (not owner or p.owner == owner) and (not visit or p.visit == visit)
    ]
    return tuple(sorted(wanted, key=lambda p: (p.rank, _plain_time(p.taken_at), p.photo)))


def _plain_time(stamp: str) -> str:
    """Return an ISO time and a camera's ``2026:11:25 09:12:00`` alike, to put them in order."""
    return f"{stamp[:10].replace(':', '-')} {stamp[11:19]}"


def signatures_of(dossier: Dossier, visit: str) -> tuple[Shown[SignatureGiven], ...]:
    """Return the signatures of a visit by role."""
    return all_shown(dossier, f"signature:{visit}/", SignatureGiven)


@dataclass(frozen=True, slots=True)
class Paper:
    """An issued notice; ``duplicated`` where its number was met twice (重号)."""

    body: NoticeIssued
    fact: Fact
    duplicated: bool
    voided: NoticeVoided | None
    deliveries: tuple[NoticeDelivered, ...]


def _voided(dossier: Dossier, number: str, issued: str) -> NoticeVoided | None:
    given = _bodies(dossier, f"notice_void:{number}/", NoticeVoided)
    return next((one for one in given if one.issued in ("", issued)), None)


def papers_of(dossier: Dossier, visit: str = "") -> tuple[Paper, ...]:
    """Return issued notices (of one visit, or all), the latest number last."""
    issued = every(dossier, "notice:", NoticeIssued)
    numbers = [b.number for _f, b in issued]
    return tuple(
        Paper(
            body=body,
            fact=fact,
            duplicated=numbers.count(body.number) > 1,
            voided=_voided(dossier, body.number, identity_of(fact)),
            deliveries=_bodies(dossier, f"delivery:{body.number}/", NoticeDelivered),
        )
        for fact, body in issued
        if not visit or body.visit == visit
    )
