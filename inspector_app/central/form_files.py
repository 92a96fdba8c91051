"""A form to publish and the files beside it: one file, a folder, or a .zip of such a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile, ZipInfo

from inspector_app.central.problems import OperatorMistake
from inspector_app.errors import system_reason
from inspector_app.i18n import _

SPREADSHEETS = (".md", ".xlsx")
MOST_FILES = 100
MAX_UNPACKED = 64 * 1024 * 1024


@contextmanager
def form_file(path: Path) -> Iterator[Path]:
    """Give the form's own file, its lists beside it; a .zip is unpacked for that time.

    Raises OperatorMistake where a folder or .zip does not hold exactly one form.
    """
    if path.is_dir():
        yield _only_form(path, path.name)
    elif path.suffix.lower() == ".zip":
        with TemporaryDirectory() as folder:
            _unpack(path, Path(folder))
            yield _only_form(Path(folder), path.name)
    else:
        yield path


def _only_form(folder: Path, name: str) -> Path:
    """Return the only spreadsheet in the folder, else the only XForm."""
    files = sorted(one for one in folder.iterdir() if not one.name.startswith((".", "~")))
    sheets = [one for one in files if one.suffix.lower() in SPREADSHEETS]
    found = sheets or [one for one in files if one.suffix.lower() == ".xml"]
    if len(found) != 1:
        reason = _("it must hold exactly one form (.xlsx, .md or .xml); there are {count}")
        raise OperatorMistake(what=name, reason=reason.format(count=len(found)))
    return found[0]


def _unpack(path: Path, folder: Path) -> None:
    try:
        with ZipFile(path) as packed:
            files = [one for one in packed.infolist() if not one.is_dir()]
            _check(path, files)
            for one in files:
                (folder / Path(one.filename).name).write_bytes(packed.read(one))
    except OSError as error:
        raise OperatorMistake(what=str(path), reason=system_reason(error)) from error
    except (BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise OperatorMistake(
            what=path.name, reason=_("it is not a .zip that can be read")
        ) from error


def _check(path: Path, files: list[ZipInfo]) -> None:
    """Refuse what is too large, and files of one name in different folders."""
    if len(files) > MOST_FILES or sum(one.file_size for one in files) > MAX_UNPACKED:
        raise OperatorMistake(what=path.name, reason=_("the file is too large"))
    names = [Path(one.filename).name for one in files]
    if len(set(names)) != len(names):
        raise OperatorMistake(what=path.name, reason=_("two files have the same name"))
