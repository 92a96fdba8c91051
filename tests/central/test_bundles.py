"""Central and files that came on a stick: taken as a push, or refused with nothing changed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from inspector_app.central.agency import Central
from inspector_app.central.bundles import import_bundle
from inspector_app.central.bundles_problems import EarlierBundleMissing
from inspector_app.central.tables import BLOB, DEVICE, FACT, HELD
from inspector_app.central.verify import verify
from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.envelope import (
    BundleForeign,
    BundleMalformed,
    BundleProblem,
    Head,
    Sealer,
    SenderUnknown,
    shared_secret,
)
from inspector_app.domain.envelope_content import (
    Answer,
    Line,
    Manifest,
    put,
    put_manifest,
    read_answer,
)
from inspector_app.domain.facts import Fact
from inspector_app.domain.seals import check_receipt, public_key_of
from tests.central.scene import LI_FILE, ZHANG_FILE, Laptop, Scene

EPHEMERAL = X25519PrivateKey.from_private_bytes(bytes([3]) * 32)
PHOTO = b"sample photo " * 9_000


def bundle_head(central: Central, laptop: Laptop, **changes: str) -> Head:
    """Return the head of a laptop's bundle."""
    with central.database.read() as connection:
        query = select(DEVICE.c.certificate).where(DEVICE.c.code == laptop.device)
        certificate = connection.execute(query).scalar_one()
    shown = {
        "bundle": "0" * 32,
        "device": laptop.device,
        "key": public_key_of(laptop.key),
        "certificate": certificate,
        "to": central.organisation.bundles.public_key().public_bytes_raw().hex(),
        "ephemeral": EPHEMERAL.public_key().public_bytes_raw().hex(),
    }
    return Head(**(shown | changes))


def a_bundle(
    scene: Scene,
    laptop: Laptop,
    *records: tuple[Line, bytes],
    head: Head | None = None,
    key: Ed25519PrivateKey | None = None,
    manifest: Manifest | None = None,
) -> bytes:
    """Return a bundle of these records, sealed for central."""
    shown = head or bundle_head(scene.central, laptop)
    organisation = scene.central.organisation.dossier
    told = manifest or Manifest(organisation=organisation, bundle=shown.bundle, made_at="")
    out = io.BytesIO()
    sealer = Sealer(out, shown, shared_secret(EPHEMERAL, shown.to), key or laptop.key)
    put_manifest(sealer, told)
    for line, payload in records:
        put(sealer, line, payload)
    put(sealer, Line(kind="end"))
    sealer.close()
    return out.getvalue()


def pushed(laptop: Laptop, facts: list[Fact]) -> tuple[Line, bytes]:
    """Return facts as a record."""
    content = laptop.batch(facts).model_dump_json(exclude_defaults=True).encode()
    return Line(kind="push", size=len(content)), content


def photo(dossier: str = ZHANG_FILE, content: bytes = PHOTO) -> tuple[Line, bytes]:
    """Return a photo as a record."""
    line = Line(kind="blob", size=len(content), dossier=dossier, sha256=hex_digest(content))
    return line, content


def counts(central: Central) -> tuple[int, ...]:
    """Return how many facts, held facts and blobs central holds."""
    with central.database.read() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (FACT, HELD, BLOB)
        )


def answer_of(scene: Scene, content: bytes) -> Answer:
    """Return an answer whose signature holds."""
    return read_answer(content, public_key_of(scene.central.organisation.signing))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where a bundle lies."""
    return tmp_path / "in.iab"


def test_a_bundle_is_taken_as_a_push_would_be(scene: Scene, file: Path) -> None:
    laptop = scene.laptop()
    before = counts(scene.central)
    facts = laptop.record(ZHANG_FILE, 3)
    file.write_bytes(a_bundle(scene, laptop, pushed(laptop, facts), photo()))
    came = import_bundle(scene.central, file)
    assert (came.facts, came.held, came.refused, came.blobs) == (3, 0, 0, 1)
    assert counts(scene.central) == (before[0] + 3, before[1], before[2] + 1)
    answer = answer_of(scene, came.answer)
    assert (answer.device, answer.sha256) == (laptop.device, hex_digest(file.read_bytes()))
    (result,) = answer.results
    assert (result.state, result.seq, result.tip) == ("accepted", 3, facts[-1].id)
    assert result.receipt is not None
    check_receipt(result.receipt, public_key_of(scene.central.organisation.signing))
    online = laptop.send(facts)
    assert (online.state, online.seq) == ("accepted", 3)
    assert laptop.states(ZHANG_FILE, hex_digest(PHOTO))[0]["complete"]
    verify(scene.central)


def test_the_answer_names_no_person_and_no_enterprise(scene: Scene, file: Path) -> None:
    laptop = scene.laptop()
    file.write_bytes(a_bundle(scene, laptop, pushed(laptop, laptop.record(ZHANG_FILE)), photo()))
    told = import_bundle(scene.central, file).answer
    assert laptop.person.encode() not in told
    assert told.isascii()
    assert b"employees" not in told


def test_a_bundle_that_goes_on_from_a_missing_one_waits_for_it(scene: Scene, file: Path) -> None:
    laptop = scene.laptop()
    before = counts(scene.central)
    one, two = laptop.record(ZHANG_FILE, 2), laptop.record(ZHANG_FILE, 2)
    file.write_bytes(a_bundle(scene, laptop, photo(), pushed(laptop, two)))
    with pytest.raises(EarlierBundleMissing) as told:
        import_bundle(scene.central, file)
    assert told.value.details["seq"] == 1
    assert counts(scene.central) == before
    earlier = file.with_name("earlier.iab")
    earlier.write_bytes(a_bundle(scene, laptop, pushed(laptop, one)))
    assert import_bundle(scene.central, earlier).facts == 2
    assert import_bundle(scene.central, file).facts == 2
    assert import_bundle(scene.central, earlier).facts == 0
    verify(scene.central)


def test_bundles_of_different_enterprises_come_in_any_order(scene: Scene, file: Path) -> None:
    laptop = scene.laptop()
    ones = [laptop.record(ZHANG_FILE, 2), laptop.record(LI_FILE, 2)]
    states = []
    for facts in reversed(ones):
        file.write_bytes(a_bundle(scene, laptop, pushed(laptop, facts)))
        states += [
            one.state for one in answer_of(scene, import_bundle(scene.central, file).answer).results
        ]
    assert states == ["held", "accepted"]


def test_a_file_of_an_enterprise_that_the_laptop_has_nothing_to_do_with_is_not_taken(
    scene: Scene, file: Path
) -> None:
    laptop = scene.laptop()
    before = counts(scene.central)
    file.write_bytes(
        a_bundle(scene, laptop, pushed(laptop, laptop.record(ZHANG_FILE)), photo(LI_FILE))
    )
    with pytest.raises(EarlierBundleMissing):
        import_bundle(scene.central, file)
    assert counts(scene.central) == before


def test_a_forked_chain_is_answered_and_overwrites_nothing(scene: Scene, file: Path) -> None:
    laptop = scene.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 2))
    before = counts(scene.central)
    laptop.chains.clear()
    other = laptop.record(ZHANG_FILE, 2)
    file.write_bytes(a_bundle(scene, laptop, pushed(laptop, other)))
    came = import_bundle(scene.central, file)
    assert (came.facts, came.refused) == (0, 1)
    assert answer_of(scene, came.answer).results[0].state == "forked"
    assert counts(scene.central) == before


def test_a_batch_that_another_key_sealed_is_refused_by_itself(scene: Scene, file: Path) -> None:
    laptop, other = scene.laptop(), scene.laptop("li")
    good = laptop.record(ZHANG_FILE)
    stolen = other.record(ZHANG_FILE)
    batch = laptop.batch(stolen, key=laptop.key)
    content = batch.model_dump_json(exclude_defaults=True).encode()
    false = (Line(kind="push", size=len(content)), content)
    file.write_bytes(a_bundle(scene, laptop, false, pushed(laptop, good)))
    came = import_bundle(scene.central, file)
    assert (came.facts, came.refused) == (1, 1)


def _batch(**fields: object) -> tuple[Line, bytes]:
    content = json.dumps(fields).encode()
    return Line(kind="push", size=len(content)), content


HOSTILE = {
    "a batch that is no JSON": (Line(kind="push", size=3), b"{[}"),
    "a batch nested too deep": (Line(kind="push", size=9_000), b"[" * 9_000),
    "a batch of nothing": _batch(volume="x"),
    "a count beyond reason": _batch(
        volume=f"{ZHANG_FILE}/2026", device="AB", first_seq=10**9 * 10, prev="", facts=[], seal={}
    ),
    "a pull": (Line(kind="pull", size=2), b"{}"),
    "a file that is another": (
        Line(kind="blob", size=3, dossier=ZHANG_FILE, sha256="0" * 64),
        b"abc",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_content_changes_nothing(scene: Scene, file: Path, what: str) -> None:
    laptop = scene.laptop()
    before = counts(scene.central)
    good = pushed(laptop, laptop.record(ZHANG_FILE))
    file.write_bytes(a_bundle(scene, laptop, good, photo(), HOSTILE[what]))
    with pytest.raises(BundleMalformed):
        import_bundle(scene.central, file)
    assert counts(scene.central) == before


def test_only_enrolled_laptops_of_this_central_are_believed(scene: Scene, file: Path) -> None:
    laptop = scene.laptop()
    good = pushed(laptop, laptop.record(ZHANG_FILE))
    stranger = Ed25519PrivateKey.generate()
    head = bundle_head(scene.central, laptop)
    other = X25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    before = counts(scene.central)
    wrong: list[tuple[bytes, type[BundleProblem]]] = [
        (a_bundle(scene, laptop, good, key=stranger), BundleProblem),
        (
            a_bundle(
                scene,
                laptop,
                good,
                key=stranger,
                head=bundle_head(scene.central, laptop, key=public_key_of(stranger)),
            ),
            SenderUnknown,
        ),
        (
            a_bundle(scene, laptop, good, head=bundle_head(scene.central, laptop, device="ZZZZ")),
            SenderUnknown,
        ),
        (
            a_bundle(scene, laptop, good, head=bundle_head(scene.central, laptop, to=other)),
            BundleForeign,
        ),
        (
            a_bundle(
                scene,
                laptop,
                good,
                manifest=Manifest(organisation=LI_FILE, bundle=head.bundle, made_at=""),
            ),
            BundleForeign,
        ),
    ]
    for content, problem in wrong:
        file.write_bytes(content)
        with pytest.raises(problem):
            import_bundle(scene.central, file)
    assert counts(scene.central) == before


@pytest.fixture
def standing(scene: Scene, file: Path) -> Iterator[tuple[Scene, bytes, Path]]:
    """Give a bundle that was not imported yet."""
    laptop = scene.laptop()
    yield (
        scene,
        a_bundle(scene, laptop, pushed(laptop, laptop.record(ZHANG_FILE, 5)), photo()),
        file,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(1, 255), cut=st.booleans())
def test_a_bundle_altered_or_cut_anywhere_changes_nothing(
    standing: tuple[Scene, bytes, Path], place: float, byte: int, cut: bool
) -> None:
    scene, whole, file = standing
    before = counts(scene.central)
    at = int(place * len(whole))
    altered = whole[:at] + bytes([whole[at] ^ byte]) + whole[at + 1 :]
    file.write_bytes(whole[:at] if cut else altered)
    with pytest.raises(BundleProblem):
        import_bundle(scene.central, file)
    assert counts(scene.central) == before


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(1, 255), cut=st.booleans())
def test_an_answer_altered_or_cut_anywhere_is_noticed(
    standing: tuple[Scene, bytes, Path], place: float, byte: int, cut: bool
) -> None:
    scene, whole, file = standing
    file.write_bytes(whole)
    told = import_bundle(scene.central, file).answer
    at = int(place * len(told))
    altered = told[:at] + bytes([told[at] ^ byte]) + told[at + 1 :]
    with pytest.raises(BundleProblem):
        answer_of(scene, told[:at] if cut else altered)
