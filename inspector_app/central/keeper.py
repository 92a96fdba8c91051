"""What a serving central does by itself: opens the year, exchanges with the central above."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

from sqlalchemy.exc import DBAPIError

from inspector_app.central.agency import Central, load_organisation
from inspector_app.central.journal import warn
from inspector_app.central.openings import open_volumes
from inspector_app.central.setup import open_central
from inspector_app.central.upstream import exchange, has_upstream
from inspector_app.errors import Problem
from inspector_app.logs import LOGGER, describe_crash

EVERY_SECONDS = 60.0


def keep(central: Central, opened: int) -> int:
    """Do once what is due; return the year whose volumes are open now.

    A central above that is away, or anything else that fails, is logged and tried next time.
    """
    year = central.year()
    try:
        central = refreshed(central)
        if year != opened:
            open_volumes(central, year)
        if has_upstream(central):
            exchange(central)
    except Problem as problem:
        warn("keeper", code=problem.code)
    except DBAPIError as error:
        LOGGER.error(describe_crash(type(error), error.__traceback__))
    else:
        return year
    return opened


def refreshed(central: Central) -> Central:
    """Return the central under the code that it has now: joining one above gives it another."""
    with central.database.read() as connection:
        organisation = load_organisation(connection)
    assert organisation is not None
    return replace(central, organisation=organisation)


class Keeper:
    """A thread that keeps a central while it is served; one of all its worker processes."""

    def __init__(self, database: str, media: str | Path, every: float = EVERY_SECONDS) -> None:
        self._central = open_central(database, media)
        self._every = every
        self._end = Event()
        self._thread = Thread(target=self._run, name="keeper", daemon=True)

    def _run(self) -> None:
        opened = 0
        while not self._end.is_set():
            opened = keep(self._central, opened)
            self._end.wait(self._every)

    def __enter__(self) -> Keeper:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._end.set()
        self._thread.join(EVERY_SECONDS)
        self._central.close()
