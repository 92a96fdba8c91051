"""Fields of the hazard panel: text with blanks, level with its criterion, completing lines."""

from __future__ import annotations

import re

import msgspec
from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFocusEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QFrame,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from inspector_app.domain.hazard_categories import CATEGORIES, CLASSES, category_name
from inspector_app.i18n import _, language
from inspector_app.ui import parts, theme
from inspector_app.ui.flow import Flow
from inspector_app.ui.hazard_panel_values import Citation, CriterionText
from inspector_app.ui.item_editors import LongText
from inspector_app.ui.item_look import level_word
from inspector_app.ui.visit_values import GENERAL, MAJOR

MOST_LINES = 12
BLANK = re.compile("_{2,}")


class BlankText(LongText):
    """Text from a template: Tab goes from one blank ``____`` to the next, then on."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = lines
        self._grow()
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())

    def _grow(self) -> None:
        """Be as high as the text, within bounds: what was written is read without scrolling."""
        wanted = round(self.document().size().height())
        policy = Qt.ScrollBarPolicy  # without a bar the width does not change, nor do the lines
        whole = wanted <= MOST_LINES
        bar = policy.ScrollBarAlwaysOff if whole else policy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(bar)
        lines = max(self._least, min(MOST_LINES, wanted))
        line = max(theme.px(21), self.fontMetrics().lineSpacing())
        self.setFixedHeight(line * lines + theme.px(16))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self.moveCursor(QTextCursor.MoveOperation.Start)
            self.select_blank(0)

    def select_blank(self, start: int) -> bool:
        """Select the first blank from a position on; False where there is none."""
        found = BLANK.search(self.toPlainText(), start)
        if found is None:
            return False
        cursor = self.textCursor()
        cursor.setPosition(found.start())
        cursor.setPosition(found.end(), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        if forward and self.select_blank(self.textCursor().selectionEnd()):
            return True
        return super().focusNextPrevChild(forward)


def completing(line: QLineEdit, offers: tuple[str, ...]) -> None:
    """Let a line complete from what was typed before, found by any part of it."""
    completer = QCompleter(list(offers), line)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    line.setCompleter(completer)


def narrow_box() -> QComboBox:
    """Return a box whose entries are longer than its field: they are shown whole in its list."""
    made = QComboBox()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    return made


class CategoryChoice(QComboBox):
    """The kind of hazard, proposed from the check item and corrected by a person; a kind that
    only a newer program knows is kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.addItem(_("Not said"), "")
        for code in (*CLASSES, *CATEGORIES):
            self.addItem(category_name(code, language()), code)

    @property
    def category(self) -> str:
        return str(self.currentData() or "")

    def show_category(self, code: str) -> None:
        """Show the kind without reporting it."""
        if self.findData(code) < 0:
            self.addItem(code, code)
        self.setCurrentIndex(self.findData(code))


class LevelChoice(QWidget):
    """一般 or 重大: always by a person."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._radios = {level: QRadioButton(level_word(level)) for level in (GENERAL, MAJOR)}
        for level, radio in self._radios.items():
            radio.setAccessibleName(_("Level {level}").format(level=level_word(level)))
            self._group.addButton(radio)
            radio.clicked.connect(lambda _on, one=level: self.chosen.emit(one))
        self.setLayout(parts.row(*self._radios.values(), 1))
        self.setFocusProxy(self._radios[GENERAL])

    @property
    def level(self) -> str:
        return MAJOR if self._radios[MAJOR].isChecked() else GENERAL

    def show_level(self, level: str) -> None:
        """Show the level without reporting it."""
        self._radios[MAJOR if level == MAJOR else GENERAL].setChecked(True)
        self.setFocusProxy(self._radios[MAJOR if level == MAJOR else GENERAL])


class CriterionBox(QFrame):
    """The criterion of a major hazard with the person's confirmation of it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "card")
        theme.set_state(self, "major")
        self._criterion = CriterionText()
        self.standard, self.article = QLineEdit(), QLineEdit()
        self._text = parts.label("", "note", wrap=True)
        self.confirmed = QCheckBox(_("I confirm: this criterion applies here"))
        self._warning = parts.label(
            _("This text was not checked against the official clause."), "note", wrap=True
        )
        theme.set_state(self._warning, "waiting")
        self._link = parts.button(_("Open the official text"), "link", icon="open-in-new")
        self.clause_read = QCheckBox(_("I have read the official clause"))
        cited = parts.row(
            parts.field(_("Standard of the criterion"), self.standard),
            parts.field(_("Article"), self.article),
            space=theme.SPACE_L,
        )
        cited.setStretch(0, 1)
        layout = parts.column(
            cited,
            self._text,
            self.confirmed,
            self._warning,
            Flow((self.clause_read, self._link)),
            space=theme.SPACE_XS,
        )
        parts.pad(layout, theme.SPACE_S)
        self.setLayout(layout)
        self._link.clicked.connect(self._open)
        for line in (self.standard, self.article):
            line.textEdited.connect(lambda _text: self.changed.emit())
        self.confirmed.clicked.connect(lambda _on: self.changed.emit())
        self.clause_read.clicked.connect(lambda _on: self.changed.emit())

    def show_criterion(self, criterion: CriterionText, confirmed: bool, read: bool) -> None:
        """Show a criterion and how far the person has confirmed it."""
        self._criterion = criterion
        self.standard.setText(criterion.standard)
        self.article.setText(criterion.article)
        self._text.setText(with_logic(criterion))
        self._text.setVisible(bool(criterion.text))
        self.confirmed.setChecked(confirmed)
        self.clause_read.setChecked(read)
        unverified = not criterion.verified
        for widget in (self._warning, self.clause_read):
            widget.setVisible(unverified)
        self._link.setVisible(unverified and bool(criterion.url))

    def cite(self, clause: Citation) -> None:
        """Take a clause as the criterion; that it applies is still to be confirmed."""
        criterion = CriterionText(
            standard=clause.standard,
            article=clause.article,
            text=clause.criterion,
            logic=clause.logic,
            item=clause.item,
            url=clause.url,
            verified=clause.verified,
        )
        self.show_criterion(criterion, confirmed=False, read=False)

    @property
    def criterion(self) -> CriterionText:
        """The criterion with standard and article as they stand in the fields."""
        return msgspec.structs.replace(
            self._criterion,
            standard=self.standard.text().strip(),
            article=self.article.text().strip(),
        )

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl(self._criterion.url))


def with_logic(criterion: CriterionText) -> str:
    """Return the criterion's text, led by whether one or all of its conditions are needed."""
    lead = {
        "any": _("Any one of these suffices:"),
        "all": _("All of these together:"),
    }.get(criterion.logic, "")
    return f"{lead} {criterion.text}".strip()
