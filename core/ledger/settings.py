"""What a business says of itself: its name, as statements and mail show it."""

from core.basics.identity import Right
from core.basics.text import clean_text
from core.journal.events import SettingSet
from core.session import Session, needs


class BusinessSettings:
    """The settings of one store."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def name(self) -> str:
        """The business's name; empty where nobody gave one."""
        return self._session.store.reads.setting("business_name") or ""

    @needs(Right.MANAGE)
    def set_name(self, name: str) -> str:
        """Keep the business's name; the name as kept."""
        with self._session.changing():
            if clean_text(name) != self.name:
                self._session.append([SettingSet("business_name", clean_text(name))])
        return self.name
