"""The price list of the business: volume prices for blocks, which a sale takes where its agreement states none."""

from core.basics.durations import format_minutes
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.codec import canonical
from core.journal.events import SettingSet
from core.model.prices import ListedPrice
from core.queries.price_list import SETTING, listed_price, price_list_of, usual_currency
from core.session import Session, needs


class PriceList:
    """Reads and changes of the price list."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @needs(Right.READ)
    def all(self) -> tuple[ListedPrice, ...]:
        """The list, by currency and size."""
        return price_list_of(self._session)

    @needs(Right.READ)
    def price_of(self, size_minutes: int, currency: str) -> int | None:
        """The price of a size in minor units of a currency; `None` if the list does not say one."""
        return listed_price(self._session, size_minutes, currency)

    @needs(Right.READ)
    def usual_currency(self) -> str:
        """The currency of a price that does not say it."""
        return usual_currency(self._session)

    @needs(Right.MANAGE)
    def set(self, price: ListedPrice) -> tuple[ListedPrice, ...]:
        """Say what a size costs, from now on; blocks already sold keep their price. Returns the list."""
        if price.size_minutes <= 0 or price.price_minor <= 0:
            raise Usage(_("a price needs a size and an amount over 0"), step="price set 10h 800.00")
        with self._session.changing():
            others = [each for each in price_list_of(self._session) if _of(each) != _of(price)]
            return self._keep([*others, price])

    @needs(Right.MANAGE)
    def drop(self, size_minutes: int, currency: str) -> tuple[ListedPrice, ...]:
        """Take a size off the list. Returns the list. Errors: `Refused` if it is not on it."""
        with self._session.changing():
            listed = price_list_of(self._session)
            others = [each for each in listed if _of(each) != (currency, size_minutes)]
            if len(others) == len(listed):
                raise Refused(
                    _("the list has no price in {currency} for {hours} h").format(
                        currency=currency, hours=format_minutes(size_minutes)
                    ),
                    see="price list",
                )
            return self._keep(others)

    def _keep(self, prices: list[ListedPrice]) -> tuple[ListedPrice, ...]:
        kept = tuple(sorted(prices, key=_of))
        if kept != price_list_of(self._session):
            rows = [[each.size_minutes, each.price_minor, each.currency] for each in kept]
            self._session.append([SettingSet(SETTING, canonical(rows))])
        return kept


def _of(price: ListedPrice) -> tuple[str, int]:
    return price.currency, price.size_minutes
