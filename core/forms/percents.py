"""Read percentages, such as a margin."""

import re
from fractions import Fraction

from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _

_PERCENT = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,4})?)\s*%?")
_MOST = 1000


def parse_percent(text: str) -> Fraction:
    """The share that `20%` means: 1/5. A missing sign is understood. Errors: `Usage` for anything else, and over 1000 %."""
    match = _PERCENT.fullmatch(text.strip())
    percent = Fraction(match[1].replace(",", ".")) if match else Fraction(-1)
    if not 0 <= percent <= _MOST:
        raise Usage(_("'{text}' is not a percentage from 0 to 1000; write it as 20%").format(text=shown_word(text)))
    return percent / 100
