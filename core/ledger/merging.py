"""Merge a client that turned out to be another one: all that it has goes over, and its code stays known."""

from collections.abc import Iterable

from core.basics.dataclass import dataclass
from core.basics.durations import format_minutes
from core.basics.errors import Refused
from core.basics.i18n import _, ngettext
from core.basics.identity import Right
from core.journal.events import (
    AccountArchived,
    AccountChosen,
    AccountRenamed,
    ClientEdited,
    ClientMerged,
    Event,
    FiscalSet,
    MailSwitched,
)
from core.ledger.waiting import NOTHING_CHARGED, ChargedView, Waiting, charged_in_words
from core.model.accounts import Account, AccountCard
from core.model.clients import Client
from core.model.fiscal import NO_CARD
from core.model.work import Waits
from core.queries.queries import Queries
from core.rules import asking
from core.session import Session, needs

_LONGEST_NAME = 32


@dataclass(frozen=True)
class MergedView:
    """What a merge did."""

    client: Client
    """The client that has all of it now."""
    code: str
    """The code of the merged client, which means this one from now on."""
    accounts: tuple[AccountCard, ...]
    """The accounts that came over and are in use."""
    charged: ChargedView = NOTHING_CHARGED
    """What was charged of the work that waited for an agreement."""


class Merging:
    """Merges clients."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries
        self._waiting = Waiting(session)

    @needs(Right.MANAGE)
    def merge(self, client_id: str, into_id: str, *, sure: bool = False) -> MergedView:
        """Give everything of a client to another one: accounts, entries, lines, tickets, phones and contacts.

        Its own account becomes a named one of the other client, with its hours and its statements; work of it that waits
        for an agreement is charged to the other client's account. Its code means the other client from now on.
        Errors: `Refused` for a client and itself and for an archived other one, `Unasked` unless a person is `sure`.
        """
        session = self._session
        gone, kept = self._queries.client(client_id), self._queries.client(into_id)
        self._check(gone, kept)
        asking.check(self._questions(gone, kept), sure=sure)
        with session.changing():
            gone, kept = self._queries.client(client_id), self._queries.client(into_id)
            self._check(gone, kept)
            before = {card.account_id for card in self._owned(kept)}
            own = session.account(gone.client_id)
            target = session.account(kept.account_id)
            session.append(self._events(gone, kept, own, target))
            session.store.move_client(gone.client_id, kept.client_id)
            charged = self._waiting.part_in_change(target.account_id)
        view = self._waiting.rest(target.account_id, charged)
        came = tuple(card for card in self._owned(kept) if card.account_id not in before and not card.archived)
        return MergedView(self._queries.client(kept.client_id), gone.code, came, view)

    @needs(Right.READ)
    def questions(self, client_id: str, into_id: str) -> tuple[str, ...]:
        """What `merge` would do, a line each, and its question last; nothing is changed. Errors: those of `merge`."""
        gone, kept = self._queries.client(client_id), self._queries.client(into_id)
        self._check(gone, kept)
        return self._questions(gone, kept)

    def _check(self, gone: Client, kept: Client) -> None:
        if gone.client_id == kept.client_id:
            raise Refused(_("{code} is that client already; name two clients").format(code=gone.code))
        if kept.archived:
            raise Refused(
                _("{code} is archived; bring it back first").format(code=kept.code),
                step=f"client archive {kept.code} --undo",
            )

    def _questions(self, gone: Client, kept: Client) -> tuple[str, ...]:
        reads = self._session.store.reads
        told = []
        for card in self._owned(gone):
            remaining, overdraft = reads.kept_account(card.account_id)
            if remaining or overdraft:
                told.append(
                    _("{account}: {hours} h left, which stay an account of their own").format(
                        account=card.address, hours=format_minutes(remaining)
                    )
                )
        waits = reads.waits(gone.client_id).get(gone.client_id, Waits(0, 0))
        if waits.entries and not self._session.account(gone.client_id).agreements:
            target = self._session.account(kept.account_id)
            planned = self._waiting.preview(target, gone.client_id)
            sentence = ngettext(
                "{count} entry that waits for an agreement ({hours} h) goes over to {account}",
                "{count} entries that wait for an agreement ({hours} h) go over to {account}",
                waits.entries,
            )
            hours = format_minutes(waits.minutes)
            told.append(sentence.format(count=waits.entries, hours=hours, account=target.address))
            told += [f"  {said}" for said in charged_in_words(planned)]
            told += planned.doubts
        question = _("This cannot be undone: is {gone} ({gone_name}) the same client as {kept} ({kept_name})?")
        return (
            *told,
            question.format(gone=gone.code, gone_name=gone.name, kept=kept.code, kept_name=kept.name),
        )

    def _owned(self, client: Client) -> list[AccountCard]:
        return [card for card in self._session.store.reads.cards() if card.client.client_id == client.client_id]

    def _events(self, gone: Client, kept: Client, own: Account, target: Account) -> list[Event]:
        reads, outbox = self._session.store.reads, self._session.store.outbox
        taken = {card.typed_name for card in self._owned(kept)} | {kept.code}
        taken |= {card.typed_name for card in reads.cards_for([kept.client_id])[kept.client_id]}
        events: list[Event] = []
        for card in self._owned(gone):
            if not card.is_own and card.name in taken:
                events.append(AccountRenamed(card.account_id, gone.client_id, _free(card.name, taken)))
            taken.add(card.name)
        default = self._session.account(gone.account_id)
        switches, fiscal = outbox.switches(gone.client_id), reads.fiscal_card(gone.client_id)
        waits = not own.agreements and reads.waits(gone.client_id)
        events.append(
            ClientMerged(
                gone.client_id,
                kept.client_id,
                _free(own.card.name or gone.code, taken),
                target.account_id if waits else None,
            )
        )
        if own.remaining_minutes == 0 and not (own.blocks or own.overdrafts or own.agreements or own.card.archived):
            events.append(AccountArchived(gone.client_id, kept.client_id))
        elif default.agreements and not target.agreements and default.client.client_id == gone.client_id:
            events.append(AccountChosen(kept.client_id, default.account_id))
        events += _card(gone, kept)
        if switches is not None and outbox.switches(kept.client_id) is None:
            events.append(MailSwitched(kept.client_id, switches))
        if fiscal != NO_CARD and reads.fiscal_card(kept.client_id) == NO_CARD:
            events.append(FiscalSet(kept.client_id, fiscal))
        return events


def _card(gone: Client, kept: Client) -> Iterable[Event]:
    """The other client's record with the phones, contacts and address of the merged one."""
    numbers = {phone.e164 or phone.raw for phone in kept.phones}
    phones = (*kept.phones, *(phone for phone in gone.phones if (phone.e164 or phone.raw) not in numbers))
    contacts = tuple(dict.fromkeys((*kept.contacts, *gone.contacts)))
    email = kept.email or gone.email
    if (phones, contacts, email) != (kept.phones, kept.contacts, kept.email):
        yield ClientEdited(kept.client_id, kept.code, kept.name, phones, contacts, email)


def _free(name: str, taken: set[str]) -> str:
    wanted, number = name, 2
    while wanted in taken:
        tail = f"-{number}"
        wanted, number = name[: _LONGEST_NAME - len(tail)] + tail, number + 1
    taken.add(wanted)
    return wanted
