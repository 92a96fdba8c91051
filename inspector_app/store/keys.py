"""The keys of a workspace: a random data key, wrapped by passphrase and by recovery key.

``keys.json`` is the only clear file of a workspace and holds no names. Argon2id (RFC 9106) makes
the wrapping key of a passphrase; a recovery key has 140 random bits and needs none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inspector_app.errors import system_reason
from inspector_app.i18n import _
from inspector_app.store import recovery_text
from inspector_app.store.files import write_durably
from inspector_app.store.problems import (
    KeysDamaged,
    KeysExist,
    StillWaiting,
    WeakPassphrase,
    WrongPassphrase,
    WrongRecoveryKey,
)

KEYS_FILE = "keys.json"
MIN_PASSPHRASE = 6
FREE_TRIES = 2  # typing slips cost nothing
LONGEST_WAIT = 900
_NONCE = 12
Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True, repr=False)
class DataKey:
    """The 256-bit key of a workspace; never shown, never logged."""

    value: bytes

    def __repr__(self) -> str:
        return "DataKey(hidden)"

    def derive(self, purpose: str, length: int = 32) -> bytes:
        """Return a key for one purpose (HKDF-SHA-256, RFC 5869)."""
        return HKDF(SHA256(), length, None, purpose.encode()).derive(self.value)


class KdfCost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cost of Argon2id; the upper bounds keep a hostile file from eating the machine."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 2

    def is_sane(self) -> bool:
        return (
            8 * self.lanes <= self.memory_kib <= 1_048_576
            and 1 <= self.passes <= 16
            and 1 <= self.lanes <= 16
        )


DEFAULT = KdfCost()


class _Delay(msgspec.Struct, frozen=True):
    failures: int = 0
    since: float = 0.0


class _Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    cost: KdfCost
    salt: str
    by_passphrase: str
    by_recovery: str
    delay: _Delay = _Delay()


def calibrated(limit: float = 0.5) -> KdfCost:
    """Return the strongest cost (64 MiB, three passes at most) within ``limit`` seconds here."""
    cost = DEFAULT
    while cost.memory_kib > 16_384 and _seconds(cost) > limit:
        passes = max(2, cost.passes - 1)
        memory = cost.memory_kib if passes < cost.passes else cost.memory_kib // 2
        cost = KdfCost(memory, passes, cost.lanes)
    return cost


def _seconds(cost: KdfCost) -> float:
    begun = time.perf_counter()
    _passphrase_key("calibration", bytes(16), cost)
    return time.perf_counter() - begun


def has_keys(folder: Path) -> bool:
    """Tell whether the folder holds a workspace's keys."""
    return (folder / KEYS_FILE).exists()


def create_keys(
    folder: Path, passphrase: str, *, random: Random, cost: KdfCost = DEFAULT
) -> tuple[DataKey, str]:
    """Make the keys of a new workspace; return the data key and the recovery key to print.

    Raises WeakPassphrase, KeysExist, DiskFull, FolderReadOnly.
    """
    if has_keys(folder):
        raise KeysExist()
    key = DataKey(random(32))
    recovery = recovery_text.spell(random(recovery_text.KEY_BYTES))
    keys = _Keys(
        version=1,
        cost=cost,
        salt="",
        by_passphrase="",
        by_recovery=_wrap(key, _recovery_key(recovery), "recovery", random),
    )
    _write(folder, _under_passphrase(keys, key, passphrase, random))
    return key, recovery


def unlock(folder: Path, passphrase: str, *, now: float) -> DataKey:
    """Return the data key; ``now`` is seconds since the epoch.

    Raises WrongPassphrase with the seconds to wait, StillWaiting before they are over (a clock
    set back starts the wait anew, so it never shortens it), KeysDamaged.
    """
    return unlock_any([folder], passphrase, now=now)[1]


def unlock_any(folders: Iterable[Path], passphrase: str, *, now: float) -> tuple[Path, DataKey]:
    """Return the folder that the passphrase opens, and its data key.

    Where several inspectors share a laptop, a passphrase that opens one folder is no failure of
    the others; one that opens none is a failure of each that was tried. Folders that still wait
    are not tried. Raises as ``unlock``; KeysDamaged only where no folder could be read.
    """
    tried: dict[Path, _Keys] = {}
    waits: list[int] = []
    damaged: KeysDamaged | None = None
    for folder in folders:
        try:
            keys = _read(folder)
        except KeysDamaged as problem:
            damaged = damaged or problem
            continue
        if waiting := _waiting(folder, keys, now):
            waits.append(waiting)
        elif (key := _opened(folder, keys, passphrase)) is not None:
            return folder, key
        else:
            tried[folder] = keys
    if tried:
        raise WrongPassphrase(wait=max(_fail(*one, now) for one in tried.items()))
    if waits:
        raise StillWaiting(wait=min(waits))
    raise damaged or KeysDamaged(reason=_("it is missing"))


def _waiting(folder: Path, keys: _Keys, now: float) -> int:
    waiting = _remaining(keys.delay, now)
    if waiting and now < keys.delay.since:
        _write(folder, _delayed(keys, keys.delay.failures, now))
    return waiting


def _opened(folder: Path, keys: _Keys, passphrase: str) -> DataKey | None:
    try:
        key = _unwrap(keys.by_passphrase, _key_of(keys, passphrase), "passphrase")
    except InvalidTag:
        return None
    if keys.delay.failures:
        _write(folder, _delayed(keys, 0, 0.0))
    return key


def _fail(folder: Path, keys: _Keys, now: float) -> int:
    failed = _delayed(keys, keys.delay.failures + 1, now)
    _write(folder, failed)
    return _remaining(failed.delay, now)


def unlock_with_recovery(folder: Path, recovery: str) -> DataKey:
    """Return the data key by the printed recovery key; raises WrongRecoveryKey, KeysDamaged."""
    keys = _read(folder)
    try:
        key = _unwrap(keys.by_recovery, _recovery_key(recovery), "recovery")
    except InvalidTag:
        raise WrongRecoveryKey(reason=_("it belongs to another workspace")) from None
    if keys.delay.failures:
        _write(folder, _delayed(keys, 0, 0.0))
    return key


def change_passphrase(
    folder: Path, key: DataKey, passphrase: str, *, random: Random, cost: KdfCost | None = None
) -> None:
    """Let a new passphrase open the workspace; the old one no longer does.

    ``key`` comes from unlocking with the old passphrase or the recovery key.
    """
    keys = _read(folder)
    keys = msgspec.structs.replace(keys, cost=cost or keys.cost, delay=_Delay())
    _write(folder, _under_passphrase(keys, key, passphrase, random))


def renew_recovery(folder: Path, key: DataKey, *, random: Random) -> str:
    """Return a new recovery key to print; the old sheet no longer opens the workspace."""
    recovery = recovery_text.spell(random(recovery_text.KEY_BYTES))
    wrapped = _wrap(key, _recovery_key(recovery), "recovery", random)
    _write(folder, msgspec.structs.replace(_read(folder), by_recovery=wrapped))
    return recovery


def _under_passphrase(keys: _Keys, key: DataKey, passphrase: str, random: Random) -> _Keys:
    if len(passphrase) < MIN_PASSPHRASE:
        raise WeakPassphrase(count=MIN_PASSPHRASE)
    salted = msgspec.structs.replace(keys, salt=random(16).hex())
    wrapped = _wrap(key, _key_of(salted, passphrase), "passphrase", random)
    return msgspec.structs.replace(salted, by_passphrase=wrapped)


def _key_of(keys: _Keys, passphrase: str) -> bytes:
    return _passphrase_key(passphrase, bytes.fromhex(keys.salt), keys.cost)


def _passphrase_key(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    kdf = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive(recovery_text.one_spelling(passphrase).encode("utf-8", "surrogatepass"))


def _recovery_key(recovery: str) -> bytes:
    kdf = HKDF(SHA256(), 32, None, b"inspector-app recovery")
    return kdf.derive(recovery_text.read(recovery))


def _wrap(key: DataKey, wrapping: bytes, purpose: str, random: Random) -> str:
    nonce = random(_NONCE)
    return (nonce + AESGCM(wrapping).encrypt(nonce, key.value, purpose.encode())).hex()


def _unwrap(wrapped: str, wrapping: bytes, purpose: str) -> DataKey:
    raw = bytes.fromhex(wrapped)
    return DataKey(AESGCM(wrapping).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode()))


def _delayed(keys: _Keys, failures: int, since: float) -> _Keys:
    return msgspec.structs.replace(keys, delay=_Delay(failures, since))


def _remaining(delay: _Delay, now: float) -> int:
    if delay.failures <= FREE_TRIES:
        return 0
    whole = min(1 << min(delay.failures - FREE_TRIES, 10), LONGEST_WAIT)
    passed = now - delay.since
    return whole if passed < 0 else max(0, whole - int(passed))


def _read(folder: Path) -> _Keys:
    try:
        keys = msgspec.json.decode((folder / KEYS_FILE).read_bytes(), type=_Keys)
    except FileNotFoundError:
        raise KeysDamaged(reason=_("it is missing")) from None
    except OSError as error:
        raise KeysDamaged(reason=system_reason(error)) from None
    except msgspec.MsgspecError:
        raise KeysDamaged(reason=_("it does not have the expected form")) from None
    if keys.version != 1 or not keys.cost.is_sane() or not _is_whole(keys):
        raise KeysDamaged(reason=_("it does not have the expected form"))
    return keys


def _is_whole(keys: _Keys) -> bool:
    sizes = ((keys.salt, 16), (keys.by_passphrase, 60), (keys.by_recovery, 60))
    try:
        return all(len(bytes.fromhex(text)) == size for text, size in sizes)
    except ValueError:
        return False


def _write(folder: Path, keys: _Keys) -> None:
    shown = msgspec.json.format(msgspec.json.encode(keys), indent=2)
    write_durably(folder / KEYS_FILE, shown + b"\n")
