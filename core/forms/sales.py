"""Read what a sale of hours says beside its size: a discount."""

from fractions import Fraction

from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.rules.windows import parse_multiplier


def parse_discount(text: str) -> Fraction:
    """The part of a price that a discount takes off, over 0 and under 1: `10%`, `7.5%`. Errors: `Usage`."""
    word = text.strip()
    sentence = _("{text} is no discount; write one over 0% and under 100%, such as 10%; free hours are a gift")
    wrong = Usage(sentence.format(text=shown_word(word)))
    if not word.endswith("%"):
        raise wrong
    try:
        percent = parse_multiplier(word[:-1])
    except Usage:
        raise wrong from None
    if not 0 < percent < 100:
        raise wrong
    return percent / 100
