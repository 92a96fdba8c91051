"""Files that a form brings along: csv lists answered by index, other lists read as they are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from inspector_app.checklists import xform
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.listing import ChoiceSource, Table
from inspector_app.checklists.lists import read_table
from inspector_app.checklists.problems import MissingResource
from inspector_app.checklists.tree import parse_xml

MOST_TABLES = 12  # lists kept in memory; 50,000 rows of four columns take about 25 MB


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file beside a published form; ``read`` gives its bytes out of the store."""

    name: str
    sha256: str
    read: Callable[[], bytes]


def files_of(files: Mapping[str, MediaFile]) -> xform.Resource:
    """Return a reader of these files by name, for loading the form."""

    def read(name: str) -> bytes:
        if name not in files:
            raise MissingResource(name=name)
        return files[name].read()

    return read


def load_with_files(
    xml: bytes, resource: xform.Resource
) -> tuple[FormDefinition, dict[str, bytes]]:
    """Return the form and the files it reads, by name; raises FormProblem where it cannot be run.

    A list that ``search()`` names and that is missing is an error too: on site nobody could mend
    it.
    """
    read: dict[str, bytes] = {}

    def note(name: str) -> bytes:
        read[name] = resource(name)  # where it is missing, nothing is noted
        return read[name]

    form = xform.load(xml, note)
    for problem in form.notices:
        if isinstance(problem, MissingResource):
            raise problem
    return form, read


def sources(xml: bytes, files: Mapping[str, MediaFile]) -> dict[str, ChoiceSource]:
    """Return what answers the form's csv lists, by list name; nothing is read yet."""
    names = {name: file for name, file in csv_lists(xml).items() if file in files}
    return {name: Shelf(files[file]) for name, file in names.items()}


def csv_lists(xml: bytes) -> dict[str, str]:
    """Return the csv file of each list outside the form, by list name."""
    found = {}
    for element in parse_xml(xml).iter():
        if xform.local(element) == "instance":
            file = element.get("src", "").rsplit("/", 1)[-1]
            if file.lower().endswith(".csv"):
                found[element.get("id", "")] = file
    return found


class Shelf:
    """A published csv list: read and indexed when first asked, shared by all forms that use it."""

    def __init__(self, file: MediaFile) -> None:
        self._file = file

    def rows(self, where: Mapping[str, str]) -> Iterable[Mapping[str, str]]:
        """Return the rows whose columns have these texts, in the file's order."""
        return _table(self._file).rows(where)


_TABLES: OrderedDict[str, Table] = OrderedDict()
_LOCK = Lock()


def _table(file: MediaFile) -> Table:
    """Return the indexed table of a file; those used last stay in memory."""
    with _LOCK:
        known = _TABLES.get(file.sha256)
        if known is not None:
            _TABLES.move_to_end(file.sha256)
            return known
    made = read_table(file.read(), file.name)
    with _LOCK:
        _TABLES[file.sha256] = made
        while len(_TABLES) > MOST_TABLES:
            _TABLES.popitem(last=False)
    return made
