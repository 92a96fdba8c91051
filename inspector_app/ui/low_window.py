"""Pages on a low or enlarged screen: a list keeps a few lines, and the page scrolls instead."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from inspector_app.ui import parts, theme

LEAST = 190  # px at 100 %: the head of a table and three lines


def scrolling(layout: QLayout, *lists: QWidget, least: int = LEAST) -> QVBoxLayout:
    """Return the layout of a page around ``layout``, in which these lists never get lower."""
    for one in lists:
        one.setMinimumHeight(theme.px(least))
    return parts.column(parts.scrolled(layout))
