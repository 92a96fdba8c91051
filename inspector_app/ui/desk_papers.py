"""Papers on the desk: what can be made here, as a menu; the chosen one opens as a draft."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.operations import paper_lists
from inspector_app.operations.paper_lists import Offer
from inspector_app.operations.paper_numbers import numbers_without_paper
from inspector_app.operations.paper_orders import PaperOrder
from inspector_app.operations.session import Session
from inspector_app.ui.desk_checks import CheckDesk
from inspector_app.ui.desk_replies import ReplyDesk
from inspector_app.ui.dossier_page import DossierPage
from inspector_app.ui.hazards_page import HazardsPage
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.notice_page import NoticePage
from inspector_app.ui.paper_menu import PaperMenu
from inspector_app.ui.papers_page import PapersPage
from inspector_app.ui.record_page import RecordPage
from inspector_app.ui.reinspection_page import ReinspectionPage
from inspector_app.ui.shell import Shell
from inspector_app.ui.visit_page import VisitPage


class PaperDesk(QObject):
    """``order_wanted`` carries the PaperOrder of the paper to open."""

    failed = Signal(object)
    order_wanted = Signal(object)
    changed = Signal(object)

    def __init__(self, jobs: Jobs, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self.session = jobs, session
        self._shell: Shell
        self.menu: PaperMenu | None = None
        self.replies = ReplyDesk(jobs, lambda: self.session, self)
        self.checks = CheckDesk(jobs, lambda: self.session, self)
        self.replies.failed.connect(self.failed)
        self.replies.recorded.connect(self.changed)

    def attach(self, shell: Shell, dossier: DossierPage, hazards: HazardsPage) -> None:
        """Show in this shell from now on."""
        self._shell = shell
        dossier.papers_wanted.connect(self.offer)
        hazards.reply_wanted.connect(self.make_reply)
        hazards.answer_came.connect(partial(self.replies.ask, hazards))

    def ask_check(self) -> None:
        """Ask for a sheet or file and tell whether it is what was issued."""
        self.checks.ask(self._shell)

    def count_numbers(self, page: PapersPage) -> None:
        """Show which numbers of this year no paper here bears, and why."""
        act = partial(numbers_without_paper, self.session)
        self._jobs.run(act, page.show_numbers, owner=page)

    @property
    def has_offer(self) -> bool:
        """Whether papers can be made from the page that is open."""
        page = self._shell.page(self._shell.shown)
        return isinstance(page, DossierPage | VisitPage | ReinspectionPage | RecordPage)

    def offer(self) -> None:
        """Show which papers can be made from the page that is open."""
        page = self._shell.page(self._shell.shown)
        if isinstance(page, RecordPage):
            page.ask_paper()
        elif isinstance(page, DossierPage):
            act = partial(paper_lists.offers_for, self.session, page.dossier)
            self._fetch(act, page.papers)
        elif isinstance(page, VisitPage | ReinspectionPage) and page.acts.visit:
            act = partial(paper_lists.offers_for_visit, self.session, page.acts.visit)
            anchor = page.footer.papers if isinstance(page, VisitPage) else page.paper
            self._fetch(act, anchor)

    def _fetch(self, act: partial[tuple[Offer, ...]], anchor: QWidget) -> None:
        then = partial(self._show, anchor)
        self._jobs.run(act, then, self.failed.emit, owner=anchor)

    def _show(self, anchor: QWidget, offers: tuple[Offer, ...]) -> None:
        menu = PaperMenu(offers, anchor)
        menu.chosen.connect(self._chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu = menu
        menu.destroyed.connect(partial(self._gone, menu))
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
        menu.setActiveAction(menu.first)

    def _gone(self, menu: PaperMenu) -> None:
        if self.menu is menu:
            self.menu = None

    def _chosen(self, offer: Offer) -> None:
        if not offer.missing:
            self.order_wanted.emit(offer.order())
            return
        act = partial(paper_lists.check_offer, self.session, offer)  # its problem is told
        self._jobs.run(act, self.order_wanted.emit, self.failed.emit, owner=self)

    def make_record(self, dossier: str, record: str) -> None:
        """Open the paper that a record becomes; what is missing is told."""
        act = partial(paper_lists.offer_for_record, self.session, dossier, record)
        self._jobs.run(act, self._chosen, self.failed.emit, owner=self)

    def make_reply(self, dossier: str, hazard: str) -> None:
        """Open the form to reply to the notice that told a hazard."""
        act = partial(paper_lists.reply_order, self.session, dossier, hazard)
        self._jobs.run(act, self.order_wanted.emit, self.failed.emit, owner=self)

    def make_reinspection(self, dossier: str, visit: str) -> None:
        """Open the opinion on a re-inspection."""
        self.order_wanted.emit(PaperOrder("reinspection", dossier, visit))

    def reply_to_shown(self) -> None:
        """Open the form to reply to the notice that is shown."""
        page = self._shell.page(self._shell.shown)
        if isinstance(page, NoticePage):
            page.open_reply()
