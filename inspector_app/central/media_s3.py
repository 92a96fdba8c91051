"""Whole blobs as objects of an S3 bucket, under ``<prefix>/<dossier>/<sha256>``.

An address is ``s3://bucket/prefix``; region, endpoint and credentials come from the usual ``AWS_…``
variables of the environment, the endpoint also from ``?endpoint=http://…`` of the address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from urllib.parse import parse_qs, urlsplit

from obstore.exceptions import BaseError
from obstore.store import S3Store

from inspector_app.central.media_problems import MediaAway
from inspector_app.logs import LOGGER

if TYPE_CHECKING:
    from obstore.store import S3Config

CHUNK = 4 * 1024 * 1024  # bytes of one range read: a request each
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Blobs as objects; every method raises MediaAway where the store does not answer."""

    store: S3Store

    def size(self, dossier: str, digest: str) -> int | None:
        """Return a blob's size in bytes, None where it is not here."""
        try:
            return int(_asked(self.store.head, f"{dossier}/{digest}")["size"])
        except FileNotFoundError:
            return None

    def holds(self, _dossier: str, _digest: str, _size: int) -> bool:
        """Tell that a blob once stored is there: asking for each would cost a request each."""
        return True

    def take(self, file: Path, dossier: str, digest: str) -> None:
        """Store a checked file as the blob, as one object; the file is gone after."""
        # A plain put, not a multipart upload: whole or not at all, and nothing to clear away.
        _asked(self.store.put, f"{dossier}/{digest}", file, use_multipart=False)
        file.unlink()

    def copy(self, source: str, dossier: str, digest: str) -> None:
        """Give a second dossier the same blob, without its bytes coming here."""
        _asked(self.store.copy, f"{source}/{digest}", f"{dossier}/{digest}")

    def remove(self, dossier: str, digest: str) -> None:
        """Remove a blob, if it is here."""
        _asked(self.store.delete, f"{dossier}/{digest}")

    def read(self, dossier: str, digest: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes ``start`` to ``end`` (exclusive) of a blob."""
        for first in range(start, end, CHUNK):
            last = min(first + CHUNK, end)
            yield bytes(_asked(self.store.get_range, f"{dossier}/{digest}", start=first, end=last))


def _asked(call: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
    try:
        return call(*given, **named)
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        LOGGER.error("media store: %s", type(error).__name__)
        raise MediaAway() from error


def open_bucket(address: str) -> Bucket:
    """Return the bucket at an address; nothing is asked of it yet."""
    found = urlsplit(address)
    endpoint = parse_qs(found.query).get("endpoint", [""])[0]
    config: S3Config = {"endpoint": endpoint} if endpoint else {}
    store = S3Store(
        found.netloc,
        prefix=found.path.strip("/") or None,
        client_options={"allow_http": True, "timeout": "120s"},
        config=config,
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
    )
    return Bucket(store)
