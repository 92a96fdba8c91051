"""Holds check items to the dates of the instruments they cite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol

from inspector_app.checklists import dates
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.problems import FormProblem, UnknownBasis
from inspector_app.checklists.profile import CheckItem


class InForce(Protocol):
    """An instrument of the catalogue, as far as the engine asks."""

    def in_force(self, on: date) -> bool:
        """Tell whether the instrument is in force on this day."""


class Basis:
    """Which items stand on a day. Nothing is hidden for want of knowledge, nor claimed in force.

    An item whose instrument the catalogue does not know stays, as one whose clause nobody read
    (``verified`` False): screen and paper then ask for the official text.
    """

    def __init__(self, instruments: Mapping[str, InForce] | None, visit_date: str) -> None:
        self._instruments = instruments
        self._on = dates.parse_date(visit_date)

    def stands(self, item: CheckItem | None) -> bool:
        """Tell whether the item's instrument is in force, or not known not to be."""
        if item is None or not item.standard or self._instruments is None or self._on is None:
            return True
        cited = self._instruments.get(item.standard)
        return cited is None or cited.in_force(self._on)

    def known(self, item: CheckItem) -> bool:
        """Tell whether the catalogue knows the item's instrument."""
        return self._instruments is None or not item.standard or item.standard in self._instruments

    def shown(self, item: CheckItem | None) -> CheckItem | None:
        """Return the item as people see it: unread where its instrument is unknown."""
        if item is None or self.known(item):
            return item
        return replace(item, verified=False)

    def problems(self, form: FormDefinition) -> tuple[FormProblem, ...]:
        """Return one problem for each item with an unknown instrument."""
        return tuple(
            UnknownBasis(item=item.item, standard=item.standard)
            for item in form.items()
            if not self.known(item)
        )
