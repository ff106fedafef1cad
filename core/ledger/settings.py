"""Settings of the business: its name, which statements and mail show, and its fiscal data."""

from __future__ import annotations

from base64 import b64decode, b64encode

from core.basics.clock import parse_zone
from core.basics.dataclass import dataclass, replace
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.sha256 import sha256
from core.basics.text import clean_text
from core.journal.codec import canonical, plain
from core.journal.events import SettingSet
from core.journal.registry import Event
from core.model.firm import Firm, Logo
from core.queries.dues import firm_of
from core.session import Session, needs

_LOGO = "logo:"
"""Begins the name of the setting that holds a logo; its digest follows."""


@dataclass(frozen=True)
class SettingsChange:
    """What to change of the settings; what is `None` stays."""

    name: str | None = None
    firm: Firm | None = None
    statement_day: int | None = None
    """The day of the month from which on the daily run gives statements out, 1 to 28."""
    timezone: str | None = None
    logo: Logo | None = None
    drops_logo: bool = False
    """Whether the logo is taken away."""


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
        return firm_of(self._session)

    @property
    def seller(self) -> Firm:
        """The fiscal data with the business's own name where invoices are given no other."""
        firm = self.firm
        return firm if firm.card.name else replace(firm, card=replace(firm.card, name=self.name))

    @property
    def logo(self) -> Logo | None:
        """The picture at the head of sheets; `None` if there is none."""
        return self._logo(self.logo_digest)

    @property
    def logo_digest(self) -> str:
        """What the logo is kept under; empty if there is none."""
        return self._session.store.reads.setting("logo") or ""

    @needs(Right.READ)
    def logo_of(self, digest: str) -> Logo | None:
        """A logo by its digest, an older one too: issued statements keep the one of their day."""
        return self._logo(digest)

    def _logo(self, digest: str) -> Logo | None:
        text = self._session.store.reads.setting(_LOGO + digest) if digest else ""
        if not text:
            return None
        kind, data = text.split(":", 1)
        return Logo(kind, b64decode(data))

    @property
    def statement_day(self) -> int:
        """The day of the month from which on the daily run gives statements out, 1 to 28."""
        return int(self._session.store.reads.setting("statement_day") or 1)

    @property
    def letterhead(self) -> tuple[str, ...]:
        """The lines under the name: address and tax numbers, as far as they are known."""
        return letterhead_of(self.name, self.firm)

    @needs(Right.MANAGE)
    def change(self, wanted: SettingsChange) -> None:
        """Set what is said, all of it in one change; equal values change nothing.

        Errors: `Usage` for a time zone that is no IANA zone.
        """
        zone = parse_zone(wanted.timezone) if wanted.timezone is not None else None
        with self._session.changing():
            self._session.append(self._events_of(wanted, zone))
        if zone is not None:
            self._session.forget_zone()

    def _events_of(self, wanted: SettingsChange, zone: str | None) -> list[Event]:
        events: list[Event] = []
        if wanted.name is not None and clean_text(wanted.name) != self.name:
            events.append(SettingSet("business_name", clean_text(wanted.name)))
        if wanted.firm is not None and wanted.firm != self.firm:
            events.append(SettingSet("firm", canonical(plain(wanted.firm))))
        if wanted.statement_day is not None and wanted.statement_day != self.statement_day:
            events.append(SettingSet("statement_day", str(wanted.statement_day)))
        if zone is not None and zone != self._session.zone.key:
            events.append(SettingSet("timezone", zone))
        logo = wanted.logo
        digest = sha256(logo.data).hexdigest()[:16] if logo else ""
        if (logo or wanted.drops_logo) and digest != self.logo_digest:
            if logo and self.logo_of(digest) is None:
                events.append(SettingSet(_LOGO + digest, f"{logo.kind}:{b64encode(logo.data).decode()}"))
            events.append(SettingSet("logo", digest))
        return events


def letterhead_of(name: str, firm: Firm) -> tuple[str, ...]:
    """The lines under the name of the business: its name for invoices, address and tax numbers, as far as known."""
    card = firm.card
    street = " ".join(part for part in (card.street, card.number) if part)
    town = " ".join(part for part in (card.zip, card.city, f"({card.province})" if card.province else "") if part)
    lines = [card.name if card.name != name else "", ", ".join(part for part in (street, town, card.country) if part)]
    if card.vat:
        lines.append(_("VAT no. {number}").format(number=card.vat))
    if card.tax_code and card.tax_code not in card.vat:
        lines.append(_("Tax code {number}").format(number=card.tax_code))
    return tuple(line for line in lines if line)
