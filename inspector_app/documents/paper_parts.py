"""Parts that most service papers share: the insured, the policy, staff, signatures, copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from inspector_app.documents.outline import (
    Column,
    Fields,
    Heading,
    Outline,
    OutlinePart,
    Photos,
    Place,
    Prose,
    Side,
    Signing,
    Table,
)
from inspector_app.documents.service_words import Words, words_of
from inspector_app.domain.hazard_papers import HazardPaper
from inspector_app.domain.notices import GREY
from inspector_app.domain.service_papers import PaperPhoto, ServicePaper, ServiceStaff

AMOUNTS = {"premium_received", "budget", "budget_year", "used_before", "amount", "total_after"}
AMOUNTS |= {"alloc_amount", "spent"}
# Fields whose heading is that of another name.
_ALIASES = {"items": "items_chosen", "contact": "contact_for"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper on its way to an outline: the paper and its words."""

    paper: ServicePaper
    words: Words

    @property
    def kind(self) -> str:
        """Return the tag of the paper, ``fee_statement`` for example."""
        return str(type(self.paper).__struct_config__.tag)

    def label(self, name: str) -> str:
        """Return the heading of a field."""
        return self.words.label(self.kind, _ALIASES.get(name, name))

    def fields(self, names: str, part: msgspec.Struct | None = None) -> Fields:
        """Return the fields of these names (separated by blanks) of the paper or a part of it."""
        return Fields(tuple(self.pairs(names, part)))

    def pairs(self, names: str, part: msgspec.Struct | None = None) -> list[tuple[str, str]]:
        """Return label and text of each field."""
        source = self.paper if part is None else part
        return [
            (self.label(name), self.shown(name, getattr(source, name))) for name in names.split()
        ]

    def shown(self, name: str, value: object) -> str:
        """Return a field as it is printed: amounts with unit, days in words, choices joined."""
        if isinstance(value, tuple):
            return self.words.joined(str(one) for one in value)
        if name in AMOUNTS:
            return self.words.yuan(str(value))
        return self.words.day(str(value))

    def insured(self) -> list[OutlinePart]:
        """Return the section on the insured and the policy."""
        paper, words = self.paper, self.words
        names = "ent_name ent_uscc ent_no_uscc_reason ent_industry ent_address ent_region"
        names += " ent_principal ent_contact ent_phone"
        pairs = self.pairs(names, paper.insured)
        cover = paper.cover
        period = words.span(cover.policy_start, cover.policy_end)
        pairs += self.pairs("policy_no", cover)
        pairs += [(words["policy_period"], period), *self.pairs("insurer plan_item", cover)]
        if paper.agency:
            pairs.append((words["agency"], paper.agency))
        return [Heading(words["insured"], 2), Fields(tuple(pairs))]

    def section(self, key: str, *parts: OutlinePart, level: int = 2) -> list[OutlinePart]:
        """Return a section under the heading of this word."""
        return [Heading(self.words[key], level), *parts]

    def closing(self, key: str) -> Prose:
        """Return the small print at the end of the paper."""
        return Prose((self.words[key],), hint=True, closing=True)

    def staff(self, staff: Sequence[ServiceStaff]) -> Table:
        """Return the table of the service staff."""
        words = self.words
        widths = (("name", 24.0), ("employer", 0.0), ("cert_type", 36.0), ("cert_no", 38.0))
        columns = [Column(words[name], width) for name, width in widths]
        columns.append(Column(words["cert_expire"], 24))
        rows = [
            (one.name, one.employer, one.cert_type, one.cert_no, one.cert_expire) for one in staff
        ]
        return Table(tuple(columns), tuple(rows), empty=words["no_rows"])

    def photos(self, photos: Iterable[PaperPhoto]) -> list[OutlinePart]:
        """Return the photos under their heading, nothing where there is none."""
        shown = tuple((photo, self.caption(place, photo)) for place, photo in enumerate(photos, 1))
        return self.section("site_photos", Photos(shown)) if shown else []

    def caption(self, place: int, photo: PaperPhoto) -> str:
        """Return number, caption and time of a photo."""
        name = self.words["photo_plain"].format(place=place)
        return "　".join(text for text in (name, photo.caption, photo.taken) if text)

    def signing(
        self, left: Side, right: Side, holders: Sequence[str] | None = None
    ) -> list[OutlinePart]:
        """Return the section of signatures and the sentence on copies."""
        return self.section("signatures", Signing(left, right, self.copies(holders)))

    def side(self, title: str, roles: str, *, seal: str = "", day: str = "") -> Side:
        """Return a side with its places by role; a role signed by several has several places."""
        places = [place for role in roles.split() for place in self.places(role, self.label(role))]
        named = self.words[seal] if seal else ""
        return Side(self.words[title], tuple(places), named, day)

    def places(self, role: str, label: str) -> list[Place]:
        """Return a place for each signature of the role, an empty one where nobody signed yet."""
        given = [Place(label, one, role=role) for one in self.paper.signatures if one.role == role]
        return given or [Place(label, role=role)]

    def copies(self, holders: Sequence[str] | None = None) -> str:
        """Return the sentence that names who keeps a copy."""
        words = self.words
        default = [words[f"holder_{one}"] for one in holders or ()]
        kept = self.paper.copies or tuple(default)
        if not kept:
            return ""
        if len(kept) == 1:
            return words["copies_one"].format(holders=kept[0])
        joined = ("、" if words.chinese else ", ").join(kept)
        return words["copies"].format(count=words.count(len(kept)), holders=joined)

    def outline(self, parts: Sequence[OutlinePart], value_hash: str, title: str = "") -> Outline:
        """Return the outline of the paper."""
        return Outline(
            title=title or self.words[self.kind],
            number=self.paper.number(),
            language=self.paper.language,
            author=self.paper.agency or self.paper.cover.insurer,
            subject=self.paper.insured.ent_name,
            value_hash=value_hash,
            parts=tuple(parts),
            portable=isinstance(self.paper, HazardPaper) and self.paper.variant == GREY,
        )


def sheet_of(paper: ServicePaper) -> Sheet:
    """Return the paper with the words of its language."""
    return Sheet(paper, words_of(paper.language))


BOTH = ("enterprise", "agency")
ALL_THREE = ("enterprise", "agency", "insurer")
