"""Central's answer to a bundle: acknowledges what a push would, and nothing else.

Every receipt is checked against the pinned key, and every acknowledged link against our own fact:
no count, cursor or hash of the file is believed. An old answer, or the same one again, changes
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.envelope import BundleForeign
from inspector_app.domain.envelope_content import Answer, Result, read_answer_file
from inspector_app.domain.facts import START, FactDamaged, Tip, Volume
from inspector_app.domain.seals import Receipt, check_receipt, seal
from inspector_app.protocol import held_lane
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace
from inspector_app.sync.bundle_problems import AnswerForOther
from inspector_app.sync.identity import mark_stale, own_codes
from inspector_app.sync.push import number_own
from inspector_app.sync.settled import unsettle

PARTED = "PUSH-05"  # central's code where the chains part before a batch


@dataclass(frozen=True, slots=True)
class AnswerTaken:
    """How many facts and blobs became acknowledged by this file, how many of its batches wait for
    an assignment, and ``volume: code`` of those that central refused. ``forked`` where central
    knows other records of this device: the next sync gets a new code and records them again."""

    facts: int
    blobs: int
    held: int
    refused: tuple[str, ...]
    forked: bool
    pending_facts: int
    pending_blobs: int


def take_answer(workspace: Workspace, path: Path) -> AnswerTaken:
    """Acknowledge what central's answer proves.

    Raises BundleDamaged, BundleForeign, AnswerForOther or FactDamaged; nothing is changed then.
    """
    with workspace.reading() as reader:
        answer = read_answer_file(path, reader.setting("central_key"))
        organisation, codes = reader.setting("organisation"), own_codes(reader)
    if answer.organisation != organisation:
        raise BundleForeign()
    if answer.device not in codes:
        raise AnswerForOther(device=answer.device)
    mine = [one for one in answer.results if one.device in codes]
    with workspace.transaction() as tx:
        before = tx.pending()
        forked = [one for one in mine if not _settle(tx, one)]
        if any(one.device == tx.setting("device") for one in forked):
            mark_stale(tx)
        _keep_blobs(tx, answer)
        after = tx.pending()
    return AnswerTaken(
        facts=before.facts - after.facts,
        blobs=before.blobs - after.blobs,
        held=sum(one.state == "held" for one in mine),
        refused=tuple(f"{one.volume}: {one.code}" for one in mine if one.state == "refused"),
        forked=bool(forked),
        pending_facts=after.facts,
        pending_blobs=after.blobs,
    )


def _settle(tx: Transaction, result: Result) -> bool:
    """Acknowledge one batch; False where central knows the device by other records than ours."""
    if result.state not in ("accepted", "held"):
        return result.state != "forked" and result.code != PARTED
    volume = Volume.parse(result.volume)
    receipt = _checked_receipt(tx, result)
    own = tx.fact_at(volume, result.device, result.seq)
    if own is None or own.id != result.tip:
        return False
    tx.acknowledge(volume, result.device, result.seq)
    if _continues(tx, volume, receipt):
        tx.add_receipt(receipt)
        _number(tx, volume, result, receipt)
    if result.device == tx.setting("device"):
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(tx.setting("device_key")))
        made = seal(private, volume, result.device, Tip(result.seq, result.tip))
        tx.add_seals(volume, [made])
    unsettle(tx, volume)
    return True


def _continues(tx: Transaction, volume: Volume, receipt: Receipt) -> bool:
    """Tell whether the receipt fits what was pulled: an old answer, or one of a history that
    replaced the one we know, proves nothing more."""
    cursor = tx.cursor(volume)
    if receipt.volume != str(volume) or receipt.number > cursor.number:
        return True
    return (receipt.number, receipt.chain) == (cursor.number, cursor.chain)


def _checked_receipt(tx: Transaction, result: Result) -> Receipt:
    receipt = result.receipt
    lane = held_lane(result.volume, result.device)
    expected = result.volume if result.state == "accepted" else lane
    if receipt is None or receipt.volume != expected:
        raise FactDamaged(fact=result.volume, reason="no receipt for it")
    check_receipt(receipt, tx.setting("central_key"))
    return receipt


def _number(tx: Transaction, volume: Volume, result: Result, receipt: Receipt) -> None:
    if result.state == "held":
        return
    tip = tx.pulled_tips(volume).get(result.device, START)
    later = tx.chain_facts(volume, result.device, after=tip.seq)
    facts = [fact for fact in later if fact.seq <= result.seq]
    number_own(tx, volume, facts, receipt)


def _keep_blobs(tx: Transaction, answer: Answer) -> None:
    waiting = {(one.dossier, one.sha256) for one in tx.blobs_to_send()}
    for kept in answer.blobs:
        if (kept.dossier, kept.sha256) in waiting:
            tx.blob_sent(kept.dossier, kept.sha256)
