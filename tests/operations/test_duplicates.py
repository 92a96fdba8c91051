"""重号: one number on two papers, shown and settled by voiding one."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.domain.fold import identity_of
from inspector_app.errors import BadInput
from inspector_app.operations.duplicates import duplicates, void_duplicate
from inspector_app.operations.papers import issue_notice
from tests.sync.test_fork import a_visit
from tests.sync.test_sync import found
from tests.world import a_world


def test_a_number_that_a_cloned_disk_gave_twice_is_settled_by_voiding_one(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, visit = a_visit(world)
        found(laptop, visit, "一车间")
        clone = world.copy(laptop, "clone", whole=True)
        found(clone, visit, "二车间")
        first, second = issue_notice(laptop.session, visit), issue_notice(clone.session, visit)
        assert first.number == second.number and first.pdf_sha256 != second.pdf_sha256
        assert duplicates(laptop.session) == ()
        for one in (laptop, clone, laptop):
            one.sync()
        (twice,) = duplicates(laptop.session)
        assert twice.number == first.number and not twice.settled
        assert {paper.body.pdf for paper in twice.papers} == {first.pdf_sha256, second.pdf_sha256}
        theirs = next(one for one in twice.papers if one.body.pdf == second.pdf_sha256)
        with pytest.raises(BadInput):
            void_duplicate(laptop.session, twice, theirs, " ")
        void_duplicate(laptop.session, twice, theirs, "重号")
        for one in (laptop, clone):
            one.sync()
            (settled,) = duplicates(one.session)
            assert settled.settled
            voided = {paper.body.pdf: paper.voided is not None for paper in settled.papers}
            assert voided == {first.pdf_sha256: False, second.pdf_sha256: True}
            with one.session.workspace.reading() as reader:
                rows = {row.pdf: row.voided for row in reader.notices()}
            assert rows == voided
        again = issue_notice(clone.session, visit)
        assert again.number not in (first.number, second.number)
        assert len({identity_of(paper.fact) for paper in settled.papers}) == 2
