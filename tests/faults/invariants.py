"""What must hold after a crash, looked at by the next start of the program."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from inspector_app.central.verify import verify as verify_central
from inspector_app.domain.facts import Fact
from inspector_app.domain.kinds import blobs_of
from inspector_app.operations.verifying import verify_workspace
from inspector_app.store.rows import Stage
from inspector_app.sync.run import SyncResult
from tests.faults.scenes import Scene
from tests.faults.site import Site

QUIET_AFTER = 4  # syncs


@dataclass(frozen=True)
class Told:
    """What was acknowledged to the person before the crash."""

    facts: frozenset[str]
    numbers: frozenset[str]


def faults(site: Site, scene: Scene, told: Told) -> Iterator[str]:
    """Start the program again, go on, sync until it is quiet; yield what does not hold."""
    if scene.again is not None:
        scene.again(site)
    yield from _on_the_laptop(site, told, scene)
    if scene.again is None:
        scene.act(site, lambda _site: None)
    numbers = site.numbers()
    if len(numbers) != len(set(numbers)) or not told.numbers <= set(numbers):
        yield f"paper numbers {numbers}, told {sorted(told.numbers)}"
    last = _quiet(site)
    if last.pending_facts or last.pending_blobs:
        yield f"still waiting: {last.pending_facts} facts, {last.pending_blobs} files"
    yield from _on_both(site, scene)


def _quiet(site: Site) -> SyncResult:
    result = site.sync()
    for _more in range(QUIET_AFTER):
        if not (result.pushed or result.pulled or result.blobs_up or result.blobs_down):
            break
        result = site.sync()
    return result


def _on_the_laptop(site: Site, told: Told, scene: Scene) -> Iterator[str]:
    site.session.workspace.check()
    verify_workspace(site.session)
    facts = site.facts()
    if not scene.renews:  # a restored backup gets the rest back from central
        yield from (f"lost: {one[:12]}" for one in told.facts - set(facts))
    yield from _files(site, facts.values())
    left = [p.name for p in site.session.workspace.blobs._folder.rglob("*.new")]
    yield from (f"left half written: {name}" for name in left)


def _files(site: Site, facts: Collection[Fact]) -> Iterator[str]:
    own = site.session.device
    for fact in facts:
        for sha256, _size in blobs_of(fact):
            if fact.device == own and not site.session.workspace.blobs.has(sha256):
                yield f"{fact.kind} names a file that is not here"


def _on_both(site: Site, scene: Scene) -> Iterator[str]:
    here, there = site.facts(), site.on_central()
    if len(there) != len(set(there)):
        yield "a fact is on central twice"
    visible = {one for one in there if one in here}
    if set(there) != set(here):
        yield f"only here {len(set(here) - visible)}, only there {len(set(there) - visible)}"
    if not scene.renews:
        yield from (f"recorded again: {f.kind}" for f in here.values() if f.restates)
    verify_workspace(site.session)
    verify_central(site.world.central)
    with site.session.workspace.reading() as reader:
        own = {chain.device for chain in reader.own_chains()}
        lines = reader.life_line(one for one, fact in here.items() if fact.device in own)
    unsafe = [line for line in lines if line.stage is not Stage.SAFE]
    if unsafe:
        yield f"{len(unsafe)} own facts are not safe"
