"""A session: one open store, one clock, one technician. Every service and every query gets one.

`changing` opens the write transaction of a change, `append` records decided events in it. A listener can subscribe to
write in the same transaction (the outbox of mail does); the session imports no listener.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cached_property, partial, wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from core.basics.clock import Clock
from core.basics.errors import (
    ChangeFull,
    ClockInDoubt,
    MonteoreError,
    NotAllowed,
    OutcomeUnknown,
    Refused,
)
from core.basics.i18n import _
from core.basics.identity import EVERY_RIGHT, SYSTEM, Right
from core.basics.ids import IdMaker
from core.calendar import Calendar
from core.change import Change
from core.journal.codec import instant_from
from core.journal.registry import KEPT_EVENTS, MOST_EVENTS, Event
from core.model.accounts import Account
from core.model.terms import Terms
from core.model.work import Draft
from core.rules import clocks
from core.rules.clocks import ClockDoubt
from core.store.scope import Scope

if TYPE_CHECKING:
    from core.charging import Charging
    from core.guards import Guard
    from core.journal.decided import Decided
    from core.journal.row import JournalRow
    from core.recording import Recording
    from core.rules.decision import Context, Decision
    from core.store.doubts import Doubts
    from core.store.kept import KeptAccounts
    from core.store.protocol import Asked, FirstReads, Store

_MOST_DONE = 1000
"""How many ids of what was changed a session remembers: an import changes a million."""

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class OnSession(Protocol):
    """A service or query that has a session."""

    @property
    def _session(self) -> Session: ...


S = TypeVar("S", bound=OnSession)


def needs(right: Right, *others: Right) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Declare the right that a service method needs, or another one that is enough.

    Errors: `NotAllowed` if the session's technician holds none of them; the outermost method notes it in the security log.
    """

    def declare(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        @wraps(method)
        def checked(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            try:
                self._session.check(right, *others)
                return method(self, *args, **kwargs)
            except NotAllowed as refusal:
                self._session.note_refusal(refusal, method.__qualname__)
                raise

        checked.right = right  # type: ignore[attr-defined]
        return checked

    return declare


class ChangeListener(Protocol):
    """Is called during every change of a session, and may write in its transaction."""

    def begin(self) -> None:
        """Called before a change waits for the write lock."""
        ...

    def ask(self, asked: Asked) -> None:
        """Ask what `queue` reads of every change."""
        ...

    def note(self, event: Event) -> None:
        """Called after an event was recorded."""
        ...

    def hears(self) -> bool:
        """Whether it does anything with events, as the store stands. What alters the answer is an event, too."""
        ...

    def queue(self) -> None:
        """Called before the commit; what is written now is committed with the change."""
        ...


class Session(Calendar):
    """One open store for one technician, who holds `rights`."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        technician: str,
        new_id: IdMaker | None = None,
        rights: frozenset[Right] = EVERY_RIGHT,
    ) -> None:
        super().__init__(store, clock)
        self.technician = technician
        self.new_id = new_id or IdMaker(clock.now)
        self.rights = rights
        self._turn = threading.RLock()
        self._is_changing = False
        self._actor = technician
        self._lasting_cause = ""
        self._change = Change()
        self._subscribed: list[Callable[[], ChangeListener]] = []
        self._guard: Guard | None = None
        self.tell: Callable[[str], object] = lambda _sentence: None
        """Is told in a sentence, in the thread of a change, why the change takes longer."""
        self._done = deque[str](maxlen=_MOST_DONE)

    @property
    def done(self) -> tuple[str, ...]:
        """The ids that committed changes of this session made or touched, the latest change's last; at most a thousand."""
        return tuple(self._done)

    def check(self, right: Right, *others: Right) -> None:
        """Errors: `NotAllowed` if the technician holds neither a right nor another one that is enough."""
        if self.rights.isdisjoint((right, *others)):
            from core.basics.security import why_not

            raise NotAllowed(why_not(self.technician, right))

    def note_refusal(self, refusal: NotAllowed, what: str) -> None:
        """Count a refusal in the security log, once, outside of any change; where it cannot be kept it is only said.

        `what` is the service method, or the verb.
        """
        if refusal.is_noted or self._is_changing:
            return
        refusal.is_noted = True
        from core.basics.acts import act_of
        from core.basics.security import tell_system

        act = act_of(what)
        tell_system(self.technician, act)
        with suppress(MonteoreError):
            self.store.note_refusal(self.technician, act, self.clock.now())

    @contextmanager
    def by_rule(self, cause: str) -> Iterator[None]:
        """Record what is changed meanwhile as the act of rules for a cause, in whoever's session it happens."""
        before, self._actor, self._lasting_cause = self._actor, SYSTEM, cause
        try:
            yield
        finally:
            self._actor, self._lasting_cause = before, ""

    def subscribe(self, listener: Callable[[], ChangeListener]) -> None:
        """Call a listener during every change of this session that can record events; the first of them makes it."""
        self._subscribed.append(listener)

    @cached_property
    def _listeners(self) -> tuple[ChangeListener, ...]:
        return tuple(make() for make in self._subscribed)

    @cached_property
    def _kept(self) -> KeptAccounts:
        from core.store.kept import KeptAccounts

        return KeptAccounts()

    @cached_property
    def _recording(self) -> Recording:
        from core.recording import Recording

        return Recording(self, self._kept, [listener.note for listener in self._listeners], self.check_clock)

    @cached_property
    def charging(self) -> Charging:
        """What work costs."""
        from core.charging import Charging

        return Charging(self, self.technician)

    @cached_property
    def doubts(self) -> Doubts:
        """What asks for the outcome of a change whose end had no answer; made by the first one."""
        from core.store.doubts import Doubts

        return Doubts()

    def leave(self) -> None:
        """Wait no longer for the outcome of a change: the app ends."""
        if "doubts" in self.__dict__:
            self.doubts.is_left.set()

    def head(self) -> str:
        """Digest of the journal's last row; empty for none."""
        head = self.store.head()
        return head.digest if head else ""

    def clock_doubt(self) -> ClockDoubt | None:
        """Whether the machine's clock is far from the last recorded change; `None` where it is not."""
        head = self.store.head()
        if head is None:
            return None
        return clocks.doubt_of(self.clock.now(), instant_from(head.recorded_at), head.seq)

    def check_clock(self) -> None:
        """Errors: `ClockInDoubt` where a person has to say first that the clock is right; `Refused` for who may not say so."""
        doubt = self.clock_doubt()
        if doubt is None:
            return
        question = self.clock_question(doubt)
        if Right.MANAGE not in self.rights:
            raise Refused(_("{question} A manager has to say so").format(question=question), step="daily --yes")
        raise ClockInDoubt(question)

    def clock_question(self, doubt: ClockDoubt) -> str:
        """What to ask about a clock in doubt, in the business's time zone."""
        now, last = (f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}" for moment in (doubt.now, doubt.last))
        return _("The clock says {now}, but the last change was recorded on {last}. Is the clock right?").format(
            now=now, last=last
        )

    def confirm_clock(self) -> None:
        """Record that the clock is right: later changes are compared with it. Errors: `Refused` without the right."""
        self.check(Right.MANAGE)
        # A key guards the change that is asked for, not this one.
        guard, self._guard = self._guard, None
        with self.changing(asks_clock=False):
            doubt = self.clock_doubt()
            if doubt is not None:
                from core.journal.events import ClockConfirmed

                self.append([ClockConfirmed(doubt.last)])
        self._guard = guard

    @contextmanager
    def changing(
        self,
        scope: Scope = Scope.LEDGER,
        *,
        asks_clock: bool = True,
        first: FirstReads | None = None,
        key: str | None = None,
    ) -> Iterator[None]:
        """The write transaction of one change. Errors: `StoreBusy`, `StoreUnavailable`, `OutcomeUnknown`, `Duplicate`.

        Without `asks_clock`, and in a scope of the technician's own calls, a clock in doubt does not refuse the change.
        `first` asks what the change will read first. `key` is that of a change which looks itself for what was made under it.
        """
        with self._turn:
            guard, self._guard = self._guard, None
            # The use of a key is a journal row, whatever the change itself writes.
            wanted = Scope.LEDGER if guard else scope
            # Only events concern a listener, and a change of another scope records none.
            listeners = self._listeners if wanted is Scope.LEDGER else ()
            for listener in listeners:
                listener.begin()
            # A call gets its date when it is posted; until then a clock in doubt must not stop it.
            change = self._change = Change(self._lasting_cause, asks_clock=asks_clock and scope is Scope.LEDGER)
            key = guard.key if guard else key
            if "doubts" in self.__dict__:
                self.doubts.check(self.store, key)
            # What the change uses is imported before it has its turn, in which others wait.
            kept = self._kept
            if wanted is Scope.LEDGER:
                _made_now = self._recording
            is_over = False
            self._is_changing = True
            try:
                with self.store.writing(wanted, partial(_ask_first, guard, listeners, first)):
                    kept.begin(self.store.head())
                    try:
                        if guard:
                            from core.guards import check_unused, use_of

                            check_unused(self.store.reads, guard)
                        yield
                        for listener in listeners:
                            listener.queue()
                        if guard:
                            self.append([use_of(guard, self.new_id("k"), change.touched, change.client_id)])
                        kept.end(self.store.head())
                    except BaseException:
                        kept.fail()
                        raise
                    is_over = True
            except OutcomeUnknown as failed:
                if not is_over:
                    raise
                self.doubts.resolve(self.store, failed, change.last_row, key, self.tell)
            finally:
                self._is_changing = False
            self._done.extend(dict.fromkeys(change.touched))

    def in_parts(self, items: Iterable[T], record: Callable[[T], object]) -> Iterator[None]:
        """Record items in as few changes as `MOST_EVENTS` allows; yields after each change.

        `record` is called inside a change, and again in the next one for an item that did not fit: what it recorded of that
        item before stands. Errors: `ChangeFull` for what does not fit into a change of its own.
        """
        waiting = deque(items)
        while waiting:
            with self.changing():
                while waiting:
                    try:
                        record(waiting[0])
                    except ChangeFull:
                        if not self._change.recorded:
                            raise
                        break
                    waiting.popleft()
            yield

    def guard_next(self, guard: Guard) -> None:
        """Make the next change at most once under a key. Errors: `DoneBefore`, now or from `changing`, where it was made
        before; `Refused` where the key was used for something else."""
        from core.guards import check_unused

        check_unused(self.store.reads, guard)
        self._guard = guard

    def touch(self, kind: str, object_id: str, client_id: str | None = None) -> None:
        """Name what the open change concerns where no event does."""
        self._change.touch(kind, object_id, client_id)

    def append(self, events: Iterable[Event]) -> tuple[JournalRow, ...]:
        """Record decided events, inside `changing`; their rows. What a rule did has the actor `system` and names its cause.

        Errors: `ClockInDoubt` where a person has to say first that the machine's clock is right, which dates the rows;
        `ChangeFull` for more than `MOST_EVENTS` in the open change, of which none of these are recorded then.
        """
        return self._recording.append(self._change, self._actor, events)

    def append_entries(self, entries: Sequence[Decided]) -> None:
        """Record plain entries that were decided before, inside `changing`. No listener gets them: see `is_heard`.

        Errors: those of `append`.
        """
        self._recording.append_entries(self._change, self._actor, entries)

    @property
    def is_heard(self) -> bool:
        """Whether a listener needs the events."""
        return any(listener.hears() for listener in self._listeners)

    def check_room(self, added: int) -> None:
        """Errors: `ChangeFull` where the open change may not record so many more events."""
        self._change.check_room(added, MOST_EVENTS - KEPT_EVENTS)

    def keep(self, account: Account, draft: Draft, decision: Decision, rows: Iterable[JournalRow]) -> None:
        """Keep an account for the next entry that it pays: as it was before a posting, whose recorded decision is given."""
        asked = draft.client_id, draft.work.work_type, draft.account_id
        self._recording.keep(asked, account, decision, rows)

    def keep_ahead(self, drafts: Iterable[Draft]) -> None:
        """Read the accounts that pay drafts, inside `changing`, and keep them. One that cannot be read is left out."""
        for draft in drafts:
            asked = draft.client_id, draft.work.work_type, draft.account_id
            if self._kept.get(asked) is None:
                with suppress(Refused):
                    self._kept.put(asked, self.paying_account(*asked))

    def lock_date(self) -> date | None:
        """Nothing dated on or before it may change; `None` for none."""
        return self._kept.lock_date(self.store.reads.lock_date)

    def setting(self, name: str) -> str | None:
        """The text of a setting; `None` where it was never set. Postings that follow each other read it once."""
        return self.kept(name, lambda: self.store.reads.setting(name))

    def kept(self, key: Hashable, read: Callable[[], T]) -> T:
        """What follows from the journal: changes that follow each other read it once, unless it may have been altered."""
        return self._kept.value(key, read)

    def context(self, terms: Terms) -> Context:
        """The `Context` of the rules: today, a maker of ids, the technician, the zone and the lock date."""
        from core.rules.decision import Context

        lock_date, zone = self.lock_date(), self.zone_for(terms)
        return Context(self.today_for(terms), self.new_id, self.technician, zone, lock_date)

    def account(self, account_id: str, also_blocks: tuple[str, ...] = ()) -> Account:
        """An account, with the blocks of `also_blocks` too; a client's own one has the client's id.

        Errors: `Refused` for an unknown id.
        """
        account = self.store.reads.account(account_id, also_blocks)
        if account is None:
            raise _unknown(account_id)
        return account

    def paying_account(self, client_id: str, work_type: str, account_id: str = "") -> Account:
        """The account that pays work for a client: the named one, or the one that the client chose for the work type.

        Errors: `Refused` for one that is archived, or that is neither the client's nor shared with it.
        """
        kept = self._kept.get((client_id, work_type, account_id))
        if kept is not None:
            return kept
        if not account_id:
            account = self.store.reads.paying_account(client_id, work_type)
            if account is None:
                raise _unknown(client_id)
            return account
        from core.rules import posting

        account = self.account(account_id)
        posting.check_live(account)
        if account.client.client_id != client_id and not self.store.reads.is_shared(account_id, client_id):
            client = self.store.reads.client(client_id)
            raise Refused(
                _("the account {account} is not shared with {code}; share it first").format(
                    account=account.address, code=client.code if client else client_id
                ),
                step=f"account share {account.address} {(client.code if client else client_id)}",
            )
        return account


def _ask_first(
    guard: Guard | None, listeners: Iterable[ChangeListener], first: FirstReads | None, asked: Asked
) -> None:
    """Ask what every change reads: the lock date, its key, and what its listeners and the change itself want."""
    asked.reads.lock_date()
    if guard:
        asked.reads.used_key(guard.key)
        asked.reads.entry_by_key(guard.key)
    for listener in listeners:
        listener.ask(asked)
    if first:
        first(asked)


def _unknown(client_id: str) -> Refused:
    return Refused(_("there is no client {client_id}").format(client_id=client_id), see="client list")
