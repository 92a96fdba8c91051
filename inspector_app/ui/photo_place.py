"""Where this computer is, as far as the system knows and the addition is installed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

NOWHERE = ("", "")
GOOD = 500.0  # metres: a place by the mobile network alone says too little


class LaptopPlace(QObject):
    """Follows the computer's place while it lives; knows nothing without Qt Positioning."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.place = NOWHERE  # longitude, latitude in WGS 84 degrees as decimal text
        self._source: Any = None

    def follow(self) -> bool:
        """Begin to ask the system; False where it cannot tell."""
        try:
            from PySide6.QtPositioning import QGeoPositionInfoSource
        except ImportError:
            return False
        self._source = QGeoPositionInfoSource.createDefaultSource(self)
        if self._source is None:
            return False
        self._source.positionUpdated.connect(self.note)
        self._source.startUpdates()
        return True

    def note(self, found: Any) -> None:
        """Remember a place that is exact enough."""
        if not found.isValid():
            return
        attribute = type(found).Attribute.HorizontalAccuracy
        if found.hasAttribute(attribute) and found.attribute(attribute) > GOOD:
            return
        point = found.coordinate()
        self.place = (f"{point.longitude():.6f}", f"{point.latitude():.6f}")
