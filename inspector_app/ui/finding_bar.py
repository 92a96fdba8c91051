"""Above the list of enterprises: what concerns, which sector and scale, the order, kept views."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from inspector_app.domain.enterprise import Scale
from inspector_app.i18n import N_, _
from inspector_app.operations.finding import Concern, Order, View
from inspector_app.ui import parts, words
from inspector_app.ui.flow import Flow

CONCERNS = {
    Concern.ANY: N_("All"),
    Concern.PLANNED: N_("Planned in these two weeks"),
    Concern.OVERDUE: N_("Rectification overdue"),
    Concern.MAJOR_HAZARDS: N_("With major hazards"),
    Concern.OPEN_HAZARDS: N_("With open hazards"),
    Concern.NOT_VISITED: N_("Not visited for 90 days"),
    Concern.POLICY_ENDS: N_("Policy ends within 30 days"),
    Concern.UNSENT: N_("With records not yet sent"),
}
ORDERS = {
    Order.NAME: N_("By name"),
    Order.DEADLINE: N_("By next deadline"),
    Order.LAST_VISIT: N_("By last visit"),
    Order.POLICY_ENDS: N_("By end of the policy"),
    Order.HAZARDS: N_("By hazards"),
}


class FindingBar(QWidget):
    """``chosen`` carries the view wanted; ``kept`` one to keep, ``dropped`` a name to forget."""

    chosen = Signal(object)
    kept = Signal(object)
    dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = View()
        self._known: dict[str, View] = {}
        self.views, self.concern, self.sector, self.scale, self.order = (
            QComboBox() for _n in range(5)
        )
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.name.setPlaceholderText(_("Name of the view"))
        self.name.setAccessibleName(_("Name of the view"))
        self.keep = parts.button(_("Keep this view"), "flat", icon="bookmark-outline")
        self.store = parts.button(_("Keep"), "primary")
        self.drop = parts.button(_("Forget"), "flat", name=_("Forget this view"))
        self._naming = QWidget()
        self._naming.setLayout(parts.row(self.name, self.store))
        self._naming.hide()
        self._fill()
        self._lay_out()
        self._wire()

    def _fill(self) -> None:
        for box, name in (
            (self.views, _("Kept views")),
            (self.concern, _("What concerns")),
            (self.sector, _("Sector")),
            (self.scale, _("Size class")),
            (self.order, _("Order")),
        ):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for concern, said in CONCERNS.items():
            self.concern.addItem(_(said), concern.value)
        for order, said in ORDERS.items():
            self.order.addItem(_(said), order.value)
        self.scale.addItem(_("All sizes"), "")
        for scale in Scale:
            self.scale.addItem(words.scale(scale.value), scale.value)
        self.show_sectors(())
        self.show_views(())

    def _lay_out(self) -> None:
        asked = (self.views, self.concern, self.sector, self.scale, self.order)
        self.setLayout(parts.row(Flow((*asked, self.keep, self.drop, self._naming))))

    def _wire(self) -> None:
        for box in (self.concern, self.sector, self.scale, self.order):
            box.activated.connect(lambda _n: self._choose())
        self.views.activated.connect(lambda _n: self._take_view())
        self.keep.clicked.connect(self._begin_keeping)
        self.name.returnPressed.connect(self._keep)
        self.store.clicked.connect(self._keep)
        self.drop.clicked.connect(lambda: self.dropped.emit(self.view.name))

    # --- choosing

    def _choose(self) -> None:
        self.view = View(
            sector=self.sector.currentData() or "",
            scale=self.scale.currentData() or "",
            concern=Concern(self.concern.currentData()),  # Qt keeps the plain text
            order=Order(self.order.currentData()),
        )
        self.views.setCurrentIndex(0)
        self.drop.hide()
        self.chosen.emit(self.view)

    def _take_view(self) -> None:
        self.show_view(self._known.get(self.views.currentData(), View()))
        self.chosen.emit(self.view)

    def _begin_keeping(self) -> None:
        self._naming.show()
        self.name.setText(self.view.name)
        self.name.setFocus()

    def _keep(self) -> None:
        if self.name.text().strip():
            self._naming.hide()
            self.view = replace(self.view, name=self.name.text().strip())
            self.kept.emit(self.view)

    # --- showing

    def show_view(self, view: View) -> None:
        """Show what a view asks for."""
        self.view = view
        for box, value in (
            (self.concern, view.concern.value),
            (self.sector, view.sector),
            (self.scale, view.scale),
            (self.order, view.order.value),
        ):
            box.setCurrentIndex(max(0, box.findData(value)))
        self.drop.setVisible(bool(view.name))

    def show_sectors(self, sectors: Sequence[str]) -> None:
        """Offer the sectors of the enterprises that are here."""
        before = self.sector.currentData() or ""
        self.sector.clear()
        self.sector.addItem(_("All sectors"), "")
        for code in sectors:
            self.sector.addItem(words.sector(code), code)
        self.sector.setCurrentIndex(max(0, self.sector.findData(before)))

    def show_views(self, views: Sequence[View]) -> None:
        """Offer the views kept under a name; the one in use stays chosen."""
        self.views.clear()
        self.views.addItem(_("Kept views"), "")
        self._known = {one.name: one for one in views}
        for name in self._known:
            self.views.addItem(name, name)
        names = [one.name for one in views]
        here = names.index(self.view.name) + 1 if self.view.name in names else 0
        self.views.setCurrentIndex(here)
        self.views.setVisible(bool(views))
        self.drop.setVisible(here > 0)
