"""Which papers can be made of what is recorded, and the value of each as it stands now.

Every kind of paper has a composer: it reads the dossier and says the paper's value, the day it is
about (which decides on the volume), and the facts it covers. ``composer`` registers one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

import msgspec

from inspector_app.domain.canonical import canonical_bytes, hex_digest
from inspector_app.domain.issued_papers import PAPER_KINDS, PaperKind
from inspector_app.domain.notices import Notice, NoticePhoto, NoticeSignature
from inspector_app.domain.service_arranged import Attendee
from inspector_app.domain.service_papers import PaperPhoto, PaperSignature, ServicePaper
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.printed_photos import PrintedPhoto
from inspector_app.operations.session import Session

Value = ServicePaper | Notice
COMPOSERS = (
    "inspector_app.operations.compose_archive_index",
    "inspector_app.operations.compose_hazard_papers",
    "inspector_app.operations.compose_reinspection",
    "inspector_app.operations.compose_record_papers",
    "inspector_app.operations.compose_service_papers",
    "inspector_app.operations.compose_service_report",
    "inspector_app.operations.compose_yearly_papers",
)


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """The paper wanted: its kind, whose, and ``ref`` (a visit, a record, a notice's number or a
    year, as ``PAPER_KINDS`` says); ``variant`` ``grey`` for portable printers."""

    paper: str
    dossier: str
    ref: str
    language: str = "zh_CN"
    variant: str = "full"

    @property
    def kind(self) -> PaperKind:
        """The row of the table; raises BadInput for a paper nobody knows."""
        if self.paper not in PAPER_KINDS:
            raise BadInput(what=self.paper[:40], reason=_("there is no such paper"))
        return PAPER_KINDS[self.paper]


@dataclass(frozen=True, slots=True)
class ComposedPaper:
    """A paper's value without number, day of issue and signatures; ``day`` is what it is about
    (ISO), ``covers`` the ids of the facts it shows, ``title`` how lists call it, ``printed`` the
    photos of which it may show copies with marks and stamps."""

    value: Value
    day: str
    title: str
    covers: tuple[str, ...] = ()
    visit: str = ""
    printed: tuple[PrintedPhoto, ...] = ()


Composer = Callable[[Session, PaperOrder], ComposedPaper]
_COMPOSERS: dict[str, Composer] = {}


def composer(paper: str) -> Callable[[Composer], Composer]:
    """Register the composer of a kind of paper."""

    def register(compose: Composer) -> Composer:
        _COMPOSERS[paper] = compose
        return compose

    return register


def compose_paper(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return a paper as it would be issued now; raises BadInput where it cannot be made."""
    for name in COMPOSERS:
        import_module(name)
    kind = order.kind
    compose = _COMPOSERS.get(kind.paper)
    if compose is None:
        raise BadInput(what=kind.paper, reason=_("there is no such paper"))
    return compose(session, order)


def known_papers() -> tuple[str, ...]:
    """Return the kinds of paper that have a composer."""
    for name in COMPOSERS:
        import_module(name)
    return tuple(sorted(_COMPOSERS))


def value_bytes(value: Value) -> bytes:
    """Return the canonical bytes of a paper's value."""
    return canonical_bytes(msgspec.to_builtins(value))


def draft_hash_of(kind: PaperKind, value: Value) -> str:
    """Return the hash that signatures cover: the content without number, day and signatures."""
    bare: dict[str, object] = {kind.number_field: "", "signatures": ()}
    if kind.day_field:
        bare[kind.day_field] = ""
    return hex_digest(value_bytes(msgspec.structs.replace(value, **bare)))


def blobs_named(value: Value) -> tuple[str, ...]:
    """Return the SHA-256 of every photo and drawn signature that a value shows, each once."""
    return tuple(dict.fromkeys(name for name in _named(value) if name))


def _named(value: object) -> Iterator[str]:
    if isinstance(value, PaperPhoto | NoticePhoto):
        yield value.sha256
    elif isinstance(value, PaperSignature | NoticeSignature):
        yield value.image
    elif isinstance(value, Attendee):
        yield value.sign
    elif isinstance(value, msgspec.Struct):
        yield from _all(getattr(value, name) for name in value.__struct_fields__)
    elif isinstance(value, tuple):
        yield from _all(value)


def _all(values: Iterable[object]) -> Iterator[str]:
    for one in values:
        yield from _named(one)
