"""Publish checklists: the converted XForm as a blob, a row of the catalogue as a fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select

from inspector_app.central.agency import STAFF, Central
from inspector_app.central.form_files import SPREADSHEETS, form_file
from inspector_app.central.ledger import append
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.tables import DEVICE, FACT, VOLUME
from inspector_app.central.uploads import record_blob
from inspector_app.checklists import media, xform, xlsform
from inspector_app.checklists.library import FormEntry, Library, RecordForm
from inspector_app.domain.acts import act
from inspector_app.domain.organisation import FormFile, FormPublished, RecordRow
from inspector_app.errors import system_reason
from inspector_app.i18n import _

MAX_FORM = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a form applies; None takes what the shipped catalogue says of the form's id."""

    sector: str | None = None
    tags: tuple[str, ...] | None = None
    rank: int | None = None
    effective_from: str | None = None
    effective_to: str | None = None


AS_SHIPPED = Placing()


def publish_form(central: Central, path: Path, placing: Placing = AS_SHIPPED) -> FormPublished:
    """Publish a checklist or record form; returns its catalogue row.

    ``path`` is an XForm (.xml), an XLSForm (.md, .xlsx), or a folder or .zip that holds one; the
    files that the form reads (csv lists) lie beside it and are published with it. Publishing the
    same bytes again changes nothing. Raises FormProblem where the form cannot be run or a file is
    missing, OperatorMistake where this version was published with other bytes.
    """
    with form_file(path) as file:
        content = _xform_bytes(file)
        form, files = media.load_with_files(content, xform.beside(file))
    for name, data in files.items():
        if len(data) > MAX_FORM:
            raise OperatorMistake(what=name, reason=_("the file is too large"))
    if not form.version:
        reason = _("the form has no version in its settings")
        raise OperatorMistake(what=path.name, reason=reason)
    library = Library.shipped()
    shipped = [e for e in library.entries if e.form_id == form.form_id]
    records = [one for one in library.records if one.entry.form_id == form.form_id]
    body = _placed(
        FormPublished(
            form=form.form_id,
            version=form.version,
            sha256=sha256(content).hexdigest(),
            size=len(content),
            title=form.title or form.form_id,
            tags=("any",),
            media=tuple(
                FormFile(name=name, sha256=sha256(data).hexdigest(), size=len(data))
                for name, data in sorted(files.items())
            ),
            record=_row(records[-1]) if records else None,
        ),
        shipped[-1] if shipped else None,
        placing,
    )
    _publish(central, [(body, (content, *files.values()))])
    return body


def _row(shipped: RecordForm) -> RecordRow:
    return RecordRow(
        kind=shipped.kind,
        code=shipped.code,
        services=shipped.services,
        of=shipped.of,
        when=shipped.when,
        basis=shipped.basis,
        copies=shipped.copies,
    )


def publish_shipped(central: Central) -> int:
    """Publish every checklist that comes with the program; returns how many were new."""
    wanted = []
    library = Library.shipped()
    for entry in library.entries:
        if entry.path is None:
            continue
        content = entry.path.read_bytes()
        if sha256(content).hexdigest() != entry.sha256:
            reason = _("the file is not the one that the catalogue names")
            raise OperatorMistake(what=entry.form_id, reason=reason)
        body = FormPublished(
            form=entry.form_id,
            version=entry.version,
            sha256=entry.sha256,
            size=len(content),
            title=entry.title,
        )
        wanted.append((_placed(body, entry, AS_SHIPPED), (content,)))
    return _publish(central, wanted)


def _xform_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FORM:
            raise OperatorMistake(what=path.name, reason=_("the file is too large"))
        if path.suffix.lower() in SPREADSHEETS:
            return xlsform.convert(path)
        return path.read_bytes()
    except OSError as error:
        raise OperatorMistake(what=str(path), reason=system_reason(error)) from error


def _placed(body: FormPublished, entry: FormEntry | None, placing: Placing) -> FormPublished:
    if entry is not None:
        body = msgspec.structs.replace(
            body,
            sector=entry.sector,
            tags=entry.tags,
            rank=entry.rank,
            scales=entry.scales,
            instruments=entry.instruments,
            effective_from=entry.effective_from.isoformat(),
            effective_to=entry.effective_to.isoformat() if entry.effective_to else "",
        )
    given = {
        "sector": placing.sector,
        "tags": placing.tags,
        "rank": placing.rank,
        "effective_from": placing.effective_from,
        "effective_to": placing.effective_to,
    }
    return msgspec.structs.replace(body, **{k: v for k, v in given.items() if v is not None})


def _publish(central: Central, forms: Iterable[tuple[FormPublished, tuple[bytes, ...]]]) -> int:
    with central.database.read() as connection:
        published = _published(central, connection)
    fresh = []
    for body, contents in forms:
        before = published.get((body.form, body.version))
        if before is None:
            fresh.append((body, contents))
        elif (before.sha256, before.media) != (body.sha256, body.media):
            reason = _("this version is published already with another content")
            raise OperatorMistake(what=f"{body.form}@{body.version}", reason=reason)
    own = central.own_volume()
    for _body, contents in fresh:  # the bytes are there before a fact names them
        for content in contents:
            central.media.store(own.dossier, content)
            place = (len(content), central.organisation.device)
            record_blob(central, own.dossier, sha256(content).hexdigest(), place)
    if fresh:
        append(central, [act(body, own) for body, _contents in fresh], STAFF)
    return len(fresh)


def _published(central: Central, connection: Connection) -> dict[tuple[str, str], FormPublished]:
    query = (
        select(FACT.c.body)
        .join(VOLUME, VOLUME.c.volume == FACT.c.volume)
        .where(
            VOLUME.c.dossier == central.organisation.dossier,
            FACT.c.kind == "form_published",
            FACT.c.device.in_(select(DEVICE.c.code).where(DEVICE.c.person == STAFF)),
        )
    )
    bodies = connection.execute(query).scalars()
    read = [msgspec.json.decode(body, type=FormPublished) for body in bodies if body]
    return {(one.form, one.version): one for one in read}
