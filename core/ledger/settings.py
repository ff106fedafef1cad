"""Settings of the business: its name, which statements and mail show, and its fiscal data."""

import json

from core.basics.identity import Right
from core.basics.text import clean_text
from core.journal.codec import canonical, plain, revive
from core.journal.events import SettingSet
from core.model.firm import NO_FIRM, Firm
from core.session import Session, needs


class BusinessSettings:
    """Changes of the settings of the business."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def name(self) -> str:
        """The name of the business; empty if it is not set."""
        return self._session.store.reads.setting("business_name") or ""

    @property
    def firm(self) -> Firm:
        """The fiscal data of the business; `NO_FIRM` if none are set."""
        text = self._session.store.reads.setting("firm")
        if not text:
            return NO_FIRM
        firm: Firm = revive(Firm, json.loads(text))
        return firm

    @needs(Right.MANAGE)
    def set_name(self, name: str) -> str:
        """Set the name of the business. Returns the name as stored."""
        self.change(name, None)
        return self.name

    @needs(Right.MANAGE)
    def change(self, name: str | None, firm: Firm | None) -> None:
        """Set the name and the fiscal data in one change; `None` and equal values change nothing."""
        with self._session.changing():
            if name is not None and clean_text(name) != self.name:
                self._session.append([SettingSet("business_name", clean_text(name))])
            if firm is not None and firm != self.firm:
                self._session.append([SettingSet("firm", canonical(plain(firm)))])
