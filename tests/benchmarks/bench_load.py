"""Many laptops come back to a link at once: is anything lost, how long does each wait?

Run by hand: ``python -m tests.benchmarks.bench_load [LAPTOPS …] [--postgres]``; prints JSON. One
central process on loopback; each laptop greets, pushes its 50 facts, pulls the file and sends its
five photos, by the real protocol and without a store of its own, so that central is what is
measured. At most 32 laptops talk at the same moment, as a server's backlog lets them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from inspector_app.central import ledger, people
from inspector_app.central.agency import STAFF, Central
from inspector_app.central.app import collect_seldom, create_app
from inspector_app.central.limits import Limits, Rate
from inspector_app.central.serve import RunningCentral
from inspector_app.central.tables import BLOB, FACT
from inspector_app.central.verify import verify
from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseNamed
from inspector_app.domain.facts import Volume
from inspector_app.domain.ids import dossier_of_code
from inspector_app.domain.seals import public_key_of
from inspector_app.protocol import EnrolAnswer
from tests.central.scene import PASSWORD, YEAR, Laptop, a_central
from tests.postgres import running_postgres

FACTS, PHOTOS, PHOTO_BYTES = 50, 5, 20_000
AT_ONCE = 32
LIMIT = 600  # seconds for one laptop
USERS = 20  # inspectors; each has several laptops, so that enrolling takes no time


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("laptops", type=int, nargs="*", default=[100, 300, 1_000])
    asked.add_argument("--postgres", action="store_true", help="PostgreSQL in place of SQLite")
    options = asked.parse_args()
    found = {f"{count}_laptops": _measured(count, options.postgres) for count in options.laptops}
    print(json.dumps({"facts": FACTS, "photos": PHOTOS, "at_once": AT_ONCE} | found, indent=1))


def _measured(count: int, on_postgres: bool) -> dict[str, Any]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = str(folder / "central.db")
        if on_postgres:
            url = stack.enter_context(running_postgres()).new_database()
        central = a_central(url, folder / "media")
        stack.callback(central.close)
        dossiers = [_file(central, n) for n in range(count)]
        served = stack.enter_context(_serving(url, folder / "media"))
        enrolled = [_enrolled(central, served, n, stack) for n in range(count)]
        begun = perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            took = list(pool.map(_come_back, enrolled, dossiers))
        whole = perf_counter() - begun
        memory = _peak_of(served[1])
        return _figures(central, dossiers, took, whole) | {"central_peak_mib": memory}


def _figures(
    central: Central, dossiers: Sequence[str], took: Sequence[list[float]], whole: float
) -> dict[str, Any]:
    verify(central)
    with central.database.read() as connection:
        mine = FACT.c.device != central.organisation.device
        facts = connection.execute(select(func.count()).select_from(FACT).where(mine)).scalar_one()
        blobs = connection.execute(select(func.count()).select_from(BLOB)).scalar_one()
    expected = len(dossiers)
    return {
        "seconds": round(whole, 2),
        "facts_lost": expected * FACTS - facts,
        "photos_lost": expected * PHOTOS - blobs,
        "laptop": _spread([sum(one) for one in took]),
        "push": _spread([one[1] for one in took]),
        "photos": _spread([one[3] for one in took]),
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    ranks = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    last = len(ordered) - 1
    return {name: round(ordered[round(rank * last)], 3) for name, rank in ranks.items()}


def _come_back(laptop: Laptop, dossier: str) -> list[float]:
    """Sync a laptop that was away; return the seconds of its greeting, push, pull and photos."""
    photos = [os.urandom(PHOTO_BYTES) for _photo in range(PHOTOS)]
    batch = laptop.batch(laptop.record(dossier, FACTS))
    moments = [perf_counter()]
    laptop.hello()
    moments.append(perf_counter())
    (result,) = laptop.push(batch)
    assert result.state == "accepted", result
    moments.append(perf_counter())
    assert laptop.page(dossier).number == FACTS + 1
    moments.append(perf_counter())
    digests = [sha256(photo).hexdigest() for photo in photos]
    laptop.states(dossier, *digests)
    for digest, photo in zip(digests, photos, strict=True):
        answer = laptop.upload((dossier, digest), photo, 0, len(photo))
        assert answer.status_code in (201, 204), answer.text
    assert all(one["complete"] for one in laptop.states(dossier, *digests))
    moments.append(perf_counter())
    laptop.http.close()
    return [after - before for before, after in pairwise(moments)]


def _file(central: Central, number: int) -> str:
    """Put an enterprise into central and assign it; returns its dossier."""
    user = f"user{number % USERS}"
    if number < USERS:
        people.add_user(central, user, PASSWORD, name=f"示例{number}")
    dossier = dossier_of_code(central.organisation.dossier, f"SAMPLE-{number:011d}")
    name = EnterpriseNamed(name=f"示例企业{number:04d}", no_code_reason="示例")
    ledger.append(central, [act(name, Volume(dossier, YEAR))], STAFF)
    people.assign(central, user, dossier)
    return dossier


def _enrolled(central: Central, served: tuple[str, int], number: int, stack: ExitStack) -> Laptop:
    key = Ed25519PrivateKey.generate()
    asked = {
        "user": f"user{number % USERS}",
        "password": PASSWORD,
        "public_key": public_key_of(key),
        "installation": f"sample-{number}",
    }
    url, _pid = served
    answer = httpx.post(f"{url}/v1/enrol", json=asked, trust_env=False, timeout=LIMIT)
    assert answer.status_code == 200, answer.text
    given = EnrolAnswer.model_validate_json(answer.content)
    headers = {"Authorization": f"Bearer {given.token}"}
    client = httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=LIMIT)
    stack.callback(client.close)
    return Laptop(client, key, given.device, given.person)


@contextmanager
def _serving(url: str, media: Path) -> Iterator[tuple[str, int]]:
    """Give (address, process id) of a central process; it ends with this one."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_load_central", url, str(media)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process.pid
        process.communicate()


def _peak_of(pid: int) -> float:
    """Return the most memory that a process held, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM"))
    return round(int(peak.split()[1]) / 1024, 1)


def serve(url: str, media: str) -> None:
    """Serve a central until the standard input ends; all may enrol at once: it is not the load."""
    collect_seldom()
    central = a_central(url, media)
    app = create_app(central, Limits(enrolment=Rate(10_000, 10_000)))
    with RunningCentral(central, app) as running:
        print(running.url, flush=True)
        sys.stdin.read()
    central.close()


if __name__ == "__main__":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8_192, hard), hard))
    main()
