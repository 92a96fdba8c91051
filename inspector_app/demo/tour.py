"""The tour: one inspector's day in the real windows, from the passphrase to the last sync."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.demo.driver import Driver, Key, is_drawn, paste_picture
from inspector_app.demo.samples import PASSPHRASE, sample_dir
from inspector_app.demo.stage import Stopwatch
from inspector_app.ui.desk import Desk
from inspector_app.ui.desktop import Desktop
from inspector_app.ui.hazard_panel import HazardPanel
from inspector_app.ui.notice_page import NoticePage
from inspector_app.ui.start_visit_dialog import StartVisitDialog
from inspector_app.ui.visit_page import VisitPage
from inspector_app.ui.visit_values import ItemKind, ItemView

WIDTH, HEIGHT = 1366, 768
SEARCH, ENTERPRISE, SITE = "hzslzz", "杭州示例铸造有限公司", "铸造车间"
MAJOR_ITEM, GENERAL_ITEM = "MEM10-7-3", "GEN-SPL-36-1"
FINDINGS = {  # item → place, finding
    MAJOR_ITEM: (
        "1号中频炉炉前坑",
        "1号中频炉炉前坑积水约2平方米、深约5厘米，检查时1号炉正在生产。",
    ),
    GENERAL_ITEM: (
        "造型线皮带输送机",
        "造型线2号皮带输送机尾部滚筒无防护罩，操作人员可直接触及。",
    ),
}
GENERAL_ANSWERS = 30  # of the general checklist; the rest stays 未检查, as on a short visit
STROKES = (((30, 60), (60, 30), (90, 80)), ((110, 40), (150, 45), (130, 90), (190, 60)))


class Tour:
    """Drives the desktop; ``run`` returns (visit, number of items answered)."""

    def __init__(self, app: QApplication, folder: Path, watch: Stopwatch) -> None:
        self._app, self._watch = app, watch
        with watch.stretch("start"):
            self._desktop = Desktop(app, folder, "zh_CN")
            self._desktop.window.resize(WIDTH, HEIGHT)
            painted: list[bool] = []
            self._desktop.start(lambda: painted.append(True))
            self._hands = Driver(self._desktop.window, folder / "screens")
            self._hands.wait("the unlock window", lambda: painted)
        self._answered = 0

    @property
    def _desk(self) -> Desk:
        desk = self._desktop.desk
        assert desk is not None
        return desk

    @property
    def _page(self) -> VisitPage:
        page = self._desk.shell.page("visit")
        assert isinstance(page, VisitPage)
        return page

    def close(self) -> None:
        """Close the window and let the store finish."""
        self._desktop.window.close()
        self._hands.settle()

    @property
    def window(self) -> QWidget:
        """The program's window."""
        return self._desktop.window

    def use(self, hands: Driver) -> None:
        """Go on with other hands."""
        self._hands = hands

    def run(self) -> tuple[str, int]:
        """Go through the day once."""
        self.morning()
        visit = self.visit()
        self._sync("sync", "sync-last")
        self._other_looks()
        return visit, self._answered

    def morning(self) -> None:
        """Unlock, sync, look around."""
        self._unlock()
        self._sync("pull", "sync-first")
        self._look_around()

    def visit(self) -> str:
        """Make the visit from its start to its end; returns its id."""
        with self._watch.stretch("visit"):
            self._start_visit()
            self._answer_all()
        visit = self._desk.visits.visit
        with self._watch.stretch("notice"):
            self._notice()
        self._end()
        return visit

    # --- morning

    def _unlock(self) -> None:
        hands = self._hands
        hands.picture("unlock")
        hands.type(PASSPHRASE)
        with self._watch.stretch("unlock"):
            hands.key(Key.Key_Return)
            hands.wait("the first page", lambda: self._desktop.desk is not None)
            hands.wait("today's work", lambda: not self._desktop.jobs.waiting)

    def _sync(self, stretch: str, picture: str) -> None:
        hands, syncs = self._hands, self._desk.syncs
        self._desk.go("sync")
        with self._watch.stretch(stretch):
            hands.click(self._desk.pages.sync.sync)
            hands.wait("the end of the sync", lambda: not syncs.running)
        self._shown(lambda: self._desk.go("sync"))
        hands.picture(picture)

    def _shown(self, act: object) -> None:
        """Do something and wait until the store has answered everything asked of it."""
        assert callable(act)
        act()
        done: list[bool] = []
        self._desktop.jobs.run(lambda: True, then=done.append)
        self._hands.wait("the store", lambda: done)

    def _look_around(self) -> None:
        hands, desk = self._hands, self._desk
        self._shown(lambda: desk.go("today"))
        hands.picture("today")
        hands.shortcut("Ctrl+K")
        self._shown(lambda: hands.type(SEARCH, desk.shell.top.search))
        hands.picture("search")
        hands.key(Key.Key_Return, desk.shell.top.search)
        hands.wait("the enterprise", lambda: desk.shell.shown == "dossier")
        self._shown(lambda: None)
        hands.picture("dossier")

    # --- the visit

    def _start_visit(self) -> None:
        hands, visits = self._hands, self._desk.visits
        hands.click(self._desk.pages.dossier.start)
        hands.wait("the form to start", lambda: isinstance(visits.dialog, StartVisitDialog))
        dialog = visits.dialog
        assert isinstance(dialog, StartVisitDialog)
        dialog.site.setCurrentIndex(max(0, dialog.site.findText(SITE, Qt.MatchFlag.MatchContains)))
        hands.type("示例乙", dialog.name)
        hands.type("安全主管", dialog.post)
        hands.picture("start-visit", dialog)
        hands.click(dialog.accept_button)
        hands.wait("the visit page", lambda: self._desk.shell.shown == "visit")
        hands.wait("the checklists", lambda: self._page.item is not None)
        hands.picture("visit")

    def _answer_all(self) -> None:
        """Answer every major item and part of the general ones; two of them with hazards."""
        for item in self._questions():
            name = item.basis.item if item.basis else ""
            self._page.go(item.key)
            if name in FINDINGS:
                self._record_hazard(item, *FINDINGS[name])
            else:
                self._hands.key(Key.Key_1, self._page)
            self._answered += 1
        self._shown(lambda: None)
        self._page.show_items()
        self._hands.picture("visit-answered")
        self._hands.key(Key.Key_L, self._page)
        self._hands.picture("visit-hazards")

    def _questions(self) -> list[ItemView]:
        items = [i for s in self._page.acts.book.sections for i in s.items]
        asked = [i for i in items if i.kind is ItemKind.CONFORMITY and i.basis]
        major = [i for i in asked if i.is_major]
        general = [i for i in asked if not i.is_major]
        wanted = [i for i in general if i.basis and i.basis.item in FINDINGS]
        rest = [i for i in general if i not in wanted]
        return [*major, *wanted, *rest[: GENERAL_ANSWERS - len(wanted)]]

    def _record_hazard(self, item: ItemView, place: str, finding: str) -> None:
        hands, page, panel = self._hands, self._page, self._page.panel
        hands.key(Key.Key_2, page)
        hands.wait("the hazard panel", panel.isVisible)
        self._shown(lambda: None)
        hands.type(place, panel.place)
        panel.finding.selectAll()
        hands.type(finding, panel.finding)
        self._confirm_major(item, panel)
        self._photograph(panel, "standing-water.jpg" if item.is_major else "missing-guard.jpg")
        hands.picture("hazard-major" if item.is_major else "hazard")
        before = self._hazards()
        hands.key(Key.Key_Return, panel.place, ctrl=True)
        hands.wait("the hazard on disk", lambda: self._hazards() > before)

    def _hazards(self) -> int:
        around = self._page.acts.surroundings
        return len(around.hazards) if around else 0

    def _confirm_major(self, item: ItemView, panel: HazardPanel) -> None:
        if not item.is_major:
            return
        box = panel.criterion.confirmed
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
        self._hands.type("示例甲", panel.major.line("told_to"))

    def _photograph(self, panel: HazardPanel, name: str) -> None:
        paste_picture(sample_dir() / "photos" / name)
        before = panel.photos.count
        self._hands.key(Key.Key_V, panel.photos, ctrl=True)
        self._hands.wait("the photo", lambda: panel.photos.count > before)
        self._shown(lambda: None)

    # --- the paper

    def _notice(self) -> None:
        hands = self._hands
        hands.key(Key.Key_F9, self._page)
        hands.wait("the draft", lambda: self._notice_page().state is not None)
        page = self._notice_page()
        self._sign(page, "inspector")
        self._sign(page, "receiver")
        hands.wait("the preview", lambda: is_drawn(page.preview))
        hands.picture("notice-draft")
        hands.key(Key.Key_F9, page)
        hands.wait("the issued notice", lambda: page.state and page.state.number)
        hands.wait("its preview", lambda: is_drawn(page.preview))
        hands.picture("notice-issued")
        hands.key(Key.Key_Escape, page)
        hands.wait("the visit page", lambda: self._desk.shell.shown == "visit")

    def _notice_page(self) -> NoticePage:
        page = self._desk.shell.page("notice")
        assert isinstance(page, NoticePage)
        return page

    def _sign(self, page: NoticePage, role: str) -> None:
        hands, sheet = self._hands, page.sheet
        page.start_signing(role)
        if not sheet.name.currentText():
            hands.type("示例甲", sheet.name)
        for stroke in STROKES:
            places = [QPoint(x, y) for x, y in stroke]
            QTest.mousePress(sheet.pad, Qt.MouseButton.LeftButton, pos=places[0])
            for place in places[1:]:
                QTest.mouseMove(sheet.pad, place)
            QTest.mouseRelease(sheet.pad, Qt.MouseButton.LeftButton, pos=places[-1])
        if role == "receiver":
            hands.picture("signature")
        before = len(page.state.signatures) if page.state else 0
        hands.key(Key.Key_Return, sheet.name, ctrl=True)
        hands.wait("the signature", lambda: page.state and len(page.state.signatures) > before)

    # --- evening

    def _end(self) -> None:
        hands, page = self._hands, self._page
        ended: list[bool] = []
        page.acts.ended.connect(lambda: ended.append(True))
        hands.key(Key.Key_F8, page)
        hands.picture("visit-end")
        page.end_view.end()
        hands.wait("the end of the visit", lambda: ended)

    def _other_looks(self) -> None:
        """The same window in the dark and in English."""
        hands, desktop = self._hands, self._desktop
        dark = replace(desktop.preferences, choice="dark")
        english = replace(desktop.preferences, choice="light", language="en")
        for chosen, name in ((dark, "dark"), (english, "english")):
            self._desk.preferences_changed.emit(chosen)
            self._shown(lambda: self._desk.go("today"))
            hands.picture(f"today-{name}")
