"""A whole world in one process: a real central on loopback, real laptops with encrypted data.

Faults stand on the wire: a transport that loses a request before central acted, or its reply
after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import httpx

from inspector_app.central.agency import Central
from inspector_app.central.importer import site_key
from inspector_app.central.ledger import append
from inspector_app.central.people import add_user, assign
from inspector_app.central.serve import RunningCentral
from inspector_app.central.setup import Founding, open_central
from inspector_app.domain.acts import act
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
from inspector_app.domain.facts import Volume
from inspector_app.domain.ids import dossier_of_code, random_id
from inspector_app.domain.visits import Escort, Inspector
from inspector_app.operations.session import Session
from inspector_app.operations.unlocking import close, open_session, refresh_library
from inspector_app.operations.visits import VisitStart
from inspector_app.store.keys import KdfCost, unlock
from inspector_app.sync.client import Link
from inspector_app.sync.enrolment import Applicant, enrol
from inspector_app.sync.run import SyncResult, synchronise
from tests.builders import SAMPLE_CODE

CHINA = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 25)
PASSWORD = "sample-password"
PASSPHRASE = "sample passphrase"
CHEAP = KdfCost(memory_kib=1024, passes=1, lanes=1)  # tests prove the rest with the real cost
FOUNDING = Founding("示例安全技术服务有限公司", "示例", "0571-00009999", "示例财产保险公司")


def noon() -> datetime:
    """Return noon of the day all tests happen on."""
    return datetime(2026, 11, 25, 12, tzinfo=CHINA)


class Wire(httpx.BaseTransport):
    """The real wire, with faults on demand: ``before`` and ``after`` hold paths to cut once."""

    def __init__(self) -> None:
        self._real = httpx.HTTPTransport()
        self.before: list[str] = []
        self.after: list[str] = []
        self.requests: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.requests.append(f"{request.method} {path}")
        self._cut(self.before, path)
        response = self._real.handle_request(request)
        if any(path.startswith(one) for one in self.after):
            response.read()
            response.close()
            self._cut(self.after, path)
        return response

    def _cut(self, places: list[str], path: str) -> None:
        for one in places:
            if path.startswith(one):
                places.remove(one)
                raise httpx.ReadError("cut")

    def close(self) -> None:
        self._real.close()


@dataclass
class Laptop:
    """An enrolled laptop and its wire to central."""

    session: Session
    wire: Wire
    url: str
    progress: list[str] = field(default_factory=list)

    def sync(self) -> SyncResult:
        """Run one sync over the wire."""
        with self.link() as link:
            result = synchronise(link, self.session.workspace, now=noon)
        self.session = refresh_library(self.session)
        return result

    @contextmanager
    def link(self) -> Iterator[Link]:
        """Give a link over this laptop's wire."""
        with self.session.workspace.reading() as reader:
            token = reader.setting("token")
        with Link(self.url, token, transport=self.wire) as link:
            yield link
        self.wire._real = httpx.HTTPTransport()

    def facts(self) -> set[str]:
        """Return the ids of all facts on this laptop."""
        with self.session.workspace.reading() as reader:
            return {f.id for volume in reader.volumes() for f in reader.facts(volume=volume)}


@dataclass
class World:
    """Central and its laptops in one folder."""

    folder: Path
    central: Central
    url: str
    stack: ExitStack

    @property
    def organisation(self) -> str:
        return self.central.organisation.dossier

    def person(self, user: str) -> str:
        """Register an inspector; returns the person id."""
        return add_user(
            self.central, user, PASSWORD, name=f"示例{user}", certificates=(f"示例证-{user}",)
        )

    def enterprise(self, name: str = "杭州示例铸造有限公司", code: str = SAMPLE_CODE) -> str:
        """Put a foundry with one site into central; returns its dossier."""
        dossier = dossier_of_code(self.organisation, code)
        bodies = (
            EnterpriseNamed(name=name, code=code),
            EnterpriseLocated(address="浙江省杭州市示例区示例路1号"),
            EnterpriseClassified(sector="industry-trade"),
            EnterpriseSized(scale=Scale.SMALL, employees=86),
            EnterpriseTagged(tags=("industry-trade", "machinery", "foundry")),
            ContactRecorded(name="示例甲", phone="0571-00000001", post="厂长", principal=True),
            SiteRecorded(
                name="一厂区",
                address="浙江省杭州市示例区示例路1号",
                sector="industry-trade",
                tags=("industry-trade", "machinery", "foundry", "molten-metal"),
            ),
            PolicyRecorded(
                number="SAMPLE-2026-1",
                insurer="示例财产保险公司",
                starts="2026-03-01",
                ends="2027-02-28",
                services=("04",),
            ),
        )
        keys = {ContactRecorded: random_id(Random(code)), SiteRecorded: self.site(dossier)}
        volume = Volume(dossier, DAY.year)
        acts = [act(body, volume, key=keys.get(type(body), "")) for body in bodies]
        append(self.central, acts, "central")
        return dossier

    def another_contact(self, dossier: str, name: str = "示例丙") -> None:
        """Let central's staff add a contact, so that laptops have something to pull."""
        body = ContactRecorded(name=name, phone="0571-00000003")
        key = random_id(Random(name))
        append(self.central, [act(body, Volume(dossier, DAY.year), key=key)], "central")

    def site(self, dossier: str) -> str:
        """Return the key of the sample site of a dossier."""
        return site_key(dossier, "一厂区")

    def assign(self, user: str, dossier: str) -> None:
        """Let an inspector work on a dossier."""
        assign(self.central, user, dossier)

    def laptop(self, user: str, name: str = "") -> Laptop:
        """Enrol a laptop for an inspector."""
        data_dir = self.folder / (name or f"laptop-{user}")
        made = enrol(data_dir, Applicant(self.url, user, PASSWORD, PASSPHRASE), cost=CHEAP)
        key = unlock(made.folder, PASSPHRASE, now=0)
        session = open_session(data_dir, made.folder, key, clock=noon)
        self.stack.callback(close, session)
        return Laptop(session, Wire(), self.url)

    def working_laptop(self, user: str = "wang") -> tuple[Laptop, str]:
        """Return a synced laptop of a new inspector and the dossier assigned to them."""
        self.person(user)
        dossier = self.enterprise()
        self.assign(user, dossier)
        laptop = self.laptop(user)
        laptop.sync()
        return laptop, dossier


def a_start(site: str = "", **changes: object) -> VisitStart:
    """Return what is entered before a visit by two sample inspectors."""
    from dataclasses import replace

    start = VisitStart(
        date=DAY,
        services=("04",),
        inspectors=(
            Inspector(name="示例检查员甲", certificate="示例证-1"),
            Inspector(name="示例检查员乙", certificate="示例证-2"),
        ),
        site=site,
        escort=Escort(name="示例乙", post="安全主管", phone="0571-00000002"),
    )
    return replace(start, **changes)  # type: ignore[arg-type]


@contextmanager
def a_world(folder: Path, now: Callable[[], datetime] = noon) -> Iterator[World]:
    """Give a world with a running central that holds nothing but its agency."""
    with ExitStack() as stack:
        central = open_central(
            f"sqlite:///{folder / 'central.db'}", folder / "media", founding=FOUNDING, now=now
        )
        stack.callback(central.close)
        running = stack.enter_context(RunningCentral(central))
        yield World(folder, central, running.url, stack)
