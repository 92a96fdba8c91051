"""Commands of central's operator about bundles, over a place as in ``console``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector_app.central.bundles import Imported, import_bundle
from inspector_app.central.bundles_delivery import Delivery, deliver
from inspector_app.central.console import Place, opened
from inspector_app.domain.envelope import file_problems
from inspector_app.durable import write_file


@dataclass(frozen=True, slots=True)
class Received:
    """What a bundle brought, without the answer's bytes; ``answer`` is the file they are in."""

    file: Path
    answer: Path
    device: str
    part: int
    parts: int
    facts: int
    held: int
    refused: int
    blobs: int


def import_file(where: Place, file: Path, answer: Path | None = None) -> Received:
    """Import a bundle and write the answer for its laptop beside it, or where ``answer`` says."""
    with opened(where) as central:
        came = import_bundle(central, file)
    target = answer or answer_name(file, came)
    write_answer(target, came.answer)
    return Received(
        file=file,
        answer=target,
        device=came.device,
        part=came.part,
        parts=came.parts,
        facts=came.facts,
        held=came.held,
        refused=came.refused,
        blobs=came.blobs,
    )


def write_answer(target: Path, answer: bytes) -> None:
    """Put an answer on a stick, on it when this returns; raises FileProblem."""
    with file_problems(target):
        write_file(target, answer)


def answer_name(file: Path, came: Imported) -> Path:
    """Return the name of an answer beside its bundle."""
    return file.with_name(f"answer-{came.device}-{came.bundle[:8]}.iab")


def export_for(where: Place, device: str, file: Path, *, blobs: bool = True) -> Delivery:
    """Write a delivery for a laptop; the code in the result is shown once."""
    with opened(where) as central:
        return deliver(central, device, file, blobs=blobs)
