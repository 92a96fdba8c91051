"""The index of an archive: one HTML page without scripts, and the same as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from inspector_app.documents.archive_values import ArchivedVisit, ArchiveVolume, FilePlace
from inspector_app.documents.fonts import printable
from inspector_app.documents.spreadsheet import Kind, SheetColumn, SheetTable, day_value

_WORDS = {
    "title": ("事故预防服务档案", "Archive of Prevention Services"),
    "year": ("{year}年度", "Year {year}"),
    "name": ("投保单位", "Insured enterprise"),
    "code": ("统一社会信用代码", "Credit code"),
    "agency": ("服务机构", "Service agency"),
    "made_at": ("制作时间", "Made"),
    "keep_until": ("保存至", "Keep until"),
    "facts": ("记录", "Facts"),
    "facts_told": (
        "{count} 条，见 {link}（每行一条 JSON）",
        "{count}, in {link} (a JSON per line)",
    ),
    "chain": ("卷链值", "Volume chain"),
    "chain_told": ("第 {numbered} 条：{chain}", "No. {numbered}: {chain}"),
    "visits": ("服务", "Services"),
    "others": ("其他材料", "Other papers"),
    "papers": ("文书和材料", "Papers"),
    "photos": ("照片", "Photos"),
    "day": ("日期", "Day"),
    "services": ("服务项目", "Items"),
    "people": ("服务人员", "People"),
    "place": ("地点", "Place"),
    "major": ("重大隐患", "Major hazards"),
    "general": ("一般隐患", "General hazards"),
    "kind": ("类别", "Kind"),
    "paper": ("文书", "Paper"),
    "photo": ("照片", "Photo"),
    "ledger": ("台账", "Ledger"),
    "other": ("其他", "Other"),
    "number": ("编号", "Number"),
    "file_title": ("名称", "Title"),
    "path": ("文件", "File"),
    "size": ("字节", "Bytes"),
    "hash": ("SHA-256", "SHA-256"),
    "note": ("备注", "Note"),
    "missing": ("本机没有此文件", "not on the computer that made this archive"),
    "none": ("（无）", "(none)"),
    "check": (
        "本档案不需要专用程序即可查阅。sha256.txt 列出全部文件的校验值，"
        "可用 sha256sum -c sha256.txt 核对；表格版目录见 index.xlsx。",
        "This archive opens without any special program. sha256.txt lists the hash of every file; "
        "check them with sha256sum -c sha256.txt. The same index as a workbook: index.xlsx.",
    ),
}
_STYLE = """
body{font:14px/1.6 "Microsoft YaHei","PingFang SC","Noto Sans SC",sans-serif;color:#1a1f24;
background:#f4f6f8;margin:0}
main{max-width:1080px;margin:0 auto;padding:24px}
h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:28px 0 8px}
table{border-collapse:collapse;width:100%;background:#fff}
th,td{border:1px solid #d9dee4;padding:6px 8px;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
th{background:#eef1f4;font-weight:600}.head th{width:10em}
details{background:#fff;border:1px solid #d9dee4;border-radius:6px;margin:8px 0;padding:8px 12px}
summary{cursor:pointer;font-weight:600}.major{color:#8f1414}.muted{color:#5a6572}
.photos{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}
figure{margin:0;width:200px}figure img{width:200px;height:150px;object-fit:cover;
background:#eef1f4;border:1px solid #d9dee4}
.gone{width:200px;height:150px;box-sizing:border-box;padding:12px;color:#5a6572;
border:1px dashed #d9dee4}
figcaption{font-size:12px;overflow-wrap:anywhere}code{font-size:12px}
@media print{body{background:#fff}details{break-inside:avoid}}
"""


def _words(volume: ArchiveVolume) -> dict[str, str]:
    place = 1 if volume.language == "en" else 0
    return {key: texts[place] for key, texts in _WORDS.items()}


def _text(text: str) -> str:
    """Return the text for a page: escaped, line feeds kept."""
    plain = printable(text.encode("utf-8", "replace").decode())
    return escape(plain).replace("\n", "<br>")


def index_page(volume: ArchiveVolume, places: Sequence[FilePlace], facts: int) -> str:
    """Return the page: self-contained, relative links, every text escaped."""
    words = _words(volume)
    title = f"{words['title']} {words['year'].format(year=volume.year)}"
    body = "\n".join(
        (
            f"<h1>{_text(title)}</h1>",
            _head(volume, words, facts),
            f'<p class="muted">{_text(words["check"])}</p>',
            f"<h2>{_text(words['visits'])}</h2>",
            *(_visit(one, places, words) for one in volume.visits),
            "" if volume.visits else f"<p>{words['none']}</p>",
            *_others(volume, places, words),
        )
    )
    lang = "en" if volume.language == "en" else "zh-CN"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{_text(title)} {_text(volume.name)}</title><style>{_STYLE}</style></head>"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def _head(volume: ArchiveVolume, words: dict[str, str], facts: int) -> str:
    link = '<a href="facts.jsonl">facts.jsonl</a>'
    pairs = [
        (words[key], _text(str(getattr(volume, key))))
        for key in ("name", "code", "agency", "made_at", "keep_until")
    ]
    pairs.append((words["facts"], words["facts_told"].format(count=facts, link=link)))
    if volume.chain:
        told = words["chain_told"].format(numbered=volume.numbered, chain=volume.chain)
        pairs.append((words["chain"], f"<code>{_text(told)}</code>"))
    rows = "".join(f"<tr><th>{_text(k)}</th><td>{v}</td></tr>" for k, v in pairs if v)
    return f'<table class="head">{rows}</table>'


def _visit(visit: ArchivedVisit, places: Sequence[FilePlace], words: dict[str, str]) -> str:
    own = [one for one in places if one.file.visit == visit.key]
    told = [_text(text) for text in (visit.day, visit.services, visit.place) if text]
    told += [f"{words['general']} {visit.general}"] if visit.general else []
    if visit.major:
        told.append(f'<span class="major">{words["major"]} {visit.major}</span>')
    colon = ": " if words["people"].isascii() else "："
    people = f"<p>{_text(words['people'])}{colon}{_text(visit.people)}</p>" if visit.people else ""
    note = f"<p>{_text(visit.note)}</p>" if visit.note else ""
    inside = people + note + _files(own, words)
    return f"<details open><summary>{' · '.join(told)}</summary>{inside}</details>"


def _others(
    volume: ArchiveVolume, places: Sequence[FilePlace], words: dict[str, str]
) -> Iterator[str]:
    keys = {visit.key for visit in volume.visits}
    left = [one for one in places if one.file.visit not in keys]
    if left:
        yield f"<h2>{_text(words['others'])}</h2>"
        yield _files(left, words)


def _files(places: Sequence[FilePlace], words: dict[str, str]) -> str:
    papers = [one for one in places if one.file.kind != "photo"]
    photos = [one for one in places if one.file.kind == "photo"]
    made = ""
    if papers:
        heads = "".join(f"<th>{words[key]}</th>" for key in ("file_title", "number", "day", "hash"))
        rows = "".join(_paper(one, words) for one in papers)
        made += f"<table><tr>{heads}</tr>{rows}</table>"
    if photos:
        made += f'<div class="photos">{"".join(_photo(one, words) for one in photos)}</div>'
    return made


def _link(place: FilePlace, inside: str, words: dict[str, str]) -> str:
    if not place.path:
        return f'{inside} <span class="muted">({_text(words["missing"])})</span>'
    return f'<a href="{quote(place.path)}">{inside}</a>'


def _paper(place: FilePlace, words: dict[str, str]) -> str:
    one = place.file
    note = f'<br><span class="muted">{_text(one.note)}</span>' if one.note else ""
    title = _link(place, _text(one.title), words) + note
    cells = (title, _text(one.number), _text(one.day), f"<code>{_text(one.sha256[:12])}</code>")
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _photo(place: FilePlace, words: dict[str, str]) -> str:
    one = place.file
    caption = _text("　".join(text for text in (one.title, one.caption, one.day) if text))
    if not place.path:
        gone = f'<div class="gone">{_text(words["missing"])}</div>'
        return f"<figure>{gone}<figcaption>{caption}</figcaption></figure>"
    image = f'<img src="{quote(place.path)}" alt="{caption}" loading="lazy">'
    return f"<figure>{_link(place, image, words)}<figcaption>{caption}</figcaption></figure>"


def index_tables(volume: ArchiveVolume, places: Sequence[FilePlace]) -> list[SheetTable]:
    """Return the index as two sheets: the files, and the visits."""
    words = _words(volume)
    notes = ("　　".join((volume.name, volume.code, f"{words['keep_until']} {volume.keep_until}")),)
    title = f"{words['title']} {words['year'].format(year=volume.year)}"
    files = SheetTable(
        tab=words["papers"],
        title=title,
        notes=notes,
        columns=_columns(words, _FILE_COLUMNS),
        rows=tuple(
            (
                place,
                words.get(one.file.kind, words["other"]),
                one.file.title,
                one.file.number or one.file.caption,
                day_value(one.file.day),
                one.path or words["missing"],
                one.file.size,
                one.file.sha256,
                one.file.note,
            )
            for place, one in enumerate(places, 1)
        ),
    )
    visits = SheetTable(
        tab=words["visits"],
        title=title,
        notes=notes,
        columns=_columns(words, _VISIT_COLUMNS),
        rows=tuple(
            (n, day_value(v.day), v.services, v.people, v.place, v.major, v.general, v.note)
            for n, v in enumerate(volume.visits, 1)
        ),
    )
    return [files, visits]


_FILE_COLUMNS = (
    ("#", 6, Kind.COUNT),
    ("kind", 10, Kind.TEXT),
    ("file_title", 32, Kind.LONG),
    ("number", 30, Kind.LONG),
    ("day", 12, Kind.DAY),
    ("path", 60, Kind.LONG),
    ("size", 12, Kind.COUNT),
    ("hash", 68, Kind.TEXT),
    ("note", 24, Kind.LONG),
)
_VISIT_COLUMNS = (
    ("#", 6, Kind.COUNT),
    ("day", 12, Kind.DAY),
    ("services", 44, Kind.LONG),
    ("people", 30, Kind.LONG),
    ("place", 30, Kind.LONG),
    ("major", 10, Kind.COUNT),
    ("general", 10, Kind.COUNT),
    ("note", 30, Kind.LONG),
)


def _columns(
    words: dict[str, str], spec: Sequence[tuple[str, float, Kind]]
) -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(words.get(key, key), width, kind) for key, width, kind in spec)
