"""Marks over photos: kept apart, drawn on what is shown and printed, the original untouched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inspector_app.documents.fonts import GlyphMissing
from inspector_app.domain.papers import PhotoAttached, SignatureRole
from inspector_app.domain.photo_marks import (
    WHOLE,
    Crop,
    Mark,
    MarkColour,
    MarkShape,
    PhotoMarked,
    shown_size,
    to_photo,
    to_shown,
)
from inspector_app.errors import BadInput
from inspector_app.operations import marking
from inspector_app.operations.conflicts import conflicts
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.notice_draft import compose
from inspector_app.operations.papers import (
    SignatureStale,
    Signer,
    draft_notice,
    draft_pdf,
    issue_notice,
    sign,
)
from inspector_app.operations.photos import attach_photo, photo_bytes
from inspector_app.operations.printed_photos import PrintedPhoto, print_bytes, printed_photos
from inspector_app.operations.stamping import stamp_photos
from inspector_app.operations.visits import require_dossier
from inspector_app.ui.conflict_values import told
from tests.operations.evening import an_evening
from tests.ui.visit_scene import DOSSIER, Scene, a_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as made:
        yield made


def a_plain_photo(width: int = 800, height: int = 600) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), (90, 90, 90))
    image.paste((20, 20, 200), (0, 0, width // 2, height // 2))  # the upper left quarter is blue
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


def attach(scene: Scene, owner: str = "hazard:h1") -> PhotoAttached:
    return attach_photo(scene.session, scene.visit, owner, a_plain_photo())[0]


def printed(scene: Scene, photo: PhotoAttached) -> PrintedPhoto:
    dossier = require_dossier(scene.session, DOSSIER)
    return printed_photos(scene.session, DOSSIER, dossier, [photo])[0]


def opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB")


def colour(image: Image.Image, across: float, down: float) -> tuple[int, int, int]:
    point = image.getpixel((round(across * image.width), round(down * image.height)))
    assert isinstance(point, tuple)
    return point[0], point[1], point[2]


def is_red(image: Image.Image, across: float, down: float) -> bool:
    red, green, blue = colour(image, across, down)
    return red > 150 and green < 110 and blue < 110


BOX = Mark(shape=MarkShape.BOX, x1=6000, y1=6000, x2=8000, y2=8000)


def test_a_photo_without_marks_is_shown_as_it_is_stored(scene: Scene) -> None:
    photo = attach(scene)
    assert marking.shown_photo(scene.session, photo) == photo_bytes(scene.session, photo.sha256)
    assert marking.marks_of(scene.session, photo).is_plain
    assert printed(scene, photo).key == photo.sha256


def test_marks_are_drawn_on_what_is_shown_and_printed_and_the_original_stays(scene: Scene) -> None:
    photo = attach(scene)
    marking.mark_photo(scene.session, photo, PhotoMarked(photo=photo.photo, marks=(BOX,)))
    for copy in (
        marking.shown_photo(scene.session, photo),
        print_bytes(scene.session, printed(scene, photo)),
        marking.shown_thumbnail(scene.session, photo),
    ):
        assert is_red(opened(copy), 0.6, 0.7)
    assert photo_bytes(scene.session, photo.sha256) == scene.session.workspace.blobs.read(
        photo.sha256
    )
    assert not is_red(opened(photo_bytes(scene.session, photo.sha256)), 0.6, 0.7)
    assert printed(scene, photo).key != photo.sha256
    assert set(marking.marks_of_visit(scene.session, scene.visit)) == {photo.photo}


def test_a_turn_and_a_crop_take_the_marks_with_them(scene: Scene) -> None:
    photo = attach(scene)
    marked = PhotoMarked(photo=photo.photo, turn=1, crop=Crop(left=5000, top=5000), marks=(BOX,))
    marking.mark_photo(scene.session, photo, marked)
    copy = opened(marking.shown_photo(scene.session, photo))
    assert copy.size == (300, 400)  # the lower right quarter of 800×600, turned
    # The box's left edge (0.2 of the crop) is its upper edge after a turn to the right.
    assert is_red(copy, 0.6, 0.2)
    assert colour(copy, 0.95, 0.05)[2] < 130  # nothing of the blue quarter is left


def test_marking_again_replaces_and_plain_marks_take_all_away(scene: Scene) -> None:
    photo = attach(scene)
    marking.mark_photo(scene.session, photo, PhotoMarked(photo=photo.photo, marks=(BOX,)))
    arrow = Mark(shape=MarkShape.ARROW, x1=1000, y1=1000, x2=5000, y2=5000)
    second = PhotoMarked(photo=photo.photo, marks=(arrow,))
    marking.mark_photo(scene.session, photo, second)
    assert marking.marks_of(scene.session, photo) == second
    marking.mark_photo(scene.session, photo, PhotoMarked(photo=photo.photo))
    assert marking.marks_of_visit(scene.session, scene.visit) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        PhotoMarked(photo="p", turn=4),
        PhotoMarked(photo="p", crop=Crop(left=5000, right=5000)),
        PhotoMarked(photo="p", marks=(Mark(shape=MarkShape.BOX, x1=-1, y1=0),)),
        PhotoMarked(photo="p", marks=(Mark(shape=MarkShape.TEXT, x1=0, y1=0, text=" "),)),
        PhotoMarked(photo="p", marks=(Mark(shape=MarkShape.TEXT, x1=0, y1=0, text="长" * 61),)),
        PhotoMarked(photo="p", marks=(BOX,) * 61),
    ],
)
def test_marks_that_cannot_be_drawn_are_refused_and_nothing_changes(
    scene: Scene, wrong: PhotoMarked
) -> None:
    photo = attach(scene)
    with pytest.raises(BadInput):
        marking.mark_photo(scene.session, photo, wrong)
    assert marking.marks_of(scene.session, photo).is_plain


def test_a_text_is_drawn_in_any_han_and_an_unknown_character_is_named(scene: Scene) -> None:
    photo = attach(scene)
    text = Mark(
        shape=MarkShape.TEXT, x1=500, y1=8000, text="𠮷氏：漏电 A3", colour=MarkColour.YELLOW
    )
    marking.mark_photo(scene.session, photo, PhotoMarked(photo=photo.photo, marks=(text,)))
    copy = opened(marking.shown_photo(scene.session, photo))
    colours = copy.crop((40, 470, 300, 540)).getcolors(100_000) or []
    assert any(r > 220 and g > 180 and b < 120 for _n, (r, g, b) in colours)  # type: ignore[misc]
    wrong = Mark(shape=MarkShape.TEXT, x1=0, y1=0, text="\U0001f525")
    with pytest.raises(GlyphMissing) as refused:
        marking.mark_photo(scene.session, photo, PhotoMarked(photo=photo.photo, marks=(wrong,)))
    assert "U+1F525" in refused.value.message


def test_the_stamp_is_on_the_printed_copy_only_and_only_where_asked_for(scene: Scene) -> None:
    draft = HazardDraft(place="熔炼车间", finding="（示例）地坑积水", item="IT-01")
    hazard, _changes = record_hazard(scene.session, scene.visit, draft)
    photo = attach(scene, f"hazard:{hazard}")
    assert printed(scene, photo).is_plain
    plain = print_bytes(scene.session, printed(scene, photo))
    stamp_photos(scene.session, True)
    when, who, what = printed(scene, photo).stamp
    assert when.startswith("2026-11-25 09:12")
    assert (who, what) == ("杭州示例铸造有限公司", "熔炼车间 IT-01")
    stamped = opened(print_bytes(scene.session, printed(scene, photo)))
    assert sum(colour(stamped, 0.95, 0.98)) < sum(colour(opened(plain), 0.95, 0.98)) - 60
    assert marking.shown_photo(scene.session, photo) == photo_bytes(scene.session, photo.sha256)
    stamp_photos(scene.session, False)
    assert print_bytes(scene.session, printed(scene, photo)) == plain


places = st.integers(0, WHOLE)


@given(
    turn=st.integers(0, 3),
    left=st.integers(0, 4000),
    top=st.integers(0, 4000),
    x=places,
    y=places,
)
def test_a_place_shown_and_taken_back_is_the_same_place(
    turn: int, left: int, top: int, x: int, y: int
) -> None:
    marked = PhotoMarked(photo="p", turn=turn, crop=Crop(left=left, top=top, right=9000))
    across, down = to_shown(marked, x, y, 1600, 1200)
    assert to_photo(marked, across, down, 1600, 1200) == (x, y)


@given(turn=st.integers(0, 3), x=places, y=places)
def test_every_place_of_a_whole_photo_is_shown_inside_it(turn: int, x: int, y: int) -> None:
    marked = PhotoMarked(photo="p", turn=turn)
    across, down = to_shown(marked, x, y, 1600, 1200)
    wide, high = shown_size(marked, 1600, 1200)
    assert 0 <= across <= wide and 0 <= down <= high


def test_the_notice_shows_the_marked_copy_and_a_mark_after_signing_makes_it_stale(
    scene: Scene,
) -> None:
    draft = HazardDraft(place="熔炼车间", finding="（示例）地坑积水", deadline="2026-12-02")
    hazard, _changes = record_hazard(scene.session, scene.visit, draft)
    photo = attach(scene, f"hazard:{hazard}")
    sign(scene.session, scene.visit, Signer(SignatureRole.RECEIVER, "示例乙"))
    before = draft_notice(scene.session, scene.visit)
    marking.mark_photo(scene.session, photo, PhotoMarked(photo=photo.photo, marks=(BOX,)))
    after = draft_notice(scene.session, scene.visit)
    assert before.draft_sha256 != after.draft_sha256
    with pytest.raises(SignatureStale):
        issue_notice(scene.session, scene.visit)
    (shown,) = after.notice.hazards[0].photos
    images = compose(scene.session, scene.visit, "zh_CN").images(scene.session)
    assert is_red(opened(images[shown.sha256]), 0.6, 0.7)
    assert draft_pdf(scene.session, scene.visit).startswith(b"%PDF")


def test_two_peoples_marks_on_one_photo_are_shown_and_one_is_chosen(tmp_path: Path) -> None:
    with an_evening(tmp_path) as evening:
        mine, theirs = evening.mine.session, evening.theirs.session
        photo, _changes = attach_photo(mine, evening.visit, "hazard:h1", a_plain_photo())
        evening.sync()
        arrow = Mark(shape=MarkShape.ARROW, x1=0, y1=0, x2=5000, y2=5000)
        marking.mark_photo(mine, photo, PhotoMarked(photo=photo.photo, marks=(BOX,)))
        marking.mark_photo(theirs, photo, PhotoMarked(photo=photo.photo, marks=(arrow,)))
        evening.sync()
        (found,) = conflicts(evening.mine.session, evening.dossier)
        assert (found.subject, found.visit) == (f"marks:{photo.photo}", evening.visit)
        assert [told(one)[0][1] for one in found.versions] == ["Box", "Arrow"]
