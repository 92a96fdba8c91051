"""What an archive of a dossier and year holds: visits, papers, photos, ledgers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from inspector_app.documents.archive_values import ArchivedFile, ArchivedVisit, ArchiveVolume
from inspector_app.documents.ledgers import fee_ledger_xlsx, hazard_ledger_xlsx
from inspector_app.domain.dossier import (
    Visit,
    all_shown,
    enterprise_of,
    hazards_of,
    papers_of,
    policies_of,
    sites_of,
    visits_of,
)
from inspector_app.domain.dossier_papers import issued_papers_of, revisions_of
from inspector_app.domain.facts import Volume
from inspector_app.domain.fold import Dossier
from inspector_app.domain.hazards import HazardState
from inspector_app.domain.issued_papers import PdfSealed
from inspector_app.domain.papers import PhotoAttached
from inspector_app.domain.retention import keep_until
from inspector_app.domain.visits import service_name
from inspector_app.i18n import N_, translated
from inspector_app.operations.fee_ledger import fee_ledger
from inspector_app.operations.hazard_ledger import hazard_ledger
from inspector_app.operations.ledger_scope import LedgerScope
from inspector_app.operations.notice_draft import agency_of
from inspector_app.operations.session import Session
from inspector_app.operations.visits import require_dossier

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOTICE = N_("Hazard notice")
_ROLES = {
    "evidence": N_("Photo of the site"),
    "before": N_("Photo before rectification"),
    "after": N_("Photo after rectification"),
    "gate": N_("Photo of the gate"),
    "signed_sheet": N_("Photo of the signed and sealed sheet"),
}
_REASONS = {
    "stopped": N_("Production stopped"),
    "nobody": N_("Nobody on site"),
    "refused": N_("Service refused"),
    "road_blocked": N_("Road blocked"),
}


def archive_volume(session: Session, volume: Volume, language: str) -> ArchiveVolume:
    """Return what the archive of a dossier and year is made of; nothing is read into memory but
    the two ledgers. Raises UnknownRecord where the dossier is not on this laptop."""
    dossier = require_dossier(session, volume.dossier)
    enterprise = enterprise_of(volume.dossier, dossier)
    with session.workspace.reading() as reader:
        cursor = reader.cursor(volume)
    gathering = _Gathering(session, dossier, volume, language)
    return ArchiveVolume(
        dossier=volume.dossier,
        year=volume.year,
        name=enterprise.name,
        code=enterprise.code,
        agency=agency_of(session).name,
        made_at=session.now()[:16].replace("T", " "),
        keep_until=_keep_until(dossier, volume.year),
        visits=tuple(gathering.visits()),
        files=(*gathering.papers(), *gathering.photos(), *gathering.ledgers()),
        chain=cursor.chain if cursor.number else "",
        numbered=cursor.number,
        language=language,
    )


def _keep_until(dossier: Dossier, year: int) -> str:
    """Return the last day of retention: a policy in force in the year may end after it."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    bodies = (one.body for one in policies_of(dossier))
    return keep_until(
        year, [p.ends for p in bodies if p.starts <= last and p.ends >= first]
    ).isoformat()


@dataclass(frozen=True, slots=True)
class _Gathering:
    """The parts of one archive."""

    session: Session
    dossier: Dossier
    volume: Volume
    language: str

    def visits(self) -> Iterator[ArchivedVisit]:
        """Yield the visits of the year, the earliest first."""
        sites = {one.key: one.body.name for one in sites_of(self.dossier)}
        for visit in reversed(visits_of(self.dossier)):
            if visit.date.startswith(f"{self.volume.year}-"):
                yield self._visit(visit, sites)

    def _visit(self, visit: Visit, sites: dict[str, str]) -> ArchivedVisit:
        found = [
            one
            for one in hazards_of(self.dossier, visit.visit)
            if one.state is not HazardState.WITHDRAWN
        ]
        begun = visit.started or visit.not_performed
        site = begun.site if begun else ""
        people = dict.fromkeys(p.name for start in visit.starts for p in start.inspectors)
        services = visit.started.services if visit.started else ()
        major = sum(one.is_major for one in found)
        return ArchivedVisit(
            key=visit.visit,
            day=visit.date,
            services="；".join(service_name(code, self.language) for code in services),
            people="、".join(people),
            place=sites.get(site, ""),
            major=major,
            general=len(found) - major,
            note=self._note(visit),
        )

    def _note(self, visit: Visit) -> str:
        if visit.not_performed is not None:
            reason = self._word(_REASONS[visit.not_performed.reason.value])
            return " ".join(text for text in (reason, visit.not_performed.note) if text)
        return visit.ended.note if visit.ended else ""

    def papers(self) -> Iterator[ArchivedFile]:
        """Yield the issued papers of the year: the last signed revision that is here, else what
        was printed; voided ones too."""
        title = self._word(_NOTICE)
        for notice in papers_of(self.dossier):
            if notice.fact.year == self.volume.year:
                issued = _Issued(notice.body.number, title, notice.body.pdf, notice.body.pdf_size)
                about = (notice.body.issued_at[:10], notice.body.visit)
                yield self._paper(issued, about, notice.voided is not None)
        for paper in issued_papers_of(self.dossier):
            if paper.fact.year == self.volume.year:
                body = paper.body
                issued = _Issued(body.number, body.title, body.pdf, body.pdf_size)
                about = (body.issued_at[:10], body.visit)
                yield self._paper(issued, about, paper.voided is not None)

    def _paper(self, issued: _Issued, about: tuple[str, str], voided: bool) -> ArchivedFile:
        sealed = self._sealed(issued)
        digest, size = (sealed.pdf, sealed.pdf_size) if sealed else (issued.pdf, issued.size)
        notes = [
            self._word(N_("void")) if voided else "",
            self._word(N_("digitally signed revision of {sha}")).format(sha=issued.pdf[:12])
            if sealed
            else "",
        ]
        return self._stored(
            "paper", issued.title, (digest, size, "application/pdf"),
            number=issued.number, day=about[0], visit=about[1],
            note="；".join(note for note in notes if note),
        )  # fmt: skip

    def _sealed(self, issued: _Issued) -> PdfSealed | None:
        blobs = self.session.workspace.blobs
        chain = revisions_of(self.dossier, issued.number, issued.pdf)
        return next((one for one in reversed(chain) if blobs.has(one.pdf)), None)

    def photos(self) -> Iterator[ArchivedFile]:
        """Yield the photos of the year as they are stored, by time."""
        hazards = {f"hazard:{one.hazard}": one.body.place for one in hazards_of(self.dossier)}
        shown = [one for one in all_shown(self.dossier, "photo:", PhotoAttached)]
        mine = [one.body for one in shown if one.fact.year == self.volume.year]
        for photo in sorted(mine, key=lambda one: (one.visit, one.taken_at, one.photo)):
            words = [self._word(_ROLES[photo.role.value]), hazards.get(photo.owner, "")]
            yield self._stored(
                "photo", " ".join(word for word in words if word),
                (photo.sha256, photo.size, photo.media_type),
                caption=photo.caption, day=photo.taken_at[:10].replace(":", "-"), visit=photo.visit,
            )  # fmt: skip

    def _stored(
        self, kind: str, title: str, blob: tuple[str, int, str], **more: str
    ) -> ArchivedFile:
        digest, size, media_type = blob
        blobs = self.session.workspace.blobs
        read = partial(blobs.chunks, digest) if blobs.has(digest) else None
        return ArchivedFile(kind, title, digest, size, media_type, read, **more)

    def ledgers(self) -> Iterator[ArchivedFile]:
        """Yield the ledgers of the year that have a line."""
        year = self.volume.year
        scope = LedgerScope(
            self.volume.dossier, f"{year}-01-01", f"{year}-12-31", language=self.language
        )
        hazards = hazard_ledger(self.session, scope)
        fees = fee_ledger(self.session, scope).ledger
        if hazards.lines:
            yield self._made(N_("Hazard ledger"), hazard_ledger_xlsx(hazards))
        if fees.lines:
            yield self._made(N_("Fee ledger"), fee_ledger_xlsx(fees))

    def _made(self, title: str, data: bytes) -> ArchivedFile:
        whole: Iterable[bytes] = (data,)
        digest = sha256(data).hexdigest()
        word = f"{self.volume.year} {self._word(title)}"
        return ArchivedFile("ledger", word, digest, len(data), WORKBOOK, lambda: whole)

    def _word(self, text: str) -> str:
        return translated(text, self.language)


@dataclass(frozen=True, slots=True)
class _Issued:
    """What is the same of a notice and another paper."""

    number: str
    title: str
    pdf: str
    size: int
