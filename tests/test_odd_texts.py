"""Odd names and findings go the whole way: central, laptop, search, windows' rows, paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest

from inspector_app.documents.fonts import GlyphMissing
from inspector_app.operations.hazards import HazardDraft, free_hazard, record_hazard
from inspector_app.operations.lists import dossier_page, enterprises
from inspector_app.operations.papers import draft_pdf, issue_notice
from inspector_app.operations.visits import start_visit
from inspector_app.store.rows import EnterpriseRow
from tests.world import Laptop, World, a_start, a_world

Place = tuple[World, Laptop]
ODD = {
    "markup": "示例<b>&amp;\"'</b>厂",
    "rare Han": "示例䶮𠮷加工厂",
    "long": "示例" + "长" * 300,
    "formula": "=HYPERLINK(示例)",
    "spaces": "示例　 全角 空格厂",
    "latin": "Sample Works (示例) №1",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Give a laptop with one enterprise of each odd name."""
    with a_world(tmp_path_factory.mktemp("world")) as world:
        world.person("wang")
        for number, name in enumerate(ODD.values()):
            world.assign("wang", world.enterprise(name, f"ODD-{number:014d}"))
        laptop = world.laptop("wang")
        laptop.sync()
        yield world, laptop


def row_of(laptop: Laptop, name: str) -> EnterpriseRow:
    """Return the worklist's row of an enterprise."""
    return next(row for row in enterprises(laptop.session) if row.name == name)


@pytest.mark.parametrize("name", ODD.values(), ids=ODD.keys())
def test_an_odd_name_is_kept_found_and_printed_as_it_is(place: Place, name: str) -> None:
    world, laptop = place
    row = row_of(laptop, name)
    assert row.dossier in [found.dossier for found in enterprises(laptop.session, name[:12])]
    assert dossier_page(laptop.session, row.dossier).enterprise.name == name
    visit, _c = start_visit(laptop.session, row.dossier, a_start(world.site(row.dossier)))
    draft = replace(free_hazard(laptop.session, visit), place=name, finding=f"发现：{name}")
    record_hazard(laptop.session, visit, draft)
    issued = issue_notice(laptop.session, visit)
    assert squeezed(name) in squeezed(paper_text(issued.pdf))


def squeezed(text: str) -> str:
    """Return the text without white space."""
    return "".join(text.split())


def paper_text(pdf: bytes) -> str:
    """Return the text of a paper."""
    with pypdfium2.PdfDocument(pdf) as paper:
        return "".join(page.get_textpage().get_text_bounded() for page in paper)


def test_2000_characters_without_a_space_fit_the_paper(place: Place) -> None:
    world, laptop = place
    row = row_of(laptop, ODD["latin"])
    visit, _c = start_visit(laptop.session, row.dossier, a_start(world.site(row.dossier)))
    record_hazard(laptop.session, visit, HazardDraft(place="仓库", finding="隐患描述" * 500))
    text = squeezed(paper_text(draft_pdf(laptop.session, visit)))
    # The block runs over pages; where it goes on, the heading stands again in between.
    assert text.count("隐患描述") >= 500
    assert "共4页" in text or "共3页" in text


@pytest.mark.parametrize("finding", ["着火\U0001f525", "ꦗꦮ 文字"])
def test_a_character_no_font_has_is_named_before_anything_is_issued(
    place: Place, finding: str
) -> None:
    world, laptop = place
    row = row_of(laptop, ODD["latin"])
    visit, _c = start_visit(laptop.session, row.dossier, a_start(world.site(row.dossier)))
    record_hazard(laptop.session, visit, HazardDraft(place="仓库", finding=finding))
    with pytest.raises(GlyphMissing) as refused:
        issue_notice(laptop.session, visit)
    assert refused.value.code
    assert refused.value.remedy


def test_control_characters_do_not_reach_the_paper(place: Place) -> None:
    world, laptop = place
    row = row_of(laptop, ODD["latin"])
    visit, _c = start_visit(laptop.session, row.dossier, a_start(world.site(row.dossier)))
    record_hazard(
        laptop.session, visit, HazardDraft(place="仓\x00\x1b[31m库", finding="堵\u202e塞")
    )
    text = squeezed(paper_text(draft_pdf(laptop.session, visit)))
    assert "\x1b" not in text
    assert "堵塞" in text
