"""The marks being edited: every change is a new value, so each can be undone."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from inspector_app.domain.photo_marks import (
    LEAST_CROP,
    WHOLE,
    WHOLE_PHOTO,
    Crop,
    Mark,
    MarkColour,
    MarkShape,
    PhotoMarked,
    to_photo,
    to_shown,
    within,
)

Point = tuple[int, int]
REACH = 300  # a click within three hundredths of the edge meets a mark


class MarkEdit:
    """The marks of one photo of ``width`` × ``height`` pixels; ``selected`` is an index or -1.

    ``changed`` is called after every change. A step is one key press or one drag.
    """

    def __init__(
        self, marked: PhotoMarked, width: int, height: int, changed: Callable[[], None]
    ) -> None:
        self.size = (width, height)
        self.selected = -1
        self._begun = marked
        self._steps, self._at = [marked], 0
        self._changed = changed

    @property
    def marked(self) -> PhotoMarked:
        """What stands now."""
        return self._steps[self._at]

    @property
    def is_changed(self) -> bool:
        return self.marked != self._begun

    @property
    def mark(self) -> Mark | None:
        """The mark in hand."""
        marks = self.marked.marks
        return marks[self.selected] if 0 <= self.selected < len(marks) else None

    def _put(self, marked: PhotoMarked) -> None:
        if marked != self.marked:
            self._steps = [*self._steps[: self._at + 1], marked]
            self._at += 1
        self._changed()

    # --- back and forth

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at + 1 < len(self._steps)

    def undo(self) -> None:
        """Take the last step back."""
        self._go(max(0, self._at - 1))

    def redo(self) -> None:
        """Do a step again that was taken back."""
        self._go(min(len(self._steps) - 1, self._at + 1))

    def _go(self, at: int) -> None:
        self._at = at
        self.selected = min(self.selected, len(self.marked.marks) - 1)
        self._changed()

    # --- marks

    def add(self, mark: Mark) -> None:
        """Add a mark and take it in hand."""
        self.selected = len(self.marked.marks)
        self._put(replace(self.marked, marks=(*self.marked.marks, mark)))

    def add_in_the_middle(self, shape: MarkShape, colour: MarkColour, text: str = "") -> None:
        """Add a mark of usual size in the middle of what is shown."""
        crop = self.marked.crop
        x, y = (crop.left + crop.right) // 2, (crop.top + crop.bottom) // 2
        across, down = (crop.right - crop.left) // 8, (crop.bottom - crop.top) // 8
        mark = Mark(
            shape=shape, x1=x - across, y1=y - down, x2=x + across, y2=y + down,
            text=text, colour=colour,
        )  # fmt: skip
        self.add(mark)

    def change(self, mark: Mark) -> None:
        """Put another mark in place of the one in hand."""
        if self.mark is not None:
            marks = list(self.marked.marks)
            marks[self.selected] = mark
            self._put(replace(self.marked, marks=tuple(marks)))

    def remove(self) -> None:
        """Remove the mark in hand."""
        if self.mark is not None:
            marks = self.marked.marks
            left = (*marks[: self.selected], *marks[self.selected + 1 :])
            self.selected = min(self.selected, len(left) - 1)
            self._put(replace(self.marked, marks=left))

    def select(self, step: int) -> None:
        """Take the next mark (1) or the one before (-1) in hand."""
        count = len(self.marked.marks)
        if count:
            self.selected = (self.selected + step) % count if self.selected >= 0 else 0
            self._changed()

    def select_at(self, point: Point) -> None:
        """Take the mark nearest to a place in hand, or none where none is near."""
        near = [(_apart(mark, point), n) for n, mark in enumerate(self.marked.marks)]
        best = min(near, default=(REACH + 1, -1))
        self.selected = best[1] if best[0] <= REACH else -1
        self._changed()

    def shift(self, across: float, down: float, *, end: bool = False) -> None:
        """Move the mark in hand (or only its end) as seen, by parts of what is shown."""
        mark = self.mark
        if mark is not None:
            tip = self._shifted((mark.x2, mark.y2), across, down)
            tail = (mark.x1, mark.y1) if end else self._shifted((mark.x1, mark.y1), across, down)
            self.change(replace(mark, x1=tail[0], y1=tail[1], x2=tip[0], y2=tip[1]))

    def _shifted(self, point: Point, across: float, down: float) -> Point:
        marked, (wide, high) = self.marked, self.size
        x, y = to_shown(marked, *point, wide, high)
        edge = max(wide, high)
        return to_photo(marked, x + across * edge, y + down * edge, wide, high)

    # --- the whole photo

    def turn(self, step: int) -> None:
        """Turn the photo by quarter turns clockwise."""
        self._put(replace(self.marked, turn=(self.marked.turn + step) % 4))

    def crop(self, one: Point, other: Point) -> None:
        """Show only the part between two corners; too small a part is not taken."""
        left, right = sorted((one[0], other[0]))
        top, bottom = sorted((one[1], other[1]))
        if right - left >= LEAST_CROP and bottom - top >= LEAST_CROP:
            self._put(
                replace(self.marked, crop=Crop(left=left, top=top, right=right, bottom=bottom))
            )

    def crop_by(self, across: int, down: int, *, size: bool) -> None:
        """Move the shown part by ten-thousandths of the photo, or its lower right corner only."""
        crop = self.marked.crop
        if not size:
            across = min(max(across, -crop.left), WHOLE - crop.right)
            down = min(max(down, -crop.top), WHOLE - crop.bottom)
        near = (crop.left, crop.top) if size else (crop.left + across, crop.top + down)
        self.crop(near, (within(crop.right + across), within(crop.bottom + down)))

    def show_all(self) -> None:
        """Show the whole photo again."""
        self._put(replace(self.marked, crop=WHOLE_PHOTO))


def _apart(mark: Mark, point: Point) -> float:
    x, y = point
    inside_x = min(mark.x1, mark.x2) <= x <= max(mark.x1, mark.x2)
    inside_y = min(mark.y1, mark.y2) <= y <= max(mark.y1, mark.y2)
    if inside_x and inside_y:
        return 0
    ends = ((mark.x1, mark.y1), (mark.x2, mark.y2))
    return min(max(abs(x - a), abs(y - b)) for a, b in ends)
