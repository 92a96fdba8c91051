"""From a visit's facts to the value of its notice, and the pictures the paper shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inspector_app.checklists.vocabulary import vocabulary
from inspector_app.domain.dossier import (
    Hazard,
    contacts_of,
    photos_of,
    shown,
)
from inspector_app.domain.dossier_records import checklists_in_use
from inspector_app.domain.fold import Dossier
from inspector_app.domain.hazards import Criterion
from inspector_app.domain.notices import (
    Addressee,
    Notice,
    NoticeChecklist,
    NoticeHazard,
    NoticeInspector,
    NoticePhoto,
    NoticeSignature,
)
from inspector_app.domain.organisation import AgencyNamed
from inspector_app.domain.papers import PhotoAttached
from inspector_app.domain.visits import service_name
from inspector_app.errors import Problem
from inspector_app.i18n import N_
from inspector_app.operations.photos import photo_bytes
from inspector_app.operations.printed_photos import PrintedPhoto, print_all, printed_photos
from inspector_app.operations.session import Session
from inspector_app.operations.stamping import shown_time
from inspector_app.operations.visits import VisitPage, require_dossier, visit_page


@dataclass(frozen=True, slots=True)
class Composed:
    """A notice value, the hazards and facts it covers, and the photos it shows."""

    notice: Notice
    hazards: tuple[str, ...]
    covers: tuple[str, ...]
    photos: tuple[PrintedPhoto, ...]

    def images(
        self, session: Session, signatures: Iterable[NoticeSignature] = ()
    ) -> dict[str, bytes]:
        """Return the bytes of photos and drawn signatures by hash."""
        found = print_all(session, self.photos)
        names = [one.image for one in signatures if one.image]
        return found | {name: photo_bytes(session, name) for name in names}


def agency_of(session: Session) -> AgencyNamed:
    """Return who serves, as central published it; the organisation's short name otherwise."""
    with session.workspace.reading() as reader:
        organisation = reader.dossier(session.organisation)
        name = reader.setting("central_name")
    found = shown(organisation, "agency:own", AgencyNamed)
    return found.body if found else AgencyNamed(name=name, short=name[:8])


class AgencyUnnamed(Problem):
    """Central has not named its agency: a number with a name in it would be wrong for good."""

    code = "OP-61"
    template = N_("The agency has no name yet, so no paper can be numbered.")
    remedy_template = N_(
        "The administrator names it on the central server (central name-agency --name … --short …);"
        " a sync then brings the name here. Nothing is lost; no number was used."
    )


def numbering_name(session: Session) -> str:
    """Return the agency's short name as it stands in paper numbers; raises AgencyUnnamed where
    central has not published one (drafts may be shown all the same)."""
    with session.workspace.reading() as reader:
        organisation = reader.dossier(session.organisation)
    found = shown(organisation, "agency:own", AgencyNamed)
    if found is None or not found.body.short.strip():
        raise AgencyUnnamed
    return found.body.short


def compose(session: Session, visit: str, language: str) -> Composed:
    """Return the notice of a visit from its facts; withdrawn hazards are left out."""
    page = visit_page(session, visit)
    dossier = require_dossier(session, page.dossier)
    told = [h for h in page.hazards if h.state != "withdrawn"]
    photos = {
        h.hazard: printed_photos(session, page.dossier, dossier, photos_of_hazard(dossier, h))
        for h in told
    }
    notice = Notice(
        number="",
        agency=agency_of(session).name,
        addressee=_addressee(session, page, dossier),
        service_date=page.visit.date,
        inspectors=_inspectors(page),
        hazards=tuple(_hazard(n, h, photos[h.hazard]) for n, h in enumerate(told, start=1)),
        insurer=page.policy.insurer if page.policy else "",
        policy_number=page.policy.number if page.policy else "",
        site=page.site.name if page.site else "",
        services=tuple(service_name(code, language) for code in _services(page)),
        escort=_escort(page),
        checklists=_checklists(session, dossier, visit),
        instruments=_instruments(session, dossier, visit),
        copies=_copies(any(h.is_major for h in told)),
        language=language,
    )
    return Composed(
        notice=notice,
        hazards=tuple(h.hazard for h in told),
        covers=tuple(h.fact.id for h in told),
        photos=tuple(photo for h in told for photo in photos[h.hazard]),
    )


def photos_of_hazard(dossier: Dossier, hazard: Hazard) -> tuple[PhotoAttached, ...]:
    """Return the photos of a hazard and of the answer it came from."""
    own = photos_of(dossier, owner=f"hazard:{hazard.hazard}")
    asked = [p for p in photos_of(dossier, visit=hazard.body.visit) if _is_of(p.owner, hazard)]
    return (*own, *(p for p in asked if p.sha256 not in {o.sha256 for o in own}))


def _is_of(owner: str, hazard: Hazard) -> bool:
    """Tell whether a photo's owner is the question a hazard came from, also in a version of the
    checklist from before a move: there the question has the same name."""
    question = hazard.body.question
    place = owner.removeprefix(f"answer:{hazard.body.visit}/")
    if not question or place == owner:
        return False
    (form, version, name), other = _parts(question), _parts(place)
    return place == question or ((other[0], other[2]) == (form, name) and other[1] != version)


def _parts(place: str) -> tuple[str, str, str]:
    """Return form, version and the question's name of ``form@version/ref``."""
    checklist, _slash, ref = place.partition("/")
    form, _at, version = checklist.partition("@")
    return form, version, ref.rpartition("/")[2]


def _inspectors(page: VisitPage) -> tuple[NoticeInspector, ...]:
    named = (one for start in page.visit.starts for one in start.inspectors)
    unique = {one.name: one for one in named}
    return tuple(
        NoticeInspector(name=one.name, certificate=one.certificate) for one in unique.values()
    )


def _addressee(session: Session, page: VisitPage, dossier: Dossier) -> Addressee:
    contacts = contacts_of(dossier)
    enterprise = page.enterprise
    return Addressee(
        name=enterprise.name,
        credit_code=enterprise.code,
        address=(page.site.address if page.site else "") or enterprise.address,
        industry=vocabulary().shown_sectors.get(enterprise.sector, enterprise.sector),
        responsible=contacts[0].body.name if contacts else "",
        phone=contacts[0].body.phone if contacts else "",
    )


def _services(page: VisitPage) -> tuple[str, ...]:
    return page.visit.started.services if page.visit.started else ()


def _escort(page: VisitPage) -> str:
    escort = page.visit.started.escort if page.visit.started else None
    return " ".join(part for part in (escort.name, escort.post) if part) if escort else ""


def _hazard(number: int, hazard: Hazard, photos: tuple[PrintedPhoto, ...]) -> NoticeHazard:
    body = hazard.body
    return NoticeHazard(
        number=number,
        place=body.place,
        finding=body.finding,
        level=body.level,
        criterion=_criterion_text(body.criterion) if body.criterion else "",
        verified=body.criterion.verified if body.criterion else True,
        basis=body.basis,
        measure=body.measure,
        immediate=body.immediate,
        deadline=body.deadline,
        responsible=body.responsible,
        corrected_on_spot=body.corrected_on_spot,
        repeated=bool(body.repeats),
        five=body.five,
        photos=tuple(
            NoticePhoto(sha256=p.key, caption=p.photo.caption, taken=shown_time(p.photo.taken_at))
            for p in photos
        ),
    )


def _criterion_text(criterion: Criterion) -> str:
    return f"{criterion.standard} {criterion.article}：{criterion.text}"


def _checklists(session: Session, dossier: Dossier, visit: str) -> tuple[NoticeChecklist, ...]:
    titles = {(e.form_id, e.version): e.title for e in session.library.entries}
    return tuple(
        NoticeChecklist(title=titles.get((one.form, one.version), one.form), version=one.version)
        for one in checklists_in_use(dossier, visit)
    )


def _instruments(session: Session, dossier: Dossier, visit: str) -> tuple[str, ...]:
    used = {(one.form, one.version) for one in checklists_in_use(dossier, visit)}
    names = (
        name
        for entry in session.library.entries
        if (entry.form_id, entry.version) in used
        for name in entry.instruments
    )
    known = session.library.instruments
    cited = [known[name] for name in dict.fromkeys(names) if name in known]
    return tuple(f"《{one.title}》（{one.number}）" for one in cited)


def _copies(major: bool) -> tuple[str, ...]:
    holders = ("被告知单位", "服务机构", "保险机构")
    return (*holders, "行业主管部门") if major else holders
