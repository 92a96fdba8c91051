"""Volumes that moved since the last hello token was kept.

The token tells what changed at central since; a sync that was cut has moved cursors beyond it.
Were central restored just then to the token's moment, it would report nothing of them: so they
are compared whatever it reports, until a sync comes to its end.
"""

from __future__ import annotations

from inspector_app.domain.facts import Volume
from inspector_app.store.reading import Reader
from inspector_app.store.transaction import Transaction

_PREFIX = "unsettled:"


def unsettle(tx: Transaction, volume: Volume) -> None:
    """Note that a volume moved; before the first token nothing needs noting, as all is told."""
    if tx.setting("hello_token"):
        tx.set_setting(_PREFIX + str(volume), "")


def unsettled(reader: Reader) -> frozenset[Volume]:
    """Return the volumes that moved since the token."""
    names = reader.settings(_PREFIX)
    return frozenset(Volume.parse(name.removeprefix(_PREFIX)) for name in names)


def settle(tx: Transaction) -> None:
    """Note that all of them were compared: the new token covers them."""
    tx.drop_settings(_PREFIX)
