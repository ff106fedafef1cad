"""Recognise a note that says nothing but when the work was, as in `20m verso le 10` or `il 30/10 20m`. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from core.basics.lengths import plain_text
from core.entryline.days import is_day_name, is_month_name
from core.entryline.tokens import Token

_CLOCK: Final = re.compile(r"h?[0-9]{1,2}[:.][0-9]{2}(?:[ap]m)?|h[0-9]{1,2}|[0-9]{1,2}[ap]m")
_DATE: Final = re.compile(
    r"[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?|[0-9]{1,2}([.-])[0-9]{1,2}\1[0-9]{2,4}|[0-9]{4}-[0-9]+-[0-9]+"
)
_NUMBER: Final = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th|°)?")
_BEFORE_A_CLOCK: Final = re.compile(
    r"from|at|until|till|around|about|before|after|between|up|to|h|"
    r"dal|dalle|al|alle|all|a|verso|circa|prima|delle|dopo|fino|sino|entro|ore|le"
)
_BESIDE_A_DAY: Final = re.compile(
    r"on|of|the|last|morning|afternoon|evening|night|today|day|am|pm|"
    r"il|lo|l|la|altro|di|del|dello|della|scors[oa]|passat[oa]|mattin[ao]|pomeriggio|sera|notte|oggi|stamattina|stasera"
)
"""Words that may stand beside a clock time or a day without saying anything else."""


def says_only_when(note: Sequence[Token], day_words: Mapping[str, str]) -> bool:
    """Whether every word of a note belongs to a clock time or to a day, at least one of them other than today.

    A number without a unit is a clock time after a word such as `around`, and a day beside a month's name.
    """
    words = [part for word in note for part in re.split(r"['’]", plain_text(word.bare).casefold()) if part]
    dated = [_is_when(words, place, day_words) for place in range(len(words))]
    return any(dated) and all(when or _is_beside(word) for when, word in zip(dated, words, strict=True))


def _is_beside(word: str) -> bool:
    return bool(_BEFORE_A_CLOCK.fullmatch(word) or _BESIDE_A_DAY.fullmatch(word))


def _is_when(words: Sequence[str], place: int, day_words: Mapping[str, str]) -> bool:
    word = words[place]
    if _CLOCK.fullmatch(word) or _DATE.fullmatch(word) or is_day_name(word, day_words):
        return True
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if _NUMBER.fullmatch(word):
        return bool(_BEFORE_A_CLOCK.fullmatch(before)) or is_month_name(before) or is_month_name(after) or after == "of"
    return is_month_name(word) and any(_NUMBER.fullmatch(other) for other in (*words[:place][-2:], after))
