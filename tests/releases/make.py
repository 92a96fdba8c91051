"""Write what a release leaves on disk: a laptop's data folder and central's, with their contents.

Run it once for a release, by the code of that release (see README.md)::

    cd <a checkout of the release> && PYTHONPATH=. python <this file> OUT.tar.xz

It uses only what every release has had: ``tests.world`` and the operations.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from inspector_app import __version__
from inspector_app.domain.hazards import Criterion, Level
from inspector_app.domain.papers import DeliveryWay, NoticeDelivered, SignatureRole
from inspector_app.operations.answers import OpenChecklist, answer_item, open_checklist
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.papers import (
    Signer,
    deliver_notice,
    draft_notice,
    issue_notice,
    sign,
)
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.unlocking import close
from inspector_app.operations.visits import start_visit, visit_page
from tests.world import Laptop, Wire, World, a_start, a_world

SECOND = ("绍兴示例化工有限公司", "91330602MA2EXAMP08")
DRAFT = ("hazard:示例", "未写完的话")


class Recording(Wire):
    """The wire, which writes down every message that is JSON."""

    def __init__(self, world: World) -> None:
        super().__init__(world.wire)
        self.said: list[dict[str, Any]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        answer.read()
        if request.headers.get("content-type") == "application/json" and answer.is_success:
            sent = request.content
            if request.headers.get("content-encoding") == "gzip":
                sent = gzip.decompress(sent)
            self.said.append(
                {
                    "path": request.url.path,
                    "request": json.loads(sent),
                    "answer": json.loads(answer.content),
                }
            )
        return answer


def a_photo(colour: str) -> bytes:
    """Return a small JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (96, 72), colour).save(out, "JPEG")
    return out.getvalue()


def a_signature() -> bytes:
    """Return a signature as the pad gives it."""
    out = io.BytesIO()
    Image.new("RGBA", (60, 24), (0, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()


def answer_some(opened: OpenChecklist, laptop: Laptop, start: int, count: int) -> None:
    """Answer so many of the checklist's items, from the one at ``start`` on."""
    items = [node.ref for node in opened.running.nodes() if node.item and node.relevant]
    for ref in items[start : start + count]:
        answer_item(laptop.session, opened, ref, "yes")


def a_visit(world: World, laptop: Laptop, dossier: str) -> tuple[str, str]:
    """Hold a visit up to its delivered notice; returns the visit and the notice's number."""
    visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
    opened = open_checklist(laptop.session, visit, applicable(laptop, visit))
    answer_some(opened, laptop, 0, 4)
    criterion = Criterion(standard="示例判定标准", article="第三条")
    major = HazardDraft(
        place="熔炼工段", finding="示例重大隐患", level=Level.MAJOR, criterion=criterion
    )
    hazard, _changes = record_hazard(laptop.session, visit, major)
    attach_photo(laptop.session, visit, f"hazard:{hazard}", a_photo("firebrick"))
    general = HazardDraft(place="配电室", finding="配电箱前堆放杂物", deadline="2026-12-02")
    record_hazard(laptop.session, visit, general)
    draft_notice(laptop.session, visit)
    for role, name in (
        (SignatureRole.INSPECTOR, "示例检查员甲"),
        (SignatureRole.ESCORT, "示例乙"),
    ):
        sign(laptop.session, visit, Signer(role, name, image=a_signature()))
    number = issue_notice(laptop.session, visit).number
    delivered = NoticeDelivered(
        number=number, way=DeliveryWay.PRINTED, at="2026-11-25T12:00:00+08:00"
    )
    deliver_notice(laptop.session, delivered)
    return visit, number


def applicable(laptop: Laptop, visit: str) -> str:
    """Return the id of the first checklist that applies to a visit."""
    return visit_page(laptop.session, visit).checklists[0].form_id


def fill(world: World) -> tuple[Laptop, dict[str, Any]]:
    """Let a laptop work, sync, and work on; returns it and what must be found in it later."""
    laptop, dossier = world.working_laptop()
    second = world.enterprise(*SECOND)
    world.assign("wang", second)
    wire = Recording(world)
    laptop.wire = wire
    visit, number = a_visit(world, laptop, dossier)
    world.another_contact(dossier)  # something to pull
    laptop.sync()
    unsent = HazardDraft(place="仓库", finding="示例：尚未送达中心", deadline="2026-12-02")
    record_hazard(laptop.session, visit, unsent)
    attach_photo(laptop.session, visit, f"visit:{visit}", a_photo("steelblue"))
    opened = open_checklist(laptop.session, visit, applicable(laptop, visit))
    answer_some(opened, laptop, 4, 2)
    with laptop.session.workspace.transaction() as tx:
        tx.put_draft(*DRAFT)
    known = {"dossier": dossier, "visit": visit, "notice": number}
    return laptop, {"version": __version__, "messages": wire.said, **known}


def described(laptop: Laptop) -> dict[str, Any]:
    """Return what is in the workspace, by the release's own code."""
    with laptop.session.workspace.reading() as reader:
        pending = reader.pending()
        blobs = {
            sha: len(laptop.session.workspace.blobs.read(sha)) for sha in reader.stored_blobs()
        }
        return {
            "facts": sorted(laptop.facts()),
            "device": laptop.session.device,
            "pending": {"facts": pending.facts, "blobs": pending.blobs},
            "enterprises": [row.name for row in reader.enterprises(limit=99, offset=0)],
            "hazards": sorted(row.place for row in reader.hazards()),
            "notices": [row.number for row in reader.notices()],
            "blobs": blobs,
            "unknown": reader.unknown_facts(),
        }


def packed(folders: dict[str, Path], expected: dict[str, Any]) -> bytes:
    """Return an archive of these folders and of what is expected in them."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:xz", preset=9) as archive:
        said = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True).encode()
        entry = tarfile.TarInfo("expected.json")
        entry.size = len(said)
        archive.addfile(entry, io.BytesIO(said))
        for name, folder in folders.items():
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal")):
                    archive.add(path, f"{name}/{path.relative_to(folder)}", filter=anonymous)
    return out.getvalue()


def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out whose machine this was."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def main() -> None:
    """Write the archive and say how large it is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with a_world(folder, sockets=False) as world:
            laptop, expected = fill(world)
            expected |= described(laptop) | {"acts_on_central": sorted(set(world.acts()))}
            close(laptop.session)
        central = folder / "central"
        central.mkdir()
        (folder / "central.db").rename(central / "central.db")
        # The laptop holds the same files; they are put back where the archive is opened.
        media = (folder / "media").glob("*-*/*")
        expected["media"] = sorted(f"{path.parent.name}/{path.name}" for path in media)
        data = packed({"laptop": laptop.data_dir, "central": central}, expected)
    Path(sys.argv[1]).write_bytes(data)
    print(len(data), "bytes, sha256", hashlib.sha256(data).hexdigest())


if __name__ == "__main__":
    main()
