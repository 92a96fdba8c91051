"""Retired and locked devices, erasures, checkpoints, and the centrals above and below."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _table(name: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key))


def upgrade() -> None:
    """Add the columns and tables."""
    for name in ("retired_at", "renewed_from", "locked_at"):
        column = sa.Column(name, sa.String(), nullable=False, server_default="")
        op.add_column("device", column)
    below = sa.Column("below", sa.Integer(), nullable=False, server_default="0")
    op.add_column("account", below)
    _table("erased", ("dossier", "id"), *_text("dossier", "id"))
    _table("erased_blob", ("dossier", "sha256"), *_text("dossier", "sha256"))
    _table(
        "checkpoint",
        ("number",),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        *_text("at", "epoch"),
        *_number("changes", "volumes", "facts"),
        *_text("root", "signature"),
    )
    _table(
        "checkpoint_volume",
        ("checkpoint", "volume"),
        *_number("checkpoint"),
        *_text("volume"),
        *_number("number"),
        *_text("chain"),
    )
    _exchange()


def _exchange() -> None:
    _table("authority", ("device",), *_text("device", "public_key", "organisation", "name"))
    _table(
        "authority_device",
        ("authority", "device"),
        *_text("authority", "device", "public_key", "certificate"),
    )
    _table("authority_dossier", ("dossier",), *_text("dossier", "authority"))
    _table(
        "upstream",
        ("address",),
        *_text("address", "user", "device", "token", "organisation", "public_key", "hello"),
    )
    _table("upstream_chain", ("volume", "device"), *_text("volume", "device"), *_number("seq"))
    _table("upstream_blob", ("dossier", "sha256"), *_text("dossier", "sha256"), *_number("size"))
    _table("upstream_dossier", ("dossier",), *_text("dossier"))
