"""The hazard notice on its way: draft value → signatures → issue → stored bytes → delivery."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.acts import act, subject_of
from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.dossier import Paper, papers_of, signatures_of, visit_of
from inspector_app.domain.fold import Dossier
from inspector_app.domain.notices import (
    EnforcementWord,
    Notice,
    NoticeSignature,
    check_notice,
    notice_hash,
    notice_value,
    paper_number,
    qr_text,
    shown_hash,
    signed_bytes,
)
from inspector_app.domain.papers import (
    DeliveryWay,
    NoticeDelivered,
    NoticeIssued,
    NoticeVoided,
    SignatureGiven,
    SignatureRole,
)
from inspector_app.errors import BadInput, Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.notice_draft import Composed, compose, numbering_name
from inspector_app.operations.session import Changes, Session, UnknownRecord, volume_of
from inspector_app.operations.visits import dossier_of_visit, require_dossier, visit_at
from inspector_app.store.installation import installation_of

BLANK = "____"  # of the finding templates
MAX_SIGNATURE = 2_000_000  # bytes of a drawn signature


class SignatureStale(Problem):
    """The content changed after somebody signed it."""

    code = "OP-07"
    template = N_("{name} signed before the content changed.")
    remedy_template = N_("Show the notice again and let both sides sign what it says now.")


class WorkspaceCopied(Problem):
    """The workspace lives on another installation than the one it was enrolled on."""

    code = "OP-08"
    template = N_("This workspace was copied or restored; it may not issue papers.")
    remedy_template = N_("Your records are safe. Sync: this computer then gets a code of its own.")


class NothingToTell(Problem):
    """A notice without a hazard is no notice."""

    code = "OP-09"
    template = N_("No hazard is recorded in this visit, so there is nothing to notify.")
    remedy_template = N_("Record a hazard first, or end the visit without a notice.")


class BlanksLeft(Problem):
    """A finding still has the blanks of its template: a vague record helps nobody."""

    code = "OP-10"
    template = N_("The finding of hazard {number} still has blanks (____).")
    remedy_template = N_("Fill in or remove the blanks on the visit page; no number was used.")


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A notice as it would be issued now, and warnings about words of enforcement in it."""

    notice: Notice
    draft_sha256: str
    warnings: tuple[EnforcementWord, ...]


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued notice: number, hash of its value, stored PDF and its hash."""

    number: str
    value_sha256: str
    pdf_sha256: str
    pdf: bytes
    changes: Changes


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, and how: a drawn image (PNG), or a refusal with its reason; neither means that
    the sheet is signed by hand."""

    role: SignatureRole
    name: str
    image: bytes = b""
    refused_reason: str = ""
    post: str = ""
    phone: str = ""
    certificate: str = ""


def draft_notice(session: Session, visit: str, language: str = "zh_CN") -> NoticeDraft:
    """Return the notice of a visit as it stands; raises NothingToTell without a hazard."""
    composed = _composed(session, visit, language)
    warnings = check_notice(composed.notice)
    return NoticeDraft(composed.notice, draft_hash(composed.notice), warnings)


def _composed(session: Session, visit: str, language: str) -> Composed:
    composed = compose(session, visit, language)
    if not composed.notice.hazards:
        raise NothingToTell
    return composed


def draft_hash(notice: Notice) -> str:
    """Return the hash that signatures cover: the content without number, day and signatures."""
    bare = msgspec.structs.replace(notice, number="", issued_on="")
    return shown_hash(bare)


def draft_pdf(session: Session, visit: str, language: str = "zh_CN") -> bytes:
    """Return the preview of the notice as PDF; it is marked as not issued."""
    from inspector_app.documents.notice import render_notice

    composed = _composed(session, visit, language)
    return render_notice(composed.notice, composed.images(session))


def sign(session: Session, visit: str, signer: Signer) -> Changes:
    """Record a signature over the notice as it stands, or a refusal; replaces an earlier one of
    the same role and name."""
    if not signer.name.strip():
        raise BadInput(what=_("Name"), reason=_("it is empty"))
    if len(signer.image) > MAX_SIGNATURE:
        raise BadInput(what=_("Signature"), reason=_("the picture is too large"))
    if signer.image and not signer.image.startswith(b"\x89PNG"):
        raise BadInput(what=_("Signature"), reason=_("a PNG picture is expected"))
    draft = draft_notice(session, visit)
    image = session.workspace.blobs.put(signer.image) if signer.image else ""
    body = SignatureGiven(
        visit=visit,
        role=signer.role,
        name=signer.name.strip(),
        post=signer.post,
        phone=signer.phone,
        certificate=signer.certificate,
        image=image,
        image_size=len(signer.image),
        refused_reason=signer.refused_reason.strip(),
        over=draft.draft_sha256,
    )
    key = dossier_of_visit(session, visit)
    volume = volume_of(key, visit_at(session, key, visit).date)
    return session.supersede(volume, subject_of(body, body.name), body)


def issue_notice(session: Session, visit: str, language: str = "zh_CN") -> Issued:
    """Issue the notice of a visit: number, signatures, PDF, stored for good in one step.

    Raises AgencyUnnamed; SignatureStale where the content changed after a signature; GlyphMissing
    and the like where it cannot be printed. Then no number was used.
    """
    from inspector_app.documents.notice import render_notice

    require_own_installation(session)
    key = dossier_of_visit(session, visit)
    composed = _composed(session, visit, language)
    for hazard in composed.notice.hazards:
        if BLANK in hazard.finding:
            raise BlanksLeft(number=hazard.number)
    dossier = require_dossier(session, key)
    signatures = _current(dossier, visit, draft_hash(composed.notice))
    agency, today = numbering_name(session), session.today()
    with session.workspace.transaction() as tx:
        number = paper_number(
            agency,
            today.year,
            session.device,
            tx.next_counter("notice", today.year),
        )
        notice = msgspec.structs.replace(
            composed.notice, number=number, issued_on=today.isoformat(), signatures=signatures
        )
        check_notice(notice)
        qr = _signed_qr(notice, tx.setting("device_key"))
        pdf = render_notice(notice, composed.images(session, signatures), qr=qr)
        body = _keep(session, visit, composed, notice, pdf, qr)
        day = visit_of(dossier, visit).date
        facts = session.append(tx, [act(body, volume_of(key, day))])
    return Issued(number, body.value_sha256, body.pdf, pdf, Changes.of(facts))


def _keep(
    session: Session, visit: str, composed: Composed, notice: Notice, pdf: bytes, qr: str
) -> NoticeIssued:
    value = notice_value(notice)
    return NoticeIssued(
        number=notice.number,
        visit=visit,
        value_sha256=hex_digest(value),
        value=session.workspace.blobs.put(value),
        value_size=len(value),
        pdf=session.workspace.blobs.put(pdf),
        pdf_size=len(pdf),
        issued_at=session.now(),
        hazards=composed.hazards,
        covers=composed.covers,
        qr=qr,
    )


def _signed_qr(notice: Notice, device_key: str) -> str:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(device_key))
    digest = notice_hash(notice)
    return qr_text(notice.number, digest, private.sign(signed_bytes(notice.number, digest)))


def _current(dossier: Dossier, visit: str, content: str) -> tuple[NoticeSignature, ...]:
    """Return the signatures as the paper shows them; raises SignatureStale on an older content."""
    given = [one.body for one in signatures_of(dossier, visit)]
    witness = next((s.name for s in given if s.role is SignatureRole.WITNESS), "")
    for signature in given:
        if signature.over != content:
            raise SignatureStale(name=signature.name)
    return tuple(
        NoticeSignature(
            role=signature.role,
            name=signature.name,
            post=signature.post,
            phone=signature.phone,
            image=signature.image,
            refused=signature.refused_reason,
            witness=witness if signature.refused_reason else "",
        )
        for signature in given
    )


def require_own_installation(session: Session) -> None:
    """Raise WorkspaceCopied where this workspace was enrolled on another installation."""
    with session.workspace.reading() as reader:
        home = reader.setting("installation")
    if home != installation_of(session.data_dir, session.random_bytes):
        raise WorkspaceCopied


def paper_of(session: Session, number: str) -> tuple[str, Paper]:
    """Return (dossier, paper) of a number; raises UnknownRecord where it is not here."""
    with session.workspace.reading() as reader:
        key = reader.dossier_of(f"notice:{number}")
    if key is not None:
        for paper in papers_of(require_dossier(session, key)):
            if paper.body.number == number:
                return key, paper
    raise UnknownRecord(what=_("Notice"), key=number)


def notice_pdf(session: Session, number: str) -> bytes:
    """Return the stored bytes of an issued notice: what was printed, never made anew."""
    _key, paper = paper_of(session, number)
    return session.workspace.blobs.read(paper.body.pdf)


def deliver_notice(session: Session, delivered: NoticeDelivered) -> Changes:
    """Record how a notice reached the enterprise; a refusal names reason and witness."""
    key, paper = paper_of(session, delivered.number)
    if delivered.way is DeliveryWay.REFUSED and not (
        delivered.reason.strip() and delivered.witness.strip()
    ):
        raise BadInput(what=_("Refusal"), reason=_("reason and witness are needed"))
    volume = volume_of(key, str(paper.fact.year))
    return session.write([act(delivered, volume, key=session.new_id())])


def void_notice(session: Session, number: str, reason: str, replaced_by: str = "") -> Changes:
    """Void a notice; its number stays used and the paper stays readable."""
    key, paper = paper_of(session, number)
    if not reason.strip():
        raise BadInput(what=_("Reason"), reason=_("it is empty"))
    body = NoticeVoided(number=number, reason=reason.strip(), replaced_by=replaced_by)
    volume = volume_of(key, str(paper.fact.year))
    return session.write([act(body, volume, key=session.new_id())])
