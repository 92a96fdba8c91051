"""What is drawn over a photo: arrows, boxes and words, a turn and a crop; the photo stays as it is.

Places are whole numbers, ten-thousandths of the stored picture's width and height as it was
attached (neither turned nor cropped), so a later turn or crop moves no mark off its spot.
"""

from __future__ import annotations

from enum import StrEnum

from inspector_app.domain.body import Body

WHOLE = 10_000
LEAST_CROP = 200  # two hundredths of the edge
MOST_MARKS = 60
MOST_TEXT = 60


class MarkShape(StrEnum):
    """What a mark looks like."""

    ARROW = "arrow"
    BOX = "box"
    TEXT = "text"


class MarkColour(StrEnum):
    """Colours that stand out on a photo; red is the usual one."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"


class Mark(Body, frozen=True):
    """One mark: an arrow from (x1, y1) to its head (x2, y2), a box between the two corners, a
    text whose top left corner is (x1, y1)."""

    shape: MarkShape
    x1: int
    y1: int
    x2: int = 0
    y2: int = 0
    text: str = ""
    colour: MarkColour = MarkColour.RED


class Crop(Body, frozen=True):
    """The part of the photo that is shown."""

    left: int = 0
    top: int = 0
    right: int = WHOLE
    bottom: int = WHOLE


WHOLE_PHOTO = Crop()


class PhotoMarked(Body, frozen=True):
    """The marks that stand over a photo; ``turn`` counts quarter turns clockwise."""

    photo: str
    turn: int = 0
    crop: Crop = WHOLE_PHOTO
    marks: tuple[Mark, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the photo is shown as it was taken."""
        return not (self.turn % 4 or self.marks) and self.crop == WHOLE_PHOTO


def shown_size(marked: PhotoMarked, width: int, height: int) -> tuple[int, int]:
    """Return width and height in pixels of the shown part of a photo of this size."""
    left, top, right, bottom = crop_box(marked, width, height)
    wide, high = right - left, bottom - top
    return (high, wide) if marked.turn % 2 else (wide, high)


def crop_box(marked: PhotoMarked, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the shown part in pixels; never empty."""
    crop = marked.crop
    left, top = round(crop.left * width / WHOLE), round(crop.top * height / WHOLE)
    right, bottom = round(crop.right * width / WHOLE), round(crop.bottom * height / WHOLE)
    return left, top, max(right, left + 1), max(bottom, top + 1)


def to_shown(
    marked: PhotoMarked, x: float, y: float, width: float, height: float
) -> tuple[float, float]:
    """Return where a place of the photo is shown, as pixels of the shown part."""
    crop = marked.crop
    across, down = (x - crop.left) * width / WHOLE, (y - crop.top) * height / WHOLE
    wide = (crop.right - crop.left) * width / WHOLE
    high = (crop.bottom - crop.top) * height / WHOLE
    turned = (
        (across, down),
        (high - down, across),
        (wide - across, high - down),
        (down, wide - across),
    )
    return turned[marked.turn % 4]


def to_photo(
    marked: PhotoMarked, across: float, down: float, width: float, height: float
) -> tuple[int, int]:
    """Return the place of the photo that is shown at these pixels; the reverse of to_shown."""
    crop = marked.crop
    wide = (crop.right - crop.left) * width / WHOLE
    high = (crop.bottom - crop.top) * height / WHOLE
    back = (
        (across, down),
        (down, high - across),
        (wide - across, high - down),
        (wide - down, across),
    )
    x, y = back[marked.turn % 4]
    return within(round(x * WHOLE / width) + crop.left), within(
        round(y * WHOLE / height) + crop.top
    )


def within(place: int) -> int:
    """Return a place kept inside the photo."""
    return min(max(place, 0), WHOLE)
