"""Parts of uploads on central's disk, with several requests and processes at them."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from inspector_app.central.media import KEPT, SWEEP_EVERY, Media, Part, open_media
from inspector_app.central.media_problems import NoSuchUpload
from inspector_app.central.problems import BlobDiffers, WrongOffset

PHOTO = os.urandom(100_000)
DIGEST = sha256(PHOTO).hexdigest()
PART = Part("11111111-1111-4111-8111-111111111111", DIGEST, "AB")
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return open_media(tmp_path / "media")


def test_of_requests_that_write_at_the_same_byte_one_is_taken(media: Media) -> None:
    media.write(PART, 0, b"")
    pieces = [os.urandom(10_000) for _n in range(8)]

    def append(piece: bytes) -> bool:
        try:
            media.append(PART, 0, piece)
        except WrongOffset:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(append, pieces))
    assert sum(taken) == 1
    part = media.part_path(PART)
    assert part.read_bytes() == pieces[taken.index(True)]


def test_a_part_is_completed_once_though_several_ask(media: Media) -> None:
    media.write(PART, 0, PHOTO)

    def complete(_n: int) -> str:
        try:
            return str(media.complete(PART))
        except NoSuchUpload:
            return "gone"

    with ThreadPoolExecutor(8) as pool:
        ends = sorted(pool.map(complete, range(8)))
    assert ends == [str(len(PHOTO)), *["gone"] * 7]
    assert media.digest(PART.dossier, DIGEST) == DIGEST


def test_bytes_that_differ_are_discarded_with_their_note(media: Media) -> None:
    media.write(PART, 0, PHOTO[::-1])
    media.note(PART, "said", NOW)
    with pytest.raises(BlobDiffers):
        media.complete(PART)
    assert media.received(PART) == 0
    assert media.noted(PART, NOW) is None


def test_nothing_can_be_written_beyond_the_end(media: Media) -> None:
    media.write(PART, 0, PHOTO[:10])
    with pytest.raises(WrongOffset):
        media.write(PART, 11, b"x")
    assert media.received(PART) == 10


def test_leftovers_of_killed_processes_are_swept_and_fresh_parts_kept(media: Media) -> None:
    media.write(PART, 0, PHOTO[:10])
    media.note(PART, "said", NOW)
    left = media.part_path(PART).with_name(f"{DIGEST}.0011223344556677.whole")
    left.write_bytes(PHOTO)
    long_ago = datetime.now(UTC).timestamp() - KEPT.total_seconds() - 10
    os.utime(left, (long_ago, long_ago))
    media.sweep(NOW)
    assert not left.exists()
    assert media.received(PART) == 10
    media.sweep(NOW + KEPT + SWEEP_EVERY)
    assert media.received(PART) == 0


def test_sweeping_twice_in_an_hour_looks_once(media: Media) -> None:
    media.write(PART, 0, PHOTO[:10])
    media.note(PART, "said", NOW - KEPT + SWEEP_EVERY / 2)
    media.sweep(NOW)
    media.sweep(NOW + SWEEP_EVERY / 2)
    assert media.received(PART) == 10
    assert media.noted(PART, NOW + SWEEP_EVERY / 2) is None
    media.sweep(NOW + SWEEP_EVERY)
    assert media.received(PART) == 0
