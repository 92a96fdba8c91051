"""Where the keyboard begins on a page.

Not Qt's focus proxy, which is for editors made of parts. Tab takes a page with a proxy for the
proxy itself: it leaves out what stands before it, and where the proxy is hidden or cannot be used
at the moment (an empty list, a button at work), Tab stays where it is for ever.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

PART = "first_focus"


def begin_at(page: QWidget, part: QWidget) -> None:
    """Let the keyboard begin at this part of a page from now on."""
    page.setProperty(PART, part)


def give_keyboard(page: QWidget, otherwise: QWidget | None = None) -> None:
    """Put the keyboard where a page begins, or on the first part of it that takes it, or else
    ``otherwise``."""
    part = page.property(PART)
    target = part if isinstance(part, QWidget) else page.focusProxy() or page
    if not can_focus(target):
        inside = (one for one in page.findChildren(QWidget) if can_focus(one))
        target = next(inside, otherwise or page)
    target.setFocus()


def can_focus(widget: QWidget) -> bool:
    """Tell whether Tab could reach a widget now."""
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
    return by_tab and widget.isVisible() and widget.isEnabled()
