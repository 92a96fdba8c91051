"""Functions over places: area, distance, geofence (WGS 84 taken as a sphere, as ODK does)."""

from __future__ import annotations

import math
from itertools import pairwise

from inspector_app.checklists.calls import MANY, Registry
from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.values import Value, to_string
from inspector_app.checklists.xpath import Context
from inspector_app.i18n import _

FAMILY = Registry()
EARTH = 6_378_100.0  # metres; the equatorial radius that ODK clients use
Point = tuple[float, float]


def _points(arguments: list[Value]) -> list[Point] | None:
    texts: list[str] = []
    for argument in arguments:
        if isinstance(argument, list):
            found_texts = [node.string() for node in argument]
            # A place not yet taken leaves the shape open.
            texts.extend(found_texts if all(found_texts) else [])
        else:
            texts.append(to_string(argument))
    parts = [part for text in texts for part in text.rstrip("; ").split(";") if text.strip()]
    if any(not part.strip() for part in parts):
        return []
    found = [_point(part) for part in parts]
    if any(point is None for point in found):
        return None
    return [point for point in found if point is not None]


def _point(text: str) -> Point | None:
    parts = text.split()
    try:
        latitude, longitude = float(parts[0]), float(parts[1])
        rest = [float(part) for part in parts[2:]]
    except (ValueError, IndexError):
        return None
    if len(rest) > 2 or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return latitude, longitude


@FAMILY.add("area", 1, MANY)
def area(_context: Context, arguments: list[Value]) -> Value:
    """Return the area in square metres that the points enclose, to two decimals."""
    points = _points(arguments)
    if points is None:
        return math.nan
    if len(points) < 3:
        return 0.0
    if points[0] != points[-1]:
        points.append(points[0])
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in pairwise(points):
        total += math.radians(lon2 - lon1) * (
            2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2))
        )
    return round(abs(total * EARTH * EARTH / 2), 2)


@FAMILY.add("distance", 1, MANY)
def distance(_context: Context, arguments: list[Value]) -> Value:
    """Return the length in metres of the line through the points, to two decimals."""
    points = _points(arguments)
    if points is None:
        return math.nan
    legs = pairwise(points)
    return round(sum(_leg(start, end) for start, end in legs), 2)


def _leg(start: Point, end: Point) -> float:
    lat1, lat2 = math.radians(start[0]), math.radians(end[0])
    turn = math.radians(start[1] - end[1])
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(turn)
    return math.acos(max(-1.0, min(1.0, cosine))) * EARTH


@FAMILY.add("geofence", 2)
def geofence(_context: Context, arguments: list[Value]) -> Value:
    """Tell whether a point lies inside a closed shape."""
    point, shape = _points(arguments[:1]), _points(arguments[1:])
    if not point or not shape or len(shape) < 3:
        reason = _("it needs a point and a closed shape")
        raise BadExpression(expression="geofence()", reason=reason)
    if shape[0] != shape[-1]:
        return False
    latitude, longitude = point[0]
    inside = False
    for (lat1, lon1), (lat2, lon2) in zip(shape, shape[1:] + shape[:1], strict=True):
        if (lon1 > longitude) != (lon2 > longitude):
            crossing = (lat2 - lat1) * (longitude - lon1) / (lon2 - lon1) + lat1
            inside ^= latitude < crossing
    return inside
