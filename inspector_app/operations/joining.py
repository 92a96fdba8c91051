"""One visit that two laptops began apart, without a task or a join code: united afterwards.

Answers, hazards and papers stay with the visit they were recorded in: what was signed does not
change. The people of both stand on what is printed later, and the service counts once.
"""

from __future__ import annotations

from inspector_app.domain.acts import act
from inspector_app.domain.dossier import visit_of
from inspector_app.domain.visits import VisitsJoined
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.session import Changes, Session, volume_of
from inspector_app.operations.visits import dossier_of_visit, require_dossier


def join_visits(session: Session, visit: str, other: str) -> Changes:
    """Record that two visits are one; where they are already, nothing is written.

    Raises BadInput for a visit with itself, of different enterprises, days or sites, or one that
    did not take place; UnknownRecord where one is not here.
    """
    key = dossier_of_visit(session, visit)
    if visit == other or dossier_of_visit(session, other) != key:
        raise BadInput(what=_("Visit"), reason=_("name two visits at one enterprise"))
    dossier = require_dossier(session, key)
    first, second = visit_of(dossier, visit), visit_of(dossier, other)
    if first.started is None or second.started is None:
        raise BadInput(what=_("Visit"), reason=_("it did not take place"))
    if (first.date, first.started.site) != (second.date, second.started.site):
        raise BadInput(what=_("Visit"), reason=_("they are of different days or sites"))
    if other in first.joined:
        return Changes()
    body = VisitsJoined(visit=visit, other=other)
    return session.write([act(body, volume_of(key, first.date), key=session.new_id())])
