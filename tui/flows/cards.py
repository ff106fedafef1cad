"""The manager's forms: clients, agreements, blocks, and clients from a file. Each says in words what it will change."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from core.basics.errors import Refused, Usage
from core.basics.i18n import _, ngettext
from core.basics.money import format_money, parse_money
from core.basics.text import clean_text, listed
from core.entryline.parse import parse_day
from core.forms.agreement import fields_of, merged, read_fields
from core.forms.agreement_words import differences, doubts, missing, terms_in_words, undone_in_words
from core.forms.fields import FormField
from core.forms.hours import parse_hours
from core.language.formats import date_text, money_text
from core.ledger.clients import check_reachable, clean_code, read_phones
from core.ledger.moves import hours_in_words
from core.model.clients import Client
from core.model.mail import MailSwitches
from core.model.terms import Kind, Terms, terms_on
from core.rules.moving import HoursLeft, Overdraft
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.text import hours

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.business import Business

T = TypeVar("T")

_MOST_LINES = 7


class Filler(Protocol):
    """What fills a form and saves it."""

    async def fill(
        self,
        make_form: "Callable[[dict[str, str], str], Form]",
        save: "Callable[[dict[str, str]], T]",
        doubt: "Callable[[dict[str, str]], Confirm | None] | None" = None,
    ) -> T | None:
        """Show a form until it is saved or left; what `doubt` asks about is saved only after y."""

    def say(self, sentence: str) -> None:
        """One line of answer."""


def _card_fields(client: Client | None) -> tuple[FormField, ...]:
    phones = [phone.raw for phone in client.phones if not phone.contact] if client else []
    contacts = []
    for name in client.contacts if client else ():
        number = next((phone.raw for phone in client.phones if phone.contact == name), "") if client else ""
        contacts.append(f"{name} <{number}>" if number else name)
    return (
        FormField("code", _("Code"), client.code if client else "", "acme"),
        FormField("name", _("Name"), client.name if client else "", "Acme Plastics"),
        FormField("phones", _("Phones"), ", ".join(phones), "02 1234567, 347 7654321"),
        FormField("contacts", _("Contacts"), ", ".join(contacts), "Mario Rossi <347 7654321>, Ann Shaw"),
        FormField("email", _("Email"), client.email if client else "", "office@acme.example"),
    )


def _card(values: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": values["code"],
        "name": values["name"],
        "phones": listed(values["phones"]),
        "contacts": listed(values["contacts"]),
        "email": values["email"].strip(),
    }


def _check_card(business: "Business", values: Mapping[str, str], client: Client | None) -> list[str]:
    code = clean_code(values["code"])
    if not values["name"].strip():
        raise Usage(_("a client needs a name"))
    other = business.store.reads.client_by_code(code)
    if other is not None and (client is None or other.client_id != client.client_id):
        raise Refused(_("{code} is {name} already; choose another code").format(code=code, name=other.name))
    check_reachable(listed(values["phones"]), listed(values["contacts"]), values["email"])
    numbers, people = read_phones(listed(values["phones"]), listed(values["contacts"]))
    lines = [f"{code}  {values['name'].strip()}"]
    lines += [f"  {phone.e164 or phone.raw}  {phone.contact}".rstrip() for phone in numbers]
    silent = [name for name in people if not any(phone.contact == name for phone in numbers)]
    return lines + [f"  {name}" for name in silent]


async def add_client(business: "Business", filler: Filler) -> None:
    """Write down a new client."""

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(
            _("New client"),
            _card_fields(None),
            lambda v: _check_card(business, v, None),
            values=values,
            trouble=trouble,
        )

    client = await filler.fill(form, lambda values: business.add_client(**_card(values)))
    if client is not None:
        said = _("{code} is written down; Enter on it starts a call, its page (F6) takes the agreement")
        filler.say(said.format(code=client.code))


async def edit_client(business: "Business", reader: "Business", filler: Filler, client_id: str) -> None:
    """Edit a client's card."""
    client = reader.queries.client(client_id)

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Edit {name}").format(name=client.name)
        return Form(
            title,
            _card_fields(client),
            lambda v: _check_card(reader, v, client),
            first="name",
            values=values,
            trouble=trouble,
        )

    shown = _card({field.name: field.value for field in _card_fields(client)})

    def save(values: dict[str, str]) -> Client:
        # Only what was changed here: another session may have changed the rest meanwhile.
        return business.edit_client(client_id, **{name: v for name, v in _card(values).items() if v != shown[name]})

    edited = await filler.fill(form, save)
    if edited is not None:
        filler.say(_("{code} changed").format(code=edited.code))


def _sale(values: Mapping[str, str], terms: Terms, today: date) -> dict[str, Any]:
    minutes = parse_hours(values["size"]) if values["size"].strip() else None
    if minutes is not None and minutes <= 0:
        raise Usage(_("the size must be over 0; write 10h"))
    price = values["price"].strip()
    expires = values["expires"].strip()
    last_day: date | EllipsisType | None = ...
    if expires:
        last_day = None if expires == "none" else parse_day(expires, today=today)
    return {
        "size_minutes": minutes,
        "price_minor": parse_money(price, terms.currency) if price else None,
        "sold_on": parse_day(values["on"], today=today) if values["on"].strip() else None,
        "expires_on": last_day,
    }


async def sell_block(business: "Business", reader: "Business", filler: Filler, client_id: str) -> None:
    """Sell a block."""
    client, terms, today = reader.queries.client(client_id), reader.queries.terms(client_id), reader.today
    agreed = hours(terms.block_minutes) if terms.block_minutes else ""
    fields = (
        FormField("size", _("Size"), "", "10h", default=agreed),
        FormField("price", _("Price"), "", "800.00", default=format_money(terms.price_minor, terms.currency)),
        FormField("on", _("Sold on"), "", "2026-12-01", default=_("today")),
        FormField("expires", _("Expires"), "", _("2027-12-01, none"), default=_("as agreed")),
    )

    def check(values: Mapping[str, str]) -> list[str]:
        view = reader.preview_sale(client_id, **_sale(values, terms, today))
        until = _("expires {day}").format(day=date_text(view.expires_on)) if view.expires_on else _("no expiry")
        lines = [
            _("a block of {hours} h for {price}, to invoice; {until}").format(
                hours=hours(view.size_minutes),
                price=money_text(view.price_minor, view.currency),
                until=until,
            ),
            _("left {before} → {after}").format(
                before=hours(view.remaining_before_minutes), after=hours(view.remaining_after_minutes)
            ),
        ]
        if view.settled_minutes:
            lines.append(_("{minutes} of it pay what is not covered yet").format(minutes=hours(view.settled_minutes)))
        return lines

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Sell a block to {name}").format(name=client.name)
        return Form(title, fields, check, values=values, trouble=trouble)

    sold = await filler.fill(form, lambda values: business.sell_block(client_id, **_sale(values, terms, today)))
    if sold is not None:
        left = hours(reader.queries.balance(client_id, pace=False).remaining_minutes)
        filler.say(
            _("block {block_id} sold; {code} has {left} left").format(block_id=sold, code=client.code, left=left)
        )


async def set_agreement(business: "Business", reader: "Business", filler: Filler, client_id: str) -> None:
    """Put a new version of the agreement in force."""
    client, today = reader.queries.client(client_id), reader.today
    versions = reader.queries.agreements(client_id)
    before, has_one = terms_on(versions, today), bool(versions)
    fields = list(fields_of(before))
    if before.kind is Kind.PREPAID and has_one:
        balance = reader.queries.balance(client_id, pace=False)
        after_kind = next(place for place, field in enumerate(fields, 1) if field.name == "kind")
        if balance.overdraft_minutes:
            ways = tuple(way.value for way in Overdraft)
            fields[after_kind:after_kind] = [FormField("overdraft", _("Overdraft"), "", "", ways)]
        if balance.remaining_minutes > 0:
            modes = tuple(mode.value for mode in HoursLeft)
            fields[after_kind:after_kind] = [
                FormField("hours", _("Hours left"), HoursLeft.KEEP.value, "", modes),
                FormField("consent", _("Consent"), "", _("who, when")),
            ]

    def wanted(values: Mapping[str, str]) -> "tuple[Callable[[Terms], Terms], date | None]":
        """What was changed in the form, as a change of the version in force on its day; other changes stay."""
        terms, start = read_fields(values, before, today)
        known = terms_on(versions, start or today)
        laid = merged(before, terms, known, wins=True)
        return (lambda now: merged(known, laid, now)), start

    def word(values: Mapping[str, str], name: str, kind: "Callable[[str], T]", label: str, default: str) -> T:
        text = values.get(name, "").strip().casefold() or default
        field = next((field for field in fields if field.name == name), None)
        if field is not None and text not in field.choices:
            raise Usage(f"{label}: " + _("write one of: {choices}").format(choices=", ".join(field.choices)))
        return kind(text)

    def moves(terms: Terms, values: Mapping[str, str]) -> dict[str, Any] | None:
        """How a client moves to another kind: what becomes of hours left and of an overdraft; `None` for any other change."""
        if not has_one or terms.kind is before.kind:
            return None
        wish: dict[str, Any] = {
            "hours": word(values, "hours", HoursLeft, _("Hours left"), HoursLeft.KEEP.value),
            "consent": clean_text(values.get("consent", "")),
        }
        if values.get("overdraft", "").strip():
            wish["overdraft"] = word(values, "overdraft", Overdraft, _("Overdraft"), "")
        return wish

    def sentences(values: Mapping[str, str]) -> list[str]:
        change, start = wanted(values)
        day = date_text(start) if start else (_("today") if has_one else _("the beginning"))
        wish, left = moves(read_fields(values, before, today)[0], values), ""
        if wish is not None:
            moved = reader.moving.preview(client_id, change, start, **wish)
            left, was, terms, undone_by = hours_in_words(moved), moved.before, moved.after, moved.undone_by
        else:
            view = reader.versions.preview(client_id, change, start)
            if not view.is_change:
                return [_("nothing is changed yet")]
            was, terms, undone_by = view.before or Terms(), view.version.terms, view.undone_by
        changes = [str(each) for each in differences(was, terms)] if has_one else terms_in_words(terms)
        undone = undone_in_words(client, was, terms, undone_by) if undone_by else ""
        doubtful = [doubt.sentence for doubt in doubts(was, terms)]
        warnings = [*([undone] if undone else []), *doubtful, *(words for _name, words in missing(terms))]
        said = [*([left] if left else []), *changes, *(f"! {words}" for words in warnings)]
        return [_("from {day}:").format(day=day), *(f"  {sentence}" for sentence in said)]

    def check(values: Mapping[str, str]) -> list[str]:
        said = sentences(values)
        rest = len(said) - _MOST_LINES
        if rest <= 1:
            return said
        more = ngettext("and {count} more", "and {count} more", rest).format(count=rest)
        return [*said[:_MOST_LINES], f"  {more}"]

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Agreement of {name}").format(name=client.name)
        return Form(title, fields, check, first="kind", values=values, trouble=trouble)

    def save(values: dict[str, str]) -> bool:
        change, start = wanted(values)
        wish = moves(read_fields(values, before, today)[0], values)
        if wish is not None:
            business.moving.move(client_id, change, start, **wish)
        elif not business.versions.put(client_id, change, start).is_change:
            raise Usage(_("nothing is changed; Esc leaves"))
        return True

    def doubt(values: dict[str, str]) -> Confirm | None:
        terms, _start = read_fields(values, before, today)
        details = "\n".join(sentences(values))
        if has_one and terms.kind is not before.kind:
            return Confirm(_("Move {name} to another kind of agreement?").format(name=client.name), details)
        return Confirm(_("Is this what was agreed?"), details) if doubts(before, terms) else None

    if await filler.fill(form, save, doubt):
        filler.say(
            _("the agreement of {code} is in force; its older versions stay on its page").format(code=client.code)
        )


async def write_statement(business: "Business", reader: "Business", filler: Filler, client_id: str) -> None:
    """Write a month's statement to a file; `issue` gives it out for ever."""
    from core.basics.files import check_target, write_file
    from core.documents.statement import FORMATS, render
    from core.ledger.statements import last_full_month
    from core.mail.words import is_yes

    client, month = reader.queries.client(client_id), last_full_month(reader.today)
    fields = (
        FormField("month", _("Month"), month, "2026-10"),
        FormField("file", _("File"), "", "acme.pdf", default=f"~/{client.code}-{_('MONTH')}.pdf"),
        FormField("issue", _("Issue"), _("no"), "", (_("no"), _("yes"))),
    )

    def issues(values: Mapping[str, str]) -> bool:
        return is_yes(values["issue"])

    def path_of(values: Mapping[str, str]) -> Path:
        return Path(values["file"].strip() or f"~/{client.code}-{values['month'].strip()}.pdf")

    def format_of(values: Mapping[str, str]) -> str:
        ending = path_of(values).suffix.lstrip(".").lower()
        found = {"txt": "text"}.get(ending, ending)
        if found not in FORMATS:
            raise Usage(_("let the file end in one of: {known}").format(known=", ".join(FORMATS)))
        return found

    def check(values: Mapping[str, str]) -> list[str]:
        format_of(values)
        check_target(path_of(values).expanduser(), force=True)
        found = reader.statements.read(client_id, values["month"].strip())
        view = found.view
        count = len(view.entries)
        lines = [
            ngettext("{count} entry", "{count} entries", count).format(count=count)
            + "  "
            + _("opening {opening}, closing {closing}").format(
                opening=hours(view.opening_minutes), closing=hours(view.closing_minutes)
            )
        ]
        lines.append(_("into {path}").format(path=path_of(values)))
        if path_of(values).expanduser().exists():
            lines.append(_("the file exists already: it is written over"))
        if found.issued_at:
            lines.append(_("issued already: it is written as it was given out"))
        elif issues(values):
            reader.statements.check_over(values["month"].strip())
            lines.append(_("it is given out: from now on this month prints the same for ever"))
        return lines

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Statement of {name}").format(name=client.name)
        return Form(title, fields, check, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> str:
        path = path_of(values).expanduser()
        # Told before the month is given out, which cannot be taken back.
        check_target(path, force=path in written_over)
        read = business.statements.issue if issues(values) else business.statements.read
        found = read(client_id, values["month"].strip())
        write_file(path, render(found, format_of(values)), force=path in written_over)
        return str(path)

    written_over: set[Path] = set()

    def doubt(values: dict[str, str]) -> Confirm | None:
        path = path_of(values).expanduser()
        written_over.clear()
        if path.exists():
            written_over.add(path)
        if not issues(values) or reader.statements.read(client_id, values["month"].strip()).issued_at:
            return Confirm(_("Write over this file?"), "\n".join(check(values))) if path in written_over else None
        details = [
            *check(values),
            _("every month before it is closed too: what is recorded later stands on later ones"),
        ]
        if reader.mail.switches(client_id).statement:
            details.append(_("the client gets it by mail"))
        return Confirm(_("Give this statement out?"), "\n".join(details))

    written = await filler.fill(form, save, doubt)
    if written is not None:
        filler.say(_("written: {path}").format(path=written))


async def set_mail(business: "Business", reader: "Business", filler: Filler, client_id: str) -> None:
    """Say which mail a client receives."""
    from core.mail.words import mail_fields, read_mail_fields, switches_in_words

    client = reader.queries.client(client_id)

    def check(values: Mapping[str, str]) -> list[str]:
        switches = reader.mail.checked(client_id, read_mail_fields(values))
        where = _("to {address}:").format(address=switches.to or client.email or _("nobody"))
        return [where, *(f"  {words}" for words in switches_in_words(switches) or [_("no mail")])]

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Mail to {name}").format(name=client.name)
        fields = mail_fields(reader.mail.switches(client_id), client.email)
        return Form(title, fields, check, first="after_entry", values=values, trouble=trouble)

    before = reader.mail.switches(client_id)

    def save(values: dict[str, str]) -> MailSwitches:
        # Only what was changed here: another session may have changed the rest meanwhile.
        wanted = read_mail_fields(values)
        shown = asdict(before)
        changed = {name: value for name, value in asdict(wanted).items() if value != shown[name]}
        return business.mail.change_switches(client_id, lambda now: replace(now, **changed))

    saved = await filler.fill(form, save)
    if saved is not None:
        words = "; ".join(switches_in_words(saved)) or _("no mail")
        filler.say(_("mail to {code}: {words}").format(code=client.code, words=words))


async def import_clients(business: "Business", filler: Filler) -> None:
    """Take clients from a file; what would come of it is shown while its name is typed."""
    from core.imports.run import ImportView
    from core.imports.run import import_clients as take_clients

    def read(values: Mapping[str, str], *, dry_run: bool) -> ImportView:
        path = Path(values["file"].strip()).expanduser()
        if not values["file"].strip():
            raise Usage(_("write the path of a CSV or vCard file"))
        if not path.is_file():
            raise Usage(_("there is no file {path}; write the path of a CSV or vCard file").format(path=path))
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Refused(_("{path} cannot be read ({reason})").format(path=path, reason=error.strerror)) from None
        view = take_clients(business, data, path.name, dry_run=dry_run)
        if view.bad:
            first = view.bad[0]
            raise Refused(
                _("row {row}, {column}: {reason}; mend the file, nothing was imported").format(
                    row=first.row_number, column=first.column, reason=first.sentence
                )
            )
        return view

    def check(values: Mapping[str, str]) -> list[str]:
        view = read(values, dry_run=True)
        count = len(view.new_clients)
        said = ngettext("{count} client to import: {codes}", "{count} clients to import: {codes}", count)
        return [said.format(count=count, codes=", ".join(view.new_clients[:8]))]

    def form(values: dict[str, str], trouble: str) -> Form:
        fields = (FormField("file", _("File"), "", "clients.csv, contacts.vcf"),)
        return Form(_("Import clients"), fields, check, values=values, trouble=trouble)

    view = await filler.fill(form, lambda values: read(values, dry_run=False))
    if view is not None:
        count = view.imported
        filler.say(ngettext("{count} client imported", "{count} clients imported", count).format(count=count))
