"""Brings a person in: unlock, recover or enrol. Heavy imports happen on the store thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector_app.errors import BadInput, Problem, system_reason
from inspector_app.i18n import _, language
from inspector_app.ui import preferences
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.unlock_page import EntrancePage, UnlockPage

if TYPE_CHECKING:
    from inspector_app.operations.session import Session
    from inspector_app.ui.enrol_page import EnrolForm, EnrolPage, RecoveryKeyPage
    from inspector_app.ui.recovery_page import RecoveryPage


NAMES = {"zh_CN": "中文", "en": "English"}  # each in its own words


def has_workspace(data_dir: Path) -> bool:
    """Tell whether anybody is enrolled here, without importing the store."""
    return any((data_dir / "workspaces").glob("*/keys.json"))


class Entrance(QObject):
    """Shows the page that fits and ends with ``entered(session)``."""

    entered = Signal(object)
    painted = Signal()
    language_chosen = Signal(str)

    def __init__(self, window: MainWindow, jobs: Jobs, data_dir: Path) -> None:
        super().__init__(window)
        self._window, self._jobs, self._data_dir = window, jobs, data_dir

    def start(self) -> None:
        """Show the unlock page, or the enrolment where nobody is enrolled yet."""
        if has_workspace(self._data_dir):
            self.show_unlock()
        else:
            self.show_enrol()
        if any((self._data_dir / "workspaces").glob("*/wiping")):
            act = partial(finish_wipes, self._data_dir)
            self._jobs.run(act, failed=lambda _problem: None)

    # --- unlock

    def show_unlock(self) -> None:
        """Ask for the passphrase."""
        page = UnlockPage()
        page.painted.connect(self.painted)
        page.unlock_wanted.connect(partial(self._unlock, page))
        page.recovery_wanted.connect(self.show_recovery)
        page.enrol_wanted.connect(self.show_enrol)
        self._offer_language(page, self.show_unlock)
        self._window.show_only(page)

    def _offer_language(self, page: EntrancePage, show: Callable[[], None]) -> None:
        other = next(code for code in NAMES if code != language())
        page.offer_language(NAMES[other], partial(self._speak, page, other, show))

    def _speak(self, page: EntrancePage, code: str, show: Callable[[], None]) -> None:
        """Show the page in another language from now on; what was typed stays."""
        texts = page.typed()
        self.language_chosen.emit(code)
        show()
        fresh = self._window.centralWidget()
        if isinstance(fresh, EntrancePage):
            fresh.retype(texts)

    def _unlock(self, page: UnlockPage, passphrase: str) -> None:
        def refused(problem: Problem) -> None:
            page.show_problem(problem, int(str(problem.details.get("wait", 0))))

        act = partial(unlock, self._data_dir, passphrase)
        self._jobs.run(act, then=self.entered.emit, failed=refused, owner=page)

    def show_recovery(self) -> None:
        """Ask for the printed recovery key."""
        from inspector_app.ui.recovery_page import RecoveryPage

        page = RecoveryPage()
        page.recover_wanted.connect(partial(self._recover, page))
        page.back_wanted.connect(self.start)
        self._window.show_only(page)

    def _recover(self, page: RecoveryPage, key: str, passphrase: str) -> None:
        act = partial(recover, self._data_dir, key, passphrase)
        self._jobs.run(act, then=self.entered.emit, failed=page.show_problem, owner=page)

    # --- enrol

    def show_enrol(self) -> None:
        """Ask for central's address, the account and a new passphrase."""
        import platform

        from inspector_app.ui.enrol_page import EnrolPage

        known = preferences.load(self._data_dir)
        page = EnrolPage(known.central, platform.node())
        page.painted.connect(self.painted)
        page.back.setVisible(has_workspace(self._data_dir))
        page.enrol_wanted.connect(partial(self._enrol, page))
        page.back_wanted.connect(self.show_unlock)
        self._offer_language(page, self.show_enrol)
        self._window.show_only(page)

    def _enrol(self, page: EnrolPage, form: EnrolForm) -> None:
        act = partial(enrol, self._data_dir, form)
        then = partial(self._show_key, form)
        self._jobs.fetch(act, then=then, failed=page.show_problem, owner=page)

    def _show_key(self, form: EnrolForm, key: str) -> None:
        from inspector_app.ui.enrol_page import RecoveryKeyPage

        known = preferences.load(self._data_dir)
        preferences.save(self._data_dir, replace(known, central=form.central))
        page = RecoveryKeyPage(key)
        page.print_wanted.connect(partial(self._print_key, page, _whose(form)))
        page.save_wanted.connect(partial(self._save_key, page))
        page.noted.connect(partial(self._enter_enrolled, page, form.passphrase))
        self._window.show_only(page)

    def _enter_enrolled(self, page: RecoveryKeyPage, passphrase: str) -> None:
        act = partial(unlock, self._data_dir, passphrase)
        then, failed = self._introduce, page.problem.show_problem
        self._jobs.run(act, then=then, failed=failed, owner=page)

    def _introduce(self, session: Session) -> None:
        """Show a new inspector the three first screens, then the work."""
        from inspector_app.ui.introduction import Introduction

        page = Introduction()
        page.done.connect(partial(self.entered.emit, session))
        self._window.show_only(page)

    def _print_key(self, page: RecoveryKeyPage, whose: str, key: str) -> None:
        from inspector_app.ui.recovery_sheet import print_sheet

        if print_sheet(page, key, whose):
            page.show_note(_("Sent to the printer."))

    def _save_key(self, page: RecoveryKeyPage, key: str, path: str) -> None:
        act = partial(save_key, Path(path), key)
        then = partial(_say_saved, page)
        self._jobs.run(act, then=then, failed=page.problem.show_problem, owner=page)


def _whose(form: EnrolForm) -> str:
    from datetime import date

    told = _("User {user}, computer {computer}, enrolled on {day}")
    day = date.today().isoformat()
    return told.format(user=form.user, computer=form.label or "–", day=day)


def _say_saved(page: RecoveryKeyPage, path: Path) -> None:
    page.show_note(_("Saved as {file}. Keep it on a stick, not here.").format(file=path.name))


def unlock(data_dir: Path, passphrase: str) -> Session:
    """Return the session that the passphrase opens (store thread)."""
    from inspector_app.operations.unlocking import unlock_session

    return unlock_session(data_dir, passphrase)


def recover(data_dir: Path, key: str, passphrase: str) -> Session:
    """Return the session that the recovery key opens, under the new passphrase."""
    from inspector_app.operations.unlocking import recover_session

    return recover_session(data_dir, key, passphrase)


def enrol(data_dir: Path, form: EnrolForm) -> str:
    """Enrol at central and return the recovery key to show once (network thread)."""
    from inspector_app.sync.enrolment import Applicant, enrol

    applicant = Applicant(form.central, form.user, form.password, form.passphrase, form.label)
    return enrol(data_dir, applicant).recovery_key


def finish_wipes(data_dir: Path) -> None:
    """Go on with the removal of a withdrawn workspace that was cut (store thread)."""
    from inspector_app.operations import locking

    locking.finish_wipes(data_dir)


def save_key(path: Path, key: str) -> Path:
    """Write the recovery key where the person asked for it; raises BadInput where that fails."""
    try:
        path.write_text(key + "\n", encoding="utf-8")
    except OSError as error:
        what = _("The recovery key was not saved")
        raise BadInput(what=what, reason=system_reason(error)) from error
    return path


def warm_up() -> None:
    """Import what comes after the first paint, while the person still types (store thread).

    The fonts of papers come last: reading them holds Python for a tenth of a second each, which
    nobody notices here and everybody would in front of a half-filled notice.
    """
    import importlib

    for name in WARM:
        importlib.import_module(name)
    from inspector_app.documents.fonts import load_faces
    from inspector_app.store import pinyin

    pinyin.load()
    load_faces()


WARM = (
    "inspector_app.operations.unlocking",
    "inspector_app.ui.desk",
    "inspector_app.ui.icon_fonts",
    "inspector_app.sync.run",
    "pypinyin",
    "inspector_app.documents.notice",
)
