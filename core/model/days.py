"""Today, which is not the same day for every account."""

from collections.abc import Mapping
from datetime import date, datetime

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class Days:
    """Today by account: the day in the time zone of its agreement in force, the business's where that names none."""

    business: date
    """Today in the time zone of the business."""
    others: Mapping[str, date]
    """Today of the accounts, by id, for whom it is another day than for the business."""
    since: datetime
    """UTC instant at which the business's day began."""
    until: datetime
    """UTC instant at which the business's day ends; not part of it."""

    def of(self, account_id: str | None) -> date:
        """Today of an account (a client's id means its own one); the business's for `None`."""
        return self.others.get(account_id, self.business) if account_id else self.business

    @property
    def first(self) -> date:
        """The earliest of all todays."""
        return min((self.business, *self.others.values()))

    @property
    def last(self) -> date:
        """The latest of all todays."""
        return max((self.business, *self.others.values()))
