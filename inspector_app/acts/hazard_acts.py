"""Acts about hazards after they were told: the enterprise's reply, their kind, their cause."""

from __future__ import annotations

import msgspec

from inspector_app.acts.table import Parameters, Result, Scene, registers
from inspector_app.domain.hazard_categories import CATEGORIES, CLASSES, category_name
from inspector_app.domain.hazards import HazardAnalysed, HazardReplied, Replied
from inspector_app.operations.hazard_replies import classify_hazard as classify
from inspector_app.operations.hazard_replies import record_reply as reply
from inspector_app.operations.hazards import analyse_hazard as analyse


class Reply(Parameters, frozen=True, kw_only=True):
    """What the enterprise replied: on which day, how far it is, what was done, at what cost (yuan),
    by whom and when; of what is not finished why, until when and how it is kept safe."""

    hazard: str
    date: str
    status: Replied = Replied.DONE
    measure: str = ""
    cost: str = ""
    responsible: str = ""
    done_on: str = ""
    reason: str = ""
    planned_on: str = ""
    control: str = ""


class Classify(Parameters, frozen=True, kw_only=True):
    """A hazard and its kind, a code of ``list_categories``; "" takes it back."""

    hazard: str
    category: str


class Analyse(Parameters, frozen=True, kw_only=True):
    """State and cause of a major hazard, and how much harm it may do."""

    hazard: str
    cause: str = ""
    harm: str = ""


class Language(Parameters, frozen=True, kw_only=True):
    """The language of the names."""

    language: str = "zh_CN"


@registers(Reply)
def record_reply(scene: Scene, given: Reply) -> Result:
    """Record what the enterprise replied about a hazard."""
    said = msgspec.convert(msgspec.to_builtins(given), HazardReplied)
    reply(scene.opened(), said)
    return {"hazard": given.hazard}


@registers(Classify)
def classify_hazard(scene: Scene, given: Classify) -> Result:
    """Record which kind of hazard it is."""
    classify(scene.opened(), given.hazard, given.category)
    return {"hazard": given.hazard}


@registers(Analyse)
def analyse_hazard(scene: Scene, given: Analyse) -> Result:
    """Record the cause and the danger of a major hazard for its report."""
    body = HazardAnalysed(hazard=given.hazard, cause=given.cause.strip(), harm=given.harm.strip())
    analyse(scene.opened(), body)
    return {"hazard": given.hazard}


@registers(Language)
def list_categories(_scene: Scene, given: Language) -> Result:
    """List the kinds of hazards: code and name."""
    codes = (*CLASSES, *CATEGORIES)
    return {"results": [{"code": one, "name": category_name(one, given.language)} for one in codes]}
