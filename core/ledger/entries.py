"""Posting work entries, and their correction: a void, or a void with a new, linked entry in one change."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.codec import canonical, plain
from core.journal.events import BlockAdded, Event
from core.ledger import corrections
from core.model.accounts import Account
from core.model.work import Draft, WorkEntry
from core.queries.queries import Queries
from core.queries.views import PostingView, PreviewView, RenewalView
from core.rules import posting
from core.rules.charge import explain
from core.session import Session, needs


@dataclass(frozen=True, slots=True)
class BatchView:
    """What a bulk posting did: entries posted now, entries that were there before, blocks renewed."""

    posted: int
    existed: int
    renewals: int


class Entries:
    """The work entries of one store."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.WORK)
    def post(self, draft: Draft) -> PostingView:
        """Post one entry with all that follows from it. The same key again gives the first result and changes nothing."""
        with self._session.changing():
            entry_id, decision = self.post_in_change(draft)
        return self.posted_view(entry_id, decision)

    @needs(Right.WORK)
    def post_all(self, drafts: Iterable[Draft], progress: Callable[[int], None] | None = None) -> BatchView:
        """Post many entries in one change, all or nothing; `progress` receives the count so far."""
        posted = existed = renewals = 0
        with self._session.changing():
            for draft in drafts:
                decision = self.post_in_change(draft)[1]
                if decision is None:
                    existed += 1
                else:
                    posted += 1
                    renewals += decision.renewed_count
                if progress:
                    progress(posted + existed)
        return BatchView(posted, existed, renewals)

    def post_in_change(
        self, draft: Draft, *, replaces: str | None = None, entry_id: str | None = None, lowered_before: bool = False
    ) -> tuple[str, posting.Decision | None]:
        """Post one entry inside a change that the caller holds open; no decision where its key was posted before."""
        session = self._session
        content = content_of(draft)
        if draft.key is not None:
            known = session.store.reads.entry_by_key(draft.key)
            if known is not None:
                if known[1] != content:
                    raise Refused(
                        _("the key {key} was used for another entry ({entry_id}); use a new key").format(
                            key=draft.key, entry_id=known[0].entry_id
                        )
                    )
                return known[0].entry_id, None
        posting.check_lock(draft.work.work_date, session.store.reads.lock_date())
        account = session.account(draft.client_id)
        charge = session.charge(account, draft)
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
        session.append(decision.events)
        return new_id, decision

    @needs(Right.READ)
    def preview(self, draft: Draft) -> PreviewView:
        """What posting a draft would do; nothing is changed."""
        return self._preview(self._session.account(draft.client_id), draft)

    @needs(Right.READ)
    def preview_edit(self, entry_id: str, draft: Draft) -> PreviewView:
        """What putting a draft in an entry's place would do; nothing is changed. Errors: those of `edit`."""
        session = self._session
        old = self._standing(entry_id)
        same_client = draft.client_id == old.client_id
        posting.check_lock(old.work_date, session.store.reads.lock_date())
        outcome = corrections.decide(session, old, "", replaced_by="preview", same_client=same_client)
        account = outcome.decision.account if same_client else session.account(draft.client_id)
        return self._preview(account, draft, lowered_before=outcome.lowered and same_client)

    def _preview(self, account: Account, draft: Draft, *, lowered_before: bool = False) -> PreviewView:
        session = self._session
        charge = session.charge(account, draft)
        terms = account.terms_on(draft.work.work_date)
        refusal, decision = "", posting.Decision((), account)
        try:
            posting.check_lock(draft.work.work_date, session.store.reads.lock_date())
            decision = posting.decide_posting(
                account, draft, charge, session.context(terms), entry_id="preview", lowered_before=lowered_before
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

    @needs(Right.WORK)
    def void(self, entry_id: str, reason: str = "") -> PostingView:
        """Reverse an entry; blocks it renewed go with it where nothing else touched them. Errors: `Refused`."""
        with self._session.changing():
            outcome = self._void(entry_id, reason, replaced_by=None)
        return replace(
            self.posted_view(entry_id, outcome.decision),
            voided_blocks=outcome.voided,
            kept_blocks=outcome.kept,
            warnings=outcome.warnings,
            returned_minutes=outcome.returned_minutes,
        )

    @needs(Right.WORK)
    def void_in_change(self, entry_id: str, reason: str) -> corrections.VoidOutcome:
        """The same as `void` inside a change that the caller holds open (an import that is undone)."""
        return self._void(entry_id, reason, replaced_by=None)

    @needs(Right.WORK)
    def edit(self, entry_id: str, draft: Draft) -> PostingView:
        """A void and a new, linked entry in one change. Errors: `Refused`."""
        session = self._session
        with session.changing():
            new_id = session.new_id("e")
            old = self._standing(entry_id)
            same_client = draft.client_id == old.client_id
            outcome = self._void(entry_id, _("edited"), replaced_by=new_id, same_client=same_client)
            draft = replace(draft, technician=old.technician)
            decision = self.post_in_change(
                draft, replaces=entry_id, entry_id=new_id, lowered_before=outcome.lowered and same_client
            )[1]
            if decision is None:
                raise Refused(_("the key {key} was used already; use a new key").format(key=draft.key))
        return replace(
            self.posted_view(new_id, decision),
            voided_blocks=outcome.voided,
            kept_blocks=outcome.kept,
            warnings=outcome.warnings,
        )

    @needs(Right.WORK)
    def undo_last(self) -> PostingView:
        """Void this technician's last entry that stands. Errors: `Refused` where there is none."""
        entry = self._session.store.reads.last_entry_of(self._session.technician)
        if entry is None:
            raise Refused(_("there is no entry of yours to undo"))
        return self.void(entry.entry_id, _("undone"))

    def _standing(self, entry_id: str) -> WorkEntry:
        entry = self._session.store.reads.entry(entry_id)
        if entry is None:
            raise Refused(_("there is no entry {entry_id}; see: monteore entry list").format(entry_id=entry_id))
        if entry.voided:
            raise Refused(_("entry {entry_id} is voided already; nothing was changed").format(entry_id=entry_id))
        return entry

    def _void(
        self, entry_id: str, reason: str, *, replaced_by: str | None, same_client: bool = True
    ) -> corrections.VoidOutcome:
        entry = self._standing(entry_id)
        posting.check_lock(entry.work_date, self._session.store.reads.lock_date())
        outcome = corrections.decide(self._session, entry, reason, replaced_by=replaced_by, same_client=same_client)
        self._session.append(outcome.decision.events)
        return outcome

    def posted_view(self, entry_id: str, decision: posting.Decision | None) -> PostingView:
        """What a posting did, read back after its change."""
        reads = self._session.store.reads
        events: Sequence[Event] = decision.events if decision else ()
        entry = self._queries.entry(entry_id)
        first = reads.blocks_caused_by(entry_id) if decision is None else []
        return PostingView(
            entry=entry,
            renewals=tuple(
                RenewalView(event.block_id, event.size_minutes, event.price_minor, event.currency)
                for event in events
                if isinstance(event, BlockAdded)
            )
            or tuple(RenewalView(b.block_id, b.size_minutes, b.price_minor, b.currency) for b in reversed(first)),
            remaining_minutes=reads.kept_account(entry.client.client_id)[0],
            pending_renewal=bool(decision and decision.account.pending),
            existed=decision is None,
        )


def content_of(draft: Draft) -> str:
    """The SHA-256 of what an idempotency key guards, as hexadecimal digits."""
    guarded = draft.content or canonical(
        [draft.client_id, plain(draft.work), draft.ticket, draft.note, draft.contact, draft.technician]
    )
    return hashlib.sha256(guarded.encode("utf-8", "surrogatepass")).hexdigest()
