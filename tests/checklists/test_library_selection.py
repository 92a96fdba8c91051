"""Which checklists a site gets on which day, and of what the program says that it lacks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspector_app.checklists.library import FormEntry, Library
from inspector_app.checklists.problems import UnknownForm
from inspector_app.domain.visits import SERVICE_CODES

SHIPPED = Library.shipped()
COAL = "煤矿重大事故隐患检查表"
POWER = "电力重大事故隐患检查表"
FIRE = "重大火灾隐患判定入口检查表（GB 35181—2025）"
BOILERS = "特种设备重大事故隐患检查表"

# sector, tags, scale, day → forms in the order shown, what is said to be missing
TABLE = [
    ("coal", "coal-underground", "large", "2026-06-30", "general-2026", COAL),
    ("coal", "coal-underground", "large", "2026-07-01", "mem-21-2026-coal general-2026", ""),
    ("coal", "coal-openpit", "small", "2026-06-30", "must-check-small", COAL),
    ("hazchem", "", "medium", "2026-09-29", "saws-121-2017-chemical general-2026", ""),
    ("hazchem", "", "medium", "2026-09-30", "aq-3067-2026-chemical general-2026", ""),
    ("hazchem", "", "micro", "2026-09-30", "aq-3067-2026-chemical must-check-small", ""),
    ("power", "", "large", "2026-06-30", "general-2026", POWER),
    ("power", "", "large", "2026-07-01", "ndrc-41-2026-power general-2026", ""),
    ("noncoal-mine", "tailings", "large", "2024-04-22", "nmsa-88-2022-noncoal-mine general-2026",
     ""),
    ("noncoal-mine", "tailings", "large", "2024-04-23",
     "nmsa-88-2022-noncoal-mine nmsa-41-2024-noncoal-mine-supplement general-2026", ""),
    ("industry-trade", "crowded-place", "small", "2025-10-31",
     "mem-10-2023 fire-law-2021 must-check-small", FIRE),
    ("industry-trade", "crowded-place", "small", "2025-11-01",
     "mem-10-2023 gb-35181-2025-fire fire-law-2021 must-check-small", ""),
    ("industry-trade", "boiler", "small", "2024-11-30", "mem-10-2023 must-check-small", BOILERS),
    ("industry-trade", "boiler", "small", "2024-12-01",
     "mem-10-2023 gb-45067-2024-special-equipment must-check-small", ""),
    ("industry-trade", "", "small", "2026-11-25", "mem-10-2023 must-check-small", ""),
    ("industry-trade", "full-check", "small", "2026-11-25",
     "mem-10-2023 must-check-small general-rest-small", ""),
    ("industry-trade", "full-check", "medium", "2026-11-25", "mem-10-2023 general-2026", ""),
    ("industry-trade", "", "", "2026-11-25", "mem-10-2023 general-2026", ""),
    ("industry-trade", "", "unknown", "2026-11-25", "mem-10-2023 general-2026", ""),
    ("industry-trade", "", "small", "2023-12-31", "mem-10-2023", "小微企业必查表"),
]  # fmt: skip


@pytest.mark.parametrize(("sector", "tags", "scale", "day", "forms", "missing"), TABLE)
def test_a_site_gets_its_checklists_and_hears_what_is_not_loaded(
    sector: str, tags: str, scale: str, day: str, forms: str, missing: str
) -> None:
    on = date.fromisoformat(day)
    asked = {"sector": sector, "tags": tags.split(), "scale": scale, "on": on}
    found = SHIPPED.applicable(**asked)  # type: ignore[arg-type]
    assert [entry.form_id for entry in found] == forms.split()
    assert SHIPPED.gaps(**asked) == ((missing,) if missing else ())  # type: ignore[arg-type]


def test_the_list_for_small_enterprises_is_short() -> None:
    small = SHIPPED.definition("must-check-small", "1").items()
    whole = SHIPPED.definition("general-2026", "1").items()
    assert 20 <= len(small) <= 40
    assert len(whole) > 1.5 * len(small)
    assert {one.item for one in small} <= {one.item for one in whole}


def _entry(**changes: object) -> FormEntry:
    entry = FormEntry(
        form_id="sample", version="1", title="示例", sha256="", path=None, sector="coal", tags=(),
        rank=20, instruments=(), effective_from=date(2026, 1, 1),
    )  # fmt: skip
    return replace(entry, **changes)  # type: ignore[arg-type]


def test_an_ordinary_checklist_does_not_make_up_for_criteria() -> None:
    criteria = _entry(
        form_id="criteria", title="判定标准", rank=10, effective_from=date(2027, 1, 1)
    )
    library = Library(entries=(_entry(), criteria))
    asked = {"sector": "coal", "tags": ()}
    assert library.gaps(**asked, on=date(2026, 6, 1)) == ("判定标准",)  # type: ignore[arg-type]
    assert library.gaps(**asked, on=date(2027, 6, 1)) == ()  # type: ignore[arg-type]
    assert library.gaps(**asked, on=date(2025, 6, 1)) == ("示例", "判定标准")  # type: ignore[arg-type]


def test_a_list_for_other_sizes_is_not_said_to_be_missing() -> None:
    library = Library(entries=(_entry(scales=("micro",)),))
    assert library.gaps(sector="coal", tags=(), scale="large", on=date(2025, 1, 1)) == ()
    assert library.gaps(sector="coal", tags=(), scale="micro", on=date(2025, 1, 1)) == ("示例",)


def test_versions_are_ordered_as_people_count() -> None:
    library = Library(entries=(_entry(version="2026.10"), _entry(version="2026.9")))
    found = library.applicable(sector="coal", tags=(), scale="", on=date(2026, 6, 1))
    assert [entry.version for entry in found] == ["2026.10"]


def test_every_service_asks_for_its_record_and_for_the_confirmation() -> None:
    for code in SERVICE_CODES:
        forms = [one.entry.form_id for one in SHIPPED.records_for((code,))]
        assert forms[:2] == [f"sr-{code}", "sf-confirm"]
    assert SHIPPED.records_for(()) == ()
    assert len(SHIPPED.records) == 16


def test_complaints_expenses_and_surveys_belong_to_the_enterprise() -> None:
    of_dossier = {one.entry.form_id for one in SHIPPED.records if one.of == "dossier"}
    assert of_dossier == {"sf-complaint", "sf-expense", "sf-accident", "sf-survey", "sf-return"}
    assert all(one.when and one.basis and one.copies for one in SHIPPED.records)


def test_a_record_form_is_no_checklist_and_an_unknown_one_is_named() -> None:
    assert SHIPPED.definition("sr-01", "1").title == SHIPPED.record_form("sr-01").entry.title
    with pytest.raises(UnknownForm):
        SHIPPED.record_form("general-2026")
    with pytest.raises(UnknownForm):
        SHIPPED.record_form("sr-01", "99")
