"""What a notice says, as labels and texts: the paper and the phone's page show the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from inspector_app.documents.notice_words import Words
from inspector_app.domain.hazard_papers import Telling
from inspector_app.domain.hazards import FiveCommitments, Level
from inspector_app.domain.notices import Notice, NoticeHazard, NoticeInspector, NoticePhoto

Pair: TypeAlias = tuple[str, str]


def information(notice: Notice, words: Words) -> list[tuple[Pair, ...]]:
    """Return who is told, by whom, when and on what basis, in rows; empty rows left out."""
    who = notice.addressee
    when = " ".join(
        part for part in (words.day(notice.service_date), notice.service_period) if part
    )
    checklists = (
        words.version.format(title=item.title, version=item.version) for item in notice.checklists
    )
    rows: list[tuple[Pair, ...]] = [
        ((words.addressee, who.name),),
        ((words.credit_code, who.credit_code), (words.industry, who.industry)),
        ((words.address, who.address),),
        ((words.responsible_person, who.responsible), (words.phone, who.phone)),
        ((words.site, notice.site),),
        ((words.agency, notice.agency),),
        ((words.insurer, notice.insurer), (words.policy, notice.policy_number)),
        ((words.service_time, when), (words.escort, notice.escort)),
        ((words.services, words.joint.join(notice.services)),),
        ((words.inspectors, words.joint.join(certified(notice.inspectors, words))),),
        (
            (words.issued_at, notice.place_of_issue),
            (words.issued_on, words.day(notice.issued_on)),
        ),
        ((words.scope, notice.scope),),
        ((words.checklists, "\n".join(checklists)),),
        ((words.instruments, "\n".join(notice.instruments)),),
    ]
    return [pairs for pairs in rows if any(text for _label, text in pairs)]


def certified(inspectors: Sequence[NoticeInspector], words: Words) -> Iterator[str]:
    """Yield each inspector with the number of the certificate."""
    for person in inspectors:
        if person.certificate:
            yield words.certificate.format(name=person.name, certificate=person.certificate)
        else:
            yield person.name


def lead_text(notice: Notice, words: Words) -> str:
    """Return the sentence that says what was done and how many hazards were found."""
    return words.lead.format(
        agency=notice.agency,
        date=words.day(notice.service_date),
        count=len(notice.hazards),
        major=len(notice.majors()),
        general=len(notice.generals()),
    )


def overview_texts(hazard: NoticeHazard, words: Words) -> list[str]:
    """Return number, place, level, deadline and responsible person of a hazard."""
    return [
        str(hazard.number),
        hazard.place,
        level_text(hazard, words),
        deadline_text(hazard, words),
        hazard.responsible,
    ]


def telling_texts(telling: Telling, words: Words) -> list[str]:
    """Return which hazards were told to whom, when and how, and what proves it."""
    return [
        words.joint.join(map(str, telling.hazards)) or words.told_all,
        "　".join(text for text in (telling.told_to, telling.post) if text),
        words.day(telling.told_at),
        telling.how,
        words.yes if telling.withdrawal_advised else words.no,
        telling.proof,
    ]


def level_text(hazard: NoticeHazard, words: Words) -> str:
    """Return the level in words."""
    return words.major if hazard.level == Level.MAJOR else words.general


def deadline_text(hazard: NoticeHazard, words: Words) -> str:
    """Return the suggested last day, or that it was corrected on the spot."""
    state = words.corrected if hazard.corrected_on_spot else ""
    return "　".join(part for part in (state, words.day(hazard.deadline)) if part)


def hazard_rows_told(hazard: NoticeHazard, words: Words) -> list[tuple[Pair, ...]]:
    """Return label and text of all that is said of a hazard but number, place and level, in rows.

    Deadline and responsible person always have their row, to be filled in by hand if need be.
    """
    told: list[tuple[Pair, ...]] = [
        ((words.finding, hazard.finding),),
        ((words.criterion, _criterion(hazard, words)),),
        ((words.basis, "\n".join(hazard.basis)),),
        ((words.immediate, hazard.immediate),),
        ((words.measure, hazard.measure),),
        (
            (words.deadline, deadline_text(hazard, words)),
            (words.responsible, hazard.responsible),
        ),
        ((words.state, words.repeated if hazard.repeated else ""),),
        ((words.five, _five(hazard.five, words) if hazard.five is not None else ""),),
    ]
    return [row for row in told if len(row) > 1 or row[0][1]]


def _criterion(hazard: NoticeHazard, words: Words) -> str:
    if hazard.level != Level.MAJOR:
        return ""
    return hazard.criterion if hazard.verified else f"{hazard.criterion}\n{words.unverified}"


def _five(five: FiveCommitments, words: Words) -> str:
    told = (five.responsible, five.measure, five.funds, five.deadline, five.plan)
    return "\n".join(
        name + words.colon + (text or "—")
        for name, text in zip(words.five_points, told, strict=True)
    )


def caption_text(hazard: NoticeHazard, place: int, photo: NoticePhoto, words: Words) -> str:
    """Return number, caption and time of a photo."""
    name = words.photo.format(hazard=hazard.number, number=place)
    return "　".join(part for part in (name, photo.caption, photo.taken) if part)


def hint_texts(notice: Notice, words: Words) -> list[str]:
    """Return the hints; the ones on major hazards only where there is one."""
    reply = (
        words.reply_by.format(date=words.day(notice.reply_by)) if notice.reply_by else words.reply
    )
    return [words.hints[0], *(words.major_hints if notice.majors() else ()), words.hints[1], reply]
