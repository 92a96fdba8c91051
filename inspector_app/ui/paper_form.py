"""In which language and variant a draft is made."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from inspector_app.i18n import _
from inspector_app.operations.paper_orders import PaperOrder
from inspector_app.ui import parts

PORTABLE = ("major_notice", "major_report", "reply_form", "reinspection")  # have a grey variant
Form = tuple[str, str]  # language and variant


class PaperForm(QWidget):
    """A choice over a draft; ``chosen`` carries the order of the same paper in another form."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._order: PaperOrder | None = None
        self.forms = QComboBox()
        self.setLayout(parts.field(_("Language and print"), self.forms))
        self.forms.activated.connect(self._choose)
        self.hide()

    def show_order(self, order: PaperOrder | None) -> None:
        """Offer the forms of this paper; None where nothing is to choose."""
        self._order = order
        self.setVisible(order is not None)
        self.forms.clear()
        if order is None:
            return
        for form, words in _forms(order.paper):
            self.forms.addItem(words, form)
        now: Form = (order.language, order.variant)
        known = [form for form, _words in _forms(order.paper)]
        self.forms.setCurrentIndex(known.index(now) if now in known else 0)

    def _choose(self, place: int) -> None:
        order = self._order
        if order is None:
            return
        language, variant = self.forms.itemData(place)
        if (language, variant) != (order.language, order.variant):
            self.chosen.emit(replace(order, language=language, variant=variant))


def _forms(paper: str) -> list[tuple[Form, str]]:
    found: list[tuple[Form, str]] = [
        (("zh_CN", "full"), _("Chinese")),
        (("en", "full"), _("English")),
    ]
    if paper in PORTABLE:
        grey = _("{language}, portable printer (no photos)")
        found += [
            (("zh_CN", "grey"), grey.format(language=_("Chinese"))),
            (("en", "grey"), grey.format(language=_("English"))),
        ]
    return found
