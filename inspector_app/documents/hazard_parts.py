"""Parts that the papers about single hazards share: the hazard, five points, proof of telling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from inspector_app.documents.outline import BlockPart, Column, Photos, Place, Side, Table
from inspector_app.documents.paper_parts import Sheet
from inspector_app.documents.service_words import Words
from inspector_app.domain.hazard_papers import PaperHazard, Telling
from inspector_app.domain.hazards import FiveCommitments, Level
from inspector_app.domain.major_notice import MAJOR_MARK
from inspector_app.domain.service_papers import PaperPhoto, ServiceStaff

FIVE = ("responsible", "measure", "funds", "deadline", "plan")


def block_heading(words: Words, hazard: PaperHazard, last: str = "") -> tuple[str, str, str]:
    """Return name, place and level (or another last word) of a hazard."""
    major = hazard.level is Level.MAJOR
    level = words["major_mark"] if major else words["general_long"]
    return words["hazard_name"].format(number=hazard.number), hazard.place, last or level


def ordered(hazards: Iterable[PaperHazard]) -> list[PaperHazard]:
    """Return the hazards, major ones first, each in the order of its number."""
    return sorted(hazards, key=lambda one: (one.level is not Level.MAJOR, one.number))


def five_text(words: Words, five: FiveCommitments) -> str:
    """Return those of the five points that are filled in, one a line."""
    told = ((name, getattr(five, name)) for name in FIVE)
    return "\n".join(words[f"five.{name}"] + words.colon + text for name, text in told if text)


def named_photos(
    words: Words, hazard: PaperHazard, photos: Sequence[PaperPhoto], name: str = "photo_name"
) -> list[tuple[PaperPhoto, str]]:
    """Return the photos with name, caption and time."""
    return [
        (photo, _caption(words[name].format(number=hazard.number, place=place), photo))
        for place, photo in enumerate(photos, 1)
    ]


def _caption(name: str, photo: PaperPhoto) -> str:
    return "　".join(text for text in (name, photo.caption, photo.taken) if text)


def photo_part(words: Words, hazard: PaperHazard) -> list[BlockPart]:
    """Return the photos of a hazard as a part of its block, nothing where it has none."""
    return [Photos(tuple(named_photos(words, hazard, hazard.photos)))] if hazard.photos else []


def what_was_told(words: Words, hazard: PaperHazard) -> list[tuple[str, str]]:
    """Return label and text of what the notice says of the hazard; empty texts are left out."""
    five = five_text(words, hazard.five) if hazard.five is not None else ""
    pairs = [
        (words["desc"], hazard.finding),
        (words["criterion"], hazard.criterion),
        (words["basis"], "\n".join(hazard.basis)),
        (words["immediate"], hazard.immediate),
        (words["suggested_measure"], hazard.measure),
        (words["deadline"], words.day(hazard.deadline)),
        (words["responsible"], hazard.responsible),
        (words["five"], five),
    ]
    return [pair for pair in pairs if pair[1].strip()]


def telling_table(words: Words, telling: Sequence[Telling]) -> Table:
    """Return the table of who was told when and how, and what proves it."""
    columns = (
        Column(words["told_hazards"], 18, middle=True),
        Column(words["told_to"], 34),
        Column(words["told_at"], 32),
        Column(words["told_how"], 22),
        Column(words["withdrawal"], 25, middle=True),
        Column(words["proof"]),
    )
    rows = tuple(_telling_row(words, one) for one in telling)
    return Table(columns, rows, empty=words["not_told"])


def _telling_row(words: Words, one: Telling) -> tuple[str, ...]:
    numbers = "、" if words.chinese else ", "
    return (
        numbers.join(map(str, one.hazards)) or words["all_hazards"],
        "　".join(text for text in (one.told_to, one.post) if text),
        words.day(one.told_at),
        one.how,
        words["yes" if one.withdrawal_advised else "no"],
        one.proof,
    )


def staff_side(
    sheet: Sheet, title: str, role: str, staff: Sequence[ServiceStaff], seal: str, day: str = ""
) -> Side:
    """Return the side of the service staff: a place for each, signed or empty with the name."""
    label = sheet.label(role)
    given = [one for one in sheet.paper.signatures if one.role == role]
    places = []
    for person in staff:
        mine = next((one for one in given if one.name == person.name), None)
        if mine is not None:
            given.remove(mine)
            mine = replace(mine, certificate=mine.certificate or person.cert_no)
        name = sheet.words.certified(person.name, person.cert_no)
        places.append(Place(label, mine, (name,), role))
    places += [Place(label, one, role=role) for one in given]
    shown = tuple(places or [Place(label, role=role)])
    return Side(sheet.words[title], shown, sheet.words[seal], day)


def blank_side(sheet: Sheet, title: str, roles: str, seal: str) -> Side:
    """Return the side of the enterprise: its places with name, post and telephone to fill in."""
    words = sheet.words
    name, post, phone = (words[key] + words.colon for key in ("name", "post", "phone"))
    blanks = (name + "　" * 9 + post, phone)
    places: list[Place] = []
    for role in roles.split():
        for place in sheet.places(role, sheet.label(role)):
            names = () if place.signature is not None else blanks
            places.append(Place(place.label, place.signature, names, role))
    return Side(words[title], tuple(places), words[seal] if seal else "")


def notice_title(words: Words, number: str) -> str:
    """Return the title of the notice with this number."""
    return words["major_notice_title" if f"安责{MAJOR_MARK}〔" in number else "notice_title"]
