"""SQLModel tables of the projections: rows are pure functions of the heads of a dossier.

They serve lists and search and can be dropped and rebuilt from the log at any time.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class EnterpriseTable(SQLModel, table=True):
    """An enterprise with what the worklist shows of it; ``name_key`` is the name as searched."""

    __tablename__ = "enterprise"
    dossier: int = Field(primary_key=True, foreign_key="dossier.id")
    name: str = ""
    name_key: str = Field(default="", index=True)
    code: str = Field(default="", index=True)
    address: str = ""
    region: str = ""
    sector: str = ""
    industry: str = ""
    scale: str = ""
    employees: int = 0
    tags: str = ""
    conflicts: int = 0
    open_hazards: int = 0
    major_hazards: int = 0
    next_deadline: str = Field(default="", index=True)
    last_visit: str = ""
    policy_ends: str = ""


class ContactTable(SQLModel, table=True):
    """A person to reach."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("dossier", "entity"),)
    id: int | None = Field(default=None, primary_key=True)
    dossier: int = Field(foreign_key="dossier.id")
    entity: str
    name: str
    phone: str
    post: str
    principal: bool


class SiteTable(SQLModel, table=True):
    """A place that is visited."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("dossier", "entity"),)
    id: int | None = Field(default=None, primary_key=True)
    dossier: int = Field(foreign_key="dossier.id")
    entity: str
    name: str
    type: str
    address: str
    sector: str
    policy: str


class PolicyTable(SQLModel, table=True):
    """A policy."""

    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("dossier", "entity"),)
    id: int | None = Field(default=None, primary_key=True)
    dossier: int = Field(foreign_key="dossier.id")
    entity: str
    number: str
    insurer: str
    starts: str
    ends: str
    site: str


class TaskTable(SQLModel, table=True):
    """A planned task."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("dossier", "entity"),)
    id: int | None = Field(default=None, primary_key=True)
    dossier: int = Field(foreign_key="dossier.id")
    entity: str
    task: str
    planned: str = Field(index=True)
    kind: str
    services: str
    site: str
    people: str
    note: str


class VisitTable(SQLModel, table=True):
    """A visit over all laptops that took part."""

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("dossier", "entity"), Index("visit_date", "date"))
    id: int | None = Field(default=None, primary_key=True)
    dossier: int = Field(foreign_key="dossier.id")
    entity: str
    visit: str = Field(index=True)
    date: str
    site: str
    task: str
    services: str
    state: str
    not_performed: str
    checked_out: str


class HazardTable(SQLModel, table=True):
    """A hazard with where it stands."""

    __tablename__ = "hazard"
    __table_args__ = (
        UniqueConstraint("dossier", "entity"),
        Index("hazard_state", "state", "deadline"),
    )
    id: int | None = Field(default=None, primary_key=True)
    dossier: int = Field(foreign_key="dossier.id")
    entity: str
    hazard: str
    visit: str = Field(index=True)
    place: str
    finding: str
    level: str
    state: str
    deadline: str
    reported: bool
    conflict: bool


class NoticeTable(SQLModel, table=True):
    """An issued notice; ``duplicated`` where the number was met twice (重号)."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("dossier", "entity", "fact"),)
    id: int | None = Field(default=None, primary_key=True)
    dossier: int = Field(foreign_key="dossier.id")
    entity: str
    fact: str
    number: str = Field(index=True)
    visit: str = Field(index=True)
    issued_at: str
    pdf: str
    duplicated: bool
    voided: bool
    delivered: str


class PhotoTable(SQLModel, table=True):
    """A photo by what is seen on it; ``dhash`` is the difference hash as a signed number."""

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("dossier", "entity"),)
    id: int | None = Field(default=None, primary_key=True)
    dossier: int = Field(foreign_key="dossier.id")
    entity: str
    photo: str
    visit: str
    owner: str
    dhash: int = Field(sa_type=BigInteger, index=True)
