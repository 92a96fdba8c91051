"""Acts that take records out of the workspace: ledgers as workbooks, archives as zips."""

from __future__ import annotations

from pathlib import Path

import msgspec

from inspector_app.acts.table import Parameters, Result, Scene, Year, registers
from inspector_app.durable import write_file
from inspector_app.errors import BadInput, system_reason
from inspector_app.i18n import language
from inspector_app.operations import archiving
from inspector_app.operations.fee_ledger import fee_ledger as gather_fees
from inspector_app.operations.hazard_ledger import hazard_ledger as gather_hazards
from inspector_app.operations.ledger_scope import LedgerScope, LedgerState, read_period


class Ledger(Parameters, frozen=True, kw_only=True):
    """Of which enterprise ("": all; id or credit code) and period (2026, 2026-03, a..b); ``out``
    is the workbook to write, "" for none."""

    dossier: str = ""
    period: str = ""
    out: str = ""


class Hazards(Ledger, frozen=True, kw_only=True):
    """Which hazards: "" for all, open, overdue or closed."""

    state: LedgerState = LedgerState.ALL


class Archive(Parameters, frozen=True, kw_only=True):
    """Of which enterprise ("": all; id or credit code), which year (0: every), into which folder
    ("": where the script writes)."""

    dossier: str = ""
    year: Year = 0
    out: str = ""


@registers(Hazards)
def hazard_ledger(scene: Scene, given: Hazards) -> Result:
    """Return the hazard ledger of one enterprise or all; write it as a workbook where asked."""
    from inspector_app.documents.ledgers import hazard_ledger_xlsx

    ledger = gather_hazards(scene.opened(), _scope(scene, given, given.state))
    if given.out:
        _write(Path(given.out), hazard_ledger_xlsx(ledger))
    return {"path": given.out, "results": [msgspec.to_builtins(line) for line in ledger.lines]}


@registers(Ledger)
def fee_ledger(scene: Scene, given: Ledger) -> Result:
    """Return the fee ledger of one enterprise or all; write it as a workbook where asked."""
    from inspector_app.documents.ledgers import fee_ledger_xlsx

    book = gather_fees(scene.opened(), _scope(scene, given, LedgerState.ALL))
    if given.out:
        _write(Path(given.out), fee_ledger_xlsx(book.ledger))
    return {
        "path": given.out,
        "results": [msgspec.to_builtins(line) for line in book.ledger.lines],
        "spent": book.ledger.spent(),
        "drafts": book.drafts,
    }


@registers(Archive)
def archive(scene: Scene, given: Archive) -> Result:
    """Write one zip per enterprise and year: papers, photos, facts, index, hashes."""
    session = scene.opened()
    key = archiving.dossier_named(session, given.dossier)
    wish = archiving.ArchiveWish((key,) if key else (), given.year, language())
    made = archiving.make_archives(session, wish, Path(given.out) if given.out else scene.out_dir)
    return {"results": [msgspec.to_builtins(one) for one in made]}


def _scope(scene: Scene, given: Ledger, state: LedgerState) -> LedgerScope:
    key = archiving.dossier_named(scene.opened(), given.dossier)
    return LedgerScope(key, *read_period(given.period), state, language())


def _write(path: Path, data: bytes) -> None:
    try:
        write_file(path, data)
    except OSError as error:
        raise BadInput(what=str(path), reason=system_reason(error)) from error
