"""An older program with a newer central, and the reverse: they understand each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from inspector_app import protocol
from inspector_app.domain.acts import act
from inspector_app.domain.facts import Act, Volume
from inspector_app.domain.papers import DeliveryWay, NoticeDelivered
from inspector_app.operations.verifying import verify_workspace
from inspector_app.protocol import HelloAnswer, HelloRequest, PullAnswer, PullRequest
from inspector_app.sync.problems import OtherVersion, UpgradeNeeded
from tests.releases.left import RELEASES, upgraded
from tests.sync.test_sync import found, second_laptop
from tests.world import DAY, Laptop, Wire, World, a_start, a_world

MODELS: dict[str, tuple[type[protocol.Message], type[protocol.Message]]] = {
    "/v1/hello": (protocol.HelloRequest, protocol.HelloAnswer),
    "/v1/push": (protocol.PushRequest, protocol.PushAnswer),
    "/v1/pull": (protocol.PullRequest, protocol.PullAnswer),
    "/v1/blobs/query": (protocol.BlobQuery, protocol.BlobStates),
}
every_release = pytest.mark.parametrize("release", RELEASES)


def call(laptop: Laptop, world: World, path: str, message: dict[str, Any]) -> httpx.Response:
    """Send JSON as it is, by the laptop's token; a central in this process answers."""
    request = httpx.Request(
        "POST",
        f"{world.url}{path}",
        json=message,
        headers={"Authorization": f"Bearer {laptop.setting('token')}"},
    )
    answer = laptop.wire.handle_request(request)
    answer.read()
    return answer


def lacking(old: object, new: object, at: str = "") -> list[str]:
    """Return the places of an old answer that a new one lacks or has in another shape."""
    if isinstance(old, dict):
        if not isinstance(new, dict):
            return [at]
        lost = [f"{at}/{name}" for name in old if name not in new]
        return lost + [
            place
            for name in old.keys() & new.keys()
            for place in lacking(old[name], new[name], f"{at}/{name}")
        ]
    if isinstance(old, list):
        if not isinstance(new, list):
            return [at]
        return [
            place for one, other in zip(old, new, strict=False) for place in lacking(one, other, at)
        ]
    same = old is None or new is None or type(old) is type(new)
    return [] if same else [at]


@every_release
def test_what_an_old_client_says_is_answered_in_a_form_it_knows(
    release: str, tmp_path: Path
) -> None:
    """The old client's own messages are sent again, to a central that has its database."""
    with upgraded(release, tmp_path) as (world, laptop, expected):
        seen = set()
        for said in expected["messages"]:
            answer = call(laptop, world, said["path"], said["request"])
            assert answer.status_code == 200, (said["path"], answer.text)
            assert lacking(said["answer"], json.loads(answer.content)) == []
            seen.add(said["path"])
        assert seen == set(MODELS)
        assert sorted(set(world.acts())) == expected["acts_on_central"]


@every_release
def test_what_an_old_central_answered_is_understood(release: str, tmp_path: Path) -> None:
    with upgraded(release, tmp_path) as (_world, _laptop, expected):
        for said in expected["messages"]:
            asked, answered = MODELS[said["path"]]
            asked.model_validate_json(json.dumps(said["request"]))
            answered.model_validate_json(json.dumps(said["answer"]))


class OlderCentral(Wire):
    """The wire to a central that does not know some fields yet: it neither reads nor sends them."""

    def __init__(self, world: World, unknown: frozenset[str]) -> None:
        super().__init__(world.wire)
        self._unknown = unknown

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        answer.read()
        if "json" not in answer.headers.get("content-type", ""):
            return answer
        said = {k: v for k, v in json.loads(answer.content).items() if k not in self._unknown}
        headers = {protocol.PROTOCOL_HEADER: answer.headers[protocol.PROTOCOL_HEADER]}
        return httpx.Response(answer.status_code, headers=headers, json=said)


def test_a_new_client_works_with_a_central_that_lacks_the_newer_fields(tmp_path: Path) -> None:
    with a_world(tmp_path, sockets=False) as world:
        laptop, dossier = world.working_laptop()
        laptop.wire = OlderCentral(world, frozenset({"all_told"}))
        yesterday = world.snapshot()
        world.another_contact(dossier)
        laptop.sync()
        world.restore(yesterday)
        assert laptop.sync().mended == 1
        assert set(world.acts()) >= laptop.acts()


def test_fields_of_tomorrow_are_ignored_and_optional_ones_may_be_missing(tmp_path: Path) -> None:
    with a_world(tmp_path, sockets=False) as world:
        laptop, dossier = world.working_laptop()
        for request in ({}, {"of_tomorrow": 1}, HelloRequest().model_dump() | {"more": {"a": []}}):
            answer = call(laptop, world, "/v1/hello", request)
            greeting = HelloAnswer.model_validate_json(answer.content)
            assert not greeting.upgrade_required and greeting.all_told
        (volume,) = (one.volume for one in greeting.changed if one.volume.startswith(dossier))
        asked = {"volumes": [{"volume": volume, "of_tomorrow": True}], "of_tomorrow": None}
        pulled = PullAnswer.model_validate_json(call(laptop, world, "/v1/pull", asked).content)
        assert pulled.pages[0].facts
        said = json.loads(call(laptop, world, "/v1/pull", asked).content) | {"of_tomorrow": [1]}
        said["pages"][0]["of_tomorrow"] = said["pages"][0]["facts"][0]["of_tomorrow"] = "x"
        assert PullAnswer.model_validate_json(json.dumps(said)) == pulled
        assert PullRequest.model_validate(asked).limit == protocol.MAX_FACTS


def test_kinds_of_tomorrow_are_kept_counted_and_passed_on(tmp_path: Path) -> None:
    with a_world(tmp_path, sockets=False) as world:
        laptop, dossier = world.working_laptop()
        volume = Volume(dossier, DAY.year)
        known = act(NoticeDelivered(number="示例", way=DeliveryWay.FILE, at=""), volume, key="x")
        laptop.session.write(
            [
                Act(dossier, DAY.year, "robot_sent", "robot:1", {"speed": 3, "with": ["a"]}, v=7),
                Act(dossier, DAY.year, known.kind, known.subject, known.body | {"new": 1}, v=2),
            ]
        )
        assert laptop.sync().pushed == 2
        colleague = second_laptop(laptop, dossier, world)
        for one in (laptop, colleague):
            with one.session.workspace.reading() as reader:
                assert reader.unknown_facts() == 2
                assert reader.dossier(dossier).unknown == 2
            verify_workspace(one.session)
        assert laptop.facts() == colleague.facts()
        visit = start(colleague, dossier, world)
        found(colleague, visit)
        assert colleague.sync().pending_facts == 0


def start(laptop: Laptop, dossier: str, world: World) -> str:
    from inspector_app.operations.visits import start_visit

    return start_visit(laptop.session, dossier, a_start(world.site(dossier)))[0]


def test_a_central_that_needs_a_newer_client_takes_its_records_and_says_so(tmp_path: Path) -> None:
    with a_world(tmp_path, sockets=False) as world:
        laptop, dossier = world.working_laptop()
        found(laptop, start(laptop, dossier, world))
        laptop.wire.rewrite["/v1/hello"] = {"upgrade_required": True, "version": "9.0.0"}
        with pytest.raises(UpgradeNeeded, match=r"9\.0\.0"):
            laptop.sync()
        assert laptop.facts() >= set(world.acts()) & laptop.facts() != set()
        with laptop.session.workspace.reading() as reader:
            assert reader.pending().facts == 0


def test_a_central_older_than_the_protocol_is_not_spoken_to(tmp_path: Path) -> None:
    with a_world(tmp_path, sockets=False) as world:
        laptop, dossier = world.working_laptop()
        found(laptop, start(laptop, dossier, world))
        laptop.wire.protocol = "0"
        with pytest.raises(OtherVersion):
            laptop.sync()
        laptop.wire.protocol = ""
        assert laptop.sync().pending_facts == 0
