"""Terms of payment as accounting programs write them, with the way of payment beside the days: `Bonifico 30 gg d.f. f.m.`"""

import re

_DAYS = re.compile(
    r"(?<![\d/,+-])(?P<days>\d{1,3})\s*(?:gg|giorni|days?)\b\.?\s*(?:d\.?\s*f\.?)?\s*"
    r"(?P<end>f\.?\s*m\b|fine mese|eom)?",
    re.IGNORECASE | re.ASCII,
)


def terms_in(text: str) -> str:
    """The terms as a fiscal card reads them (`30d`, `60d eom`); the text itself for none or several dates (`30/60 gg`)."""
    found = _DAYS.search(text)
    return f"{found['days']}d{' eom' if found['end'] else ''}" if found is not None else text
