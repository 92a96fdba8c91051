"""Two people's different words on one thing, both kept: what the conflict cards show.

These functions run on the store thread; the cards get plain values.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.acts import act
from inspector_app.domain.dossier import all_shown
from inspector_app.domain.facts import Fact, Volume
from inspector_app.domain.kinds import read_body
from inspector_app.domain.organisation import PersonRegistered
from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.session import Changes, Session
from inspector_app.operations.visits import require_dossier

FIELDS = {
    "name": N_("Name"),
    "code": N_("Credit code"),
    "no_code_reason": N_("Why there is no code"),
    "registration": N_("Registration number"),
    "address": N_("Address"),
    "region": N_("Region"),
    "sector": N_("Sector"),
    "industry": N_("Industry"),
    "scale": N_("Size"),
    "employees": N_("Employees"),
    "tags": N_("Facilities"),
    "phone": N_("Phone"),
    "post": N_("Post"),
    "principal": N_("Person in charge"),
    "type": N_("Kind"),
    "longitude": N_("Longitude"),
    "latitude": N_("Latitude"),
    "policy": N_("Policy"),
    "number": N_("Number"),
    "insurer": N_("Insurer"),
    "starts": N_("From"),
    "ends": N_("Until"),
    "premium_received": N_("Premium received (yuan)"),
    "insured_people": N_("Insured people"),
    "per_person_limit": N_("Limit per person (yuan)"),
    "services": N_("Services"),
    "frequency": N_("Frequency"),
    "value": N_("Answer"),
    "reason": N_("Reason"),
    "note": N_("Note"),
    "place": N_("Place"),
    "finding": N_("Hazard"),
    "level": N_("Level"),
    "basis": N_("Basis"),
    "measure": N_("Recommended measure"),
    "immediate": N_("Immediate measure"),
    "deadline": N_("Deadline"),
    "responsible": N_("Responsible person"),
}

SUBJECTS = {
    "enterprise": N_("Enterprise facts"),
    "site": N_("Site"),
    "contact": N_("Contact"),
    "policy": N_("Policy"),
    "task": N_("Task"),
    "answer": N_("Answer"),
    "hazard": N_("Hazard"),
    "visit_end": N_("End of the visit"),
}


class ConflictGone(Problem):
    """Somebody settled it in the meantime."""

    code = "UI-01"
    template = N_("These two versions no longer stand against each other.")
    remedy_template = N_("Look at the page again; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Version:
    """One of the versions: the fact it stands in, who said it when, its fields in words."""

    fact: str
    who: str
    when: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Versions of one thing that differ; what they agree on is left out."""

    subject: str
    about: str
    versions: tuple[Version, ...]


def conflicts(session: Session, dossier: str) -> tuple[Conflict, ...]:
    """Return every disagreement in an enterprise's file."""
    found = require_dossier(session, dossier)
    people = names(session)
    return tuple(_conflict(subject, found.heads[subject], people) for subject in found.conflicts())


def names(session: Session) -> dict[str, str]:
    """Return the names of the organisation's people by pseudonymous id."""
    with session.workspace.reading() as reader:
        organisation = reader.dossier(session.organisation)
    registered = all_shown(organisation, "person:", PersonRegistered)
    return {one.body.person: one.body.name for one in registered} | {
        session.author.person: session.person_name
    }


def settle(session: Session, dossier: str, subject: str, fact: str) -> Changes:
    """Let one version stand for all; the others stay in the log. Raises ConflictGone."""
    heads = require_dossier(session, dossier).heads.get(subject, ())
    chosen = next((one for one in heads if one.id == fact), None)
    body = read_body(chosen) if chosen is not None else None
    if chosen is None or body is None or len(heads) < 2:
        raise ConflictGone
    volume = Volume(dossier, session.today().year)
    superseded = [one.id for one in heads]
    return session.write([act(body, volume, subject=subject, supersedes=superseded)])


def _conflict(subject: str, heads: tuple[Fact, ...], people: dict[str, str]) -> Conflict:
    plain = [_plain(fact) for fact in heads]
    keys = list(dict.fromkeys(key for one in plain for key in one))
    differing = [key for key in keys if len({str(one.get(key)) for one in plain}) > 1]
    versions = tuple(
        Version(
            fact=fact.id,
            who=people.get(fact.author, _("Central or another inspector")),
            when=fact.recorded_at,
            fields=tuple((_field(key), _value(one.get(key))) for key in differing),
        )
        for fact, one in zip(heads, plain, strict=True)
    )
    kind = subject.partition(":")[0]
    return Conflict(subject, _(SUBJECTS[kind]) if kind in SUBJECTS else kind, versions)


def _plain(fact: Fact) -> dict[str, object]:
    body = read_body(fact)
    return dict(body.plain()) if body is not None else {}


def _field(key: str) -> str:
    return _(FIELDS[key]) if key in FIELDS else key


def _value(value: object) -> str:
    if value is None or value in ("", ()):
        return "–"
    return _(", ").join(map(str, value)) if isinstance(value, list | tuple) else str(value)
