"""Two laptops that shared a visit without a link and meet at central in the evening."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from inspector_app.operations.answers import answer_item, open_checklist
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.visits import start_visit
from tests.ui.visit_forms import mixed_library
from tests.world import Laptop, World, a_start, a_world

CODE = "7KM4PQ"


@dataclass
class Evening:
    """The two laptops, their visit and its dossier."""

    world: World
    mine: Laptop
    theirs: Laptop
    dossier: str
    visit: str
    folder: Path

    def sync(self) -> None:
        """Let both laptops meet at central until neither has anything new."""
        for one in (self.mine, self.theirs, self.mine):
            one.sync()
            self.give_forms(one)

    def give_forms(self, laptop: Laptop) -> None:
        """Let a laptop hold the form with every kind of question."""
        laptop.session = replace(laptop.session, library=mixed_library(self.folder))

    def answer(self, laptop: Laptop, name: str, value: str) -> str:
        """Answer a question of the form on a laptop; returns its subject."""
        opened = open_checklist(laptop.session, self.visit, "mixed")
        ref = next(n.ref for n in opened.running.nodes() if n.ref.endswith(f"/{name}"))
        answer_item(laptop.session, opened, ref, value)
        return opened.subject(ref)

    def hazard(self, laptop: Laptop, place: str = "配电室", **more: object) -> str:
        """Record a hazard on a laptop."""
        draft = HazardDraft(place=place, finding="配电箱前堆放杂物", deadline="2026-12-02")
        draft = replace(draft, **more)  # type: ignore[arg-type]
        return record_hazard(laptop.session, self.visit, draft)[0]


@contextmanager
def an_evening(folder: Path) -> Iterator[Evening]:
    """Give two synced laptops that both began the visit of one join code, apart."""
    with a_world(folder) as world:
        mine, dossier = world.working_laptop()
        world.person("li")
        world.assign("li", dossier)
        theirs = world.laptop("li")
        theirs.sync()
        start = a_start(world.site(dossier), join_code=CODE)
        visits = {start_visit(one.session, dossier, start)[0] for one in (mine, theirs)}
        (visit,) = visits
        evening = Evening(world, mine, theirs, dossier, visit, folder)
        for one in (mine, theirs):
            evening.give_forms(one)
        yield evening
