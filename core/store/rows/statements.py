"""The rows of statements."""

from datetime import datetime
from typing import Protocol

from core.rules.statement import Fact, Issue


class StatementRows(Protocol):
    """The facts of one client, and the statements issued to it."""

    def facts(self, client_id: str) -> list[Fact]:
        """All that ever moved a client's balance, voided facts too."""
        ...

    def lapses(self, client_id: str) -> dict[int, tuple[str, int]]:
        """Why minutes of the client lapsed and what was credited for them, by the journal row that says so."""
        ...

    def issues(self, client_id: str) -> list[Issue]:
        """The months that were issued, in the order of the journal."""
        ...

    def issued(self, client_id: str, month: str) -> tuple[str, str, datetime, int] | None:
        """The id, document, instant and journal row of an issued statement."""
        ...

    def changed_after(self, client_id: str, month: str, seq: int) -> bool:
        """Whether anything dated in a month or before it was recorded or voided after a journal row."""
        ...

    def open_proposals(self, client_id: str) -> list[tuple[str, int, str | None]]:
        """Title, estimate and due date of the proposals that wait, the earliest due first."""
        ...
