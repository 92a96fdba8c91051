"""What the page of a paper asks of the operations for every paper but the notice."""

from __future__ import annotations

from inspector_app.domain.dossier_papers import IssuedPaper
from inspector_app.domain.issued_papers import PaperDelivered, PaperSigned
from inspector_app.domain.notices import Notice
from inspector_app.domain.papers import DeliveryWay, PhotoRole
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations import issuing, paper_lists, papers, photos
from inspector_app.operations.issuing import PaperMade, PaperSigner
from inspector_app.operations.paper_orders import PaperOrder, Value
from inspector_app.operations.session import Changes, Session
from inspector_app.store.reading import Reader
from inspector_app.ui import notice_work, words
from inspector_app.ui.notice_work import Delivery, NoticeState, SignedLine
from inspector_app.ui.photo_bytes import Source
from inspector_app.ui.signature_sheet import ROLES, Signing, role_word


def load_order(session: Session, order: PaperOrder) -> NoticeState:
    """Return a paper as it would be issued now, rendered."""
    draft = issuing.draft_paper(session, order)
    pdf = issuing.render(draft.value, issuing.images_of(session, draft.value, draft.printed))
    places = places_of(draft.value)
    labels = dict(places)
    return NoticeState(
        visit=order.ref,
        pdf=pdf,
        sha256=draft.draft_sha256,
        warnings=tuple(notice_work.warning_words(w.field, w.word) for w in draft.warnings),
        signatures=tuple(_line(one, labels, draft.draft_sha256) for one in draft.signatures),
        order=order,
        title=draft.title,
        places=places,
    )


def places_of(value: Value) -> tuple[tuple[str, str], ...]:
    """Return (place, label) of every place where a paper is signed, as people read them."""
    if isinstance(value, Notice):
        return tuple((role, role_word(role)) for role in ROLES)
    return issuing.places_of(value)


def _line(one: PaperSigned, labels: dict[str, str], over: str) -> SignedLine:
    return SignedLine(
        role=labels.get(issuing.role_of(one.place), one.place),
        name=one.name,
        refused=one.refused_reason,
        stale=one.over != over,
        drawn=bool(one.image),
    )


def load_number(session: Session, number: str) -> NoticeState:
    """Return an issued paper or notice with its stored bytes; nothing is made anew."""
    with session.workspace.reading() as reader:
        if not _is_paper(reader, number):
            return notice_work.load_paper(session, number)
    dossier, paper = issuing.issued_paper(session, number)
    body = paper.body
    return NoticeState(
        visit=body.visit,
        pdf=issuing.issued_pdf(session, number),
        sha256=body.value_sha256,
        number=number,
        deliveries=_deliveries(paper),
        voided=paper.voided.reason if paper.voided else "",
        order=PaperOrder(body.paper, dossier, body.ref),
        title=body.title,
    )


def _is_paper(reader: Reader, number: str) -> bool:
    return reader.dossier_of(f"paper:{number}") is not None


def _deliveries(paper: IssuedPaper) -> tuple[str, ...]:
    return tuple(
        " · ".join(
            bit for bit in (words.clock(one.at), words.delivery(one.way), one.to, one.reason) if bit
        )
        for one in sorted(paper.deliveries, key=lambda one: one.at)
    )


def take_signature(session: Session, order: PaperOrder, signing: Signing) -> Changes:
    """Record a signature in its place, or a refusal with its witness."""
    signer = PaperSigner(
        place=signing.role,
        name=signing.name,
        image=signing.image,
        refused_reason=signing.refused_reason,
        witness=signing.witness,
        post=signing.post,
        phone=signing.phone,
        certificate=signing.certificate,
    )
    return issuing.sign_paper(session, order, signer)


def issue(session: Session, order: PaperOrder) -> PaperMade:
    """Give a paper its number and store it for good."""
    return issuing.issue_paper(session, order)


def deliver(session: Session, number: str, delivery: Delivery) -> Changes:
    """Record how a paper reached whom it is for."""
    body = PaperDelivered(
        number=number,
        way=DeliveryWay(delivery.way),
        at=session.now(),
        to=delivery.to,
        witness=delivery.witness,
        reason=delivery.reason,
    )
    return issuing.deliver_paper(session, body)


def void(session: Session, state: NoticeState, reason: str) -> Changes:
    """Void the shown paper or notice; its number stays used."""
    if state.order is None:
        return papers.void_notice(session, state.number, reason)
    return issuing.void_paper(session, state.number, reason)


def load_reply(session: Session, number: str) -> NoticeState:
    """Return the form to reply to a notice as it would be issued now."""
    return load_order(session, paper_lists.reply_to(session, number))


def keep_sheet(session: Session, state: NoticeState, source: Source) -> Changes:
    """Keep the photo of the signed and sealed sheet with the paper."""
    if not state.visit:
        raise BadInput(what=_("Photo"), reason=_("this paper belongs to no visit"))
    owner = f"paper:{state.number}"
    _photo, changes = photos.attach_photo(
        session, state.visit, owner, source, role=PhotoRole.SIGNED_SHEET
    )
    return changes
