"""Words about records of a service: how they stand, and what is still wanted."""

from __future__ import annotations

from inspector_app.checklists.library import RecordForm
from inspector_app.domain.dossier_records import RecordState
from inspector_app.i18n import N_, _
from inspector_app.operations.records import RecordLine

STATES = {
    RecordState.OPEN: N_("being filled"),
    RecordState.CLOSED: N_("closed"),
    RecordState.WITHDRAWN: N_("taken back"),
}
BADGES = {RecordState.OPEN: "waiting", RecordState.CLOSED: "ok", RecordState.WITHDRAWN: ""}


def state(one: RecordState) -> str:
    """Return how a record stands, in words."""
    return _(STATES[one])


def note(line: RecordLine) -> str:
    """Return the day of a record, how much is answered and how much is still wanted."""
    said = [line.date, _("answered {count}").format(count=line.answered)]
    if line.state is RecordState.OPEN and line.required_open:
        said.append(_("still required {count}").format(count=line.required_open))
    return "  ·  ".join(said)


def about(form: RecordForm) -> str:
    """Return when a form is used and in how many copies it is made out."""
    return "  ·  ".join(text for text in (form.when, form.copies) if text)
