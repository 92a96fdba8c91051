"""What build.spec would put into the desktop program; the build itself is made by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import inspector_app
from inspector_app import config
from inspector_app.ui.entrance import WARM
from tests.packaging.reading import ROOT, imported, read_spec, within

RUN_AND_LIST_MODULES = """
import sys
from inspector_app.main import main
code = main(["--smoke-test"])
print("\\n".join(sorted(sys.modules)))
sys.exit(code)
"""


def smoke_test_in(home: Path, *command: str) -> list[str]:
    """Run this from elsewhere with no display and nothing of our environment; return its lines."""
    scratch = home / "scratch"
    scratch.mkdir()
    bare = {"HOME": str(home), "TMPDIR": str(scratch), "TEMP": str(scratch)}
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [sys.executable, *command],
        env={**kept, **bare, "PYTHONPATH": str(ROOT)},
        cwd=home,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_smoke_test_prints_one_line_of_timings_and_leaves_no_file(tmp_path: Path) -> None:
    (line,) = smoke_test_in(tmp_path, "-m", "inspector_app", "--smoke-test")

    spent = json.loads(line)
    assert isinstance(spent.pop("camera"), bool)  # as this computer has it
    whole = spent.pop("seconds")
    assert list(spent) == ["window", "workspace", "notice", "signature", "spreadsheet"]
    assert 0 < sum(spent.values()) <= whole
    assert not list((tmp_path / "scratch").iterdir())
    assert not list(tmp_path.rglob("*.db"))


def test_the_running_desktop_imports_nothing_of_central(tmp_path: Path) -> None:
    names, _recorder = read_spec()

    loaded = smoke_test_in(tmp_path, "-c", RUN_AND_LIST_MODULES)

    assert "inspector_app.ui.desk" in loaded
    assert [module for module in loaded if within(module, names["CENTRAL"])] == []


def test_only_the_command_line_may_ask_for_what_is_left_out() -> None:
    names, recorder = read_spec()

    naming = {
        module
        for module in recorder.steps["Analysis"]["hiddenimports"]
        if module.startswith("inspector_app")
        and any(within(wanted, names["EXCLUDED"]) for wanted in imported(module))
    }

    assert naming <= {"inspector_app.cli"}


def test_every_module_of_the_desktop_is_in_and_none_of_central() -> None:
    _names, recorder = read_spec()

    shipped = set(recorder.steps["Analysis"]["hiddenimports"])

    assert {"inspector_app.main", "inspector_app.cli", "inspector_app.ui.smoke"} <= shipped
    assert {name for name in WARM if name.startswith("inspector_app.")} <= shipped
    assert not [name for name in shipped if within(name, ["inspector_app.central"])]
    assert not [name for name in shipped if within(name, ["inspector_app.demo"])]


def test_what_is_left_out_of_the_program_exists() -> None:
    names, _recorder = read_spec()

    own = [name for name in names["CENTRAL"] if name.startswith("inspector_app.")]

    assert own
    for name in own:
        assert ROOT.joinpath(*name.split("."), "__init__.py").is_file()


def test_resources_and_forms_are_shipped_where_the_program_looks_for_them() -> None:
    _names, recorder = read_spec()

    shipped = {
        f"{folder}/{Path(file).name}" for file, folder in recorder.steps["Analysis"]["datas"]
    }

    assert config.resource_dir() == ROOT / "resources"
    assert config.forms_dir() == ROOT / "forms"
    for wanted in (
        "resources/style.qss",
        "resources/locale/zh_CN/LC_MESSAGES/inspector_app.mo",
        "resources/fonts/NotoSansSC-Regular.ttf",
        "resources/fonts/OFL-NotoSansSC.txt",
        "forms/catalogue.toml",
        "forms/general/general-2026/1.xml",
        "./LICENSE",
    ):
        assert wanted in shipped
    assert not [name for name in shipped if name.startswith("resources/sample")]


def test_every_shipped_file_exists() -> None:
    _names, recorder = read_spec()

    assert all(Path(file).is_file() for file, _folder in recorder.steps["Analysis"]["datas"])


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/lib/libQt6Widgets.so.6",
        "PySide6/Qt/lib/libQt6PrintSupport.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6\\plugins\\styles\\qmodernwindowsstyle.dll",
        "PySide6\\translations\\qtbase_zh_CN.qm",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "sqlcipher3/_sqlite3.so",
    ],
)
def test_a_part_of_qt_that_windows_need_stays(name: str) -> None:
    _names, recorder = read_spec(name)

    assert [entry[0] for entry in recorder.given["COLLECT"][1]] == [name]


@pytest.mark.parametrize(
    "name",
    [
        "libQt6EglFSDeviceIntegration.so.6",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlpsql.so",
        "PySide6\\Qt6Qml.dll",
        "PySide6\\opengl32sw.dll",
    ],
)
def test_a_part_of_qt_that_no_window_needs_is_left_out(name: str) -> None:
    _names, recorder = read_spec(name)

    assert recorder.given["COLLECT"][1] == []


def test_the_package_bears_the_version_of_the_program() -> None:
    names, recorder = read_spec()

    assert names["VERSION"] == inspector_app.__version__
    assert recorder.steps["EXE"]["name"] == recorder.steps["COLLECT"]["name"] == "inspector-app"
