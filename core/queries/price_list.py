"""The price list of the business, as its setting holds it."""

import json

from core.basics.money import currency_of
from core.model.prices import ListedPrice
from core.session import Session

SETTING = "price_list"
"""Name of the setting: a JSON list of `[size in minutes, price in minor units, currency]`."""


def price_list_of(session: Session) -> tuple[ListedPrice, ...]:
    """The price list by currency and size; empty if there is none."""
    text = session.store.reads.setting(SETTING)
    return tuple(ListedPrice(*row) for row in json.loads(text)) if text else ()


def listed_price(session: Session, size_minutes: int, currency: str) -> int | None:
    """The price of a size in minor units of a currency; `None` if the list does not say one."""
    for each in price_list_of(session):
        if (each.size_minutes, each.currency) == (size_minutes, currency):
            return each.price_minor
    return None


def usual_currency(session: Session) -> str:
    """The currency of a price that does not say it: that of the business's country, or else the one of its price list."""
    currency = currency_of(session.country)
    listed = [each.currency for each in price_list_of(session)]
    return currency if currency in listed or not listed else listed[0]
