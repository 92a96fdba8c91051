"""What is wrong with a drawn window: clipped texts, widgets over each other, missing glyphs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from inspector_app.ui.parts import Elided, Line

SLACK = 2  # px: rounding of font metrics at odd scales
SLACK_OF_LINES = 4  # px: the leading of a wrapped text's last line


def faults_of(window: QWidget) -> list[str]:
    """Return every fault of the visible widgets below ``window``, in words."""
    shown = [w for w in (window, *window.findChildren(QWidget)) if w.isVisibleTo(window)]
    found = [*_clipped(shown), *_overlapping(shown), *_cut(shown), *_glyphless(shown)]
    return sorted(set(found))


def _name(widget: QWidget) -> str:
    parents: list[str] = []
    one: QWidget | None = widget
    while one is not None and len(parents) < 4:
        parents.append(type(one).__name__)
        one = one.parentWidget()
    return " < ".join(parents)


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        return widget.text()
    return widget.currentText() if isinstance(widget, QComboBox) else ""


# --- clipped


def _clipped(shown: list[QWidget]) -> Iterator[str]:
    for widget in shown:
        text = _text_of(widget)
        if not text.strip() or isinstance(widget, Elided | Line):
            continue
        lacking = _lacking(widget, text)
        if lacking:
            yield f"clipped by {lacking}: {text[:40]!r} in {_name(widget)}"


def _lacking(widget: QWidget, text: str) -> str:
    if isinstance(widget, QLabel):
        return _label_lacking(widget)
    if isinstance(widget, QPushButton | QCheckBox | QRadioButton):
        return _by(widget.sizeHint().width() - widget.width(), "px across")
    if isinstance(widget, QComboBox):
        inner = widget.width() - 24  # the arrow
        return _by(widget.fontMetrics().horizontalAdvance(text) - inner, "px across")
    return ""


def _label_lacking(label: QLabel) -> str:
    room = label.contentsRect()
    if label.wordWrap():
        wanted = label.heightForWidth(label.width())
        return _by(wanted - label.height() - SLACK_OF_LINES, "px down")
    metrics = QFontMetrics(label.font())
    lines = label.text().split("\n")
    wide = max(metrics.horizontalAdvance(line) for line in lines)
    down = _by(metrics.height() * len(lines) - label.height() - SLACK, "px down")
    return _by(wide - room.width(), "px across") or down


def _by(pixels: int, words: str) -> str:
    return f"{pixels} {words}" if pixels > SLACK else ""


# --- over each other


def _overlapping(shown: list[QWidget]) -> Iterator[str]:
    visible = set(shown)
    for parent in shown:
        if isinstance(parent, QStackedWidget | QAbstractScrollArea):
            continue
        children = [
            c for c in parent.children() if isinstance(c, QWidget) and c in visible and _solid(c)
        ]
        for one, other in combinations(children, 2):
            common = one.geometry().intersected(other.geometry())
            if common.width() > SLACK and common.height() > SLACK:
                yield f"{_name(one)} lies over {_name(other)} ({_text_of(one)[:20]!r})"


def _solid(widget: QWidget) -> bool:
    overlay = widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return not widget.isWindow() and not overlay and not widget.property("overlay")


def _cut(shown: list[QWidget]) -> Iterator[str]:
    """Yield scroll areas that hide a part of their content at the side and offer no bar."""
    for area in shown:
        content = area.widget() if isinstance(area, QScrollArea) else None
        if not isinstance(area, QScrollArea) or content is None:
            continue
        hidden = content.width() - area.viewport().width()
        if hidden > SLACK and not area.horizontalScrollBar().isVisible():
            yield f"{hidden} px cut at the side in {_name(area)}"


# --- out of the window


def outside(window: QWidget) -> list[str]:
    """Return widgets that take the keyboard but stand partly outside the window across."""
    whole = QRect(QPoint(0, 0), window.size())
    found: list[str] = []
    for one in window.findChildren(QWidget):
        if not one.isVisibleTo(window) or not one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        place = QRect(one.mapTo(window, QPoint(0, 0)), one.size())
        if place.left() < -SLACK or place.right() > whole.right() + SLACK:
            found.append(f"{_name(one)} stands outside: {place.left()}…{place.right()}")
    return found


# --- windows nobody asked for


class StrayWindows(QObject):
    """Notes every widget that is shown as a window of its own and is none: a part shown before it
    has a parent opens for a moment and takes the keyboard from the main window."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.found: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            popup = watched.windowType() in (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
            meant = isinstance(watched, QMainWindow | QDialog | QMenu) or popup
            if watched.isWindow() and not meant:
                self.found.append(_name(watched))
        return super().eventFilter(watched, event)


# --- without a name


def nameless(window: QWidget) -> list[str]:
    """Return the controls that take the keyboard and have neither a name nor a text to read out."""
    found: list[str] = []
    for one in window.findChildren(QWidget):
        if not one.isVisibleTo(window) or not one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        box = one.parentWidget()
        speaker = box if isinstance(box, QComboBox) else one  # the box speaks for its line
        if not (speaker.accessibleName() or _text_of(speaker)) and one.children():
            found.append(f"{_name(one)} has no name for a screen reader")
    return found


# --- missing glyphs


def _glyphless(shown: list[QWidget]) -> Iterator[str]:
    for widget in shown:
        text = _text_of(widget).replace("\n", " ")
        missing = missing_glyphs(text, widget.font()) if text.strip() else ""
        if missing:
            yield f"no glyph for {missing!r} in {_name(widget)}"


def missing_glyphs(text: str, font: QFont) -> str:
    """Return the characters of a text for which neither the font nor a fallback has a glyph."""
    return "".join(sorted({c for c in set(text) if not c.isspace() and not _drawn(c, font)}))


def _drawn(character: str, font: QFont) -> bool:
    key = (character, font.family())
    if key not in _KNOWN:
        layout = QTextLayout(character, font)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        glyphs = [index for run in layout.glyphRuns() for index in run.glyphIndexes()]
        _KNOWN[key] = bool(glyphs) and 0 not in glyphs
    return _KNOWN[key]


_KNOWN: dict[tuple[str, str], bool] = {}
