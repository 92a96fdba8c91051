"""A laptop that was restored or copied, and one that was withdrawn: nothing of theirs is lost."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.central import ledger, people
from inspector_app.central.agency import about
from inspector_app.central.verify import verify
from inspector_app.domain.facts import Act, Author, Fact, Tip, Volume, record
from inspector_app.domain.seals import DeviceKey, check_device_key, check_receipt, public_key_of
from inspector_app.protocol import RenewAnswer
from tests.central.scene import AT, YEAR, ZHANG_FILE, Laptop, Scene

VOLUME = f"{ZHANG_FILE}/{YEAR}"
TOKEN = "a-token-of-the-laptop's-choice"


def renew(laptop: Laptop, key: Ed25519PrivateKey, token: str = TOKEN) -> httpx.Response:
    """Ask for a new device code."""
    asked = {
        "public_key": public_key_of(key),
        "token_sha256": sha256(token.encode()).hexdigest(),
        "installation": "another-installation",
    }
    return laptop.http.post("/v1/devices/renew", json=asked)


def renewed(scene: Scene, laptop: Laptop, token: str = TOKEN) -> Laptop:
    """Return the laptop under its new device code."""
    key = Ed25519PrivateKey.generate()
    reply = renew(laptop, key, token)
    assert reply.status_code == 200, reply.text
    device = RenewAnswer.model_validate_json(reply.content).device
    return Laptop(scene.client(token), key, device, laptop.person)


def copy_of(laptop: Laptop) -> Laptop:
    """Return a laptop made from a copy of this one's workspace."""
    chains = {name: list(chain) for name, chain in laptop.chains.items()}
    return replace(laptop, chains=chains)


def test_a_renewed_code_is_certified_and_works_at_once(scene: Scene) -> None:
    laptop = scene.laptop()
    key = Ed25519PrivateKey.generate()
    given = RenewAnswer.model_validate_json(renew(laptop, key).content)
    own = about(scene.central).public_key
    check_device_key(DeviceKey(given.device, public_key_of(key), given.certificate), own)
    again = Laptop(scene.client(TOKEN), key, given.device, laptop.person)
    assert again.send(again.record(ZHANG_FILE, 2)).state == "accepted"


def test_a_renewal_repeated_after_a_lost_reply_gives_the_same_code(scene: Scene) -> None:
    laptop, key = scene.laptop(), Ed25519PrivateKey.generate()
    assert renew(laptop, key).json() == renew(laptop, key).json()


def test_a_retired_code_ends_where_central_holds_it(scene: Scene) -> None:
    laptop = scene.laptop()
    known = laptop.record(ZHANG_FILE, 2)
    laptop.send(known)
    copy = copy_of(laptop)
    renewed(scene, copy)
    assert laptop.send(known).state == "accepted"  # what is held already may be repeated
    result = laptop.send(laptop.record(ZHANG_FILE, 1))
    assert (result.state, result.seq, result.tip) == ("forked", 2, known[-1].id)
    elsewhere = scene.central.organisation.dossier
    assert laptop.send(laptop.record(elsewhere, 1)).state == "forked"


def test_both_copies_of_a_laptop_go_on_under_codes_of_their_own_and_count_once(
    scene: Scene,
) -> None:
    laptop = scene.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 2))
    copy = copy_of(laptop)
    later = laptop.record(ZHANG_FILE, 1)[0]
    one = renewed(scene, copy, "first")
    assert laptop.send([later]).state == "forked"
    two = renewed(scene, laptop, "second")
    assert len({laptop.device, one.device, two.device}) == 3
    act = replace_act(later)
    volume = Volume(ZHANG_FILE, YEAR)
    again = record(act, Author(two.device, two.person), Tip(), AT, bytes(16))
    two.chains[str(volume)] = [again]
    assert two.send([again]).state == "accepted"
    assert one.send(one.record(ZHANG_FILE, 1)).state == "accepted"
    assert two.page(ZHANG_FILE).facts[-2].restates == later.id
    verify(scene.central)


def replace_act(fact: Fact) -> Act:
    """Return the act of a fact, to be recorded again."""

    return Act(
        dossier=fact.dossier,
        year=fact.year,
        kind=fact.kind,
        subject=fact.subject,
        body=fact.value or {},
        restates=fact.id,
    )


def test_a_withdrawn_laptop_hands_over_its_own_records_and_is_then_locked(scene: Scene) -> None:
    laptop = scene.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 1))
    people.revoke(scene.central, laptop.device)
    left = laptop.http.post("/v1/hello", json={"pending": 3})
    assert (left.status_code, left.json()["code"]) == (401, "AUTH-03")
    result = laptop.send(laptop.record(ZHANG_FILE, 3))
    assert (result.state, result.seq, result.code) == ("held", 4, ledger.WITHDRAWN)
    assert result.receipt is not None
    check_receipt(result.receipt.receipt(), about(scene.central).public_key)
    for _contact in range(2):
        locked = laptop.http.post("/v1/hello", json={"pending": 0})
        assert (locked.status_code, locked.json()["code"]) == (401, "AUTH-05")
    batch = laptop.batch(laptop.record(ZHANG_FILE, 1)).model_dump(mode="json")
    assert laptop.http.post("/v1/push", json={"batches": [batch]}).status_code == 401
    assert ledger.admit(scene.central, ZHANG_FILE, laptop.device) == 3


def test_a_withdrawn_laptop_reads_nothing_and_gets_no_new_code(scene: Scene) -> None:
    laptop = scene.laptop()
    people.revoke(scene.central, laptop.device)
    replies = [
        laptop.http.post("/v1/pull", json={"volumes": [{"volume": VOLUME}]}),
        laptop.http.get(f"/v1/blobs/{ZHANG_FILE}/{'0' * 64}"),
        renew(laptop, Ed25519PrivateKey.generate()),
    ]
    assert {(r.status_code, r.json()["code"]) for r in replies} == {(401, "AUTH-03")}


def test_withdrawing_a_code_withdraws_what_was_renewed_from_it(scene: Scene) -> None:
    laptop = scene.laptop()
    heir = renewed(scene, renewed(scene, laptop, "first"), "second")
    other = scene.laptop()
    codes = people.revoke(scene.central, laptop.device)
    assert heir.device in codes
    assert heir.http.post("/v1/hello", json={}).status_code == 401
    assert other.hello().changed
