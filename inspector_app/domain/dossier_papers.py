"""An enterprise's file, continued: papers other than the notice, and who signed them."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.dossier import Shown, all_shown, every
from inspector_app.domain.facts import Fact
from inspector_app.domain.fold import Dossier, identity_of
from inspector_app.domain.issued_papers import (
    PaperDelivered,
    PaperIssued,
    PaperSigned,
    PaperVoided,
    PdfSealed,
)


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """An issued paper; ``duplicated`` where its number was met twice (重号)."""

    body: PaperIssued
    fact: Fact
    duplicated: bool
    voided: PaperVoided | None
    deliveries: tuple[PaperDelivered, ...]


def issued_papers_of(dossier: Dossier, visit: str = "") -> tuple[IssuedPaper, ...]:
    """Return the issued papers (of one visit, or all) by number; notices stand in ``papers_of``."""
    issued = every(dossier, "paper:", PaperIssued)
    numbers = [body.number for _fact, body in issued]
    return tuple(
        IssuedPaper(
            body=body,
            fact=fact,
            duplicated=numbers.count(body.number) > 1,
            voided=_voided(dossier, body.number, identity_of(fact)),
            deliveries=tuple(
                one for _f, one in every(dossier, f"paper_delivery:{body.number}/", PaperDelivered)
            ),
        )
        for fact, body in issued
        if not visit or body.visit == visit
    )


def _voided(dossier: Dossier, number: str, issued: str) -> PaperVoided | None:
    given = (one for _fact, one in every(dossier, f"paper_void:{number}/", PaperVoided))
    return next((one for one in given if one.issued in ("", issued)), None)


def paper_signatures_of(dossier: Dossier, paper: str, ref: str) -> tuple[Shown[PaperSigned], ...]:
    """Return the signatures given for a paper that is not issued yet, by place."""
    return all_shown(dossier, f"paper_sign:{paper}/{ref}/", PaperSigned)


def revisions_of(dossier: Dossier, number: str, issued: str) -> tuple[PdfSealed, ...]:
    """Return the signed revisions of an issued PDF, the first to the last, each resting on the one
    before; of two that rest on the same one, the smaller hash goes first and the other waits."""
    known = [one for _fact, one in every(dossier, f"pdf_seal:{number}/", PdfSealed)]
    chain: list[PdfSealed] = []
    tip = issued
    while following := sorted((one for one in known if one.of == tip), key=lambda one: one.pdf):
        chain.append(following[0])
        tip = following[0].pdf
        if len(chain) > len(known):
            break
    return tuple(chain)
