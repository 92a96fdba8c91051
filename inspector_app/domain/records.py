"""Facts about service records: opened for a visit or for the enterprise, prefilled, closed.

The answers of a record are ``item_answered`` facts, as those of a checklist are; what a visit's id
is there, the record's id is here.
"""

from __future__ import annotations

import msgspec

from inspector_app.domain.body import Body


class RecordOpened(Body, frozen=True):
    """A record form or service paper begun: identity of the form is (form, version, sha256).

    ``visit`` is "" where the record belongs to the enterprise (a complaint, an expense);
    ``date`` is the day it is about and decides on the volume.
    """

    record: str
    form: str
    version: str
    sha256: str
    date: str
    visit: str = ""


class RecordPrefilled(Body, frozen=True):
    """What the dossier knew when a person opened the record or asked for it again.

    ``values`` are answers by stable ref, ``rows`` the row ids of repeats by range ref. An answer
    given by a person stands above them.
    """

    record: str
    values: dict[str, str] = msgspec.field(default_factory=dict)
    rows: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


class RecordClosed(Body, frozen=True):
    """The record is complete; it is no longer answered."""

    record: str
    closed_at: str
    note: str = ""


class RecordReopened(Body, frozen=True):
    """A closed record is answered again, and why."""

    record: str
    reason: str


class RecordWithdrawn(Body, frozen=True):
    """The record was opened by mistake; it stays in the log."""

    record: str
    reason: str
