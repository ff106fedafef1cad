"""What a session keeps of the store between postings: accounts as they left them, the lock date, and settings.

All of it follows from the journal, so it holds as long as the journal's last row is one that the session itself recorded.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.journal.events import BlockAdded, EntryPosted, Event, OverdraftSettled, RenewalAsked, RenewalClosed
    from core.journal.row import JournalRow
    from core.model.accounts import Account

_MOST = 1000
"""How many accounts are kept; an import of all clients must not fill the memory."""

Asked = tuple[str, str, str]
"""Client, work type and named account of a draft."""


@cache
def _of_one_account() -> "tuple[type[EntryPosted | BlockAdded | OverdraftSettled | RenewalAsked | RenewalClosed], ...]":
    """What alters one account alone. The events are imported with the first one that is noted: some changes record none."""
    from core.journal.events import BlockAdded, EntryPosted, OverdraftSettled, RenewalAsked, RenewalClosed

    return EntryPosted, BlockAdded, OverdraftSettled, RenewalAsked, RenewalClosed


@cache
def _of_none() -> "tuple[type[Event], ...]":
    """What alters no account."""
    from core.journal.events import ClientsImported, ImportPart, KeyUsed

    return KeyUsed, ImportPart, ClientsImported


class KeptAccounts:
    """Accounts, the lock date and settings, for the thread that has a change open."""

    def __init__(self) -> None:
        self._head: JournalRow | None = None
        self._changer: int | None = None
        self._accounts: dict[str, Account] = {}
        self._ids: dict[Asked, str] = {}
        self._lock: tuple[date | None] | None = None
        self._settings: dict[str, str | None] = {}

    @contextmanager
    def during(self, head: "Callable[[], JournalRow | None]") -> Iterator[None]:
        """One change; what it keeps is dropped where it fails."""
        if head() != self._head:
            self._drop()
        self._changer = threading.get_ident()
        try:
            yield
            self._head = head()
        except BaseException:
            self._drop()
            raise
        finally:
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

    def setting(self, name: str, read: Callable[[str], str | None]) -> str | None:
        """A setting, read where it is not kept."""
        if self._changer != threading.get_ident():
            return read(name)
        if name not in self._settings:
            self._settings[name] = read(name)
        return self._settings[name]

    def drop(self, account_id: str) -> None:
        """Drop an account that an entry alters."""
        self._accounts.pop(account_id, None)

    def note(self, events: "Iterable[Event]") -> None:
        """Drop what recorded events may have altered."""
        from core.journal.events import account_of

        for event in events:
            if isinstance(event, _of_one_account()):
                self._accounts.pop(account_of(event), None)
            elif not isinstance(event, _of_none()):
                self._drop()

    def _drop(self) -> None:
        self._head, self._lock = None, None
        self._settings.clear()
        self._accounts.clear()
        self._ids.clear()
