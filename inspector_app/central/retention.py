"""The operator's erasure: a fact that lists other facts, whose bodies go everywhere.

Records are kept at least five years (``domain.retention``). Until then content goes only for one of
the reasons named there; the reason stays in the erasure for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from inspector_app.central.agency import CHINA, STAFF, Central
from inspector_app.central.erasing import KIND, remove_erased_blobs
from inspector_app.central.ledger import append_in
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.tables import FACT, HELD
from inspector_app.domain.acts import act
from inspector_app.domain.facts import Act, Volume
from inspector_app.domain.organisation import FactsErased
from inspector_app.domain.retention import OVER, REASONS, EarlyReason, keep_until
from inspector_app.i18n import _


@dataclass(frozen=True, slots=True)
class Erased:
    """How many facts lost their bodies in how many dossiers, and how many files went."""

    facts: int
    dossiers: int
    blobs: int


def erase(central: Central, ids: Iterable[str], reason: str) -> Erased:
    """Erase the bodies of these facts here and, as they synchronise, on every laptop and above.

    ``reason`` is a code of ``REASONS``: ``retention-over`` for volumes that were kept long enough,
    else why content goes before. Raises OperatorMistake where an id is unknown, the reason is no
    such code or retention has not ended; nothing is erased then.
    """
    wanted = sorted({one.strip().lower() for one in ids if one.strip()})
    if not wanted or not reason.strip():
        raise OperatorMistake(what="--ids, --reason", reason=_("both are needed"))
    if reason.strip() not in REASONS:
        known = _("the reason must be one of: {codes}").format(codes=", ".join(REASONS))
        raise OperatorMistake(what=reason[:40], reason=known)
    with central.database.write() as connection:
        places, years = _places(connection, wanted)
        _check_retention(central, years, reason.strip())
        acts = [_act(central, dossier, some, reason.strip()) for dossier, some in places.items()]
        append_in(central, connection, acts, STAFF)
    blobs = remove_erased_blobs(central, places)
    return Erased(len(wanted), len(places), blobs)


def _check_retention(central: Central, years: Iterable[int], reason: str) -> None:
    """Raise OperatorMistake where ``retention-over`` is said of what must still be kept."""
    until = keep_until(max(years))
    if reason == OVER and central.now().astimezone(CHINA).date() <= until:
        early = ", ".join(one.value for one in EarlyReason)
        told = _("to be kept until {day}; before that only for: {codes}")
        raise OperatorMistake(what=reason, reason=told.format(day=until.isoformat(), codes=early))


def _places(
    connection: Connection, ids: Sequence[str]
) -> tuple[dict[str, list[str]], frozenset[int]]:
    """Return the ids by dossier, and the years of their volumes."""
    places: dict[str, list[str]] = defaultdict(list)
    years: set[int] = set()
    for one in ids:
        rows = [
            connection.execute(select(t.c.volume, t.c.kind).where(t.c.id == one)).one_or_none()
            for t in (FACT, HELD)
        ]
        row = next((row for row in rows if row is not None), None)
        if row is None or row.kind == KIND:
            reason = _("there is no such record") if row is None else _("it cannot be erased")
            raise OperatorMistake(what=one[:64], reason=reason)
        volume = Volume.parse(row.volume)
        places[volume.dossier].append(one)
        years.add(volume.year)
    return places, frozenset(years)


def _act(central: Central, dossier: str, ids: Sequence[str], reason: str) -> Act:
    volume = Volume(dossier, central.year())
    key = str(UUID(bytes=central.chance(16), version=4))
    return act(FactsErased(ids=tuple(ids), reason=reason), volume, key=key)
