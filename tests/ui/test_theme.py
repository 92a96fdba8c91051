from __future__ import annotations

from dataclasses import asdict

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from inspector_app.ui import parts, theme
from inspector_app.ui.theme import CONTRAST, DARK, LIGHT, Tokens

READ = ("text", "muted", "accent", "ok", "fail", "waiting", "safe", "na")
GROUNDS = ("surface", "ground")


def luminance(color: str) -> float:
    """WCAG 2.2 relative luminance."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    shown = QColor(color)
    red, green, blue = (linear(p) for p in (shown.redF(), shown.greenF(), shown.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("tokens", "least"), [(LIGHT, 4.5), (DARK, 4.5), (CONTRAST, 7.0)], ids=["light", "dark", "high"]
)
def test_every_text_is_readable_on_every_ground(tokens: Tokens, least: float) -> None:
    colors = asdict(tokens)
    pairs = [(text, ground) for text in READ for ground in GROUNDS]
    pairs += [("major", "major_ground"), ("on_accent", "accent"), ("text", "accent_soft")]
    pairs += [("ok", "ok_soft"), ("fail", "fail_soft"), ("waiting", "waiting_soft")]
    pairs += [("text", "pressed"), ("off", "surface")]
    low = {pair: contrast(colors[pair[0]], colors[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < least} == {}


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "high"])
def test_outlines_and_the_focus_ring_can_be_seen(tokens: Tokens) -> None:
    assert contrast(tokens.edge, tokens.surface) >= 3
    assert contrast(tokens.focus, tokens.surface) >= 3


def test_chinese_is_drawn_with_glyphs_not_boxes(qapp: QApplication) -> None:
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    assert theme.face() in families
    face = QRawFont.fromFont(theme.font(), QFontDatabase.WritingSystem.SimplifiedChinese)
    assert all(face.supportsCharacter(ord(character)) for character in "事故隐患告知书")


def test_the_scale_grows_what_is_pressed_and_read(qapp: QApplication, qtbot: QtBot) -> None:
    small = parts.button("A", "primary")
    qtbot.addWidget(small)
    small.show()
    before = small.sizeHint().height()
    theme.apply(qapp, "light", 2.0)
    assert small.sizeHint().height() >= 2 * before - 4
    assert theme.font().pixelSize() == 28


def test_buttons_can_be_hit_with_a_thumb(qtbot: QtBot) -> None:
    for kind in ("", "primary", "flat", "link", "danger", "rail", "line"):
        one: QPushButton = parts.button("A", kind)
        qtbot.addWidget(one)
        one.show()
        assert one.sizeHint().height() >= theme.HIT, kind


def test_icons_follow_the_shade(qapp: QApplication) -> None:
    light = theme.icon("factory", "text").pixmap(20, 20).toImage()
    theme.apply(qapp, "dark")
    dark = theme.icon("factory", "text").pixmap(20, 20).toImage()
    assert light != dark


def test_typed_markup_is_shown_as_it_was_typed(qtbot: QtBot) -> None:
    label = parts.label("<b>bold</b> & co")
    qtbot.addWidget(label)
    assert label.textFormat().name == "PlainText"
    line = parts.Line("<i>x</i>", "<u>y</u>")
    qtbot.addWidget(line)
    assert line.accessibleName() == "<i>x</i>, <u>y</u>"
