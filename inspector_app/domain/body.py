"""The common form of fact bodies: frozen, closed, parsed once."""

from __future__ import annotations

from typing import Any

import msgspec


class Body(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True
):
    """Content of a fact. Decimals are strings, days are ``YYYY-MM-DD``, times carry an offset."""

    def plain(self) -> dict[str, Any]:
        """Return the body as plain data for ``Act.body``; fields at their default are left out."""
        plain = msgspec.to_builtins(self)
        assert isinstance(plain, dict)
        return plain
