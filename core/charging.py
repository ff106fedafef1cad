"""What work costs in an open store: the terms of its day, the class of who did it and the public holidays, by rule 1."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from core.basics.errors import Usage
from core.basics.i18n import _
from core.calendar import Calendar
from core.model.accounts import Account
from core.model.technicians import SETTING, read_technicians, version_on
from core.model.terms import Terms, terms_on
from core.model.work import Charge, Draft, Work
from core.model.worktypes import check_work_type
from core.rules import posting
from core.rules.charge import charge

_MOST_PREPARED = 1000
"""How many clients and work types are known to be prepared: an import has a million."""

_MOST_CHARGES = 10_000
"""How many charges are kept."""


class Charging:
    """The charges of one session; work that names no technician is that of the session's own."""

    def __init__(self, calendar: Calendar, technician: str) -> None:
        self._calendar = calendar
        self._technician = technician
        self._prepared: set[tuple[str, str, str]] = set()
        self._charges: dict[tuple[str, str, int, bool], tuple[Terms, Charge]] = {}
        """Charges that do not depend on the day, with their terms; by agreement, work type, seconds and whether free."""

    def of(self, account: Account, draft: Draft) -> Charge:
        """The charge of a draft under the terms of its work date; 0 where it waits for an agreement.

        Errors: `Usage` for no time or an unknown work type.
        """
        work = draft.work
        agreement = account.agreement_on(work.work_date)
        terms = agreement.terms if agreement else Terms()
        alike = (agreement.agreement_id if agreement else "", work.work_type, work.worked_seconds, work.no_charge)
        known = self._charges.get(alike)
        if known is not None and known[0] is terms:
            return known[1]
        if work.worked_seconds <= 0:
            raise Usage(_("the work has no time; write how long it took"))
        check_work_type(work.work_type, terms)
        if posting.waits_for_agreement(agreement, work):
            return Charge(0, work.worked_seconds, work_type=work.work_type)
        found = self._under(terms, work, draft.technician)
        if not (terms.windows or terms.counts_holidays or terms.classes):
            if len(self._charges) >= _MOST_CHARGES:
                self._charges.clear()
            self._charges[alike] = (terms, found)
        return found

    def of_work(self, account: Account, work: Work) -> Charge:
        """The charge of work under the terms of its day."""
        return self._under(account.terms_on(work.work_date), work, work.technician)

    def _under(self, terms: Terms, work: Work, technician: str | None) -> Charge:
        class_name = self._class_of(technician, work.work_date) if terms.classes else ""
        return charge(work, terms, self._calendar.zone_for(terms), _holidays_of(terms), class_name)

    def prepare(self, client_id: str, work_type: str, account_id: str, day: date) -> None:
        """Import the calendar of holidays that a charge of work on a day asks, before the change that records it.

        The library takes 0.1 s and more to import, and while a change has its turn others wait. The account may be empty,
        as in `paying_account`.
        """
        asked, reads = (client_id, work_type, account_id), self._calendar.store.reads
        if asked in self._prepared:
            return
        versions = reads.agreements(account_id) if account_id else reads.paying_agreements(client_id, work_type)
        _holidays_of(terms_on(versions, day))
        if len(self._prepared) >= _MOST_PREPARED:
            self._prepared.clear()
        self._prepared.add(asked)

    def _class_of(self, technician: str | None, day: date) -> str:
        """The class of who did work, on its day; empty for none."""
        technicians = read_technicians(self._calendar.store.reads.setting(SETTING))
        return version_on(technicians, technician or self._technician, day).class_name


def _holidays_of(terms: Terms) -> Callable[[date], bool]:
    """Whether a day is a holiday that charges under the terms count; without such holidays no calendar is imported."""
    if not terms.counts_holidays:
        return _no_holiday
    from core.basics.calendars import holiday_test

    return holiday_test(terms.holidays)


def _no_holiday(_day: date) -> bool:
    return False
