"""The phone as a camera, through a real browser: photos land in the open item at once."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from inspector_app.config import resource_dir
from inspector_app.domain.canonical import hex_digest
from inspector_app.ui.idle_watch import IdleWatch
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.phone_camera_addresses import Address, ranked
from inspector_app.ui.phone_camera_dialog import PhoneCamera
from inspector_app.ui.phone_camera_server import MOST_BYTES
from inspector_app.ui.photo_strip import PHONE
from tests.operations.cameras import a_photo
from tests.ui.chromium import Phone, a_phone
from tests.ui.photo_desk import PhotoDesk, a_photo_desk

PHOTOS = sorted((resource_dir() / "sample" / "photos").glob("*.jpg"))
HERE = (Address("127.0.0.1", "lo"),)


@pytest.fixture
def desk(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[PhotoDesk]:
    with a_photo_desk(qtbot, jobs, tmp_path) as made:
        made.page.photos.sources.addresses = lambda: HERE
        yield made


@pytest.fixture
def phone(qtbot: QtBot) -> Iterator[Phone]:
    with a_phone(qtbot) as made:
        yield made


def opened(desk: PhotoDesk) -> PhoneCamera:
    desk.strip.ask(PHONE)
    dialog = desk.page.photos.sources.dialog
    assert isinstance(dialog, PhoneCamera) and dialog.url
    return dialog


def test_photos_chosen_on_the_phone_land_in_the_open_item(desk: PhotoDesk, phone: Phone) -> None:
    dialog = opened(desk)
    assert phone.open(dialog.url)
    assert desk.page.item is not None and desk.page.item.label in phone.text("item")
    phone.choose("album", *PHOTOS[:3])
    phone.wait_for("document.querySelectorAll('li.ok').length === 3")
    assert phone.page.accepted == ["image/*"]
    shown = phone.run("[].map.call(document.querySelectorAll('li'), function (l) "
                      "{ return l.getAttribute('data-sha256'); })")  # fmt: skip
    hashes = [hex_digest(path.read_bytes()) for path in PHOTOS[:3]]
    assert isinstance(shown, list) and sorted(shown) == sorted(hashes)
    assert phone.text("count") == "3 received"
    desk.hand.settle()
    assert sorted(one.original_sha256 for one in desk.stored()) == sorted(hashes)
    assert {one.owner for one in desk.stored()} == {desk.page.acts.subject_of(desk.key)}
    assert desk.strip.count == 3 and dialog.stored == 3
    assert phone.page.complaints == []


def test_the_page_dies_with_the_dialog_and_the_next_one_has_another_token(
    desk: PhotoDesk, phone: Phone
) -> None:
    dialog = opened(desk)
    first = dialog.url
    assert phone.open(first)
    dialog.reject()
    phone.choose("camera", PHOTOS[0])
    phone.wait_for("document.querySelectorAll('li.bad button').length === 1")
    assert "not reached" in str(phone.run("document.querySelector('li').textContent"))
    second = opened(desk).url
    assert second.rpartition("/")[0] != first.rpartition("/")[0]
    assert desk.stored() == ()


def test_what_is_no_picture_is_refused_on_the_phone_with_its_reason(
    desk: PhotoDesk, phone: Phone, tmp_path: Path
) -> None:
    heic = tmp_path / "IMG_1.HEIC"
    heic.write_bytes(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64)
    assert phone.open(opened(desk).url)
    phone.choose("album", heic)
    phone.wait_for("document.querySelectorAll('li.bad').length === 1")
    assert "HEIC" in str(phone.run("document.querySelector('li').textContent"))
    desk.hand.settle()
    assert desk.stored() == ()


def test_a_large_photo_is_made_smaller_and_keeps_time_place_and_uprightness(
    desk: PhotoDesk, phone: Phone, tmp_path: Path
) -> None:
    large = tmp_path / "large.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2026:11:25 10:11:12"
    noise = Image.effect_noise((4000, 3000), 90).convert("RGB")
    noise.paste("red", (0, 0, 4000, 600))  # the upper edge as stored; the right edge as seen
    noise.save(large, "JPEG", quality=95, exif=exif)
    assert large.stat().st_size > 6 * 1024 * 1024
    assert phone.open(opened(desk).url)
    phone.choose("album", large)
    phone.wait_for("document.querySelectorAll('li.ok').length === 1")
    desk.hand.settle()
    (photo,) = desk.stored()
    assert photo.original_sha256 != hex_digest(large.read_bytes())
    assert photo.taken_at == "2026:11:25 10:11:12"
    assert (photo.width, photo.height) == (1536, 2048)
    with Image.open(io.BytesIO(desk.bytes_of(photo))) as upright:
        red, green, _blue = upright.convert("RGB").getpixel((1500, 1000))  # type: ignore[misc]
    assert red > 200 and green < 60


def test_a_large_file_that_is_no_photo_is_sent_as_it_is_and_refused(
    desk: PhotoDesk, phone: Phone, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff" + b"\x00" * 7_000_000)
    assert phone.open(opened(desk).url)
    phone.choose("album", broken, PHOTOS[0])
    phone.wait_for("document.querySelectorAll('li.ok').length === 1")
    assert "broken.jpg" in str(phone.run("document.querySelector('li.bad').textContent"))
    desk.hand.settle()
    assert len(desk.stored()) == 1


def test_the_page_speaks_both_languages(desk: PhotoDesk, phone: Phone) -> None:
    assert phone.open(opened(desk).url)
    english = phone.text("choose")
    phone.press("lang")
    assert phone.text("choose") != english and phone.text("lang") == "English"


def test_photos_go_to_the_item_that_was_open_when_the_dialog_came_up(
    desk: PhotoDesk, phone: Phone
) -> None:
    subject = desk.page.acts.subject_of(desk.key)
    assert phone.open(opened(desk).url)
    desk.page.step(1)
    assert desk.page.acts.subject_of(desk.key) != subject
    phone.choose("album", PHOTOS[0])
    phone.wait_for("document.querySelectorAll('li.ok').length === 1")
    desk.hand.settle()
    assert [one.owner for one in desk.stored()] == [subject]


def test_several_networks_are_offered_and_the_chosen_one_is_served(qtbot: QtBot) -> None:
    two = (Address("127.0.0.1", "WLAN"), Address("127.0.0.2", "Ethernet"))
    dialog = PhoneCamera("示例", lambda: two, lambda n: b"\x01" * n)
    qtbot.addWidget(dialog)
    choice = dialog.findChild(QComboBox)
    assert isinstance(choice, QComboBox) and choice.isVisibleTo(dialog)
    assert dialog.url.startswith("http://127.0.0.1:")
    choice.setCurrentIndex(1)
    assert dialog.url.startswith("http://127.0.0.2:")
    dialog.reject()
    assert dialog.url == ""


def test_without_a_network_the_dialog_says_so_and_serves_once_there_is_one(qtbot: QtBot) -> None:
    found: list[Address] = []
    dialog = PhoneCamera("示例", lambda: tuple(found), lambda n: b"\x01" * n)
    qtbot.addWidget(dialog)
    assert dialog.url == "" and "no local network" in dialog.problem.text
    found.append(HERE[0])
    dialog.code.look()
    assert dialog.url and dialog.problem.text == ""
    dialog.reject()


def test_hotspots_come_first_and_only_local_addresses_are_offered() -> None:
    found = ranked(
        (
            Address("8.8.8.8", "wan"),
            Address("127.0.0.1", "lo"),
            Address("172.17.0.1", "docker0"),
            Address("192.168.1.20", "以太网"),
            Address("192.168.43.7", "WLAN"),
        )
    )
    assert [one.address for one in found] == ["192.168.43.7", "192.168.1.20", "172.17.0.1"]


def test_a_photo_of_the_largest_size_fits_what_the_store_takes() -> None:
    from inspector_app.operations.pictures import MOST_BYTES as STORED

    assert MOST_BYTES <= STORED
    assert len(a_photo()) < MOST_BYTES


def test_a_page_that_goes_takes_the_server_along(desk: PhotoDesk, qtbot: QtBot) -> None:
    place = urlsplit(opened(desk).url)
    desk.strip.deleteLater()
    qtbot.wait(10)
    with pytest.raises(OSError):
        socket.create_connection((str(place.hostname), place.port or 0), 1)


def test_a_photo_from_the_phone_keeps_the_laptop_from_locking(
    desk: PhotoDesk, phone: Phone, qapp: QApplication
) -> None:
    moment = [0.0]
    watch = IdleWatch(qapp, 5, clock=lambda: moment[0])
    locked: list[float] = []
    watch.idle.connect(lambda: locked.append(moment[0]))
    watch.begin()
    assert phone.open(opened(desk).url)
    moment[0] = 200
    phone.choose("album", PHOTOS[0])
    phone.wait_for("document.querySelectorAll('li.ok').length === 1")
    moment[0] = 490
    watch.look()
    assert locked == []
    watch.stop()
    watch.deleteLater()
