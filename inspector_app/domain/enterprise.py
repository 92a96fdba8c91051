"""An insured enterprise: registers by field group, contacts, sites and policies."""

from __future__ import annotations

from enum import StrEnum

from inspector_app.domain.body import Body


class Scale(StrEnum):
    """Size class (统计上大中小微型企业划分办法 2017)."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"
    UNKNOWN = "unknown"


class SiteType(StrEnum):
    """What is visited: 厂区, 工程项目, 船舶, 车队."""

    PLANT = "plant"
    PROJECT = "project"
    VESSEL = "vessel"
    FLEET = "fleet"


class EnterpriseNamed(Body, frozen=True):
    """Name and unified social credit code, or why there is none and the registration number."""

    name: str
    code: str = ""
    no_code_reason: str = ""
    registration: str = ""


class EnterpriseLocated(Body, frozen=True):
    """Registered address; ``region`` is the six-digit code at the time of entry."""

    address: str
    region: str = ""


class EnterpriseClassified(Body, frozen=True):
    """Sector code of the catalogue and, where known, the GB/T 4754 class."""

    sector: str
    industry: str = ""


class EnterpriseSized(Body, frozen=True):
    """Size class and number of employees."""

    scale: Scale = Scale.UNKNOWN
    employees: int = 0


class EnterpriseTagged(Body, frozen=True):
    """Facility tags of the whole enterprise."""

    tags: tuple[str, ...] = ()


class ContactRecorded(Body, frozen=True):
    """A person to reach at the enterprise."""

    name: str
    phone: str = ""
    post: str = ""
    principal: bool = False  # 主要负责人 or 实际控制人: is told of major hazards


class SiteRecorded(Body, frozen=True):
    """A place that is visited; coordinates are WGS 84 degrees as decimal text."""

    name: str
    type: SiteType = SiteType.PLANT
    address: str = ""
    longitude: str = ""
    latitude: str = ""
    sector: str = ""
    tags: tuple[str, ...] = ()
    policy: str = ""  # number of its own policy where insured apart


class PolicyRecorded(Body, frozen=True):
    """A liability policy; money in yuan as decimal text, ``services`` are codes 01 to 07."""

    number: str
    insurer: str = ""
    starts: str = ""
    ends: str = ""
    premium_received: str = ""
    insured_people: int = 0
    per_person_limit: str = ""
    services: tuple[str, ...] = ()
    frequency: str = ""
    site: str = ""


class DossierSameAs(Body, frozen=True):
    """Two dossiers are one enterprise."""

    other: str
