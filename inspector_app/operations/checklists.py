"""The checklists at hand: those that ship with the program and those central published."""

from __future__ import annotations

from datetime import date

from inspector_app.checklists.library import FormEntry, Library
from inspector_app.domain.dossier import all_shown
from inspector_app.domain.organisation import FormPublished
from inspector_app.store.workspace import Workspace


def published_library(workspace: Workspace, shipped: Library, organisation: str) -> Library:
    """Return the library with every published checklist whose file is on this laptop.

    A checklist is the same only with the same id, version and hash; nothing is replaced.
    """
    with workspace.reading() as reader:
        dossier = reader.dossier(organisation)
    known = {(e.form_id, e.version, e.sha256) for e in shipped.entries}
    library = shipped
    for one in all_shown(dossier, "form:", FormPublished):
        form = one.body
        identity = (form.form, form.version, form.sha256)
        if identity not in known and workspace.blobs.has(form.sha256):
            library = library.add(entry_of(form), workspace.blobs.read(form.sha256))
    return library


def entry_of(form: FormPublished) -> FormEntry:
    """Return the catalogue row of a published checklist."""
    return FormEntry(
        form_id=form.form,
        version=form.version,
        title=form.title,
        sha256=form.sha256,
        path=None,
        sector=form.sector,
        tags=form.tags,
        rank=form.rank,
        scales=form.scales,
        instruments=form.instruments,
        effective_from=date.fromisoformat(form.effective_from or "1949-10-01"),
        effective_to=date.fromisoformat(form.effective_to) if form.effective_to else None,
    )
