"""The operator's commands as plain functions: values in, a value to print out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

from inspector_app.central import forms, people
from inspector_app.central.agency import Central
from inspector_app.central.app import DATABASE_VARIABLE, MEDIA_VARIABLE
from inspector_app.central.database import full_url, is_damaged, is_founded, shown_url
from inspector_app.central.enterprise_table import TableRefused, write_template
from inspector_app.central.export import Exported
from inspector_app.central.export import export as export_to
from inspector_app.central.forms import AS_SHIPPED, Placing
from inspector_app.central.importer import Imported
from inspector_app.central.importer import import_enterprises as import_table
from inspector_app.central.ledger import admit as admit_held
from inspector_app.central.media import with_parts
from inspector_app.central.media_problems import MediaFull
from inspector_app.central.problems import DatabaseAway, FaultFound, OperatorMistake
from inspector_app.central.serve import serve as serve_central
from inspector_app.central.setup import open_central
from inspector_app.central.tables import HELD
from inspector_app.central.verify import Verified
from inspector_app.central.verify import verify as verify_all
from inspector_app.domain.credit_code import read_credit_code
from inspector_app.domain.ids import dossier_of_code
from inspector_app.domain.organisation import FormPublished
from inspector_app.durable import is_full
from inspector_app.errors import Problem, system_reason
from inspector_app.i18n import _


@dataclass(frozen=True, slots=True)
class Place:
    """Where a central keeps its records and files."""

    database: str
    media: str | Path  # a folder, or an s3:// address


def place(data_dir: Path, database: str = "", media: str = "") -> Place:
    """Return the place that options, environment or the data folder name, in this order.

    Media are a folder, or ``s3://bucket/prefix``. Raises OperatorMistake for another kind of URL.
    """
    url = database or os.environ.get(DATABASE_VARIABLE, "")
    folder = media or os.environ.get(MEDIA_VARIABLE, "")
    folder = folder.removeprefix("file://") or str(data_dir / "central" / "media")
    if folder.startswith("s3://"):
        if not urlsplit(folder).netloc:
            raise OperatorMistake(what="--media", reason=_("the bucket's name is missing"))
        folder = with_parts(folder, data_dir / "central" / "parts")
    elif "://" in folder:
        reason = _("only a folder or an s3:// bucket can hold the files")
        raise OperatorMistake(what="--media", reason=reason)
    return Place(
        database=url or str(data_dir / "central" / "central.db"),
        media=folder if "://" in folder else Path(folder),
    )


@contextmanager
def opened(where: Place) -> Iterator[Central]:
    """Give the central at a place, founded at its first use, and close it at the end."""
    with told():
        central = open_central(where.database, where.media)
        try:
            yield central
        finally:
            central.close()


@contextmanager
def existing(where: Place) -> Iterator[Central]:
    """Give the central at a place as ``opened`` does, but found none there: who checks or copies
    means one that exists. Raises OperatorMistake."""
    with told():
        if not is_founded(where.database):
            what = shown_url(full_url(where.database))
            raise OperatorMistake(what=what, reason=_("there is no server here yet"))
    with opened(where) as central:
        yield central


@contextmanager
def told() -> Iterator[None]:
    """Tell what a database or a disk refused in an operator's words: DatabaseAway, FaultFound,
    MediaFull, OperatorMistake."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise DatabaseAway() from error
    except DatabaseError as error:
        if not is_damaged(error):
            raise
        raise FaultFound(place="database", reason=str(error.orig)) from error
    except OSError as error:
        if is_full(error):
            raise MediaFull() from error
        what = str(error.filename or "")
        raise OperatorMistake(what=what, reason=system_reason(error)) from error


def serve(where: Place, *, host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve until interrupted."""
    serve_central(where.database, where.media, host=host, port=port, workers=workers)


def import_enterprises(where: Place, file: Path, *, dry_run: bool = False) -> Imported:
    """Import a table, or with ``dry_run`` only tell what it would do."""
    with opened(where) as central:
        return import_table(central, file, dry_run=dry_run)


def template(file: Path) -> None:
    """Write an empty table of enterprises."""
    try:
        write_template(file)
    except OSError as error:
        raise OperatorMistake(what=str(file), reason=system_reason(error)) from error


def add_user(
    where: Place, user: str, password_file: Path, *, name: str = "", below: bool = False
) -> str:
    """Register an inspector with the password on the file's first line, or with ``below`` a
    central below this one; returns the person id."""
    password = first_line(password_file)
    register = people.add_central_below if below else people.add_user
    with opened(where) as central:
        return register(central, user, password, name=name)


def first_line(file: Path) -> str:
    """Return the first line of a password file; raises OperatorMistake."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise OperatorMistake(what=str(file), reason=_("it is no text in UTF-8")) from error
    except OSError as error:
        raise OperatorMistake(what=str(file), reason=system_reason(error)) from error
    return lines[0] if lines else ""


def assign(where: Place, user: str, *, code: str = "", dossier: str = "") -> str:
    """Assign a file, named by credit code or by itself, to a user; returns the dossier."""
    if bool(code) == bool(dossier):
        reason = _("give either a credit code or a file")
        raise OperatorMistake(what="--code, --dossier", reason=reason)
    with opened(where) as central:
        found = dossier or dossier_of_code(
            central.organisation.dossier, read_credit_code(code).text
        )
        people.assign(central, user, found)
    return found


def unassign(where: Place, user: str, dossier: str) -> None:
    """Take a file from a user; raises OperatorMistake where they do not have it."""
    with existing(where) as central:
        people.unassign(central, user, dossier)


def revoke(where: Place, device: str) -> tuple[str, ...]:
    """Withdraw a laptop and the codes renewed from it; returns the codes."""
    with existing(where) as central:
        return people.revoke(central, device)


def publish_form(where: Place, file: Path, placing: Placing = AS_SHIPPED) -> FormPublished:
    """Publish a checklist to all laptops."""
    with opened(where) as central:
        return forms.publish_form(central, file, placing)


def publish_shipped(where: Place) -> int:
    """Publish all checklists of this program; returns how many were new."""
    with opened(where) as central:
        return forms.publish_shipped(central)


def name_agency(where: Place, name: str, short: str, *, phone: str = "") -> None:
    """Tell all laptops whose papers they print."""
    with opened(where) as central:
        people.name_agency(central, name, short, phone=phone)


def has_agency(where: Place) -> bool:
    """Tell whether anybody said whose papers the laptops print."""
    with opened(where) as central:
        return people.has_agency(central)


def held(where: Place) -> tuple[tuple[str, str, int], ...]:
    """Return (volume, device, count) of what waits to be admitted."""
    query = select(HELD.c.volume, HELD.c.device, func.count()).group_by(
        HELD.c.volume, HELD.c.device
    )
    with existing(where) as central, central.database.read() as connection:
        rows = connection.execute(query.order_by(HELD.c.volume, HELD.c.device))
        return tuple((volume, device, count) for volume, device, count in rows)


def admit(where: Place, dossier: str, device: str) -> int:
    """Admit what a device sent of a file that is not its person's; returns how many records."""
    with existing(where) as central:
        return admit_held(central, dossier, device)


def verify(where: Place) -> Verified:
    """Check everything; raises FaultFound at the first fault."""
    with existing(where) as central:
        return verify_all(central)


def export(where: Place, out: Path) -> Exported:
    """Write all facts and blobs as plain files."""
    with existing(where) as central:
        return export_to(central, out)


def lines_of(problem: Problem) -> tuple[str, ...]:
    """Return a refusal as lines for stderr: what happened, each fault, the way out."""
    found = [f"{problem.code} {problem.message}"]
    if isinstance(problem, TableRefused):
        found += [
            _("row {row}, {column}: {code} {message} {remedy}").format(
                row=one.row,
                column=one.column,
                code=one.code,
                message=one.message,
                remedy=one.remedy,
            )
            for one in problem.findings
        ]
    return (*found, problem.remedy)
