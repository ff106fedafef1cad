"""Classes and costs of technicians: read, and change from a day on."""

from datetime import date

from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.money import parse_currency
from core.basics.text import clean_text
from core.journal.codec import canonical
from core.journal.events import SettingSet
from core.model.technicians import SETTING, Technicians, TechnicianVersion, cost_currency, read_technicians, version_on
from core.queries.price_list import usual_currency
from core.session import Session, needs


class TechnicianBook:
    """What the business says of its technicians."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @needs(Right.READ)
    def all(self) -> Technicians:
        """Every technician of whom anything is said."""
        return read_technicians(self._session.store.reads.setting(SETTING))

    @needs(Right.READ)
    def cost_currency(self, name: str, from_date: date | None) -> str:
        """The currency of a cost of an hour from a day on that does not say it."""
        return cost_currency(self.all(), clean_text(name).strip(), from_date, usual_currency(self._session))

    @needs(Right.MANAGE)
    def set(
        self,
        name: str,
        from_date: date | None,
        *,
        class_name: str | None = None,
        cost_minor: int | None = None,
        currency: str | None = None,
    ) -> TechnicianVersion:
        """Say the class or the cost of a technician from a day on; what is `None` stays. Posted work stays as it is.

        Errors: `Usage` for no name or class that cannot be typed, `Refused` for a cost in another currency than before.
        """
        wanted = clean_text(name).strip()
        if not wanted or any(character.isspace() for character in wanted):
            raise Usage(_("a technician is the login name of a person"), see="report technicians", about="name")
        label = class_name.strip().casefold() if class_name is not None else None
        if label and not label.replace("-", "").isalnum():
            raise Usage(_("a class is one word of letters, digits and dashes, such as senior"), about="class")
        with self._session.changing():
            known = dict(self.all())
            before = version_on(known, wanted, from_date or date.min)
            version = TechnicianVersion(
                from_date,
                before.class_name if label is None else label,
                before.cost_minor if cost_minor is None else cost_minor,
                parse_currency(currency) if currency else before.currency,
            )
            if cost_minor is None and before.cost_minor and version.currency != before.currency:
                raise Refused(_("a cost stays in its currency; write the cost of an hour too"), about="cost")
            others = [each for each in known.get(wanted, ()) if each.from_date != from_date]
            known[wanted] = tuple(sorted((*others, version), key=lambda each: each.from_date or date.min))
            if known != self.all():
                rows = {
                    name: [
                        [
                            each.from_date.isoformat() if each.from_date else "",
                            each.class_name,
                            each.cost_minor,
                            each.currency,
                        ]
                        for each in versions
                    ]
                    for name, versions in known.items()
                }
                self._session.append([SettingSet(SETTING, canonical(rows))])
        return version
