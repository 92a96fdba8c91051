"""The law behind the checklists: instruments, the clauses that items cite, and a search in both.

Reads the library only. The words of a clause here are the checklist's paraphrase of it; where
``verified`` is False nobody has held them against the official text.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from inspector_app.checklists.library import FormEntry, Instrument, Library
from inspector_app.checklists.profile import CheckItem
from inspector_app.errors import Problem

MOST = 2_000


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that a check item cites, with the item's question and criterion."""

    instrument: Instrument
    article: str
    item: str
    question: str
    criterion: str
    logic: str
    method: str
    evidence: str
    level: str
    verified: bool
    form: str
    version: str
    form_title: str

    @property
    def citation(self) -> str:
        """How the clause is cited on papers: 《title》（number）article."""
        return cite(self.instrument, self.article)


@dataclass(frozen=True, slots=True)
class InstrumentLine:
    """A cited instrument with the count of its clauses in the library."""

    instrument: Instrument
    clauses: int

    @property
    def citation(self) -> str:
        """How the whole instrument is cited: 《title》（number）."""
        return cite(self.instrument, "")


@dataclass(frozen=True, slots=True)
class _Texts:
    """A clause as it is compared: its citation, its question, and all of it."""

    cited: str
    asked: str
    whole: str

    def rank(self, words: tuple[str, ...]) -> int:
        """Return 0 where all words stand in the citation, 1 with the question, 2 anywhere."""
        if all(word in self.cited for word in words):
            return 0
        return 1 if all(word in self.asked or word in self.cited for word in words) else 2


@dataclass(frozen=True)
class LawBook:
    """All instruments and clauses; ``clauses_with`` answers from an index of character pairs."""

    instruments: tuple[InstrumentLine, ...] = ()
    clauses: tuple[Clause, ...] = ()
    _texts: tuple[_Texts, ...] = ()
    _pairs: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def instruments_with(self, text: str) -> tuple[InstrumentLine, ...]:
        """Return the instruments whose number, title or id has every word of the text."""
        wanted = words_of(text)
        found = []
        for line in self.instruments:
            one = line.instrument
            known = plain(f"{one.id} {one.number} {one.title}")
            if all(word in known for word in wanted):
                found.append(line)
        return tuple(found)

    def clauses_with(
        self, text: str, *, instrument: str = "", on: date | None = None, most: int = MOST
    ) -> tuple[Clause, ...]:
        """Return the clauses that have every word of the text; citations and questions first.

        With ``on`` only clauses of instruments in force on that day; blanks separate words.
        """
        wanted = words_of(text)
        found = [number for number in self._holding(wanted) if self._fits(number, instrument, on)]
        if wanted:
            found.sort(key=lambda number: (self._texts[number].rank(wanted), number))
        return tuple(self.clauses[number] for number in found[:most])

    def _fits(self, number: int, instrument: str, on: date | None) -> bool:
        cited = self.clauses[number].instrument
        return instrument in ("", cited.id) and (on is None or cited.in_force(on))

    def _holding(self, words: tuple[str, ...]) -> Iterator[int]:
        pairs = {word[n : n + 2] for word in words for n in range(len(word) - 1)}
        likely: set[int] | None = None
        for pair in pairs:
            known = set(self._pairs.get(pair, ()))
            likely = known if likely is None else likely & known
        numbers = range(len(self.clauses)) if likely is None else sorted(likely)
        return (n for n in numbers if all(word in self._texts[n].whole for word in words))


def law_book(library: Library) -> LawBook:
    """Return the law of a library's forms (a tenth of a second for the shipped ones).

    A form that cannot be read is left out: the checklist page says what is wrong with it.
    """
    clauses = tuple(_clauses(library))
    texts = tuple(_searched(clause) for clause in clauses)
    pairs: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for pair in {text.whole[n : n + 2] for n in range(len(text.whole) - 1)}:
            pairs[pair].append(number)
    counts: dict[str, int] = defaultdict(int)
    for clause in clauses:
        counts[clause.instrument.id] += 1
    lines = tuple(InstrumentLine(one, counts[one.id]) for one in library.instruments.values())
    return LawBook(lines, clauses, texts, {pair: tuple(known) for pair, known in pairs.items()})


def _clauses(library: Library) -> Iterator[Clause]:
    seen: set[tuple[str, str, str]] = set()
    for entry in library.entries:
        for item in _items(library, entry):
            instrument = library.instruments.get(item.standard)
            identity = (item.standard, item.article, item.question)
            if instrument is not None and identity not in seen:
                seen.add(identity)
                yield _clause(entry, item, instrument)


def _items(library: Library, entry: FormEntry) -> tuple[CheckItem, ...]:
    try:
        return library.definition(entry.form_id, entry.version).items()
    except Problem:
        return ()


def _clause(entry: FormEntry, item: CheckItem, instrument: Instrument) -> Clause:
    return Clause(
        instrument=instrument,
        article=item.article,
        item=item.item,
        question=item.question,
        criterion=item.major_if,
        logic=item.logic,
        method=item.method,
        evidence=item.evidence,
        level=item.level,
        verified=item.verified,
        form=entry.form_id,
        version=entry.version,
        form_title=entry.title,
    )


def cite(instrument: Instrument | None, article: str) -> str:
    """Return how a clause is cited: title, number and article of its instrument."""
    return cite_by(instrument.title, instrument.number, article) if instrument else article


def cite_by(title: str, number: str, article: str) -> str:
    """Return 《title》（number）article; the number once, and an article that names its own
    instrument alone."""
    if article.startswith("《"):
        return article
    return f"《{title}》{article}" if number in article else f"《{title}》（{number}）{article}"


def plain(text: str) -> str:
    """Return a text as it is compared: full and half width alike, no case, no punctuation."""
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in kept if one.isalnum())


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a search, as they are compared."""
    return tuple(word for word in map(plain, text.split()) if word)


def _searched(clause: Clause) -> _Texts:
    one = clause.instrument
    cited = f"{plain(f'{one.id}{one.number}')}|{plain(clause.article)}|{plain(clause.item)}"
    asked = plain(clause.question)
    whole = f"{cited}|{plain(one.title)}|{asked}|{plain(clause.criterion)}"
    return _Texts(cited, asked, whole)
