"""The first schema."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _number(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def upgrade() -> None:
    """Create all tables."""
    _organisation()
    _people()
    _facts()
    _blobs()


def _organisation() -> None:
    op.create_table(
        "organisation",
        *_text("dossier", "name", "epoch", "device", "signing_key", "bundle_key", "founded_at"),
        sa.PrimaryKeyConstraint("dossier"),
    )
    op.create_table("counter", *_text("name"), *_number("value"), sa.PrimaryKeyConstraint("name"))
    op.create_table(
        "change",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        *_text("mark"),
        sa.PrimaryKeyConstraint("number"),
    )


def _people() -> None:
    op.create_table(
        "account",
        *_text("name", "person", "person_name", "password_hash"),
        *_number("failures"),
        sa.Column("retry_at", sa.Float(), nullable=False),
        *_number("scope_revision"),
        *_text("created_at"),
        sa.PrimaryKeyConstraint("name"),
        sa.UniqueConstraint("person"),
    )
    op.create_table(
        "device",
        *_text("code", "person", "public_key", "certificate"),
        *_text("installation", "label", "enrolled_at", "revoked_at"),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index("ix_device_person", "device", ["person"])
    op.create_table(
        "token", *_text("sha256", "device", "issued_at"), sa.PrimaryKeyConstraint("sha256")
    )
    op.create_index("ix_token_device", "token", ["device"])
    op.create_table(
        "assignment",
        *_text("person", "dossier"),
        *_number("from_year", "revision"),
        sa.PrimaryKeyConstraint("person", "dossier"),
    )


def _facts() -> None:
    op.create_table(
        "volume",
        *_text("volume", "dossier"),
        *_number("year", "number"),
        *_text("chain"),
        *_number("changed"),
        sa.PrimaryKeyConstraint("volume"),
    )
    op.create_index("ix_volume_dossier", "volume", ["dossier"])
    op.create_index("ix_volume_changed", "volume", ["changed"])
    op.create_table(
        "chain",
        *_text("volume", "device"),
        *_number("seq"),
        *_text("tip"),
        *_number("held_from"),
        sa.PrimaryKeyConstraint("volume", "device"),
    )
    op.create_table(
        "fact",
        *_text("volume"),
        *_number("number"),
        *_text("id", "device"),
        *_number("seq"),
        *_content(),
        *_text("chain"),
        sa.PrimaryKeyConstraint("volume", "number"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("volume", "device", "seq", name="fact_device_seq"),
    )
    op.create_table(
        "held",
        *_text("volume", "device"),
        *_number("seq"),
        *_text("id"),
        *_content(),
        sa.PrimaryKeyConstraint("volume", "device", "seq"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "seal",
        *_text("volume", "device"),
        *_number("seq"),
        *_text("tip", "signature"),
        sa.PrimaryKeyConstraint("volume", "device", "seq"),
    )


def _content() -> list[sa.Column[Any]]:
    columns: list[sa.Column[Any]] = [*_text("prev", "kind"), *_number("v")]
    columns += _text("subject", "supersedes", "author", "recorded_at", "salt")
    columns.append(sa.Column("body", sa.LargeBinary(), nullable=True))
    columns += _text("body_sha256", "restates")
    return columns


def _blobs() -> None:
    op.create_table(
        "blob",
        *_text("dossier", "sha256"),
        *_number("size"),
        *_text("completed_at"),
        sa.PrimaryKeyConstraint("dossier", "sha256"),
    )
    op.create_table(
        "blob_sender",
        *_text("dossier", "sha256", "device"),
        sa.PrimaryKeyConstraint("dossier", "sha256", "device"),
    )
