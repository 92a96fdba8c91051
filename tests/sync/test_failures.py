"""What goes wrong on the wire, told apart; and what the program does about it."""

from __future__ import annotations

import errno
import socket
import ssl
from pathlib import Path

import httpx
import pytest

from inspector_app.protocol import MAX_FACTS, PROTOCOL_HEADER
from inspector_app.sync.client import Link
from inspector_app.sync.pace import FEWEST, FIRST, Pace
from inspector_app.sync.problems import (
    AnswerUnreadable,
    CaptivePortal,
    CentralBusy,
    CentralFailing,
    CentralSlow,
    CentralUnreachable,
    ClockWrong,
    ConnectionCut,
    NoNetwork,
    OtherVersion,
    ProxyInTheWay,
    StrangeCertificate,
    SyncProblem,
    SyncStopped,
    UpgradeNeeded,
)
from inspector_app.sync.run import synchronise
from inspector_app.sync.stage import Stage
from tests.sync.test_fork import a_visit
from tests.sync.test_sync import found
from tests.world import a_world

OURS = {PROTOCOL_HEADER: "1"}


def problem(answer: httpx.Response | Exception) -> SyncProblem:
    """Return what a link says of this answer, or of this failure of the request."""

    def respond(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, httpx.Response):
            return answer
        raise answer

    transport = httpx.MockTransport(respond)
    with (
        Link("http://central.example", transport=transport) as link,
        pytest.raises(SyncProblem) as caught,
    ):
        link.about()
    return caught.value


def after(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def unverified(code: int) -> Exception:
    cause = ssl.SSLCertVerificationError("certificate verify failed")
    cause.verify_code = code
    return after(httpx.ConnectError("tls"), cause)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.ConnectError("refused"), CentralUnreachable),
        (after(httpx.ConnectError("name"), socket.gaierror(-2, "unknown")), NoNetwork),
        (after(httpx.ConnectError("route"), OSError(errno.ENETUNREACH, "no route")), NoNetwork),
        (httpx.ConnectTimeout("late"), CentralUnreachable),
        (httpx.ReadTimeout("late"), CentralSlow),
        (httpx.ReadError("cut"), ConnectionCut),
        (httpx.RemoteProtocolError("closed"), ConnectionCut),
        (httpx.ProxyError("403"), ProxyInTheWay),
        (httpx.Response(407), ProxyInTheWay),
        (httpx.Response(200, html="<html>"), CaptivePortal),
        (httpx.Response(302, headers={"Location": "http://portal"}), CaptivePortal),
        (httpx.Response(511), CaptivePortal),
        (httpx.Response(502), CentralFailing),
        (httpx.Response(503, headers={"Retry-After": "7"}), CentralBusy),
        (httpx.Response(429), CentralBusy),
        (unverified(10), ClockWrong),
        (unverified(9), ClockWrong),
        (unverified(18), StrangeCertificate),
        (unverified(62), StrangeCertificate),
        (httpx.Response(200, json={"other": 1}, headers=OURS), AnswerUnreadable),
        (httpx.Response(200, json={}, headers={PROTOCOL_HEADER: "0"}), OtherVersion),
    ],
)
def test_each_failure_has_a_name_of_its_own(
    answer: httpx.Response | Exception, expected: type[SyncProblem]
) -> None:
    told = problem(answer)
    assert type(told) is expected
    assert told.message and told.remedy


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("Wed, 25 Nov 2026 12:00:30 GMT", 30),
        ("Wed, 25 Nov 2026 11:00:00 GMT", 0),
        ("99999999", 86_400),
        ("soon", 0),
    ],
)
def test_retry_after_is_read_in_both_forms_by_the_servers_clock(header: str, seconds: int) -> None:
    headers = {"Retry-After": header, "Date": "Wed, 25 Nov 2026 12:00:00 GMT"}
    told = problem(httpx.Response(503, headers=headers))
    assert isinstance(told, CentralBusy) and told.retry_after == seconds


def test_batches_grow_on_a_good_link_and_shrink_on_a_bad_one() -> None:
    moments = iter((0.0, 1.0, 10.0, 30.0, 40.0, 45.0))
    pace = Pace(clock=lambda: next(moments))
    sizes = []
    for _request in range(3):
        pace.begin()
        pace.answered()
        sizes.append(pace.facts)
    assert sizes == [2 * FIRST, FIRST, FIRST]
    for _cut in range(20):
        pace.failed()
    assert pace.facts == FEWEST
    assert Pace.parse("999999").facts == MAX_FACTS and Pace.parse("").facts == FIRST


def test_a_cut_push_is_tried_again_with_less(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, visit = a_visit(world)
        found(laptop, visit)
        before = int(laptop.setting("pace"))
        laptop.wire.before.append("/v1/push")
        with pytest.raises(ConnectionCut):
            laptop.sync()
        assert int(laptop.setting("pace")) == before // 2
        assert laptop.sync().pushed == 1


def test_a_sync_stops_between_two_steps_and_goes_on_later(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, visit = a_visit(world)
        found(laptop, visit)
        steps: list[Stage] = []
        with laptop.link() as link, pytest.raises(SyncStopped):
            workspace = laptop.session.workspace
            synchronise(link, workspace, steps.append, stop=lambda: len(steps) == 3)
        assert [step.name for step in steps] == ["hello", "hello", "push"]
        assert laptop.sync().pending_facts == 0


def test_progress_tells_bytes(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, visit = a_visit(world)
        found(laptop, visit)
        steps: list[Stage] = []
        with laptop.link() as link:
            synchronise(link, laptop.session.workspace, steps.append)
        (push,) = [step for step in steps if step.name == "push"]
        assert push.bytes_done == push.bytes_total > 600


def test_a_central_that_wants_a_newer_program_still_takes_records(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        found(laptop, visit)
        world.another_contact(dossier)
        laptop.wire.rewrite["/v1/hello"] = {"upgrade_required": True}
        token = laptop.setting("hello_token")
        with pytest.raises(UpgradeNeeded):
            laptop.sync()
        assert not any("/v1/pull" in one for one in laptop.wire.requests[-2:])
        with laptop.session.workspace.reading() as reader:
            assert reader.pending().facts == 0
        assert laptop.setting("hello_token") == token
        laptop.wire.rewrite.clear()
        assert laptop.sync().pulled == 2


def test_a_newer_central_is_spoken_to(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, visit = a_visit(world)
        found(laptop, visit)
        laptop.wire.protocol = "2"
        assert laptop.sync().pushed == 1
