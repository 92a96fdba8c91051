"""Outline of the reply form: the hazards filled in, the rest left for a pen and for photos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from inspector_app.documents.hazard_parts import (
    FIVE,
    blank_side,
    block_heading,
    named_photos,
    notice_title,
    ordered,
)
from inspector_app.documents.outline import (
    BlockPart,
    Choices,
    Fields,
    HazardBlock,
    Heading,
    OutlinePart,
    PhotoPairs,
    PhotoPlaces,
    Place,
    Prose,
    Side,
    Writing,
)
from inspector_app.documents.paper_parts import BOTH, Sheet
from inspector_app.documents.service_words import Words
from inspector_app.domain.hazard_papers import PaperHazard
from inspector_app.domain.hazards import Level
from inspector_app.domain.notices import GREY
from inspector_app.domain.reply_form import ReplyForm

STATES = ("rectified", "partly", "not_rectified")


def reply_parts(sheet: Sheet, form: ReplyForm) -> Sequence[OutlinePart]:
    """Return the parts of the form."""
    words = sheet.words
    parts: list[OutlinePart] = list(_opening(sheet, form))
    majors = any(hazard.level is Level.MAJOR for hazard in form.hazards)
    parts.append(Heading(words["reply_state"]))
    grey = form.variant == GREY
    parts += [_block(words, hazard, grey=grey) for hazard in ordered(form.hazards)]
    parts.append(Writing((((words["reply_remark"],), 16.0),)))
    holders = (*BOTH, "insurer", "department") if majors else (*BOTH, "insurer")
    return [*parts, *sheet.signing(_replying(sheet), _received(sheet), holders)]


def _opening(sheet: Sheet, form: ReplyForm) -> Iterator[OutlinePart]:
    words = sheet.words
    to = form.return_to or form.agency or form.cover.insurer
    pairs = sheet.pairs("ent_name ent_uscc ent_contact ent_phone", form.insured)
    pairs += sheet.pairs("notice_no notice_date")
    pairs += [(words["return_to"], to), *sheet.pairs("return_address return_contact return_phone")]
    yield Fields((*pairs, *sheet.pairs("reply_by")))
    lead = words["reply_lead"].format(
        agency=to, paper=notice_title(words, form.notice_no), number=form.notice_no
    )
    yield Prose((lead,))
    yield Heading(words["reply_how"], 2)
    yield Prose(tuple(words["reply_steps"].split("\n")), numbered=True)


def _block(words: Words, hazard: PaperHazard, *, grey: bool) -> HazardBlock:
    told = (
        (words["desc"], hazard.finding),
        (words["suggested_measure"], hazard.measure),
        (words["deadline"], words.day(hazard.deadline)),
        (words["responsible"], hazard.responsible),
    )
    states = tuple(words[f"outcome.{state}"] for state in STATES)
    rows: list[tuple[tuple[str, ...], float]] = [
        ((words["reply_measure"],), 22.0),
        ((words["reply_done"], words["reply_cost"]), 10.0),
        ((words["reply_person"], words["reply_plan"]), 13.0),
        ((words["reply_reason"],), 14.0),
    ]
    major = hazard.level is Level.MAJOR
    if major:
        rows += [((words["five"] + "\n" + words[f"five.{name}"],), 12.0) for name in FIVE]
    return HazardBlock(
        block_heading(words, hazard),
        (
            Fields(tuple(pair for pair in told if pair[1].strip())),
            Choices(words["reply_state"], states),
            Writing(tuple(rows)),
            *_photos(words, hazard, grey=grey),
        ),
        major,
    )


def _photos(words: Words, hazard: PaperHazard, *, grey: bool) -> Iterator[BlockPart]:
    shown = named_photos(words, hazard, hazard.photos)
    if shown and not grey:
        empty = (words["reply_before"], words["reply_after"])
        yield PhotoPairs(empty, ((shown[0], None),), height=42.0)
    else:
        yield PhotoPlaces((words["reply_stick"], words["reply_after"]))


def _replying(sheet: Sheet) -> Side:
    side = blank_side(sheet, "reply_side", "principal_sign", "reply_seal")
    filled = tuple(sheet.places("filled_sign", sheet.label("filled_sign")))
    return replace(side, places=(*filled, *side.places))


def _received(sheet: Sheet) -> Side:
    words = sheet.words
    places = tuple(sheet.places("taken_sign", sheet.label("taken_sign")))
    return Side(words["received_side"], places or (Place(words["taken_sign"]),), "")
