"""A whole world in one process: a real central on loopback, real laptops with encrypted data.

Faults stand on the wire: a transport that loses a request before central acted, or its reply
after.
"""

from __future__ import annotations

import shutil
import sqlite3
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import select, update

from inspector_app.central.agency import Central, Cost, load_organisation
from inspector_app.central.app import create_app
from inspector_app.central.auth import next_device_code
from inspector_app.central.importer import site_key
from inspector_app.central.ledger import append
from inspector_app.central.people import add_user, assign, revoke, unassign
from inspector_app.central.serve import RunningCentral
from inspector_app.central.setup import Founding, open_central
from inspector_app.central.tables import COUNTER, DEVICE, FACT, HELD, ORGANISATION
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
from inspector_app.domain.fold import identity_of
from inspector_app.domain.ids import dossier_of_code, random_id
from inspector_app.domain.seals import certify, public_key_of
from inspector_app.domain.visits import Escort, Inspector
from inspector_app.operations.session import Session
from inspector_app.operations.unlocking import close, open_session, refresh_library
from inspector_app.operations.visits import VisitStart
from inspector_app.protocol import PROTOCOL_HEADER
from inspector_app.store.keys import KdfCost, unlock
from inspector_app.sync.client import Link
from inspector_app.sync.enrolment import Applicant, enrol
from inspector_app.sync.run import SyncResult, synchronise
from tests.builders import SAMPLE_CODE
from tests.in_process import InProcess

CHINA = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 25)
PASSWORD = "sample-password"
PASSPHRASE = "sample passphrase"
CHEAP = KdfCost(memory_kib=1024, passes=1, lanes=1)  # tests prove the rest with the real cost
CHEAP_PASSWORDS = Cost(memory_kib=64, passes=1)
FOUNDING = Founding("示例安全技术服务有限公司", "示例", "0571-00009999", "示例财产保险公司")


def noon() -> datetime:
    """Return noon of the day all tests happen on."""
    return datetime(2026, 11, 25, 12, tzinfo=CHINA)


def plain() -> httpx.BaseTransport:
    """Return a transport to loopback, for which no certificates need to be read."""
    return httpx.HTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


class Wire(httpx.BaseTransport):
    """The real wire, with faults on demand: ``before`` and ``after`` hold paths to cut once."""

    def __init__(self, real: Callable[[], httpx.BaseTransport] = plain) -> None:
        self._make = real
        self._real = real()
        self.before: list[str] = []
        self.after: list[str] = []
        self.requests: list[str] = []
        self.meanwhile: dict[str, Callable[[], object]] = {}  # what happens just before a request
        self.rewrite: dict[str, dict[str, object]] = {}  # what another central would answer
        self.protocol = ""  # the version that another central speaks

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.requests.append(f"{request.method} {path}")
        self._cut(self.before, path)
        if path in self.meanwhile:
            self.meanwhile.pop(path)()
        response = self._real.handle_request(request)
        if self.protocol:
            response.headers[PROTOCOL_HEADER] = self.protocol
        if path in self.rewrite:
            response = self._rewritten(response, self.rewrite[path])
        if any(path.startswith(one) for one in self.after):
            response.read()
            response.close()
            self._cut(self.after, path)
        return response

    def _rewritten(self, response: httpx.Response, changes: dict[str, object]) -> httpx.Response:
        response.read()
        kept = {PROTOCOL_HEADER: response.headers[PROTOCOL_HEADER]}
        return httpx.Response(200, headers=kept, json={**response.json(), **changes})

    def _cut(self, places: list[str], path: str) -> None:
        for one in places:
            if path.startswith(one):
                places.remove(one)
                raise httpx.ReadError("cut")

    def close(self) -> None:
        self._real.close()
        self._real = self._make()


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

    @property
    def data_dir(self) -> Path:
        return self.session.data_dir

    @property
    def folder(self) -> Path:
        return self.session.workspace.folder

    def snapshot(self, to: Path) -> Path:
        """Copy the workspace folder as it stands on disk at this moment."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.folder, to)
        return to

    def put_back(self, snapshot: Path) -> None:
        """Let the workspace folder be what it was: a disk image that somebody put back."""
        close(self.session)
        shutil.rmtree(self.folder)
        shutil.copytree(snapshot, self.folder)
        self.open()

    def crash(self) -> None:
        """Lose everything that is not on disk, then start again."""
        at_this_moment = self.snapshot(self.data_dir / "at-the-crash")
        self.put_back(at_this_moment)

    def open(self, clock: Callable[[], datetime] | None = None) -> None:
        """Unlock the workspace again."""
        key = unlock(self.folder, PASSPHRASE, now=0)
        clock = clock or self.session.clock
        self.session = open_session(self.data_dir, self.folder, key, clock=clock)

    def open_with(self, clock: Callable[[], datetime]) -> None:
        """Close, and unlock again under another clock."""
        close(self.session)
        self.open(clock)

    def setting(self, name: str) -> str:
        """Return a setting of the workspace."""
        with self.session.workspace.reading() as reader:
            return reader.setting(name)

    def acts(self) -> set[str]:
        """Return what the facts here count as: a restated fact and its original are one act."""
        with self.session.workspace.reading() as reader:
            volumes = reader.volumes()
            return {identity_of(f) for volume in volumes for f in reader.facts(volume=volume)}

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
    wire: Callable[[], httpx.BaseTransport] = plain
    restores: int = 0

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

    def unassign(self, user: str, dossier: str) -> None:
        """Take a dossier from an inspector."""
        unassign(self.central, user, dossier)

    def revoke(self, laptop: Laptop) -> None:
        """Withdraw a laptop's present device code."""
        revoke(self.central, laptop.session.device)

    def acts(self) -> list[str]:
        """Return what central's facts count as, held ones included, each act once a fact."""
        with self.central.database.read() as connection:
            rows = [row for t in (FACT, HELD) for row in connection.execute(select(t))]
        return [row.restates or row.id for row in rows]

    def device_codes(self) -> set[str]:
        """Return every device code that central knows."""
        with self.central.database.read() as connection:
            return set(connection.execute(select(DEVICE.c.code)).scalars())

    def snapshot(self, name: str = "yesterday") -> Path:
        """Back up central's database."""
        to = self.folder / f"{name}.db"
        to.unlink(missing_ok=True)
        with closing(sqlite3.connect(self.folder / "central.db")) as live:
            live.execute("VACUUM INTO ?", (str(to),))
        return to

    def restore(self, snapshot: Path) -> None:
        """Put a backup of central's database in place of the present one, as an operator must:
        device codes given since are not given again, and central writes on under a new one."""
        self.restores += 1
        self.central.database.engine.dispose()
        for ending in ("", "-wal", "-shm"):
            (self.folder / f"central.db{ending}").unlink(missing_ok=True)
        shutil.copy(snapshot, self.folder / "central.db")
        with self.central.database.write() as connection:
            skip = update(COUNTER).where(COUNTER.c.name == "devices")
            connection.execute(skip.values(value=COUNTER.c.value + 500 * self.restores))
            code = next_device_code(connection)
            own = load_organisation(connection)
            assert own is not None
            key = certify(own.signing, code, public_key_of(own.signing))
            mine = connection.execute(select(DEVICE).where(DEVICE.c.code == own.device))
            row = dict(mine.mappings().one())
            row |= {"code": code, "certificate": key.certificate}
            connection.execute(DEVICE.insert(), row)
            connection.execute(update(ORGANISATION).values(device=code))
        changed = replace(own, device=code)
        object.__setattr__(self.central, "organisation", changed)

    def copy(self, laptop: Laptop, name: str, *, whole: bool) -> Laptop:
        """Copy a laptop's workspace to another computer; the ``whole`` disk with what tells the
        computers apart, or the workspace alone."""
        data_dir = self.folder / name
        target = data_dir / "workspaces" / laptop.folder.name
        shutil.copytree(laptop.folder, target)
        if whole:
            shutil.copy(laptop.data_dir / "installation", data_dir / "installation")
        return self.adopted(target, data_dir)

    def adopted(self, folder: Path, data_dir: Path) -> Laptop:
        """Return the laptop over a workspace folder that came from elsewhere."""
        key = unlock(folder, PASSPHRASE, now=0)
        laptop = Laptop(open_session(data_dir, folder, key, clock=noon), Wire(self.wire), self.url)
        self.stack.callback(lambda: close(laptop.session))
        return laptop

    def laptop(self, user: str, name: str = "") -> Laptop:
        """Enrol a laptop for an inspector."""
        data_dir = self.folder / (name or f"laptop-{user}")
        made = enrol(
            data_dir,
            Applicant(self.url, user, PASSWORD, PASSPHRASE),
            connect=lambda address: Link(address, transport=self.wire()),
            cost=CHEAP,
        )
        key = unlock(made.folder, PASSPHRASE, now=0)
        session = open_session(data_dir, made.folder, key, clock=noon)
        laptop = Laptop(session, Wire(self.wire), self.url)
        self.stack.callback(lambda: close(laptop.session))
        return laptop

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
def a_world(
    folder: Path, now: Callable[[], datetime] = noon, *, sockets: bool = True
) -> Iterator[World]:
    """Give a world with a running central that holds nothing but its agency; without sockets the
    laptops call the same application in this thread."""
    with ExitStack() as stack:
        central = open_central(
            f"sqlite:///{folder / 'central.db'}",
            folder / "media",
            founding=FOUNDING,
            now=now,
            cost=CHEAP_PASSWORDS,
        )
        stack.callback(central.close)
        if sockets:
            running = stack.enter_context(RunningCentral(central))
            yield World(folder, central, running.url, stack)
        else:
            carrier = InProcess(create_app(central))
            stack.callback(carrier.stop)
            yield World(folder, central, "http://central.example", stack, lambda: carrier)
