"""What uploads and the media refuse, each with the HTTP status that fits it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from inspector_app.central.problems import CentralProblem
from inspector_app.durable import is_full
from inspector_app.i18n import N_

TUS_VERSION = "1.0.0"
_BROKEN = (errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)


class MediaFull(CentralProblem):
    """The disk of the media has no room; what did not fit was not kept."""

    code = "BLOB-06"
    status = 507
    template = N_("The server's disk has no room for this file.")
    remedy_template = N_("The file stays on the laptop and is sent later; tell the administrator.")
    retryable = True

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "300"}


class NoSuchUpload(CentralProblem):
    """Nothing of this file is under way: never begun, ended, or expired."""

    code = "BLOB-07"
    status = 404
    template = N_("The server knows no such upload.")
    remedy_template = N_("The file is sent again from the start.")
    retryable = True


class OtherTus(CentralProblem):
    """The request does not speak tus 1.0.0, or does not say so."""

    code = "BLOB-08"
    status = 412
    template = N_("The upload does not speak the protocol tus {version}.")
    remedy_template = N_("Update the program; if it happens again, report it.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Tus-Version": TUS_VERSION}


class ChecksumDiffers(CentralProblem):
    """The bytes of one request are not those that were sent; none of them was kept."""

    code = "BLOB-09"
    status = 460
    template = N_("A piece of the file arrived damaged; it was discarded.")
    remedy_template = N_("The piece is sent again.")
    retryable = True


class MediaAway(CentralProblem):
    """The object store of the media does not answer, or refuses."""

    code = "BLOB-10"
    status = 503
    template = N_("The server cannot reach its file storage at the moment.")
    remedy_template = N_("Nothing was lost; it will be tried again later.")
    retryable = True

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "30"}


@contextmanager
def room() -> Iterator[None]:
    """Raise MediaFull where what is inside finds a full disk, MediaAway where it is broken."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise MediaFull() from error
        if error.errno in _BROKEN:
            raise MediaAway() from error
        raise
