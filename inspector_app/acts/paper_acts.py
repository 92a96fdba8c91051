"""Acts on every paper but the hazard notice, and on judging told hazards again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from inspector_app.acts.table import Parameters, Result, Scene, Year, registers
from inspector_app.domain.hazards import Outcome
from inspector_app.domain.issued_papers import PaperDelivered
from inspector_app.domain.papers import DeliveryWay
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations import (
    issuing,
    paper_lists,
    paper_numbers,
    pdf_sealing,
    reinspection,
)
from inspector_app.operations.paper_orders import PaperOrder


class OfDossier(Parameters, frozen=True, kw_only=True):
    """An enterprise; all of them where it is left out."""

    dossier: str = ""


class Order(Parameters, frozen=True, kw_only=True):
    """A paper: its kind, whose, and ``ref``: a visit, a record, a notice's number or a year."""

    paper: str
    dossier: str
    ref: str
    language: str = "zh_CN"
    variant: str = "full"

    @property
    def order(self) -> PaperOrder:
        """The order as operations take it."""
        return PaperOrder(self.paper, self.dossier, self.ref, self.language, self.variant)


class WrittenOrder(Order, frozen=True, kw_only=True):
    """``out`` is the PDF file to write; an issued one stands beside the acts file by default."""

    out: str = ""


class SignPaper(Order, frozen=True, kw_only=True):
    """A signature (PNG file), a refusal, or neither: signed by hand; ``place`` as ``draft_paper``
    names it."""

    place: str
    name: str
    image: str = ""
    refused_reason: str = ""
    witness: str = ""
    post: str = ""
    phone: str = ""
    certificate: str = ""


class VoidPaper(Parameters, frozen=True, kw_only=True):
    """A paper to void."""

    number: str
    reason: str
    replaced_by: str = ""


class DeliverPaper(Parameters, frozen=True, kw_only=True):
    """How a paper reached whom it is for."""

    number: str
    way: DeliveryWay
    to: str = ""
    witness: str = ""
    reason: str = ""
    sheet: str = ""


class SealPaper(Parameters, frozen=True, kw_only=True):
    """An issued paper or notice; ``out`` is the file to write the signed PDF to."""

    number: str
    out: str = ""


class Judge(Parameters, frozen=True, kw_only=True):
    """What a re-inspection visit found of a hazard; with something left a new deadline."""

    visit: str
    hazard: str
    outcome: Outcome
    note: str = ""
    deadline: str = ""


@registers(OfDossier)
def list_papers(scene: Scene, given: OfDossier) -> Result:
    """List the issued papers of an enterprise, or of all, the notices too."""
    found = paper_lists.papers_on_file(scene.opened(), given.dossier)
    return {"results": [msgspec.to_builtins(one) for one in found]}


class OfYear(Parameters, frozen=True, kw_only=True):
    """A year; this one where it is left out."""

    year: Year = 0


@registers(OfYear)
def list_numbers(scene: Scene, given: OfYear) -> Result:
    """List every paper number this laptop gave out in a year and what became of it."""
    session = scene.opened()
    found = paper_numbers.numbers_given(session, given.year or session.today().year)
    return {"results": [msgspec.to_builtins(one) for one in found]}


@registers(OfDossier)
def list_orders(scene: Scene, given: OfDossier) -> Result:
    """List the papers that can be made for an enterprise now; ``missing`` says why one cannot."""
    offers = paper_lists.offers_for(scene.opened(), given.dossier)
    return {"results": [msgspec.to_builtins(one) for one in offers]}


@registers(WrittenOrder)
def draft_paper(scene: Scene, given: WrittenOrder) -> Result:
    """Show a paper as it would be issued now: its hash, warnings and places to sign."""
    session = scene.opened()
    draft = issuing.draft_paper(session, given.order)
    path = _target(given.out)
    if path is not None:
        path.write_bytes(issuing.paper_preview(session, given.order))
    return {
        "title": draft.title,
        "sha256": draft.draft_sha256,
        "warnings": [{"field": one.field, "word": one.word} for one in draft.warnings],
        "places": [role for role, _label in issuing.places_of(draft.value)],
        "signatures": [{"place": one.place, "name": one.name} for one in draft.signatures],
    } | ({"path": str(path)} if path is not None else {})


@registers(SignPaper)
def sign_paper(scene: Scene, given: SignPaper) -> Result:
    """Sign a paper as it stands, or record a refusal with its witness."""
    fields: dict[str, Any] = {
        name: getattr(given, name)
        for name in ("name", "refused_reason", "witness", "post", "phone", "certificate")
    }
    signer = issuing.PaperSigner(place=given.place, image=_image(given.image), **fields)
    issuing.sign_paper(scene.opened(), given.order, signer)
    return {"place": given.place, "name": given.name}


@registers(WrittenOrder)
def issue_paper(scene: Scene, given: WrittenOrder) -> Result:
    """Issue a paper and write its PDF."""
    session = scene.opened()
    target = _target(given.out)
    made = issuing.issue_paper(session, given.order)
    path = target or scene.out_dir / f"{made.number}.pdf"
    path.write_bytes(made.pdf)
    return {
        "number": made.number,
        "sha256": made.pdf_sha256,
        "value_sha256": made.value_sha256,
        "path": str(path),
    }


@registers(DeliverPaper)
def deliver_paper(scene: Scene, given: DeliverPaper) -> Result:
    """Record how a paper reached whom it is for."""
    session = scene.opened()
    fields = msgspec.to_builtins(given) | {"at": session.now()}
    issuing.deliver_paper(session, msgspec.convert(fields, PaperDelivered))
    return {"number": given.number}


@registers(VoidPaper)
def void_paper(scene: Scene, given: VoidPaper) -> Result:
    """Void a paper; its number stays used."""
    issuing.void_paper(scene.opened(), given.number, given.reason, given.replaced_by)
    return {"number": given.number}


@registers(SealPaper)
def seal_paper(scene: Scene, given: SealPaper) -> Result:
    """Sign an issued PDF digitally with this device's key, and write it where asked."""
    session = scene.opened()
    path = _target(given.out)
    pdf_sealing.seal_paper(session, given.number)
    if path is not None:
        path.write_bytes(pdf_sealing.sealed_pdf(session, given.number))
    return {"number": given.number} | ({"path": str(path)} if path is not None else {})


@registers(Judge)
def judge_hazard(scene: Scene, given: Judge) -> Result:
    """Record what this visit found of a told hazard; a later judgement replaces it."""
    reinspection.judge(
        scene.opened(),
        given.visit,
        given.hazard,
        given.outcome,
        note=given.note,
        deadline=given.deadline,
    )
    return {"hazard": given.hazard, "outcome": given.outcome}


def _target(path: str) -> Path | None:
    if path and not Path(path).parent.is_dir():
        raise BadInput(what=path, reason=_("the folder does not exist"))
    return Path(path) if path else None


def _image(path: str) -> bytes:
    try:
        return Path(path).read_bytes() if path else b""
    except OSError as error:
        raise BadInput(what=path, reason=_("the file cannot be read")) from error
