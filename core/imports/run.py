"""Imports: rows that a reader understood become clients and entries, all or nothing; repeating one changes nothing."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.basics.clock import local_date, local_to_utc
from core.basics.errors import MonteoreError, Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.imports.detect import read_clients, read_entries
from core.imports.rows import BadRow, ClientRow, EntryRow
from core.ledger.clients import Clients
from core.ledger.entries import Entries
from core.model.clients import Client
from core.model.work import Draft, Span, Work
from core.model.worktypes import DEFAULT_WORK_TYPE
from core.session import Session, needs

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportView:
    """What an import did, or would do: nothing was changed where `bad` holds a row or `dry_run` is set."""

    rows: int
    imported: int
    existing: int
    new_clients: tuple[str, ...]
    worked_seconds: int
    renewals: int
    dry_run: bool
    bad: tuple[BadRow, ...]


class _TakenBack(Exception):
    """Rolls the open change back: a dry run, or a bad row."""


class Imports:
    """The imports of one store."""

    def __init__(self, session: Session, clients: Clients, entries: Entries) -> None:
        self._session = session
        self._clients = clients
        self._entries = entries

    @needs(Right.MANAGE)
    def clients(self, data: bytes, name: str, *, dry_run: bool = False) -> ImportView:
        """Add the clients of a CSV or vCard file; one that is there already, the same, is left as it is."""
        read = read_clients(data, name)
        bad, added, existing = list(read.bad), list[str](), 0
        try:
            with self._session.changing():
                for row in read.rows:
                    try:
                        if _is_known(self._session, row):
                            existing += 1
                            continue
                        client = self._clients.add_in_change(
                            row.code, row.name, phones=row.phones, email=row.email, contacts=row.contacts
                        )
                        added.append(client.code)
                    except MonteoreError as error:
                        bad.append(BadRow(row.row_number, "code", str(error)))
                if bad or dry_run:
                    raise _TakenBack
        except _TakenBack:
            pass
        return ImportView(
            len(read.rows) + len(read.bad), len(added), existing, tuple(added), 0, 0, dry_run, _in_order(bad)
        )

    @needs(Right.WORK)
    def entries(
        self,
        data: bytes,
        name: str,
        *,
        dry_run: bool = False,
        client: Client | None = None,
        create_clients: bool | None = None,
        progress: Progress | None = None,
    ) -> ImportView:
        """Post the entries of a file, each under a key of its own content, so that a second run finds them all.

        `client` takes every row for one client. A foreign export (Toggl, timewarrior) knows names and no codes, so names it
        uses become clients unless `create_clients` is False; in a CSV of our own an unknown client is a bad row.
        """
        read = read_entries(data, name)
        bad = list(read.bad)
        imported = existing = renewals = seconds = 0
        finder = _Finder(self._session, self._clients, client, create_clients)
        # Before the file's own rows are recorded: a clock in doubt is no fault of a row.
        self._session.check_clock()
        try:
            with self._session.changing():
                for row in read.rows:
                    try:
                        found = finder.client_of(row)
                        outcome = self._entries.post_in_change(_draft(self._session, found, row))[1]
                    except _BadCell as error:
                        bad.append(BadRow(row.row_number, error.column, str(error)))
                    except MonteoreError as error:
                        bad.append(BadRow(row.row_number, "date" if isinstance(error, Refused) else "type", str(error)))
                    else:
                        seconds += row.worked_seconds
                        imported += outcome is not None
                        existing += outcome is None
                        renewals += outcome.renewed_count if outcome else 0
                    if progress:
                        progress(imported + existing + len(bad), len(read.rows))
                if bad or dry_run:
                    raise _TakenBack
        except _TakenBack:
            pass
        return ImportView(
            len(read.rows) + len(read.bad),
            imported,
            existing,
            tuple(finder.added),
            seconds,
            renewals,
            dry_run,
            _in_order(bad),
        )


def _is_known(session: Session, row: ClientRow) -> bool:
    known = session.store.reads.client_by_code(row.code.casefold())
    return known is not None and _folded(known.name) == _folded(row.name)


class _BadCell(Exception):
    """A cell that cannot be taken, with its column."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


class _Finder:
    """Clients by code or whole name; new ones from the names of a foreign export."""

    def __init__(self, session: Session, clients: Clients, only: Client | None, create: bool | None) -> None:
        self._session = session
        self._only = only
        self._create = create
        self._book = clients
        self._known: dict[str, Client] = {}
        self._namesakes: dict[str, list[str]] = {}
        alive = [client for client in session.store.reads.clients() if not client.archived]
        for client in alive:
            name = _folded(client.name)
            self._known.setdefault(name, client)
            self._namesakes.setdefault(name, []).append(client.code)
        codes = {client.code: client for client in alive}
        self._known |= codes
        self._namesakes = {
            name: found for name, found in self._namesakes.items() if len(found) > 1 and name not in codes
        }
        self.added: list[str] = []

    def client_of(self, row: EntryRow) -> Client:
        if self._only is not None:
            return self._only
        wanted = _folded(row.client_text)
        if wanted in self._namesakes:
            raise _BadCell(
                "client",
                _("{name} is the name of several clients: {codes}; write one of these codes").format(
                    name=row.client_text, codes=", ".join(self._namesakes[wanted])
                ),
            )
        if wanted in self._known:
            return self._known[wanted]
        foreign = not row.key_material.startswith("csv|")
        if not (foreign if self._create is None else self._create):
            raise _BadCell(
                "client",
                _("there is no client {name}; add it first: monteore client add CODE NAME").format(
                    name=row.client_text
                ),
            )
        client = self._book.add_in_change(self._free_code(row.client_text), row.client_text)
        self._known[wanted] = self._known[client.code] = client
        self.added.append(client.code)
        return client

    def _free_code(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:24].strip("-") or "client"
        code, number = stem, 2
        while self._session.store.reads.client_by_code(code) is not None:
            code, number = f"{stem}-{number}", number + 1
        return code


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKD", text).casefold().split())


def _draft(session: Session, client: Client, row: EntryRow) -> Draft:
    terms = session.account(client.client_id).terms_on(row.work_date)
    zone = session.zone_for(terms)
    started, day = row.started_at, row.work_date
    if started is None and row.started_at_local is not None:
        local = row.started_at_local
        minute = local_to_utc(local.date(), local.hour * 60 + local.minute, zone)
        # An hour that DST skipped cannot be placed on the clock; the day and the duration still stand.
        started = minute + timedelta(seconds=local.second) if minute else None
    if started is not None:
        day = local_date(started, zone)
        _refuse_future(started + timedelta(seconds=row.worked_seconds) > session.clock.now() + timedelta(minutes=1))
    else:
        _refuse_future(day > session.today_for(terms))
    spans = (Span(started, row.worked_seconds),) if started is not None else ()
    work = Work(day, row.worked_seconds, spans, row.work_type or DEFAULT_WORK_TYPE, row.no_charge)
    key = "import:" + hashlib.sha256(row.key_material.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    return Draft(
        client.client_id,
        work,
        row.ticket,
        row.note,
        key=key,
        technician=row.technician or None,
        content=row.key_material,
    )


def _refuse_future(is_future: bool) -> None:
    if is_future:
        raise _BadCell("end", _("it ends in the future; correct the date or the duration"))


def _in_order(bad: Sequence[BadRow]) -> tuple[BadRow, ...]:
    return tuple(sorted(bad, key=lambda row: row.row_number))
