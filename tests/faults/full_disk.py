"""What central answers while its disk is full from any step on.

``python -m tests.faults.full_disk FOLDER`` in a process whose steps are counted (see steps.py)
prints JSON: for each request, the statuses by step, and whether it succeeded once there was room.
"""

from __future__ import annotations

import gzip
import json
import logging
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.central import ledger, people
from inspector_app.central.agency import STAFF, Central
from inspector_app.central.app import create_app
from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseNamed
from inspector_app.domain.facts import Volume
from inspector_app.domain.seals import public_key_of
from inspector_app.protocol import EnrolAnswer, PushRequest
from tests.central.scene import MORE, PASSWORD, YEAR, ZHANG_FILE, Laptop, a_central, metadata
from tests.faults.site import as_served
from tests.faults.steps import How, arm, disarm
from tests.in_process import InProcess

MOST = 200  # steps of one request
PHOTO = b"a photo " * 1_000


@dataclass
class Site:
    """A central in a folder, and a laptop that calls it without a socket."""

    folder: Path
    central: Central
    laptop: Laptop
    made: int = 0

    def upload(self) -> Callable[[], int]:
        """Return the upload of a photo never sent before, resumed where it had begun."""
        self.made += 1
        shutil.rmtree(self.folder / "media", ignore_errors=True)  # so that folders are made too
        photo = PHOTO + str(self.made).encode()
        digest = sha256(photo).hexdigest()
        begun = MORE | {"Upload-Length": str(len(photo))}
        begun["Upload-Metadata"] = metadata(ZHANG_FILE, digest)
        url = f"/v1/blobs/{ZHANG_FILE}/{digest}"

        def send() -> int:
            first = self.laptop.http.post("/v1/blobs", content=photo[:5_000], headers=begun)
            if first.status_code != 201:
                return first.status_code
            at = MORE | {"Upload-Offset": "5000"}
            return self.laptop.http.patch(url, content=photo[5_000:], headers=at).status_code

        return send

    def push(self) -> Callable[[], int]:
        """Return a push of a fact never sent before."""
        batch = self.laptop.batch(self.laptop.record(ZHANG_FILE, 1))
        body = PushRequest(batches=(batch,)).model_dump_json(exclude_defaults=True)
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        packed = gzip.compress(body.encode())
        return lambda: (
            self.laptop.http.post("/v1/push", content=packed, headers=headers).status_code
        )


def main(folder: Path) -> None:
    """Print what each request was answered at each step."""
    logging.disable(logging.CRITICAL)
    site = _a_site(folder)
    whole, media = folder, folder / "media"
    tried = {
        "upload": (site.upload, media),
        "push": (site.push, whole),
        "both": (site.upload, whole),
    }
    print(json.dumps({name: _tried(make, within) for name, (make, within) in tried.items()}))


def _tried(make: Callable[[], Callable[[], int]], within: Path) -> dict[str, object]:
    make()()  # what is loaded once is loaded
    statuses: list[int] = []
    again: list[int] = []
    for step in range(1, MOST):
        send = make()
        arm(How.DISK_FULL, step, within)
        statuses.append(send())
        disarm()
        if statuses[-1] in (200, 204):  # there were fewer steps
            break
        again.append(send())
    return {"statuses": statuses, "again": again}


def _a_site(folder: Path) -> Site:
    central = a_central(str(folder / "central.db"), folder / "media")
    people.add_user(central, "zhang", PASSWORD, name="示例")
    name = EnterpriseNamed(name="示例企业", no_code_reason="示例")
    ledger.append(central, [act(name, Volume(ZHANG_FILE, YEAR))], STAFF)
    people.assign(central, "zhang", ZHANG_FILE)
    http = httpx.Client(
        base_url="http://central.example", transport=InProcess(as_served(create_app(central)))
    )
    key = Ed25519PrivateKey.generate()
    asked = {"user": "zhang", "password": PASSWORD, "public_key": public_key_of(key)}
    answer = http.post("/v1/enrol", json=asked | {"installation": "sample"})
    given = EnrolAnswer.model_validate_json(answer.content)
    http.headers["Authorization"] = f"Bearer {given.token}"
    return Site(folder, central, Laptop(http, key, given.device, given.person))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
