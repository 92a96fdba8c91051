"""The server as its operator runs it: a process of its own, ended by a signal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import httpx
import pytest

from inspector_app.central import console
from inspector_app.central.console import Place
from inspector_app.central.limits import DEFAULT
from inspector_app.central.problems import OperatorMistake
from inspector_app.cli import run
from tests.postgres import DATABASES

SECONDS = 30


def free_port() -> int:
    """Return a port of the loopback that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


@contextmanager
def served(where: Place, workers: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Give the URL and the process of ``central serve`` on a free port; told to end at the end,
    since a killed one would leave its workers."""
    port = free_port()
    options = ["--database", where.database, "--media", str(where.media)]
    command = ["serve", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(
        [sys.executable, "-m", "inspector_app", "central", *options, *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def first_answer(url: str) -> httpx.Response:
    """Return the server's first answer, as soon as it gives one."""
    with httpx.Client(transport=httpx.HTTPTransport(retries=7), trust_env=False) as client:
        return client.get(f"{url}/v1/about", timeout=SECONDS)


def test_a_served_central_answers_and_ends_when_told(database_url: str, tmp_path: Path) -> None:
    workers = 2 if database_url.startswith("postgresql") else 1
    with served(Place(database_url, tmp_path / "media"), workers) as (url, process):
        about = first_answer(url).json()
        with ThreadPoolExecutor(8) as pool:
            again = pool.map(lambda _n: first_answer(url).json()["organisation"], range(24))
            assert set(again) == {about["organisation"]}
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


def test_the_limits_hold_however_many_workers_there_are(database_url: str, tmp_path: Path) -> None:
    limit = DEFAULT.enrolment
    workers = 2 if database_url.startswith("postgresql") else 1
    with served(Place(database_url, tmp_path / "media"), workers) as (url, _process):
        first_answer(url)
        begun = monotonic()

        def try_to_enrol(_number: int) -> int:  # a connection each: any worker may take it
            return httpx.post(f"{url}/v1/enrol", json={}, trust_env=False).status_code

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(try_to_enrol, range(int(limit.at_once * 1.5))))
        flowed_in = (monotonic() - begun) * limit.a_second
    assert set(answers) == {422, 429}
    assert limit.at_once <= answers.count(422) <= limit.at_once + flowed_in + 1


def test_several_workers_on_sqlite_are_refused(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "central.db"), tmp_path / "media")
    with pytest.raises(OperatorMistake):
        console.serve(place, workers=2)


def test_who_serves_without_a_name_for_papers_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = Place(str(tmp_path / "central.db"), tmp_path / "media")
    central = ["central", "--database", where.database, "--media", str(where.media)]
    serve = ["--lang", "en", *central, "serve", "--host", "256.0.0.1"]
    assert run(serve) == 1
    assert "central name-agency" in capsys.readouterr().err
    console.name_agency(where, "示例安全技术服务有限公司", "示例")
    assert run(serve) == 1
    assert "name-agency" not in capsys.readouterr().err


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "central.db"), tmp_path / "media")
    with socket.create_server(("127.0.0.1", 0)) as held, pytest.raises(OperatorMistake):
        console.serve(place, port=held.getsockname()[1])


def test_both_databases_are_tested_unless_told_otherwise() -> None:
    assert DATABASES == ("sqlite", "postgresql") or os.environ["INSPECTOR_TEST_WITHOUT_POSTGRES"]
