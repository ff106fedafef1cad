"""The offer of a recurring fee, for the client."""

from collections.abc import Sequence
from datetime import date, timedelta

from core.basics.dataclass import dataclass
from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.documents.sheet import Section, Sender, Sheet
from core.documents.terms_sheet import addressee_of
from core.language.formats import DateStyle, date_text, money_text, month_text
from core.model.accounts import AccountCard
from core.model.fiscal import FiscalCard

VALID_DAYS = 30


@dataclass(frozen=True)
class Offer:
    """What is offered, and the work of the past that it stands on; money in minor units of `currency`."""

    fee_minor: int
    """The fee of a month."""
    currency: str
    """ISO 4217 code."""
    months: Sequence[tuple[str, int]]
    """Each month that was looked at (YYYY-MM) with what its work was worth."""
    minutes_a_quarter: int
    """Hours of work of three months, in the mean."""
    money_a_quarter: int
    """What they were worth."""


def offer_sheet(account: AccountCard, offer: Offer, card: FiscalCard, sender: Sender, today: date) -> Sheet:
    """The sheet of an offer. It shows what the work was worth, and nothing of margins."""

    def money(amount: int) -> str:
        return money_text(amount, offer.currency)

    return Sheet(
        _("Offer"),
        sender,
        addressee_of(account, card),
        subtitle=_("Recurring fee"),
        facts=(
            (_("Date"), date_text(today, DateStyle.LONG)),
            (_("Valid until"), date_text(today + timedelta(days=VALID_DAYS), DateStyle.LONG)),
        ),
        sections=(
            Section(
                paragraphs=(
                    _(
                        "From {first} to {last} we worked {hours} h for you in a quarter, worth {money}. For a fixed fee this "
                        "work is covered: no hours to order, no invoice for single calls, the same amount each month."
                    ).format(
                        first=month_text(offer.months[0][0]),
                        last=month_text(offer.months[-1][0]),
                        hours=format_minutes(offer.minutes_a_quarter),
                        money=money(offer.money_a_quarter),
                    ),
                )
            ),
            Section(
                _("Your months so far"),
                head=(_("Month"), _("Work, worth")),
                rows=(
                    *((month_text(month), money(value)) for month, value in offer.months),
                    (_("In all"), money(sum(value for _month, value in offer.months))),
                ),
            ),
        ),
        strong=((_("Fee a month"), money(offer.fee_minor)), (_("Fee a year"), money(12 * offer.fee_minor))),
        signatures=(sender.business or _("The provider"), account.client.name),
        notes=(_("Prices without VAT."),),
    )
