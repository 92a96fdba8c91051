"""Pushing facts: once each, in each device's order, by their seals."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from inspector_app.central import ledger, people
from inspector_app.central.agency import about
from inspector_app.central.tables import FACT, HELD
from inspector_app.central.verify import verify
from inspector_app.domain.facts import Volume, first_chain
from inspector_app.domain.seals import check_receipt
from inspector_app.protocol import held_lane
from tests.central.scene import LI_FILE, YEAR, ZHANG_FILE, Laptop, Reader, Scene


def facts_on(scene: Scene, dossier: str = ZHANG_FILE) -> int:
    query = select(func.count()).where(FACT.c.volume == f"{dossier}/{YEAR}")
    with scene.central.database.read() as connection:
        return int(connection.execute(query).scalar_one())


def test_a_push_is_accepted_and_receipted_by_central(scene: Scene) -> None:
    laptop = scene.laptop()
    result = laptop.send(laptop.record(ZHANG_FILE, 3))
    assert (result.state, result.seq, result.code) == ("accepted", 3, "")
    assert result.receipt is not None
    check_receipt(result.receipt.receipt(), about(scene.central).public_key)
    assert (result.receipt.number, facts_on(scene)) == (4, 4)


def test_a_push_repeated_after_a_lost_reply_changes_nothing(scene: Scene) -> None:
    laptop = scene.laptop()
    facts = laptop.record(ZHANG_FILE, 5)
    first = laptop.send(facts)
    again = laptop.send(facts)
    assert again == first
    assert facts_on(scene) == 6


def test_a_push_that_overlaps_what_is_known_adds_only_what_is_new(scene: Scene) -> None:
    laptop = scene.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 3))
    laptop.record(ZHANG_FILE, 2)
    result = laptop.send(laptop.chains[f"{ZHANG_FILE}/{YEAR}"][1:])
    assert (result.state, result.seq, facts_on(scene)) == ("accepted", 5, 6)


def test_the_same_batch_twice_in_one_push_is_taken_once(scene: Scene) -> None:
    laptop = scene.laptop()
    batch = laptop.batch(laptop.record(ZHANG_FILE, 2))
    results = laptop.push(batch, batch)
    assert [one.state for one in results] == ["accepted", "accepted"]
    assert facts_on(scene) == 3


def test_a_gap_is_refused_with_the_link_from_which_to_send(scene: Scene) -> None:
    laptop = scene.laptop()
    known = laptop.record(ZHANG_FILE, 2)
    laptop.send(known)
    laptop.record(ZHANG_FILE, 1)
    result = laptop.send(laptop.record(ZHANG_FILE, 1))
    assert (result.state, result.code) == ("refused", ledger.GAP)
    assert (result.seq, result.tip) == (2, known[-1].id)
    assert facts_on(scene) == 3


def test_a_copied_laptop_that_goes_another_way_is_told_the_last_common_link(scene: Scene) -> None:
    laptop = scene.laptop()
    common = laptop.record(ZHANG_FILE, 2)
    copy = Laptop(laptop.http, laptop.key, laptop.device, laptop.person)
    copy.chains = {name: list(chain) for name, chain in laptop.chains.items()}
    laptop.record(ZHANG_FILE, 2)
    laptop.send(laptop.chains[f"{ZHANG_FILE}/{YEAR}"])
    copy.record(ZHANG_FILE, 3)
    result = copy.send(copy.chains[f"{ZHANG_FILE}/{YEAR}"])
    assert (result.state, result.seq, result.tip) == ("forked", 2, common[-1].id)
    assert facts_on(scene) == 5


def test_a_copy_that_sends_only_what_is_later_is_asked_to_send_from_the_start(
    scene: Scene,
) -> None:
    laptop = scene.laptop()
    laptop.record(ZHANG_FILE, 1)
    copy = Laptop(laptop.http, laptop.key, laptop.device, laptop.person)
    copy.chains = {name: list(chain) for name, chain in laptop.chains.items()}
    laptop.record(ZHANG_FILE, 2)
    laptop.send(laptop.chains[f"{ZHANG_FILE}/{YEAR}"])
    copy.record(ZHANG_FILE, 2)
    result = copy.send(copy.record(ZHANG_FILE, 1))
    assert (result.state, result.code, result.seq) == ("refused", ledger.PARTED, 0)


def test_a_colleagues_facts_are_accepted_by_their_seal(scene: Scene) -> None:
    author, carrier = scene.laptop(), scene.laptop("li")
    people.assign(scene.central, "li", ZHANG_FILE)
    result = carrier.push(author.batch(author.record(ZHANG_FILE, 2)))[0]
    assert (result.state, result.device, result.seq) == ("accepted", author.device, 2)


def test_facts_under_a_foreign_seal_are_refused(scene: Scene) -> None:
    laptop = scene.laptop()
    forged = laptop.batch(laptop.record(ZHANG_FILE, 2), Ed25519PrivateKey.generate())
    assert laptop.push(forged)[0].code == ledger.UNSEALED
    assert facts_on(scene) == 1


def test_an_altered_fact_does_not_fit_the_seal(scene: Scene) -> None:
    laptop = scene.laptop()
    batch = laptop.batch(laptop.record(ZHANG_FILE, 2))
    altered = batch.facts[0].model_copy(update={"body": {"employees": 9}})
    sent = batch.model_copy(update={"facts": (altered, batch.facts[1])})
    assert laptop.push(sent)[0].code == ledger.UNSEALED


def test_facts_of_an_unknown_device_are_refused(scene: Scene) -> None:
    laptop = scene.laptop()
    stranger = replace(laptop, device="ZZ", chains={})
    result = stranger.send(stranger.record(ZHANG_FILE, 1))
    assert (result.state, result.code) == ("refused", ledger.UNKNOWN_DEVICE)


def test_one_bad_batch_does_not_hold_up_the_others(scene: Scene) -> None:
    laptop = scene.laptop()
    people.assign(scene.central, "zhang", LI_FILE)
    good = laptop.batch(laptop.record(ZHANG_FILE, 1))
    bad = laptop.batch(laptop.record(LI_FILE, 1), Ed25519PrivateKey.generate())
    assert [one.state for one in laptop.push(bad, good)] == ["refused", "accepted"]


def test_values_without_a_single_spelling_are_refused(scene: Scene) -> None:
    laptop = scene.laptop()
    batch = laptop.batch(laptop.record(ZHANG_FILE, 1))
    deep: dict[str, object] = {}
    for _level in range(150):
        deep = {"a": deep}
    for body in ({"a": 1.5}, {"a": 2**70}, deep):
        wire = batch.facts[0].model_copy(update={"body": body})
        result = laptop.push(batch.model_copy(update={"facts": (wire,)}))[0]
        assert result.code in (ledger.MALFORMED, ledger.UNSEALED)


def test_a_text_that_no_database_stores_is_refused(scene: Scene) -> None:
    laptop = scene.laptop()
    batch = laptop.batch(laptop.record(ZHANG_FILE, 1))
    wire = batch.facts[0].model_copy(update={"subject": "a\x00b"})
    assert laptop.push(batch.model_copy(update={"facts": (wire,)}))[0].code == ledger.MALFORMED


def test_an_unknown_kind_is_kept_and_given_to_others(scene: Scene) -> None:
    laptop = scene.laptop()
    fact = replace(laptop.record(ZHANG_FILE, 1)[0], kind="invented_later", v=7)
    assert laptop.send([fact]).state == "accepted"
    assert laptop.page(ZHANG_FILE).facts[-1].kind == "invented_later"


def test_facts_of_a_laptop_without_assignment_are_held_and_receipted(scene: Scene) -> None:
    laptop = scene.laptop("li")
    result = laptop.send(laptop.record(ZHANG_FILE, 2))
    assert (result.state, result.seq) == ("held", 2)
    assert result.receipt is not None
    check_receipt(result.receipt.receipt(), about(scene.central).public_key)
    assert result.receipt.volume == held_lane(f"{ZHANG_FILE}/{YEAR}", laptop.device)
    assert (result.receipt.number, result.receipt.chain) == (2, result.tip)
    assert facts_on(scene) == 1


def test_held_facts_are_given_out_once_central_admits_them(scene: Scene) -> None:
    laptop, reader = scene.laptop("li"), scene.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 2))
    laptop.send(laptop.record(ZHANG_FILE, 1))
    assert reader.page(ZHANG_FILE).number == 1
    assert ledger.admit(scene.central, ZHANG_FILE, laptop.device) == 3
    book = Reader(ZHANG_FILE)
    book.take(reader.page(ZHANG_FILE))
    assert [fact.device for fact in book.facts] == ["AA", *[laptop.device] * 3]
    verify(scene.central)


def test_assigning_the_file_admits_what_was_held_and_the_chain_goes_on(scene: Scene) -> None:
    laptop = scene.laptop("li")
    laptop.send(laptop.record(ZHANG_FILE, 2))
    people.assign(scene.central, "li", ZHANG_FILE)
    assert laptop.send(laptop.record(ZHANG_FILE, 1)).state == "accepted"
    assert facts_on(scene) == 4


def test_what_follows_a_held_fact_is_held_too(scene: Scene) -> None:
    laptop = scene.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 1, author="somebody-else"))
    result = laptop.send(laptop.record(ZHANG_FILE, 1))
    assert (result.state, facts_on(scene)) == ("held", 1)


def test_only_central_writes_in_the_organisation_dossier(scene: Scene) -> None:
    laptop = scene.laptop()
    own = scene.central.organisation.dossier
    assert laptop.send(laptop.record(own, 1)).state == "held"


def test_a_push_with_too_many_facts_is_refused_as_a_whole(scene: Scene) -> None:
    laptop = scene.laptop()
    first = laptop.batch(laptop.record(ZHANG_FILE, 1_500))
    people.assign(scene.central, "zhang", LI_FILE)
    second = laptop.batch(laptop.record(LI_FILE, 1_500))
    body = {"batches": [first.model_dump(mode="json"), second.model_dump(mode="json")]}
    reply = laptop.http.post("/v1/push", json=body)
    assert (reply.status_code, reply.json()["code"]) == (413, "API-02")
    assert facts_on(scene) == 1


def test_eight_laptops_at_once_leave_no_hole_and_no_broken_chain(scene: Scene) -> None:
    people.assign(scene.central, "zhang", LI_FILE)
    laptops = [scene.laptop() for _number in range(8)]

    def work(laptop: Laptop) -> None:
        for _round in range(6):
            batches = [laptop.batch(laptop.record(dossier, 3)) for dossier in (LI_FILE, ZHANG_FILE)]
            for results in (laptop.push(*batches), laptop.push(*reversed(batches))):
                assert {one.state for one in results} == {"accepted"}

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, laptops))
    for dossier in (ZHANG_FILE, LI_FILE):
        book = Reader(dossier)
        book.take(laptops[0].page(dossier))
        assert book.number == 1 + 8 * 6 * 3
    verify(scene.central)


def test_a_tailing_reader_of_eight_writers_misses_nothing(scene: Scene) -> None:
    people.assign(scene.central, "zhang", LI_FILE)
    writers = [scene.laptop() for _number in range(8)]
    reader = scene.laptop()
    books = {f"{dossier}/{YEAR}": Reader(dossier) for dossier in (ZHANG_FILE, LI_FILE)}

    def write(laptop: Laptop) -> None:
        order = (ZHANG_FILE, LI_FILE) if writers.index(laptop) % 2 else (LI_FILE, ZHANG_FILE)
        for _round in range(8):
            results = laptop.push(*(laptop.batch(laptop.record(one, 2)) for one in order))
            assert {one.state for one in results} == {"accepted"}

    with ThreadPoolExecutor(8) as pool:
        at_work = [pool.submit(write, laptop) for laptop in writers]
        since, finished = "", False
        while not finished:
            finished = all(one.done() for one in at_work)  # then one last look
            greeting = reader.hello(since)
            since = greeting.token
            for book in [books[one.volume] for one in greeting.changed if one.volume in books]:
                book.take(reader.page(book.dossier, book.number, book.chain))
        for one in at_work:
            one.result()
    for book in books.values():
        assert book.number == len({fact.id for fact in book.facts}) == 1 + 8 * 8 * 2


def test_held_rows_are_gone_once_they_are_numbered(scene: Scene) -> None:
    laptop = scene.laptop("li")
    laptop.send(laptop.record(ZHANG_FILE, 2))
    ledger.admit(scene.central, ZHANG_FILE, laptop.device)
    with scene.central.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(HELD)).scalar_one() == 0
    assert ledger.admit(scene.central, ZHANG_FILE, laptop.device) == 0


def test_a_volume_begins_with_the_hash_of_its_name(scene: Scene) -> None:
    page = scene.laptop().page(ZHANG_FILE, limit=1)
    book = Reader(ZHANG_FILE)
    book.take(page)
    assert book.chain != first_chain(Volume(ZHANG_FILE, YEAR))
