"""New callers: somebody who is no client yet calls. The client is added and the call starts in one change."""

from datetime import datetime
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.errors import Unasked, UnknownClient, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.numbers import digits
from core.basics.patterns import Pattern
from core.basics.text import clean_text
from core.guards import DoneBefore, Guard
from core.journal.events import CardMissing
from core.ledger.call_edits import CallEdits
from core.ledger.calls import Calls
from core.ledger.clients import Clients, free_code
from core.model.calls import NO_EDIT, CallEdit
from core.model.clients import Client
from core.queries.queries import Queries
from core.queries.views.calls import CallView
from core.session import Session, needs

_FEWEST_DIGITS: Final = 5
_LONGEST_NAME: Final = 80
_NUMBER = Pattern(r"(?:^|(?<=\s))\+?\(?[0-9][0-9 ()./-]*$")
_NUMBER_FIRST = Pattern(r"^\+?\(?[0-9][0-9 ()./-]*(?=[\s,;:]+[^\W\d_])")


@dataclass(frozen=True)
class NewCaller:
    """The client that a typed text would add: its name, its proposed code and, if a number was typed, its phone."""

    name: str
    code: str
    phone: str = ""


class Callers:
    """New callers of one store."""

    def __init__(
        self, session: Session, queries: Queries, clients: Clients, calls: Calls, call_edits: CallEdits
    ) -> None:
        self._session = session
        self._queries = queries
        self._clients = clients
        self._calls = calls
        self._call_edits = call_edits

    @needs(Right.READ)
    def proposed(self, text: str, phone: str = "") -> NewCaller:
        """The new caller that a text means: a name, a number, or a name with a number beside it; nothing is changed.

        A number alone is the name until the card is written. Errors: `Usage` for a ticket, or no letter and no digit.
        """
        name, typed = _name_and_number(clean_text(text)[:_LONGEST_NAME])
        if name.startswith("#") or not any(character.isalnum() for character in name):
            raise Usage(_("a new caller needs a name or a number"), step="call start --new NAME")
        reads = self._session.store.reads
        code = free_code(_stem(name), lambda wanted: reads.client_by_code(wanted) is not None)
        return NewCaller(name, code, clean_text(phone).strip() or typed)

    @needs(Right.READ)
    def known(self, text: str) -> Client | None:
        """The client that a text identifies; `None` for a text that names nobody. Errors: `AmbiguousClient`."""
        try:
            return self._queries.resolve_client(text)
        except UnknownClient:
            return None

    @needs(Right.READ)
    def doubts(self, text: str, phone: str = "") -> tuple[str, ...]:
        """What to ask before the client that `proposed` gives is added, the question last; empty for nothing.

        It is asked where a client, archived or not, has that code or name, and where an archived one has the number.
        """
        caller, queries = self.proposed(text, phone), self._queries
        known = [queries.client(client_id) for client_id in self._session.store.search.exact(caller.name)]
        for wanted in filter(None, (caller.name, caller.phone)):
            known += queries.archived_namesakes(wanted)
        told = tuple(
            (_("{code} is archived: {name}") if client.archived else _("{code} has the same name: {name}")).format(
                code=client.code, name=client.name
            )
            for client in {client.client_id: client for client in known}.values()
        )
        return (*told, _("Add {name} as another client?").format(name=caller.name)) if told else ()

    @needs(Right.WORK)
    def start(
        self,
        text: str,
        phone: str = "",
        *,
        started_at: datetime | None = None,
        key: str | None = None,
        sure: bool = True,
    ) -> CallView:
        """Add the client that `proposed` gives, without a card, and start a call with it, in one change.

        The call starts now, or as if at `started_at`.
        The same `key` again gives the first call and changes nothing. Errors: as `proposed`, `Refused`, and, unless `sure`,
        `Unasked` with the `doubts`.
        """
        session = self._session
        if key is not None:
            try:
                session.guard_next(Guard(key, "call start --new", clean_text(text)))
            except DoneBefore as done:
                return self._started_before(done.result)
        if not sure and (doubts := self.doubts(text, phone)):
            raise Unasked(doubts)
        try:
            with session.changing(asks_clock=False):
                caller = self.proposed(text, phone)
                client = self._added(caller)
                call_id = self._calls.start_in_change(client.client_id, caller.phone, started_at)
        except DoneBefore as done:
            return self._started_before(done.result)
        return self._queries.calls.one(call_id)

    @needs(Right.WORK)
    def split(
        self,
        seconds: int,
        text: str,
        call_id: str,
        *,
        pressed_at: datetime | None = None,
        edit: CallEdit = NO_EDIT,
    ) -> tuple[CallView, CallView]:
        """Split a call as `CallEdits.split` does; the rest is with the client that `proposed` gives, added in the same change.

        Errors: as `proposed`, and `Refused`.
        """
        with self._session.changing(asks_clock=False):
            client = self._added(self.proposed(text))
            first, second = self._call_edits.split_in_change(
                seconds, client.client_id, call_id, pressed_at=pressed_at, edit=edit
            )
        return self._queries.calls.one(first), self._queries.calls.one(second)

    @needs(Right.WORK)
    def add_in_change(self, text: str, phone: str = "") -> Client:
        """Add the client that `proposed` gives, inside a change that the caller holds open. Errors: as `proposed`."""
        return self._added(self.proposed(text, phone))

    def _added(self, caller: NewCaller) -> Client:
        client = self._clients.add_in_change(caller.code, caller.name, phones=(caller.phone,) if caller.phone else ())
        self._session.append([CardMissing(client.client_id)])
        return client

    def _started_before(self, result: tuple[str, ...]) -> CallView:
        started = [word.partition(" ")[2] for word in result if word.startswith("call.started ")]
        return self._queries.calls.one(started[-1])


def _name_and_number(text: str) -> tuple[str, str]:
    """A text as a name and the number after or before it; a number alone is both."""
    typed = text.strip()
    for pattern in (_NUMBER, _NUMBER_FIRST):
        found = pattern.search(typed)
        number = found.group().strip(" -./") if found else ""
        if found and len(digits(number)) >= _FEWEST_DIGITS:
            name = (typed[: found.start()] + typed[found.end() :]).strip(" ,;:-") or number
            return _capitalised(name), number
    return _capitalised(typed.strip(" ,;:")), ""


def _stem(name: str) -> str:
    """What the code is made of: never digits at the start, which quick entry could read as a time."""
    if not any(character.isalpha() for character in name):
        return f"tel {name}"
    return f"c {name}" if name[:1].isdigit() else name


def _capitalised(name: str) -> str:
    """A name typed in lower case with capital initials; any other name as it is."""
    if name != name.casefold():
        return name
    return " ".join(word[:1].upper() + word[1:] for word in name.split())
