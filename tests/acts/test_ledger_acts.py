"""Ledgers and archives by script."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from tests.acts.test_acts import a_scene, play, whole_job
from tests.builders import SAMPLE_CODE
from tests.world import a_world


def test_what_was_recorded_comes_out_as_ledgers_and_an_archive(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        file, out = tmp_path / "hazards.xlsx", tmp_path / "archives"
        asked = [
            *whole_job(world),
            {"act": "hazard_ledger", "dossier": SAMPLE_CODE, "period": "2026", "out": str(file)},
            {"act": "hazard_ledger", "state": "closed"},
            {"act": "fee_ledger"},
            {"act": "archive", "dossier": SAMPLE_CODE, "year": date(2026, 1, 1).year,
             "out": str(out)},
        ]  # fmt: skip
        results = play(a_scene(world), *asked)
        assert [r for r in results if not r["ok"]] == []
        (line,) = results[-4]["results"]
        assert line["place"] == "1号炉前坑" and line["criterion"]
        assert line["notice_no"].startswith("示例安责告〔2026〕") and line["photos"] == 1
        assert file.exists() and results[-3]["results"] == []
        assert (results[-2]["results"], results[-2]["drafts"]) == ([], 0)
        (made,) = results[-1]["results"]
        assert made["missing"] == 0 and zipfile.ZipFile(made["path"]).testzip() is None


def test_a_year_without_records_is_told(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        asked = [*whole_job(world)[:2], {"act": "archive", "year": 2019}]
        results = play(a_scene(world), *asked)
        assert (results[-1]["ok"], results[-1]["code"]) == (False, "OP-01")
