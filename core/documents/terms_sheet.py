"""The terms of an agreement as a sheet to sign: its sentences, its price, its renewal."""

from datetime import date

from core.basics.dataclass import replace
from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.documents.sheet import Section, Sender, Sheet
from core.forms.agreement_words import terms_in_words
from core.language.formats import DateStyle, date_text, money_text
from core.model.accounts import AccountCard
from core.model.fiscal import FiscalCard
from core.model.terms import Agreement, Beyond, FeePeriod, Kind, RenewalMode, Terms
from core.rules.renewal import adds_blocks_beyond


def terms_sheet(account: AccountCard, agreement: Agreement, card: FiscalCard, sender: Sender, today: date) -> Sheet:
    """The sheet of one version of an agreement."""
    terms = agreement.terms
    facts = [(_("Client"), f"{account.client.name} ({account.client.code})")]
    if account.name:
        facts.append((_("Account"), account.name))
    if terms.reference:
        facts.append((_("Contract"), terms.reference))
    start = agreement.from_date
    facts.append((_("In force from"), date_text(start, DateStyle.LONG) if start else _("the signature")))
    if card.payment is not None:
        facts.append((_("Payment"), payment_words(card)))
    sections = [Section(_("What is agreed"), lines=tuple(sentence_of(text) for text in terms_in_words(counted(terms))))]
    renewal = renewal_words(terms)
    if renewal:
        sections.append(Section(_("Renewal"), paragraphs=renewal))
    return Sheet(
        _("Agreement"),
        sender,
        addressee_of(account, card),
        subtitle={Kind.PREPAID: _("Prepaid hours"), Kind.MANAGED: _("Recurring fee")}.get(
            terms.kind, _("Work by the hour")
        ),
        facts=tuple(facts),
        sections=tuple(sections),
        strong=_price(terms),
        signatures=(sender.business or _("The provider"), account.client.name),
        notes=(
            _("Prices without VAT. Hours and minutes are written h:mm. Made on {day}.").format(
                day=date_text(today, DateStyle.LONG)
            ),
        ),
    )


def counted(terms: Terms) -> Terms:
    """The terms without what does not count in their kind, such as blocks under a fee, and without the reference."""
    is_managed, sells = terms.kind is Kind.MANAGED, terms.kind is Kind.PREPAID or adds_blocks_beyond(terms)
    bills = terms.kind is Kind.PREPAID or (is_managed and terms.beyond is Beyond.BILL)
    idle = {"reference"}
    if not sells:
        idle |= {"block_minutes", "price_minor", "serves", "renewal", "threshold", "max_renewals_per_month"}
        idle |= set() if terms.uses_hours_left else {"validity", "expiry"}
        idle |= set() if terms.uses_hours_left or is_managed else {"expiry_grace_days"}
    if terms.kind is not Kind.PREPAID:
        idle.add("overage")
    if not bills:
        idle.add("overage_rate_minor")
    if not is_managed:
        idle |= {"fee_minor", "fee_period", "fee_due", "included_minutes", "included_roll_months", "beyond"}
    if terms.kind is not Kind.BREAK_FIX:
        idle.add("hourly_rate_minor")
    plain = Terms()
    return replace(terms, **{name: getattr(plain, name) for name in idle})


def addressee_of(account: AccountCard, card: FiscalCard) -> tuple[str, ...]:
    """Name, address and VAT number of a client, as far as they are known."""
    street = " ".join(part for part in (card.street, card.number) if part)
    town = " ".join(part for part in (card.zip, card.city, f"({card.province})" if card.province else "") if part)
    vat = _("VAT no. {number}").format(number=card.vat) if card.vat else ""
    return tuple(line for line in (card.name or account.client.name, street, town, vat) if line)


def payment_words(card: FiscalCard) -> str:
    """The terms of payment, in words."""
    terms = card.payment
    assert terms is not None
    words = _("within {days} days of the invoice").format(days=terms.days)
    return words + ", " + _("end of month") if terms.end_of_month else words


def sentence_of(text: str) -> str:
    """A line of the agreement with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def renewal_words(terms: Terms) -> tuple[str, ...]:
    """How hours are renewed, for a client who reads it once and signs it; nothing where none are sold."""
    if terms.kind is not Kind.PREPAID or not terms.block_minutes:
        return ()
    hours, price = format_minutes(terms.block_minutes), money_text(terms.price_minor, terms.currency)
    threshold = format_minutes(terms.threshold_minutes)
    if terms.renewal is RenewalMode.OFF or not terms.threshold_minutes:
        return (_("No hours are added without an order of the client."),)
    sentence = _("When fewer than {threshold} h are left, a new block of {hours} h is added at {price} and invoiced.")
    if terms.renewal is RenewalMode.ASK:
        sentence = _(
            "When fewer than {threshold} h are left, a new block of {hours} h at {price} is proposed; it is added and "
            "invoiced once it is approved."
        )
    words = [sentence.format(threshold=threshold, hours=hours, price=price)]
    if terms.renewal is RenewalMode.AUTO and terms.max_renewals_per_month is not None:
        words.append(
            _("In one month at most {count} blocks are added by themselves.").format(count=terms.max_renewals_per_month)
        )
    return tuple(words)


def _price(terms: Terms) -> tuple[tuple[str, str], ...]:
    if terms.kind is Kind.PREPAID and terms.block_minutes:
        label = _("{hours} h of work").format(hours=format_minutes(terms.block_minutes))
        return ((label, money_text(terms.price_minor, terms.currency)),)
    if terms.kind is Kind.MANAGED:
        label = {
            FeePeriod.MONTH: _("Fee a month"),
            FeePeriod.QUARTER: _("Fee a quarter"),
            FeePeriod.YEAR: _("Fee a year"),
        }[terms.fee_period]
        return ((label, money_text(terms.fee_minor, terms.currency)),)
    if terms.kind is Kind.BREAK_FIX:
        return ((_("An hour of work"), money_text(terms.hourly_rate_minor, terms.currency)),)
    return ()
