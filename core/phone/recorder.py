"""Record events of telephone systems: store them, make calls of them, and bring live calls in line with the telephone."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from core.basics.callers import asked_by_its_end, match_caller, read_before
from core.basics.dataclass import dataclass, replace
from core.basics.identity import Right
from core.basics.numbers import Number, NumberKind, NumberPlan, is_placeholder, read_number
from core.basics.text import clean_text
from core.model.phone import Direction, EventKind, Party, PhoneCallRow, PhoneEvent, PhoneState
from core.phone.calls import parties_of, same_event
from core.phone.settings import PhoneSettings
from core.session import Session, needs
from core.store.scope import Scope

MOST_EVENTS = 400
"""Events kept of one call; more are told by a fault or an attack, and are dropped."""
_LONGEST_TEXT = 80
_LONGEST_ID = 200
_SAME_CALL = timedelta(minutes=2)
_SAME_ID = timedelta(hours=1)
_LOOK_BACK = timedelta(hours=12)
_PRUNE_EVERY = timedelta(hours=1)
_BATCH = 200

_RANKS = (
    PhoneState.ANSWERED,
    PhoneState.ENDED,
    PhoneState.RINGING,
    PhoneState.ELSEWHERE,
    PhoneState.MISSED,
    PhoneState.BLOCKED,
)
"""Of several phones of one technician, the state that counts."""


@dataclass(frozen=True)
class _Caller:
    """Whose number it is."""

    number: str
    client_id: str | None = None
    contact: str = ""
    candidates: tuple[str, ...] = ()
    is_exact: bool = False


@dataclass(frozen=True)
class _Settings:
    """The settings, read once for many events."""

    plan: NumberPlan
    extensions: dict[str, tuple[str, ...]]
    reads_as_cards: bool


class Recorder:
    """Records events. One change of scope `PHONE` for up to 200 events; it does not wait for postings."""

    def __init__(self, session: Session, settings: PhoneSettings, follow: Callable[[Sequence[str]], None]) -> None:
        self._session = session
        self._settings = settings
        self._follow = follow
        self._rows = session.store.phone
        self._pruned_at: datetime | None = None

    @needs(Right.WORK, Right.SERVE)
    def record(self, events: Iterable[PhoneEvent]) -> tuple[str, ...]:
        """Record events in their order. Returns the ids of the phone calls that they concern. Errors: `StoreBusy`."""
        waiting = list(events)
        touched: dict[str, None] = {}
        for start in range(0, len(waiting), _BATCH):
            found = self._record_some(waiting[start : start + _BATCH])
            self._follow(found)
            touched |= dict.fromkeys(found)
        return tuple(touched)

    def _record_some(self, events: Sequence[PhoneEvent]) -> list[str]:
        calls: dict[tuple[str, int], None] = {}
        touched: list[str] = []
        with self._session.changing(Scope.PHONE):
            settings = _Settings(self._settings.plan, self._settings.extensions, self._settings.reads_as_cards)
            for event in (self._cleaned(event, settings.plan) for event in events):
                where = self._call_of(event)
                known = self._rows.events(*where)
                if len(known) < MOST_EVENTS and same_event(event) not in {same_event(each) for each in known}:
                    self._rows.add_event(*where, event)
                calls[where] = None
            for where in calls:
                touched += self._project(*where, settings)
            self._prune()
        return touched

    def _cleaned(self, event: PhoneEvent, plan: NumberPlan) -> PhoneEvent:
        """The event without what a caller must not send: control characters, placeholders, texts without end."""
        return replace(
            event,
            call=clean_text(_filled(event.call)[:_LONGEST_ID]),
            leg=clean_text(_filled(event.leg)[:_LONGEST_ID]),
            number=clean_text(event.number[:_LONGEST_ID])[:_LONGEST_TEXT],
            name=clean_text(_filled(event.name)[:_LONGEST_ID])[:_LONGEST_TEXT],
            extension=self._settings.key_of(_filled(event.extension), plan),
        )

    def _call_of(self, event: PhoneEvent) -> tuple[str, int]:
        """The call that an event belongs to: by its id, or else the latest one with its number and extension."""
        if event.call:
            call_ref = f"{event.source}:{event.call}"
            last = self._rows.last_generation(call_ref)
            if last is None:
                return call_ref, 0
            is_new = (
                event.kind is EventKind.RING
                and event.received_at - last[1] > _SAME_ID
                and self._is_over(call_ref, last[0])
            )
            return call_ref, last[0] + is_new
        since = event.received_at - (_SAME_CALL if event.kind is EventKind.RING else _LOOK_BACK)
        found = self._rows.latest_call(event.source, since, number=event.number, extension=event.extension)
        if found is not None and not (event.kind is EventKind.RING and self._is_over(*found)):
            return found
        call_ref = f"{event.source}:?{event.number}|{event.extension}"
        last = self._rows.last_generation(call_ref)
        return call_ref, last[0] + 1 if last else 0

    def _is_over(self, call_ref: str, generation: int) -> bool:
        parties = parties_of(self._rows.events(call_ref, generation))
        return all(party.state not in (PhoneState.RINGING, PhoneState.ANSWERED) for party in parties)

    def _project(self, call_ref: str, generation: int, settings: _Settings) -> list[str]:
        """Bring the rows of one call up to date. Returns their ids."""
        parties = parties_of(self._rows.events(call_ref, generation))
        before = {row.technician: row for row in self._rows.calls_of(call_ref, generation)}
        owners = {party.extension: self._settings.owners_of(party.extension, settings.extensions) for party in parties}
        people = dict.fromkeys(person for party in parties for person in owners[party.extension])
        nobody = before.get("")
        if people and nobody is not None:
            self._rows.drop(nobody.phone_call_id)
        touched = []
        for person in people or ([""] if parties else []):
            own = [party for party in parties if not people or person in owners[party.extension]]
            row = self._row(call_ref, generation, person, own, before.get(person), settings, owners)
            if row != before.get(person):
                self._rows.put(row, self._session.clock.now())
            touched.append(row.phone_call_id)
        return touched

    def _row(
        self,
        call_ref: str,
        generation: int,
        technician: str,
        own: Sequence[Party],
        before: PhoneCallRow | None,
        settings: _Settings,
        owners: dict[str, tuple[str, ...]],
    ) -> PhoneCallRow:
        party = min(own, key=lambda each: (_RANKS.index(each.state), each.rang_at, each.extension))
        by = party.answered_by
        caller = self._caller(party, settings)
        if before is not None and before.number == caller.number and (before.client_id or not caller.client_id):
            # A person may have said whose call it is.
            caller = _Caller(before.number, before.client_id, before.contact, before.candidates, before.is_exact)
        row = PhoneCallRow(
            before.phone_call_id if before else self._session.new_id("t"),
            call_ref,
            generation,
            technician,
            party.extension,
            party.direction,
            caller.number,
            party.name,
            caller.client_id,
            caller.contact,
            caller.candidates,
            caller.is_exact,
            party.state,
            min(each.rang_at for each in own),
            party.answered_at,
            party.ended_at,
            party.talk_ms,
            ", ".join(owners.get(by) or ()) or by,
        )
        if before is None:
            return row
        return replace(row, call_id=before.call_id, entry_id=before.entry_id, dismissed_by=before.dismissed_by)

    def _caller(self, party: Party, settings: _Settings) -> _Caller:
        number = self._number_of(party, settings)
        if number.kind is NumberKind.WITHHELD:
            return _Caller("")
        match = match_caller(number, self._session.store.search.owned(number))
        client_id = match.client_id
        return _Caller(
            number.e164 or number.extension or number.raw,
            client_id,
            match.contact_of(client_id) if client_id else "",
            match.client_ids,
            match.is_exact and bool(match.client_ids),
        )

    def _number_of(self, party: Party, settings: _Settings) -> Number:
        """What number a party is. The card of a known caller tells it without the library, which a verb takes long to load."""
        if settings.reads_as_cards:
            stored = self._session.store.search.owned(asked_by_its_end(party.number))
            if (known := read_before(party.number, stored)) is not None:
                return known
        return read_number(party.number, settings.plan, is_dialled=party.direction is Direction.OUT)

    def _prune(self) -> None:
        now = self._session.clock.now()
        if self._pruned_at is None or now - self._pruned_at > _PRUNE_EVERY:
            self._pruned_at = now
            self._rows.prune(now - self._settings.keeps_for)


def _filled(text: str) -> str:
    return "" if is_placeholder(text) else text
