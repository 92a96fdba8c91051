"""Is this paper what was issued? A PDF, a picture of a sheet or the text of its code, in words."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.operations.pdf_sealing import PdfCheck, check_pdf
from inspector_app.operations.session import Session
from inspector_app.operations.verifying_sheets import (
    DIFFERENT,
    FORGED,
    VOIDED,
    SheetCheck,
    check_sheet,
    code_in,
    is_picture,
)
from inspector_app.operations.verifying_words import check_words, sheet_words

SOUND, DOUBTFUL, REFUTED = "sound", "doubtful", "refuted"


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """What was found, its sentences (the result last), and ``verdict``: sound · doubtful (this
    computer cannot tell) · refuted. ``number`` is the paper's where it is stored here, else ""."""

    found: PdfCheck | SheetCheck
    sentences: tuple[str, ...]
    verdict: str
    number: str


def check_paper_file(session: Session, data: bytes) -> PaperCheck:
    """Return what the bytes of a PDF, photo or scan are; raises PdfUnreadable, BadInput where they
    are none or show no code."""
    if is_picture(data):
        return check_paper_code(session, code_in(data))
    found = check_pdf(session, data)
    doubtful = found.state == "unknown" and not any(
        one.intact is False or one.device_certified is False for one in found.signatures
    )
    verdict = SOUND if found.sound else DOUBTFUL if doubtful else REFUTED
    return PaperCheck(found, check_words(found), verdict, found.number)


def check_paper_code(session: Session, text: str) -> PaperCheck:
    """Return what a scanned code is; raises QrInvalid where it is not one of a paper."""
    found = check_sheet(session, text)
    refuted = found.state in (VOIDED, DIFFERENT, FORGED)
    verdict = SOUND if found.sound else REFUTED if refuted else DOUBTFUL
    return PaperCheck(found, sheet_words(found), verdict, found.number if found.dossier else "")
