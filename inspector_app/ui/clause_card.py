"""One clause to read: how it is cited, since when, the criterion behind the item, how to check."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from inspector_app.checklists.library import Instrument
from inspector_app.checklists.profile import CheckItem
from inspector_app.i18n import _
from inspector_app.operations.law import Clause, InstrumentLine, cite
from inspector_app.ui import parts, theme
from inspector_app.ui.item_basis import period
from inspector_app.ui.item_look import key_button


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of a clause, an item or a whole instrument; "" takes no room."""

    citation: str = ""
    force: str = ""
    question: str = ""
    criterion: str = ""
    method: str = ""
    evidence: str = ""
    finding: str = ""
    measure: str = ""
    form: str = ""
    url: str = ""
    major: bool = False
    verified: bool = True


def reading_of_item(item: CheckItem, instrument: Instrument | None) -> Reading:
    """Return what there is to read about a check item."""
    return Reading(
        citation=cite(instrument, item.article),
        force=force_of(instrument),
        question=item.question,
        criterion=criterion_text(item.logic, item.major_if),
        method=item.method,
        evidence=item.evidence,
        finding=item.finding,
        measure=item.measure,
        url=instrument.url if instrument else "",
        major=item.level == "major",
        verified=item.verified,
    )


def reading_of_clause(clause: Clause) -> Reading:
    """Return what there is to read about a cited clause."""
    return Reading(
        citation=clause.citation,
        force=force_of(clause.instrument),
        question=clause.question,
        criterion=criterion_text(clause.logic, clause.criterion),
        method=clause.method,
        evidence=clause.evidence,
        form=f"{clause.form_title} {clause.version}",
        url=clause.instrument.url,
        major=clause.level == "major",
        verified=clause.verified,
    )


def reading_of_instrument(line: InstrumentLine) -> Reading:
    """Return what there is to read about an instrument."""
    one = line.instrument
    return Reading(
        citation=line.citation,
        force=force_of(one),
        question=_("{count} clauses of it are cited by check items.").format(count=line.clauses),
        url=one.url,
        verified=one.verified == "full",
    )


def force_of(instrument: Instrument | None) -> str:
    """Return the period in which an instrument is in force, in words."""
    if instrument is None:
        return ""
    end = instrument.effective_to
    return period(instrument.effective_from.isoformat(), end.isoformat() if end else "")


def criterion_text(logic: str, text: str) -> str:
    """Return a criterion led by its and/or."""
    lead = {
        "any": _("Any one of these suffices:"),
        "all": _("All of these together:"),
    }.get(logic, "")
    return f"{lead}\n{text}".strip() if text else ""


class ClauseCard(QFrame):
    """Shows one reading; ``cite_wanted`` asks to cite it."""

    cite_wanted = Signal()

    def __init__(self, cite_word: str, cite_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "column")
        self.setAccessibleName(_("The clause"))
        self._url = ""
        self._blocks: dict[str, tuple[QWidget, QLabel]] = {}
        self.cite = key_button(cite_word, cite_key, kind="primary")
        self.cite.clicked.connect(self.cite_wanted)
        self._link = parts.button(_("Open the official text"), "link", icon="open-in-new")
        self._link.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._url)))
        self._unread = parts.label(
            _("Not checked against the official clause: read it before a major verdict."),
            "note",
            wrap=True,
        )
        theme.set_state(self._unread, "waiting")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        area = parts.scrolled(self._column())
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a long criterion is scrolled by keys
        area.setAccessibleName(_("The clause"))
        outer.addWidget(area)
        self.setFocusProxy(area)
        self.show_reading(None)

    def _column(self) -> QVBoxLayout:
        captions = (
            ("citation", _("Basis")),
            ("force", _("In force")),
            ("question", _("Question")),
            ("criterion", _("When it is major")),
            ("method", _("How to check")),
            ("evidence", _("Evidence wanted")),
            ("finding", _("Text of a hazard")),
            ("measure", _("Suggested measures")),
            ("form", _("Checklist")),
        )
        blocks = {name: self._block(name, caption) for name, caption in captions}
        inner = parts.column(
            blocks["citation"],
            parts.row(self.cite, 1),
            parts.row(self._link, 1),
            blocks["force"],
            self._unread,
            *(blocks[name] for name, _caption in captions[2:]),
            1,
            space=theme.SPACE_M,
        )
        parts.pad(inner, theme.SPACE_M)
        return inner

    def _block(self, name: str, caption: str) -> QWidget:
        text = parts.label("", wrap=True, select=True)
        block = QWidget()
        block.setLayout(parts.column(parts.label(caption, "field"), text, space=2))
        self._blocks[name] = (block, text)
        return block

    def show_reading(self, reading: Reading | None) -> None:
        """Show a reading; nothing for None."""
        shown = reading or Reading()
        self._url = shown.url
        for name, (block, text) in self._blocks.items():
            said = getattr(shown, name)
            text.setText(said)
            block.setVisible(bool(said))
        self._link.setVisible(bool(shown.url))
        self._unread.setVisible(not shown.verified)
        self.cite.setVisible(bool(shown.citation))
        theme.set_state(self._blocks["criterion"][1], "major" if shown.major else "")

    def text_of(self, name: str) -> str:
        """Return the text of a block (``citation``, ``criterion`` …), "" where hidden."""
        block, text = self._blocks[name]
        return "" if block.isHidden() else text.text()
