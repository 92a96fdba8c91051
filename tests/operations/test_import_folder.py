"""Pictures on a memory card: found below the folder, newest first, told apart by hash."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inspector_app.operations.import_folder import (
    FolderUnreadable,
    find_pictures,
    hash_of,
    originals_of,
    small_picture,
)
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.pictures import PictureUnusable, read_picture
from tests.operations.cameras import a_photo
from tests.ui.visit_scene import a_scene


def a_card(folder: Path) -> Path:
    """Return a memory card with two photos, a picture without a time and other files."""
    dcim = folder / "DCIM" / "100SAMPLE"
    dcim.mkdir(parents=True)
    (dcim / "IMG_1.JPG").write_bytes(a_photo(1, taken="2026:11:25 10:00:00"))
    (dcim / "IMG_2.JPG").write_bytes(a_photo(2, taken="2026:11:25 11:30:00"))
    (dcim / "OLD.jpg").write_bytes(a_photo(3))
    os.utime(dcim / "OLD.jpg", (1_700_000_000, 1_700_000_000))
    (dcim / "MOVIE.MP4").write_bytes(b"no picture")
    (folder / ".trash").mkdir()
    (folder / ".trash" / "GONE.jpg").write_bytes(a_photo(4))
    return folder


def never() -> bool:
    return False


def test_pictures_are_found_newest_first_with_the_cameras_time(tmp_path: Path) -> None:
    told: list[int] = []
    found = find_pictures(a_card(tmp_path), told.append, never)
    assert [(one.path.name, one.taken, one.by_camera) for one in found] == [
        ("IMG_2.JPG", "2026-11-25 11:30", True),
        ("IMG_1.JPG", "2026-11-25 10:00", True),
        ("OLD.jpg", "2023-11-15 06:13", False),
    ]
    assert found[0].day == "2026-11-25"


def test_a_search_that_is_stopped_ends_early(tmp_path: Path) -> None:
    assert find_pictures(a_card(tmp_path), lambda _n: None, lambda: True) == ()


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(FolderUnreadable) as refused:
        find_pictures(tmp_path / "gone", lambda _n: None, never)
    assert "card" in refused.value.remedy


def test_a_link_out_of_the_card_is_not_followed(tmp_path: Path) -> None:
    card, elsewhere = tmp_path / "card", tmp_path / "private"
    card.mkdir()
    elsewhere.mkdir()
    (elsewhere / "secret.jpg").write_bytes(a_photo(1))
    (card / "way").symlink_to(elsewhere)
    assert find_pictures(card, lambda _n: None, never) == ()


def test_a_small_picture_is_small_and_a_damaged_file_has_none(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jpg", tmp_path / "bad.jpg"
    good.write_bytes(a_photo(1))
    bad.write_bytes(b"\xff\xd8 nonsense")
    assert read_picture(small_picture(good)).width == 160
    assert small_picture(bad) == b""


def test_the_files_a_visits_photos_came_from_are_known_by_hash(tmp_path: Path) -> None:
    card = a_card(tmp_path / "card")
    path = card / "DCIM" / "100SAMPLE" / "IMG_1.JPG"
    with a_scene(tmp_path) as scene:
        attach_photo(scene.session, scene.visit, "hazard:h1", path)
        assert hash_of(path) in originals_of(scene.session, scene.visit)
    with pytest.raises(PictureUnusable):
        hash_of(tmp_path / "gone.jpg")
