"""What the enterprise's phone is shown of an issued paper: the page of a notice, else the PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.domain.dossier import photos_of
from inspector_app.domain.issued_papers import PaperDelivered
from inspector_app.domain.major_notice import parse_major_notice
from inspector_app.domain.notices import Notice, parse_notice
from inspector_app.domain.papers import DeliveryWay, NoticeDelivered
from inspector_app.operations.issuing import deliver_paper, issued_paper
from inspector_app.operations.papers import deliver_notice, paper_of
from inspector_app.operations.pdf_sealing import sealed_pdf
from inspector_app.operations.printed_photos import print_bytes, printed_photos
from inspector_app.operations.session import Changes, Session
from inspector_app.operations.visits import require_dossier

HTML, PDF = "text/html; charset=utf-8", "application/pdf"
MAJOR_NOTICE = "major_notice"


@dataclass(frozen=True, slots=True)
class PhonePaper:
    """What is served: the page or PDF with its media type, and the PDF to keep."""

    number: str
    title: str
    media_type: str
    content: bytes
    pdf: bytes


def phone_paper(session: Session, number: str) -> PhonePaper:
    """Return an issued paper for the enterprise's phone: a notice as a page that needs no reader,
    where all its photos are here as they were printed; everything else as the PDF, its last
    signed revision where there is one. Raises UnknownRecord."""
    pdf = sealed_pdf(session, number)
    found = _notice_of(session, number)
    if found is not None:
        dossier, notice = found
        images = _images(session, dossier, notice)
        if images is not None:
            from inspector_app.documents.phone_page import phone_page

            return PhonePaper(number, number, HTML, phone_page(notice, images), pdf)
    return PhonePaper(number, number, PDF, pdf, pdf)


def _is_notice(session: Session, number: str) -> bool:
    with session.workspace.reading() as reader:
        return reader.dossier_of(f"notice:{number}") is not None


def _notice_of(session: Session, number: str) -> tuple[str, Notice] | None:
    blobs = session.workspace.blobs
    if _is_notice(session, number):
        dossier, notice = paper_of(session, number)
        if blobs.has(notice.body.value):
            return dossier, parse_notice(blobs.read(notice.body.value))
        return None
    dossier, paper = issued_paper(session, number)
    if paper.body.paper == MAJOR_NOTICE and blobs.has(paper.body.value):
        return dossier, parse_major_notice(blobs.read(paper.body.value))
    return None


def _images(session: Session, dossier: str, notice: Notice) -> Mapping[str, bytes] | None:
    """Return the photos of a notice as printed, by the key it names; None where one cannot be
    had: it has not come yet, or its marks were changed since."""
    wanted = {photo.sha256 for hazard in notice.hazards for photo in hazard.photos}
    blobs = session.workspace.blobs
    images = {key: blobs.read(key) for key in wanted if blobs.has(key)}
    missing = wanted - set(images)
    if missing:
        found = require_dossier(session, dossier)
        for printed in printed_photos(session, dossier, found, photos_of(found)):
            if printed.key in missing and blobs.has(printed.photo.sha256):
                images[printed.key] = print_bytes(session, printed)
    return images if wanted <= set(images) else None


def delivered_to_phone(session: Session, number: str, to: str, at: str) -> Changes:
    """Record that a paper reached the enterprise as a file on its phone: whose, and when it was
    fetched."""
    way = DeliveryWay.FILE
    if _is_notice(session, number):
        return deliver_notice(session, NoticeDelivered(number=number, way=way, at=at, to=to))
    return deliver_paper(session, PaperDelivered(number=number, way=way, at=at, to=to))
