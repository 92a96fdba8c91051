"""Runs what the bundle card asks for, and says in a sentence what came of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations.session import Session
from inspector_app.sync.bundle import Imported, import_bundle
from inspector_app.sync.bundle_answer import AnswerTaken
from inspector_app.sync.bundle_carry import Carried, carried, forget, write_answers
from inspector_app.sync.bundle_delivery import Delivered
from inspector_app.sync.bundle_export import Exported, export_bundle, nothing_to_carry
from inspector_app.sync.bundle_problems import CodeNeeded
from inspector_app.ui import words
from inspector_app.ui.bundle_card import BundleCard
from inspector_app.ui.jobs import Jobs


class BundleDesk(QObject):
    """Bundles of one signed-in inspector; ``changed`` comes where records moved."""

    changed = Signal()
    shown = Signal()

    def __init__(self, jobs: Jobs, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self.session = jobs, session
        self._card: BundleCard

    def attach(self, card: BundleCard) -> None:
        """Show on this card from now on."""
        self._card = card
        card.written.connect(self._write)
        card.taken.connect(self._take)
        card.answers_wanted.connect(self._answers)
        card.forgotten.connect(self._forget)

    def refresh(self) -> None:
        """Read what this laptop carries for colleagues."""
        act = partial(carried_here, self.session)
        self._jobs.run(act, then=self._show, owner=self)

    def _show(self, found: tuple[Carried, ...]) -> None:
        self._card.show_carried(found)
        self.shown.emit()

    def _write(self, path: str) -> None:
        act = partial(write, self.session, Path(path))
        self._jobs.run(act, then=self._wrote, failed=self._failed, owner=self)

    def _wrote(self, said: str) -> None:
        self._card.show_done(said)

    def _take(self, paths: list[str], code: str) -> None:
        act = partial(take, self.session, [Path(one) for one in paths], code)
        self._jobs.run(act, then=self._took, failed=self._failed, owner=self)

    def _took(self, came: tuple[Imported, ...]) -> None:
        self._card.show_done("\n".join(imported_words(one) for one in came))
        self.refresh()
        self.changed.emit()

    def _answers(self, folder: str) -> None:
        act = partial(write_answers, self.session.workspace, Path(folder))
        self._jobs.run(act, then=self._answered, failed=self._failed, owner=self)

    def _answered(self, files: tuple[Path, ...]) -> None:
        said = _("{count} answers were written. Give each to its laptop.")
        self._card.show_done(said.format(count=len(files)))

    def _forget(self, bundle: str) -> None:
        act = partial(forget, self.session.workspace, bundle)
        self._jobs.run(act, then=lambda _gone: self.refresh(), owner=self)

    def _failed(self, problem: Problem) -> None:
        if isinstance(problem, CodeNeeded):
            self._card.ask_code(problem)
        else:
            self._card.show_problem(problem)


def carried_here(session: Session) -> tuple[Carried, ...]:
    """Return the bundles carried for colleagues (store thread)."""
    with session.workspace.reading() as reader:
        return carried(reader)


def write(session: Session, path: Path) -> str:
    """Write what central does not have yet; return in words what was written (store thread)."""
    made = export_bundle(session.workspace, path, now=session.clock())
    why = "" if made.files else nothing_to_carry(session.workspace, made)
    return exported_words(made, why)


def take(session: Session, paths: list[Path], code: str) -> tuple[Imported, ...]:
    """Take files one after another; raises at the first that cannot be taken (store thread)."""
    now = session.clock()
    return tuple(import_bundle(session.workspace, one, now=now, code=code) for one in paths)


def exported_words(made: Exported, why: str = "") -> str:
    """Return what was written, or ``why`` nothing was, in words."""
    if why:
        return _("Nothing was written: {reason}.").format(reason=why)
    if not made.files:
        return _("Central has everything; nothing was written.")
    said = _(
        "{count} records and {blobs} photos or papers were written as {files}, {size}. They count "
        "as safe once central's answer has come back."
    )
    names = _(", ").join(one.name for one in made.files)
    return said.format(count=made.facts, blobs=made.blobs, files=names, size=words.size(made.bytes))


def imported_words(one: Imported) -> str:
    """Return what a file was and what came of it, in words."""
    came = one.came
    if isinstance(came, Carried):
        said = _("A bundle of laptop {device} was taken; it goes to central at the next sync.")
        return said.format(device=came.device)
    if isinstance(came, Delivered):
        said = _("A delivery was taken: {count} new records, {blobs} files.")
        return said.format(count=came.facts, blobs=came.blobs)
    return _answer_words(came)


def _answer_words(came: AnswerTaken) -> str:
    said = _("Central confirmed {count} records and {blobs} files.")
    sentences = [said.format(count=came.facts, blobs=came.blobs)]
    if came.held:
        sentences.append(_("{count} parts wait for central's approval.").format(count=came.held))
    if came.refused:
        refused = _(", ").join(came.refused)
        sentences.append(_("Central refused: {refused}.").format(refused=refused))
    if came.forked:
        sentences.append(_("This laptop needs a sync: central knows other records of it."))
    return " ".join(sentences)
