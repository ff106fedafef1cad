"""Move a client between break-fix, prepaid and managed, in one change."""

from collections.abc import Iterable, Sequence
from datetime import date

from core.basics.dataclass import dataclass, replace
from core.basics.durations import format_minutes
from core.basics.errors import ChangeFull
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import AgreementSet, BlockForfeited, Event
from core.language.formats import money_text
from core.ledger.agreements import Change
from core.ledger.prices import paid_a_minute_of
from core.ledger.recharge import NOTHING_RECHARGED, Recharges, RechargeView, recharged_in_words
from core.ledger.waiting import NOTHING_CHARGED, ChargedView, Waiting
from core.model.blocks import Block
from core.model.clients import Client
from core.model.terms import Agreement, Terms
from core.rules import asking, including, moving, posting
from core.rules.marks import Credited
from core.rules.moving import HoursLeft, Move, Overdraft, decide, undone_by
from core.rules.replay import after
from core.session import Session, needs


@dataclass(frozen=True)
class MoveView:
    """The result of a move: terms `before` and `after`, and what happens to the hours left.

    `credits` holds (currency, amount in minor units); `undone_by` is the next planned version, if it undoes the change.
    `charged` is what becomes of the work that waited for an agreement, `recharged` are the entries that terms of a past day
    charge otherwise.
    """

    client: Client
    start: date
    before: Terms
    after: Terms
    left_minutes: int
    hours: HoursLeft
    credits: tuple[tuple[str, int], ...]
    undone_by: Agreement | None = None
    charged: ChargedView = NOTHING_CHARGED
    recharged: RechargeView = NOTHING_RECHARGED


def _block_of(lapse: tuple[Event, ...]) -> str:
    """The id of the block that events credit or give up."""
    return next(event.block_id for event in lapse if isinstance(event, BlockForfeited))


def hours_in_words(view: MoveView) -> str:
    """What happens to the hours left, in words; empty if there are none."""
    if not view.left_minutes:
        return ""
    sentence = {
        HoursLeft.KEEP: _("{hours} h left are kept: work uses them up first, until they are gone or expire"),
        HoursLeft.CREDIT: _("{hours} h left are credited: {money}"),
        HoursLeft.FORFEIT: _("{hours} h left are given up by consent"),
    }[view.hours]
    money = ", ".join(money_text(amount, currency) for currency, amount in view.credits) or _(
        "nothing was paid for them"
    )
    return sentence.format(hours=format_minutes(view.left_minutes), money=money)


class Moves:
    """Moves between kinds of agreement."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting = Waiting(session)
        self._recharges = Recharges(session)

    @needs(Right.READ)
    def preview(
        self,
        account_id: str,
        change: Terms | Change,
        start: date | None,
        *,
        hours: HoursLeft = HoursLeft.KEEP,
        consent: str = "",
        overdraft: Overdraft | None = None,
    ) -> MoveView:
        """Preview the same move; nothing is changed. Errors: those of `move`."""
        day, decision = self._decide(account_id, change, start, hours, consent, overdraft)
        before = account = self._session.account(account_id)
        for event in (*decision.events, *(event for lapse in decision.lapses for event in lapse)):
            account = after(account, event)
        view = self._view(account_id, day, decision, hours)
        return replace(
            view,
            charged=self._waiting.preview(account),
            # The same move again goes on with what was broken off.
            recharged=self._recharges.preview(account, start, before if view.before != view.after else None),
        )

    @needs(Right.MANAGE)
    def move(
        self,
        account_id: str,
        change: Terms | Change,
        start: date | None,
        *,
        hours: HoursLeft = HoursLeft.KEEP,
        consent: str = "",
        overdraft: Overdraft | None = None,
        sure: bool = False,
    ) -> MoveView:
        """Move a client to the terms, or by a change of those that are in force under the lock.

        Errors: `Refused` for an overdraft without a choice, or a locked day; `Usage` if a choice is missing; `Unasked` as in
        `Agreements.put`.
        """
        planned = NOTHING_RECHARGED
        if start is not None or (not sure and self._waiting.has_any(account_id)):
            view = self.preview(account_id, change, start, hours=hours, consent=consent, overdraft=overdraft)
            planned = view.recharged
            asking.check((*recharged_in_words(planned), *view.charged.doubts), sure=sure)
        with self._session.changing():
            day, decision = self._decide(account_id, change, start, hours, consent, overdraft)
            view = self._view(account_id, day, decision, hours)
            posting.check_lock(day, self._session.store.reads.lock_date())
            self._session.append(decision.events)
            rest = self._lapse_in_change(decision.lapses)
            charged = () if rest else self._waiting.part_in_change(account_id)
        if rest:
            self._lapse_rest(account_id, rest, hours)
            with self._session.changing():
                charged = self._waiting.part_in_change(account_id)
        view = replace(view, charged=self._waiting.rest(account_id, charged))
        return replace(view, recharged=self._recharges.apply(account_id, start, planned))

    def _lapse_in_change(self, lapses: Sequence[tuple[Event, ...]]) -> list[str]:
        """Credit or give up what is left of the blocks that fit into the open change; the ids of the others."""
        for place, lapse in enumerate(lapses):
            try:
                self._session.append(lapse)
            except ChangeFull:
                return [_block_of(each) for each in lapses[place:]]
        return []

    def _lapse_rest(self, account_id: str, block_ids: Sequence[str], hours: HoursLeft) -> None:
        """The same for the other blocks, in as few changes as it takes: nothing draws on them any more."""
        session = self._session

        def lapse(block_id: str) -> None:
            account = session.account(account_id)
            for block in account.blocks:
                if block.block_id == block_id and block.remaining_minutes:
                    today = session.today_of(account)
                    given = self._given([block])[block_id]
                    session.append(moving.lapse(account, block, given, today, session.new_id, hours))

        for _part in session.in_parts(block_ids, lapse):
            pass

    def _given(self, blocks: Iterable[Block]) -> dict[str, moving.Given]:
        """What the client gave for blocks, by their ids."""
        reads = self._session.store.reads
        by_id = {block.block_id: block for block in blocks}
        lines = {line.block_id: line.line_id for line in reads.lines(block_ids=tuple(by_id)) if line.block_id}
        return {
            block_id: moving.Given(
                paid_a_minute_of(reads, block), lines.get(block_id), Credited(*reads.credited(block_id))
            )
            for block_id, block in by_id.items()
        }

    def _decide(
        self,
        account_id: str,
        change: Terms | Change,
        start: date | None,
        hours: HoursLeft,
        consent: str,
        overdraft: Overdraft | None,
    ) -> tuple[date, Move]:
        session = self._session
        account = session.account(account_id)
        posting.check_live(account)
        terms = change if isinstance(change, Terms) else change(account.terms_on(start or session.today_of(account)))
        today = session.today_for(terms)
        day = start or today
        decision = decide(
            account,
            terms,
            day,
            today,
            session.new_id,
            self._given(account.blocks),
            hours=hours,
            consent=consent,
            overdraft=overdraft,
        )
        ended = including.included_ended(account, decision.events, session.context(terms))
        return day, replace(decision, events=(*decision.events, *ended))

    def _view(self, account_id: str, day: date, decision: Move, hours: HoursLeft) -> MoveView:
        account = self._session.account(account_id)
        # The decided terms can differ from the requested ones: kept hours keep their own conditions.
        decided = next(event.terms for event in decision.events if isinstance(event, AgreementSet))
        before = account.terms_on(day)
        return MoveView(
            account.client,
            day,
            before,
            decided,
            decision.left_minutes,
            hours,
            decision.credits,
            undone_by(account, before, decided, day),
        )
