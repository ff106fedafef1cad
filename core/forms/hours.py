"""Read hours that are sold or agreed. A bare number could be minutes or hours, so it is refused."""

from core.basics.durations import parse_option_duration, shown_word, whole_minutes
from core.basics.errors import Usage
from core.basics.i18n import _


def parse_hours(text: str) -> int:
    """Whole minutes of a block's size, a threshold or hours in a fee: `10h`, `7:30`, `600m`, `0`.

    Errors: `Usage` for a bare number other than 0, with both of its readings.
    """
    word = text.strip()
    if word.isdecimal() and word.isascii() and word.strip("0"):
        raise Usage(
            _("{number} could be {number} minutes or {number} hours: write {number}m or {number}h").format(
                number=shown_word(word)
            )
        )
    return whole_minutes(parse_option_duration(word))
