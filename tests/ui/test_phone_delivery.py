"""Delivery without a printer: the phone fetches the paper, the person confirms, nothing is left."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlsplit

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector_app.domain.dossier import papers_of, photos_of
from inspector_app.domain.papers import DeliveryWay
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.papers import issue_notice
from inspector_app.operations.pdf_sealing import seal_paper, sealed_pdf
from inspector_app.operations.phone_delivery import HTML, PDF, PhonePaper, phone_paper
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.visits import require_dossier
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.notice_page import NoticePage
from inspector_app.ui.phone_camera_addresses import Address
from inspector_app.ui.phone_delivery_server import serve_paper
from tests.ui.visit_hand import Hand
from tests.ui.visit_scene import DOSSIER, Scene, a_scene

Key = Qt.Key
HERE = (Address("127.0.0.1", "示例热点"),)
PAPER = PhonePaper("示例1号", "示例1号", HTML, b"<html><body><p>x</p></body></html>", b"%PDF-1.4 x")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def fetch(url: str, name: str = "", method: str = "GET") -> Answer:
    """Ask as a phone does."""
    place = urlsplit(url)
    asked = http.client.HTTPConnection(str(place.hostname), place.port or 0, timeout=10)
    try:
        asked.request(method, place.path + name)
        given = asked.getresponse()
        return Answer(given.status, dict(given.getheaders()), given.read())
    finally:
        asked.close()


@dataclass
class Desk:
    page: NoticePage
    hand: Hand
    scene: Scene
    number: str

    def deliveries(self) -> list[tuple[DeliveryWay, str, str]]:
        (paper,) = papers_of(require_dossier(self.scene.session, DOSSIER))
        return [(one.way, one.to, one.at) for one in paper.deliveries]


@pytest.fixture
def desk(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[Desk]:
    with a_scene(tmp_path) as scene:
        session = scene.session
        draft = HazardDraft(place="一车间", finding="示例：堆放杂物", deadline="2026-12-02")
        hazard, _changes = record_hazard(session, scene.visit, draft)
        out = BytesIO()
        Image.new("RGB", (320, 240), "steelblue").save(out, "JPEG")
        attach_photo(session, scene.visit, f"hazard:{hazard}", out.getvalue())
        number = issue_notice(session, scene.visit).number
        seal_paper(session, number)
        page = NoticePage(jobs, session)
        page.addresses = lambda: HERE
        qtbot.addWidget(page)
        page.resize(1218, 720)
        page.show()
        page.activateWindow()
        qtbot.waitExposed(page)
        page.open_number(number)
        qtbot.waitUntil(lambda: page.state is not None, timeout=10_000)
        yield Desk(page, Hand(qtbot, page, jobs), scene, number)


def fetched(qtbot: QtBot, url: str, name: str = "") -> Answer:
    """Fetch while the window goes on."""
    got: list[Answer] = []
    phone = Thread(target=lambda: got.append(fetch(url, name)))
    phone.start()
    qtbot.waitUntil(lambda: bool(got), timeout=10_000)
    phone.join()
    return got[0]


def test_the_phone_fetches_the_notice_and_the_person_confirms_its_delivery(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.hand.press(Key.Key_F7)
    dialog = desk.page.phone
    assert dialog is not None and not dialog.record.isEnabled()
    answer = fetched(qtbot, dialog.url)
    assert answer.status == 200 and answer.headers["Content-Type"] == HTML
    text = answer.body.decode()
    assert desk.number in text and "data:image/jpeg" in text and "<script" not in text
    qtbot.waitUntil(dialog.record.isEnabled)
    dialog.to.setText("示例乙")
    url = dialog.url
    dialog.activateWindow()
    desk.hand.press(Key.Key_F9)
    desk.hand.settle()
    ((way, to, at),) = desk.deliveries()
    assert (way, to) == (DeliveryWay.FILE, "示例乙") and at.startswith("2026-11-25T")
    assert desk.page.phone is None
    with pytest.raises(OSError):
        fetch(url)


def test_without_a_fetch_nothing_is_recorded(desk: Desk) -> None:
    desk.page.show_on_phone()
    desk.hand.settle()
    dialog = desk.page.phone
    assert dialog is not None
    dialog.confirm()
    assert desk.page.phone is dialog
    dialog.reject()
    desk.hand.settle()
    assert desk.deliveries() == [] and desk.page.phone is None


def test_the_file_on_the_phone_is_the_signed_revision(desk: Desk, qtbot: QtBot) -> None:
    desk.page.show_on_phone()
    desk.hand.settle()
    dialog = desk.page.phone
    assert dialog is not None
    answer = fetched(qtbot, dialog.url, "paper.pdf")
    assert answer.headers["Content-Type"] == PDF
    assert answer.body == sealed_pdf(desk.scene.session, desk.number)
    assert quote(desk.number) in answer.headers["Content-Disposition"]
    dialog.reject()


def test_a_closed_page_serves_nothing_any_more(desk: Desk, qtbot: QtBot) -> None:
    desk.page.show_on_phone()
    desk.hand.settle()
    assert desk.page.phone is not None
    url = desk.page.phone.url
    desk.page.phone.close()
    with pytest.raises(OSError):
        fetch(url)


def test_without_a_network_the_dialog_says_what_to_do(desk: Desk) -> None:
    desk.page.addresses = lambda: ()
    desk.page.show_on_phone()
    desk.hand.settle()
    dialog = desk.page.phone
    assert dialog is not None and dialog.url == ""
    assert "hotspot" in dialog.problem.text
    dialog.reject()


def test_whoever_lacks_the_token_gets_nothing() -> None:
    seen: list[str] = []
    server = serve_paper("127.0.0.1", bytes(32), PAPER, seen.append)
    try:
        root = server.url.rsplit("/", 2)[0] + "/"
        for name in ("", "favicon.ico", "AAAA/", "AAAA/paper.pdf"):
            assert fetch(root, name).status == 404
        assert fetch(server.url, "photo", "POST").status == 404
        assert fetch(server.url, "other").status == 404
        assert seen == []
        given = fetch(server.url)
        assert b'href="paper.pdf"' in given.body
        assert "default-src 'none'" in given.headers["Content-Security-Policy"]
        assert given.headers["Cache-Control"] == "no-store"
    finally:
        server.close()
    assert seen == ["127.0.0.1"]


def test_photos_that_are_not_here_leave_the_pdf(desk: Desk) -> None:
    session = desk.scene.session
    assert phone_paper(session, desk.number).media_type == HTML
    (photo,) = photos_of(require_dossier(session, DOSSIER))
    session.workspace.blobs.delete(photo.sha256)
    assert phone_paper(session, desk.number).media_type == PDF
