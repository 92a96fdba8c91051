"""Verification of a printed sheet by its QR, without a network: is it what was issued here?

The QR says number, hash of the paper's value and a signature by the device that issued it. A sheet
can be copied with its code, so what the records hold under the number is told to be compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from cryptography.exceptions import InvalidSignature

from inspector_app.domain.dossier import Paper, enterprise_of, papers_of
from inspector_app.domain.dossier_papers import IssuedPaper, issued_papers_of
from inspector_app.domain.notices import QrPayload, parse_qr, signed_bytes
from inspector_app.errors import BadInput, Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.pdf_sealing import certified_keys
from inspector_app.operations.session import Session, UnknownRecord
from inspector_app.operations.visits import require_dossier

MOST_PIXELS = 60_000_000
PREFIX = "IA1|"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*", b"BM")
MATCHES, VOIDED, DIFFERENT, FORGED = "matches", "voided", "different", "forged"
ELSEWHERE, UNKNOWN = "elsewhere", "unknown"


class SheetRefuted(Problem):
    """What a sheet's code says is not what was issued under its number, or it was voided."""

    code = "OP-60"
    template = N_("The sheet does not stand for paper {number} as this computer knows it.")
    remedy_template = N_("Do not rely on it: show the stored paper of this number instead.")


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """What the code of a sheet says, and what the records hold under its number.

    ``state``: matches · voided · different (another content has this number) · forged (the code is
    not the one that was printed and no certified device signed it) · elsewhere (a certified device
    signed it, the paper is not on this computer) · unknown. ``device`` is who signed; ``reason``
    why it was voided.
    """

    state: str
    number: str
    value_sha256: str
    device: str = ""
    dossier: str = ""
    enterprise: str = ""
    title: str = ""
    issued_at: str = ""
    hazards: int = 0
    pdf: str = ""
    reason: str = ""

    @property
    def sound(self) -> bool:
        """Whether the sheet is what the records hold, as far as its code tells."""
        return self.state == MATCHES


def check_sheet(session: Session, qr: str) -> SheetCheck:
    """Return what a scanned code is; raises QrInvalid where it is not one of a paper."""
    payload = parse_qr(qr)
    device = _signer(session, payload)
    key = _dossier_of(session, payload.number)
    if key is None:
        state = ELSEWHERE if device else UNKNOWN
        return SheetCheck(state, payload.number, payload.value_hash, device)
    known = list(_issued_as(session, key, payload.number))
    same = [one for one in known if one.body.value_sha256 == payload.value_hash]
    paper = (same or known)[0]
    dossier = require_dossier(session, key)
    body, voided = paper.body, paper.voided
    return SheetCheck(
        state=_state(paper, is_same=bool(same), is_signed=bool(device) or body.qr == qr.strip()),
        number=payload.number,
        value_sha256=payload.value_hash,
        device=device,
        dossier=key,
        enterprise=enterprise_of(key, dossier).name,
        title=getattr(body, "title", ""),
        issued_at=body.issued_at,
        hazards=len(getattr(body, "hazards", ())),
        pdf=body.pdf,
        reason=voided.reason if voided is not None else "",
    )


def _state(paper: Paper | IssuedPaper, *, is_same: bool, is_signed: bool) -> str:
    if not is_same:
        return DIFFERENT
    if not is_signed:
        return FORGED
    return VOIDED if paper.voided is not None else MATCHES


def require_sheet(found: SheetCheck) -> None:
    """Raise SheetRefuted or UnknownRecord where a check speaks against its sheet."""
    if found.state == UNKNOWN:
        raise UnknownRecord(what=_("Paper"), key=found.number)
    if found.state in (VOIDED, DIFFERENT, FORGED):
        raise SheetRefuted(number=found.number)


def is_picture(data: bytes) -> bool:
    """Tell whether a file begins as photos and scans do (JPEG, PNG, WebP, TIFF, BMP)."""
    return data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def code_in(picture: bytes) -> str:
    """Return the paper's code in a photo or scan of a sheet; raises BadInput where none is."""
    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(picture)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadInput(what=_("Picture"), reason=_("the picture is too large"))
            grey = opened.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise BadInput(what=_("Picture"), reason=_("the picture cannot be read")) from error
    found = (one.text for one in zxingcpp.read_barcodes(grey))
    code = next((text for text in found if text.startswith(PREFIX)), "")
    if not code:
        raise BadInput(
            what=_("Picture"), reason=_("no code of a paper is seen; take it closer and straight")
        )
    return code


def _signer(session: Session, payload: QrPayload) -> str:
    """Return the device whose certified key made the signature, "" where there is none."""
    key_of = certified_keys(session)
    signed = signed_bytes(payload.number, payload.value_hash)
    for device in _devices(session):
        key = key_of(device)
        if key is None:
            continue
        try:
            key.verify(payload.signature, signed)
        except InvalidSignature:
            continue
        return device
    return ""


def _devices(session: Session) -> tuple[str, ...]:
    with session.workspace.reading() as reader:
        return tuple(dict.fromkeys((session.device, *reader.device_keys())))


def _dossier_of(session: Session, number: str) -> str | None:
    with session.workspace.reading() as reader:
        return reader.dossier_of(f"notice:{number}") or reader.dossier_of(f"paper:{number}")


def _issued_as(session: Session, key: str, number: str) -> Iterator[Paper | IssuedPaper]:
    dossier = require_dossier(session, key)
    yield from (one for one in papers_of(dossier) if one.body.number == number)
    yield from (one for one in issued_papers_of(dossier) if one.body.number == number)
