"""Names that laptops reach without asking one another."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from inspector_app.domain.ids import (
    dossier_of_code,
    new_join_code,
    visit_of_join_code,
    visit_of_task,
)
from inspector_app.errors import BadInput
from tests.builders import DOSSIER, ORGANISATION, SAMPLE_CODE


def test_two_laptops_name_a_planned_visit_alike() -> None:
    assert visit_of_task(DOSSIER, date(2026, 11, 25)) == visit_of_task(DOSSIER, date(2026, 11, 25))
    assert visit_of_task(DOSSIER, date(2026, 11, 25)) != visit_of_task(DOSSIER, date(2026, 11, 26))


def test_a_join_code_typed_in_small_letters_leads_to_the_same_visit() -> None:
    code = new_join_code(Random(1))
    assert visit_of_join_code(DOSSIER, code) == visit_of_join_code(DOSSIER, f" {code.lower()} ")


@pytest.mark.parametrize("text", ["", "ABC", "ABCDE0", "ABCDEFG"])
def test_what_is_no_join_code_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        visit_of_join_code(DOSSIER, text)


def test_a_dossier_is_named_by_organisation_and_code() -> None:
    assert dossier_of_code(ORGANISATION, SAMPLE_CODE) != dossier_of_code(DOSSIER, SAMPLE_CODE)
