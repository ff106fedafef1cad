"""Recording the events of an open change: who did them, what caused them, and what the session keeps of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from core.calendar import Calendar
from core.change import Change
from core.journal.events import (
    BlockAdded,
    ClientsImported,
    EntryPosted,
    Event,
    ImportPart,
    ImportUndone,
    KeyUsed,
    OverdraftSettled,
    RenewalAsked,
    RenewalClosed,
    account_of,
)
from core.journal.registry import KEPT_EVENTS, MOST_EVENTS, name_by_type
from core.model.accounts import Account
from core.rules.actors import actor_of, subject_of, with_causes
from core.rules.replay import after
from core.store.kept import Asked, KeptAccounts

if TYPE_CHECKING:
    from core.journal.decided import Decided
    from core.journal.row import JournalRow
    from core.rules.decision import Decision

_LAST = (KeyUsed, ImportPart, ClientsImported, ImportUndone)
"""What ends a change."""
_OF_ONE_ACCOUNT = (EntryPosted, BlockAdded, OverdraftSettled, RenewalAsked, RenewalClosed)
"""What alters one account alone."""
_OF_NONE = (KeyUsed, ImportPart, ClientsImported)
"""What alters no account."""


class Recording:
    """Records the events of one session's changes, and keeps its accounts up to date.

    Each function of `heard` is called with every event that `append` records.
    """

    def __init__(
        self,
        calendar: Calendar,
        kept: KeptAccounts,
        heard: Sequence[Callable[[Event], None]],
        check_clock: Callable[[], None],
    ) -> None:
        self._calendar = calendar
        self._kept = kept
        self._heard = heard
        self._check_clock = check_clock

    def append(self, change: Change, person: str, events: Iterable[Event]) -> tuple[JournalRow, ...]:
        """Record decided events; their rows. Errors: as `Session.append`."""
        decided = tuple(events)
        # What ends a change has room of its own.
        is_last = all(isinstance(event, _LAST) for event in decided)
        self._count(change, len(decided), MOST_EVENTS if is_last else MOST_EVENTS - KEPT_EVENTS)
        decided, change.cause = with_causes(decided, person, change.cause)
        self._drop_altered(decided)
        calendar = self._calendar
        rows = calendar.store.append_all(decided, lambda event: actor_of(event, person), calendar.clock.now())
        change.last_row = rows[-1] if rows else change.last_row
        for event in decided:
            if not isinstance(event, KeyUsed):
                change.touch(name_by_type[type(event)], *subject_of(event))
            for hear in self._heard:
                hear(event)
        return rows

    def append_entries(self, change: Change, person: str, entries: Sequence[Decided]) -> None:
        """Record plain entries that were decided before, without a call of `heard`. Errors: as `Session.append`."""
        self._count(change, len(entries), MOST_EVENTS - KEPT_EVENTS)
        calendar = self._calendar
        rows = calendar.store.append_entries(entries, person, calendar.clock.now())
        change.last_row = rows[-1] if rows else change.last_row
        for kind, body in entries:
            self._kept.drop(body.get("account_id") or body["client_id"])
            change.touch(kind, body["entry_id"], body["client_id"])
            change.cause = f"{kind} {body['entry_id']}"

    def keep(self, asked: Asked, account: Account, decision: Decision, rows: Iterable[JournalRow]) -> None:
        """Keep an account for the next entry that it pays: as it was before a posting, whose recorded decision is given."""
        kept = decision.account
        if not all(isinstance(event, EntryPosted) and not event.overdraft_minutes for event in decision.events):
            # Blocks and overdrafts are told apart by their journal rows, which the decision did not know.
            kept = account
            for event, row in zip(decision.events, rows, strict=True):
                kept = after(kept, event, seq=row.seq)
        self._kept.put(asked, kept)

    def _count(self, change: Change, added: int, most: int) -> None:
        """Count events that are to be recorded. Errors: `ClockInDoubt`, `ChangeFull`."""
        change.check_room(added, most)
        if added and change.asks_clock:
            change.asks_clock = False
            self._check_clock()
        change.recorded += added

    def _drop_altered(self, events: Iterable[Event]) -> None:
        """Drop what recorded events may have altered of what is kept."""
        for event in events:
            if isinstance(event, _OF_ONE_ACCOUNT):
                self._kept.drop(account_of(event))
            elif not isinstance(event, _OF_NONE):
                self._kept.forget()
