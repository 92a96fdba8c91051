"""Forms made for tests: XForm bytes from short descriptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any
from xml.sax.saxutils import quoteattr

from inspector_app.checklists import xform
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.engine import RunningForm

NAMESPACES = (
    'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms" '
    'xmlns:insp="urn:inspector-app:item:1"'
)
VISIT = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)


def form_xml(instance: str, binds: str = "", body: str = "", model: str = "") -> bytes:
    """Return an XForm with this instance (inside ``data``), binds, body and further model."""
    return (
        f"<h:html {NAMESPACES}><h:head><h:title>示例</h:title><model><instance>"
        f'<data id="sample" version="1">{instance}</data></instance>{model}{binds}</model>'
        f"</h:head><h:body>{body}</h:body></h:html>"
    ).encode()


def bind(path: str, **rules: str) -> str:
    """Return a bind of ``/data/<path>``; ``message`` becomes jr:constraintMsg."""
    names = {"message": "jr:constraintMsg", "count": "jr:count"}
    written = " ".join(
        f"{names.get(name, name.replace('insp_', 'insp:'))}={quoteattr(value)}"
        for name, value in rules.items()
    )
    return f'<bind nodeset="/data/{path}" {written}/>'


def question(path: str, label: str = "") -> str:
    """Return an input bound to ``/data/<path>``."""
    return f'<input ref="/data/{path}"><label>{label or path}</label></input>'


def simple(fields: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return a flat form of inputs, each with its bind's attributes."""
    return form_xml(
        "".join(f"<{name}/>" for name in fields),
        "".join(bind(name, **rules) for name, rules in fields.items()),
        "".join(question(name) for name in fields),
    )


def open_form(xml: bytes | FormDefinition, **more: Any) -> RunningForm:
    """Return the form running, with a fixed clock, counted ids and seeded chance."""
    settings: dict[str, Any] = {
        "clock": lambda: VISIT,
        "new_id": counter(),
        "random": Random(7),
    }
    definition = xml if isinstance(xml, FormDefinition) else xform.load(xml)
    return RunningForm(definition, **{**settings, **more})


def counter() -> Callable[[], str]:
    """Return a maker of ids ``id-1``, ``id-2`` …"""
    made: list[str] = []

    def new_id() -> str:
        made.append(f"id-{len(made) + 1}")
        return made[-1]

    return new_id


def values_of(form: RunningForm) -> dict[str, str]:
    """Return every value by ref, blanks included, metadata left out."""
    return {n.ref: n.value for n in form.nodes() if n.kind not in _BOXES and "/meta" not in n.ref}


_BOXES = ("root", "group", "repeat", "instance")
CONFORMITY = (
    '<instance id="conformity"><root><item><name>yes</name><label>符合</label></item>'
    "<item><name>no</name><label>不符合</label></item>"
    "<item><name>na</name><label>不涉及</label></item></root></instance>"
)


def item(path: str, label: str = "") -> str:
    """Return a conformity question bound to ``/data/<path>``."""
    return (
        f'<select1 ref="/data/{path}"><label>{label or path}</label>'
        "<itemset nodeset=\"instance('conformity')/root/item\">"
        '<value ref="name"/><label ref="label"/></itemset></select1>'
    )


def checklist(items: int, per_section: int = 20) -> bytes:
    """Return a checklist of sections by tag, with a count of answers and follow-ups."""
    sections = [
        [f"i{index}" for index in range(start, min(start + per_section, items))]
        for start in range(0, items, per_section)
    ]
    instance = "<site_tags/><visit_date/>" + "".join(
        f"<s{n}>{''.join(f'<{i}/>' for i in names)}</s{n}>" for n, names in enumerate(sections)
    )
    binds, body = "", ""
    for n, names in enumerate(sections):
        binds += bind(f"s{n}", relevant=f"selected(/data/site_tags, 't{n % 4}')")
        binds += "".join(_item_bind(f"s{n}/{name}") for name in names)
        inner = "".join(item(f"s{n}/{name}", f"检查项 {name}") for name in names)
        body += f'<group ref="/data/s{n}"><label>第{n}节</label>{inner}</group>'
    refused = " + ".join(f"count(/data/s{n}/*[. = 'no'])" for n in range(len(sections)))
    binds += bind("refused", type="int", calculate=refused)
    return form_xml(instance + "<refused/>", binds, body, CONFORMITY)


def _item_bind(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    return bind(
        path,
        type="string",
        insp_item=name,
        insp_standard="MEM-10-2023",
        insp_article="第三条",
        insp_level="major" if name.endswith("0") else "general",
        insp_major_if="构成",
        insp_finding="____未落实。",
        insp_measure="落实。",
    )


def fan(width: int) -> bytes:
    """Return one source with this many calculations on it."""
    names = [f"c{index}" for index in range(width)]
    return form_xml(
        "<source/>" + "".join(f"<{name}/>" for name in names),
        bind("source", type="int")
        + "".join(
            bind(n, type="int", calculate=f"/data/source * {i}") for i, n in enumerate(names)
        ),
        question("source"),
    )


def rows_with_calculations(width: int) -> bytes:
    """Return a repeat whose rows have this many calculations in a chain, and a sum over all."""
    names = [f"c{index}" for index in range(width)]
    chain: Sequence[str] = ["a", *names]
    binds = bind("row/a", type="int") + "".join(
        bind(f"row/{name}", type="int", calculate=f"../{chain[i]} + 1")
        for i, name in enumerate(names)
    )
    inner = "<a>1</a>" + "".join(f"<{name}/>" for name in names)
    return form_xml(
        f'<total/><row jr:template="">{inner}</row><row>{inner}</row>',
        binds + bind("total", type="int", calculate=f"sum(/data/row/{names[-1]})"),
        f'<group ref="/data/row"><repeat nodeset="/data/row">{question("row/a")}</repeat></group>',
    )


def filtered(size: int) -> bytes:
    """Return a question whose choices are filtered out of a long list."""
    items = "".join(
        f"<item><name>n{i}</name><label>选项{i}</label><g>g{i % 500}</g></item>"
        for i in range(size)
    )
    return form_xml(
        "<group/><pick/>",
        bind("group", type="string") + bind("pick", type="string"),
        question("group") + '<select1 ref="/data/pick"><label>选</label>'
        "<itemset nodeset=\"instance('big')/root/item[g = /data/group]\">"
        '<value ref="name"/><label ref="label"/></itemset></select1>',
        f'<instance id="big"><root>{items}</root></instance>',
    )
