from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.store.blobs import CHUNK, Blobs
from inspector_app.store.keys import DataKey
from inspector_app.store.problems import BlobDamaged, BlobMissing
from tests.store.conftest import KEY

FRAME = CHUNK + 16
HEADER = 28


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs", KEY)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_what_is_put_is_read_again(blobs: Blobs, size: int) -> None:
    content = bytes(i % 251 for i in range(size))
    sha = blobs.put(content)
    assert sha == hashlib.sha256(content).hexdigest()
    assert blobs.read(sha) == content and blobs.size(sha) == size and blobs.has(sha)


@settings(max_examples=30)
@given(offset=st.integers(0, 3 * CHUNK + 5))
def test_reading_goes_on_at_any_byte(tmp_path_factory: pytest.TempPathFactory, offset: int) -> None:
    content = bytes(i % 241 for i in range(3 * CHUNK + 5))
    blobs = Blobs(tmp_path_factory.getbasetemp() / "offsets", KEY)
    sha = blobs.put(content)
    assert b"".join(blobs.chunks(sha, offset)) == content[offset:]


def test_a_file_is_put_like_its_bytes(blobs: Blobs, tmp_path: Path) -> None:
    source = tmp_path / "photo.jpg"
    source.write_bytes(b"x" * (CHUNK + 9))
    assert blobs.put(source) == blobs.put(b"x" * (CHUNK + 9))


def test_names_and_contents_tell_nothing(blobs: Blobs) -> None:
    sha = blobs.put("示例内容".encode() * 100)
    stored = blobs.path(sha)
    assert sha not in str(stored)
    assert "示例内容".encode() not in stored.read_bytes()


def test_two_workspaces_name_and_encrypt_apart(blobs: Blobs, tmp_path: Path) -> None:
    other = Blobs(tmp_path / "other", DataKey(b"\x01" * 32))
    sha = blobs.put(b"same")
    other.put(b"same")
    assert blobs.path(sha).name != other.path(sha).name
    other.path(sha).write_bytes(blobs.path(sha).read_bytes())
    with pytest.raises(BlobDamaged):
        other.read(sha)


@pytest.mark.parametrize(
    "keep",
    [
        lambda raw: raw[:-1],
        lambda raw: raw[: HEADER + FRAME],  # cut at the end of a chunk
        lambda raw: raw[: HEADER + 2 * FRAME],
        lambda raw: raw[:10],
        lambda raw: b"",
        lambda raw: (
            raw[:HEADER]
            + raw[HEADER + FRAME : HEADER + 2 * FRAME]
            + raw[HEADER : HEADER + FRAME]
            + raw[HEADER + 2 * FRAME :]
        ),
        lambda raw: raw[:15] + bytes([raw[15] ^ 1]) + raw[16:],  # the size
        lambda raw: raw[:HEADER] + bytes([raw[HEADER] ^ 1]) + raw[HEADER + 1 :],
    ],
)
def test_cut_reordered_and_altered_chunks_are_detected(blobs: Blobs, keep: object) -> None:
    sha = blobs.put(bytes(range(256)) * 600)
    stored = blobs.path(sha)
    assert callable(keep)
    stored.write_bytes(keep(stored.read_bytes()))
    with pytest.raises(BlobDamaged):
        blobs.read(sha)


def test_a_missing_blob_is_a_coded_error(blobs: Blobs) -> None:
    for ask in (blobs.read, blobs.size):
        with pytest.raises(BlobMissing):
            ask("0" * 64)
    blobs.delete("0" * 64)


def test_a_deleted_blob_is_gone(blobs: Blobs) -> None:
    sha = blobs.put(b"x")
    blobs.delete(sha)
    assert not blobs.has(sha)


def test_nothing_is_left_beside_a_blob(blobs: Blobs, tmp_path: Path) -> None:
    sha = blobs.put(b"x" * 10)
    files = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    assert files == [blobs.path(sha)]


def test_what_a_killed_program_left_half_written_is_removed(blobs: Blobs) -> None:
    sha = blobs.put(b"x")
    left = blobs.path(sha).with_name(".abc.1.new")
    left.write_bytes(b"half")
    blobs.sweep()
    assert not left.exists() and blobs.read(sha) == b"x"


def test_threads_may_put_the_same_blob_at_once(blobs: Blobs) -> None:
    content = b"y" * 300_000
    with ThreadPoolExecutor(8) as pool:
        hashes = set(pool.map(lambda _turn: blobs.put(content), range(16)))
    assert [blobs.read(sha) for sha in hashes] == [content]
