"""The sealed box in which bundles travel: its addressee alone can read it, its sender signed it.

A file, whole numbers big-endian:

======  =========================================================================================
bytes   meaning
======  =========================================================================================
8       ``IABNDL`` and the version of the box in two digits: ``01``
4       length of the head, at most 4,096
…       head: canonical JSON (:class:`Head`), the only part that a stranger can read
…       chunks: AES-256-GCM (NIST SP 800-38D), 64 KiB of content and a tag of 16 bytes each; the
        last may be shorter, or empty
64      Ed25519 signature (RFC 8032) of the sender over {"purpose": "bundle", "sha256": S}, where
        S is the SHA-256 of all bytes before it
======  =========================================================================================

The content key is HKDF-SHA-256 (RFC 5869) of a secret, salted with the SHA-256 of all bytes before
the chunks. The secret is either X25519 (RFC 7748) of a fresh key (``ephemeral``) with the
addressee's (``to``), or Argon2id (RFC 9106) of a code that people tell one another (``lock``).
So no byte of the head can be exchanged: neither addressee nor sender. The nonce of a chunk is its
number in 11 bytes and one byte that is 1 for the last: after STREAM (Hoang, Reyhanitabar, Rogaway,
Vizár, 2015), chunks that are cut off, repeated, exchanged or reordered are detected. The signature
lets whoever carries the file see that it is whole and from a certified device, without reading it.

What stands in the content is told in ``envelope_content``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inspector_app.domain.canonical import canonical_bytes
from inspector_app.domain.seals import is_signed, signed
from inspector_app.errors import Problem, system_reason
from inspector_app.i18n import N_, _

NAME = b"IABNDL"
HEAD_BROKEN = N_("its head cannot be read")
ALTERED = N_("bytes were altered or are missing, so the sender's signature does not match")
VERSION = b"01"
CHUNK = 65_536
TAG = 16
MAX_HEAD = 4_096
SIGNATURE = 64
_READ = 1024 * 1024
_START = len(NAME) + len(VERSION) + 4

Hex32 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
Hex64 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Hex128 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}$")]
Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2,4}$")]


class BundleProblem(Problem):
    """Root of what can be wrong with a bundle; whoever raises it changed nothing."""

    code = "BUN-00"


class NotABundle(BundleProblem):
    """The file is something else."""

    code = "BUN-01"
    template = N_("The file {file} is not a bundle of this program.")
    remedy_template = N_("Choose a file that 'bundle export' wrote; nothing was changed.")


class BundleDamaged(BundleProblem):
    """The file was cut or altered after it was written."""

    code = "BUN-02"
    template = N_("The bundle is damaged: {reason}.")
    remedy_template = N_("Copy it again from where it was written; nothing was changed.")


class BundleForeign(BundleProblem):
    """The bundle is for somebody else."""

    code = "BUN-03"
    template = N_("The bundle is meant for another central.")
    remedy_template = N_("Hand it to the agency it was made for; nothing was changed.")


class BundleNewer(BundleProblem):
    """A newer program wrote the bundle."""

    code = "BUN-04"
    template = N_("The bundle was written by a newer version of the program ({version}).")
    remedy_template = N_("Update this program, then import it again; nothing was changed.")


class BundleMalformed(BundleProblem):
    """The box is whole but its content is not of the form that is written down."""

    code = "BUN-05"
    template = N_("The content of the bundle is not of the expected form: {reason}.")
    remedy_template = N_("Nothing was changed. Export it again with an up-to-date program.")


class SenderUnknown(BundleProblem):
    """The device that signed the bundle is not one of this central's."""

    code = "BUN-06"
    template = N_("The bundle is signed by a laptop that this central does not know ({device}).")
    remedy_template = N_("Nothing was changed. Ask where the file comes from.")


class WrongCode(BundleProblem):
    """The code does not open the bundle."""

    code = "BUN-07"
    template = N_("The code does not open this bundle.")
    remedy_template = N_("Compare it with what the administrator told you; nothing was changed.")


class FileProblem(BundleProblem):
    """The file or the stick cannot be read or written."""

    code = "BUN-08"
    template = N_("The file {file} cannot be used: {reason}.")
    remedy_template = N_("Check the stick, its free space and its rights, then try again.")


class Lock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cost and salt of Argon2id; the bounds keep a hostile file from eating the machine."""

    salt: Hex32
    memory_kib: Annotated[int, msgspec.Meta(ge=64, le=262_144)] = 65_536
    passes: Annotated[int, msgspec.Meta(ge=1, le=8)] = 3


class Head(msgspec.Struct, frozen=True, omit_defaults=True):
    """What everybody may read: the sender with central's certificate, and for whom the box is.

    ``bundle`` is a random name; ``to`` and ``ephemeral`` are X25519 keys, else ``lock`` is given
    and ``to`` is the code of a device."""

    bundle: Hex32
    device: Code
    key: Hex64
    certificate: Hex128
    to: Annotated[str, msgspec.Meta(max_length=64)]
    ephemeral: Hex64 = ""
    lock: Lock | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A box that lies in a file; ``start`` are its bytes before the chunks."""

    path: Path
    head: Head
    start: bytes
    size: int

    @property
    def end(self) -> int:
        """Where the chunks end and the signature begins."""
        return self.size - SIGNATURE


@contextmanager
def file_problems(path: Path) -> Iterator[None]:
    """Tell errors of a stick or disk as FileProblem."""
    try:
        yield
    except OSError as error:
        raise FileProblem(file=path.name, reason=system_reason(error)) from error


def shared_secret(private: X25519PrivateKey, public_key: str) -> bytes:
    """Return the X25519 secret; raises BundleDamaged where the other key is none."""
    try:
        return private.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(public_key)))
    except ValueError as error:
        raise BundleDamaged(reason=_("the key in its head is none")) from error


def plain_code(text: str) -> str:
    """Return a code as it was meant: capitals and digits, without what people put between."""
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())


def code_secret(code: str, lock: Lock) -> bytes:
    """Return the secret that a code and its lock make."""
    kdf = Argon2id(
        salt=bytes.fromhex(lock.salt),
        length=32,
        iterations=lock.passes,
        lanes=1,
        memory_cost=lock.memory_kib,
    )
    return kdf.derive(plain_code(code).encode())


def sealed_size(content: int) -> int:
    """Return the most bytes that a box around so much content takes."""
    chunks = max(1, -(-content // CHUNK))
    return _START + MAX_HEAD + content + chunks * TAG + SIGNATURE


class Sealer:
    """Writes a box: ``write`` content, then ``close``; without it the file is no box."""

    def __init__(
        self, file: BinaryIO, head: Head, secret: bytes, signing: Ed25519PrivateKey
    ) -> None:
        self._file, self._signing = file, signing
        self._digest = sha256()
        self._waiting = bytearray()
        self._number = 0
        start = _start_of(head)
        self._cipher = _cipher(secret, start)
        self._put(start)

    def write(self, content: bytes) -> None:
        """Add content."""
        self._waiting += content
        while len(self._waiting) > CHUNK:  # a full last chunk waits, as it may be the last
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Write the last chunk and the signature."""
        self._seal(bytes(self._waiting), is_last=True)
        signature = signed(self._signing, "bundle", sha256=self._digest.hexdigest())
        self._file.write(bytes.fromhex(signature))

    def _seal(self, content: bytes, *, is_last: bool) -> None:
        self._put(self._cipher.encrypt(_nonce(self._number, is_last), content, None))
        self._number += 1

    def _put(self, data: bytes) -> None:
        self._digest.update(data)
        self._file.write(data)


def _start_of(head: Head) -> bytes:
    told = canonical_bytes(msgspec.to_builtins(head))
    return NAME + VERSION + len(told).to_bytes(4, "big") + told


def _cipher(secret: bytes, start: bytes) -> AESGCM:
    kdf = HKDF(SHA256(), 32, sha256(start).digest(), b"inspector-app bundle 1")
    return AESGCM(kdf.derive(secret))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def is_box(path: Path) -> bool:
    """Tell whether a file begins like a box, of whatever version."""
    with file_problems(path), path.open("rb") as file:
        return file.read(len(NAME)) == NAME


def look(path: Path) -> Box:
    """Return the box in a file, its signature unchecked.

    Raises NotABundle, BundleNewer, BundleDamaged, FileProblem.
    """
    with file_problems(path), path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        begin = file.read(_START)
        length = int.from_bytes(begin[-4:], "big")
        told = file.read(min(length, MAX_HEAD))
    if not begin.startswith(NAME):
        raise NotABundle(file=path.name)
    version = begin[len(NAME) : len(NAME) + len(VERSION)]
    if version != VERSION:
        shown = version.decode("ascii", "replace") if version.isdigit() else ""
        if shown > "01":
            raise BundleNewer(version=shown)
        raise BundleDamaged(reason=_("it names no version of this format"))
    if len(begin) < _START or length > MAX_HEAD or len(told) < length:
        raise BundleDamaged(reason=_(HEAD_BROKEN))
    start = begin + told
    if size < len(start) + TAG + SIGNATURE:
        raise BundleDamaged(reason=_("its end is missing"))
    return Box(path, _read_head(told), start, size)


def _read_head(told: bytes) -> Head:
    try:
        head = msgspec.json.decode(told, type=Head)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BundleDamaged(reason=_(HEAD_BROKEN)) from error
    if bool(head.ephemeral) == (head.lock is not None):
        raise BundleDamaged(reason=_(HEAD_BROKEN))
    return head


def check_signature(box: Box) -> str:
    """Return the SHA-256 of the whole file; raises BundleDamaged where a byte was altered."""
    digest, left = sha256(), box.end
    with file_problems(box.path), box.path.open("rb") as file:
        while left and (piece := file.read(min(_READ, left))):
            digest.update(piece)
            left -= len(piece)
        signature = file.read(SIGNATURE + 1)
    whole = left == 0 and len(signature) == SIGNATURE
    if not whole or not is_signed(
        box.head.key, signature.hex(), "bundle", sha256=digest.hexdigest()
    ):
        raise BundleDamaged(reason=_(ALTERED))
    digest.update(signature)
    return digest.hexdigest()


def opened(box: Box, secret: bytes) -> Iterator[bytes]:
    """Yield the content, at most 64 KiB at a time; each piece is proved before it is given.

    Raises BundleDamaged at the first that is not what was sealed, or where the end is missing.
    """
    cipher = _cipher(secret, box.start)
    left, number = box.end - len(box.start), 0
    with file_problems(box.path), box.path.open("rb") as file:
        if file.read(len(box.start)) != box.start:
            raise BundleDamaged(reason=_(HEAD_BROKEN))
        while left:
            sealed = file.read(min(CHUNK + TAG, left))
            left -= len(sealed)
            content = _unsealed(cipher, sealed, _nonce(number, left == 0))
            number += 1
            yield content


def _unsealed(cipher: AESGCM, sealed: bytes, nonce: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, sealed, None)
    except (InvalidTag, ValueError) as error:
        raise BundleDamaged(reason=_("its content is not what was sealed")) from error
