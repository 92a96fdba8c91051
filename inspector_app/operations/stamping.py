"""The stamp on printed photos: when, where, what. Only the printed copy bears it."""

from __future__ import annotations

from inspector_app.domain.dossier import Hazard, enterprise_of, hazard_of, hazards_of, shown
from inspector_app.domain.fold import Dossier
from inspector_app.domain.organisation import SettingSet
from inspector_app.domain.papers import PhotoAttached
from inspector_app.operations.session import Session

SETTING = "photos.stamp"  # of this laptop; the organisation's of the same name where unset
ON, OFF = "yes", "no"


def stamps_photos(session: Session) -> bool:
    """Tell whether printed photos bear a stamp: as this laptop says, else as the organisation."""
    with session.workspace.reading() as reader:
        own = reader.setting(SETTING)
        organisation = None if own else reader.dossier(session.organisation)
    if organisation is None:
        return own == ON
    found = shown(organisation, f"setting:{SETTING}", SettingSet)
    return found is not None and found.body.value == ON


def stamp_photos(session: Session, on: bool) -> None:
    """Say whether printed photos bear a stamp from now on."""
    with session.workspace.transaction() as tx:
        tx.set_setting(SETTING, ON if on else OFF)


def stamp_lines(key: str, dossier: Dossier, photo: PhotoAttached) -> tuple[str, ...]:
    """Return the lines of a photo's stamp: time, enterprise, item (the hazard's place and item,
    else the caption); ``key`` names the dossier."""
    hazard = _hazard_of(dossier, photo)
    item = (
        " ".join(part for part in (hazard.body.place, hazard.body.item) if part) if hazard else ""
    )
    lines = (shown_time(photo.taken_at), enterprise_of(key, dossier).name, item or photo.caption)
    return tuple(line for line in lines if line)


def _hazard_of(dossier: Dossier, photo: PhotoAttached) -> Hazard | None:
    kind, _colon, key = photo.owner.partition(":")
    if kind == "hazard":
        return hazard_of(dossier, key)
    question = key.removeprefix(f"{photo.visit}/")
    asked = (h for h in hazards_of(dossier, photo.visit) if h.body.question == question)
    return next(asked, None) if kind == "answer" else None


def shown_time(stamp: str) -> str:
    """Return ``2026-11-25 09:12`` for an ISO time or a camera's ``2026:11:25 09:12:00``."""
    day, time = stamp[:10].replace(":", "-"), stamp[11:16]
    return f"{day} {time}".strip()
