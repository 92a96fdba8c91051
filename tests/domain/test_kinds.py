"""The table of kinds and what hangs on it."""

from __future__ import annotations

import pytest

from inspector_app.domain.acts import subject_of
from inspector_app.domain.hazards import DeadlineRules, Level, rectify_by
from inspector_app.domain.kinds import KINDS, Kind, blobs_of, read_body
from inspector_app.domain.papers import PhotoAttached
from tests.builders import VISIT, a_fact, a_hazard


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.name)
def test_every_kind_is_past_tense_and_spells_a_subject_of_its_own_fields(kind: Kind) -> None:
    assert kind.name.split("_")[-1] in PAST, kind.name
    names = set(kind.body.__struct_fields__) | {"key"}
    asked = {part.split("}")[0] for part in kind.subject.split("{")[1:]}
    assert asked <= names
    assert kind.v >= 1


PAST = {
    "signed", "sealed", "named", "located", "classified", "sized", "tagged", "recorded", "as",
    "planned", "started", "performed", "ended", "joined", "opened", "answered", "added", "removed",
    "withdrawn", "reported", "reinspected", "attached", "detached", "marked", "given", "issued",
    "voided", "delivered", "registered", "published", "set", "erased", "moved", "prefilled",
    "closed", "reopened", "analysed", "replied",
}  # fmt: skip


def test_a_body_is_read_back_as_it_was_said() -> None:
    hazard = a_hazard(level=Level.MAJOR, basis=("《示例标准》第一条",))
    assert read_body(a_fact(hazard)) == hazard


def test_a_body_that_is_not_of_its_kinds_form_reads_as_nothing() -> None:
    from dataclasses import replace

    assert read_body(replace(a_fact(), body=b'{"nonsense":1}')) is None
    assert read_body(replace(a_fact(), body=b"[]")) is None
    assert read_body(a_fact().erased()) is None


def test_a_photo_names_its_picture_and_its_thumbnail() -> None:
    photo = PhotoAttached(
        photo="p", owner="hazard:h1", visit=VISIT, sha256="a" * 64, media_type="image/jpeg",
        size=10, width=1, height=1, original_sha256="b" * 64, thumbnail_sha256="c" * 64,
        thumbnail_size=2,
    )  # fmt: skip
    assert blobs_of(a_fact(photo)) == (("a" * 64, 10), ("c" * 64, 2))
    assert subject_of(photo) == "photo:p"


def test_the_default_deadline_is_at_once_for_major_and_a_week_for_general() -> None:
    from datetime import date

    found = date(2026, 11, 25)
    assert rectify_by(Level.MAJOR, found, DeadlineRules()) == found
    assert rectify_by(Level.GENERAL, found, DeadlineRules()) == date(2026, 12, 2)


def test_a_published_form_names_its_lists_and_one_from_before_there_were_any_still_reads() -> None:
    from dataclasses import replace

    from inspector_app.domain.organisation import FormFile, FormPublished

    lists = (FormFile(name="a.csv", sha256="b" * 64, size=3),)
    form = FormPublished(form="f", version="1", sha256="a" * 64, size=9, title="示例", media=lists)
    assert blobs_of(a_fact(form)) == (("a" * 64, 9), ("b" * 64, 3))
    assert read_body(a_fact(form)) == form
    before = b'{"form":"f","sha256":"00","size":1,"title":"x","version":"1"}'
    old = read_body(replace(a_fact(form), body=before))
    assert isinstance(old, FormPublished)
    assert (old.media, old.record) == ((), None)
    odd = replace(a_fact(form), body=b'{"sha256":"00","size":1,"media":[1,{"size":2}]}')
    assert blobs_of(odd) == (("00", 1),)
