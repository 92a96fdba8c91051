"""The turn of the year: what laptops need of earlier years is carried into the new volume.

An opening by central names the open hazards, the last results and the facts they rest on. Beside
it stand, as restatements that every fold counts once, the registers and open hazards that are
older than the two years a laptop holds; so a laptop may begin with the previous year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select, update

from inspector_app.central.agency import STAFF, Central
from inspector_app.central.book import fact_of
from inspector_app.central.exchange_tables import AUTHORITY_DOSSIER
from inspector_app.central.ledger import append_in
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.tables import ASSIGNMENT, FACT, VOLUME
from inspector_app.domain.acts import act
from inspector_app.domain.dossier import answers_of, open_hazards, visits_of
from inspector_app.domain.dossier_records import checklists_in_use
from inspector_app.domain.facts import Act, Fact, Volume
from inspector_app.domain.fold import Dossier, fold, identity_of
from inspector_app.domain.organisation import VolumeOpened
from inspector_app.i18n import _

KIND = "volume_opened"
_REGISTERS = ("enterprise:", "contact:", "site:", "policy:", "task:")


def open_volumes(central: Central, year: int) -> int:
    """Open the year's volume of every dossier that has earlier ones; return how many were new.

    Raises OperatorMistake for a year that is not this one or the next: the log keeps for ever what
    is numbered once, so a slip of the finger must not open the year 20027.
    """
    if year not in (central.year(), central.year() + 1):
        reason = _("only this year's and the next year's volumes can be opened")
        raise OperatorMistake(what=str(year), reason=reason)
    with central.database.read() as connection:
        dossiers = _unopened(central, connection, year)
    for dossier in dossiers:
        open_volume(central, dossier, year)
    return len(dossiers)


def _unopened(central: Central, connection: Connection, year: int) -> list[str]:
    opened = (
        select(VOLUME.c.dossier)
        .join(FACT, FACT.c.volume == VOLUME.c.volume)
        .where(FACT.c.kind == KIND, VOLUME.c.year >= year)
    )
    below = select(AUTHORITY_DOSSIER.c.dossier)  # opened by the central that owns it
    query = select(VOLUME.c.dossier).distinct().where(VOLUME.c.year < year, VOLUME.c.number > 0)
    query = query.where(
        VOLUME.c.dossier != central.organisation.dossier,
        VOLUME.c.dossier.not_in(opened),
        VOLUME.c.dossier.not_in(below),
    )
    return list(connection.execute(query.order_by(VOLUME.c.dossier)).scalars())


def open_volume(central: Central, dossier: str, year: int) -> VolumeOpened:
    """Open one year of a dossier; return the opening's body."""
    with central.database.write() as connection:
        folded = fold(_facts(connection, dossier))
        body = _opening(folded)
        volume = Volume(dossier, year)
        carried = [_again(fact, volume) for fact in _old_heads(folded, body, year - 1)]
        acts = [act(body, volume, key=str(year)), *carried]
        append_in(central, connection, acts, STAFF)
        here = (ASSIGNMENT.c.dossier == dossier, ASSIGNMENT.c.from_year < year - 1)
        connection.execute(update(ASSIGNMENT).where(*here).values(from_year=year - 1))
    return body


def _facts(connection: Connection, dossier: str) -> Iterator[Fact]:
    query = select(FACT).join(VOLUME, VOLUME.c.volume == FACT.c.volume)
    rows = connection.execute(query.where(VOLUME.c.dossier == dossier))
    return (fact_of(row) for row in rows.all())


def _opening(folded: Dossier) -> VolumeOpened:
    hazards = open_hazards(folded)
    results = {
        f"hazard:{one.hazard}": one.reinspections[-1].outcome.value
        for one in hazards
        if one.reinspections
    }
    rests_on = {one.fact.id for one in hazards}
    for subject, (value, fact) in _last_answers(folded):
        results[subject] = value
        rests_on.add(fact.id)
    return VolumeOpened(
        open_hazards=tuple(sorted(one.hazard for one in hazards)),
        last_results=dict(sorted(results.items())),
        rests_on=tuple(sorted(rests_on)),
    )


def _last_answers(folded: Dossier) -> Iterator[tuple[str, tuple[str, Fact]]]:
    """Yield what the last visit answered, by ``<form>@<version><ref>``."""
    for visit in visits_of(folded)[:1]:
        for opened in checklists_in_use(folded, visit.visit):
            answers = answers_of(folded, visit.visit, opened.form, opened.version)
            for ref, one in answers.items():
                value = one.body.value
                if value:
                    yield f"{opened.form}@{opened.version}{ref}", (str(value), one.fact)


def _old_heads(folded: Dossier, body: VolumeOpened, kept_from: int) -> Iterable[Fact]:
    """Return the heads that no laptop that begins with ``kept_from`` would see."""
    wanted = [*_REGISTERS]
    for hazard in body.open_hazards:
        wanted += [f"hazard:{hazard}", f"major:{hazard}", f"reinspection:{hazard}/"]
        wanted += [f"category:{hazard}", f"analysis:{hazard}", f"reply:{hazard}/"]
    heads = (fact for prefix in wanted for group in folded.under(prefix).values() for fact in group)
    return (fact for fact in heads if fact.year < kept_from and fact.body is not None)


def _again(fact: Fact, volume: Volume) -> Act:
    return Act(
        dossier=volume.dossier,
        year=volume.year,
        kind=fact.kind,
        subject=fact.subject,
        body=fact.value or {},
        v=fact.v,
        restates=identity_of(fact),
    )
