"""Sell and void blocks by hand. Omitted values come from the agreement."""

from datetime import date
from fractions import Fraction
from types import EllipsisType

from core.basics.dataclass import dataclass
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import BlockAdded
from core.language.labels import word_label
from core.ledger import corrections as voids
from core.model.accounts import Account
from core.model.billing import LineStatus
from core.model.blocks import Block, Origin
from core.model.clients import Client
from core.model.terms import Kind, Terms
from core.queries.price_list import listed_price
from core.queries.queries import Queries
from core.queries.views.balances import BalanceView
from core.rules import asking, billing, posting
from core.rules.decision import Decision
from core.rules.replay import after
from core.session import Session, needs

_MOST_DAYS_AHEAD = 3660
_EARLIEST_SALE = date(1970, 1, 1)


@dataclass(frozen=True)
class Sale:
    """What a person says of a block to sell. The agreement, and the price list, say what is not given."""

    size_minutes: int | None = None
    """Minutes of the block."""
    price_minor: int | None = None
    """In minor units of the agreement's currency. A size without an agreed price costs what the price list says, else its
    share of the agreed price."""
    sold_on: date | None = None
    """The day of the sale; `None`: today."""
    expires_on: date | EllipsisType | None = ...
    """The last day; `None`: none, `...`: by the agreement."""
    discount: Fraction | None = None
    """The part of the price that is taken off."""
    gift: bool = False
    """Whether it has no price and no line to invoice."""


AS_AGREED = Sale()
"""Nothing is said: all is as the agreement has it."""


@dataclass(frozen=True)
class SaleView:
    """The result of a sale before it is made. `settled_minutes` is the overdraft that the block would pay."""

    client: Client
    size_minutes: int
    price_minor: int
    currency: str
    sold_on: date
    expires_on: date | None
    settled_minutes: int
    remaining_before_minutes: int
    remaining_after_minutes: int
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class TakenBackView:
    """The balance after the void of a block, and sentences about what is left to do in the accounting system."""

    balance: BalanceView
    warnings: tuple[str, ...]


class Blocks:
    """Sales and voids of blocks."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.MANAGE)
    def sell(
        self,
        account_id: str,
        *,
        size_minutes: int | None = None,
        price_minor: int | None = None,
        sold_on: date | None = None,
        expires_on: date | EllipsisType | None = ...,
        discount: Fraction | None = None,
        gift: bool = False,
        sure: bool = False,
    ) -> str:
        """Sell a block by hand; what of the `Sale` is not given comes from the agreement. Returns the block's id.

        Errors: `Unasked` for a day more than a year ahead and for an unlikely size, unless a person is `sure`.
        """
        sale = Sale(size_minutes, price_minor, sold_on, expires_on, discount, gift)
        with self._session.changing():
            return self.sell_in_change(account_id, sale, sure=sure)

    @needs(Right.MANAGE)
    def sell_in_change(self, account_id: str, sale: Sale = AS_AGREED, *, sure: bool = False) -> str:
        """Sell a block inside an open change; see `sell`."""
        decision, block = self._decide(account_id, sale)
        asking.check(self._doubts(decision, block), sure=sure)
        self._session.append(decision.events)
        return block.block_id

    @needs(Right.READ)
    def preview(
        self,
        account_id: str,
        *,
        size_minutes: int | None = None,
        price_minor: int | None = None,
        sold_on: date | None = None,
        expires_on: date | EllipsisType | None = ...,
        discount: Fraction | None = None,
        gift: bool = False,
    ) -> SaleView:
        """Preview the same sale; nothing is changed. Errors: those of `sell`."""
        before = self._session.account(account_id)
        today = self._session.today_of(before)
        sale = Sale(size_minutes, price_minor, sold_on, expires_on, discount, gift)
        decision, block = self._decide(account_id, sale)
        return SaleView(
            client=before.client,
            size_minutes=block.size_minutes,
            price_minor=block.price_minor,
            currency=block.currency,
            sold_on=block.sold_on,
            expires_on=block.expires_on,
            settled_minutes=sum(settlement.minutes for settlement in block.settles),
            remaining_before_minutes=before.left_minutes(today),
            remaining_after_minutes=decision.account.left_minutes(today),
            doubts=self._doubts(decision, block),
        )

    def _doubts(self, decision: Decision, block: BlockAdded) -> tuple[str, ...]:
        return (
            *asking.of_sale(
                block.sold_on,
                self._session.today_of(decision.account),
                block.size_minutes,
                decision.account.terms_on(block.sold_on).block_minutes,
            ),
            *asking.of_blocks(decision.events),
        )

    def _decide(self, account_id: str, sale: Sale) -> tuple[Decision, BlockAdded]:
        """The block with what follows from it. Errors: `Usage`, `Refused`."""
        session = self._session
        account = session.account(account_id)
        posting.check_live(account)
        context = session.context(account.terms_on(sale.sold_on) if sale.sold_on else session.terms_of(account))
        day = sale.sold_on or context.today
        terms = account.terms_on(day)
        posting.check_lock(day, session.store.reads.lock_date())
        _check_day(day, context.today)
        _check_agreement(account, day)
        size = sale.size_minutes if sale.size_minutes is not None else terms.block_minutes
        _check_words(sale, size, account.address)
        list_minor, price_minor = None, self._price(sale, terms, size)
        if sale.discount is not None:
            list_minor, price_minor = price_minor, billing.discounted(price_minor, sale.discount)
        expires_on = sale.expires_on
        if isinstance(expires_on, date) and expires_on < day:
            raise Usage(
                _("a block sold on {day} cannot expire before that day").format(day=day.isoformat()), about="expires"
            )
        block = posting.new_block(
            account,
            terms,
            context,
            origin=Origin.GIFT if sale.gift else Origin.SOLD,
            list_minor=list_minor,
            size_minutes=size,
            price_minor=price_minor,
            sold_on=day,
            expires_on=expires_on if isinstance(expires_on, date) else None,
            has_expiry=not isinstance(expires_on, EllipsisType),
        )
        decision = Decision((block,), after(account, block))
        return posting.with_renewals(decision, context, None, lowered=False), block

    def _price(self, sale: Sale, terms: Terms, size_minutes: int) -> int:
        """The price before a discount, in minor units of the agreement's currency."""
        if sale.gift:
            return 0
        if sale.price_minor is not None:
            return sale.price_minor
        return billing.sale_price(terms, size_minutes, listed_price(self._session, size_minutes, terms.currency))

    @needs(Right.MANAGE)
    def void(self, block_id: str, reason: str = "", *, sure: bool = False) -> TakenBackView:
        """Take back a block that nothing has touched and that is not invoiced. Errors: `Refused` with what forbids it."""
        with self._session.changing():
            account_id, warnings = self.void_in_change(block_id, reason, sure=sure)
        return TakenBackView(self._queries.balance(account_id), warnings)

    @needs(Right.MANAGE)
    def void_in_change(
        self, block_id: str, reason: str = "", *, sure: bool = False, renews: bool = True
    ) -> tuple[str, tuple[str, ...]]:
        """Take a block back inside an open change. Returns its account, and warnings. Errors: as `void`.

        Without `renews` no renewal follows, since the account is archived in the same change.
        """
        session = self._session
        block, caused, warnings = self._voidable(block_id)
        account = session.account(block.account_id)
        event = voids.block_void(block, caused, reason)
        decision = Decision((event,), after(account, event))
        if renews:
            context = session.context(session.terms_of(account))
            decision = posting.with_renewals(decision, context, None, lowered=True)
        asking.check(asking.of_blocks(decision.events), sure=sure)
        session.append(decision.events)
        return block.account_id, warnings

    @needs(Right.MANAGE)
    def check_void(self, block_id: str) -> None:
        """Errors: those of `void` where the block cannot be taken back."""
        self._voidable(block_id)

    def _voidable(self, block_id: str) -> tuple[Block, posting.CausedBlock, tuple[str, ...]]:
        """A block that can be taken back, what that does, and warnings. Errors: as `void`."""
        reads = self._session.store.reads
        block = reads.block(block_id)
        if block is None or block.voided:
            raise Refused(_("there is no block {block_id} that stands").format(block_id=block_id), see="block list")
        posting.check_lock(block.sold_on, reads.lock_date(), instead=f"block credit {block_id}")
        caused = voids.caused_blocks(reads, [block], entry_id=None)[0]
        if caused.kept_because:
            lines = reads.lines(block_ids=(block_id,))
            is_invoiced = any(line.status in (LineStatus.INVOICED, LineStatus.PAID) for line in lines)
            told = _("block {block_id} stays: {why}").format(block_id=block_id, why=caused.kept_because)
            if is_invoiced:
                raise Refused(told, step=f"block credit {block_id}")
            raise Refused(told)
        return block, caused, tuple(voids.exported_warnings(reads.lines(block_ids=(block_id,))))


def _check_day(day: date, today: date) -> None:
    """Errors: `Usage` for a day of sale that is years away."""
    if (day - today).days > _MOST_DAYS_AHEAD:
        raise Usage(
            _("a block cannot be sold on {day}, years ahead; write a nearer day").format(day=day.isoformat()),
            about="on",
        )
    if day < _EARLIEST_SALE:
        raise Usage(
            _("a block cannot be sold on {day}; write the year with care").format(day=day.isoformat()), about="on"
        )


def _check_agreement(account: Account, day: date) -> None:
    """Errors: `Usage` for an account without an agreement on a day, `Refused` for one that is not prepaid then."""
    code = account.address
    if account.agreement_on(day) is None:
        # The terms say what a block is worth and how long it serves.
        raise Usage(
            _("{code} has no agreement on {day}; set one first").format(code=code, day=day.isoformat()),
            step=_(
                "agreement set {code} --kind prepaid --block 10h; then sell, with --size for another size than agreed"
            ).format(code=code),
        )
    kind = account.terms_on(day).kind
    if kind is not Kind.PREPAID:
        raise Refused(
            _("{code} is on a {kind} agreement; set a prepaid one first").format(
                code=code, kind=word_label(kind.value)
            ),
            step=f"agreement set {code}",
        )


def _check_words(sale: Sale, size_minutes: int, code: str) -> None:
    """Errors: `Usage` for a sale without a size, with a price below zero, or with a price of a gift."""
    if size_minutes <= 0:
        raise Usage(
            _("how many hours? The agreement of {code} names no block").format(code=code),
            option="--size 10h",
            about="size",
        )
    if sale.price_minor is not None and sale.price_minor < 0:
        raise Usage(_("a block cannot have a price below zero; write 0 for one that is given"), about="price")
    if sale.gift and (sale.price_minor is not None or sale.discount is not None):
        raise Usage(
            _("a gift has no price and no discount; leave them out"),
            about="price" if sale.price_minor is not None else "discount",
        )
