"""Lists of the visit page made from what the operations returned."""

from __future__ import annotations

from inspector_app.i18n import _
from inspector_app.operations.life_line import worst
from inspector_app.operations.teams import Team
from inspector_app.store.rows import Stage
from inspector_app.ui.hazard_panel_list import HazardRow
from inspector_app.ui.visit_end import OpenMajor
from inspector_app.ui.visit_values import SectionView, majors_open
from inspector_app.ui.visit_work import Surroundings


def hazard_rows(around: Surroundings) -> tuple[HazardRow, ...]:
    """Return the hazards as listed, each with the count of its photos and its life line: the
    hazard is no safer than its photos."""
    owners = [photo.owner for photo in around.photos]
    return tuple(
        HazardRow(
            hazard=one.hazard,
            place=one.body.place,
            finding=one.body.finding,
            level=one.body.level.value,
            deadline=one.deadline,
            photos=owners.count(f"hazard:{one.hazard}"),
            corrected=one.body.corrected_on_spot,
            conflict=one.conflict,
            reported=one.report is not None,
            stage=_stage(around, f"hazard:{one.hazard}"),
        )
        for one in around.hazards
    )


def _stage(around: Surroundings, subject: str) -> Stage | None:
    photos = (f"photo:{one.photo}" for one in around.photos if one.owner == subject)
    stages = [around.stages[one] for one in (subject, *photos) if one in around.stages]
    return worst(stages) if stages else None


def end_lines(sections: tuple[SectionView, ...], team: Team) -> tuple[OpenMajor, ...]:
    """Return the major items that keep a visit from ending; those of the colleague's sections
    come with their reason."""
    return tuple(
        OpenMajor(item.key, item.label, "" if team.is_mine(section.key) else _elsewhere(team))
        for section in sections
        for item in majors_open((section,))
    )


def _elsewhere(team: Team) -> str:
    if not team.join_code:
        return _("Checked on the colleague's computer")
    return _("Checked on the colleague's computer, join code {code}").format(code=team.join_code)
