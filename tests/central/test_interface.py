"""Whatever fits ``/openapi.json``, and much that does not, is answered without a fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema

from inspector_app.central.app import create_app
from inspector_app.central.limits import Limits, Rate
from inspector_app.central.serve import RunningCentral
from inspector_app.central.verify import verify
from tests.central.scene import Scene, a_central

EXAMPLES = 10  # of each kind for each operation
NO_LIMITS = Limits(Rate(1e6, 1e6), Rate(1e6, 1e6), Rate(1e6, 1e6))
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Scene, RunningCentral]]:
    """Give a central without limits, with two inspectors."""
    central = a_central(str(tmp_path / "central.db"), tmp_path / "media")
    with Scene(central) as scene, RunningCentral(central, create_app(central, NO_LIMITS)) as open_:
        yield scene, open_
    central.close()


def operations(schema: BaseSchema) -> Iterator[APIOperation[Any, Any, Any, Any]]:
    """Yield every operation of the interface."""
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def tried(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, http: httpx.Client
) -> int:
    """Send generated requests to one operation; returns how many were answered."""
    answered = 0

    @QUIET
    @given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case: Case[Any]) -> None:
        nonlocal answered
        token = {"Authorization": http.headers["Authorization"]}
        try:
            reply = case.call(base_url=str(http.base_url).rstrip("/"), headers=token)
        except ValueError:  # a header or address that HTTP cannot carry
            return
        answered += 1
        assert reply.status_code < 500, (operation.label, case, reply.content)
        assert reply.headers["inspector-protocol"] == ["1"]

    with suppress(Unsatisfiable):  # nothing can be wrong with a request without parts
        attempt()
    return answered


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_generated_request_makes_central_fail(
    place: tuple[Scene, RunningCentral], mode: GenerationMode
) -> None:
    scene, running = place
    schema = schemathesis.openapi.from_url(f"{running.url}/openapi.json")
    laptop = scene.laptop()
    with httpx.Client(base_url=running.url, headers=laptop.http.headers) as http:
        counts = {one.label: tried(one, mode, http) for one in operations(schema)}
    assert sum(counts.values()) > 10 * EXAMPLES
    verify(scene.central)
