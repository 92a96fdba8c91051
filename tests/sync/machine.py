"""A machine of three laptops and central: whatever people, networks and disks do to them."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections import defaultdict
from contextlib import ExitStack, nullcontext, suppress
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select

from inspector_app.central.book import fact_of
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.scope import readable
from inspector_app.central.tables import FACT
from inspector_app.domain.acts import act
from inspector_app.domain.body import Body
from inspector_app.domain.enterprise import ContactRecorded
from inspector_app.domain.facts import Fact, Volume
from inspector_app.domain.fold import fold, identity_of
from inspector_app.domain.hazards import HazardRecorded, Level
from inspector_app.domain.ids import dossier_of_code
from inspector_app.domain.papers import DeliveryWay, NoticeDelivered, PhotoAttached
from inspector_app.operations.unlocking import close
from inspector_app.operations.verifying import verify_workspace
from inspector_app.store.backup import restore
from inspector_app.store.keys import unlock
from inspector_app.sync.identity import enrol_again, own_codes
from inspector_app.sync.problems import CentralUnreachable, SignedOut
from tests.builders import SAMPLE_CODE
from tests.world import CHINA, PASSPHRASE, PASSWORD, Laptop, World, a_world

USERS = ("wang", "li", "zhao")
CODES = (SAMPLE_CODE, "91330602MA2EXAMP0" + "8")
PATHS = ("/v1/hello", "/v1/push", "/v1/pull", "/v1/devices/renew", "/v1/blobs")
SUBJECTS = ("a", "b")
MAX_ROUNDS = 12
laptops = st.sampled_from(USERS)
dossiers = st.integers(0, len(CODES) - 1)


class Machine(RuleBasedStateMachine):
    """``kept`` are the acts that a person was told are stored, as long as a copy of them exists
    anywhere: a disk image put back takes with it what only that disk held."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.kept: dict[str, str] = {}  # act → what it says, unlike any other
        self.serial = count(1)
        self.images: dict[str, Path] = {}
        self.yesterday: Path | None = None
        self.unmended: set[str] = set()  # laptops that have not synced since central's restore
        self.unsynced: set[str] = set()  # laptops that have not synced since an image's return

    @initialize()
    def begin(self) -> None:
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(dir=_fast_disk())))
        shutil.copytree(_beginning(), self.folder, dirs_exist_ok=True)
        self.world: World = self.stack.enter_context(a_world(self.folder, sockets=False))
        self.dossiers = [dossier_of_code(self.world.organisation, code) for code in CODES]
        self.laptops: dict[str, Laptop] = {}
        for user in USERS:
            data_dir = self.folder / f"laptop-{user}"
            (workspace,) = (data_dir / "workspaces").iterdir()
            self.laptops[user] = self.world.adopted(workspace, data_dir)

    def teardown(self) -> None:
        try:
            if hasattr(self, "laptops"):
                self.come_to_rest()
        finally:
            self.stack.close()

    # -- what people do

    @rule(
        user=laptops,
        which=dossiers,
        key=st.sampled_from(SUBJECTS),
        year=st.sampled_from((2025, 2026)),
    )
    def correct(self, user: str, which: int, key: str, year: int) -> None:
        """Change a register on which others may be working too."""
        said = f"0571-{next(self.serial):08}"
        body = ContactRecorded(name="示例甲", phone=said)
        self._write(user, Volume(self.dossiers[which], year), body, key, said)

    @rule(user=laptops, which=dossiers)
    def add(self, user: str, which: int) -> None:
        """Record something that stands for itself."""
        said = f"note {next(self.serial)}"
        body = NoticeDelivered(number=said, way=DeliveryWay.FILE, at="")
        self._write(user, Volume(self.dossiers[which], 2026), body, said, said)

    @rule(user=laptops, which=dossiers)
    def find_major_hazard(self, user: str, which: int) -> None:
        """Record what goes before everything, with a photo."""
        said = f"hazard {next(self.serial)}"
        body = HazardRecorded(
            hazard=said, visit="示例", place=said, finding="示例", level=Level.MAJOR
        )
        self._write(user, Volume(self.dossiers[which], 2026), body, said, said)
        self.attach(user, which, f"hazard:{said}")

    @rule(user=laptops, which=dossiers, owner=st.just("visit:示例"))
    def attach(self, user: str, which: int, owner: str) -> None:
        """Attach a photo."""
        laptop = self.laptops[user]
        said = f"photo {next(self.serial)}"
        sha256 = laptop.session.workspace.blobs.put(said.encode())
        body = PhotoAttached(
            photo=said,
            owner=owner,
            visit="示例",
            sha256=sha256,
            media_type="image/jpeg",
            size=len(said.encode()),
            width=1,
            height=1,
            original_sha256=sha256,
        )
        self._write(user, Volume(self.dossiers[which], 2026), body, said, said)

    def _write(self, user: str, volume: Volume, body: Body, key: str, said: str) -> None:
        laptop = self.laptops[user]
        with laptop.session.workspace.transaction() as tx:
            if volume.dossier not in {v.dossier for v in tx.volumes()}:
                return  # not on this laptop: nobody can work on it there
            done = act(body, volume, key=key)
            heads = tx.heads(volume.dossier, done.subject)
            done = act(body, volume, key=key, supersedes=[head.id for head in heads])
            (fact,) = laptop.session.append(tx, [done])
        self.kept[fact.id] = said

    @rule(which=dossiers)
    def central_adds(self, which: int) -> None:
        """Central's staff write too."""
        name = f"示例{next(self.serial)}"
        self.world.another_contact(self.dossiers[which], name)

    @rule(user=laptops, which=dossiers, given=st.booleans())
    def assign(self, user: str, which: int, given: bool) -> None:
        """Give or take an assignment; what is not assigned cannot be taken."""
        change = self.world.assign if given else self.world.unassign
        with nullcontext() if given else suppress(OperatorMistake):
            change(user, self.dossiers[which])

    @rule(user=laptops, year=st.integers(1970, 2100))
    def set_clock(self, user: str, year: int) -> None:
        """Somebody's battery was empty."""
        at = datetime(year, 11, 25, 12, tzinfo=CHINA)
        object.__setattr__(self.laptops[user].session, "clock", lambda: at)

    # -- what networks do

    @rule(user=laptops)
    def sync(self, user: str) -> None:
        """Sync over a good link."""
        self._sync(user)

    @rule(
        user=laptops,
        path=st.sampled_from(PATHS),
        moment=st.sampled_from(("before", "after")),
        times=st.sampled_from((1, 4)),
        crash=st.booleans(),
    )
    def sync_cut(self, user: str, path: str, moment: str, times: int, crash: bool) -> None:
        """Sync over a link that breaks, before central acted or before its answer came; files are
        tried more than once."""
        laptop = self.laptops[user]
        getattr(laptop.wire, moment).extend([path] * times)
        self._sync(user)
        if crash:
            laptop.crash()
        laptop.wire.before.clear()
        laptop.wire.after.clear()

    def _sync(self, user: str) -> bool:
        """Sync once; tell whether it came to its end."""
        laptop = self.laptops[user]
        try:
            laptop.sync()
        except CentralUnreachable:
            return False
        except SignedOut:
            # Central was restored to before this laptop's code: the person signs in again.
            with laptop.link() as link:
                try:
                    enrol_again(link, laptop.session.workspace, PASSWORD)
                except CentralUnreachable:
                    return False
            return self._sync(user)
        self.unmended.discard(user)
        self.unsynced.discard(user)
        return True

    # -- what computers do

    @rule(user=laptops)
    def crash(self, user: str) -> None:
        self.laptops[user].crash()

    @rule(user=laptops)
    def take_image(self, user: str) -> None:
        self.images[user] = self.laptops[user].snapshot(self.folder / f"image-{user}")

    @precondition(lambda self: self.images and not self.unmended)
    @rule(user=laptops)
    def put_image_back(self, user: str) -> None:
        """A disk image returns; nothing tells the program."""
        if user in self.images:
            self.laptops[user].put_back(self.images[user])
            self.unsynced.add(user)
            self._forget_what_no_disk_holds()

    @rule(user=laptops)
    def back_up_and_restore_later(self, user: str) -> None:
        laptop = self.laptops[user]
        at = datetime(2026, 11, 25, 12) + timedelta(seconds=next(self.serial))
        laptop.session.workspace.back_up(at)

    @rule(user=laptops)
    def restore_backup(self, user: str) -> None:
        """The latest backup is put back by the program's own command."""
        laptop = self.laptops[user]
        found = sorted((laptop.folder / "backups").glob("*.db"))
        if not found:
            return
        close(laptop.session)
        restore(laptop.folder / "workspace.db", found[-1], unlock(laptop.folder, PASSPHRASE, now=0))
        laptop.open()
        self._forget_what_no_disk_holds()

    @rule()
    def central_backs_up(self) -> None:
        self.yesterday = self.world.snapshot()

    @precondition(lambda self: self.yesterday is not None and not self.unsynced)
    @rule()
    def central_is_restored(self) -> None:
        assert self.yesterday is not None
        self.world.restore(self.yesterday)
        self.unmended = set(USERS)
        self._forget_what_no_disk_holds()

    def _forget_what_no_disk_holds(self) -> None:
        """After two disasters at once an act may be left only where nobody can prove it: on a
        colleague's laptop, that got it without a seal (in a sealed bundle, not yet by central)."""
        there = set(self.world.acts())
        for laptop in self.laptops.values():
            with laptop.session.workspace.reading() as reader:
                own, keys = own_codes(reader), reader.device_keys()
                for volume in reader.volumes():
                    ends = {
                        one.device: one.seq for one in reader.seals(volume) if one.device in keys
                    }
                    there |= {
                        identity_of(fact)
                        for fact in reader.facts(volume=volume)
                        if fact.device in own or fact.seq <= ends.get(fact.device, 0)
                    }
        self.kept = {fact: said for fact, said in self.kept.items() if fact in there}

    # -- what must hold

    @invariant()
    def every_kept_act_is_somewhere(self) -> None:
        if hasattr(self, "laptops"):
            there = set(self.world.acts()).union(*(one.acts() for one in self.laptops.values()))
            assert set(self.kept) <= there

    def come_to_rest(self) -> None:
        """Sync everybody until nothing moves, then look at what they all hold."""
        for _round in range(MAX_ROUNDS):
            before = self._state()
            for user in USERS:
                assert self._sync(user)
            if self._state() == before:
                break
        else:
            raise AssertionError("the laptops do not come to rest")
        self._check_nothing_is_lost_or_doubled()
        for user, laptop in self.laptops.items():
            with laptop.session.workspace.reading() as reader:
                assert reader.pending().facts == 0, user
                assert reader.pending().blobs == 0, user
            verify_workspace(laptop.session)
            self._check_replica(user, laptop)

    def _state(self) -> object:
        return sorted(self.world.acts()), [sorted(one.facts()) for one in self.laptops.values()]

    def _check_nothing_is_lost_or_doubled(self) -> None:
        on_central = set(self.world.acts())
        lost = {said for fact, said in self.kept.items() if fact not in on_central}
        assert not lost
        said = defaultdict(set)
        for fact in self._facts_of_central():
            if fact.kind in ("notice_delivered", "photo_attached"):
                said[fact.body].add(identity_of(fact))
        assert all(len(acts) == 1 for acts in said.values())

    def _facts_of_central(self) -> list[Fact]:
        with self.world.central.database.read() as connection:
            return [fact_of(row) for row in connection.execute(select(FACT))]

    def _check_replica(self, user: str, laptop: Laptop) -> None:
        """A laptop shows for each dossier in its scope what central's facts say."""
        central = self.world.central
        person = laptop.session.author.person
        with central.database.read() as connection:
            scope = readable(central, connection, person, set(self.dossiers))
        facts = self._facts_of_central()
        for dossier in self.dossiers:
            theirs = fold(fact for fact in facts if fact.dossier == dossier)
            with laptop.session.workspace.reading() as reader:
                ours = reader.dossier(dossier)
                strays = reader.strays().get(dossier, 0)
            assert dossier in scope or not ours.heads, (user, "not purged")
            if dossier in scope and strays:
                ours = fold(_numbered(laptop, dossier))
            if dossier in scope:
                assert _shown(ours.heads) == _shown(theirs.heads), (user, dossier, strays)
                assert ours.conflicts() == theirs.conflicts()


@cache
def _beginning() -> Path:
    """Return a folder with central and three synced laptops, made once a process: every history
    begins with a copy of it."""
    kept = tempfile.TemporaryDirectory(dir=_fast_disk())
    atexit.register(kept.cleanup)
    with a_world(Path(kept.name), sockets=False) as world:
        dossiers = [world.enterprise(f"示例企业{n}", code) for n, code in enumerate(CODES)]
        laptops = []
        for user in USERS:
            world.person(user)
            world.assign(user, dossiers[0])
            laptops.append(world.laptop(user))
        world.assign("li", dossiers[1])
        for laptop in laptops:
            laptop.sync()
    return Path(kept.name)


def _numbered(laptop: Laptop, dossier: str) -> list[Fact]:
    with laptop.session.workspace.reading() as reader:
        volumes = [volume for volume in reader.volumes() if volume.dossier == dossier]
        return [
            fact
            for volume in volumes
            for fact in reader.facts(volume=volume)[: reader.cursor(volume).number]
        ]


def _shown(heads: object) -> dict[str, set[str]]:
    assert hasattr(heads, "items")
    return {subject: {identity_of(f) for f in group} for subject, group in heads.items()}


def _fast_disk() -> str | None:
    """Return a folder in memory where there is one: every act here is flushed to disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
