"""Settings of the business: its name, which statements and mail show."""

from core.basics.identity import Right
from core.basics.text import clean_text
from core.journal.events import SettingSet
from core.session import Session, needs


class BusinessSettings:
    """Changes of the settings of the business."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def name(self) -> str:
        """The name of the business; empty if it is not set."""
        return self._session.store.reads.setting("business_name") or ""

    @needs(Right.MANAGE)
    def set_name(self, name: str) -> str:
        """Set the name of the business. Returns the name as stored."""
        with self._session.changing():
            if clean_text(name) != self.name:
                self._session.append([SettingSet("business_name", clean_text(name))])
        return self.name
