"""Papers that a record form fills: confirmation, sign-in sheet, return visit, complaint, expense,
and the sheet of any other record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from inspector_app.domain.dossier import every, photos_of, shown
from inspector_app.domain.dossier_records import Record, RecordState, answers_in
from inspector_app.domain.papers import PhotoAttached
from inspector_app.domain.records import RecordOpened, RecordPrefilled
from inspector_app.domain.service_arranged import ServiceConfirmation, SignInSheet
from inspector_app.domain.service_done import ComplaintRecord, RecordSheet, ReturnVisit
from inspector_app.domain.service_fees import ExpenseVoucher
from inspector_app.domain.service_papers import Insured, PaperPhoto, ServicePaper
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.answers import OpenChecklist
from inspector_app.operations.compose_parts import Ground, ground_of, insured_of, paper_photos
from inspector_app.operations.holders import require_record
from inspector_app.operations.paper_orders import ComposedPaper, PaperOrder, composer
from inspector_app.operations.printed_photos import PrintedPhoto, printed_photos
from inspector_app.operations.records import filled_record, record_checklist
from inspector_app.operations.session import Session

# The form whose answers fill a paper; every other record becomes a ``record_sheet``.
FORM_OF = {
    "service_confirmation": "sf-confirm",
    "sign_in_sheet": "sf-signin",
    "return_visit": "sf-return",
    "complaint_record": "sf-complaint",
    "expense_voucher": "sf-expense",
}
P = TypeVar("P", bound=ServicePaper)


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A record as it is filled: the form, its pictures by answer, and the facts they rest on."""

    ground: Ground
    record: Record
    printed: tuple[PrintedPhoto, ...]
    pictures: dict[str, PaperPhoto]
    covers: tuple[str, ...]


def paper_of_form(form: str) -> str:
    """Return the paper that a record form fills."""
    return next((paper for paper, own in FORM_OF.items() if own == form), "record_sheet")


@composer("service_confirmation")
def compose_confirmation(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the confirmation of a service from its form."""
    return _composed(session, order, ServiceConfirmation)


@composer("sign_in_sheet")
def compose_sign_in(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the sign-in sheet from its form; it names the enterprise alone."""
    return _composed(session, order, SignInSheet)


@composer("return_visit")
def compose_return_visit(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the return visit from its form."""
    return _composed(session, order, ReturnVisit)


@composer("complaint_record")
def compose_complaint(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the complaint with its answer from its form."""
    return _composed(session, order, ComplaintRecord)


@composer("expense_voucher")
def compose_voucher(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the voucher of one expense from its form."""
    return _composed(session, order, ExpenseVoucher)


@composer("record_sheet")
def compose_record_sheet(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return any record as a sheet, group by group."""
    from inspector_app.documents.record_form import record_sheet_of

    form = filled_form(session, order)
    sheet: RecordSheet = record_sheet_of(
        filled_record(session, order.ref), form.pictures, language=order.language
    )
    return _finished(form, sheet, sheet.title)


def _composed(session: Session, order: PaperOrder, kind: type[P]) -> ComposedPaper:
    from inspector_app.documents.record_form import paper_of

    form = filled_form(session, order)
    value = paper_of(
        kind, filled_record(session, order.ref), form.pictures, language=order.language
    )
    title = session.library.record_form(form.record.opened.form, form.record.opened.version)
    return _finished(form, value, title.entry.title)


def _finished(form: FilledForm, value: ServicePaper, title: str) -> ComposedPaper:
    whole = msgspec.structs.replace(
        value,
        agency=form.ground.agency.name,
        insured=_with_known(value.insured, insured_of(form.ground)),
    )
    names = {photo.sha256 for photo in form.pictures.values()}
    return ComposedPaper(
        value=whole,
        day=form.record.opened.date,
        title=title,
        covers=form.covers,
        visit=form.record.opened.visit,
        printed=tuple(one for one in form.printed if one.key in names),
    )


def _with_known(said: Insured, known: Insured) -> Insured:
    """Return who is insured as the form says it; where it asks nothing, the enterprise's name."""
    if said.ent_name:
        industry = said.ent_industry or known.ent_industry
        return msgspec.structs.replace(said, ent_industry=industry)
    return Insured(ent_name=known.ent_name, ent_uscc=known.ent_uscc)


def filled_form(session: Session, order: PaperOrder) -> FilledForm:
    """Return the record that the paper is about.

    Raises BadInput where it was withdrawn, is filled in another form than the paper's, or lacks
    answers that are required (places to sign and pictures may follow on paper)."""
    ground = ground_of(session, order)
    key, record = require_record(session, order.ref)
    if key != order.dossier:
        raise BadInput(what=_("Record"), reason=_("it belongs to another enterprise"))
    if record.state is RecordState.WITHDRAWN:
        raise BadInput(what=_("Record"), reason=_("it was withdrawn"))
    if paper_of_form(record.opened.form) != order.paper and order.paper != "record_sheet":
        raise BadInput(what=_("Record"), reason=_("this paper is filled from another form"))
    _require_answers(record_checklist(session, order.ref))
    printed = _printed(ground, record)
    return FilledForm(ground, record, printed, _pictures(printed), _covers(ground, record))


def _require_answers(checklist: OpenChecklist) -> None:
    open_ones = [
        node.label or node.ref
        for node in checklist.running.nodes()
        if node.relevant and not node.valid and node.type != "binary"
    ]
    if open_ones:
        raise BadInput(
            what=_("Record"),
            reason=_("{count} required answers are missing, the first: {question}").format(
                count=len(open_ones), question=open_ones[0]
            ),
        )


def _printed(ground: Ground, record: Record) -> tuple[PrintedPhoto, ...]:
    """Return the pictures of a record; what was drawn to sign with bears no stamp."""
    photos = photos_of(ground.dossier, visit=record.record)
    found = printed_photos(ground.session, ground.key, ground.dossier, photos)
    return tuple(
        PrintedPhoto(one.photo, one.marked, ()) if _is_signature(one.photo) else one
        for one in found
    )


def _is_signature(photo: PhotoAttached) -> bool:
    name = photo.owner.rpartition("/")[2]
    return name.endswith("sign") or name == "refuse_witness"


def _pictures(printed: tuple[PrintedPhoto, ...]) -> dict[str, PaperPhoto]:
    shown_as = paper_photos(printed)
    return {f"{one.photo.sha256}.jpg": photo for one, photo in zip(printed, shown_as, strict=True)}


def _covers(ground: Ground, record: Record) -> tuple[str, ...]:
    opened, dossier = record.opened, ground.dossier
    held = answers_in(dossier, record.record, opened.form, opened.version)
    begun = [fact.id for fact, _b in every(dossier, f"record:{record.record}", RecordOpened)]
    fill = shown(dossier, f"record_fill:{record.record}", RecordPrefilled)
    answers = [one.fact.id for one in held.given.values()]
    return (*begun, *([fill.fact.id] if fill else []), *answers)
