"""The archive of a year opens without this program and holds exactly what its hashes say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from io import BytesIO, UnsupportedOperation
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from inspector_app.documents.archive import (
    ArchiveCancelled,
    Archived,
    ArchiveDamaged,
    write_archive,
)
from inspector_app.documents.archive_names import Names, safe_name
from inspector_app.documents.archive_values import (
    ArchivedFile,
    ArchivedVisit,
    ArchiveVolume,
    Progress,
)
from tests.documents.samples import LONG_NAME, photo_bytes

FACTS = [json.dumps({"n": n, "text": "示例"}, ensure_ascii=False).encode() for n in range(50)]
NUMBER = "示例安责告〔2026〕A70012号"


def reading(data: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: iter([data[:10], data[10:]])


def archived(kind: str, data: bytes, media_type: str, **changes: Any) -> ArchivedFile:
    """Return a stored file of the visit."""
    digest = sha256(data).hexdigest()
    made = ArchivedFile(kind, "事故隐患告知书", digest, len(data), media_type, reading(data))
    return replace(made, **{"visit": "v1", "day": "2026-11-20", **changes})


PAPER = archived("paper", b"%PDF-1.4 sample", "application/pdf", number=NUMBER)
PHOTO = archived(
    "photo", photo_bytes(1, (400, 300)), "image/jpeg", title="现场照片", caption="坑底"
)
MISSING = ArchivedFile("photo", "现场照片", "ab" * 32, 10, "image/jpeg", None, visit="v1")
LEDGER = archived("ledger", b"PK", "text/plain", title="费用台账", visit="")
VISIT = ArchivedVisit("v1", "2026-11-20", "隐患排查", "示例丁；示例戊", "东区", 1, 5, "按计划")
VOLUME = ArchiveVolume(
    "d1", 2026, LONG_NAME, "91330100MA00000000", "示例安全技术服务有限公司", "2027-01-05 10:00",
    "2032-01-05", (VISIT,), (PAPER, PHOTO, MISSING, LEDGER), chain="cd" * 32, numbered=50,
)  # fmt: skip


def write(volume: ArchiveVolume = VOLUME, **more: Any) -> tuple[bytes, Archived]:
    out = BytesIO()
    made = write_archive(volume, iter(FACTS), out, **more)
    return out.getvalue(), made


def contents(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as made:
        assert made.testzip() is None
        return {name: made.read(name) for name in made.namelist()}


class Page(HTMLParser):
    """Collects links, pictures and text of a page, and what no page of ours may hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _value in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_file_is_in_the_list_of_hashes_and_matches_it() -> None:
    data, made = write()
    files = contents(data)
    lines = files["sha256.txt"].decode().splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    assert set(listed) == set(files) - {"sha256.txt"}
    assert all(sha256(files[path]).hexdigest() == digest for path, digest in listed.items())
    assert made.hashes == tuple(listed.items())
    assert made.facts == 50


def test_the_facts_are_there_line_by_line_as_they_were() -> None:
    files = contents(write()[0])
    assert files["facts.jsonl"].split(b"\n")[:-1] == FACTS


def test_papers_and_photos_have_names_people_can_read() -> None:
    files = contents(write()[0])
    assert f"papers/2026-11-20_事故隐患告知书_{NUMBER}.pdf" in files
    assert "photos/2026-11-20_现场照片_坑底.jpg" in files
    assert files["photos/2026-11-20_现场照片_坑底.jpg"] == photo_bytes(1, (400, 300))


def test_every_link_of_the_page_leads_to_a_file_of_the_archive() -> None:
    files = contents(write()[0])
    page = Page(files["index.html"].decode())
    targets = {unquote(link) for link in page.links}
    assert targets <= set(files)
    assert {name for name in files if name.startswith(("papers/", "photos/"))} <= targets
    assert not page.tags & {"script", "iframe", "link", "object", "form"}


def test_the_page_tells_enterprise_visit_chain_and_what_is_missing() -> None:
    text = Page(contents(write()[0])["index.html"].decode()).text
    for told in (LONG_NAME, "2026年度", "隐患排查", "示例丁", "cd" * 32, NUMBER, "保存至"):
        assert told in text
    assert text.count("本机没有此文件") == 1


def test_the_workbook_lists_files_and_visits() -> None:
    book = load_workbook(BytesIO(contents(write()[0])["index.xlsx"]))
    files = list(book["文书和材料"].values)
    assert [row[0] for row in files[3:]] == [1, 2, 3, 4]
    assert files[5][5] == "本机没有此文件"
    assert list(book["服务"].values)[3][2] == "隐患排查"


def test_everything_is_english_in_an_english_archive() -> None:
    english = replace(VOLUME, name="Example", agency="Example", visits=(), files=(), language="en")
    page = Page(contents(write(english)[0])["index.html"].decode())
    assert not re.search("[\u4e00-\u9fff]", page.text)


def test_texts_are_escaped_and_cannot_leave_their_place() -> None:
    evil = '"><script>alert(1)</script>&lt;\u202e'
    volume = replace(
        VOLUME,
        name=evil,
        visits=(replace(VISIT, services=evil, people=evil),),
        files=(replace(PAPER, title=evil, note=evil), replace(PHOTO, caption=evil)),
    )
    html = contents(write(volume)[0])["index.html"].decode()
    page = Page(html)
    assert "script" not in page.tags
    assert '"><script>alert(1)</script>&lt;' in page.text
    assert unescape(html).count("\u202e") == 0


def test_the_same_volume_gives_the_same_bytes() -> None:
    assert write()[0] == write()[0]


def test_a_damaged_file_is_named_and_stops_the_archive() -> None:
    broken = replace(PHOTO, read=reading(b"other bytes"))
    with pytest.raises(ArchiveDamaged) as damaged:
        write(replace(VOLUME, files=(PAPER, broken)))
    assert "坑底" in str(damaged.value.details["name"])


def test_progress_grows_to_the_whole_and_names_what_is_copied() -> None:
    seen: list[Progress] = []
    write(progress=seen.append)
    assert [one.files for one in seen] == [0, 1, 2, 3, 4]
    assert all(one.all_files == 4 for one in seen)
    assert seen[0].all_bytes == PAPER.size + PHOTO.size + LEDGER.size
    assert seen[-1].bytes == seen[-1].all_bytes
    assert seen[1].bytes == PAPER.size and seen[1].what == "现场照片"


def test_a_person_can_stop_it_at_any_file() -> None:
    asked = iter([False, False, True])
    with pytest.raises(ArchiveCancelled):
        write(cancelled=lambda: next(asked, True))


def test_it_is_written_as_a_stream() -> None:
    class Pipe(BytesIO):
        """A place that only takes bytes, like a socket."""

        taken = b""

        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise UnsupportedOperation("tell")

        def seek(self, *_where: int) -> int:
            raise UnsupportedOperation("seek")

        def write(self, data: Any) -> int:
            self.taken += bytes(data)
            return len(data)

    pipe = Pipe()
    write_archive(VOLUME, FACTS, pipe)
    assert set(contents(pipe.taken)) == set(contents(write()[0]))


def test_a_large_file_is_never_held_whole() -> None:
    size, chunk = 8, b"x" * (1 << 20)
    held = [0]

    def chunks() -> Iterator[bytes]:
        for _n in range(size):
            held[0] += 1
            yield chunk

    one = replace(PAPER, sha256=sha256(chunk * size).hexdigest(), size=size << 20, read=chunks)
    out = BytesIO()
    grown: list[int] = []

    class Watching(BytesIO):
        def write(self, data: Any) -> int:
            grown.append(len(data))
            return out.write(data)

    write_archive(replace(VOLUME, files=(one,)), [], Watching())
    assert held == [size]
    assert max(grown) <= 1 << 20


def test_an_empty_year_still_makes_an_archive() -> None:
    files = contents(write(replace(VOLUME, visits=(), files=()))[0])
    assert set(files) == {"facts.jsonl", "index.html", "index.xlsx", "sha256.txt"}


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("a/b", "c\\d:e*?"), "a_b_c_d_e__.pdf"),
        (("..", "", ".."), "_.pdf"),
        (("../../etc/passwd",), "_.._etc_passwd.pdf"),
        (("CON",), "_CON.pdf"),
        (("nul.txt",), "_nul.txt.pdf"),
        (("  ", "\x00\x1f"), "file.pdf"),
        (("甲\n乙\t丙",), "甲 乙 丙.pdf"),
    ],
)
def test_names_are_safe_on_every_system(parts: tuple[str, ...], name: str) -> None:
    assert safe_name(parts, "application/pdf") == name


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=3))
def test_any_name_is_one_path_part_that_file_systems_take(parts: list[str]) -> None:
    name = safe_name(parts, "image/jpeg")
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert len(name.encode()) <= 240
    assert name.endswith(".jpg") and not name.startswith(".")


def test_two_files_never_share_a_path_even_where_case_does_not_count() -> None:
    names = Names()
    paths = [names.take("papers", name) for name in ("A.pdf", "a.pdf", "A.pdf", "Ａ.pdf")]
    assert paths == ["papers/A.pdf", "papers/a (2).pdf", "papers/A (3).pdf", "papers/Ａ (4).pdf"]
