"""What a check of a PDF found, in sentences: what the file is, who signed it, whether it holds."""

from __future__ import annotations

from inspector_app.documents.pdf_signing import Covers, SignatureFound
from inspector_app.i18n import N_, _
from inspector_app.operations.pdf_sealing import PdfCheck

_STATES = {
    "issued": N_("Paper {number}: these are exactly the bytes that were issued."),
    "signed": N_("Paper {number}: the bytes that were issued, with digital signatures added."),
    "altered": N_("The file began as paper {number} and was changed afterwards."),
    "unknown": N_("The file is no paper on this computer (SHA-256 {sha}…)."),
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
