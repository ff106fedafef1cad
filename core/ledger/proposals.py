"""Proposals of proactive work: add, accept, do (with an entry), drop; and the catalogue of work to offer."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from core.basics.dataclass import replace
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.text import clean_text
from core.journal.events import CatalogueItemDropped, CatalogueItemSet, ProposalAdded, ProposalChanged
from core.ledger.entries import Entries
from core.model.proposals import CatalogueItem, Proposal, ProposalStatus
from core.model.terms import Terms
from core.model.work import Draft
from core.model.worktypes import check_work_type
from core.queries.queries import Queries
from core.queries.views.postings import PostingView
from core.queries.views.proposals import ProposalView, SuggestionView
from core.rules import asking
from core.rules import proposals as rule
from core.session import Session, needs

if TYPE_CHECKING:
    from core.store.rows.proposals import ProposalRows

DEFAULT_TYPE = "maintenance"


class Proposals:
    """Changes of proposals and of the catalogue."""

    def __init__(self, session: Session, queries: Queries, entries: Entries) -> None:
        self._session = session
        self._queries = queries
        self._entries = entries

    @property
    def _reads(self) -> "ProposalRows":
        return self._session.store.proposals

    @needs(Right.READ)
    def list(self, client_id: str | None = None, *, everything: bool = False) -> tuple[ProposalView, ...]:
        """Open and accepted proposals, the earliest due first; with `everything` done and dropped ones too."""
        return self._queries.proposals(client_id, everything=everything)

    @needs(Right.READ)
    def due_count(self) -> int:
        """The number of proposals that are due today."""
        return self._reads.due_count(self._session.days())

    @needs(Right.WORK)
    def add(
        self,
        client_id: str,
        title: str,
        *,
        estimate_minutes: int = 60,
        due_on: date | None = None,
        every: str = "",
        work_type: str = DEFAULT_TYPE,
        item_id: str | None = None,
    ) -> Proposal:
        """Propose work to a client. Errors: `Usage` for an empty title, an estimate of 0, or an unreadable recurrence."""
        recurrence = rule.read_recurrence(every, self._queries.today(client_id))
        with self._session.changing():
            event = self._added(client_id, title, estimate_minutes, due_on, recurrence, work_type, item_id)
            self._session.append([event])
        return self._one(event.proposal_id)

    def _added(
        self,
        client_id: str,
        title: str,
        estimate_minutes: int,
        due_on: date | None,
        recurrence: str,
        work_type: str,
        item_id: str | None,
        follows: str | None = None,
    ) -> ProposalAdded:
        account = self._session.account(client_id)
        terms = self._session.terms_of(account)
        cleaned = clean_text(title)
        if not cleaned:
            raise Usage(_("a proposal needs a title: what is to be done"), about="title")
        if estimate_minutes <= 0:
            raise Usage(_("the estimate must be over 0; write 2h"), about="estimate")
        check_work_type(work_type, terms)
        if recurrence:
            due_on = due_on or self._session.today_of(account)
            recurrence = rule.anchored(recurrence, due_on)
        return ProposalAdded(
            self._session.new_id("p"),
            client_id,
            cleaned,
            estimate_minutes,
            work_type,
            due_on,
            recurrence,
            item_id,
            follows,
        )

    @needs(Right.WORK)
    def add_from(self, client_id: str, wanted: str, due_on: date | None = None) -> Proposal:
        """Propose a catalogue item, named by title or id."""
        item = self.item(wanted)
        return self.add(
            client_id,
            item.title,
            estimate_minutes=item.estimate_minutes,
            due_on=due_on,
            every=item.recurrence,
            work_type=item.work_type,
            item_id=item.item_id,
        )

    @needs(Right.WORK)
    def accept(self, proposal_id: str) -> Proposal:
        """Record that the client accepted. Errors: `Refused` if it is accepted, done or dropped already."""
        with self._session.changing():
            proposal = self._waiting(proposal_id)
            if proposal.status is ProposalStatus.ACCEPTED:
                raise Refused(_("proposal {id} is accepted already").format(id=proposal_id))
            self._session.append([ProposalChanged(proposal_id, proposal.client_id, ProposalStatus.ACCEPTED)])
        return self._one(proposal_id)

    @needs(Right.WORK)
    def drop(self, proposal_id: str, reason: str = "") -> Proposal:
        """Drop a proposal; a recurring one does not come again."""
        with self._session.changing():
            proposal = self._waiting(proposal_id)
            change = ProposalChanged(proposal_id, proposal.client_id, ProposalStatus.DROPPED, reason=clean_text(reason))
            self._session.append([change])
        return self._one(proposal_id)

    @needs(Right.READ)
    def one(self, proposal_id: str) -> Proposal:
        """A proposal by id, over or not. Errors: `Refused` for an unknown id."""
        return self._one(proposal_id)

    @needs(Right.READ)
    def waiting(self, proposal_id: str) -> Proposal:
        """An open or accepted proposal. Errors: `Refused` for a done or dropped one, or an unknown id."""
        return self._waiting(proposal_id)

    @needs(Right.WORK)
    def done(self, proposal_id: str, draft: Draft, *, sure: bool = False) -> PostingView:
        """Post the work and close the proposal in one change; a recurring one comes again. Errors: those of a posting, and
        `Unasked` for over eight hours.
        """
        session = self._session
        asking.check(asking.of_length(draft.work.worked_seconds), sure=sure)
        with session.changing():
            proposal = self._waiting(proposal_id)
            entry_id, decision = self._entries.post_in_change(
                draft if draft.note else replace(draft, note=proposal.title), sure=sure, by_hand=True
            )
            session.append([ProposalChanged(proposal_id, proposal.client_id, ProposalStatus.DONE, entry_id)])
            if proposal.recurrence and proposal.due_on:
                again = rule.next_occurrence(
                    proposal.recurrence, proposal.due_on, self._queries.today(proposal.client_id)
                )
                if again is not None:
                    session.append(
                        [
                            self._added(
                                proposal.client_id,
                                proposal.title,
                                proposal.estimate_minutes,
                                again.day,
                                again.recurrence,
                                proposal.work_type,
                                proposal.item_id,
                                proposal.proposal_id,
                            )
                        ]
                    )
        return self._entries.posted_view(entry_id, decision)

    @needs(Right.READ)
    def suggest(self, client_id: str | None = None, days: int = 60) -> tuple[SuggestionView, ...]:
        """Suggest catalogue items to clients whose hours expire unused within so many days."""
        session = self._session
        with session.store.reading():
            calendar = session.days()
            unused: dict[str, rule.Unused] = {}
            expiring = session.store.listing.expiring(calendar, days, client_id=client_id)
            for owner, _block, minutes, day, _account in expiring:
                known = unused.get(owner)
                unused[owner] = rule.Unused(
                    owner, minutes + (known.minutes if known else 0), known.expires_on if known else day
                )
            found = rule.suggest(
                list(unused.values()), self.catalogue(), self._reads.last_done(), self._reads.list(), calendar.of
            )
            return tuple(
                SuggestionView(
                    self._queries.client(each.client_id),
                    each.item,
                    each.unused_minutes,
                    each.expires_on,
                    each.last_done,
                )
                for each in found
            )

    @needs(Right.MANAGE)
    def add_suggested(self, wanted: Sequence[SuggestionView], days: int = 60) -> tuple[SuggestionView, ...]:
        """Add suggestions as proposals due today; those that another session added meanwhile are skipped.

        Many are added in parts, so that others do not wait.
        """
        keys = {(view.client.client_id, view.item.item_id) for view in wanted}
        added: list[SuggestionView] = []

        def add(view: SuggestionView) -> None:
            item, client_id = view.item, view.client.client_id
            waiting = {each.item_id for each in self._reads.list(client_id)}
            if (client_id, item.item_id) not in keys or item.item_id in waiting:
                return
            due_on = self._queries.today(client_id)
            event = self._added(
                client_id, item.title, item.estimate_minutes, due_on, item.recurrence, item.work_type, item.item_id
            )
            self._session.append([event])
            added.append(view)

        for _part in self._session.in_parts(self.suggest(days=days), add):
            pass
        return tuple(added)

    # The catalogue

    @needs(Right.READ)
    def catalogue(self) -> Sequence[CatalogueItem]:
        """The catalogue items, by title."""
        return self._reads.catalogue()

    @needs(Right.READ)
    def any_item(self, item_id: str) -> CatalogueItem:
        """An item by id, dropped or not. Errors: `Refused` where there is none."""
        for item in self._reads.catalogue(everything=True):
            if item.item_id == item_id:
                return item
        raise Refused(_("the catalogue has no {wanted}").format(wanted=item_id), see="proposal catalogue list")

    @needs(Right.READ)
    def item(self, wanted: str) -> CatalogueItem:
        """A catalogue item by id or title. Errors: `Refused` if there is none."""
        for item in self.catalogue():
            if item.item_id == wanted or item.title.casefold() == wanted.strip().casefold():
                return item
        raise Refused(
            _("the catalogue has no {wanted}").format(wanted=clean_text(wanted)), see="proposal catalogue list"
        )

    @needs(Right.MANAGE)
    def set_item(
        self, title: str, *, estimate_minutes: int = 60, every: str = "", work_type: str = DEFAULT_TYPE
    ) -> CatalogueItem:
        """Add a catalogue item, or change the one with the same title."""
        cleaned = clean_text(title)
        if not cleaned or estimate_minutes <= 0:
            raise Usage(_("a kind of work needs a title and an estimate over 0"))
        check_work_type(work_type, Terms())
        recurrence = rule.read_recurrence(every, self._session.today)
        with self._session.changing():
            known = next((i.item_id for i in self.catalogue() if i.title.casefold() == cleaned.casefold()), None)
            event = CatalogueItemSet(
                known or self._session.new_id("i"), cleaned, estimate_minutes, work_type, recurrence
            )
            self._session.append([event])
        return CatalogueItem(event.item_id, cleaned, estimate_minutes, work_type, recurrence)

    @needs(Right.MANAGE)
    def drop_item(self, wanted: str) -> CatalogueItem:
        """Remove a catalogue item; proposals made from it stay."""
        with self._session.changing():
            item = self.item(wanted)
            self._session.append([CatalogueItemDropped(item.item_id)])
        return item

    def _one(self, proposal_id: str) -> Proposal:
        proposal: Proposal | None = self._reads.one(proposal_id)
        if proposal is None:
            raise Refused(_("there is no proposal {id}").format(id=proposal_id), see="proposal list")
        return proposal

    def _waiting(self, proposal_id: str) -> Proposal:
        proposal = self._one(proposal_id)
        if proposal.status not in rule.WAITING:
            raise Refused(
                _("proposal {id} is {status} already; nothing was changed").format(
                    id=proposal_id, status=_status_word(proposal.status)
                )
            )
        return proposal


def _status_word(status: ProposalStatus) -> str:
    from core.language.labels import word_label

    return word_label(status.value)
