"""Digital signatures in PDF files: PAdES baseline B-B (ETSI EN 319 142-1), made without a network.

Every signature is an incremental revision: the bytes before it stay as they were. The certificate
is made by the device itself for its own P-256 key (readers know it; few know Ed25519); an
extension holds the device's Ed25519 signature over that key, so whoever trusts central's
certificate of the device can trust the PDF's.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from inspector_app.errors import Problem
from inspector_app.i18n import N_, _

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

# OID of the extension, under the arc of UUIDs (ITU-T X.667): nobody else can have it.
CERTIFIED_BY_DEVICE = x509.ObjectIdentifier("2.25.211487236421903375214690821736254192077")
YEARS = timedelta(days=3650)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


class PdfUnreadable(Problem):
    """The bytes are no PDF, or one whose structure is broken."""

    code = "PDF-01"
    template = N_("This file cannot be read as a PDF: {reason}.")
    remedy_template = N_("Ask for the file again; nothing was changed.")


@dataclass(frozen=True, slots=True)
class PdfKey:
    """A device's key for PDF signatures and its certificate (DER)."""

    private: bytes  # PKCS #8, DER
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs which field (``Inspector``, ``Receiver`` …), when and why; all of it is signed."""

    field: str
    name: str
    reason: str
    at: datetime


class Covers(StrEnum):
    """How much of the file a signature covers."""

    ALL = "all"  # up to the last byte
    REVISION = "revision"  # all that stood there when it was made; more was added later
    PART = "part"  # less than a whole revision: not to be trusted


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """A signature in a file: who, when, whether the bytes are as signed, and by which device.

    ``device_certified`` is None where no device key was given to compare with."""

    field: str
    name: str
    reason: str
    at: str
    device: str
    intact: bool
    covers: Covers
    changed_after: bool
    timestamp: bool
    device_certified: bool | None


def make_key(
    device: str, owner: str, seed: bytes, device_key: Ed25519PrivateKey, at: datetime
) -> PdfKey:
    """Return a key for PDF signatures with a certificate that the device's own key vouches for;
    ``seed`` are 32 random bytes."""
    secret = int.from_bytes(seed, "big") % (ORDER - 1) + 1
    private = ec.derive_private_key(secret, ec.SECP256R1())
    name = x509.Name(
        (
            x509.NameAttribute(NameOID.COMMON_NAME, (owner or device)[:64]),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, device),
        )
    )
    vouched = device_key.sign(vouched_bytes(device, private.public_key()))
    usage = x509.KeyUsage(True, True, *([False] * 7))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(int.from_bytes(seed[:16], "big") >> 1 | 1)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + YEARS)
        .add_extension(usage, critical=True)
        .add_extension(x509.UnrecognizedExtension(CERTIFIED_BY_DEVICE, vouched), critical=False)
        .sign(private, hashes.SHA256())
    )
    pkcs8 = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return PdfKey(pkcs8, made.public_bytes(Encoding.DER))


def vouched_bytes(device: str, public: ec.EllipticCurvePublicKey) -> bytes:
    """Return what the device's key signs to vouch for a PDF key."""
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"IA-PDF1|" + device.encode() + b"|" + spki


def sign_pdf(pdf: bytes, key: PdfKey, signing: Signing) -> bytes:
    """Return the file with one more signed revision; the given bytes stand unchanged before it.

    Raises PdfUnreadable where the bytes are no PDF.
    """
    from asn1crypto import keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(key.certificate),
        signing_key=keys.PrivateKeyInfo.load(key.private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    meta = signers.PdfSignatureMetadata(
        field_name=signing.field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=signing.name,
        reason=signing.reason,
    )
    made = _timed(signers.PdfSigner)(
        meta, signer=signer, new_field_spec=fields.SigFieldSpec(sig_field_name=signing.field)
    )
    made.moment = signing.at
    return _written(pdf, lambda writer, out: made.sign_pdf(writer, output=out))


def _timed(kind: Any) -> Any:
    """Return the signer with a time that is given, not taken from the machine's clock."""

    class Timed(kind):  # type: ignore[misc]
        moment: datetime

        def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = self.moment
            return session

    return Timed


def timestamp_pdf(pdf: bytes, timestamper: TimeStamper) -> bytes:
    """Return the file with a document timestamp over all revisions (RFC 3161, PAdES)."""
    from pyhanko.sign.signers import PdfTimeStamper

    stamper = PdfTimeStamper(timestamper)
    return _written(pdf, lambda writer, out: stamper.timestamp_pdf(writer, "sha256", output=out))


def _written(pdf: bytes, write: Callable[[Any, io.BytesIO], object]) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError

    out = io.BytesIO()
    try:
        write(IncrementalPdfFileWriter(io.BytesIO(pdf)), out)
    except (PdfError, ValueError) as error:
        raise PdfUnreadable(reason=_why(pdf)) from error
    return out.getvalue()


def signatures_in(
    pdf: bytes, device_keys: Callable[[str], Ed25519PublicKey | None] = lambda _device: None
) -> tuple[SignatureFound, ...]:
    """Return every signature and timestamp of a file in the order they were made.

    ``device_keys`` gives the key of a device that central certified, None where it is unknown.
    Raises PdfUnreadable.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        found = list(reader.embedded_signatures)
        return tuple(_found(one, device_keys) for one in found)
    except (PdfError, ValueError, KeyError, TypeError, IndexError) as error:
        raise PdfUnreadable(reason=_why(pdf)) from error


def _why(pdf: bytes) -> str:
    """Return in words why bytes cannot be read; readers take a head within the first 1,024."""
    if not pdf:
        return _("it is empty")
    if b"%PDF-" not in pdf[:1024]:
        return _("it is of another kind")
    if b"%%EOF" not in pdf[-1024:]:
        return _("its end is missing; it was not copied or downloaded to the end")
    return _("it is damaged, or protected by a password")


def title_in(pdf: bytes) -> str:
    """Return the title that a PDF gives itself, "" where it has none or cannot be read."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        info = PdfFileReader(io.BytesIO(pdf), strict=False).trailer_view["/Info"]
        return str(info.get("/Title", ""))
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return ""


def _found(one: Any, device_keys: Callable[[str], Ed25519PublicKey | None]) -> SignatureFound:
    timestamp = str(one.sig_object_type) == "/DocTimeStamp"
    intact, changed, covers = _integrity(one, timestamp)
    certificate = x509.load_der_x509_certificate(one.signer_cert.dump())
    device = _device_of(certificate)
    public = device_keys(device) if device else None
    entries = one.sig_object
    return SignatureFound(
        field=str(one.field_name),
        name=str(entries.get("/Name", "")),
        reason=str(entries.get("/Reason", "")),
        at=_time_of(one),
        device=device,
        intact=intact,
        covers=covers,
        changed_after=changed,
        timestamp=timestamp,
        device_certified=None if public is None else _vouches(public, device, certificate),
    )


def _integrity(one: Any, timestamp: bool) -> tuple[bool, bool, Covers]:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import (
        validate_pdf_signature,
        validate_pdf_timestamp,
    )
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    # Whether the signer is to be trusted is asked of central's certificate, not of roots here.
    context = ValidationContext(trust_roots=[one.signer_cert], allow_fetching=False)
    check = validate_pdf_timestamp if timestamp else validate_pdf_signature
    state = check(one, context)
    levels = {
        SignatureCoverageLevel.ENTIRE_FILE: Covers.ALL,
        SignatureCoverageLevel.ENTIRE_REVISION: Covers.REVISION,
    }
    # More signatures and timestamps may follow; anything else was changed afterwards.
    more = (ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
    changed = state.modification_level not in (None, ModificationLevel.NONE, *more)
    covers = levels.get(state.coverage, Covers.PART) if state.coverage else Covers.PART
    return state.intact and state.valid, changed, covers


def _time_of(one: Any) -> str:
    stamp = one.self_reported_timestamp
    if stamp is None and getattr(one, "signed_data", None) is not None:
        info = one.signed_data["encap_content_info"]["content"].parsed
        stamp = info["gen_time"].native if info is not None else None
    return stamp.isoformat(timespec="seconds") if stamp is not None else ""


def _device_of(certificate: x509.Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    return str(found[0].value) if found else ""


def _vouches(public: Ed25519PublicKey, device: str, certificate: x509.Certificate) -> bool:
    key = certificate.public_key()
    try:
        extension = certificate.extensions.get_extension_for_oid(CERTIFIED_BY_DEVICE).value
    except x509.ExtensionNotFound:
        return False
    if not isinstance(extension, x509.UnrecognizedExtension):
        return False
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    try:
        public.verify(extension.value, vouched_bytes(device, key))
    except InvalidSignature:
        return False
    return True
