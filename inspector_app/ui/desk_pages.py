"""The pages of the working window, made together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from inspector_app.ui.checklists_page import ChecklistsPage
from inspector_app.ui.dossier_page import DossierPage
from inspector_app.ui.enterprises_page import EnterprisesPage
from inspector_app.ui.hazards_page import HazardsPage
from inspector_app.ui.help_page import HelpPage
from inspector_app.ui.law_page import LawPage
from inspector_app.ui.ledger_page import LedgerPage
from inspector_app.ui.papers_page import PapersPage
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.settings_page import About, SettingsPage
from inspector_app.ui.sync_page import SyncPage
from inspector_app.ui.today_page import TodayPage


@dataclass(slots=True)
class Pages:
    """Every page that is always there; visit and notice pages come and go."""

    today: TodayPage
    enterprises: EnterprisesPage
    hazards: HazardsPage
    papers: PapersPage
    ledger: LedgerPage
    checklists: ChecklistsPage
    law: LawPage
    sync: SyncPage
    help: HelpPage
    settings: SettingsPage
    dossier: DossierPage

    def named(self) -> Iterator[tuple[str, QWidget]]:
        """Yield every page with its name in the shell."""
        for name in self.__slots__:
            yield name, getattr(self, name)

    def set_today(self, today: date) -> None:
        """Count deadlines from this day on (the program may stay open over midnight)."""
        self.enterprises.today = self.hazards.today = today


def make_pages(today: date, preferences: Preferences, about: About) -> Pages:
    """Return fresh pages in the language and shade in use."""
    return Pages(
        today=TodayPage(),
        enterprises=EnterprisesPage(today),
        hazards=HazardsPage(today),
        papers=PapersPage(),
        ledger=LedgerPage(today),
        checklists=ChecklistsPage(today),
        law=LawPage(today),
        sync=SyncPage(about.central),
        help=HelpPage(),
        settings=SettingsPage(preferences, about),
        dossier=DossierPage(),
    )
