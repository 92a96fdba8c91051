"""An act in a visit of 300 items costs the window's thread a part of a frame, not several.

Time is the thread's own (CPU), so other programs on the machine do not count; the limits are
several times what is measured. ``tests/benchmarks/bench_window.py`` measures the whole day.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import thread_time

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from inspector_app.ui import visit_work
from inspector_app.ui.hazard_panel_list import HazardList, HazardRow
from inspector_app.ui.visit_book import VisitBook
from inspector_app.ui.visit_values import ItemKind, ItemView, items_of
from tests.ui.visit_forms import long_library
from tests.ui.visit_scene import a_scene

ITEMS = 300
STALL = 0.032


class Emitter(QObject):
    told = Signal(bool)


def middle_of(many: list[float]) -> float:
    return sorted(many)[len(many) // 2]


def judged(book: VisitBook) -> list[ItemView]:
    return [one for one in items_of(book.sections) if one.kind is ItemKind.CONFORMITY]


def test_a_verdict_among_300_items_is_shown_within_a_frame(tmp_path: Path) -> None:
    with a_scene(tmp_path, long_library(tmp_path, ITEMS)) as scene:
        opened = visit_work.open_visit(scene.session, scene.visit)
        book = VisitBook(opened.shown, opened.surroundings.around)
        spent = []
        for item in judged(book)[:40]:
            begun = thread_time()
            book.answer(visit_work.Given(item.key, "yes"))
            spent.append(thread_time() - begun)
        assert len(judged(book)) >= ITEMS
        assert [one.value for one in judged(book)[:40]] == ["yes"] * 40
        assert middle_of(spent) < STALL


def test_lines_that_did_not_change_stay_the_same_objects(tmp_path: Path) -> None:
    with a_scene(tmp_path, long_library(tmp_path, ITEMS)) as scene:
        opened = visit_work.open_visit(scene.session, scene.visit)
        book = VisitBook(opened.shown, opened.surroundings.around)
        before = judged(book)
        book.answer(visit_work.Given(before[0].key, "no"))
        after = judged(book)
        assert after[0].value == "no"
        assert all(one is other for one, other in zip(before[1:], after[1:], strict=True))


def test_a_list_of_200_hazards_that_nobody_looks_at_costs_nothing(qtbot: QtBot) -> None:
    listed = HazardList()
    qtbot.addWidget(listed)
    rows = tuple(HazardRow(f"h{n}", "一车间", "杂物", "general", "2026-12-01") for n in range(200))
    begun = thread_time()
    listed.show_hazards(rows)
    assert thread_time() - begun < STALL
    listed.show()
    assert len(listed.findChildren(QPushButton)) > 2 * len(rows)


def test_no_session_uses_up_the_constants_that_qt_gives_away(qtbot: QtBot) -> None:
    """Without the guard of the package, ten thousand signals end the program on Python 3.11."""
    emitter, button = Emitter(), QPushButton()
    qtbot.addWidget(button)
    emitter.told.connect(lambda _on: None)
    for _turn in range(30_000):
        emitter.told.emit(True)
        button.setEnabled(True)
    assert min(sys.getrefcount(one) for one in (None, True, False)) > 1 << 31
