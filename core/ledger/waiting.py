"""Charge entries that waited for an agreement, in parts, once one is in force on their days."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.durations import format_minutes
from core.basics.errors import MonteoreError, Refused
from core.basics.i18n import _, ngettext
from core.journal.events import Event, WaitingCharged
from core.model.accounts import Account
from core.model.work import NOTHING_WAITS, WaitingEntry, Waits
from core.rules import asking
from core.rules import waiting as rule
from core.rules.decision import Decision, renewed
from core.session import Session

_MOST_BLOCKS: Final = 5
"""How many blocks that pay are named; the rest is counted."""


@dataclass(frozen=True)
class ChargedView:
    """What an agreement charged of the work that waited for one: entries, charged minutes, blocks that this renewed.

    `rest` waits on: it is dated before the agreement, or locked. `doubts` are the questions to a person before it is
    done. `drawn` are the minutes that blocks pay, each block with its day of sale, in drawing order.
    """

    entries: int = 0
    minutes: int = 0
    renewals: int = 0
    rest: Waits = NOTHING_WAITS
    doubts: tuple[str, ...] = ()
    drawn: tuple[tuple[date, int], ...] = ()


NOTHING_CHARGED = ChargedView()


class RestWaits(Refused):
    """The agreement is in force and some of the waiting work is charged; the rest was refused."""

    def __init__(self, error: MonteoreError, code: str) -> None:
        super().__init__(
            _(
                "{reason}; the agreement of {code} is in force, but not all waiting work is charged: the same command goes on"
            ).format(reason=str(error), code=code)
        )
        self.exit_code = error.exit_code


class Waiting:
    """Entries that wait for an agreement."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def has_any(self, account_id: str) -> bool:
        """Whether any work charged to an account waits."""
        return bool(self._session.store.reads.waits(account_id))

    def preview(self, account: Account, waiting_of: str | None = None) -> ChargedView:
        """What charging would do under the agreements of an account, of which the last need not be recorded yet.

        `waiting_of` is the id of another account whose waiting work would go over first.
        """
        account_id = waiting_of or account.account_id
        entries, events = self._chargeable(account, account_id=account_id), list[Event]()
        for start in range(0, len(entries), rule.MOST_IN_PART):
            decision = self._decide(account, entries[start : start + rule.MOST_IN_PART])
            account = decision.account
            events += decision.events
        all_waits = self._session.store.reads.waits(account_id).get(account_id, NOTHING_WAITS)
        minutes = sum(-(-entry.work.worked_seconds // 60) for entry in entries)
        rest = Waits(all_waits.entries - len(entries), all_waits.minutes - minutes)
        return self._view(events, rest, asking.of_blocks(events))

    def part_in_change(self, account_id: str) -> tuple[Event, ...]:
        """Charge the oldest 200 at most, inside a change that the caller holds open; nothing where none can be charged."""
        account = self._session.account(account_id)
        decision = self._decide(account, self._chargeable(account, rule.MOST_IN_PART))
        self._session.append(decision.events)
        return decision.events

    def rest(self, account_id: str, first: tuple[Event, ...]) -> ChargedView:
        """Charge what the first part left, a change for each further part. Errors: `RestWaits` where one is refused."""
        events, part = list(first), first
        while sum(len(event.entries) for event in part if isinstance(event, WaitingCharged)) == rule.MOST_IN_PART:
            try:
                with self._session.changing():
                    part = self.part_in_change(account_id)
            except MonteoreError as error:
                raise RestWaits(error, self._session.account(account_id).address) from None
            events += part
        return self._view(events, self._session.store.reads.waits(account_id).get(account_id, NOTHING_WAITS), ())

    def go_on(self, account: Account) -> ChargedView:
        """Charge what a charging that was broken off left, a change for each part.

        Work that a rule refuses, and all of it where a person would be asked first, waits on.
        """
        events = list[Event]()
        try:
            planned = self.preview(account)
            left = 0 if planned.doubts else planned.entries
            while left > 0:
                with self._session.changing():
                    events += self.part_in_change(account.account_id)
                left -= rule.MOST_IN_PART
        except Refused:
            pass
        return self._view(events, NOTHING_WAITS, ())

    def _chargeable(
        self, account: Account, limit: int | None = None, account_id: str | None = None
    ) -> list[WaitingEntry]:
        """The entries on whose day an agreement is in force and which are not locked, oldest first."""
        starts = [agreement.from_date for agreement in account.agreements]
        if not starts:
            return []
        first = None if None in starts else min(start for start in starts if start is not None)
        reads = self._session.store.reads
        return reads.waiting(account_id or account.account_id, first, reads.lock_date(), limit)

    def _decide(self, account: Account, entries: list[WaitingEntry]) -> Decision:
        session = self._session
        context = session.context(session.terms_of(account))
        return rule.decide(account, entries, lambda work: session.charging.of_work(account, work), context)

    def _view(self, events: Iterable[Event], rest: Waits, doubts: tuple[str, ...]) -> ChargedView:
        known = list(events)
        charges = [entry for event in known if isinstance(event, WaitingCharged) for entry in event.entries]
        minutes: dict[str, int] = {}
        for draw in (draw for entry in charges for draw in entry.draws):
            minutes[draw.block_id] = minutes.get(draw.block_id, 0) + draw.minutes
        # A block that the charge adds is not among them: it settles the overdraft, and is counted with the renewals.
        blocks = map(self._session.store.reads.block, minutes)
        return ChargedView(
            len(charges),
            sum(entry.charge.minutes for entry in charges),
            len(renewed(known)),
            rest,
            doubts,
            tuple((block.sold_on, minutes[block.block_id]) for block in blocks if block is not None),
        )


def charged_in_words(view: ChargedView) -> list[str]:
    """What was charged of the work that waited, and what waits on, a sentence each; empty for nothing."""
    said = []
    if view.entries:
        sentence = ngettext(
            "{count} entry that waited is charged: {hours} h",
            "{count} entries that waited are charged: {hours} h",
            view.entries,
        )
        said.append(sentence.format(count=view.entries, hours=format_minutes(view.minutes)))
    for day, minutes in view.drawn[:_MOST_BLOCKS]:
        said.append(_("the block of {day} pays {hours} h").format(day=day.isoformat(), hours=format_minutes(minutes)))
    more = view.drawn[_MOST_BLOCKS:]
    if more:
        sentence = ngettext("{count} more block pays {hours} h", "{count} more blocks pay {hours} h", len(more))
        said.append(sentence.format(count=len(more), hours=format_minutes(sum(minutes for _day, minutes in more))))
    if view.renewals:
        sentence = ngettext(
            "this adds {count} block by rule, which is invoiced: these hours need no further sale",
            "this adds {count} blocks by rule, which are invoiced: these hours need no further sale",
            view.renewals,
        )
        said.append(sentence.format(count=view.renewals))
    if view.rest.entries:
        sentence = ngettext(
            "{count} entry ({hours} h) waits on: it is dated before the agreement, or locked",
            "{count} entries ({hours} h) wait on: they are dated before the agreement, or locked",
            view.rest.entries,
        )
        said.append(sentence.format(count=view.rest.entries, hours=format_minutes(view.rest.minutes)))
    return said
