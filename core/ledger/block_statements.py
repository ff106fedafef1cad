"""The statement of one block: what its hours were used for, whatever the month. It is read, never issued."""

from collections.abc import Sequence
from datetime import date

from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.codec import canonical, plain
from core.ledger.settings import BusinessSettings
from core.ledger.statement_details import LAYOUT, StatementLeft, details_of
from core.ledger.statement_views import Statement, StatementBlock, StatementEntry, StatementView
from core.model.accounts import AccountCard
from core.model.blocks import Block, HoursChange, HoursCorrection, LapseCause, Origin
from core.queries.queries import Queries
from core.rules import statement as rule
from core.rules.charge import explain
from core.rules.worth import Use
from core.session import Session, needs

_ROLLED = "rolled"
"""The cause of minutes that were carried from an expired block into another one."""
_CORRECTED = {LapseCause.ADJUSTED: HoursChange.ADJUSTED, LapseCause.TRANSFERRED: HoursChange.TRANSFERRED}


class BlockStatements:
    """Statements of single blocks."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.READ)
    def read(self, account_id: str, block_id: str) -> Statement:
        """What a block of an account gave: its hours, the entries that it paid, what lapsed, what is left.

        Errors: `Refused` for a block that is not one of the account, or was voided.
        """
        with self._session.store.reading():
            block = self._session.store.reads.block(block_id)
            if block is None or block.voided or block.account_id != account_id:
                raise Refused(
                    _("{account} has no block {block_id} that stands").format(
                        account=self._queries.card(account_id).address, block_id=block_id
                    ),
                    see=f"block list {self._queries.card(account_id).address}",
                )
            view = self._view(self._queries.card(account_id), block)
            return Statement(view, logo=BusinessSettings(self._session).logo_of(view.logo))

    def _view(self, card: AccountCard, block: Block) -> StatementView:
        session, queries = self._session, self._queries
        uses = session.store.figures.uses(account_id=card.account_id)
        entries = self._entries(card, [use for use in uses if use.entry_id and use.block_id == block.block_id])
        rows = [self._added(block), *self._moved(card, block, uses)]
        today = queries.today(card.account_id)
        shown = {entry.entry_id for entry in entries}
        left = block.remaining_minutes
        found = details_of(session, queries, card.account_id, rule.month_of(today), left, shown)
        head = session.store.head()
        summed = {kind: sum(row.minutes for row in rows if row.kind == kind) for kind in {row.kind for row in rows}}
        later = block.available_from.isoformat() if block.available_from > today else ""
        expires_on = block.expires_on.isoformat() if block.expires_on else ""
        return StatementView(
            client_code=card.client.code,
            client_name=card.client.name,
            business_name=session.store.reads.setting("business_name") or "",
            month=rule.month_of(today),
            opening_minutes=0,
            sold_minutes=summed.get("sold", 0) + summed.get("gift", 0),
            renewed_minutes=summed.get("renewed", 0),
            charged_minutes=sum(entry.deducted_minutes for entry in entries),
            forfeited_minutes=summed.get("forfeited", 0),
            closing_minutes=left,
            billed_minutes=0,
            worked_seconds=sum(entry.worked_seconds for entry in entries),
            entries=tuple(entries),
            blocks=tuple(sorted(rows, key=lambda row: row.day)),
            proposals=(),
            digest=head.digest if head else "",
            made_on=today.isoformat(),
            adjusted_minutes=summed.get("adjusted", 0),
            included_minutes=summed.get("included", 0),
            credited_minutes=summed.get("credited", 0),
            account_id=card.other_id or "",
            account=card.name,
            address=card.address,
            layout=LAYOUT,
            letterhead=found.letterhead,
            logo=found.logo,
            reference=found.reference,
            left=(StatementLeft(left, expires_on, later),) if left else (),
            contests=tuple(each for each in found.contests if each.entry_id in shown),
            block_id=block.block_id,
            block_minutes=block.size_minutes,
            block_day=block.sold_on.isoformat(),
        )

    def _entries(self, card: AccountCard, uses: Sequence[Use]) -> list[StatementEntry]:
        """The entries that the block paid, with the minutes that it gave; their charge stands whole."""
        minutes: dict[str, int] = {}
        for use in uses:
            minutes[use.entry_id] = minutes.get(use.entry_id, 0) + use.minutes
        found = self._queries.entries_by_id([entry_id for entry_id, drawn in minutes.items() if drawn])
        lines = [
            StatementEntry(
                entry_id=view.entry_id,
                day=view.work_date.isoformat(),
                technician=view.technician,
                ticket=view.ticket,
                work_type=view.work_type,
                note=view.note,
                worked_seconds=view.worked_seconds,
                charged_minutes=view.charged_minutes,
                deducted_minutes=minutes[view.entry_id],
                explanation=explain(view.charge),
                charge=canonical(plain(view.charge)),
                client_id="" if view.client.client_id == card.client.client_id else view.client.client_id,
                client="" if view.client.client_id == card.client.client_id else view.client.code,
                client_name="" if view.client.client_id == card.client.client_id else view.client.name,
            )
            for view in sorted(found, key=lambda view: (view.work_date, view.recorded_at, view.entry_id))
        ]
        return lines

    def _added(self, block: Block) -> StatementBlock:
        told = self._correction(block.account_id, block.correction_id)
        is_sale = block.origin in (Origin.SOLD, Origin.RENEWED)
        return self._row(
            block, block.sold_on, block.origin.value, block.size_minutes, told,
            price_minor=block.price_minor if is_sale else 0,
        )  # fmt: skip

    def _moved(self, card: AccountCard, block: Block, uses: Sequence[Use]) -> list[StatementBlock]:
        """What came into the block from expired ones, and what left it without work."""
        lapses = self._session.store.statements.lapses(card.account_id)
        rows = []
        for use in uses:
            is_roll = bool(use.into_block_id) and not use.is_transfer
            if use.entry_id:
                continue
            if is_roll and use.into_block_id == block.block_id:
                rows.append(self._row(block, use.day, "adjusted", use.minutes, None, cause=_ROLLED))
            if use.block_id != block.block_id:
                continue
            if is_roll:
                rows.append(self._row(block, use.day, "adjusted", -use.minutes, None, cause=_ROLLED))
                continue
            lapse = lapses[use.seq]
            told = self._correction(card.account_id, lapse.correction_id)
            if lapse.cause in tuple(_CORRECTED):
                rows.append(self._row(block, use.day, "adjusted", -use.minutes, told))
            else:
                kind = "credited" if lapse.cause == LapseCause.CREDITED else "forfeited"
                rows.append(
                    self._row(
                        block, use.day, kind, use.minutes, told, cause=lapse.cause, price_minor=-lapse.credit_minor,
                        taken_back=use.minutes < 0,
                    )
                )  # fmt: skip
        return rows

    def _correction(self, account_id: str, correction_id: str | None) -> HoursCorrection | None:
        if correction_id is None:
            return None
        found = self._session.store.reads.corrections(account_id)
        return next((each for each in found if each.correction_id == correction_id), None)

    def _row(
        self,
        block: Block,
        day: date,
        kind: str,
        minutes: int,
        told: HoursCorrection | None,
        *,
        cause: str = "",
        price_minor: int = 0,
        taken_back: bool = False,
    ) -> StatementBlock:
        other = (told.other_account_id or "") if told else ""
        return StatementBlock(
            block_id=block.block_id,
            day=day.isoformat(),
            kind=kind,
            minutes=minutes,
            price_minor=price_minor,
            currency=block.currency,
            expires_on=block.expires_on.isoformat() if block.expires_on else "",
            cause=cause or (told.kind.value if told else ""),
            reason=told.reason if told else "",
            other=other,
            taken_back=taken_back,
            other_account=self._queries.card(other).address if other else "",
        )
