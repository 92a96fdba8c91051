"""The papers that can be made here: a menu with what is missing where one cannot be made yet.

A paper that cannot be made yet is no grey line: arrow keys and screen readers pass those over, and
its reason with them. It can be chosen like the others; then the reason is told in full.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from inspector_app.i18n import _
from inspector_app.operations.paper_lists import Offer
from inspector_app.ui import paper_words, theme

MISSING = "missing"  # the property of a line that only explains
LONGEST = 44  # characters of a reason in the menu; the whole one is its tip


class PaperMenu(QMenu):
    """``chosen`` carries the offer; offers that differ only in what they are about (notices,
    records) share a menu below."""

    chosen = Signal(object)

    def __init__(self, offers: Iterable[Offer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)
        self.setAccessibleName(_("Papers that can be made here"))
        known = tuple(offers)
        for offer in known:
            if not offer.about:
                self._add(self, offer)
        for title, some in (
            (paper_words.paper("reply_form"), [o for o in known if o.paper == "reply_form"]),
            (_("From a record"), [o for o in known if o.about and o.paper != "reply_form"]),
        ):
            self._add_below(title, some)
        if not known:
            self.addAction(_("No paper can be made here yet"))

    @property
    def first(self) -> QAction:
        """The line to begin at: the first paper that can be made, else the first line."""
        lines = self.actions()
        return next((one for one in lines if not one.property(MISSING)), lines[0])

    def _add_below(self, title: str, offers: list[Offer]) -> None:
        if not offers:
            return
        below = self.addMenu(title)
        below.setToolTipsVisible(True)
        for offer in offers:
            self._add(below, offer)

    def _add(self, menu: QMenu, offer: Offer) -> None:
        act: QAction = menu.addAction(words_of(offer))
        act.setProperty(MISSING, bool(offer.missing))
        mark = ("information-outline", "muted") if offer.missing else ("file-document", "accent")
        act.setIcon(theme.icon(*mark))
        act.setToolTip(offer.missing or offer.number or words_of(offer))
        act.triggered.connect(partial(self._choose, offer))

    def _choose(self, offer: Offer, _on: bool = False) -> None:
        self.chosen.emit(offer)


def words_of(offer: Offer) -> str:
    """Return an offer as its line says it: title, what is missing, or the number that stands."""
    title = "  ".join(filter(None, (offer.about or paper_words.paper(offer.paper), offer.day)))
    note = ""
    if offer.missing:
        note = _("not yet: {reason}").format(reason=offer.missing)
    elif offer.number:
        note = _("stands: {number}").format(number=offer.number)
    short = note if len(note) <= LONGEST else note[: LONGEST - 1] + "…"
    return (f"{title}   {short}" if short else title).replace("&", "&&")
