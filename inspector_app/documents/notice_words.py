"""The words that the program itself puts on a hazard notice, in the language of the paper.

The language of a paper is part of its value and not that of the window, so these texts do not
come from the catalogue. They inform and advise; ``tests/documents`` checks every one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.documents.service_words import words_of as terms_of


@dataclass(frozen=True, slots=True)
class Words:
    """Headings and sentences of the notice; named fields in braces are filled when drawn."""

    language: str
    title: str
    draft: str
    number: str
    addressee: str
    credit_code: str
    industry: str
    address: str
    responsible_person: str
    phone: str
    site: str
    agency: str
    insurer: str
    policy: str
    issued_at: str
    issued_on: str
    service_time: str
    services: str
    inspectors: str
    certificate: str
    escort: str
    scope: str
    checklists: str
    version: str
    instruments: str
    greeting: str
    lead: str
    overview: str
    major_section: str
    general_section: str
    hints_section: str
    ordinal: str
    ordinal_head: str
    major: str
    general: str
    place: str
    finding: str
    level: str
    criterion: str
    unverified: str
    basis: str
    immediate: str
    measure: str
    deadline: str
    responsible: str
    state: str
    corrected: str
    repeated: str
    five: str
    five_points: tuple[str, str, str, str, str]
    photos: str
    photo: str
    photos_kept: str
    hints: tuple[str, ...]
    reply_by: str
    reply: str
    major_hints: tuple[str, ...]
    telling_section: str
    telling_heads: tuple[str, str, str, str, str, str]
    told_all: str
    yes: str
    no: str
    signatures: str
    service_side: str
    enterprise_side: str
    inspector_signs: str
    receiver_signs: str
    escort_signs: str
    witness_signs: str
    name: str
    post: str
    seal: str
    enterprise_seal: str
    signed_on: str
    refused: str
    refusal_reason: str
    witness: str
    receipt: str
    receipt_note: str
    receipt_text: str
    receipt_choices: tuple[str, ...]
    receipt_remarks: str
    copies: str
    copy_holders: tuple[str, ...]
    major_copy_holder: str
    joint: str
    counts: tuple[str, ...]
    verify: str
    fingerprint: str
    footer: str
    about: str
    electronic: str
    colon: str
    section_marks: tuple[str, ...]

    def day(self, text: str) -> str:
        """Return an ISO day or moment as it is written on papers; any other text as it is."""
        return terms_of(self.language).day(text)


CHINESE = Words(
    language="zh_CN",
    title="事故隐患告知书",
    draft="预览稿　未出具",
    number="编号：{number}",
    addressee="被告知单位",
    credit_code="统一社会\n信用代码",
    industry="所属行业",
    address="单位地址",
    responsible_person="负责人",
    phone="联系电话",
    site="服务场所",
    agency="服务机构",
    insurer="承保机构",
    policy="保险单号",
    issued_at="出具地点",
    issued_on="出具日期",
    service_time="服务时间",
    services="服务项目",
    inspectors="服务人员",
    certificate="{name}（证号 {certificate}）",
    escort="陪同人员",
    scope="检查范围",
    checklists="检查表",
    version="{title}（版本 {version}）",
    instruments="检查依据",
    greeting="{name}：",
    lead=(
        "根据安全生产责任保险事故预防服务安排，{agency}于{date}对你单位开展现场服务，"
        "发现事故隐患{count}项，其中重大事故隐患{major}项、一般事故隐患{general}项。"
        "现将有关情况和整改建议告知如下，建议你单位及时组织整改。"
    ),
    overview="隐患一览",
    major_section="重大事故隐患（{count}项）",
    general_section="一般事故隐患（{count}项）",
    hints_section="提示事项",
    ordinal="隐患 {number}",
    ordinal_head="序号",
    major="重大事故隐患",
    general="一般事故隐患",
    place="部位/场所",
    finding="隐患描述",
    level="等级",
    criterion="判定标准",
    unverified=(
        "说明：检查表所载判定条款的文本未与官方发布文本逐字核对，"
        "服务人员已查阅官方条款原文后作出上述判定。"
    ),
    basis="依据",
    immediate="建议立即\n采取的措施",
    measure="建议整改措施",
    deadline="建议整改期限",
    responsible="责任部门/人",
    state="情况",
    corrected="已当场整改",
    repeated="重复隐患（此前服务已告知）",
    five="五落实",
    five_points=("责任人", "措施", "资金", "时限", "预案"),
    photos="现场照片",
    photo="照片{hazard}-{number}",
    photos_kept="照片{count}张，随电子文书存档。",
    hints=(
        "企业是事故隐患排查、治理和防控的责任主体。本告知书是安全生产责任保险事故预防服务文书，"
        "所列措施和期限为服务建议，不减轻、不替代你单位依法应当履行的安全生产责任。",
        "隐患消除前，建议采取可靠的防范措施，并将隐患情况告知有关从业人员。",
    ),
    reply_by=(
        "请于{date}前将整改措施、完成日期和整改后照片书面回复服务机构，服务机构将据此安排复查。"
    ),
    reply=(
        "请在整改完成后及时将整改措施、完成日期和整改后照片书面回复服务机构，"
        "服务机构将据此安排复查。"
    ),
    major_hints=(
        "根据《中华人民共和国安全生产法》第四十一条，事故隐患排查治理情况应当如实记录并向"
        "从业人员通报；重大事故隐患排查治理情况应当及时向负有安全生产监督管理职责的部门和"
        "职工大会或者职工代表大会报告。请你单位依法如实报告所列重大事故隐患。",
        "重大事故隐患消除前或者消除过程中无法保证安全的，建议从危险区域撤出作业人员，"
        "并暂时停止使用相关设施、设备。",
    ),
    telling_section="告知情况",
    telling_heads=("隐患", "告知对象", "告知时间", "告知方式", "建议撤人", "证明材料"),
    told_all="全部",
    yes="是",
    no="否",
    signatures="签章",
    service_side="服务方",
    enterprise_side="被告知单位",
    inspector_signs="服务人员（签名）",
    receiver_signs="签收人（签名）",
    escort_signs="陪同人员（签名）",
    witness_signs="见证人（签名）",
    name="姓名",
    post="职务",
    seal="服务机构（盖章）",
    enterprise_seal="单位（盖章）",
    signed_on="日期",
    refused="拒绝签收",
    refusal_reason="理由",
    witness="见证人",
    receipt="回执",
    receipt_note="（由被告知单位填写后交服务机构）",
    receipt_text=(
        "本单位已收到《事故隐患告知书》（{number}），知悉所列事故隐患{count}项，"
        "其中重大事故隐患{major}项。"
    ),
    receipt_choices=("已安排整改", "部分有不同意见", "需要技术协助"),
    receipt_remarks="意见：",
    copies="本告知书一式{count}份：{holders}各一份。",
    copy_holders=("被告知单位", "服务机构", "承保机构"),
    major_copy_holder="行业主管部门",
    joint="、",
    counts=("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"),
    verify="扫描右侧二维码，可在没有网络时核验本告知书的编号和内容。",
    fingerprint="内容指纹（SHA-256）",
    footer="{number}　·　共 {pages} 页　第 {page} 页　·　{short}",
    about="文书信息",
    electronic="本页是上述文书的电子副本，供手机查看；内容指纹与文书首页所印一致。",
    colon="：",
    section_marks=("一、", "二、", "三、", "四、", "五、"),
)

ENGLISH = Words(
    language="en",
    title="Notice of Safety Hazards",
    draft="Preview, not issued",
    number="No. {number}",
    addressee="Enterprise",
    credit_code="Credit code",
    industry="Industry",
    address="Address",
    responsible_person="Person in charge",
    phone="Telephone",
    site="Site",
    agency="Service agency",
    insurer="Insurer",
    policy="Policy number",
    issued_at="Place of issue",
    issued_on="Date of issue",
    service_time="Time of service",
    services="Services",
    inspectors="Inspectors",
    certificate="{name} (certificate {certificate})",
    escort="Escort",
    scope="Scope",
    checklists="Checklists",
    version="{title} (version {version})",
    instruments="Standards",
    greeting="To {name}:",
    lead=(
        "As part of the accident prevention service under work safety liability insurance, "
        "{agency} visited your site on {date} and found {count} hazard(s): {major} major, "
        "{general} general. This notice tells you what was found and what we suggest. "
        "We suggest that you arrange rectification in good time."
    ),
    overview="Overview of hazards",
    major_section="Major hazards ({count})",
    general_section="General hazards ({count})",
    hints_section="Please note",
    ordinal="Hazard {number}",
    ordinal_head="No.",
    major="MAJOR HAZARD",
    general="General hazard",
    place="Place",
    finding="Finding",
    level="Level",
    criterion="Criterion",
    unverified=(
        "Note: the text of this clause in the checklist has not been compared word for word with "
        "the official publication; the inspector read the official clause before this verdict."
    ),
    basis="Basis",
    immediate="Suggested immediate measures",
    measure="Suggested measure",
    deadline="Suggested deadline",
    responsible="Responsible",
    state="State",
    corrected="Corrected on the spot",
    repeated="Repeated hazard (told at an earlier service)",
    five="Five points",
    five_points=("Person", "Measures", "Funds", "Time limit", "Emergency plan"),
    photos="Photos",
    photo="Photo {hazard}-{number}",
    photos_kept="{count} photo(s), kept with the electronic paper.",
    hints=(
        "The enterprise itself is responsible for finding, treating and controlling hazards. This "
        "is a service paper of accident prevention under work safety liability insurance; its "
        "measures and deadlines are suggestions and take nothing from the duties that the law "
        "places on you.",
        "Until a hazard is removed, we suggest reliable precautions and telling the people who "
        "work there.",
    ),
    reply_by=(
        "Please reply to the agency in writing by {date} with the measures taken, the dates and "
        "photos; the agency will then arrange a re-inspection."
    ),
    reply=(
        "Please reply to the agency in writing once rectified, with the measures taken, the dates "
        "and photos; the agency will then arrange a re-inspection."
    ),
    major_hints=(
        "Under article 41 of the Work Safety Law of the People's Republic of China, the finding "
        "and treatment of hazards is recorded truthfully and told to the employees; for major "
        "hazards it is reported in good time to the department supervising work safety and to the "
        "workers' congress. Please report the major hazards listed here truthfully, as the law "
        "asks.",
        "Where safety cannot be assured before or while a major hazard is removed, we suggest "
        "withdrawing people from the danger area and pausing the use of the equipment concerned.",
    ),
    telling_section="Who was told",
    telling_heads=("Hazard", "Told to", "When", "How", "Withdrawal advised", "Proof"),
    told_all="all",
    yes="yes",
    no="no",
    signatures="Signatures",
    service_side="Service side",
    enterprise_side="Enterprise",
    inspector_signs="Inspector (signature)",
    receiver_signs="Received by (signature)",
    escort_signs="Escort (signature)",
    witness_signs="Witness (signature)",
    name="Name",
    post="Post",
    seal="Agency (seal)",
    enterprise_seal="Enterprise (seal)",
    signed_on="Date",
    refused="Signature refused",
    refusal_reason="Reason",
    witness="Witness",
    receipt="Receipt",
    receipt_note=" (filled in by the enterprise and handed to the agency)",
    receipt_text=(
        "We have received the Notice of Safety Hazards ({number}) and taken note of {count} "
        "hazard(s), {major} of them major."
    ),
    receipt_choices=("Rectification arranged", "We differ in part", "We ask for advice"),
    receipt_remarks="Remarks: ",
    copies="Made out in {count} copies: one each for {holders}.",
    copy_holders=("the enterprise", "the service agency", "the insurer"),
    major_copy_holder="the competent department",
    joint=", ",
    counts=("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
    verify="Scan the code to check number and content of this notice without a network.",
    fingerprint="Fingerprint of the content (SHA-256)",
    footer="{number}  ·  {pages} pages, page {page}  ·  {short}",
    about="About this notice",
    electronic=(
        "This page is an electronic copy of the notice to be read on a phone; its fingerprint is "
        "the one printed on the first page of the paper."
    ),
    colon=": ",
    section_marks=("1. ", "2. ", "3. ", "4. ", "5. "),
)


def words_of(language: str) -> Words:
    """Return the words in the language of the paper; Chinese where it is not English."""
    return ENGLISH if language == "en" else CHINESE
