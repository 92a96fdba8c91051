"""Texts of several lines keep their height when a panel gets little room."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from inspector_app.ui import theme
from inspector_app.ui.hazard_panel_fields import BlankText


def test_a_description_shows_its_three_lines_however_little_room_there_is(
    qapp: QApplication,
) -> None:
    theme.apply(qapp, "light", 1.0)
    panel = QWidget()
    text = BlankText(3)
    layout = QVBoxLayout(panel)
    layout.addWidget(text)
    panel.show()
    panel.resize(300, 20)
    assert text.height() >= 3 * theme.px(21)
    panel.close()
