"""The signature pad: ink from mouse, the PNG it gives, and the sheet around it."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector_app.ui.signature_pad import SCALE, SignaturePad
from inspector_app.ui.signature_sheet import INSPECTOR, RECEIVER, SignatureSheet, Signing


def sign(pad: SignaturePad) -> None:
    """Draw a wave with the mouse."""
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(pad, left, pos=QPoint(60, 70))
    for x in range(64, 220, 4):
        QTest.mouseMove(pad, QPoint(x, 70 + (x * 7) % 40))
        pad.draw_to(QPointF(x, 70 + (x * 7) % 40))
    QTest.mouseRelease(pad, left, pos=QPoint(220, 80))


@pytest.fixture
def pad(qtbot: QtBot) -> SignaturePad:
    made = SignaturePad()
    qtbot.addWidget(made)
    made.resize(420, 170)
    made.show()
    return made


@pytest.fixture
def sheet(qtbot: QtBot) -> SignatureSheet:
    made = SignatureSheet()
    qtbot.addWidget(made)
    made.offer({INSPECTOR: ("示例检查员甲",), RECEIVER: ("示例乙",)})
    made.resize(640, 560)
    made.show()
    made.start(RECEIVER)
    return made


def test_an_empty_pad_gives_no_picture(pad: SignaturePad) -> None:
    assert not pad.is_signed() and pad.png() == b""


def test_a_signature_is_ink_on_transparent_cut_to_its_bounds(pad: SignaturePad) -> None:
    sign(pad)
    image = Image.open(io.BytesIO(pad.png()))
    assert image.mode == "RGBA" and image.format == "PNG"
    assert image.width < pad.width() * SCALE and image.height < pad.height() * SCALE
    alpha = image.getchannel("A")
    assert alpha.getextrema() == (0, 255)
    inked = sum(value > 128 for value in alpha.tobytes())
    assert inked > 500


def test_a_dot_is_not_a_signature(pad: SignaturePad) -> None:
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert not pad.is_signed()


def test_delete_clears_the_pad_from_the_keyboard(pad: SignaturePad, qtbot: QtBot) -> None:
    sign(pad)
    with qtbot.waitSignal(pad.changed) as changed:
        QTest.keyClick(pad, Qt.Key.Key_Delete)
    assert changed.args == [False] and pad.png() == b""


def test_a_harder_pressed_pen_draws_a_wider_line(pad: SignaturePad) -> None:
    def ink(pressure: float) -> int:
        pad.clear()
        pad.begin(QPointF(50, 50), pressure)
        for x in range(54, 200, 4):
            pad.draw_to(QPointF(x, 50), pressure)
        pad.lift()
        alpha = Image.open(io.BytesIO(pad.png())).getchannel("A")
        return sum(value > 128 for value in alpha.tobytes())

    assert ink(1.0) > ink(0.2)


def test_the_sheet_gives_name_and_picture(sheet: SignatureSheet, qtbot: QtBot) -> None:
    assert sheet.name.currentText() == "示例乙"
    sheet.post.setText("安全主管")
    sign(sheet.pad)
    with qtbot.waitSignal(sheet.given) as given:
        sheet.take()
    (signing,) = given.args
    assert isinstance(signing, Signing)
    assert (signing.role, signing.name, signing.post) == (RECEIVER, "示例乙", "安全主管")
    assert signing.image.startswith(b"\x89PNG")


def test_nothing_is_given_without_a_signature(sheet: SignatureSheet) -> None:
    given: list[object] = []
    sheet.given.connect(given.append)
    sheet.take()
    assert given == []


def test_a_refusal_needs_reason_and_witness_and_carries_no_picture(
    sheet: SignatureSheet,
) -> None:
    given: list[Signing] = []
    sheet.given.connect(given.append)
    sign(sheet.pad)
    sheet.refused.setChecked(True)
    sheet.reason.setText("不同意判定")
    sheet.take()
    assert given == []
    sheet.witness.setText("示例检查员乙")
    sheet.take()
    assert given[0].refused_reason == "不同意判定" and given[0].witness == "示例检查员乙"
    assert given[0].image == b""
