"""What every engine's store does alike: its reads, and the recording of events after the last row of the journal.

An engine adds how its store is made, opened and checked.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from core.basics.clock import SystemClock
from core.journal.registry import Event
from core.journal.row import JournalRow, new_salt
from core.store.scope import ChangeToken, Scope
from core.store.sql.accounts import AccountReads
from core.store.sql.entries import EntryReads
from core.store.sql.keys import KeyReads
from core.store.sql.session import ROW, Connected, Row
from core.store.sql.settings import SettingReads

if TYPE_CHECKING:
    from core.basics.clock import Clock
    from core.journal.decided import Decided
    from core.journal.events import JournalRechained
    from core.model.health import Finding
    from core.model.security import Refusal
    from core.store.protocol import FirstReads, Store
    from core.store.sql.call_records import RecordRows
    from core.store.sql.calls import CallRows
    from core.store.sql.exports import ExportRows
    from core.store.sql.figures import Figures
    from core.store.sql.import_runs import ImportRuns
    from core.store.sql.listing import Listing
    from core.store.sql.outbox import OutboxRows
    from core.store.sql.phone import PhoneRows
    from core.store.sql.proposals import ProposalRows
    from core.store.sql.recording import Recording
    from core.store.sql.statements import StatementRows
    from core.store.sql.unsent import UnsentRows

_PAGE = 500
_COUNTS = "change_count"
"""The table of counters, which each store has of its own."""


class Reading(AccountReads, EntryReads, KeyReads, SettingReads):
    """What the ledger and the queries read, but for the long lists and the reports; one file a noun."""


class SqlStore(ABC):
    """The part of the `Store` protocol that is the same SQL in every engine. Reads need no lock; `append` only in `writing`.

    What not every shell verb uses is imported at its first use.
    """

    not_from_journal: tuple[str, ...] = (
        "call",
        "call_span",
        "call_words",
        "call_change",
        "change_count",
        "mail",
        "phone_call",
        "phone_event",
        "call_record",
        "call_record_file",
        "call_verdict",
        "refusal",
        "unsent",
        "export_run.content",
    )

    knows_outcomes = False

    def __init__(self, connection: Connected) -> None:
        self._connection = connection
        self.make_salt = new_salt
        self.reads = Reading(connection)

    @abstractmethod
    def again(self) -> Self:
        """A second connection to the same place."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection."""

    @abstractmethod
    def _without_guards(self) -> AbstractContextManager[None]:
        """Let journal rows be rewritten for a while, inside `writing`."""

    @cached_property
    def calls(self) -> CallRows:
        """Live calls."""
        from core.store.sql.calls import CallRows

        return CallRows(self._connection)

    @cached_property
    def listing(self) -> Listing:
        """Long lists and counts."""
        from core.store.sql.listing import Listing

        return Listing(self._connection)

    @cached_property
    def statements(self) -> StatementRows:
        """Statements."""
        from core.store.sql.statements import StatementRows

        return StatementRows(self._connection)

    @cached_property
    def figures(self) -> Figures:
        """Sums for the reports."""
        from core.store.sql.figures import Figures

        return Figures(self._connection)

    @cached_property
    def proposals(self) -> ProposalRows:
        """Proposals and the catalogue."""
        from core.store.sql.proposals import ProposalRows

        return ProposalRows(self._connection)

    @cached_property
    def exports(self) -> ExportRows:
        """Export runs."""
        from core.store.sql.exports import ExportRows

        return ExportRows(self._connection)

    @cached_property
    def import_runs(self) -> ImportRuns:
        """Import runs."""
        from core.store.sql.import_runs import ImportRuns

        return ImportRuns(self._connection)

    @cached_property
    def outbox(self) -> OutboxRows:
        """Mail."""
        from core.store.sql.outbox import OutboxRows

        return OutboxRows(self._connection)

    @cached_property
    def phone(self) -> PhoneRows:
        """Phone calls and their events."""
        from core.store.sql.phone import PhoneRows

        return PhoneRows(self._connection)

    @cached_property
    def records(self) -> RecordRows:
        """Call records, and verdicts on their calls."""
        from core.store.sql.call_records import RecordRows

        return RecordRows(self._connection)

    @cached_property
    def unsent(self) -> UnsentRows:
        """What is typed and not sent."""
        from core.store.sql.unsent import UnsentRows

        return UnsentRows(self._connection)

    def writing(self, scope: Scope = Scope.LEDGER, first: FirstReads | None = None) -> AbstractContextManager[None]:
        """One change, all or nothing, durable when the block ends."""
        self._import_ahead(scope)
        return self._connection.writing(scope)

    def _import_ahead(self, scope: Scope) -> None:
        """Import what a change of the ledger uses, before it has its turn. Rare events bring their own SQL within it."""
        if scope is Scope.LEDGER:
            _made_now = self._recording, self._connection.writes

    @cached_property
    def _recording(self) -> Recording:
        from core.store.sql.recording import Recording

        return Recording(self._connection)

    def reading(self, of: Hashable = None) -> AbstractContextManager[None]:
        """One consistent snapshot."""
        return self._connection.reading(of)

    def was_kept(self, row: JournalRow) -> bool:
        """Whether the journal holds a row. The turn is waited for, which a change that goes on still has.

        Something is written, too: when that is confirmed, everything before it is.
        """
        with self.writing():
            found = self._connection.row(
                "SELECT digest FROM journal WHERE business_id = :business AND seq = ?", (row.seq,)
            )
            self._connection.run(
                f"UPDATE {_COUNTS} SET number = number + 1 WHERE business_id = :business AND counter = 'ledger'"
            )
        return found is not None and found[0] == row.digest

    def in_bulk(self) -> AbstractContextManager[None]:
        """Nothing."""
        return contextlib.nullcontext()

    def append(self, event: Event, actor: str, now: datetime) -> int:
        """Record one event; the number of its journal row."""
        return self.append_all((event,), actor, now)[0].seq

    def append_all(
        self, events: Iterable[Event], actor: str | Callable[[Event], str], now: datetime
    ) -> tuple[JournalRow, ...]:
        """Record events after the last row; recorded instants grow, a `ClockConfirmed` apart."""
        return self._recording.append(events, actor, now, self.make_salt)

    def append_entries(self, entries: Sequence[Decided], actor: str, now: datetime) -> tuple[JournalRow, ...]:
        """Record plain entries that were decided before, after the last row."""
        return self._recording.append_entries(entries, actor, now, self.make_salt)

    def append_row(self, row: JournalRow) -> None:
        """Record a row of another store as it is, inside `writing`; the caller has checked the chain."""
        self._recording.append_row(row)

    def journal(self, after: int = 0) -> Iterator[JournalRow]:
        """Every recorded row after one, first to last."""
        for rows in self.journal_pages(after):
            for row in rows:
                yield JournalRow(*row)

    def journal_pages(self, after: int = 0) -> Iterator[list[Row]]:
        """The same as their fields, some hundred rows at a time."""
        last = after
        while True:
            rows = self._connection.rows(
                f"SELECT {ROW} FROM journal WHERE business_id = :business AND seq > ? ORDER BY seq LIMIT ?",
                (last, _PAGE),
            )
            if rows:
                yield rows
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]

    def head(self) -> JournalRow | None:
        """The last recorded row."""
        return self._connection.heads.last()

    def changes(self, *, checks_files: bool = True) -> ChangeToken:
        """How often the store was changed."""
        return self._connection.changes(checks_files=checks_files)

    def sign(self) -> Hashable:
        """What differs after a change of another session; `None` if unknown."""
        return self._connection.sign()

    def notice_file(self) -> Path | None:
        """The file whose time is set after each commit; `None` if there is none."""
        return self._connection.notice_file

    def note_refusal(self, technician: str, what: str, at: datetime) -> None:
        """Count a refusal in the table `refusal`; this session may be one that only reads."""
        from core.store.sql.security import note_refusal

        with contextlib.closing(self.again()) as other, other.writing(Scope.QUIET):
            note_refusal(other._connection, technician, what, at)

    def refusals(self) -> Sequence[Refusal]:
        """Every refusal of the table `refusal`, the latest first."""
        from core.store.sql.security import SecurityReads

        return SecurityReads(self._connection).refusals()

    def first_row_with_texts(self) -> int | None:
        """The first row of the first format whose body holds personal texts, or `None`."""
        from core.store.sql import erasure

        return erasure.first_row_with_texts(self._connection)

    def rechain(self) -> JournalRechained:
        """Write every row anew in the second format, inside `writing`; the event to record of it."""
        from core.store.sql import erasure

        with self._without_guards():
            told = erasure.rechain(self._connection, self.journal(), self.make_salt)
            self._connection.heads.forget()
        return told

    def erase(self, client_id: str) -> int:
        """Empty a client's texts wherever no event changes them, inside `writing`."""
        from core.store.sql import erasure

        emptied = erasure.erase(self._connection, client_id)
        self._connection.heads.forget()
        return emptied

    def take_over(self, other: Store) -> None:
        """Copy what another store holds and no event tells, inside `writing`."""
        assert isinstance(other, SqlStore)
        source, columns = other._connection, self._connection.dialect.columns()
        for table in self.not_from_journal:
            if "." in table or table == _COUNTS:
                continue
            names = [row[0] for row in self._connection.rows(columns, (table,)) if row[0] != "business_id"]
            listed, places = ", ".join(names), ", ".join(str(number + 1) for number in range(len(names)))
            for row in source.rows(f"SELECT {listed} FROM {table} WHERE business_id = :business ORDER BY {places}"):
                self._connection.writes.insert(table, dict(zip(names, row, strict=True)))
        for run_id, content in other.exports.files():
            self.exports.keep(run_id, content)

    def clock(self) -> Clock:
        """This machine's."""
        return SystemClock()

    def findings(self, now: datetime) -> Sequence[Finding]:
        """None."""
        return ()

    def move_client(self, client_id: str, into_id: str) -> None:
        """Give what no event moves of a client to another one, inside `writing`."""
        from core.store.sql import merging

        merging.move_client(self._connection, client_id, into_id)
