"""What a running form shows: one frozen value per node, and progress by section."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.checklists.profile import CheckItem, Companion


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice now on offer; ``label`` is None where the form gives none."""

    value: str
    label: str | None


@dataclass(frozen=True, slots=True)
class NodeState:
    """One node as it is now (kinds and fields: README of the ODK conformance corpus, §1.3).

    ``value`` is the serialised string, blank while not relevant; ``violation`` is ``constraint``,
    ``required`` or None; ``section`` is the label of the outermost group around the node.
    """

    ref: str
    kind: str
    type: str = "string"
    relevant: bool = True
    readonly: bool = False
    required: bool = False
    value: str = ""
    valid: bool = True
    violation: str | None = None
    message: str | None = None
    label: str | None = None
    hint: str | None = None
    choices: tuple[Choice, ...] | None = None
    multiple: bool = False
    fixed: bool = False
    appearance: str = ""
    mediatype: str = ""
    bounds: tuple[str, str, str] = ("", "", "")
    calculated: bool = False
    row: str = ""
    item: CheckItem | None = None
    companion: Companion | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """How far a section is: answered and total of its relevant check items."""

    title: str
    ref: str
    answered: int
    total: int
