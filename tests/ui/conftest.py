"""Offscreen Qt: one application for the whole session, dressed like the program."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from inspector_app.i18n import set_language
from inspector_app.ui import theme
from inspector_app.ui.jobs import Jobs


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["inspector-app"]


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """English, light and unscaled before every test, whatever the one before chose."""
    set_language("en")
    if theme.current() != theme.Theme("light", "light", 1.0):
        theme.apply(qapp, "light", 1.0)
    yield
    set_language("en")


@pytest.fixture(autouse=True)
def collected_here(qapp: QApplication) -> Iterator[None]:
    """Dead widgets are destroyed on this thread, as in the program (``ui/collecting``)."""
    gc.disable()
    yield
    for left in QApplication.topLevelWidgets():
        left.hide()  # a window left standing would keep the focus from the next test's
    gc.collect()
    # No event loop runs between two tests that would do it: thousands of dead widgets pile up.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.enable()


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """Real jobs; all of them end with the test."""
    made = Jobs()
    yield made
    assert made.close(10.0)
    made.deleteLater()
