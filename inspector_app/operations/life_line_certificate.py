"""The value of the end-of-day certificate: what this laptop recorded on a day and its proofs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from inspector_app.documents.certificate import (
    Certificate,
    KindCount,
    ProvedVolume,
    UnsafeLine,
    render_certificate,
)
from inspector_app.domain.facts import Fact, Volume
from inspector_app.domain.seals import Receipt
from inspector_app.i18n import _
from inspector_app.operations import record_words
from inspector_app.operations.life_line import Unsafe, safety
from inspector_app.operations.session import SHANGHAI, Session
from inspector_app.store.reading import Reader
from inspector_app.store.rows import Chain, Stage

ACCEPTED = (Stage.ACCEPTED, Stage.SAFE)


def certificate_pdf(session: Session, day: date) -> bytes:
    """Return the certificate of a day as PDF bytes; raises GlyphMissing."""
    return render_certificate(certificate(session, day))


def certificate(session: Session, day: date) -> Certificate:
    """Return what this laptop recorded on a day, how it is proved, and all that is not safe."""
    unsafe = safety(session).unsafe
    with session.workspace.reading() as reader:
        chains = reader.own_chains()
        facts = _facts_of(reader, chains, day)
        volumes = tuple(dict.fromkeys(fact.volume for fact in facts))
        return Certificate(
            agency=_agency(reader),
            inspector=session.person_name,
            devices=_codes(reader, chains, volumes),
            day=day.isoformat(),
            made_at=session.now()[:16].replace("T", " "),
            central=reader.setting("central_url"),
            last_sync=_last_sync(reader),
            counts=_counts(reader, facts),
            volumes=_proved(reader, chains, volumes),
            unsafe=tuple(_line(one) for one in unsafe),
            files_waiting=reader.pending().blobs,
        )


def _facts_of(reader: Reader, chains: Sequence[Chain], day: date) -> tuple[Fact, ...]:
    """Return own facts recorded on a day, each act once."""
    found: dict[str, Fact] = {}
    for chain in chains:
        for fact in reader.chain_facts(chain.volume, chain.device):
            if fact.recorded_at.startswith(day.isoformat()):
                found.setdefault(fact.restates or fact.id, fact)
    return tuple(found.values())


def _codes(reader: Reader, chains: Sequence[Chain], volumes: Sequence[Volume]) -> tuple[str, ...]:
    here = reader.setting("device")
    former = {one.device for one in chains if one.volume in volumes} - {here}
    return (here, *sorted(former))


def _counts(reader: Reader, facts: Sequence[Fact]) -> tuple[KindCount, ...]:
    stages = {one.fact: one.stage for one in reader.life_line(fact.id for fact in facts)}
    recorded = Counter(fact.kind for fact in facts)
    accepted = Counter(fact.kind for fact in facts if stages[fact.id] in ACCEPTED)
    safe = Counter(fact.kind for fact in facts if stages[fact.id] is Stage.SAFE)
    order = list(record_words.KINDS)
    kinds = sorted(recorded, key=lambda k: order.index(k) if k in order else len(order))
    return tuple(
        KindCount(record_words.kind(kind), recorded[kind], accepted[kind], safe[kind])
        for kind in kinds
    )


def _proved(
    reader: Reader, chains: Sequence[Chain], volumes: Sequence[Volume]
) -> tuple[ProvedVolume, ...]:
    best: dict[str, Receipt] = {}
    for made in reader.receipts():
        known = best.get(made.volume)
        if known is None or known.number < made.number:
            best[made.volume] = made
    return tuple(
        _volume(reader, chain, best.get(str(chain.volume)))
        for chain in sorted(chains, key=lambda one: (one.volume, one.device))
        if chain.volume in volumes and not chain.abandoned
    )


def _volume(reader: Reader, chain: Chain, receipt: Receipt | None) -> ProvedVolume:
    row, cursor = reader.enterprise(chain.volume.dossier), reader.cursor(chain.volume)
    return ProvedVolume(
        enterprise=row.name if row else "",
        volume=str(chain.volume),
        device=chain.device,
        seq=chain.seq,
        tip=chain.tip,
        number=cursor.number,
        chain=cursor.chain,
        receipt_number=receipt.number if receipt else 0,
        receipt_chain=receipt.chain if receipt else "",
        receipt_at=_clock(receipt.at) if receipt else "",
        receipt_signature=receipt.signature if receipt else "",
    )


def _line(one: Unsafe) -> UnsafeLine:
    return UnsafeLine(
        enterprise=one.enterprise,
        what=what_words(one),
        since=_clock(one.since),
        why=record_words.reason(one.why, one.files),
    )


def what_words(one: Unsafe) -> str:
    """Return what is not safe, in words: the kind with its number, or the one thing by name."""
    kind = record_words.kind(one.kind)
    if one.about:
        return _("{kind}: {about}").format(kind=kind, about=one.about)
    return _("{kind} ({count})").format(kind=kind, count=one.count)


def _agency(reader: Reader) -> str:
    return reader.setting("central_name")


def _last_sync(reader: Reader) -> str:
    kept = reader.setting("last_sync")
    at = str(json.loads(kept).get("at", "")) if kept else ""
    return _clock(at) if at else _("none yet")


def _clock(moment: str) -> str:
    """Return day and minute of an ISO moment as China's clocks show it."""
    at = datetime.fromisoformat(moment)
    return (at.astimezone(SHANGHAI) if at.tzinfo else at).strftime("%Y-%m-%d %H:%M")
