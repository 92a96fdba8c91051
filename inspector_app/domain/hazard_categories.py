"""What kind of hazard it is (隐患类别): basic management or on site, and which field of it.

The two classes and their fields are those of the guide to systems of finding and treating hazards
(《安全生产事故隐患排查治理体系建设实施指南》). A person decides; ``suggested`` proposes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CLASSES: dict[str, tuple[str, str]] = {  # Chinese, English
    "base": ("基础管理", "Management"),
    "site": ("现场管理", "On site"),
}
CATEGORIES: dict[str, tuple[str, str]] = {
    "base.licence": ("资质证照", "licences"),
    "base.organisation": ("安全管理机构及人员", "safety organisation and staff"),
    "base.responsibility": ("安全生产责任制", "responsibilities"),
    "base.rules": ("安全生产管理制度", "rules"),
    "base.procedures": ("安全操作规程", "operating procedures"),
    "base.training": ("教育培训", "training"),
    "base.files": ("安全生产管理档案", "files"),
    "base.funds": ("安全生产投入", "funds"),
    "base.emergency": ("应急管理", "emergency management"),
    "base.special_equipment": ("特种设备基础管理", "special equipment"),
    "base.occupational_health": ("职业卫生基础管理", "occupational health"),
    "base.contractors": ("相关方基础管理", "contractors"),
    "base.other": ("其他基础管理", "other"),
    "site.special_equipment": ("特种设备现场管理", "special equipment"),
    "site.equipment": ("生产设备设施", "equipment"),
    "site.environment": ("场所环境", "workplace"),
    "site.behaviour": ("从业人员操作行为", "behaviour at work"),
    "site.fire": ("消防安全", "fire safety"),
    "site.electricity": ("用电安全", "electricity"),
    "site.occupational_health": ("职业卫生现场安全", "occupational health"),
    "site.confined": ("有限空间现场安全", "confined spaces"),
    "site.auxiliary": ("辅助动力系统", "gas, air and other supplies"),
    "site.contractors": ("相关方现场管理", "contractors"),
    "site.other": ("其他现场管理", "other"),
}

# Field, how its class is known ("" from where it was looked for), words that point to it. The
# more special come first: 有限空间作业审批 is about confined spaces, not about papers.
_SIGNS: tuple[tuple[str, str, str], ...] = (
    ("confined", "site", "有限空间|受限空间|密闭空间"),
    (
        "special_equipment",
        "",
        "特种设备|锅炉|压力容器|压力管道|电梯|起重机|行车|塔机|施工升降机|叉车|专用机动车|气瓶|索道"
        "|游乐设施|安全阀|充装",
    ),
    ("contractors", "", "承包|承租|外包|相关方|发包|分包|转包"),
    ("occupational_health", "", "职业病|职业卫生|职业健康|职业危害"),
    ("emergency", "base", "应急预案|应急演练|应急救援|应急物资|应急管理|应急处置|事故报告|演练"),
    ("training", "base", "培训|教育|持证|操作证|资格证|考核合格|特种作业人员|无证"),
    ("funds", "base", "安全生产费用|安全投入|安全费用|工伤保险"),
    ("fire", "site", "消防|灭火|消火栓|疏散|防火|火灾|动火|安全出口|自喷|报警阀"),
    ("electricity", "site", "配电|用电|电气|电缆|电线|漏电|接地|插座|双重电源|双回路|供电"),
    ("auxiliary", "site", "空压机|压缩空气|燃气|煤气|制冷|供热|蒸汽|氧气站|加臭"),
    ("licence", "base", "许可|资质|营业执照|证照|安全设施设计|安全评价|竣工验收"),
    ("responsibility", "base", "责任制|责任书|职责"),
    ("organisation", "base", "管理机构|管理人员|安全员|矿长|配备.{0,6}人员"),
    ("procedures", "base", "操作规程|作业规程|施工方案|专项方案|施工组织设计"),
    (
        "behaviour",
        "site",
        "违章|违规作业|冒险|作业人员|操作人员|高处|吊装|监护|劳动防护|安全带|超员",
    ),
    (
        "equipment",
        "site",
        "设备|设施|装置|联锁|报警|防护罩|仪表|阀|探测|传感器|管道|储罐|除尘|炉|泵|支护|脚手架|模板"
        "|监测|监控|制动|救生|号灯",
    ),
    (
        "environment",
        "site",
        "通道|积水|堆放|杂物|照明|标志|警示|间距|距离|布局|建筑|库房|仓库|场所|部位|边坡|巷道|积尘",
    ),
    ("rules", "base", "制度"),
    ("files", "base", "台账|档案|记录|图纸"),
)
_FIELDS = tuple((field, of, re.compile(words)) for field, of, words in _SIGNS)
_TOPIC = re.compile("主题“([^”]+)”")  # of items whose clause is to be read in the official text
_PAPERS = re.compile(r"^\s*查(?:资料|阅|看资料)")


def category_name(code: str, language: str) -> str:
    """Return class and field of a category in a language, the class alone where no field is said;
    an unknown code stands for itself."""
    of = code.partition(".")[0]
    if not is_category(code):
        return code
    english = language == "en"
    names = [CLASSES[of], CATEGORIES[code]] if code != of else [CLASSES[of]]
    return (": " if english else "·").join(name[english] for name in names)


def is_category(code: str) -> bool:
    """Tell whether the code is a category, or a class alone."""
    return code in CATEGORIES or code in CLASSES


def suggested(*texts: str, section: str = "", method: str = "") -> str:
    """Return the category that a hazard most likely belongs to: its class alone where only the
    way of looking tells, "" where nothing does.

    ``texts`` are what was asked and found, the most telling first; ``section`` the part of the
    checklist; ``method`` how to look (查资料 … is about papers, 查现场 about the site).
    """
    papers = bool(_PAPERS.match(method))
    named = list(_fields_in(section))
    found = named if len(named) == 1 else [one for text in texts for one in _fields_in(text)]
    for field, of in found:
        code = f"{of or ('base' if papers else 'site')}.{field}"
        if code in CATEGORIES:
            return code
    return ("base" if papers else "site") if method.strip() else ""


def _fields_in(text: str) -> Iterator[tuple[str, str]]:
    topic = _TOPIC.search(text)
    told = topic[1] if topic else text
    return ((field, of) for field, of, words in _FIELDS if words.search(told))
