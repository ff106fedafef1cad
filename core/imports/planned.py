"""A row of a file as its plan decided it, in values that are put aside and read again quickly."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from core.journal.decided import Decided
from core.journal.events import Event
from core.model.clients import Client
from core.model.work import Draft, Span, Work

_Facts = tuple[str, date, int, datetime | None, str, bool, str, str, str | None, str | None, str, str]


class PlannedRow:
    """A row to post. Its client may still have to be added.

    `decided` is what was decided of it. It holds as long as nobody else changes the store; for a client that is not there yet
    it is empty.
    """

    __slots__ = ("_facts", "client", "decided", "row_number")

    def __init__(self, row_number: int, client: Client, facts: _Facts, decided: tuple[Decided, ...]) -> None:
        self.row_number = row_number
        self.client = client
        self.decided = decided
        self._facts = facts

    @classmethod
    def of(cls, row_number: int, client: Client, draft: Draft, events: Iterable[Event]) -> "PlannedRow":
        """A row by the draft that it means, which has no contact and one stretch of work at most, and what was decided."""
        work = draft.work
        facts = (
            draft.client_id,
            work.work_date,
            work.worked_seconds,
            work.spans[0].started_at if work.spans else None,
            work.work_type,
            work.no_charge,
            draft.ticket,
            draft.note,
            draft.key,
            draft.technician,
            draft.account_id,
            draft.content,
        )
        return cls(row_number, client, facts, tuple(map(Decided.of, events)))

    @property
    def draft(self) -> Draft:
        """The entry that it means."""
        client_id, day, seconds, start, work_type, no_charge, ticket, note, key, technician, account_id, content = (
            self._facts
        )
        spans = (Span(start, seconds),) if start is not None else ()
        work = Work(day, seconds, spans, work_type, no_charge)
        return Draft(client_id, work, ticket, note, "", key, technician, content, (), account_id)

    @property
    def worked_seconds(self) -> int:
        """How long the work took."""
        return self._facts[2]

    @property
    def content(self) -> str:
        """What its key is made of."""
        return self._facts[-1]

    def outcome(self) -> tuple[str, int]:
        """The entry that was decided, and how many blocks it renews."""
        decided = self.decided
        if len(decided) == 1:
            return decided[0].body["entry_id"], 0
        entry_id: str = next(each.body["entry_id"] for each in decided if each.is_entry)
        return entry_id, sum(each.is_renewal for each in decided)

    def put_aside(self) -> object:
        """Its values, with the client's id in place of the client."""
        return self.row_number, self.client.client_id, self._facts, tuple(map(tuple, self.decided))

    @classmethod
    def taken_up(cls, values: Any, clients: Mapping[str, Client]) -> "PlannedRow":
        """The row of values that `put_aside` gave."""
        row_number, client_id, facts, decided = values
        return cls(row_number, clients[client_id], facts, tuple([Decided(*each) for each in decided]))
