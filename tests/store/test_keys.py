from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest

from inspector_app.store.keys import (
    KdfCost,
    change_passphrase,
    create_keys,
    renew_recovery,
    unlock,
    unlock_any,
    unlock_with_recovery,
)
from inspector_app.store.problems import (
    KeysDamaged,
    KeysExist,
    StillWaiting,
    WeakPassphrase,
    WrongPassphrase,
    WrongRecoveryKey,
)

CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)
SAID = "示例口令 correct"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def make(folder: Path) -> tuple[bytes, str]:
    key, recovery = create_keys(folder, SAID, random=secrets.token_bytes, cost=CHEAP)
    return key.value, recovery


def fail(folder: Path, times: int, now: float = 1_000.0) -> int:
    wait = 0
    for _try in range(times):
        now += wait
        with pytest.raises(WrongPassphrase) as caught:
            unlock(folder, "wrong one", now=now)
        wait = caught.value.wait
    return wait


def test_the_passphrase_opens_what_it_closed(folder: Path) -> None:
    key, _recovery = make(folder)
    assert unlock(folder, SAID, now=0.0).value == key


def test_full_width_typing_of_the_passphrase_is_the_same(folder: Path) -> None:
    key, _recovery = make(folder)
    assert unlock(folder, "示例口令　ｃｏｒｒｅｃｔ", now=0.0).value == key


def test_the_printed_recovery_key_opens_it_however_it_is_typed(folder: Path) -> None:
    key, recovery = make(folder)
    assert [len(group) for group in recovery.split("-")] == [4] * 8
    assert unlock_with_recovery(folder, recovery).value == key
    sloppy = recovery.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert unlock_with_recovery(folder, sloppy).value == key


def test_a_mistyped_recovery_key_is_told_from_a_foreign_one(folder: Path, tmp_path: Path) -> None:
    _key, recovery = make(folder)
    other = "2" if recovery[0] != "2" else "3"
    with pytest.raises(WrongRecoveryKey) as mistyped:
        unlock_with_recovery(folder, other + recovery[1:])
    _other, foreign = create_keys(tmp_path / "other", SAID, random=secrets.token_bytes, cost=CHEAP)
    with pytest.raises(WrongRecoveryKey) as elsewhere:
        unlock_with_recovery(folder, foreign)
    assert mistyped.value.message != elsewhere.value.message
    with pytest.raises(WrongRecoveryKey):
        unlock_with_recovery(folder, "ABC")


def test_the_delay_grows_with_each_wrong_passphrase_and_survives_a_restart(folder: Path) -> None:
    make(folder)
    assert [fail(folder, 1, now) for now in (0.0, 0.0, 0.0, 10.0, 100.0)] == [0, 0, 2, 4, 8]
    with pytest.raises(StillWaiting) as caught:
        unlock(folder, SAID, now=101.0)
    assert caught.value.wait == 7
    unlock(folder, SAID, now=108.0)
    assert fail(folder, 1, 108.0) == 0


def test_the_delay_ends_at_a_quarter_of_an_hour(folder: Path) -> None:
    make(folder)
    assert fail(folder, 20) == 900


def test_setting_the_clock_back_never_shortens_the_wait(folder: Path) -> None:
    make(folder)
    wait = fail(folder, 5, now=4_102_444_800.0)
    for now in (0.0, float(wait - 1)):
        with pytest.raises(StillWaiting):
            unlock(folder, SAID, now=now)
    unlock(folder, SAID, now=float(wait))


def test_the_recovery_key_works_during_the_delay_and_ends_it(folder: Path) -> None:
    key, recovery = make(folder)
    fail(folder, 6)
    assert unlock_with_recovery(folder, recovery).value == key
    assert unlock(folder, SAID, now=0.0).value == key


def test_a_changed_passphrase_replaces_the_old_one(folder: Path) -> None:
    make(folder)
    key = unlock(folder, SAID, now=0.0)
    change_passphrase(folder, key, "another one", random=secrets.token_bytes)
    assert unlock(folder, "another one", now=0.0) == key
    with pytest.raises(WrongPassphrase):
        unlock(folder, SAID, now=0.0)


def test_a_renewed_recovery_key_replaces_the_old_sheet(folder: Path) -> None:
    _value, old = make(folder)
    key = unlock(folder, SAID, now=0.0)
    new = renew_recovery(folder, key, random=secrets.token_bytes)
    assert unlock_with_recovery(folder, new) == key
    with pytest.raises(WrongRecoveryKey):
        unlock_with_recovery(folder, old)


def test_a_short_passphrase_is_refused_and_nothing_is_made(folder: Path) -> None:
    with pytest.raises(WeakPassphrase):
        create_keys(folder, "12345", random=secrets.token_bytes, cost=CHEAP)
    assert list(folder.iterdir()) == []


def test_existing_keys_are_never_overwritten(folder: Path) -> None:
    make(folder)
    with pytest.raises(KeysExist):
        make(folder)


def test_the_key_is_never_shown(folder: Path) -> None:
    value, _recovery = make(folder)
    key = unlock(folder, SAID, now=0.0)
    assert value.hex() not in repr(key) and repr(value) not in repr(key)
    assert value.hex() not in (folder / "keys.json").read_text()


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{}",
        b'{"version": 1',
        b"\xff\xfe",
        b"null",
    ],
)
def test_a_damaged_key_file_is_a_coded_error(folder: Path, damage: bytes) -> None:
    make(folder)
    (folder / "keys.json").write_bytes(damage)
    with pytest.raises(KeysDamaged):
        unlock(folder, SAID, now=0.0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("salt", "zz"),
        ("by_passphrase", "00"),
        ("version", 2),
        ("cost", {"memory_kib": 1 << 40, "passes": 3, "lanes": 1}),
        ("cost", {"memory_kib": 64, "passes": 1, "lanes": 0}),
    ],
)
def test_a_hostile_key_file_is_a_coded_error(folder: Path, field: str, value: object) -> None:
    make(folder)
    keys = json.loads((folder / "keys.json").read_text())
    (folder / "keys.json").write_text(json.dumps(keys | {field: value}))
    with pytest.raises(KeysDamaged):
        unlock(folder, SAID, now=0.0)


def test_missing_keys_are_a_coded_error(folder: Path) -> None:
    with pytest.raises(KeysDamaged):
        unlock(folder, SAID, now=0.0)


def two(folder: Path) -> tuple[Path, Path]:
    for name, said in (("a", "passphrase of a"), ("b", "passphrase of b")):
        create_keys(folder / name, said, random=secrets.token_bytes, cost=CHEAP)
    return folder / "a", folder / "b"


def test_one_inspectors_passphrase_is_no_failure_of_a_colleagues_workspace(folder: Path) -> None:
    a, b = two(folder)
    for _day in range(10):
        assert unlock_any([a, b], "passphrase of b", now=0.0)[0] == b
    unlock(a, "passphrase of a", now=0.0)


def test_a_passphrase_that_opens_none_delays_every_workspace(folder: Path) -> None:
    a, b = two(folder)
    for _try in range(3):
        with pytest.raises(WrongPassphrase) as caught:
            unlock_any([a, b], "wrong one", now=0.0)
    assert caught.value.wait == 2
    with pytest.raises(StillWaiting):
        unlock_any([a, b], "passphrase of b", now=1.0)
    assert unlock_any([a, b], "passphrase of b", now=2.0)[0] == b


def test_a_damaged_key_file_beside_does_not_lock_a_colleague_out(folder: Path) -> None:
    a, b = two(folder)
    (a / "keys.json").write_bytes(b"{")
    assert unlock_any([a, b], "passphrase of b", now=0.0)[0] == b
    with pytest.raises(KeysDamaged):
        unlock_any([a], "passphrase of a", now=0.0)
    with pytest.raises(KeysDamaged):
        unlock_any([], "passphrase of a", now=0.0)
