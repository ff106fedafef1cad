"""The rows of statements."""

from datetime import datetime
from typing import NamedTuple, Protocol

from core.rules.left import DrawRow, RollRow
from core.rules.statement import Fact, Issue


class Lapse(NamedTuple):
    """Why a block lost minutes without work."""

    cause: str
    """The stored word of a `LapseCause`."""
    credit_minor: int
    """What was credited for them, in minor units."""
    correction_id: str | None
    """Id of the correction that took them; `None` for other causes."""


class StatementRows(Protocol):
    """Reads of issued statements and of the movements of balances (*facts*) that statements are made of."""

    def facts(self, account_id: str) -> list[Fact]:
        """All movements of an account's balance, voided ones included."""
        ...

    def lapses(self, account_id: str) -> dict[int, Lapse]:
        """Each lapse of the account's minutes, by journal row."""
        ...

    def issues(self, account_id: str) -> list[Issue]:
        """The issued months of an account, in the order of the journal."""
        ...

    def issued(self, account_id: str, month: str) -> tuple[str, str, datetime, int] | None:
        """The id, document, instant and journal row of an issued statement."""
        ...

    def changed_after(self, account_id: str, month: str, seq: int) -> bool:
        """Whether a movement dated in a month, or before it, was recorded or voided after a journal row."""
        ...

    def draws(self, account_id: str) -> list[DrawRow]:
        """The draws from the blocks of an account, in the order of the journal; those of voids are below zero."""
        ...

    def rolls(self, account_id: str) -> list[RollRow]:
        """The minutes that were carried from one block of the account into another."""
        ...

    def contest(self, entry_id: str) -> str | None:
        """The answer to a contested entry, empty for none yet; `None` for an entry that nobody contests."""
        ...

    def contests(self, account_id: str) -> list[tuple[str, str, int, str, int]]:
        """Entry id, day (ISO text), deducted minutes, answer and journal row of the account's contested entries that stand."""
        ...

    def open_proposals(self, client_id: str) -> list[tuple[str, int, str | None]]:
        """Title, estimate in minutes and due date (ISO text) of open and accepted proposals, the earliest due first."""
        ...
