"""Facts about papers: signatures, issue, delivery, voiding; and about photos."""

from __future__ import annotations

from enum import StrEnum

from inspector_app.domain.body import Body


class SignatureRole(StrEnum):
    """Who signs a paper."""

    INSPECTOR = "inspector"
    ESCORT = "escort"
    RECEIVER = "receiver"
    WITNESS = "witness"


class DeliveryWay(StrEnum):
    """How a notice reached the enterprise."""

    PRINTED = "printed"
    FILE = "file"
    REFUSED = "refused"


class PhotoRole(StrEnum):
    """What a photo shows."""

    EVIDENCE = "evidence"
    BEFORE = "before"
    AFTER = "after"
    GATE = "gate"
    SIGNED_SHEET = "signed_sheet"


class PhotoAttached(Body, frozen=True):
    """A photo: ``sha256`` names the stored (upright, limited) bytes, ``original_sha256`` the
    bytes as they came; ``owner`` is a subject (``hazard:…``, ``answer:…``, ``visit:…``).

    ``longitude`` and ``latitude`` are WGS 84 degrees as decimal text where the camera or the
    laptop knew the place; ``dhash`` is the difference hash of what is seen (64 bits, 16 hex
    digits); ``repeats`` names the earlier photo that shows the same and was kept knowingly;
    ``rank`` is its place where a person put the photos in order, 0 for the order of time."""

    photo: str
    owner: str
    visit: str
    sha256: str
    media_type: str
    size: int
    width: int
    height: int
    original_sha256: str
    role: PhotoRole = PhotoRole.EVIDENCE
    caption: str = ""
    taken_at: str = ""
    thumbnail_sha256: str = ""
    thumbnail_size: int = 0
    longitude: str = ""
    latitude: str = ""
    dhash: str = ""
    repeats: str = ""
    rank: int = 0


class PhotoDetached(Body, frozen=True):
    """The photo no longer belongs to its owner; it stays in the log."""

    photo: str


class SignatureGiven(Body, frozen=True):
    """A signature over the hash of the shown value, or a refusal with its reason."""

    visit: str
    role: SignatureRole
    name: str
    post: str = ""
    phone: str = ""
    certificate: str = ""
    image: str = ""
    image_size: int = 0
    refused_reason: str = ""
    over: str = ""


class NoticeIssued(Body, frozen=True):
    """A hazard notice: its number, the hash of its canonical value and its stored PDF.

    ``covers`` are the ids of the facts whose content the paper shows."""

    number: str
    visit: str
    value_sha256: str
    value: str  # sha256 of the blob that holds the canonical notice value
    value_size: int
    pdf: str
    pdf_size: int
    issued_at: str
    hazards: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    qr: str = ""


class NoticeVoided(Body, frozen=True):
    """The number stays used; ``replaced_by`` is the new paper's number if any; ``issued`` names
    the paper by its ``notice_issued`` fact where two bear the number (重号)."""

    number: str
    reason: str
    replaced_by: str = ""
    issued: str = ""


class NoticeDelivered(Body, frozen=True):
    """How a notice reached the enterprise; ``sheet`` is the photo of the signed, sealed sheet."""

    number: str
    way: DeliveryWay
    at: str
    to: str = ""
    witness: str = ""
    reason: str = ""
    sheet: str = ""
