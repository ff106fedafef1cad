"""Reads of phone calls: what stands on a technician's desk, and the calls of a day."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from core.basics.clock import local_to_utc
from core.basics.dataclass import dataclass
from core.basics.errors import Refused
from core.basics.i18n import _
from core.model.clients import Client
from core.model.phone import Direction, PhoneCallRow, PhoneOptions, PhoneState
from core.session import Session

if TYPE_CHECKING:
    from core.queries.views.balances import BalanceView
    from core.queries.views.entries import EntryView

_STANDING = timedelta(days=7)
"""How far back a missed or unlogged call is looked for."""
_TOLD = timedelta(minutes=1)
"""How long the desk tells that a colleague answered."""


@dataclass(frozen=True)
class PhoneCallView:
    """A phone call of one technician, as of the time of the read."""

    phone_call_id: str
    """Id of the phone call."""
    call_id: str | None
    """Id of the live call that it became."""
    direction: Direction
    """Who called whom."""
    number: str
    """Number in E.164, or as it was sent; empty for a withheld one."""
    name: str
    """Name that the telephone system sent; empty for none."""
    client: Client | None
    """The client; `None` for an unknown number, or one of several clients."""
    contact: str
    """The contact who owns the number; empty for none or several."""
    candidates: tuple[Client, ...]
    """The clients that own the number, where a person has to choose."""
    is_exact: bool
    """Whether the whole number is the client's; `False` with a client: only its last digits are."""
    technician: str
    """Login name; empty for a call to an extension of nobody."""
    extension: str
    """The extension that rang."""
    state: PhoneState
    """State at the time of the read."""
    rang_at: datetime
    """UTC instant of the first ring."""
    answered_at: datetime | None
    """UTC instant of the answer."""
    ended_at: datetime | None
    """UTC instant of the end."""
    talk_ms: int | None
    """Milliseconds of talk of a call that is over."""
    answered_by: str
    """Who answered instead, where the state is `elsewhere`."""
    entry_id: str | None
    """Id of the entry that it became."""
    dismissed_by: str
    """Login name of the person who dismissed it; empty: it was not dismissed."""
    call_ref: str
    """Identity of the call at the telephone system; the views of one call's technicians share it."""
    rang_for: tuple[str, ...]
    """Login names of everybody whom the call concerns."""

    @property
    def is_unknown(self) -> bool:
        """Whether no client is known to own the number."""
        return self.client is None and not self.candidates

    @property
    def is_unlogged(self) -> bool:
        """Whether it was talked with a known client, and neither a live call nor an entry came of it."""
        talked = self.state in (PhoneState.ANSWERED, PhoneState.ENDED)
        return talked and not self.is_unknown and not (self.call_id or self.entry_id or self.dismissed_by)

    @property
    def is_taken(self) -> bool:
        """Whether a live call or an entry came of it."""
        return self.call_id is not None or self.entry_id is not None


@dataclass(frozen=True)
class PhoneDeskView:
    """What the telephone puts on one technician's desk. Each list is in the order of ringing."""

    ringing: tuple[PhoneCallView, ...] = ()
    """Calls that ring on the technician's phones, and are not taken yet."""
    taken: tuple[PhoneCallView, ...] = ()
    """Calls that became the technician's open live calls; one with an `ended_at` is over on the telephone."""
    answered: tuple[PhoneCallView, ...] = ()
    """Answered calls of known clients that were not logged, going on or over."""
    missed: tuple[PhoneCallView, ...] = ()
    """Missed calls of known clients that nobody called back or dismissed."""
    elsewhere: tuple[PhoneCallView, ...] = ()
    """Calls of the last minute that a colleague answered."""
    unknown: tuple[PhoneCallView, ...] = ()
    """Answered calls of unknown callers that were not taken and go on, or came in today and are over."""


@dataclass(frozen=True)
class CallerCard:
    """What a technician wants to know of a known caller before speaking."""

    balance: "BalanceView"
    """What is left, and its blocks."""
    until: date | None
    """First expiry of a block with hours left; `None` for none."""
    last_entry: "EntryView | None"
    """The client's last entry that is not voided."""
    ticket: str
    """The client's latest ticket; empty for none."""


class PhoneQueries:
    """Reads of phone calls."""

    def __init__(
        self,
        session: Session,
        client_of: Callable[[str], Client],
        balance_of: "Callable[[str], BalanceView]",
        last_entry_of: "Callable[[str], EntryView | None]",
        options: Callable[[], PhoneOptions],
    ) -> None:
        self._session = session
        self._rows = session.store.phone
        self._client_of = client_of
        self._balance_of = balance_of
        self._last_entry_of = last_entry_of
        self._options = options

    def one(self, phone_call_id: str) -> PhoneCallView:
        """A phone call by id. Errors: `Refused` for an unknown id."""
        row = self._rows.one(phone_call_id)
        if row is None:
            raise Refused(_("there is no phone call {id}").format(id=phone_call_id), see="phone list")
        return self.view(row)

    def of_live_call(self, call_id: str) -> PhoneCallView | None:
        """The phone call that became a live call; `None` for a live call that no telephone told of."""
        row = self._rows.of_live_call(call_id)
        return self.view(row) if row else None

    def of_day(self, day: date | None = None, technician: str | None = None) -> tuple[PhoneCallView, ...]:
        """Calls that rang on a day (today) in the business's time zone, of one technician or of everybody."""
        since = day or self._session.today
        rows = self._rows.between(self._midnight(since), self._midnight(since + timedelta(days=1)), technician)
        return self._views(rows)

    def reached(self, day: date | None = None) -> dict[str, datetime]:
        """By number, when the last answered call with it rang, from a day (today) on."""
        return self._rows.reached(self._midnight(day or self._session.today))

    def desk(self, technician: str | None = None) -> PhoneDeskView:
        """What stands on a technician's desk (the session's), read in one snapshot."""
        who = technician or self._session.technician
        now = self._session.clock.now()
        with self._session.store.reading(("phone desk", who)):
            rows = self._rows.standing(now - _STANDING, now - _TOLD, None if self._options().missed_for_all else who)
            own = [row for row in rows if row.technician == who]
            reached = self._rows.reached(now - _STANDING)
            open_calls = {call.call_id for call in self._session.store.calls.open_calls(who)}
            missed = {
                (row.call_ref, row.generation): row
                for row in [*(row for row in rows if row.technician != who), *own]
                if row.state_at(now) is PhoneState.MISSED
                and row.call_id not in open_calls
                and row.direction is Direction.IN
                and (row.client_id or row.candidates)
                and reached.get(row.number, row.rang_at) <= row.rang_at
            }
            views = self._views(own)
            standing = self._views(sorted(missed.values(), key=lambda row: (row.rang_at, row.phone_call_id)))
        return PhoneDeskView(
            tuple(view for view in views if view.state is PhoneState.RINGING and self._pops(view)),
            tuple(view for view in views if view.call_id in open_calls),
            tuple(view for view in views if view.is_unlogged),
            standing,
            tuple(view for view in views if view.state is PhoneState.ELSEWHERE),
            tuple(view for view in views if self._is_unknown(view, self._midnight(self._session.today))),
        )

    def _pops(self, view: PhoneCallView) -> bool:
        """Whether a ring is of use on the desk: it is not taken, and no colleague calls from within the house."""
        is_inside = view.number.isdigit() and len(view.number) <= self._options().internal_digits
        return view.call_id is None and (view.client is not None or not is_inside)

    def _is_unknown(self, view: PhoneCallView, midnight: datetime) -> bool:
        """Whether somebody unknown was talked with, and nothing came of it. Of the calls that are over, those of today."""
        if not view.is_unknown or not self._pops(view) or view.entry_id or view.dismissed_by:
            return False
        is_over = view.state is PhoneState.ENDED and view.direction is Direction.IN and view.rang_at >= midnight
        return view.state is PhoneState.ANSWERED or is_over

    def card(self, client_id: str) -> CallerCard:
        """What to show of a known caller."""
        balance = self._balance_of(self._client_of(client_id).account_id)
        expiries = [
            block.expires_on
            for block in balance.blocks
            if block.expires_on and block.remaining_minutes and not block.voided and not block.expired
        ]
        tickets = self._session.store.reads.recent_tickets(client_id, 1)
        return CallerCard(
            balance, min(expiries, default=None), self._last_entry_of(client_id), tickets[0] if tickets else ""
        )

    def view(self, row: PhoneCallRow) -> PhoneCallView:
        """The view of a row, as of now."""
        return self._views([row])[0]

    def _views(self, rows: Iterable[PhoneCallRow]) -> tuple[PhoneCallView, ...]:
        """The views of rows; each client is read once."""
        client_of, people_of = cache(self._client_of), cache(self._people_of)
        return tuple(self._view(row, client_of, people_of(row.call_ref, row.generation)) for row in rows)

    def _people_of(self, call_ref: str, generation: int) -> tuple[str, ...]:
        return tuple(row.technician for row in self._rows.calls_of(call_ref, generation) if row.technician)

    def _view(self, row: PhoneCallRow, client_of: Callable[[str], Client], people: tuple[str, ...]) -> PhoneCallView:
        state = row.state_at(self._session.clock.now())
        return PhoneCallView(
            row.phone_call_id,
            row.call_id,
            row.direction,
            row.number,
            row.name,
            client_of(row.client_id) if row.client_id else None,
            row.contact,
            () if row.client_id else tuple(client_of(client_id) for client_id in row.candidates),
            row.is_exact,
            row.technician,
            row.extension,
            state,
            row.rang_at,
            row.answered_at,
            row.ended_at,
            row.talk_ms,
            row.answered_by,
            row.entry_id,
            row.dismissed_by,
            f"{row.call_ref}/{row.generation}",
            people,
        )

    def _midnight(self, day: date) -> datetime:
        return local_to_utc(day, 0, self._session.zone) or datetime(
            day.year, day.month, day.day, tzinfo=self._session.zone
        )
