"""Search in the enterprises: names, pinyin, credit codes and addresses.

An FTS5 table holds overlapping pairs of characters, because its own tokenizers do not match two
Chinese characters. Sounds are kept as syllables and as overlapping triples of initials.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from sqlalchemy import bindparam, select

from inspector_app.store.pinyin import beginnings, readings, syllables
from inspector_app.store.projected import EnterpriseTable
from inspector_app.store.statements import Driver, Statement, columns, table_of

CREATE = (
    "CREATE VIRTUAL TABLE enterprise_search USING fts5(name, syllables, initials, code, address, "
    "content='', contentless_delete=1, tokenize='ascii', prefix='1 2')"
)
_PUT = (
    "INSERT OR REPLACE INTO enterprise_search(rowid, name, syllables, initials, code, address) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)
_DELETE = "DELETE FROM enterprise_search WHERE rowid = ?"
_MATCH = (
    "SELECT rowid FROM enterprise_search WHERE enterprise_search MATCH ? ORDER BY rowid LIMIT ?"
)
_MATCH_NAMES = (
    "SELECT enterprise.dossier, name_key FROM enterprise_search "
    "JOIN enterprise ON enterprise.dossier = enterprise_search.rowid "
    "WHERE enterprise_search MATCH ? ORDER BY enterprise_search.rowid LIMIT ?"
)
LONGEST = 40  # characters of a text that are searched for
MOST_SPLITS = 16
MOST_CANDIDATES = 2_000
_LONGEST_FIELD = 200

_c = columns(EnterpriseTable)
_BEGINNING = Statement(
    select(_c.dossier)
    .select_from(table_of(EnterpriseTable))
    .where(_c.name_key >= bindparam("low"), _c.name_key < bindparam("high"))
    .order_by(_c.name_key)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Words:
    """What is searched of one enterprise."""

    name: str
    code: str
    address: str


def plain(text: str) -> str:
    """Return the text as it is compared: NFKC, lower case, letters and digits only."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in narrow if c.isalnum())


def put(db: Driver, row: int, words: Words) -> None:
    """Make an enterprise findable by these words in place of earlier ones."""
    name = plain(words.name)[:_LONGEST_FIELD]
    address = plain(words.address)[:_LONGEST_FIELD]
    code = plain(words.code)
    spoken = [readings(character) for character in name]
    fields = (
        _pieces(name, 2),
        (one for ways in spoken for one in ways),
        _initials(spoken),
        _pieces(code, 3),
        _pieces(address, 2),
    )
    db.execute(_PUT, (row, *(" ".join(field) for field in fields)))


def drop(db: Driver, row: int) -> None:
    """Forget an enterprise."""
    db.execute(_DELETE, (row,))


def clear(db: Driver) -> None:
    """Forget all enterprises."""
    db.execute("DELETE FROM enterprise_search")


def find(db: Driver, text: str, limit: int) -> list[int]:
    """Return dossier rows: names that begin with the text, names that hold it, names that sound
    so, then codes and addresses."""
    wanted = plain(text[: LONGEST * 2])[:LONGEST]
    if not wanted:
        return []
    found: dict[int, None] = {}
    for way in (_beginning, _holding, _sounding, _coded, _placed):
        for row in way(db, wanted, limit):
            found.setdefault(row)
        if len(found) >= limit:
            break
    return list(found)[:limit]


def _beginning(db: Driver, wanted: str, limit: int) -> Iterable[int]:
    high = wanted + "\U0010ffff"
    return (row[0] for row in _BEGINNING.all(db, low=wanted, high=high, most=limit))


def _holding(db: Driver, wanted: str, limit: int) -> Iterable[int]:
    return _matches(db, "name", _phrase(wanted, 2), limit)


def _coded(db: Driver, wanted: str, limit: int) -> Iterable[int]:
    return _matches(db, "code", _phrase(wanted, 3), limit) if wanted.isascii() else ()


def _placed(db: Driver, wanted: str, limit: int) -> Iterable[int]:
    return _matches(db, "address", _phrase(wanted, 2), limit)


def _matches(db: Driver, column: str, query: str, limit: int) -> Iterator[int]:
    return (row[0] for row in db.execute(_MATCH, (f"{column} : {query}", limit)))


def _sounding(db: Driver, wanted: str, limit: int) -> Iterable[int]:
    if not (wanted.isascii() and wanted.isalpha()):
        return ()
    query = " OR ".join(f"({_sound_query(parts)})" for parts in _splits(wanted))
    candidates = db.execute(_MATCH_NAMES, (query, MOST_CANDIDATES))
    return _sounding_so(wanted, candidates, limit)


def _sounding_so(wanted: str, candidates: Iterable[tuple[int, str]], limit: int) -> list[int]:
    first: list[int] = []
    later: list[int] = []
    for row, name in candidates:
        place = sounds_at(name, wanted)
        if place >= 0:
            (later if place else first).append(row)
        if len(first) + len(later) >= limit:
            break
    return first + later


def sounds_at(name: str, typed: str) -> int:
    """Return where in the name its sounds spell what was typed, -1 where nowhere.

    Each character gives its whole syllable or its initial; the last one any beginning of it.
    """
    first = typed[0]
    begins = (at for at, character in enumerate(name) if first in _firsts(character))
    return next((at for at in begins if _spells(name, at, typed)), -1)


@lru_cache(maxsize=30_000)
def _firsts(character: str) -> str:
    """Return the first letters of a character's readings."""
    return "".join(reading[0] for reading in readings(character))


def _spells(name: str, at: int, typed: str) -> bool:
    if at >= len(name):
        return False
    initial = typed[0]
    for reading in readings(name[at]):
        if reading[0] != initial:
            continue
        if reading.startswith(typed) or _spells(name, at + 1, typed[1:]):
            return True
        whole = len(reading) > 1 and typed.startswith(reading)
        if whole and _spells(name, at + 1, typed[len(reading) :]):
            return True
    return False


def _splits(typed: str) -> list[tuple[str, ...]]:
    """Return ways to read letters as syllables and initials, longest syllables first."""
    found: list[tuple[str, ...]] = []
    for parts in _split(typed):
        found.append(parts)
        if len(found) == MOST_SPLITS:
            break
    return found


def _split(typed: str) -> Iterator[tuple[str, ...]]:
    if typed in beginnings() or len(typed) == 1:
        yield (typed,)
    for end in range(min(6, len(typed) - 1), 0, -1):
        part = typed[:end]
        if part in syllables() or end == 1:
            for rest in _split(typed[end:]):
                yield (part, *rest)


def _sound_query(parts: tuple[str, ...]) -> str:
    whole = [f'syllables : "{part}"' for part in parts[:-1] if len(part) > 1]
    last = [f'syllables : "{parts[-1]}" *'] if len(parts[-1]) > 1 else []
    initials = _terms("".join(part[0] for part in parts), 3)
    return " AND ".join([*whole, *last, *(f"initials : {term}" for term in initials)])


def _terms(text: str, size: int) -> list[str]:
    if len(text) < size:
        return [f'"{text}" *']
    return [f'"{piece}"' for piece in _pieces_within(text, size)]


def _phrase(text: str, size: int) -> str:
    """Return the query for a text that stands somewhere in overlapping pieces of this size."""
    if len(text) < size:
        return f'"{text}" *'
    return '"' + " ".join(_pieces_within(text, size)) + '"'


def _pieces_within(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(len(text) - size + 1)]


def _pieces(text: str, size: int) -> list[str]:
    """Return overlapping pieces; shorter ones at the end, so that its characters are found."""
    return [text[at : at + size] for at in range(len(text))]


def _initials(spoken: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield all triples of initials of neighbours, polyphones in every reading."""
    first = [tuple(dict.fromkeys(way[0] for way in ways)) for ways in spoken]
    for at in range(len(first)):
        yield from ("".join(three) for three in product(*first[at : at + 3]))
