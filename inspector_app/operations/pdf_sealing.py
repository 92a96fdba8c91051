"""Digital signatures on issued papers: each one more revision of the stored PDF (PAdES B-B)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from inspector_app.documents.pdf_signing import (
    PdfKey,
    SignatureFound,
    Signing,
    make_key,
    sign_pdf,
    signatures_in,
    timestamp_pdf,
    title_in,
)
from inspector_app.domain.acts import act
from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.dossier import papers_of, shown, signatures_of
from inspector_app.domain.dossier_papers import (
    issued_papers_of,
    paper_signatures_of,
    revisions_of,
)
from inspector_app.domain.facts import Fact, FactDamaged
from inspector_app.domain.fold import Dossier
from inspector_app.domain.issued_papers import PdfSealed
from inspector_app.domain.organisation import SettingSet
from inspector_app.domain.papers import SignatureRole
from inspector_app.domain.seals import check_device_key
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.logs import LOGGER
from inspector_app.operations.papers import require_own_installation
from inspector_app.operations.session import Changes, Session, UnknownRecord, volume_of
from inspector_app.operations.visits import require_dossier
from inspector_app.store.transaction import Transaction

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

INSPECTOR, RECEIVER, TIMESTAMP = "Inspector", "Receiver", "Timestamp"
AUTHORITY = "tsa_url"  # an organisation setting
_KEY = "pdf_key"  # settings of the encrypted workspace
OF_THE_ENTERPRISE = (
    "ent_sign",
    "receiver_sign",
    "escort_sign",
    "respondent_sign",
    "receiver",
    "escort",
)


@dataclass(frozen=True, slots=True)
class IssuedPdf:
    """An issued paper's PDF: whose, in which volume's year, who signed by hand on this device."""

    dossier: str
    year: int
    number: str
    pdf: str
    receiver: str


def issued_pdf_of(session: Session, number: str) -> IssuedPdf:
    """Return the issued PDF of a notice or another paper; raises UnknownRecord."""
    with session.workspace.reading() as reader:
        key = reader.dossier_of(f"notice:{number}") or reader.dossier_of(f"paper:{number}")
    if key is None:
        raise UnknownRecord(what=_("Paper"), key=number)
    dossier = require_dossier(session, key)
    for notice in papers_of(dossier):
        if notice.body.number == number:
            who = _receiver_of_visit(dossier, notice.body.visit)
            return IssuedPdf(key, notice.fact.year, number, notice.body.pdf, who)
    for paper in issued_papers_of(dossier):
        if paper.body.number == number:
            who = _receiver_of_paper(dossier, paper.body.paper, paper.body.ref)
            return IssuedPdf(key, paper.fact.year, number, paper.body.pdf, who)
    raise UnknownRecord(what=_("Paper"), key=number)


def _receiver_of_visit(dossier: Dossier, visit: str) -> str:
    drawn = [one.body for one in signatures_of(dossier, visit) if one.body.image]
    roles = (SignatureRole.RECEIVER, SignatureRole.ESCORT)
    return next((one.name for role in roles for one in drawn if one.role is role), "")


def _receiver_of_paper(dossier: Dossier, paper: str, ref: str) -> str:
    drawn = [one.body for one in paper_signatures_of(dossier, paper, ref) if one.body.image]
    return next(
        (one.name for place in OF_THE_ENTERPRISE for one in drawn if one.place == place), ""
    )


def seal_paper(session: Session, number: str) -> Changes:
    """Sign the PDF of an issued paper with this device's key: first for the inspector, then for
    the enterprise's representative where one signed on this device. Again changes nothing.

    Raises UnknownRecord, WorkspaceCopied; the issued bytes stay what was printed.
    """
    require_own_installation(session)
    issued = issued_pdf_of(session, number)
    done = {one.field for one in _revisions(session, issued)}
    wanted = [(INSPECTOR, session.person_name, _("Issued by the inspector"))]
    if issued.receiver:
        wanted.append((RECEIVER, issued.receiver, _("Signed by hand on this device")))
    todo = [one for one in wanted if one[0] not in done]
    if not todo:
        return Changes.of(())
    with session.workspace.transaction() as tx:
        key = _pdf_key(session, tx)
        facts: list[Fact] = []
        for field, name, reason in todo:
            signing = Signing(field, name, reason, session.clock())
            add = partial(sign_pdf, key=key, signing=signing)
            body = _revision(session, issued, signing, add)
            volume = volume_of(issued.dossier, str(issued.year))
            facts += session.append(tx, [act(body, volume, key=session.new_id())])
            issued = _resting_on(issued, body)
    return Changes.of(facts)


def stamp_paper(session: Session, number: str, timestamper: TimeStamper) -> Changes:
    """Put a document timestamp of a TSA over all signatures of a paper (network); once only."""
    issued = issued_pdf_of(session, number)
    revisions = _revisions(session, issued)
    if not revisions or any(one.field == TIMESTAMP for one in revisions):
        return Changes.of(())
    issued = _resting_on(issued, revisions[-1])
    signing = Signing(TIMESTAMP, "", "", session.clock())
    body = _revision(session, issued, signing, lambda pdf: timestamp_pdf(pdf, timestamper))
    volume = volume_of(issued.dossier, str(issued.year))
    return session.write([act(body, volume, key=session.new_id())])


def waiting_for_stamp(session: Session) -> tuple[str, ...]:
    """Return the numbers of papers that this device signed and no authority stamped yet."""
    found = []
    for key, number, pdf, revisions in _all_papers(session):
        fields = {one.field for one in revisions_of(require_dossier(session, key), number, pdf)}
        here = all(session.workspace.blobs.has(one) for one in revisions[-1:])
        if INSPECTOR in fields and TIMESTAMP not in fields and here:
            found.append(number)
    return tuple(found)


def authority_of(session: Session) -> str:
    """Return the address of the time-stamping authority (RFC 3161) that central set; "" where
    there is none."""
    with session.workspace.reading() as reader:
        organisation = reader.dossier(session.organisation)
    found = shown(organisation, f"setting:{AUTHORITY}", SettingSet)
    return found.body.value.strip() if found else ""


def stamp_waiting(session: Session, authority: Callable[[str], TimeStamper]) -> int:
    """Stamp every paper that waits for it where central named an authority (network); return how
    many got one. An authority that fails is asked again after the next sync."""
    address = authority_of(session)
    if not address:
        return 0
    done = 0
    for number in waiting_for_stamp(session):
        try:
            stamp_paper(session, number, authority(address))
        except Problem as problem:
            LOGGER.warning("no timestamp: %s", problem.code)
            break
        done += 1
    return done


def _revision(
    session: Session, issued: IssuedPdf, signing: Signing, add: Callable[[bytes], bytes]
) -> PdfSealed:
    blobs = session.workspace.blobs
    pdf = add(blobs.read(issued.pdf))
    return PdfSealed(
        number=issued.number,
        revision=len(_revisions(session, issued)) + 1,
        of=issued.pdf,
        pdf=blobs.put(pdf),
        pdf_size=len(pdf),
        field=signing.field,
        at=signing.at.isoformat(timespec="seconds"),
        name=signing.name,
    )


def _resting_on(issued: IssuedPdf, body: PdfSealed) -> IssuedPdf:
    return IssuedPdf(issued.dossier, issued.year, issued.number, body.pdf, issued.receiver)


def _revisions(session: Session, issued: IssuedPdf) -> tuple[PdfSealed, ...]:
    dossier = require_dossier(session, issued.dossier)
    return revisions_of(dossier, issued.number, issued.pdf)


def sealed_pdf(session: Session, number: str) -> bytes:
    """Return the last signed revision of a paper that is here, the issued bytes where there is
    none."""
    issued = issued_pdf_of(session, number)
    blobs = session.workspace.blobs
    for one in reversed(_revisions(session, issued)):
        if blobs.has(one.pdf):
            return blobs.read(one.pdf)
    return blobs.read(issued.pdf)


def _pdf_key(session: Session, tx: Transaction) -> PdfKey:
    """Return this device's key for PDF signatures; it is made at the first use, and again where
    the device got a new code."""
    kept = tx.setting(_KEY)
    device, _colon, rest = kept.partition(":")
    if device == session.device and rest:
        private, _colon, certificate = rest.partition(":")
        return PdfKey(bytes.fromhex(private), bytes.fromhex(certificate))
    own = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(tx.setting("device_key")))
    seed, now = session.random_bytes(32), _plain(session.clock())
    made = make_key(session.device, session.person_name, seed, own, now)
    tx.set_setting(_KEY, f"{session.device}:{made.private.hex()}:{made.certificate.hex()}")
    return made


def _plain(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


# --- what a file says

OTHER_BYTES = "other_bytes"  # it bears a number that is known here, on another content
_Known = tuple[str, str, str, tuple[str, ...]]  # dossier, number, issued bytes, revisions


@dataclass(frozen=True, slots=True)
class PdfCheck:
    """What a PDF file is: the paper it belongs to ("" where it is none of this laptop's), whether
    its bytes are those that were issued or a signed revision of them, and its signatures."""

    number: str
    dossier: str
    pdf_sha256: str
    state: str  # "issued", "signed", "altered", OTHER_BYTES or "unknown"
    signatures: tuple[SignatureFound, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing in the file speaks against it."""
        whole = all(one.intact and not one.changed_after for one in self.signatures)
        known = all(one.device_certified is not False for one in self.signatures)
        return self.state in ("issued", "signed") and whole and known


def check_pdf(session: Session, pdf: bytes) -> PdfCheck:
    """Return what a PDF file is and whether its signatures hold; raises PdfUnreadable."""
    signatures = signatures_in(pdf, certified_keys(session))
    digest = hex_digest(pdf)
    papers = _all_papers(session)
    for dossier, number, issued, revisions in papers:
        if digest == issued:
            return PdfCheck(number, dossier, digest, "issued", signatures)
        if digest in revisions:
            return PdfCheck(number, dossier, digest, "signed", signatures)
        if signatures and _begins_with(session, pdf, issued):
            return PdfCheck(number, dossier, digest, "altered", signatures)
    unknown = PdfCheck("", "", digest, "unknown", signatures)
    vouched = any(one.device_certified and one.intact for one in signatures)
    return unknown if vouched else _by_its_title(papers, unknown, title_in(pdf))


def _by_its_title(papers: list[_Known], unknown: PdfCheck, title: str) -> PdfCheck:
    """Return the check of a file that bears a stored paper's number but none of its bytes: a
    number stands for one paper, so the file is not what was issued."""
    for dossier, number, _issued, _revisions in papers:
        if f" {title}".endswith(f" {number}"):
            return replace(unknown, number=number, dossier=dossier, state=OTHER_BYTES)
    return unknown


def certified_keys(session: Session) -> Callable[[str], Ed25519PublicKey | None]:
    """Return how to look up the key of a device that central certified."""
    with session.workspace.reading() as reader:
        central, known = reader.setting("central_key"), dict(reader.device_keys())
        own = (reader.setting("device"), reader.setting("device_key"))

    def key_of(device: str) -> Ed25519PublicKey | None:
        if device == own[0] and own[1]:
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(own[1])).public_key()
        found = known.get(device)
        if found is None:
            return None
        try:
            check_device_key(found, central)
        except FactDamaged:
            return None
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.public_key))

    return key_of


def _all_papers(session: Session) -> list[_Known]:
    with session.workspace.reading() as reader:
        subjects = reader.dossiers_with(("notice:", "paper:"))
        dossiers = [(key, reader.dossier(key)) for key in subjects]
    return [
        (key, number, pdf, tuple(one.pdf for one in revisions_of(found, number, pdf)))
        for key, found in dossiers
        for number, pdf in _issued_in(found)
    ]


def _issued_in(dossier: Dossier) -> list[tuple[str, str]]:
    notices = [(one.body.number, one.body.pdf) for one in papers_of(dossier)]
    return notices + [(one.body.number, one.body.pdf) for one in issued_papers_of(dossier)]


def _begins_with(session: Session, pdf: bytes, issued: str) -> bool:
    blobs = session.workspace.blobs
    return blobs.has(issued) and pdf.startswith(blobs.read(issued))
