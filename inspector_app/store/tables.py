"""SQLModel tables of a workspace: the log and what travels beside it. None leaves the store.

Hashes are 32 bytes, not 64 characters: half the pages to encrypt on every commit.
"""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class DossierTable(SQLModel, table=True):
    """Every dossier met."""

    __tablename__ = "dossier"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)


class VolumeTable(SQLModel, table=True):
    """A dossier's year: central's contiguous number up to which we pulled, our chain there."""

    __tablename__ = "volume"
    __table_args__ = (UniqueConstraint("dossier", "year"),)
    id: int | None = Field(default=None, primary_key=True)
    dossier: int = Field(foreign_key="dossier.id")
    year: int
    number: int = 0
    chain: bytes = b""


class ChainTable(SQLModel, table=True):
    """A device's chain in a volume: its end here, its end among pulled facts, and up to where
    central acknowledged it. ``abandoned`` chains were forked and re-recorded elsewhere."""

    __tablename__ = "chain"
    __table_args__ = (UniqueConstraint("volume", "device"),)
    id: int | None = Field(default=None, primary_key=True)
    volume: int = Field(foreign_key="volume.id")
    device: str
    own: bool = Field(default=False, index=True)
    seq: int = 0
    tip: bytes = b""
    pulled_seq: int = 0
    pulled_tip: bytes = b""
    acked_seq: int = 0
    abandoned: bool = False


class SubjectTable(SQLModel, table=True):
    """A subject and the entity whose projection depends on it ("" for none)."""

    __tablename__ = "subject"
    __table_args__ = (
        UniqueConstraint("dossier", "name"),
        Index("subject_entity", "dossier", "entity"),
    )
    id: int | None = Field(default=None, primary_key=True)
    dossier: int = Field(foreign_key="dossier.id")
    name: str = Field(index=True)
    entity: str = ""


class FactTable(SQLModel, table=True):
    """A fact; ``number`` is central's in the volume (0 before it was pulled), ``head`` whether
    nothing known supersedes it, ``known`` whether this version can read it."""

    __tablename__ = "fact"
    __table_args__ = (
        Index("fact_chain", "volume", "device", "seq"),
        {"sqlite_autoincrement": True},
    )
    n: int | None = Field(default=None, primary_key=True)
    id: bytes = Field(unique=True)
    volume: int = Field(foreign_key="volume.id")
    subject: int = Field(foreign_key="subject.id", index=True)
    kind: str
    v: int
    supersedes: bytes
    device: str
    seq: int
    prev: bytes
    author: str
    recorded_at: str
    salt: bytes
    body: bytes | None = None
    body_sha256: bytes
    restates: bytes = b""
    number: int = 0
    head: bool = True
    known: bool = True


class ErasedTable(SQLModel, table=True):
    """Ids whose bodies are refused from now on."""

    __tablename__ = "erased"
    id: bytes = Field(primary_key=True)


class SealTable(SQLModel, table=True):
    """The last seal of a device over its chain in a volume."""

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("volume", "device"),)
    id: int | None = Field(default=None, primary_key=True)
    volume: int = Field(foreign_key="volume.id")
    device: str
    seq: int
    tip: bytes
    signature: bytes


class EarlierSealTable(SQLModel, table=True):
    """Seals before the last, so many that a chain can be passed on in parts, each proved."""

    __tablename__ = "earlier_seal"
    __table_args__ = (UniqueConstraint("volume", "device", "seq"),)
    id: int | None = Field(default=None, primary_key=True)
    volume: int = Field(foreign_key="volume.id")
    device: str
    seq: int
    tip: bytes
    signature: bytes


class DeviceKeyTable(SQLModel, table=True):
    """Public keys of devices, certified by central."""

    __tablename__ = "device_key"
    device: str = Field(primary_key=True)
    public_key: bytes
    certificate: bytes


class ReceiptTable(SQLModel, table=True):
    """Central's receipts by the volume's name, which is not a volume of ours for held facts;
    ``checked`` once our own chain proved it."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("volume", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    volume: str
    number: int
    chain: bytes
    at: str
    signature: bytes
    checked: bool = False


class BlobTable(SQLModel, table=True):
    """A blob that facts of a dossier name; ``rank`` orders the sending. ``outgoing`` ones were
    named by this laptop's own facts, the others are to be fetched."""

    __tablename__ = "blob"
    __table_args__ = (UniqueConstraint("dossier", "sha256"),)
    id: int | None = Field(default=None, primary_key=True)
    dossier: int = Field(foreign_key="dossier.id")
    sha256: bytes = Field(index=True)
    size: int
    rank: int
    outgoing: bool
    done: bool = False


class BlobUseTable(SQLModel, table=True):
    """Which fact names which blob."""

    __tablename__ = "blob_use"
    fact: int = Field(primary_key=True)
    blob: int = Field(primary_key=True, foreign_key="blob.id", index=True)


class SettingTable(SQLModel, table=True):
    """What this laptop remembers about itself, as text."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: str


class DraftTable(SQLModel, table=True):
    """Half-typed text by the subject it belongs to."""

    __tablename__ = "draft"
    subject: str = Field(primary_key=True)
    text: str


class CounterTable(SQLModel, table=True):
    """The last paper number given out by this device."""

    __tablename__ = "counter"
    __table_args__ = (UniqueConstraint("name", "year"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str
    year: int
    last: int
