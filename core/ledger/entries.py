"""Post entries, and correct them: by a void, or by a void and a new, linked entry in one change."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from core.basics.dataclass import dataclass, replace
from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.sha256 import hexdigest
from core.journal.codec import canonical, instant_from, plain
from core.journal.events import EntryPosted, Event
from core.model.accounts import Account
from core.model.terms import Kind, RenewalMode
from core.model.work import Draft, WorkEntry
from core.queries.queries import Queries
from core.queries.views.postings import PostingView, PreviewView, RenewalView, VoidPreview
from core.rules import asking, posting
from core.rules.charge import explain
from core.rules.decision import Decision, renewed
from core.session import Session, needs

if TYPE_CHECKING:
    from core.journal.decided import Decided
    from core.ledger import corrections
    from core.store.protocol import Asked

_TOGETHER = 50
"""Of so many drafts that are posted at once the accounts are read first."""
_CORRECTION = "account adjust CLIENT HOURS --reason WHY"
"""What puts right today what stands in closed books."""


@dataclass(frozen=True)
class BatchView:
    """The result of a bulk posting: entries posted, entries whose key existed, blocks renewed."""

    posted: int
    existed: int
    renewals: int


class Entries:
    """Postings and corrections of entries."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.WORK)
    def post(self, draft: Draft, *, sure: bool = False) -> PostingView:
        """Post one entry with all that follows from it. The same key again gives the first result and changes nothing.

        `sure` tells that a person confirmed what is more often a slip. Errors: `Unasked` for such a posting without it.
        """
        self._prepare(draft)
        with self._session.changing(first=lambda asked: _ask(asked, draft), key=draft.key):
            entry_id, decision = self.post_in_change(draft, sure=sure, by_hand=True)
        return self.posted_view(entry_id, decision)

    @needs(Right.WORK)
    def post_all(
        self, drafts: Iterable[Draft], progress: Callable[[int], None] | None = None, *, sure: bool = False
    ) -> BatchView:
        """Post many entries, in as few changes as the limit of one change allows; `progress` receives the count so far.

        Each change is made whole or not at all; where one is refused those before it stay.
        """
        posted = existed = renewals = 0

        def post(waiting: deque[Draft]) -> None:
            nonlocal posted, existed, renewals
            # A read between two postings would end the gathering of what they write.
            self._session.keep_ahead(waiting)
            while waiting:
                decision = self.post_in_change(waiting[0], sure=sure)[1]
                waiting.popleft()
                if decision is None:
                    existed += 1
                else:
                    posted += 1
                    renewals += decision.renewed_count
                if progress:
                    progress(posted + existed)

        left = iter(drafts)
        for _part in self._session.in_parts(iter(lambda: deque(islice(left, _TOGETHER)), deque()), post):
            pass
        return BatchView(posted, existed, renewals)

    @needs(Right.WORK)
    def post_in_change(
        self,
        draft: Draft,
        *,
        replaces: str | None = None,
        entry_id: str | None = None,
        lowered_before: bool = False,
        sure: bool = False,
        by_hand: bool = False,
        is_new_key: bool = False,
    ) -> tuple[str, Decision | None]:
        """Post one entry inside a change that the caller holds open; no decision where its key was posted before.

        With `is_new_key` the caller has seen in this change that nothing was made under its key.

        Errors: `Unasked` for what a person should confirm (`sure`); work more than a year old only where it was typed
        (`by_hand`), because a file of old work is old as a whole.
        """
        session = self._session
        content = content_of(draft)
        if draft.key is not None and not is_new_key:
            known = session.store.reads.entry_by_key(draft.key)
            if known is not None:
                if known[1] != content:
                    raise Refused(
                        _("the key {key} was used for another entry ({entry_id}); use a new key").format(
                            key=draft.key, entry_id=known[0].entry_id
                        )
                    )
                return known[0].entry_id, None
            if session.store.reads.used_key(draft.key) is not None:
                raise Refused(_("the key {key} was used for another change; use a new key").format(key=draft.key))
        posting.check_lock(draft.work.work_date, session.lock_date())
        account = self._paying(draft)
        charge = session.charging.of(account, draft)
        new_id = entry_id or session.new_id("e")
        decision = posting.decide_posting(
            account,
            draft,
            charge,
            session.context(account.terms_on(draft.work.work_date)),
            entry_id=new_id,
            replaces=replaces,
            content=content,
            lowered_before=lowered_before,
        )
        asking.check(self._doubts(draft, decision, by_hand=by_hand), sure=sure)
        rows = session.append(decision.events)
        session.keep(account, draft, decision, rows)
        place = next(place for place, event in enumerate(decision.events) if isinstance(event, EntryPosted))
        return new_id, replace(decision, recorded_at=instant_from(rows[place].recorded_at))

    @needs(Right.WORK)
    def record_in_change(self, decided: Sequence[Sequence[Decided]], *, is_heard: bool) -> None:
        """Record what was decided of some entries before, inside a change that the caller holds open.

        The caller has seen that nobody recorded anything since it was decided, and whether a listener has to be told.
        Errors: `ChangeFull` where the change has no room for all of it; then nothing of it is recorded.
        """
        self._session.check_room(sum(map(len, decided)))
        marked = [
            (each, each is events[0] and not is_heard and each.is_plain_entry) for events in decided for each in events
        ]
        for is_quick, group in groupby(marked, itemgetter(1)):
            if is_quick:
                self._session.append_entries([each for each, _quick in group])
            else:
                self._session.append([each.event() for each, _quick in group])

    def _prepare(self, draft: Draft) -> None:
        work = draft.work
        self._session.charging.prepare(draft.client_id, work.work_type, draft.account_id, work.work_date)

    def _paying(self, draft: Draft) -> Account:
        return self._session.paying_account(draft.client_id, draft.work.work_type, draft.account_id)

    def _doubts(self, draft: Draft, decision: Decision, *, by_hand: bool) -> tuple[str, ...]:
        old = asking.of_day(draft.work.work_date, self._session.today_of(decision.account)) if by_hand else ()
        return (*old, *asking.of_blocks(decision.events))

    @needs(Right.READ)
    def preview(self, draft: Draft, *, start_said: bool = False) -> PreviewView:
        """What posting a draft would do; nothing is changed. It has `looks` if somebody said the start (`start_said`)."""
        view = self._preview(self._paying(draft), draft, by_hand=True)
        return self._looked_at(view, draft) if start_said else view

    @needs(Right.READ)
    def preview_on(self, account: Account | None, draft: Draft, *, entry_id: str) -> tuple[PreviewView, Account]:
        """Preview a draft on an account as earlier drafts would leave it (`None`: as it is), and the account after it."""
        before = account or self._paying(draft)
        view, decision = self._previewed(before, draft, by_hand=True, entry_id=entry_id)
        return view, decision.account.without_spent_blocks()

    @needs(Right.READ)
    def preview_call(self, draft: Draft) -> PreviewView:
        """The same for a call, whose day is not typed; with its `looks`."""
        return self._looked_at(self._preview(self._paying(draft), draft, by_hand=False), draft)

    @needs(Right.READ)
    def preview_edit(self, entry_id: str, draft: Draft) -> PreviewView:
        """Preview `edit`; nothing is changed. Errors: those of `edit`."""
        from core.ledger import corrections

        session = self._session
        old = self._standing(entry_id)
        self._check_owner(old)
        account = self._paying(draft)
        same_account = account.account_id == old.account_id
        posting.check_lock(old.work_date, session.store.reads.lock_date(), instead=_CORRECTION)
        outcome = corrections.decide(session, old, "", replaced_by="preview", same_account=same_account)
        if same_account:
            account = outcome.decision.account
        by_hand = draft.work.work_date != old.work_date
        view, decision = self._previewed(
            account, draft, by_hand=by_hand, lowered_before=outcome.lowered and same_account
        )
        view = replace(
            view,
            credits=_replaced(outcome.credited, decision),
            voided_blocks=outcome.voided,
            warnings=outcome.besides,
        )
        return self._looked_at(view, draft, instead_of=old)

    def _looked_at(self, view: PreviewView, draft: Draft, *, instead_of: WorkEntry | None = None) -> PreviewView:
        """A preview with what deserves a look; of a correction where it changes the time."""
        from core.queries.slips import slips_of_draft

        return replace(view, looks=slips_of_draft(self._session, draft, instead_of=instead_of))

    def _preview(self, account: Account, draft: Draft, *, by_hand: bool, lowered_before: bool = False) -> PreviewView:
        return self._previewed(account, draft, by_hand=by_hand, lowered_before=lowered_before)[0]

    def _previewed(
        self,
        account: Account,
        draft: Draft,
        *,
        by_hand: bool,
        lowered_before: bool = False,
        entry_id: str = "preview",
    ) -> tuple[PreviewView, Decision]:
        session = self._session
        charge = session.charging.of(account, draft)
        terms = account.terms_on(draft.work.work_date)
        waits = posting.waits_for_agreement(account.agreement_on(draft.work.work_date), draft.work)
        refused, decision = None, Decision((), account)
        try:
            posting.check_lock(draft.work.work_date, session.store.reads.lock_date())
            decision = posting.decide_posting(
                account, draft, charge, session.context(terms), entry_id=entry_id, lowered_before=lowered_before
            )
        except Refused as error:
            refused = error
        added = renewed(decision.events)
        is_owner = account.client.client_id == draft.client_id
        client = account.client if is_owner else self._queries.client(draft.client_id)
        spans, zone = draft.work.spans, session.zone_for(terms)
        view = PreviewView(
            client=client,
            account=account.card,
            charge=charge,
            explanation=explain(charge, waits=waits),
            remaining_after_minutes=decision.account.left_minutes(session.today_of(account)),
            overdraft_minutes=decision.account.overdraft_minutes,
            renewal_count=len(added),
            renewal_minutes=sum(block.size_minutes for block in added),
            asks_for_renewal=decision.account.pending is not None and account.pending is None,
            work_date=draft.work.work_date,
            kind=terms.kind,
            has_included=terms.kind is Kind.MANAGED and terms.included_minutes > 0,
            refused=refused,
            doubts=self._doubts(draft, decision, by_hand=by_hand),
            threshold_minutes=terms.threshold_minutes if terms.renewal is not RenewalMode.OFF else 0,
            renewal_price_minor=sum(block.price_minor for block in added),
            renewal_currency=added[0].currency if added else "",
            started_at=spans[0].started_at.astimezone(zone) if spans else None,
            ended_at=(spans[-1].started_at + timedelta(seconds=spans[-1].seconds)).astimezone(zone) if spans else None,
            waits=waits,
        )
        return view, decision

    @needs(Right.READ)
    def preview_void(self, entry_id: str) -> VoidPreview:
        """Preview `void`; nothing is changed. Errors: those of `void`."""
        from core.ledger import corrections

        entry = self._standing(entry_id)
        self._check_owner(entry)
        posting.check_lock(entry.work_date, self._session.store.reads.lock_date(), instead=_CORRECTION)
        outcome = corrections.decide(self._session, entry, "", replaced_by=None)
        doubts = (*outcome.credited, *asking.of_blocks(outcome.decision.events))
        return VoidPreview(doubts, outcome.voided, outcome.besides)

    @needs(Right.WORK)
    def void(self, entry_id: str, reason: str = "", *, sure: bool = False) -> PostingView:
        """Reverse an entry; blocks it renewed go with it where nothing else touched them. Errors: `Refused`, `Unasked`.

        Another technician's entry needs the right to manage.
        """
        with self._session.changing():
            outcome = self._void(entry_id, reason, replaced_by=None, sure=sure)
            asking.check(asking.of_credits(outcome.credited), sure=sure)
        return replace(
            self.posted_view(entry_id, outcome.decision),
            voided_blocks=outcome.voided,
            kept_blocks=outcome.kept,
            warnings=outcome.warnings,
            returned_minutes=outcome.returned_minutes,
            credit_lines=outcome.credit_lines,
        )

    @needs(Right.WORK)
    def void_in_change(self, entry_id: str, reason: str) -> corrections.VoidOutcome:
        """The same as `void` inside a change that the caller holds open (an import that is undone)."""
        return self._void(entry_id, reason, replaced_by=None, sure=True)

    @needs(Right.WORK)
    def edit(self, entry_id: str, draft: Draft, *, sure: bool = False) -> PostingView:
        """A void and a new, linked entry in one change. Errors: those of `void`."""
        if not sure:
            preview = self.preview_edit(entry_id, draft)
            is_longer = draft.work.worked_seconds != self._standing(entry_id).worked_seconds
            length = asking.of_length(draft.work.worked_seconds) if is_longer else ()
            asking.check((*asking.of_credits(preview.credits), *length), sure=False)
        session = self._session
        self._prepare(draft)
        with session.changing():
            new_id = session.new_id("e")
            old = self._standing(entry_id)
            same_account = self._paying(draft).account_id == old.account_id
            outcome = self._void(entry_id, _("edited"), replaced_by=new_id, same_account=same_account, sure=sure)
            draft = replace(draft, technician=old.technician)
            decision = self.post_in_change(
                draft,
                replaces=entry_id,
                entry_id=new_id,
                lowered_before=outcome.lowered and same_account,
                sure=sure,
                by_hand=draft.work.work_date != old.work_date,
            )[1]
            if decision is None:
                raise Refused(_("the key {key} was used already; use a new key").format(key=draft.key))
        return replace(
            self.posted_view(new_id, decision),
            voided_blocks=outcome.voided,
            kept_blocks=outcome.kept,
            warnings=outcome.warnings,
            credit_lines=outcome.credit_lines,
        )

    def _standing(self, entry_id: str) -> WorkEntry:
        entry = self._session.store.reads.entry(entry_id)
        if entry is None:
            raise Refused(_("there is no entry {entry_id}").format(entry_id=entry_id), see="entry list")
        if entry.voided and entry.replaced_by:
            raise Refused(
                _("entry {entry_id} was replaced by {new}; nothing was changed: name that one").format(
                    entry_id=entry_id, new=entry.replaced_by
                )
            )
        if entry.voided:
            raise Refused(_("entry {entry_id} is voided already; nothing was changed").format(entry_id=entry_id))
        return entry

    def _check_owner(self, entry: WorkEntry) -> None:
        if entry.technician != self._session.technician:
            self._session.check(Right.MANAGE)

    def _void(
        self, entry_id: str, reason: str, *, replaced_by: str | None, same_account: bool = True, sure: bool = False
    ) -> corrections.VoidOutcome:
        from core.ledger import corrections

        entry = self._standing(entry_id)
        self._check_owner(entry)
        posting.check_lock(entry.work_date, self._session.store.reads.lock_date(), instead=_CORRECTION)
        outcome = corrections.decide(self._session, entry, reason, replaced_by=replaced_by, same_account=same_account)
        asking.check(asking.of_blocks(outcome.decision.events), sure=sure)
        self._session.append(outcome.decision.events)
        return outcome

    @needs(Right.READ)
    def posted_view(self, entry_id: str, decision: Decision | None) -> PostingView:
        """The result of a posting: from its decision, or read where it was posted before or is voided."""
        reads = self._session.store.reads
        events: Sequence[Event] = decision.events if decision else ()
        entry = self._queries.posted_entry(decision) if decision else None
        if entry is not None and decision is not None:
            account, today = decision.account, self._session.today_of(decision.account)
            has_balance = account.agreement_on(today) is not None
            return PostingView(
                entry=entry,
                renewals=_renewals(events),
                remaining_minutes=account.left_minutes(today) if has_balance else None,
                pending_renewal=account.pending is not None,
            )
        entry = self._queries.entry(entry_id)
        first = reads.blocks_caused_by(entry_id) if decision is None else []
        return PostingView(
            entry=entry,
            renewals=_renewals(events)
            or tuple(RenewalView(b.block_id, b.size_minutes, b.price_minor, b.currency) for b in reversed(first)),
            remaining_minutes=self._queries.remaining_minutes(entry.account.account_id),
            pending_renewal=bool(decision and decision.account.pending),
            existed=decision is None,
        )


def _replaced(credited: tuple[str, ...], decision: Decision) -> tuple[str, ...]:
    """What invoiced work gives back, with the new line that takes its place."""
    from core.ledger import corrections

    lines = [event.line for event in decision.events if isinstance(event, EntryPosted) and event.line is not None]
    if not credited or not lines:
        return credited
    amount = corrections.amount_of(lines[0])
    return (*credited[:-1], _("{credit}, new line {amount}").format(credit=credited[-1], amount=amount))


def _renewals(events: Sequence[Event]) -> tuple[RenewalView, ...]:
    return tuple(
        RenewalView(event.block_id, event.size_minutes, event.price_minor, event.currency) for event in renewed(events)
    )


def _ask(asked: Asked, draft: Draft) -> None:
    """Ask what a posting reads first."""
    if draft.key is not None:
        asked.reads.entry_by_key(draft.key)
        asked.reads.used_key(draft.key)
    if draft.account_id:
        asked.reads.account(draft.account_id)
        asked.reads.is_shared(draft.account_id, draft.client_id)
    else:
        asked.reads.paying_account(draft.client_id, draft.work.work_type)
    asked.outbox.switches_of([draft.client_id])


def content_of(draft: Draft) -> str:
    """The SHA-256 of what an idempotency key guards, as hexadecimal digits."""
    guarded = draft.content or canonical(
        [draft.client_id, plain(draft.work), draft.ticket, draft.note, draft.contact, draft.technician]
        + ([draft.account_id] if draft.account_id else [])
    )
    return hexdigest(guarded.encode("utf-8", "surrogatepass"))
