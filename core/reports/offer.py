"""The offer of a fee for one client, from the figures of the report `managed`."""

from core.basics.errors import Refused
from core.basics.i18n import _
from core.documents.offer_sheet import Offer, offer_sheet
from core.documents.sheet import Sender, Sheet
from core.queries.queries import Queries
from core.reports.money import candidates
from core.reports.table import ReportOptions


def offer_for(queries: Queries, options: ReportOptions, sender: Sender) -> Sheet:
    """The offer for the client that the options name. Errors: `Refused` where there is no work to reckon a fee from."""
    assert options.client_id is not None
    card = queries.card(queries.client(options.client_id).account_id)
    with queries.session.store.reading():
        _months, _running, found = candidates(queries, options)
    if not found:
        raise Refused(
            _("{code} has no month of work that a fee could be reckoned from, or is on a fee already").format(
                code=card.client.code
            )
        )
    best = max(found, key=lambda each: sum(each.values))
    offer = Offer(
        best.fee,
        best.currency,
        tuple(zip(best.months, best.values, strict=True)),
        best.minutes_a_quarter,
        best.money_a_quarter,
    )
    return offer_sheet(card, offer, queries.fiscal_card(options.client_id), sender, queries.today(options.client_id))
