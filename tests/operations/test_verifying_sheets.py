"""A printed sheet is told by its QR, from a photo and without a network, to be what was issued."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from inspector_app.domain.notices import QrInvalid, parse_qr, qr_text, signed_bytes
from inspector_app.errors import BadInput, Problem
from inspector_app.operations.issuing import PaperMade, issue_paper, void_paper
from inspector_app.operations.papers import notice_pdf
from inspector_app.operations.session import Session, UnknownRecord
from inspector_app.operations.verifying_sheets import (
    DIFFERENT,
    ELSEWHERE,
    FORGED,
    MATCHES,
    UNKNOWN,
    VOIDED,
    SheetRefuted,
    check_sheet,
    code_in,
    is_picture,
    require_sheet,
)
from inspector_app.operations.verifying_words import sheet_words
from tests.operations.papers_scene import Office, an_office
from tests.sync.bundle_scene import a_picture

HAZARD_PAPERS = ("major_report", "reply_form", "reinspection")
NOBODY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(tmp_path_factory.mktemp("office")) as made:
        yield made


def photo_of(pdf: bytes, turned: float = 2.0) -> bytes:
    """Return the first page as a camera sees it: not quite straight, at 150 dpi, as JPEG."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0].render(scale=150 / 72).to_pil().convert("RGB")
    finally:
        document.close()
    out = BytesIO()
    page.rotate(turned, Image.Resampling.BICUBIC, fillcolor="white").save(out, "JPEG", quality=80)
    return out.getvalue()


def code_of(made: PaperMade) -> str:
    return code_in(photo_of(made.pdf))


def sealed(number: str, digest: str, key: Ed25519PrivateKey) -> str:
    return qr_text(number, digest, key.sign(signed_bytes(number, digest)))


def own_key(session: Session) -> Ed25519PrivateKey:
    with session.workspace.reading() as reader:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(reader.setting("device_key")))


@pytest.mark.parametrize("variant", ["full", "grey"])
@pytest.mark.parametrize("paper", HAZARD_PAPERS)
def test_a_photo_of_a_sheet_matches_the_records(office: Office, paper: str, variant: str) -> None:
    made = issue_paper(office.session, office.order(paper, variant=variant))
    found = check_sheet(office.session, code_of(made))
    assert (found.state, found.number, found.value_sha256) == (
        MATCHES,
        made.number,
        made.value_sha256,
    )
    assert found.sound and found.enterprise and found.pdf == made.pdf_sha256
    assert found.device == office.session.device
    require_sheet(found)
    told = " ".join(sheet_words(found))
    assert made.number in told and made.value_sha256[:8] in told and found.enterprise in told


def test_a_photo_of_the_hazard_notice_matches_too(office: Office) -> None:
    pdf = notice_pdf(office.session, office.notice)
    found = check_sheet(office.session, code_in(photo_of(pdf, -3.0)))
    assert (found.state, found.number) == (MATCHES, office.notice)


def test_a_voided_sheet_is_refused_with_the_reason(office: Office) -> None:
    made = issue_paper(office.session, office.order("reply_form"))
    void_paper(office.session, made.number, "示例：期限写错")
    found = check_sheet(office.session, code_of(made))
    assert found.state == VOIDED and "示例：期限写错" in " ".join(sheet_words(found))
    with pytest.raises(SheetRefuted):
        require_sheet(found)


def test_another_content_under_the_number_is_refused(office: Office) -> None:
    made = issue_paper(office.session, office.order("reinspection"))
    code = sealed(made.number, "ab" * 32, own_key(office.session))
    found = check_sheet(office.session, code)
    assert found.state == DIFFERENT and not found.sound
    with pytest.raises(SheetRefuted, match="OP-60"):
        require_sheet(found)


def test_a_code_that_no_device_signed_is_refused(office: Office) -> None:
    made = issue_paper(office.session, office.order("major_report"))
    found = check_sheet(office.session, sealed(made.number, made.value_sha256, NOBODY))
    assert (found.state, found.device) == (FORGED, "")
    with pytest.raises(SheetRefuted):
        require_sheet(found)


def test_a_paper_that_is_not_here_is_vouched_for_by_who_signed_it(office: Office) -> None:
    number = "示例安责重〔2026〕ZZ0001号"
    mine = check_sheet(office.session, sealed(number, "cd" * 32, own_key(office.session)))
    assert (mine.state, mine.device, mine.sound) == (ELSEWHERE, office.session.device, False)
    require_sheet(mine)
    nobodys = check_sheet(office.session, sealed(number, "cd" * 32, NOBODY))
    assert nobodys.state == UNKNOWN
    with pytest.raises(UnknownRecord):
        require_sheet(nobodys)


def test_the_code_read_is_the_code_that_was_issued(office: Office) -> None:
    made = issue_paper(office.session, office.order("reply_form"))
    payload = parse_qr(code_of(made))
    own_key(office.session).public_key().verify(
        payload.signature, signed_bytes(payload.number, payload.value_hash)
    )


@pytest.mark.parametrize("picture", [a_picture(7), b"\xff\xd8\xff\xe0 cut off", b"\x89PNG"])
def test_a_picture_without_a_readable_code_is_refused(picture: bytes) -> None:
    assert is_picture(picture)
    with pytest.raises(BadInput):
        code_in(picture)


@pytest.mark.parametrize("text", ["", "IA1|x", "https://example.org", "IA1|示例1号|AAAA|AAAA"])
def test_any_other_code_is_refused(office: Office, text: str) -> None:
    with pytest.raises(QrInvalid) as refused:
        check_sheet(office.session, text)
    assert isinstance(refused.value, Problem)


def test_a_pdf_is_no_picture() -> None:
    assert not is_picture(b"%PDF-1.4")
