"""The left side of the visit page: sections with progress, what waits, hazards found."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from inspector_app.i18n import _
from inspector_app.operations.teams import ALONE, Team
from inspector_app.ui import parts, theme
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.flow import Flow
from inspector_app.ui.item_look import key_button
from inspector_app.ui.visit_values import SectionView, unanswered

PROGRESS = Qt.ItemDataRole.UserRole + 1
HEAD = Qt.ItemDataRole.UserRole + 2
OWNER = Qt.ItemDataRole.UserRole + 3
MINE, THEIRS = "mine", "theirs"


class _SectionDelegate(QStyledItemDelegate):
    """Paints a title at the left and answered/total at the right."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, theme.color("accent_soft"))
        head = bool(index.data(HEAD))
        inner = rect.adjusted(theme.px(8 if head else 16), 0, -theme.px(8), 0)
        progress = str(index.data(PROGRESS) or "")
        painter.setFont(theme.font(theme.NOTE if head else theme.TEXT, bold=chosen))
        metrics = painter.fontMetrics()
        room = metrics.horizontalAdvance(progress) + theme.px(8) if progress else 0
        painter.setPen(theme.color("muted"))
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, progress
        )
        owner = str(index.data(OWNER) or "")
        quiet = head or (owner == THEIRS and not chosen)
        painter.setPen(theme.color("muted" if quiet else "accent" if chosen else "text"))
        place = inner.adjusted(0, 0, -room, 0)
        if owner == MINE:
            mark = QRect(rect.left(), rect.top() + theme.px(8), theme.px(4), rect.height())
            painter.fillRect(mark.adjusted(0, 0, 0, -theme.px(16)), theme.color("accent"))
        text = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(120, theme.px(30) if index.data(HEAD) else theme.px(theme.HIT))


class _SectionList(QListWidget):
    """A list that leaves letters and digits to the page, whose keys they are."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class VisitSections(QWidget):
    """Shows all sections; ``picked`` carries the key of the one a person chose."""

    picked = Signal(str)
    next_wanted = Signal()
    hazards_wanted = Signal()
    take_wanted = Signal(str)
    overview_wanted = Signal()
    entered = Signal()  # a section was pressed: its items are wanted

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = _SectionList()
        self._list.setItemDelegate(_SectionDelegate(self._list))
        self._list.setAccessibleName(_("Sections"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._list.currentItemChanged.connect(self._chosen)
        self._list.itemClicked.connect(lambda _item: self.entered.emit())
        begin_at(self, self._list)
        self._keys: tuple[str, ...] = ()
        self._filled = False
        self._current = ""
        self._waiting = key_button("", "U", kind="flat")
        self._hazards = key_button("", "L", kind="flat")
        self._overview = key_button("", "R", kind="flat")
        self._overview.clicked.connect(self.overview_wanted)
        self._waiting.clicked.connect(self.next_wanted)
        self._hazards.clicked.connect(self.hazards_wanted)
        self._gaps = parts.label("", "note", wrap=True)
        theme.set_state(self._gaps, "waiting")
        self._gaps.hide()
        self._team, self._take = (
            parts.label("", "note", wrap=True),
            key_button("", "T", kind="flat"),
        )
        self._take.clicked.connect(self.take)
        buttons = Flow((self._take, self._waiting, self._hazards, self._overview), 2)
        layout = parts.column(self._list, self._gaps, self._team, buttons, space=2)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def show_sections(
        self, sections: tuple[SectionView, ...], current: str, team: Team = ALONE
    ) -> None:
        """Show the sections with their progress, the current one chosen; in a shared visit also
        which of them this laptop takes."""
        keys = tuple(section.key for section in sections)
        self._list.blockSignals(True)
        if keys != self._keys:
            self._keys = keys
            self._rebuild(sections)
        rows = {self._list.item(n).data(Qt.ItemDataRole.UserRole): n for n in self._rows()}
        for section in sections:
            item = self._list.item(rows[section.key])
            item.setData(PROGRESS, f"{section.answered}/{section.total}")
            owner = MINE if section.key in team.taken else THEIRS if team.taken else ""
            item.setData(OWNER, owner)
        if current in rows and self._list.currentRow() != rows[current]:
            self._list.setCurrentRow(rows[current])
        self._list.blockSignals(False)
        own = tuple(section for section in sections if team.is_mine(section.key))
        self._show_waiting(len(unanswered(own)))
        self._show_team(team, current)

    def _show_team(self, team: Team, current: str) -> None:
        for one in (self._team, self._take):
            one.setVisible(team.is_shared)
        self._current = current if team.is_shared else ""
        code = team.join_code
        said = _("Join code {code}").format(code=f"{code[:3]} {code[3:]}") if code else ""
        known = _("{count} laptops so far").format(count=team.laptops)
        self._team.setText(" · ".join(text for text in (said, known) if text))
        mine = current in team.taken
        text = _("Give this section back") if mine else _("I take this section")
        self._take.setText(f"{text}  T")
        self._take.setAccessibleName(text)

    def take(self) -> None:
        """Ask to take the open section, or to give it back; nothing where nobody shares."""
        if self._current:
            self.take_wanted.emit(self._current)

    def _rows(self) -> range:
        return range(self._list.count())

    def _rebuild(self, sections: tuple[SectionView, ...]) -> None:
        self._list.clear()
        last = ""
        for section in sections:
            if section.checklist != last:
                last = section.checklist
                self._add(section.checklist_title, "", head=True)
            self._add(section.title, section.key, head=False)

    def _add(self, text: str, key: str, *, head: bool) -> None:
        item = QListWidgetItem(text, self._list)
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setData(HEAD, head)
        item.setToolTip(text)
        if head:
            item.setFlags(Qt.ItemFlag.NoItemFlags)

    def _show_waiting(self, count: int) -> None:
        done = _("Everything is filled in") if self._filled else _("Everything is checked")
        left = _("To fill in {count}") if self._filled else _("Unchecked {count}")
        text = left.format(count=count) if count else done
        self._waiting.setText(f"{text}  U")
        self._waiting.setAccessibleName(text)
        self._waiting.setEnabled(count > 0)
        theme.set_state(self._waiting, "waiting" if count else "safe")

    def show_hazards(self, count: int, major: int) -> None:
        """Show how many hazards were found, and how many of them are major."""
        text = _("Hazards {count} · major {major}").format(count=count, major=major)
        self._hazards.setText(f"{text}  L")
        self._hazards.setAccessibleName(text)
        theme.set_state(self._hazards, "fail" if major else "")

    def without_hazards(self) -> None:
        """Show no hazards and no overview: the form is not a visit's checklist."""
        self._hazards.hide()
        self._overview.hide()

    def say_filled(self) -> None:
        """Speak of what is filled in, not of what is checked: it is a record."""
        self._filled = True

    def show_overview(self, text: str, red: bool) -> None:
        """Show how the visit stands in a few words."""
        self._overview.setText(f"{text}  R")
        self._overview.setAccessibleName(_("Overview of the visit: {text}").format(text=text))
        theme.set_state(self._overview, "fail" if red else "")

    def show_gaps(self, gaps: tuple[str, ...]) -> None:
        """Say for what the library holds nothing on the visit's day."""
        self._gaps.setVisible(bool(gaps))
        self._gaps.setText(
            _("No checklist in force on this day: {names}").format(names="、".join(gaps))
        )

    def _chosen(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and item.data(Qt.ItemDataRole.UserRole):
            self.picked.emit(item.data(Qt.ItemDataRole.UserRole))
