"""What speaks against a photo: used before, another day, far away; and what the picture tells."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import msgspec
import pytest
from PIL import Image

from inspector_app.domain.acts import act
from inspector_app.domain.dossier import photos_of
from inspector_app.domain.enterprise import EnterpriseNamed, SiteRecorded
from inspector_app.domain.facts import Volume
from inspector_app.domain.papers import PhotoAttached, PhotoRole
from inspector_app.operations.evidence import DoubtKind, distance, doubts_of
from inspector_app.operations.photos import (
    attach_photo,
    detach_photo,
    give_role,
    keep_knowingly,
    order_photos,
    put_back,
)
from inspector_app.operations.pictures import read_picture
from inspector_app.operations.visits import require_dossier, start_visit
from tests.operations.cameras import a_photo
from tests.operations.evening import an_evening
from tests.ui.visit_scene import DAY, DOSSIER, SITE, Scene, a_scene, a_start

WORKS = (120.123456, 30.234567)
OTHER = "0d0d0d0d-0000-4000-8000-000000000002"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as made:
        yield made


def attach(scene: Scene, data: bytes, owner: str = "hazard:h1", visit: str = "") -> PhotoAttached:
    return attach_photo(scene.session, visit or scene.visit, owner, data)[0]


def kinds(scene: Scene, photo: PhotoAttached) -> list[DoubtKind]:
    return [doubt.kind for doubt in doubts_of(scene.session, photo)]


def a_visit_elsewhere(scene: Scene) -> str:
    volume = Volume(OTHER, DAY.year)
    scene.session.write([act(EnterpriseNamed(name="宁波示例机械有限公司"), volume)])
    return start_visit(scene.session, OTHER, replace(a_start(), site=""))[0]


def test_time_and_place_of_the_camera_are_kept(scene: Scene) -> None:
    photo = attach(scene, a_photo(taken="2026:11:25 10:11:12", place=WORKS))
    assert photo.taken_at == "2026:11:25 10:11:12"
    assert float(photo.longitude) == pytest.approx(WORKS[0], abs=1e-5)
    assert float(photo.latitude) == pytest.approx(WORKS[1], abs=1e-5)
    assert len(photo.dhash) == 16
    assert kinds(scene, photo) == []


def test_a_place_south_and_west_has_its_sign() -> None:
    longitude, latitude = read_picture(a_photo(place=(-70.5, -33.25))).place
    assert (float(longitude), float(latitude)) == (-70.5, -33.25)


def test_a_broken_place_is_no_reason_to_refuse_the_picture() -> None:
    whole = a_photo(place=WORKS)
    for broken in (b"\x00" * 4, b"\xff" * 4):  # denominators of nought, offsets beyond the end
        start = whole.index(b"Exif") + 78
        damaged = whole[:start] + broken * 12 + whole[start + 48 :]
        assert read_picture(damaged).place == ("", "")


def test_a_picture_used_at_another_enterprise_is_told_with_its_name_and_day(scene: Scene) -> None:
    elsewhere = a_visit_elsewhere(scene)
    attach(scene, a_photo(7), visit=elsewhere)
    again = attach(scene, a_photo(7, quality=40, size=(640, 480)))
    (doubt,) = doubts_of(scene.session, again)
    assert doubt.kind is DoubtKind.USED_BEFORE and doubt.seen is not None
    assert (doubt.seen.enterprise, doubt.seen.date) == ("宁波示例机械有限公司", DAY.isoformat())
    keep_knowingly(scene.session, again, doubt.seen.photo)
    kept = msgspec.structs.replace(again, repeats=doubt.seen.photo)
    assert kinds(scene, kept) == []


def test_other_pictures_and_more_views_of_one_hazard_are_not_told(scene: Scene) -> None:
    attach(scene, a_photo(7), owner="hazard:h1")
    assert kinds(scene, attach(scene, a_photo(8), owner="hazard:h2")) == []
    assert kinds(scene, attach(scene, a_photo(7, quality=50), owner="hazard:h1")) == []
    assert kinds(scene, attach(scene, a_photo(7), owner="hazard:h3")) == [DoubtKind.USED_BEFORE]


def test_a_removed_photo_is_not_seen_any_more(scene: Scene) -> None:
    first = attach(scene, a_photo(7), owner="hazard:h1")
    detach_photo(scene.session, first)
    second = attach(scene, a_photo(7), owner="hazard:h2")
    assert kinds(scene, second) == []
    put_back(scene.session, first)
    assert kinds(scene, second) == [DoubtKind.USED_BEFORE]


def test_blank_pictures_are_not_taken_for_each_other(scene: Scene) -> None:
    blank = io.BytesIO()
    Image.new("RGB", (400, 300), "black").save(blank, "JPEG")
    attach(scene, blank.getvalue(), owner="hazard:h1")
    assert kinds(scene, attach(scene, blank.getvalue(), owner="hazard:h2")) == []


def test_a_camera_time_of_another_day_is_told(scene: Scene) -> None:
    photo = attach(scene, a_photo(taken="2026:03:01 08:00:00"))
    (doubt,) = doubts_of(scene.session, photo)
    assert (doubt.kind, doubt.taken, doubt.visited) == (
        DoubtKind.OTHER_DAY,
        "2026-03-01",
        "2026-11-25",
    )


@pytest.mark.parametrize(("north", "told"), [(0.01, []), (0.03, [DoubtKind.OTHER_PLACE])])
def test_a_place_more_than_two_kilometres_from_the_site_is_told(
    scene: Scene, north: float, told: list[DoubtKind]
) -> None:
    site = SiteRecorded(name="一厂区", longitude=str(WORKS[0]), latitude=str(WORKS[1]))
    scene.session.supersede(Volume(DOSSIER, DAY.year), f"site:{SITE}", site)
    photo = attach(scene, a_photo(place=(WORKS[0], WORKS[1] + north)))
    assert kinds(scene, photo) == told


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert distance((120.0, 30.0), (120.0, 31.0)) == pytest.approx(111.2, abs=0.1)


def test_photos_stand_in_the_order_a_person_gave_them_and_bear_another_role(scene: Scene) -> None:
    made = [attach(scene, a_photo(seed, taken=f"2026:11:25 10:0{seed}:00")) for seed in (1, 2, 3)]
    order_photos(scene.session, [made[2], made[0], made[1]])
    give_role(scene.session, stored(scene)[0], PhotoRole.AFTER)
    assert [one.photo for one in stored(scene)] == [made[i].photo for i in (2, 0, 1)]
    assert stored(scene)[0].role is PhotoRole.AFTER


def stored(scene: Scene) -> tuple[PhotoAttached, ...]:
    return photos_of(require_dossier(scene.session, DOSSIER), visit=scene.visit)


def test_fifty_thousand_photos_are_compared_in_a_blink(scene: Scene) -> None:
    random = Random(1)
    workspace = scene.session.workspace
    photo = attach(scene, a_photo(7), owner="hazard:h1")
    with workspace.transaction() as tx:
        rows = (
            (1, f"photo:x{n}", f"x{n}", "v", "o", random.getrandbits(64) - (1 << 63))
            for n in range(50_000)
        )
        tx._db.executemany(
            "INSERT INTO photo (dossier, entity, photo, visit, owner, dhash) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            rows,
        )
    taken = []
    for _look in range(3):
        begun = time.process_time()
        with workspace.reading() as reader:
            found = reader.pictures_like(photo.dhash, 6)
        taken.append(time.process_time() - begun)
        assert photo.photo in [one.photo for one in found]
    assert min(taken) < 0.3


def test_a_colleagues_picture_is_known_after_a_sync(tmp_path: Path) -> None:
    with an_evening(tmp_path) as evening:
        mine, theirs = evening.mine.session, evening.theirs.session
        attach_photo(mine, evening.visit, "hazard:h1", a_photo(7))
        evening.sync()
        again, _changes = attach_photo(theirs, evening.visit, "hazard:h2", a_photo(7, quality=50))
        (doubt,) = doubts_of(evening.theirs.session, again)
        assert doubt.kind is DoubtKind.USED_BEFORE
