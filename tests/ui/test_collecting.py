"""Dead widgets in cycles go on the window's thread, however much a worker allocates."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.ui.collecting import Collecting


class Cycle:
    """A widget that holds itself alive, and tells on which thread it went."""

    def __init__(self, went: list[int]) -> None:
        self.widget = QWidget()
        self.went = went
        self.me = self

    def __del__(self) -> None:
        self.went.append(threading.get_ident())


def test_a_dead_widget_in_a_cycle_goes_on_the_windows_thread(qapp: QApplication) -> None:
    owner = QObject()
    collecting = Collecting(owner)
    went: list[int] = []
    for _n in range(50):
        Cycle(went)
    worker = threading.Thread(target=lambda: [[object()] for _n in range(200_000)])
    worker.start()
    worker.join()
    assert went == []
    collecting.end()
    assert len(went) == 50
    assert set(went) == {threading.get_ident()}
    gc.disable()


def test_the_automatic_collection_is_off_while_the_window_stands_and_back_after(
    qapp: QApplication,
) -> None:
    owner = QObject()
    collecting = Collecting(owner)
    assert not gc.isenabled()
    collecting.collect()
    collecting.end()
    assert gc.isenabled()
