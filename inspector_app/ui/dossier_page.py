"""One enterprise's file: what is insured where, what was found, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from inspector_app.domain.dossier import Enterprise, Hazard, Paper, Visit
from inspector_app.domain.dossier_papers import IssuedPaper
from inspector_app.domain.enterprise import PolicyRecorded
from inspector_app.domain.visits import TaskPlanned
from inspector_app.i18n import _
from inspector_app.operations.conflicts import Conflict
from inspector_app.operations.lists import DossierPage as DossierValue
from inspector_app.store.rows import Stage
from inspector_app.ui import paper_words, parts, theme, words
from inspector_app.ui.columns import Column, Columns
from inspector_app.ui.conflict_card import ConflictCard
from inspector_app.ui.dossier_extras import DossierExtras
from inspector_app.ui.duplicate_card import DuplicateCard, unsettled
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.flow import Flow
from inspector_app.ui.life_badge import life_badge
from inspector_app.ui.more_lines import A_TURN, AT_ONCE, Make, add_lines
from inspector_app.ui.tab_order import tab_after


class DossierPage(QWidget):
    """Shows a file; reports which visit, paper or act is wanted."""

    start_wanted = Signal(str)
    not_performed_wanted = Signal(str)
    reinspection_wanted = Signal(str)
    task_wanted = Signal(str, str)
    visit_wanted = Signal(str)
    paper_wanted = Signal(str)
    settle_wanted = Signal(str, str, str)
    write_wanted = Signal(str, str, str, object)
    void_wanted = Signal(object, object, str)
    back_wanted = Signal()
    archive_wanted = Signal(str, str)  # dossier, name
    papers_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dossier = ""
        self._stages: Mapping[str, Stage] = {}
        self.name, self.facts = (
            parts.label("", "page", wrap=True, select=True),
            parts.label("", "muted", wrap=True, select=True),
        )
        self.tags = parts.label("", "note", wrap=True)
        self.back = parts.button(_("Enterprises"), "flat", icon="arrow-left")
        self.archive = parts.button(_("Archive…"), icon="archive-arrow-down-outline")
        self.papers = parts.button(_("Make a paper…"), icon="file-document-plus-outline")
        self.refused = parts.button(_("Record a visit not performed"))
        self.start = parts.button(_("Start a visit"), "primary", icon="play")
        self.again = parts.button("", icon="clipboard-search-outline")
        self._left, self._right = parts.column(space=12), parts.column(space=12)
        self._wire()
        self._lay_out()

    def _wire(self) -> None:
        self.back.clicked.connect(self.back_wanted)
        self.start.clicked.connect(lambda: self.start_wanted.emit(self.dossier))
        self.again.clicked.connect(lambda: self.reinspection_wanted.emit(self.dossier))
        self.archive.clicked.connect(
            lambda: self.archive_wanted.emit(self.dossier, self.name.text())
        )
        self.papers.clicked.connect(self.papers_wanted)
        self.refused.clicked.connect(lambda: self.not_performed_wanted.emit(self.dossier))
        begin_at(self, self.start)

    def _lay_out(self) -> None:
        acts = parts.row(self.back, 1, Flow((self.refused, self.again, self.start)))
        known = parts.column(self.facts, self.tags, space=theme.SPACE_XS)
        below = parts.row(known, Flow((self.papers, self.archive)))
        below.setStretch(0, 1)
        head = parts.card(
            parts.column(acts, self.name, below, space=theme.SPACE_XS),
            space=theme.SPACE_M,
        )
        self.columns = Columns(
            (Column(_holder(self._left), 3, 560), Column(_holder(self._right), 2, 300))
        )
        self.extras = DossierExtras()
        self.extras.visit_wanted.connect(self.visit_wanted)
        self.extras.line.paper_wanted.connect(self.paper_wanted)
        inner = parts.column(head, self.columns, self.extras, 1, space=theme.SPACE_M)
        parts.pad(inner)
        self.setLayout(parts.column(parts.scrolled(inner)))

    def show_dossier(
        self,
        value: DossierValue,
        conflicts: tuple[Conflict, ...],
        today: date,
        stages: Mapping[str, Stage] | None = None,
    ) -> None:
        """Show an enterprise's file as of today; ``stages`` say where its records stand."""
        self._stages = stages or {}
        self.dossier = value.enterprise.dossier
        self.name.setText(value.enterprise.name or _("Without a name"))
        self.facts.setText(_enterprise_facts(value.enterprise))
        self.tags.setText(words.tags(value.enterprise.tags))
        self.tags.setVisible(bool(value.enterprise.tags))
        for column in (self._left, self._right):
            parts.empty(column)
        self._offer_reinspection(len(value.open_hazards))
        self._show_left(value, conflicts, today)
        self._show_right(value, today)
        for column in (self._left, self._right):
            column.addStretch(1)
        tab_after(self.archive, *(one.card for one in self.columns.columns))

    def _offer_reinspection(self, count: int) -> None:
        said = _("Re-inspect ({count})").format(count=count)
        self.again.setText(said)
        self.again.setAccessibleName(said)
        self.again.setVisible(count > 0)

    def _show_left(self, value: DossierValue, conflicts: tuple[Conflict, ...], today: date) -> None:
        for conflict in conflicts:
            self._left.addWidget(self._conflict(conflict))
        for twice in unsettled(value.enterprise.dossier, value.papers):
            card = DuplicateCard(twice)
            card.void_wanted.connect(self.void_wanted)
            self._left.addWidget(card)
        if value.unknown:
            text = _("{count} entries need a newer version of the program; they are kept.")
            self._left.addWidget(parts.label(text.format(count=value.unknown), "muted", wrap=True))
        hazards = [partial(self._hazard_line, one, today) for one in value.open_hazards]
        title = _("Open hazards")
        self._left.addWidget(_long_section(title, hazards, _("No hazard is open.")))
        visits = [partial(self._visit_line, one) for one in value.visits]
        self._left.addWidget(_long_section(_("Visits"), visits, _("No visit has taken place yet.")))
        issued: list[Paper | IssuedPaper] = [*value.papers, *value.others]
        papers = [
            partial(self._paper_line, one)
            for one in sorted(issued, key=lambda one: one.body.issued_at, reverse=True)
        ]
        self._left.addWidget(_long_section(_("Papers"), papers, _("No paper has been issued.")))

    def _show_right(self, value: DossierValue, today: date) -> None:
        tasks = [
            self._task_line(one.body, today) for one in value.tasks if not _is_done(value, one.body)
        ]
        self._right.addWidget(_section(_("Planned"), tasks, _("Nothing is planned.")))
        sites = [
            _fact_line(
                one.body.name,
                f"{words.site_type(one.body.type)} · {one.body.address}",
                words.tags(one.body.tags),
            )
            for one in value.sites
        ]
        self._right.addWidget(_section(_("Sites"), sites, _("No site is recorded.")))
        contacts = [
            _fact_line(
                one.body.name + (_(" (in charge)") if one.body.principal else ""),
                " · ".join(text for text in (one.body.post, one.body.phone) if text),
            )
            for one in value.contacts
        ]
        self._right.addWidget(_section(_("Contacts"), contacts, _("No contact is recorded.")))
        policies = [_policy_line(one.body, today) for one in value.policies]
        self._right.addWidget(_section(_("Policies"), policies, _("No policy is recorded.")))

    def _conflict(self, conflict: Conflict) -> QWidget:
        card = ConflictCard(conflict)
        card.settle_wanted.connect(
            lambda subject, fact: self.settle_wanted.emit(self.dossier, subject, fact)
        )
        card.write_wanted.connect(
            lambda subject, fact, typed: self.write_wanted.emit(self.dossier, subject, fact, typed)
        )
        return card

    def _staged(self, line: parts.Line, subject: str) -> parts.Line:
        """Put the life line of a record at the end of its line."""
        stage = self._stages.get(subject)
        if stage is not None:
            line.add_badge(life_badge(stage))
        return line

    def _hazard_line(self, one: Hazard, today: date) -> parts.Line:
        line = self._staged(_hazard_line(one, today), f"hazard:{one.hazard}")
        line.clicked.connect(lambda: self.visit_wanted.emit(one.body.visit))
        return line

    def _visit_line(self, visit: Visit) -> parts.Line:
        if visit.not_performed is not None:
            reason = words.not_performed(visit.not_performed.reason)
            badge = parts.badge(_("Not performed"), "waiting")
            return self._staged(parts.Line(visit.date, reason, badge), f"visit:{visit.visit}")
        started = visit.started
        people = _(", ").join(one.name for one in started.inspectors) if started else ""
        services = words.services(started.services) if started else ""
        badge = parts.badge(_("In progress"), "ok") if visit.is_open else parts.badge(_("Ended"))
        line = parts.Line(f"{visit.date}  {services}", people, badge)
        line.clicked.connect(lambda: self.visit_wanted.emit(visit.visit))
        return self._staged(line, f"visit:{visit.visit}")

    def _paper_line(self, paper: Paper | IssuedPaper) -> parts.Line:
        badge = None
        if paper.voided:
            badge = parts.badge(_("void"))
        elif paper.duplicated:
            badge = parts.badge(_("number met twice"), "late")
        elif not paper.deliveries:
            badge = parts.badge(_("Not yet delivered"), "waiting")
        kind = paper_words.paper_of_number(paper.body.number)
        note = " · ".join(bit for bit in (kind, words.clock(paper.body.issued_at)) if bit)
        line = parts.Line(paper.body.number, note, badge)
        line.clicked.connect(lambda: self.paper_wanted.emit(paper.body.number))
        return self._staged(line, f"{_subject(paper)}:{paper.body.number}")

    def _task_line(self, task: TaskPlanned, today: date) -> parts.Line:
        said, state = words.due(task.planned, today)
        line = parts.Line(words.services(task.services), task.planned, parts.badge(said, state))
        line.clicked.connect(lambda: self.task_wanted.emit(self.dossier, task.task))
        return line


def _subject(paper: Paper | IssuedPaper) -> str:
    return "notice" if isinstance(paper, Paper) else "paper"


def _holder(layout: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made


def _is_done(value: DossierValue, task: TaskPlanned) -> bool:
    return any(
        visit.started is not None and visit.started.task == task.task and not visit.is_open
        for visit in value.visits
    )


def _enterprise_facts(one: Enterprise) -> str:
    known = [one.code or _("no credit code"), words.sector(one.sector), words.scale(one.scale)]
    if one.employees:
        known.append(_("{count} employees").format(count=one.employees))
    known.append(one.address)
    return "  ·  ".join(text for text in known if text)


def _hazard_line(one: Hazard, today: date) -> parts.Line:
    said, state = words.due(one.deadline, today)
    line = parts.Line(one.body.finding, one.body.place, parts.badge(said, state))
    if one.is_major:
        line.add_badge(parts.badge(_("Major"), "major"))
    if one.conflict:
        line.add_badge(parts.badge(_("two versions"), "waiting"))
    return line


def _policy_line(one: PolicyRecorded, today: date) -> QWidget:
    end = _("{start} to {end}").format(start=one.starts, end=one.ends)
    details = [words.services(one.services), one.frequency]
    if one.insured_people:
        details.append(_("{count} insured").format(count=one.insured_people))
    line = _fact_line(one.number, f"{one.insurer} · {end}", " · ".join(d for d in details if d))
    left = words.days_until(one.ends, today)
    if left is not None and left <= 30:
        ended = left < 0
        text = _("ended") if ended else _("ends soon")
        badge = parts.badge(text, "late" if ended else "waiting")
        layout = line.layout()
        if layout is not None:
            layout.addWidget(badge)
    return line


def _fact_line(title: str, *notes: str) -> QWidget:
    made = QWidget()
    lines: list[QLabel] = [parts.label(title, "strong", wrap=True, select=True)]
    lines += [parts.label(note, "note", wrap=True, select=True) for note in notes if note]
    layout = parts.column(*lines, space=2)
    layout.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
    made.setLayout(layout)
    return made


def _long_section(title: str, makers: Sequence[Make], otherwise: str) -> QFrame:
    """Return a card of lines that are made when they are shown, the first ones now."""
    if not makers:
        return _section(title, (), otherwise)
    head = parts.label(f"{title}  {len(makers)}", "section")
    head.setContentsMargins(theme.px(8), theme.px(4), 0, theme.px(4))
    layout = parts.column(head, space=0)
    add_lines(layout, makers, now=A_TURN if len(makers) <= AT_ONCE else A_TURN // 2)
    return parts.card(layout, space=theme.SPACE_S)


def _section(title: str, lines: Iterable[QWidget], otherwise: str) -> QFrame:
    known = list(lines)
    head = parts.label(title if not known else f"{title}  {len(known)}", "section")
    head.setContentsMargins(theme.px(8), theme.px(4), 0, theme.px(4))
    layout: QVBoxLayout = parts.column(head, *known, space=0)
    if not known:
        nothing = parts.label(otherwise, "muted", wrap=True)
        nothing.setContentsMargins(theme.px(8), 0, 0, theme.px(8))
        layout.addWidget(nothing)
    return parts.card(layout, space=theme.SPACE_S)
