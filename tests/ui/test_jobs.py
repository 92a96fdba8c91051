from __future__ import annotations

import threading
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, QThread, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from inspector_app.errors import BadInput, Problem
from inspector_app.ui.jobs import Jobs, ProgramFault


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.threads: list[QThread] = []

    def hear(self, value: object) -> None:
        self.heard.append(value)
        self.threads.append(QThread.currentThread())


def settle(qtbot: QtBot, jobs: Jobs) -> None:
    qtbot.waitUntil(lambda: jobs.waiting == 0, timeout=5000)


def test_a_result_arrives_on_the_ui_thread(qtbot: QtBot, jobs: Jobs) -> None:
    listener = Listener()
    names: list[str] = []

    def act() -> int:
        names.append(threading.current_thread().name)
        return 42

    jobs.run(act, then=listener.hear, owner=listener)
    settle(qtbot, jobs)
    app = QApplication.instance()
    assert app is not None
    assert listener.heard == [42]
    assert listener.threads == [app.thread()]
    assert names == ["store-0"]


def test_store_acts_keep_the_order_they_were_asked_in(qtbot: QtBot, jobs: Jobs) -> None:
    seen: list[int] = []
    for number in range(50):
        jobs.run(lambda n=number: seen.append(n))
    settle(qtbot, jobs)
    assert seen == list(range(50))


def test_the_result_of_a_destroyed_owner_is_dropped(qtbot: QtBot, jobs: Jobs) -> None:
    gate = threading.Event()
    owner = QLabel()
    heard: list[object] = []
    jobs.run(lambda: gate.wait(5), then=heard.append, owner=owner)
    jobs.run(lambda: gate.wait(5), then=lambda _done: owner.setText("late"), owner=owner)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not _alive(owner), timeout=2000)
    gate.set()
    settle(qtbot, jobs)
    assert heard == []


def _alive(one: QObject) -> bool:
    from shiboken6 import isValid

    return isValid(one)


def test_a_problem_reaches_the_one_who_asked(qtbot: QtBot, jobs: Jobs) -> None:
    listener = Listener()

    def act() -> None:
        raise BadInput(what="date", reason="1970")

    jobs.run(act, failed=listener.hear, owner=listener)
    settle(qtbot, jobs)
    (problem,) = listener.heard
    assert isinstance(problem, Problem)
    assert problem.code == "IN-01"


def test_a_fault_of_the_program_becomes_a_problem_with_a_remedy(qtbot: QtBot, jobs: Jobs) -> None:
    heard: list[Problem] = []
    jobs.unanswered.connect(heard.append)
    jobs.run(lambda: 1 / 0)
    settle(qtbot, jobs)
    assert isinstance(heard[0], ProgramFault)
    assert "ZeroDivisionError" in heard[0].message


def test_progress_arrives_in_order_before_the_result(qtbot: QtBot, jobs: Jobs) -> None:
    listener = Listener()

    def act(tell: object) -> str:
        assert callable(tell)
        tell(1)
        tell(2)
        return "done"

    jobs.fetch(act, then=listener.hear, owner=listener, progress=listener.hear)
    settle(qtbot, jobs)
    assert listener.heard == [1, 2, "done"]


def test_the_window_answers_while_the_store_works(qtbot: QtBot, jobs: Jobs) -> None:
    gate = threading.Event()
    ticks: list[int] = []
    jobs.run(lambda: gate.wait(5))
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(0)
    qtbot.waitUntil(lambda: len(ticks) > 20, timeout=2000)
    assert jobs.waiting == 1
    gate.set()
    settle(qtbot, jobs)


def test_closing_finishes_what_the_person_did(qapp: QApplication) -> None:
    jobs = Jobs()
    done: list[int] = []
    for number in range(20):
        jobs.run(lambda n=number: done.append(n))
    assert jobs.close(5.0)
    assert len(done) == 20
    jobs.run(lambda: done.append(99))
    assert len(done) == 20


def test_a_result_is_dropped_where_the_presenter_went_before_the_owner(
    jobs: Jobs, qtbot: QtBot
) -> None:
    class Presenter(QObject):
        told = Signal(int)

        def show(self, number: int) -> None:
            self.told.emit(number)

    owner, presenter = QObject(), Presenter()
    jobs.run(lambda: 1, then=partial(presenter.show), owner=owner)
    shiboken6.delete(presenter)
    qtbot.waitUntil(lambda: jobs.waiting == 0)
