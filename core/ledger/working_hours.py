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

    @needs(Right.WORK)
    def set_mine(self, text: str) -> WorkingHours:
        """Set the own working hours; an empty text takes those of everybody. Errors: `Usage`."""
        self._set(self._session.technician, text)
        return self.mine()

    @needs(Right.MANAGE)
    def set_for_all(self, text: str) -> WorkingHours:
        """Set the working hours of everybody who has no own ones; an empty text takes the usual ones. Errors: `Usage`."""
        self._set(EVERYBODY, text)
        return hours_of(self._session)

    @needs(Right.MANAGE)
    def set_holidays(self, text: str) -> str:
        """Set the calendar of public holidays, on which nobody works: a country or region, `none`, or empty for the usual one.

        Returns the calendar in force. Errors: `Usage` for one that is not known.
        """
        word = text.strip()
        wanted = NO_HOLIDAYS if word.casefold() in (NO_HOLIDAYS, _("none").casefold()) else parse_country(word)
        with self._session.changing():
            if wanted != (self._session.store.reads.setting(HOLIDAYS) or ""):
                self._session.append([SettingSet(HOLIDAYS, wanted)])
        return self.holidays()

    @needs(Right.READ)
    def holidays(self) -> str:
        """The calendar of public holidays in force; empty for none."""
        return holidays_of(self._session)

    def _set(self, name: str, text: str) -> None:
        # Days are stored in English, whatever the language in which they were typed.
        hours = parse_hours(text) if text.strip() else None
        with writing_to("en"):
            wanted = format_hours(hours) if hours is not None else ""
        with self._session.changing():
            before = kept_hours(self._session)
            after = {who: hours for who, hours in before.items() if who != name} | ({name: wanted} if wanted else {})
            if after != before:
                self._session.append([SettingSet(SETTING, json.dumps(after, sort_keys=True))])
