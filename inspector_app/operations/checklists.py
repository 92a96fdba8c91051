"""The checklists at hand: those that ship with the program and those central published."""

from __future__ import annotations

from datetime import date
from functools import partial

from inspector_app.checklists.library import FormEntry, Library, RecordForm
from inspector_app.checklists.media import MediaFile
from inspector_app.domain.dossier import all_shown
from inspector_app.domain.organisation import FormFile, FormPublished, RecordRow
from inspector_app.store.workspace import Workspace


def published_library(workspace: Workspace, shipped: Library, organisation: str) -> Library:
    """Return the library with every published form whose files are all on this laptop.

    A form is the same only with the same id, version and hash; nothing is replaced. Record forms
    join the records, checklists the others.
    """
    with workspace.reading() as reader:
        dossier = reader.dossier(organisation)
    held = (*shipped.entries, *(one.entry for one in shipped.records))
    known = {(e.form_id, e.version, e.sha256) for e in held}
    library = shipped
    for one in all_shown(dossier, "form:", FormPublished):
        form = one.body
        needed = (form.sha256, *(file.sha256 for file in form.media))
        if (form.form, form.version, form.sha256) in known or not all(
            workspace.blobs.has(sha256) for sha256 in needed
        ):
            continue
        entry = entry_of(form)
        library = library.add(
            entry,
            workspace.blobs.read(form.sha256),
            files={file.name: _media(workspace, file) for file in form.media},
            record=_record_of(entry, form.record) if form.record else None,
        )
    return library


def _media(workspace: Workspace, file: FormFile) -> MediaFile:
    return MediaFile(file.name, file.sha256, partial(workspace.blobs.read, file.sha256))


def _record_of(entry: FormEntry, row: RecordRow) -> RecordForm:
    return RecordForm(
        entry=entry,
        code=row.code,
        kind=row.kind,
        services=row.services,
        of=row.of,
        when=row.when,
        basis=row.basis,
        copies=row.copies,
    )


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
