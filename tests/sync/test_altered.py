"""A central whose history somebody altered: told, and the laptop's copy stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from inspector_app.central.tables import CHAIN, FACT, SEAL, VOLUME
from inspector_app.domain.facts import FactDamaged
from inspector_app.operations.verifying import verify_workspace
from inspector_app.sync.problems import ChainDiffers
from tests.sync.test_fork import a_visit, places
from tests.sync.test_sync import found, second_laptop
from tests.world import World, a_world


def drop_last(world: World, volume: str) -> None:
    """Remove the last fact of a volume from central, heads and all, as somebody with the database
    could."""
    with world.central.database.write() as connection:
        rows = connection.execute(
            select(FACT).where(FACT.c.volume == volume).order_by(FACT.c.number.desc()).limit(2)
        ).all()
        last, before = rows
        connection.execute(delete(FACT).where(FACT.c.id == last.id))
        at = (SEAL.c.volume == volume, SEAL.c.device == last.device, SEAL.c.seq == last.seq)
        connection.execute(delete(SEAL).where(*at))
        head = update(VOLUME).where(VOLUME.c.volume == volume)
        connection.execute(head.values(number=before.number, chain=before.chain))
        chain = update(CHAIN).where(CHAIN.c.volume == volume, CHAIN.c.device == last.device)
        connection.execute(chain.values(seq=last.seq - 1, tip=last.prev))


def test_a_fact_dropped_at_central_is_given_back_by_whoever_has_it(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        colleague = second_laptop(laptop, dossier, world)
        found(colleague, visit, "somebody would rather not have it")
        colleague.sync()
        laptop.sync()
        drop_last(world, f"{dossier}/2026")
        world.another_contact(dossier)
        laptop.sync()
        assert set(world.acts()) >= laptop.acts()
        assert "somebody would rather not have it" in places(laptop, dossier)
        verify_workspace(laptop.session)


def test_a_body_altered_at_central_is_refused(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        colleague = second_laptop(laptop, dossier, world)
        found(colleague, visit, "配电室")
        colleague.sync()
        with world.central.database.write() as connection:
            here = (FACT.c.volume == f"{dossier}/2026", FACT.c.kind == "hazard_recorded")
            body = connection.execute(select(FACT.c.body).where(*here)).scalar_one()
            changed = body.replace("配电室".encode(), "配电间".encode())
            connection.execute(update(FACT).where(*here).values(body=changed))
        world.enterprise("绍兴示例化工有限公司", "91330602MA2EXAMP08"[:17] + "0")
        with pytest.raises((FactDamaged, ChainDiffers)):
            laptop.sync()
        assert places(laptop, dossier) == []
        with pytest.raises((FactDamaged, ChainDiffers)):
            laptop.sync()
        verify_workspace(laptop.session)
