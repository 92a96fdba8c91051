"""The repeatable shuffle of ``randomize(nodes, seed)``: Park–Miller numbers, inside out."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TypeVar

from inspector_app.checklists.values import Value, to_string

T = TypeVar("T")
_MODULUS = 2_147_483_647


def shuffled(items: Sequence[T], given: Value, number: float) -> list[T]:
    """Return the items in the order that the seed gives on every device."""
    seed = _seed(given, number)
    state = abs(seed) % _MODULUS * (1 if seed > 0 else -1)
    if state <= 0:
        state += _MODULUS - 1
    mixed: list[T] = []
    for item in items:
        state = state * 16_807 % _MODULUS
        chosen = math.floor((state - 1) / (_MODULUS - 1) * (len(mixed) + 1))
        mixed.append(item)
        mixed[-1], mixed[chosen] = mixed[chosen], mixed[-1]
    return mixed


def _seed(given: Value, number: float) -> int:
    if not math.isnan(number) and not math.isinf(number):
        return int(number)
    if to_string(given) == "":
        return 0
    # A text seed is hashed, as ODK clients do: the first eight bytes of SHA-256, signed.
    digest = hashlib.sha256(to_string(given).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
