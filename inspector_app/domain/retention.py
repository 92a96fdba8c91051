"""How long the records of prevention services are kept, and what may cut that short.

AQ 9010-2019 §7.4 asks for at least five years; they are counted from the end of the volume's year,
or from the end of the last policy that was in force in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

YEARS = 5
OVER = "retention-over"  # the reason to erase what was kept long enough


class EarlyReason(StrEnum):
    """Why content may be erased before its retention has ended."""

    SUBJECT_REQUEST = "subject-request"  # 个人信息保护法 art. 47
    COURT_ORDER = "court-order"
    AUTHORITY_ORDER = "authority-order"
    RECORDED_BY_MISTAKE = "recorded-by-mistake"  # of a person or enterprise that is none of ours
    UNLAWFUL_CONTENT = "unlawful-content"


REASONS = (OVER, *(reason.value for reason in EarlyReason))


def keep_until(year: int, policy_ends: Iterable[str] = ()) -> date:
    """Return the last day on which a volume must still be kept; days of policies that cannot be
    read count nothing."""
    last = max([date(year, 12, 31), *_days(policy_ends)])
    until = min(last.year + YEARS, date.max.year)
    try:
        return last.replace(year=until)
    except ValueError:  # 29 February
        return date(until, 3, 1)


def _days(texts: Iterable[str]) -> Iterable[date]:
    for text in texts:
        try:
            yield date.fromisoformat(text)
        except ValueError:
            continue
