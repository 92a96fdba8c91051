"""Secondary instances: choice lists inside the form, or files beside it (XML, CSV, GeoJSON)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

from lxml import etree

from inspector_app.checklists.problems import FormBroken
from inspector_app.checklists.tree import Kind, Node, convert, parse_xml
from inspector_app.i18n import _

MAX_ROWS = 100_000


def read(element: etree._Element, resource: Callable[[str], bytes]) -> Node:
    """Return a holder whose child is the list's root element."""
    source = element.get("src")
    tags: list[tuple[object, etree._Element]] = [(child.tag, child) for child in element]
    inline = next((child for tag, child in tags if isinstance(tag, str)), None)
    holder = Node(Kind.ELEMENT, "instance")
    if source is None or (inline is not None and not source):
        if inline is not None:
            holder.append(convert(inline))
        return holder
    if source == "jr://instance/last-saved":
        return holder
    name = source.rsplit("/", 1)[-1]
    holder.append(_parse(name, source, resource(name)))
    return holder


def _parse(name: str, source: str, data: bytes) -> Node:
    lowered = name.lower()
    if lowered.endswith(".csv") or "/file-csv/" in source:
        return from_csv(data)
    if lowered.endswith(".geojson"):
        return from_geojson(data)
    return convert(parse_xml(data))


def from_csv(data: bytes) -> Node:
    """Return ``<root><item><column>…`` for each row; the first row names the columns."""
    text = data.decode("utf-8-sig", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    if first.count("\t") > max(first.count(","), first.count(";")):
        delimiter = "\t"
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    root = Node(Kind.ELEMENT, "root")
    header = next(rows, [])
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            raise FormBroken(reason=_("a list has more than {limit} rows").format(limit=MAX_ROWS))
        if any(row):
            item = root.append(Node(Kind.ELEMENT, "item"))
            for index, column in enumerate(header):
                cell = row[index] if index < len(row) else ""
                item.append(Node(Kind.ELEMENT, column.strip(), cell))
    return root


def from_geojson(data: bytes) -> Node:
    """Return an item per feature: its properties, id and ``geometry`` as ODK writes places."""
    try:
        features = json.loads(data)["features"]
        root = Node(Kind.ELEMENT, "root")
        for feature in features:
            root.append(_feature(feature))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormBroken(reason=_("a list is not GeoJSON")) from error
    return root


def _feature(feature: dict[str, object]) -> Node:
    item = Node(Kind.ELEMENT, "item")
    properties = feature.get("properties")
    cells = dict(properties) if isinstance(properties, dict) else {}
    geometry = feature["geometry"]
    if isinstance(geometry, dict):
        item.append(Node(Kind.ELEMENT, "geometry", _place(geometry)))
    if "id" in feature and "id" not in cells:
        cells["id"] = feature["id"]
    for name, value in cells.items():
        if re.fullmatch(r"[^\W\d][\w.-]*", str(name)):
            text = "" if value is None else _plain(value)
            item.append(Node(Kind.ELEMENT, str(name), text))
    return item


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def _place(geometry: dict[str, object]) -> str:
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Point":
        points = [coordinates]
    elif geometry["type"] == "LineString":
        points = list(coordinates) if isinstance(coordinates, list) else []
    else:
        points = list(coordinates[0]) if isinstance(coordinates, list) else []
    return "; ".join(_lat_lon(point) for point in points)


def _lat_lon(point: object) -> str:
    assert isinstance(point, list)
    return f"{json.dumps(point[1])} {json.dumps(point[0])} 0 0"
