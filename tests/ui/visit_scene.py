"""A laptop's workspace with one sample foundry and a begun visit, without a central."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.checklists.library import Library
from inspector_app.domain.acts import act
from inspector_app.domain.body import Body
from inspector_app.domain.enterprise import (
    ContactRecorded,
    EnterpriseClassified,
    EnterpriseLocated,
    EnterpriseNamed,
    EnterpriseSized,
    EnterpriseTagged,
    PolicyRecorded,
    Scale,
    SiteRecorded,
)
from inspector_app.domain.facts import Author, Volume
from inspector_app.domain.organisation import AgencyNamed
from inspector_app.domain.visits import Escort, Inspector
from inspector_app.operations.session import Session
from inspector_app.operations.visits import VisitStart, start_visit
from inspector_app.store.installation import installation_of
from inspector_app.store.keys import DataKey
from inspector_app.store.workspace import Workspace

CHINA = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 25)
ORGANISATION = "0a0a0a0a-0000-4000-8000-000000000001"
DOSSIER = "0d0d0d0d-0000-4000-8000-000000000001"
SITE = "0c0c0c0c-0000-4000-8000-000000000001"
PERSON = "0e0e0e0e-0000-4000-8000-000000000001"
AUTHOR = Author("AB", PERSON)
TAGS = ("industry-trade", "machinery", "foundry", "molten-metal", "molten-metal-crane")
BODIES: tuple[tuple[Body, str], ...] = (
    (EnterpriseNamed(name="杭州示例铸造有限公司", code="91330106MA2CFLDG4R"), ""),
    (EnterpriseLocated(address="浙江省杭州市示例区示例路1号"), ""),
    (EnterpriseClassified(sector="industry-trade"), ""),
    (EnterpriseSized(scale=Scale.SMALL, employees=86), ""),
    (EnterpriseTagged(tags=TAGS), ""),
    (ContactRecorded(name="示例甲", phone="0571-00000001", post="厂长", principal=True), "c1"),
    (
        SiteRecorded(
            name="一厂区",
            address="浙江省杭州市示例区示例路1号",
            sector="industry-trade",
            tags=TAGS,
        ),
        SITE,
    ),
    (
        PolicyRecorded(
            number="SAMPLE-2026-1",
            insurer="示例财产保险公司",
            starts="2026-03-01",
            ends="2027-02-28",
            services=("04",),
        ),
        "",
    ),
)
AGENCY = AgencyNamed(name="示例安全技术服务有限公司", short="示例", phone="0571-00009999")


class Ticking:
    """A clock that goes on one second at every look: nothing here depends on the real time."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


@dataclass(frozen=True)
class Scene:
    """A session and the visit begun in it."""

    session: Session
    visit: str


def _session(folder: Path, library: Library | None) -> Session:
    random = Random(11)
    workspace = Workspace.create(folder / "workspace", DataKey(random.randbytes(32)))
    clock = Ticking(datetime(2026, 11, 25, 9, 12, tzinfo=CHINA))
    session = Session(
        workspace=workspace,
        author=AUTHOR,
        person_name="示例检查员甲",
        organisation=ORGANISATION,
        library=library or Library.shipped(),
        data_dir=folder,
        clock=clock,
        random=random,
        random_bytes=random.randbytes,
    )
    key = Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
    settings = {
        "device": AUTHOR.device,
        "person": AUTHOR.person,
        "person_name": session.person_name,
        "organisation": ORGANISATION,
        "central_name": AGENCY.name,
        "installation": installation_of(folder, session.random_bytes),
        "device_key": key.private_bytes_raw().hex(),
    }
    volume, home = Volume(DOSSIER, DAY.year), Volume(ORGANISATION, DAY.year)
    with workspace.transaction() as tx:
        for name, value in settings.items():
            tx.set_setting(name, value)
        session.append(tx, [act(body, volume, key=name) for body, name in BODIES])
        session.append(tx, [act(AGENCY, home)])
    return session


def a_start() -> VisitStart:
    """Return what is entered before a visit by two sample inspectors."""
    return VisitStart(
        date=DAY,
        services=("04",),
        inspectors=(
            Inspector(name="示例检查员甲", certificate="示例证-1"),
            Inspector(name="示例检查员乙", certificate="示例证-2"),
        ),
        site=SITE,
        escort=Escort(name="示例乙", post="安全主管", phone="0571-00000002"),
    )


@contextmanager
def a_scene(folder: Path, library: Library | None = None) -> Iterator[Scene]:
    """Give a begun visit at the sample foundry; the workspace is closed afterwards."""
    session = _session(folder, library)
    try:
        visit, _changes = start_visit(session, DOSSIER, a_start())
        yield Scene(session, visit)
    finally:
        session.workspace.close()
