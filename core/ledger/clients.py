"""Add, edit and archive clients. Codes, phones and contacts are checked and normalised here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from core.basics.addresses import checked_address
from core.basics.callers import Owned, match_caller
from core.basics.dataclass import dataclass, replace
from core.basics.durations import shown_word
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.lengths import match_length
from core.basics.numbers import (
    NumberPlan,
    normalise,
    parse_contact,
    read_number,
    read_numbers,
)
from core.basics.patterns import Pattern
from core.basics.phone import Phone
from core.basics.text import clean_text
from core.journal.events import CardGiven, ClientAdded, ClientArchived, ClientBroughtBack, ClientEdited, FiscalSet
from core.ledger import archiving
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.model.fiscal import NO_CARD, FiscalCard
from core.rules import asking
from core.session import Session, needs

CODE_FORM = Pattern(r"[a-z0-9][a-z0-9._-]{0,31}")
_FEWEST_DIGITS = 3


def clean_code(code: str) -> str:
    """A client code as stored: lower case. Errors: `Usage` for one that quick entry could read as something else."""
    wanted = code.strip().casefold()
    if not CODE_FORM.fullmatch(wanted):
        raise Usage(
            _("{code} cannot be a client code; use up to 32 letters, digits, dots or dashes").format(
                code=clean_text(code) or "''"
            )
        )
    if _means_something_else(wanted):
        raise Usage(_("{code} means something else in an entry line; choose another code").format(code=wanted))
    return wanted


def free_code(name: str, is_taken: Callable[[str], bool]) -> str:
    """A code for a name: its words with dashes, and a number where the code is taken. Never empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:24].strip("-") or "client"
    code, number = stem, 2
    while is_taken(code) or _means_something_else(code):
        code, number = f"{stem}-{number}", number + 1
    return code


def _means_something_else(code: str) -> bool:
    """Whether an entry line reads a word as a length or as no charge; a number alone can be a client's code."""
    length = match_length(code, open_number=False)
    return code == "nc" or (length is not None and length.end == len(code))


@dataclass(frozen=True)
class ClientEdit:
    """What to change of a client; what is `None` stays."""

    code: str | None = None
    name: str | None = None
    phones: Sequence[str] | None = None
    email: str | None = None
    contacts: Sequence[str] | None = None
    fiscal: FiscalCard | None = None
    card_done: bool = False
    """Whether a client without a card has one from now on, though no phone or contact is given."""


class Clients:
    """Changes of clients."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @needs(Right.WORK)
    def add(
        self,
        code: str,
        name: str,
        *,
        phones: Sequence[str] = (),
        email: str = "",
        contacts: Sequence[str] = (),
        fiscal: FiscalCard = NO_CARD,
    ) -> Client:
        """Add a client. Errors: `Usage` for a bad code or empty name, `Refused` for a code in use.

        Here an impossible telephone number or e-mail address is refused; imports (`add_in_change`) accept them.
        """
        check_reachable(phones, contacts, email)
        with self._session.changing():
            client = self.add_in_change(code, name, phones=phones, email=email, contacts=contacts)
            if fiscal != NO_CARD:
                self.set_fiscal_in_change(client.client_id, fiscal)
        return client

    @needs(Right.WORK)
    def add_in_change(
        self, code: str, name: str, *, phones: Sequence[str] = (), email: str = "", contacts: Sequence[str] = ()
    ) -> Client:
        """Add a client inside an open change (an import), without the check of phones and e-mail."""
        event = self.drafted(code, name, phones=phones, email=email, contacts=contacts)
        self._session.append([event])
        return Client(event.client_id, event.code, event.name, event.phones, event.contacts, event.email)

    @needs(Right.WORK)
    def drafted(
        self, code: str, name: str, *, phones: Sequence[str] = (), email: str = "", contacts: Sequence[str] = ()
    ) -> ClientAdded:
        """The event that would add a client; nothing is recorded. Errors: as `add`."""
        wanted = clean_code(code)
        if self._session.store.reads.client_by_code(wanted) is not None:
            raise Refused(_("a client with the code {code} exists already; choose another code").format(code=wanted))
        numbers, people = read_phones(phones, contacts, self._session.country)
        return ClientAdded(self._session.new_id("k"), wanted, _clean_name(name), numbers, people, clean_text(email))

    @needs(Right.WORK)
    def edit(
        self,
        client_id: str,
        *,
        code: str | None = None,
        name: str | None = None,
        phones: Sequence[str] | None = None,
        email: str | None = None,
        contacts: Sequence[str] | None = None,
        fiscal: FiscalCard | None = None,
        card_done: bool = False,
    ) -> Client:
        """Change the given fields. A phone or a contact, or `card_done`, ends being without a card. Errors: as `add`."""
        wanted = ClientEdit(code, name, phones, email, contacts, fiscal, card_done)
        self.prepare_edit(client_id, wanted)
        with self._session.changing():
            self.edit_in_change(client_id, wanted)
        return self._session.account(client_id).client

    @needs(Right.WORK)
    def prepare_edit(self, client_id: str, wanted: ClientEdit) -> None:
        """Check an edit, and import what it uses, before the change. Errors: `Usage`."""
        check_reachable(wanted.phones or (), wanted.contacts or (), wanted.email or "")
        self.prepare_numbers(client_id, *(wanted.phones or ()), *(wanted.contacts or ()))

    @needs(Right.WORK)
    def edit_in_change(self, client_id: str, wanted: ClientEdit) -> None:
        """Edit a client inside a change that the caller holds open, after `prepare_edit`. Errors: as `add`."""
        old = self._session.account(client_id).client
        if wanted.fiscal is not None:
            self.set_fiscal_in_change(client_id, wanted.fiscal)
            if replace(wanted, fiscal=None) == ClientEdit():
                return
        code = old.code if wanted.code is None else clean_code(wanted.code)
        other = self._session.store.reads.client_by_code(code)
        if other is not None and other.client_id != client_id:
            raise Refused(_("a client with the code {code} exists already; choose another code").format(code=code))
        numbers = tuple(phone for phone in old.phones if not phone.contact)
        people_numbers = tuple(phone for phone in old.phones if phone.contact)
        people = old.contacts
        if wanted.phones is not None:
            numbers = read_phones(wanted.phones, (), self._session.country)[0]
        if wanted.contacts is not None:
            people_numbers, people = read_phones((), wanted.contacts, self._session.country)
        event = ClientEdited(
            client_id,
            code,
            old.name if wanted.name is None else _clean_name(wanted.name),
            numbers + people_numbers,
            people,
            old.email if wanted.email is None else clean_text(wanted.email),
        )
        given = old.without_card and bool(wanted.phones or wanted.contacts or wanted.card_done)
        self._session.append([event, CardGiven(client_id)] if given else [event])

    @needs(Right.READ)
    def prepare_numbers(self, client_id: str, *added: str) -> None:
        """Import what a client's numbers are read with, before a change that reads them anew: in its turn others wait."""
        client = self._session.store.reads.client(client_id)
        plan = NumberPlan(self._session.country)
        known = [phone.raw for phone in client.phones] if client else []
        for text in (*known, *added):
            read_numbers(text, plan)

    @needs(Right.WORK)
    def keep_number_in_change(self, client_id: str, number: str, contact: str = "") -> bool:
        """Put a telephone number on a client's card, as the contact's if one is named, after `prepare_numbers`.

        A number of the client that has no contact gets this one; a number that has a contact keeps it. Returns whether the
        card was changed.
        """
        old = self._session.account(client_id).client
        plan = NumberPlan(self._session.country)
        # Forms write a contact's number in these brackets.
        name = clean_text(contact).replace("<", "").replace(">", "").strip()
        name = next((each for each in old.contacts if each.casefold() == name.casefold()), name)
        cells = {phone: read_numbers(phone.raw, plan) for phone in old.phones}
        called = read_number(number, plan)
        owned = [Owned(client_id, each, phone.contact) for phone, numbers in cells.items() for each in numbers]
        match = match_caller(called, owned)
        if match.is_exact and (not name or any(owner.contact for owner in match.owners)):
            return False
        # A cell with several numbers, or with a range of them, is not the contact's as a whole.
        phones = tuple(
            replace(phone, contact=name)
            if not phone.contact and called.e164 and [each.e164 for each in cells[phone]] == [called.e164]
            else phone
            for phone in old.phones
        )
        if phones == old.phones:
            phones = (*phones, replace(normalise(clean_text(number), plan.region), contact=name))
        people = (*old.contacts, name) if name and name not in old.contacts else old.contacts
        edited = ClientEdited(client_id, old.code, old.name, phones, people, old.email)
        self._session.append([edited, CardGiven(client_id)] if old.without_card else [edited])
        return True

    @needs(Right.MANAGE)
    def set_fiscal_in_change(self, client_id: str, card: FiscalCard) -> None:
        """Set a client's fiscal card inside an open change."""
        client = self._session.account(client_id).client
        if card != self._session.store.reads.fiscal_card(client.client_id):
            self._session.append([FiscalSet(client.client_id, card)])

    @needs(Right.MANAGE)
    def bring_back(self, client_id: str, *, sure: bool = True) -> Client:
        """Make an archived client active again.

        Errors: `Refused` for one that is not archived; `Unasked` where fees of the time in between would be invoiced, unless
        a person is `sure`.
        """
        with self._session.changing():
            if not self._session.account(client_id).client.archived:
                raise Refused(_("this client is not archived"))
            if not sure:
                asking.check(self._doubts_of_return(client_id), sure=False)
            self._session.append([ClientBroughtBack(client_id)])
        return self._session.account(client_id).client

    @needs(Right.MANAGE)
    def archive(self, client_id: str, *, sure: bool = True) -> Client:
        """Archive a client: lists and searches leave it out, its history stays.

        Errors: `Unasked` for hours left, an overdraft or a running fee on any of its accounts, or an open call, unless a
        person is `sure`.
        """
        with self._session.changing():
            client = self._session.account(client_id).client
            if client.archived:
                raise Refused(_("this client is archived already"))
            if not sure:
                asking.check(self._doubts_of_archive(client), sure=False)
            self._session.append([ClientArchived(client_id)])
        return self._session.account(client_id).client

    @needs(Right.READ)
    def left_of(self, client_id: str) -> tuple[str, ...]:
        """The hours left, overdrafts, fees and open calls that an archive would leave behind, a line each; empty for none."""
        return self._doubts_of_archive(self._session.account(client_id).client)[:-1]

    @needs(Right.READ)
    def due_on_return(self, client_id: str) -> tuple[str, ...]:
        """The fees that would be invoiced if an archived client were back, an account a line; empty for none."""
        return self._doubts_of_return(client_id)[:-1]

    def _doubts_of_archive(self, client: Client) -> tuple[str, ...]:
        cards, kept = self._owned(client.client_id), self._session.store.reads.kept_account
        fees = [archiving.fee_left(self._session, self._session.account(card.account_id)) for card in cards]
        accounts = [(card.address, *kept(card.account_id)) for card in cards]
        calls = [
            _("a call of {technician} is open").format(technician=call.technician)
            for call in self._session.store.calls.open_calls()
            if call.client_id == client.client_id
        ]
        return asking.of_archive(client.code, accounts, [*filter(None, fees), *calls])

    def _doubts_of_return(self, client_id: str) -> tuple[str, ...]:
        session, cards = self._session, self._owned(client_id)
        fees = [archiving.fee_again(session, session.account(card.account_id)) for card in cards]
        return asking.of_return(session.account(client_id).client.code, filter(None, fees))

    def _owned(self, client_id: str) -> list[AccountCard]:
        """The accounts in use that belong to a client."""
        cards = self._session.store.reads.cards_for([client_id])[client_id]
        return [card for card in cards if card.client.client_id == client_id]


def check_reachable(phones: Sequence[str], contacts: Sequence[str], email: str) -> None:
    """Errors: `Usage` for a number without digits, an unclosed `<`, or an impossible e-mail address."""
    for contact in contacts:
        if contact.count("<") != contact.count(">"):
            raise Usage(
                _("'{contact}' opens no number or closes none; write Mario Rossi <347 7654321>").format(
                    contact=shown_word(contact.strip())
                )
            )
    numbers = [phone.raw for phone in read_phones(phones, contacts, "")[0]]
    for number in numbers:
        if sum(character.isdigit() for character in number) < _FEWEST_DIGITS:
            raise Usage(_("'{number}' is no phone number; write its digits").format(number=shown_word(number)))
    if email.strip():
        checked_address(clean_text(email))


def read_phones(
    phones: Sequence[str], contacts: Sequence[str], region: str
) -> tuple[tuple[Phone, ...], tuple[str, ...]]:
    """Read phones and contacts: all numbers, and the contacts' names.

    `region` is the ISO country of national numbers; empty: these are kept as typed.
    """
    numbers = [normalise(clean_text(phone), region) for phone in phones if phone.strip()]
    people = []
    for contact in contacts:
        name, phone = parse_contact(clean_text(contact), region)
        if name and (phone is None or name not in people):
            people.append(name)
        if phone is not None:
            numbers.append(Phone(phone.raw, phone.e164, name))
    return tuple(numbers), tuple(people)


def _clean_name(name: str) -> str:
    cleaned = clean_text(name).strip()
    if not cleaned:
        raise Usage(_("a client needs a name"), step="client add CODE NAME")
    return cleaned
