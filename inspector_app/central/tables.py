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
    """A login. ``scope_revision`` grows with every change of the person's assignments."""

    __tablename__ = "account"  # "user" is a reserved word of PostgreSQL

    name: str = Field(primary_key=True)
    person: str = Field(unique=True)
    person_name: str
    password_hash: str
    failures: int = 0
    retry_at: float = 0.0
    scope_revision: int = 0
    created_at: str


class DeviceRow(CentralTable, table=True):
    """An enrolled laptop, or central itself, with its certified public key."""

    __tablename__ = "device"

    code: str = Field(primary_key=True)
    person: str = Field(index=True)
    public_key: str
    certificate: str
    installation: str = ""
    label: str = ""
    enrolled_at: str
    revoked_at: str = ""


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


def _table(row: type[CentralTable]) -> Table:
    found = REGISTRY.metadata.tables[str(row.__tablename__)]
    assert isinstance(found, Table)
    return found


ORGANISATION = _table(OrganisationRow)
COUNTER = _table(CounterRow)
CHANGE = _table(ChangeRow)
USER = _table(UserRow)
DEVICE = _table(DeviceRow)
TOKEN = _table(TokenRow)
ASSIGNMENT = _table(AssignmentRow)
VOLUME = _table(VolumeRow)
CHAIN = _table(ChainRow)
FACT = _table(FactRow)
HELD = _table(HeldRow)
SEAL = _table(SealRow)
BLOB = _table(BlobRow)
BLOB_SENDER = _table(BlobSenderRow)
