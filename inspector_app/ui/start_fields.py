"""The fields asked before a visit; used to start one and to record that none took place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDateEdit,
    QGridLayout,
    QLineEdit,
    QWidget,
)

from inspector_app.domain.visits import SERVICE_CODES, Inspector, TaskKind
from inspector_app.i18n import _
from inspector_app.ui import parts, theme, words
from inspector_app.ui.tab_order import tab_after

FAR_DAYS = 3
MOST_PEOPLE = 8


@dataclass(frozen=True, slots=True)
class Person:
    """An inspector of the organisation, to choose from."""

    person: str
    name: str
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known before a visit: where it may be, who may come, what is contracted."""

    dossier: str
    enterprise: str
    today: date
    sites: tuple[tuple[str, str], ...] = ()
    people: tuple[Person, ...] = ()
    me: str = ""
    contracted: tuple[str, ...] = ()
    services: tuple[str, ...] = ("04",)
    site: str = ""
    task: str = ""
    planned: str = ""
    proposed_code: str = ""
    purpose: TaskKind = TaskKind.SERVICE


class DayField(QWidget):
    """The day of the visit, typed; a day far from the clock is warned about, never corrected."""

    changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.edit = QDateEdit(QDate(today.year, today.month, today.day))
        self.edit.setDisplayFormat("yyyy-MM-dd")
        self.edit.lineEdit().setTextMargins(theme.px(8), 0, theme.px(8), 0)
        self.edit.setDateRange(QDate(2017, 1, 1), QDate(2099, 12, 31))
        self.warning = parts.label("", "note", wrap=True)
        theme.set_state(self.warning, "waiting")
        self.warning.hide()
        body = parts.field(_("Day of the visit"), self.edit)
        body.addWidget(self.warning)
        self.setLayout(body)
        self.setFocusProxy(self.edit)
        self.edit.dateChanged.connect(lambda _day: self._check())

    @property
    def day(self) -> date:
        """The day as typed."""
        shown = self.edit.date()
        return date(shown.year(), shown.month(), shown.day())

    def _check(self) -> None:
        off = abs((self.day - self._today).days)
        self.warning.setVisible(off > FAR_DAYS)
        text = _(
            "{count} days away from this computer's date. The standards in force on the day "
            "typed here will be used."
        )
        self.warning.setText(text.format(count=off))
        self.changed.emit()


class ServicesField(QWidget):
    """The seven services as boxes; what the policy contracts is said beside them."""

    changed = Signal()

    def __init__(
        self, chosen: Sequence[str], contracted: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.addWidget(parts.label(_("Services"), "field"), 0, 0)
        if contracted:
            text = _("In the policy: {services}").format(services=_(", ").join(contracted))
            grid.addWidget(parts.label(text, "note"), 0, 1)
        self.boxes: dict[str, QCheckBox] = {}
        for number, code in enumerate(SERVICE_CODES):
            box = QCheckBox(f"{code}  {words.service(code)}")
            box.setChecked(code in chosen)
            box.toggled.connect(lambda _on: self.changed.emit())
            self.boxes[code] = box
            grid.addWidget(box, 1 + number // 2, number % 2)
        self.setLayout(grid)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes that are ticked."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())


class InspectorRow(QWidget):
    """One inspector: the name (completed from the organisation's people), the certificate."""

    changed = Signal()

    def __init__(
        self, people: Sequence[Person], number: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._people = {one.name: one for one in people}
        self.name, self.certificate = QLineEdit(), QComboBox()
        self.certificate.setEditable(True)
        completer = QCompleter(list(self._people), self.name)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.name.setCompleter(completer)
        layout = parts.row(
            parts.field(_("Inspector {number}").format(number=number), self.name),
            parts.field(_("Certificate number"), self.certificate),
            space=theme.SPACE_M,
        )
        layout.setStretch(0, 2)
        layout.setStretch(1, 3)
        self.setLayout(layout)
        self.name.textChanged.connect(self._named)
        self.certificate.editTextChanged.connect(lambda _text: self.changed.emit())

    def show_person(self, person: Person) -> None:
        """Fill in somebody known."""
        self.name.setText(person.name)

    def _named(self, name: str) -> None:
        known = self._people.get(name.strip())
        if known is not None:
            self.certificate.clear()
            self.certificate.addItems(list(known.certificates))
        self.changed.emit()

    @property
    def inspector(self) -> Inspector | None:
        """Who is named, or None while the name is empty."""
        name = self.name.text().strip()
        if not name:
            return None
        known = self._people.get(name)
        certificate = self.certificate.currentText().strip()
        return Inspector(name=name, certificate=certificate, person=known.person if known else "")


class InspectorsField(QWidget):
    """Two rows at first, the signed-in person in the first; more on demand."""

    changed = Signal()

    def __init__(self, people: Sequence[Person], me: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = people
        self.rows: list[InspectorRow] = []
        self._list = parts.column(space=theme.SPACE_S)
        self.add = parts.button(_("One more inspector"), "link")
        self.add.clicked.connect(self.add_row)
        self.setLayout(parts.column(self._list, parts.row(self.add, 1), space=0))
        for _n in range(2):
            self.add_row()
        mine = next((one for one in people if one.person == me), None)
        if mine is not None:
            self.rows[0].show_person(mine)

    def add_row(self) -> None:
        """Add an empty row and put the keyboard into it once the form is shown."""
        made = InspectorRow(self._people, len(self.rows) + 1)
        made.changed.connect(self.changed)
        self.rows.append(made)
        self._list.addWidget(made)
        if len(self.rows) > 1:
            tab_after(self.rows[-2].certificate, made)
        else:
            tab_after(made.certificate, self.add)
        self.add.setVisible(len(self.rows) < MOST_PEOPLE)
        if self.isVisible():
            made.name.setFocus()
        self.changed.emit()

    @property
    def inspectors(self) -> tuple[Inspector, ...]:
        """Everybody who is named."""
        return tuple(one for one in (row.inspector for row in self.rows) if one is not None)


def site_field(beginning: Beginning) -> QComboBox:
    """Return the choice of the visited site; the whole enterprise stands last."""
    made = QComboBox()
    for key, name in beginning.sites:
        made.addItem(name, key)
    made.addItem(_("The whole enterprise"), "")
    made.setCurrentIndex(max(0, made.findData(beginning.site)) if beginning.site else 0)
    return made
