"""The fields of a notice by the names people know, for errors that must name a field."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.domain.notices import Notice, texts
from inspector_app.i18n import N_, _

# Path of the field (without positions) → its name on the screen.
_NAMES = {
    "addressee.name": N_("enterprise name"),
    "addressee.address": N_("enterprise address"),
    "addressee.industry": N_("industry"),
    "addressee.responsible": N_("person in charge"),
    "addressee.phone": N_("telephone"),
    "agency": N_("service agency"),
    "insurer": N_("insurer"),
    "policy_number": N_("policy number"),
    "site": N_("site"),
    "service_period": N_("time of service"),
    "services": N_("services"),
    "inspectors.name": N_("inspector's name"),
    "escort": N_("escort"),
    "scope": N_("scope"),
    "hazards.place": N_("place"),
    "hazards.finding": N_("finding"),
    "hazards.criterion": N_("criterion"),
    "hazards.basis": N_("basis"),
    "hazards.measure": N_("suggested measure"),
    "hazards.immediate": N_("immediate measure"),
    "hazards.responsible": N_("responsible"),
    "hazards.photos.caption": N_("photo caption"),
    "telling.told_to": N_("told to"),
    "telling.post": N_("post of the person told"),
    "telling.how": N_("how it was told"),
    "telling.proof": N_("proof of telling"),
    "signatures.name": N_("signer's name"),
    "signatures.post": N_("signer's post"),
    "signatures.refused": N_("reason of refusal"),
    "signatures.witness": N_("witness"),
}


def named_texts(notice: Notice) -> Iterator[tuple[str, str]]:
    """Yield (name of the field for people, text) for every text of the notice."""
    for path, text in texts(notice):
        yield _named(path, notice), text


def _named(path: str, notice: Notice) -> str:
    steps = path.split(".")
    plain = ".".join(step for step in steps if not step.isdigit())
    name = _(_NAMES[plain]) if plain in _NAMES else plain
    if steps[0] != "hazards":
        return name
    number = notice.hazards[int(steps[1]) - 1].number
    return _("hazard {number}, {field}").format(number=number, field=name)
