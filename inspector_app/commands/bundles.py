"""``bundle``: the same facts on a stick, where there is no network at all."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from inspector_app.commands.edge import DataDir, PassphraseFile, say, unlocked
from inspector_app.errors import BadInput
from inspector_app.i18n import N_, _

bundle_app = typer.Typer(
    no_args_is_help=True, help=N_("Sealed files for a stick or a colleague, without a network.")
)


@bundle_app.command("export", help=N_("Write what central does not have yet, sealed for central."))
def bundle_export(
    file: Annotated[Path, typer.Argument(help=N_("The file to write (.iab)."))],
    part_size: Annotated[int, typer.Option("--part-size", help=N_("Bytes of one part."))] = 0,
    everything: Annotated[
        bool, typer.Option("--all", help=N_("Also what central has acknowledged."))
    ] = False,
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write what central does not have yet, sealed for central."""
    from inspector_app.sync.bundle_export import PART_SIZE, export_bundle, nothing_to_carry

    with unlocked(data_dir, passphrase_file) as session:
        made = export_bundle(
            session.workspace,
            file,
            now=session.clock(),
            part_size=part_size or PART_SIZE,
            everything=everything,
        )
        if not made.files:
            why = nothing_to_carry(session.workspace, made, everything=everything)
            raise BadInput(what=str(file), reason=_nothing(why))
    say({**asdict(made), "files": [str(one) for one in made.files]})


def _nothing(why: str) -> str:
    if not why:
        return _("central has everything; nothing was written")
    return _("nothing was written: {reason}").format(reason=why)


@bundle_app.command("import", help=N_("Take an answer, a delivery, or a colleague's bundle."))
def bundle_import(
    files: Annotated[list[Path], typer.Argument(help=N_("Bundle files."))],
    code: Annotated[str, typer.Option("--code", help=N_("Code of a delivery."))] = "",
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Take an answer, a delivery, or a colleague's bundle."""
    from inspector_app.sync.bundle import import_bundle

    with unlocked(data_dir, passphrase_file) as session:
        for file in files:
            came = import_bundle(session.workspace, file, now=session.clock(), code=code)
            say({"file": str(file), **msgspec.to_builtins(came)})


@bundle_app.command("answers", help=N_("Write central's answers to bundles carried for others."))
def bundle_answers(
    folder: Annotated[Path, typer.Argument(help=N_("Where to write them."))],
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write central's answers to bundles carried for others."""
    from inspector_app.sync.bundle_carry import write_answers

    with unlocked(data_dir, passphrase_file) as session:
        say({"answers": [str(one) for one in write_answers(session.workspace, folder)]})


@bundle_app.command("carried", help=N_("List the bundles this laptop carries for others."))
def bundle_carried(data_dir: DataDir = None, passphrase_file: PassphraseFile = None) -> None:
    """List the bundles this laptop carries for others."""
    from inspector_app.sync.bundle_carry import carried

    with unlocked(data_dir, passphrase_file) as session, session.workspace.reading() as reader:
        for one in carried(reader):
            say(msgspec.to_builtins(one))


@bundle_app.command("forget", help=N_("Carry a bundle no longer."))
def bundle_forget(
    bundle: Annotated[str, typer.Argument(help=N_("Its hash, as 'bundle carried' shows it."))],
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Carry a bundle no longer."""
    from inspector_app.sync.bundle_carry import forget

    with unlocked(data_dir, passphrase_file) as session:
        if not forget(session.workspace, bundle):
            raise BadInput(what=bundle, reason=_("no such bundle is carried here"))
        say({"bundle": bundle, "forgotten": True})
