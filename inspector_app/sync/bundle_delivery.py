"""Central's delivery to this laptop: facts and blobs of its scope, opened with a one-time code.

A device has no key to encrypt for, so the box is locked with a code that the administrator tells
the inspector by telephone. Pages are kept exactly as pulled ones: from our own cursor on, with
the chain recomputed and the seals checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from inspector_app.domain.envelope import (
    Box,
    BundleDamaged,
    BundleForeign,
    BundleMalformed,
    WrongCode,
    check_signature,
    code_secret,
    look,
    opened,
    plain_code,
)
from inspector_app.domain.envelope_content import Record, read_manifest, records
from inspector_app.domain.facts import Volume
from inspector_app.protocol import PullAnswer
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace
from inspector_app.sync.bundle_problems import CodeNeeded
from inspector_app.sync.pull import keep_page


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many facts and blobs were new here."""

    facts: int
    blobs: int


def take_delivery(workspace: Workspace, path: Path, code: str) -> Delivered:
    """Take what central wrote for this laptop; the same file again changes nothing.

    Raises CodeNeeded, WrongCode, BundleForeign, BundleDamaged, BundleMalformed; nothing is changed
    then. Facts come all or none; blobs that a crash cut off come with the next import.
    """
    box = look(path)
    _check_addressee(workspace, box)
    check_signature(box)
    if not plain_code(code):
        raise CodeNeeded()
    delivery = _Delivery(workspace, box, _secret(box, code))
    delivery.check()
    return Delivered(delivery.take_pages(), delivery.take_blobs())


def _check_addressee(workspace: Workspace, box: Box) -> None:
    with workspace.reading() as reader:
        is_mine = box.head.to == reader.setting("device")
        if not is_mine or box.head.key != reader.setting("central_key"):
            raise BundleForeign()


def _secret(box: Box, code: str) -> bytes:
    if box.head.lock is None:
        raise BundleForeign()
    return code_secret(code, box.head.lock)


@dataclass(frozen=True, slots=True)
class _Delivery:
    workspace: Workspace
    box: Box
    secret: bytes

    def records(self) -> Iterator[Record]:
        """Yield the records. The signature held, so what does not open has another code."""
        try:
            yield from records(opened(self.box, self.secret))
        except BundleDamaged as error:
            raise WrongCode() from error

    def check(self) -> None:
        """Read all of it and write nothing."""
        with self.workspace.reading() as reader:
            organisation = reader.setting("organisation")
        for record in self.records():
            if record.line.kind == "manifest":
                if read_manifest(record).organisation != organisation:
                    raise BundleForeign()
            elif record.line.kind == "pull":
                _read_pages(record)
            elif record.line.kind == "blob":
                _check_blob(record)
            else:
                raise BundleMalformed(reason=record.line.kind)

    def take_pages(self) -> int:
        """Keep the pages in one transaction; returns how many facts were new."""
        with self.workspace.transaction() as tx:
            return sum(
                _keep_answer(tx, _read_pages(record))
                for record in self.records()
                if record.line.kind == "pull"
            )

    def take_blobs(self) -> int:
        """Keep the blobs that facts here name and that are not here."""
        with self.workspace.reading() as reader:
            wanted = {(one.dossier, one.sha256) for one in reader.blobs_to_fetch()}
        taken = 0
        for record in self.records():
            place = (record.line.dossier, record.line.sha256)
            if record.line.kind != "blob" or place not in wanted:
                continue
            if self.workspace.blobs.put(record.whole()) != record.line.sha256:
                raise BundleMalformed(reason="a file is not the one that is named")
            with self.workspace.transaction() as tx:
                tx.blob_fetched(*place)
            taken += 1
        return taken


def _read_pages(record: Record) -> PullAnswer:
    try:
        return PullAnswer.model_validate_json(record.whole())
    except ValidationError as error:
        raise BundleMalformed(reason="pages") from error


def _check_blob(record: Record) -> None:
    digest = sha256()
    for piece in record.payload:
        digest.update(piece)
    if digest.hexdigest() != record.line.sha256:
        raise BundleMalformed(reason="a file is not the one that is named")


def _keep_answer(tx: Transaction, answer: PullAnswer) -> int:
    """Keep of each page what lies beyond our cursor, so that it goes on from what is here."""
    keys = {key.device: key.key() for key in answer.keys}
    came = 0
    for page in answer.pages:
        here = tx.cursor(Volume.parse(page.volume)).number
        if here < page.number:
            facts = page.facts[max(0, here - page.after) :]
            rest = page.model_copy(update={"after": max(here, page.after), "facts": facts})
            came += keep_page(tx, rest, keys)
    return came
