"""Visits: planned tasks, who came, what was checked, or why nothing was."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from inspector_app.domain.body import Body

SERVICE_NAMES: dict[str, dict[str, str]] = {  # the seven services of a contract, by language
    "zh_CN": {
        "01": "安全生产宣传教育培训",
        "02": "安全风险辨识、评估和安全评价",
        "03": "安全生产标准化建设",
        "04": "生产安全事故隐患排查",
        "05": "应急预案编制和应急救援演练",
        "06": "安全生产科技推广应用",
        "07": "其他有关事故预防工作",
    },
    "en": {
        "01": "Safety education and training",
        "02": "Risk identification and assessment",
        "03": "Work-safety standardisation",
        "04": "Hazard inspection",
        "05": "Emergency plans and drills",
        "06": "Safety technology",
        "07": "Other prevention work",
    },
}
SERVICE_CODES = tuple(SERVICE_NAMES["zh_CN"])


def service_name(code: str, language: str) -> str:
    """Return a service's code and name in a language; the code alone where it is unknown."""
    name = SERVICE_NAMES.get(language, SERVICE_NAMES["zh_CN"]).get(code, "")
    return f"{code} {name}".strip()


class NotPerformed(StrEnum):
    """Why a visit could not take place: 停产, 无人, 拒绝, 道路不通."""

    STOPPED = "stopped"
    NOBODY = "nobody"
    REFUSED = "refused"
    ROAD_BLOCKED = "road_blocked"


class TaskKind(StrEnum):
    """A task is a service visit or the re-inspection of told hazards."""

    SERVICE = "service"
    REINSPECTION = "reinspection"


class Inspector(Body, frozen=True):
    """One who serves: name and certificate number, person id where central knows one."""

    name: str
    certificate: str = ""
    person: str = ""


class Escort(Body, frozen=True):
    """Who accompanies the inspectors for the enterprise."""

    name: str = ""
    post: str = ""
    phone: str = ""


class TaskPlanned(Body, frozen=True):
    """Work for named people on a day."""

    task: str
    planned: str
    services: tuple[str, ...] = ("04",)
    site: str = ""
    people: tuple[str, ...] = ()
    kind: TaskKind = TaskKind.SERVICE
    note: str = ""


class VisitStarted(Body, frozen=True):
    """A visit as one laptop began or joined it; checked in at ``checked_in`` (device clock)."""

    visit: str
    date: str
    services: tuple[str, ...]
    inspectors: tuple[Inspector, ...]
    site: str = ""
    escort: Escort = Escort()
    task: str = ""
    join_code: str = ""
    checked_in: str = ""
    place: str = ""  # "latitude longitude" where the machine knows it
    purpose: TaskKind = TaskKind.SERVICE  # a re-inspection asks for no checklist


class VisitNotPerformed(Body, frozen=True):
    """The visit could not take place; the photo of the gate stands in a photo fact."""

    visit: str
    date: str
    reason: NotPerformed
    note: str = ""
    site: str = ""
    inspectors: tuple[Inspector, ...] = ()
    photo: str = ""


class VisitEnded(Body, frozen=True):
    """Checked out. ``unanswered`` gives a reason for each major item left open."""

    visit: str
    checked_out: str
    unanswered: dict[str, str] = msgspec.field(default_factory=dict)
    note: str = ""


class VisitsJoined(Body, frozen=True):
    """Two visit ids are one visit."""

    visit: str
    other: str


class ChecklistOpened(Body, frozen=True):
    """The checklist used: identity is (form, version, sha256)."""

    visit: str
    form: str
    version: str
    sha256: str


class ItemAnswered(Body, frozen=True):
    """The serialised answer of a question, "" clears it; ``reason`` of 不涉及 on major items."""

    value: str
    reason: str = ""
    note: str = ""


class RowAdded(Body, frozen=True):
    """A row of a repeat; ``after`` is the row before it, "" for the first."""

    row: str
    after: str = ""


class RowRemoved(Body, frozen=True):
    """A row of a repeat was taken away."""

    row: str
