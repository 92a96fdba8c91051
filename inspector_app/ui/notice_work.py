"""What the notice page asks of the operations; runs on the store thread, returns plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector_app.domain.dossier import Paper
from inspector_app.domain.papers import (
    DeliveryWay,
    NoticeDelivered,
    PhotoRole,
    SignatureGiven,
    SignatureRole,
)
from inspector_app.errors import BadInput, system_reason
from inspector_app.i18n import _
from inspector_app.operations import papers, pdf_sealing, photos, visits
from inspector_app.operations.paper_orders import PaperOrder
from inspector_app.operations.session import Changes, Session
from inspector_app.ui import words
from inspector_app.ui.photo_bytes import Source
from inspector_app.ui.signature_sheet import ESCORT, INSPECTOR, RECEIVER, WITNESS, Signing


@dataclass(frozen=True, slots=True)
class SignedLine:
    """A signature as listed; ``stale`` where the content changed after it."""

    role: str
    name: str
    refused: str
    stale: bool
    drawn: bool


@dataclass(frozen=True, slots=True)
class NoticeState:
    """What the notice page shows; ``number`` is "" for a draft."""

    visit: str
    pdf: bytes
    sha256: str
    hazards: int = 0
    majors: int = 0
    number: str = ""
    warnings: tuple[str, ...] = ()
    signatures: tuple[SignedLine, ...] = ()
    people: tuple[tuple[str, tuple[str, ...]], ...] = ()
    deliveries: tuple[str, ...] = ()
    order: PaperOrder | None = None  # None for a hazard notice
    title: str = ""
    places: tuple[tuple[str, str], ...] = ()
    voided: str = ""  # why, where it was voided


def load_draft(session: Session, visit: str) -> NoticeState:
    """Return the notice as it would be issued now, rendered."""
    draft = papers.draft_notice(session, visit)
    page = visits.visit_page(session, visit)
    return NoticeState(
        visit=visit,
        pdf=papers.draft_pdf(session, visit),
        sha256=draft.draft_sha256,
        hazards=len(draft.notice.hazards),
        majors=len(draft.notice.majors()),
        warnings=tuple(warning_words(w.field, w.word) for w in draft.warnings),
        signatures=tuple(_line(s, draft.draft_sha256) for s in page.signatures),
        people=_people(page),
    )


def warning_words(field: str, word: str) -> str:
    """Return what is said about a word of enforcement in a field."""
    parts = field.split(".")
    place = _("hazard {number}").format(number=parts[1]) if parts[0] == "hazards" else field
    return _("“{word}” in {place} is a word of enforcement: advise instead.").format(
        word=word, place=place
    )


def _line(signature: SignatureGiven, over: str) -> SignedLine:
    return SignedLine(
        role=signature.role.value,
        name=signature.name,
        refused=signature.refused_reason,
        stale=signature.over != over,
        drawn=bool(signature.image),
    )


def _people(page: visits.VisitPage) -> tuple[tuple[str, tuple[str, ...]], ...]:
    inspectors = tuple(
        dict.fromkeys(one.name for start in page.visit.starts for one in start.inspectors)
    )
    escort = page.visit.started.escort.name if page.visit.started else ""
    escorts = (escort,) if escort else ()
    return (
        (INSPECTOR, inspectors),
        (RECEIVER, escorts),
        (ESCORT, escorts),
        (WITNESS, inspectors[1:]),
    )


def load_paper(session: Session, number: str) -> NoticeState:
    """Return an issued notice with its stored bytes; nothing is made anew."""
    _dossier, paper = papers.paper_of(session, number)
    return NoticeState(
        visit=paper.body.visit,
        pdf=papers.notice_pdf(session, number),
        sha256=paper.body.value_sha256,
        hazards=len(paper.body.hazards),
        number=number,
        deliveries=_deliveries(paper),
        voided=paper.voided.reason if paper.voided else "",
    )


def _deliveries(paper: Paper) -> tuple[str, ...]:
    return tuple(
        " · ".join(
            bit for bit in (words.clock(one.at), words.delivery(one.way), one.to, one.reason) if bit
        )
        for one in sorted(paper.deliveries, key=lambda one: one.at)
    )


def take_signature(session: Session, visit: str, signing: Signing) -> Changes:
    """Record a signature, or a refusal with its witness."""
    changes = papers.sign(session, visit, _signer(signing))
    if signing.refused_reason:
        witness = papers.Signer(SignatureRole.WITNESS, signing.witness)
        changes = merged(changes, papers.sign(session, visit, witness))
    return changes


def _signer(signing: Signing) -> papers.Signer:
    return papers.Signer(
        role=SignatureRole(signing.role),
        name=signing.name,
        image=signing.image,
        refused_reason=signing.refused_reason,
        post=signing.post,
        phone=signing.phone,
        certificate=signing.certificate,
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a paper reached the enterprise, as typed."""

    way: str
    to: str = ""
    witness: str = ""
    reason: str = ""


def deliver(session: Session, number: str, delivery: Delivery) -> Changes:
    """Record a delivery now."""
    body = NoticeDelivered(
        number=number,
        way=DeliveryWay(delivery.way),
        at=session.now(),
        to=delivery.to,
        witness=delivery.witness,
        reason=delivery.reason,
    )
    return papers.deliver_notice(session, body)


def keep_sheet(session: Session, state: NoticeState, source: Source) -> Changes:
    """Keep the photo of the signed and sealed sheet with the paper."""
    owner = f"notice:{state.number}"
    _photo, changes = photos.attach_photo(
        session, state.visit, owner, source, role=PhotoRole.SIGNED_SHEET
    )
    return changes


def save_as(path: Path, pdf: bytes) -> Path:
    """Write the stored bytes where the person wants them; raises BadInput where that fails."""
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise BadInput(what=str(path), reason=system_reason(error)) from error
    return path


def save_sealed(session: Session, number: str, path: Path) -> Path:
    """Write an issued paper where the person wants it: its last signed revision where there is
    one; raises BadInput where that fails."""
    return save_as(path, pdf_sealing.sealed_pdf(session, number))


def merged(*changes: Changes) -> Changes:
    """Return changes as one."""
    return Changes(
        frozenset().union(*(one.subjects for one in changes)),
        frozenset().union(*(one.dossiers for one in changes)),
    )
