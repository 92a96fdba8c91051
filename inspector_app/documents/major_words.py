"""The words of the notice of major hazards: the notice's, with its own title and sentences."""

from __future__ import annotations

from dataclasses import replace

from inspector_app.documents.notice_words import CHINESE, ENGLISH, Words, words_of
from inspector_app.domain.major_notice import MajorNotice
from inspector_app.domain.notices import Notice

MAJOR_CHINESE = replace(
    CHINESE,
    title="重大事故隐患告知书",
    greeting="{name}及主要负责人（实际控制人）：",
    lead=(
        "根据安全生产责任保险事故预防服务安排，{agency}于{date}对你单位开展现场服务，"
        "发现重大事故隐患{major}项。现将判定标准、建议立即采取的措施和整改建议告知如下，"
        "建议你单位立即采取措施，落实责任、措施、资金、时限和预案，及时组织整改。"
    ),
    receipt_text=(
        "本单位已收到《重大事故隐患告知书》（{number}），知悉所列重大事故隐患{major}项。"
    ),
)
MAJOR_ENGLISH = replace(
    ENGLISH,
    title="Notice of Major Hazards",
    greeting="To {name} and the person in charge:",
    lead=(
        "As part of the accident prevention service under work safety liability insurance, "
        "{agency} visited your site on {date} and found {major} major hazard(s). This notice tells "
        "you the criterion, the immediate measures and the rectification we suggest. We suggest "
        "that you act at once and settle person, measures, funds, time limit and emergency plan."
    ),
    receipt_text=(
        "We have received the Notice of Major Hazards ({number}) and taken note of {major} major "
        "hazard(s)."
    ),
)


def words_for(notice: Notice) -> Words:
    """Return the words of this notice in its language; Chinese where it is not English."""
    if not isinstance(notice, MajorNotice):
        return words_of(notice.language)
    return MAJOR_ENGLISH if notice.language == "en" else MAJOR_CHINESE
