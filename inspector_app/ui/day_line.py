"""A day on one line, typed or taken from the calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QWidget

from inspector_app.ui import theme


class DayLine(QDateEdit):
    """Shows a day; ``chosen`` follows every change of it."""

    chosen = Signal()

    def __init__(self, day: date, name: str, parent: QWidget | None = None) -> None:
        super().__init__(QDate(day.year, day.month, day.day), parent)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)
        self.setDateRange(QDate(2017, 1, 1), QDate(2099, 12, 31))
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.lineEdit().setTextMargins(theme.px(4), 0, 0, 0)
        self.dateChanged.connect(lambda _day: self.chosen.emit())

    @property
    def day(self) -> date:
        """The day as it stands."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def show_day(self, day: date) -> None:
        """Show another day; reported like one that was typed."""
        self.setDate(QDate(day.year, day.month, day.day))
