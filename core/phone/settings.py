"""The settings of the telephone: whose extension is whose, how numbers are dialled, what stands on a desk."""

import json
import re
from collections.abc import Iterable

from core.basics.dataclass import fields, replace
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.text import clean_text
from core.model.phone import PhoneOptions
from core.queries.phone_settings import EVERYBODY_ELSE, PhoneSettingsReads
from core.session import needs

__all__ = ["EVERYBODY_ELSE", "PhoneSettings"]

_LONGEST_INTERNAL = 8
_MOST_DAYS = 3660


class PhoneSettings(PhoneSettingsReads):
    """The telephone's settings of one store, and their changes."""

    @needs(Right.MANAGE)
    def assign(self, extension: str, technicians: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Give an extension, a queue or an own number to technicians, in place of those before; to none: remove it.

        Returns all extensions. Errors: `Usage` for a text that is no extension.
        """
        from core.journal.events import SettingSet

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
        unlogged_by_technician: bool | None = None,
    ) -> PhoneOptions:
        """Change settings; `None` leaves one as it is. Errors: `Usage` for an impossible value."""
        said = {name: value for name, value in locals().items() if name != "self" and value is not None}
        from core.journal.events import SettingSet

        with self._session.changing():
            before = self.options
            wanted = replace(before, **said)
            _check(wanted)
            if wanted != before:
                values = {name: getattr(wanted, name) for name in (field.name for field in fields(PhoneOptions))}
                self._session.append([SettingSet("phone", json.dumps(values, sort_keys=True))])
        return self.options


def _check(options: PhoneOptions) -> None:
    if options.region and not re.fullmatch(r"[A-Z]{2}", options.region):
        raise Usage(_("{text} is no country; write two capital letters, such as IT").format(text=options.region))
    if not re.fullmatch(r"\d{0,4}", options.outside_prefix, re.ASCII):
        raise Usage(_("an outside prefix is at most four digits, such as 0"))
    if not 1 <= options.internal_digits <= _LONGEST_INTERNAL:
        raise Usage(_("an extension has 1 to {most} digits").format(most=_LONGEST_INTERNAL))
    if not 1 <= options.keep_days <= _MOST_DAYS:
        raise Usage(_("phone calls are kept for 1 to {most} days").format(most=_MOST_DAYS))
