"""Two people's different words on one thing: both kept, and one fact that settles them.

A settlement supersedes every version that was shown. It is no new finding, so it may be made
after the visit has ended: conflicts appear in the evening, when the laptops meet at central.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from inspector_app.checklists.problems import BadAnswer, FormProblem
from inspector_app.checklists.state import NodeState
from inspector_app.domain.acts import act
from inspector_app.domain.body import Body
from inspector_app.domain.dossier import all_shown, enterprise_of
from inspector_app.domain.dossier_records import record_of
from inspector_app.domain.facts import Fact, Volume
from inspector_app.domain.fold import Dossier, is_conflict
from inspector_app.domain.kinds import read_body
from inspector_app.domain.organisation import PersonRegistered
from inspector_app.domain.records import RecordPrefilled
from inspector_app.domain.visits import ItemAnswered, VisitEnded
from inspector_app.errors import BadInput, Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.answers import restore
from inspector_app.operations.session import Changes, Session
from inspector_app.operations.visits import require_dossier

OF_A_VISIT = (
    *("answer", "row", "hazard", "major", "photo", "marks", "signature", "visit_end"),
    *("moved", "record_fill", "record_end", "category", "analysis", "reply"),
)
_OF_A_HAZARD = ("major", "category", "analysis", "reply")
NAMES = ("hazard", "visit", "photo", "row", "task", "question", "item", "repeats")  # not to edit


class ConflictGone(Problem):
    """Somebody settled it in the meantime."""

    code = "OP-31"
    template = N_("These two versions no longer stand against each other.")
    remedy_template = N_("Look at the page again; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Version:
    """One of the versions: the fact it stands in, who said it when, and what it says.

    ``fields`` are those in which the versions differ; ``texts`` those that can be written anew.
    """

    fact: str
    who: str
    when: str
    mine: bool
    kind: str
    fields: tuple[tuple[str, object], ...]
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Versions of one thing that differ, mine first; ``about`` names the thing where it has a
    name of its own, ``visit`` is "" for what belongs to no visit."""

    dossier: str
    enterprise: str
    subject: str
    about: str
    visit: str
    versions: tuple[Version, ...]

    @property
    def group(self) -> str:
        """What kind of subject it is: ``answer``, ``hazard``, ``enterprise`` …"""
        return self.subject.partition(":")[0]

    @property
    def key(self) -> str:
        """The line on the visit page (``form@version/ref``) of an answer, the id of a hazard."""
        rest = self.subject.partition(":")[2]
        return rest.partition("/")[2] if self.group == "answer" else rest


@dataclass(frozen=True, slots=True)
class _Known:
    """Who is who: names by person id, the codes this laptop wrote under, whose it is."""

    names: Mapping[str, str]
    devices: frozenset[str]
    me: str

    def is_mine(self, fact: Fact) -> bool:
        """Tell whether this person recorded it on this laptop, under whatever device code."""
        return fact.device in self.devices and fact.author == self.me


def open_conflicts(session: Session) -> tuple[Conflict, ...]:
    """Return every disagreement on this laptop, by enterprise."""
    with session.workspace.reading() as reader:
        dossiers = dict.fromkeys(key for key, _subject in reader.several_heads())
    found = (one for key in dossiers for one in conflicts(session, key))
    return tuple(sorted(found, key=lambda one: (one.enterprise, one.subject)))


def conflicts(session: Session, dossier: str) -> tuple[Conflict, ...]:
    """Return every disagreement in an enterprise's file."""
    found = require_dossier(session, dossier)
    subjects = found.conflicts()
    if not subjects:
        return ()
    known = _known(session)
    name = enterprise_of(dossier, found).name
    return tuple(
        Conflict(
            dossier=dossier,
            enterprise=name,
            subject=subject,
            about=_about(session, found, subject),
            visit=_visit_of(found, subject),
            versions=_versions(found.heads[subject], known),
        )
        for subject in subjects
    )


def versions_of(session: Session, dossier: str, subject: str) -> tuple[Version, ...]:
    """Return what stands on one subject, mine first; a single version where nobody disagrees."""
    found = require_dossier(session, dossier)
    return _versions(found.heads.get(subject, ()), _known(session))


def _known(session: Session) -> _Known:
    with session.workspace.reading() as reader:
        devices = {chain.device for chain in reader.own_chains()} | {reader.setting("device")}
    return _Known(names(session), frozenset(devices), session.author.person)


def names(session: Session) -> dict[str, str]:
    """Return the names of the organisation's people by pseudonymous id."""
    with session.workspace.reading() as reader:
        organisation = reader.dossier(session.organisation)
    registered = all_shown(organisation, "person:", PersonRegistered)
    return {one.body.person: one.body.name for one in registered} | {
        session.author.person: session.person_name
    }


def keep(session: Session, dossier: str, subject: str, fact: str) -> Changes:
    """Let one version stand for all; the others stay in the log. Raises ConflictGone."""
    chosen, heads = _chosen(session, dossier, subject, fact)
    body = read_body(chosen)
    if body is None:
        raise ConflictGone
    return _settle(session, chosen, heads, body)


def write_new(
    session: Session, dossier: str, subject: str, fact: str, changes: Mapping[str, str]
) -> Changes:
    """Let a new version stand for all: this one's, with these fields as typed.

    Several values in a field are separated by commas. Raises ConflictGone, or BadInput where a
    text does not fit its field; nothing is then changed.
    """
    chosen, heads = _chosen(session, dossier, subject, fact)
    body = read_body(chosen)
    if body is None:
        raise ConflictGone
    new = _changed(body, changes)
    if isinstance(new, ItemAnswered):
        _require_fitting(session, chosen, new.value)
    return _settle(session, chosen, heads, new)


def _changed(body: Body, changes: Mapping[str, str]) -> Body:
    plain = dict(body.plain())
    for name, text in changes.items():
        before = getattr(body, name)
        plain[name] = _split(text) if isinstance(before, tuple) else text.strip()
    try:
        return msgspec.convert(plain, type(body), strict=False)
    except msgspec.ValidationError as error:
        raise BadInput(what=_("The new version"), reason=str(error)) from error


def _split(text: str) -> list[str]:
    return [part for part in (one.strip() for one in _one_comma(text).split(",")) if part]


def _one_comma(text: str) -> str:
    for mark in "，、;；":
        text = text.replace(mark, ",")
    return text


def _require_fitting(session: Session, chosen: Fact, value: str) -> None:
    """Raise BadInput where a question with choices is given something else."""
    found = require_dossier(session, chosen.dossier)
    node = _node_of(session, found, chosen.subject)
    choices = [one.value for one in (node.choices if node else None) or ()]
    if choices and not set(value.split()) <= set(choices):
        reason = _("only these are possible: {choices}").format(choices=", ".join(choices))
        raise BadInput(what=_("The new version"), reason=reason)
    if node is not None and node.item is not None and not value:
        raise BadInput(what=_("The new version"), reason=_("it is empty"))


def _chosen(
    session: Session, dossier: str, subject: str, fact: str
) -> tuple[Fact, tuple[Fact, ...]]:
    heads = require_dossier(session, dossier).heads.get(subject, ())
    chosen = next((one for one in heads if one.id == fact), None)
    if chosen is None or not is_conflict(heads):
        raise ConflictGone
    return chosen, heads


def _settle(session: Session, chosen: Fact, heads: tuple[Fact, ...], body: Body) -> Changes:
    """Write the one fact. What belongs to a visit stays in the visit's volume."""
    if isinstance(body, VisitEnded):
        body = _with_all_reasons(body, heads)
    of_a_visit = chosen.subject.partition(":")[0] in OF_A_VISIT
    year = chosen.year if of_a_visit else session.today().year
    volume = Volume(chosen.dossier, year)
    superseded = [one.id for one in heads]
    return session.write([act(body, volume, subject=chosen.subject, supersedes=superseded)])


def _with_all_reasons(body: VisitEnded, heads: tuple[Fact, ...]) -> VisitEnded:
    """Two laptops that end one visit each give the reasons for the items they know to be open:
    whichever end stands keeps the other's reasons for further items."""
    others = (read_body(fact) for fact in heads)
    reasons: dict[str, str] = {}
    for one in others:
        reasons |= one.unanswered if isinstance(one, VisitEnded) else {}
    return msgspec.structs.replace(body, unanswered=reasons | body.unanswered)


def _versions(heads: tuple[Fact, ...], known: _Known) -> tuple[Version, ...]:
    plain = [_plain(fact) for fact in heads]
    keys = list(dict.fromkeys(key for one in plain for key in one))
    differing = [key for key in keys if len({str(one.get(key)) for one in plain}) > 1]
    made = (
        Version(
            fact=fact.id,
            who=known.names.get(fact.author, ""),
            when=fact.recorded_at,
            mine=known.is_mine(fact),
            kind=fact.kind,
            fields=tuple((key, one.get(key)) for key in differing or keys),
            texts=_texts(fact, differing),
        )
        for fact, one in zip(heads, plain, strict=True)
    )
    return tuple(sorted(made, key=lambda one: not one.mine))


def _plain(fact: Fact) -> dict[str, object]:
    body = read_body(fact)
    if isinstance(body, RecordPrefilled):  # what differs in it is single answers
        return {ref.rpartition("/")[2]: text for ref, text in body.values.items()}
    return dict(body.plain()) if body is not None else {}


def _texts(fact: Fact, differing: list[str]) -> tuple[tuple[str, str], ...]:
    """Return the differing fields that a person can type: texts, numbers, lists of texts."""
    body = read_body(fact)
    found = []
    for name in differing:
        value = getattr(body, name, None)
        if isinstance(value, bool) or name in NAMES:
            continue
        if isinstance(value, str | int):
            found.append((name, str(value)))
        elif isinstance(value, tuple) and all(isinstance(one, str) for one in value):
            found.append((name, ", ".join(value)))
    return tuple(found)


def _visit_of(found: Dossier, subject: str) -> str:
    group, _colon, rest = subject.partition(":")
    if group in ("answer", "row", "signature", "visit_end", "record_fill", "record_end"):
        holder = rest.partition("/")[0]
        record = record_of(found, holder)
        return record.opened.visit if record else holder
    held = f"photo:{rest}" if group == "marks" else subject
    if group in _OF_A_HAZARD:
        held = f"hazard:{rest.partition('/')[0]}"
    said = (fact.value or {} for fact in found.heads.get(held, ()))
    return next((str(one["visit"]) for one in said if one.get("visit")), "")


def _about(session: Session, found: Dossier, subject: str) -> str:
    """Return the name of the thing: the question asked, the place of a hazard, a person."""
    if subject.startswith("answer:"):
        node = _node_of(session, found, subject)
        return (node.label if node else "") or subject.rpartition("/")[2]
    if subject.startswith(("record_fill:", "record_end:")):
        return _title_of_record(session, found, subject.partition(":")[2])
    group, _colon, rest = subject.partition(":")
    about = f"hazard:{rest.partition('/')[0]}" if group in _OF_A_HAZARD else subject
    said = [fact.value or {} for fact in found.heads.get(about, ())]
    for name in ("place", "name", "number"):
        known = next((str(one[name]) for one in said if one.get(name)), "")
        if known:
            return known
    return ""


def _title_of_record(session: Session, found: Dossier, record: str) -> str:
    known = record_of(found, record)
    if known is None:
        return ""
    try:
        return session.library.entry(known.opened.form, known.opened.version).title
    except FormProblem:
        return known.opened.form


def _node_of(session: Session, found: Dossier, subject: str) -> NodeState | None:
    """Return the question an answer is about, None where its checklist or row is not here."""
    visit, _slash, rest = subject.partition(":")[2].partition("/")
    form, _at, rest = rest.partition("@")
    version, _slash, ref = rest.partition("/")
    volume = found.heads[subject][0].volume
    try:
        entry = session.library.entry(form, version)
        running = restore(session, found, volume, visit, entry).running
        return running.node(running.ref_of(f"/{ref}"))
    except (FormProblem, BadAnswer):
        return None
