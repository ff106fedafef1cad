"""Open a store, with every service and query as an attribute. The only file that knows all services."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from core.basics.clock import Clock, SystemClock, local_zone_name
from core.basics.identity import EVERY_RIGHT, Right
from core.basics.ids import IdMaker
from core.session import Session
from core.store.engines import exists, make_store, store_at
from core.store.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date
    from zoneinfo import ZoneInfo

    from core.audit.result import VerifyView
    from core.entryline.lines import Lines
    from core.exports.billing import BillingExport
    from core.imports.run import Imports
    from core.ledger.accounts import Accounts
    from core.ledger.adjustments import Adjustments
    from core.ledger.agreements import Agreements
    from core.ledger.block_statements import BlockStatements
    from core.ledger.blocks import Blocks
    from core.ledger.call_edits import CallEdits
    from core.ledger.callers import Callers
    from core.ledger.calls import Calls
    from core.ledger.clients import Clients
    from core.ledger.contests import Contests
    from core.ledger.daily import Daily
    from core.ledger.entries import Entries
    from core.ledger.erasure import Erasure
    from core.ledger.first_client import FirstClients
    from core.ledger.forfeitures import Forfeitures
    from core.ledger.invoices import Invoices
    from core.ledger.lock import Lock
    from core.ledger.merging import Merging
    from core.ledger.moves import Moves
    from core.ledger.price_list import PriceList
    from core.ledger.proposals import Proposals
    from core.ledger.recovery import Recovery
    from core.ledger.renewals import Renewals
    from core.ledger.replays import Replays
    from core.ledger.security import Security
    from core.ledger.settings import BusinessSettings
    from core.ledger.statements import Statements
    from core.ledger.technicians import TechnicianBook
    from core.ledger.unsent import Unsent
    from core.ledger.working_hours import Hours
    from core.mail.changes import ChangeMail, MailWriter
    from core.mail.day import DayMail
    from core.mail.outbox import Outbox
    from core.phone.brought import BroughtFiles
    from core.phone.phone import Phone
    from core.queries.my_day import MyDay
    from core.queries.pages import Pages
    from core.queries.queries import Queries
    from core.store.protocol import Store


class Business:
    """One business in one open store. A service is imported at its first use, which keeps shell verbs fast."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        technician: str,
        new_id: IdMaker | None = None,
        rights: frozenset[Right] = EVERY_RIGHT,
    ) -> None:
        self.session = Session(store, clock, technician, new_id, rights)
        self.session.subscribe(lambda: self.mail_of_changes)
        self._seconds: list[Business] = []
        self.is_unattended = False
        """Whether no person stands behind the session: the service account itself, or root on another's store."""

    @classmethod
    def open(
        cls,
        path: Path | str | Place,
        *,
        clock: Clock | None = None,
        technician: str | None = None,
        create: bool = False,
        read_only: bool = False,
        timezone: str | None = None,
        is_default: bool = False,
    ) -> Business:
        """Open the store at a place; with `create`, make it if it does not exist. Errors: `StoreUnavailable`, `Usage`."""
        place = Place.parse(path)
        if create and not exists(place):
            settings = {"timezone": timezone or local_zone_name()}
            store = make_store(place, settings, is_default=is_default, now=(clock or SystemClock()).now())
        else:
            store = store_at(place, read_only=read_only)
        try:
            who, time = store.who(), clock or store.clock()
        except BaseException:
            store.close()
            raise
        business = cls(store, time, technician or who.name, rights=who.rights)
        business.is_unattended = who.is_unattended
        return business

    def second(self) -> Business:
        """The same business on a second connection: its reads never wait for a change that waits for the lock."""
        session = self.session
        made = Business(session.store.again(), session.clock, session.technician, session.new_id, session.rights)
        self._seconds.append(made)
        return made

    def close(self) -> None:
        """Close the store, and every second connection to it."""
        for each in (*self._seconds, self):
            each.session.store.close()

    def __enter__(self) -> Business:
        """The business itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    @property
    def technician(self) -> str:
        """The session's technician."""
        return self.session.technician

    @property
    def rights(self) -> frozenset[Right]:
        """The technician's rights."""
        return self.session.rights

    @property
    def clock(self) -> Clock:
        """The session's clock."""
        return self.session.clock

    @property
    def today(self) -> date:
        """Today in the time zone of the business."""
        return self.session.today

    @property
    def zone(self) -> ZoneInfo:
        """The business's time zone."""
        return self.session.zone

    @cached_property
    def queries(self) -> Queries:
        """The reads of the store."""
        from core.queries.queries import Queries

        return Queries(self.session)

    @cached_property
    def entries(self) -> Entries:
        """Work that is posted, corrected and voided."""
        from core.ledger.entries import Entries

        return Entries(self.session, self.queries)

    @cached_property
    def mail(self) -> Outbox:
        """The outbox."""
        from core.mail.outbox import Outbox

        return Outbox(self.session, self.queries, lambda: self.statements)

    @cached_property
    def _mail_writer(self) -> MailWriter:
        from core.mail.changes import MailWriter

        return MailWriter(self.session, self.queries, lambda: self.statements)

    @cached_property
    def mail_of_changes(self) -> ChangeMail:
        """The mail about changes: it gets the events of each change, and writes the messages."""
        from core.mail.changes import ChangeMail

        return ChangeMail(self.session, self.queries, self._mail_writer)

    @cached_property
    def mail_of_days(self) -> DayMail:
        """What a daily run tells by mail."""
        from core.mail.day import DayMail

        return DayMail(self.session, self.queries, lambda: self.statements, self._mail_writer)

    @cached_property
    def clients(self) -> Clients:
        """Clients that are added, edited, archived and brought back."""
        from core.ledger.clients import Clients

        return Clients(self.session)

    @cached_property
    def contests(self) -> Contests:
        """Entries that clients contest."""
        from core.ledger.contests import Contests

        return Contests(self.session, self.queries)

    @cached_property
    def agreements(self) -> Agreements:
        """Versions of agreements that are put in force or withdrawn."""
        from core.ledger.agreements import Agreements

        return Agreements(self.session)

    @cached_property
    def moves(self) -> Moves:
        """Moves between kinds of agreement."""
        from core.ledger.moves import Moves

        return Moves(self.session)

    @cached_property
    def blocks(self) -> Blocks:
        """Blocks of hours."""
        from core.ledger.blocks import Blocks

        return Blocks(self.session, self.queries)

    @cached_property
    def technicians(self) -> TechnicianBook:
        """Classes and costs of technicians."""
        from core.ledger.technicians import TechnicianBook

        return TechnicianBook(self.session)

    @cached_property
    def price_list(self) -> PriceList:
        """Prices of blocks for which no agreement names one."""
        from core.ledger.price_list import PriceList

        return PriceList(self.session)

    @cached_property
    def forfeitures(self) -> Forfeitures:
        """Forfeitures taken back."""
        from core.ledger.forfeitures import Forfeitures

        return Forfeitures(self.session, self.queries)

    @cached_property
    def adjustments(self) -> Adjustments:
        """Corrections of hours with a reason."""
        from core.ledger.adjustments import Adjustments

        return Adjustments(self.session, self.queries)

    @cached_property
    def replays(self) -> Replays:
        """Draws in the order of the work."""
        from core.ledger.replays import Replays

        return Replays(self.session, self.queries)

    @cached_property
    def accounts(self) -> Accounts:
        """Accounts of clients."""
        from core.ledger.accounts import Accounts

        return Accounts(self.session, self.queries)

    @cached_property
    def renewals(self) -> Renewals:
        """Renewals that wait for a manager."""
        from core.ledger.renewals import Renewals

        return Renewals(self.session, self.queries)

    @cached_property
    def invoices(self) -> Invoices:
        """Billable lines."""
        from core.ledger.invoices import Invoices

        return Invoices(self.session, self.queries)

    @cached_property
    def lock(self) -> Lock:
        """The lock date."""
        from core.ledger.lock import Lock

        return Lock(self.session)

    @cached_property
    def calls(self) -> Calls:
        """Live calls."""
        from core.ledger.calls import Calls

        return Calls(self.session, self.queries, self.entries)

    @cached_property
    def call_edits(self) -> CallEdits:
        """Changes of open calls."""
        from core.ledger.call_edits import CallEdits

        return CallEdits(self.session, self.queries)

    @cached_property
    def callers(self) -> Callers:
        """New callers: clients that are added by their first call."""
        from core.ledger.callers import Callers

        return Callers(self.session, self.queries, self.clients, self.calls, self.call_edits)

    @cached_property
    def first_clients(self) -> FirstClients:
        """Clients with their agreement and first block in one change."""
        from core.ledger.first_client import FirstClients

        return FirstClients(self.session, self.clients, self.agreements, self.blocks)

    @cached_property
    def proposals(self) -> Proposals:
        """Proactive work for clients."""
        from core.ledger.proposals import Proposals

        return Proposals(self.session, self.queries, self.entries)

    @cached_property
    def block_statements(self) -> BlockStatements:
        """Statements of single blocks."""
        from core.ledger.block_statements import BlockStatements

        return BlockStatements(self.session, self.queries)

    @cached_property
    def statements(self) -> Statements:
        """Statements of hours."""
        from core.ledger.statements import Statements

        return Statements(self.session, self.queries)

    @cached_property
    def recovery(self) -> Recovery:
        """Backups."""
        from core.ledger.recovery import Recovery

        return Recovery(self.session)

    @cached_property
    def security(self) -> Security:
        """The security log."""
        from core.ledger.security import Security

        return Security(self.session)

    @cached_property
    def daily(self) -> Daily:
        """The daily run."""
        from core.ledger.daily import Daily

        return Daily(self.session, self.mail_of_days, self.recovery)

    @cached_property
    def settings(self) -> BusinessSettings:
        """The business's own settings."""
        from core.ledger.settings import BusinessSettings

        return BusinessSettings(self.session)

    @cached_property
    def merging(self) -> Merging:
        """Merges of clients that turned out to be one."""
        from core.ledger.merging import Merging

        return Merging(self.session, self.queries)

    @cached_property
    def erasure(self) -> Erasure:
        """The erasure of personal texts."""
        from core.ledger.erasure import Erasure

        return Erasure(self.session)

    @cached_property
    def phone(self) -> Phone:
        """The telephone."""
        from core.phone.phone import Phone

        return Phone(
            self.session,
            lambda: self.queries,
            lambda: self.entries,
            lambda: self.clients,
            lambda: self.callers,
        )

    @cached_property
    def unsent(self) -> Unsent:
        """What is typed and not sent."""
        from core.ledger.unsent import Unsent

        return Unsent(self.session)

    @cached_property
    def hours(self) -> Hours:
        """Working hours."""
        from core.ledger.working_hours import Hours

        return Hours(self.session)

    @cached_property
    def my_day(self) -> MyDay:
        """The review of a day."""
        from core.queries.my_day import MyDay

        return MyDay(self.queries)

    @cached_property
    def pages(self) -> Pages:
        """The views of whole pages."""
        from core.queries.pages import Pages

        return Pages(self.queries)

    @cached_property
    def lines(self) -> Lines:
        """Quick-entry lines."""
        from core.entryline.lines import Lines

        return Lines(self.queries, self.entries)

    @cached_property
    def brought(self) -> BroughtFiles:
        """Imports of files of any kind."""
        from core.phone.brought import BroughtFiles

        return BroughtFiles(self.session, self.imports, self.phone.record_imports)

    @cached_property
    def imports(self) -> Imports:
        """Imports of clients and entries."""
        from core.imports.run import Imports

        return Imports(self.session, self.clients, self.entries, self.agreements, self.blocks)

    @cached_property
    def billing(self) -> BillingExport:
        """Exports for the accounting system."""
        from core.exports.billing import BillingExport

        return BillingExport(self.session, self.queries)

    def clock_question(self) -> str:
        """What to ask about the machine's clock where it is in doubt; empty where it is not."""
        doubt = self.session.clock_doubt()
        return self.session.clock_question(doubt) if doubt else ""

    def confirm_clock(self) -> None:
        """Record that the clock is right. Errors: `Refused` for one who is no manager."""
        self.session.confirm_clock()

    def reading(self) -> AbstractContextManager[None]:
        """One consistent snapshot for several reads."""
        return self.session.store.reading()

    @property
    def head(self) -> str:
        """The digest of the last journal row; empty for an empty journal."""
        row = self.session.store.head()
        return row.digest if row else ""

    def verify(self, head: str | None = None, progress: Callable[[int, int], None] | None = None) -> VerifyView:
        """Check the chain and recompute every balance from the journal alone."""
        from core.audit.audit import audit

        return audit(self.session.store, head, progress)
