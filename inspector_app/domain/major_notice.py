"""The notice of major hazards (重大事故隐患告知书): its own notice, with the proof of telling."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from inspector_app.domain.hazard_papers import Telling, telling_faults
from inspector_app.domain.hazards import Level
from inspector_app.domain.notices import Notice, NoticeInvalid

MAJOR_MARK = "重"


class MajorNotice(Notice, frozen=True, tag_field="paper", tag="major_notice"):
    """A notice whose hazards are all major; ``telling`` says who was told when, with what proof.

    It is handed to the person in charge or the one who really controls the enterprise.
    """

    telling: tuple[Telling, ...] = ()

    def own_faults(self) -> Iterator[str]:
        """Yield a hazard that is not major, and proofs that do not fit."""
        for hazard in self.hazards:
            if hazard.level is not Level.MAJOR:
                yield f"hazard {hazard.number} level"
        yield from telling_faults(self.telling, (hazard.number for hazard in self.hazards))


def parse_major_notice(value: bytes) -> MajorNotice:
    """Return the notice of major hazards of these bytes; raises NoticeInvalid on anything else."""
    try:
        return msgspec.json.decode(value, type=MajorNotice)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise NoticeInvalid(reason=str(error)) from error
