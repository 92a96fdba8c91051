"""A laptop that central withdrew: locked at once, emptied once central has what it recorded.

Central's word comes with the first contact. While it still lacks something, the workspace stays
(encrypted and unusable) and hands that over by itself; then its keys are destroyed first, which
makes the rest unreadable, and the files after them. A wipe that is cut is finished at the next
start.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from inspector_app.errors import Problem
from inspector_app.i18n import N_
from inspector_app.operations.life_line import Why, safety
from inspector_app.operations.session import Session
from inspector_app.store.files import disk_problems, flush_folder, write_durably
from inspector_app.store.keys import KEYS_FILE

HANDING_OVER, LOCKED = "AUTH-03", "AUTH-05"  # central's codes for a withdrawn device
MARKER = "wiping"
_WORD = "withdrawn"  # setting: central's last word, one of the two codes
_ONLY_HERE = (Why.NOT_SENT, Why.ONLY_BACKED_UP, Why.FILES)


class Word(Enum):
    """What central said about a withdrawn device."""

    HANDING_OVER = HANDING_OVER  # withdrawn; it may still hand over its own records
    LOCKED = LOCKED  # withdrawn, and central has all that the laptop said it had


class StillNeeded(Problem):
    """The workspace holds what central lacks: it is not removed."""

    code = "OP-32"
    template = N_("{count} records are only on this computer; nothing was removed.")
    remedy_template = N_("Connect to a network and hand them over first.")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawn workspace: whose, under which code, and what central still lacks of it."""

    person: str
    device: str
    records: int
    files: int

    @property
    def is_empty(self) -> bool:
        return not (self.records or self.files)


def word_of(problem: Problem) -> Word | None:
    """Return what a refusal says about a withdrawn device; None for any other problem."""
    code = str(problem.details.get("central_code", ""))
    return next((word for word in Word if word.value == code), None)


def note_word(session: Session, word: Word) -> Withdrawal:
    """Remember central's word, so that the workspace stays locked without a network too."""
    with session.workspace.transaction() as tx:
        tx.set_setting(_WORD, word.value)
    return _standing(session)


def forget_word(session: Session) -> None:
    """Central took this device back: the workspace is in use again."""
    if _is_withdrawn(session):
        with session.workspace.transaction() as tx:
            tx.drop_settings(_WORD)


def withdrawal(session: Session) -> Withdrawal | None:
    """Return how a withdrawn workspace stands; None for one in use."""
    return _standing(session) if _is_withdrawn(session) else None


def _is_withdrawn(session: Session) -> bool:
    with session.workspace.reading() as reader:
        return bool(reader.setting(_WORD))


def _is_locked(session: Session) -> bool:
    with session.workspace.reading() as reader:
        return reader.setting(_WORD) == LOCKED


def _standing(session: Session) -> Withdrawal:
    lacking = [one for one in safety(session).unsafe if one.why in _ONLY_HERE]
    with session.workspace.reading() as reader:
        pending = reader.pending()
    return Withdrawal(
        person=session.person_name,
        device=session.device,
        records=sum(one.count for one in lacking),
        files=pending.blobs,
    )


def wipe(session: Session, *, random: Callable[[int], bytes] = secrets.token_bytes) -> None:
    """Remove a withdrawn workspace from this laptop: its keys first, then everything.

    Raises StillNeeded while central lacks any record or file of it, or has not said itself that
    it has everything; then nothing is touched.
    """
    standing = withdrawal(session)
    if standing is None or not standing.is_empty or not _is_locked(session):
        raise StillNeeded(count=standing.records + standing.files if standing else 0)
    folder = session.workspace.folder
    session.workspace.close()
    with disk_problems():
        write_durably(folder / MARKER, b"")
        _finish(folder, random)


def unfinished_wipes(data_dir: Path) -> tuple[Path, ...]:
    """Return the workspace folders whose removal was cut."""
    return tuple(one.parent for one in (data_dir / "workspaces").glob(f"*/{MARKER}"))


def finish_wipes(
    data_dir: Path, *, random: Callable[[int], bytes] = secrets.token_bytes
) -> tuple[Path, ...]:
    """Go on with removals that were cut; returns the folders that are gone now."""
    found = unfinished_wipes(data_dir)
    for folder in found:
        with disk_problems():
            _finish(folder, random)
    return found


def _finish(folder: Path, random: Callable[[int], bytes]) -> None:
    _destroy_keys(folder, random)
    # The marker goes last, or a cut would leave files that nobody comes back for.
    for one in sorted(folder.iterdir(), key=lambda path: path.name == MARKER):
        if one.name != MARKER:
            shutil.rmtree(one) if one.is_dir() else one.unlink()
    flush_folder(folder)
    shutil.rmtree(folder)
    flush_folder(folder.parent)


def _destroy_keys(folder: Path, random: Callable[[int], bytes]) -> None:
    """Overwrite, then remove, copies beside backups too: without these files nothing else in the
    folder can be read."""
    for path in sorted(folder.rglob(f"*{KEYS_FILE}*")):
        with path.open("r+b") as file:
            file.write(random(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        flush_folder(path.parent)
