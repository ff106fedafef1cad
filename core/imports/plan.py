"""What an import of entries would do: every row read, placed and charged, with reads only and no lock held."""

from array import array
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from core.basics.clock import local_date, local_to_utc, offset_all_day
from core.basics.dataclass import dataclass
from core.basics.durations import SECONDS_PER_DAY
from core.basics.errors import MonteoreError, Refused
from core.basics.i18n import _, ngettext
from core.imports.clients_of import NEW, Finder
from core.imports.keys import Keys
from core.imports.looks import Looks
from core.imports.parts import Progress
from core.imports.persons import NOBODY, Logins, Persons
from core.imports.planned import PlannedRow
from core.imports.rows import BadRow, CellError, EntryRow, Facts, ReadResult
from core.imports.spilled import Spilled, in_slices
from core.imports.twins import Twins
from core.model.accounts import Account, AccountCard
from core.model.clients import Client
from core.model.terms import Terms
from core.model.work import Draft, Span, Work
from core.model.worktypes import DEFAULT_WORK_TYPE
from core.rules import posting
from core.rules.decision import Context
from core.session import Session

_LOOKED_FOR = 500
"""Of how many rows at once it is read whether they were imported before."""

_NO_TERMS = Terms()
MOST_RENEWALS = 3
"""Blocks that one import adds to one client by renewal without a question."""


@dataclass(frozen=True)
class EntriesPlan:
    """What an import would do. Each of `questions` is a sentence about what needs a person's word.

    `bad` forbids it unless bad rows are skipped; `resumes` is the unfinished run that it goes on with; `program` wrote the
    file, and `dropped` are its columns that are not carried over.
    """

    rows_read: int
    rows: Sequence[PlannedRow]
    bad: Sequence[BadRow]
    existing: int
    new_clients: tuple[str, ...]
    worked_seconds: int
    renewals: int
    questions: tuple[str, ...]
    again: bool
    resumes: str | None
    program: str = ""
    dropped: tuple[str, ...] = ()
    back: frozenset[str] = frozenset()
    """Ids of archived clients that become active again with their first row: the undo of an import archived them."""
    persons: Persons = NOBODY
    """What was said of the persons of the file; kept for the next imports."""
    unknown_persons: tuple[str, ...] = ()
    """Persons of the file who are nobody here."""
    twins: int = 0
    """How many of the existing rows were imported out of another export."""
    head: str = ""
    """Digest of the journal's last row before anything was read; empty for none."""
    days: tuple[tuple[str, date], ...] = ()
    """The today of what was decided, by time zone; an empty zone is that of the business."""
    warnings: tuple[str, ...] = ()
    """Sentences about the file as a whole."""
    looks: tuple[str, ...] = ()
    """Sentences about rows that overlap or repeat work of the same person; they are imported all the same."""
    unknown: int = 0
    """How many of the bad rows name a client that is not there."""
    voided: int = 0
    """How many of the existing rows have an entry that somebody voided by hand."""


class _Followed:
    """An account as the rows so far leave it."""

    __slots__ = ("account", "first_block", "today")

    def __init__(self, account: Account, first_block: date | None, today: date) -> None:
        self.account = account
        self.first_block = first_block
        """The first day of the blocks that it had before the import; `None` for no block."""
        self.today = today
        """Today in its calendar, which the context of its rows has, too."""


class _Place(NamedTuple):
    """Whose work a row is, and which account pays it: the same for all rows that name the same."""

    client: Client
    followed: _Followed
    named_id: str
    """The account's id where the row names it."""
    is_known: bool
    """Whether the client is there, and active, before the import."""


class Planner:
    """Follows the accounts that a file's rows would change, row by row, as the ledger would."""

    def __init__(self, session: Session, finder: Finder, keys: Keys, head: str) -> None:
        """`head` is the digest of the journal's last row before anything was read."""
        self._session = session
        self._head = head
        self._finder = finder
        self._keys = keys
        self._lock_date = session.store.reads.lock_date()
        self._latest = session.clock.now() + timedelta(minutes=1)
        self._followed: dict[str, _Followed] = {}
        self._places: dict[tuple[str, str, str], _Place] = {}
        self._contexts: dict[str, Context] = {}
        self._cards: dict[str, list[AccountCard]] = {}
        self._renewed = Counter[str]()
        self._early = Counter[str]()
        self._twins = Twins(session, (), None)
        self._looks = Looks(session, 0)
        self._unfinished = {
            run.run_id
            for run in session.store.import_runs.all()
            if run.technician == session.technician and run.finished_at is None and run.undone_at is None
        }

    def plan(
        self,
        read: ReadResult[EntryRow],
        facts: Facts,
        *,
        again: bool,
        progress: Progress | None,
        persons: Persons = NOBODY,
    ) -> EntriesPlan:
        """Look at every row of a file; `facts` are those of its rows."""
        who = Logins(self._session, facts.persons, persons)
        clients = dict[str, Client]()
        rows = Spilled[PlannedRow](PlannedRow.put_aside, lambda values: PlannedRow.taken_up(values, clients))
        bad, existing, seconds, resumes = Spilled[BadRow](), 0, 0, None
        new_clients = dict[str, None]()
        twins = self._twins = Twins(self._session, read.rows, facts.days)
        self._looks = Looks(self._session, len(read.rows))
        number = 0
        for part in in_slices(read.rows, _LOOKED_FOR):
            self._keys.look(each.key_material for each in part)
            for number, row in enumerate(map(who.named, part), number + 1):  # noqa: B020
                try:
                    planned = self._planned(row)
                except CellError as error:
                    bad.append(read.bad_row(row.row_number, error.column, str(error)))
                except MonteoreError as error:
                    column = "date" if isinstance(error, Refused) else "type"
                    bad.append(read.bad_row(row.row_number, column, str(error)))
                else:
                    if planned is not None:
                        client = planned.client
                        clients[client.client_id] = client
                        rows.append(planned)
                        seconds += planned.worked_seconds
                        if client.client_id.startswith(NEW):
                            new_clients[client.code] = None
                    else:
                        existing += 1
                        if self._unfinished and resumes is None:
                            resumes = self._keys.unfinished_run(row.key_material, self._unfinished)
                if progress:
                    progress(number, len(read.rows))
        return EntriesPlan(
            len(read.rows) + len(read.bad),
            rows.done(),
            in_order(read.bad, bad.done()),
            existing,
            tuple(new_clients),
            seconds,
            sum(self._renewed.values()),
            tuple(self._questions()),
            again,
            resumes,
            read.program,
            read.dropped,
            self._finder.back,
            persons,
            tuple(who.unknown),
            twins.taken,
            self._head,
            tuple((zone, context.today) for zone, context in self._contexts.items()),
            read.warnings,
            self._looks.told(),
            self._finder.unknown,
            self._keys.voided,
        )

    def _planned(self, row: EntryRow) -> PlannedRow | None:
        client, followed, named_id, is_known = self._place(row)
        account = followed.account
        key = self._keys.free(row.key_material, client.client_id)
        agreement = account.agreement_on(row.work_date)
        zone = self._session.zone_for(agreement.terms if agreement is not None else _NO_TERMS)
        draft = draft_of(row, client.client_id, named_id, key, zone, followed.today, self._latest)
        if key is None or self._twins.takes(draft):
            return None
        day = draft.work.work_date
        posting.check_lock(day, self._lock_date, is_day_given=True)
        if day != row.work_date:
            agreement = account.agreement_on(day)
        decision = posting.decide_posting(
            account,
            draft,
            self._session.charging.of(account, draft),
            self._context(agreement.terms if agreement is not None else _NO_TERMS),
            entry_id=self._session.new_id("e"),
            content=self._keys.digest(row.key_material),
        )
        followed.account = decision.account.without_spent_blocks()
        if len(decision.events) > 1:
            self._renewed[client.code] += decision.renewed_count
        if followed.first_block is not None and day < followed.first_block:
            self._early[client.code] += not posting.waits_for_agreement(agreement, draft.work)
        self._looks.add(row.row_number, draft)
        return PlannedRow.of(row.row_number, client, draft, decision.events if is_known else ())

    def _place(self, row: EntryRow) -> _Place:
        """Whose work a row is. Errors: `CellError`, `MonteoreError`."""
        names = row.client_text, row.account_text, row.work_type
        place = self._places.get(names)
        if place is None:
            row, name = self._finder.split(row)
            client = self._finder.client_of(row)
            followed, named_id = self._account(client, name, row.work_type or DEFAULT_WORK_TYPE)
            is_known = not client.client_id.startswith(NEW) and client.client_id not in self._finder.back
            place = self._places[names] = _Place(client, followed, named_id, is_known)
        return place

    def _context(self, terms: Terms) -> Context:
        """The context of the rules, made once for all rows of a time zone."""
        context = self._contexts.get(terms.timezone)
        if context is None:
            context = self._contexts[terms.timezone] = self._session.context(terms)
        return context

    def _account(self, client: Client, name: str, work_type: str) -> tuple[_Followed, str]:
        """The account that pays a row, and its id if the row names it.

        Errors: `CellError` for a name that is none of the client's accounts.
        """
        named_id = self._named(client, name) if name else ""
        if client.client_id.startswith(NEW):
            account_id = client.client_id
        else:
            card = None if named_id else self._session.store.reads.paying_card(client.client_id, work_type)
            account_id = named_id or (card.account_id if card else client.client_id)
        followed = self._followed.get(account_id)
        if followed is None:
            if client.client_id.startswith(NEW):
                account, blocks = Account(client, (), (), (), None, {}), []
            else:
                account = self._session.account(account_id)
                blocks = self._session.store.reads.blocks(account_id)
            first = min((block.available_from for block in blocks if not block.voided), default=None)
            followed = self._followed[account_id] = _Followed(account, first, self._session.today_of(account))
        return followed, named_id

    def _named(self, client: Client, name: str) -> str:
        if client.client_id not in self._cards:
            self._cards |= self._session.store.reads.cards_for([client.client_id])
        wanted = name.casefold()
        for card in self._cards[client.client_id]:
            if wanted == card.typed_name or (card.is_own and wanted == client.code):
                return card.account_id
        raise CellError(
            "account",
            _("{code} has no account {name}; add it first").format(code=client.code, name=name),
        )

    def _questions(self) -> list[str]:
        questions = []
        early = +self._early
        if early:
            count = early.total()
            questions.append(
                ngettext(
                    "{count} row lies before the first block of its client ({clients}): is it to be taken from it?",
                    "{count} rows lie before the first block of their client ({clients}): are they to be taken from it?",
                    count,
                ).format(count=count, clients=", ".join(sorted(early)))
            )
        return questions + [
            renewals_sentence(code, count) for code, count in sorted(self._renewed.items()) if count > MOST_RENEWALS
        ]


def renewals_sentence(code: str, count: int) -> str:
    """That an import adds more blocks to a client than it may unasked."""
    return ngettext(
        "{code} would be renewed by {count} block: is it meant?",
        "{code} would be renewed by {count} blocks: is it meant?",
        count,
    ).format(code=code, count=count)


def draft_of(
    row: EntryRow, client_id: str, account_id: str, key: str | None, zone: ZoneInfo, today: date, latest: datetime
) -> Draft:
    """The entry that a row means. Errors: `CellError` for one that ends in the future.

    That is after `latest` for work with times, and for other work a day after `today`, which is that of its account.
    """
    started, day = row.started_at, row.work_date
    if started is not None:
        day = local_date(started, zone)
    elif row.started_at_local is not None:
        # An hour that DST skipped cannot be placed on the clock; the day and the duration still stand.
        started = _instant(row.started_at_local, zone)
        day = row.started_at_local.date() if started is not None else day
    if started is not None:
        _refuse_future(started + timedelta(seconds=row.worked_seconds) > latest)
    else:
        _refuse_future(day > today)
    seconds = row.worked_seconds
    if started is not None and row.ended_at_local is not None:
        seconds = _elapsed(started, row.ended_at_local, zone) or seconds
    spans = (Span(started, seconds),) if started is not None else ()
    work = Work(day, seconds, spans, row.work_type or DEFAULT_WORK_TYPE, row.no_charge)
    return Draft(
        client_id,
        work,
        row.ticket,
        row.note,
        key=key,
        technician=row.technician or None,
        content=row.key_material,
        account_id=account_id,
    )


def _elapsed(started: datetime, ended_at: datetime, zone: ZoneInfo) -> int:
    """Seconds from an instant to a local time; 0 for a time that DST skipped, and where it comes first."""
    ended = _instant(ended_at, zone)
    if ended is None:
        return 0
    seconds = (ended - started) // timedelta(seconds=1)
    return seconds if 0 < seconds <= SECONDS_PER_DAY else 0


def _instant(local: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant of a local time, to the second; `None` for one that DST skipped."""
    offset = offset_all_day(local.date(), zone)
    if offset is not None:
        return local.replace(microsecond=0, tzinfo=UTC) - offset
    minute = local_to_utc(local.date(), local.hour * 60 + local.minute, zone)
    return minute + timedelta(seconds=local.second) if minute is not None else None


def _refuse_future(is_future: bool) -> None:
    if is_future:
        raise CellError("end", _("it ends in the future; correct the date or the duration"))


def in_order(first: Sequence[BadRow], second: Sequence[BadRow]) -> Sequence[BadRow]:
    """Bad rows in the order of the file."""
    numbers = array("Q", (row.row_number for row in chain(first, second)))
    found, count = Spilled[BadRow](), len(first)
    for place in sorted(range(len(numbers)), key=numbers.__getitem__):
        found.append(first[place] if place < count else second[place - count])
    return found.done()
