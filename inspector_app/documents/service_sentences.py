"""Titles and sentences of the service papers: Chinese, then English."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "service_plan": ("事故预防服务方案（年度计划）", "Service Plan for the Policy Year"),
    "service_confirmation": ("事故预防服务确认单", "Service Confirmation"),
    "sign_in_sheet": ("签到表", "Sign-in Sheet"),
    "service_record": ("事故预防现场服务记录", "Record of Service on Site"),
    "record_sheet": ("服务记录", "Service Record"),
    "return_visit": ("服务回访评价表", "Return Visit and Evaluation"),
    "complaint_record": ("投诉处理单", "Complaint Record"),
    "expense_voucher": ("事故预防费用支出单", "Prevention Fee Expense"),
    "fee_statement": ("事故预防费用使用情况通报", "Statement of Prevention Fees Used"),
    "service_report": ("事故预防服务报告", "Prevention Service Report"),
    "yearly_review": ("事故预防服务年度评估报告", "Yearly Review of Prevention Services"),
    "archive_index": ("事故预防服务归档目录", "Index of the Service Archive"),
    "number_line": ("编号：{number}", "No. {number}"),
    "footer": (
        "{number}　·　共 {pages} 页　第 {page} 页　·　{short}",
        "{number} · page {page} of {pages} · {short}",
    ),
    "certified": ("{name}（证号 {certificate}）", "{name} (certificate {certificate})"),
    "blank_date": ("　　　年　　月　　日", "____________"),
    "verify": (
        "扫描二维码可用本程序离线核对本文书与存档记录是否一致。",
        "Scan the code with this program to check this paper against the records, also offline.",
    ),
    "fingerprint": ("内容校验值", "Content hash"),
    "copies": ("本文书一式{count}份：{holders}各一份。", "{count} copies, one each: {holders}."),
    "copies_one": ("本文书一份，由{holders}存档。", "One copy, kept by {holders}."),
    "holder_enterprise": ("投保单位", "the insured"),
    "holder_agency": ("服务机构", "the service agency"),
    "holder_insurer": ("保险机构", "the insurer"),
    "none": ("无", "None"),
    "no_rows": ("（无）", "(none)"),
    "contents": ("目　录", "Contents"),
    "under_insurance": (
        "安全生产责任保险事故预防服务",
        "Accident Prevention Service under Work-Safety Liability Insurance",
    ),
    "plan_hint": (
        "服务项目、频次和措施由双方协商确定；每次服务前另行确认。事故预防费用从实际收取的保费中"
        "据实列支，不向投保单位另行收取。企业是安全生产的责任主体，本方案不减轻、不替代其依法应当"
        "履行的安全生产责任。",
        "Items, frequency and measures were agreed by both sides; each service is confirmed again "
        "beforehand. Prevention fees are paid from the premium received as really spent; nothing "
        "is charged to the insured. The enterprise remains responsible for work safety.",
    ),
    "confirm_hint": (
        "服务人员进入现场后遵守投保单位的安全管理规定并做好个人防护；确认内容有变更的，双方另行"
        "确认并记录。",
        "Service staff follow the safety rules of the insured on site and protect themselves; "
        "changes are confirmed again by both sides and recorded.",
    ),
    "signin_hint": ("由本人签名；代签的请注明。", "Each person signs; note any proxy."),
    "record_hint": (
        "本记录由双方确认后归档，保存不少于五年。所列措施为服务建议，企业是安全生产的责任主体。",
        "Confirmed by both sides and filed for at least five years. Measures are advice; the "
        "enterprise remains responsible for work safety.",
    ),
    "return_hint": (
        "评分由受访人自行选择：5 非常满意，4 满意，3 一般，2 不满意，1 非常不满意。",
        "Scores are chosen by the person asked: 5 very satisfied to 1 very dissatisfied.",
    ),
    "complaint_hint": (
        "自受理之日起10个工作日内答复；需要核查的30个工作日内答复；确需延期的不超过30日，"
        "并告知投诉人延期理由。",
        "Answered within 10 working days, within 30 where facts are checked first; an extension is "
        "at most 30 days and its reason is told.",
    ),
    "expense_hint": (
        "事故预防费用据实列支、专款专用，凭真实服务记录和有效凭证入账，不得预提，不得用于政府接待、"
        "业务招待、奖金返还、中介佣金等。",
        "Prevention fees are paid as really spent, on a service record and a voucher; nothing is "
        "set aside beforehand, and no hospitality, rebate or commission is paid from them.",
    ),
    "fee_lead": (
        "根据安全生产责任保险事故预防服务有关规定，现将{period}你单位保险单项下事故预防"
        "费用使用情况如实通报如下。",
        "The prevention fees used under your policy in the period {period} are stated "
        "truthfully below.",
    ),
    "fee_sum": (
        "本期间共列支{count}笔，合计{spent}。",
        "{count} expenses were paid in this period, {spent} in total.",
    ),
    "fee_sum_share": (
        "本期间共列支{count}笔，合计{spent}，占实际收取保费的{share}。",
        "{count} expenses were paid in this period, {spent} in total, {share} of the premium "
        "received.",
    ),
    "fee_hint": (
        "费用从实际收取的保费中据实列支，未向投保单位另行收取。对费用使用情况有疑问的，可向保险机构"
        "或服务机构查询。",
        "Fees were paid from the premium received; nothing was charged to the insured. Questions "
        "are answered by the insurer or the agency.",
    ),
    "rule.cap": ("不高于实际收取保费的{rate}%", "at most {rate}% of the premium received"),
    "rule.floor": ("不低于实际收取保费的{rate}%", "at least {rate}% of the premium received"),
    "rule.fixed": ("为实际收取保费的{rate}%", "{rate}% of the premium received"),
    "result.within": ("未超过规定上限", "within the cap"),
    "result.over": ("超过规定比例", "over the rate"),
    "result.under": ("尚未达到规定比例", "below the rate so far"),
    "result.met": ("达到规定比例", "meets the rate"),
    "result.unknown": ("无法计算", "cannot be told"),
    "lead_none": (
        "本次服务未发现事故隐患；未检查的项目和区域不在此结论范围内。",
        "No hazard was found; this says nothing of items and areas that were not checked.",
    ),
    "lead_found": (
        "本次服务共发现事故隐患{count}项，其中重大事故隐患{major}项、一般事故隐患{general}项。",
        "{count} hazards were found: {major} major and {general} general.",
    ),
    "rate_note": (
        "符合率＝符合÷（符合＋不符合）；不涉及和未检查的项目不计入，未检查项目单独列出。",
        "Conformity rate = conforming ÷ (conforming + not conforming); items not applicable or not "
        "checked do not count, and those not checked are listed apart.",
    ),
    "light.none": ("未检查", "Nothing was checked"),
    "light.red": ("红（有重大隐患）", "Red (major hazard)"),
    "light.yellow": ("黄（有一般隐患或未检查项目）", "Yellow (general hazards or unchecked items)"),
    "light.green": ("绿（未发现隐患）", "Green (no hazard found)"),
    "report_hint": (
        "本报告是安全生产责任保险事故预防服务报告，不是安全评价报告，只反映服务期间所到区域和所查"
        "项目的状况；所列措施和期限为服务建议，不减轻、不替代企业依法应当履行的安全生产责任。",
        "This is a report on a prevention service and no statutory safety evaluation. It tells the "
        "state of the areas and items seen during the service; measures and dates are advice, and "
        "the enterprise remains responsible for work safety.",
    ),
    "in_force": ("自{start}起施行", "in force from {start}"),
    "in_force_to": ("{start}至{end}有效", "in force {start} to {end}"),
    "instrument_note": (
        "以上为服务日期（{date}）有效的标准和规定。",
        "These were in force on the day of the service ({date}).",
    ),
    "photo_name": ("隐患{number}照片{place}", "Hazard {number}, photo {place}"),
    "photo_plain": ("照片{place}", "Photo {place}"),
    "no_area": ("未注明区域", "area not stated"),
    "hazard_name": ("隐患 {number}", "Hazard {number}"),
    "month": ("{month}月", "month {month}"),
    "times": ("{count}次", "{count}"),
    "items": ("{count}项", "{count}"),
    "review_lead": (
        "本报告对{year}年度{name}安全生产责任保险事故预防服务的实施情况、效果和费用使用进行评估，"
        "并提出改进意见。",
        "This report reviews how the prevention services for {name} in {year} were carried out, "
        "what they achieved and what was spent, and proposes improvements.",
    ),
    "archive_hint": (
        "一户一档，保存期限不少于五年，不得丢失、篡改、隐匿或者擅自销毁。校验值为电子文件SHA-256"
        "的前十二位。",
        "One archive per insured, kept for at least five years; not to be lost, altered, concealed "
        "or destroyed. Hashes are the first twelve digits of the file's SHA-256.",
    ),
    "sheet_form": ("表单 {form}　版本 {version}", "Form {form}, version {version}"),
}
