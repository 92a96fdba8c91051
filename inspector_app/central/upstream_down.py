"""Down: what the central above publishes and which files it hands over.

Each of its facts is recorded here again by this central, naming the original in ``restates``: so
laptops below need to know one central only, and above the pair counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, select, text

from inspector_app.central.agency import STAFF, Central
from inspector_app.central.erasing import KIND as ERASURE
from inspector_app.central.erasing import remove_erased_blobs
from inspector_app.central.exchange_tables import UPSTREAM_DOSSIER
from inspector_app.central.ledger import append
from inspector_app.central.tables import FACT, VOLUME
from inspector_app.central.uploads import record_blob
from inspector_app.central.upstream_link import Upstream
from inspector_app.domain.facts import (
    START,
    Act,
    Fact,
    FactDamaged,
    Tip,
    Volume,
    first_chain,
    next_chain,
)
from inspector_app.domain.fold import identity_of
from inspector_app.domain.kinds import blobs_of, read_body
from inspector_app.domain.organisation import FactsErased
from inspector_app.domain.seals import check_device_key, check_seal
from inspector_app.protocol import Changed, PullPage, PullRequest, PullVolume, WireKey, from_wire

PUBLISHED = ("form_published", "setting_set", "routing_set")
NOT_TAKEN = ("volume_opened",)
_HANDED = text(
    "INSERT INTO upstream_dossier (dossier) VALUES (:dossier) ON CONFLICT (dossier) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Above:
    """The central above, as far as what it says is checked."""

    organisation: str
    public_key: str


def take_down(central: Central, link: Upstream, above: Above, changed: Iterable[Changed]) -> int:
    """Record again what is new in changed volumes of the central above; return how many facts.

    Raises FactDamaged where a volume does not verify; nothing of it is taken then.
    """
    taken = 0
    for one in changed:
        volume = Volume.parse(one.volume)
        if _is_handed_down(central, above, volume.dossier):
            facts = _whole_volume(central, link, above, volume)
            taken += _record(central, link, above, facts)
    return taken


def _is_handed_down(central: Central, above: Above, dossier: str) -> bool:
    """Tell whether a dossier began above: in our own there is nothing that we do not have."""
    if dossier == above.organisation:
        return True
    with central.database.write() as connection:
        handed = select(UPSTREAM_DOSSIER.c.dossier).where(UPSTREAM_DOSSIER.c.dossier == dossier)
        if connection.execute(handed).first():
            return True
        own = select(VOLUME.c.volume).where(VOLUME.c.dossier == dossier, VOLUME.c.number > 0)
        if connection.execute(own).first():
            return False
        connection.execute(_HANDED, {"dossier": dossier})
    return True


def _whole_volume(central: Central, link: Upstream, above: Above, volume: Volume) -> list[Fact]:
    """Return all facts of a volume, its chain recomputed and foreign facts under their seals."""
    facts: list[Fact] = []
    tips: dict[str, Tip] = {}
    chain, sealed, more = first_chain(volume), dict[str, int](), True
    while more:
        asked = PullVolume(volume=str(volume), after=len(facts), chain=chain if facts else "")
        answer = link.pull(PullRequest(volumes=(asked,)))
        page = answer.pages[0]
        for wire in page.facts:
            fact = from_wire(wire, volume, wire.device, tips.get(wire.device, START))
            tips[wire.device] = Tip(fact.seq, fact.id)
            chain = next_chain(chain, fact.id)
            facts.append(fact)
        if page.state != "ok" or page.chain != chain or (page.more and not page.facts):
            raise FactDamaged(fact=str(volume), reason="the chain is another")
        sealed |= _sealed(page, answer.keys, above)
        more = page.more
    foreign = _foreign(central, facts)
    for fact in foreign:
        if fact.seq > sealed.get(fact.device, 0):
            raise FactDamaged(fact=fact.id, reason="no seal covers it")
    return foreign


def _sealed(page: PullPage, keys: Sequence[WireKey], above: Above) -> dict[str, int]:
    """Return how far each device's facts are proved by a key that the central above certified."""
    reached = {}
    known = {wire.device: wire.key() for wire in keys}
    for wire in page.seals:
        key = known.get(wire.device)
        if key is None:
            continue
        try:
            check_device_key(key, above.public_key)
            check_seal(wire.seal(page.volume), key.public_key)
        except FactDamaged:
            continue  # a device of ours under a code that another has there
        reached[wire.device] = wire.seq
    return reached


def _foreign(central: Central, facts: Sequence[Fact]) -> list[Fact]:
    with central.database.read() as connection:
        own = _known(connection, [fact.id for fact in facts], restated=False)
    return [fact for fact in facts if fact.id not in own]


def _known(connection: Connection, ids: Sequence[str], *, restated: bool) -> dict[str, str]:
    """Return which facts are here, by id or by the id that they restate, with their ids here."""
    column = FACT.c.restates if restated else FACT.c.id
    found: dict[str, str] = {}
    for at in range(0, len(ids), 400):
        query = select(column, FACT.c.id).where(column.in_(ids[at : at + 400]))
        found |= {there: here for there, here in connection.execute(query)}
    return found


def _record(central: Central, link: Upstream, above: Above, facts: Sequence[Fact]) -> int:
    """Record what is new one by one, so that a fact finds the new names of those it replaces."""
    with central.database.read() as connection:
        again = _known(connection, [fact.id for fact in facts], restated=True)
    count = 0
    for fact in _wanted(above, facts):
        if fact.id in again:
            continue
        act = _act(central, above, fact, again)
        if act.dossier == central.organisation.dossier:
            if _says_so_already(central, act):
                continue
            _fetch(central, link, above, fact)
        (made,) = append(central, [act], STAFF)
        again[fact.id] = made.id
        count += 1
    if any(fact.kind == ERASURE for fact in facts):
        remove_erased_blobs(central, {fact.dossier for fact in facts})
    return count


def _wanted(above: Above, facts: Sequence[Fact]) -> Iterator[Fact]:
    for fact in facts:
        if fact.body is None or fact.kind in NOT_TAKEN:
            continue
        if fact.dossier != above.organisation or fact.kind in PUBLISHED:
            yield fact


def _act(central: Central, above: Above, fact: Fact, again: dict[str, str]) -> Act:
    own = fact.dossier == above.organisation
    volume = central.own_volume() if own else fact.volume
    value = fact.value or {}
    body = read_body(fact)
    if isinstance(body, FactsErased):
        with central.database.read() as connection:
            here = _known(connection, body.ids, restated=True)
        value = value | {"ids": sorted({*body.ids, *here.values()})}
    return Act(
        dossier=volume.dossier,
        year=volume.year,
        kind=fact.kind,
        subject=fact.subject,
        body=value,
        supersedes=tuple(again.get(one, one) for one in fact.supersedes),
        v=fact.v,
        restates=identity_of(fact),
    )


def _says_so_already(central: Central, act: Act) -> bool:
    query = select(FACT.c.body).join(VOLUME, VOLUME.c.volume == FACT.c.volume)
    here = (VOLUME.c.dossier == act.dossier, FACT.c.subject == act.subject)
    with central.database.read() as connection:
        bodies = connection.execute(query.where(*here, FACT.c.kind == act.kind)).scalars().all()
    return any(msgspec.json.decode(body) == act.body for body in bodies if body)


def _fetch(central: Central, link: Upstream, above: Above, fact: Fact) -> None:
    """Fetch the files that a published fact names, before it is published here."""
    own = central.organisation
    for digest, _size in blobs_of(fact):
        content = link.fetch_blob(above.organisation, digest)
        if sha256(content).hexdigest() != digest:
            raise FactDamaged(fact=digest, reason="the file that came is another one")
        central.media.store(own.dossier, content)
        record_blob(central, own.dossier, digest, (len(content), own.device))
