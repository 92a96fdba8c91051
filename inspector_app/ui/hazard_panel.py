"""The hazard panel: opens under the item, two columns, tab order as read.

Ctrl+Enter records; Esc closes and nothing is lost: every pause of typing reports the draft.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QFrame,
    QLineEdit,
    QWidget,
)

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.field_grid import FieldGrid
from inspector_app.ui.flow import Flow
from inspector_app.ui.hazard_panel_fields import (
    BlankText,
    CategoryChoice,
    CriterionBox,
    LevelChoice,
    completing,
    narrow_box,
)
from inspector_app.ui.hazard_panel_major import MajorBox
from inspector_app.ui.hazard_panel_values import (
    Citation,
    HazardEdit,
    HazardField,
    Suggestions,
    bad_moment,
    complaint,
    day,
    kept,
)
from inspector_app.ui.item_look import key_button, say
from inspector_app.ui.photo_strip import PhotoStrip
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.visit_values import MAJOR

PAUSE_MS = 400


class HazardPanel(QFrame):
    """Shows a hazard; ``recorded`` carries a HazardEdit, ``typed`` the text of its draft."""

    recorded = Signal(object)
    typed = Signal(str)
    closed = Signal()
    law_wanted = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "card")
        self.setAccessibleName(_("Hazard"))
        self._today = today
        self._shown = HazardEdit()
        self._offers = Suggestions()
        self._quiet = False
        self._touched: set[str] = set()
        self._make_fields()
        self._title = parts.label(_("Hazard"), "section")
        self._hint = parts.label("", "note", wrap=True)
        theme.set_state(self._hint, "fail")
        self.problem = ProblemStrip()
        self.photos = PhotoStrip()
        self._record = parts.button(_("Record hazard") + "  Ctrl+Enter", "primary")
        self._close = parts.button(_("Close") + "  Esc")
        self._record.clicked.connect(self.record)
        self._close.clicked.connect(self.close_panel)
        self._again = key_button(_("Same place and person"), "F3", kind="link", icon="repeat")
        self._again.clicked.connect(self.repeat_last)
        self._law = key_button(_("Cite a clause"), "F4", kind="link", icon="scale-balance")
        self._law.clicked.connect(self.law_wanted)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.report_draft)
        self._arrange()
        self._listen()
        self._level_chosen()

    # --- building

    def _make_fields(self) -> None:
        self.place, self.responsible = QLineEdit(), QLineEdit()
        self.level = LevelChoice()
        self.criterion = CriterionBox()
        self.finding, self.measure = BlankText(3), BlankText(3)
        self.basis, self.immediate = BlankText(2), BlankText(2)
        self.deadline = QDateEdit()
        self.deadline.setCalendarPopup(True)
        self.deadline.setDisplayFormat("yyyy-MM-dd")
        self.on_spot = QCheckBox(_("Corrected on the spot"))
        self.category = CategoryChoice()
        self.repeats = narrow_box()
        self.major = MajorBox()

    def _arrange(self) -> None:
        self._immediate = QWidget()
        immediate = parts.field(_("What to do at once"), self.immediate)
        immediate.addStretch(1)
        self._immediate.setLayout(immediate)
        basis = parts.field(_("Basis"), self.basis)
        basis.addWidget(self._law, 0, Qt.AlignmentFlag.AlignLeft)
        grid = FieldGrid(
            (
                (parts.field(_("Place"), self.place), parts.field(_("Level"), self.level)),
                (self.criterion,),
                (
                    parts.field(_("Description"), self.finding),
                    parts.field(_("Suggested measures"), self.measure),
                ),
                (basis, self._immediate),
                (
                    parts.field(_("Deadline"), self.deadline),
                    parts.field(_("Person responsible"), self.responsible),
                ),
                (self.on_spot,),
                (
                    parts.field(_("Kind of hazard"), self.category),
                    parts.field(_("Repeated hazard"), self.repeats),
                ),
                (self.major,),
            )
        )
        buttons = Flow((self._record, self._close))
        head = Flow((self._title, self._again), theme.SPACE_L)
        layout = parts.column(head, grid, self.photos, self.problem, self._hint, buttons)
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)

    def _listen(self) -> None:
        for name in ("place", "responsible"):
            getattr(self, name).textEdited.connect(lambda _t, one=name: self._touch(one))
        for name in ("finding", "measure", "basis", "immediate"):
            getattr(self, name).textChanged.connect(lambda one=name: self._touch(one))
        self.level.chosen.connect(lambda _level: self._touch("level"))
        self.level.chosen.connect(lambda _level: self._level_chosen())
        self.criterion.changed.connect(lambda: self._touch("criterion"))
        self.major.changed.connect(lambda: self._touch("major"))
        self.deadline.dateChanged.connect(lambda _day: self._touch("deadline"))
        self.on_spot.clicked.connect(self._spot_clicked)
        self.category.activated.connect(lambda _i: self._touch("category"))
        self.repeats.activated.connect(lambda _i: self._touch("repeats"))

    # --- showing

    def open_with(self, edit: HazardEdit, offers: Suggestions) -> None:
        """Show a hazard from the start and put the keyboard into 部位."""
        self._touched = set()
        self.problem.clear()
        say(self._hint, "")
        self.show_offers(offers)
        self._show(edit)
        self.show()
        self.place.setFocus()

    def fill_in(self, edit: HazardEdit, offers: Suggestions) -> None:
        """Fill what the person has not touched since the panel opened (the prefill arrives)."""
        mine = self.edit
        self.show_offers(offers)
        if not self._touched:
            self._show(edit)
            return
        fields = {n: getattr(mine, n) for n in mine.__struct_fields__ if n in self._touched}
        changed = {n: getattr(edit, n) for n in edit.__struct_fields__} | fields
        self._show(HazardEdit(**changed))

    def show_offers(self, offers: Suggestions) -> None:
        """Offer earlier places, people and hazards."""
        self._offers = offers
        self._again.setEnabled(bool(offers.places or offers.people))
        completing(self.place, offers.places)
        completing(self.responsible, offers.people)
        self.repeats.clear()
        self.repeats.addItem(_("Found for the first time"), "")
        for hazard, text in offers.earlier:
            self.repeats.addItem(text, hazard)
        self.repeats.setEnabled(bool(offers.earlier))

    def _show(self, edit: HazardEdit) -> None:
        self._quiet = True
        self._shown = edit
        self._title.setText(_("Correct hazard") if edit.recorded else _("New hazard"))
        self._record.setText(
            (_("Save correction") if edit.recorded else _("Record hazard")) + "  Ctrl+Enter"
        )
        for name in ("place", "responsible"):
            _put_line(getattr(self, name), getattr(edit, name))
        for name in ("finding", "measure", "immediate"):
            _put_text(getattr(self, name), getattr(edit, name))
        _put_text(self.basis, "\n".join(edit.basis))
        self.level.show_level(edit.level)
        self.criterion.show_criterion(edit.criterion, edit.confirmed, edit.clause_read)
        self.major.show_values(edit.five, edit.report, edit.analysis)
        self.category.show_category(edit.category)
        limit = day(edit.deadline, self._today)
        self.deadline.setDate(QDate(limit.year, limit.month, limit.day))
        self.on_spot.setChecked(edit.corrected_on_spot)
        self.photos.ask_before_and_after(edit.corrected_on_spot)
        self.repeats.setCurrentIndex(max(0, self.repeats.findData(edit.repeats)))
        self._level_chosen()
        self._quiet = False

    def show_problem(self, problem: Problem) -> None:
        """Show why recording failed; everything typed stays."""
        self.problem.show_problem(problem, _("What you typed is kept as a draft."), retry=False)

    # --- reading

    @property
    def edit(self) -> HazardEdit:
        """The hazard as it stands in the fields."""
        lines = self.basis.toPlainText().splitlines()
        return HazardEdit(
            hazard=self._shown.hazard,
            recorded=self._shown.recorded,
            item=self._shown.item,
            question=self._shown.question,
            place=self.place.text().strip(),
            finding=self.finding.toPlainText().strip(),
            level=self.level.level,
            basis=tuple(line.strip() for line in lines if line.strip()),
            measure=self.measure.toPlainText().strip(),
            immediate=self.immediate.toPlainText().strip(),
            deadline=self.deadline.date().toString(Qt.DateFormat.ISODate),
            responsible=self.responsible.text().strip(),
            corrected_on_spot=self.on_spot.isChecked(),
            repeats=str(self.repeats.currentData() or ""),
            criterion=self.criterion.criterion,
            confirmed=self.criterion.confirmed.isChecked(),
            clause_read=self.criterion.clause_read.isChecked(),
            five=self.major.five,
            report=self.major.report,
            category=self.category.category,
            analysis=self.major.analysis,
        )

    def record(self) -> None:
        """Report the hazard, or say in place what is missing."""
        edit = self.edit
        found = complaint(edit)
        if found is not None:
            self._complain(*found)
            return
        self._pause.stop()
        say(self._hint, "")
        self.recorded.emit(edit)

    def close_panel(self) -> None:
        """Close; what was typed is reported as a draft first."""
        self.report_draft()
        self.hide()
        self.closed.emit()

    def report_draft(self) -> None:
        """Report the half-typed hazard, if a person touched it."""
        self._pause.stop()
        if self._touched:
            self.typed.emit(kept(self.edit))

    def cite(self, clause: Citation) -> None:
        """Put a citation into the basis; a criterion that is still open takes it as well."""
        lines = self.basis.toPlainText().splitlines()
        if clause.text not in lines:
            self.basis.setPlainText("\n".join([*(one for one in lines if one), clause.text]))
        if self.level.level == MAJOR and clause.article and not self.criterion.standard.text():
            self.criterion.cite(clause)
            self._touch("criterion")
        self.basis.setFocus()

    def repeat_last(self) -> None:
        """Take place and responsible person from the hazard recorded last; go on to what is new."""
        for name, known in (("place", self._offers.places), ("responsible", self._offers.people)):
            if known:
                getattr(self, name).setText(known[0])
                self._touch(name)
        self.finding.setFocus(Qt.FocusReason.TabFocusReason)

    # --- reacting

    def _touch(self, name: str) -> None:
        if not self._quiet:
            self._touched.add(name)
            if name == "criterion":
                self._touched |= {"confirmed", "clause_read"}
            if name == "major":
                self._touched |= {"five", "report", "analysis"}
            say(self._hint, "")
            self._pause.start()

    def _spot_clicked(self, on: bool) -> None:
        self._touch("corrected_on_spot")
        self.photos.ask_before_and_after(on)

    def _level_chosen(self) -> None:
        major = self.level.level == MAJOR
        self.criterion.setVisible(major)
        self.major.setVisible(major)
        self._immediate.setVisible(major or bool(self.immediate.toPlainText()))
        theme.set_state(self, "")

    def _complain(self, where: HazardField, what: str) -> None:
        say(self._hint, what)
        self._field_of(where).setFocus(Qt.FocusReason.TabFocusReason)

    def _field_of(self, where: HazardField) -> QWidget:
        if where is HazardField.TOLD_TO:
            return self.major.line("told_to")
        if where is HazardField.REPORT:
            return self.major.line("told_at", bad_moment(self.edit.report))
        fields: dict[HazardField, QWidget] = {
            HazardField.PLACE: self.place,
            HazardField.FINDING: self.finding,
            HazardField.CRITERION: self.criterion.standard,
            HazardField.CONFIRMED: self.criterion.confirmed,
            HazardField.CLAUSE_READ: self.criterion.clause_read,
        }
        return fields[where]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.record()
        elif event.key() == Qt.Key.Key_F3:
            self.repeat_last()
        elif event.key() == Qt.Key.Key_F4:
            self.law_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)


def _put_line(line: QLineEdit, text: str) -> None:
    if line.text() != text:
        line.setText(text)


def _put_text(edit: BlankText, text: str) -> None:
    if edit.toPlainText() != text:
        edit.setPlainText(text)
