"""Read hours that are sold or agreed.

In an option of the shell and in a file a bare number could be minutes or hours, so it is refused. In a field of the desk
whose words say that it holds hours it is hours.
"""

from core.basics.durations import parse_option_duration, shown_word, whole_minutes
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.patterns import Pattern

_BARE = Pattern(r"[+\N{MINUS SIGN}-]?[0-9]+(?:[.,][0-9]+)?")


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


def as_hours(text: str) -> str:
    """What is typed into a field of hours, with its unit: `10` is `10h`, `+7,5` is `+7,5h`; anything else stays."""
    word = text.strip()
    return f"{word}h" if _BARE.fullmatch(word) and any(digit in word for digit in "123456789") else word


def parse_change(text: str) -> int:
    """Whole minutes of a change with its sign: `+2h`, `-1h30`. Errors: `Usage` without a sign, else those of `parse_hours`."""
    word = text.strip().replace("\N{MINUS SIGN}", "-")
    if word[:1] not in ("+", "-"):
        raise Usage(_("{text} has no sign; write +2h to give hours, -2h to take them").format(text=shown_word(word)))
    minutes = parse_hours(word[1:])
    return -minutes if word[0] == "-" else minutes


def parse_left(text: str) -> int:
    """Whole minutes of hours left: as `parse_hours`, and a bare number is minutes."""
    word = text.strip()
    return int(word) if word.isdecimal() and word.isascii() else parse_hours(word)
