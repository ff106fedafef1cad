"""Flows of clients: add, edit, and the welcome of an empty store. The form shows in words what saving will change."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from core.basics.errors import Refused, Usage, at
from core.basics.i18n import _, ngettext
from core.basics.money import EURO, parse_money, rounded
from core.basics.text import listed
from core.forms.agreement_changes import doubts
from core.forms.fields import FieldError, FormField, told
from core.forms.fiscal import doubts_of, fiscal_fields, fiscal_texts, labels, read_fiscal, texts_of
from core.forms.hours import as_hours, parse_hours
from core.language.formats import money_text
from core.language.labels import stored_term, term_label, term_labels
from core.ledger.clients import check_reachable, clean_code, read_phones
from core.ledger.first_client import FirstClient
from core.model.clients import Client
from core.model.fiscal import NO_CARD, FiscalCard
from core.model.terms import RenewalMode, Terms
from core.queries.clients import ZONE_STEP
from tui.attempt import advised, attempt
from tui.dialogs.choose import Choose
from tui.dialogs.first_run import IMPORT, SAMPLE, FirstRun
from tui.dialogs.form import Form
from tui.exit_codes import TRY_DEMO
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.text import hours

if TYPE_CHECKING:
    from core.business import Business


async def welcome(runner: Runner) -> None:
    """Begin with an empty store: a client with its block, clients from a file, or the sample business."""
    business, reader = runner.business, runner.reader
    # An empty store that cannot be read is greeted all the same; saving says why it cannot be.
    listed_prices, currency = await runner.read(
        lambda: (attempt(reader.price_list.all).value or (), attempt(reader.price_list.usual_currency).value or EURO)
    )
    fields = (
        FormField("name", _("Client")),
        FormField("code", _("Code")),
        FormField("phone", _("Phone")),
        FormField("block", _("Block"), "10:00"),
        FormField("price", _("Price")),
        FormField("renewal", _("Renewal"), term_label(RenewalMode.AUTO), "", term_labels(RenewalMode)),
        FormField("under", _("Under"), "5:00"),
    )
    named = {field.name: field for field in fields}

    def read(values: Mapping[str, str]) -> FirstClient:
        mode = stored_term(values["renewal"], RenewalMode)
        if mode not in list(RenewalMode):
            refused = Usage(_("renewal is one of: {known}").format(known=", ".join(term_labels(RenewalMode))))
            raise FieldError("renewal", named["renewal"].label, str(refused))
        block = told(named["block"], lambda: parse_hours(as_hours(values["block"]))) if values["block"].strip() else 0
        return FirstClient(
            values["name"],
            values["code"],
            values["phone"].strip(),
            block,
            told(named["price"], lambda: parse_money(values["price"], currency)) if values["price"].strip() else 0,
            currency,
            RenewalMode(mode),
            told(named["under"], lambda: parse_hours(as_hours(values["under"])))
            if values["under"].strip() and block
            else 0,
        )

    def check(values: Mapping[str, str]) -> list[str]:
        if not values["name"].strip():
            raise FieldError("name", named["name"].label, _("a client needs a name"))
        if values["code"].strip():
            told(named["code"], lambda: clean_code(values["code"]))
        if values["phone"].strip():
            told(named["phone"], lambda: check_reachable([values["phone"].strip()], [], ""))
        first = read(values)
        code = reader.first_clients.check(first)
        if not first.block_minutes:
            return [_("creates {code}; nothing is sold").format(code=code)]
        sells = _("creates {code}, sells {size} h for {price} (one line to invoice)")
        price = money_text(reader.first_clients.price_of(first), first.currency)
        doubtful = doubts(Terms(), reader.first_clients.terms_of(first))
        said = sells.format(code=code, size=hours(first.block_minutes), price=price)
        return [said, *(f"! {each.sentence}" for each in doubtful)]

    def price_now(first: FirstClient) -> int:
        """What the block costs by the price list of when the form was opened: each key asks for it."""
        size = first.block_minutes, first.currency
        of_size = [each.price_minor for each in listed_prices if (each.size_minutes, each.currency) == size]
        return first.price_minor or next(iter(of_size), 0)

    def hints(values: Mapping[str, str]) -> dict[str, str]:
        first = attempt(lambda: read(values)).value
        rate = ""
        if first is not None and first.block_minutes and (price := price_now(first)):
            hourly = rounded(Fraction(price * 60, first.block_minutes))
            rate = _("{price} an hour").format(price=money_text(hourly, first.currency))
        unsaid = "" if values["price"].strip() else _("{currency}, of the whole block").format(currency=currency)
        return {
            "code": "" if values["code"].strip() or not values["name"].strip() else _("proposed code"),
            "block": _("hours sold today, empty: none"),
            "price": rate or unsaid,
            "renewal": _("one block more when fewer than"),
            "under": _("hours are left"),
        }

    shown: list[FirstRun] = []

    def form(values: dict[str, str], trouble: str) -> FirstRun:
        path, proposed = str(reader.session.store.place), reader.first_clients.proposed_code
        shown.append(FirstRun(fields, check, hints, proposed, path, values=values, trouble=trouble))
        return shown[-1]

    client = await fill_form(runner, form, lambda values: business.first_clients.add(read(values)))
    way = shown[-1].way if shown else ""
    if client is not None:
        runner.say(_("{code} is written down; type its name and press Enter when it calls").format(code=client.code))
    elif way == IMPORT:
        # Loaded when it is wanted: it brings the readers of all formats.
        from tui.flows.imports import import_file

        await import_file(runner)
    elif way == SAMPLE:
        runner.leave(TRY_DEMO)
    else:
        runner.say(_("type to find a client; Ctrl+P lists every command, among them New client"))


def _card_fields(client: Client | None, fiscal: FiscalCard) -> tuple[FormField, ...]:
    phones = [phone.raw for phone in client.phones if not phone.contact] if client else []
    contacts: list[str] = []
    for name in client.contacts if client else ():
        numbers = [phone.raw for phone in client.phones if phone.contact == name] if client else []
        contacts += [f"{name} <{number}>" for number in numbers] or [name]
    return (
        FormField("code", _("Code"), client.code if client else "", "acme"),
        FormField("name", _("Name"), client.name if client else "", "Acme Plastics"),
        FormField("phones", _("Phones"), ", ".join(phones), "02 1234567, 347 7654321"),
        FormField("contacts", _("Contacts"), ", ".join(contacts), "Mario Rossi <347 7654321>, Ann Shaw"),
        FormField("email", _("E-mail"), client.email if client else "", "office@acme.example"),
        *fiscal_fields(fiscal),
    )


def _card(values: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": values["code"],
        "name": values["name"],
        "phones": listed(values["phones"]),
        "contacts": listed(values["contacts"]),
        "email": values["email"].strip(),
    }


def _folded(fiscal: FiscalCard) -> tuple[str, ...]:
    """The group of what invoices need is one line until something of it is known."""
    return () if fiscal != NO_CARD else tuple({field.group for field in fiscal_fields(fiscal)})


def _check_card(
    business: "Business", values: Mapping[str, str], client: Client | None, fiscal: FiscalCard
) -> list[str]:
    code = at("code", lambda: clean_code(values["code"]))
    if not values["name"].strip():
        raise Usage(_("a client needs a name"), about="name")
    other = business.queries.client_by_code(code)
    if other is not None and (client is None or other.client_id != client.client_id):
        raise Refused(
            _("{code} is {name} already; choose another code").format(code=code, name=other.name), about="code"
        )
    at("phones", lambda: check_reachable(listed(values["phones"]), (), ""))
    at("contacts", lambda: check_reachable((), listed(values["contacts"]), ""))
    at("email", lambda: check_reachable((), (), values["email"]))
    numbers, people = read_phones(listed(values["phones"]), listed(values["contacts"]), business.session.country)
    lines = [f"{code}  {values['name'].strip()}"]
    lines += [f"  {phone.e164 or phone.raw}  {phone.contact}".rstrip() for phone in numbers]
    lines += [f"! {advised(doubt, ZONE_STEP)}" for doubt in business.queries.numbers_in_words(numbers)]
    silent = [name for name in people if not any(phone.contact == name for phone in numbers)]
    lines += [f"  {name}" for name in silent]
    card = read_fiscal(fiscal_texts(values), fiscal)
    if card != fiscal:
        texts, named = texts_of(card), labels()
        changed = [name for name, before in texts_of(fiscal).items() if texts[name] != before]
        lines += ["  " + ", ".join(f"{named[name]} {texts[name] or '-'}" for name in changed)]
        warning = _("! {doubt}; it is kept, but an electronic invoice would be refused")
        lines += [warning.format(doubt=doubt) for doubt in doubts_of(card)]
    return lines


async def add(runner: Runner) -> None:
    """Add a client."""
    business, reader = runner.business, runner.reader

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(
            _("New client"),
            _card_fields(None, NO_CARD),
            lambda v: _check_card(reader, v, None, NO_CARD),
            values=values,
            trouble=trouble,
            folded=_folded(NO_CARD),
        )

    def save(values: dict[str, str]) -> Client:
        return business.clients.add(**_card(values), fiscal=read_fiscal(fiscal_texts(values), NO_CARD))

    client = await fill_form(runner, form, save)
    if client is not None:
        said = _("{code} is written down; Enter on it starts a call, its page (F6) takes the agreement")
        runner.say(said.format(code=client.code))


async def without_card(runner: Runner) -> None:
    """List the callers without a card; the one that is chosen gets its card."""
    queries = runner.reader.queries
    rows = await runner.read(lambda: queries.clients_without_card())
    if not rows:
        runner.say(_("every caller has a card"))
        return
    offers = [(row.client.client_id, row.client.name, row.client.code) for row in rows]
    title = ngettext("{count} caller without a card", "{count} callers without a card", len(rows))
    client_id = await runner.ask(Choose(title.format(count=len(rows)), offers))
    if client_id is not None:
        await edit(runner, client_id)


async def edit(runner: Runner, client_id: str) -> None:
    """Edit a client's name, phones and contacts."""
    business, reader = runner.business, runner.reader
    client = await runner.read(lambda: reader.queries.client(client_id))
    fiscal = await runner.read(lambda: reader.queries.fiscal_card(client_id))

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Edit {name}").format(name=client.name)
        return Form(
            title,
            _card_fields(client, fiscal),
            lambda v: _check_card(reader, v, client, fiscal),
            first="name",
            values=values,
            trouble=trouble,
            folded=_folded(fiscal),
        )

    first = {field.name: field.value for field in _card_fields(client, fiscal)}
    shown, said = _card(first), fiscal_texts(first)

    def save(values: dict[str, str]) -> Client:
        # Only what was changed in this form: another session may have changed the rest meanwhile.
        changed = {name: v for name, v in _card(values).items() if v != shown[name]}
        texts = {name: text for name, text in fiscal_texts(values).items() if text != said[name]}
        card = read_fiscal(texts, business.queries.fiscal_card(client_id)) if texts else None
        return business.clients.edit(client_id, **changed, fiscal=card, card_done=client.without_card)

    edited = await fill_form(runner, form, save)
    if edited is not None:
        runner.say(_("{code} changed").format(code=edited.code))
