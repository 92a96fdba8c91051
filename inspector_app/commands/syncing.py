"""``sync``: one sync; the last one of a laptop that central withdrew."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from inspector_app.commands.edge import DataDir, PassphraseFile, say, unlocked
from inspector_app.i18n import N_, _

if TYPE_CHECKING:
    from inspector_app.operations.session import Session
    from inspector_app.sync.client import Link
    from inspector_app.sync.stage import Stage

sync_app = typer.Typer()


@sync_app.command(help=N_("Run one sync: progress on stderr, a JSON summary on stdout."))
def sync(data_dir: DataDir = None, passphrase_file: PassphraseFile = None) -> None:
    """Run one sync: progress on stderr, a JSON summary on stdout.

    Where central withdrew this laptop, hand its own records over and, once central has them all,
    remove the workspace; exit code 1 while something is left.
    """
    from inspector_app.sync.run import open_link

    with unlocked(data_dir, passphrase_file) as session, open_link(session.workspace) as link:
        summary = _synced(session, link) or _left(session, link)
    say(summary)
    if summary.get("withdrawn"):
        _tell(summary)
        raise typer.Exit(0 if summary["removed"] else 1)


def _synced(session: Session, link: Link) -> dict[str, Any] | None:
    """Return the summary of a sync; None where central withdrew this laptop."""
    from inspector_app.operations import locking
    from inspector_app.operations.backups import back_up_if_due
    from inspector_app.sync.problems import SignedOut
    from inspector_app.sync.run import synchronise

    try:
        result = synchronise(link, session.workspace, _show)
    except SignedOut as problem:
        if locking.word_of(problem) is None:
            raise
        return None
    locking.forget_word(session)
    back_up_if_due(session)
    return asdict(result)


def _left(session: Session, link: Link) -> dict[str, Any]:
    """Hand over what is only here, then remove the workspace; return how it stands."""
    from inspector_app.operations import locking
    from inspector_app.sync.handing_over import hand_over
    from inspector_app.sync.problems import SignedOut

    try:
        hand_over(link, session.workspace, _show)
    except SignedOut as problem:
        word = locking.word_of(problem)
        if word is None:
            raise
        standing = locking.note_word(session, word)
        gone = standing.is_empty and word is locking.Word.LOCKED
        if gone:
            locking.wipe(session)
        left = {"records_left": standing.records, "files_left": standing.files}
        return {"withdrawn": True, "device": standing.device, **left, "removed": gone}
    return _synced(session, link) or _left(session, link)  # taken back in between


def _tell(summary: dict[str, Any]) -> None:
    """Say in words what became of a withdrawn laptop."""
    if summary["removed"]:
        words = _(
            "This computer was withdrawn. Central has everything that was recorded on it;"
            " the workspace was removed."
        )
    else:
        words = _(
            "This computer was withdrawn. {records} records and {files} files are still only"
            " here: sync again to hand them over."
        ).format(records=summary["records_left"], files=summary["files_left"])
    print(words, file=sys.stderr)


def _show(stage: Stage) -> None:
    print(f"{stage.name} {stage.done}/{stage.total}", file=sys.stderr)
