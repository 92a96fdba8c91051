"""No network at all: what leaves this laptop in a file, and what a file brings.

Upwards: ``export_bundle`` writes what central has not acknowledged, sealed for central. A stick or
a colleague's laptop carries it; the colleague's program keeps it unread (``carry``) and hands it
over at its next sync (``hand_over``). Central's answer comes back the same way, and
``import_bundle`` acknowledges what it proves. Downwards: a delivery of central, opened with a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inspector_app.domain.envelope import is_box, look
from inspector_app.domain.envelope_content import is_answer
from inspector_app.store.workspace import Workspace
from inspector_app.sync.bundle_answer import AnswerTaken, take_answer
from inspector_app.sync.bundle_carry import Carried, carry
from inspector_app.sync.bundle_delivery import Delivered, take_delivery

Came = Carried | AnswerTaken | Delivered


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file was: ``carried`` (a colleague's bundle for central), ``answer`` (central's) or
    ``delivery`` (facts for this laptop), and what came of it."""

    kind: str
    came: Came


def import_bundle(workspace: Workspace, path: Path, *, now: datetime, code: str = "") -> Imported:
    """Take a file, whatever of the three it is; again changes nothing.

    Raises a BundleProblem that says why not; nothing is changed then.
    """
    if is_answer(path):
        return Imported("answer", take_answer(workspace, path))
    if is_box(path) and look(path).head.lock is not None:
        return Imported("delivery", take_delivery(workspace, path, code))
    return Imported("carried", carry(workspace, path, now))
