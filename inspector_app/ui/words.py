"""Codes of the domain as words people read, in the language of the moment."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from functools import cache

from inspector_app.config import forms_dir
from inspector_app.i18n import N_, _

CHINA = timezone(timedelta(hours=8))

SECTORS = {
    "industry-trade": N_("Industry and trade"),
    "noncoal-mine": N_("Non-coal mines"),
    "coal": N_("Coal mines"),
    "hazchem": N_("Hazardous chemicals"),
    "fireworks": N_("Fireworks"),
    "civil-explosives": N_("Civil explosives"),
    "metal-smelting": N_("Metal smelting"),
    "construction": N_("Construction"),
    "road-transport": N_("Transport"),
    "fishing-vessel": N_("Fishing"),
    "city-gas": N_("City gas"),
    "power": N_("Electric power"),
    "general": N_("Other sectors"),
}

SCALES = {
    "large": N_("Large"),
    "medium": N_("Medium-sized"),
    "small": N_("Small"),
    "micro": N_("Micro"),
    "unknown": N_("Size unknown"),
}

SITE_TYPES = {
    "plant": N_("Plant"),
    "project": N_("Construction project"),
    "vessel": N_("Vessel"),
    "fleet": N_("Fleet"),
}

SERVICES = {
    "01": N_("Safety training"),
    "02": N_("Risk assessment and safety evaluation"),
    "03": N_("Work-safety standardisation"),
    "04": N_("Hazard inspection"),
    "05": N_("Emergency plans and drills"),
    "06": N_("Safety technology"),
    "07": N_("Other accident prevention"),
}

NOT_PERFORMED = {
    "stopped": N_("Production stopped"),
    "nobody": N_("Nobody on site"),
    "refused": N_("Service refused"),
    "road_blocked": N_("Road blocked"),
}

LEVELS = {"general": N_("General hazard"), "major": N_("Major hazard")}

HAZARD_STATES = {
    "open": N_("Open"),
    "corrected_on_spot": N_("Corrected on the spot"),
    "rectified": N_("Rectified"),
    "withdrawn": N_("Withdrawn"),
}

DELIVERY_WAYS = {
    "printed": N_("Handed over on paper"),
    "file": N_("Sent as a file"),
    "refused": N_("Receipt refused"),
}

STAGES = {
    "hello": N_("Ask central"),
    "push": N_("Send records"),
    "pull": N_("Fetch records"),
    "blobs_up": N_("Send photos and papers"),
    "blobs_down": N_("Fetch photos and papers"),
}

TASK_KINDS = {"service": N_("Service visit"), "reinspection": N_("Re-inspection")}


def _word(table: dict[str, str], code: str) -> str:
    return _(table[code]) if code in table else code


def sector(code: str) -> str:
    """Return the sector's name; an unknown code stands for itself."""
    return _word(SECTORS, code)


def scale(code: str) -> str:
    """Return the size class in words."""
    return _word(SCALES, code)


def site_type(code: str) -> str:
    """Return what kind of place a site is."""
    return _word(SITE_TYPES, code)


def service(code: str) -> str:
    """Return the name of one of the seven services."""
    return _word(SERVICES, code)


def services(codes: Iterable[str]) -> str:
    """Return the names of services in one text."""
    return _(", ").join(service(code) for code in codes)


def not_performed(code: str) -> str:
    """Return why a visit could not take place."""
    return _word(NOT_PERFORMED, code)


def level(code: str) -> str:
    """Return the level of a hazard in words."""
    return _word(LEVELS, code)


def hazard_state(code: str) -> str:
    """Return where a hazard stands."""
    return _word(HAZARD_STATES, code)


def delivery(code: str) -> str:
    """Return how a paper reached the enterprise."""
    return _word(DELIVERY_WAYS, code)


def stage(code: str) -> str:
    """Return the name of a step of the sync."""
    return _word(STAGES, code)


def task_kind(code: str) -> str:
    """Return what a task asks for."""
    return _word(TASK_KINDS, code)


@cache
def _tags() -> dict[str, str]:
    path = forms_dir() / "tags.toml"
    if not path.exists():
        return {}
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: name for group in read.get("groups", ()) for code, name in group["tags"].items()}


def tag(code: str) -> str:
    """Return the Chinese name of a facility tag; an unknown code stands for itself."""
    return _tags().get(code, code)


def tags(codes: Iterable[str]) -> str:
    """Return the names of facility tags in one text."""
    return _(", ").join(tag(code) for code in codes)


def size(count: int) -> str:
    """Return a number of bytes as people read it."""
    if count < 1_000_000:
        return _("{size} KB").format(size=max(1, round(count / 1000)) if count else 0)
    return _("{size} MB").format(size=f"{count / 1_000_000:.1f}")


def clock(moment: str) -> str:
    """Return day and minute of an ISO moment as China's clocks show it."""
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return (read.astimezone(CHINA) if read.tzinfo else read).strftime("%Y-%m-%d %H:%M")


def days_until(day: str, today: date) -> int | None:
    """Return the days from today until an ISO day (negative: past); None where it is no day."""
    try:
        return (date.fromisoformat(day[:10]) - today).days
    except ValueError:
        return None


def due(day: str, today: date) -> tuple[str, str]:
    """Return how a deadline stands as (words, state): overdue ``late``, near ``waiting``."""
    left = days_until(day, today)
    if left is None:
        return (_("no deadline"), "")
    near = {-1: _("due yesterday"), 0: _("due today"), 1: _("due tomorrow")}
    if left in near:
        return (near[left], "late" if left < 0 else "waiting")
    if left < 0:
        return (_("{count} days overdue").format(count=-left), "late")
    return (_("{count} days left").format(count=left), "waiting" if left <= 3 else "")


def age(moment: str, now: datetime) -> str:
    """Return how long ago an ISO moment is."""
    try:
        passed = now - datetime.fromisoformat(moment)
    except (ValueError, TypeError):
        return ""
    hours = int(passed.total_seconds() // 3600)
    if hours < 2:
        return _("less than two hours ago")
    if hours < 48:
        return _("{count} hours ago").format(count=hours)
    return _("{count} days ago").format(count=hours // 24)
