"""Facts, chains and seals: shapes frozen by hashes."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.canonical import NotCanonical, canonical_bytes
from inspector_app.domain.facts import (
    START,
    FactDamaged,
    Tip,
    Volume,
    check_chain,
    check_fact,
    first_chain,
    next_chain,
)
from inspector_app.domain.seals import (
    certify,
    check_device_key,
    check_receipt,
    check_seal,
    public_key_of,
    receipt,
    seal,
)
from tests.builders import a_chain, a_fact, a_hazard, a_volume


def test_the_id_of_a_fact_is_frozen() -> None:
    """A change of this value would make every stored fact unreadable as itself."""
    fact = a_fact()
    assert fact.id == hashlib.sha256(fact.header).hexdigest()
    assert fact.header.startswith(b'{"author":"0e0e0e0e-')
    assert fact.id == "1fe5767a9315fea9b3a48e0d07a6c2d4c9547d7bc0fd3c2c3bfc286d7aaa56fa"


def test_canonical_bytes_sort_keys_and_hold_no_spaces() -> None:
    assert (
        canonical_bytes({"b": [1, True, None], "a": "文"})
        == '{"a":"文","b":[1,true,null]}'.encode()
    )


def test_canonical_text_is_in_nfc() -> None:
    assert canonical_bytes("e\u0301") == canonical_bytes("\u00e9")


@pytest.mark.parametrize("value", [1.5, {"a": float("nan")}, [b"x"], {1: "a"}, "\ud800"])
def test_a_value_without_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical_bytes(value)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=20).filter(str.isprintable),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(plain)
def test_canonical_bytes_read_back_and_written_again_are_the_same(value: object) -> None:
    import msgspec

    once = canonical_bytes(value)
    assert canonical_bytes(msgspec.json.decode(once)) == once


def test_an_erased_body_leaves_the_id_and_the_chain() -> None:
    first, second = a_chain(a_hazard("h1"), a_hazard("h2"))
    assert first.erased().id == first.id
    assert check_chain([first.erased(), second]) == Tip(2, second.id)


def test_an_altered_body_is_detected() -> None:
    fact = a_fact()
    assert fact.body is not None
    with pytest.raises(FactDamaged):
        check_fact(replace(fact, body=fact.body.replace("示例".encode(), "真实".encode())))


def test_a_missing_fact_breaks_the_chain() -> None:
    facts = a_chain(a_hazard("h1"), a_hazard("h2"), a_hazard("h3"))
    with pytest.raises(FactDamaged):
        check_chain([facts[0], facts[2]])


def test_a_back_dated_fact_has_another_id() -> None:
    fact = a_fact()
    assert replace(fact, recorded_at="2020-01-01T00:00:00+08:00").id != fact.id


def test_an_empty_chain_ends_where_it_began() -> None:
    assert check_chain([]) == START


def test_a_volume_is_read_back_from_its_name() -> None:
    volume = a_volume()
    assert Volume.parse(str(volume)) == volume
    with pytest.raises(FactDamaged):
        Volume.parse("no-year")


def test_the_volume_chain_depends_on_every_id_and_their_order() -> None:
    one, two = a_chain(a_hazard("h1"), a_hazard("h2"))
    start = first_chain(a_volume())
    assert next_chain(next_chain(start, one.id), two.id) != next_chain(
        next_chain(start, two.id), one.id
    )


def test_a_seal_is_only_the_devices_own() -> None:
    mine, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    made = seal(mine, a_volume(), "AB", Tip(3, "a" * 64))
    check_seal(made, public_key_of(mine))
    with pytest.raises(FactDamaged):
        check_seal(made, public_key_of(other))
    with pytest.raises(FactDamaged):
        check_seal(replace(made, seq=4), public_key_of(mine))


def test_receipts_and_device_keys_are_centrals_word() -> None:
    central, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    word = receipt(central, str(a_volume()), 7, "b" * 64, "2026-11-25T12:00:00+08:00")
    check_receipt(word, public_key_of(central))
    with pytest.raises(FactDamaged):
        check_receipt(replace(word, number=8), public_key_of(central))
    key = certify(central, "AB", public_key_of(other))
    check_device_key(key, public_key_of(central))
    with pytest.raises(FactDamaged):
        check_device_key(replace(key, device="AC"), public_key_of(central))
