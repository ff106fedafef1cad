"""Record events: journal rows after the last one, and the tables that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.journal.chain import event_of, row_for, row_of
from core.journal.codec import instant_from, instant_text, moment_after, recorded_texts
from core.journal.events import ClockConfirmed
from core.journal.registry import Event
from core.journal.row import GENESIS, JournalRow
from core.store.scope import Scope
from core.store.sql.projection import each, entries

if TYPE_CHECKING:
    from core.journal.decided import Decided
    from core.store.sql.session import Connected


class Recording:
    """What records the events of one connection, inside `writing(Scope.LEDGER)`."""

    def __init__(self, connection: Connected) -> None:
        self._connection = connection

    def append(
        self, events: Iterable[Event], actor: str | Callable[[Event], str], now: datetime, make_salt: Callable[[], str]
    ) -> tuple[JournalRow, ...]:
        """Record events after the last row; recorded instants grow, a `ClockConfirmed` apart."""
        self._check_scope()
        head = self._connection.heads.last()
        moment = instant_from(head.recorded_at) if head else None
        rows = []
        for event in events:
            seq, previous = (head.seq, head.digest) if head else (0, GENESIS)
            by = actor if isinstance(actor, str) else actor(event)
            # The confirmed clock is what later rows follow, even where an earlier clock was ahead of it.
            moment = moment_after(None if isinstance(event, ClockConfirmed) else moment, now)
            head = row_for(seq + 1, instant_text(moment), by, event, previous, make_salt)
            self._record(head, event)
            rows.append(head)
        return tuple(rows)

    def append_entries(
        self, decided: Sequence[Decided], actor: str, now: datetime, make_salt: Callable[[], str]
    ) -> tuple[JournalRow, ...]:
        """Record plain entries that were decided before, after the last row."""
        self._check_scope()
        head, writes, rows = self._connection.heads.last(), self._connection.writes, []
        seq, previous, last = (head.seq, head.digest, instant_from(head.recorded_at)) if head else (0, GENESIS, None)
        for (kind, body), recorded_at in zip(decided, recorded_texts(last, now), strict=False):
            seq += 1
            row = row_of(seq, recorded_at, actor, kind, body, previous, make_salt)
            writes.insert("journal", vars(row))
            entries.post(writes, seq, recorded_at, body)
            previous = row.digest
            rows.append(row)
        if rows:
            self._connection.heads.put(rows[-1])
        return tuple(rows)

    def append_row(self, row: JournalRow) -> None:
        """Record a row of another store as it is; the caller has checked the chain."""
        self._check_scope()
        self._record(row, event_of(row))

    def _record(self, row: JournalRow, event: Event) -> None:
        writes = self._connection.writes
        writes.insert("journal", vars(row))
        self._connection.heads.put(row)
        each.apply(writes, row.seq, row.recorded_at, event)

    def _check_scope(self) -> None:
        if self._connection.scope is not Scope.LEDGER:
            raise RuntimeError("journal rows are recorded inside writing(Scope.LEDGER)")
