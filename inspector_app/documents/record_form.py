"""Turns a filled record form into its paper: the insured and the policy, groups, tables, places.

Pictures are named by the answer of their question; a question whose name ends in ``_sign`` is a
place to sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from inspector_app.checklists.filled import Filled, FilledLine, FilledSection, FilledTable
from inspector_app.domain.service_done import RecordSheet
from inspector_app.domain.service_papers import (
    Cover,
    Insured,
    PaperPhoto,
    PaperSignature,
    RecordField,
    RecordGroup,
    RecordTable,
    ServicePaper,
    fill_paper,
)

# Questions about who is insured by what stand in the paper's own head.
_HEAD = frozenset((*Insured.__struct_fields__, *Cover.__struct_fields__))
# Places of the enterprise; every other place is one of the service side.
_ENTERPRISE = frozenset({"ent_sign", "respondent_sign", "complainant_sign"})
_WITNESS = "refuse_witness"

P = TypeVar("P", bound=ServicePaper)
Pictures = Mapping[str, PaperPhoto]


def record_sheet_of(form: Filled, pictures: Pictures, *, language: str = "zh_CN") -> RecordSheet:
    """Return the paper of any record form; questions without an answer are left out of it.

    ``pictures`` holds the stored picture of each upload by its answer; raises PaperInvalid where
    an answer does not fit.
    """
    sections = [one for one in form.sections if one.title != "meta"]
    groups = [_group(one, pictures) for one in sections]
    places = [line for one in sections for line in one.lines if _is_place(line)]
    sheet = RecordSheet(
        title=form.title,
        record_no=_number(form),
        form=form.form.upper(),
        version=form.version,
        groups=tuple(one for one in groups if one.fields or one.tables or one.photos),
        service_places=tuple(one.label for one in places if one.name not in _ENTERPRISE),
        enterprise_places=tuple(one.label for one in places if one.name in _ENTERPRISE),
        signatures=tuple(_signatures(places, pictures, by_label=True)),
        language=language,
    )
    head = fill_paper(ServicePaper, form.answers())
    return msgspec.structs.replace(sheet, insured=head.insured, cover=head.cover)


def paper_of(kind: type[P], form: Filled, pictures: Pictures, *, language: str = "zh_CN") -> P:
    """Return the paper of this kind filled from its form, photos and drawn signatures included."""
    lines = list(form.lines())
    places = [line for line in lines if _is_place(line)]
    shown = [line for line in lines if line.type == "binary" and not _is_place(line)]
    return fill_paper(
        kind,
        _with_ink(form.answers(), pictures),
        photos=tuple(_photos(shown, pictures)),
        signatures=tuple(_signatures(places, pictures, by_label=False)),
        language=language,
    )


def _with_ink(answers: Mapping[str, object], pictures: Pictures) -> dict[str, object]:
    """Return the answers with drawn signatures inside rows named by their SHA-256."""
    return {
        name: tuple(_inked(row, pictures) if isinstance(row, dict) else row for row in value)
        if isinstance(value, tuple)
        else value
        for name, value in answers.items()
    }


def _inked(row: Mapping[str, object], pictures: Pictures) -> dict[str, object]:
    drawn = pictures.get(str(row.get("sign", "")))
    return {**row, "sign": drawn.sha256 if drawn else ""}


def _number(form: Filled) -> str:
    own = (line for line in form.lines() if line.name not in _HEAD)
    return next((line.value for line in own if line.name.endswith("_no") and line.value), "")


def _is_place(line: FilledLine) -> bool:
    signs = line.name.endswith("_sign") or line.name == _WITNESS
    return line.type == "binary" and signs


def _group(section: FilledSection, pictures: Pictures) -> RecordGroup:
    own = [line for line in section.lines if line.name not in _HEAD]
    fields = [RecordField(label=line.label, text=line.shown) for line in own if _is_text(line)]
    shown = [line for line in own if line.type == "binary" and not _is_place(line)]
    inside = [line for table in section.tables for row in table.rows for line in row]
    shown += [line for line in inside if line.type == "binary" and not _is_place(line)]
    return RecordGroup(
        title=section.title,
        fields=tuple(field for field in fields if field.text),
        tables=tuple(_table(one) for one in section.tables if one.rows),
        photos=tuple(_photos(shown, pictures)),
    )


def _is_text(line: FilledLine) -> bool:
    return line.type != "binary"


def _table(table: FilledTable) -> RecordTable:
    pictures = {line.name for row in table.rows for line in row if line.type == "binary"}
    kept = [(name, label) for name, label in table.columns if name not in pictures]
    rows = tuple(
        tuple(line.shown for line in row if line.name not in pictures) for row in table.rows
    )
    return RecordTable(title=table.title, heads=tuple(label for _n, label in kept), rows=rows)


def _photos(lines: Iterable[FilledLine], pictures: Pictures) -> Iterator[PaperPhoto]:
    for line in lines:
        held = pictures.get(line.value)
        if held is not None:
            yield msgspec.structs.replace(held, caption=held.caption or line.label)


def _signatures(
    places: Iterable[FilledLine], pictures: Pictures, *, by_label: bool
) -> Iterator[PaperSignature]:
    for line in places:
        held = pictures.get(line.value)
        if held is not None:
            role = line.label if by_label else line.name
            yield PaperSignature(role=role, image=held.sha256)
