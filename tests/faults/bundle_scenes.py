"""What is interrupted where there is no network: a bundle out, at central, and its answer back.

The stick lies in the scene's folder, so its files are cut and filled like the others.
"""

from __future__ import annotations

from pathlib import Path

from inspector_app.central.bundles import import_bundle as import_at_central
from inspector_app.central.bundles_console import write_answer
from inspector_app.central.bundles_delivery import deliver
from inspector_app.central.console import told
from inspector_app.sync.bundle import import_bundle
from inspector_app.sync.bundle_export import export_bundle
from tests.faults.scenes import (
    ALONE_AND_LINKED,
    Acknowledge,
    Scene,
    a_visit,
    a_visit_and_its_paper,
    nobody,
)
from tests.faults.site import Site
from tests.world import noon


def a_visit_and_a_stick(site: Site) -> None:
    """Let a visit have a paper, and the laptop a stick."""
    a_visit_and_its_paper(site)
    _stick(site).mkdir()


def a_bundle_on_the_stick(site: Site) -> None:
    """Let a visit with its paper be on its way to central."""
    a_visit_and_a_stick(site)
    export(site, nobody)


def an_answer_on_the_stick(site: Site) -> None:
    """Let central have taken the bundle and answered."""
    a_bundle_on_the_stick(site)
    take_at_central(site, nobody)


def a_delivery_on_the_stick(site: Site) -> None:
    """Let central have put what is new for the laptop on the stick."""
    a_visit(site)
    site.world.another_contact(site.noted("dossier"))
    _stick(site).mkdir()
    made = deliver(site.world.central, site.session.device, _stick(site) / "new.iab")
    site.note("code", made.code)


def _stick(site: Site) -> Path:
    return site.folder / "stick"


def _whole(site: Site, name: str) -> Path | None:
    """Return a file of the stick, if it is there; what was left beside it is no bundle."""
    file = _stick(site) / name
    return file if file.exists() else None


def export(site: Site, acknowledge: Acknowledge) -> None:
    """Write what central lacks on the stick; one that is there already is whole."""
    there = _whole(site, "day.iab")
    if there is None:
        export_bundle(site.session.workspace, _stick(site) / "day.iab", now=noon())
    else:
        import_at_central(site.world.central, there)
    acknowledge(site)


def take_at_central(site: Site, acknowledge: Acknowledge) -> None:
    """Import the bundle at central and put the answer on the stick."""
    with told():
        came = import_at_central(site.world.central, _stick(site) / "day.iab")
    if came.refused or came.held:
        raise AssertionError(f"{came.refused} batches refused, {came.held} facts held")
    write_answer(_stick(site) / "answer.iab", came.answer)
    acknowledge(site)


def take_answer(site: Site, acknowledge: Acknowledge) -> None:
    """Let the laptop read central's answer."""
    import_bundle(site.session.workspace, _stick(site) / "answer.iab", now=noon())
    acknowledge(site)


def take_delivery(site: Site, acknowledge: Acknowledge) -> None:
    """Let the laptop take what central sent it."""
    file = _stick(site) / "new.iab"
    import_bundle(site.session.workspace, file, now=noon(), code=site.noted("code"))
    acknowledge(site)


SCENES = ALONE_AND_LINKED | {
    "bundle_export": Scene(a_visit_and_a_stick, export),
    "bundle_at_central": Scene(a_bundle_on_the_stick, take_at_central),
    "bundle_answer": Scene(an_answer_on_the_stick, take_answer),
    "bundle_delivery": Scene(a_delivery_on_the_stick, take_delivery),
}
