"""What a visit comes to: conformity, points, and red for a confirmed major hazard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QFrame, QWidget

from inspector_app.domain.scoring import Conformity, Light, Score, light
from inspector_app.i18n import N_, _
from inspector_app.operations.scoring import FormScore, VisitScore
from inspector_app.ui import parts, theme
from inspector_app.ui.flow import Flow

LIGHTS = {
    Light.RED: (N_("Red: a major hazard is confirmed"), "major"),
    Light.YELLOW: (N_("Yellow: something fails or is unchecked"), "waiting"),
    Light.GREEN: (N_("Green: everything checked conforms"), "ok"),
}


@dataclass(frozen=True, slots=True)
class ScoreLook:
    """What the card shows: together, and each checklist."""

    conformity: Conformity
    score: Score | None
    confirmed_major: int
    forms: tuple[FormScore, ...] = ()

    @property
    def light(self) -> Light:
        return light(self.conformity, confirmed_major=self.confirmed_major)


def look_of(score: VisitScore) -> ScoreLook:
    """Return a visit's score as shown."""
    return ScoreLook(score.conformity, score.score, score.confirmed_major, score.forms)


def together(forms: Iterable[FormScore], confirmed_major: int) -> ScoreLook:
    """Return the look of checklists that are open in the window."""
    known = tuple(forms)
    conformity = Conformity(
        conforming=sum(one.conformity.conforming for one in known),
        failing=sum(one.conformity.failing for one in known),
        not_applicable=sum(one.conformity.not_applicable for one in known),
        unchecked=sum(one.conformity.unchecked for one in known),
    )
    scores = [one.score for one in known if one.score is not None]
    return ScoreLook(conformity, sum(scores, Score()) if scores else None, confirmed_major, known)


def percent(share: Decimal | None) -> str:
    """Return a share as per cent with one decimal; a dash where nothing counts."""
    return f"{(share * 100).quantize(Decimal('0.1'))}%" if share is not None else "–"


def in_short(look: ScoreLook) -> str:
    """Return the result in a few words."""
    said = [_("conformity {rate}").format(rate=percent(look.conformity.rate))]
    if look.score is not None:
        said.append(_("score {rate}").format(rate=percent(look.score.rate)))
    if look.conformity.unchecked:
        said.append(_("unchecked {count}").format(count=look.conformity.unchecked))
    return "  ·  ".join(said)


class ScoreCard(QFrame):
    """Shows the result together and for each checklist; what is unchecked stands apart."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "card")
        self._light = parts.badge("")
        self._figures = Flow(space=theme.SPACE_XL)
        self._points = parts.label("", "muted", wrap=True)
        self._forms = parts.column(space=theme.SPACE_XS)
        head = Flow((parts.label(_("Result so far"), "section"), self._light))
        layout = parts.column(head, self._figures, self._points, self._forms)
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)

    def show_score(self, look: ScoreLook) -> None:
        """Show a result."""
        said, state = LIGHTS[look.light]
        self._light.setText(_(said))
        theme.set_state(self._light, state)
        self._figures.clear()
        self._show_figures(look)
        self._points.setText(_points(look.score))
        self._points.setVisible(look.score is not None)
        parts.empty(self._forms)
        for one in look.forms:
            self._forms.addWidget(_form_line(one))
        self.setAccessibleName(f"{_(said)}. {in_short(look)}")

    def _show_figures(self, look: ScoreLook) -> None:
        found = look.conformity
        figures = [
            (_("Conformity rate"), percent(found.rate), ""),
            (_("Conforming"), str(found.conforming), "ok"),
            (_("Nonconforming"), str(found.failing), "fail" if found.failing else ""),
            (_("Not applicable"), str(found.not_applicable), "na"),
            (_("Unchecked"), str(found.unchecked), "waiting" if found.unchecked else ""),
        ]
        if look.score is not None:
            figures.insert(1, (_("Score rate"), percent(look.score.rate), ""))
        for caption, value, state in figures:
            self._figures.addWidget(_figure(caption, value, state))


def _figure(caption: str, value: str, state: str) -> QWidget:
    shown = parts.label(value, "page")
    theme.set_state(shown, state)
    made = QWidget()
    made.setLayout(parts.column(shown, parts.label(caption, "note"), space=0))
    return made


def _points(score: Score | None) -> str:
    if score is None:
        return ""
    text = _("{earned} of {full} points, {missing} of them do not apply, {unchecked} unchecked.")
    said = text.format(
        earned=_number(score.earned),
        full=_number(score.full),
        missing=_number(score.missing),
        unchecked=_number(score.unchecked),
    )
    if score.complete:
        return said
    so_far = _("Of what was checked: {rate}.").format(rate=percent(score.rate_so_far))
    return f"{said} {so_far}"


def _number(points: Decimal) -> str:
    return f"{points.normalize():f}"


def _form_line(one: FormScore) -> QWidget:
    made = QWidget()
    found = one.conformity
    said = [_("conformity {rate}").format(rate=percent(found.rate))]
    if one.score is not None:
        said.append(_("score {rate}").format(rate=percent(one.score.rate)))
    said.append(_("unchecked {count}").format(count=found.unchecked))
    if one.majors_unchecked:
        said.append(_("of them major {count}").format(count=one.majors_unchecked))
    note = parts.Elided(" · ".join(said), "note")
    made.setLayout(parts.column(parts.Elided(one.title), note, space=2))
    return made
