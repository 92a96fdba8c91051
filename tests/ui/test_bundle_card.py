"""Sealed files from the sync page: written, answered, carried for a colleague, opened by a code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from inspector_app.central.bundles_delivery import deliver
from inspector_app.ui.bundle_card import BundleCard
from inspector_app.ui.desk_bundles import BundleDesk, carried_here
from inspector_app.ui.jobs import Jobs
from tests.sync.bundle_scene import a_days_work, answered, exported, pending
from tests.world import Laptop, World, a_world

LATE = 15_000  # ms


@dataclass
class Scene:
    """The card of one laptop, and the world around it."""

    world: World
    laptop: Laptop
    dossier: str
    card: BundleCard
    desk: BundleDesk
    jobs: Jobs
    qtbot: QtBot

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.jobs.waiting == 0, timeout=LATE)


@pytest.fixture
def scene(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[Scene]:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        card = BundleCard()
        qtbot.addWidget(card)
        card.show()
        desk = BundleDesk(jobs, laptop.session, card)
        desk.attach(card)
        yield Scene(world, laptop, dossier, card, desk, jobs, qtbot)
        qtbot.waitUntil(lambda: jobs.waiting == 0, timeout=LATE)


def test_a_bundle_is_written_and_its_answer_makes_the_records_safe(
    scene: Scene, tmp_path: Path
) -> None:
    a_days_work(scene.laptop, scene.dossier, scene.world)
    scene.card.written.emit(str(tmp_path / "out.iab"))
    scene.settle()
    assert "out.iab" in scene.card.note.text()
    assert pending(scene.laptop) != (0, 0)
    answered(scene.world, tmp_path / "out.iab", tmp_path / "back.iab")
    scene.card.give([str(tmp_path / "back.iab")])
    scene.settle()
    assert scene.card.note.text().startswith("Central confirmed")
    assert pending(scene.laptop) == (0, 0)


def test_where_central_has_everything_no_file_is_written(scene: Scene, tmp_path: Path) -> None:
    scene.card.written.emit(str(tmp_path / "out.iab"))
    scene.settle()
    assert scene.card.note.text() == "Central has everything; nothing was written."
    assert not (tmp_path / "out.iab").exists()


def test_a_colleagues_bundle_is_carried_shown_and_forgotten_once_answered(
    scene: Scene, tmp_path: Path
) -> None:
    scene.world.person("li")
    scene.world.assign("li", scene.dossier)
    colleague = scene.world.laptop("li")
    colleague.sync()
    a_days_work(colleague, scene.dossier, scene.world)
    exported(colleague, tmp_path / "out.iab")
    scene.card.give([str(tmp_path / "out.iab")])
    scene.settle()
    assert [one.waits for one in carried_here(scene.laptop.session)] == [True]
    assert scene.card.answers.isHidden()
    scene.laptop.sync()
    scene.desk.refresh()
    scene.settle()
    assert scene.card.answers.isVisible()
    scene.card.answers_wanted.emit(str(tmp_path))
    scene.settle()
    assert len(list(tmp_path.glob("answer-*.iab"))) == 1
    scene.card.forgotten.emit(carried_here(scene.laptop.session)[0].bundle)
    scene.settle()
    assert carried_here(scene.laptop.session) == ()
    assert scene.card.answers.isHidden()


def test_a_delivery_asks_for_its_code_and_then_opens(scene: Scene, tmp_path: Path) -> None:
    scene.world.another_contact(scene.dossier)
    file = tmp_path / "delivery.iab"
    code = deliver(scene.world.central, scene.laptop.session.device, file).code
    scene.card.give([str(file)])
    scene.settle()
    assert scene.card.code.isVisible()
    scene.card.code.setText(code)
    scene.card.open.click()
    scene.settle()
    assert scene.card.note.text().startswith("A delivery was taken")
    assert not scene.card.code.isVisible()


def test_a_file_that_is_no_bundle_is_refused_in_words(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "x.iab").write_bytes(b"not a bundle")
    scene.card.give([str(tmp_path / "x.iab")])
    scene.settle()
    assert "BUN-" in scene.card.problem.text
    assert "Nothing was changed." in scene.card.problem.text
