"""Where the signatures of a paper stand: never alone on a page that holds nothing of its text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inspector_app.documents.layout import Flow, Mark, Row, height_of

Make = Callable[[bool], Sequence[Row]]


def place_signing(flow: Flow, make: Make, marks: Sequence[Mark], after: float = 0.0) -> Mark | None:
    """Place the signatures that ``make`` gives, for False roomy and for True tight.

    They stand below the text where they fit, tight ones if roomy ones do not; else the part of the
    text after one of the marks goes to the new page with them, the first that can. ``after`` is
    the height of what should follow on the same page if it can. Returns the mark whose part was
    moved.
    """
    made = [list(make(tight)) for tight in (False, True)]
    # A section of which only the end came to this page goes there whole.
    ends_here = bool(marks) and marks[-1] == (flow.mark()[0], 0)
    joined = ends_here and flow.join(marks[0], height_of(made[0]) + after)
    both = list(dict.fromkeys((after, 0.0)))
    for more in both:
        for rows in made:
            if height_of(rows) + more <= flow.room():
                flow.add(rows)
                return marks[0] if joined else None
    for more in both:
        for mark in marks:
            for rows in made:
                if flow.carry(mark, height_of(rows) + more):
                    flow.add(rows)
                    return mark
    flow.add(made[0], together=True)
    return None
