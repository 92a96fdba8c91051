"""From running forms to the sections and lines that the visit page shows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from inspector_app.checklists.library import Library
from inspector_app.checklists.profile import CheckItem
from inspector_app.checklists.state import NodeState
from inspector_app.config import forms_dir
from inspector_app.i18n import _
from inspector_app.operations.answers import OpenChecklist
from inspector_app.ui.visit_values import Basis, ItemKind, ItemView, LastResult, SectionView

GENERAL_TAGS = ("适用范围", "管理")  # groups of the vocabulary that name no facility
BOXES = ("group", "repeat", "instance")
BY_TYPE = {
    "int": ItemKind.INTEGER,
    "decimal": ItemKind.DECIMAL,
    "date": ItemKind.DATE,
    "time": ItemKind.TIME,
}
BY_KIND = {
    "range": ItemKind.DECIMAL,
    "rank": ItemKind.SELECT_MULTIPLE,
    "trigger": ItemKind.ACKNOWLEDGE,
    "upload": ItemKind.IMAGE,
    "repeat": ItemKind.REPEAT,
    "instance": ItemKind.ROW,
    "group": ItemKind.HEADING,
}


@dataclass(frozen=True, slots=True)
class Instrument:
    """A cited instrument as the basis shows it; days ``YYYY-MM-DD``, "" while in force."""

    number: str = ""
    title: str = ""
    starts: str = ""
    ends: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the answers: instruments, earlier results, photos, hazards, conflicts.

    ``photos``, ``hazards`` and ``conflicts`` are keyed like items (``form@version/ref``),
    ``last`` by the last name of the ref.
    """

    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    last: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    photos: Mapping[str, int] = field(default_factory=dict)
    hazards: Mapping[str, int] = field(default_factory=dict)
    conflicts: frozenset[str] = frozenset()
    site_tags: frozenset[str] = frozenset()
    closed: bool = False  # the visit or record is over

    def alike(self, other: Around) -> bool:
        """Tell whether only what is counted at single lines differs."""
        same = self.instruments == other.instruments and self.last == other.last
        return same and self.site_tags == other.site_tags and self.closed == other.closed


def around_library(library: Library, site_tags: Iterable[str] = ()) -> Around:
    """Return what a library alone says around answers: its instruments."""
    return Around(instruments=instruments_of(library), site_tags=frozenset(site_tags))


def instruments_of(library: Library) -> dict[str, Instrument]:
    """Return the instruments of a library as the basis shows them."""
    return {
        key: Instrument(
            number=one.number,
            title=one.title,
            starts=one.effective_from.isoformat(),
            ends=one.effective_to.isoformat() if one.effective_to else "",
            url=one.url,
        )
        for key, one in library.instruments.items()
    }


Views = dict[tuple[str, str], tuple[NodeState, ItemView]]


def sections_of(
    checklists: Iterable[OpenChecklist], around: Around, views: Views | None = None
) -> tuple[SectionView, ...]:
    """Return the sections of all checklists with their relevant lines, empty ones left out.

    ``views`` keeps the lines between two calls over ``alike`` surroundings: an answer changes a few
    of several hundred, the others are taken as they were.
    """
    kept: Views = {} if views is None else views
    return tuple(one for checklist in checklists for one in _sections(checklist, around, kept))


def checklist_key(checklist: OpenChecklist) -> str:
    """Return ``form@version``, by which lines name their checklist."""
    return f"{checklist.form}@{checklist.version}"


def _sections(checklist: OpenChecklist, around: Around, kept: Views) -> list[SectionView]:
    grouped: dict[str, list[ItemView]] = {}
    titles: dict[str, str] = {}
    number = 0
    for node in checklist.running.nodes():
        ref = section_ref(node)
        view = _kept_view(checklist, node, around, kept) if ref and node.relevant else None
        if view is None:
            continue
        if node.ref == ref:
            titles[ref] = node.label or node.section
            if view.kind is ItemKind.HEADING:
                continue
        if view.is_answerable:
            number += 1
            if view.number != str(number):
                view = replace(view, number=str(number))
                kept[view.checklist, node.ref] = (node, view)
        titles.setdefault(ref, node.section)
        grouped.setdefault(ref, []).append(view)
    key, title = checklist_key(checklist), checklist.entry.title
    return [
        SectionView(key, title, ref, titles[ref] or title, tuple(items))
        for ref, items in grouped.items()
    ]


def section_ref(node: NodeState) -> str:
    """Return the ref of the outermost group (or repeat) around a node, without positions."""
    steps = node.ref.split("/")
    if len(steps) < 3:
        return ""
    if len(steps) == 3 and node.kind not in BOXES:
        return f"/{steps[1]}"
    return "/".join([*steps[:2], steps[2].partition("[")[0]])


def _kept_view(
    checklist: OpenChecklist, node: NodeState, around: Around, kept: Views
) -> ItemView | None:
    """Return the line of a node, the one of last time where nothing of it changed."""
    place = (checklist_key(checklist), node.ref)
    known = kept.get(place)
    if known is not None and known[0] is node and _says_the_same(known[1], checklist, around):
        return known[1]
    view = _view(checklist, node, around)
    if view is not None:
        kept[place] = (node, view)
    return view


def _says_the_same(view: ItemView, checklist: OpenChecklist, around: Around) -> bool:
    """Tell whether nothing around the answer changed either."""
    key = view.key
    said = (checklist.reasons.get(view.ref, ""), checklist.notes.get(view.ref, ""))
    counted = (around.photos.get(key, 0), around.hazards.get(key, 0), key in around.conflicts)
    return (view.reason, view.note) == said and (
        (view.photos, view.hazards, view.conflict) == counted
    )


def _view(checklist: OpenChecklist, node: NodeState, around: Around) -> ItemView | None:
    kind = _kind(node)
    if kind is None:
        return None
    stable = checklist.running.stable_ref(node.ref) if "[" in node.ref else node.ref
    key = f"{checklist_key(checklist)}{stable}"
    return ItemView(
        checklist=checklist_key(checklist),
        ref=stable,
        kind=kind,
        label=_label(node),
        value=node.value,
        hint=node.hint or "",
        choices=tuple((c.value, c.label or c.value) for c in node.choices or ()),
        required=node.required,
        readonly=node.readonly,
        problem=_complaint(node),
        reason=checklist.reasons.get(stable, ""),
        note=checklist.notes.get(stable, ""),
        basis=_basis(node.item, around) if node.item else None,
        last=_last(node, around),
        photos=around.photos.get(key, 0),
        hazards=around.hazards.get(key, 0),
        conflict=key in around.conflicts,
        depth=min(3, max(0, node.ref.count("/") - 3)),
        appearance=node.appearance,
        fixed=node.fixed,
        closed=around.closed,
    )


def _label(node: NodeState) -> str:
    name = node.ref.rsplit("/", 1)[-1]
    if node.kind == "instance":
        return f"{node.label or name.partition('[')[0]} {name.partition('[')[2].rstrip(']')}"
    return node.label or name


def _kind(node: NodeState) -> ItemKind | None:
    """Return how a node is shown; None where nobody sees it."""
    if node.kind == "group" and not node.label:
        return None
    if node.kind in BY_KIND:
        return BY_KIND[node.kind]
    if node.kind == "select":
        if node.item is not None:
            return ItemKind.CONFORMITY
        return ItemKind.SELECT_MULTIPLE if node.multiple else ItemKind.SELECT_ONE
    if node.kind == "input":
        return _input_kind(node)
    return ItemKind.CALCULATE if node.kind == "value" and node.label else None


def _input_kind(node: NodeState) -> ItemKind:
    if node.readonly:
        return ItemKind.CALCULATE if node.calculated or node.value else ItemKind.NOTE
    return BY_TYPE.get(node.type, ItemKind.TEXT)


def _complaint(node: NodeState) -> str:
    """Return the form's message of a violation. An unanswered required question is no error yet:
    it is counted as unchecked."""
    if node.valid or (node.violation == "required" and not node.value):
        return ""
    return node.message or _("This value does not fit the question.")


def _last(node: NodeState, around: Around) -> LastResult | None:
    found = around.last.get(node.ref.rsplit("/", 1)[-1]) if node.item else None
    return LastResult(*found) if found and found[1] else None


def _basis(item: CheckItem, around: Around) -> Basis:
    cited = around.instruments.get(item.standard, Instrument())
    return Basis(
        item=item.item,
        standard=cited.number or item.standard,
        title=cited.title,
        article=item.article,
        starts=cited.starts,
        ends=cited.ends,
        url=cited.url,
        level=item.level,
        major_if=item.major_if,
        logic=item.logic,
        method=item.method,
        evidence=item.evidence,
        verified=item.verified,
        missing_tags=missing_facilities(item.tags, around.site_tags),
    )


def missing_facilities(tags: tuple[str, ...], site: frozenset[str]) -> tuple[str, ...]:
    """Return the names of the facilities an item is about where the site has none of them."""
    wanted = [tag for tag in tags if tag in _facilities()]
    if not wanted or site & set(wanted):
        return ()
    return tuple(_facilities()[tag] for tag in wanted)


@cache
def _facilities() -> dict[str, str]:
    path = forms_dir() / "tags.toml"
    if not path.exists():
        return {}
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    groups = (group for group in read.get("groups", ()) if group["title"] not in GENERAL_TAGS)
    return {code: name for group in groups for code, name in group["tags"].items()}
