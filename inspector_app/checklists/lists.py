"""Secondary instances: choice lists inside the form, or files beside it (XML, CSV, GeoJSON)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

from lxml import etree

from inspector_app.checklists.listing import MAX_ROWS, Listing, Table
from inspector_app.checklists.problems import FormBroken, TooManyRows
from inspector_app.checklists.tree import Kind, Node, convert, parse_xml
from inspector_app.i18n import _

LAST_SAVED = "jr://instance/last-saved"


def read(element: etree._Element, resource: Callable[[str], bytes]) -> Node:
    """Return a holder whose child is the list's root element."""
    source = element.get("src")
    tags: list[tuple[object, etree._Element]] = [(child.tag, child) for child in element]
    inline = next((child for tag, child in tags if isinstance(tag, str)), None)
    holder = Node(Kind.ELEMENT, "instance")
    if source is None or (inline is not None and not source):
        if inline is not None:
            holder.append(Listing.of(convert(inline)))
        return holder
    if source == LAST_SAVED:
        return holder
    name = source.rsplit("/", 1)[-1]
    holder.append(_parse(name, source, resource(name)))
    return holder


def _parse(name: str, source: str, data: bytes) -> Node:
    lowered = name.lower()
    if lowered.endswith(".csv") or "/file-csv/" in source:
        return from_csv(data, name)
    if lowered.endswith(".geojson"):
        return Listing.of(from_geojson(data))
    return Listing.of(convert(parse_xml(data)))


def from_csv(data: bytes, name: str = "csv") -> Node:
    """Return ``<root><item><column>…`` for each row; the first row names the columns."""
    return Listing("root", read_table(data, name))


def read_table(data: bytes, name: str) -> Table:
    """Return the rows of a CSV file (comma, semicolon or tab); raises TooManyRows."""
    text = data.decode("utf-8-sig", errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header = [column.strip() for column in next(rows, [])]
    width = len(header)
    found: list[list[str]] = []
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            raise TooManyRows(name=name, limit=MAX_ROWS)
        if any(row):
            found.append((row + [""] * (width - len(row)))[:width])
    return Table(header, found)


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    if first.count("\t") > max(first.count(","), first.count(";")):
        return "\t"
    return ";" if first.count(";") > first.count(",") else ","


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
