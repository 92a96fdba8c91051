"""The operator's commands about bundles."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.central import bundles_console
from inspector_app.central.console import Place
from inspector_app.domain.envelope import FileProblem, NotABundle
from tests.sync.bundle_scene import a_days_work, exported, pending
from tests.world import a_world, noon


def test_an_operator_imports_a_file_and_hands_back_the_answer(tmp_path: Path) -> None:
    from inspector_app.sync.bundle import import_bundle

    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        bundle = exported(laptop, tmp_path / "out.iab").files[0]
        where = Place(f"sqlite:///{tmp_path / 'central.db'}", str(tmp_path / "media"))
        came = bundles_console.import_file(where, bundle)
        assert (came.facts, came.blobs, came.part, came.parts) == (4, 2, 1, 1)
        assert came.answer.parent == tmp_path
        import_bundle(laptop.session.workspace, came.answer, now=noon())
        assert pending(laptop) == (0, 0)
        down = bundles_console.export_for(where, laptop.session.device, tmp_path / "down.iab")
        assert down.bytes == (tmp_path / "down.iab").stat().st_size
        with pytest.raises(FileProblem):
            bundles_console.import_file(where, tmp_path / "missing.iab")
        with pytest.raises(NotABundle):
            bundles_console.import_file(where, tmp_path / "central.db")
