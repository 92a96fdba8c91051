"""Names of dossiers and visits that several laptops reach without asking one another."""

from __future__ import annotations

from datetime import date
from random import Random
from uuid import UUID, uuid5

from inspector_app.errors import BadInput
from inspector_app.i18n import _

JOIN_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L
JOIN_LENGTH = 6


def dossier_of_code(organisation: str, credit_code: str) -> str:
    """Return the dossier of an enterprise: uuid5(organisation ‖ credit code)."""
    return str(uuid5(UUID(organisation), credit_code))


def visit_of_task(task: str, planned: date) -> str:
    """Return the visit of a planned task, the same on every laptop."""
    return str(uuid5(UUID(task), planned.isoformat()))


def visit_of_join_code(dossier: str, join_code: str) -> str:
    """Return the visit that laptops without a link share by typing one code."""
    return str(uuid5(UUID(dossier), f"join:{read_join_code(join_code)}"))


def new_join_code(random: Random) -> str:
    """Return six characters that are hard to misread."""
    return "".join(random.choice(JOIN_ALPHABET) for _position in range(JOIN_LENGTH))


def read_join_code(text: str) -> str:
    """Return the code in capitals; raises BadInput where it cannot be one."""
    code = text.strip().upper()
    if len(code) != JOIN_LENGTH or any(c not in JOIN_ALPHABET for c in code):
        raise BadInput(what=_("Join code"), reason=_("six letters or digits are expected"))
    return code


def random_id(random: Random) -> str:
    """Return a random UUID (version 4) from this source of chance."""
    return str(UUID(int=random.getrandbits(128), version=4))
