"""What laptops and central say to each other (DESIGN: hello → push → pull → blobs).

Messages are pydantic models, so ``/openapi.json`` describes them. On the wire a fact leaves out
what the receiver can rebuild (id, prev, seq, body_sha256); the receiver recomputes and compares.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field

from inspector_app.domain.canonical import canonical_bytes
from inspector_app.domain.facts import Fact, FactDamaged, Tip, Volume, body_hash
from inspector_app.domain.seals import DeviceKey, Receipt, Seal

PROTOCOL = 1
PROTOCOL_HEADER = "Inspector-Protocol"  # every answer of a central carries it; a portal's does not
MAX_FACTS = 2_000  # facts in one push or one pull page
MAX_BODY = 262_144  # bytes of one fact's body
MAX_BLOB = 64 * 1024 * 1024
MAX_REQUEST = 16 * 1024 * 1024  # bytes of one request's JSON, unpacked

Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Hex128 = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
VolumeName = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}/[0-9]{4}$")]
DossierName = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]
DeviceCode = Annotated[str, Field(pattern=r"^[A-HJ-NP-Z]{2,4}$")]
Text = Annotated[str, Field(max_length=400)]


class Message(BaseModel):
    """Messages are frozen; unknown fields are ignored, so versions can differ."""

    model_config = ConfigDict(frozen=True)


class WireFact(Message):
    """A fact on the wire. ``device`` is given on pulls; ``body_sha256`` only for erased bodies."""

    kind: Annotated[str, Field(max_length=64)]
    v: Annotated[int, Field(ge=1, le=1_000)] = 1
    subject: Text
    supersedes: tuple[Hex64, ...] = ()
    device: str = ""
    author: Annotated[str, Field(max_length=64)]
    recorded_at: Annotated[str, Field(max_length=40)]
    salt: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")] = ""
    body: dict[str, Any] | None = None
    body_sha256: str = ""
    restates: str = ""


class WireSeal(Message):
    """A device's signature over (volume, seq, tip)."""

    device: DeviceCode
    seq: Annotated[int, Field(ge=1, le=2**31)]
    tip: Hex64
    signature: Hex128

    @classmethod
    def of(cls, made: Seal) -> WireSeal:
        return cls(device=made.device, seq=made.seq, tip=made.tip, signature=made.signature)

    def seal(self, volume: str) -> Seal:
        """Return the seal as the domain knows it."""
        return Seal(volume, self.device, self.seq, self.tip, self.signature)


class WireReceipt(Message):
    """Central's signed word: it holds this volume up to this number."""

    volume: VolumeName
    number: int
    chain: Hex64
    at: str
    signature: Hex128

    @classmethod
    def of(cls, made: Receipt) -> WireReceipt:
        return cls(
            volume=made.volume,
            number=made.number,
            chain=made.chain,
            at=made.at,
            signature=made.signature,
        )

    def receipt(self) -> Receipt:
        """Return the receipt as the domain knows it."""
        return Receipt(self.volume, self.number, self.chain, self.at, self.signature)


class WireKey(Message):
    """A device's public key with central's certificate."""

    device: DeviceCode
    public_key: Hex64
    certificate: Hex128

    @classmethod
    def of(cls, known: DeviceKey) -> WireKey:
        return cls(device=known.device, public_key=known.public_key, certificate=known.certificate)

    def key(self) -> DeviceKey:
        """Return the key as the domain knows it."""
        return DeviceKey(self.device, self.public_key, self.certificate)


class About(Message):
    """Who this central is; needs no sign-in. ``epoch`` changes when its history was replaced."""

    organisation: DossierName
    name: str
    epoch: str
    version: str
    protocol: int = PROTOCOL
    time: str
    public_key: Hex64
    bundle_key: Hex64


class WireAuthority(Message):
    """A central that becomes a device of another: its organisation, and how many device codes it
    has given, so that the new one is free in both."""

    organisation: DossierName
    name: Annotated[str, Field(max_length=200)]
    codes: Annotated[int, Field(ge=0, le=300_000)]


class CrashReport(Message):
    """What a person agreed to send after the program stopped: kinds and places, no content."""

    version: Annotated[str, Field(max_length=40)]
    text: Annotated[str, Field(min_length=1, max_length=16_000)]


class CrashNoted(Message):
    """Central has a crash report in its log."""

    noted: bool


class EnrolRequest(Message):
    """A person brings a laptop: its fresh public key and the installation it lives in.

    ``authority`` where it is no laptop but a central below this one."""

    user: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=256)]
    public_key: Hex64
    installation: Annotated[str, Field(max_length=64)]
    label: Annotated[str, Field(max_length=80)] = ""
    authority: WireAuthority | None = None


class EnrolAnswer(Message):
    """The laptop's device code, bearer token and certified key, and whom central knows it as."""

    about: About
    device: DeviceCode
    token: str
    certificate: Hex128
    person: str
    person_name: str


class RenewRequest(Message):
    """A laptop whose workspace was restored or copied asks for a device code of its own, by the
    token it has. The new key and the hash of the new token are the laptop's choice, so repeating
    the request after a lost reply changes nothing."""

    public_key: Hex64
    token_sha256: Hex64
    installation: Annotated[str, Field(max_length=64)]


class RenewAnswer(Message):
    """The new device code and its certified key; the old code stays as it is."""

    device: DeviceCode
    certificate: Hex128


class HelloRequest(Message):
    """``since`` is the opaque token of the last hello, "" for the first; ``pending`` how many
    facts and files of its own this laptop still holds back: with 0, a withdrawn one is locked."""

    protocol: int = PROTOCOL
    version: str = ""
    since: Annotated[str, Field(max_length=200)] = ""
    pending: Annotated[int, Field(ge=0)] | None = None


class Assigned(Message):
    """A dossier in the person's scope, oldest year to fetch unless more is asked for."""

    dossier: DossierName
    from_year: int


class Changed(Message):
    """A volume that has facts up to this number; may be reported again, is never left out."""

    volume: VolumeName
    number: int


class HelloAnswer(Message):
    """``scope`` is whole and given only when it changed since the token (else None).

    ``all_told``: whether ``changed`` names every volume in scope, as central does not know the
    token (any more); None from a central that does not say it yet."""

    time: str
    epoch: str
    version: str
    token: str
    scope: tuple[Assigned, ...] | None
    changed: tuple[Changed, ...]
    upgrade_required: bool = False
    all_told: bool | None = None


class PushBatch(Message):
    """Facts of one device in one volume, contiguous from ``first_seq``, with the device's seal
    over the last of them. Facts of other devices are accepted by their seals."""

    volume: VolumeName
    device: DeviceCode
    first_seq: Annotated[int, Field(ge=1, le=2**31)]
    prev: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    facts: Annotated[tuple[WireFact, ...], Field(min_length=1, max_length=MAX_FACTS)]
    seal: WireSeal


class PushRequest(Message):
    """Several volumes at once; each batch stands or falls alone.

    ``keys``: certified keys of devices that central may not know, as after it was restored."""

    batches: Annotated[tuple[PushBatch, ...], Field(min_length=1, max_length=MAX_FACTS)]
    keys: Annotated[tuple[WireKey, ...], Field(max_length=1_000)] = ()


class PushResult(Message):
    """What became of one batch, in the order of the request.

    ``state``: accepted (also for what was known before), held (device not assigned: kept and
    receipted, folded after central admits it), forked (``seq``, ``tip``: the last common link)
    or refused (``code``)."""

    volume: VolumeName
    device: DeviceCode
    state: Annotated[str, Field(pattern="^(accepted|held|forked|refused)$")]
    seq: int = 0  # central holds this device's chain up to here
    tip: str = ""
    code: str = ""
    receipt: WireReceipt | None = None


class PushAnswer(Message):
    """One result a batch."""

    results: tuple[PushResult, ...]


class PullVolume(Message):
    """Where the laptop stands in a volume: contiguous number and the chain it computed."""

    volume: VolumeName
    after: Annotated[int, Field(ge=0, le=2**31)] = 0
    chain: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class PullRequest(Message):
    """Volumes to fetch; central answers as many as fit into ``limit`` facts."""

    volumes: Annotated[tuple[PullVolume, ...], Field(min_length=1, max_length=1_000)]
    limit: Annotated[int, Field(ge=1, le=MAX_FACTS)] = MAX_FACTS


class PullPage(Message):
    """Facts of one volume numbered ``after``+1 … ``number``; ``chain`` is central's at ``number``.

    ``state``: ok, behind (central has less than the laptop: push it all again) or differs (the
    chains part: someone's copy was altered)."""

    volume: VolumeName
    after: int
    number: int
    chain: Hex64
    facts: tuple[WireFact, ...]
    more: bool
    seals: tuple[WireSeal, ...] = ()
    receipt: WireReceipt | None = None
    state: Annotated[str, Field(pattern="^(ok|behind|differs)$")] = "ok"


class PullAnswer(Message):
    """Pages in the order asked; volumes left out did not fit and are asked for again."""

    pages: tuple[PullPage, ...]
    keys: tuple[WireKey, ...]


class BlobQuery(Message):
    """Which of these blobs of a dossier does central want, and from which byte."""

    dossier: DossierName
    blobs: Annotated[tuple[Hex64, ...], Field(min_length=1, max_length=1_000)]


class BlobState(Message):
    """How much of a blob central holds for this dossier; ``complete`` means verified and safe."""

    sha256: Hex64
    offset: int
    complete: bool


class BlobStates(Message):
    """One state a blob asked for."""

    states: tuple[BlobState, ...]


class ErrorAnswer(Message):
    """Body of every refusal."""

    code: str
    message: str
    remedy: str


def held_lane(volume: str, device: str) -> str:
    """Return the name under which held facts are receipted: not the volume's own, as they have no
    number in it. Such a receipt's ``number`` and ``chain`` are the device's last seq and id."""
    name = Volume.parse(volume)
    return f"{uuid5(UUID(name.dossier), f'held:{device}')}/{name.year:04d}"


def to_wire(fact: Fact, *, with_device: bool) -> WireFact:
    """Return the fact as it travels; the device is left out where the batch names it."""
    return WireFact.model_construct(
        kind=fact.kind,
        v=fact.v,
        subject=fact.subject,
        supersedes=fact.supersedes,
        device=fact.device if with_device else "",
        author=fact.author,
        recorded_at=fact.recorded_at,
        salt=fact.salt,
        body=fact.value,
        body_sha256="" if fact.body is not None else fact.body_sha256,
        restates=fact.restates,
    )


def from_wire(wire: WireFact, volume: Volume, device: str, tip: Tip) -> Fact:
    """Rebuild the fact that follows ``tip`` in the device's chain.

    Raises FactDamaged where the body is too large or missing without a hash, NotCanonical where
    it has no single spelling.
    """
    body = None if wire.body is None else canonical_bytes(wire.body)
    if body is not None and len(body) > MAX_BODY:
        raise FactDamaged(fact=wire.subject, reason="the body is larger than allowed")
    if body is None and len(wire.body_sha256) != 64:
        raise FactDamaged(fact=wire.subject, reason="neither body nor hash")
    if body is not None and len(wire.salt) != 32:
        raise FactDamaged(fact=wire.subject, reason="no salt")
    return Fact(
        dossier=volume.dossier,
        year=volume.year,
        kind=wire.kind,
        v=wire.v,
        subject=wire.subject,
        supersedes=wire.supersedes,
        device=device,
        seq=tip.seq + 1,
        prev=tip.id,
        author=wire.author,
        recorded_at=wire.recorded_at,
        salt=wire.salt if body is not None else "",
        body=body,
        body_sha256=wire.body_sha256 if body is None else body_hash(wire.salt, body),
        restates=wire.restates,
    )
