"""Valid values by default; a test overrides the one thing it is about. All names are samples."""

from __future__ import annotations

from inspector_app.domain.acts import act
from inspector_app.domain.body import Body
from inspector_app.domain.enterprise import EnterpriseNamed
from inspector_app.domain.facts import START, Author, Fact, Tip, Volume, record
from inspector_app.domain.hazards import HazardRecorded

ORGANISATION = "0a0a0a0a-0000-4000-8000-000000000001"
DOSSIER = "0d0d0d0d-0000-4000-8000-000000000001"
VISIT = "0f0f0f0f-0000-4000-8000-000000000001"
AUTHOR = Author("AB", "0e0e0e0e-0000-4000-8000-000000000001")
NOON = "2026-11-25T12:00:00+08:00"
SAMPLE_CODE = "91330106MA2CFLDG4R"  # checks by GB 32100; belongs to nobody known


def a_volume(dossier: str = DOSSIER, year: int = 2026) -> Volume:
    """Return a volume of the sample dossier."""
    return Volume(dossier, year)


def a_fact(
    body: Body | None = None,
    *,
    volume: Volume | None = None,
    author: Author = AUTHOR,
    tip: Tip = START,
    key: str = "k",
    supersedes: tuple[str, ...] = (),
    restates: str = "",
    salt: bytes = b"\x01" * 16,
) -> Fact:
    """Return the next fact of a device's chain; by default a name of the sample enterprise."""
    from dataclasses import replace

    said = body or EnterpriseNamed(name="杭州示例铸造有限公司", code=SAMPLE_CODE)
    made = act(said, volume or a_volume(), key=key, supersedes=supersedes)
    return record(replace(made, restates=restates), author, tip, NOON, salt)


def a_chain(*bodies: Body, author: Author = AUTHOR, volume: Volume | None = None) -> list[Fact]:
    """Return facts of these bodies as one device's chain."""
    facts: list[Fact] = []
    tip = START
    for number, body in enumerate(bodies):
        fact = a_fact(body, author=author, tip=tip, volume=volume, key=f"{author.device}{number}")
        tip = Tip(fact.seq, fact.id)
        facts.append(fact)
    return facts


def a_hazard(hazard: str = "h1", **changes: object) -> HazardRecorded:
    """Return a general hazard at the sample visit."""
    import msgspec

    body = HazardRecorded(
        hazard=hazard,
        visit=VISIT,
        place="一车间配电室",
        finding="配电箱前堆放杂物",
        measure="清理杂物，保持通道畅通",
        deadline="2026-12-02",
        responsible="示例甲",
    )
    return msgspec.structs.replace(body, **changes)
