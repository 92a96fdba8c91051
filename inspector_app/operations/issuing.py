"""Every paper but the hazard notice on its way: draft → signatures → issue → stored bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.acts import act, subject_of
from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.dossier_papers import (
    IssuedPaper,
    issued_papers_of,
    paper_signatures_of,
)
from inspector_app.domain.issued_papers import (
    PaperDelivered,
    PaperIssued,
    PaperKind,
    PaperSigned,
    PaperVoided,
)
from inspector_app.domain.notices import (
    EnforcementWord,
    Notice,
    NoticeSignature,
    check_notice,
    paper_number,
    qr_text,
    signed_bytes,
)
from inspector_app.domain.papers import DeliveryWay, SignatureRole
from inspector_app.domain.service_papers import PaperSignature, check_paper
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.notice_draft import numbering_name
from inspector_app.operations.paper_orders import (
    ComposedPaper,
    PaperOrder,
    Value,
    blobs_named,
    compose_paper,
    draft_hash_of,
    value_bytes,
)
from inspector_app.operations.papers import (
    BLANK,
    MAX_SIGNATURE,
    BlanksLeft,
    SignatureStale,
    require_own_installation,
)
from inspector_app.operations.printed_photos import PrintedPhoto, print_all
from inspector_app.operations.session import Changes, Session, UnknownRecord, volume_of
from inspector_app.operations.visits import require_dossier
from inspector_app.store.transaction import Transaction

NOTICE_PLACES = {role.value: role for role in SignatureRole}
BY_ALL_STAFF = ("staff_sign", "rechecker_sign")  # places where everybody who served signs


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A paper as it would be issued now, and warnings about words of enforcement in it."""

    order: PaperOrder
    value: Value
    title: str
    draft_sha256: str
    warnings: tuple[EnforcementWord, ...]
    signatures: tuple[PaperSigned, ...]
    printed: tuple[PrintedPhoto, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperSigner:
    """Who signs in which place: a drawn image (PNG), or a refusal with reason and witness; neither
    means that the sheet is signed by hand."""

    place: str
    name: str
    image: bytes = b""
    refused_reason: str = ""
    witness: str = ""
    post: str = ""
    phone: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class PaperMade:
    """An issued paper: number, hash of its value, stored PDF and its hash."""

    number: str
    value_sha256: str
    pdf_sha256: str
    pdf: bytes
    changes: Changes


def draft_paper(session: Session, order: PaperOrder) -> PaperDraft:
    """Return a paper as it stands; raises BadInput or PaperInvalid where it cannot be made."""
    composed = compose_paper(session, order)
    content = draft_hash_of(order.kind, composed.value)
    signed = _signed(session, order)
    shown = _with_signatures(composed.value, signed)
    warnings = check_value(shown)
    return PaperDraft(order, shown, composed.title, content, warnings, signed, composed.printed)


def paper_preview(session: Session, order: PaperOrder) -> bytes:
    """Return the draft as PDF; it bears no number."""
    draft = draft_paper(session, order)
    return render(draft.value, images_of(session, draft.value, draft.printed))


def sign_paper(session: Session, order: PaperOrder, signer: PaperSigner) -> Changes:
    """Record a signature over the paper as it stands, or a refusal; replaces an earlier one in
    the same place. Raises BadInput where name, picture or witness will not do."""
    _check_signer(signer)
    composed = compose_paper(session, order)
    image = session.workspace.blobs.put(signer.image) if signer.image else ""
    body = PaperSigned(
        paper=order.paper,
        ref=order.ref,
        place=_place(session, order, signer),
        name=signer.name.strip(),
        over=draft_hash_of(order.kind, composed.value),
        signed_on=session.today().isoformat(),
        post=signer.post,
        phone=signer.phone,
        certificate=signer.certificate,
        image=image,
        image_size=len(signer.image),
        refused_reason=signer.refused_reason.strip(),
        witness=signer.witness.strip(),
    )
    volume = volume_of(order.dossier, composed.day)
    return session.supersede(volume, subject_of(body), body)


def _place(session: Session, order: PaperOrder, signer: PaperSigner) -> str:
    """Return the place a signature takes: the second of the staff gets a place of its own."""
    role, name = signer.place, signer.name.strip()
    if role not in BY_ALL_STAFF:
        return role
    taken = {one.place: one.name for one in _signed(session, order) if role_of(one.place) == role}
    mine = next((place for place, known in taken.items() if known == name), "")
    names = (role, *(f"{role}_{number}" for number in range(2, len(taken) + 2)))
    return mine or next(place for place in names if place not in taken)


def role_of(place: str) -> str:
    """Return the place as the paper names it: ``staff_sign`` for ``staff_sign_2``."""
    return next((role for role in BY_ALL_STAFF if place.startswith(f"{role}_")), place)


def _check_signer(signer: PaperSigner) -> None:
    if not signer.name.strip():
        raise BadInput(what=_("Name"), reason=_("it is empty"))
    if not signer.place.isidentifier():
        raise BadInput(what=_("Place"), reason=_("the paper has no such place"))
    if len(signer.image) > MAX_SIGNATURE:
        raise BadInput(what=_("Signature"), reason=_("the picture is too large"))
    if signer.image and not signer.image.startswith(b"\x89PNG"):
        raise BadInput(what=_("Signature"), reason=_("a PNG picture is expected"))
    if signer.refused_reason and not signer.witness.strip():
        raise BadInput(what=_("Refusal"), reason=_("reason and witness are needed"))


def issue_paper(session: Session, order: PaperOrder) -> PaperMade:
    """Issue a paper: number, signatures, PDF, stored for good in one step.

    Raises AgencyUnnamed, PaperInvalid, GlyphMissing and SignatureStale where the content changed
    after a signature, and the like where it cannot be printed. Then no number was used.
    """
    require_own_installation(session)
    composed = compose_paper(session, order)
    signed = _signed(session, order)
    content = draft_hash_of(order.kind, composed.value)
    for one in signed:
        if one.over != content:
            raise SignatureStale(name=one.name)
    _require_no_blanks(composed.value)
    with session.workspace.transaction() as tx:
        number = _next_number(session, tx, order.kind)
        value = _with_signatures(_numbered(session, order.kind, composed, number), signed)
        check_value(value)
        qr = _signed_qr(number, value, tx.setting("device_key"))
        images = images_of(session, value, composed.printed)
        printed = _Printed(number, value, render(value, images, qr), qr)
        body = _kept(session, order, composed, printed)
        facts = session.append(tx, [act(body, volume_of(order.dossier, composed.day))])
    return PaperMade(number, body.value_sha256, body.pdf, printed.pdf, Changes.of(facts))


def _require_no_blanks(value: Value) -> None:
    """Raise BlanksLeft where a finding still has the blanks of its template."""
    told = (*getattr(value, "hazards", ()), *getattr(value, "items", ()))
    for hazard in told:
        if BLANK in getattr(hazard, "finding", ""):
            raise BlanksLeft(number=hazard.number)


def _next_number(session: Session, tx: Transaction, kind: PaperKind) -> str:
    agency, year = numbering_name(session), session.today().year
    counter = tx.next_counter(kind.paper, year)
    return paper_number(agency, year, session.device, counter, mark=kind.mark)


def _numbered(session: Session, kind: PaperKind, composed: ComposedPaper, number: str) -> Value:
    given = {kind.number_field: number}
    if kind.day_field:
        given[kind.day_field] = session.today().isoformat()
    return msgspec.structs.replace(composed.value, **given)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A paper with its number, signatures and QR, and how it prints."""

    number: str
    value: Value
    pdf: bytes
    qr: str


def _kept(
    session: Session, order: PaperOrder, composed: ComposedPaper, printed: _Printed
) -> PaperIssued:
    stored = value_bytes(printed.value)
    return PaperIssued(
        number=printed.number,
        paper=order.paper,
        ref=order.ref,
        title=composed.title,
        value_sha256=hex_digest(stored),
        value=session.workspace.blobs.put(stored),
        value_size=len(stored),
        pdf=session.workspace.blobs.put(printed.pdf),
        pdf_size=len(printed.pdf),
        issued_at=session.now(),
        visit=composed.visit,
        covers=composed.covers,
        qr=printed.qr,
    )


def _signed_qr(number: str, value: Value, device_key: str) -> str:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(device_key))
    digest = hex_digest(value_bytes(value))
    return qr_text(number, digest, private.sign(signed_bytes(number, digest)))


def _signed(session: Session, order: PaperOrder) -> tuple[PaperSigned, ...]:
    dossier = require_dossier(session, order.dossier)
    found = paper_signatures_of(dossier, order.paper, order.ref)
    return tuple(one.body for one in found)


def _with_signatures(value: Value, signed: tuple[PaperSigned, ...]) -> Value:
    if isinstance(value, Notice):
        given: tuple[object, ...] = tuple(
            _notice_signature(one) for one in signed if one.place in NOTICE_PLACES
        )
    else:
        added = tuple(_signature(one) for one in signed)
        again = {one.role for one in added}
        drawn = (one for one in value.signatures if one.role not in again)  # in a record's form
        given = (*drawn, *added)
    return msgspec.structs.replace(value, signatures=given)


def _signature(one: PaperSigned) -> PaperSignature:
    return PaperSignature(
        role=role_of(one.place),
        name=one.name,
        post=one.post,
        phone=one.phone,
        certificate=one.certificate,
        image=one.image,
        signed_on=one.signed_on,
        refused=one.refused_reason,
        witness=one.witness,
    )


def _notice_signature(one: PaperSigned) -> NoticeSignature:
    return NoticeSignature(
        role=NOTICE_PLACES[one.place],
        name=one.name,
        post=one.post,
        phone=one.phone,
        image=one.image,
        refused=one.refused_reason,
        witness=one.witness if one.refused_reason else "",
    )


def check_value(value: Value) -> tuple[EnforcementWord, ...]:
    """Return warnings about words of enforcement; raises NoticeInvalid or PaperInvalid."""
    return check_notice(value) if isinstance(value, Notice) else check_paper(value)


def places_of(value: Value) -> tuple[tuple[str, str], ...]:
    """Return (place, label) of every place where a paper is signed, each once, as printed from
    left to right; of a notice the role in place of the label."""
    from inspector_app.documents.outline import Signing
    from inspector_app.documents.service_paper import outline_of

    if isinstance(value, Notice):
        return tuple((role, role) for role in NOTICE_PLACES)
    parts = [part for part in outline_of(value).parts if isinstance(part, Signing)]
    places = (place for part in parts for side in (part.left, part.right) for place in side.places)
    return tuple({place.role: place.label for place in places if place.role}.items())


def render(value: Value, images: Mapping[str, bytes], qr: str = "") -> bytes:
    """Return the PDF of any paper's value."""
    from inspector_app.documents.notice import render_notice
    from inspector_app.documents.service_paper import render_service_paper

    if isinstance(value, Notice):
        return render_notice(value, images, qr=qr)
    return render_service_paper(value, images, qr=qr)


def images_of(
    session: Session, value: Value, printed: Iterable[PrintedPhoto] = ()
) -> dict[str, bytes]:
    """Return the bytes of the photos and drawn signatures a value shows, by hash; those of
    ``printed`` with their marks and stamps.

    Raises UnknownRecord where a photo has not come to this laptop yet."""
    copies = {one.key: one for one in printed}
    blobs = session.workspace.blobs
    names = blobs_named(value)
    for name in names:
        stored = copies[name].photo.sha256 if name in copies else name
        if not blobs.has(stored):
            raise UnknownRecord(what=_("Photo"), key=stored[:12])
    made = print_all(session, (copies[name] for name in names if name in copies))
    return {name: made[name] if name in made else blobs.read(name) for name in names}


# --- issued papers


def issued_paper(session: Session, number: str) -> tuple[str, IssuedPaper]:
    """Return (dossier, paper) of a number; raises UnknownRecord where it is not here."""
    with session.workspace.reading() as reader:
        key = reader.dossier_of(f"paper:{number}")
    if key is not None:
        for paper in issued_papers_of(require_dossier(session, key)):
            if paper.body.number == number:
                return key, paper
    raise UnknownRecord(what=_("Paper"), key=number)


def issued_pdf(session: Session, number: str) -> bytes:
    """Return the stored bytes of an issued paper: what was printed, never made anew."""
    _key, paper = issued_paper(session, number)
    return session.workspace.blobs.read(paper.body.pdf)


def deliver_paper(session: Session, delivered: PaperDelivered) -> Changes:
    """Record how a paper reached whom it is for; a refusal names reason and witness."""
    key, paper = issued_paper(session, delivered.number)
    if delivered.way is DeliveryWay.REFUSED and not (
        delivered.reason.strip() and delivered.witness.strip()
    ):
        raise BadInput(what=_("Refusal"), reason=_("reason and witness are needed"))
    volume = volume_of(key, str(paper.fact.year))
    return session.write([act(delivered, volume, key=session.new_id())])


def void_paper(session: Session, number: str, reason: str, replaced_by: str = "") -> Changes:
    """Void a paper; its number stays used and the paper stays readable."""
    key, paper = issued_paper(session, number)
    if not reason.strip():
        raise BadInput(what=_("Reason"), reason=_("it is empty"))
    body = PaperVoided(number=number, reason=reason.strip(), replaced_by=replaced_by)
    volume = volume_of(key, str(paper.fact.year))
    return session.write([act(body, volume, key=session.new_id())])
