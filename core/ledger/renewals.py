"""Approve or refuse the renewals that wait for a manager."""

from core.basics.dataclass import replace
from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import RenewalClosed
from core.language.labels import word_label
from core.model.accounts import Account
from core.model.blocks import Origin
from core.model.terms import Kind
from core.queries.queries import Queries
from core.queries.views.balances import BalanceView
from core.rules import posting, renewal
from core.rules.decision import Decision
from core.rules.replay import after
from core.session import Session, needs


class Renewals:
    """Decisions about waiting renewals."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.MANAGE)
    def approve(self, renewal_id: str) -> BalanceView:
        """Add the block of a waiting renewal, at today's size and price. Errors: `Refused` where it no longer waits."""
        session = self._session
        with session.changing():
            account = self._account_of(renewal_id)
            pending = account.pending
            assert pending is not None
            terms = session.terms_of(account)
            if terms.kind is not Kind.PREPAID:
                raise Refused(
                    _("{code} buys no blocks any more; close it").format(code=account.address),
                    step=f"renewal refuse {renewal_id}",
                )
            context = session.context(terms)
            offer = renewal.offer(terms, pending)
            block = posting.new_block(
                account,
                replace(terms, currency=offer.currency),
                context,
                origin=Origin.RENEWED,
                cause=pending.cause_entry_id,
                size_minutes=offer.minutes,
                price_minor=offer.price_minor,
                renewal_id=renewal_id,
            )
            decision = Decision((block,), after(account, block))
            session.append(posting.with_renewals(decision, context, None, lowered=True).events)
        return self._queries.balance(account.account_id)

    @needs(Right.MANAGE)
    def refuse(self, renewal_id: str) -> BalanceView:
        """Close a waiting renewal without a block; nothing asks again until the client was above the threshold."""
        with self._session.changing():
            account = self._account_of(renewal_id)
            self._session.append([RenewalClosed(renewal_id, account.client.client_id, "refused", account.other_id)])
        return self._queries.balance(account.account_id)

    def _account_of(self, renewal_id: str) -> Account:
        reads = self._session.store.reads
        for pending in reads.pending():
            if pending.renewal_id == renewal_id:
                return self._session.account(pending.account_id)
        outcome = reads.renewal_outcome(renewal_id)
        if outcome is None:
            raise Refused(_("there is no renewal {renewal_id}").format(renewal_id=renewal_id), see="renewal list")
        raise Refused(
            _("renewal {renewal_id} is {outcome} already").format(renewal_id=renewal_id, outcome=word_label(outcome))
        )
