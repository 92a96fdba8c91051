"""The acts that scripts can call, each with its parameters; ``acts list`` prints this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from inspector_app.operations.session import Session


class Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Parameters of an act; unknown names are refused."""


# What a database and a calendar can count; anything larger is a slip.
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Year = Annotated[int, msgspec.Meta(ge=0, le=9999)]

P = TypeVar("P", bound=Parameters)
Result = dict[str, Any]


@dataclass(slots=True)
class Scene:
    """Where acts happen: the data folder, the passphrase, the session once unlocked."""

    data_dir: Path
    passphrase: str
    out_dir: Path
    session: Session | None = None

    def opened(self) -> Session:
        """Return the session, unlocking the workspace at first use."""
        if self.session is None:
            from inspector_app.operations.unlocking import unlock_session

            self.session = unlock_session(self.data_dir, self.passphrase)
        return self.session

    def close(self) -> None:
        """Lock the workspace."""
        if self.session is not None:
            from inspector_app.operations.unlocking import close

            close(self.session)
            self.session = None


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act: name, parameters, what it does."""

    name: str
    parameters: type[Parameters]
    does: Callable[[Scene, Any], Result]

    def describe(self) -> dict[str, str]:
        """Return name, parameters (``?`` marks those with a default) and the first sentence."""
        fields = msgspec.structs.fields(self.parameters)
        shown = (f.name + ("" if f.required else "?") for f in fields)
        text = (self.does.__doc__ or "").strip().splitlines()[0]
        return {"act": self.name, "parameters": ", ".join(shown), "does": text}


ACTS: dict[str, ActRow] = {}


def registers(
    parameters: type[P],
) -> Callable[[Callable[[Scene, P], Result]], Callable[[Scene, P], Result]]:
    """Enter a function in the table under its own name."""

    def enter(function: Callable[[Scene, P], Result]) -> Callable[[Scene, P], Result]:
        ACTS[function.__name__] = ActRow(function.__name__, parameters, function)
        return function

    return enter
