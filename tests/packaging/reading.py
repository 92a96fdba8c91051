"""Reads build.spec as PyInstaller does, and writes down what it would build."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "build.spec"
OWN_MODULE = re.compile(r"inspector_app(\.\w+)+")


@dataclass
class Recorder:
    """Stands for PyInstaller: a call becomes a step, each result holds a small table."""

    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    given: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    pure: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    binaries: list[tuple[str, str, str]] = field(default_factory=list)
    datas: list[tuple[str, str, str]] = field(default_factory=list)

    def step(self, name: str) -> Any:
        """Return the callable that the spec knows by this name."""

        def taken(*args: Any, **options: Any) -> Recorder:
            self.given[name], self.steps[name] = args, options
            return self

        return taken


def read_spec(*libraries: str) -> tuple[dict[str, Any], Recorder]:
    """Return the spec's own names and its steps, as if these libraries had been found."""
    recorder = Recorder(binaries=[(name, f"/lib/{name}", "BINARY") for name in libraries])
    names: dict[str, Any] = {"SPECPATH": str(ROOT)}
    for step in ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE"):
        names[step] = recorder.step(step)
    exec(compile(SPEC.read_text(encoding="utf-8"), str(SPEC), "exec"), names)
    return names, recorder


def imported(module: str) -> Iterator[str]:
    """Yield what a module of the program imports anywhere in its text, also late and by name."""
    file = ROOT.joinpath(*module.split("."))
    source = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and OWN_MODULE.fullmatch(str(node.value)):
            yield str(node.value)


def within(module: str, packages: list[str]) -> bool:
    """Tell whether a module is one of these packages or lies in one."""
    return any(module == one or module.startswith(f"{one}.") for one in packages)
