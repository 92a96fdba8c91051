"""Rules of the house that no tool checks: sizes, words, documents that must agree."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted((ROOT / "inspector_app").rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield (name, lines) of every function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield f"{path.name}:{node.name}", node.end_lineno - node.lineno + 1


def test_files_stay_under_400_lines() -> None:
    sizes = {p.name: len(p.read_text(encoding="utf-8").splitlines()) for p in CODE}
    assert {name: size for name, size in sizes.items() if size > 400} == {}


def test_nine_in_ten_functions_stay_under_25_lines() -> None:
    lengths = sorted(size for path in CODE for _name, size in functions(path))
    assert lengths[len(lengths) * 9 // 10] <= 25


def test_no_room_is_called_helpers_or_manager() -> None:
    named = [p.stem for p in CODE]
    assert not {"utils", "helpers", "manager", "misc", "common"} & set(named)


def test_ci_runs_exactly_the_test_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(python3 -m venv .*?)\n```", readme)
    (tests,) = [command for command in commands if "[test]" in command]
    assert tests in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(p.relative_to(ROOT))
        for p in CODE
        if p.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_what_the_system_refuses_is_told_in_one_place() -> None:
    told = [p.name for p in CODE if "strerror" in p.read_text(encoding="utf-8")]
    assert told == ["errors.py"]


def test_problem_codes_are_unique() -> None:
    seen: dict[str, str] = {}
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                for code in class_codes(node):
                    assert seen.setdefault(code, node.name) == node.name, code


def class_codes(node: ast.ClassDef) -> Iterator[str]:
    """Yield the ``code = "…"`` of a class."""
    for line in node.body:
        if (
            isinstance(line, ast.Assign)
            and isinstance(line.targets[0], ast.Name)
            and line.targets[0].id == "code"
            and isinstance(line.value, ast.Constant)
        ):
            yield str(line.value.value)


def tracked_texts() -> list[Path]:
    """Return the text files of the repository."""
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        listed = [str(p.relative_to(ROOT)) for p in CODE]
    kinds = {".py", ".md", ".toml", ".txt", ".json", ".spec", ".po", ".svg", ".qss", ""}
    return [ROOT / name for name in listed if Path(name).suffix in kinds]


def test_no_file_names_a_registry_or_a_folder_of_some_machine() -> None:
    wanted = re.compile(
        "|".join(("py" + "pi\\.", "registry\\.npm", '[ "]/' + "work/", '[ "]/' + "root/"))
    )
    guilty = [
        str(path.relative_to(ROOT))
        for path in tracked_texts()
        if path.is_file() and wanted.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert guilty == []


@pytest.mark.parametrize("name", ["LICENSE", "CHANGELOG.md", "constraints.txt", "forms/README.md"])
def test_the_documents_of_a_release_are_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 0
