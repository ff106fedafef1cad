"""The daily run: make the fees that are due, forfeit or roll over expired minutes, and write the mail of the day."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

from core.basics.dataclass import dataclass, replace
from core.basics.errors import LeaseTaken, Refused, StoreUnavailable
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import BlockAdded, BlockForfeited, BlockRolled, Event, FeeAdded, LineDraft
from core.ledger.recovery import Recovery
from core.ledger.waiting import Waiting
from core.model.blocks import Origin
from core.model.mail import MailDay
from core.rules import fees, including, posting
from core.rules.actors import DAILY
from core.rules.decision import Decision
from core.session import Session, needs

_MOST_A_CHANGE = 100

T = TypeVar("T")


@dataclass(frozen=True)
class DailyView:
    """The result of a daily run: minutes forfeited or carried by (account, block id), blocks renewed, messages written."""

    day: date
    forfeited: tuple[tuple[str, str, int], ...]
    rolled: tuple[tuple[str, str, int], ...]
    renewals: tuple[tuple[str, str, int], ...]
    messages: int = 0
    fees: tuple[tuple[str, LineDraft], ...] = ()
    """The lines of recurring fees that were made, each with its account."""
    included: tuple[tuple[str, str, int], ...] = ()
    """The blocks of hours included in fees that were added, by (account, block id), with their minutes."""
    charged: tuple[tuple[str, int, int], ...] = ()
    """Work that had waited for an agreement and was left when that was put in force: (account, entries, charged minutes)."""
    is_elsewhere: bool = False
    """Whether another session is making the run; then this one did nothing."""
    backup: str = ""
    """Path of the backup that the run made; empty if there was one of today."""
    backup_trouble: str = ""
    """Why no backup could be made, as a sentence; empty if one could."""


class DailyMail(Protocol):
    """What the daily run uses of the mail."""

    @property
    def written(self) -> int:
        """The number of messages written by the latest change."""
        ...

    def day(self, day: date) -> MailDay:
        """The clients and months that a run has to check."""
        ...

    def daily(self, client_id: str, day: MailDay) -> None:
        """Write one client's messages of the day, inside a change."""
        ...

    def for_manager(self, day: MailDay) -> Iterator[Callable[[], None]]:
        """What the manager is to be told of a day; each is written inside a change."""
        ...

    def day_done(self, day: MailDay) -> None:
        """Record, inside a change, that the run is complete."""
        ...


class Daily:
    """The daily run of one store."""

    def __init__(self, session: Session, mail: DailyMail, recovery: Recovery) -> None:
        self._session = session
        self._mail = mail
        self._recovery = recovery
        self._waiting = Waiting(session)

    @needs(Right.RUN)
    def run(self, day: date | None = None, *, backs_up: bool = True) -> DailyView:
        """Make the fees that are due, forfeit or roll over expired minutes, write the mail of the day. A second run changes
        nothing.

        Errors: `ClockInDoubt`, and `Refused` for a day later than today or a locked one.

        A change covers at most 100 accounts, so that a technician who saves a call meanwhile does not wait for all of
        them; the next run continues one that was interrupted. One session at a time makes the run: while another one
        does, this changes nothing and the view has `is_elsewhere`. The day's backup is made with `backs_up`.
        """
        session = self._session
        session.check_clock()
        run_day = day or session.today
        if run_day > session.today:
            raise Refused(
                _("{day} has not come yet; the daily run is for today, {today}, or an earlier day").format(
                    day=run_day.isoformat(), today=session.today.isoformat()
                )
            )
        posting.check_lock(run_day, session.store.reads.lock_date(), is_day_given=day is None)
        try:
            with session.store.lease("daily"), session.by_rule(DAILY):
                view = self._run(run_day, day)
                return self._backed_up(view) if backs_up else view
        except LeaseTaken:
            return DailyView(run_day, (), (), (), is_elsewhere=True)

    def _backed_up(self, view: DailyView) -> DailyView:
        """Make the day's backup. One that cannot be made is reported, and undoes nothing of the run."""
        try:
            made = self._recovery.back_up_daily()
        except StoreUnavailable as error:
            return replace(view, backup_trouble=str(error))
        return replace(view, backup=made.path if made else "")

    def _run(self, run_day: date, day: date | None) -> DailyView:
        session, mail = self._session, self._mail
        forfeited, rolled, renewals = [], [], []
        messages = 0
        # A client's own calendar may be a day ahead of the business's.
        last = run_day if day else run_day + timedelta(days=1)

        def expire(account_id: str) -> None:
            posting.check_lock(run_day, session.store.reads.lock_date(), is_day_given=day is None)
            for code, event in self._expire(account_id, day):
                if isinstance(event, BlockForfeited):
                    forfeited.append((code, event.block_id, event.minutes))
                elif isinstance(event, BlockRolled):
                    rolled.append((code, event.block_id, event.minutes))
                elif isinstance(event, BlockAdded):
                    renewals.append((code, event.block_id, event.size_minutes))

        made, included = list[tuple[str, LineDraft]](), list[tuple[str, str, int]]()

        def charge_fees(account_id: str) -> None:
            for code, event in self._charge_fees(account_id, day):
                if isinstance(event, FeeAdded):
                    made.append((code, event.line))
                elif isinstance(event, BlockAdded):
                    kept = included if event.origin is Origin.INCLUDED else renewals
                    kept.append((code, event.block_id, event.size_minutes))

        for account_ids in _parts(session.store.reads.managed_accounts()):
            for _part in session.in_parts(account_ids, charge_fees):
                messages += mail.written
        for account_ids in _parts(session.store.reads.accounts_with_expired_blocks(last)):
            for _part in session.in_parts(account_ids, expire):
                messages += mail.written
        waiting = dict.fromkeys(each.account_id or each.client_id for each in session.store.reads.pending())
        for _part in session.in_parts(tuple(waiting), self._close_renewal):
            messages += mail.written
        charged = tuple(self._charge_waiting())
        mail_day = mail.day(run_day)
        for client_ids in _parts(mail_day.client_ids):
            for _part in session.in_parts(client_ids, lambda client_id: mail.daily(client_id, mail_day)):
                messages += mail.written
        for letters in _parts(tuple(mail.for_manager(mail_day))):
            with session.changing():
                for write in letters:
                    write()
            messages += mail.written
        if mail_day.is_new:
            with session.changing():
                mail.day_done(mail_day)
        return DailyView(
            run_day,
            tuple(forfeited),
            tuple(rolled),
            tuple(renewals),
            messages,
            tuple(made),
            tuple(included),
            charged,
        )

    def _close_renewal(self, account_id: str) -> None:
        """Close a waiting renewal that is due no more, as where a planned version has switched renewal off."""
        session = self._session
        account = session.account(account_id)
        context = session.context(account.terms_on(session.today_of(account)))
        session.append(posting.with_renewals(Decision((), account), context, None, lowered=False).events)

    def _charge_waiting(self) -> Iterator[tuple[str, int, int]]:
        """Go on with waiting work whose charging was broken off; what a rule refuses or a person is asked about waits on."""
        session = self._session
        for account_id in sorted(session.store.reads.waits()):
            account = session.account(account_id)
            done = self._waiting.go_on(account)
            if done.entries:
                yield account.address, done.entries, done.minutes

    def _charge_fees(self, account_id: str, day: date | None) -> Iterator[tuple[str, Event]]:
        """Record the fees of an account that are due and not invoiced yet, and the blocks of hours that they include."""
        session = self._session
        account = session.account(account_id)
        if not fees.has_fees(account.agreements):
            return
        today = session.today_of(account)
        run_day = min(day, today) if day else today
        context = replace(session.context(account.terms_on(run_day)), today=run_day)
        decision = including.with_included(account, context)
        if decision.events:
            decision = posting.with_renewals(decision, context, None, lowered=False, refuses=False)
        due = including.due_fees(decision.account, context, session.store.reads.fees(account_id))
        session.append([*decision.events, *due])
        for event in (*decision.events, *due):
            yield account.address, event

    def _expire(self, account_id: str, day: date | None) -> Iterator[tuple[str, Event]]:
        """Record what is due for an account, a decision after another; yields each event with what to type for it."""
        session = self._session
        account = session.account(account_id)
        today = session.today_of(account)
        run_day = min(day, today) if day else today
        # Minutes can roll over into a live block that holds none, which an account does not load by itself.
        live = session.store.reads.live_block_ids(account_id, run_day)
        lapsed = posting.MOST_LAPSES
        while lapsed == posting.MOST_LAPSES:
            account = session.account(account_id, live)
            decision = posting.decide_expiry(account, run_day, session.context(account.terms_on(run_day)))
            session.append(decision.events)
            for event in decision.events:
                yield account.address, event
            lapsed = sum(isinstance(event, BlockForfeited | BlockRolled) for event in decision.events)


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for place in range(0, len(items), _MOST_A_CHANGE):
        yield items[place : place + _MOST_A_CHANGE]
