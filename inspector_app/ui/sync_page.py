"""How the records stand with central: a plain sentence, a line per stage, the last result."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.store.rows import Pending
from inspector_app.sync.stage import Stage
from inspector_app.ui import parts, theme, words
from inspector_app.ui.bundle_card import BundleCard
from inspector_app.ui.first_focus import begin_at, give_keyboard
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.safety_card import SafetyCard
from inspector_app.ui.today_page import first_sync_words, pending_words

STAGES = ("hello", "push", "pull", "blobs_up", "blobs_down")


CLOCK_OFF = 300  # s; less is the ordinary drift of a computer without network


@dataclass(frozen=True, slots=True)
class LastSync:
    """What the last sync moved; ``at`` is "" where there was none."""

    at: str = ""
    pushed: int = 0
    pulled: int = 0
    blobs_up: int = 0
    blobs_down: int = 0
    held: int = 0
    clock_off: int = 0  # seconds this computer's clock was ahead of central's


@dataclass
class _Pace:
    """Bytes and time of a running stage, to tell how long it still takes."""

    begun: float
    moved: int = 0

    def left(self, stage: Stage, now: float) -> int:
        """Return the seconds still needed (by bytes where they are known), 0 where that cannot be
        said yet."""
        passed = now - self.begun
        done, total = stage.done, stage.total
        if stage.bytes_total:
            done, total = stage.bytes_done, stage.bytes_total
        if passed < 2 or not done or done >= total:
            return 0
        return round(passed / done * (total - done))


class StageLine:
    """Name, bar and figures of one stage."""

    def __init__(self, name: str, grid: QGridLayout, row: int) -> None:
        self.name = parts.label(words.stage(name))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(words.stage(name))
        self.bar.setTextVisible(False)
        self.figures = parts.label("", "muted")
        for column, widget in enumerate((self.name, self.bar, self.figures)):
            grid.addWidget(widget, row, column)
        self.reset()

    def reset(self) -> None:
        self.bar.setRange(0, 1)
        self.bar.setValue(0)
        self.figures.setText("")
        theme.set_state(self.bar, "")

    def show(self, stage: Stage, moved: int, left: int) -> None:
        self.bar.setRange(0, max(1, stage.total))
        self.bar.setValue(stage.done if stage.total else 1)
        done = stage.done >= stage.total
        theme.set_state(self.bar, "ok" if done else "")
        self.figures.setText(_figures(stage, moved, left))


def _figures(stage: Stage, moved: int, left: int) -> str:
    if stage.name == "hello":
        return _("reached") if stage.done else _("asking …")
    if not stage.total:
        return _("nothing to do")
    pieces = [_("{done} of {total}").format(done=stage.done, total=stage.total)]
    if stage.bytes_total and stage.bytes_done < stage.bytes_total:
        of = _("{size} of {whole}")
        done, whole = words.size(stage.bytes_done), words.size(stage.bytes_total)
        pieces.append(of.format(size=done, whole=whole))
    elif moved or stage.bytes_total:
        pieces.append(words.size(moved or stage.bytes_total))
    if left:
        pieces.append(_time_left(left))
    return " · ".join(pieces)


def _time_left(seconds: int) -> str:
    if seconds < 90:
        return _("about {count} s left").format(count=seconds)
    return _("about {count} min left").format(count=round(seconds / 60))


class SyncPage(QWidget):
    """Shows the stages of a running sync, asks for one, and lets it be stopped."""

    sync_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(
        self,
        central: str,
        clock: Callable[[], float] = time.monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._paces: dict[str, _Pace] = {}
        self.sentence, self.note = parts.label("", "page", wrap=True), parts.label("", "muted")
        self.sync = parts.button(_("Sync now"), "primary", icon="sync")
        self.cancel = parts.button(_("Stop"), icon="stop-circle-outline")
        self.cancel.hide()
        self.safety, self.bundles = SafetyCard(), BundleCard()
        self.problem = ProblemStrip()
        self.last = parts.label("", "", wrap=True)
        self.clock_off = parts.label("", "", wrap=True)
        theme.set_state(self.clock_off, "waiting")
        self.central = parts.label(central, "muted", select=True)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(theme.px(theme.SPACE_L))
        grid.setVerticalSpacing(theme.px(theme.SPACE_M))
        grid.setColumnMinimumWidth(2, theme.px(140))
        self.lines = {name: StageLine(name, grid, row) for row, name in enumerate(STAGES)}
        self._lay_out(grid)
        begin_at(self, self.sync)
        self.sync.clicked.connect(self.sync_wanted)
        self.cancel.clicked.connect(self._stop)
        self.problem.again.connect(self.sync_wanted)

    def _lay_out(self, grid: QGridLayout) -> None:
        head = parts.row(parts.column(self.sentence, self.note, space=4), self.cancel, self.sync)
        head.setStretch(0, 1)
        result = parts.column(
            parts.label(_("Last sync"), "section"),
            self.last,
            self.clock_off,
            parts.label(_("Central"), "field"),
            self.central,
            parts.label(_order_words(), "note", wrap=True),
            space=theme.SPACE_XS,
        )
        layout = parts.column(
            parts.card(head, space=theme.SPACE_XL),
            self.problem,
            parts.card(grid, space=theme.SPACE_XL),
            self.safety,
            self.bundles,
            parts.card(result, space=theme.SPACE_XL),
            1,
            space=theme.SPACE_M,
        )
        parts.pad(layout)
        self.setLayout(parts.column(parts.scrolled(layout)))

    def show_pending(self, pending: Pending, now: datetime, *, fetched: bool = True) -> None:
        """Say in one sentence what is only on this computer, or that nothing has come yet."""
        safe = not pending.facts and not pending.blobs
        if safe and not fetched:
            self.sentence.setText(_("Not synced yet"))
            theme.set_state(self.sentence, "waiting")
            self.note.setText(first_sync_words())
            return
        self.sentence.setText(pending_words(pending.facts, pending.blobs))
        theme.set_state(self.sentence, "safe" if safe else "waiting")
        oldest = _("The oldest: {age}. To send: {size}").format(
            age=words.age(pending.oldest, now), size=words.size(pending.bytes)
        )
        nothing = _("Nothing would be lost with this computer.")
        self.note.setText(nothing if safe else oldest)

    def show_last(self, last: LastSync) -> None:
        """Say what the last sync moved."""
        self.clock_off.setText(_clock_words(last.clock_off))
        self.clock_off.setVisible(bool(self.clock_off.text()))
        if not last.at:
            self.last.setText(_("There has been no sync on this computer since enrolment."))
            return
        text = _(
            "{time}: {pushed} records sent, {pulled} received; {up} files sent, {down} received."
        )
        said = text.format(
            time=words.clock(last.at),
            pushed=last.pushed,
            pulled=last.pulled,
            up=last.blobs_up,
            down=last.blobs_down,
        )
        held = _("{count} records wait for central's approval.").format(count=last.held)
        self.last.setText(f"{said} {held}" if last.held else said)

    def show_running(self, running: bool) -> None:
        """Show that a sync has begun or ended."""
        had_keyboard = self.sync.hasFocus() or self.cancel.hasFocus()  # a disabled button loses it
        self.sync.setEnabled(not running)
        self.sync.setText(_("Syncing …") if running else _("Sync now"))
        self.cancel.setVisible(running)
        self.cancel.setText(_("Stop"))
        self.cancel.setAccessibleName(self.cancel.text())
        begin_at(self, self.cancel if running else self.sync)
        if had_keyboard:
            give_keyboard(self)
        if running:
            self.problem.clear()
            self._paces.clear()
            for line in self.lines.values():
                line.reset()

    def show_stage(self, stage: Stage) -> None:
        """Move the line of a stage."""
        line = self.lines.get(stage.name)
        if line is None:
            return
        now = self._clock()
        pace = self._paces.setdefault(stage.name, _Pace(now))
        pace.moved += stage.size
        line.show(stage, pace.moved, pace.left(stage, now))

    def _stop(self) -> None:
        # Not disabled: the keyboard would go to whatever comes next; a second press does no harm.
        self.cancel.setText(_("Stopping …"))
        self.cancel.setAccessibleName(self.cancel.text())
        self.cancel_wanted.emit()

    def show_stopped(self) -> None:
        """Say that the person stopped the sync; nothing is wrong."""
        safe = _("What was sent until then stands; the next sync goes on from there.")
        self.problem.show_note(_("The sync was stopped."), safe)

    def show_problem(self, problem: Problem) -> None:
        """Show why the sync stopped; what was moved until then stands."""
        safe = _("Nothing is lost: the next sync goes on from here.")
        self.problem.show_problem(problem, safe=safe, retry=True)

    def figures(self, stage: str) -> QLabel:
        """Return the figures' label of a stage."""
        return self.lines[stage].figures


def _clock_words(ahead: int) -> str:
    if abs(ahead) < CLOCK_OFF:
        return ""
    minutes = round(abs(ahead) / 60)
    said = _("The clock of this computer was {minutes} minutes ahead of central's.")
    if ahead < 0:
        said = _("The clock of this computer was {minutes} minutes behind central's.")
    advice = _("Set date and time: records bear the time of this computer.")
    return said.format(minutes=minutes) + " " + advice


def _order_words() -> str:
    return _(
        "Order: reports of major hazards, then all records, papers, thumbnails, and the photos "
        "themselves last."
    )
