"""Photos and papers on disk, encrypted: AES-256-GCM in 64 KiB chunks, a key per file.

File layout: 8 bytes magic, 8 bytes plain size, 12 random bytes that salt the file's key, then the
chunks, each followed by its 16-byte tag. The nonce is the chunk's number; the tag also covers the
header and whether the chunk is the last, so cut, reordered and exchanged chunks are detected.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inspector_app.store.files import LEFTOVER, disk_problems, fill_durably, flush_folder
from inspector_app.store.keys import DataKey
from inspector_app.store.problems import BlobDamaged, BlobMissing

CHUNK = 65_536
_MAGIC = b"IABLOB01"
_SALT = 12
_HEADER = len(_MAGIC) + 8 + _SALT
_TAG = 16


class Blobs:
    """The encrypted files of one workspace, named by the SHA-256 of their plain bytes."""

    def __init__(
        self, folder: Path, key: DataKey, random: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._folder = folder
        self._names = key.derive("blob names")
        self._contents = key.derive("blob contents")
        self._random = random

    def path(self, sha256: str) -> Path:
        """Return where a blob is stored; its name tells nothing without the data key."""
        name = hmac.new(self._names, bytes.fromhex(sha256), hashlib.sha256).hexdigest()
        return self._folder / name[:2] / name

    def put(self, content: bytes | Path) -> str:
        """Store bytes or a file and return their SHA-256; on disk when this returns.

        Raises DiskFull, FolderReadOnly, DiskFault.
        """
        sha256, size = _digest(content)
        target = self.path(sha256)
        if target.exists():
            return sha256
        salt = self._random(_SALT)
        header = _MAGIC + size.to_bytes(8, "big") + salt
        cipher = self._cipher(sha256, salt)
        new_folder = not target.parent.exists()
        fill_durably(target, lambda file: _encrypt(file, header, cipher, _chunks(content)))
        if new_folder:
            flush_folder(self._folder)
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return the plain bytes; raises BlobMissing, BlobDamaged."""
        content = b"".join(self.chunks(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BlobDamaged(sha256=sha256)
        return content

    def chunks(self, sha256: str, offset: int = 0) -> Iterator[bytes]:
        """Yield the plain bytes from ``offset``, at most 64 KiB at a time."""
        try:
            with disk_problems(), self.path(sha256).open("rb") as file:
                yield from self._decrypt(file, sha256, offset)
        except FileNotFoundError:
            raise BlobMissing(sha256=sha256) from None

    def _decrypt(self, file: BinaryIO, sha256: str, offset: int) -> Iterator[bytes]:
        header = file.read(_HEADER)
        size = _size(header, sha256)
        cipher = self._cipher(sha256, header[-_SALT:])
        last = max(size - 1, 0) // CHUNK
        for number in range(offset // CHUNK, last + 1):
            file.seek(_HEADER + number * (CHUNK + _TAG))
            sealed = file.read(CHUNK + _TAG)
            try:
                plain = cipher.decrypt(_nonce(number), sealed, _covered(header, number == last))
            except (InvalidTag, ValueError):
                raise BlobDamaged(sha256=sha256) from None
            yield plain[max(offset - number * CHUNK, 0) :]

    def has(self, sha256: str) -> bool:
        """Tell whether the blob is on this laptop."""
        return self.path(sha256).exists()

    def size(self, sha256: str) -> int:
        """Return the plain size in bytes; raises BlobMissing, BlobDamaged."""
        try:
            with disk_problems(), self.path(sha256).open("rb") as file:
                return _size(file.read(_HEADER), sha256)
        except FileNotFoundError:
            raise BlobMissing(sha256=sha256) from None

    def delete(self, sha256: str) -> None:
        """Remove the blob; nothing happens where it is not here."""
        with disk_problems():
            self.path(sha256).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what a killed program left half written; nobody else may be writing."""
        with disk_problems():
            for path in self._folder.glob(f"*/.*{LEFTOVER}"):
                path.unlink(missing_ok=True)

    def _cipher(self, sha256: str, salt: bytes) -> AESGCM:
        kdf = HKDF(SHA256(), 32, salt, bytes.fromhex(sha256))
        return AESGCM(kdf.derive(self._contents))


def _digest(content: bytes | Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(content):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _chunks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        for at in range(0, len(content), CHUNK):
            yield content[at : at + CHUNK]
        return
    with content.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _encrypt(file: BinaryIO, header: bytes, cipher: AESGCM, chunks: Iterator[bytes]) -> None:
    file.write(header)
    number, chunk = 0, next(chunks, b"")
    while True:
        following = next(chunks, None)
        covered = _covered(header, following is None)
        file.write(cipher.encrypt(_nonce(number), chunk, covered))
        if following is None:
            return
        number, chunk = number + 1, following


def _size(header: bytes, sha256: str) -> int:
    if len(header) != _HEADER or not header.startswith(_MAGIC):
        raise BlobDamaged(sha256=sha256)
    return int.from_bytes(header[len(_MAGIC) : len(_MAGIC) + 8], "big")


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _covered(header: bytes, is_last: bool) -> bytes:
    return header + (b"\x01" if is_last else b"\x00")
