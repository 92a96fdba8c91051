"""The organisation dossier: what central publishes to its laptops."""

from __future__ import annotations

import msgspec

from inspector_app.domain.body import Body


class AgencyNamed(Body, frozen=True):
    """Who serves: full and short name (the short one stands in paper numbers), complaint phone."""

    name: str
    short: str
    phone: str = ""
    insurer: str = ""


class PersonRegistered(Body, frozen=True):
    """An inspector with certificates; ``person`` is the pseudonymous id that facts carry."""

    person: str
    name: str
    user: str = ""
    certificates: tuple[str, ...] = ()
    phone: str = ""


class FormFile(Body, frozen=True):
    """A file that a form reads (a csv list), as a blob."""

    name: str
    sha256: str
    size: int


class RecordRow(Body, frozen=True):
    """What makes a form one for service records: ``services`` ask for it; ``of`` is ``visit`` or
    ``dossier``, to which its records usually belong."""

    kind: str = "record"
    code: str = ""
    services: tuple[str, ...] = ()
    of: str = "visit"
    when: str = ""
    basis: str = ""
    copies: str = ""


class FormPublished(Body, frozen=True):
    """A checklist, or with ``record`` a form for service records: the converted XForm is the blob
    ``sha256``, the other fields are its row of the catalogue; ``media`` are the files it reads."""

    form: str
    version: str
    sha256: str
    size: int
    title: str
    sector: str = ""
    tags: tuple[str, ...] = ()
    rank: int = 40
    scales: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    effective_from: str = ""
    effective_to: str = ""
    media: tuple[FormFile, ...] = ()
    record: RecordRow | None = None


class SettingSet(Body, frozen=True):
    """One organisation setting, value as text."""

    name: str
    value: str


class RoutingSet(Body, frozen=True):
    """Which department is told of major hazards of a sector in a region."""

    sector: str
    region: str
    department: str
    phone: str = ""


class FactsErased(Body, frozen=True):
    """Bodies of these facts are removed everywhere; ``reason`` where retention has not ended."""

    ids: tuple[str, ...]
    reason: str = ""


class VolumeOpened(Body, frozen=True):
    """Opening of a year: open hazards and last results by value, and the facts they rest on."""

    open_hazards: tuple[str, ...] = ()
    last_results: dict[str, str] = msgspec.field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
