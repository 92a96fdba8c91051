"""How long forms take, as JSON: opening, one answer, repeats, filters — beside a floor.

Run by hand: ``python -m tests.benchmarks.bench_form``.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

from lxml import etree

from inspector_app.checklists import dependencies, xform
from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.xpath import compile_expression
from tests.checklists import forms


def _milliseconds(work: Callable[[], object], times: int) -> float:
    spans: list[float] = []
    for _time in range(times):
        start = time.perf_counter()
        work()
        spans.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(spans), 3)


def _running(xml: bytes) -> RunningForm:
    return RunningForm(
        xform.load(xml),
        clock=lambda: datetime(2026, 9, 30, tzinfo=UTC),
        new_id=iter(map(str, range(10**9))).__next__,
        random=Random(1),
        context={"site_tags": "t0 t1 t2", "visit_date": "2026-09-30"},
    )


def _open(xml: bytes) -> float:
    def cold() -> None:
        compile_expression.cache_clear()
        dependencies.forget_plans()
        _running(xml)

    return _milliseconds(cold, 5)


def _toggle(form: RunningForm, ref: str, first: str, second: str) -> float:
    values = [first, second]

    def answer() -> None:
        values.reverse()
        form.set(ref, values[0])

    return _milliseconds(answer, 100)


def measure() -> dict[str, object]:
    """Return every figure in milliseconds."""
    small, large = forms.checklist(300), forms.checklist(2000)
    fan = _running(forms.fan(50))
    rows = _running(forms.rows_with_calculations(10))
    for number in range(499):
        rows.add_row("/data/row", f"r{number}")
    wide = _running(forms.filtered(50_000))
    checklist = _running(small)
    return {
        "unit": "ms",
        "floor_lxml_parse_300": _milliseconds(lambda: etree.fromstring(small), 20),
        "floor_lxml_parse_2000": _milliseconds(lambda: etree.fromstring(large), 20),
        "open_300_items": _open(small),
        "open_2000_items": _open(large),
        "answer_in_300_items": _toggle(checklist, "/data/s0/i0", "yes", "no"),
        "all_states_of_300_items": _milliseconds(checklist.nodes, 20),
        "answer_with_50_dependants": _toggle(fan, "/data/source", "1", "2"),
        "change_in_500_rows_of_10": _toggle(rows, "/data/row[250]/a", "3", "4"),
        "filter_50000_choices": _toggle(wide, "/data/group", "g1", "g2"),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
