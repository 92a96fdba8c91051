from __future__ import annotations

import pytest

from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseLocated, EnterpriseNamed
from inspector_app.store.search import sounds_at
from inspector_app.store.workspace import Workspace
from tests.builders import AUTHOR, NOON, a_volume
from tests.store.pages import do

SAMPLES = (
    ("重庆宏达化工有限公司", "91500101MA5U000001", "重庆市示例区化工路1号"),
    ("宏达铸造厂", "91330106MA2CFLDG4R", "浙江省杭州市示例路2号"),
    ("长春示例烟花有限公司", "92220101MA14000003", "吉林省长春市示例街"),
    ("示例𠮷祥䶮渔业合作社", "", "海南省三亚市港口"),
    ("ABC气体（示例）有限公司", "91310000MA1K000005", "上海市示例大道"),
    ("西安示例民爆公司", "91610131MA6T000006", "陕西省西安市"),
)


def dossier(number: int) -> str:
    return f"0d0d0d0d-0000-4000-8000-{number:012d}"


@pytest.fixture(autouse=True)
def filled(workspace: Workspace) -> None:
    for number, (name, code, address) in enumerate(SAMPLES):
        do(
            workspace,
            EnterpriseNamed(name=name, code=code),
            EnterpriseLocated(address=address),
            volume=a_volume(dossier(number)),
        )


def names(workspace: Workspace, text: str, limit: int = 10) -> list[int]:
    with workspace.reading() as reader:
        return [int(row.dossier[-12:]) for row in reader.search(text, limit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("宏达", [1, 0]),  # the name that begins so first
        ("化工", [0]),
        ("宏达化工", [0]),
        ("达化", [0]),
        ("烟", [2]),
        ("厂", [1]),
        ("社", [3]),
        ("𠮷", [3]),
        ("𠮷祥䶮", [3]),
        ("hd", [1, 0]),
        ("hdhg", [0]),
        ("hongda", [1, 0]),
        ("HongDa", [1, 0]),
        ("hongdazh", [1]),
        ("hongdahuag", [0]),
        ("hongdhg", [0]),
        ("cqhd", [0]),
        ("chongqing", [0]),
        ("zhongqing", [0]),
        ("ccsl", [2]),
        ("zhangchun", [2]),
        ("changchun", [2]),
        ("xian", [5, 0, 2, 3, 4]),  # 限 and 祥 begin so too; 西安 stands first
        ("xasl", [5]),
        ("abc气体", [4]),
        ("ＡＢＣ", [4]),
        ("abcqt", [4]),
        ("气体示例", [4]),
        ("9150", [0]),
        ("MA2C", [1]),
        ("ma2cfldg4r", [1]),
        ("4r", [1]),
        ("三亚", [3]),
        ("杭州市示例路", [1]),
        ("没有", []),
        ("zzzz", []),
        ("", []),
        ("   ", []),
        ('"', []),
        ("* OR NEAR(", []),
        ("name:", []),
        ("'; DROP TABLE fact; --", []),
    ],
)
def test_a_fragment_finds(workspace: Workspace, text: str, expected: list[int]) -> None:
    assert names(workspace, text) == expected


@pytest.mark.parametrize("text", ["an" * 1_000, "示例" * 1_000, "i" * 40, "a" * 40, "\x00\ud800"])
def test_strange_texts_are_answered_at_once(workspace: Workspace, text: str) -> None:
    assert names(workspace, text) == []


def test_no_more_than_asked_for_are_returned(workspace: Workspace) -> None:
    assert len(names(workspace, "示例", limit=2)) == 2


def test_a_renamed_enterprise_is_found_by_its_new_name_only(workspace: Workspace) -> None:
    with workspace.reading() as reader:
        (old,) = reader.heads(dossier(1), "enterprise:name")
    new = act(EnterpriseNamed(name="新风铸造厂"), a_volume(dossier(1)), supersedes=[old.id])
    with workspace.transaction() as tx:
        tx.append([new], AUTHOR, NOON, lambda size: b"\x02" * size)
    assert names(workspace, "宏达") == [0]
    assert names(workspace, "xfzz") == [1]
    assert names(workspace, "MA2C") == []


def test_a_name_is_spelled_from_any_of_its_characters() -> None:
    assert sounds_at("重庆宏达", "hongd") == 2
    assert sounds_at("重庆宏达", "qhd") == 1
    assert sounds_at("重庆宏达", "hongqing") == -1
    assert sounds_at("", "a") == -1
