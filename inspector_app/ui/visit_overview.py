"""The visit at a glance: its result, its records, its checklists and what became of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollBar, QVBoxLayout, QWidget

from inspector_app.i18n import _
from inspector_app.operations.moving import MovedChecklist
from inspector_app.ui import parts, theme
from inspector_app.ui.flow import Flow
from inspector_app.ui.item_look import key_button
from inspector_app.ui.moving_view import answer_of
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.records_card import RecordsCard
from inspector_app.ui.score_card import ScoreCard, ScoreLook, percent
from inspector_app.ui.tab_order import tab_after
from inspector_app.ui.visit_extras_work import Extras

SCROLLS = {
    Qt.Key.Key_Up: QScrollBar.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QScrollBar.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QScrollBar.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QScrollBar.SliderAction.SliderPageStepAdd,
}


class VisitOverview(QWidget):
    """Shows what stands around the items; Esc goes back to them."""

    closed = Signal()
    add_wanted = Signal()
    move_wanted = Signal(str)
    undo_wanted = Signal(str)
    late_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = ProblemStrip()
        self.score, self.records = ScoreCard(), RecordsCard()
        self.add = key_button(_("Add a checklist"), "A", icon="clipboard-plus-outline")
        self.back = parts.button(_("Back to the items") + "  Esc", name=_("Back to the items"))
        self._lists: QVBoxLayout = parts.column(space=0)
        title = parts.label(_("Checklists of this visit"), "section")
        lists = parts.column(Flow((title, self.add)), self._lists)
        inner = parts.column(
            self.score, self.records, parts.card(lists, space=theme.SPACE_S), 1, space=theme.SPACE_M
        )
        self._area = parts.scrolled(inner)
        layout = parts.column(self.problem, self._area, parts.row(self.back, 1))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Overview of the visit"))
        self.add.clicked.connect(self.add_wanted)
        self.back.clicked.connect(self.closed)

    def show_score(self, look: ScoreLook) -> None:
        """Show the result, and each checklist with its own."""
        self.score.show_score(look)

    def show_extras(self, extras: Extras, titles: Mapping[str, str]) -> None:
        """Show records, newer versions and moves; ``titles`` name the forms of the visit."""
        self.records.show_records(extras.records)
        self.add.setEnabled(bool(extras.addable))
        parts.empty(self._lists)
        last: QWidget = self.add
        for one in extras.newer:
            note = _("version {before} is in use, {after} is in force")
            said = note.format(before=one.version, after=one.newer)
            line = parts.Line(one.title, said, parts.badge(_("newer version"), "waiting"))
            line.clicked.connect(lambda _on=False, form=one.form: self.move_wanted.emit(form))
            self._lists.addWidget(line)
            tab_after(last, line)
            last = line
        for moved in extras.moved:
            title = titles.get(moved.form, moved.form)
            made = self._moved(moved, title)
            self._lists.addWidget(made)
            tab_after(last, made)
        if not extras.newer and not extras.moved:
            nothing = _("All of them are in the version in force.")
            self._lists.addWidget(parts.label(nothing, "muted", wrap=True))

    def _moved(self, one: MovedChecklist, title: str) -> QFrame:
        said = _("{form}: moved from version {before} to {after}")
        if one.back:
            said = _("{form}: the move was taken back, from version {before} to {after}")
        texts: list[QWidget] = [
            parts.label(
                said.format(form=title, before=one.before, after=one.after), "strong", wrap=True
            )
        ]
        for line in one.appendix:
            text = f"{line.question}: {answer_of(line)}"
            texts.append(parts.label(_("Appendix: {text}").format(text=text), "note", wrap=True))
        undo = parts.button(_("Undo the move"))
        undo.setVisible(not one.back)
        undo.clicked.connect(lambda: self.undo_wanted.emit(one.form))
        acts = parts.row(undo, 1)
        if one.late:
            count = len(one.late)
            late = parts.button(_("Take over {count} answers given since").format(count=count))
            late.clicked.connect(lambda: self.late_wanted.emit(one.form))
            acts.insertWidget(1, late)
        made = QFrame()
        layout = parts.column(*texts, acts)
        parts.pad(layout, theme.SPACE_S)
        made.setLayout(layout)
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in SCROLLS:
            bar = self._area.verticalScrollBar()
            bar.triggerAction(SCROLLS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


def line_of(look: ScoreLook | None, to_do: int) -> str:
    """Return the words of the button that opens the overview."""
    said = [_("To fill {count}").format(count=to_do)] if to_do else []
    if look is not None and look.conformity.rate is not None:
        said.append(percent(look.conformity.rate))
    return " · ".join(said) or _("Overview")
