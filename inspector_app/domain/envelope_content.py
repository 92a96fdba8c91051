"""What stands in a bundle: records one after another, and central's answer to a bundle.

Content of a sealed box (see ``envelope``), version 1:

* a record is the length of its line (4 bytes, big-endian, at most 1,024), the line (JSON,
  :class:`Line`), then ``size`` bytes of payload;
* ``manifest`` comes first: JSON, :class:`Manifest`;
* ``push``: a PushBatch of ``/v1/push`` as JSON, facts of one device in one volume with its seal;
* ``pull``: a PullAnswer of ``/v1/pull`` as JSON, pages of volumes from their first fact on;
* ``blob``: the bytes of a photo or paper of ``dossier`` with this ``sha256``;
* ``end`` comes last, without payload; nothing may follow it.

No record is larger than its kind allows, whatever its line says, and no count of the file is ever
believed: readers count what they read. No path or name is taken from a bundle.

An **answer** is a file of its own: 8 bytes ``IAANSW01``, then JSON {"answer": …, "signature": …};
the signature is central's Ed25519 over {"purpose": "bundle_answer", "sha256": of the answer's
bytes as they stand}. It is not encrypted: it names volumes, numbers, chains and hashes, no person
and no enterprise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO, Literal, Protocol

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.canonical import canonical_bytes, hex_digest
from inspector_app.domain.envelope import (
    BundleDamaged,
    BundleMalformed,
    BundleNewer,
    Hex32,
    Hex64,
    Hex128,
    NotABundle,
    file_problems,
)
from inspector_app.domain.seals import Receipt, is_signed, signed
from inspector_app.i18n import _

CONTENT_VERSION = 1
MAX_LINE = 1_024
MAX_ANSWER = 64 * 1024 * 1024
ANSWER = b"IAANSW01"
MIB = 1024 * 1024
LIMITS = {"manifest": 65_536, "push": 16 * MIB, "pull": 16 * MIB, "blob": 64 * MIB, "end": 0}

DossierName = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f-]{36}$")]
DossierOrNone = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f-]{36})?$")]
Hex64OrNone = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?$")]
Kind = Literal["manifest", "push", "pull", "blob", "end"]


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """Announces a record; ``dossier`` and ``sha256`` stand with blobs only."""

    kind: Kind
    size: Annotated[int, msgspec.Meta(ge=0)] = 0
    dossier: DossierOrNone = ""
    sha256: Hex64OrNone = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Which bundle this is: of whose export, made when, part ``part`` of ``parts``."""

    v: int = CONTENT_VERSION
    organisation: DossierName
    bundle: Hex32
    made_at: Annotated[str, msgspec.Meta(max_length=40)]
    part: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1
    parts: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1


class Writing(Protocol):
    """Something that content is written to."""

    def write(self, content: bytes) -> None: ...


def put(out: Writing, line: Line, payload: bytes = b"") -> None:
    """Write a record whose payload is at hand."""
    announce(out, line)
    out.write(payload)


def announce(out: Writing, line: Line) -> None:
    """Write a record's line; the caller writes ``line.size`` bytes after it."""
    told = msgspec.json.encode(line)
    out.write(len(told).to_bytes(4, "big") + told)


def put_manifest(out: Writing, manifest: Manifest) -> None:
    """Write the first record."""
    told = msgspec.json.encode(manifest)
    put(out, Line(kind="manifest", size=len(told)), told)


class _Content:
    """Content as a stream of which exact numbers of bytes are taken."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def some(self, most: int) -> bytes:
        """Return at least one byte and at most so many; b"" at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        taken, self._rest = self._rest[:most], self._rest[most:]
        return taken

    def exactly(self, count: int) -> Iterator[bytes]:
        """Yield so many bytes in pieces; raises BundleMalformed where they end before."""
        while count:
            taken = self.some(count)
            if not taken:
                raise BundleMalformed(reason="it ends within a record")
            count -= len(taken)
            yield taken


@dataclass(slots=True)
class Record:
    """A record whose payload is read, or passed over, before the next one comes."""

    line: Line
    payload: Iterator[bytes]

    def whole(self) -> bytes:
        """Return the payload at once; its kind bounds it."""
        return b"".join(self.payload)


def records(pieces: Iterator[bytes]) -> Iterator[Record]:
    """Yield the records after the manifest was checked to be first, up to the end.

    Raises BundleMalformed. The manifest itself is the first one yielded.
    """
    content = _Content(pieces)
    first = True
    while True:
        line = _line(content)
        if (line.kind == "manifest") != first:
            raise BundleMalformed(reason="manifest")
        if line.kind == "end":
            break
        record = Record(line, content.exactly(line.size))
        yield record
        for _passed in record.payload:
            pass
        first = False
    if content.some(1):
        raise BundleMalformed(reason="something follows its end")


def _line(content: _Content) -> Line:
    length = int.from_bytes(b"".join(content.exactly(4)), "big")
    if length > MAX_LINE:
        raise BundleMalformed(reason="a line is too long")
    told = b"".join(content.exactly(length))
    line = _decoded(told)
    if line.size > LIMITS[line.kind]:
        raise BundleMalformed(reason="a record is larger than allowed")
    if (line.kind == "blob") != bool(line.dossier and line.sha256):
        raise BundleMalformed(reason="line")
    return line


def _decoded(told: bytes) -> Line:
    try:
        return msgspec.json.decode(told, type=Line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BundleMalformed(reason="line") from error


def read_manifest(record: Record) -> Manifest:
    """Return the manifest; raises BundleMalformed, or BundleNewer for a later version."""
    told = record.whole()
    try:
        manifest = msgspec.json.decode(told, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BundleMalformed(reason="manifest") from error
    if manifest.v != CONTENT_VERSION:
        raise BundleNewer(version=manifest.v)
    return manifest


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one batch; fields as in the PushResult of ``/v1/push``."""

    volume: str
    device: str
    state: Literal["accepted", "held", "forked", "refused"]
    seq: int = 0
    tip: Hex64OrNone = ""
    code: str = ""
    receipt: Receipt | None = None


class KeptBlob(msgspec.Struct, frozen=True):
    """A photo or paper that central holds, verified."""

    dossier: DossierName
    sha256: Hex64


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Central's word about one bundle file (``sha256``) of a device."""

    v: int = CONTENT_VERSION
    organisation: DossierName
    device: str
    bundle: Hex32
    sha256: Hex64
    at: str
    results: tuple[Result, ...]
    blobs: tuple[KeptBlob, ...]


class _Signed(msgspec.Struct, frozen=True):
    answer: msgspec.Raw
    signature: Hex128


def answer_bytes(answer: Answer, signing: Ed25519PrivateKey) -> bytes:
    """Return the answer as the bytes of its file, signed by central."""
    told = canonical_bytes(msgspec.to_builtins(answer))
    signature = signed(signing, "bundle_answer", sha256=hex_digest(told))
    return ANSWER + msgspec.json.encode(_Signed(msgspec.Raw(told), signature))


def is_answer(path: Path) -> bool:
    """Tell whether a file begins like an answer."""
    with file_problems(path), path.open("rb") as file:
        return file.read(len(ANSWER)) == ANSWER


def read_answer_file(path: Path, central_key: str) -> Answer:
    """Return the answer in a file; errors as ``read_answer``."""
    with file_problems(path), path.open("rb") as file:
        content = _bounded(file)
    if not content.startswith(ANSWER):
        raise NotABundle(file=path.name)
    return read_answer(content, central_key)


def _bounded(file: BinaryIO) -> bytes:
    content = file.read(MAX_ANSWER + 1)
    if len(content) > MAX_ANSWER:
        raise BundleMalformed(reason="an answer is larger than allowed")
    return content


def read_answer(content: bytes, central_key: str) -> Answer:
    """Return the answer that central signed; raises BundleDamaged, BundleMalformed, BundleNewer."""
    try:
        told = msgspec.json.decode(content.removeprefix(ANSWER), type=_Signed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BundleDamaged(reason=_("the answer cannot be read")) from error
    digest = hex_digest(bytes(told.answer))
    if content != ANSWER + msgspec.json.encode(told):
        raise BundleDamaged(reason=_("bytes of the answer were altered"))
    if not is_signed(central_key, told.signature, "bundle_answer", sha256=digest):
        raise BundleDamaged(reason=_("it is not signed by this laptop's central"))
    try:
        answer = msgspec.json.decode(told.answer, type=Answer)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BundleMalformed(reason="answer") from error
    if answer.v != CONTENT_VERSION:
        raise BundleNewer(version=answer.v)
    return answer
