"""The mail of a daily run: hours that expire or have expired, statements that are due, messages to the manager."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from core.basics.clock import local_date
from core.basics.identity import Right
from core.journal.events import SettingSet
from core.mail.changes import MailWriter
from core.model.mail import MailDay, MailSwitches
from core.model.terms import Kind
from core.queries.queries import Queries
from core.session import Session, needs

if TYPE_CHECKING:
    from core.ledger.statements import Statements
    from core.store.rows.outbox import OutboxRows

_THROUGH = "statements_through"
"""Name of the setting with the last month (YYYY-MM) whose statements a daily run issued."""


class DayMail:
    """Writes the mail of a day for one store."""

    def __init__(
        self, session: Session, queries: Queries, statements: Callable[[], Statements], writer: MailWriter
    ) -> None:
        """`writer` is also that of `ChangeMail`, which writes about what the run changes."""
        self._session = session
        self._queries = queries
        self._load_statements = statements
        self._writer = writer

    @property
    def written(self) -> int:
        """The number of messages written by the latest change."""
        return self._writer.written

    @property
    def _rows(self) -> OutboxRows:
        return self._session.store.outbox

    @needs(Right.READ)
    def day(self, day: date) -> MailDay:
        """The clients and months that a daily run has to check."""
        from core.ledger.settings import BusinessSettings
        from core.rules.statement import last_full_month, month_after

        today = min(day, self._session.today)
        month = last_full_month(today)
        if today.day < BusinessSettings(self._session).statement_day:
            # Until the day on which statements go out, the last month is not looked at.
            month = last_full_month(today.replace(day=1) - timedelta(days=1))
        through = self._session.store.reads.setting(_THROUGH) or ""
        # First run: there are no earlier months to catch up on.
        first = min(month, month_after(through)) if through else month
        switched = tuple(
            client_id
            for client_id, switches in self._rows.switched()
            if switches.expiry_days or switches.statement or switches.threshold_minutes
        )
        return MailDay(day, switched, first, month, is_new=month > through)

    @needs(Right.RUN)
    def daily(self, client_id: str, day: MailDay) -> None:
        """Inside a change of the daily run, for one client: notices of hours that expire, and statements that are due."""
        from core.rules import notices as rule
        from core.rules.statement import last_full_month

        switches = self._rows.switches(client_id) or MailSwitches()
        for card in self._queries.accounts_of(client_id):
            if card.client.client_id != client_id:
                continue
            if switches.expiry_days:
                account, key = self._session.account(card.account_id), card.other_id or ""
                for notice in rule.expiring(client_id, account.blocks, switches, day.day, self._rows.knows, key):
                    self._writer.write(account, client_id, switches, notice, day.day)
            if switches.threshold_minutes:
                self._lapsed(client_id, card.account_id, card.other_id or "", switches)
            # A month that is over for the business may not be over for the account; a later run gives it out.
            over = last_full_month(self._queries.today(card.account_id))
            last = min(day.last_month, over)
            goes_out = switches.statement and not self._load_statements().is_held(card.account_id)
            for due in self._due_months(card.account_id, day.first_month, last) if goes_out else ():
                # The issue itself queues the message, as it does when a person gives the month out.
                self._load_statements().issue_in_change(card.account_id, due)

    def _lapsed(self, client_id: str, account_id: str, key: str, switches: MailSwitches) -> None:
        """The message about a threshold that the end of a block of an account crossed."""
        from core.rules import notices as rule

        account = self._session.account(account_id)
        today = self._session.today_of(account)
        agreement, zone = account.agreement_on(today), self._session.zone
        if agreement is None or agreement.terms.kind is not Kind.PREPAID or not account.expired_minutes(today):
            return
        place = rule.place_of(client_id, key)
        told = [
            local_date(mail.created_at, zone)
            for mail in self._rows.list((), client_id, None)
            if rule.is_key_of(mail.key, rule.NoticeKind.THRESHOLD, place)
        ]
        counted, days = account.counted_minutes(today), account.expired_days(today)
        for notice in rule.lapsed(place, counted, days, switches, lambda day: any(each > day for each in told)):
            self._writer.write(account, client_id, switches, notice)

    @needs(Right.RUN)
    def for_manager(self, day: MailDay) -> Iterator[Callable[[], None]]:
        """What the manager is to be told of a day; each is written inside a change."""
        manager = self._writer.manager
        for key, lines in tuple(manager.overdue(day.day)):
            yield partial(manager.tell_overdue, key, lines)
        for account_id, month in tuple(manager.drafts(min(day.day, self._session.today), self._goes_out)):
            yield partial(manager.tell_draft, account_id, month, day.day)

    def _goes_out(self, account_id: str, month: str) -> bool:
        """Whether a month of an account is not given out yet, is no earlier than its first movement, and is not held."""
        return not self._load_statements().is_held(account_id) and any(self._due_months(account_id, month, month))

    @needs(Right.RUN)
    def day_done(self, day: MailDay) -> None:
        """Record, inside a change, the last month whose statements were issued."""
        self._session.append([SettingSet(_THROUGH, day.last_month)])

    def _due_months(self, account_id: str, first: str, last: str) -> Iterator[str]:
        """The months to issue, those of missed runs included; none before the account's first movement."""
        from core.rules.statement import month_after, month_of

        rows = self._session.store.statements
        issued = max((issue.month for issue in rows.issues(account_id)), default="")
        due = max(first, month_after(issued)) if issued else first
        began = min((month_of(fact.day) for fact in rows.facts(account_id)), default="") if due <= last else ""
        while began and due <= last:
            if due >= began:
                yield due
            due = month_after(due)
