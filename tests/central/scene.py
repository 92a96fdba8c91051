"""Builders: a central with two inspectors and their laptops, speaking the real protocol."""

from __future__ import annotations

import base64
import gzip
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.central import ledger, people
from inspector_app.central.agency import STAFF, Central, Cost
from inspector_app.central.serve import RunningCentral
from inspector_app.central.setup import Founding, open_central
from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseNamed, EnterpriseSized
from inspector_app.domain.facts import (
    START,
    Author,
    Fact,
    Tip,
    Volume,
    check_chain,
    first_chain,
    next_chain,
    record,
)
from inspector_app.domain.seals import public_key_of, seal
from inspector_app.protocol import (
    EnrolAnswer,
    HelloAnswer,
    PullAnswer,
    PullPage,
    PushAnswer,
    PushBatch,
    PushRequest,
    PushResult,
    WireSeal,
    from_wire,
    to_wire,
)

PASSWORD = "示例密码-2026"
CHEAP = Cost(memory_kib=64, passes=1)
ZHANG_FILE = "11111111-1111-4111-8111-111111111111"
LI_FILE = "22222222-2222-4222-8222-222222222222"
YEAR = 2026
TUS = {"Tus-Resumable": "1.0.0"}
MORE = TUS | {"Content-Type": "application/offset+octet-stream"}
AT = "2026-06-01T09:00:00+08:00"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: datetime = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_seconds(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def metadata(dossier: str, sha256: str, **more: str) -> str:
    """Return the Upload-Metadata header of a blob's upload."""
    named = {"dossier": dossier, "sha256": sha256} | more
    return ",".join(
        f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in named.items()
    )


def a_central(url: str, media: str | Path) -> Central:
    """Return a central of a sample agency, with a standing clock and cheap passwords."""
    founding = Founding("示例安全技术服务有限公司", "示例")
    return open_central(url, media, founding=founding, now=Clock(), cost=CHEAP)


@dataclass
class Laptop:
    """A laptop without a store: its key, its token, and its chain in each volume."""

    http: httpx.Client
    key: Ed25519PrivateKey
    device: str
    person: str
    chains: dict[str, list[Fact]] = field(default_factory=dict)

    def record(self, dossier: str, count: int = 1, *, author: str = "") -> list[Fact]:
        """Record some facts in a dossier and return them."""
        volume = Volume(dossier, YEAR)
        chain = self.chains.setdefault(str(volume), [])
        for _number in range(count):
            tip = Tip(chain[-1].seq, chain[-1].id) if chain else START
            body = EnterpriseSized(employees=len(chain))
            writer = Author(self.device, author or self.person)
            chain.append(record(act(body, volume), writer, tip, AT, os.urandom(16)))
        return chain[-count:]

    def batch(self, facts: Sequence[Fact], key: Ed25519PrivateKey | None = None) -> PushBatch:
        """Return facts of a chain as a batch, sealed with this laptop's key."""
        first, last = facts[0], facts[-1]
        made = seal(key or self.key, first.volume, last.device, Tip(last.seq, last.id))
        return PushBatch(
            volume=str(first.volume),
            device=first.device,
            first_seq=first.seq,
            prev=first.prev,
            facts=tuple(to_wire(fact, with_device=False) for fact in facts),
            seal=WireSeal.of(made),
        )

    def push(self, *batches: PushBatch) -> tuple[PushResult, ...]:
        """Push batches and return what became of each."""
        body = PushRequest(batches=batches).model_dump_json(exclude_defaults=True)
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        reply = self.http.post("/v1/push", content=gzip.compress(body.encode()), headers=headers)
        assert reply.status_code == 200, reply.text
        return PushAnswer.model_validate_json(reply.content).results

    def send(self, facts: Sequence[Fact]) -> PushResult:
        """Push facts of one chain."""
        return self.push(self.batch(facts))[0]

    def hello(self, since: str = "") -> HelloAnswer:
        """Greet central."""
        reply = self.http.post("/v1/hello", json={"since": since})
        assert reply.status_code == 200, reply.text
        return HelloAnswer.model_validate_json(reply.content)

    def page(self, dossier: str, after: int = 0, chain: str = "", limit: int = 2000) -> PullPage:
        """Pull one page of this year's volume of a dossier."""
        return self.pages([(dossier, after, chain)], limit).pages[0]

    def pages(self, wanted: Sequence[tuple[str, int, str]], limit: int = 2000) -> PullAnswer:
        """Pull pages of several dossiers."""
        volumes = [
            {"volume": f"{dossier}/{YEAR}", "after": after, "chain": chain}
            for dossier, after, chain in wanted
        ]
        reply = self.http.post("/v1/pull", json={"volumes": volumes, "limit": limit})
        assert reply.status_code == 200, reply.text
        return PullAnswer.model_validate_json(reply.content)

    def upload(
        self, place: tuple[str, str], content: bytes, offset: int, length: int
    ) -> httpx.Response:
        """Send some bytes of a blob; those from 0 on begin its upload."""
        if offset == 0:
            begun = MORE | {"Upload-Length": str(length), "Upload-Metadata": metadata(*place)}
            return self.http.post("/v1/blobs", content=content, headers=begun)
        url = f"/v1/blobs/{place[0]}/{place[1]}"
        resumed = MORE | {"Upload-Offset": str(offset)}
        return self.http.patch(url, content=content, headers=resumed)

    def states(self, dossier: str, *digests: str) -> list[dict[str, Any]]:
        """Ask which blobs central wants."""
        asked = {"dossier": dossier, "blobs": list(digests)}
        reply = self.http.post("/v1/blobs/query", json=asked)
        assert reply.status_code == 200, reply.text
        found: list[dict[str, Any]] = reply.json()["states"]
        return found


@dataclass
class Reader:
    """Rebuilds a volume from pages alone and recomputes every id and the chain."""

    dossier: str
    number: int = 0
    chain: str = ""
    facts: list[Fact] = field(default_factory=list)

    def take(self, page: PullPage) -> None:
        """Take the next page; fails where anything does not fit."""
        volume = Volume(self.dossier, YEAR)
        chain = self.chain or first_chain(volume)
        tips = {fact.device: Tip(fact.seq, fact.id) for fact in self.facts}
        assert page.after == self.number
        for wire in page.facts:
            fact = from_wire(wire, volume, wire.device, tips.get(wire.device, START))
            check_chain([fact], tips.get(wire.device, START))
            tips[fact.device] = Tip(fact.seq, fact.id)
            chain = next_chain(chain, fact.id)
            self.facts.append(fact)
            self.number += 1
        assert page.number == self.number
        assert page.chain == chain
        self.chain = chain


class Scene:
    """A running central with the inspectors zhang and li, each assigned one file."""

    def __init__(self, central: Central) -> None:
        self.serve(central)
        for user, dossier in (("zhang", ZHANG_FILE), ("li", LI_FILE)):
            people.add_user(central, user, PASSWORD, name=f"示例{user}")
            name = EnterpriseNamed(name=f"示例企业{user}", no_code_reason="示例")
            ledger.append(central, [act(name, Volume(dossier, YEAR))], STAFF)
            people.assign(central, user, dossier)

    def serve(self, central: Central) -> None:
        """Serve a central as it is."""
        self.central = central
        self.running = RunningCentral(central)
        self.url = self.running.url
        self._clients: list[httpx.Client] = []

    @property
    def clock(self) -> Clock:
        assert isinstance(self.central.now, Clock)
        return self.central.now

    def client(self, token: str = "") -> httpx.Client:
        """Return an HTTP client, with this token if any."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        client = httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=60)
        self._clients.append(client)
        return client

    def enrol(self, user: str = "zhang", password: str = PASSWORD) -> httpx.Response:
        """Try to enrol a laptop and return the raw reply."""
        key = Ed25519PrivateKey.generate()
        return self._enrol(key, user, password)

    def _enrol(self, key: Ed25519PrivateKey, user: str, password: str) -> httpx.Response:
        asked = {
            "user": user,
            "password": password,
            "public_key": public_key_of(key),
            "installation": "sample-installation",
        }
        return self.client().post("/v1/enrol", json=asked)

    def laptop(self, user: str = "zhang") -> Laptop:
        """Enrol a fresh laptop of a user."""
        key = Ed25519PrivateKey.generate()
        reply = self._enrol(key, user, PASSWORD)
        assert reply.status_code == 200, reply.text
        given = EnrolAnswer.model_validate_json(reply.content)
        return Laptop(self.client(given.token), key, given.device, given.person)

    def __enter__(self) -> Scene:
        return self

    def __exit__(self, *_error: object) -> None:
        for client in self._clients:
            client.close()
        self.running.stop()
