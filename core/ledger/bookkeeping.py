"""The manager's side of the ledger: renewals that wait, the accounting system's answers, the lock, the daily run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from core.basics.errors import Refused
from core.basics.i18n import _
from core.journal.events import (
    BlockAdded,
    BlockForfeited,
    BlockRolled,
    Event,
    LineMarked,
    LockSet,
    RenewalClosed,
    SettingSet,
)
from core.language.labels import word_label
from core.model.accounts import Account
from core.model.billing import LineStatus
from core.model.blocks import Origin
from core.model.terms import Kind
from core.queries.views import BalanceView, LineView
from core.rules import posting
from core.rules.replay import after

if TYPE_CHECKING:
    from core.business import Business


_CLIENTS_A_CHANGE = 100


@dataclass(frozen=True, slots=True)
class DailyView:
    """What the daily run did: minutes forfeited or carried by (client code, block id), blocks renewed, messages written."""

    day: date
    forfeited: tuple[tuple[str, str, int], ...]
    rolled: tuple[tuple[str, str, int], ...]
    renewals: tuple[tuple[str, str, int], ...]
    messages: int = 0


class Bookkeeping:
    """Behind the ledger's door, as it is one thing of its own; every method that changes is all or nothing."""

    def __init__(self, ledger: "Business") -> None:
        self._ledger = ledger

    def approve_renewal(self, renewal_id: str) -> BalanceView:
        """Add the block that a waiting renewal stands for. Errors: `Refused` where it waits no more."""
        with self._ledger.changing():
            account = self._account_of_renewal(renewal_id)
            pending = account.pending
            assert pending is not None
            terms = account.terms_on(self._ledger.today)
            if terms.kind is not Kind.PREPAID:
                raise Refused(
                    _("{code} buys no blocks any more; close it: monteore renewal refuse {renewal_id}").format(
                        code=account.client.code, renewal_id=renewal_id
                    )
                )
            context = self._ledger.context(terms)
            block = posting.new_block(
                account,
                replace(terms, currency=pending.currency),
                context,
                origin=Origin.RENEWED,
                cause=pending.cause_entry_id,
                size_minutes=pending.minutes,
                price_minor=pending.price_minor,
                renewal_id=renewal_id,
            )
            decision = posting.Decision((block,), after(account, block))
            self._ledger.append(posting.with_renewals(decision, context, None, lowered=True).events)
        return self._ledger.queries.balance(account.client.client_id)

    def refuse_renewal(self, renewal_id: str) -> BalanceView:
        """Close a waiting renewal without a block; the next posting may ask again."""
        with self._ledger.changing():
            account = self._account_of_renewal(renewal_id)
            self._ledger.append([RenewalClosed(renewal_id, account.client.client_id, "refused")])
        return self._ledger.queries.balance(account.client.client_id)

    def _account_of_renewal(self, renewal_id: str) -> Account:
        for pending in self._ledger.store.reads.pending():
            if pending.renewal_id == renewal_id:
                return self._ledger.account(pending.client_id)
        outcome = self._ledger.store.reads.renewal_outcome(renewal_id)
        if outcome is None:
            raise Refused(
                _("there is no renewal {renewal_id}; see: monteore renewal list").format(renewal_id=renewal_id)
            )
        raise Refused(
            _("renewal {renewal_id} is {outcome} already").format(renewal_id=renewal_id, outcome=word_label(outcome))
        )

    def mark_lines(
        self, line_ids: Sequence[str], number: str, dated: date, status: LineStatus = LineStatus.INVOICED
    ) -> tuple[LineView, ...]:
        """Record the accounting system's answer for lines. Errors: `Refused` for a line that cannot take that step."""
        with self._ledger.changing():
            for line_id in line_ids:
                line = self._ledger.store.reads.line(line_id)
                if line is None:
                    raise Refused(_("there is no line {line_id}; see: monteore invoice list").format(line_id=line_id))
                allowed = {LineStatus.INVOICED: (LineStatus.TO_INVOICE,), LineStatus.PAID: (LineStatus.INVOICED,)}
                # A line that went out before it was taken back may be invoiced all the same: the answer is kept.
                went_out = line.run_id and line.status is LineStatus.VOID and status is LineStatus.INVOICED
                if line.status not in allowed.get(status, ()) and not went_out:
                    raise Refused(
                        _("line {line_id} is {status} already; nothing was changed").format(
                            line_id=line_id, status=word_label(line.status.value)
                        )
                    )
                self._ledger.append([LineMarked(line_id, line.client_id, status, number or line.number, dated)])
        return self._ledger.queries.lines_by_id(line_ids)

    def lock(self, day: date) -> date:
        """Close the books up to and including a day. Errors: `Refused` for a day before the present lock."""
        with self._ledger.changing():
            present = self._ledger.store.reads.lock_date()
            if present is not None and day < present:
                raise Refused(
                    _("the books are locked up to {lock} already; a lock only moves forward").format(
                        lock=present.isoformat()
                    )
                )
            if day != present:
                self._ledger.append([LockSet(day)])
        return day

    def set_name(self, name: str) -> None:
        """Give the business the name that statements and mail show."""
        with self._ledger.changing():
            if name != (self._ledger.store.reads.setting("business_name") or ""):
                self._ledger.append([SettingSet("business_name", name)])

    def daily(self, day: date | None = None) -> DailyView:
        """Forfeit or roll over what expired, and write the day's mail; running it again changes nothing.

        Some clients at a time share a change, so that a technician who saves a call meanwhile does not wait for all of
        them; a run that is broken off goes on with the next one.
        """
        run_day = day or self._ledger.today
        forfeited, rolled, renewals = [], [], []
        messages = 0
        posting.check_lock(run_day, self._ledger.store.reads.lock_date())
        for client_ids in _parts(self._ledger.store.reads.clients_with_expired_blocks(run_day)):
            with self._ledger.changing():
                posting.check_lock(run_day, self._ledger.store.reads.lock_date())
                for client_id in client_ids:
                    for code, event in self._expire(client_id, run_day):
                        if isinstance(event, BlockForfeited):
                            forfeited.append((code, event.block_id, event.minutes))
                        elif isinstance(event, BlockRolled):
                            rolled.append((code, event.block_id, event.minutes))
                        elif isinstance(event, BlockAdded):
                            renewals.append((code, event.block_id, event.size_minutes))
            messages += self._ledger.mail.written
        mail = self._ledger.mail.day(run_day)
        for client_ids in _parts(mail.client_ids):
            with self._ledger.changing():
                for client_id in client_ids:
                    self._ledger.mail.daily(client_id, mail)
            messages += self._ledger.mail.written
        if mail.is_new:
            with self._ledger.changing():
                self._ledger.mail.day_done(mail)
        return DailyView(run_day, tuple(forfeited), tuple(rolled), tuple(renewals), messages)

    def _expire(self, client_id: str, day: date) -> list[tuple[str, Event]]:
        account = self._ledger.account(client_id)
        decision = posting.decide_expiry(account, day, self._ledger.context(account.terms_on(day)))
        self._ledger.append(decision.events)
        return [(account.client.code, event) for event in decision.events]


def _parts(client_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for place in range(0, len(client_ids), _CLIENTS_A_CHANGE):
        yield client_ids[place : place + _CLIENTS_A_CHANGE]
