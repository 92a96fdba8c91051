"""Whatever is answered in whatever order, incremental recalculation equals a fresh one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.state import NodeState
from tests.checklists.forms import bind, form_xml, open_form, question

TOP = [
    "/data/a + 1",
    "/data/a * /data/b",
    "if(/data/a > /data/b, 'x', /data/s)",
    "sum(/data/row/n)",
    "count(/data/row[n > /data/a])",
    "concat(/data/s, join('-', /data/row/t))",
    "/data/row[position() = 2]/n",
    "indexed-repeat(/data/row/n, /data/row, /data/a)",
    "max(/data/row/double)",
    "coalesce(/data/s, /data/a)",
    "string-length(/data/s) + count(/data/row)",
]
CONDITION = [
    "/data/a > 1",
    "/data/b != ''",
    "selected(/data/s, 'x')",
    "count(/data/row) mod 2 = 0",
    "/data/row[1]/n = /data/a",
    "true()",
    "/data/a = /data/b",
]
ROW = [
    "../n + /data/a",
    "position(..)",
    "../n + coalesce(/data/row[position() = position(current()/..) - 1]/double, 0)",
    "count(/data/row) - position(..)",
    "concat(../t, /data/s)",
    "../n * sum(/data/row/n)",
]
ROW_CONDITION = ["../n > 1", "/data/b != ''", "position(..) > 1", "true()"]


@st.composite
def made_forms(draw: st.DrawFn) -> bytes:
    """Draw a form of inputs, dependent fields and a repeat."""
    binds = bind("a", type="int") + bind("b", type="int") + bind("row/n", type="int")
    binds += bind("s", relevant=draw(st.sampled_from([*CONDITION[:2], "true()"])))
    binds += bind("c", calculate=draw(st.sampled_from(TOP)), relevant=draw(_conditions))
    binds += bind("d", calculate=draw(st.sampled_from([*TOP, "concat(/data/c, '.')"])))
    binds += bind(
        "e",
        relevant=draw(_conditions),
        required=draw(_conditions),
        readonly=draw(_conditions),
        constraint=draw(st.sampled_from([". != /data/s", "string-length(.) < 3"])),
    )
    binds += bind("row/double", calculate=draw(st.sampled_from(ROW)))
    binds += bind("row/t", relevant=draw(st.sampled_from(ROW_CONDITION)))
    binds += bind("row", relevant=draw(st.sampled_from(["true()", "/data/b != '3'"])))
    body = "".join(question(name) for name in ("a", "b", "s", "e"))
    body += '<group ref="/data/row"><label>行 <output value="/data/a"/></label>'
    body += f'<repeat nodeset="/data/row">{question("row/n")}{question("row/t")}</repeat></group>'
    inner = "<n>1</n><t/><double/>"
    return form_xml(
        f'<a>1</a><b/><s/><c/><d/><e/><row jr:template="">{inner}</row><row>{inner}</row>',
        binds,
        body,
    )


_conditions = st.sampled_from(CONDITION)
_steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["", "1", "2", "3", "x"])),
        st.tuples(st.sampled_from(["s", "e"]), st.sampled_from(["", "x", "x y", "长文字长"])),
        st.tuples(st.just("row/n"), st.sampled_from(["", "1", "2", "5"])),
        st.tuples(st.just("row/t"), st.sampled_from(["", "甲", "乙"])),
        st.tuples(st.sampled_from(["add", "remove"]), st.just("")),
    ),
    max_size=14,
)


def _pick(form: RunningForm, name: str, turn: int) -> str | None:
    rows = form.rows("/data/row")
    if not name.startswith("row/"):
        return f"/data/{name}"
    return f"/data/row[{turn % len(rows) + 1}]/{name[4:]}" if rows else None


def _walk(form: RunningForm, steps: list[tuple[str, str]]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for turn, (name, value) in enumerate(steps):
        if name == "add":
            form.add_row("/data/row", f"r{turn}")
        elif name == "remove":
            if form.rows("/data/row"):
                form.remove_row(f"/data/row[{turn % len(form.rows('/data/row')) + 1}]")
        else:
            ref = _pick(form, name, turn)
            if ref and form.node(ref).relevant and not form.node(ref).readonly:
                form.set(ref, value)
                answers[form.stable_ref(ref)] = value
    return answers


def _picture(form: RunningForm) -> list[NodeState]:
    return [n for n in form.nodes() if "/meta" not in n.ref]


@settings(max_examples=200, deadline=None)
@given(made_forms(), _steps)
def test_incremental_recalculation_equals_a_full_one(
    xml: bytes, steps: list[tuple[str, str]]
) -> None:
    form = open_form(xml)
    answers = _walk(form, steps)
    shown = _picture(form)
    form.recalculate()
    assert _picture(form) == shown
    kept = {ref: value for ref, value in answers.items() if _still_there(form, ref)}
    fresh = open_form(xml, values=kept, rows={"/data/row": form.rows("/data/row")})
    assert _picture(fresh) == shown
    assert form.problems == ()


def _still_there(form: RunningForm, ref: str) -> bool:
    return "[" not in ref or ref.split("[", 1)[1].split("]", 1)[0] in form.rows("/data/row")


@settings(max_examples=100, deadline=None)
@given(made_forms(), _steps)
def test_set_names_every_ref_whose_state_changed(xml: bytes, steps: list[tuple[str, str]]) -> None:
    form = open_form(xml)
    for turn, (name, value) in enumerate(steps):
        ref = _pick(form, name, turn) if "/" in name or len(name) == 1 else None
        if ref is None or not form.node(ref).relevant or form.node(ref).readonly:
            continue
        before = {n.ref: n for n in form.nodes()}
        changed = form.set(ref, value)
        after = {n.ref: n for n in form.nodes()}
        assert {r for r in after if after[r] != before.get(r)} <= changed
