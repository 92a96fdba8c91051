"""Facts as central would number them, and acts as operations hand them over."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from inspector_app.domain.acts import act
from inspector_app.domain.body import Body
from inspector_app.domain.facts import Fact, Volume, first_chain, next_chain
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace
from tests.builders import AUTHOR, NOON, a_volume


def do(
    workspace: Workspace, *bodies: Body, volume: Volume | None = None, key: str = "k"
) -> tuple[Fact, ...]:
    """Record bodies as this device's acts in one transaction."""
    with workspace.transaction() as tx:
        return append(tx, *bodies, volume=volume, key=key)


def append(
    tx: Transaction, *bodies: Body, volume: Volume | None = None, key: str = "k"
) -> tuple[Fact, ...]:
    acts = [act(body, volume or a_volume(), key=key) for body in bodies]
    return tx.append(acts, AUTHOR, NOON, secrets.token_bytes)


def chain_over(volume: Volume, facts: Sequence[Fact]) -> str:
    chain = first_chain(volume)
    for fact in facts:
        chain = next_chain(chain, fact.id)
    return chain


def pull(
    workspace: Workspace, facts: Sequence[Fact], *, after: int = 0, volume: Volume | None = None
) -> tuple[Fact, ...]:
    """Receive ``facts[after:]`` as the next page of a volume that holds all of ``facts``."""
    where = volume or a_volume()
    with workspace.transaction() as tx:
        return tx.receive(
            where,
            facts[after:],
            after=after,
            number=len(facts),
            chain=chain_over(where, facts),
        )
