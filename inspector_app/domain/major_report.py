"""The report of major hazards to the competent department (重大事故隐患报告), and who that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inspector_app.domain.hazard_papers import (
    HazardPaper,
    PaperHazard,
    Telling,
    day_faults,
    hazard_faults,
    telling_faults,
)
from inspector_app.domain.hazards import Level
from inspector_app.domain.organisation import RoutingSet
from inspector_app.domain.service_papers import ServiceStaff

REPORT_MARK = "报"


def department_for(routes: Iterable[RoutingSet], sector: str, region: str) -> RoutingSet | None:
    """Return the department told of major hazards of this sector in this region, None if unset.

    ``region`` is the six-digit code of the county. A route of the county goes before one of its
    city (``330100``), its province (``330000``) and of everywhere (an empty region).
    """
    places = {region: 0, region[:4] + "00": 1, region[:2] + "0000": 2, "": 3}
    known = [route for route in routes if route.sector == sector and route.region in places]
    return min(known, key=lambda route: places[route.region], default=None)


class ReportedHazard(PaperHazard, frozen=True):
    """A major hazard with its state and cause, its danger and how hard it is to treat, as seen."""

    cause: str = ""
    harm: str = ""


class MajorReport(HazardPaper, frozen=True, tag="major_report"):
    """The report; ``department`` is whom it goes to, ``copied_to`` who gets it besides.

    ``reporting`` is who reports where it is not the agency; ``view`` is what the enterprise says.
    """

    report_no: str = ""
    department: str = ""
    copied_to: tuple[str, ...] = ()
    reporting: str = ""
    notice_no: str = ""
    service_date: str = ""
    place: str = ""
    staff: tuple[ServiceStaff, ...] = ()
    hazards: tuple[ReportedHazard, ...] = ()
    telling: tuple[Telling, ...] = ()
    view: str = ""
    reporter: str = ""
    reporter_phone: str = ""
    attachments: tuple[str, ...] = ()
    issued_on: str = ""

    def number(self) -> str:
        """Return the number of the report."""
        return self.report_no

    def faults(self) -> Iterator[str]:
        """Yield what keeps the report from being made."""
        yield from super().faults()
        for name in ("department", "service_date"):
            if not getattr(self, name).strip():
                yield name
        if not self.insured.ent_name.strip():
            yield "ent_name"
        yield from day_faults("days", (self.service_date, self.issued_on))
        yield from hazard_faults(self.hazards)
        for hazard in self.hazards:
            if hazard.level is not Level.MAJOR or not hazard.criterion.strip():
                yield f"hazard {hazard.number} criterion"
        yield from telling_faults(self.telling, (hazard.number for hazard in self.hazards))
