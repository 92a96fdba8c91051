"""Acts on checklists of a half-done visit that got a new version."""

from __future__ import annotations

import msgspec

from inspector_app.acts.table import Result, Scene, registers
from inspector_app.acts.visit_parameters import OneForm, OneVisit
from inspector_app.operations import moving


@registers(OneVisit)
def newer_versions(scene: Scene, given: OneVisit) -> Result:
    """List the checklists of a visit of which a newer version in force is on this computer."""
    found = moving.newer_versions(scene.opened(), given.visit)
    return {"results": [msgspec.to_builtins(one) for one in found]}


@registers(OneForm)
def preview_move(scene: Scene, given: OneForm) -> Result:
    """Show what a move to another version keeps, moves, newly requires and drops."""
    view = moving.preview_move(scene.opened(), given.visit, given.form, given.version)
    shown = msgspec.to_builtins(view)
    assert isinstance(shown, dict)
    return shown


@registers(OneForm)
def move_checklist(scene: Scene, given: OneForm) -> Result:
    """Go on with another version of a checklist, the newest in force where none is named."""
    moving.move_checklist(scene.opened(), given.visit, given.form, given.version)
    return _standing(scene, given)


@registers(OneForm)
def undo_move(scene: Scene, given: OneForm) -> Result:
    """Go back to the version before the last move; what was answered since comes along."""
    moving.undo_move(scene.opened(), given.visit, given.form)
    return _standing(scene, given)


@registers(OneForm)
def take_late(scene: Scene, given: OneForm) -> Result:
    """Take over what another computer answered in the version left behind."""
    moving.take_late(scene.opened(), given.visit, given.form)
    return _standing(scene, given)


def _standing(scene: Scene, given: OneForm) -> Result:
    found = moving.moved_checklists(scene.opened(), given.visit)
    one = next(one for one in found if one.form == given.form)
    shown = msgspec.to_builtins(one)
    assert isinstance(shown, dict)
    return shown
