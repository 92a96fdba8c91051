"""The sealed box: whatever is done to its bytes is noticed, and nobody else can read it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector_app.domain.envelope import (
    CHUNK,
    SIGNATURE,
    TAG,
    BundleDamaged,
    BundleMalformed,
    BundleNewer,
    BundleProblem,
    Head,
    Lock,
    Sealer,
    check_signature,
    code_secret,
    look,
    opened,
    sealed_size,
    shared_secret,
)
from inspector_app.domain.envelope_content import (
    LIMITS,
    Line,
    Manifest,
    announce,
    put,
    put_manifest,
    records,
)
from inspector_app.domain.seals import public_key_of, signed

DEVICE = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
CENTRAL = X25519PrivateKey.from_private_bytes(bytes([2]) * 32)
EPHEMERAL = X25519PrivateKey.from_private_bytes(bytes([3]) * 32)
HEAD = Head(
    bundle="0" * 32,
    device="AB",
    key=public_key_of(DEVICE),
    certificate="0" * 128,
    to=CENTRAL.public_key().public_bytes_raw().hex(),
    ephemeral=EPHEMERAL.public_key().public_bytes_raw().hex(),
)
SECRET = shared_secret(EPHEMERAL, HEAD.to)


def sealed(content: bytes, head: Head = HEAD, secret: bytes = SECRET) -> bytes:
    """Return the bytes of a box around this content."""
    out = io.BytesIO()
    sealer = Sealer(out, head, secret, DEVICE)
    sealer.write(content)
    sealer.close()
    return out.getvalue()


def read(path: Path) -> bytes:
    """Return a box's content after every check."""
    box = look(path)
    check_signature(box)
    return b"".join(opened(box, shared_secret(CENTRAL, box.head.ephemeral)))


def signed_again(box: bytes) -> bytes:
    """Return the box with a fresh signature of its sender, as a sender who cheats could."""
    body = box[:-SIGNATURE]
    return body + bytes.fromhex(signed(DEVICE, "bundle", sha256=sha256(body).hexdigest()))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_content_of_any_size_comes_out_as_it_went_in(tmp_path: Path, size: int) -> None:
    content = Random(size).randbytes(size)
    path = tmp_path / "x.iab"
    path.write_bytes(sealed(content))
    assert read(path) == content
    assert path.stat().st_size <= sealed_size(size)


@pytest.fixture(scope="module")
def whole() -> bytes:
    """Return a box of three chunks."""
    return sealed(Random(1).randbytes(2 * CHUNK + 100))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_altered_cut_or_added_byte_is_noticed(
    tmp_path: Path, whole: bytes, data: st.DataObject
) -> None:
    start = len(look_at(tmp_path, whole))
    place = data.draw(st.one_of(st.integers(0, start), st.integers(0, len(whole) - 1)))
    byte = data.draw(st.integers(1, 255))
    damage: Callable[[], bytes] = data.draw(
        st.sampled_from(
            [
                lambda: whole[:place] + bytes([whole[place] ^ byte]) + whole[place + 1 :],
                lambda: whole[:place],
                lambda: whole[:place] + whole[place + 1 :],
                lambda: whole[:place] + bytes([byte]) + whole[place:],
                lambda: whole + bytes([byte]) * (place % 100 + 1),
            ]
        )
    )
    path = tmp_path / "y.iab"
    altered = damage()
    path.write_bytes(altered)
    if altered != whole:
        with pytest.raises(BundleProblem):
            read(path)


def look_at(folder: Path, content: bytes) -> bytes:
    """Return the bytes before the chunks."""
    path = folder / "x.iab"
    path.write_bytes(content)
    return look(path).start


def test_chunks_cut_off_repeated_or_exchanged_are_noticed_without_the_signature(
    tmp_path: Path, whole: bytes
) -> None:
    start = look_at(tmp_path, whole)
    body = whole[len(start) : -SIGNATURE]
    step = CHUNK + TAG
    one, two, last = body[:step], body[step : 2 * step], body[2 * step :]
    for chunks in (one + two, one, two + one + last, one + last, one + one + two + last):
        path = tmp_path / "y.iab"
        path.write_bytes(signed_again(start + chunks + bytes(SIGNATURE)))
        check_signature(look(path))
        with pytest.raises(BundleDamaged):
            read(path)


def test_a_thief_of_the_ciphertext_cannot_put_their_name_on_it(
    tmp_path: Path, whole: bytes
) -> None:
    thief = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32)
    head = replace(HEAD, device="ZZ", key=public_key_of(thief))
    start = look_at(tmp_path, sealed(b"", head))
    body = start + whole[len(look_at(tmp_path, whole)) : -SIGNATURE]
    signature = signed(thief, "bundle", sha256=sha256(body).hexdigest())
    path = tmp_path / "y.iab"
    path.write_bytes(body + bytes.fromhex(signature))
    check_signature(look(path))
    with pytest.raises(BundleDamaged):
        read(path)


def test_only_the_addressee_opens_it(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "x.iab"
    path.write_bytes(whole)
    other = X25519PrivateKey.from_private_bytes(bytes([7]) * 32)
    with pytest.raises(BundleDamaged):
        list(opened(look(path), shared_secret(other, HEAD.ephemeral)))


def test_an_altered_box_is_told_in_words(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "x.iab"
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(BundleDamaged) as refused:
        check_signature(look(path))
    assert "the sender's signature does not match" in refused.value.message


def test_a_weak_key_in_place_of_the_ephemeral_one_is_refused() -> None:
    with pytest.raises(BundleDamaged):
        shared_secret(CENTRAL, "0" * 64)


def test_a_box_of_a_newer_version_is_told_from_a_damaged_one(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "x.iab"
    path.write_bytes(whole.replace(b"IABNDL01", b"IABNDL02", 1))
    with pytest.raises(BundleNewer):
        look(path)


@pytest.mark.parametrize(
    "told",
    [
        b"{}",
        b"[" * 3_000,
        b'{"bundle":"../../etc/passwd"}',
        b'\xff\xfe"',
        b'{"lock":{"memory_kib":999999999,"passes":1,"salt":"' + b"0" * 32 + b'"}}',
    ],
)
def test_a_hostile_head_is_refused(tmp_path: Path, told: bytes) -> None:
    path = tmp_path / "x.iab"
    path.write_bytes(b"IABNDL01" + len(told).to_bytes(4, "big") + told + bytes(200))
    with pytest.raises(BundleDamaged):
        look(path)
    path.write_bytes(b"IABNDL01" + (2**32 - 1).to_bytes(4, "big") + told + bytes(200))
    with pytest.raises(BundleDamaged):
        look(path)


def test_a_lock_may_not_ask_for_more_memory_than_a_laptop_has(tmp_path: Path) -> None:
    lock = Lock(salt="0" * 32, memory_kib=64, passes=1)
    head = replace(HEAD, to="AB", ephemeral="", lock=lock)
    good = sealed(b"text", head, code_secret("AB-CD", lock))
    path = tmp_path / "x.iab"
    path.write_bytes(good)
    assert b"".join(opened(look(path), code_secret("ab cd", lock))) == b"text"
    length = int.from_bytes(good[8:12], "big")
    told = good[12 : 12 + length].replace(b'"memory_kib":64', b'"memory_kib":99999999')
    path.write_bytes(good[:8] + len(told).to_bytes(4, "big") + told + good[12 + length :])
    with pytest.raises(BundleDamaged):
        look(path)


def content(*parts: bytes) -> bytes:
    """Return content that begins with a manifest."""
    out = io.BytesIO()
    manifest = Manifest(organisation="0" * 36, bundle="0" * 32, made_at="")
    put_manifest(_Out(out), manifest)
    return out.getvalue() + b"".join(parts)


class _Out:
    """Content in memory."""

    def __init__(self, file: io.BytesIO | None = None) -> None:
        self.file = file or io.BytesIO()

    def write(self, content: bytes) -> None:
        self.file.write(content)


def record(line: Line, payload: bytes = b"") -> bytes:
    """Return a record as bytes."""
    out = _Out()
    put(out, line, payload)
    return out.file.getvalue()


def raw(told: bytes) -> bytes:
    """Return a line as bytes, whatever it says."""
    return len(told).to_bytes(4, "big") + told


END = record(Line(kind="end"))
BLOB = Line(kind="blob", size=3, dossier="0" * 36, sha256="0" * 64)


@pytest.mark.parametrize(
    "parts",
    [
        (),  # no end
        (END, b"x"),  # more after it
        (record(Line(kind="manifest")), END),  # two manifests
        (record(BLOB, b"ab"),),  # ends within a record
        (raw(b'{"kind":"push","size":1000000000}'), END),
        (raw(b'{"kind":"blob","size":99999999999999999999}'), END),
        (raw(b'{"kind":"push","size":-1}'), END),
        (raw(b'{"kind":"blob","size":1,"dossier":"../..","sha256":"x"}'), END),
        (raw(b'{"kind":"end","size":1}'), b"x"),
        (raw(b'{"kind":"exec"}'), END),
        (raw(b"[" * 900), END),
        (raw(b"\xff"), END),
        ((2**31).to_bytes(4, "big"), END),
    ],
)
def test_content_of_another_form_is_refused(parts: tuple[bytes, ...]) -> None:
    with pytest.raises(BundleMalformed):
        for one in records(iter([content(*parts)])):
            one.whole()


def test_content_without_a_manifest_is_refused() -> None:
    with pytest.raises(BundleMalformed):
        list(records(iter([END])))


def test_a_payload_that_nobody_reads_is_passed_over() -> None:
    told = content(record(BLOB, b"abc"), record(BLOB, b"def"), END)
    pieces = iter([told[at : at + 5] for at in range(0, len(told), 5)])
    assert [one.line.kind for one in records(pieces)] == ["manifest", "blob", "blob"]


def test_a_large_payload_is_never_whole_in_memory() -> None:
    size = LIMITS["blob"]
    out = _Out()
    announce(out, Line(kind="blob", size=size, dossier="0" * 36, sha256="0" * 64))
    piece = bytes(CHUNK)

    def pieces() -> Iterator[bytes]:
        yield content()
        yield out.file.getvalue()
        for _number in range(size // CHUNK):
            yield piece
        yield END

    longest = 0
    for one in records(pieces()):
        longest = max(longest, *(len(part) for part in one.payload))
    assert longest <= CHUNK
