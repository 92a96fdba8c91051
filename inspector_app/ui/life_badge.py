"""The life line of a record as people see it: colour, sign and word, at every place alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QLabel, QWidget

from inspector_app.i18n import N_, _
from inspector_app.operations import record_words
from inspector_app.store.rows import Stage
from inspector_app.ui import parts, theme
from inspector_app.ui.flow import Flow

SIGNS = {Stage.HERE: "○", Stage.BACKED_UP: "◐", Stage.ACCEPTED: "●", Stage.SAFE: "✓"}
STATES = {Stage.HERE: "waiting", Stage.BACKED_UP: "waiting", Stage.ACCEPTED: "", Stage.SAFE: "ok"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a stage is shown."""

    sign: str
    word: str
    state: str

    @property
    def text(self) -> str:
        return f"{self.sign} {self.word}"


def look(stage: Stage) -> Look:
    """Return how a stage is shown in the language of the moment."""
    return Look(SIGNS[stage], record_words.stage(stage), STATES[stage])


SHORT = {Stage.HERE: N_("Here only"), Stage.ACCEPTED: N_("Accepted")}


def life_badge(stage: Stage, *, short: bool = False) -> QLabel:
    """Return the badge of a record's stage; the ``short`` word fits under a photo."""
    shown = look(stage)
    word = _(SHORT[stage]) if short and stage in SHORT else shown.word
    made = parts.badge(f"{shown.sign} {word}", shown.state)
    made.setAccessibleName(_("Life line: {word}").format(word=shown.word))
    return made


class LifeLineBar(QWidget):
    """The four stages in a row, each with how many records stand there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = {stage: parts.label("", "section") for stage in Stage}
        stages = Flow(space=theme.SPACE_M)
        for number, stage in enumerate(Stage):
            before = (parts.label("→", "muted"),) if number else ()
            shown = parts.column(self.counts[stage], life_badge(stage), space=2)
            one = QWidget()
            one.setLayout(parts.row(*before, shown, space=theme.SPACE_M))
            stages.addWidget(one)
        self.setLayout(parts.row(stages))

    def show_counts(self, counts: Mapping[Stage, int]) -> None:
        """Show how many records stand at each stage."""
        for stage, label in self.counts.items():
            count = counts.get(stage, 0)
            label.setText(str(count))
            theme.set_state(label, STATES[stage] if count else "na")
