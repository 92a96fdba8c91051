"""What composers of papers share: the dossier read once, who is insured, who served, photos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from inspector_app.checklists.vocabulary import vocabulary
from inspector_app.domain.dossier import (
    Enterprise,
    Hazard,
    Visit,
    all_shown,
    contacts_of,
    enterprise_of,
    papers_of,
    policy_on,
    shown,
    sites_of,
)
from inspector_app.domain.dossier_papers import IssuedPaper, issued_papers_of
from inspector_app.domain.enterprise import EnterpriseNamed, PolicyRecorded
from inspector_app.domain.fold import Dossier
from inspector_app.domain.hazard_papers import Telling
from inspector_app.domain.hazards import Criterion, HazardAnalysed, MajorHazardReported
from inspector_app.domain.major_report import department_for
from inspector_app.domain.organisation import AgencyNamed, RoutingSet, SettingSet
from inspector_app.domain.service_papers import Cover, Insured, PaperPhoto, ServiceStaff
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.notice_draft import agency_of
from inspector_app.operations.paper_orders import PaperOrder
from inspector_app.operations.printed_photos import PrintedPhoto
from inspector_app.operations.session import Session
from inspector_app.operations.stamping import shown_time
from inspector_app.operations.visits import VisitPage, require_dossier, visit_page


@dataclass(frozen=True, slots=True)
class Ground:
    """What a composer rests on: the dossier as it stands, the enterprise, the agency."""

    session: Session
    order: PaperOrder
    dossier: Dossier
    enterprise: Enterprise
    agency: AgencyNamed

    @property
    def key(self) -> str:
        return self.order.dossier

    @property
    def chinese(self) -> bool:
        return self.order.language == "zh_CN"

    def say(self, chinese: str, english: str) -> str:
        """Return a word of the paper in its own language, which need not be that of the desk."""
        return chinese if self.chinese else english


def ground_of(session: Session, order: PaperOrder) -> Ground:
    """Return what a paper is made of; raises UnknownRecord where the dossier is not here."""
    dossier = require_dossier(session, order.dossier)
    enterprise = enterprise_of(order.dossier, dossier)
    return Ground(session, order, dossier, enterprise, agency_of(session))


def visit_for(ground: Ground) -> VisitPage:
    """Return the visit that the paper is about; raises BadInput where it did not take place or
    belongs to another enterprise."""
    page = visit_page(ground.session, ground.order.ref)
    if page.dossier != ground.key:
        raise BadInput(what=_("Visit"), reason=_("it belongs to another enterprise"))
    if page.visit.started is None:
        raise BadInput(what=_("Visit"), reason=_("it did not take place"))
    return page


def year_for(ground: Ground) -> str:
    """Return the year that the paper is about; raises BadInput on anything else."""
    year = ground.order.ref
    if len(year) != 4 or not year.isascii() or not year.isdigit() or not "2017" <= year <= "2099":
        raise BadInput(what=_("Year"), reason=_("a year such as 2026"))
    return year


def insured_of(ground: Ground, address: str = "") -> Insured:
    """Return who is insured; ``address`` is that of the visited site where there is one."""
    enterprise = ground.enterprise
    named = shown(ground.dossier, "enterprise:name", EnterpriseNamed)
    contacts = [one.body for one in contacts_of(ground.dossier)]
    principal = next((one for one in contacts if one.principal), None)
    contact = next((one for one in contacts if not one.principal), principal)
    sector = enterprise.sector
    return Insured(
        ent_name=enterprise.name,
        ent_uscc=enterprise.code,
        ent_no_uscc_reason=named.body.no_code_reason if named and not enterprise.code else "",
        ent_address=address or enterprise.address,
        ent_region=enterprise.region,
        ent_industry=vocabulary().shown_sectors.get(sector, sector),
        ent_principal=principal.name if principal else "",
        ent_contact=contact.name if contact else "",
        ent_phone=contact.phone if contact else "",
    )


def cover_of(ground: Ground, policy: PolicyRecorded | None) -> Cover:
    """Return the policy as papers name it; without one the insurer the agency works for."""
    if policy is None:
        return Cover(insurer=ground.agency.insurer)
    return Cover(
        policy_no=policy.number,
        insurer=policy.insurer,
        policy_start=policy.starts,
        policy_end=policy.ends,
    )


def policy_of_year(ground: Ground, year: str) -> PolicyRecorded | None:
    """Return the policy that a year's papers are about: in force today where today lies in the
    year, else on its last day or its first."""
    today = ground.session.today().isoformat()
    days = ([today] if today.startswith(year) else []) + [f"{year}-12-31", f"{year}-01-01"]
    found = (policy_on(ground.dossier, day) for day in days)
    return next((one for one in found if one is not None), None)


def staff_of(ground: Ground, visit: Visit) -> tuple[ServiceStaff, ...]:
    """Return who served on a visit, each once, with the number of the certificate."""
    people = {one.name: one for start in visit.starts for one in start.inspectors}
    return tuple(
        ServiceStaff(name=one.name, employer=ground.agency.name, cert_no=one.certificate)
        for one in people.values()
    )


def place_of_visit(ground: Ground, page: VisitPage) -> str:
    """Return the visited site as papers name it: name and address."""
    site = page.site or next((one.body for one in sites_of(ground.dossier)), None)
    if site is None:
        return page.enterprise.address
    return " ".join(part for part in dict.fromkeys((site.name, site.address)) if part)


def escort_of(ground: Ground, visit: Visit) -> str:
    """Return who accompanied the inspectors, with post."""
    escort = visit.started.escort if visit.started else None
    if escort is None or not escort.name:
        return ""
    form = ground.say("{name}（{post}）", "{name} ({post})")
    return form.format(name=escort.name, post=escort.post) if escort.post else escort.name


def period_of(visit: Visit) -> str:
    """Return the hours of a visit, ``09:12—15:40``; the beginning alone while it goes on."""
    times = (
        visit.started.checked_in if visit.started else "",
        visit.ended.checked_out if visit.ended else "",
    )
    return "—".join(one[11:16] for one in times if len(one) >= 16)


def paper_photos(printed: Iterable[PrintedPhoto]) -> tuple[PaperPhoto, ...]:
    """Return photos as a paper names them; what is drawn on a copy is part of its name."""
    return tuple(
        PaperPhoto(sha256=p.key, caption=p.photo.caption, taken=shown_time(p.photo.taken_at))
        for p in printed
    )


def criterion_text(criterion: Criterion | None) -> str:
    """Return why a major hazard is one: standard, article and text."""
    if criterion is None:
        return ""
    return f"{criterion.standard} {criterion.article}：{criterion.text}".rstrip("：")


def tellings(numbers: dict[str, int], hazards: Iterable[Hazard]) -> tuple[Telling, ...]:
    """Return the proofs of telling; hazards told in one go stand in one proof."""
    told: dict[Telling, list[int]] = {}
    for hazard in hazards:
        report = hazard.report
        if report is not None and report.told_to.strip():
            told.setdefault(_telling(report), []).append(numbers[hazard.hazard])
    return tuple(
        msgspec.structs.replace(one, hazards=tuple(sorted(known))) for one, known in told.items()
    )


def _telling(report: MajorHazardReported) -> Telling:
    return Telling(
        told_to=report.told_to,
        post=report.told_post,
        told_at=report.told_at,
        how=report.told_how,
        withdrawal_advised=report.withdrawal_advised,
        proof=report.proof,
    )


def report_facts(ground: Ground, hazards: Iterable[Hazard]) -> tuple[str, ...]:
    """Return the ids of the facts that say how major hazards were told."""
    subjects = (f"major:{one.hazard}" for one in hazards)
    found = (shown(ground.dossier, subject, MajorHazardReported) for subject in subjects)
    return tuple(one.fact.id for one in found if one is not None)


def analysis_facts(ground: Ground, hazards: Iterable[Hazard]) -> tuple[str, ...]:
    """Return the ids of the facts that say the cause and danger of major hazards."""
    subjects = (f"analysis:{one.hazard}" for one in hazards)
    found = (shown(ground.dossier, subject, HazardAnalysed) for subject in subjects)
    return tuple(one.fact.id for one in found if one is not None)


def department_of(ground: Ground) -> str:
    """Return the department told of major hazards of this sector in this region, "" if unset."""
    with ground.session.workspace.reading() as reader:
        organisation = reader.dossier(ground.session.organisation)
    routes = [one.body for one in all_shown(organisation, "routing:", RoutingSet)]
    found = department_for(routes, ground.enterprise.sector, ground.enterprise.region)
    return found.department if found else ""


def organisation_setting(ground: Ground, name: str) -> str:
    """Return a setting that the organisation published, "" where it set none."""
    with ground.session.workspace.reading() as reader:
        organisation = reader.dossier(ground.session.organisation)
    found = shown(organisation, f"setting:{name}", SettingSet)
    return found.body.value if found else ""


def in_force(ground: Ground, paper: str, ref: str) -> IssuedPaper | None:
    """Return the latest paper of this kind about ``ref`` that nobody voided."""
    known = [
        one
        for one in issued_papers_of(ground.dossier)
        if one.body.paper == paper and one.body.ref == ref and one.voided is None
    ]
    return max(known, key=lambda one: one.body.issued_at, default=None)


def number_of(ground: Ground, paper: str, ref: str) -> str:
    """Return the number of the paper of this kind that stands, "" where there is none."""
    found = in_force(ground, paper, ref)
    return found.body.number if found else ""


def notice_numbers(ground: Ground, visit: str) -> tuple[str, ...]:
    """Return the numbers of a visit's notices that nobody voided, those of major hazards too."""
    plain = [one.body.number for one in papers_of(ground.dossier, visit) if one.voided is None]
    majors = [
        one.body.number
        for one in issued_papers_of(ground.dossier, visit)
        if one.body.paper == "major_notice" and one.voided is None
    ]
    return (*plain, *majors)
