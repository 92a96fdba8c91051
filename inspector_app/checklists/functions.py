"""All functions that expressions can call: XPath 1.0 §4 and the ODK XForms specification."""

from __future__ import annotations

from inspector_app.checklists import (
    functions_choices,
    functions_dates,
    functions_geo,
    functions_maths,
    functions_nodes,
    functions_text,
)
from inspector_app.checklists.calls import Registry

FUNCTIONS = Registry()
for _family in (
    functions_nodes,
    functions_text,
    functions_maths,
    functions_dates,
    functions_choices,
    functions_geo,
):
    FUNCTIONS.update(_family.FAMILY)
