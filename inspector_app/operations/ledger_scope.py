"""Which lines of a ledger are wanted, and the head of every ledger: by whom, when, for when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from inspector_app.errors import BadInput, Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.notice_draft import agency_of
from inspector_app.operations.session import Session

Tell = Callable[[int, int], None]  # enterprises read, and in all


class LedgerState(StrEnum):
    """Which hazards are wanted."""

    ALL = ""
    OPEN = "open"
    OVERDUE = "overdue"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LedgerScope:
    """One enterprise or ("") all assigned ones; ISO days from and to, both included, "" without
    an end; which state; the language of the words."""

    dossier: str = ""
    starts: str = ""
    ends: str = ""
    state: LedgerState = LedgerState.ALL
    language: str = "zh_CN"

    def holds(self, day: str) -> bool:
        """Tell whether a day lies in the period; without a period every line is in it."""
        if not (self.starts or self.ends):
            return True
        return bool(day) and (self.starts or "0") <= day <= (self.ends or "9")


class LedgerStopped(Problem):
    """A person stopped the gathering of a ledger."""

    code = "LEDGER-01"
    template = N_(
        "The ledger was not finished: you stopped it after {done} of {count} enterprises."
    )
    remedy_template = N_("Ask for it again at any time; nothing was changed.")


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """Who keeps the ledger, for which period, made when, as printed."""

    holder: str
    period: str
    made_at: str


def read_period(text: str) -> tuple[str, str]:
    """Return first and last day of a period as typed: ``2026``, ``2026-03``, a day, or two of
    these with ``..`` between, either of which may be left out. Raises BadInput."""
    first, dots, last = (part.strip() for part in text.partition(".."))
    starts, ends = _span(first)[0], _span(last if dots else first)[1]
    checked(LedgerScope(starts=starts, ends=ends))
    return starts, ends


def _span(text: str) -> tuple[str, str]:
    """Return first and last day of a year, a month or a day."""
    try:
        if len(text) == 4 and text.isdigit():
            return f"{text}-01-01", f"{text}-12-31"
        if len(text) == 7:
            first = date.fromisoformat(f"{text}-01")
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            return first.isoformat(), last.isoformat()
    except (ValueError, OverflowError):
        pass
    return text, text


def checked(scope: LedgerScope) -> LedgerScope:
    """Return the scope; raises BadInput where its days are no days or the wrong way round."""
    for text in (scope.starts, scope.ends):
        if text and not _is_day(text):
            raise BadInput(what=text[:20], reason=_("a day like 2026-11-25 is expected"))
    if scope.starts and scope.ends and scope.starts > scope.ends:
        raise BadInput(what=_("Period"), reason=_("it ends before it starts"))
    return scope


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def head_of(session: Session, scope: LedgerScope) -> LedgerHead:
    """Return the head of a ledger made now."""
    period = ""
    if scope.starts or scope.ends:
        period = f"{scope.starts or '…'} — {scope.ends or '…'}"
    made_at = session.now()[:16].replace("T", " ")
    return LedgerHead(agency_of(session).name, period, made_at)


def dossiers_in(session: Session, scope: LedgerScope, prefixes: Iterable[str]) -> tuple[str, ...]:
    """Return the enterprises whose files hold a subject that begins with one of the prefixes, in
    the order of the scope."""
    if scope.dossier:
        return (scope.dossier,)
    with session.workspace.reading() as reader:
        return reader.dossiers_with(prefixes)


def untold(_done: int, _count: int) -> None:
    """Tell nobody how far the gathering is."""


def never() -> bool:
    """Never stop."""
    return False
