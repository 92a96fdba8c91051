"""Central's tables. Rows never leave this package; hot paths use Core statements on them."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

REGISTRY = registry()  # apart from the laptop's tables, which may live in the same process


class CentralTable(SQLModel, registry=REGISTRY):
    """Root of central's tables."""


class OrganisationRow(CentralTable, table=True):
    """The one agency of this central, its keys and its own device.

    ``epoch`` changes when the history was replaced (a restored backup)."""

    __tablename__ = "organisation"

    dossier: str = Field(primary_key=True)
    name: str
    epoch: str
    device: str
    signing_key: str
    bundle_key: str
    founded_at: str


class CounterRow(CentralTable, table=True):
    """Numbers given under a row lock: ``changes`` and ``devices``."""

    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    value: int


class ChangeRow(CentralTable, table=True):
    """One row a committed change, with a random mark that tells two histories apart."""

    __tablename__ = "change"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    mark: str


class UserRow(CentralTable, table=True):
    """A login. ``scope_revision`` grows with every change of the person's assignments; ``below``
    is 1 where it is not a person's but of a central below this one."""

    __tablename__ = "account"  # "user" is a reserved word of PostgreSQL

    name: str = Field(primary_key=True)
    person: str = Field(unique=True)
    person_name: str
    password_hash: str
    failures: int = 0
    retry_at: float = 0.0
    scope_revision: int = 0
    created_at: str
    below: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class DeviceRow(CentralTable, table=True):
    """An enrolled laptop, or central itself, with its certified public key.

    ``revoked_at``: withdrawn, may only hand over what it has; ``locked_at``: has done so.
    ``retired_at``: its chains end where they stood, as ``renewed_from`` of another code says.
    ``person`` is "" where central knows the device by its own certificate alone (restored)."""

    __tablename__ = "device"

    code: str = Field(primary_key=True)
    person: str = Field(index=True)
    public_key: str
    certificate: str
    installation: str = ""
    label: str = ""
    enrolled_at: str
    revoked_at: str = ""
    retired_at: str = Field(default="", sa_column_kwargs={"server_default": ""})
    renewed_from: str = Field(default="", sa_column_kwargs={"server_default": ""})
    locked_at: str = Field(default="", sa_column_kwargs={"server_default": ""})


class TokenRow(CentralTable, table=True):
    """A bearer token, known by its SHA-256 only."""

    __tablename__ = "token"

    sha256: str = Field(primary_key=True)
    device: str = Field(index=True)
    issued_at: str


class AssignmentRow(CentralTable, table=True):
    """A dossier in a person's scope; ``revision`` is the person's scope revision that gave it."""

    __tablename__ = "assignment"

    person: str = Field(primary_key=True)
    dossier: str = Field(primary_key=True)
    from_year: int
    revision: int


class VolumeRow(CentralTable, table=True):
    """Head of a volume: last number, chain there, and the change that moved it last."""

    __tablename__ = "volume"

    volume: str = Field(primary_key=True)
    dossier: str = Field(index=True)
    year: int
    number: int = 0
    chain: str
    changed: int = Field(default=0, index=True)


class ChainRow(CentralTable, table=True):
    """Where a device's chain in a volume ends; from ``held_from`` on it lies in the held lane."""

    __tablename__ = "chain"

    volume: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    seq: int
    tip: str
    held_from: int = 0


class FactRow(CentralTable, table=True):
    """A numbered fact; ``chain`` is the volume's chain at ``number``."""

    __tablename__ = "fact"
    __table_args__ = (UniqueConstraint("volume", "device", "seq", name="fact_device_seq"),)

    volume: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    id: str = Field(unique=True)
    device: str
    seq: int
    prev: str
    kind: str
    v: int
    subject: str
    supersedes: str
    author: str
    recorded_at: str
    salt: str
    body: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    body_sha256: str
    restates: str
    chain: str


class HeldRow(CentralTable, table=True):
    """A fact of a device without assignment: kept and receipted, numbered once admitted."""

    __tablename__ = "held"

    volume: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    id: str = Field(unique=True)
    prev: str
    kind: str
    v: int
    subject: str
    supersedes: str
    author: str
    recorded_at: str
    salt: str
    body: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    body_sha256: str
    restates: str


class SealRow(CentralTable, table=True):
    """A device's signature over its chain in a volume up to ``seq``."""

    __tablename__ = "seal"

    volume: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    tip: str
    signature: str


class BlobRow(CentralTable, table=True):
    """A verified blob of a dossier."""

    __tablename__ = "blob"

    dossier: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    size: int
    completed_at: str


class BlobSenderRow(CentralTable, table=True):
    """Which devices proved to hold a blob by sending all of it."""

    __tablename__ = "blob_sender"

    dossier: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    device: str = Field(primary_key=True)


class ErasedRow(CentralTable, table=True):
    """A fact of a dossier whose body is refused from now on, whether it is here or not."""

    __tablename__ = "erased"

    dossier: str = Field(primary_key=True)
    id: str = Field(primary_key=True)


class ErasedBlobRow(CentralTable, table=True):
    """A blob that only erased facts of a dossier named: to be removed, and not kept again."""

    __tablename__ = "erased_blob"

    dossier: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)


class CheckpointRow(CentralTable, table=True):
    """A signed line over all volumes as they stood at ``changes``."""

    __tablename__ = "checkpoint"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str
    epoch: str
    changes: int
    volumes: int
    facts: int
    root: str
    signature: str


class CheckpointVolumeRow(CentralTable, table=True):
    """Where a volume stood at a checkpoint, if it moved since the one before."""

    __tablename__ = "checkpoint_volume"

    checkpoint: int = Field(primary_key=True)
    volume: str = Field(primary_key=True)
    number: int
    chain: str


def table_of(row: type[CentralTable]) -> Table:
    found = REGISTRY.metadata.tables[str(row.__tablename__)]
    assert isinstance(found, Table)
    return found


ORGANISATION = table_of(OrganisationRow)
COUNTER = table_of(CounterRow)
CHANGE = table_of(ChangeRow)
USER = table_of(UserRow)
DEVICE = table_of(DeviceRow)
TOKEN = table_of(TokenRow)
ASSIGNMENT = table_of(AssignmentRow)
VOLUME = table_of(VolumeRow)
CHAIN = table_of(ChainRow)
FACT = table_of(FactRow)
HELD = table_of(HeldRow)
SEAL = table_of(SealRow)
BLOB = table_of(BlobRow)
BLOB_SENDER = table_of(BlobSenderRow)
ERASED = table_of(ErasedRow)
ERASED_BLOB = table_of(ErasedBlobRow)
CHECKPOINT = table_of(CheckpointRow)
CHECKPOINT_VOLUME = table_of(CheckpointVolumeRow)
