"""``ledger``, ``archive``, ``verify``: what is taken out of the workspace, and what a file is."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from inspector_app.commands.edge import DataDir, PassphraseFile, file_bytes, say, unlocked
from inspector_app.durable import write_file
from inspector_app.errors import BadInput, system_reason
from inspector_app.i18n import N_, language

if TYPE_CHECKING:
    from inspector_app.operations.ledger_scope import LedgerScope
    from inspector_app.operations.pdf_sealing import PdfCheck
    from inspector_app.operations.session import Session
    from inspector_app.operations.verifying import Verified
    from inspector_app.operations.verifying_sheets import SheetCheck

papers_app = typer.Typer()
ledger_app = typer.Typer(help=N_("The hazard ledger and the fee ledger as workbooks."))
papers_app.add_typer(ledger_app, name="ledger")


class State(StrEnum):
    """Which hazards; fees have no state."""

    ALL = "all"
    OPEN = "open"
    OVERDUE = "overdue"
    CLOSED = "closed"


Dossier = Annotated[str, typer.Option("--dossier", help=N_("Id or credit code; all if none."))]
Code = Annotated[str, typer.Option("--code", help=N_("Its credit code instead of its id."))]


Period = Annotated[
    str, typer.Option("--period", help=N_("2026, 2026-03, or 2026-01-01..2026-03-31."))
]


@ledger_app.command(help=N_("Write the hazard ledger as a workbook (.xlsx)."))
def hazards(
    file: Annotated[Path, typer.Argument(help=N_("The workbook to write."))],
    dossier: Dossier = "",
    period: Period = "",
    state: Annotated[State, typer.Option("--state", help=N_("Which hazards."))] = State.ALL,
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the hazard ledger as a workbook (.xlsx)."""
    from inspector_app.documents.ledgers import hazard_ledger_xlsx
    from inspector_app.operations.hazard_ledger import hazard_ledger

    with unlocked(data_dir, passphrase_file) as session:
        wanted = "" if state is State.ALL else state.value
        made = hazard_ledger(session, _scope(session, dossier, period, wanted))
        _write(file, hazard_ledger_xlsx(made))
        say({"ledger": "hazards", "file": str(file), "lines": len(made.lines)})


@ledger_app.command(help=N_("Write the fee ledger as a workbook (.xlsx)."))
def fees(
    file: Annotated[Path, typer.Argument(help=N_("The workbook to write."))],
    dossier: Dossier = "",
    period: Period = "",
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the fee ledger as a workbook (.xlsx)."""
    from inspector_app.documents.ledgers import fee_ledger_xlsx
    from inspector_app.operations.fee_ledger import fee_ledger

    with unlocked(data_dir, passphrase_file) as session:
        book = fee_ledger(session, _scope(session, dossier, period))
        _write(file, fee_ledger_xlsx(book.ledger))
        told = {"lines": len(book.ledger.lines), "spent": book.ledger.spent()}
        say({"ledger": "fees", "file": str(file), **told, "drafts": book.drafts})


def _scope(session: Session, dossier: str, period: str, state: str = "") -> LedgerScope:
    from inspector_app.operations.archiving import dossier_named
    from inspector_app.operations.ledger_scope import LedgerScope, LedgerState, read_period

    key = dossier_named(session, dossier)
    return LedgerScope(key, *read_period(period), LedgerState(state), language())


def _write(file: Path, data: bytes) -> None:
    try:
        write_file(file, data)
    except OSError as error:
        raise BadInput(what=str(file), reason=system_reason(error)) from error


@papers_app.command(
    help=N_("Write one zip per enterprise and year: papers, photos, facts, index, hashes.")
)
def archive(
    out: Annotated[Path, typer.Option("--out", help=N_("The folder to write into."))],
    dossier: Dossier = "",
    code: Code = "",
    year: Annotated[int, typer.Option("--year", help=N_("Every year if none."))] = 0,
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write one zip per enterprise and year: papers, photos, facts, index, hashes."""
    from inspector_app.operations.archiving import ArchiveWish, dossier_named, make_archives

    with unlocked(data_dir, passphrase_file) as session:
        key = dossier_named(session, dossier, code)
        wish = ArchiveWish((key,) if key else (), year, language())
        for made in make_archives(session, wish, out):
            shown: dict[str, Any] = msgspec.to_builtins(made)
            say({"archive": shown.pop("path"), **shown})


@papers_app.command(
    help=N_("Verify the workspace, or a paper: its PDF, a photo of its sheet, or its QR's text.")
)
def verify(
    file: Annotated[
        Path | None, typer.Argument(help=N_("A paper's PDF, or a picture of its first page."))
    ] = None,
    qr: Annotated[str, typer.Option("--qr", help=N_("The text of a sheet's QR code."))] = "",
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Verify the workspace, or a paper: its PDF, a photo of its sheet, or its QR's text.

    One JSON line on stdout; for a paper the same in words on stderr.
    """
    from inspector_app.operations.verifying import verify_workspace

    with unlocked(data_dir, passphrase_file) as session:
        found: PdfCheck | SheetCheck | Verified
        if file is not None:
            found = _verified_file(session, file_bytes(file))
        elif qr:
            found = _verified_sheet(session, qr)
        else:
            found = verify_workspace(session)
        say({"verify": "ok", **msgspec.to_builtins(found)})


def _verified_file(session: Session, data: bytes) -> PdfCheck | SheetCheck:
    from inspector_app.operations.paper_checks import check_paper_file
    from inspector_app.operations.verifying import require_sound
    from inspector_app.operations.verifying_sheets import SheetCheck, require_sheet

    checked = check_paper_file(session, data)
    print("\n".join(checked.sentences), file=sys.stderr)
    if isinstance(checked.found, SheetCheck):
        require_sheet(checked.found)
    else:
        require_sound(checked.found)
    return checked.found


def _verified_sheet(session: Session, qr: str) -> SheetCheck:
    from inspector_app.operations.verifying_sheets import check_sheet, require_sheet
    from inspector_app.operations.verifying_words import sheet_words

    found = check_sheet(session, qr)
    print("\n".join(sheet_words(found)), file=sys.stderr)
    require_sheet(found)
    return found
