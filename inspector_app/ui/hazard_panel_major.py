"""What a major hazard asks for beyond the rest: 五落实 and the proof of telling and reporting."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.hazard_panel_values import FiveText, ReportText


class MajorBox(QWidget):
    """五落实 and the report, each in two columns; all fields may stay empty on site."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._five = {name: QLineEdit() for name in FiveText.__struct_fields__}
        names = [n for n in ReportText.__struct_fields__ if n != "withdrawal_advised"]
        self._report = {name: QLineEdit() for name in names}
        self.withdrawal = QCheckBox(_("Withdrawal of people was advised"))
        for name in ("told_at", "report_due", "sent_at"):
            self._report[name].setPlaceholderText("2026-11-25 10:30")
        five = _grid(self._five, five_words())
        report = _grid(self._report, report_words())
        report.addWidget(self.withdrawal, report.rowCount(), 0, 1, 2)
        self._inner = QWidget()
        self._inner.setLayout(
            parts.column(
                parts.label(_("Five commitments"), "strong"),
                five,
                parts.label(_("Told and reported"), "strong"),
                report,
            )
        )
        self._more = parts.button("", "flat")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._unfold)
        self.setLayout(parts.column(parts.row(self._more, 1), self._inner))
        self._unfold(False)
        for line in (*self._five.values(), *self._report.values()):
            line.textEdited.connect(lambda _text: self.changed.emit())
        self.withdrawal.clicked.connect(lambda _on: self.changed.emit())

    def show_values(self, five: FiveText, report: ReportText) -> None:
        """Show both groups without reporting a change."""
        for name, line in self._five.items():
            line.setText(getattr(five, name))
        for name, line in self._report.items():
            line.setText(getattr(report, name))
        self.withdrawal.setChecked(report.withdrawal_advised)
        self._more.setChecked(five != FiveText() or report != ReportText())

    def _unfold(self, on: bool) -> None:
        self._inner.setVisible(on)
        self._more.setText(f"{'▾' if on else '▸'} {_('Five commitments, telling and reporting')}")

    @property
    def five(self) -> FiveText:
        return FiveText(**{name: line.text().strip() for name, line in self._five.items()})

    @property
    def report(self) -> ReportText:
        typed = {name: line.text().strip() for name, line in self._report.items()}
        return ReportText(withdrawal_advised=self.withdrawal.isChecked(), **typed)

    @property
    def told_to(self) -> QLineEdit:
        return self._report["told_to"]

    def line_of(self, text: str) -> QLineEdit:
        """Return the line of the report that holds this text."""
        found = (line for line in self._report.values() if line.text().strip() == text.strip())
        return next(found, self.told_to)


def five_words() -> dict[str, str]:
    """Return the captions of 五落实."""
    return {
        "responsible": _("Responsible person committed"),
        "measure": _("Measures committed"),
        "funds": _("Funds committed"),
        "deadline": _("Time limit committed"),
        "plan": _("Emergency plan committed"),
    }


def report_words() -> dict[str, str]:
    """Return the captions of the report's fields."""
    return {
        "told_to": _("Told to"),
        "told_post": _("Post"),
        "told_at": _("Told at"),
        "told_how": _("How it was told"),
        "department": _("Competent department"),
        "report_due": _("Report due"),
        "sent_at": _("Sent at"),
        "proof": _("Proof"),
    }


def _grid(lines: dict[str, QLineEdit], words: dict[str, str]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(theme.SPACE_L))
    grid.setVerticalSpacing(theme.px(theme.SPACE_S))
    for index, (name, line) in enumerate(lines.items()):
        grid.addLayout(parts.field(words[name], line), index // 2, index % 2)
    return grid
