"""What a session keeps of the store between postings: accounts as they left them, the lock date, and settings.

All of it follows from the journal, so it holds as long as the journal's last row is one that the session itself recorded.
"""

import threading
from collections.abc import Callable, Hashable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from core.journal.row import JournalRow
    from core.model.accounts import Account

T = TypeVar("T")

_MOST = 1000
"""How many accounts and other values are kept; an import of all clients must not fill the memory."""

Asked = tuple[str, str, str]
"""Client, work type and named account of a draft."""


class KeptAccounts:
    """Accounts, the lock date and settings, for the thread that has a change open."""

    def __init__(self) -> None:
        self._head: JournalRow | None = None
        self._changer: int | None = None
        self._accounts: dict[str, Account] = {}
        self._ids: dict[Asked, str] = {}
        self._lock: tuple[date | None] | None = None
        self._values: dict[Hashable, Any] = {}

    def begin(self, head: "JournalRow | None") -> None:
        """A change begins, with the journal's last row."""
        if head is not self._head and head != self._head:
            self.forget()
        self._changer = threading.get_ident()

    def end(self, head: "JournalRow | None") -> None:
        """The change is recorded, with the last row that it leaves."""
        self._head, self._changer = head, None

    def fail(self) -> None:
        """The change is taken back."""
        self.forget()
        self._changer = None

    def get(self, asked: Asked) -> "Account | None":
        """The account that an earlier posting used; `None` where it is to be read."""
        if self._changer != threading.get_ident():
            return None
        return self._accounts.get(self._ids.get(asked, ""))

    def put(self, asked: Asked, account: "Account") -> None:
        """Keep an account as the open change left it."""
        if len(self._accounts) >= _MOST:
            self._accounts.clear()
            self._ids.clear()
        self._ids[asked] = account.account_id
        self._accounts[account.account_id] = account.without_spent_blocks()

    def lock_date(self, read: Callable[[], date | None]) -> date | None:
        """The lock date, read where it is not kept."""
        if self._changer != threading.get_ident():
            return read()
        if self._lock is None:
            self._lock = (read(),)
        return self._lock[0]

    def value(self, key: Hashable, read: Callable[[], T]) -> T:
        """What else follows from the journal, read where it is not kept."""
        if self._changer != threading.get_ident():
            return read()
        if key not in self._values:
            if len(self._values) >= _MOST:
                self._values.clear()
            self._values[key] = read()
        found: T = self._values[key]
        return found

    def drop(self, account_id: str) -> None:
        """Drop an account that an entry alters."""
        self._accounts.pop(account_id, None)

    def forget(self) -> None:
        """Drop everything."""
        self._head, self._lock = None, None
        self._values.clear()
        self._accounts.clear()
        self._ids.clear()
