"""Nobody reads a file that is not theirs; nobody gets in without a valid token."""

from __future__ import annotations

from hashlib import sha256

import httpx
import pytest

from inspector_app.central import people
from inspector_app.central.auth import device_code, token_hash
from inspector_app.central.scope import Token
from inspector_app.central.tables import TOKEN
from inspector_app.domain.seals import check_device_key
from inspector_app.protocol import EnrolAnswer
from tests.central.scene import LI_FILE, MORE, TUS, YEAR, ZHANG_FILE, Reader, Scene

UNKNOWN = "33333333-3333-4333-8333-333333333333"


def test_an_enrolled_laptop_is_certified_and_knows_its_person(scene: Scene) -> None:
    given = EnrolAnswer.model_validate_json(scene.enrol().content)
    laptop = scene.laptop()
    assert (given.device, laptop.device) == ("AB", "AC")
    assert given.person == laptop.person
    assert given.person_name == "示例zhang"
    page = laptop.page(scene.central.organisation.dossier)
    assert {fact.kind for fact in page.facts} >= {"agency_named", "person_registered"}
    laptop.send(laptop.record(ZHANG_FILE, 1))
    for key in laptop.pages([(ZHANG_FILE, 0, "")]).keys:
        check_device_key(key.key(), given.about.public_key)


def test_only_the_hash_of_a_token_is_stored(scene: Scene) -> None:
    given = EnrolAnswer.model_validate_json(scene.enrol().content)
    with scene.central.database.read() as connection:
        rows = connection.execute(TOKEN.select()).all()
    assert [row.sha256 for row in rows] == [token_hash(given.token)]


@pytest.mark.parametrize(("user", "password"), [("zhang", "falsch-2026"), ("nobody", "x")])
def test_a_wrong_password_and_an_unknown_user_are_told_alike(
    scene: Scene, user: str, password: str
) -> None:
    reply = scene.enrol(user, password)
    assert (reply.status_code, reply.json()["code"]) == (401, "AUTH-01")


def test_failed_attempts_make_the_user_wait_longer_each_time(scene: Scene) -> None:
    for _number in range(4):
        assert scene.enrol("zhang", "falsch-2026").status_code == 401
    reply = scene.enrol("zhang")
    assert (reply.status_code, reply.json()["code"]) == (429, "AUTH-04")
    first = int(reply.headers["Retry-After"])
    scene.clock.pass_seconds(first + 1)
    assert scene.enrol("zhang", "falsch-2026").status_code == 401
    second = int(scene.enrol("zhang").headers["Retry-After"])
    assert second > first
    scene.clock.pass_seconds(second + 1)
    assert scene.enrol("zhang").status_code == 200
    assert scene.enrol("zhang", "falsch-2026").status_code == 401
    assert scene.enrol("zhang").status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer x", "Basic eDp5", "Bearer \xe9"])
def test_every_endpoint_refuses_a_caller_without_a_valid_token(scene: Scene, header: str) -> None:
    client = scene.client()
    client.headers = httpx.Headers([(b"Authorization", header.encode("latin-1"))])
    volumes = [{"volume": f"{ZHANG_FILE}/{YEAR}"}]
    blob = f"/v1/blobs/{ZHANG_FILE}/{'0' * 64}"
    replies = [
        client.post("/v1/hello", json={}),
        client.post("/v1/pull", json={"volumes": volumes}),
        client.post("/v1/blobs/query", json={"dossier": ZHANG_FILE, "blobs": ["0" * 64]}),
        client.post("/v1/blobs", headers=TUS | {"Upload-Length": "1"}),
        client.head(blob, headers=TUS),
        client.delete(blob, headers=TUS),
        client.get(blob),
        client.patch(blob, content=b"x", headers=MORE | {"Upload-Offset": "0"}),
    ]
    assert [reply.status_code for reply in replies] == [401] * len(replies)


def test_a_revoked_laptop_is_refused_with_a_code_of_its_own(scene: Scene) -> None:
    laptop = scene.laptop()
    laptop.hello()
    people.revoke(scene.central, laptop.device)
    reply = laptop.http.post("/v1/hello", json={})
    assert (reply.status_code, reply.json()["code"]) == (401, "AUTH-03")
    other = scene.laptop()
    assert other.hello().changed


@pytest.mark.parametrize("dossier", [LI_FILE, UNKNOWN])
def test_a_foreign_and_a_guessed_file_are_refused_alike(scene: Scene, dossier: str) -> None:
    laptop = scene.laptop()
    volumes = [{"volume": f"{ZHANG_FILE}/{YEAR}"}, {"volume": f"{dossier}/{YEAR}"}]
    digest = sha256(b"x").hexdigest()
    blob = f"/v1/blobs/{dossier}/{digest}"
    replies = [
        laptop.http.post("/v1/pull", json={"volumes": volumes}),
        laptop.http.post("/v1/blobs/query", json={"dossier": dossier, "blobs": [digest]}),
        laptop.http.get(blob),
        laptop.upload((dossier, digest), b"x", 0, 1),
    ]
    assert [reply.status_code for reply in replies] == [403] * len(replies)
    assert {reply.json()["code"] for reply in replies} == {"SCOPE-01"}


def test_the_first_hello_tells_the_whole_scope_and_every_volume(scene: Scene) -> None:
    greeting = scene.laptop().hello()
    own = scene.central.organisation.dossier
    assert greeting.scope is not None
    assert {one.dossier for one in greeting.scope} == {own, ZHANG_FILE}
    assert {one.volume for one in greeting.changed} == {f"{own}/{YEAR}", f"{ZHANG_FILE}/{YEAR}"}


def test_when_nothing_changed_the_answer_is_tiny(scene: Scene) -> None:
    laptop = scene.laptop()
    token = laptop.hello().token
    reply = laptop.http.post("/v1/hello", json={"since": token})
    greeting = laptop.hello(token)
    assert (greeting.scope, greeting.changed) == (None, ())
    assert len(reply.content) < 400


def test_a_change_in_a_file_of_mine_is_told_and_one_elsewhere_is_not(scene: Scene) -> None:
    zhang, li = scene.laptop(), scene.laptop("li")
    token = zhang.hello().token
    li.send(li.record(LI_FILE, 1))
    assert zhang.hello(token).changed == ()
    zhang.send(zhang.record(ZHANG_FILE, 1))
    changed = zhang.hello(token).changed
    assert [(one.volume, one.number) for one in changed] == [(f"{ZHANG_FILE}/{YEAR}", 2)]
    token = zhang.hello(token).token
    zhang.send(zhang.record(ZHANG_FILE, 1))
    assert [one.number for one in zhang.hello(token).changed] == [3]


def test_a_newly_assigned_file_is_told_though_it_changed_long_ago(scene: Scene) -> None:
    laptop = scene.laptop()
    token = laptop.hello().token
    people.assign(scene.central, "zhang", LI_FILE)
    greeting = laptop.hello(token)
    assert greeting.scope is not None
    assert len(greeting.scope) == 3
    assert [one.volume for one in greeting.changed] == [f"{LI_FILE}/{YEAR}"]
    assert laptop.hello(greeting.token).scope is None


def test_a_file_taken_away_leaves_the_scope_and_is_refused(scene: Scene) -> None:
    laptop = scene.laptop()
    token = laptop.hello().token
    people.unassign(scene.central, "zhang", ZHANG_FILE)
    scope = laptop.hello(token).scope
    assert scope is not None
    assert {one.dossier for one in scope} == {scene.central.organisation.dossier}
    reply = laptop.http.post("/v1/pull", json={"volumes": [{"volume": f"{ZHANG_FILE}/{YEAR}"}]})
    assert reply.status_code == 403


@pytest.mark.parametrize("token", ["x", "a.b.c.d", "a.1.b.2.3", "", "…", f"{'9' * 50}.1.x.1"])
def test_a_token_of_another_history_is_as_if_there_were_none(scene: Scene, token: str) -> None:
    assert scene.laptop().hello(token).scope is not None


def test_a_token_of_a_history_that_a_backup_replaced_is_recognised(scene: Scene) -> None:
    laptop = scene.laptop()
    seen = Token.parse(laptop.hello().token)
    replaced = Token(seen.epoch, seen.number, "00" * 8, seen.revision)
    assert len(laptop.hello(str(replaced)).changed) == 2


def test_pages_are_contiguous_and_their_chain_can_be_recomputed(scene: Scene) -> None:
    zhang, reader = scene.laptop(), scene.laptop()
    for count in (7, 5, 9):
        zhang.send(zhang.record(ZHANG_FILE, count))
    book = Reader(ZHANG_FILE)
    more = True
    while more:
        page = reader.page(ZHANG_FILE, book.number, book.chain, limit=4)
        book.take(page)
        more = page.more
        assert page.state == "ok"
    assert book.number == 22
    last = page.seals[-1]
    assert (last.device, last.seq, last.tip) == (zhang.device, 21, book.facts[-1].id)


def test_several_volumes_share_the_room_of_one_answer(scene: Scene) -> None:
    people.assign(scene.central, "zhang", LI_FILE)
    laptop = scene.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 4))
    answer = laptop.pages([(ZHANG_FILE, 0, ""), (LI_FILE, 0, "")], limit=5)
    assert [page.number for page in answer.pages] == [5]
    answer = laptop.pages([(ZHANG_FILE, 4, ""), (LI_FILE, 0, "")], limit=5)
    assert [page.number for page in answer.pages] == [5, 1]


def test_a_reader_who_holds_more_than_central_is_told_so(scene: Scene) -> None:
    page = scene.laptop().page(ZHANG_FILE, 9, "0" * 64)
    assert (page.state, page.number, page.facts) == ("behind", 1, ())


def test_a_reader_whose_chain_is_another_is_told_so(scene: Scene) -> None:
    page = scene.laptop().page(ZHANG_FILE, 1, "0" * 64)
    assert (page.state, page.facts) == ("differs", ())


def test_a_volume_without_facts_is_an_empty_page(scene: Scene) -> None:
    laptop = scene.laptop()
    volumes = [{"volume": f"{ZHANG_FILE}/1999"}]
    page = laptop.http.post("/v1/pull", json={"volumes": volumes}).json()["pages"][0]
    assert (page["number"], page["facts"], page["more"]) == (0, [], False)


def test_device_codes_never_hold_i_or_o_and_never_repeat() -> None:
    codes = [device_code(index) for index in range(24**2 + 24**3 + 5)]
    assert codes[:2] == ["AA", "AB"]
    assert len(set(codes)) == len(codes)
    assert not any(letter in code for code in codes for letter in "IO")
    assert {len(code) for code in codes} == {2, 3, 4}
