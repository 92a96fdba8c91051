"""Sample notices, clearly fictitious, and small images drawn here."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageDraw

from inspector_app.domain.hazards import FiveCommitments, Level
from inspector_app.domain.notices import (
    Addressee,
    Notice,
    NoticeChecklist,
    NoticeHazard,
    NoticeInspector,
    NoticePhoto,
    NoticeSignature,
    notice_hash,
    paper_number,
    qr_text,
)
from inspector_app.domain.papers import SignatureRole

LONG_NAME = "示例省示例市高新技术产业开发区示例精密铸造机械设备制造（集团）股份有限公司"
FINDING = (
    "铸造车间2号中频感应电炉（额定容量3t）炉前操作坑南侧设有班组交接班室一间，面积约12㎡，"
    "现场检查时室内有3名作业人员休息；该房间位于5号桥式起重机（额定起重量10t）吊运熔融金属的"
    "跨内，且处于浇包转运路线的正下方。同时发现操作坑底部存在明显积水，深度约5cm，积水面积约2㎡，"
    "来源为冷却水管接头渗漏。现场负责人介绍：“该房间自2024年改造后一直作为临时休息点使用”，"
    "企业《安全风险分级管控清单》（版本V2.1）中未辨识该项风险，现场亦未设置警示标志，"
    "未见针对熔融金属泄漏的应急处置卡。"
)
GENERAL_FINDING = (
    "配电室门口堆放纸箱等可燃物，影响操作通道（实测净宽0.55m，不足0.8m）；"
    "配电柜前未铺设绝缘胶垫，柜门未上锁，临时用电线路未穿管保护。"
)


def photo_bytes(seed: int, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """Return a JPEG with some structure, as a camera would give."""
    return _photo(seed, size)


@cache
def _photo(seed: int, size: tuple[int, int]) -> bytes:
    noise = Image.effect_noise((size[0] // 4, size[1] // 4), 60).resize(size)
    photo = Image.merge("RGB", (noise, noise.rotate(90 * seed), noise.rotate(180)))
    pen = ImageDraw.Draw(photo)
    for step in range(40):
        box = (step * 37 % size[0], step * 53 % size[1])
        pen.ellipse((*box, box[0] + 300, box[1] + 200), fill=(step * 6, 40 * seed % 255, 120))
    out = BytesIO()
    photo.save(out, "JPEG", quality=85)
    return out.getvalue()


def signature_bytes(seed: int = 1) -> bytes:
    """Return a drawn signature as a transparent PNG."""
    drawn = Image.new("RGBA", (600, 240), (0, 0, 0, 0))
    pen = ImageDraw.Draw(drawn)
    points = [(30 + 50 * step, 120 + (step * seed * 37 % 80) - 40) for step in range(11)]
    pen.line(points, fill=(0, 0, 0, 255), width=7, joint="curve")
    out = BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def digest(data: bytes) -> str:
    """Return the name of an image: its SHA-256."""
    return sha256(data).hexdigest()


def major_hazard(number: int, **changes: object) -> NoticeHazard:
    """Return a major hazard with all its parts."""
    values: dict[str, object] = {
        "number": number,
        "place": "铸造车间2号中频炉炉前区域",
        "finding": FINDING,
        "level": Level.MAJOR,
        "criterion": "会议室、活动室、休息室、操作室、交接班室、更衣室（含澡堂）等五类人员聚集"
        "场所设置在熔融金属吊运跨或者浇注跨的地坪区域内的，判定为重大事故隐患。",
        "basis": (
            "《工贸企业重大事故隐患判定标准》（应急管理部令第10号）第七条第（一）项",
            "《铸造机械　安全要求》GB 20905—2007　5.3.2",
        ),
        "immediate": "立即停止使用该交接班室并撤出人员，设置硬隔离和警示标志；"
        "停止2号炉浇注作业，排除坑底积水后再恢复。",
        "measure": "将交接班室迁出熔融金属吊运跨；修复冷却水管接头并增设积水报警；"
        "修订风险分级管控清单，组织全员培训。",
        "deadline": "2026-11-20",
        "responsible": "铸造车间　示例甲",
        "five": FiveCommitments(
            responsible="示例甲（生产副总）",
            measure="迁移交接班室、修复管路",
            funds="8万元，安全生产费用列支",
            deadline="2026年12月5日前",
            plan="熔融金属泄漏现场处置方案",
        ),
    }
    return NoticeHazard(**(values | changes))  # type: ignore[arg-type]


def general_hazard(number: int, **changes: object) -> NoticeHazard:
    """Return a general hazard."""
    values: dict[str, object] = {
        "number": number,
        "place": "1号厂房一层东侧配电室",
        "finding": GENERAL_FINDING,
        "basis": ("《低压配电设计规范》GB 50054—2011　第4.2.5条",),
        "measure": "清理通道内可燃物，保持操作通道净宽不小于0.8m；铺设绝缘胶垫，柜门上锁管理。",
        "deadline": "2026-11-27",
        "responsible": "设备部　示例乙",
    }
    return NoticeHazard(**(values | changes))  # type: ignore[arg-type]


def notice(*hazards: NoticeHazard, **changes: object) -> Notice:
    """Return a notice with these hazards."""
    values: dict[str, object] = {
        "number": paper_number("示例", 2026, "A7", 12),
        "place_of_issue": "示例省示例市",
        "agency": "示例安全技术服务有限公司",
        "insurer": "示例财产保险股份有限公司示例省分公司",
        "policy_number": "PZAB202633010000000123",
        "addressee": Addressee(
            name=LONG_NAME,
            credit_code="91330100MA00000000",
            address="示例省示例市示例区示例街道示例工业园区创新大道1888号3幢",
            industry="黑色金属铸造（C3391）",
            responsible="示例丙",
            phone="0571-00000000",
        ),
        "site": "示例铸造厂区（东区）",
        "service_date": "2026-11-20",
        "service_period": "09:12—15:40",
        "services": ("生产安全事故隐患排查", "安全生产宣传教育培训"),
        "inspectors": (
            NoticeInspector(name="示例丁", certificate="SL-2024-000123"),
            NoticeInspector(name="示例戊", certificate="SL-2023-004567"),
        ),
        "escort": "示例己（安全部经理）",
        "scope": "铸造车间、机加工车间、涂装车间、危险化学品仓库、配电室、空压站",
        "checklists": (
            NoticeChecklist(title="工贸企业重大事故隐患判定标准", version="2023.1"),
            NoticeChecklist(title="通用安全检查表", version="2026.1"),
        ),
        "instruments": (
            "《中华人民共和国安全生产法》（2021年修正）",
            "《工贸企业重大事故隐患判定标准》（应急管理部令第10号，2023年5月15日起施行）",
        ),
        "hazards": hazards,
        "issued_on": "2026-11-20",
        "reply_by": "2026-12-05",
    }
    return Notice(**(values | changes))  # type: ignore[arg-type]


def signed(role: str, name: str, **changes: str) -> NoticeSignature:
    """Return a signature of this role."""
    return NoticeSignature(role=SignatureRole(role), name=name, signed_on="2026-11-20", **changes)


def full_notice(majors: int, generals: int, **changes: object) -> tuple[Notice, dict[str, bytes]]:
    """Return a signed notice of so many hazards, two photos at the first, and its images."""
    photos = [photo_bytes(1), photo_bytes(2)]
    inks = [signature_bytes(seed) for seed in (1, 2, 3)]
    shown = tuple(
        NoticePhoto(sha256=digest(data), caption=caption, taken="2026-11-20 10:32")
        for data, caption in zip(photos, ("炉前操作坑与交接班室", "坑底积水"), strict=True)
    )
    hazards = [major_hazard(n + 1, photos=shown if n == 0 else ()) for n in range(majors)] + [
        general_hazard(majors + n + 1, photos=shown if majors == 0 and n == 0 else ())
        for n in range(generals)
    ]
    marks = (
        signed("inspector", "示例丁", image=digest(inks[0])),
        signed("inspector", "示例戊", image=digest(inks[1])),
        signed("escort", "示例己", post="安全部经理", phone="13800000000", image=digest(inks[2])),
    )
    values = {"signatures": marks} | changes
    images = {digest(data): data for data in [*photos, *inks]}
    return notice(*hazards, **values), images


def qr_of(value: Notice) -> str:
    """Return the QR text of a notice under a signature of nothing."""
    return qr_text(value.number, notice_hash(value), bytes(range(64)))
