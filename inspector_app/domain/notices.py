"""The hazard notice (事故隐患告知书) as a value: what it says, its hash, its number, its QR text.

A notice informs and advises. It is a paper of a service agency or an insurer and never one of an
authority, so the program itself adds no word of enforcement; what an inspector typed is warned
about (``warn_of_enforcement``), never changed.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from inspector_app.domain.canonical import canonical_bytes, hex_digest
from inspector_app.domain.hazards import FiveCommitments, Level
from inspector_app.domain.papers import SignatureRole
from inspector_app.errors import Problem
from inspector_app.i18n import N_

LANGUAGES = ("zh_CN", "en")
FULL, GREY = "full", "grey"
VARIANTS = (FULL, GREY)
MOST_HAZARDS, LONGEST_NUMBER = 200, 80
NOTICE_MARK = "告"

# Words of administrative enforcement (行政执法); a service paper has no business with them.
ENFORCEMENT_WORDS = (
    "责令",
    "处罚",
    "罚款",
    "复议",
    "诉讼",
    "强制执行",
    "强制措施",
    "查封",
    "扣押",
    "吊销",
    "暂扣",
    "没收",
    "立案",
    "执法",
)


class NoticeInvalid(Problem):
    """A notice value cannot become a paper: a part is missing or out of its range."""

    code = "NOTICE-01"
    template = N_("The notice cannot be issued: {reason}.")
    remedy_template = N_("Complete the record on the visit page and issue the notice again.")


class QrInvalid(Problem):
    """A scanned text is not the QR text of one of our papers."""

    code = "NOTICE-02"
    template = N_("This code is not the code of a paper of this program: {reason}.")
    remedy_template = N_("Scan the code at the foot of the first page again, or open the PDF file.")


class _Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the parts of a notice: frozen and closed, fields by name."""


class Addressee(_Value, frozen=True):
    """The enterprise that is told (被告知单位)."""

    name: str
    credit_code: str = ""
    address: str = ""
    industry: str = ""
    responsible: str = ""
    phone: str = ""


class NoticeInspector(_Value, frozen=True):
    """A person of the service side with the number of the certificate."""

    name: str
    certificate: str = ""


class NoticeChecklist(_Value, frozen=True):
    """A checklist used on the visit, with its version."""

    title: str
    version: str


class NoticePhoto(_Value, frozen=True):
    """A photo of a hazard, caption, time taken (ISO 8601 text). ``sha256`` is the hash of the
    stored photo where it is printed untouched, else the hash of photo, marks and stamp."""

    sha256: str
    caption: str = ""
    taken: str = ""


class NoticeHazard(_Value, frozen=True):
    """One hazard. ``deadline`` is an ISO date; ``criterion`` is why a major one is major.

    ``verified`` is false where the criterion's text in the library was not checked against the
    official clause; the inspector then confirmed having read that clause.
    """

    number: int
    place: str
    finding: str
    level: Level = Level.GENERAL
    criterion: str = ""
    verified: bool = True
    basis: tuple[str, ...] = ()
    measure: str = ""
    immediate: str = ""
    deadline: str = ""
    responsible: str = ""
    corrected_on_spot: bool = False
    repeated: bool = False
    five: FiveCommitments | None = None
    photos: tuple[NoticePhoto, ...] = ()


class NoticeSignature(_Value, frozen=True):
    """A signature or a refusal. ``image`` is the SHA-256 of the drawn signature (PNG).

    Without image and refusal the place is left empty for signing by hand.
    """

    role: SignatureRole
    name: str
    post: str = ""
    phone: str = ""
    image: str = ""
    signed_on: str = ""
    refused: str = ""
    witness: str = ""


class Notice(_Value, frozen=True):
    """All that the paper says, and nothing that it does not say. Dates are ISO texts."""

    number: str
    agency: str
    addressee: Addressee
    service_date: str
    inspectors: tuple[NoticeInspector, ...]
    hazards: tuple[NoticeHazard, ...]
    place_of_issue: str = ""
    insurer: str = ""
    policy_number: str = ""
    site: str = ""
    service_period: str = ""
    services: tuple[str, ...] = ()
    escort: str = ""
    scope: str = ""
    checklists: tuple[NoticeChecklist, ...] = ()
    instruments: tuple[str, ...] = ()
    signatures: tuple[NoticeSignature, ...] = ()
    issued_on: str = ""
    reply_by: str = ""
    copies: tuple[str, ...] = ()
    language: str = "zh_CN"
    variant: str = FULL

    def own_faults(self) -> Iterator[str]:
        """Yield what is wrong besides what every notice is checked for."""
        yield from ()

    def majors(self) -> tuple[NoticeHazard, ...]:
        """Return the major hazards in the order of their numbers."""
        return self._of(Level.MAJOR)

    def generals(self) -> tuple[NoticeHazard, ...]:
        """Return the general hazards in the order of their numbers."""
        return self._of(Level.GENERAL)

    def _of(self, level: Level) -> tuple[NoticeHazard, ...]:
        chosen = (hazard for hazard in self.hazards if hazard.level == level)
        return tuple(sorted(chosen, key=lambda hazard: hazard.number))


def notice_value(notice: Notice) -> bytes:
    """Return the canonical bytes of the notice, which its hash and its signatures cover."""
    return canonical_bytes(msgspec.to_builtins(notice))


def notice_hash(notice: Notice) -> str:
    """Return the SHA-256 of the canonical bytes in hexadecimal."""
    return hex_digest(notice_value(notice))


def shown_hash(notice: Notice) -> str:
    """Return the hash of what was shown before signing: the notice without its signatures."""
    return notice_hash(msgspec.structs.replace(notice, signatures=()))


def parse_notice(value: bytes) -> Notice:
    """Return the notice of these bytes; raises NoticeInvalid on anything else."""
    try:
        return msgspec.json.decode(value, type=Notice)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise NoticeInvalid(reason=str(error)) from error


def paper_number(
    agency: str, year: int, device_code: str, counter: int, *, mark: str = NOTICE_MARK
) -> str:
    """Return ``{agency}安责告〔2026〕{device code}{counter}号``; the counter has four digits.

    ``mark`` is the one character of the paper (告 notice, 重 notice of major hazards, 报 report, 回
    reply form, 复 re-inspection). Unique without a network because the device code is. Raises
    NoticeInvalid where a part would make the number ambiguous.
    """
    if counter < 1 or not re.fullmatch(r"[A-Z0-9]{0,8}", device_code):
        raise NoticeInvalid(reason=f"{device_code}{counter}")
    if not re.fullmatch(r"[^|〔〕\s]{1,40}", agency):
        raise NoticeInvalid(reason=agency[:40] or "agency")
    return f"{agency}安责{mark}〔{year}〕{device_code}{counter:04d}号"


@dataclass(frozen=True, slots=True)
class QrPayload:
    """What the QR of a paper says: number, SHA-256 of the value (hex), Ed25519 signature."""

    number: str
    value_hash: str
    signature: bytes


def signed_bytes(number: str, value_hash: str) -> bytes:
    """Return the bytes that the signature in the QR covers."""
    return f"IA1|{number}|{_base32(value_hash)}".encode()


def qr_text(number: str, value_hash: str, signature: bytes) -> str:
    """Return ``IA1|number|base32 of the hash|base64url of the signature``, both unpadded."""
    if "|" in number or len(signature) != 64:
        raise NoticeInvalid(reason=number)
    sealed = base64.urlsafe_b64encode(signature).decode().rstrip("=")
    return f"{signed_bytes(number, value_hash).decode()}|{sealed}"


def parse_qr(text: str) -> QrPayload:
    """Return the parts of a scanned QR text; raises QrInvalid where it is not ours."""
    parts = text.strip().split("|")
    if len(parts) != 4 or parts[0] != "IA1" or not parts[1]:
        raise QrInvalid(reason=text[:20])
    try:
        digest = base64.b32decode(parts[2] + "=" * (-len(parts[2]) % 8))
        signature = base64.b64decode(parts[3] + "=" * (-len(parts[3]) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise QrInvalid(reason=str(error)) from error
    if len(digest) != 32 or len(signature) != 64:
        raise QrInvalid(reason=text[:20])
    return QrPayload(parts[1], digest.hex(), signature)


def _base32(value_hash: str) -> str:
    return base64.b32encode(bytes.fromhex(value_hash)).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class EnforcementWord:
    """A word of enforcement in a text that a person typed: where it stands and which it is."""

    field: str
    word: str


def enforcement_words(text: str) -> tuple[str, ...]:
    """Return the words of enforcement that occur in the text."""
    return tuple(word for word in ENFORCEMENT_WORDS if word in text)


def check_notice(notice: Notice) -> tuple[EnforcementWord, ...]:
    """Return warnings about typed words of enforcement; raises NoticeInvalid on a bad value."""
    for reason in _faults(notice):
        raise NoticeInvalid(reason=reason)
    return tuple(
        EnforcementWord(field, word)
        for field, text in texts(notice)
        if not _is_cited(field)
        for word in enforcement_words(text)
    )


def texts(notice: Notice) -> Iterator[tuple[str, str]]:
    """Yield every text of the notice with its field: ``hazards.3.finding``, ``addressee.name``."""
    yield from _texts("", msgspec.to_builtins(notice))


def _texts(field: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(f"{field}.{name}" if field else name, part)
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value, 1):
            yield from _texts(f"{field}.{place}", part)


def _is_cited(field: str) -> bool:
    # Names of instruments and quoted clauses are the legislator's words, not the inspector's.
    return field.startswith("instruments") or ".basis." in field or field.endswith(".criterion")


def _faults(notice: Notice) -> Iterator[str]:
    yield from (
        name
        for name, value in (
            ("agency", notice.agency),
            ("addressee.name", notice.addressee.name),
            ("inspectors", notice.inspectors),
            ("hazards", notice.hazards),
        )
        if not value
    )
    if len(notice.number) > LONGEST_NUMBER:
        yield f"number {notice.number[:LONGEST_NUMBER]}"
    if len(notice.hazards) > MOST_HAZARDS:
        yield f"hazards > {MOST_HAZARDS}"
    numbers = [hazard.number for hazard in notice.hazards]
    if len(set(numbers)) != len(numbers):
        yield "hazards.number"
    if notice.language not in LANGUAGES or notice.variant not in VARIANTS:
        yield f"{notice.language} {notice.variant}"
    yield from _bad_dates(notice)
    yield from notice.own_faults()
    for hazard in notice.hazards:
        yield from _hazard_faults(hazard)
    for signature in notice.signatures:
        yield from _signature_faults(signature)


def _bad_dates(notice: Notice) -> Iterator[str]:
    if not _is_date(notice.service_date):
        yield f"service_date {notice.service_date}"
    for name in ("issued_on", "reply_by"):
        value = getattr(notice, name)
        if value and not _is_date(value):
            yield f"{name} {value}"


def _hazard_faults(hazard: NoticeHazard) -> Iterator[str]:
    if not hazard.finding.strip():
        yield f"hazard {hazard.number} finding"
    if hazard.level == Level.MAJOR and not hazard.criterion.strip():
        yield f"hazard {hazard.number} criterion"
    if hazard.deadline and not _is_date(hazard.deadline):
        yield f"hazard {hazard.number} deadline {hazard.deadline}"


def _signature_faults(signature: NoticeSignature) -> Iterator[str]:
    if signature.refused and not signature.witness:
        yield "signature witness"
    if signature.refused and signature.image:
        yield "signature refused"


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
