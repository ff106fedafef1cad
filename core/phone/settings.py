"""The settings of the telephone: whose extension is whose, how numbers are dialled, what stands on a desk."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.numbers import NumberKind, NumberPlan, read_number, region_of
from core.basics.text import clean_text
from core.journal.events import SettingSet
from core.model.phone import PhoneOptions
from core.session import Session, needs

EVERYBODY_ELSE = "*"
"""The extension that stands for all extensions of nobody."""
_LONGEST_EXTENSION = 80
_LONGEST_INTERNAL = 8
_MOST_DAYS = 3660


class PhoneSettings:
    """The telephone's settings of one store."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def options(self) -> PhoneOptions:
        """The settings in force."""
        stored = self._stored("phone")
        known = {name: value for name, value in stored.items() if name in PhoneOptions.__dataclass_fields__}
        if "starts_by_itself" in known:
            known["starts_by_itself"] = tuple(known["starts_by_itself"])
        return PhoneOptions(**known)

    @property
    def plan(self) -> NumberPlan:
        """How numbers are written and dialled."""
        options = self.options
        region = options.region or region_of(self._session.zone.key)
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

    @needs(Right.MANAGE)
    def assign(self, extension: str, technicians: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Give an extension, a queue or an own number to technicians, in place of those before; to none: remove it.

        Returns all extensions. Errors: `Usage` for a text that is no extension.
        """
        key = self.key_of(extension)
        if not key:
            raise Usage(_("{text} is no extension; write its digits, or * for all others").format(text=extension))
        people = tuple(dict.fromkeys(clean_text(name) for name in technicians if clean_text(name)))
        with self._session.changing():
            extensions = self.extensions
            if not people and key not in extensions:
                raise Refused(_("extension {extension} belongs to nobody").format(extension=key))
            wanted = {name: who for name, who in extensions.items() if name != key} | ({key: people} if people else {})
            if wanted != extensions:
                self._session.append([SettingSet("phone_extensions", json.dumps(wanted, sort_keys=True))])
        return self.extensions

    @needs(Right.MANAGE)
    def change(
        self,
        *,
        region: str | None = None,
        outside_prefix: str | None = None,
        internal_digits: int | None = None,
        keep_days: int | None = None,
        missed_for_all: bool | None = None,
        starts_by_itself: tuple[str, ...] | None = None,
    ) -> PhoneOptions:
        """Change settings; `None` leaves one as it is. Errors: `Usage` for an impossible value."""
        said = {name: value for name, value in locals().items() if name != "self" and value is not None}
        with self._session.changing():
            before = self.options
            wanted = replace(before, **said)
            _check(wanted)
            if wanted != before:
                values = {name: getattr(wanted, name) for name in PhoneOptions.__dataclass_fields__}
                self._session.append([SettingSet("phone", json.dumps(values, sort_keys=True))])
        return self.options

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


def _check(options: PhoneOptions) -> None:
    if options.region and not re.fullmatch(r"[A-Z]{2}", options.region):
        raise Usage(_("{text} is no country; write two capital letters, such as IT").format(text=options.region))
    if not re.fullmatch(r"\d{0,4}", options.outside_prefix, re.ASCII):
        raise Usage(_("an outside prefix is at most four digits, such as 0"))
    if not 1 <= options.internal_digits <= _LONGEST_INTERNAL:
        raise Usage(_("an extension has 1 to {most} digits").format(most=_LONGEST_INTERNAL))
    if not 1 <= options.keep_days <= _MOST_DAYS:
        raise Usage(_("phone calls are kept for 1 to {most} days").format(most=_MOST_DAYS))
