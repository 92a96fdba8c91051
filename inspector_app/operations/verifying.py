"""Verification: does what is stored still say what was recorded?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.facts import Fact, FactDamaged, Tip, Volume, check_chain
from inspector_app.domain.seals import check_device_key, check_seal
from inspector_app.errors import Problem
from inspector_app.i18n import N_
from inspector_app.operations.pdf_sealing import PdfCheck, check_pdf
from inspector_app.operations.session import Session, UnknownRecord
from inspector_app.store.reading import Reader


class PaperAltered(Problem):
    """A file began as one of our papers or bears its number, and is not what was issued."""

    code = "OP-40"
    template = N_("The file is not what was issued or signed as paper {number}.")
    remedy_template = N_("Do not rely on it: show the stored paper of this number instead.")


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was checked and found whole."""

    volumes: int
    facts: int
    blobs: int


def verify_workspace(session: Session) -> Verified:
    """Re-hash every fact, follow every device chain, check seals and files.

    Raises FactDamaged that names the first fault.
    """
    facts = blobs = 0
    with session.workspace.reading() as reader:
        volumes = reader.volumes()
        keys = reader.device_keys()
        central_key = reader.setting("central_key")
        for volume in volumes:
            facts += verify_volume(reader, volume)
            for made in reader.seals(volume):
                if made.device in keys:
                    check_device_key(keys[made.device], central_key)
                    check_seal(made, keys[made.device].public_key)
        stored = reader.stored_blobs()
    for sha256 in stored:
        if hex_digest(session.workspace.blobs.read(sha256)) != sha256:
            raise FactDamaged(fact=sha256, reason="the file is not the one that was stored")
        blobs += 1
    return Verified(len(volumes), facts, blobs)


def verify_volume(reader: Reader, volume: Volume) -> int:
    """Re-hash the facts of a volume and follow every device's chain; returns their number.

    Own facts off the chain are those of a branch that a restored backup left: they were recorded
    again under another code, and are re-hashed only.
    """
    facts = reader.facts(volume=volume)
    numbered = reader.cursor(volume).number
    own = {chain.device for chain in reader.own_chains() if chain.volume == volume}
    tips: dict[str, Tip] = defaultdict(Tip)
    for fact in facts[:numbered]:
        tips[fact.device] = _follow(fact, tips[fact.device])
    for fact in sorted(facts[numbered:], key=lambda one: (one.device, one.seq)):
        tip = tips[fact.device]
        if fact.device in own and (fact.seq, fact.prev) != (tip.seq + 1, tip.id):
            _follow(fact, Tip(fact.seq - 1, fact.prev))
        else:
            tips[fact.device] = _follow(fact, tip)
    return len(facts)


def _follow(fact: Fact, tip: Tip) -> Tip:
    if hex_digest(fact.header) != fact.id:
        raise FactDamaged(fact=fact.id, reason="it is not the one that was recorded")
    return check_chain([fact], tip)


def verify_pdf(session: Session, pdf: bytes) -> PdfCheck:
    """Return the paper that these bytes are, and what its signatures say.

    Raises UnknownRecord where they are no paper of this laptop and no signature of a device that
    central certified is on them; PaperAltered where they began as one and were changed.
    """
    found = check_pdf(session, pdf)
    require_sound(found)
    return found


def require_sound(found: PdfCheck) -> None:
    """Raise UnknownRecord or PaperAltered where a check speaks against its file."""
    if found.state == "unknown" and not any(one.device_certified for one in found.signatures):
        raise UnknownRecord(what="PDF", key=found.pdf_sha256[:12])
    if found.state in ("altered", "other_bytes") or not _holds(found):
        raise PaperAltered(number=found.number or found.pdf_sha256[:12])


def _holds(found: PdfCheck) -> bool:
    return all(
        one.intact and not one.changed_after and one.device_certified is not False
        for one in found.signatures
    )
