"""Labels and sentences of the papers about single hazards: Chinese, then English.

They inform and advise; ``tests/documents`` checks every one of them.
"""

from __future__ import annotations

from collections.abc import Mapping

HAZARD_TERMS: Mapping[str, tuple[str, str]] = {
    "photos_kept": (
        "照片{count}张，随电子文书存档。",
        "{count} photo(s), kept with the electronic paper.",
    ),
    "holder_department": ("行业主管部门", "the competent department"),
    "five": ("五落实", "Five points"),
    "five.responsible": ("责任人", "Person"),
    "five.measure": ("措施", "Measures"),
    "five.funds": ("资金", "Funds"),
    "five.deadline": ("时限", "Time limit"),
    "five.plan": ("预案", "Emergency plan"),
    "major_mark": ("【重大事故隐患】", "MAJOR HAZARD"),
    # The proof of telling
    "telling": ("告知情况", "Who was told"),
    "told_hazards": ("隐患", "Hazard"),
    "told_to": ("告知对象", "Told to"),
    "told_at": ("告知时间", "When"),
    "told_how": ("告知方式", "How"),
    "withdrawal": ("建议撤人", "Withdrawal advised"),
    "proof": ("证明材料", "Proof"),
    "all_hazards": ("全部", "all"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "not_told": ("（尚无告知记录）", "(no record of telling yet)"),
    # The report to the department
    "major_report": ("重大事故隐患报告", "Report of Major Hazards"),
    "report_greeting": ("{department}：", "To {department}:"),
    "report_lead": (
        "根据安全生产责任保险事故预防服务有关规定和保险合同约定，{agency}于{date}对{name}开展"
        "现场服务，发现重大事故隐患{count}项{told}。现将有关情况报告如下。",
        "Under the rules of accident prevention services in work-safety liability insurance and "
        "the insurance contract, {agency} visited {name} on {date} and found {count} major "
        "hazard(s){told}. We report the following.",
    ),
    "report_told": ("，并已告知该单位", ", of which the enterprise was told"),
    "report_enterprise": ("企业基本情况", "The enterprise"),
    "report_hazards": ("重大事故隐患情况", "Major hazards"),
    "report_view": ("企业意见", "View of the enterprise"),
    "report_title": ("关于{name}\n存在重大事故隐患的报告", "Report on Major Hazards at\n{name}"),
    "report_see_annex": (
        "上述隐患的现状、危害程度、整改建议和五落实情况详见附件1。",
        "State, danger, suggested measures and the five points of each hazard stand in Annex 1.",
    ),
    "told_who": ("{post}{name}", "{name} ({post})"),
    "told_sentence": (
        "{when}，已将有关情况告知{who}（告知方式：{how}）{withdrawal}。",
        "{when}: {who} was told ({how}){withdrawal}.",
    ),
    "told_withdrawal": (
        "，并建议从危险区域撤出作业人员",
        ", with the advice to withdraw people from the danger area",
    ),
    "report_close": ("特此报告。", "This is our report."),
    "annexes": ("附件：", "Annexes: "),
    "annex_first": ("附件1", "Annex 1"),
    "report_annex": ("重大事故隐患情况表", "State of the Major Hazards"),
    "letter_note": ("（{contact}）", "({contact})"),
    "letter_copies": ("抄送：{holders}。", "Copy to: {holders}."),
    "cause": ("现状及\n产生原因", "State and cause"),
    "harm": ("危害程度和\n整改难易", "Danger, and how hard to treat"),
    "reporter": ("联系人", "Contact"),
    "reporter_phone": ("联系电话", "Telephone"),
    "major_report_hint": (
        "本报告是安全生产责任保险事故预防服务文书，如实反映现场服务时所见和已告知的情况，供主管"
        "部门掌握；隐患的认定和处理由主管部门依法决定。所列措施和期限为服务建议，企业是事故隐患"
        "排查、治理和防控的责任主体。",
        "This is a service paper of accident prevention under work-safety liability insurance. It "
        "tells truthfully what was seen and told on site, for the department to know; how the "
        "hazard is classed and dealt with is for the department to decide under the law. Measures "
        "and dates are advice; the enterprise is responsible for finding and treating hazards.",
    ),
    "reporting_side": ("报告单位", "Reporting side"),
    "reporting_seal": ("报告单位（盖章）", "Seal of the reporting side"),
    # The reply form
    "reply_form": ("事故隐患整改回复单", "Reply on Rectification"),
    "reply_lead": (
        "{agency}：你单位《{paper}》（{number}）所列事故隐患，我单位整改情况回复如下。",
        "To {agency}: on the hazards of your notice {number} we reply as follows.",
    ),
    "major_notice_title": ("重大事故隐患告知书", "Notice of Major Hazards"),
    "notice_title": ("事故隐患告知书", "Notice of Safety Hazards"),
    "reply_no": ("整改回复单\n编号", "Reply no."),
    "notice_date": ("告知日期", "Date of notice"),
    "reply_by": ("建议回复日期", "Please reply by"),
    "return_to": ("交回单位", "Return to"),
    "return_address": ("交回地址", "Address"),
    "return_phone": ("联系电话", "Telephone"),
    "return_contact": ("联系人", "Contact"),
    "reply_how": ("填写说明", "How to fill in"),
    "reply_steps": (
        "逐项填写实际采取的整改措施，写明做了什么；已完成的附整改后照片，粘贴在照片栏，或者另行"
        "发送电子照片并注明隐患序号。\n"
        "未完成的，写明原因、计划完成日期和完成前的管控措施。\n"
        "负责人签名、单位盖章后交回；也可以将签字盖章后的本单拍照发送给服务机构，扫描二维码即可"
        "识别编号。",
        "Say for each hazard what was really done; where it is finished add a photo of the result, "
        "stuck into its frame or sent apart with the number of the hazard.\n"
        "Where it is not finished, say why, when it will be and how the risk is controlled.\n"
        "Sign, seal and return the form, or send a photo of it; its code holds the number.",
    ),
    "reply_state": ("整改情况", "State"),
    "reply_measure": ("实际整改措施", "What was done"),
    "reply_done": ("完成日期", "Finished on"),
    "reply_cost": ("整改费用（元）", "Cost (CNY)"),
    "reply_person": ("整改责任人\n（签名）", "Person in charge (signature)"),
    "reply_plan": ("计划完成日期\n（未完成）", "Planned for (if open)"),
    "reply_reason": ("未完成原因和\n管控措施", "Why open, and how controlled"),
    "reply_before": ("整改前照片", "Photo before"),
    "reply_after": ("整改后照片（粘贴处）", "Photo after (stick here)"),
    "reply_stick": ("整改前照片（粘贴处）", "Photo before (stick here)"),
    "reply_remark": ("其他说明", "Remarks"),
    "reply_side": ("回复单位", "Replying enterprise"),
    "received_side": ("收到（由服务机构填写）", "Received (by the agency)"),
    "principal_sign": ("单位负责人（签名）", "Person in charge (signature)"),
    "filled_sign": ("填写人（签名）", "Filled in by (signature)"),
    "taken_sign": ("接收人（签名）", "Received by (signature)"),
    "reply_seal": ("回复单位（盖章）", "Seal of the enterprise"),
    # The re-inspection
    "reinspection": ("复查意见书", "Opinion on Re-inspection"),
    "recheck_lead": (
        "{agency}于{date}对{name}《{paper}》（{number}）所列事故隐患的整改情况进行了复查，共复查"
        "{count}项：已整改{rectified}项、部分整改{partly}项、未整改{not_rectified}项、无法复查"
        "{not_checkable}项。",
        "On {date} {agency} inspected again the hazards of notice {number} at {name}, {count} in "
        "all: {rectified} rectified, {partly} partly rectified, {not_rectified} not rectified, "
        "{not_checkable} could not be checked.",
    ),
    "recheck_closed": (
        "所复查的隐患均已整改，建议你单位保持整改效果，并将整改情况如实记录、向从业人员通报。",
        "All hazards inspected are rectified. We suggest keeping them so, and recording the result "
        "truthfully and telling the employees.",
    ),
    "recheck_open": (
        "尚未完成整改的隐患（第{numbers}项），建议你单位按照下列意见和期限继续整改，整改完成前"
        "采取可靠的防范措施。",
        "Hazards not yet finished: {numbers}. We suggest going on with the measures and dates "
        "below, with reliable precautions until then.",
    ),
    "recheck_when": ("复查时间", "When"),
    "recheck_mode": ("复查方式", "How"),
    "recheck_staff": ("复查人员", "Re-inspected by"),
    "recheck_list": ("复查结果一览", "Overview"),
    "recheck_details": ("逐项复查情况", "Hazard by hazard"),
    "recheck_opinion": ("复查意见", "Opinion"),
    "told_deadline": ("原建议期限", "Earlier deadline"),
    "new_deadline": ("新的建议期限", "New suggested deadline"),
    "outcome": ("复查结论", "Outcome"),
    "outcome.rectified": ("已整改", "Rectified"),
    "outcome.partly": ("部分整改", "Partly rectified"),
    "outcome.not_rectified": ("未整改", "Not rectified"),
    "outcome.not_checkable": ("无法复查", "Could not be checked"),
    "recheck_fact": ("复查情况", "What was seen"),
    "left": ("遗留问题和\n建议措施", "Left to do, advice"),
    "before": ("整改前", "Before"),
    "after": ("复查时", "At re-inspection"),
    "no_photo": ("（无照片）", "(no photo)"),
    "before_name": ("照片{number}-{place}（前）", "Photo {number}-{place} (before)"),
    "after_name": ("照片{number}-{place}（复查）", "Photo {number}-{place} (after)"),
    "overall_opinion": ("总体意见", "Overall"),
    "recheck_advice": ("意见和建议", "Advice"),
    "escalate_to": ("报告对象和时间", "Reported to, when"),
    "rechecker_sign": ("复查人员（签名）", "Re-inspected by (signature)"),
    "recheck_hint": (
        "本意见书是安全生产责任保险事故预防服务文书，只反映复查时所见，不代替行政机关的复查；"
        "所列措施和期限为服务建议，不减轻、不替代企业依法应当履行的安全生产责任。",
        "This is a service paper of accident prevention under work-safety liability insurance; it "
        "tells what was seen at the re-inspection and does not stand for one by an authority. "
        "Measures and dates are advice and take nothing from the duties of the enterprise.",
    ),
}
