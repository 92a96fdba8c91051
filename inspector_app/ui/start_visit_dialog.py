"""Before a visit: where, when, what, who. Keyboard first; Enter begins."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QWidget,
)

from inspector_app.domain.visits import Escort, NotPerformed, TaskKind
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations.visits import VisitStart
from inspector_app.ui import parts, theme, words
from inspector_app.ui.join_code_field import JoinCodeField
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.start_fields import (
    Beginning,
    DayField,
    InspectorsField,
    ServicesField,
    site_field,
)

WIDTH, HEIGHT = 760, 660
PICTURES = "*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.heic"


class BeginningDialog(QDialog):
    """Site, day, services and inspectors, and a strip for what is wrong with them."""

    def __init__(self, beginning: Beginning, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.beginning = beginning
        self.site, self.day = site_field(beginning), DayField(beginning.today)
        self.services = ServicesField(beginning.services, beginning.contracted)
        self.inspectors = InspectorsField(beginning.people, beginning.me)
        self.problem = ProblemStrip()
        self.accept_button = parts.button(title, "primary")
        self.accept_button.setDefault(True)
        self.cancel = parts.button(_("Cancel"))
        self.body = parts.column(space=theme.SPACE_M)
        self._lay_out()
        self.cancel.clicked.connect(self.reject)
        for signal in (self.day.changed, self.services.changed, self.inspectors.changed):
            signal.connect(self.check)

    def _lay_out(self) -> None:
        self.body.addWidget(parts.label(self.beginning.enterprise, "section", wrap=True))
        self.body.addLayout(pair(parts.field(_("Site"), self.site), boxed(self.day)))
        foot = parts.row(1, self.cancel, self.accept_button)
        inner = parts.column(
            parts.scrolled(self.body), self.problem, parts.rule(), foot, space=theme.SPACE_M
        )
        inner.setStretch(0, 1)
        parts.pad(inner, theme.SPACE_L)
        self.setLayout(inner)

    def buttons_last(self) -> None:
        """Put the buttons behind all fields for the Tab key: they were made before them."""
        chain: list[QWidget] = []
        one = self.nextInFocusChain()
        while one is not None and one is not self:
            chain.append(one)
            one = one.nextInFocusChain()
        buttons = (self.cancel, self.accept_button)
        tab = Qt.FocusPolicy.TabFocus
        fields = [w for w in chain if w.focusPolicy() & tab == tab and w not in buttons]
        if fields:
            self.setTabOrder(fields[-1], self.cancel)
            self.setTabOrder(self.cancel, self.accept_button)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the size of the design, as far as the screen allows."""
        super().showEvent(event)
        wanted = QSize(theme.px(WIDTH), theme.px(HEIGHT))
        host = self.parentWidget()
        if host is not None:
            wanted = wanted.boundedTo(host.window().size() - QSize(32, 32))
        self.resize(wanted)

    def start(self) -> VisitStart:
        """Return what stands in the common fields."""
        return VisitStart(
            date=self.day.day,
            services=self.services.chosen,
            inspectors=self.inspectors.inspectors,
            site=str(self.site.currentData()),
            task=self.beginning.task,
        )

    def check(self) -> None:
        """Offer the act only when enough is filled in."""
        self.accept_button.setEnabled(bool(self.services.chosen and self.inspectors.inspectors))

    def show_problem(self, problem: Problem) -> None:
        """Show why it was refused; what was typed stays."""
        self.accept_button.setEnabled(True)
        self.problem.show_problem(problem, safe=_("Nothing was recorded yet."))


class StartVisitDialog(BeginningDialog):
    """Begins a visit, or joins the one a colleague has begun."""

    start_wanted = Signal(object)

    def __init__(self, beginning: Beginning, parent: QWidget | None = None) -> None:
        again = beginning.purpose is TaskKind.REINSPECTION
        title = _("Start the re-inspection") if again else _("Start the visit")
        super().__init__(beginning, title, parent)
        self.name, self.post, self.phone = QLineEdit(), QLineEdit(), QLineEdit()
        self.join_code = JoinCodeField(beginning.proposed_code)
        self.body.addWidget(self.services)
        self.body.addWidget(self.inspectors)
        self.body.addLayout(
            parts.row(
                parts.field(_("Escort of the enterprise"), self.name),
                parts.field(_("Post"), self.post),
                parts.field(_("Phone"), self.phone),
                space=theme.SPACE_M,
            )
        )
        self.body.addWidget(self.join_code)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._submit)
        self.buttons_last()
        self.site.setFocus()
        self.check()

    def _submit(self) -> None:
        self.problem.clear()
        self.accept_button.setEnabled(False)
        common = self.start()
        self.start_wanted.emit(
            VisitStart(
                date=common.date,
                services=common.services,
                inspectors=common.inspectors,
                site=common.site,
                task=common.task,
                escort=Escort(
                    name=self.name.text().strip(),
                    post=self.post.text().strip(),
                    phone=self.phone.text().strip(),
                ),
                join_code=self.join_code.code,
                purpose=self.beginning.purpose,
            )
        )


class NotPerformedDialog(BeginningDialog):
    """Records why a visit could not take place, with a photo of the gate."""

    record_wanted = Signal(object, object, str, str)

    def __init__(self, beginning: Beginning, parent: QWidget | None = None) -> None:
        super().__init__(beginning, _("Record not performed"), parent)
        self.reason, self.note, self.photo = QComboBox(), QLineEdit(), QLineEdit()
        for one in NotPerformed:
            self.reason.addItem(words.not_performed(one), one)
        self.photo.setPlaceholderText(_("A photo of the gate or the place"))
        self.choose = parts.button(_("Choose …"))
        self.body.addLayout(
            pair(parts.field(_("Why"), self.reason), parts.field(_("Note"), self.note))
        )
        photo = parts.row(parts.field(_("Photo"), self.photo), self.choose)
        photo.setStretch(0, 1)
        photo.setAlignment(self.choose, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(photo)
        self.body.addWidget(self.services)
        self.body.addWidget(self.inspectors)
        self.body.addStretch(1)
        self.accept_button.clicked.connect(self._submit)
        self.choose.clicked.connect(self._choose)
        self.buttons_last()
        self.reason.setFocus()
        self.check()

    def _choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("Photo"), "", PICTURES)
        if path:
            self.photo.setText(path)

    def _submit(self) -> None:
        self.problem.clear()
        self.accept_button.setEnabled(False)
        reason = NotPerformed(self.reason.currentData())
        self.record_wanted.emit(
            self.start(), reason, self.note.text().strip(), self.photo.text().strip()
        )


def pair(left: QLayout, right: QLayout) -> QHBoxLayout:
    """Return two layouts of the same width beside each other."""
    made = parts.row(left, right, space=theme.SPACE_M)
    made.setStretch(0, 1)
    made.setStretch(1, 1)
    return made


def boxed(widget: QWidget) -> QHBoxLayout:
    """Return a widget as a layout."""
    return parts.row(widget)
