"""The reply form (整改回复单): hazards filled in, the rest for the enterprise to write.

Its QR is that of every paper, so that a sheet that comes back is found by scanning it.
"""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.domain.hazard_papers import (
    HazardPaper,
    PaperHazard,
    day_faults,
    hazard_faults,
)

REPLY_MARK = "回"


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
