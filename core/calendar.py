"""The calendar of an open store: time zones, and what day it is for the business and for each agreement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.basics.clock import Clock, local_date
from core.basics.errors import StoreUnavailable
from core.basics.i18n import _
from core.model.accounts import Account
from core.model.days import Days
from core.model.terms import Agreement, Terms, terms_on

if TYPE_CHECKING:
    from core.store.protocol import Store


class Calendar:
    """The days of one open store by one clock. An agreement that names a time zone has days of its own."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self._zoned_at = -1
        self._zoned_by: dict[str, list[Agreement]] = {}

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the business. Errors: `StoreUnavailable` if the stored name is unknown."""
        name = self.store.reads.setting("timezone") or "UTC"
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            raise StoreUnavailable(
                _("the store names an unknown time zone ({name}); run: monteore verify").format(name=name)
            ) from None

    def forget_zone(self) -> None:
        """Read the time zone of the business again when it is asked for next."""
        self.__dict__.pop("zone", None)

    @property
    def country(self) -> str:
        """The ISO country of the business's time zone, whose holidays and telephone numbers are meant; empty for `UTC`."""
        from core.basics.numbers import region_of

        return region_of(self.zone.key)

    @property
    def today(self) -> date:
        """Today in the time zone of the business."""
        return local_date(self.clock.now(), self.zone)

    def zone_for(self, terms: Terms) -> ZoneInfo:
        """The time zone of an agreement's days and rate windows."""
        return ZoneInfo(terms.timezone) if terms.timezone else self.zone

    def today_in(self, timezone: str) -> date:
        """Today in a time zone; an empty name is that of the business."""
        return local_date(self.clock.now(), ZoneInfo(timezone) if timezone else self.zone)

    def today_for(self, terms: Terms) -> date:
        """Today in the time zone of an agreement."""
        return local_date(self.clock.now(), self.zone_for(terms))

    def now_by(self, agreements: Iterable[Agreement]) -> tuple[date, Terms]:
        """Today in the calendar of the agreement in force, one of these versions, and its terms."""
        versions, today = tuple(agreements), self.today
        terms = terms_on(versions, today)
        day = self.today_for(terms) if terms.timezone else today
        return day, terms if day == today else terms_on(versions, day)

    def today_of(self, account: Account) -> date:
        """Today in the calendar of an account's agreement in force."""
        return self.now_by(account.agreements)[0]

    def terms_of(self, account: Account) -> Terms:
        """An account's terms in force today, by its own calendar."""
        return self.now_by(account.agreements)[1]

    def days(self) -> Days:
        """Today of every account, by one read."""
        zoned = self._zoned()
        today = self.today
        others: dict[str, date] = {}
        for account_id, versions in zoned.items():
            day = self.now_by(versions)[0]
            if day != today:
                others[account_id] = day
        since, until = (
            datetime.combine(day, time(), self.zone).astimezone(UTC) for day in (today, today + timedelta(days=1))
        )
        return Days(today, others, since, until)

    def _zoned(self) -> dict[str, list[Agreement]]:
        """The versions of the accounts whose agreement names, or named, a time zone; read again after each change."""
        seq = self.store.listing.last_seq()
        if self._zoned_at != seq:
            # Another session may have set the time zone of the business.
            self.forget_zone()
            found: dict[str, list[Agreement]] = {}
            for agreement in self.store.reads.zoned_agreements():
                found.setdefault(agreement.account_id, []).append(agreement)
            self._zoned_at, self._zoned_by = seq, found
        return self._zoned_by
