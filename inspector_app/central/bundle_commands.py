"""``inspector-app central bundle …``: sealed files in and out, without a network."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from inspector_app.central import bundles_console
from inspector_app.central.console import Place
from inspector_app.i18n import N_

central_bundle_app = typer.Typer(
    no_args_is_help=True, help=N_("Sealed files from and for laptops without a network.")
)


def _place(context: typer.Context) -> Place:
    assert isinstance(context.obj, Place)
    return context.obj


def _say(result: dict[str, object]) -> None:
    shown = {name: str(one) if isinstance(one, Path) else one for name, one in result.items()}
    sys.stdout.write(msgspec.json.encode(shown).decode() + "\n")


@central_bundle_app.command(
    "import", help=N_("Take a laptop's bundle and write the answer to carry back.")
)
def bundle_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The bundle (.iab)."))],
    answer: Annotated[
        Path | None, typer.Option("--answer", help=N_("Where to write the answer."))
    ] = None,
) -> None:
    """Take a laptop's bundle and write the answer to carry back."""
    _say(asdict(bundles_console.import_file(_place(context), file, answer)))


@central_bundle_app.command(
    "export", help=N_("Write what a laptop lacks, locked with a code that is shown once.")
)
def bundle_export(
    context: typer.Context,
    device: Annotated[str, typer.Option("--device", help=N_("Device code of the laptop."))],
    out: Annotated[Path, typer.Option("--out", help=N_("The file to write (.iab)."))],
    no_photos: Annotated[bool, typer.Option("--no-photos", help=N_("Records only."))] = False,
) -> None:
    """Write what a laptop lacks, locked with a code that is shown once."""
    made = bundles_console.export_for(_place(context), device, out, blobs=not no_photos)
    _say(asdict(made))
