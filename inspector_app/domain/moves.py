"""Facts about checklists moved to another version in the middle of a visit."""

from __future__ import annotations

import msgspec

from inspector_app.domain.body import Body


class DroppedAnswer(Body, frozen=True):
    """An answer that another version does not take: kept in the appendix with its reason."""

    version: str
    ref: str
    question: str
    value: str
    reason: str


class ChecklistMoved(Body, frozen=True):
    """From now on a visit's checklist is answered in version ``after``.

    The answers stand again under that version as facts of their own; those under ``before`` are
    untouched. ``took`` are the answers of ``before`` as they stood (stable ref → value), so that
    one given later on another laptop is found. ``back`` marks a move that takes an earlier one
    back; ``sha256`` is the form's hash.
    """

    visit: str
    form: str
    before: str
    after: str
    sha256: str
    took: dict[str, str] = msgspec.field(default_factory=dict)
    dropped: tuple[DroppedAnswer, ...] = ()
    back: bool = False
