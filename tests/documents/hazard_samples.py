"""Sample papers about single hazards, clearly fictitious."""

from __future__ import annotations

from inspector_app.domain.hazard_papers import PaperHazard, Telling
from inspector_app.domain.hazards import FiveCommitments, Level, Outcome
from inspector_app.domain.major_notice import MAJOR_MARK, MajorNotice
from inspector_app.domain.major_report import REPORT_MARK, MajorReport, ReportedHazard
from inspector_app.domain.notices import Notice, paper_number
from inspector_app.domain.reinspection_paper import (
    REINSPECTION_MARK,
    ReinspectedHazard,
    ReinspectionPaper,
)
from inspector_app.domain.reply_form import REPLY_MARK, ReplyForm
from inspector_app.domain.service_papers import (
    Cover,
    Insured,
    PaperPhoto,
    PaperSignature,
    ServiceStaff,
)
from tests.documents.samples import (
    FINDING,
    GENERAL_FINDING,
    LONG_NAME,
    digest,
    full_notice,
    photo_bytes,
    signature_bytes,
)

NOTICE_NO = paper_number("示例", 2026, "A7", 12)
BEFORE, AFTER = photo_bytes(1), photo_bytes(2, (1200, 1600))
INK = signature_bytes(2)
IMAGES = {digest(data): data for data in (BEFORE, AFTER, INK)}
INSURED = Insured(
    ent_name=LONG_NAME,
    ent_uscc="91330100MA00000000",
    ent_address="示例省示例市示例区示例街道示例工业园区创新大道1888号3幢",
    ent_industry="工贸（机械铸造）",
    ent_principal="示例丙",
    ent_contact="示例己",
    ent_phone="0571-00000000",
)
COVER = Cover(policy_no="PZAB202633010000000123", insurer="示例财产保险股份有限公司示例省分公司")
AGENCY = "示例安全技术服务有限公司"
STAFF = (
    ServiceStaff(name="示例丁", cert_type="安全评价师", cert_no="SL-2024-000123"),
    ServiceStaff(name="示例戊", cert_type="注册安全工程师", cert_no="SL-2023-004567"),
)
FIVE = FiveCommitments(
    responsible="示例甲（生产副总）",
    measure="迁移交接班室、修复管路",
    funds="8万元，安全生产费用列支",
    deadline="2026年12月5日前",
    plan="熔融金属泄漏现场处置方案",
)
TELLING = (
    Telling(
        told_to="示例丙",
        post="总经理（主要负责人）",
        told_at="2026-11-20T10:52+08:00",
        how="当面口头并出示照片",
        hazards=(1,),
        withdrawal_advised=True,
        proof="现场照片1-1、告知录音1段；告知书签收页",
    ),
    Telling(
        told_to="示例辛",
        post="实际控制人",
        told_at="2026-11-20T11:05+08:00",
        how="电话",
        proof="通话记录",
    ),
)


def shot(data: bytes, caption: str) -> PaperPhoto:
    """Return a photo of these bytes."""
    return PaperPhoto(sha256=digest(data), caption=caption, taken="2026-11-20 10:32")


def signature(role: str, name: str, **changes: str) -> PaperSignature:
    """Return a signature in this place."""
    return PaperSignature(role=role, name=name, signed_on="2026-12-08", **changes)


def hazard(number: int, **changes: object) -> PaperHazard:
    """Return a hazard as it was told; the first of every ten is a major one."""
    return PaperHazard(**(_told(number) | changes))  # type: ignore[arg-type]


def _told(number: int) -> dict[str, object]:
    major = number % 10 == 1
    return {
        "number": number,
        "place": "铸造车间2号中频炉炉前区域" if major else f"{number}号厂房一层东侧配电室",
        "finding": FINDING if major else GENERAL_FINDING,
        "level": Level.MAJOR if major else Level.GENERAL,
        "criterion": "五类人员聚集场所设置在熔融金属吊运跨的地坪区域内的。" if major else "",
        "basis": ("《工贸企业重大事故隐患判定标准》（应急管理部令第10号）第七条第（一）项",)
        if major
        else ("《低压配电设计规范》GB 50054—2011　第4.2.5条",),
        "measure": "将交接班室迁出熔融金属吊运跨；修复冷却水管接头并增设积水报警。"
        if major
        else "清理通道内可燃物，保持操作通道净宽不小于0.8m；铺设绝缘胶垫，柜门上锁管理。",
        "immediate": "停止使用该交接班室并撤出人员，设置硬隔离和警示标志。" if major else "",
        "deadline": "2026-12-05",
        "responsible": "铸造车间　示例甲" if major else "设备部　示例乙",
        "photos": (shot(BEFORE, "炉前操作坑与交接班室"),) if number < 4 else (),
    }


def major_notice(count: int = 1, **changes: object) -> tuple[MajorNotice, dict[str, bytes]]:
    """Return a signed notice of so many major hazards, and its images."""
    plain, images = full_notice(count, 0)
    values = {name: getattr(plain, name) for name in Notice.__struct_fields__}
    number = paper_number("示例", 2026, "A7", 3, mark=MAJOR_MARK)
    values |= {"number": number, "telling": TELLING} | changes
    return MajorNotice(**values), images


def major_report(count: int = 1, **changes: object) -> MajorReport:
    """Return a report of so many major hazards."""
    values: dict[str, object] = {
        "report_no": paper_number("示例", 2026, "A7", 2, mark=REPORT_MARK),
        "insured": INSURED,
        "cover": COVER,
        "agency": AGENCY,
        "department": "示例市示例区应急管理局",
        "copied_to": ("示例市示例区示例街道办事处",),
        "notice_no": NOTICE_NO,
        "service_date": "2026-11-20",
        "place": "示例铸造厂区（东区）",
        "staff": STAFF,
        "hazards": tuple(
            ReportedHazard(
                **(_told(10 * n + 1) | {"number": n + 1, "five": FIVE}),  # type: ignore[arg-type]
                cause="该房间2024年改造后作为临时休息点使用，改造时未辨识吊运跨内的风险。",
                harm="一旦发生熔融金属泄漏或者倾翻，室内人员将受到直接伤害；迁移交接班室需停产2天，"
                "整改难度一般。",
            )
            for n in range(count)
        ),
        "telling": TELLING,
        "view": "我单位已停用该交接班室，12月5日前完成迁移。",
        "reporter": "示例丁",
        "reporter_phone": "0571-00000001",
        "attachments": ("重大事故隐患告知书及签收页（复印件）", "现场照片2张"),
        "issued_on": "2026-11-20",
        "signatures": (signature("staff_sign", "示例丁", image=digest(INK)),),
    }
    return MajorReport(**(values | changes))  # type: ignore[arg-type]


def reply_form(count: int = 3, **changes: object) -> ReplyForm:
    """Return a reply form of so many hazards."""
    values: dict[str, object] = {
        "reply_no": paper_number("示例", 2026, "A7", 12, mark=REPLY_MARK),
        "insured": INSURED,
        "cover": COVER,
        "agency": AGENCY,
        "notice_no": NOTICE_NO,
        "notice_date": "2026-11-20",
        "reply_by": "2026-12-05",
        "return_to": AGENCY,
        "return_address": "示例省示例市示例区示例路88号示例大厦6层",
        "return_phone": "0571-00000002",
        "return_contact": "示例壬",
        "hazards": tuple(hazard(number) for number in range(1, count + 1)),
    }
    return ReplyForm(**(values | changes))  # type: ignore[arg-type]


def reinspected(number: int, **changes: object) -> ReinspectedHazard:
    """Return a hazard seen again; outcomes take turns."""
    outcome = tuple(Outcome)[(number - 1) % 4]
    done = outcome is Outcome.RECTIFIED
    values = _told(number) | {
        "outcome": outcome,
        "fact": "交接班室已迁至车间外办公楼一层，原房间已拆除，操作坑内无积水。"
        if done
        else "配电室门口纸箱已清理，绝缘胶垫已铺设；柜门未上锁，临时线路未穿管。",
        "left": "" if done else "柜门上锁并由专人管理，临时线路穿管保护或者拆除。",
        "new_deadline": "" if done else "2026-12-20",
        "after": (shot(AFTER, "复查时现场"),) if number < 3 else (),
    }
    return ReinspectedHazard(**(values | changes))  # type: ignore[arg-type]


def reinspection(count: int = 4, **changes: object) -> ReinspectionPaper:
    """Return an opinion on so many hazards."""
    values: dict[str, object] = {
        "recheck_no": paper_number("示例", 2026, "A7", 5, mark=REINSPECTION_MARK),
        "insured": INSURED,
        "cover": COVER,
        "agency": AGENCY,
        "notice_no": NOTICE_NO,
        "notice_date": "2026-11-20",
        "reply_no": paper_number("示例", 2026, "A7", 12, mark=REPLY_MARK),
        "recheck_date": "2026-12-08",
        "recheck_period": "09:30—11:20",
        "mode": "现场复查",
        "staff": STAFF,
        "escort": "示例己（安全部经理）",
        "items": tuple(reinspected(number) for number in range(1, count + 1)),
        "overall": "继续整改",
        "advice": "建议按新的期限完成整改，并于完成后书面回复。",
        "issued_on": "2026-12-08",
        "signatures": (
            signature("rechecker_sign", "示例丁", image=digest(INK)),
            signature("receiver_sign", "示例己", post="安全部经理", phone="13800000000"),
        ),
    }
    return ReinspectionPaper(**(values | changes))  # type: ignore[arg-type]
