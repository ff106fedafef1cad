"""Correct hours with a reason: adjust an account, transfer between accounts, credit what is left of a block."""

from collections.abc import Callable, Collection
from datetime import date
from types import EllipsisType

from core.basics.dataclass import dataclass
from core.basics.durations import format_minutes
from core.basics.errors import MonteoreError, Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import BlockAdded, Event, HoursCorrected, LineAdded
from core.language.formats import money_text
from core.ledger.prices import paid_a_minute_of
from core.model.accounts import Account
from core.model.blocks import Block, Origin
from core.model.terms import Kind
from core.queries.queries import Queries
from core.queries.views.balances import BalanceView
from core.queries.views.lines import LineView
from core.rules import adjusting, asking, posting
from core.rules.decision import Decision
from core.rules.marks import Credited
from core.session import Session, needs


@dataclass(frozen=True)
class ChangeView:
    """What a correction of hours would do to one account."""

    account: str
    """What a person types for the account."""
    before_minutes: int
    """Minutes left today before it."""
    after_minutes: int
    """Minutes left today after it."""
    renewals: int
    """How many blocks it adds by rule."""
    credit_minor: int = 0
    """What is credited, in minor units of `currency`."""
    currency: str = ""
    """ISO 4217 code of the credit; empty where nothing is credited."""
    doubts: tuple[str, ...] = ()
    """What a person should confirm first, one question each."""


@dataclass(frozen=True)
class CreditView:
    """The balance after a credit, and its line."""

    balance: BalanceView
    line: LineView


class RestStays(Refused):
    """A part of the minutes is taken or moved; the rest was refused."""

    def __init__(self, error: MonteoreError, done: int, minutes: int) -> None:
        super().__init__(
            _("{reason}; {done} h of {hours} h are done: say it again for the rest, {rest} h").format(
                reason=str(error),
                done=format_minutes(done),
                hours=format_minutes(minutes),
                rest=format_minutes(minutes - done),
            )
        )
        self.exit_code = error.exit_code


class Adjustments:
    """Corrections of hours."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.MANAGE)
    def adjust(
        self,
        account_id: str,
        minutes: int,
        reason: str,
        *,
        day: date | None = None,
        expires_on: date | EllipsisType | None = ...,
        sure: bool = False,
    ) -> BalanceView:
        """Give or take minutes with a reason; without `expires_on` given ones expire by the agreement's validity.

        Minutes are taken from any number of blocks, in as few changes as the limit of one change allows; each of them is a
        correction with the reason. Errors: `Usage` for no minutes, no reason or a later day; `Refused` for more than is left,
        or a locked day; `RestStays` where that happens after the first change; `Unasked` where more blocks would be added by
        rule than one change does unasked, unless a person is `sure`.
        """

        def check() -> None:
            decision = self._adjusted(account_id, minutes, reason, day, expires_on)
            asking.check(asking.of_blocks(decision.events), sure=sure)

        def part(rest: int, among: Collection[str]) -> tuple[Event, ...]:
            change = rest if minutes > 0 else -rest
            return self._adjusted(account_id, change, reason, day, expires_on, among).events

        self._in_parts(account_id, abs(minutes), check, part)
        return self._queries.balance(account_id, pace=False)

    @needs(Right.READ)
    def preview_adjust(
        self,
        account_id: str,
        minutes: int,
        reason: str,
        *,
        day: date | None = None,
        expires_on: date | EllipsisType | None = ...,
    ) -> ChangeView:
        """Preview the same adjustment; nothing is changed. Errors: those of `adjust`."""
        decision = self._adjusted(account_id, minutes, reason, day, expires_on)
        return self._view(account_id, decision, asking.of_blocks(decision.events))

    @needs(Right.MANAGE)
    def transfer(
        self, from_id: str, to_id: str, minutes: int, reason: str, *, sure: bool = False
    ) -> tuple[BalanceView, BalanceView]:
        """Move minutes between accounts; they keep their expiry and the price paid. Errors: those of `adjust`.

        A transfer between two clients asks first, because one paid what the other will use.
        """

        def check() -> None:
            asking.check(self._transferred(from_id, to_id, minutes, reason)[2], sure=sure)

        def part(rest: int, among: Collection[str]) -> tuple[Event, ...]:
            lost, gained, _doubts = self._transferred(from_id, to_id, rest, reason, among)
            return (*lost.events, *gained.events)

        self._in_parts(from_id, minutes, check, part)
        return self._queries.balance(from_id, pace=False), self._queries.balance(to_id, pace=False)

    @needs(Right.READ)
    def preview_transfer(self, from_id: str, to_id: str, minutes: int, reason: str) -> tuple[ChangeView, ChangeView]:
        """Preview the same transfer; nothing is changed. Errors: those of `transfer`."""
        lost, gained, doubts = self._transferred(from_id, to_id, minutes, reason)
        return self._view(from_id, lost, doubts), self._view(to_id, gained, ())

    @needs(Right.MANAGE)
    def credit(self, block_id: str, minutes: int | None = None, reason: str = "", *, sure: bool = False) -> CreditView:
        """Credit minutes left in a block, all of them unless said, at the price paid for them.

        Errors: `Refused` for more than is left, and where nothing was paid; `Unasked` where a renewal follows.
        """
        with self._session.changing():
            block, decision = self._credited(block_id, minutes, reason)
            asking.check(self._doubts_of_credit(decision), sure=sure)
            self._session.append(decision.events)
        (line_id,) = (event.line.line_id for event in decision.events if isinstance(event, LineAdded))
        return CreditView(self._queries.balance(block.account_id, pace=False), self._queries.lines_by_id([line_id])[0])

    @needs(Right.READ)
    def preview_credit(self, block_id: str, minutes: int | None = None, reason: str = "") -> ChangeView:
        """Preview the same credit; nothing is changed. Errors: those of `credit`."""
        block, decision = self._credited(block_id, minutes, reason)
        return self._view(block.account_id, decision, self._doubts_of_credit(decision))

    def _in_parts(
        self,
        account_id: str,
        minutes: int,
        check: Callable[[], None],
        part: Callable[[int, Collection[str]], tuple[Event, ...]],
    ) -> None:
        """Record `minutes` in as few changes as the limit of one change allows.

        `check` raises what speaks against the whole of them, in the first change. `part` decides the events of a rest of them,
        taken from the blocks that the account had at first.
        """
        session, rest = self._session, minutes

        def record(among: Collection[str]) -> int:
            events = part(rest, among)
            session.append(events)
            return abs(next(event.minutes for event in events if isinstance(event, HoursCorrected)))

        with session.changing():
            check()
            among = {block.block_id for block in session.account(account_id).blocks}
            rest -= record(among)
        while rest:
            try:
                with session.changing():
                    rest -= record(among)
            except MonteoreError as error:
                raise RestStays(error, minutes - rest, minutes) from None

    def _adjusted(
        self,
        account_id: str,
        minutes: int,
        reason: str,
        day: date | None,
        expires_on: date | EllipsisType | None,
        among: Collection[str] | None = None,
    ) -> Decision:
        session = self._session
        account = self._usable(account_id)
        context = session.context(session.terms_of(account))
        on = day or context.today
        if on > context.today:
            raise Usage(_("hours are corrected today or on a day that was"), about="on")
        posting.check_lock(on, session.store.reads.lock_date())
        self._check_agreement(account, on)
        return adjusting.adjust(
            account,
            minutes,
            reason,
            on,
            context,
            expires_on=expires_on if isinstance(expires_on, date) else None,
            has_expiry=not isinstance(expires_on, EllipsisType),
            among=among,
        )

    def _transferred(
        self, from_id: str, to_id: str, minutes: int, reason: str, among: Collection[str] | None = None
    ) -> tuple[Decision, Decision, tuple[str, ...]]:
        session = self._session
        source, target = self._usable(from_id), self._usable(to_id)
        context = session.context(session.terms_of(source))
        posting.check_lock(context.today, session.store.reads.lock_date(), is_day_given=True)
        self._check_agreement(target, context.today)
        paid = {block.block_id: paid_a_minute_of(session.store.reads, block) for block in source.blocks}
        lost, gained = adjusting.transfer(source, target, minutes, reason, context, paid, among)
        doubts = asking.of_blocks(lost.events)
        if source.client.client_id != target.client.client_id:
            doubts += (
                _("{code} paid for hours that {other} will use: are they to be moved?").format(
                    code=source.client.code, other=target.client.code
                ),
            )
        return lost, gained, doubts

    def _credited(self, block_id: str, minutes: int | None, reason: str) -> tuple[Block, Decision]:
        session, reads = self._session, self._session.store.reads
        block = reads.block(block_id)
        if block is None or block.voided:
            raise Refused(_("there is no block {block_id} that stands").format(block_id=block_id), see="block list")
        account = session.account(block.account_id, (block_id,))
        context = session.context(session.terms_of(account))
        posting.check_lock(context.today, reads.lock_date(), is_day_given=True)
        paid = paid_a_minute_of(reads, block)
        before = Credited(*reads.credited(block_id))
        decision = adjusting.credit(
            account, block, minutes, reason, context, paid, before, self._billed_by(block, account.client.client_id)
        )
        return block, decision

    def _billed_by(self, block: Block, client_id: str) -> str | None:
        """Id of the line that billed a block, or the block that its hours came from, to a client."""
        reads = self._session.store.reads
        found: Block | None = block
        while found is not None:
            for line in reads.lines(block_ids=(found.block_id,)):
                return line.line_id if line.client_id == client_id else None
            found = reads.block(found.from_block_id) if found.from_block_id else None
        return None

    def _usable(self, account_id: str) -> Account:
        account = self._session.account(account_id)
        posting.check_live(account)
        return account

    def _check_agreement(self, account: Account, day: date) -> None:
        terms = account.terms_on(day)
        uses_hours = terms.kind is Kind.PREPAID or terms.uses_hours_left or terms.includes_hours
        if account.agreement_on(day) is None or not uses_hours:
            raise Refused(
                _("{code} has no prepaid agreement on {day}, so no hours; set one first").format(
                    code=account.address, day=day.isoformat()
                ),
                step=f"agreement set {account.address}",
            )

    def _doubts_of_credit(self, decision: Decision) -> tuple[str, ...]:
        added = _renewed(decision.events)
        if not added:
            return ()
        price = money_text(sum(block.price_minor for block in added), added[0].currency)
        return (
            _(
                "Without these hours the threshold is passed, and {hours} h for {price} are added by rule: is it meant?"
            ).format(hours=format_minutes(sum(block.size_minutes for block in added)), price=price),
        )

    def _view(self, account_id: str, decision: Decision, doubts: tuple[str, ...]) -> ChangeView:
        account = self._session.account(account_id)
        today = self._session.today_of(account)
        credits = [event.line for event in decision.events if isinstance(event, LineAdded)]
        return ChangeView(
            account.address,
            account.left_minutes(today),
            decision.account.left_minutes(today),
            len(_renewed(decision.events)),
            -sum(line.amount_minor for line in credits),
            credits[0].currency if credits else "",
            doubts,
        )


def _renewed(events: tuple[Event, ...]) -> list[BlockAdded]:
    return [event for event in events if isinstance(event, BlockAdded) and event.origin is Origin.RENEWED]
