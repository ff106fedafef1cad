"""Change working hours."""

import json

from core.basics.calendars import parse_country
from core.basics.i18n import _, writing_to
from core.basics.identity import Right
from core.journal.events import SettingSet
from core.model.hours import WorkingHours
from core.queries.working_hours import EVERYBODY, HOLIDAYS, NO_HOLIDAYS, SETTING, holidays_of, hours_of, kept_hours
from core.rules.hours import format_hours, parse_hours
from core.session import Session, needs


class Hours:
    """Working hours. They decide nothing that is charged: the day's review and the holes of call records are read by them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @needs(Right.READ)
    def mine(self) -> WorkingHours:
        """The working hours of the session's technician."""
        return hours_of(self._session, self._session.technician)

    @needs(Right.WORK, Right.MANAGE)
    def change(
        self, *, own: str | None = None, everybody: str | None = None, holidays: str | None = None
    ) -> WorkingHours:
        """Set what is said, all of it in one change. Returns the own working hours.

        `own` are the technician's hours, empty for those of everybody; `everybody` those of all who have no own ones, empty
        for the usual ones; `holidays` the calendar of public holidays, on which nobody works: a country or region, `none`,
        or empty for the usual one. Only a manager sets the last two. Errors: `Usage` for hours or a calendar not known.
        """
        session = self._session
        if own is not None:
            session.check(Right.WORK)
        if everybody is not None or holidays is not None:
            session.check(Right.MANAGE)
        typed = {session.technician: own, EVERYBODY: everybody}
        wanted = {who: _as_stored(text) for who, text in typed.items() if text is not None}
        calendar = _calendar(holidays) if holidays is not None else None
        with session.changing():
            before = kept_hours(session)
            after = {who: hours for who, hours in {**before, **wanted}.items() if hours}
            if after != before:
                session.append([SettingSet(SETTING, json.dumps(after, sort_keys=True))])
            if calendar is not None and calendar != (session.store.reads.setting(HOLIDAYS) or ""):
                session.append([SettingSet(HOLIDAYS, calendar)])
        return self.mine()

    @needs(Right.READ)
    def holidays(self) -> str:
        """The calendar of public holidays in force; empty for none."""
        return holidays_of(self._session)


def _as_stored(text: str) -> str:
    """Working hours as they are stored: in English, whatever the language in which they were typed. Errors: `Usage`."""
    hours = parse_hours(text) if text.strip() else None
    with writing_to("en"):
        return format_hours(hours) if hours is not None else ""


def _calendar(text: str) -> str:
    """The stored word of a calendar of public holidays. Errors: `Usage`."""
    word = text.strip()
    return NO_HOLIDAYS if word.casefold() in (NO_HOLIDAYS, _("none").casefold()) else parse_country(word)
