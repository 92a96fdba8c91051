"""Tables of the exchange between centrals: whoever is below this one, and the one above it."""

from __future__ import annotations

from sqlmodel import Field

from inspector_app.central.tables import CentralTable, table_of


class AuthorityRow(CentralTable, table=True):
    """A central below this one, by the device code that this one gave it.

    Device keys that its ``public_key`` certified are accepted in its dossiers."""

    __tablename__ = "authority"

    device: str = Field(primary_key=True)
    public_key: str
    organisation: str
    name: str


class AuthorityDeviceRow(CentralTable, table=True):
    """A device of a central below: codes are unique there, not here."""

    __tablename__ = "authority_device"

    authority: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    public_key: str
    certificate: str


class AuthorityDossierRow(CentralTable, table=True):
    """Which central below brought a dossier first; its devices write there."""

    __tablename__ = "authority_dossier"

    dossier: str = Field(primary_key=True)
    authority: str


class UpstreamRow(CentralTable, table=True):
    """The central above this one, and what this one is to it; ``hello`` is the last token."""

    __tablename__ = "upstream"

    address: str = Field(primary_key=True)
    user: str
    device: str
    token: str
    organisation: str
    public_key: str
    hello: str = ""


class UpstreamChainRow(CentralTable, table=True):
    """How far a device's chain was receipted by the central above."""

    __tablename__ = "upstream_chain"

    volume: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    seq: int


class UpstreamBlobRow(CentralTable, table=True):
    """A blob that facts sent up name and the central above does not hold yet."""

    __tablename__ = "upstream_blob"

    dossier: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    size: int


class UpstreamDossierRow(CentralTable, table=True):
    """A dossier that the central above began and handed down."""

    __tablename__ = "upstream_dossier"

    dossier: str = Field(primary_key=True)


AUTHORITY = table_of(AuthorityRow)
AUTHORITY_DEVICE = table_of(AuthorityDeviceRow)
AUTHORITY_DOSSIER = table_of(AuthorityDossierRow)
UPSTREAM = table_of(UpstreamRow)
UPSTREAM_CHAIN = table_of(UpstreamChainRow)
UPSTREAM_BLOB = table_of(UpstreamBlobRow)
UPSTREAM_DOSSIER = table_of(UpstreamDossierRow)
