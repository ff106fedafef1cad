"""Forfeitures taken back: the minutes return to their block, which serves again until a day that is said."""

from datetime import date, timedelta

from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import BlockRestored
from core.queries.queries import Queries
from core.queries.views.balances import BalanceView
from core.rules import posting
from core.rules.decision import Decision
from core.rules.replay import after
from core.session import Session, needs


class Forfeitures:
    """The forfeitures of one store."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.MANAGE)
    def restore(self, block_id: str, until: date | None = None, reason: str = "") -> BalanceView:
        """Give a block its forfeited minutes back, usable up to and including `until` (default: today + grace).

        A renewal that the forfeiture made stays. Errors: `Refused` where nothing of the block was forfeited.
        """
        session = self._session
        with session.changing():
            reads = session.store.reads
            block = reads.block(block_id)
            if block is None or block.voided:
                raise Refused(_("there is no block {block_id} that stands").format(block_id=block_id), see="block list")
            minutes, day = reads.forfeited(block_id)
            if minutes <= 0 or day is None:
                raise Refused(
                    _("nothing of block {block_id} was forfeited; nothing was changed").format(block_id=block_id)
                )
            account = session.account(block.account_id, (block_id,))
            context = session.context(session.terms_of(account))
            terms = account.terms_on(context.today)
            expires_on = until or context.today + timedelta(days=terms.expiry_grace_days)
            if expires_on < context.today:
                raise Usage(
                    _("{day} has passed; write the last day on which the minutes can be used").format(
                        day=expires_on.isoformat()
                    ),
                    option=f"--until {context.today.isoformat()}",
                )
            lock = reads.lock_date()
            dated = context.today if lock is not None and day <= lock else day
            event = BlockRestored(block_id, block.client_id, minutes, dated, expires_on, reason, account.other_id)
            decision = Decision((event,), after(account, event))
            # Open overdrafts that the block serves are paid where `posting` pays from minutes that come back.
            session.append(posting.with_renewals(decision, context, None, lowered=False).events)
        return self._queries.balance(block.account_id)
