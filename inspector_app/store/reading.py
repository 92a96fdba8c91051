"""What can be read of a workspace: one consistent moment for as long as a Reader lives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from types import MappingProxyType

from sqlalchemy import bindparam, func, select

from inspector_app.domain.facts import Fact, Tip, Volume, first_chain
from inspector_app.domain.fold import Dossier
from inspector_app.domain.seals import DeviceKey, Receipt, Seal
from inspector_app.store import (
    blob_queue,
    disagreements,
    lists,
    notes,
    outbox,
    pictures_seen,
    receipts,
    rewinding,
)
from inspector_app.store.folded import Moment
from inspector_app.store.log import (
    FACTS,
    ChainState,
    chain_state,
    fact_of,
    facts_of,
    find_volume,
)
from inspector_app.store.rows import (
    BlobRow,
    Chain,
    ChainEnds,
    Cursor,
    EnterpriseRow,
    HazardRow,
    LifeLine,
    NoticeRow,
    Pending,
    SeenPicture,
    TaskRow,
    VisitRow,
)
from inspector_app.store.statements import Driver, Statement, columns, table_of
from inspector_app.store.tables import (
    ChainTable,
    DossierTable,
    FactTable,
    SubjectTable,
    VolumeTable,
)

_f, _s, _v, _d, _c = (
    columns(t) for t in (FactTable, SubjectTable, VolumeTable, DossierTable, ChainTable)
)
_is_head = _f.head == True  # noqa: E712
_HEADS = Statement(
    FACTS.where(
        _d.key == bindparam("key"),
        _s.dossier == _d.id,
        _s.name == bindparam("about"),
        _is_head,
    ).order_by(_f.id)
)
_DOSSIER = Statement(FACTS.where(_d.key == bindparam("key"), _is_head).order_by(_f.id))
_unknown = (
    select(func.count())
    .select_from(table_of(FactTable))
    .join(table_of(VolumeTable), _v.id == _f.volume)
    .join(table_of(DossierTable), _d.id == _v.dossier)
    .where(_f.known == False)  # noqa: E712
)
_UNKNOWN = Statement(_unknown)
# a statement of its own: with "this dossier or any" SQLite walks through every fact there is
_UNKNOWN_IN = Statement(_unknown.where(_d.key == bindparam("key")))
_WITH = Statement(
    select(_d.key)
    .select_from(table_of(SubjectTable))
    .join(table_of(DossierTable), _d.id == _s.dossier)
    .where(_s.name >= bindparam("low"), _s.name < bindparam("high"))
    .distinct()
    .order_by(_d.key)
)
_of_dossier = FACTS.where(_d.key == bindparam("key"))
_FACTS = Statement(_of_dossier.order_by(_f.n))
_VOLUME_FACTS = Statement(
    _of_dossier.where(_v.year == bindparam("of_year")).order_by(
        _f.number == 0, _f.number, _f.device, _f.seq
    )
)
_FACT = Statement(FACTS.where(_f.id == bindparam("fact")))
_FACT_AT = Statement(
    _of_dossier.where(
        _v.year == bindparam("of_year"),
        _f.device == bindparam("of_device"),
        _f.seq == bindparam("of_seq"),
    ).order_by(_f.number.desc())
)
_HOLDING = Statement(
    select(_d.key)
    .select_from(table_of(SubjectTable))
    .join(table_of(DossierTable), _d.id == _s.dossier)
    .where(_s.name == bindparam("about"))
    .order_by(_s.id)
)
_VOLUMES = Statement(
    select(_d.key, _v.year)
    .select_from(table_of(VolumeTable))
    .join(table_of(DossierTable), _d.id == _v.dossier)
    .order_by(_d.key, _v.year)
)
_DEVICES = Statement(
    select(_c.device, _c.pulled_seq, _c.pulled_tip).where(_c.volume == bindparam("volume"))
)


class Reader:
    """Reads facts, lists, search, settings, drafts and what waits to travel."""

    def __init__(self, db: Driver, moment: Moment | None = None) -> None:
        self._db, self._moment = db, moment

    def heads(self, dossier: str, subject: str) -> tuple[Fact, ...]:
        """Return the heads of one subject by id; empty where nothing is known."""
        return tuple(facts_of(_HEADS.all(self._db, key=dossier, about=subject)))

    def dossier(self, dossier: str) -> Dossier:
        """Return the folded dossier; empty where nothing is known."""
        unknown = _UNKNOWN_IN.number(self._db, key=dossier)
        if self._moment is None:
            return self._fold(dossier, unknown)
        self._moment.settle()
        found = self._moment.get(dossier)
        if found is None:
            found = self._fold(dossier, unknown)
            self._moment.put(dossier, found)
        return found

    def _fold(self, dossier: str, unknown: int) -> Dossier:
        groups: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts_of(_DOSSIER.all(self._db, key=dossier)):
            groups[fact.subject].append(fact)
        heads = {subject: tuple(group) for subject, group in groups.items()}
        return Dossier(MappingProxyType(heads), unknown)

    def facts(self, *, dossier: str = "", volume: Volume | None = None) -> tuple[Fact, ...]:
        """Return all facts of a volume (by central's number, own unnumbered ones last), or of a
        dossier in the order they arrived."""
        if volume is None:
            return tuple(facts_of(_FACTS.all(self._db, key=dossier)))
        rows = _VOLUME_FACTS.all(self._db, key=volume.dossier, of_year=volume.year)
        return tuple(facts_of(rows))

    def fact(self, fact_id: str) -> Fact | None:
        """Return one fact, None where it is not here."""
        row = _FACT.first(self._db, fact=bytes.fromhex(fact_id))
        return fact_of(row) if row else None

    def fact_at(self, volume: Volume, device: str, seq: int) -> Fact | None:
        """Return a device's fact by its place in the chain; where two were met (a fork) the one
        that central numbered."""
        row = _FACT_AT.first(
            self._db,
            key=volume.dossier,
            of_year=volume.year,
            of_device=device,
            of_seq=seq,
        )
        return fact_of(row) if row else None

    def superseded_by(self, fact: Fact) -> tuple[Fact, ...]:
        """Return the facts that this one replaced, as far as they are here."""
        found = (self.fact(earlier) for earlier in fact.supersedes)
        return tuple(one for one in found if one is not None)

    def several_heads(self) -> tuple[tuple[str, str], ...]:
        """Return (dossier, subject) of every subject on which more than one fact stands."""
        return disagreements.several_heads(self._db)

    def dossier_of(self, subject: str) -> str | None:
        """Return the dossier that holds a subject, None where no fact is about it."""
        row = _HOLDING.first(self._db, about=subject)
        return str(row[0]) if row else None

    def dossiers_with(self, prefixes: Iterable[str]) -> tuple[str, ...]:
        """Return the dossiers that hold a subject beginning with one of these (``notice:``)."""
        found = (
            str(row[0])
            for prefix in prefixes
            for row in _WITH.all(self._db, low=prefix, high=prefix + "\U0010ffff")
        )
        return tuple(dict.fromkeys(found))

    def unknown_facts(self) -> int:
        """Return how many facts need a newer version of the program."""
        return _UNKNOWN.number(self._db)

    def volumes(self) -> tuple[Volume, ...]:
        """Return every volume of which something is here."""
        return tuple(Volume(key, year) for key, year in _VOLUMES.all(self._db))

    def tip(self, volume: Volume, device: str) -> Tip:
        """Return where a device's chain ends on this laptop."""
        state = find_volume(self._db, volume)
        return chain_state(self._db, state.row, device).here if state else Tip()

    def pulled_tips(self, volume: Volume) -> dict[str, Tip]:
        """Return where each device's chain ends at the cursor: what the next page goes on from.

        A laptop's own facts that central has not numbered yet are not counted.
        """
        state = find_volume(self._db, volume)
        rows = _DEVICES.all(self._db, volume=state.row) if state else ()
        return {device: Tip(seq, tip.hex()) for device, seq, tip in rows}

    def cursor(self, volume: Volume) -> Cursor:
        """Return central's number up to which a volume was pulled, and our own chain there."""
        state = find_volume(self._db, volume)
        if state is None:
            return Cursor(0, first_chain(volume))
        return Cursor(state.number, state.chain.hex())

    def chain_ends(self, volume: Volume, device: str) -> ChainEnds:
        """Return how far a device's chain goes here, at the cursor, and as acknowledged."""
        state = find_volume(self._db, volume)
        chain = chain_state(self._db, state.row, device) if state else ChainState()
        return ChainEnds(chain.here.seq, chain.pulled.seq, chain.acked, chain.own)

    def unsent(self) -> tuple[tuple[Volume, tuple[Fact, ...]], ...]:
        """Return own facts beyond what central acknowledged, one device's chain at a time;
        volumes with reports of major hazards first."""
        return outbox.unsent(self._db)

    def urgent(self) -> tuple[tuple[Volume, tuple[Fact, ...]], ...]:
        """Return of the own facts that central lacks those that go before everything: chains up
        to their last report or record of a major hazard."""
        return outbox.urgent(self._db)

    def has_major_blobs(self) -> bool:
        """Tell whether photos of a major hazard wait to be sent."""
        return outbox.has_major_blobs(self._db)

    def chain_facts(self, volume: Volume, device: str, *, after: int = 0) -> tuple[Fact, ...]:
        """Return a device's facts in a volume after a sequence number, in order."""
        return outbox.chain_facts(self._db, volume, device, after=after)

    def leftovers(self, volume: Volume, device: str) -> tuple[Fact, ...]:
        """Return a former device code's own facts that central does not hold under any code, in
        order: those that are to be recorded again."""
        return rewinding.leftovers(self._db, volume, device)

    def own_chains(self) -> tuple[Chain, ...]:
        """Return every chain this laptop ever wrote, under any device code."""
        return outbox.own_chains(self._db)

    def strays(self) -> dict[str, int]:
        """Return by dossier how many facts of other devices central has not numbered."""
        return rewinding.strays(self._db)

    def is_contradicted(self, volume: Volume) -> bool:
        """Tell whether central holds another fact in place of one of a colleague's that is here."""
        return rewinding.is_contradicted(self._db, volume)

    def beyond_backup(self) -> bool:
        """Tell whether the log goes on behind what the last verified backup holds."""
        return outbox.beyond_backup(self._db)

    def pending(self) -> Pending:
        """Return how much central has not confirmed."""
        return outbox.pending(self._db)

    def life_line(self, facts: Iterable[str]) -> tuple[LifeLine, ...]:
        """Return where each of these facts stands; those not here are left out."""
        found = (outbox.life_line(self._db, fact) for fact in facts)
        return tuple(one for one in found if one is not None)

    def blobs_to_send(self) -> tuple[BlobRow, ...]:
        """Return blobs that central lacks, in the order they are to travel."""
        return blob_queue.waiting(self._db, outgoing=True)

    def blobs_to_fetch(self) -> tuple[BlobRow, ...]:
        """Return blobs that this laptop lacks, in the order they are to travel."""
        return blob_queue.waiting(self._db, outgoing=False)

    def stored_blobs(self) -> tuple[str, ...]:
        """Return the hashes of the blobs that are to be on this laptop, each once."""
        return blob_queue.stored(self._db)

    def seals(self, volume: Volume) -> tuple[Seal, ...]:
        """Return the last seal of each device in a volume."""
        return receipts.seals_of(self._db, volume)

    def seals_up_to(self, last: Seal) -> tuple[Seal, ...]:
        """Return the seals kept of a device's chain up to this one, in order, it included."""
        return receipts.seals_up_to(self._db, last)

    def device_keys(self) -> dict[str, DeviceKey]:
        """Return the certified public keys by device code."""
        return receipts.device_keys(self._db)

    def receipts(self) -> tuple[Receipt, ...]:
        """Return central's receipts."""
        return receipts.all_receipts(self._db)

    def enterprises(
        self, *, limit: int = 100, offset: int = 0, order: str = "name"
    ) -> tuple[EnterpriseRow, ...]:
        """Return a page of the worklist; ``order`` is name, deadline, last_visit, policy_ends or
        hazards."""
        return lists.enterprises(self._db, limit, offset, order)

    def count_enterprises(self) -> int:
        """Return how many enterprises are on this laptop."""
        return lists.count_enterprises(self._db)

    def enterprise(self, dossier: str) -> EnterpriseRow | None:
        """Return one enterprise of the worklist, None where it is not here."""
        return lists.enterprise(self._db, dossier)

    def search(self, text: str, limit: int = 50) -> tuple[EnterpriseRow, ...]:
        """Return the enterprises that a fragment of a name, its pinyin or initials, a credit
        code or an address finds; names that begin so first."""
        return lists.searched(self._db, text, limit)

    def tasks(self, from_day: str = "", to_day: str = "9999-12-31") -> tuple[TaskRow, ...]:
        """Return the tasks planned between two days, both included."""
        return lists.tasks(self._db, from_day, to_day)

    def visits(self, *, limit: int = 100, dossier: str = "") -> tuple[VisitRow, ...]:
        """Return visits (of one dossier, or all), the latest first."""
        return lists.visits(self._db, limit, dossier)

    def hazards(
        self, *, open_only: bool = False, visit: str | None = None, limit: int = 1_000
    ) -> tuple[HazardRow, ...]:
        """Return hazards by deadline: all, the open ones, or those of one visit."""
        return lists.hazards(self._db, open_only, visit, limit)

    def notices(self, *, visit: str = "", limit: int = 1_000) -> tuple[NoticeRow, ...]:
        """Return issued notices (of one visit, or all), the latest first."""
        return lists.notices(self._db, visit, limit)

    def pictures_like(self, dhash: str, apart: int) -> tuple[SeenPicture, ...]:
        """Return photos of any enterprise here whose difference hash (16 hex digits) differs in at
        most ``apart`` bits, the most alike first; at most twenty."""
        return pictures_seen.alike(self._db, dhash, apart)

    def setting(self, name: str, default: str = "") -> str:
        """Return a setting as text, ``default`` where it was never set."""
        return notes.setting(self._db, name, default)

    def settings(self, prefix: str) -> dict[str, str]:
        """Return the settings whose names begin with a prefix."""
        return notes.settings(self._db, prefix)

    def counters(self, year: int) -> dict[str, int]:
        """Return the last number given out in each series of papers of a year."""
        return notes.counters(self._db, year)

    def draft(self, subject: str) -> str | None:
        """Return the half-typed text of a subject, None where there is none."""
        return notes.draft(self._db, subject)

    def drafts(self, prefix: str = "") -> dict[str, str]:
        """Return the drafts of all subjects that begin with a prefix."""
        return notes.drafts(self._db, prefix)
