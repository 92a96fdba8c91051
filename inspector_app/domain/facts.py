"""Facts: the immutable acts of people that everything else is folded from.

Header and body are hashed apart, so that a body with personal data can be erased while ids and
chains still verify. Shapes are frozen: ids depend on every byte.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

import msgspec

from inspector_app.domain.canonical import canonical_bytes, canonical_texts, hex_digest
from inspector_app.errors import Problem
from inspector_app.i18n import N_

SALT_BYTES = 16
NO_FACT = ""  # the ``prev`` of a device's first fact in a volume


class FactDamaged(Problem):
    """A fact, chain or seal does not verify."""

    code = "FACT-02"
    template = N_("Record {fact} does not verify: {reason}.")
    remedy_template = N_("Do not edit the data by hand; run 'verify' and report what it prints.")


@dataclass(frozen=True, slots=True, order=True)
class Volume:
    """One enterprise's file in one year: the unit of numbering, sync and archive."""

    dossier: str
    year: int

    def __str__(self) -> str:
        return f"{self.dossier}/{self.year}"

    @classmethod
    def parse(cls, text: str) -> Volume:
        """Read ``<dossier>/<year>``; raises FactDamaged where it is not of that form."""
        dossier, _slash, year = text.partition("/")
        if not dossier or not (len(year) == 4 and year.isdigit()):
            raise FactDamaged(fact=text[:60], reason="not a volume")
        return cls(dossier, int(year))


@dataclass(frozen=True)
class Fact:
    """One act. ``body`` is canonical bytes, or None once erased; ``salt`` is 32 hex digits."""

    dossier: str
    year: int
    kind: str
    v: int
    subject: str
    supersedes: tuple[str, ...]
    device: str
    seq: int
    prev: str
    author: str
    recorded_at: str
    salt: str
    body: bytes | None
    body_sha256: str
    restates: str = ""

    @property
    def volume(self) -> Volume:
        return Volume(self.dossier, self.year)

    @cached_property
    def header(self) -> bytes:
        """Canonical header bytes, of which the id is the SHA-256."""
        shown: dict[str, str | int | list[str]] = {
            "author": self.author,
            "body_sha256": self.body_sha256,
            "device": self.device,
            "dossier": self.dossier,
            "kind": self.kind,
            "prev": self.prev,
            "recorded_at": self.recorded_at,
            "seq": self.seq,
            "subject": self.subject,
            "supersedes": list(self.supersedes),
            "v": self.v,
            "year": self.year,
        }
        if self.restates:
            shown["restates"] = self.restates
        return canonical_texts(shown)

    @cached_property
    def id(self) -> str:
        return hex_digest(self.header)

    @cached_property
    def value(self) -> dict[str, Any] | None:
        """The body as plain data, None once erased."""
        if self.body is None:
            return None
        decoded = msgspec.json.decode(self.body)
        return decoded if isinstance(decoded, dict) else {}

    def erased(self) -> Fact:
        """Return the same fact without its body; its id is unchanged."""
        return replace(self, body=None, salt="")


def body_hash(salt: str, body: bytes) -> str:
    """Return the hash of salt and body that the header carries."""
    return sha256(bytes.fromhex(salt) + body).hexdigest()


@dataclass(frozen=True, slots=True)
class Act:
    """What a person did, before a device puts it in its chain."""

    dossier: str
    year: int
    kind: str
    subject: str
    body: dict[str, Any]
    supersedes: tuple[str, ...] = ()
    v: int = 1
    restates: str = ""


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a device's chain in one volume ends: the last sequence number and id."""

    seq: int = 0
    id: str = NO_FACT


START = Tip()


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes on which device."""

    device: str
    person: str


def record(act: Act, author: Author, tip: Tip, recorded_at: str, salt: bytes) -> Fact:
    """Return the fact of this act as the next link of the device's chain."""
    body = canonical_bytes(act.body)
    return Fact(
        dossier=act.dossier,
        year=act.year,
        kind=act.kind,
        v=act.v,
        subject=act.subject,
        supersedes=tuple(sorted(set(act.supersedes))),
        device=author.device,
        seq=tip.seq + 1,
        prev=tip.id,
        author=author.person,
        recorded_at=recorded_at,
        salt=salt.hex(),
        body=body,
        body_sha256=body_hash(salt.hex(), body),
        restates=act.restates,
    )


def check_fact(fact: Fact) -> None:
    """Raise FactDamaged where the body is not the one that the header names."""
    if fact.body is not None and body_hash(fact.salt, fact.body) != fact.body_sha256:
        raise FactDamaged(fact=fact.id, reason="the body is not the one that was recorded")


def check_chain(facts: Iterable[Fact], tip: Tip = START) -> Tip:
    """Follow one device's facts of one volume from ``tip``; return where they end.

    Raises FactDamaged at the first fact that is altered, missing or out of order.
    """
    for fact in facts:
        check_fact(fact)
        if fact.seq != tip.seq + 1 or fact.prev != tip.id:
            raise FactDamaged(fact=fact.id, reason="the device's chain is broken before it")
        tip = Tip(fact.seq, fact.id)
    return tip


def first_chain(volume: Volume) -> str:
    """Return chain₀ of a volume."""
    return hex_digest(str(volume).encode())


def next_chain(chain: str, fact_id: str) -> str:
    """Return chainₙ = SHA-256(chainₙ₋₁ ‖ idₙ)."""
    return sha256(bytes.fromhex(chain) + bytes.fromhex(fact_id)).hexdigest()
