"""A small form with every kind of question, as a library of its own, for the visit page."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

from inspector_app.checklists.library import FormEntry, Library
from inspector_app.checklists.xlsform import convert

MIXED = """
| settings |
| | form_title | form_id | version | namespaces |
| | Sample of all questions | mixed | 1 | insp="urn:inspector-app:item:1" |

| survey |
| | type | name | label | hint | required | relevant | constraint | constraint_message | calculation | bind::insp:item | bind::insp:level |
| | begin_group | facts | Facts | | | | | | | | |
| | text | boss | Name of the person in charge | as on the licence | yes | | | | | | |
| | integer | people | People on site | | | | . < 500 | Fewer than 500 work here | | | |
| | decimal | width | Width of the way in metres | | | | | | | | |
| | date | checked | Day of the last check | | | | | | | | |
| | select_one energy | energy | Source of energy | | | | | | | | |
| | select_multiple energy | others | Other sources | | | | | | | | |
| | note | reminder | Ask for the licence | | | | | | | | |
| | calculate | doubled | | | | | | | ${people} * 2 | | |
| | image | plate | Name plate | | | | | | | | |
| | end_group | | | | | | | | | | |
| | begin_group | gas | Gas | | | ${energy} = 'gas' | | | | | |
| | select_one conformity | G_1 | Is the valve marked? | | | | | | | G-1 | general |
| | end_group | | | | | | | | | | |
| | begin_repeat | tank | Tanks | | | | | | | | |
| | text | tank_name | Name of the tank | | | | | | | | |
| | select_one conformity | T_1 | Is the tank earthed? | | | | | | | T-1 | general |
| | end_repeat | | | | | | | | | | |

| choices |
| | list_name | name | label |
| | energy | gas | Gas |
| | energy | power | Power |
| | conformity | yes | 符合 |
| | conformity | no | 不符合 |
| | conformity | na | 不涉及 |
"""


def mixed_library(folder: Path) -> Library:
    """Return a library that holds the mixed form only; it applies to every site."""
    source = folder / "1.md"
    source.write_text(MIXED, encoding="utf-8")
    xml = convert(source)
    entry = FormEntry(
        form_id="mixed",
        version="1",
        title="Sample of all questions",
        sha256=sha256(xml).hexdigest(),
        path=None,
        sector="general",
        tags=("any",),
        rank=40,
        instruments=(),
        effective_from=date(2020, 1, 1),
    )
    return Library().add(entry, xml)
