"""Every sentence people read has its Chinese, with the same named fields."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from inspector_app.i18n import _, set_language

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES"
KEYWORDS = {"_": None, "N_": None}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """Return the Chinese catalogue as translators edit it."""
    with (FOLDER / "inspector_app.po").open("rb") as file:
        return read_po(file, locale="zh_CN")


def sources() -> set[str]:
    """Return every text that the program looks up."""
    found = extract_from_dir(
        str(ROOT / "inspector_app"), [("**.py", "python")], {}, keywords=KEYWORDS
    )
    return {str(message) for _file, _line, message, _notes, _context in found if message}


def fields(text: str) -> set[str]:
    """Return the named fields of a text."""
    return {name for _lit, name, _spec, _conv in Formatter().parse(text) if name is not None}


def test_every_text_of_the_program_has_its_chinese(catalogue: Catalog) -> None:
    missing = [text for text in sorted(sources()) if not getattr(catalogue.get(text), "string", "")]
    assert missing == []


def test_a_translation_has_the_fields_of_its_source(catalogue: Catalog) -> None:
    wrong = [
        message.id
        for message in catalogue
        if message.id and message.string and fields(str(message.id)) != fields(str(message.string))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_the_edited_one(catalogue: Catalog) -> None:
    with (FOLDER / "inspector_app.mo").open("rb") as file:
        compiled = read_mo(file)
    edited = {m.id: m.string for m in catalogue if m.id and m.string}
    assert {m.id: m.string for m in compiled if m.id} == edited


def test_texts_come_in_the_language_of_the_moment() -> None:
    assert _("Inspectors") == "Inspectors"
    set_language("zh_CN")
    assert _("Inspectors") == "服务人员"
