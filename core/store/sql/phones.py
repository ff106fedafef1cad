"""The form in which a phone number is searched."""

import re


def searched_digits(raw: str, e164: str) -> str:
    """A phone's digits as typed and in E.164, in one text to look into."""
    return f"{re.sub(r'[^0-9]', '', raw)} {re.sub(r'[^0-9]', '', e164)}"
