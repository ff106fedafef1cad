"""Reads of the reconciliation: calls that nobody logged, entries that no call explains, and what the records cover."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from core.basics.callers import match_caller
from core.basics.clock import local_date, local_to_utc, other_reading
from core.basics.dataclass import dataclass
from core.basics.numbers import NumberPlan, read_number
from core.model.call_records import CallRecord, CallVerdict
from core.model.clients import Client
from core.model.phone import PhoneCallRow
from core.model.work import Draft, Span, Work, WorkEntry
from core.model.worktypes import DEFAULT_WORK_TYPE
from core.queries.call_refs import id_of, leg_of, ref_of, seen_of, whole_ref
from core.queries.phone_settings import PhoneSettingsReads
from core.queries.queries import Queries
from core.queries.views.unlogged import ReconcileView, UnloggedCall
from core.queries.working_hours import hours_of, is_holiday_of
from core.rules import reconcile
from core.rules.billing import value_of
from core.rules.coverage import Coverage, coverage
from core.rules.reconcile import Side
from core.rules.talked_calls import Ref, TalkedCall, calls_of, merged

USUAL_DAYS: Final = 31
"""Days of a reconciliation for which no period is said."""
_AROUND = timedelta(days=1)


@dataclass(frozen=True)
class _Owners:
    client_ids: tuple[str, ...]
    contact: str
    is_exact: bool


@dataclass(frozen=True)
class _Found:
    """A call with what is known of it."""

    call: TalkedCall
    owners: _Owners
    technicians: tuple[str, ...]
    verdict: CallVerdict | None
    entry_id: str
    """The standing entry that a person made of it; empty for none."""
    goes_on: bool

    @property
    def is_dismissed(self) -> bool:
        return self.verdict is not None and self.verdict.entry_id is None


class Reconciling:
    """Reads of the reconciliation."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._session = queries.session
        self._settings = PhoneSettingsReads(queries.session)

    def view(
        self,
        since: date | None = None,
        until: date | None = None,
        *,
        client_id: str | None = None,
        technician: str | None = None,
    ) -> ReconcileView:
        """The reconciliation of a period, both days included (the last 31 days until today), in one snapshot.

        With a client or a technician only what is left of them is shown; calls of nobody's extension are everybody's.
        """
        last = until or self._session.today
        first = since or last - timedelta(days=USUAL_DAYS - 1)
        with self._session.store.reading():
            return self._view(first, last, client_id, technician)

    def _view(self, since: date, until: date, client_id: str | None, technician: str | None) -> ReconcileView:
        session, zone = self._session, self._session.zone
        begin, end = self._midnight(since), min(self._midnight(until + timedelta(days=1)), session.clock.now())
        records, live = self._legs(begin - _AROUND, end + _AROUND)
        found = self._found(records, live)
        entries = session.store.reads.entries(since=since - _AROUND, until=until + _AROUND, include_voided=False)
        by_id = {entry.entry_id: entry for entry in entries}
        pairing = reconcile.pair([self._side(each) for each in found], [_work(entry, zone) for entry in entries])
        covered = coverage(
            ((record.source, record.started_at) for record in records),
            session.store.records.files(),
            begin,
            end,
            hours_of(session),
            zone,
            is_holiday_of(session),
        )
        inside = {place for place, each in enumerate(found) if begin <= each.call.since < end}
        left = [place for place in pairing.calls_left if place in inside]
        meant = [
            place
            for place in left
            if client_id in (None, *found[place].owners.client_ids)
            and (technician is None or _may_be(found[place], technician))
        ]
        alone = [
            entry
            for entry in (by_id[entry_id] for entry_id in pairing.entries_left)
            if entry.work_type == DEFAULT_WORK_TYPE
            and _is_within(entry, begin, end, covered)
            and client_id in (None, entry.client_id)
            and technician in (None, entry.technician)
        ]
        alone.sort(key=lambda entry: (entry.started_at or begin, entry.seq))
        alone_ids = dict.fromkeys(entry.entry_id for entry in alone)
        # A call of another client, too, may be that of an entry that is shown.
        slips = {entry_id: place for place in left if (entry_id := pairing.perhaps.get(place)) in alone_ids}
        calls = {place: self._unlogged(found[place], pairing.perhaps.get(place)) for place in {*meant, *slips.values()}}
        unknown = [found[place] for place in inside if not found[place].owners.client_ids]
        return ReconcileView(
            since=since,
            until=until,
            begins_at=begin,
            ends_at=end,
            coverage=covered,
            unlogged=tuple(calls[place] for place in meant),
            entries=self._queries.entries_by_id([*alone_ids]),
            perhaps={entry_id: calls[place] for entry_id, place in slips.items()},
            logged=sum(place in inside for place in pairing.pairs),
            dismissed=sum(found[place].is_dismissed for place in inside),
            going_on=sum(found[place].goes_on for place in inside),
            unknown=len(unknown),
            unknown_seconds=sum(each.call.seconds for each in unknown),
        )

    def call(self, call_id: str) -> tuple[UnloggedCall, CallVerdict | None, str] | None:
        """An answered call by its id, what was decided of it, and the entry that a person made of it (empty for none).

        `None` for an unknown id.
        """
        with self._session.store.reading():
            since, until = self._kept()
            found = self._found(*self._legs(since, until))
        for each in found:
            if call_id in {id_of(ref) for ref in each.call.refs}:
                return self._unlogged(each), each.verdict, each.entry_id
        return None

    def id_of_row(self, row: PhoneCallRow) -> str:
        """The id of a call that a listener saw; of one that was passed on, that of the part of the row's technician."""
        with self._session.store.reading():
            since, until = self._kept()
            found = self._found(*self._legs(since, until))
        ref = ref_of(row)
        for each in found:
            own = next((part for part in each.call.refs if whole_ref(part) == ref), None)
            if own is not None and (own == ref or row.technician in each.technicians):
                return id_of(own)
        return id_of(ref)

    def _kept(self) -> tuple[datetime, datetime]:
        """The time of which there may be records."""
        now = self._session.clock.now()
        firsts = [file.first_at for file in self._session.store.records.files()]
        return min([now - self._settings.keeps_for, *firsts]) - _AROUND, now + _AROUND

    def _midnight(self, day: date) -> datetime:
        zone = self._session.zone
        found = local_to_utc(day, 0, zone) or local_to_utc(day, 60, zone)
        assert found is not None
        return found

    def _legs(self, since: datetime, until: datetime) -> tuple[list[CallRecord], list[PhoneCallRow]]:
        """The records of a time: those that were imported, and the calls that listeners saw."""
        store = self._session.store
        live = store.phone.between(since, until)
        return [*store.records.between(since, until), *(leg_of(row) for row in live)], live

    def _found(self, records: Sequence[CallRecord], live: Sequence[PhoneCallRow]) -> list[_Found]:
        store = self._session.store
        plan, extensions = self._settings.plan, self._settings.extensions
        owners_of = cache(lambda number: self._owners(number, plan))
        verdicts = {(each.source, each.call): each for each in store.records.verdicts()}
        rows: dict[Ref, list[PhoneCallRow]] = {}
        for row in live:
            rows.setdefault(ref_of(row), []).append(row)
        open_calls = {call.call_id for call in store.calls.open_calls()}
        found = []

        @cache
        def persons_of(extension: str) -> frozenset[str]:
            return frozenset(self._settings.owners_of(extension, extensions))

        for call in merged(calls_of(records, persons_of)):
            people = dict.fromkeys(person for extension in call.extensions for person in persons_of(extension))
            seen = seen_of(call, rows, people)
            said = next((row for row in seen if row.client_id is not None and row.is_exact), None)
            whose = _Owners((said.client_id or "",), said.contact, True) if said else owners_of(call.number)
            # What was decided of a whole call holds for its parts.
            decided = [each for ref in call.refs for each in (ref, whole_ref(ref))]
            verdict = next((verdicts[each] for each in decided if each in verdicts), None)
            entries = [row.entry_id for row in seen if row.entry_id]
            if verdict is not None and verdict.entry_id is not None:
                entries.append(verdict.entry_id)
            entry_id = next((standing for each in entries if (standing := self._standing(each))), "")
            found.append(
                _Found(
                    call,
                    whose,
                    tuple(people),
                    verdict,
                    entry_id,
                    not entry_id and any(row.call_id in open_calls for row in seen),
                )
            )
        return found

    def _owners(self, number: str, plan: NumberPlan) -> _Owners:
        if not number:
            return _Owners((), "", False)
        read = read_number(number, plan)
        match = match_caller(read, self._session.store.search.owned(read))
        contact = match.contact_of(match.client_id) if match.client_id else ""
        return _Owners(match.client_ids, contact, match.is_exact)

    def _standing(self, entry_id: str) -> str:
        """The entry, or the one that took its place; empty where it was voided."""
        seen: set[str] = set()
        entry = self._session.store.reads.entry(entry_id)
        while entry is not None and entry.replaced_by and entry.entry_id not in seen:
            seen.add(entry.entry_id)
            entry = self._session.store.reads.entry(entry.replaced_by)
        return entry.entry_id if entry is not None and not entry.voided else ""

    def _side(self, found: _Found) -> Side:
        call = found.call
        return Side(
            frozenset(found.owners.client_ids),
            frozenset(found.technicians),
            call.since,
            call.until,
            local_date(call.since, self._session.zone),
            found.entry_id,
            found.is_dismissed or found.goes_on,
            "" if whole_ref(call.refs[0]) == call.refs[0] else id_of(whole_ref(call.refs[0])),
        )

    def _unlogged(self, found: _Found, perhaps: str | None = None) -> UnloggedCall:
        call, owners = found.call, found.owners
        clients = tuple(self._queries.client(client_id) for client_id in owners.client_ids)
        client = clients[0] if len(clients) == 1 else None
        minutes, amount, currency = self._charge(client, call) if client else (None, None, "")
        return UnloggedCall(
            call_id=id_of(call.refs[0]),
            refs=call.refs,
            direction=call.direction,
            number=call.number,
            name=call.name,
            client=client,
            candidates=clients,
            contact=owners.contact,
            is_exact_number=owners.is_exact,
            technicians=found.technicians,
            extension=call.extensions[0] if call.extensions else "",
            began_at=call.since,
            ended_at=call.until,
            seconds=call.seconds,
            is_exact=call.is_exact,
            charged_minutes=minutes,
            amount_minor=amount,
            currency=currency,
            perhaps=next(iter(self._queries.entries_by_id([perhaps])), None) if perhaps else None,
        )

    def _charge(self, client: Client, call: TalkedCall) -> tuple[int, int, str]:
        """Minutes that a call would have cost, what they are worth, and the currency."""
        session = self._session
        account = session.paying_account(client.client_id, DEFAULT_WORK_TYPE)
        began = call.since.replace(microsecond=0)
        day = local_date(began, session.zone_for(session.terms_of(account)))
        work = Work(day, call.seconds, (Span(began, call.seconds),))
        terms = account.terms_on(day)
        minutes = session.charging.of(account, Draft(client.client_id, work)).minutes
        return minutes, value_of(terms, minutes), terms.currency


def _work(entry: WorkEntry, zone: ZoneInfo) -> reconcile.Work:
    return reconcile.Work(
        entry.entry_id,
        entry.client_id,
        entry.technician,
        entry.work_date,
        entry.started_at,
        entry.worked_seconds,
        # A typed time of the hour that the clock shows twice is kept as the first of both.
        other_reading(entry.started_at, zone) if entry.started_at is not None else None,
        entry.work_type == DEFAULT_WORK_TYPE,
    )


def _may_be(found: _Found, technician: str) -> bool:
    return not found.technicians or technician in found.technicians


def _is_within(entry: WorkEntry, begin: datetime, end: datetime, covered: Coverage) -> bool:
    if entry.started_at is None or not begin <= entry.started_at < end:
        return False
    return covered.has(entry.started_at, entry.started_at + timedelta(seconds=entry.worked_seconds))
