"""The notice from draft to delivery."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.dossier import papers_of
from inspector_app.domain.hazards import HazardReinspected, MajorHazardReported, Outcome
from inspector_app.domain.notices import parse_notice, parse_qr, signed_bytes
from inspector_app.domain.papers import (
    DeliveryWay,
    NoticeDelivered,
    PhotoRole,
    SignatureRole,
)
from inspector_app.domain.seals import public_key_of
from inspector_app.errors import BadInput
from inspector_app.operations.hazards import (
    HazardDraft,
    MajorUnconfirmed,
    record_hazard,
    reinspect_hazard,
    report_major,
)
from inspector_app.operations.notice_draft import AgencyUnnamed
from inspector_app.operations.papers import (
    BlanksLeft,
    NothingToTell,
    SignatureStale,
    Signer,
    WorkspaceCopied,
    deliver_notice,
    draft_notice,
    issue_notice,
    notice_pdf,
    paper_of,
    sign,
    void_notice,
)
from inspector_app.operations.photos import attach_photo, detach_photo, photo_bytes
from inspector_app.operations.verifying import PaperAltered, verify_pdf, verify_workspace
from inspector_app.operations.visits import require_dossier, start_visit, visit_page
from tests.world import Laptop, World, a_start, a_world

Place = tuple[World, Laptop, str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Give one world with one laptop; every test makes visits of its own."""
    with a_world(tmp_path_factory.mktemp("world")) as world:
        laptop, dossier = world.working_laptop()
        yield world, laptop, dossier


def told(place: Place, **changes: object) -> tuple[str, str]:
    """Start a visit and record a hazard; returns (visit, hazard)."""
    world, laptop, dossier = place
    visit, _c = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
    draft = replace(HazardDraft(place="配电室", finding="配电箱前堆放杂物"), **changes)  # type: ignore[arg-type]
    return visit, record_hazard(laptop.session, visit, draft)[0]


def drawn() -> bytes:
    """Return a signature as the pad gives it."""
    buffer = io.BytesIO()
    Image.new("RGBA", (300, 120), (0, 0, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


def test_the_issued_paper_is_the_stored_bytes_and_its_code_verifies(place: Place) -> None:
    session = place[1].session
    visit, hazard = told(place)
    attach_photo(session, visit, f"hazard:{hazard}", png(), caption="杂物")
    sign(session, visit, Signer(SignatureRole.INSPECTOR, "示例检查员甲", drawn()))
    issued = issue_notice(session, visit)
    _key, paper = paper_of(session, issued.number)
    assert notice_pdf(session, issued.number) == issued.pdf
    assert hex_digest(issued.pdf) == paper.body.pdf
    value = photo_bytes(session, paper.body.value)
    assert hex_digest(value) == issued.value_sha256
    notice = parse_notice(value)
    assert notice.number == issued.number
    assert notice.hazards[0].photos[0].caption == "杂物"
    qr = parse_qr(paper.body.qr)
    assert (qr.number, qr.value_hash) == (issued.number, issued.value_sha256)
    with session.workspace.reading() as reader:
        private_hex = reader.setting("device_key")
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private_hex)).public_key()
    key.verify(qr.signature, signed_bytes(qr.number, qr.value_hash))
    assert (
        len(public_key_of(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private_hex)))) == 64
    )


def png() -> bytes:
    """Return a small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "#aa5500").save(buffer, "PNG")
    return buffer.getvalue()


def test_numbers_go_up_and_are_never_used_twice(place: Place) -> None:
    session = place[1].session
    first = issue_notice(session, told(place)[0]).number
    void_notice(session, first, "写错企业")
    second = issue_notice(session, told(place)[0]).number
    assert int(second[-5:-1]) == int(first[-5:-1]) + 1
    assert paper_of(session, first)[1].voided is not None
    with pytest.raises(BadInput):
        void_notice(session, second, " ")


def test_a_paper_that_cannot_be_made_uses_no_number(place: Place) -> None:
    from inspector_app.documents.fonts import GlyphMissing

    session = place[1].session
    before = issue_notice(session, told(place)[0]).number
    with pytest.raises(GlyphMissing):
        issue_notice(session, told(place, finding="见 \U0001f525 处")[0])
    with pytest.raises(BlanksLeft):
        issue_notice(session, told(place, finding="____处积水")[0])
    after = issue_notice(session, told(place)[0]).number
    assert int(after[-5:-1]) == int(before[-5:-1]) + 1


def test_without_a_hazard_there_is_no_notice(place: Place) -> None:
    world, laptop, dossier = place
    visit, _c = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
    with pytest.raises(NothingToTell):
        draft_notice(laptop.session, visit)


def test_what_changed_after_a_signature_must_be_signed_again(place: Place) -> None:
    session = place[1].session
    visit, _hazard = told(place)
    receiver = Signer(SignatureRole.RECEIVER, "示例甲", drawn(), post="厂长")
    sign(session, visit, receiver)
    record_hazard(session, visit, HazardDraft(place="仓库", finding="通道堵塞"))
    with pytest.raises(SignatureStale):
        issue_notice(session, visit)
    sign(session, visit, receiver)
    assert issue_notice(session, visit).number


def test_a_refusal_to_sign_names_its_reason_and_a_witness(place: Place) -> None:
    session = place[1].session
    visit, _hazard = told(place)
    sign(session, visit, Signer(SignatureRole.RECEIVER, "示例甲", refused_reason="负责人不在"))
    sign(session, visit, Signer(SignatureRole.WITNESS, "示例检查员乙"))
    issued = issue_notice(session, visit)
    refused = NoticeDelivered(number=issued.number, way=DeliveryWay.REFUSED, at=session.now())
    with pytest.raises(BadInput):
        deliver_notice(session, refused)


@pytest.mark.parametrize(
    "signer",
    [
        Signer(SignatureRole.RECEIVER, " "),
        Signer(SignatureRole.RECEIVER, "甲", b"no picture"),
        Signer(SignatureRole.RECEIVER, "甲", b"\x89PNG" + bytes(3_000_000)),
    ],
)
def test_an_unusable_signature_is_refused(place: Place, signer: Signer) -> None:
    with pytest.raises(BadInput):
        sign(place[1].session, told(place)[0], signer)


def test_the_signed_sheet_is_photographed_and_the_delivery_recorded(place: Place) -> None:
    session = place[1].session
    visit, _hazard = told(place)
    issued = issue_notice(session, visit)
    photo, _c = attach_photo(
        session, visit, f"notice:{issued.number}", png(), role=PhotoRole.SIGNED_SHEET
    )
    printed = NoticeDelivered(
        number=issued.number,
        way=DeliveryWay.PRINTED,
        at=session.now(),
        to="示例甲",
        sheet=photo.sha256,
    )
    deliver_notice(session, printed)
    assert paper_of(session, issued.number)[1].deliveries == (printed,)
    detach_photo(session, photo)
    assert photo.photo not in [p.photo for p in visit_page(session, visit).photos]


def test_a_copied_workspace_issues_no_paper(place: Place, tmp_path: Path) -> None:
    copied = replace(place[1].session, data_dir=tmp_path)
    with pytest.raises(WorkspaceCopied):
        issue_notice(copied, told(place)[0])


def test_a_pdf_is_recognised_byte_for_byte(place: Place) -> None:
    session = place[1].session
    issued = issue_notice(session, told(place)[0])
    assert verify_pdf(session, issued.pdf).number == issued.number
    with pytest.raises(PaperAltered):
        verify_pdf(session, issued.pdf + b" ")
    assert verify_workspace(session).facts > 0


def test_only_a_major_hazard_is_reported(place: Place) -> None:
    session = place[1].session
    _visit, hazard = told(place)
    with pytest.raises(MajorUnconfirmed):
        report_major(session, MajorHazardReported(hazard=hazard, told_to="示例甲"))


def test_a_reinspection_closes_a_hazard(place: Place) -> None:
    session = place[1].session
    visit, hazard = told(place)
    reinspect_hazard(
        session, HazardReinspected(hazard=hazard, date="2026-12-05", outcome=Outcome.RECTIFIED)
    )
    assert not visit_page(session, visit).hazards[0].is_open
    assert papers_of(require_dossier(session, place[2]), visit) == ()


def test_a_paper_of_an_unnamed_agency_is_shown_but_not_issued(place: Place) -> None:
    session = place[1].session
    visit, _hazard = told(place)
    unnamed = replace(session, organisation="00000000-0000-4000-8000-000000000000")
    assert draft_notice(unnamed, visit).notice.hazards
    before = issue_notice(session, visit).number
    with pytest.raises(AgencyUnnamed) as refused:
        issue_notice(unnamed, visit)
    assert "name-agency" in refused.value.remedy and "sync" in refused.value.remedy
    after = issue_notice(session, visit).number
    assert int(after[-5:-1]) == int(before[-5:-1]) + 1
