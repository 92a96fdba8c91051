"""Which blobs wait to travel, and which facts still name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.facts import Fact
from inspector_app.domain.kinds import BLOB_FIELDS, listed_blobs
from inspector_app.protocol import MAX_BLOB
from inspector_app.store.projected import HazardTable
from inspector_app.store.rows import BlobRow, Rank
from inspector_app.store.statements import (
    Driver,
    Statement,
    columns,
    inserting,
    table_of,
)
from inspector_app.store.tables import (
    BlobTable,
    BlobUseTable,
    DossierTable,
    FactTable,
    SubjectTable,
)

_b, _u, _d, _h, _f, _s = (
    columns(t)
    for t in (BlobTable, BlobUseTable, DossierTable, HazardTable, FactTable, SubjectTable)
)
_blob = table_of(BlobTable)
_NAMES = ("dossier", "sha256", "size", "rank", "outgoing", "done")
_add = insert(_blob).values({name: bindparam(name) for name in _NAMES})
_WANT = Statement(
    _add.on_conflict_do_update(
        index_elements=["dossier", "sha256"],
        set_={
            "rank": func.min(_b.rank, _add.excluded.rank),
            "size": func.max(_b.size, _add.excluded.size),
            # What this laptop named itself is to be sent, though it was met before.
            "done": _b.done & (~_add.excluded.outgoing | _b.outgoing),
            "outgoing": _b.outgoing | _add.excluded.outgoing,
        },
    )
)
_FIND = Statement(
    select(_b.id).where(_b.dossier == bindparam("dossier"), _b.sha256 == bindparam("sha"))
)
_USE = inserting(BlobUseTable)
_DONE = Statement(
    update(_blob)
    .where(_b.dossier == bindparam("of"), _b.sha256 == bindparam("sha"))
    .values(done=True)
)
_WAITING = Statement(
    select(_d.key, _b.sha256, _b.size, _b.rank)
    .join(table_of(DossierTable), _d.id == _b.dossier)
    .where(_b.outgoing == bindparam("out"), _b.done == False)  # noqa: E712
    .order_by(_b.rank, _b.id)
)
_STORED = Statement(
    select(_b.sha256)
    .where(or_(_b.outgoing == True, _b.done == True))  # noqa: E712
    .distinct()
    .order_by(_b.sha256)
)
_USES_OF = Statement(select(_u.blob).where(_u.fact == bindparam("fact")))
_FORGET_USES = Statement(delete(table_of(BlobUseTable)).where(_u.fact == bindparam("fact")))
_FORGET_UNUSED = Statement(
    delete(_blob)
    .where(_b.id == bindparam("blob"), ~exists().where(_u.blob == _b.id))
    .returning(_b.sha256)
)
_STILL_NAMED = Statement(select(_b.id).where(_b.sha256 == bindparam("sha")).limit(1))
_WAITING_OF_FACT = Statement(
    select(func.count())
    .select_from(table_of(BlobUseTable))
    .join(_blob, _b.id == _u.blob)
    .where(_u.fact == bindparam("fact"), _b.outgoing == True, _b.done == False)  # noqa: E712
)
_PHOTOS = Statement(
    select(_b.id, _f.body)
    .select_from(_blob)
    .join(table_of(BlobUseTable), _u.blob == _b.id)
    .join(table_of(FactTable), _f.n == _u.fact)
    .where(
        _b.dossier == bindparam("dossier"),
        _b.done == False,  # noqa: E712
        _f.kind == "photo_attached",
        _f.body.is_not(None),
    )
)
_LIFT = Statement(
    update(_blob)
    .where(_b.id == bindparam("row"), _b.sha256 == bindparam("hash"))
    .values(rank=int(Rank.MAJOR))
)
_IS_MAJOR = Statement(
    select(_h.id).where(
        _h.dossier == bindparam("dossier"),
        _h.entity == bindparam("entity"),
        _h.level == "major",
    )
)


_MAJORS = Statement(
    select(_f.body)
    .select_from(table_of(HazardTable))
    .join(table_of(SubjectTable), (_s.dossier == _h.dossier) & (_s.name == _h.entity))
    .join(table_of(FactTable), _f.subject == _s.id)
    .where(
        _h.dossier == bindparam("dossier"),
        _h.visit == bindparam("visit"),
        _h.level == "major",
        _f.kind == "hazard_recorded",
        _f.head == True,  # noqa: E712
        _f.body.is_not(None),
    )
)


def want(db: Driver, dossier: int, sha256: str, size: int, rank: Rank, *, outgoing: bool) -> int:
    """Note that a dossier names a blob; return its row."""
    sha = bytes.fromhex(sha256)
    _WANT.run(db, dossier=dossier, sha256=sha, size=size, rank=rank, outgoing=outgoing, done=False)
    return _FIND.number(db, dossier=dossier, sha=sha)


def want_named(db: Driver, added: Iterable[tuple[int, int, Fact]], *, outgoing: bool) -> None:
    """Note every blob that these facts (n, dossier row, fact) name."""
    for n, dossier, fact in added:
        if _is_major(fact):
            _lift_photos(db, dossier, {fact.subject, _answer_of(fact.value or {})})
        if fact.kind not in BLOB_FIELDS:
            continue
        for sha256, size, rank in _named(db, dossier, fact):
            blob = want(db, dossier, sha256, size, rank, outgoing=outgoing)
            if not _has_use(db, n, blob):
                _USE.run(db, fact=n, blob=blob)


def _is_major(fact: Fact) -> bool:
    return fact.kind == "hazard_recorded" and (fact.value or {}).get("level") == "major"


def _answer_of(hazard: dict[str, object]) -> str:
    """Return the subject of the answer that a hazard came from."""
    return f"answer:{hazard.get('visit')}/{hazard.get('question')}"


def _lift_photos(db: Driver, dossier: int, owners: set[str]) -> None:
    """Let photos that waited with lesser ones go first, now that their hazard is a major one: its
    own, and those of the answer that it came from."""
    for blob, body in _PHOTOS.all(db, dossier=dossier):
        said = msgspec.json.decode(body)
        for sha256 in (said.get("thumbnail_sha256"), said.get("sha256")):
            if said.get("owner") in owners and _is_sha(sha256):
                _LIFT.run(db, row=blob, hash=bytes.fromhex(sha256))


def _has_use(db: Driver, n: int, blob: int) -> bool:
    return any(row[0] == blob for row in _USES_OF.all(db, fact=n))


def _named(db: Driver, dossier: int, fact: Fact) -> Iterator[tuple[str, int, Rank]]:
    value = fact.value or {}
    for field, size_field in BLOB_FIELDS[fact.kind]:
        sha256, size = value.get(field), value.get(size_field, 0)
        if _is_sha(sha256) and isinstance(size, int) and 0 <= size <= MAX_BLOB:
            yield str(sha256), size, _rank(db, dossier, fact, field)
    for sha256, size in listed_blobs(fact):
        if _is_sha(sha256) and isinstance(size, int) and 0 <= size <= MAX_BLOB:
            yield str(sha256), size, Rank.NOTICE


def _is_sha(text: object) -> bool:
    return isinstance(text, str) and len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def _rank(db: Driver, dossier: int, fact: Fact, field: str) -> Rank:
    if fact.kind != "photo_attached":
        return Rank.NOTICE
    owner = str((fact.value or {}).get("owner", ""))
    if _is_of_a_major(db, dossier, owner):
        return Rank.MAJOR
    return Rank.THUMBNAIL if field == "thumbnail_sha256" else Rank.ORIGINAL


def _is_of_a_major(db: Driver, dossier: int, owner: str) -> bool:
    """Tell whether a photo belongs to a major hazard, or to the answer that one came from."""
    group, _colon, key = owner.partition(":")
    if group != "answer":
        return _IS_MAJOR.first(db, dossier=dossier, entity=owner) is not None
    visit = key.partition("/")[0]
    bodies = _MAJORS.all(db, dossier=dossier, visit=visit)
    return any(_answer_of(msgspec.json.decode(body)) == owner for (body,) in bodies)


def mark_done(db: Driver, dossier: int, sha256: str) -> None:
    """Note that a blob reached where it was to go: central, or this laptop."""
    _DONE.run(db, of=dossier, sha=bytes.fromhex(sha256))


def waiting(db: Driver, *, outgoing: bool) -> tuple[BlobRow, ...]:
    """Return the blobs that are to be sent, or to be fetched."""
    rows = _WAITING.all(db, out=outgoing)
    return tuple(BlobRow(key, sha.hex(), size, Rank(rank)) for key, sha, size, rank in rows)


def stored(db: Driver) -> tuple[str, ...]:
    """Return the hashes of blobs that were made or fetched here, each once."""
    return tuple(row[0].hex() for row in _STORED.all(db))


def waiting_of_fact(db: Driver, n: int) -> int:
    """Return how many files of a fact are not yet on central."""
    return _WAITING_OF_FACT.number(db, fact=n)


def forget_fact(db: Driver, n: int) -> tuple[str, ...]:
    """Drop what a fact named; return the hashes of blobs that no fact names any more."""
    blobs = [row[0] for row in _USES_OF.all(db, fact=n)]
    _FORGET_USES.run(db, fact=n)
    gone = [row[0] for blob in blobs for row in _FORGET_UNUSED.all(db, blob=blob)]
    return tuple(sha.hex() for sha in gone if _STILL_NAMED.first(db, sha=sha) is None)
