"""The words of tus 1.0 (https://tus.io/protocols/resumable-upload): headers in, headers out."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import md5, sha1, sha256
from typing import Protocol

import msgspec
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from inspector_app.central.media_problems import TUS_VERSION, OtherTus
from inspector_app.central.problems import BlobTooLarge, Malformed, WrongEncoding
from inspector_app.protocol import MAX_BLOB

EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
BYTES = "application/offset+octet-stream"
MAX_METADATA = 4096
_DOSSIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Hash(Protocol):
    """What hashlib gives."""

    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


_HASHES = {"sha1": sha1, "sha256": sha256, "md5": md5}
ABILITIES = {
    "Tus-Version": TUS_VERSION,
    "Tus-Extension": EXTENSIONS,
    "Tus-Max-Size": str(MAX_BLOB),
    "Tus-Checksum-Algorithm": ",".join(_HASHES),
}


class TusRoute(APIRoute):
    """A route whose every answer, refusals too, carries Tus-Resumable."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Tus-Resumable"] = TUS_VERSION
            await send(message)

        await super().handle(scope, receive, named)


class Announced(msgspec.Struct, frozen=True):
    """What an upload's creation announced: its size in bytes and its Upload-Metadata as sent."""

    length: int
    metadata: str


@dataclass(frozen=True, slots=True)
class Sum:
    """What the body of one request is to hash to."""

    algorithm: str
    expected: bytes

    def start(self) -> Hash:
        """Return a hash to feed the body to."""
        return _HASHES[self.algorithm]()


def require_tus(headers: Mapping[str, str]) -> None:
    """Raise OtherTus where a request does not say that it speaks our version."""
    if headers.get("tus-resumable") != TUS_VERSION:
        raise OtherTus(version=TUS_VERSION)


def require_bytes(headers: Mapping[str, str]) -> None:
    """Raise WrongEncoding where a body is not plain bytes of an upload."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != BYTES:
        raise WrongEncoding(reason="Content-Type")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise WrongEncoding(reason="Content-Encoding")


def count_of(headers: Mapping[str, str], name: str) -> int:
    """Return the number of bytes that a header names; raises Malformed."""
    text = headers.get(name, "")
    if not re.fullmatch(r"[0-9]{1,15}", text, re.ASCII):
        raise Malformed(reason=name)
    return int(text)


def announced(headers: Mapping[str, str]) -> Announced:
    """Return what a creation announces; raises Malformed, or BlobTooLarge before a byte comes."""
    if "upload-defer-length" in headers:
        raise Malformed(reason="Upload-Defer-Length")
    length = count_of(headers, "Upload-Length")
    if length > MAX_BLOB:
        raise BlobTooLarge(limit=MAX_BLOB)
    metadata = headers.get("upload-metadata", "")
    if len(metadata) > MAX_METADATA:
        raise Malformed(reason="Upload-Metadata")
    return Announced(length, metadata)


def named_blob(metadata: str) -> tuple[str, str]:
    """Return (dossier, sha256) of an Upload-Metadata header; raises Malformed."""
    found = _pairs(metadata)
    dossier, digest = found.get("dossier", ""), found.get("sha256", "")
    if not (_DOSSIER.fullmatch(dossier) and _SHA256.fullmatch(digest)):
        raise Malformed(reason="Upload-Metadata")
    return dossier, digest


def place_of(metadata: str) -> tuple[str, str]:
    """Return (dossier, sha256) as ``named_blob`` does, empty where they are not named."""
    try:
        return named_blob(metadata)
    except Malformed:
        return "", ""


def _pairs(metadata: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for pair in filter(None, (one.strip() for one in metadata.split(","))):
        key, _space, value = pair.partition(" ")
        if key in pairs or not key.isascii():
            raise Malformed(reason="Upload-Metadata")
        try:
            pairs[key] = base64.b64decode(value.strip(), validate=True).decode()
        except ValueError:  # bad base64 and bad UTF-8 alike
            raise Malformed(reason="Upload-Metadata") from None
    return pairs


def checksum(headers: Mapping[str, str]) -> Sum | None:
    """Return the request's Upload-Checksum; raises Malformed where it is of no known kind."""
    text = headers.get("upload-checksum")
    if text is None:
        return None
    algorithm, _space, value = text.partition(" ")
    try:
        expected = base64.b64decode(value.strip(), validate=True)
    except binascii.Error:
        expected = b""
    if algorithm not in _HASHES or len(expected) != _HASHES[algorithm]().digest_size:
        raise Malformed(reason="Upload-Checksum")
    return Sum(algorithm, expected)


def expires(at: datetime) -> dict[str, str]:
    """Return the header that says when an unfinished upload is dropped (RFC 9110 date)."""
    return {"Upload-Expires": format_datetime(at.astimezone(UTC), usegmt=True)}
