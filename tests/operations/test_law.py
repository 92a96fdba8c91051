"""The law behind the checklists: found by words, cited as on papers."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest

from inspector_app.checklists.library import Library
from inspector_app.operations.law import LawBook, cite, law_book


@pytest.fixture(scope="module")
def book() -> LawBook:
    return law_book(Library.shipped())


def test_every_word_must_be_in_the_clause(book: LawBook) -> None:
    found = book.clauses_with("煤气 报警")
    assert found
    for clause in found:
        whole = f"{clause.question}{clause.criterion}{clause.citation}"
        assert "煤气" in whole or "燃气" in whole
        assert "报警" in whole


def test_a_search_is_blind_to_width_case_and_punctuation(book: LawBook) -> None:
    plain = [one.item for one in book.clauses_with("第十一条第（一）项")]
    assert plain
    assert [one.item for one in book.clauses_with("第十一条第(一)项")] == plain
    assert [one.item for one in book.clauses_with("mem10-11-1")] == [
        one.item for one in book.clauses_with("MEM10-11-1")
    ]


def test_the_number_of_an_instrument_finds_it(book: LawBook) -> None:
    assert [one.instrument.id for one in book.instruments_with("令第10号 工贸")] == ["MEM-10-2023"]


def test_one_character_and_none_are_searches_too(book: LawBook) -> None:
    assert len(book.clauses_with("")) == len(book.clauses)
    assert 0 < len(book.clauses_with("氨")) < len(book.clauses)
    assert book.clauses_with("没有这样的词句") == ()


def test_only_clauses_in_force_on_the_day_are_given_where_asked(book: LawBook) -> None:
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    assert not book.clauses_with("", instrument="MEM-21-2026", on=before)
    assert book.clauses_with("", instrument="MEM-21-2026", on=after)


def test_a_clause_is_cited_with_title_number_and_article(book: LawBook) -> None:
    clause = book.clauses_with("MEM10-3-1")[0]
    title = "《工贸企业重大事故隐患判定标准》"
    assert clause.citation == f"{title}（应急管理部令第10号）第三条第（一）项"
    assert cite(None, "第一条") == "第一条"
    assert cite(clause.instrument, "《示例标准》第一条") == "《示例标准》第一条"


def test_a_clause_cited_by_two_forms_stands_once(book: LawBook) -> None:
    seen = [(one.instrument.id, one.article, one.question) for one in book.clauses]
    assert len(seen) == len(set(seen))


def test_a_search_takes_no_noticeable_time(book: LawBook) -> None:
    start = perf_counter()
    for text in ("煤气 报警", "第三条", "有限空间 审批", "氨", "积水"):
        book.clauses_with(text)
    assert perf_counter() - start < 0.25
