"""Which entity of a dossier a subject belongs to: the unit of the projections."""

from __future__ import annotations

_OWN = ("contact", "site", "policy", "task", "visit", "hazard", "notice", "paper", "photo")
_PART_OF = {
    "visit_end": "visit",
    "major": "hazard",
    "reinspection": "hazard",
    "notice_void": "notice",
    "delivery": "notice",
    "paper_void": "paper",
    "paper_delivery": "paper",
}
_ONE_OF_MANY = ("reinspection", "notice_void", "delivery", "paper_void", "paper_delivery")


def entity_of(subject: str) -> str:
    """Return the entity whose row depends on this subject, "" where no list shows it.

    ``reinspection:<hazard>/<key>`` belongs to ``hazard:<hazard>``.
    """
    prefix, _colon, key = subject.partition(":")
    if prefix == "enterprise":
        return "enterprise:"
    if prefix in _OWN:
        return subject
    whole = _PART_OF.get(prefix)
    if whole is None:
        return ""
    return f"{whole}:{key.rpartition('/')[0] if prefix in _ONE_OF_MANY else key}"
