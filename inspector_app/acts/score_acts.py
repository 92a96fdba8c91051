"""Acts on what a visit comes to: conformity, points, light."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from inspector_app.acts.table import Result, Scene, registers
from inspector_app.acts.visit_parameters import OneForm, OneVisit
from inspector_app.domain.scoring import Conformity, Score
from inspector_app.operations import scoring


@registers(OneVisit)
def score_visit(scene: Scene, given: OneVisit) -> Result:
    """Tell conformity, points and light of a visit, by checklist and together."""
    found = scoring.score_visit(scene.opened(), given.visit)
    return {
        "light": found.light.value,
        "confirmed_major": found.confirmed_major,
        **_sums(found.conformity, found.score),
        "results": [_form(one) for one in found.forms],
    }


@registers(OneForm)
def score_form(scene: Scene, given: OneForm) -> Result:
    """Tell conformity and points of one checklist of a visit."""
    return _form(scoring.score_form(scene.opened(), given.visit, given.form, given.version))


def _form(found: scoring.FormScore) -> dict[str, Any]:
    sums = _sums(found.conformity, found.score)
    return {"form": found.form, "version": found.version, "title": found.title, **sums}


def _sums(counts: Conformity, score: Score | None) -> dict[str, Any]:
    """Return counts and points; rates are shares as decimal text, None where nothing counts."""
    line: dict[str, Any] = {"conformity": msgspec.to_builtins(counts), "rate": _text(counts.rate)}
    if score is not None:
        line["score"] = {
            "full": str(score.full),
            "missing": str(score.missing),
            "unchecked": str(score.unchecked),
            "earned": str(score.earned),
            "extra": str(score.extra),
            "rate": _text(score.rate),
            "complete": score.complete,
        }
    return line


def _text(rate: Decimal | None) -> str | None:
    return None if rate is None else str(rate)
