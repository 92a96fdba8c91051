"""What is interrupted: each scene has what stands before, and the acts that a crash cuts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspector_app.domain.papers import SignatureRole
from inspector_app.operations.answers import answer_item, open_checklist
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.papers import Signer, issue_notice, sign
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.unlocking import workspaces
from inspector_app.operations.visits import start_visit
from inspector_app.store import backup, migrations
from inspector_app.store.database import connect
from inspector_app.store.keys import DataKey, unlock
from inspector_app.store.statements import Driver
from inspector_app.store.workspace import DATABASE_FILE
from tests.faults.site import USER, Site, a_picture
from tests.world import PASSPHRASE, a_start, noon

FORM = "mem-10-2023"
ITEM = "MEM10-7-3"
Acknowledge = Callable[[Site], None]


@dataclass(frozen=True)
class Scene:
    """``before`` makes what stands; ``act`` is cut, and says what it acknowledged; ``again`` is
    how the next start goes on where that is not doing the act once more. ``closed``: the act
    itself opens the workspace. ``renews``: the laptop goes on under a new device code."""

    before: Callable[[Site], None]
    act: Callable[[Site, Acknowledge], None]
    again: Callable[[Site], None] | None = None
    closed: bool = False
    renews: bool = False


def nothing_enrolled(site: Site) -> None:
    """Let central know an inspector with one enterprise."""
    site.world.person(USER)
    dossier = site.world.enterprise()
    site.world.assign(USER, dossier)
    site.note("dossier", dossier)


def a_visit(site: Site) -> None:
    """Let a synced laptop have a visit with a hazard."""
    nothing_enrolled(site)
    site.enrol()
    site.sync()
    dossier = site.noted("dossier")
    visit, _changes = start_visit(site.session, dossier, a_start(site.world.site(dossier)))
    draft = HazardDraft(place="配电室", finding="配电箱前堆放杂物")
    hazard, _changes = record_hazard(site.session, visit, draft)
    site.note("visit", visit)
    site.note("hazard", hazard)


def a_visit_and_its_paper(site: Site) -> None:
    """Let the visit have photos and a notice, none of it sent, and central something new."""
    a_visit(site)
    attach(site, nobody)
    answer(site, nobody)
    issue(site, nobody)
    site.world.another_contact(site.noted("dossier"))


def a_visit_backed_up(site: Site) -> None:
    """Let the visit be in an older backup."""
    a_visit(site)
    site.session.workspace.back_up(noon().replace(day=1))


def a_copy_to_go_back_to(site: Site) -> None:
    """Let the laptop have a backup, and records after it that central has."""
    a_visit(site)
    site.session.workspace.back_up(noon())
    answer(site, nobody)
    site.sync()


def nobody(_site: Site) -> None:
    """Nobody is told."""


def answer(site: Site, acknowledge: Acknowledge) -> None:
    """Answer an item, then another way."""
    opened = open_checklist(site.session, site.noted("visit"), FORM)
    ref = next(n.ref for n in opened.running.nodes() if n.item and n.item.item == ITEM)
    for value in ("yes", "no"):
        answer_item(site.session, opened, ref, value)
        acknowledge(site)


def attach(site: Site, acknowledge: Acknowledge) -> None:
    """Attach a photo to the hazard."""
    owner = f"hazard:{site.noted('hazard')}"
    attach_photo(site.session, site.noted("visit"), owner, a_picture(), caption="示例照片")
    acknowledge(site)


def issue(site: Site, acknowledge: Acknowledge) -> None:
    """Sign the notice and issue it."""
    visit = site.noted("visit")
    sign(site.session, visit, Signer(SignatureRole.INSPECTOR, "示例检查员甲"))
    acknowledge(site)
    issue_notice(site.session, visit)
    acknowledge(site)


def sync(site: Site, acknowledge: Acknowledge) -> None:
    """Send everything and take what is new."""
    site.sync()
    acknowledge(site)


def _unlock_or_enrol(site: Site) -> None:
    """Do what the first window asks for: the passphrase where somebody is enrolled."""
    if workspaces(site.data_dir):
        site.session  # noqa: B018 - unlocks
    else:
        site.enrol()


def _go_on(site: Site) -> None:
    """Answer again, after the restore or in place of it."""
    site.sync()
    answer(site, nobody)


def enrol(site: Site, acknowledge: Acknowledge) -> None:
    """Enrol the laptop."""
    site.enrol()
    acknowledge(site)


def back_up(site: Site, acknowledge: Acknowledge) -> None:
    """Make a backup; the older one goes."""
    site.session.workspace.back_up(noon(), keep=1)
    acknowledge(site)


def restore(site: Site, acknowledge: Acknowledge) -> None:
    """Put the backup in place of the workspace, and let central tell what happened since."""
    site.lock()
    (folder,) = (site.data_dir / "workspaces").iterdir()
    copy = backup.backups(folder / backup.FOLDER)[-1]
    backup.restore(folder / DATABASE_FILE, copy, unlock(folder, PASSPHRASE, now=0))
    acknowledge(site)


def migrate(site: Site, acknowledge: Acknowledge) -> None:
    """Bring the file to the version of a later program, with a backup before."""
    with _file(site) as (db, folder, key):

        def copy(step: int) -> None:
            name = f"before-step-{step}"
            backup.back_up(folder / DATABASE_FILE, key, folder / backup.FOLDER, name)

        migrations.upgrade(db, copy, (*migrations.STEPS, _later))
    acknowledge(site)


def migrate_again(site: Site) -> None:
    """Let the later program start once more, then make its file the present program's."""
    migrate(site, nobody)
    with _file(site) as (db, _folder, _key):
        facts, copied = (db.execute(f"SELECT count(*) FROM {t}").fetchone() for t in _COPIED)
        if facts != copied:
            raise AssertionError("the step was done by half")
        db.execute("DROP TABLE later")
        db.execute("ALTER TABLE setting DROP COLUMN note")
        db.execute(f"PRAGMA user_version = {migrations.VERSION}")


_COPIED = ("fact", "later")


@contextmanager
def _file(site: Site) -> Iterator[tuple[Driver, Path, DataKey]]:
    site.lock()
    (folder,) = (site.data_dir / "workspaces").iterdir()
    key = unlock(folder, PASSPHRASE, now=0)
    db = connect(folder / DATABASE_FILE, key)
    try:
        yield db, folder, key
    finally:
        db.close()


def _later(db: Driver) -> None:
    db.execute("ALTER TABLE setting ADD COLUMN note TEXT")
    db.execute("CREATE TABLE later (n INTEGER PRIMARY KEY, text TEXT) STRICT")
    db.execute("INSERT INTO later SELECT n, hex(id) FROM fact")


ALONE_AND_LINKED = {
    "answer": Scene(a_visit, answer),
    "attach": Scene(a_visit, attach),
    "issue": Scene(a_visit, issue),
    "sync": Scene(a_visit_and_its_paper, sync),
    "back_up": Scene(a_visit_backed_up, back_up),
    "migrate": Scene(a_visit, migrate, migrate_again, closed=True),
    "restore": Scene(a_copy_to_go_back_to, restore, _go_on, closed=True, renews=True),
    "enrol": Scene(nothing_enrolled, enrol, _unlock_or_enrol, closed=True),
}
