"""What every service paper is made of: who is insured, by what policy, who served, who signed.

A service paper is a frozen value that says all that is printed and nothing that is not. Fields of
papers that a record form fills bear the form's own field names (``forms/records``), so the answers
of the form fill the paper (``fill_paper``). Choices stand as they are printed, decimals as text,
days as ``YYYY-MM-DD`` where they are known; a text that is no day is printed as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from inspector_app.domain.canonical import canonical_bytes, hex_digest
from inspector_app.domain.notices import LANGUAGES, EnforcementWord, enforcement_words
from inspector_app.errors import Problem
from inspector_app.i18n import N_

MOST_ROWS = 2000


class PaperInvalid(Problem):
    """A value cannot become a service paper; the paper was not made."""

    code = "SERVICE-01"
    template = N_("The paper cannot be made: {reason}.")
    remedy_template = N_("Complete the record and make the paper again; nothing was issued.")


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the parts of a paper: frozen and closed, fields by name."""


class Insured(Part, frozen=True):
    """The insured enterprise, with the field names of the record forms."""

    ent_name: str = ""
    ent_uscc: str = ""
    ent_no_uscc_reason: str = ""
    ent_address: str = ""
    ent_region: str = ""
    ent_industry: str = ""
    ent_principal: str = ""
    ent_contact: str = ""
    ent_phone: str = ""


class Cover(Part, frozen=True):
    """The policy under which the service is given, with the field names of the record forms."""

    policy_no: str = ""
    insurer: str = ""
    policy_start: str = ""
    policy_end: str = ""
    plan_item: str = ""


class ServiceStaff(Part, frozen=True):
    """A person of the service side with the kind, number and last day of the certificate."""

    name: str = ""
    employer: str = ""
    cert_type: str = ""
    cert_no: str = ""
    cert_expire: str = ""


class PaperPhoto(Part, frozen=True):
    """A photo on a paper: SHA-256 of the stored bytes, caption, time taken as text."""

    sha256: str
    caption: str = ""
    taken: str = ""


class PaperSignature(Part, frozen=True):
    """A signature or a refusal in the place called ``role`` (``ent_sign``, ``staff_sign`` …).

    ``image`` is the SHA-256 of the drawn signature; without it the place is left for a pen.
    """

    role: str
    name: str = ""
    post: str = ""
    phone: str = ""
    certificate: str = ""
    image: str = ""
    signed_on: str = ""
    refused: str = ""
    witness: str = ""


class RecordField(Part, frozen=True):
    """A label and its text."""

    label: str
    text: str = ""


class RecordTable(Part, frozen=True, kw_only=True):
    """A table: its heads and its rows, all of one length."""

    title: str = ""
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


class RecordGroup(Part, frozen=True):
    """A group of a record: fields in two columns, then its tables and photos."""

    title: str
    fields: tuple[RecordField, ...] = ()
    tables: tuple[RecordTable, ...] = ()
    photos: tuple[PaperPhoto, ...] = ()


class ServicePaper(Part, frozen=True, tag_field="paper"):
    """Base of all service papers: who is insured under what policy, signatures, copies."""

    insured: Insured = Insured()
    cover: Cover = Cover()
    agency: str = ""
    signatures: tuple[PaperSignature, ...] = ()
    photos: tuple[PaperPhoto, ...] = ()
    copies: tuple[str, ...] = ()
    language: str = "zh_CN"

    def number(self) -> str:
        """Return the number printed after 编号, "" where the paper has none."""
        return ""

    def faults(self) -> Iterator[str]:
        """Yield what keeps this paper from being made; nothing where it is whole."""
        yield from ()


P = TypeVar("P", bound=ServicePaper)


def paper_value(paper: ServicePaper) -> bytes:
    """Return the canonical bytes of the paper; they name the kind of the paper too."""
    return canonical_bytes(msgspec.to_builtins(paper))


def paper_hash(paper: ServicePaper) -> str:
    """Return the SHA-256 of the canonical bytes in hexadecimal."""
    return hex_digest(paper_value(paper))


def shown_paper_hash(paper: ServicePaper) -> str:
    """Return the hash of what was shown before signing: the paper without its signatures."""
    return paper_hash(msgspec.structs.replace(paper, signatures=()))


def parse_paper(value: bytes, kind: type[P]) -> P:
    """Return the paper of these canonical bytes; raises PaperInvalid on anything else."""
    try:
        return msgspec.json.decode(value, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise PaperInvalid(reason=str(error)) from error


def check_paper(paper: ServicePaper) -> tuple[EnforcementWord, ...]:
    """Return warnings about typed words of enforcement; raises PaperInvalid on a bad value."""
    if paper.language not in LANGUAGES:
        raise PaperInvalid(reason=f"language {paper.language[:20]}")
    for reason in paper.faults():
        raise PaperInvalid(reason=reason)
    for name, rows in _lists(paper):
        if len(rows) > MOST_ROWS:
            raise PaperInvalid(reason=f"{name} > {MOST_ROWS}")
    for signature in paper.signatures:
        if signature.refused and (signature.image or not signature.witness):
            raise PaperInvalid(reason=f"{signature.role}: refused, image or no witness")
    return tuple(
        EnforcementWord(field, word)
        for field, text in paper_texts(paper)
        if not _is_cited(field)
        for word in enforcement_words(text)
    )


def _is_cited(field: str) -> bool:
    # Names of instruments and quoted clauses are the legislator's words, not the inspector's.
    return any(part in field for part in ("basis", "instrument", "criterion", "standard"))


def _lists(paper: ServicePaper) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for name in paper.__struct_fields__:
        value = getattr(paper, name)
        if isinstance(value, tuple):
            yield name, value


def paper_texts(paper: ServicePaper) -> Iterator[tuple[str, str]]:
    """Yield every text of the paper with its field: ``hazards.3.finding``, ``insured.ent_name``."""
    yield from _texts("", msgspec.to_builtins(paper))


def _texts(field: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(f"{field}.{name}" if field else name, part)
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value, 1):
            yield from _texts(f"{field}.{place}", part)


def fill_paper(kind: type[P], answers: Mapping[str, Any], **more: Any) -> P:
    """Return the paper filled from a form's answers by field name; ``more`` wins.

    An answer is a text, a tuple of texts (choices) or, for a repeat, a tuple of mappings; answers
    that the paper has no field for are left out. Raises PaperInvalid where an answer does not fit.
    """
    try:
        return msgspec.convert(_fitting(kind, answers) | more, kind, strict=False)
    except (msgspec.ValidationError, TypeError) as error:
        raise PaperInvalid(reason=str(error)) from error


def _fitting(kind: type[msgspec.Struct], answers: Mapping[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    fitting: dict[str, Any] = {}
    for name in kind.__struct_fields__:
        part = hints[name]
        if part in (Insured, Cover):
            fitting[name] = _fitting(part, answers)
        elif name in answers:
            fitting[name] = _fit(part, answers[name])
    return fitting


def _fit(kind: Any, answer: Any) -> Any:
    (row, *_rest) = get_args(kind) or (None,)
    if isinstance(row, type) and issubclass(row, msgspec.Struct):
        return [_fitting(row, one) for one in answer]
    if kind is str and isinstance(answer, int | Decimal):
        return str(answer)
    return answer


def amount(text: str) -> Decimal | None:
    """Return a decimal text as a number; None where it is empty or none."""
    try:
        found = Decimal(text.strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def total(texts: Iterator[str] | tuple[str, ...] | list[str]) -> Decimal:
    """Return the sum of the amounts; texts that are no number count nothing."""
    return sum((amount(text) or Decimal(0) for text in texts), Decimal(0))
