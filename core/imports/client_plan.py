"""What an import of clients would do: which are new, what is added to those that are there, and what differs."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Final

from core.basics.dataclass import dataclass, replace
from core.basics.durations import shown_word
from core.basics.errors import MonteoreError, Usage
from core.basics.i18n import _
from core.basics.numbers import digits
from core.basics.patterns import Pattern
from core.basics.phone import Phone
from core.forms.agreement import FieldError, read_terms
from core.forms.agreement_changes import differences
from core.forms.fiscal import doubts_of, labels, read_fiscal, texts_of
from core.forms.hours import parse_hours
from core.imports.cells import day_cell
from core.imports.clients_csv import MadeCodes
from core.imports.countries import COUNTRIES
from core.imports.cut_numbers import is_power, with_zeros
from core.imports.known_clients import KnownClients
from core.imports.own_tables import kept_terms
from core.imports.payments import terms_in
from core.imports.rows import BadRow, CellError, ClientRow, ReadResult, folded
from core.imports.spilled import Met, Spilled, in_slices, spilled
from core.journal.events import AgreementSet
from core.ledger.clients import clean_code, read_phones
from core.ledger.waiting import Waiting, charged_in_words
from core.model.blocks import Origin
from core.model.clients import Client
from core.model.fiscal import NO_CARD, FiscalCard
from core.model.terms import Kind, Terms
from core.queries.price_list import listed_price, usual_currency
from core.rules import posting
from core.rules.billing import sale_price
from core.rules.replay import after
from core.session import Session

_ADDRESS: Final = Pattern(r"[^@\s]+@[^@\s]+\.[^@\s]+")
"""What an e-mail address looks like; a mail server may still refuse it."""
_NO_BLOCK = frozenset({"none", "0", "no", "-"})
_ISO_LETTERS = 2
_MOST_NAMESAKES = 3
_TOGETHER = 200
"""Of how many rows at once the clients are read."""
_MOST_TOLD = 20
"""How many codes of clients of one name a sentence tells."""


@dataclass(frozen=True)
class Card:
    """What a client's card holds after an import."""

    name: str
    email: str
    phones: tuple[Phone, ...]
    contacts: tuple[str, ...]


@dataclass(frozen=True)
class FirstHours:
    """The first hours of a prepaid client: a block that is sold, or what is left of hours that were sold before."""

    minutes: int
    """Minutes, over zero."""
    day: date | None
    """Day of the sale, or from which they stand; `None`: today."""
    is_left: bool = False
    """Whether they are left of hours that were sold elsewhere, so that nobody invoices them."""
    expires_on: date | None = None
    """Last day on which they serve; `None`: as agreed."""
    price_minor: int = 0
    """What is to invoice for them, in minor units of `currency`."""
    currency: str = ""
    """ISO 4217 code of the agreement."""


@dataclass(frozen=True)
class PlannedClient:
    """A client to add or to change; `client` is the one that is there, `None` for a new one.

    What is `None` stays as it is.
    """

    row: ClientRow
    code: str
    client: Client | None
    card: Card | None = None
    """What the card of a client that is there becomes; `None`: it stays, or the client is new."""
    fiscal: FiscalCard | None = None
    terms: Terms | None = None
    starts: date | None = None
    block: FirstHours | None = None
    brings_back: bool = False
    """Whether the client, which the undo of an import archived, becomes active again."""


@dataclass(frozen=True)
class ClientsPlan:
    """What an import would do. `differences` are sentences about what only an update changes."""

    rows_read: int
    clients: Sequence[PlannedClient]
    existing: int
    bad: tuple[BadRow, ...]
    differences: Sequence[str]
    warnings: Sequence[str]
    program: str
    dropped: tuple[str, ...]
    questions: tuple[str, ...] = ()
    """What a person is asked before it is done: waiting work that would add more blocks than one change does unasked."""


def card_of(client: Client) -> Card:
    """The card of a client as it is."""
    return Card(client.name, client.email, client.phones, client.contacts)


class ClientPlanner:
    """Compares the rows of a file with the clients of the store; it only reads."""

    def __init__(self, session: Session, read: ReadResult[ClientRow], *, update: bool) -> None:
        self._session = session
        self._read = read
        self._update = update
        self._region = session.country
        self._labels = labels()
        self._known = KnownClients(session, read.rows)
        self._new_names = Met()
        self._repeated: set[str] = set()
        """Names that several new clients have."""
        self._codes = Met()
        self._made = MadeCodes(self._known.codes, self._codes)
        self._is_foreign = bool(read.program)
        self._differences = Spilled[str]()
        self._warnings = Spilled[str]()
        self._warnings.extend(read.warnings)
        self._questions: list[str] = []
        self._waiting = Waiting(session)

    def plan(self) -> ClientsPlan:
        """Look at every row."""
        read = self._read
        for row in read.rows:
            if not row.is_made:
                self._codes.add(row.code)
        planned, bad, existing = spilled(PlannedClient), list(read.bad), 0
        for part in in_slices(read.rows, _TOGETHER):
            self._known.look(part)
            for row in part:
                try:
                    found = self._planned(row)
                except CellError as error:
                    bad.append(read.bad_row(row.row_number, error.column, str(error)))
                except FieldError as error:
                    reason = str(error).removeprefix(f"{error.field}: ")
                    bad.append(read.bad_row(row.row_number, error.field, reason))
                except MonteoreError as error:
                    bad.append(read.bad_row(row.row_number, "code", str(error)))
                else:
                    if found is None:
                        existing += 1
                    else:
                        planned.append(found)
        self._warn_of_new_namesakes(planned)
        return ClientsPlan(
            len(read.rows) + len(read.bad),
            planned.done(),
            existing,
            tuple(sorted(bad, key=lambda each: each.row_number)),
            self._differences.done(),
            self._warnings.done(),
            read.program,
            read.dropped,
            tuple(self._questions),
        )

    def _mended(self, row: ClientRow) -> ClientRow:
        """The row without what a spreadsheet did to its numbers, and without an e-mail that is no address."""
        if row.fiscal:
            row = replace(row, fiscal=with_zeros(row.fiscal))
        if row.email and not _ADDRESS.fullmatch(row.email.strip()):
            doubt = _("row {row}: {text} is no e-mail address and is left out")
            self._warnings.append(doubt.format(row=row.row_number, text=shown_word(row.email.strip())))
            row = replace(row, email="")
        cut = [phone for phone in row.phones if is_power(phone)]
        for phone in cut:
            doubt = _(
                "row {row}: the number {number} was cut by a spreadsheet and is left out; export it again as text"
            )
            self._warnings.append(doubt.format(row=row.row_number, number=phone))
        return replace(row, phones=tuple(phone for phone in row.phones if phone not in cut)) if cut else row

    def _planned(self, row: ClientRow) -> PlannedClient | None:
        row = self._mended(row)
        client = self._meant(row)
        if row.kept_terms:
            if client is None:
                sentence = _("there is no client {code}; import the table of clients first")
                raise CellError("client", sentence.format(code=shown_word(row.code)))
            row = replace(row, name=client.name)
        code = client.code if client else self._free(row)
        card = self._card(row, client) if client is not None else None
        fiscal = self._fiscal_of(row, client, code)
        is_back = client is not None and client.client_id in self._known.back and not row.archived
        terms, starts, block = None, None, None
        if client is None or not client.archived or is_back:
            terms, starts = self._terms_of(row, client, code)
            block = self._block_of(row, client, terms)
        elif not row.archived:
            doubt = _("{code}: it is archived and stays so; bring it back first if it is to be changed")
            self._warnings.append(doubt.format(code=code))
        if client is None:
            self._warn_of_namesakes(code, row.name)
        elif terms is not None:
            self._look_at_waiting(client, terms, starts, block)
        if client is not None:
            # A later row of the same client is compared with what this one leaves.
            self._known.give(client, fiscal=fiscal, terms=terms, has_block=block is not None)
        planned = PlannedClient(row, code, client, card, fiscal, terms, starts, block, is_back)
        if client is None or card or fiscal or terms or block or is_back:
            return planned
        return None

    def _meant(self, row: ClientRow) -> Client | None:
        """The client that a row means: by its written code, else by its name. Errors: `CellError` for several."""
        if not row.is_made:
            return self._known.of_code(row.code)
        # A list that holds one name twice made two clients; imported again, each row finds its own.
        own = self._known.of_code(row.code)
        if own is not None and own.code == row.code and folded(own.name) == folded(row.name):
            return own
        same = self._known.named(row.name, _MOST_TOLD)
        if len(same) > 1:
            raise CellError(
                "name",
                _("{name} is the name of several clients: {codes}; write one of these codes").format(
                    name=row.name, codes=", ".join(client.code for client in same)
                ),
            )
        return next(iter(same), None)

    def _free(self, row: ClientRow) -> str:
        code = row.code
        if row.is_made and (code in self._known.codes or code in self._codes):
            code = self._made.of(row.name)
        self._codes.add(code)
        return clean_code(code)

    def _card(self, row: ClientRow, client: Client) -> Card | None:
        """What the card of a client that is there becomes; `None` for one that stays as it is."""
        phones, people = read_phones(row.phones, row.contacts, self._region)
        people = tuple(dict.fromkeys(people))
        known = {reach(phone) for phone in client.phones}
        added = tuple(phone for phone in phones if reach(phone) not in known)
        names = {folded(name) for name in client.contacts}
        new = tuple(name for name in people if folded(name) not in names)
        name, email = client.name, client.email or row.email
        if folded(row.name) != folded(client.name):
            self._differ(client.code, _("name"), client.name, row.name)
            name = row.name if self._update else name
        if row.email and row.email.casefold() != email.casefold():
            self._differ(client.code, _("e-mail"), email, row.email)
            email = row.email if self._update else email
        card = Card(name, email, client.phones + added, client.contacts + new)
        return card if card != card_of(client) else None

    def _differ(self, code: str, label: str, before: str, after: str) -> None:
        self._differences.append(
            _("{code}: {label} {before} → {after}").format(code=code, label=label, before=before, after=after)
        )

    def _fiscal_of(self, row: ClientRow, client: Client | None, code: str) -> FiscalCard | None:
        texts = self._fiscal_texts(row)
        if not texts:
            return None
        before = self._known.fiscal_of(client) if client else NO_CARD
        wanted = self._fiscal_read(row, texts, before)
        old, new = texts_of(before), texts_of(wanted)
        taken = dict[str, str]()
        for field, text in texts.items():
            if old[field] == new[field]:
                continue
            if old[field]:
                self._differ(code, self._labels[field], old[field], new[field])
            if not old[field] or self._update:
                taken[field] = text
        card = self._fiscal_read(row, taken, before)
        if card == before:
            return None
        self._warnings.extend(_("{code}: {doubt}").format(code=code, doubt=doubt) for doubt in doubts_of(card))
        return card

    def _fiscal_read(self, row: ClientRow, texts: dict[str, str], before: FiscalCard) -> FiscalCard:
        """As `read_fiscal`. What another program wrote and cannot be read is left out of `texts`, and told.

        Errors: `CellError` for a field of our own file.
        """
        card = before
        for field in sorted(texts, key=lambda name: name != "country"):
            try:
                card = read_fiscal({field: texts[field]}, card)
            except Usage as error:
                if not self._is_foreign:
                    raise CellError(field, str(error)) from None
                self._warnings.append(
                    _("row {row}: {label} is left out: {reason}").format(
                        row=row.row_number, label=self._labels[field], reason=error
                    )
                )
                del texts[field]
        return card

    def _fiscal_texts(self, row: ClientRow) -> dict[str, str]:
        texts = dict(row.fiscal)
        if self._is_foreign and "payment" in texts:
            texts["payment"] = terms_in(texts["payment"])
        if "country" in texts:
            country = texts["country"].strip()
            letters = COUNTRIES.get(country.casefold(), country if len(country) == _ISO_LETTERS else "")
            if letters:
                texts["country"] = letters
            else:
                del texts["country"]
                self._warnings.append(
                    _("row {row}: the country {country} is not known; write two letters, such as IT").format(
                        row=row.row_number, country=country
                    )
                )
        return texts

    def _terms_of(self, row: ClientRow, client: Client | None, code: str) -> tuple[Terms | None, date | None]:
        if not (row.terms or row.kept_terms):
            return None, None
        before = self._known.terms_of(client) if client else None
        if row.kept_terms:
            terms = kept_terms(row.kept_terms)
        else:
            first = before or Terms(currency=usual_currency(self._session))
            terms = read_terms(dict(row.terms), first, named=str, listed=partial(listed_price, self._session))
        starts = day_cell("from", row.starts) if row.starts else None
        if before is None:
            return terms, starts
        if terms == before:
            return None, None
        self._differences.extend(
            _("{code}: {difference}").format(code=code, difference=each) for each in differences(before, terms)
        )
        return (terms, starts) if self._update else (None, None)

    def _warn_of_namesakes(self, code: str, name: str) -> None:
        self._warn_of(code, [client.code for client in self._known.named(name, _MOST_NAMESAKES)])
        name = folded(name)
        if self._new_names.add(name) > 1:
            self._repeated.add(name)

    def _warn_of_new_namesakes(self, planned: Iterable[PlannedClient]) -> None:
        """Warn of names that several new clients have, once all are known."""
        met: dict[str, list[str]] = {}
        for each in planned if self._repeated else ():
            name = folded(each.row.name)
            if each.client is None and name in self._repeated:
                same = met.setdefault(name, [])
                told = self._known.count_of(name)
                self._warn_of(each.code, same[: max(0, _MOST_NAMESAKES - told)])
                if len(same) < _MOST_NAMESAKES:
                    same.append(each.code)

    def _warn_of(self, code: str, others: Sequence[str]) -> None:
        doubt = _("{code}: {other} has the same name; is it the same client?")
        self._warnings.extend(doubt.format(code=code, other=other) for other in others[:_MOST_NAMESAKES])

    def _look_at_waiting(self, client: Client, terms: Terms, starts: date | None, block: FirstHours | None) -> None:
        """Tell what becomes of the work that waits, as if the agreement and the block were recorded."""
        if not self._waiting.has_any(client.account_id):
            return
        session = self._session
        account = session.account(client.account_id)
        version = AgreementSet(session.new_id("a"), client.client_id, starts, terms, account.other_id)
        account = after(account, version)
        if block is not None:
            context = session.context(terms)
            sale = posting.new_block(
                account,
                terms,
                context,
                origin=Origin.ADJUSTED if block.is_left else Origin.SOLD,
                size_minutes=block.minutes,
                price_minor=block.price_minor,
                sold_on=block.day,
                expires_on=block.expires_on,
                has_expiry=block.expires_on is not None,
            )
            account = after(account, sale)
        view = self._waiting.preview(account)
        about = _("{code}: {doubt}")
        self._warnings.extend(about.format(code=client.code, doubt=each) for each in charged_in_words(view))
        self._questions += [about.format(code=client.code, doubt=each) for each in view.doubts]

    def _block_of(self, row: ClientRow, client: Client | None, terms: Terms | None) -> FirstHours | None:
        """The first hours: for a prepaid agreement of the file, where the client never had any."""
        if not row.terms or (client and self._known.has_block(client)):
            return None
        agreed = terms or (self._known.terms_of(client) if client else None)
        if agreed is None or agreed.kind is not Kind.PREPAID:
            return None
        if row.left and row.size:
            raise CellError("left", _("say either the size of a block to sell, or the hours left of one sold before"))
        column, text = ("left", row.left) if row.left else ("size", row.size)
        if text.casefold() in _NO_BLOCK:
            return None
        try:
            minutes = parse_hours(text) if text else agreed.block_minutes
        except Usage as error:
            raise CellError(column, str(error)) from None
        if not minutes:
            return None
        day = day_cell("sold", row.sold) if row.sold else None
        expires = day_cell("expires", row.expires) if row.expires else None
        if expires is not None and expires < (day or self._session.today):
            raise CellError("expires", _("hours cannot expire before the day from which they stand"))
        price = 0
        if not row.left:
            price = sale_price(agreed, minutes, listed_price(self._session, minutes, agreed.currency))
        return FirstHours(minutes, day, bool(row.left), expires, price, agreed.currency)


def reach(phone: Phone) -> str:
    """What makes two phones the same: the whole number, else its digits."""
    return phone.e164 or digits(phone.raw) or phone.raw


def preview(plan: ClientsPlan, count: int = 3) -> tuple[str, ...]:
    """The first clients as one line each: what their columns were understood as."""
    return tuple(_line(planned.row, planned.code) for planned in plan.clients[:count])


def _line(row: ClientRow, code: str) -> str:
    parts = [f"{code}: {row.name}", *row.phones, *row.contacts, row.email]
    named = labels()
    parts += [f"{named.get(field, field)} {text}" for field, text in (*row.fiscal, *row.terms)]
    return " · ".join(filter(None, parts))


def to_invoice(sold: Iterable[FirstHours], before: tuple[tuple[str, int], ...] = ()) -> tuple[tuple[str, int], ...]:
    """What is to invoice for first blocks, and `before`: currencies, and the sum of each in minor units."""
    sums = dict(before)
    for each in sold:
        if each.price_minor:
            sums[each.currency] = sums.get(each.currency, 0) + each.price_minor
    return tuple(sorted(sums.items()))
