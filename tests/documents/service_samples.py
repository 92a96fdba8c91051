"""Sample service papers, clearly fictitious: one of each kind with all its parts."""

from __future__ import annotations

from collections.abc import Callable

from inspector_app.domain.hazards import Level
from inspector_app.domain.service_arranged import (
    Attendee,
    ConfirmationChange,
    PlannedService,
    ServiceConfirmation,
    ServicePlan,
    SignInSheet,
)
from inspector_app.domain.service_done import (
    CheckedList,
    ComplaintRecord,
    FoundHazard,
    RecordSheet,
    ReturnVisit,
    ServiceDone,
    ServiceRecord,
)
from inspector_app.domain.service_fees import (
    ExpenseVoucher,
    FeeRule,
    FeeShare,
    FeeStatement,
    StatedExpense,
)
from inspector_app.domain.service_papers import (
    Cover,
    Insured,
    PaperPhoto,
    PaperSignature,
    RecordField,
    RecordGroup,
    RecordTable,
    ServicePaper,
    ServiceStaff,
)
from inspector_app.domain.service_reports import (
    ArchivedPaper,
    ArchiveIndex,
    CitedInstrument,
    ReportHazard,
    ReviewedMonth,
    ReviewedService,
    ServiceReport,
    YearlyReview,
)
from tests.documents.samples import (
    FINDING,
    GENERAL_FINDING,
    LONG_NAME,
    digest,
    photo_bytes,
    signature_bytes,
)

INSURED = Insured(
    ent_name=LONG_NAME,
    ent_uscc="91330100MA00000000",
    ent_address="示例省示例市示例区示例街道示例工业园区创新大道1888号3幢",
    ent_region="330100",
    ent_industry="工贸（非金属冶炼）",
    ent_principal="示例丙",
    ent_contact="示例己",
    ent_phone="0571-00000000",
)
COVER = Cover(
    policy_no="PZAB202633010000000123",
    insurer="示例财产保险股份有限公司示例省分公司",
    policy_start="2026-01-01",
    policy_end="2026-12-31",
    plan_item="JH-2026-04",
)
AGENCY = "示例安全技术服务有限公司"
STAFF = (
    ServiceStaff(
        name="示例丁",
        employer=AGENCY,
        cert_type="注册安全工程师",
        cert_no="SL-2024-000123",
        cert_expire="2029-05-31",
    ),
    ServiceStaff(
        name="示例戊", employer=AGENCY, cert_type="中级及以上职称", cert_no="SL-2023-004567"
    ),
)
TRAINING = "安全生产宣传教育培训"
CHECKING = "生产安全事故隐患排查"
DRILL = "应急预案编制和应急救援演练"
PHOTOS = tuple(photo_bytes(seed, (800, 600)) for seed in (1, 2, 3))
INKS = tuple(signature_bytes(seed) for seed in (1, 2, 3))
IMAGES = {digest(data): data for data in (*PHOTOS, *INKS)}
SHOWN = tuple(
    PaperPhoto(sha256=digest(data), caption=caption, taken="2026-11-20 10:32")
    for data, caption in zip(
        PHOTOS, ("厂门和铭牌", "培训现场全景", "炉前操作坑与交接班室"), strict=True
    )
)
COMMON: dict[str, object] = {"insured": INSURED, "cover": COVER, "agency": AGENCY}


def ink(role: str, name: str, place: int = 0, **more: str) -> PaperSignature:
    """Return a drawn signature."""
    image = digest(INKS[place])
    return PaperSignature(role=role, name=name, image=image, signed_on="2026-11-20", **more)


def plan(**changes: object) -> ServicePlan:
    """Return the plan of a policy year."""
    services = (
        PlannedService(
            item=CHECKING,
            measure="对照重大事故隐患判定标准和通用检查表全面排查，出具隐患告知书并复查。",
            times="4",
            period="每季度一次",
            form="委托安全生产技术服务机构",
            people=f"{AGENCY}　2人",
            goal="重大事故隐患动态清零，一般隐患整改率不低于95%",
        ),
        PlannedService(
            item=TRAINING, measure="主要负责人和班组长培训", times="2", period="3月、9月"
        ),
        PlannedService(item=DRILL, measure="熔融金属泄漏现场处置演练", times="1", period="6月"),
    )
    values: dict[str, object] = COMMON | {
        "plan_no": "示例安责案〔2026〕A70003号",
        "year": "2026",
        "scale": "中型",
        "risk_grade": "高",
        "employees": "386",
        "insured_count": "386",
        "per_person_limit": "80万元",
        "premium_received": "186000",
        "fee_rule": "不高于实际收取保费的21%（应急〔2025〕27号）",
        "budget": "37200",
        "characteristics": FINDING,
        "management": "设安全部，专职安全管理人员3名，标准化三级。",
        "history": "近三年无生产安全死亡事故；2025年发现隐患37项，均已整改。",
        "needs": "加强熔融金属吊运和有限空间作业管理。",
        "goals": "年内无死亡事故，重大事故隐患动态清零。",
        "services": services,
        "staff": STAFF,
        "safeguards": "服务机构配备检测仪器和防护用品；服务质量由保险机构按季度抽查。",
        "enterprise_duties": "提供资料、安排陪同、如实说明情况、及时整改并回复。",
        "complaint_channel": "示例保险机构服务监督电话 0571-00000001",
        "plan_date": "2026-01-08",
    }
    return ServicePlan(**(values | changes))  # type: ignore[arg-type]


def confirmation(**changes: object) -> ServiceConfirmation:
    """Return a confirmation."""
    values: dict[str, object] = COMMON | {
        "confirm_no": "QR-A7-0012",
        "items": (CHECKING, TRAINING),
        "plan_times": "4",
        "done_times": "3",
        "service_date": "2026-11-20",
        "service_time": "09:00",
        "service_place": "示例铸造厂区（东区）",
        "service_form": "委托安全生产技术服务机构",
        "agency_name": AGENCY,
        "staff": STAFF,
        "prepare": ("证照、制度和台账", "有关人员在岗", "现场可进入和陪同", "培训场地"),
        "safety_notice": "进入熔炼区域穿戴阻燃服、面罩；危险化学品仓库禁止携带火种和手机；"
        "拍照须经陪同人员同意。",
        "deliverable": "现场服务记录、事故隐患告知书、服务报告",
        "fee_note": "从保费中据实列支，不向投保单位另行收取",
        "confirm_by": "示例己（安全部经理）",
        "confirm_date": "2026-11-16",
        "change_record": (
            ConfirmationChange(date="2026-11-18", what="开始时间由08:30改为09:00", by="投保单位"),
        ),
        "signatures": (
            ink("ent_sign", "示例己", 2, post="安全部经理"),
            ink("staff_sign", "示例丁"),
        ),
    }
    return ServiceConfirmation(**(values | changes))  # type: ignore[arg-type]


def sign_in(people: int = 6, **changes: object) -> SignInSheet:
    """Return a sign-in sheet with so many people, every third signed by drawing."""
    rows = tuple(
        Attendee(
            name=f"示例{n}",
            dept="铸造车间" if n % 2 else "示例设备动力与安全环保管理部",
            post="炉前工",
            phone="13800000000",
            kind="从业人员",
            sign=digest(INKS[n % 3]) if n % 3 == 0 else "",
        )
        for n in range(1, people + 1)
    )
    values: dict[str, object] = {
        "insured": Insured(ent_name=LONG_NAME),
        "signin_no": "QD-A7-0007",
        "activity": "熔融金属作业安全培训",
        "service_no": "FW-A7-0031",
        "date": "2026-11-20",
        "start": "13:30",
        "end": "15:30",
        "place": "综合楼二层培训室",
        "teacher": "示例丁",
        "people": rows,
        "count": str(people),
        "remark": "夜班人员6名于次日补训。",
    }
    return SignInSheet(**(values | changes))  # type: ignore[arg-type]


CHECKED = (
    CheckedList(title="工贸企业重大事故隐患判定标准", version="2023.1", conforming=12, failing=2,
                not_applicable=4),
    CheckedList(title="机械制造企业（铸造）检查表", version="2026.1", conforming=31, failing=9,
                not_applicable=6, unchecked=3),
    CheckedList(title="通用安全检查表", version="2026.1", conforming=52, failing=7,
                not_applicable=10, unchecked=4, score="82.5", full="100", grade="二级"),
)  # fmt: skip


def record(**changes: object) -> ServiceRecord:
    """Return the record of a service with two items, hazards and photos."""
    course = RecordTable(
        title="授课人员",
        heads=("姓名", "资格或职称", "证书编号", "授课学时"),
        rows=(("示例丁", "注册安全工程师", "SL-2024-000123", "2"),),
    )
    services = (
        ServiceDone(
            item=CHECKING,
            measure="查资料、看现场、询问、测试",
            process="09:12首次会议；09:30起依次检查铸造车间、涂装车间、危险化学品仓库、配电室；"
            "11:20与班组长座谈；15:40末次会议，当场告知隐患。",
            result="发现隐患3项，其中重大1项，当场出具告知书。",
        ),
        ServiceDone(
            item=TRAINING,
            process="讲授熔融金属作业事故案例和应急处置，现场提问并考核。",
            people="42人（签到表QD-A7-0007）",
            details=(
                RecordField(label="培训主题", text="熔融金属作业安全"),
                RecordField(label="考核", text="40人参加，39人合格"),
            ),
            tables=(course,),
            result="效果良好",
        ),
    )
    hazards = (
        FoundHazard(no="2", place="1号厂房一层东侧配电室", desc=GENERAL_FINDING,
                    deadline="2026-11-27", responsible="设备部　示例乙"),
        FoundHazard(no="1", place="铸造车间2号中频炉炉前区域", desc=FINDING, level=Level.MAJOR,
                    deadline="2026-11-20", responsible="铸造车间　示例甲"),
    )  # fmt: skip
    values: dict[str, object] = COMMON | {
        "service_no": "FW-A7-0031",
        "service_form": "委托安全生产技术服务机构",
        "service_mode": "现场服务",
        "agency_name": AGENCY,
        "agency_uscc": "91330100MA00000001",
        "service_date": "2026-11-20",
        "start_time": "09:12",
        "end_time": "15:40",
        "place": "示例铸造厂区（东区）",
        "longitude": "120.1536",
        "latitude": "30.2875",
        "staff": STAFF,
        "escort": "示例己（安全部经理，13800000000）",
        "services": services,
        "areas": "铸造车间、机加工车间、涂装车间、危险化学品仓库、配电室、空压站",
        "uncovered": "3号仓库因盘点未进入，约定12月5日补查",
        "checklists": CHECKED,
        "hazards": hazards,
        "notice_no": "示例安责告〔2026〕A70012号",
        "recheck_date": "2026-12-05",
        "conclusion": "重大隐患建议立即整改；加强配电室管理。",
        "ent_signer": "示例己　安全部经理",
        "ent_score": "非常满意",
        "ent_opinion": "检查细致，建议增加现场演示。",
        "sign_date": "2026-11-20",
        "attach": "签到表1份、照片12张、告知书1份",
        "return_due": "2026-12-10",
        "photos": SHOWN,
        "signatures": (
            ink("staff_sign", "示例丁", certificate="SL-2024-000123"),
            ink("staff_sign", "示例戊", 1, certificate="SL-2023-004567"),
            PaperSignature(role="ent_sign", name="示例己", post="安全部经理", refused="负责人不在，"
                           "不便签字", witness="示例戊", signed_on="2026-11-20"),
        ),
    }  # fmt: skip
    return ServiceRecord(**(values | changes))  # type: ignore[arg-type]


def record_sheet(**changes: object) -> RecordSheet:
    """Return the accident record form as a sheet."""
    people = RecordTable(
        title="伤亡人员",
        heads=("姓名", "证件号后四位", "岗位", "用工形式", "伤害程度", "就诊医院", "目前情况"),
        rows=(
            (
                "示例庚",
                "0000",
                "炉前工",
                "劳务派遣",
                "轻伤",
                "示例市第一医院",
                "住院观察，病情稳定",
            ),
        ),
    )
    wide = RecordTable(
        title="重大隐患",
        heads=("编号", "部位", "描述", "等级", "标准", "条款", "措施", "期限", "责任人"),
        rows=(("1", "炉前", FINDING, "重大", "令10号", "第七条", "迁出", "2026-12-01", "示例甲"),),
    )
    groups = (
        RecordGroup(
            title="事故信息",
            fields=(
                RecordField(label="报案号", text="BA-2026-000001"),
                RecordField(label="事故发生日期", text="2026-11-02"),
                RecordField(label="事故经过", text=FINDING),
                RecordField(label="经度"),
            ),
            photos=SHOWN[:1],
        ),
        RecordGroup(title="伤亡与损失", tables=(people, wide)),
    )
    values: dict[str, object] = COMMON | {
        "title": "事故与理赔协助记录",
        "record_no": "SG-A7-0001",
        "form": "SF-ACCIDENT",
        "version": "1",
        "notes": ("依据：安责险实施办法", "份数：一份，随理赔资料归档"),
        "groups": groups,
        "service_places": ("记录人签名",),
        "enterprise_places": ("投保单位签名",),
        "signatures": (ink("记录人签名", "示例丁"),),
    }
    return RecordSheet(**(values | changes))  # type: ignore[arg-type]


def return_visit(**changes: object) -> ReturnVisit:
    """Return a return visit."""
    values: dict[str, object] = COMMON | {
        "return_no": "HF-A7-0009",
        "service_no": "FW-A7-0031",
        "service_item": (CHECKING, TRAINING),
        "return_date": "2026-12-10",
        "method": "现场验证",
        "respondent": "示例己（安全部经理）",
        "phone": "13800000000",
        "rectified_verified": "部分整改",
        "score_punctual": "5 非常满意",
        "score_prof": "5 非常满意",
        "score_attitude": "5 非常满意",
        "score_effect": "4 满意",
        "score_close": "2 不满意",
        "opinion": "建议提供整改技术方案。",
        "bad_reason": "通风改造方案尚未给出。",
        "complain": "否",
        "follow_up": "12月20日前提供通风改造建议。",
        "recorder": "示例丁",
        "signatures": (ink("respondent_sign", "示例己"),),
    }
    return ReturnVisit(**(values | changes))  # type: ignore[arg-type]


def complaint(**changes: object) -> ComplaintRecord:
    """Return a complaint that was answered."""
    values: dict[str, object] = COMMON | {
        "complaint_no": "TS-2026-0004",
        "receive_date": "2026-10-09",
        "channel": "电话",
        "complainant": "示例辛",
        "anonymous": "否",
        "phone": "13800000001",
        "kind": "服务走过场",
        "request": "补做一次隐患排查。",
        "content": FINDING,
        "need_check": "是",
        "due_date": "2026-11-20",
        "extend": "否",
        "fact": "经核查，当次服务现场时间不足一小时，两个车间未检查。",
        "basis": "AQ 9010-2019 第6章；服务方案",
        "action": "安排示例丁、示例戊补做一次全面排查，不重复列支费用。",
        "reply_date": "2026-10-28",
        "reply_way": "书面",
        "satisfied": "认可",
        "escalate": "是",
        "improve": "增加现场时长和定位核验。",
        "close_date": "2026-10-30",
    }
    return ComplaintRecord(**(values | changes))  # type: ignore[arg-type]


def voucher(**changes: object) -> ExpenseVoucher:
    """Return one expense."""
    values: dict[str, object] = {
        "insured": Insured(ent_name=LONG_NAME, ent_uscc=INSURED.ent_uscc),
        "expense_no": "ZC-2026-0031",
        "insurer": COVER.insurer,
        "year": "2026",
        "policy_no": COVER.policy_no,
        "premium_received": "186000.00",
        "rate": "全国上限",
        "rate_value": "21",
        "used_before": "18600",
        "budget_year": "37200",
        "service_no": "FW-A7-0031",
        "service_date": "2026-11-20",
        "category": CHECKING,
        "sub_type": "技术服务费",
        "forbidden": ("均不包含",),
        "payee": AGENCY,
        "payee_type": "技术服务机构",
        "payee_uscc": "91330100MA00000001",
        "payee_account": "0000 0000 0000 0000",
        "amount": "8000",
        "invoice_no": "00000000",
        "invoice_date": "2026-11-25",
        "pay_date": "2026-11-30",
        "allocate": (
            FeeShare(item=CHECKING, alloc_amount="6000"),
            FeeShare(item=TRAINING, alloc_amount="2000"),
        ),
        "total_after": "26600",
        "over_cap": "否",
        "approve_date": "2026-11-30",
        "photos": SHOWN[:1],
    }
    return ExpenseVoucher(**(values | changes))  # type: ignore[arg-type]


def statement(expenses: int = 5, **changes: object) -> FeeStatement:
    """Return the statement of a year with so many expenses."""
    items = (CHECKING, TRAINING, DRILL)
    paid = tuple(
        StatedExpense(
            date=f"2026-{n % 12 + 1:02d}-15",
            service_no=f"FW-A7-{n:04d}",
            category=items[n % 3],
            purpose="技术服务费、检测仪器使用费",
            payee=AGENCY,
            voucher=f"ZC-{n:04d}",
            amount=f"{3000 + 250 * n}.50",
        )
        for n in range(expenses)
    )
    values: dict[str, object] = COMMON | {
        "statement_no": "示例安责费〔2026〕A70001号",
        "year": "2026",
        "period_start": "2026-01-01",
        "period_end": "2026-12-31",
        "premium_received": "186000",
        "rule": FeeRule(
            rate="21", region="全国", basis="《安全生产责任保险实施办法》（应急〔2025〕27号）"
        ),
        "budget": "37200",
        "services_done": "隐患排查4次、培训2次、演练1次。",
        "expenses": paid,
        "results": "发现隐患37项，整改36项；无生产安全死亡事故。",
        "contact": "示例保险机构　0571-00000001",
        "issued_on": "2027-01-10",
    }
    return FeeStatement(**(values | changes))  # type: ignore[arg-type]


AREAS = ("铸造车间", "机加工车间", "涂装车间", "危险化学品仓库", "配电室和空压站")


def report_hazard(n: int, photo: PaperPhoto | None = None) -> ReportHazard:
    """Return the n-th hazard; every tenth is a major one."""
    major = n % 10 == 1
    return ReportHazard(
        number=n,
        area=AREAS[n % len(AREAS)],
        place=f"{n % 4 + 1}号设备南侧操作区域",
        finding=FINDING if major else GENERAL_FINDING,
        level=Level.MAJOR if major else Level.GENERAL,
        category=("用电安全", "设备设施", "作业管理", "消防")[n % 4],
        criterion="五类人员聚集场所设置在熔融金属吊运跨的地坪区域内的。" if major else "",
        basis=("《低压配电设计规范》GB 50054—2011　第4.2.5条",),
        measure="清理通道内可燃物，保持操作通道净宽不小于0.8m；铺设绝缘胶垫，柜门上锁管理。",
        immediate="立即停止使用该交接班室并撤出人员。" if major else "",
        deadline="2026-11-27",
        responsible="设备部　示例乙",
        state="整改中",
        photos=(photo,) if photo else (),
    )


def report(hazards: int = 7, photos: int = 3, **changes: object) -> ServiceReport:
    """Return a report with so many hazards, the first ones with a photo each."""
    shown = [SHOWN[n % len(SHOWN)] if n < photos else None for n in range(hazards)]
    values: dict[str, object] = COMMON | {
        "report_no": "示例安责报〔2026〕A70005号",
        "service_no": "FW-A7-0031",
        "notice_no": "示例安责告〔2026〕A70012号",
        "service_date": "2026-11-20",
        "service_period": "09:12—15:40",
        "place": "示例铸造厂区（东区）",
        "services": (CHECKING, TRAINING),
        "staff": STAFF,
        "escort": "示例己（安全部经理）",
        "background": "根据2026年度服务方案，开展本年度第四次隐患排查和第二次培训。",
        "areas": "铸造车间、机加工车间、涂装车间、危险化学品仓库、配电室、空压站",
        "uncovered": "3号仓库因盘点未进入，约定12月5日补查",
        "method": "查资料、看现场、询问、测试",
        "checklists": CHECKED,
        "instruments": (
            CitedInstrument(title="《工贸企业重大事故隐患判定标准》", number="应急管理部令第10号",
                            starts="2023-05-15", items=18),
            CitedInstrument(title="《低压配电设计规范》", number="GB 50054—2011",
                            starts="2012-06-01", ends="2026-12-31", items=6),
        ),
        "hazards": tuple(report_hazard(n + 1, photo) for n, photo in enumerate(shown)),
        "conclusion": "企业安全管理总体受控，熔融金属区域存在重大事故隐患，建议立即整改。",
        "suggestions": ("加强熔融金属作业区域人员管理。", "完善配电室巡检制度。", FINDING),
        "attachments": ("事故隐患告知书", "签到表"),
        "issued_on": "2026-11-25",
        "signatures": (ink("staff_sign", "示例丁"), ink("receiver_sign", "示例己", 1)),
    }  # fmt: skip
    return ServiceReport(**(values | changes))  # type: ignore[arg-type]


def review(**changes: object) -> YearlyReview:
    """Return the evaluation of a year."""
    values: dict[str, object] = COMMON | {
        "review_no": "示例安责评〔2026〕A70001号",
        "year": "2026",
        "services": (
            ReviewedService(item=CHECKING, planned=4, done=4),
            ReviewedService(item=TRAINING, planned=2, done=1, note="第二次因停产推迟至2027年1月"),
            ReviewedService(item=DRILL, planned=1, done=1),
        ),
        "months": tuple(
            ReviewedMonth(month=m, visits=1, hazards=m * 3 % 11, closed=m * 3 % 11 // 2)
            for m in range(1, 13)
        ),
        "major_found": 3,
        "major_closed": 3,
        "general_found": 57,
        "general_closed": 54,
        "repeated": 4,
        "premium_received": "186000",
        "spent": "34600.50",
        "fee_rule": "不高于实际收取保费的21%",
        "return_visits": 6,
        "satisfaction": "98.3%",
        "complaints": 1,
        "complaints_closed": 1,
        "accidents": "无生产安全死亡事故；轻伤1起，已理赔。",
        "plan_result": "计划7次，完成6次。",
        "effect": "重大事故隐患全部整改，一般隐患整改率94.7%。",
        "problems": "夜班作业检查偏少；重复隐患4项，集中在配电室。",
        "improvements": ("增加夜间检查一次。", "对重复隐患开展专项培训。"),
        "next_year": "增加有限空间专项服务。",
        "issued_on": "2027-01-15",
    }
    return YearlyReview(**(values | changes))  # type: ignore[arg-type]


def archive_index(papers: int = 9, **changes: object) -> ArchiveIndex:
    """Return the index of an archive with so many papers."""
    kinds = ("保险合同", "服务方案", "服务材料", "费用台账", "投诉处理", "年度评估")
    lines = tuple(
        ArchivedPaper(
            category=kinds[n % len(kinds)],
            number=f"示例安责告〔2026〕A7{n:04d}号",
            title="事故隐患告知书及整改回复、复查意见书",
            date="2026-11-20",
            pieces="12",
            sha256=digest(str(n).encode()),
            note="纸质原件存保险机构" if n % 4 == 0 else "",
        )
        for n in range(papers)
    )
    values: dict[str, object] = COMMON | {
        "archive_no": "DA-2026-0001",
        "year": "2026",
        "papers": lines,
        "filed_on": "2027-01-20",
        "keep_until": "2032-01-20",
        "filed_by": "示例壬",
    }
    return ArchiveIndex(**(values | changes))  # type: ignore[arg-type]


MAKERS: tuple[Callable[..., ServicePaper], ...] = (
    plan,
    confirmation,
    sign_in,
    record,
    record_sheet,
    return_visit,
    complaint,
    voucher,
    statement,
    report,
    review,
    archive_index,
)


def one_of_each(**changes: object) -> dict[str, ServicePaper]:
    """Return a full paper of each kind by a short name."""
    return {make.__name__: make(**changes) for make in MAKERS}
