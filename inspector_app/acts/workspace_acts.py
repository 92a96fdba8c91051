"""Acts on the workspace as a whole: enrol, unlock, sync, lists, verification."""

from __future__ import annotations

from typing import Any

import msgspec

from inspector_app.acts.table import Count, Parameters, Result, Scene, registers
from inspector_app.operations import verifying_sheets
from inspector_app.operations.lists import dossier_page, enterprises, today_page
from inspector_app.operations.verifying import verify_workspace
from inspector_app.store.rows import EnterpriseRow


class Nothing(Parameters, frozen=True, kw_only=True):
    """No parameters."""


class Enrol(Parameters, frozen=True, kw_only=True):
    """Where and as whom this laptop is enrolled; the passphrase comes from outside the file."""

    central: str
    user: str
    password: str
    label: str = ""


class Page(Parameters, frozen=True, kw_only=True):
    """A slice of a list."""

    limit: Count = 200
    offset: Count = 0


class Search(Parameters, frozen=True, kw_only=True):
    """What is typed into the search box."""

    text: str
    limit: Count = 200


class OneDossier(Parameters, frozen=True, kw_only=True):
    """An enterprise's file."""

    dossier: str


@registers(Enrol)
def enrol(scene: Scene, given: Enrol) -> Result:
    """Enrol this laptop with central and create its encrypted workspace."""
    from inspector_app.sync.enrolment import Applicant
    from inspector_app.sync.enrolment import enrol as enrol_laptop

    applicant = Applicant(given.central, given.user, given.password, scene.passphrase, given.label)
    made = enrol_laptop(scene.data_dir, applicant)
    return {
        "device": made.device,
        "person": made.person_name,
        "recovery_key": made.recovery_key,
        "workspace": str(made.folder),
    }


@registers(Nothing)
def unlock(scene: Scene, _given: Nothing) -> Result:
    """Open the workspace with the passphrase."""
    session = scene.opened()
    return {"device": session.device, "person": session.person_name}


@registers(Nothing)
def sync(scene: Scene, _given: Nothing) -> Result:
    """Run one sync with central."""
    from inspector_app.operations.unlocking import refresh_library
    from inspector_app.sync.run import open_link, synchronise

    session = scene.opened()
    with open_link(session.workspace) as link:
        result = synchronise(link, session.workspace)
    scene.session = refresh_library(session)
    return {
        "pushed": result.pushed,
        "pulled": result.pulled,
        "blobs": result.blobs_up + result.blobs_down,
        "blobs_up": result.blobs_up,
        "blobs_down": result.blobs_down,
        "held": result.held,
        "pending": result.pending_facts + result.pending_blobs,
    }


def _row(row: EnterpriseRow) -> dict[str, Any]:
    return {
        "dossier": row.dossier,
        "name": row.name,
        "code": row.code,
        "address": row.address,
        "sector": row.sector,
        "open_hazards": row.open_hazards,
    }


@registers(Page)
def list_enterprises(scene: Scene, given: Page) -> Result:
    """List the enterprises on this laptop by name."""
    with scene.opened().workspace.reading() as reader:
        rows = reader.enterprises(limit=given.limit, offset=given.offset, order="name")
        total = reader.count_enterprises()
    return {"total": total, "results": [_row(row) for row in rows]}


@registers(Search)
def search(scene: Scene, given: Search) -> Result:
    """Find enterprises by name, pinyin, credit code or address."""
    rows = enterprises(scene.opened(), given.text, given.limit)
    return {"results": [_row(row) for row in rows]}


@registers(Nothing)
def today(scene: Scene, _given: Nothing) -> Result:
    """Show tasks, re-inspections due and what is not yet on central."""
    page = today_page(scene.opened())
    shown = msgspec.to_builtins(page)
    assert isinstance(shown, dict)
    return shown


@registers(OneDossier)
def view_dossier(scene: Scene, given: OneDossier) -> Result:
    """Show one enterprise's file."""
    page = dossier_page(scene.opened(), given.dossier)
    return {
        "enterprise": msgspec.to_builtins(page.enterprise),
        "contacts": [msgspec.to_builtins(one.body) for one in page.contacts],
        "sites": [{"site": one.key, **msgspec.to_builtins(one.body)} for one in page.sites],
        "policies": [msgspec.to_builtins(one.body) for one in page.policies],
        "tasks": [msgspec.to_builtins(one.body) for one in page.tasks],
        "visits": [
            {"visit": one.visit, "date": one.date, "open": one.is_open} for one in page.visits
        ],
        "hazards": [
            {"hazard": one.hazard, "state": one.state, **msgspec.to_builtins(one.body)}
            for one in page.hazards
        ],
        "papers": [msgspec.to_builtins(one.body) for one in page.papers],
        "conflicts": list(page.conflicts),
    }


class CheckSheet(Parameters, frozen=True, kw_only=True):
    """The text of the QR of a printed sheet."""

    qr: str


@registers(CheckSheet)
def check_sheet(scene: Scene, given: CheckSheet) -> Result:
    """Tell whether a printed sheet is what was issued, by its QR; one refuted is an error."""
    found = verifying_sheets.check_sheet(scene.opened(), given.qr)
    verifying_sheets.require_sheet(found)
    return {"verify": "ok", **msgspec.to_builtins(found)}


@registers(Nothing)
def verify(scene: Scene, _given: Nothing) -> Result:
    """Re-hash everything stored and follow every chain; the first fault is an error."""
    done = verify_workspace(scene.opened())
    return {"verify": "ok", "volumes": done.volumes, "facts": done.facts, "blobs": done.blobs}
