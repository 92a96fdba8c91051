"""The index of an enterprise's archive of a year (归档目录)."""

from __future__ import annotations

from inspector_app.domain.dossier import papers_of
from inspector_app.domain.dossier_papers import issued_papers_of
from inspector_app.domain.dossier_records import RecordState
from inspector_app.domain.issued_papers import PAPER_KINDS, About
from inspector_app.domain.service_reports import ArchivedPaper, ArchiveIndex
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.compose_parts import cover_of, ground_of, insured_of
from inspector_app.operations.paper_orders import ComposedPaper, PaperOrder, composer
from inspector_app.operations.session import Session
from inspector_app.operations.year_facts import Year, day_of, year_of

KEPT_YEARS = 5  # AQ 9010-2019 §7.4: at least


@composer("archive_index")
def compose_archive_index(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return what lies in an enterprise's archive of a year; voided numbers stay listed.

    Raises BadInput where nothing does."""
    year = year_of(ground_of(session, order))
    ground = year.ground
    lines = (*_policy_line(year), *_notices(year), *_papers(year), *_records(year))
    if not lines:
        raise BadInput(what=_("Year"), reason=_("no paper or record belongs to it"))
    today = session.today()
    value = ArchiveIndex(
        insured=insured_of(year.ground),
        cover=cover_of(ground, year.policy),
        agency=ground.agency.name,
        year=year.year,
        papers=lines,
        keep_until=f"{today.year + KEPT_YEARS}-12-31",
        filed_by=session.person_name,
        language=order.language,
    )
    return ComposedPaper(
        value=value,
        day=day_of(year),
        title=ground.say("归档目录", "Index of the archive"),
        covers=year.covers(),
    )


def _policy_line(year: Year) -> tuple[ArchivedPaper, ...]:
    policy, ground = year.policy, year.ground
    if policy is None:
        return ()
    title = ground.say("安全生产责任保险单", "Liability policy")
    category = ground.say("保险合同", "Policy")
    line = ArchivedPaper(category=category, number=policy.number, title=title, date=policy.starts)
    return (line,)


def _void(year: Year, reason: str) -> str:
    return year.ground.say("作废：", "void: ") + reason


def _notices(year: Year) -> tuple[ArchivedPaper, ...]:
    ground = year.ground
    found = (one for one in papers_of(ground.dossier) if one.body.issued_at.startswith(year.year))
    return tuple(
        ArchivedPaper(
            category=ground.say("服务材料", "Service"),
            number=one.body.number,
            title=ground.say("事故隐患告知书", "Hazard notice"),
            date=one.body.issued_at[:10],
            pieces="1",
            sha256=one.body.pdf,
            note=_void(year, one.voided.reason) if one.voided else "",
        )
        for one in found
    )


def _papers(year: Year) -> tuple[ArchivedPaper, ...]:
    found = (
        one
        for one in issued_papers_of(year.ground.dossier)
        if one.body.issued_at.startswith(year.year) and one.body.paper != "archive_index"
    )
    return tuple(
        ArchivedPaper(
            category=_category(year, one.body.paper),
            number=one.body.number,
            title=one.body.title,
            date=one.body.issued_at[:10],
            pieces="1",
            sha256=one.body.pdf,
            note=_void(year, one.voided.reason) if one.voided else "",
        )
        for one in found
    )


_CATEGORIES = {
    "service_plan": ("服务方案", "Plan"),
    "expense_voucher": ("费用台账", "Fees"),
    "fee_statement": ("费用台账", "Fees"),
    "complaint_record": ("投诉处理", "Complaints"),
    "yearly_review": ("年度评估", "Review"),
}


def _category(year: Year, paper: str) -> str:
    return year.ground.say(*_CATEGORIES.get(paper, ("服务材料", "Service")))


def _records(year: Year) -> tuple[ArchivedPaper, ...]:
    """Return the closed records of the year that were not issued as papers."""
    ground = year.ground
    about = {kind.paper for kind in PAPER_KINDS.values() if kind.about is About.RECORD}
    issued = {one.body.ref for one in issued_papers_of(ground.dossier) if one.body.paper in about}
    closed = [one for one in year.records if one.state is RecordState.CLOSED]
    return tuple(
        ArchivedPaper(
            category=ground.say("服务材料", "Service"),
            title=_record_title(year, one.opened.form, one.opened.version),
            date=one.opened.date,
            pieces="1",
            note=ground.say("电子记录", "kept as data"),
        )
        for one in closed
        if one.record not in issued
    )


def _record_title(year: Year, form: str, version: str) -> str:
    return year.ground.session.library.record_form(form, version).entry.title
