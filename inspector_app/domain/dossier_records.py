"""An enterprise's file, continued: its service records, and checklists moved between versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.dossier import (
    Shown,
    all_shown,
    answers_of,
    checklists_of,
    every,
    shown,
)
from inspector_app.domain.fold import Dossier
from inspector_app.domain.moves import ChecklistMoved
from inspector_app.domain.records import (
    RecordClosed,
    RecordOpened,
    RecordPrefilled,
    RecordWithdrawn,
)
from inspector_app.domain.visits import ChecklistOpened, ItemAnswered, RowAdded, RowRemoved


class RecordState(StrEnum):
    """Where a record stands."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Record:
    """One service record over all laptops that opened it."""

    record: str
    opened: RecordOpened
    state: RecordState
    closed: RecordClosed | None
    fill: RecordPrefilled | None

    @property
    def is_open(self) -> bool:
        return self.state is RecordState.OPEN


def record_of(dossier: Dossier, record: str) -> Record | None:
    """Return one record; None where the dossier does not know it."""
    opened = [body for _fact, body in every(dossier, f"record:{record}", RecordOpened)]
    if not opened:
        return None
    closed = shown(dossier, f"record_end:{record}", RecordClosed)
    withdrawn = shown(dossier, f"record_end:{record}", RecordWithdrawn)
    fill = shown(dossier, f"record_fill:{record}", RecordPrefilled)
    state = RecordState.CLOSED if closed else RecordState.OPEN
    return Record(
        record=record,
        opened=min(opened, key=lambda one: (one.date, one.version, one.sha256)),
        state=RecordState.WITHDRAWN if withdrawn else state,
        closed=closed.body if closed else None,
        fill=fill.body if fill else None,
    )


def records_of(dossier: Dossier, visit: str = "") -> tuple[Record, ...]:
    """Return the records (of one visit, or all), the latest day first."""
    keys = {subject.partition(":")[2] for subject in dossier.under("record:")}
    found = [one for key in keys if (one := record_of(dossier, key)) is not None]
    wanted = [one for one in found if not visit or one.opened.visit == visit]
    return tuple(
        sorted(wanted, key=lambda r: (r.opened.date, r.opened.form, r.record), reverse=True)
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """What a form of a visit or a record holds: answers and rows by stable ref.

    ``given`` are the answers of people, ``filled`` what was prefilled, ``values`` both. Answers in
    rows that were taken away are left out.
    """

    values: Mapping[str, str]
    rows: Mapping[str, tuple[str, ...]]
    given: Mapping[str, Shown[ItemAnswered]]
    filled: Mapping[str, str]


def answers_in(dossier: Dossier, holder: str, form: str, version: str) -> Answers:
    """Return what a form holds; ``holder`` is the visit or the record."""
    fill = shown(dossier, f"record_fill:{holder}", RecordPrefilled)
    prefix = f"row:{holder}/{form}@{version}"
    gone = [one.subject.removeprefix(prefix) for one in all_shown(dossier, prefix, RowRemoved)]
    given = {
        ref: one
        for ref, one in answers_of(dossier, holder, form, version).items()
        if not _within(ref, gone)
    }
    brought = fill.body.values if fill else {}
    filled = {ref: text for ref, text in brought.items() if not _within(ref, gone)}
    values = filled | {ref: one.body.value for ref, one in given.items()}
    rows = _rows(dossier, prefix, gone, fill.body.rows if fill else {})
    return Answers(values, rows, given, filled)


def _within(ref: str, rows: Collection[str]) -> bool:
    return any(ref.startswith(f"{row}/") for row in rows)


def _rows(
    dossier: Dossier, prefix: str, gone: Collection[str], brought: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return the rows that stand, in order: stable range ref → row ids.

    A range whose rows were all taken away stands with none.
    """
    after: dict[str, dict[str, str]] = {}
    for range_ref, ids in brought.items():
        after[range_ref] = dict(zip(ids, ("", *ids), strict=False))
    for one in all_shown(dossier, prefix, RowAdded):
        rows = after.setdefault(_range_of(one.subject.removeprefix(prefix)), {})
        rows[one.body.row] = one.body.after
    for row_ref in gone:
        after.setdefault(_range_of(row_ref), {})
    return {
        range_ref: tuple(row for row in in_order(rows) if f"{range_ref}[{row}]" not in gone)
        for range_ref, rows in after.items()
        if not _within(range_ref, gone)
    }


def _range_of(row_ref: str) -> str:
    return row_ref.rpartition("[")[0]


def in_order(after: Mapping[str, str]) -> tuple[str, ...]:
    """Return row ids in order, each behind the one it was added after.

    Rows added after the same one on two laptops stand by id; a row whose predecessor is gone
    stands at the end.
    """
    following: dict[str, list[str]] = defaultdict(list)
    for row, before in after.items():
        following[before if before in after else ""].append(row)
    ordered: list[str] = []
    waiting = sorted(following[""], reverse=True)
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting.extend(sorted(following[row], reverse=True))
    return (*ordered, *sorted(set(after) - set(ordered)))


def moves_of(dossier: Dossier, visit: str, form: str) -> tuple[ChecklistMoved, ...]:
    """Return the moves of a visit's checklist that stand: the last one, several where laptops
    moved it without knowing of each other."""
    found = every(dossier, f"moved:{visit}/{form}", ChecklistMoved)
    return tuple(body for _fact, body in found if body.form == form)


def versions_in_use(dossier: Dossier, visit: str) -> dict[str, tuple[str, ...]]:
    """Return the versions in which a visit's checklists are answered, by form.

    That is the version last moved to. Where two laptops opened different versions and nobody
    moved, or both moved to different ones, both are in use until somebody moves.
    """
    opened: dict[str, list[str]] = defaultdict(list)
    for one in checklists_of(dossier, visit):
        opened[one.form].append(one.version)
    moved: dict[str, list[str]] = defaultdict(list)
    for _fact, body in every(dossier, f"moved:{visit}/", ChecklistMoved):
        moved[body.form].append(body.after)
    used = {form: tuple(dict.fromkeys(versions)) for form, versions in opened.items()}
    return used | {form: tuple(dict.fromkeys(versions)) for form, versions in moved.items()}


def checklists_in_use(dossier: Dossier, visit: str) -> tuple[ChecklistOpened, ...]:
    """Return the checklists opened in a visit, without versions that were moved away from."""
    used = versions_in_use(dossier, visit)
    return tuple(one for one in checklists_of(dossier, visit) if one.version in used[one.form])
