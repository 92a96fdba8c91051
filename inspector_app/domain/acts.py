"""From the body of an act to the fact's subject: one place that spells subjects."""

from __future__ import annotations

from collections.abc import Iterable

from inspector_app.domain.body import Body
from inspector_app.domain.facts import Act, Volume
from inspector_app.domain.kinds import KIND_OF_BODY


def answer_subject(visit: str, form: str, version: str, ref: str) -> str:
    """Return the subject of one question's answer; ``ref`` is stable (rows by id)."""
    return f"answer:{visit}/{form}@{version}{ref}"


def row_subject(visit: str, form: str, version: str, row_ref: str) -> str:
    """Return the subject of a row of a repeat; ``row_ref`` is stable and ends in the row's id."""
    return f"row:{visit}/{form}@{version}{row_ref}"


def subject_of(body: Body, key: str = "") -> str:
    """Return the subject of a body; ``key`` where the kind's subject asks for one."""
    fields = {name: getattr(body, name) for name in body.__struct_fields__}
    return KIND_OF_BODY[type(body)].subject.format(**{**fields, "key": key})


def act(
    body: Body,
    volume: Volume,
    *,
    key: str = "",
    subject: str = "",
    supersedes: Iterable[str] = (),
) -> Act:
    """Return the act of this body in a volume; ``subject`` overrides the spelled one (answers)."""
    kind = KIND_OF_BODY[type(body)]
    return Act(
        dossier=volume.dossier,
        year=volume.year,
        kind=kind.name,
        subject=subject or subject_of(body, key),
        body=body.plain(),
        supersedes=tuple(supersedes),
        v=kind.v,
    )
