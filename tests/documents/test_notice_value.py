"""The notice as a value: its hash, its number, its QR text and what is checked before issue."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.hazards import Level
from inspector_app.domain.notices import (
    NoticeInvalid,
    QrInvalid,
    check_notice,
    notice_hash,
    notice_value,
    paper_number,
    parse_notice,
    parse_qr,
    qr_text,
    shown_hash,
)
from tests.documents.samples import full_notice, general_hazard, major_hazard, notice, signed


def test_a_notice_read_back_from_its_bytes_is_the_same() -> None:
    value, _images = full_notice(2, 3)
    again = parse_notice(notice_value(value))
    assert again == value
    assert notice_hash(again) == notice_hash(value)


def test_signing_does_not_change_what_was_shown() -> None:
    value = notice(general_hazard(1))
    signed_value = msgspec.structs.replace(value, signatures=(signed("receiver", "示例己"),))
    assert shown_hash(value) == shown_hash(signed_value)
    assert notice_hash(value) != notice_hash(signed_value)


@pytest.mark.parametrize("value", [b"{", b"[]", b'{"number":1}', b'{"number":"a","nonsense":1}'])
def test_bytes_that_are_no_notice_are_refused(value: bytes) -> None:
    with pytest.raises(NoticeInvalid):
        parse_notice(value)


def test_a_number_holds_agency_year_device_and_a_padded_counter() -> None:
    assert paper_number("示例", 2026, "A7", 3) == "示例安责告〔2026〕A70003号"
    assert paper_number("示例", 2026, "A7", 12345) == "示例安责告〔2026〕A712345号"


@pytest.mark.parametrize("agency", ["", "甲|乙", "甲 乙", "甲" * 41])
def test_a_number_that_could_be_misread_is_refused(agency: str) -> None:
    with pytest.raises(NoticeInvalid):
        paper_number(agency, 2026, "A7", 1)


@given(digest=st.binary(min_size=32, max_size=32), seal=st.binary(min_size=64, max_size=64))
def test_a_qr_text_gives_back_number_hash_and_signature(digest: bytes, seal: bytes) -> None:
    number = paper_number("示例", 2026, "A7", 1)
    payload = parse_qr(qr_text(number, digest.hex(), seal))
    assert (payload.number, payload.value_hash, payload.signature) == (number, digest.hex(), seal)


@given(text=st.text(max_size=80))
def test_any_other_text_is_refused_as_a_qr(text: str) -> None:
    with pytest.raises(QrInvalid):
        parse_qr(text)
    with pytest.raises(QrInvalid):
        parse_qr(f"IA1|示例|{text}|{text}")


def test_typed_words_of_enforcement_are_warned_about_and_quoted_ones_are_not() -> None:
    hazard = general_hazard(1, finding="责令立即停用", basis=("《示例行政处罚办法》第一条",))
    warnings = check_notice(notice(hazard))
    assert [(warning.field, warning.word) for warning in warnings] == [
        ("hazards.1.finding", "责令")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"agency": ""},
        {"inspectors": ()},
        {"hazards": ()},
        {"service_date": "20.11.2026"},
        {"reply_by": "2026-13-01"},
        {"language": "fr"},
        {"number": "号" * 81},
        {"hazards": (general_hazard(1), general_hazard(1))},
        {"hazards": (general_hazard(1, finding=" "),)},
        {"hazards": (general_hazard(1, level=Level.MAJOR),)},
        {"signatures": (signed("receiver", "示例", refused="有异议"),)},
    ],
)
def test_a_notice_with_a_missing_or_wrong_part_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(NoticeInvalid):
        check_notice(notice(*([] if "hazards" in changes else [major_hazard(1)]), **changes))
