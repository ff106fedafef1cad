"""The one door through which minutes change: lock, load, decide, append, commit. The rules decide; the store keeps."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.basics import identity
from core.basics.calendars import holiday_test
from core.basics.clock import Clock, SystemClock, local_date
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.ids import IdMaker
from core.journal.codec import canonical, plain
from core.journal.events import BlockAdded, Event
from core.ledger import corrections as voids
from core.model.accounts import Account
from core.model.terms import Agreement, Terms
from core.model.work import Charge, Draft, WorkEntry
from core.model.worktypes import check_work_type
from core.queries.views import PostingView, PreviewView, RenewalView, VerifyView
from core.rules import posting
from core.rules.charge import charge as charge_for
from core.rules.charge import explain
from core.store.protocol import Store

if TYPE_CHECKING:
    from core.exports.billing import BillingExport
    from core.ledger.moves import Moving
    from core.ledger.proposals import Proposals
    from core.ledger.statements import Statements
    from core.ledger.versions import Versions
    from core.queries.pages import Pages


@dataclass(frozen=True, slots=True)
class BatchView:
    """What a bulk posting did: entries posted now, entries that were there before, blocks renewed."""

    posted: int
    existed: int
    renewals: int


class Business:
    """One open store, one technician, one clock. Every method that changes is all or nothing and durable on return."""

    def __init__(self, store: Store, clock: Clock, technician: str, new_id: IdMaker | None = None) -> None:
        from core.ledger.blocks import BlockBook
        from core.ledger.bookkeeping import Bookkeeping
        from core.ledger.calls import Calls
        from core.ledger.clients import ClientBook
        from core.mail.outbox import Outbox
        from core.queries.queries import Queries

        self.store = store
        self.clock = clock
        self.technician = technician
        self.new_id = new_id or IdMaker(clock.now)
        self.zone = ZoneInfo(store.reads.setting("timezone") or "UTC")
        self._turn = threading.RLock()
        self.queries = Queries(self)
        self.calls = Calls(self)
        self.mail = Outbox(self)
        self._clients = ClientBook(self)
        self.add_client = self._clients.add
        self.edit_client = self._clients.edit
        self.archive_client = self._clients.archive
        self.bring_back_client = self._clients.bring_back
        self._books = Bookkeeping(self)
        self.approve_renewal = self._books.approve_renewal
        self.refuse_renewal = self._books.refuse_renewal
        self.mark_lines = self._books.mark_lines
        self.lock = self._books.lock
        self.daily = self._books.daily
        self._blocks = BlockBook(self)
        self.sell_block = self._blocks.sell
        self.preview_sale = self._blocks.preview
        self.void_block = self._blocks.void

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Clock | None = None,
        technician: str | None = None,
        create: bool = False,
        read_only: bool = False,
        timezone: str | None = None,
        is_default: bool = False,
    ) -> "Business":
        """Open the store at `path`; with `create`, make it where there is none. Errors: `StoreUnavailable`."""
        from core.store.sqlite.store import SqliteStore

        if create and not path.exists():
            settings = {"timezone": timezone or local_zone_name()}
            store = SqliteStore.create(path, settings, is_default=is_default)
        else:
            store = SqliteStore.open(path, query_only=read_only)
        return cls(store, clock or SystemClock(), technician or identity.technician_name(path.stat().st_uid))

    def second(self) -> "Business":
        """Another door to the same store, so that reads never wait for a change that waits its turn."""
        from core.store.sqlite.store import SqliteStore

        return Business(SqliteStore.open(self.store.path), self.clock, self.technician, self.new_id)

    def close(self) -> None:
        """Let the store go."""
        self.store.close()

    def __enter__(self) -> "Business":
        """The ledger itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    # Loaded when first used: a one-line verb needs one of them at most.

    @cached_property
    def pages(self) -> "Pages":
        """What whole pages show."""
        from core.queries.pages import Pages

        return Pages(self)

    @cached_property
    def statements(self) -> "Statements":
        """The statements of hours."""
        from core.ledger.statements import Statements

        return Statements(self)

    @cached_property
    def proposals(self) -> "Proposals":
        """Proactive work for clients."""
        from core.ledger.proposals import Proposals

        return Proposals(self)

    @cached_property
    def moving(self) -> "Moving":
        """Moves between kinds of agreement."""
        from core.ledger.moves import Moving

        return Moving(self)

    @cached_property
    def billing(self) -> "BillingExport":
        """Exports for the accounting system."""
        from core.exports.billing import BillingExport

        return BillingExport(self)

    @cached_property
    def versions(self) -> "Versions":
        """The versions of agreements."""
        from core.ledger.versions import Versions

        return Versions(self)

    @property
    def today(self) -> date:
        """Today in the business's calendar."""
        return local_date(self.clock.now(), self.zone)

    def zone_for(self, terms: Terms) -> ZoneInfo:
        """The zone in which an agreement reads dates and rate windows."""
        return ZoneInfo(terms.timezone) if terms.timezone else self.zone

    @contextmanager
    def changing(self) -> Iterator[None]:
        """The write transaction of one change; what it tells clients by mail is written with it."""
        with self._turn:
            self.mail.begin()
            with self.store.writing():
                yield
                self.mail.queue()

    def append(self, events: Iterable[Event]) -> None:
        """Record decided events, inside `changing`."""
        for event in events:
            self.store.append(event, self.technician, self.clock.now())
            self.mail.note(event)

    def context(self, terms: Terms) -> posting.Context:
        """Today, ids and technician, as the rules ask for them."""
        return posting.Context(local_date(self.clock.now(), self.zone_for(terms)), self.new_id, self.technician)

    def account(self, client_id: str, also_blocks: tuple[str, ...] = ()) -> Account:
        """What the rules need of a client. Errors: `Refused` for an id that is none."""
        account = self.store.reads.account(client_id, also_blocks)
        if account is None:
            raise Refused(
                _("there is no client {client_id}; list them: monteore client list").format(client_id=client_id)
            )
        return account

    def charge(self, account: Account, draft: Draft) -> Charge:
        """What a draft costs under the terms of its work date. Errors: `Usage` for an unknown work type."""
        if draft.work.worked_seconds <= 0:
            raise Usage(_("the work has no time; write how long it took"))
        terms = account.terms_on(draft.work.work_date)
        check_work_type(draft.work.work_type, terms)
        holidays = holiday_test(terms.holidays) if terms.holidays else _no_holiday
        return charge_for(draft.work, terms, self.zone_for(terms), holidays)

    # Agreements and blocks

    def set_agreement(self, client_id: str, terms: Terms, from_date: date | None = None) -> Agreement:
        """Put terms in force from a date on; without one, the first agreement holds since ever and a later one from today."""
        return self.versions.put(client_id, lambda _before: terms, from_date).version

    # Entries

    def post(self, draft: Draft) -> PostingView:
        """Post one entry with all that follows from it. The same key again gives the first result and changes nothing."""
        with self.changing():
            entry_id, decision = self._post(draft)
        return self._posting_view(entry_id, decision)

    def post_all(self, drafts: Iterable[Draft], progress: Callable[[int], None] | None = None) -> BatchView:
        """Post many entries in one change, all or nothing; `progress` is told the count so far."""
        posted = existed = renewals = 0
        with self.changing():
            for draft in drafts:
                decision = self._post(draft)[1]
                if decision is None:
                    existed += 1
                else:
                    posted += 1
                    renewals += decision.renewed_count
                if progress:
                    progress(posted + existed)
        return BatchView(posted, existed, renewals)

    def post_in_change(self, draft: Draft) -> tuple[str, posting.Decision | None]:
        """Post one entry inside a change that the caller holds open (the end of a call)."""
        return self._post(draft)

    def posted_view(self, entry_id: str, decision: posting.Decision | None) -> PostingView:
        """What a posting did, read back after its change."""
        return self._posting_view(entry_id, decision)

    def _post(
        self, draft: Draft, *, replaces: str | None = None, entry_id: str | None = None, lowered_before: bool = False
    ) -> tuple[str, posting.Decision | None]:
        content = content_of(draft)
        if draft.key is not None:
            known = self.store.reads.entry_by_key(draft.key)
            if known is not None:
                if known[1] != content:
                    raise Refused(
                        _("the key {key} was used for another entry ({entry_id}); use a new key").format(
                            key=draft.key, entry_id=known[0].entry_id
                        )
                    )
                return known[0].entry_id, None
        posting.check_lock(draft.work.work_date, self.store.reads.lock_date())
        account = self.account(draft.client_id)
        charge = self.charge(account, draft)
        new_id = entry_id or self.new_id("e")
        decision = posting.decide_posting(
            account,
            draft,
            charge,
            self.context(account.terms_on(draft.work.work_date)),
            entry_id=new_id,
            replaces=replaces,
            content=content,
            lowered_before=lowered_before,
        )
        self.append(decision.events)
        return new_id, decision

    def preview(self, draft: Draft) -> PreviewView:
        """What posting a draft would do; nothing is changed."""
        return self._preview(self.account(draft.client_id), draft)

    def preview_edit(self, entry_id: str, draft: Draft) -> PreviewView:
        """What putting a draft in an entry's place would do; nothing is changed. Errors: those of `edit_entry`."""
        old = self._standing(entry_id)
        same_client = draft.client_id == old.client_id
        posting.check_lock(old.work_date, self.store.reads.lock_date())
        outcome = voids.decide(self, old, "", replaced_by="preview", same_client=same_client)
        account = outcome.decision.account if same_client else self.account(draft.client_id)
        return self._preview(account, draft, lowered_before=outcome.lowered and same_client)

    def _preview(self, account: Account, draft: Draft, *, lowered_before: bool = False) -> PreviewView:
        charge = self.charge(account, draft)
        terms = account.terms_on(draft.work.work_date)
        refusal, decision = "", posting.Decision((), account)
        try:
            posting.check_lock(draft.work.work_date, self.store.reads.lock_date())
            decision = posting.decide_posting(
                account, draft, charge, self.context(terms), entry_id="preview", lowered_before=lowered_before
            )
        except Refused as error:
            refusal = str(error)
        added = [event for event in decision.events if isinstance(event, BlockAdded)]
        return PreviewView(
            client=account.client,
            charge=charge,
            explanation=explain(charge),
            remaining_after_minutes=decision.account.remaining_minutes,
            overdraft_minutes=decision.account.overdraft_minutes,
            renewal_count=len(added),
            renewal_minutes=sum(block.size_minutes for block in added),
            asks_for_renewal=decision.account.pending is not None and account.pending is None,
            work_date=draft.work.work_date,
            kind=terms.kind,
            refusal=refusal,
        )

    def void_entry(self, entry_id: str, reason: str = "") -> PostingView:
        """Reverse an entry; blocks it renewed go with it where nothing else touched them. Errors: `Refused`."""
        with self.changing():
            outcome = self._void(entry_id, reason, replaced_by=None)
        return replace(
            self._posting_view(entry_id, outcome.decision),
            voided_blocks=outcome.voided,
            kept_blocks=outcome.kept,
            warnings=outcome.warnings,
            returned_minutes=outcome.returned_minutes,
        )

    def edit_entry(self, entry_id: str, draft: Draft) -> PostingView:
        """A void and a new, linked entry in one change."""
        with self.changing():
            new_id = self.new_id("e")
            old = self._standing(entry_id)
            same_client = draft.client_id == old.client_id
            outcome = self._void(entry_id, _("edited"), replaced_by=new_id, same_client=same_client)
            draft = replace(draft, technician=old.technician)
            decision = self._post(
                draft, replaces=entry_id, entry_id=new_id, lowered_before=outcome.lowered and same_client
            )[1]
            if decision is None:
                raise Refused(_("the key {key} was used already; use a new key").format(key=draft.key))
        return replace(
            self._posting_view(new_id, decision),
            voided_blocks=outcome.voided,
            kept_blocks=outcome.kept,
            warnings=outcome.warnings,
        )

    def undo_last(self) -> PostingView:
        """Void this technician's last entry that stands."""
        entry = self.store.reads.last_entry_of(self.technician)
        if entry is None:
            raise Refused(_("there is no entry of yours to undo"))
        return self.void_entry(entry.entry_id, _("undone"))

    def _standing(self, entry_id: str) -> WorkEntry:
        entry = self.store.reads.entry(entry_id)
        if entry is None:
            raise Refused(_("there is no entry {entry_id}; see: monteore entry list").format(entry_id=entry_id))
        if entry.voided:
            raise Refused(_("entry {entry_id} is voided already; nothing was changed").format(entry_id=entry_id))
        return entry

    def _void(
        self, entry_id: str, reason: str, *, replaced_by: str | None, same_client: bool = True
    ) -> voids.VoidOutcome:
        entry = self._standing(entry_id)
        posting.check_lock(entry.work_date, self.store.reads.lock_date())
        outcome = voids.decide(self, entry, reason, replaced_by=replaced_by, same_client=same_client)
        self.append(outcome.decision.events)
        return outcome

    def _posting_view(self, entry_id: str, decision: posting.Decision | None) -> PostingView:
        events: Sequence[Event] = decision.events if decision else ()
        entry = self.queries.entry(entry_id)
        first = self.store.reads.blocks_caused_by(entry_id) if decision is None else []
        return PostingView(
            entry=entry,
            renewals=tuple(
                RenewalView(event.block_id, event.size_minutes, event.price_minor, event.currency)
                for event in events
                if isinstance(event, BlockAdded)
            )
            or tuple(RenewalView(b.block_id, b.size_minutes, b.price_minor, b.currency) for b in reversed(first)),
            remaining_minutes=self.store.reads.kept_account(entry.client.client_id)[0],
            pending_renewal=bool(decision and decision.account.pending),
            existed=decision is None,
        )

    def verify(self, head: str | None = None) -> VerifyView:
        """Check the chain and recompute every balance from the journal alone."""
        from core.audit.audit import audit

        return audit(self.store, head)


def content_of(draft: Draft) -> str:
    """The digest of what an idempotency key guards."""
    guarded = draft.content or canonical(
        [draft.client_id, plain(draft.work), draft.ticket, draft.note, draft.contact, draft.technician]
    )
    return hashlib.sha256(guarded.encode("utf-8", "surrogatepass")).hexdigest()


def local_zone_name() -> str:
    """The machine's IANA zone name, UTC where it has none."""
    import tzlocal

    try:
        name = tzlocal.get_localzone_name()
        ZoneInfo(name)
    except Exception:  # the library raises many kinds for a machine that is set up oddly
        return "UTC"
    return name


def _no_holiday(_day: date) -> bool:
    return False
