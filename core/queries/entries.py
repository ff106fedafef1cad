"""Reads of work entries."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from core.basics.errors import Refused
from core.basics.i18n import _
from core.journal.codec import instant_from, instant_text
from core.model.accounts import AccountCard
from core.model.blocks import Draw
from core.model.clients import Client
from core.model.work import WorkEntry
from core.queries.clients import ClientQueries
from core.queries.views.entries import EntryView

if TYPE_CHECKING:
    from core.rules.decision import Decision


class EntryQueries(ClientQueries):
    """The reads of entries."""

    def entry(self, entry_id: str) -> EntryView:
        """The present state of an entry. Errors: `Refused` for an unknown id."""
        entry = self.session.store.reads.entry(entry_id)
        if entry is None:
            raise Refused(_("there is no entry {entry_id}").format(entry_id=entry_id), see="entry list")
        return self._entry_views([entry])[0]

    def posted_entry(self, decision: "Decision") -> EntryView | None:
        """The entry of a recorded posting, without reading it; `None` where the decision records none."""
        from core.journal.events import BlockAdded, OverdraftSettled

        posted, account = decision.posted, decision.account
        if posted is None or decision.recorded_at is None:
            return None
        entry_id = posted.entry_id
        drawn = {draw.block_id: draw.minutes for draw in posted.draws}
        for event in decision.events:
            if isinstance(event, BlockAdded | OverdraftSettled):
                for each in event.settles:
                    if each.entry_id == entry_id:
                        drawn[event.block_id] = drawn.get(event.block_id, 0) + each.minutes
        is_owner = posted.client_id == account.client.client_id
        return EntryView(
            entry_id=entry_id,
            client=account.client if is_owner else self.client(posted.client_id),
            technician=posted.technician,
            work_date=posted.work_date,
            started_at=instant_from(instant_text(posted.started_at)) if posted.started_at else None,
            worked_seconds=posted.worked_seconds,
            charged_minutes=posted.charge.minutes,
            overdraft_minutes=sum(each.minutes for each in account.overdrafts if each.entry_id == entry_id),
            billed_minutes=posted.billed_minutes,
            draws=tuple(Draw(entry_id, block_id, minutes) for block_id, minutes in drawn.items() if minutes),
            charge=posted.charge,
            ticket=posted.ticket,
            work_type=posted.work_type,
            note=posted.note,
            contact=posted.contact,
            no_charge=posted.no_charge,
            voided=False,
            recorded_at=decision.recorded_at,
            replaces=posted.replaces,
            waits=posted.waits,
            account=account.card,
        )

    def entries(
        self,
        *,
        client_id: str | None = None,
        account_id: str | None = None,
        since: date | None = None,
        until: date | None = None,
        technician: str | None = None,
        ticket: str | None = None,
        work_type: str | None = None,
        words: str = "",
        limit: int | None = None,
        include_voided: bool = True,
    ) -> tuple[EntryView, ...]:
        """Entries, the latest first; each of `words` begins a word of note, ticket or contact."""
        return self._entry_views(
            self.session.store.reads.entries(
                client_id=client_id,
                account_id=account_id,
                since=since,
                until=until,
                technician=technician,
                ticket=ticket,
                work_type=work_type,
                words=words,
                limit=limit,
                include_voided=include_voided,
            )
        )

    def entries_by_id(self, entry_ids: Sequence[str]) -> tuple[EntryView, ...]:
        """These entries, in this order."""
        found = [self.session.store.reads.entry(entry_id) for entry_id in entry_ids]
        return self._entry_views([entry for entry in found if entry is not None])

    def my_last_entry(self) -> WorkEntry | None:
        """This technician's last entry that is not voided; `None` for none."""
        return self.session.store.reads.last_entry_of(self.session.technician)

    def _entry_views(self, entries: list[WorkEntry]) -> tuple[EntryView, ...]:
        reads = self.session.store.reads
        draws = reads.draws([entry.entry_id for entry in entries])
        voided = [entry.entry_id for entry in entries if entry.voided and not entry.replaced_by]
        reasons = reads.void_reasons(voided) if voided else {}
        clients: dict[str, Client] = {}
        cards: dict[str, AccountCard] = {}
        for entry in entries:
            if entry.account_id not in cards:
                cards[entry.account_id] = card = self.card(entry.account_id)
                clients.setdefault(card.client.client_id, card.client)
            if entry.client_id not in clients:
                clients[entry.client_id] = self.client(entry.client_id)
        return tuple(
            EntryView(
                entry_id=entry.entry_id,
                client=clients[entry.client_id],
                technician=entry.technician,
                work_date=entry.work_date,
                started_at=entry.started_at,
                worked_seconds=entry.worked_seconds,
                charged_minutes=entry.charged_minutes,
                overdraft_minutes=entry.overdraft_minutes,
                billed_minutes=entry.billed_minutes,
                draws=draws.get(entry.entry_id, ()),
                charge=entry.charge,
                ticket=entry.ticket,
                work_type=entry.work_type,
                note=entry.note,
                contact=entry.contact,
                no_charge=entry.no_charge,
                voided=entry.voided,
                recorded_at=entry.recorded_at,
                replaces=entry.replaces,
                replaced_by=entry.replaced_by,
                account=cards[entry.account_id],
                waits=entry.waits,
                void_reason=reasons.get(entry.entry_id, ""),
            )
            for entry in entries
        )
