"""What a check of a PDF found, in sentences: what the file is, who signed it, whether it holds."""

from __future__ import annotations

from inspector_app.documents.pdf_signing import Covers, SignatureFound
from inspector_app.i18n import N_, _
from inspector_app.operations.pdf_sealing import PdfCheck
from inspector_app.operations.verifying_sheets import (
    DIFFERENT,
    ELSEWHERE,
    FORGED,
    MATCHES,
    UNKNOWN,
    VOIDED,
    SheetCheck,
)

_STATES = {
    "issued": N_("Paper {number}: these are exactly the bytes that were issued."),
    "signed": N_("Paper {number}: the bytes that were issued, with digital signatures added."),
    "altered": N_("The file began as paper {number} and was changed afterwards."),
    "other_bytes": N_(
        "The file bears number {number}, but it does not agree with the paper issued under it."
    ),
    "unknown": N_("The file is no paper on this computer (SHA-256 {sha}…)."),
}
_SHEETS = {
    MATCHES: N_("Sheet of paper {number}: its code is the one that was issued."),
    VOIDED: N_("Sheet of paper {number}: it was issued and voided afterwards ({reason})."),
    DIFFERENT: N_("The code bears number {number}, but another content was issued under it."),
    FORGED: N_("The code bears number {number}, but no certified device signed it."),
    ELSEWHERE: N_(
        "Sheet of paper {number}: device {device}, which central certified, issued it; the paper "
        "itself is not on this computer."
    ),
    UNKNOWN: N_("Nothing about paper {number} is on this computer."),
}
_COVERS = {
    Covers.ALL: N_("It covers the whole file."),
    Covers.REVISION: N_("It covers the file as it stood then; only what was added later follows."),
    Covers.PART: N_("It covers a part of the file only."),
}


def check_words(check: PdfCheck) -> tuple[str, ...]:
    """Return the sentences that explain a check, the result last."""
    told = _(_STATES[check.state]).format(number=check.number, sha=check.pdf_sha256[:12])
    signed = [line for one in check.signatures for line in _signature(one)]
    if not signed:
        signed = [_("It bears no digital signature.")]
    return (told, *signed, _result(check))


def sheet_words(check: SheetCheck) -> tuple[str, ...]:
    """Return the sentences that explain the check of a printed sheet, the result last."""
    reason, device = check.reason, check.device
    told = [_(_SHEETS[check.state]).format(number=check.number, reason=reason, device=device)]
    if check.dossier:
        named = (
            _("Issued to {enterprise}, {at}.").format(
                enterprise=check.enterprise, at=check.issued_at[:16].replace("T", " ")
            ),
            check.title and _("Title: {title}.").format(title=check.title),
            check.hazards and _("Hazards on it: {count}.").format(count=check.hazards),
        )
        told += [f"  {line}" for line in named if line]
    if check.sound or check.state == ELSEWHERE:
        short = check.value_sha256[:8]
        told.append(_("Each of its pages ends in {short}; else it is not of this paper.").format(
            short=short))  # fmt: skip
    return (*told, _sheet_result(check))


def _sheet_result(check: SheetCheck) -> str:
    if check.sound:
        return _("Result: the code matches the records; compare the text with the stored paper.")
    if check.state in (ELSEWHERE, UNKNOWN):
        return _("Result: this computer cannot vouch for the paper itself.")
    return _("Result: do not rely on this sheet.")


def _result(check: PdfCheck) -> str:
    if check.sound:
        return _("Result: nothing in the file speaks against it.")
    if check.state == "unknown":
        return _("Result: this computer cannot vouch for the paper itself.")
    return _("Result: do not rely on this file.")


def _signature(one: SignatureFound) -> list[str]:
    lines = [_who(one)]
    if not one.intact:
        lines.append(_("It does not hold: what it covers was changed."))
    elif one.changed_after:
        lines.append(_("It held when it was made, but the file was changed after it."))
    else:
        lines.append(_("It holds: nothing it covers was changed.") + " " + _(_COVERS[one.covers]))
    if not one.timestamp:
        lines.append(_device(one))
    return [f"  {line}" if place else line for place, line in enumerate(lines)]


def _who(one: SignatureFound) -> str:
    at = one.at[:19].replace("T", " ")
    if one.timestamp:
        return _("Time stamp of an authority: {at}.").format(at=at)
    return _("Signature of {name}, {at} ({reason}).").format(
        name=one.name or one.field, at=at, reason=one.reason or one.field
    )


def _device(one: SignatureFound) -> str:
    if one.device_certified is None:
        told = _("The key of device {device} is not known here; it comes with a sync.")
    elif one.device_certified:
        told = _("Its certificate is vouched for by device {device}, which central certified.")
    else:
        told = _("Its certificate is not the one of device {device}: do not trust it.")
    return told.format(device=one.device or "?")
