"""Erasure: bodies go and stay away, chains go on verifying, files go where nobody names them."""

from __future__ import annotations

import os
from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import select, text

from inspector_app.central import ledger
from inspector_app.central.agency import STAFF
from inspector_app.central.erasing import is_erased_blob, remove_erased_blobs
from inspector_app.central.problems import FaultFound, OperatorMistake
from inspector_app.central.retention import erase
from inspector_app.central.tables import BLOB, FACT, HELD
from inspector_app.central.verify import verify
from inspector_app.domain.acts import act
from inspector_app.domain.facts import Author, Fact, Tip, Volume, record
from inspector_app.domain.organisation import FactsErased
from inspector_app.domain.papers import PhotoAttached
from tests.central.scene import AT, LI_FILE, YEAR, ZHANG_FILE, Laptop, Reader, Scene

REASON = "subject-request"


def photo(laptop: Laptop, content: bytes, number: int, dossier: str = ZHANG_FILE) -> Fact:
    """Record a photo on a laptop."""
    body = PhotoAttached(
        photo=f"photo-{number}",
        owner="hazard:x",
        visit="v",
        sha256=sha256(content).hexdigest(),
        original_sha256=sha256(content).hexdigest(),
        media_type="image/jpeg",
        size=len(content),
        width=1,
        height=1,
    )
    volume = Volume(dossier, YEAR)
    chain = laptop.chains.setdefault(str(volume), [])
    tip = Tip(chain[-1].seq, chain[-1].id) if chain else Tip()
    writer = Author(laptop.device, laptop.person)
    chain.append(record(act(body, volume), writer, tip, AT, os.urandom(16)))
    return chain[-1]


def keep(scene: Scene, dossier: str, content: bytes, device: str) -> str:
    """Let central hold a blob of a dossier as if the device had sent it."""
    from inspector_app.central.uploads import record_blob

    digest = scene.central.media.store(dossier, content)
    record_blob(scene.central, dossier, digest, (len(content), device))
    return digest


def test_an_erased_body_is_gone_and_the_volume_still_verifies(scene: Scene) -> None:
    laptop = scene.laptop()
    facts = laptop.record(ZHANG_FILE, 3)
    laptop.send(facts)
    done = erase(scene.central, [facts[1].id], REASON)
    assert (done.facts, done.dossiers, done.blobs) == (1, 1, 0)
    page = laptop.page(ZHANG_FILE)
    shown = [(fact.body is None, fact.salt, bool(fact.body_sha256)) for fact in page.facts]
    assert shown[2] == (True, "", True)
    assert sum(gone for gone, _salt, _hash in shown) == 1
    book = Reader(ZHANG_FILE)
    book.take(page)
    assert book.facts[2].id == facts[1].id
    verify(scene.central)


def test_an_unknown_id_or_a_missing_reason_erases_nothing(scene: Scene) -> None:
    laptop = scene.laptop()
    facts = laptop.record(ZHANG_FILE, 2)
    laptop.send(facts)
    for ids, reason in ([facts[0].id, "0" * 64], REASON), ([facts[0].id], " "), ([], REASON):
        with pytest.raises(OperatorMistake):
            erase(scene.central, ids, reason)
    assert all(fact.body is not None for fact in laptop.page(ZHANG_FILE).facts)


def test_an_erasure_cannot_be_erased(scene: Scene) -> None:
    laptop = scene.laptop()
    facts = laptop.record(ZHANG_FILE, 1)
    laptop.send(facts)
    erase(scene.central, [facts[0].id], REASON)
    with scene.central.database.read() as connection:
        found = connection.execute(select(FACT.c.id).where(FACT.c.kind == "facts_erased"))
        erasure = found.scalar_one()
    with pytest.raises(OperatorMistake):
        erase(scene.central, [erasure], REASON)


def test_a_body_that_comes_after_its_erasure_is_not_kept(scene: Scene) -> None:
    laptop = scene.laptop()
    facts = laptop.record(ZHANG_FILE, 2)
    body = FactsErased(ids=(facts[0].id,), reason=REASON)
    ledger.append(scene.central, [act(body, Volume(ZHANG_FILE, YEAR), key="k")], STAFF)
    assert laptop.send(facts).state == "accepted"
    with scene.central.database.read() as connection:
        rows = {row.id: row.body for row in connection.execute(select(FACT.c.id, FACT.c.body))}
    assert rows[facts[0].id] is None
    assert rows[facts[1].id] == facts[1].body
    verify(scene.central)


def test_a_push_without_the_erased_bodies_is_accepted(scene: Scene) -> None:
    laptop = scene.laptop()
    facts = laptop.record(ZHANG_FILE, 2)
    batch = laptop.batch([facts[0].erased(), facts[1]])
    assert laptop.push(batch)[0].code == ledger.BODILESS
    body = FactsErased(ids=(facts[0].id,), reason=REASON)
    ledger.append(scene.central, [act(body, Volume(ZHANG_FILE, YEAR), key="k")], STAFF)
    assert laptop.push(batch)[0].state == "accepted"
    verify(scene.central)


def test_what_is_known_may_be_repeated_without_its_body(scene: Scene) -> None:
    laptop = scene.laptop()
    facts = laptop.record(ZHANG_FILE, 2)
    laptop.send(facts)
    assert laptop.push(laptop.batch([fact.erased() for fact in facts]))[0].state == "accepted"
    verify(scene.central)


def test_a_held_body_is_erased_and_stays_erased_when_it_is_admitted(scene: Scene) -> None:
    laptop = scene.laptop("li")
    facts = laptop.record(ZHANG_FILE, 2)
    laptop.send(facts)
    erase(scene.central, [facts[0].id], REASON)
    with scene.central.database.read() as connection:
        bodies = connection.execute(select(HELD.c.body).order_by(HELD.c.seq)).scalars().all()
    assert [body is None for body in bodies] == [True, False]
    ledger.admit(scene.central, ZHANG_FILE, laptop.device)
    verify(scene.central)


def test_a_laptop_cannot_erase_what_was_recorded(scene: Scene) -> None:
    laptop = scene.laptop()
    facts = laptop.record(ZHANG_FILE, 1)
    laptop.send(facts)
    volume = Volume(ZHANG_FILE, YEAR)
    erasure = act(FactsErased(ids=(facts[0].id,)), volume, key="k")
    tip = Tip(facts[0].seq, facts[0].id)
    mine = record(erasure, Author(laptop.device, laptop.person), tip, AT, bytes(16))
    assert laptop.send([mine]).state == "held"
    assert laptop.page(ZHANG_FILE).facts[1].body is not None


def test_an_erasure_reaches_no_other_dossier(scene: Scene) -> None:
    li = scene.laptop("li")
    facts = li.record(LI_FILE, 1)
    li.send(facts)
    body = FactsErased(ids=(facts[0].id, "no id", "z" * 64), reason=REASON)
    ledger.append(scene.central, [act(body, Volume(ZHANG_FILE, YEAR), key="k")], STAFF)
    assert li.page(LI_FILE).facts[-1].body is not None
    verify(scene.central)


def test_a_file_goes_when_no_fact_that_keeps_its_body_names_it(scene: Scene) -> None:
    laptop = scene.laptop()
    one, two = photo(laptop, b"sample", 1), photo(laptop, b"sample", 2)
    laptop.send([one, two])
    digest = keep(scene, ZHANG_FILE, b"sample", laptop.device)
    assert erase(scene.central, [one.id], REASON).blobs == 0
    assert scene.central.media.size(ZHANG_FILE, digest) == 6
    assert erase(scene.central, [two.id], REASON).blobs == 1
    assert scene.central.media.size(ZHANG_FILE, digest) is None
    with scene.central.database.read() as connection:
        assert connection.execute(select(BLOB.c.sha256)).all() == []
        assert is_erased_blob(connection, ZHANG_FILE, digest)
    verify(scene.central)


def test_a_file_of_another_dossier_with_the_same_content_stays(scene: Scene) -> None:
    laptop = scene.laptop()
    taken = photo(laptop, b"sample", 1)
    laptop.send([taken])
    keep(scene, ZHANG_FILE, b"sample", laptop.device)
    digest = keep(scene, LI_FILE, b"sample", laptop.device)
    erase(scene.central, [taken.id], REASON)
    assert scene.central.media.size(LI_FILE, digest) == 6


def test_a_file_that_a_new_fact_names_is_wanted_again(scene: Scene) -> None:
    laptop = scene.laptop()
    taken = photo(laptop, b"sample", 1)
    laptop.send([taken])
    digest = keep(scene, ZHANG_FILE, b"sample", laptop.device)
    erase(scene.central, [taken.id], REASON)
    laptop.send([photo(laptop, b"sample", 2)])
    with scene.central.database.read() as connection:
        assert not is_erased_blob(connection, ZHANG_FILE, digest)


def test_a_laptop_that_has_not_heard_of_it_sends_nothing_that_stays(scene: Scene) -> None:
    laptop = scene.laptop()
    taken = photo(laptop, b"sample", 1)
    laptop.send([taken])
    erase(scene.central, [taken.id], REASON)
    digest = sha256(b"sample").hexdigest()
    keep(scene, ZHANG_FILE, b"sample", laptop.device)
    assert scene.central.media.size(ZHANG_FILE, digest) is None
    (state,) = laptop.states(ZHANG_FILE, digest)
    assert state["complete"]
    assert laptop.http.get(f"/v1/blobs/{ZHANG_FILE}/{digest}").status_code == 404


def test_a_file_that_a_crash_left_behind_goes_at_the_next_start(scene: Scene) -> None:
    laptop = scene.laptop()
    taken = photo(laptop, b"sample", 1)
    laptop.send([taken])
    erase(scene.central, [taken.id], REASON)
    digest = scene.central.media.store(ZHANG_FILE, b"sample")
    assert remove_erased_blobs(scene.central) == 1
    assert scene.central.media.size(ZHANG_FILE, digest) is None


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE fact SET body=x.body, salt=x.salt FROM fact AS x WHERE fact.body IS NULL"
         " AND x.kind='enterprise_named'", "#2"),
        ("UPDATE fact SET body=NULL WHERE number=3", "#3"),
        ("UPDATE erased SET id=dossier", ZHANG_FILE),
    ],
)  # fmt: skip
def test_verify_tells_an_erasure_from_a_loss(scene: Scene, statement: str, place: str) -> None:
    laptop = scene.laptop()
    facts = laptop.record(ZHANG_FILE, 2)
    laptop.send(facts)
    erase(scene.central, [facts[0].id], REASON)
    with scene.central.database.write() as connection:
        assert connection.execute(text(statement)).rowcount
    with pytest.raises(FaultFound) as fault:
        verify(scene.central)
    assert place in str(fault.value.details["place"])


def test_an_altered_body_under_an_erased_id_is_still_refused(scene: Scene) -> None:
    laptop = scene.laptop()
    facts = laptop.record(ZHANG_FILE, 1)
    forged = replace(facts[0], body=None, salt="", body_sha256="0" * 64)
    assert laptop.push(laptop.batch([forged]))[0].state == "refused"
