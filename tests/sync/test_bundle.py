"""No network at all: a file goes to central, its answer comes back, nothing is left to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from inspector_app.central.erasing import remove_erased_blobs
from inspector_app.central.ledger import append
from inspector_app.central.people import assign, revoke, unassign
from inspector_app.central.verify import verify
from inspector_app.domain.acts import act
from inspector_app.domain.envelope import BundleDamaged, BundleForeign, FileProblem, NotABundle
from inspector_app.domain.envelope_content import KeptBlob, Result, answer_bytes, read_answer_file
from inspector_app.domain.facts import FactDamaged
from inspector_app.domain.organisation import FactsErased
from inspector_app.errors import BadInput
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.verifying import verify_workspace
from inspector_app.sync.bundle import import_bundle
from inspector_app.sync.bundle_answer import AnswerTaken, take_answer
from inspector_app.sync.bundle_problems import AnswerForOther, PartTooSmall, WouldOverwrite
from inspector_app.sync.identity import is_stale
from tests.sync.bundle_scene import (
    a_days_work,
    a_picture,
    answered,
    begin_visit,
    exported,
    found,
    pending,
)
from tests.world import Laptop, a_world, noon


def came_back(laptop: Laptop, answer: Path) -> AnswerTaken:
    """Import an answer at its laptop."""
    taken = import_bundle(laptop.session.workspace, answer, now=noon())
    assert isinstance(taken.came, AnswerTaken)
    return taken.came


def test_a_bundle_and_its_answer_do_what_a_sync_does(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        before = pending(laptop)
        made = exported(laptop, tmp_path / "out.iab")
        assert (made.files, made.facts, made.blobs) == ((tmp_path / "out.iab",), *before)
        assert pending(laptop) == before
        came = answered(world, made.files[0], tmp_path / "back.iab")
        assert (came.facts, came.blobs, came.held, came.refused) == (*before, 0, 0)
        taken = came_back(laptop, tmp_path / "back.iab")
        assert (taken.facts, taken.blobs) == before
        assert pending(laptop) == (0, 0)
        laptop.wire.requests.clear()
        after = laptop.sync()
        assert (after.pushed, after.pulled, after.blobs_up, after.blobs_down) == (0, 0, 0, 0)
        assert set(laptop.wire.requests) <= {"POST /v1/hello", "POST /v1/pull"}
        assert verify(world.central).facts >= came.facts
        verify_workspace(laptop.session)


def test_what_went_by_bundle_reaches_a_colleague_online(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        answered(world, exported(laptop, tmp_path / "out.iab").files[0], tmp_path / "back.iab")
        came_back(laptop, tmp_path / "back.iab")
        world.person("li")
        world.assign("li", dossier)
        colleague = world.laptop("li")
        colleague.sync()
        laptop.sync()
        assert colleague.facts() == laptop.facts()


def test_the_same_files_twice_change_nothing(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        bundle = exported(laptop, tmp_path / "out.iab").files[0]
        answered(world, bundle, tmp_path / "back.iab")
        total = verify(world.central)
        again = answered(world, bundle, tmp_path / "again.iab")
        assert (again.facts, again.blobs) == (0, 0)
        assert verify(world.central) == total
        came_back(laptop, tmp_path / "back.iab")
        for answer in ("back.iab", "again.iab"):
            taken = came_back(laptop, tmp_path / answer)
            assert (taken.facts, taken.blobs) == (0, 0)
        assert exported(laptop, tmp_path / "none.iab").files == ()


def test_an_old_answer_acknowledges_only_what_it_covered(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        visit = begin_visit(laptop, dossier, world)
        answered(world, exported(laptop, tmp_path / "one.iab").files[0], tmp_path / "back.iab")
        found(laptop, visit)
        assert pending(laptop)[0] == 2
        came_back(laptop, tmp_path / "back.iab")
        assert pending(laptop)[0] == 1
        assert laptop.sync().pushed == 1


def test_facts_that_also_went_online_are_taken_once(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        bundle = exported(laptop, tmp_path / "out.iab").files[0]
        laptop.sync()
        came = answered(world, bundle, tmp_path / "back.iab")
        assert (came.facts, came.blobs) == (0, 0)
        assert came_back(laptop, tmp_path / "back.iab").facts == 0
        assert laptop.sync().pulled == 0


def test_an_answer_after_others_wrote_is_settled_by_the_next_pull(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        world.another_contact(dossier)
        answered(world, exported(laptop, tmp_path / "out.iab").files[0], tmp_path / "back.iab")
        came_back(laptop, tmp_path / "back.iab")
        assert pending(laptop) == (0, 0)
        assert laptop.sync().pushed == 0
        assert pending(laptop) == (0, 0)


def test_a_work_larger_than_a_part_goes_in_several_files_in_any_order(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world, photos=12)
        made = exported(laptop, tmp_path / "out.iab", part_size=80_000)
        assert len(made.files) > 2
        assert made.files[1] == tmp_path / "out.2.iab"
        assert all(file.stat().st_size <= 80_000 for file in made.files)
        for number, file in enumerate(reversed(made.files)):
            came = answered(world, file, tmp_path / f"back{number}.iab")
            assert came.parts == len(made.files)
            came_back(laptop, tmp_path / f"back{number}.iab")
        assert pending(laptop) == (0, 0)


def test_older_facts_travel_too_when_everything_is_asked_for(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        answered(world, exported(laptop, tmp_path / "out.iab").files[0], tmp_path / "back.iab")
        came_back(laptop, tmp_path / "back.iab")
        assert exported(laptop, tmp_path / "none.iab").files == ()
        made = exported(laptop, tmp_path / "all.iab", everything=True)
        assert (made.facts, made.blobs) == (4, 2)
        came = answered(world, made.files[0], tmp_path / "again.iab")
        assert (came.facts, came.blobs, came.refused) == (0, 0, 0)


def test_evidence_of_an_unassigned_inspector_is_held_and_acknowledged(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        unassign(world.central, "wang", dossier)
        came = answered(
            world, exported(laptop, tmp_path / "out.iab").files[0], tmp_path / "back.iab"
        )
        assert came.held == came.facts == 4
        taken = came_back(laptop, tmp_path / "back.iab")
        assert taken.held == 1
        assert pending(laptop) == (0, 0)
        assign(world.central, "wang", dossier)
        laptop.sync()
        verify_workspace(laptop.session)


def test_evidence_of_a_withdrawn_laptop_is_not_refused(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        revoke(world.central, laptop.session.device)
        came = answered(
            world, exported(laptop, tmp_path / "out.iab").files[0], tmp_path / "back.iab"
        )
        assert came.facts == came.held == 4


def test_a_damaged_photo_on_the_laptop_does_not_keep_the_rest(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        with laptop.session.workspace.reading() as reader:
            spoilt = laptop.session.workspace.blobs.path(reader.blobs_to_send()[-1].sha256)
        spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"\x00")
        made = exported(laptop, tmp_path / "out.iab")
        assert (made.blobs, made.missing) == (1, 1)
        answered(world, made.files[0], tmp_path / "back.iab")
        came_back(laptop, tmp_path / "back.iab")
        assert pending(laptop) == (0, 1)


def test_an_answer_is_for_one_laptop_of_one_central(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with a_world(tmp_path) as world, a_world(tmp_path / "other") as elsewhere:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        answered(world, exported(laptop, tmp_path / "out.iab").files[0], tmp_path / "back.iab")
        world.person("li")
        colleague = world.laptop("li")
        with pytest.raises(AnswerForOther):
            take_answer(colleague.session.workspace, tmp_path / "back.iab")
        stranger, _dossier = elsewhere.working_laptop()
        with pytest.raises(BundleDamaged):
            take_answer(stranger.session.workspace, tmp_path / "back.iab")


def test_an_answer_with_a_receipt_of_another_volume_acknowledges_nothing(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        answered(world, exported(laptop, tmp_path / "out.iab").files[0], tmp_path / "back.iab")
        with laptop.session.workspace.reading() as reader:
            key = reader.setting("central_key")
        answer = read_answer_file(tmp_path / "back.iab", key)
        before = pending(laptop)
        other = f"{world.organisation}/2026"
        receipt = answer.results[0].receipt
        assert receipt is not None
        for wrong in (
            Result(volume=other, device=laptop.session.device, state="accepted", seq=1),
            replace(answer.results[0], volume=other),
            replace(answer.results[0], receipt=None),
            replace(answer.results[0], state="held"),
        ):
            blobs = (*answer.blobs, KeptBlob(dossier, "0" * 64))
            forged = replace(answer, results=(*answer.results, wrong), blobs=blobs)
            path = tmp_path / "forged.iab"
            path.write_bytes(answer_bytes(forged, world.central.organisation.signing))
            with pytest.raises(FactDamaged):
                take_answer(laptop.session.workspace, path)
            assert pending(laptop) == before


def test_an_answer_that_tells_of_a_fork_marks_the_workspace_and_acknowledges_nothing(
    tmp_path: Path,
) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        answered(world, exported(laptop, tmp_path / "out.iab").files[0], tmp_path / "back.iab")
        with laptop.session.workspace.reading() as reader:
            key = reader.setting("central_key")
        answer = read_answer_file(tmp_path / "back.iab", key)
        before = pending(laptop)
        parted = replace(answer.results[0], state="forked", seq=0, tip="", receipt=None)
        told = replace(answer, results=(parted,), blobs=())
        signing = world.central.organisation.signing
        (tmp_path / "fork.iab").write_bytes(answer_bytes(told, signing))
        assert not is_stale(laptop.session.workspace)
        assert came_back(laptop, tmp_path / "fork.iab").forked
        assert is_stale(laptop.session.workspace)
        assert pending(laptop) == before


def test_a_bundle_brings_back_nothing_that_was_erased(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world, photos=1)
        bundle = exported(laptop, tmp_path / "out.iab").files[0]
        answered(world, bundle, tmp_path / "back.iab")
        with laptop.session.workspace.reading() as reader:
            (photo,) = reader.blobs_to_send()
            named = [f for f in reader.facts(dossier=dossier) if f.kind == "photo_attached"]
        assert world.central.media.size(dossier, photo.sha256) is not None
        body = FactsErased(ids=tuple(fact.id for fact in named), reason="sample")
        append(world.central, [act(body, named[0].volume, key="one")], "central")
        remove_erased_blobs(world.central)
        assert world.central.media.size(dossier, photo.sha256) is None
        again = answered(world, bundle, tmp_path / "again.iab")
        assert (again.facts, again.blobs) == (0, 0)
        assert world.central.media.size(dossier, photo.sha256) is None
        assert came_back(laptop, tmp_path / "again.iab").pending_blobs == 0
        verify(world.central)


def test_wrong_files_are_refused_with_a_code(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        other = tmp_path / "letter.txt"
        other.write_text("no bundle", encoding="utf-8")
        workspace = laptop.session.workspace
        with pytest.raises(NotABundle):
            import_bundle(workspace, other, now=noon())
        with pytest.raises(FileProblem):
            import_bundle(workspace, tmp_path / "missing.iab", now=noon())
        with pytest.raises(FileProblem):
            import_bundle(workspace, tmp_path, now=noon())
        with pytest.raises(WouldOverwrite):
            exported(laptop, other)
        assert other.read_text(encoding="utf-8") == "no bundle"
        with pytest.raises(BadInput):
            exported(laptop, tmp_path / "out.iab", part_size=100)
        with pytest.raises(FileProblem):
            exported(laptop, tmp_path / "no folder" / "out.iab")
        assert not list(tmp_path.glob("*.iab"))


def test_a_record_larger_than_a_part_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        visit = begin_visit(laptop, dossier, world)
        attach_photo(laptop.session, visit, f"visit:{visit}", a_picture(1, edge=400))
        with pytest.raises(PartTooSmall) as told:
            exported(laptop, tmp_path / "out.iab", part_size=70_000)
        assert not list(tmp_path.glob("*.iab*"))
        needed = int(str(told.value.details["needed"]))
        made = exported(laptop, tmp_path / "out.iab", part_size=needed)
        assert all(file.stat().st_size <= needed for file in made.files)


def test_a_bundle_for_another_central_is_refused_there(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with a_world(tmp_path) as world, a_world(tmp_path / "other") as elsewhere:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        bundle = exported(laptop, tmp_path / "out.iab").files[0]
        with pytest.raises(BundleForeign):
            answered(elsewhere, bundle, tmp_path / "back.iab")
        stranger, _dossier = elsewhere.working_laptop()
        with pytest.raises(BundleForeign):
            import_bundle(stranger.session.workspace, bundle, now=noon())
