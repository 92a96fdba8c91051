"""Papers that look back: the report on a service, the yearly review, the index of the archive."""

from __future__ import annotations

from inspector_app.domain.hazards import Level
from inspector_app.domain.scoring import Conformity, Light, light
from inspector_app.domain.service_done import CheckedList, all_counts
from inspector_app.domain.service_papers import PaperPhoto, Part, ServicePaper, ServiceStaff


class CitedInstrument(Part, frozen=True):
    """A standard or regulation checked against, with the days from and to which it is in force."""

    title: str
    number: str = ""
    starts: str = ""
    ends: str = ""
    items: int = 0


class ReportHazard(Part, frozen=True):
    """A hazard of the report. ``area`` groups the findings; ``criterion`` is why it is major.

    ``state`` reads as it is printed (已整改, 整改中 …).
    """

    number: int
    area: str = ""
    place: str = ""
    finding: str = ""
    level: Level = Level.GENERAL
    category: str = ""
    criterion: str = ""
    basis: tuple[str, ...] = ()
    measure: str = ""
    immediate: str = ""
    deadline: str = ""
    responsible: str = ""
    state: str = ""
    photos: tuple[PaperPhoto, ...] = ()


class ServiceReport(ServicePaper, frozen=True, tag="service_report"):
    """The report on a service (服务报告); never titled a safety evaluation report."""

    report_no: str = ""
    service_no: str = ""
    notice_no: str = ""
    service_date: str = ""
    service_period: str = ""
    place: str = ""
    services: tuple[str, ...] = ()
    staff: tuple[ServiceStaff, ...] = ()
    escort: str = ""
    background: str = ""
    areas: str = ""
    uncovered: str = ""
    method: str = ""
    checklists: tuple[CheckedList, ...] = ()
    instruments: tuple[CitedInstrument, ...] = ()
    hazards: tuple[ReportHazard, ...] = ()
    conclusion: str = ""
    suggestions: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    issued_on: str = ""

    def number(self) -> str:
        """Return the number of the report."""
        return self.report_no

    def majors(self) -> tuple[ReportHazard, ...]:
        """Return the major hazards."""
        return tuple(one for one in self.hazards if one.level is Level.MAJOR)

    def counts(self) -> Conformity:
        """Return how the items of all checklists were judged."""
        return all_counts(self.checklists)

    def light(self) -> Light:
        """Return red, yellow or green."""
        found = self.counts()
        if self.hazards and not found.failing:
            found = Conformity(found.conforming, len(self.hazards), 0, found.unchecked)
        return light(found, confirmed_major=len(self.majors()))

    def areas_by_level(self) -> tuple[tuple[str, int, int], ...]:
        """Return area, its major and its general hazards; areas in the order of the hazards."""
        names = dict.fromkeys(one.area for one in self.hazards)
        return tuple((name, *_levels(self.hazards, name)) for name in names)


def _levels(hazards: tuple[ReportHazard, ...], area: str) -> tuple[int, int]:
    here = [one for one in hazards if one.area == area]
    major = sum(one.level is Level.MAJOR for one in here)
    return major, len(here) - major


class ReviewedService(Part, frozen=True):
    """A service item of the year: times agreed and done, hazards, satisfaction, why less."""

    item: str
    planned: int = 0
    done: int = 0
    note: str = ""


class ReviewedMonth(Part, frozen=True):
    """What was found and closed in one month (1 to 12)."""

    month: int
    visits: int = 0
    hazards: int = 0
    closed: int = 0


class YearlyReview(ServicePaper, frozen=True, tag="yearly_review"):
    """The evaluation of a year's services (年度评估报告; AQ 9010-2019 §8)."""

    review_no: str = ""
    year: str = ""
    services: tuple[ReviewedService, ...] = ()
    months: tuple[ReviewedMonth, ...] = ()
    major_found: int = 0
    major_closed: int = 0
    general_found: int = 0
    general_closed: int = 0
    repeated: int = 0
    premium_received: str = ""
    spent: str = ""
    fee_rule: str = ""
    return_visits: int = 0
    satisfaction: str = ""
    complaints: int = 0
    complaints_closed: int = 0
    accidents: str = ""
    plan_result: str = ""
    effect: str = ""
    problems: str = ""
    improvements: tuple[str, ...] = ()
    next_year: str = ""
    issued_on: str = ""

    def number(self) -> str:
        """Return the number of the review."""
        return self.review_no


class ArchivedPaper(Part, frozen=True):
    """One line of the index: number, title, day, pages or pieces, keeper's note, short hash."""

    category: str = ""
    number: str = ""
    title: str = ""
    date: str = ""
    pieces: str = ""
    sha256: str = ""
    note: str = ""


class ArchiveIndex(ServicePaper, frozen=True, tag="archive_index"):
    """What lies in an enterprise's archive of a year (归档目录; AQ 9010-2019 §7.4)."""

    archive_no: str = ""
    year: str = ""
    papers: tuple[ArchivedPaper, ...] = ()
    filed_on: str = ""
    keep_until: str = ""
    filed_by: str = ""
    remark: str = ""

    def number(self) -> str:
        """Return the number of the archive."""
        return self.archive_no
