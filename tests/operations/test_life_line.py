"""Where each record stands, what is not safe and why, and the paper that says so."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PIL import Image

from inspector_app.domain.hazards import Level
from inspector_app.domain.papers import PhotoAttached
from inspector_app.i18n import set_language
from inspector_app.operations.life_line import Safety, Unsafe, Why, safety, stages_of
from inspector_app.operations.life_line_certificate import certificate, certificate_pdf, what_words
from inspector_app.operations.photos import attach_photo
from inspector_app.store.problems import NotConfirmed
from inspector_app.store.rows import Stage
from inspector_app.sync.problems import SyncStopped
from inspector_app.sync.run import synchronise
from tests.documents.reading import squeezed, whole_text
from tests.operations.evening import Evening, an_evening
from tests.world import CHINA, DAY


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    set_language("en")
    with an_evening(tmp_path) as made:
        yield made


def a_photo(evening: Evening, owner: str) -> PhotoAttached:
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), (120, 90, 60)).save(picture, "JPEG")
    return attach_photo(evening.mine.session, evening.visit, owner, picture.getvalue())[0]


def push_only(evening: Evening) -> None:
    """Sync until the records are sent, then stop."""
    done: list[str] = []
    with evening.mine.link() as link, pytest.raises(SyncStopped):
        synchronise(
            link,
            evening.mine.session.workspace,
            lambda stage: done.append(stage.name),
            stop=lambda: "push" in done,
        )


def by_kind(found: Safety) -> dict[str, Unsafe]:
    return {one.kind: one for one in found.unsafe}


def test_a_record_goes_from_this_laptop_over_the_backup_to_safety(evening: Evening) -> None:
    session = evening.mine.session
    subject = f"hazard:{evening.hazard(evening.mine)}"

    def stage() -> Stage:
        return stages_of(session, evening.dossier, [subject])[subject]

    assert stage() is Stage.HERE
    session.workspace.back_up(datetime(2026, 11, 25, 18, tzinfo=CHINA))
    assert stage() is Stage.BACKED_UP
    evening.mine.sync()
    assert stage() is Stage.SAFE
    assert safety(session).unsafe == ()


def test_what_is_not_safe_is_listed_with_enterprise_what_since_when_and_why(
    evening: Evening,
) -> None:
    evening.answer(evening.mine, "boss", "示例张")
    evening.answer(evening.mine, "people", "42")
    evening.hazard(evening.mine)
    found = safety(evening.mine.session)
    listed = by_kind(found)
    assert listed["item_answered"].count == 2
    assert listed["hazard_recorded"].about == "配电室 · 配电箱前堆放杂物"
    assert what_words(listed["hazard_recorded"]) == "Hazards: 配电室 · 配电箱前堆放杂物"
    for one in found.unsafe:
        assert one.enterprise == "杭州示例铸造有限公司"
        assert one.why is Why.NOT_SENT and one.since.startswith("2026-11-25T12:00")
    assert found.counts[Stage.HERE] == sum(one.count for one in found.unsafe)


def test_a_photo_is_not_safe_before_its_file_is_there(evening: Evening) -> None:
    session = evening.mine.session
    hazard = f"hazard:{evening.hazard(evening.mine)}"
    photo = f"photo:{a_photo(evening, hazard).photo}"
    push_only(evening)
    stages = stages_of(session, evening.dossier, [hazard, photo])
    assert stages == {hazard: Stage.SAFE, photo: Stage.ACCEPTED}
    (one,) = safety(session).unsafe
    assert (one.kind, one.why, one.files) == ("photo_attached", Why.FILES, 2)
    with pytest.raises(NotConfirmed), session.workspace.transaction() as tx:
        tx.purge(evening.dossier)
    evening.mine.sync()
    assert stages_of(session, evening.dossier, [photo]) == {photo: Stage.SAFE}


def test_records_of_major_hazards_stand_first(evening: Evening) -> None:
    from inspector_app.domain.hazards import Criterion

    evening.hazard(evening.mine)
    criterion = Criterion(standard="mem-10-2023", article="第七条（一）", text="示例")
    evening.hazard(evening.mine, "熔炼", level=Level.MAJOR, criterion=criterion)
    first = safety(evening.mine.session).unsafe[0]
    assert first.major and first.about.startswith("熔炼")


def test_a_record_that_central_keeps_aside_waits_for_approval(evening: Evening) -> None:
    evening.world.unassign("wang", evening.dossier)
    evening.hazard(evening.mine)
    push_only(evening)
    listed = by_kind(safety(evening.mine.session))
    assert listed["hazard_recorded"].why is Why.NOT_NUMBERED
    assert listed["hazard_recorded"].stage is Stage.ACCEPTED


def test_the_certificate_counts_the_day_and_names_chains_and_receipts(evening: Evening) -> None:
    evening.hazard(evening.mine)
    evening.mine.sync()
    evening.hazard(evening.mine, "二车间")
    made = certificate(evening.mine.session, DAY)
    hazards = next(one for one in made.counts if one.kind == "Hazards")
    assert (hazards.recorded, hazards.accepted, hazards.safe) == (2, 1, 1)
    (volume,) = made.volumes
    with evening.mine.session.workspace.reading() as reader:
        (own,) = (c for c in reader.own_chains() if str(c.volume) == volume.volume)
        assert (volume.seq, volume.tip) == (own.seq, own.tip)
        assert volume.chain == reader.cursor(own.volume).chain == volume.receipt_chain
    assert [one.what for one in made.unsafe] == ["Hazards: 二车间 · 配电箱前堆放杂物"]
    assert certificate(evening.mine.session, date(2026, 11, 24)).counts == ()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_printed_certificate_says_what_its_value_says(evening: Evening, language: str) -> None:
    evening.hazard(evening.mine)
    evening.mine.sync()
    evening.hazard(evening.mine, "二车间")
    set_language(language)
    pdf = certificate_pdf(evening.mine.session, DAY)
    assert pdf == certificate_pdf(evening.mine.session, DAY)
    text = squeezed(whole_text(pdf))
    made = certificate(evening.mine.session, DAY)
    for said in (made.volumes[0].chain[:40], made.inspector, "二车间", made.fingerprint[:8]):
        assert squeezed(said) in text
