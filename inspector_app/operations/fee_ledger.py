"""The fee ledger (费用台账): real expenses from closed records and issued expense papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from inspector_app.checklists.filled import Filled
from inspector_app.checklists.problems import FormProblem
from inspector_app.documents.ledgers import fee_ledger_xlsx
from inspector_app.domain.dossier import Enterprise, enterprise_of
from inspector_app.domain.dossier_papers import (
    IssuedPaper,
    issued_papers_of,
    paper_signatures_of,
)
from inspector_app.domain.dossier_records import Record, RecordState, records_of
from inspector_app.domain.fold import Dossier
from inspector_app.domain.ledgers import FeeLedger, FeeLine
from inspector_app.domain.service_papers import amount
from inspector_app.i18n import N_, translated
from inspector_app.operations.ledger_scope import (
    LedgerScope,
    LedgerStopped,
    Tell,
    checked,
    dossiers_in,
    head_of,
    never,
    untold,
)
from inspector_app.operations.records import filled_record
from inspector_app.operations.session import Session
from inspector_app.operations.visits import require_dossier

FORM, PAPER = "sf-expense", "expense_voucher"
RECORDED, ISSUED, VOIDED = N_("Recorded"), N_("Paper issued"), N_("void")
_ASKED = {  # field of the ledger: question of the form
    "expense_no": "expense_no",
    "pay_date": "pay_date",
    "policy_no": "policy_no",
    "insurer": "insurer",
    "premium_received": "premium_received",
    "service_no": "service_no",
    "service_date": "service_date",
    "payee": "payee",
    "payee_uscc": "payee_uscc",
    "invoice_no": "invoice_no",
    "invoice_date": "invoice_date",
    "amount": "amount",
    "approve_date": "approve_date",
}


@dataclass(frozen=True, slots=True)
class FeeBook:
    """The ledger, and how many expense records are begun and not closed: those count nothing."""

    ledger: FeeLedger
    drafts: int


def fee_ledger(
    session: Session,
    scope: LedgerScope,
    *,
    tell: Tell = untold,
    stopped: Callable[[], bool] = never,
) -> FeeBook:
    """Return the fee ledger of a scope by day of payment.

    Only closed records and issued papers count; records recorded by mistake are left out, voided
    papers stay with their number. Raises BadInput, UnknownRecord, LedgerStopped.
    """
    head = head_of(session, checked(scope))
    keys = dossiers_in(session, scope, ("record:",))
    lines: list[FeeLine] = []
    drafts = 0
    for place, key in enumerate(keys):
        if stopped():
            raise LedgerStopped(done=place, count=len(keys))
        tell(place, len(keys))
        found, open_ones = _of_dossier(session, key, scope.language)
        lines.extend(found)
        drafts += open_ones
    ledger = FeeLedger(
        holder=head.holder,
        period=head.period,
        made_at=head.made_at,
        lines=tuple(line for line in _summed(lines) if scope.holds(line.pay_date)),
        language=scope.language,
    )
    return FeeBook(ledger, drafts)


def fee_ledger_file(session: Session, scope: LedgerScope) -> bytes:
    """Return the fee ledger of a scope as a workbook."""
    return fee_ledger_xlsx(fee_ledger(session, scope).ledger)


def _of_dossier(session: Session, key: str, language: str) -> tuple[list[FeeLine], int]:
    dossier = require_dossier(session, key)
    records = [one for one in records_of(dossier) if one.opened.form == FORM]
    papers = [one for one in issued_papers_of(dossier) if one.body.paper == PAPER]
    gathering = _Gathering(session, dossier, enterprise_of(key, dossier), language)
    lines: list[FeeLine] = []
    drafts = 0
    for record in records:
        mine = [paper for paper in papers if paper.body.ref == record.record]
        if mine:
            lines.extend(gathering.line(record, paper) for paper in mine)
        elif record.state is RecordState.CLOSED:
            lines.append(gathering.line(record, None))
        elif record.is_open:
            drafts += 1
    return lines, drafts


@dataclass(frozen=True, slots=True)
class _Gathering:
    """What the lines of one enterprise are made from."""

    session: Session
    dossier: Dossier
    enterprise: Enterprise
    language: str

    def line(self, record: Record, paper: IssuedPaper | None) -> FeeLine:
        """Return the line of an expense; an issued paper gives number and state."""
        try:
            asked = filled_record(self.session, record.record)
        except FormProblem:  # its form did not come with a sync yet
            asked = Filled(record.opened.form, record.opened.version, "", ())
        line = _answered(asked)
        number = paper.body.number if paper else line.expense_no
        voided = bool(paper and paper.voided)
        state = VOIDED if voided else ISSUED if paper else RECORDED
        return msgspec.structs.replace(
            line,
            expense_no=number,
            pay_date=line.pay_date or record.opened.date,
            ent_name=self.enterprise.name,
            ent_uscc=self.enterprise.code,
            approver=self._approver(record.record),
            state=translated(state, self.language),
            voided=voided,
        )

    def _approver(self, record: str) -> str:
        signed = paper_signatures_of(self.dossier, PAPER, record)
        return next((one.body.name for one in signed if one.body.place == "approver_sign"), "")


def _answered(asked: Filled) -> FeeLine:
    words = {line.name: line.shown for line in asked.lines()}
    texts = {name: asked.value(question) for name, question in _ASKED.items()}
    rate = amount(asked.value("rate_value"))
    rule = words.get("rate", "")
    return msgspec.structs.replace(
        FeeLine(),
        **texts,
        category=words.get("category", ""),
        sub_type=words.get("sub_type", ""),
        purpose=words.get("other_type", ""),
        spent_after=asked.value("total_after"),
        rule=rule if rate is None else f"{rule} {rate.normalize():f}%".strip(),
        note=words.get("over_reason", ""),
    )


def _summed(lines: list[FeeLine]) -> Iterator[FeeLine]:
    """Yield the lines by day, each with what its policy has spent up to there: as its voucher
    says, else the sum of the lines here."""
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for line in sorted(lines, key=lambda one: (one.pay_date, one.ent_name, one.expense_no)):
        if not line.voided:
            spent[line.policy_no] += amount(line.amount) or Decimal(0)
        after = line.spent_after or ("" if line.voided else str(spent[line.policy_no]))
        yield msgspec.structs.replace(line, spent_after=after)
