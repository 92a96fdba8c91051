"""Lists of the visit page made from what the operations returned."""

from __future__ import annotations

from inspector_app.domain.dossier import Hazard
from inspector_app.domain.papers import PhotoAttached
from inspector_app.ui.hazard_panel_list import HazardRow
from inspector_app.ui.visit_end import OpenMajor
from inspector_app.ui.visit_values import SectionView, majors_open


def hazard_rows(
    hazards: tuple[Hazard, ...], photos: tuple[PhotoAttached, ...]
) -> tuple[HazardRow, ...]:
    """Return the hazards as listed, each with the count of its photos."""
    owners = [photo.owner for photo in photos]
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
        )
        for one in hazards
    )


def end_lines(sections: tuple[SectionView, ...]) -> tuple[OpenMajor, ...]:
    """Return the major items that keep a visit from ending."""
    return tuple(OpenMajor(item.key, item.label) for item in majors_open(sections))
