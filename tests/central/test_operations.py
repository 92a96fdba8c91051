"""What an operator relies on: limits, figures, a log that names nobody, checkpoints."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from sqlalchemy import text
from typer.testing import CliRunner

from inspector_app.central.agency import Central
from inspector_app.central.app import create_app
from inspector_app.central.buckets import Buckets, Rate, SharedBuckets
from inspector_app.central.checkpoint import Checkpoint, check_published, checkpoint
from inspector_app.central.commands import central_app
from inspector_app.central.journal import log_as_json
from inspector_app.central.limits import Limits, TooSlow, _in_time
from inspector_app.central.problems import FaultFound, OperatorMistake
from inspector_app.central.serve import RunningCentral
from inspector_app.central.verify import verify
from tests.central.scene import LI_FILE, PASSWORD, YEAR, ZHANG_FILE, Scene

MANY = Rate(1_000, 1_000)


def test_a_bucket_gives_what_it_holds_and_then_what_flows_in() -> None:
    buckets = Buckets(Rate(2, 3))
    assert [buckets.take("a", 0) for _time in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("b", 0) == 0
    assert buckets.take("a", 0.5) == 0
    assert buckets.take("a", 0.5) > 0
    assert [buckets.take("a", 100) for _time in range(4)][-1] > 0


def test_buckets_of_strangers_do_not_grow_without_end() -> None:
    buckets = Buckets(Rate(1, 1), most=3)
    for caller in "abcdef":
        buckets.take(caller, 0)
    assert buckets.take("f", 0) > 0
    assert buckets.take("a", 0) == 0


def test_workers_that_share_a_file_give_together_what_one_gives(tmp_path: Path) -> None:
    workers = [SharedBuckets(Rate(2, 3), tmp_path / "callers") for _worker in range(2)]
    taken = [workers[time % 2].take("a", 100.0) for time in range(5)]
    assert taken == [0, 0, 0, 0.5, 0.5]
    assert workers[1].take("b", 100.0) == 0
    assert [worker.take("a", 100.5) for worker in workers] == [0, 0.5]
    for worker in workers:
        worker.close()


def test_a_full_place_of_the_shared_file_forgets_who_was_away_longest(tmp_path: Path) -> None:
    shared = SharedBuckets(Rate(1, 1), tmp_path / "callers")
    for number in range(40_000):
        shared.take(str(number), float(number))
    assert shared.take("39999", 39_999.5) == 0.5
    assert shared.take("0", 39_999.5) == 0
    shared.close()


def asked(central: Central, limits: Limits, path: str, *tokens: str) -> list[httpx.Response]:
    """Return the answers to requests with these tokens, one after the other."""
    with (
        RunningCentral(central, create_app(central, limits)) as running,
        httpx.Client(base_url=running.url, trust_env=False) as client,
    ):
        return [
            client.post(path, json={}, headers={"Authorization": f"Bearer {token}"})
            for token in tokens
        ]


def test_a_laptop_that_asks_too_often_is_told_when_to_come_back(central: Central) -> None:
    limits = Limits(device=Rate(0.1, 2), address=MANY, enrolment=MANY, clock=lambda: 0.0)
    replies = asked(central, limits, "/v1/hello", "a", "a", "a", "b")
    assert [reply.status_code for reply in replies] == [401, 401, 429, 401]
    assert replies[2].json()["code"] == "API-08"
    assert replies[2].headers["Retry-After"] == "10"
    assert replies[2].headers["Inspector-Protocol"] == "1"


def test_an_address_that_tries_many_passwords_is_slowed_down(central: Central) -> None:
    limits = Limits(device=MANY, address=MANY, enrolment=Rate(1, 1), clock=lambda: 0.0)
    replies = asked(central, limits, "/v1/enrol", "a", "b")
    assert [reply.status_code for reply in replies] == [422, 429]


def test_a_body_that_does_not_come_is_given_up(central: Central) -> None:
    limits = Limits(idle_seconds=0.05)
    head = b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"
    with RunningCentral(central, create_app(central, limits)) as running:
        port = int(running.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(head)
            answer = connection.recv(4_096)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"close" in answer.lower()


def test_waiting_for_a_caller_to_go_away_has_no_limit() -> None:
    async def slow() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    async def run() -> None:
        parts: Iterator[dict[str, object]] = iter([{"type": "http.request", "more_body": False}])

        async def receive() -> dict[str, object]:
            found = next(parts, None)
            return found if found is not None else await slow()

        timely = _in_time(receive, 0.01)
        await timely()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(timely(), 0.05)
        with pytest.raises(TooSlow):
            await _in_time(slow, 0.01)()

    asyncio.run(run())


def test_the_figures_tell_what_was_asked_and_what_is_held(scene: Scene) -> None:
    laptop, other = scene.laptop(), scene.laptop("li")
    laptop.send(laptop.record(ZHANG_FILE, 3))
    other.send(other.record(ZHANG_FILE, 2))
    laptop.http.post("/v1/pull", json={"volumes": [{"volume": f"{LI_FILE}/{YEAR}"}]})
    reply = scene.client().get("/metrics")
    assert reply.headers["Content-Type"].startswith("text/plain")
    lines = reply.text.splitlines()
    assert 'inspector_requests_total{method="POST",route="/v1/push",status="200"} 2.0' in lines
    assert 'inspector_refusals_total{code="SCOPE-01"} 1.0' in lines
    assert 'inspector_push_batches_total{state="held"} 1.0' in lines
    assert "inspector_held_facts 2.0" in lines
    assert "inspector_devices 3.0" in lines
    assert ZHANG_FILE not in reply.text
    assert LI_FILE not in reply.text


@pytest.fixture
def journal() -> Iterator[io.StringIO]:
    """Give what the server logs, as it would stand on its stderr."""
    names = ("inspector_app", "uvicorn")
    before = [(n, logging.getLogger(n).handlers, logging.getLogger(n).level) for n in names]
    stream = io.StringIO()
    log_as_json(stream)
    yield stream
    for name, handlers, level in before:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = handlers, True
        logger.setLevel(level)


def test_the_log_is_json_and_names_nobody(journal: io.StringIO, scene: Scene) -> None:
    laptop = scene.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 1))
    laptop.http.post("/v1/pull", json={"volumes": [{"volume": f"{LI_FILE}/{YEAR}"}]})
    scene.enrol("zhang", "falsch-2026")
    scene.running.stop()
    lines = [json.loads(line) for line in journal.getvalue().splitlines()]
    assert {line["event"] for line in lines} >= {"request", "refused"}
    refused = [line for line in lines if line["event"] == "refused"]
    assert {"code": "SCOPE-01", "route": "/v1/pull", "device": laptop.device}.items() <= (
        refused[0].items()
    )
    token = laptop.http.headers["Authorization"].partition(" ")[2]
    secrets = ("zhang", "示例", PASSWORD, token, ZHANG_FILE, LI_FILE, laptop.person, "127.0.0.1")
    assert [word for word in secrets if word in journal.getvalue()] == []


def test_a_fault_is_logged_without_what_it_says(journal: io.StringIO) -> None:
    try:
        raise ValueError("示例企业")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("failed")
    (line,) = journal.getvalue().splitlines()
    assert json.loads(line)["error"] == "ValueError"
    assert "示例企业" not in line


@pytest.fixture
def published(scene: Scene) -> tuple[Scene, list[Checkpoint]]:
    """Give a central with three checkpoints over a history that grows."""
    laptop = scene.laptop()
    lines = []
    for _day in range(3):
        laptop.send(laptop.record(ZHANG_FILE, 2))
        lines.append(checkpoint(scene.central))
        scene.clock.pass_seconds(86_400)
    return scene, lines


def test_checkpoints_cover_all_volumes_and_hold(
    published: tuple[Scene, list[Checkpoint]],
) -> None:
    scene, lines = published
    assert [line.number for line in lines] == [1, 2, 3]
    assert [line.facts for line in lines] == [lines[0].facts + 2 * day for day in range(3)]
    assert {line.volumes for line in lines} == {3}
    assert len({line.root for line in lines}) == 3
    assert verify(scene.central).checkpoints == 3
    assert check_published(scene.central, [line.line() for line in lines] + [""]) == 3


def test_a_checkpoint_when_nothing_changed_has_the_same_root(
    published: tuple[Scene, list[Checkpoint]],
) -> None:
    scene, lines = published
    again = checkpoint(scene.central)
    assert (again.number, again.root) == (4, lines[-1].root)
    assert verify(scene.central).checkpoints == 4


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("DELETE FROM checkpoint WHERE number=2", "checkpoint 2"),
        ("UPDATE checkpoint SET at='2020' WHERE number=2", "checkpoint 2"),
        ("UPDATE checkpoint_volume SET number=number-1 WHERE checkpoint=3", "checkpoint 3"),
        ("DELETE FROM checkpoint_volume WHERE checkpoint=2", "checkpoint 2"),
    ],
)
def test_an_altered_checkpoint_is_named(
    published: tuple[Scene, list[Checkpoint]], statement: str, place: str
) -> None:
    scene, _lines = published
    with scene.central.database.write() as connection:
        assert connection.execute(text(statement)).rowcount
    with pytest.raises(FaultFound) as fault:
        verify(scene.central)
    assert place in str(fault.value.details["place"])


def test_a_published_line_that_is_not_here_is_named(
    published: tuple[Scene, list[Checkpoint]],
) -> None:
    scene, lines = published
    with scene.central.database.write() as connection:
        connection.execute(text("DELETE FROM checkpoint WHERE number=3"))
        connection.execute(text("DELETE FROM checkpoint_volume WHERE checkpoint=3"))
    verify(scene.central)  # by itself nothing is missing
    with pytest.raises(FaultFound):
        check_published(scene.central, [lines[2].line()])
    with pytest.raises(OperatorMistake):
        check_published(scene.central, [lines[1].line().replace(lines[1].root, lines[0].root)])
    with pytest.raises(OperatorMistake):
        check_published(scene.central, ["no checkpoint"])


@pytest.mark.parametrize(
    "command", [["verify"], ["backup", "x"], ["checkpoint"], ["export", "--out", "x"]]
)
def test_a_mistyped_place_is_told_and_no_server_is_founded_there(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = ["--database", str(tmp_path / "typo" / "central.db"), "--media", str(tmp_path / "m")]
    done = CliRunner().invoke(central_app, [*place, *command])
    assert isinstance(done.exception, OperatorMistake)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_of_a_server_that_runs_is_no_central(
    database_url: str, tmp_path: Path
) -> None:
    place = ["--database", database_url, "--media", str(tmp_path / "media")]
    done = CliRunner().invoke(central_app, [*place, "verify"])
    assert isinstance(done.exception, OperatorMistake)


def leaves(command: Any) -> Iterator[Any]:
    """Yield every command below one."""
    below = getattr(command, "commands", None)
    if below is None:
        yield command
        return
    for one in below.values():
        yield from leaves(one)


def test_every_command_and_option_of_an_operator_says_what_it_is() -> None:
    commands = list(leaves(typer.main.get_command(central_app)))
    assert len(commands) > 15
    for command in commands:
        assert command.help, command.name
        for option in command.params:
            assert getattr(option, "help", ""), f"{command.name} {option.name}"


def test_the_operators_commands_work_one_after_another(database_url: str, tmp_path: Path) -> None:
    options = ["--database", database_url, "--media", str(tmp_path / "media")]
    runner = CliRunner()
    runner.invoke(central_app, [*options, "publish-shipped"])
    line = runner.invoke(central_app, [*options, "checkpoint"])
    assert line.exit_code == 0, line.output
    kept = tmp_path / "published.jsonl"
    kept.write_text(line.output, encoding="utf-8")
    checked = runner.invoke(central_app, [*options, "verify", "--published", str(kept)])
    assert json.loads(checked.output)["checkpoints"] == 1
    opened = runner.invoke(central_app, [*options, "open-volumes"])
    assert json.loads(opened.output) == {"opened": 0}
    refused = runner.invoke(central_app, [*options, "erase", "--ids", "0" * 64, "--reason", "x"])
    assert isinstance(refused.exception, OperatorMistake)
