"""What a major hazard asks for beyond the rest: its cause and danger, 五落实, and the proof of
telling and reporting."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts
from inspector_app.ui.field_grid import FieldGrid
from inspector_app.ui.hazard_panel_fields import BlankText
from inspector_app.ui.hazard_panel_values import AnalysisText, FiveText, ReportText


class MajorFields(QWidget):
    """Cause and danger, 五落实 and the report, each in two columns; all fields may stay empty on
    site: the printed report leaves space for a pen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self._analysis = {name: BlankText(2) for name in AnalysisText.__struct_fields__}
        self._five = {name: QLineEdit() for name in FiveText.__struct_fields__}
        names = [n for n in ReportText.__struct_fields__ if n != "withdrawal_advised"]
        self._report = {name: QLineEdit() for name in names}
        self._withdrawal = QCheckBox(_("Withdrawal of people was advised"))
        for name in ("told_at", "report_due", "sent_at"):
            self._report[name].setPlaceholderText("2026-11-25 10:30")
        layout = parts.column(
            parts.label(_("Cause and danger, for the report"), "strong"),
            _grid(self._analysis, analysis_words()),
            parts.label(_("Five commitments"), "strong"),
            _grid(self._five, five_words()),
            parts.label(_("Told and reported"), "strong"),
            _grid(self._report, report_words()),
            self._withdrawal,
        )
        self.setLayout(layout)
        for line in (*self._five.values(), *self._report.values()):
            line.textEdited.connect(lambda _text: self.changed.emit())
        for text in self._analysis.values():
            text.textChanged.connect(self._typed)
        self._withdrawal.clicked.connect(lambda _on: self.changed.emit())

    def _typed(self) -> None:
        if not self._quiet:
            self.changed.emit()

    def show_values(self, five: FiveText, report: ReportText, analysis: AnalysisText) -> None:
        """Show the groups without reporting a change."""
        self._quiet = True
        for name, text in self._analysis.items():
            if text.toPlainText() != getattr(analysis, name):
                text.setPlainText(getattr(analysis, name))
        self._quiet = False
        for name, line in self._five.items():
            line.setText(getattr(five, name))
        for name, line in self._report.items():
            line.setText(getattr(report, name))
        self._withdrawal.setChecked(report.withdrawal_advised)

    @property
    def analysis(self) -> AnalysisText:
        typed = {name: text.toPlainText().strip() for name, text in self._analysis.items()}
        return AnalysisText(**typed)

    @property
    def five(self) -> FiveText:
        return FiveText(**{name: line.text().strip() for name, line in self._five.items()})

    @property
    def report(self) -> ReportText:
        typed = {name: line.text().strip() for name, line in self._report.items()}
        return ReportText(withdrawal_advised=self._withdrawal.isChecked(), **typed)

    def line(self, name: str, text: str) -> QLineEdit:
        """Return the line of the report that holds this text, else the one of this name."""
        lines = self._report.values()
        found = (one for one in lines if text and one.text().strip() == text.strip())
        return next(found, self._report[name])


class MajorBox(QWidget):
    """The fields behind a line that unfolds them; they are made when first looked at."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = (FiveText(), ReportText(), AnalysisText())
        self._fields: MajorFields | None = None
        self._more = parts.button("", "flat", name=box_title())
        self._more.setCheckable(True)
        self._more.toggled.connect(self._unfold)
        self._column = parts.column(parts.row(self._more, 1))
        self.setLayout(self._column)
        self._unfold(False)

    def show_values(self, five: FiveText, report: ReportText, analysis: AnalysisText) -> None:
        """Show the groups, unfolded where something stands in them."""
        self._values = (five, report, analysis)
        if self._fields is not None:
            self._fields.show_values(*self._values)
        self._more.setChecked(self._values != (FiveText(), ReportText(), AnalysisText()))

    @property
    def analysis(self) -> AnalysisText:
        return self._fields.analysis if self._fields else self._values[2]

    @property
    def five(self) -> FiveText:
        return self._fields.five if self._fields else self._values[0]

    @property
    def report(self) -> ReportText:
        return self._fields.report if self._fields else self._values[1]

    def line(self, name: str, text: str = "") -> QLineEdit:
        """Unfold and return the line of the report with this text, else the one of this name."""
        self._more.setChecked(True)
        return self._unfolded().line(name, text)

    def _unfolded(self) -> MajorFields:
        if self._fields is None:
            self._fields = MajorFields()
            self._fields.show_values(*self._values)
            self._fields.changed.connect(self.changed)
            self._column.addWidget(self._fields)
        return self._fields

    def _unfold(self, on: bool) -> None:
        if on:
            self._unfolded().show()
        elif self._fields is not None:
            self._fields.hide()
        self._more.setText(f"{'▾' if on else '▸'} {box_title()}")


def box_title() -> str:
    """Return the line that unfolds the fields."""
    return _("Cause, five commitments, telling, reporting")


def analysis_words() -> dict[str, str]:
    """Return the captions of cause and danger."""
    return {
        "cause": _("State and cause"),
        "harm": _("Danger, and how hard to treat"),
    }


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


def _grid(lines: Mapping[str, QWidget], words: dict[str, str]) -> FieldGrid:
    fields = [parts.field(words[name], line) for name, line in lines.items()]
    return FieldGrid([fields[n : n + 2] for n in range(0, len(fields), 2)])
