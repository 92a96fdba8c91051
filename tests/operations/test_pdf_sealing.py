"""Digital signatures on issued papers: made offline, one revision each, explained by verify."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pypdfium2
import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from inspector_app.documents.pdf_signing import Covers, PdfUnreadable, signatures_in, title_in
from inspector_app.domain.acts import act
from inspector_app.domain.facts import Volume
from inspector_app.domain.organisation import SettingSet
from inspector_app.domain.papers import SignatureRole
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.paper_checks import DOUBTFUL, REFUTED, check_paper_file
from inspector_app.operations.papers import Signer, issue_notice, notice_pdf, sign
from inspector_app.operations.pdf_sealing import (
    OTHER_BYTES,
    PdfCheck,
    check_pdf,
    seal_paper,
    sealed_pdf,
    stamp_paper,
    stamp_waiting,
    waiting_for_stamp,
)
from inspector_app.operations.session import UnknownRecord
from inspector_app.operations.verifying import PaperAltered, verify_pdf
from inspector_app.sync.timestamp_authority import ANSWER, HttpAuthority
from tests.documents.samples import signature_bytes
from tests.ui.visit_scene import DOSSIER, Scene, a_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as made:
        yield made


@pytest.fixture
def number(scene: Scene) -> str:
    """A notice that the enterprise's representative signed on the screen."""
    draft = HazardDraft(place="一车间", finding="示例：配电箱前堆放杂物", deadline="2026-12-02")
    record_hazard(scene.session, scene.visit, draft)
    sign(scene.session, scene.visit, Signer(SignatureRole.RECEIVER, "示例乙", signature_bytes()))
    return issue_notice(scene.session, scene.visit).number


def timestamper() -> DummyTimeStamper:
    """A time-stamping authority in this process."""
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "示例时间戳")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(private, hashes.SHA256())
    )
    pkcs8 = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        asn1_x509.Certificate.load(made.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(pkcs8),
    )


def test_the_inspector_signs_first_and_the_representative_second(scene: Scene, number: str) -> None:
    seal_paper(scene.session, number)
    pdf = sealed_pdf(scene.session, number)
    assert pdf.startswith(notice_pdf(scene.session, number))
    check = check_pdf(scene.session, pdf)
    assert (check.number, check.dossier, check.state, check.sound) == (
        number, DOSSIER, "signed", True,
    )  # fmt: skip
    assert [(one.field, one.name) for one in check.signatures] == [
        ("Inspector", "示例检查员甲"),
        ("Receiver", "示例乙"),
    ]
    assert [one.covers for one in check.signatures] == [Covers.REVISION, Covers.ALL]
    assert all(one.device_certified for one in check.signatures)


def test_signing_again_changes_nothing(scene: Scene, number: str) -> None:
    seal_paper(scene.session, number)
    before = sealed_pdf(scene.session, number)
    assert seal_paper(scene.session, number).dossiers == frozenset()
    assert sealed_pdf(scene.session, number) == before


def test_a_timestamp_is_put_over_all_signatures_once(scene: Scene, number: str) -> None:
    seal_paper(scene.session, number)
    stamp_paper(scene.session, number, timestamper())
    pdf = sealed_pdf(scene.session, number)
    check = verify_pdf(scene.session, pdf)
    assert [one.timestamp for one in check.signatures] == [False, False, True]
    assert all(one.intact and not one.changed_after for one in check.signatures)
    assert check.signatures[-1].at
    stamp_paper(scene.session, number, timestamper())
    assert sealed_pdf(scene.session, number) == pdf


def test_an_unsigned_paper_gets_no_timestamp(scene: Scene, number: str) -> None:
    stamp_paper(scene.session, number, timestamper())
    assert sealed_pdf(scene.session, number) == notice_pdf(scene.session, number)


def test_a_changed_byte_is_told(scene: Scene, number: str) -> None:
    seal_paper(scene.session, number)
    pdf = bytearray(sealed_pdf(scene.session, number))
    place = len(notice_pdf(scene.session, number)) // 2
    pdf[place] ^= 0xFF
    found = signatures_in(bytes(pdf))
    assert not any(one.intact for one in found)
    with pytest.raises((PaperAltered, UnknownRecord)):
        verify_pdf(scene.session, bytes(pdf))


def test_something_added_after_signing_is_told(scene: Scene, number: str) -> None:
    seal_paper(scene.session, number)
    with pytest.raises(PaperAltered):
        verify_pdf(scene.session, sealed_pdf(scene.session, number) + b"\n%added\n")


def test_the_issued_bytes_verify_without_any_signature(scene: Scene, number: str) -> None:
    check = verify_pdf(scene.session, notice_pdf(scene.session, number))
    assert (check.state, check.signatures) == ("issued", ())


def test_what_is_no_pdf_is_refused(scene: Scene) -> None:
    for junk in (b"", b"%PDF-1.7", b"no pdf at all", b"%PDF-1.4\n" + bytes(range(256)) * 20):
        with pytest.raises((PdfUnreadable, UnknownRecord)):
            verify_pdf(scene.session, junk)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b"no pdf at all", "it is of another kind"),
        (b"%PDF-1.7\n" + bytes(4000), "its end is missing"),
        (b"%PDF-1.7\n" + bytes(4000) + b"startxref\n7\n%%EOF\n", "it is damaged"),
    ],
)
def test_what_cannot_be_read_is_told_in_words(scene: Scene, data: bytes, why: str) -> None:
    with pytest.raises(PdfUnreadable) as refused:
        verify_pdf(scene.session, data)
    assert f": {why}" in refused.value.message


def written_anew(pdf: bytes) -> bytes:
    """Return a PDF with its first page gone, as an editor saves it: every byte anew, its title
    kept."""
    out = io.BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        document.new_page(200, 200)
        del document[0]
        document.save(out)
    return out.getvalue()


def test_a_file_that_bears_a_stored_number_on_other_bytes_is_refuted(
    scene: Scene, number: str
) -> None:
    changed = written_anew(notice_pdf(scene.session, number))
    assert title_in(changed).endswith(f" {number}")
    check = check_paper_file(scene.session, changed)
    assert isinstance(check.found, PdfCheck)
    assert (check.found.state, check.verdict, check.number) == (OTHER_BYTES, REFUTED, number)
    assert number in check.sentences[0] and "does not agree" in check.sentences[0]
    with pytest.raises(PaperAltered):
        verify_pdf(scene.session, changed)


def test_a_file_with_the_number_of_a_paper_that_is_not_here_stays_doubtful(
    scene: Scene, number: str, tmp_path: Path
) -> None:
    changed = written_anew(notice_pdf(scene.session, number))
    with a_scene(tmp_path / "another") as other:
        assert check_paper_file(other.session, changed).verdict == DOUBTFUL


def test_a_paper_nobody_knows_cannot_be_signed(scene: Scene) -> None:
    with pytest.raises(UnknownRecord):
        seal_paper(scene.session, "示例安责告〔2026〕AB9999号")


def an_authority(answer: Callable[[bytes], httpx.Response]) -> Callable[[str], HttpAuthority]:
    """Return what asks an authority that answers like this."""
    transport = httpx.MockTransport(lambda request: answer(request.content))
    return lambda address: HttpAuthority(address, transport)


def granting(content: bytes) -> httpx.Response:
    """Answer like an authority that grants."""
    asked = tsp.TimeStampReq.load(content)
    made = timestamper().request_tsa_response(asked)
    return httpx.Response(200, content=made.dump(), headers={"content-type": ANSWER})


def set_authority(scene: Scene, address: str) -> None:
    volume = Volume(scene.session.organisation, 2026)
    scene.session.write([act(SettingSet(name="tsa_url", value=address), volume)])


def test_after_a_sync_the_authority_that_central_named_stamps_what_waits(
    scene: Scene, number: str
) -> None:
    seal_paper(scene.session, number)
    assert stamp_waiting(scene.session, an_authority(granting)) == 0
    set_authority(scene, "http://tsa.invalid/")
    assert stamp_waiting(scene.session, an_authority(granting)) == 1
    assert stamp_waiting(scene.session, an_authority(granting)) == 0
    assert verify_pdf(scene.session, sealed_pdf(scene.session, number)).signatures[-1].timestamp


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(200, content=b"<html>", headers={"content-type": "text/html"}),
        httpx.Response(200, content=b"junk", headers={"content-type": ANSWER}),
        httpx.Response(200, content=b"", headers={"content-type": ANSWER}),
    ],
)
def test_an_authority_that_fails_leaves_the_paper_signed_and_is_asked_again(
    scene: Scene, number: str, answer: httpx.Response
) -> None:
    seal_paper(scene.session, number)
    before = sealed_pdf(scene.session, number)
    set_authority(scene, "http://tsa.invalid/")
    assert stamp_waiting(scene.session, an_authority(lambda _content: answer)) == 0
    assert sealed_pdf(scene.session, number) == before
    assert waiting_for_stamp(scene.session) == (number,)
