"""The reply form (整改回复单): hazards filled in, the rest for the enterprise to write.

Its QR holds its number alone, so that a sheet that comes back is found by scanning it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inspector_app.domain.hazard_papers import (
    HazardPaper,
    PaperHazard,
    day_faults,
    hazard_faults,
)
from inspector_app.domain.notices import QrInvalid
from inspector_app.domain.service_papers import PaperInvalid

REPLY_MARK = "回"
_CODE = "IA1-REPLY"


class ReplyForm(HazardPaper, frozen=True, tag="reply_form"):
    """The form to reply to one notice, and where it is sent back to."""

    reply_no: str = ""
    notice_no: str = ""
    notice_date: str = ""
    reply_by: str = ""
    return_to: str = ""
    return_address: str = ""
    return_phone: str = ""
    return_contact: str = ""
    hazards: tuple[PaperHazard, ...] = ()

    def number(self) -> str:
        """Return the number of the form."""
        return self.reply_no

    def faults(self) -> Iterator[str]:
        """Yield what keeps the form from being made."""
        yield from super().faults()
        if not self.insured.ent_name.strip():
            yield "ent_name"
        if not self.notice_no.strip():
            yield "notice_no"
        if "|" in self.reply_no + self.notice_no:
            yield "reply_no"
        yield from day_faults("days", (self.notice_date, self.reply_by))
        yield from hazard_faults(self.hazards)


@dataclass(frozen=True, slots=True)
class ReplyCode:
    """What the QR of a reply form says: the form's number and the notice's number."""

    reply_no: str
    notice_no: str


def reply_code(form: ReplyForm) -> str:
    """Return ``IA1-REPLY|number of the form|number of the notice``; raises PaperInvalid."""
    if "|" in form.reply_no + form.notice_no:
        raise PaperInvalid(reason=form.reply_no)
    return f"{_CODE}|{form.reply_no}|{form.notice_no}"


def parse_reply_code(text: str) -> ReplyCode:
    """Return the numbers of a scanned reply form; raises QrInvalid where it is none."""
    parts = text.strip().split("|")
    if len(parts) != 3 or parts[0] != _CODE or not parts[2]:
        raise QrInvalid(reason=text[:20])
    return ReplyCode(parts[1], parts[2])
