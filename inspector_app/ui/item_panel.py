"""The open item: question, verdicts, remark, reason, error in place, and the hazard under it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.flow import Flow
from inspector_app.ui.item_editors import (
    ENTER,
    ItemEditor,
    OneLine,
    PhotoAnswer,
    RepeatEditor,
    ShownValue,
    editor_for,
)
from inspector_app.ui.item_look import VerdictButton, draw_ring, key_button, say
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.tab_order import tab_after
from inspector_app.ui.visit_values import NOT_APPLICABLE, VERDICTS, ItemKind, ItemView

PAUSE_MS = 400


class ItemPanel(QFrame):
    """Shows one item open and reports what the person does with it. ``judged`` carries verdict
    and reason, ``answered`` the value of any other question, ``remarked`` item key and remark."""

    judged = Signal(str, str)
    answered = Signal(str)
    remarked = Signal(str, str)
    advance = Signal()
    photo_wanted = Signal()
    sources_wanted = Signal(object)  # the button at which the menu opens
    hazard_wanted = Signal()
    row_added = Signal()
    row_removed = Signal()
    retry = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.item: ItemView | None = None
        self._editor: ItemEditor | None = None
        self._editor_of: tuple[str, ItemKind, bool] | None = None
        self._with_photos, self._with_hazards, self._with_sources = True, True, False
        self._make_texts()
        self._make_verdicts()
        self._make_lines()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._report_remark)
        self._arrange()

    # --- building

    def _make_texts(self) -> None:
        self._question = parts.label("", "section", wrap=True)
        self._level = parts.badge(_("Major"), "major")
        self._method = parts.label("", "muted", wrap=True)
        self._saved = parts.label("", "note")
        self._message = parts.label("", "note", wrap=True)
        theme.set_state(self._message, "fail")
        self.problem = ProblemStrip()
        self.problem.again.connect(self.retry)

    def _make_verdicts(self) -> None:
        self._verdicts = {value: VerdictButton(value) for value in VERDICTS}
        for value, one in self._verdicts.items():
            one.clicked.connect(lambda _on, given=value: self.judge(given))
        self._verdict_bar = Flow(tuple(self._verdicts.values()))
        self._photo = key_button(_("Photo"), "P", kind="flat", icon="camera-outline")
        self._note = key_button(_("Remark"), "N", kind="flat", icon="pencil-outline")
        self._hazard = key_button(_("Hazard"), "H", kind="flat", icon="alert-outline")
        self._photo.clicked.connect(self.photo_wanted)
        self._note.clicked.connect(self.write_remark)
        self._hazard.clicked.connect(self.hazard_wanted)

    def _make_lines(self) -> None:
        self.reason = OneLine()
        self.reason.returnPressed.connect(self._reason_given)
        self._reason_box = QWidget()
        self._reason_hint = parts.label("", "note", wrap=True)
        field = parts.field(_("Why does it not apply?  Enter records"), self.reason)
        field.addWidget(self._reason_hint)
        self._reason_box.setLayout(field)
        self.remark = OneLine()
        self.remark.textEdited.connect(lambda _text: self._pause.start())
        self.remark.editingFinished.connect(self._report_remark)
        self.remark.returnPressed.connect(self.setFocus)
        self._remark_box = QWidget()
        self._remark_box.setLayout(parts.field(_("Remark"), self.remark))
        for box in (self._reason_box, self._remark_box):
            box.hide()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(theme.SPACE_S))
        head.addWidget(self._question, 1)
        head.addWidget(self._level, 0, Qt.AlignmentFlag.AlignTop)
        acts = Flow((self._photo, self._note, self._hazard, self._saved), space=2)
        self._slot = QVBoxLayout()
        self.below = QVBoxLayout()
        layout = parts.column(
            head,
            self._method,
            self._slot,
            self._verdict_bar,
            self._message,
            self._reason_box,
            self._remark_box,
            acts,
            self.problem,
            self.below,
        )
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)

    # --- showing

    def show_item(self, item: ItemView | None) -> None:
        """Show an item; the keyboard stays where it is."""
        fresh = item is None or self.item is None or item.key != self.item.key
        if fresh:
            self._report_remark()
        self.item = item
        self.setVisible(item is not None)
        if item is None:
            return
        if fresh:
            self._start_over(item)
        self._question.setText(f"{item.number} · {item.label}" if item.number else item.label)
        self._level.setVisible(item.is_major)
        say(self._method, _hint(item))
        say(self._message, item.problem)
        self._show_kind(item)
        self.setAccessibleName(item.label)

    def offer(self, *, photos: bool, hazards: bool, sources: bool = False) -> None:
        """Offer photos and hazards at the item, or not; ``sources`` beside files for pictures."""
        self._with_photos, self._with_hazards, self._with_sources = photos, hazards, sources
        self._photo.setVisible(photos)
        self._hazard.setVisible(hazards)

    def _start_over(self, item: ItemView) -> None:
        self.problem.clear()
        self._saved.setText("")
        self._reason_box.hide()
        self.remark.setText(item.note)
        self._remark_box.setVisible(bool(item.note))

    def _show_kind(self, item: ItemView) -> None:
        judged = item.kind is ItemKind.CONFORMITY and not item.closed
        self._verdict_bar.setVisible(judged)
        for value, one in self._verdicts.items():
            one.setChecked(item.value == value)
            one.setEnabled(not item.is_locked)
        boxes = (ItemKind.REPEAT, ItemKind.ROW, ItemKind.HEADING)
        answerable = item.kind not in boxes and not item.closed
        self._note.setVisible(answerable)
        self._photo.setVisible(answerable and self._with_photos)
        self._hazard.setVisible(self._with_hazards and not item.closed)
        self.remark.setReadOnly(item.closed)
        self._count(item)
        if judged:
            self._drop_editor()
        else:
            self._show_editor(item)

    def _count(self, item: ItemView) -> None:
        """Say on the buttons how many photos and hazards the item has already."""
        photo, hazard = _("Photo"), _("Hazard")
        if item.photos:
            photo = _("Photo ({count})").format(count=item.photos)
        if item.hazards:
            hazard = _("Hazard ({count})").format(count=item.hazards)
        for one, said, key in ((self._photo, photo, "P"), (self._hazard, hazard, "H")):
            one.setText(f"{said}  {key}")
            one.setAccessibleName(said)

    def _show_editor(self, item: ItemView) -> None:
        wanted = (item.key, item.kind, item.is_locked)
        if self._editor_of != wanted:
            self._drop_editor()
            self._editor_of = wanted
            self._editor = editor_for(item, self)
            self._listen_to(self._editor)
            self._slot.addWidget(self._editor)
            tab_after(self, self._editor)
        if self._editor is not None:
            self._editor.show_item(item)
            self._editor.show()  # now, or it could not take the keyboard yet

    def _listen_to(self, editor: ItemEditor) -> None:
        editor.answered.connect(self.answered)
        editor.advance.connect(self.advance)
        if isinstance(editor, PhotoAnswer):
            editor.wanted.connect(self.photo_wanted)
            editor.sources_wanted.connect(self.sources_wanted)
            if self._with_sources:
                editor.offer_sources()
        if isinstance(editor, RepeatEditor):
            editor.added.connect(self.row_added)
            editor.removed.connect(self.row_removed)

    def _drop_editor(self) -> None:
        if self._editor is not None:
            self._editor.hide()
            self._editor.deleteLater()
        self._editor, self._editor_of = None, None

    def show_picture(self, value: str, image: QImage) -> None:
        """Show the picture that answers the open question, once it has been read."""
        if isinstance(self._editor, PhotoAnswer):
            self._editor.show_picture(value, image)

    def show_saved(self, text: str, state: str) -> None:
        """Show whether the answer is on disk (``ok``, ``waiting``, ``fail``)."""
        self._saved.setText(text)
        theme.set_state(self._saved, state)

    def show_problem(self, problem: Problem) -> None:
        """Show at the item why its answer could not be saved."""
        self.problem.show_problem(
            problem, _("This answer is shown but not saved; all earlier ones are."), retry=True
        )

    def take_focus(self) -> None:
        """Put the keyboard where this item is answered."""
        locked = self.item is not None and self.item.closed
        if self._editor is None or locked or isinstance(self._editor, ShownValue):
            self.setFocus()
        else:
            self._editor.take_focus()

    # --- reporting

    def judge(self, value: str) -> bool:
        """Give a verdict; on a major item 不涉及 asks for its reason first. False where the item
        takes no verdict."""
        item = self.item
        if item is None or item.kind is not ItemKind.CONFORMITY or item.is_locked:
            return False
        if value == NOT_APPLICABLE and item.needs_reason:
            self._ask_reason(item)
            return True
        self._reason_box.hide()
        self.judged.emit(value, "")
        return True

    def _ask_reason(self, item: ItemView) -> None:
        missing = item.basis.missing_tags if item.basis else ()
        offered = _("There is no such facility here: {names}").format(names="、".join(missing))
        self.reason.setText(item.reason or (offered if missing else ""))
        say(self._reason_hint, "")
        self._reason_box.show()
        self.reason.setFocus()
        self.reason.selectAll()

    def _reason_given(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            say(self._reason_hint, _("A major item needs a reason: say why it does not apply."))
            theme.set_state(self._reason_hint, "fail")
            return
        self._reason_box.hide()
        self.setFocus()
        self.judged.emit(NOT_APPLICABLE, reason)

    def write_remark(self) -> None:
        """Open the remark and put the keyboard into it."""
        if self.item is None or self.item.closed:
            return
        self._remark_box.show()
        self.remark.setFocus()

    def _report_remark(self) -> None:
        self._pause.stop()
        if self.item is not None and self.remark.text().strip() != self.item.note:
            self.remarked.emit(self.item.key, self.remark.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        asking = not self._reason_box.isHidden()
        if event.key() == Qt.Key.Key_Escape and asking:
            self._reason_box.hide()
            self.setFocus()
        elif event.key() == Qt.Key.Key_Escape and self.remark.hasFocus():
            self.setFocus()
        elif event.key() in ENTER and self.hasFocus():
            self.advance.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            draw_ring(self)


def _hint(item: ItemView) -> str:
    return item.basis.method if item.basis and item.basis.method else item.hint
