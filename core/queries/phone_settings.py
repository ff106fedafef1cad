"""Reads of the telephone's settings: whose extension is whose, how numbers are written, how long calls are kept."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from core.basics.dataclass import fields
from core.basics.numbers import NumberKind, NumberPlan, read_number
from core.basics.text import clean_text
from core.model.phone import PhoneOptions
from core.session import Session

EVERYBODY_ELSE: Final = "*"
"""The extension that stands for all extensions of nobody."""
_LONGEST_EXTENSION = 80


class PhoneSettingsReads:
    """The telephone's settings of one store."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def options(self) -> PhoneOptions:
        """The settings in force."""
        stored = self._stored("phone")
        known = {
            name: value for name, value in stored.items() if name in {field.name for field in fields(PhoneOptions)}
        }
        if "starts_by_itself" in known:
            known["starts_by_itself"] = tuple(known["starts_by_itself"])
        return PhoneOptions(**known)

    @property
    def reads_as_cards(self) -> bool:
        """Whether numbers are read by the plan that the numbers of cards are read by: that of the business's time zone."""
        options, usual = self.options, NumberPlan("")
        return (options.region, options.outside_prefix, options.internal_digits) == ("", "", usual.internal_digits)

    @property
    def plan(self) -> NumberPlan:
        """How numbers are written and dialled."""
        options = self.options
        region = options.region or self._session.country
        return NumberPlan(region, options.outside_prefix, options.internal_digits)

    @property
    def extensions(self) -> dict[str, tuple[str, ...]]:
        """Technicians by extension."""
        return {extension: tuple(people) for extension, people in sorted(self._stored("phone_extensions").items())}

    @property
    def own_extension(self) -> str:
        """The extension from which the session's technician dials; empty for none."""
        own = (name for name, people in self.extensions.items() if self._session.technician in people)
        return next((name for name in own if name.isdigit()), "")

    def _stored(self, name: str) -> dict[str, Any]:
        stored: dict[str, Any] = json.loads(self._session.store.reads.setting(name) or "{}")
        return stored

    def key_of(self, extension: str, plan: NumberPlan | None = None) -> str:
        """The one form of an extension: digits of an internal one, E.164 of an own number, else the text in small letters."""
        text = clean_text(extension[:_LONGEST_EXTENSION])
        if not text or text == EVERYBODY_ELSE or text.startswith("@"):
            return text
        number = read_number(text, plan or self.plan)
        if number.kind is NumberKind.INTERNAL:
            return number.extension
        return number.e164 or re.sub(r"^sips?:", "", text.casefold()).partition("@")[0]

    def is_extension(self, peer: str) -> bool:
        """Whether the name of a device is an extension: digits of an internal number, or one that belongs to somebody."""
        return self.extension_check()(peer)

    def extension_check(self) -> Callable[[str], bool]:
        """`is_extension` by the settings of now, which are read once."""
        plan, extensions = self.plan, self.extensions

        def is_extension(peer: str) -> bool:
            is_internal = peer.isascii() and peer.isdigit() and len(peer) <= plan.internal_digits
            return is_internal or self.key_of(peer, plan) in extensions

        return is_extension

    def owners_of(self, key: str, extensions: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        """The technicians of an extension in the form of `key_of`; `@anna` is anna herself."""
        if key.startswith("@"):
            return (key[1:],) if key[1:] else ()
        return extensions.get(key) or extensions.get(EVERYBODY_ELSE, ())

    @property
    def keeps_for(self) -> timedelta:
        """How long phone calls stay in the store."""
        return timedelta(days=self.options.keep_days)
