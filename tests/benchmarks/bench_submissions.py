"""How many visits of 100 answers a second central takes from four laptops at once.

Run by hand: ``python -m tests.benchmarks.bench_submissions [--workers N] [--seconds S]``; prints
JSON. Central is the operator's own command (``central serve``) on PostgreSQL; each visit is one
push of an enterprise's 100 answers, sealed; photos go apart. The floor, in the same run and with as
many worker processes, is a FastAPI endpoint that unpacks and parses the same bytes, writes as many
rows by raw SQL and commits.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from inspector_app.central import auth, ledger, people
from inspector_app.central.agency import STAFF, Central
from inspector_app.central.tables import FACT
from inspector_app.central.verify import verify
from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseNamed
from inspector_app.domain.facts import START, Author, Fact, Tip, Volume, record
from inspector_app.domain.ids import dossier_of_code
from inspector_app.domain.seals import public_key_of, seal
from inspector_app.domain.visits import ItemAnswered
from inspector_app.protocol import EnrolRequest, PushBatch, PushRequest, WireSeal, to_wire
from tests.benchmarks.bench_submissions_floor import ADDRESS_VARIABLE, prepare
from tests.central.scene import AT, PASSWORD, YEAR, a_central
from tests.central.test_serve import first_answer, free_port
from tests.postgres import Postgres, running_postgres

CLIENTS, ANSWERS, ROUNDS = 4, 100, 3
FLOOR = "tests.benchmarks.bench_submissions_floor"


def main() -> None:
    """Print the best round and all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--visits", type=int, default=600, help="of all clients, a round")
    asked = parser.parse_args()
    with running_postgres() as server:
        rounds = [_one_round(server, asked.workers, asked.visits) for _round in range(ROUNDS)]
    best = max(rounds, key=lambda one: float(one["visits_a_second"]))
    about = {"clients": CLIENTS, "answers": ANSWERS, "workers": asked.workers}
    print(json.dumps(about | {"best": best, "rounds": rounds}, indent=1))


def _one_round(server: Postgres, workers: int, visits: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        url, media = server.new_database(), Path(name) / "media"
        central = a_central(url, media)
        with closing(central.database):
            work = [_laptop(central, n, visits // CLIENTS) for n in range(CLIENTS)]
            command = ["central", "--database", url, "--media", str(media), "serve"]
            with _serving("-m", "inspector_app", *command, "--workers", str(workers)) as server_:
                seconds, spread, cpu = _sent(server_, work)
            _check(central, visits)
    floor = server.new_database()
    prepare(floor)
    environment = {ADDRESS_VARIABLE: floor}
    with _serving("-m", FLOOR, "--workers", str(workers), **environment) as server_:
        least, _spread, least_cpu = _sent(server_, work)
    return {
        "visits_a_second": round(visits / seconds, 1),
        "floor_a_second": round(visits / least, 1),
        "times_floor": round(seconds / least, 2),
        "push_ms": spread,
        "cpu_ms_a_visit": round(cpu * 1000 / visits, 2),
        "floor_cpu_ms_a_visit": round(least_cpu * 1000 / visits, 2),
    }


def _check(central: Central, visits: int) -> None:
    """Fail where a fact is missing or does not verify."""
    mine = FACT.c.device != central.organisation.device
    with central.database.read() as connection:
        count = connection.execute(select(func.count()).select_from(FACT).where(mine)).scalar_one()
    assert count == visits * ANSWERS, count
    verify(central)


Server = tuple[str, int]  # address and process id
Work = tuple[str, list[bytes]]  # a token and the requests to send with it


def _laptop(central: Central, number: int, visits: int) -> Work:
    """Enrol a laptop and pack its visits, each in a file of its own."""
    user, key = f"user{number}", Ed25519PrivateKey.generate()
    people.add_user(central, user, PASSWORD, name=f"示例{number}")
    asked = EnrolRequest(
        user=user, password=PASSWORD, public_key=public_key_of(key), installation="sample"
    )
    given = auth.enrol(central, asked)
    dossiers = [
        dossier_of_code(central.organisation.dossier, f"SAMPLE-{number}-{n:06d}")
        for n in range(visits)
    ]
    name = EnterpriseNamed(name="示例企业", no_code_reason="示例")
    ledger.append(central, [act(name, Volume(one, YEAR)) for one in dossiers], STAFF)
    for dossier in dossiers:
        people.assign(central, user, dossier)
    author = Author(given.device, given.person)
    return given.token, [_packed(_answers(dossier, author), key) for dossier in dossiers]


def _answers(dossier: str, author: Author) -> list[Fact]:
    volume, tip, facts = Volume(dossier, YEAR), START, list[Fact]()
    for n in range(ANSWERS):
        body = ItemAnswered(
            value="no" if n % 9 == 0 else "yes", note="示例：现场已核对。" * (n % 3)
        )
        subject = f"answer:{dossier}/sample@1/group-{n // 20}/item-{n}"
        facts.append(record(act(body, volume, subject=subject), author, tip, AT, os.urandom(16)))
        tip = Tip(facts[-1].seq, facts[-1].id)
    return facts


def _packed(facts: Sequence[Fact], key: Ed25519PrivateKey) -> bytes:
    first, last = facts[0], facts[-1]
    made = seal(key, first.volume, first.device, Tip(last.seq, last.id))
    batch = PushBatch(
        volume=str(first.volume),
        device=first.device,
        first_seq=1,
        prev="",
        facts=tuple(to_wire(fact, with_device=False) for fact in facts),
        seal=WireSeal.of(made),
    )
    text = PushRequest(batches=(batch,)).model_dump_json(exclude_defaults=True)
    return gzip.compress(text.encode(), 6, mtime=0)


def _sent(server: Server, work: Sequence[Work]) -> tuple[float, dict[str, float], float]:
    """Send everything, each laptop one after the other; return the seconds that passed, how long
    each push took, and the seconds that the server's processes worked (the database's are apart):
    these hardly depend on what else the machine does."""
    address, pid = server
    with ThreadPoolExecutor(len(work)) as pool:
        list(pool.map(lambda one: _one_laptop(address, (one[0], one[1][:1])), work))  # warms up
        cpu, begun = _worked(pid), perf_counter()
        took = sorted(
            ms for some in pool.map(lambda one: _one_laptop(address, one), work) for ms in some
        )
        seconds = perf_counter() - begun
    last = len(took) - 1
    spread = {p: round(took[round(r * last)], 1) for p, r in (("p50", 0.5), ("p99", 0.99))}
    return seconds, spread, _worked(pid) - cpu


def _worked(pid: int) -> float:
    """Return the seconds of processor time that a process and its children have used."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text("utf-8").rpartition(")")[2].split()
            if pid in (int(fields[1]), int(stat.parent.name)):
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _one_laptop(address: str, work: Work) -> list[float]:
    token, bodies = work
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    headers["Content-Encoding"] = "gzip"
    took = []
    place = urlsplit(address)
    with closing(http.client.HTTPConnection(place.hostname or "", place.port)) as link:
        for body in bodies:
            begun = perf_counter()
            link.request("POST", "/v1/push", body, headers)
            answer = link.getresponse()
            said = answer.read()
            assert answer.status == 200 and b'"refused"' not in said, said
            took.append((perf_counter() - begun) * 1000)
    return took


@contextmanager
def _serving(*command: str, **environment: str) -> Iterator[Server]:
    """Give a server; it is ended with a signal."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, *command, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    ) as process:
        try:
            first_answer(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.send_signal(signal.SIGTERM)


if __name__ == "__main__":
    main()
