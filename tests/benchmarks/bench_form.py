"""How long forms take, as JSON: opening, one answer, repeats, filters — beside two references.

The floor is lxml reading the same XML. Where Node and ODK's own engine are at hand — the variable
``ODK_ENGINE_MODULES`` names a folder whose ``node_modules`` hold ``@getodk/xforms-engine`` and
``jsdom`` — the same forms and answers go through it as well, and ``ratio`` is our time over its
time (below 1: faster). ``--traces FOLDER`` adds recorded scenarios of the ODK world.

Run by hand: ``python -m tests.benchmarks.bench_form [--traces FOLDER]``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from lxml import etree

from inspector_app.checklists import dependencies, xform
from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.listing import Table
from inspector_app.checklists.problems import FormProblem
from inspector_app.checklists.xpath import compile_expression
from inspector_app.errors import Problem
from tests.checklists import forms

Steps = list[dict[str, str]]
_PATIENCE = 300


def _milliseconds(work: Callable[[], object], times: int) -> float:
    spans: list[float] = []
    for _time in range(times):
        start = time.perf_counter()
        work()
        spans.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(spans), 3)


def _running(xml: bytes, **more: Any) -> RunningForm:
    definition = xform.load(xml, answered=tuple(more.get("sources", ())))
    return RunningForm(
        definition,
        clock=lambda: datetime(2026, 9, 30, tzinfo=UTC),
        new_id=iter(map(str, range(10**9))).__next__,
        random=Random(1),
        context={"site_tags": "t0 t1 t2", "visit_date": "2026-09-30"},
        **more,
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


def _all_states(form: RunningForm) -> object:
    """Compute and read everything anew, as a language change does."""
    form.recalculate()
    return form.nodes()


def _outside() -> tuple[bytes, Table]:
    """Return a form whose 50,000 choices a source answers, and the source."""
    xml = forms.form_xml(
        "<group/><pick/>",
        "",
        forms.question("group") + '<select1 ref="/data/pick"><label>选</label>'
        "<itemset nodeset=\"instance('big')/root/item[g = /data/group]\">"
        '<value ref="name"/><label ref="label"/></itemset></select1>',
        '<instance id="big" src="jr://file-csv/big.csv"/>',
    )
    rows = [[f"n{i}", f"选项{i}", f"g{i % 500}"] for i in range(50_000)]
    return xml, Table(["name", "label", "g"], rows)


def measure() -> dict[str, object]:
    """Return every figure in milliseconds."""
    small, large = forms.checklist(300), forms.checklist(2000)
    fan = _running(forms.fan(50))
    rows = _running(forms.rows_with_calculations(10))
    for number in range(499):
        rows.add_row("/data/row", f"r{number}")
    wide = _running(forms.filtered(50_000))
    outside, table = _outside()
    answered = _running(outside, sources={"big": table})
    checklist = _running(small)
    return {
        "unit": "ms",
        "floor_lxml_parse_300": _milliseconds(lambda: etree.fromstring(small), 20),
        "floor_lxml_parse_2000": _milliseconds(lambda: etree.fromstring(large), 20),
        "open_300_items": _open(small),
        "open_2000_items": _open(large),
        "answer_in_300_items": _toggle(checklist, "/data/s0/i0", "yes", "no"),
        "answer_in_2000_items": _toggle(_running(large), "/data/s0/i0", "yes", "no"),
        "all_states_of_300_items": _milliseconds(lambda: _all_states(checklist), 20),
        "answer_with_50_dependants": _toggle(fan, "/data/source", "1", "2"),
        "change_in_500_rows_of_10": _toggle(rows, "/data/row[250]/a", "3", "4"),
        "open_with_50000_choices": _open(forms.filtered(50_000)),
        "filter_50000_choices": _toggle(wide, "/data/group", "g1", "g2"),
        "filter_50000_choices_of_a_source": _toggle(answered, "/data/group", "g1", "g2"),
    }


# (what is asked for, at most so many ms, the floor it stands beside)
_WANTED = {
    "open_2000_items": (1000.0, "floor_lxml_parse_2000"),
    "answer_with_50_dependants": (5.0, "floor_50_evaluations"),
    "change_in_500_rows_of_10": (10.0, "floor_10_evaluations"),
    "filter_50000_choices": (20.0, "floor_scan_of_50000"),
    "filter_50000_choices_of_a_source": (20.0, "floor_scan_of_50000"),
}


def verdicts(figures: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """Return each figure that has a limit, with limit, floor and whether it is met."""
    found: dict[str, dict[str, object]] = {}
    for name, (most, floor) in _WANTED.items():
        figure = figures[name]
        assert isinstance(figure, float)
        found[name] = {
            "ms": figure,
            "at_most_ms": most,
            "floor_ms": figures[floor],
            "met": figure <= most,
        }
    return found


def _peak() -> float:
    """Return the most memory this process has held, in MB (Linux counts in KB)."""
    if sys.platform == "win32":
        return 0.0
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _floors() -> dict[str, object]:
    """Return bare work of the same size: expressions evaluated, rows looked at one by one."""
    plus = compile_expression("1 + 1")
    node = _running(forms.fan(1))
    rows = [(f"n{i}", f"g{i % 500}") for i in range(50_000)]
    return {
        "floor_50_evaluations": _milliseconds(
            lambda: [node.evaluate("/data/source", plus) for _turn in range(50)], 20
        ),
        "floor_10_evaluations": _milliseconds(
            lambda: [node.evaluate("/data/source", plus) for _turn in range(10)], 20
        ),
        "floor_scan_of_50000": _milliseconds(lambda: [n for n, g in rows if g == "g1"], 20),
    }


@dataclass(frozen=True, slots=True)
class Job:
    """A form and steps to run through both engines."""

    name: str
    xml: str
    steps: Steps


def _answers(ref: str, first: str, second: str) -> Steps:
    return [{"op": "set", "ref": ref, "value": v} for v in (first, second) * 20]


def jobs() -> list[Job]:
    """Return the forms of the figures as jobs."""
    tagged = forms.checklist(300).replace(b"<site_tags/>", b"<site_tags>t0 t1 t2</site_tags>")
    rows: Steps = [{"op": "add", "ref": "/data/row"} for _row in range(99)]
    return [
        Job("checklist_300", tagged.decode(), _answers("/data/s0/i0", "yes", "no")),
        Job("dependants_50", forms.fan(50).decode(), _answers("/data/source", "1", "2")),
        Job(
            "rows_100_of_10",
            forms.rows_with_calculations(10).decode(),
            [*rows, *_answers("/data/row[50]/a", "3", "4")],
        ),
        Job(
            "choices_5000",
            forms.filtered(5_000).decode(),
            _answers("/data/group", "g1", "g2"),
        ),
    ]


def traces(folder: Path) -> list[Job]:
    """Return the recorded scenarios that need no files beside the form."""
    found: list[Job] = []
    for path in sorted(folder.glob("*.json")):
        trace = json.loads(path.read_text(encoding="utf-8"))
        if not trace["media"]:
            found.append(Job(path.stem, trace["form"], trace["steps"]))
    return found


def _ours(job: Job) -> float | None:
    start = time.perf_counter()
    try:
        form = _running(job.xml.encode())
        form.nodes()
        for step in job.steps:
            _step(form, step)
            form.nodes()
    except FormProblem:
        return None
    return (time.perf_counter() - start) * 1000


def _step(form: RunningForm, step: dict[str, str]) -> None:
    try:
        if step["op"] == "set":
            form.set(step["ref"], step["value"])
        elif step["op"] == "add":
            form.add_row(step["ref"])
        elif step["op"] == "remove":
            form.remove_row(step["ref"])
        else:
            form.set_language(step["name"])
    except Problem:
        return  # the other engine may know a step that ours refuses; time goes on


# Loads each job's form in the official engine, does its steps, reads every node after each.
_SCRIPT = """
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import fs from 'node:fs';
const here = process.env.ODK_ENGINE_MODULES;
const req = createRequire(path.join(here, 'package.json'));
globalThis.__dirname = here; globalThis.require = req;
const { JSDOM } = req('jsdom');
const w = new JSDOM('<!DOCTYPE html><html></html>', { url: 'http://localhost/' }).window;
for (const k of Object.getOwnPropertyNames(w))
  if (!(k in globalThis)) { try { globalThis[k] = w[k]; } catch { /* not needed */ } }
globalThis.window ??= w;
for (const k of ['warn', 'error', 'log', 'debug', 'info']) console[k] = () => {};
const entry = path.join(here, 'node_modules/@getodk/xforms-engine/dist/index.js');
const engine = await import(pathToFileURL(entry).href);
function* walk(n) { yield n; for (const c of n.currentState.children ?? []) yield* walk(c); }
const find = (root, ref) => [...walk(root)].find(n => n.currentState.reference === ref);
const look = root => { let n = 0; for (const x of walk(root)) {
  const s = x.currentState;
  n += (s.relevant ? 1 : 0) + (s.label?.asString?.length ?? 0) + (s.valueOptions?.length ?? 0);
} return n; };
function act(root, st) {
  if (st.op === 'language')
    return root.setLanguage(root.languages.find(l => l.language === st.name));
  const n = find(root, st.ref);
  if (st.op === 'add') return n.addInstances();
  if (st.op === 'remove')
    return n.parent.removeInstances(n.parent.currentState.children.indexOf(n), 1);
  const v = st.value, many = v === '' ? [] : v.split(/\\s+/);
  if (n.nodeType === 'select')
    return n.selectValues(n.selectType === 'select1' && v !== '' ? [v] : many);
  if (n.nodeType === 'rank') return n.setValues(many);
  if (n.nodeType === 'trigger') return n.setValue(v !== '');
  return n.setValue(v === '' && n.valueType !== 'string' ? null : v);
}
const jobs = JSON.parse(fs.readFileSync(0, 'utf8')), out = [];
for (let round = 0; round < 2; round++) for (const job of jobs) {
  const start = performance.now();
  let ok = true;
  try {
    const form = await engine.loadForm(job.xml, {
      fetchFormAttachment: async () => ({ ok: false, status: 404, text: async () => '',
        headers: new Headers() }), missingResourceBehavior: 'BLANK' });
    const root = form.createInstance({}).root;
    look(root);
    for (const st of job.steps) { try { act(root, st); } catch { /* goes on */ } look(root); }
  } catch { ok = false; }
  if (round) out.push(ok ? performance.now() - start : null);
}
process.stdout.write(JSON.stringify(out));
"""


def _theirs(some: list[Job], node: str, modules: str) -> list[float | None]:
    asked = json.dumps([{"xml": job.xml, "steps": job.steps} for job in some])
    done = subprocess.run(
        [node, "--input-type=module", "--eval", _SCRIPT],
        input=asked,
        capture_output=True,
        check=True,
        text=True,
        timeout=_PATIENCE,
        env={**os.environ, "ODK_ENGINE_MODULES": modules, "TZ": "UTC"},
    )
    answer: list[float | None] = json.loads(done.stdout)
    return answer


def compare(some: list[Job], node: str, modules: str) -> dict[str, tuple[float, float]]:
    """Return (our ms, ODK's ms) by job; both engines run each job a second time, warm."""
    theirs = _theirs(some, node, modules)
    for job in some:
        _ours(job)
    pairs = [(job.name, _ours(job), other) for job, other in zip(some, theirs, strict=True)]
    return {name: (a, b) for name, a, b in pairs if a is not None and b is not None}


def reference(folder: Path | None) -> dict[str, object] | str:
    """Return the ratios to ODK's own engine, or why there are none."""
    node, modules = shutil.which("node"), os.environ.get("ODK_ENGINE_MODULES", "")
    if node is None:
        return "skipped: no Node here"
    if not (Path(modules) / "node_modules" / "@getodk" / "xforms-engine").is_dir():
        return "skipped: ODK_ENGINE_MODULES names no folder with @getodk/xforms-engine"
    try:
        own = compare(jobs(), node, modules)
        many = compare(traces(folder), node, modules) if folder is not None else {}
    except (subprocess.SubprocessError, ValueError) as error:
        return f"skipped: ODK's engine did not answer ({type(error).__name__})"
    found: dict[str, object] = {name: _ratio([pair]) for name, pair in own.items()}
    if many:
        found["traces"] = {"count": len(many), **_ratio(many.values())}
    return found


def _ratio(pairs: Iterable[tuple[float, float]]) -> dict[str, float]:
    ours, theirs = (sum(side) for side in zip(*pairs, strict=True))
    return {
        "ours_ms": round(ours, 1),
        "odk_ms": round(theirs, 1),
        "ratio": round(ours / theirs, 3),
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", type=Path, help="a folder of recorded scenarios")
    chosen = parser.parse_args()
    figures = {**measure(), **_floors(), "peak_memory_mb": _peak()}
    told = {**figures, "limits": verdicts(figures), "odk_engine": reference(chosen.traces)}
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
