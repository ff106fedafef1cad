"""Refuse words beside the time of a line that would change its meaning: other units, sums, a second range, a clock time."""

import re

from core.basics.durations import (
    format_minutes,
)
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.lengths import Strength
from core.basics.patterns import DIGITS, Pattern
from core.entryline.candidates import (
    BARE,
    FOR,
    HOUR_LIKE,
    Candidate,
    Kind,
    TimeWords,
)
from core.entryline.doubts import CLOCK_DIGITS, refuse_clock_digits

_OTHER_UNITS = frozenset(
    {"d", "day", "days", "week", "weeks", "g", "gg", "giorno", "giorni", "settimana", "settimane", "mesi", "months"}
)
LINKS = frozenset({"e", "and", "&"})
_TIMES = frozenset({"x", "×", "*"})
_JOINING = frozenset({"e", "and", "&", "+", "-", "/", *_TIMES, "to", "a", "alle", "till", "until", "o", "or"})
_UNTIL = frozenset({"-", "to", "till", "until", "a", "alle"})
_LESS = frozenset({"meno", "minus", "less"})
_LESS_BY = frozenset({"un", "a", "quarto", "quarter"})
_AND_THEN = frozenset({"e", "and", "&", "+", "poi", "then"})
_UP_TO = frozenset({"fino", "sino", "up"})
_AGO = frozenset({"ago", "fa"})
WITH_DIGIT = Pattern(r"[^\w-]?[0-9]|h[0-9]", re.IGNORECASE)
_CLOCK_LIKE = Pattern(r"h?[0-9]{1,2}[:.,][0-9]{2}", re.IGNORECASE, parts=(":", ".", ","))
_HOUR_ALONE = Pattern(r"(?:1?[0-9]|2[0-4])")
_BEFORE_AN_HOUR = frozenset({"to", "past"})
_PARTS_OF_AN_HOUR = frozenset({"quarter", "half", "five", "ten", "twenty", "twenty-five"})
_VERSION = Pattern(r"(?:2[4-9]|[3-9][0-9])\.[0-9]{2}|[0-9]{1,2}\.[6-9][0-9]")
"""What has the form of a clock time and is none, such as `24.04`."""
_CLOCK_OR_HOURS = Pattern(r"[0-9]{1,2}(?::|h)[0-9]{2}", re.IGNORECASE, parts=(":", "h", "H"))
_OPEN = Pattern(r"[0-9]+(?:\"|'')?", parts=DIGITS)
_FRACTION = Pattern(r"[½¼¾]|[1-9]/[2-9]|mezz[ao]", re.IGNORECASE, parts=("½", "¼", "¾", "/", "z", "Z"))
_AFTER_LINK = Pattern(r"[0-9]{1,2}|mezz[ao]|half|quarto|a|un", re.IGNORECASE)
START_WORDS = frozenset({"at", "from", "between", "alle", "dalle", "dal", "ore", "h", "tra", "fra", "le"})


class TimeRefusals(TimeWords):
    """Refuses what stands beside a time and could belong to it."""

    def _refuse_what_follows(self, chosen: Candidate) -> None:
        """Refuse words directly after a time that would change its meaning. Errors: `UnreadableLine`."""
        if chosen.kind in (Kind.BARE, Kind.LENGTH):
            self._refuse_other_units(chosen)
            self._refuse_clock_after(chosen)
            self._refuse_sums(chosen)
        elif chosen.kind in (Kind.RANGE, Kind.START) or (chosen.kind is Kind.COLON and not self.may_be_clock(chosen)):
            self._refuse_sums(chosen)
        self._refuse_clock_numbers(chosen)
        self._refuse_half_range(chosen)
        self._refuse_part_of_an_hour(chosen)
        self._refuse_less(chosen)
        self._refuse_second_range(chosen)
        if chosen.kind is Kind.BARE and chosen.first > 0 and self.goes_on(chosen.first):
            before = self.plain(chosen.first - 1).lower()
            if BARE.fullmatch(before) or before in _JOINING:
                reason = _(
                    "'{word}' can be minutes or part of the note; write {word}m, or the length right after the client"
                )
                raise self.refused(chosen.first, chosen.after, reason.format(word=self.shown(chosen)))

    def _refuse_clock_numbers(self, chosen: Candidate) -> None:
        """Refuse `0930`, `1430` and `900 920`: clock times without a colon, or minutes."""
        if chosen.kind is not Kind.BARE or not CLOCK_DIGITS.fullmatch(word := self.plain(chosen.first)):
            return
        index = chosen.after
        if self.goes_on(index) and CLOCK_DIGITS.fullmatch(self.plain(index)):
            reason = _("'{word}' can be a range or a length; write it as in 9:00-9:20, or a comma before the note")
            raise self.refused(chosen.first, index + 1, reason.format(word=self.quoted(chosen.first, index + 1)))
        try:
            refuse_clock_digits(word)
        except Usage as refusal:
            raise self.refused(chosen.first, chosen.after, str(refusal)) from None

    def _refuse_part_of_an_hour(self, chosen: Candidate) -> None:
        """Refuse `from a quarter to 9 until 9:15`: the first words would be lost in the note."""
        begin = chosen.first - 1
        if chosen.kind not in (Kind.RANGE, Kind.START) or not (self.goes_on(chosen.first) and self.goes_on(begin)):
            return
        said, before = self.plain(begin).lower(), self.plain(begin - 1).lower()
        if said in _BEFORE_AN_HOUR and (before in _PARTS_OF_AN_HOUR or BARE.fullmatch(before)):
            reason = _("'{word}' can be a range or a length; write it as in 9:00-9:20, or a comma before the note")
            raise self.refused(begin - 1, chosen.after, reason.format(word=self.quoted(begin - 1, chosen.after)))

    def _refuse_half_range(self, chosen: Candidate) -> None:
        """Refuse a length after a start that would be lost in the note, as in `9:00- 9h20` and `vpn at 9 for 20m`."""
        if chosen.kind not in (Kind.LENGTH, Kind.COLON) or not self.goes_on(chosen.first):
            return
        begin = chosen.first - 1
        if self.plain(begin).lower() in FOR and self.goes_on(begin):
            begin -= 1
            worded = self.goes_on(begin) and self.plain(begin - 1).lower() in START_WORDS
            if not (_CLOCK_LIKE.fullmatch(self.plain(begin)) or (worded and BARE.fullmatch(self.plain(begin)))):
                return
        elif self.plain(begin).lower() in _UNTIL and self.goes_on(begin):
            begin -= 1
        elif _HOUR_ALONE.fullmatch(self.plain(begin)) and self.goes_on(begin):
            # `vpn alle 9 20m`. `fino alle 15 20m` without a note is refused for what it says.
            words = [self.plain(index).lower() for index in range(begin)]
            others = len(self.words) > chosen.after or not {*words} <= START_WORDS | _UNTIL | _UP_TO
            if chosen.strength is Strength.WEAK or not others or words[-1] not in START_WORDS | _UNTIL:
                return
        elif not (self.plain(begin).endswith("-") or _CLOCK_LIKE.fullmatch(self.plain(begin))):
            return
        if WITH_DIGIT.match(self.plain(begin)) and not _VERSION.fullmatch(self.plain(begin)):
            reason = _("'{word}' can be a range or a length; write it as in 9:00-9:20, or a comma before the note")
            shown = self.quoted(begin, chosen.after)
            raise self.refused(begin, chosen.after, reason.format(word=shown))

    def _refuse_less(self, chosen: Candidate) -> None:
        """Refuse `un'ora meno un quarto` and `dalle 9 alle 10 meno 10`, which are shorter than what was read so far."""
        index = chosen.after
        if not (self.goes_on(index) and self.goes_on(index + 1) and self.plain(index).lower() in _LESS):
            return
        following = self.plain(index + 1).lower()
        if BARE.fullmatch(following) or following in _LESS_BY or self._length_at(index + 1):
            last = index + 2
            if following in ("un", "a") and self.goes_on(last):
                last += 1
            reason = _("'{word}' is shorter than '{time}'; write its length as in 45m, or a comma before the note")
            shown = self.quoted(chosen.first, last)
            raise self.refused(chosen.first, last, reason.format(word=shown, time=self.shown(chosen)))

    def _refuse_second_range(self, chosen: Candidate) -> None:
        """Refuse a second range beside the first, as in `8:30-12:30 13:30-15:00`: its time would be lost in the note."""
        if chosen.kind not in (Kind.RANGE, Kind.START):
            return
        index = chosen.after
        if index < len(self.words) and self.plain(index).lower() in _AND_THEN:
            index += 1
        other = self.at(index) if index < len(self.words) and self._is_adjacent(index) else None
        if other and other.kind in (Kind.RANGE, Kind.START) and other.strength > Strength.WEAK:
            reason = _("'{word}' is a second range beside {first}; write a line for each")
            raise self.refused(
                other.first, other.after, reason.format(word=self.shown(other), first=self.shown(chosen))
            )

    def _refuse_other_units(self, opening: Candidate) -> None:
        """Refuse numbers with other units, such as `2 days` and `2 e 30`."""
        index = opening.after
        if opening.kind is not Kind.BARE or not self.goes_on(index):
            return
        word = self.plain(index).lower()
        number = self.shown(opening)
        if word in _OTHER_UNITS:
            reason = _("'{word}' is no length that an entry takes; write hours and minutes, such as 8h, up to 24h")
            raise self.refused(opening.first, index + 1, reason.format(word=self.quoted(opening.first, index + 1)))
        if word in LINKS and self.goes_on(index + 1) and _AFTER_LINK.fullmatch(self.plain(index + 1)):
            reason = _(
                "'{word}' can be hours and minutes or {number} minutes and a note; write {number}h30, or {number}m"
            )
            shown = self.quoted(opening.first, index + 2)
            raise self.refused(opening.first, index + 2, reason.format(word=shown, number=number))

    def _refuse_sums(self, opening: Candidate) -> None:
        """Refuse `10m + 20m`, `9h to 10h`, `2 h 1/2`, `1 30` and `20m ago`: they are not a length and a note."""
        index = opening.after
        if not self.goes_on(index):
            return
        word = self.plain(index).lower()
        if word in _AGO:
            reason = _("'{word}' says when, not how long; write the length, and @-{length} for work that ended then")
            shown = self.quoted(opening.first, index + 1)
            raise self.refused(
                opening.first, index + 1, reason.format(word=shown, length="".join(self.shown(opening).split()))
            )
        linked = word in _JOINING and self.goes_on(index + 1)
        place = index + 1 if linked else index
        if word in _UP_TO and self.goes_on(index + 2) and self.plain(index + 1).lower() in _JOINING:
            linked, place = True, index + 2
        other = self.at(place)
        number = bool(_OPEN.fullmatch(self.plain(place)) and self.ends_run(place))
        paired = not linked and opening.kind is not Kind.BARE and bool(_CLOCK_LIKE.fullmatch(self.plain(place)))
        number = number or (paired and _CLOCK_OR_HOURS.fullmatch(self.plain(opening.after - 1)) is not None)
        hours = opening.length is not None and opening.length.hours is not None and opening.length.minutes is None
        fraction = bool(_FRACTION.fullmatch(self.plain(place))) and (linked or hours or self.ends_run(place))
        past_hour = opening.range is not None and not opening.range.last.minutes and word == "e" and linked
        # `2 x 15 vpn` is twice a quarter of an hour.
        number = number or ((past_hour or (linked and word in _TIMES)) and bool(BARE.fullmatch(self.plain(place))))
        timed = bool(HOUR_LIKE.fullmatch(self.plain(place)) or _CLOCK_LIKE.fullmatch(self.plain(place)))
        summed = linked and (timed or bool(other and other.kind is Kind.LENGTH))
        if number or fraction or summed:
            after = other.after if other and summed else place + 1
            reason = _(
                "'{word}' can be one length or a length and a note; write it as in 1h30, or a comma before the note"
            )
            raise self.refused(opening.first, after, reason.format(word=self.quoted(opening.first, after)))

    def _refuse_clock_after(self, opening: Candidate) -> None:
        """Refuse `20m alle 9:00` and `20m 9:00`, which can mean the start; a clock time followed by a note is note text."""
        index = opening.after
        if not self.goes_on(index):
            return
        worded = self.plain(index).lower() in START_WORDS
        place = index + 1 if worded else index
        if worded and not self.goes_on(place):
            return
        found = self.clock_at(place)
        if found is None:
            return
        clock, after = found
        ends = self.ends_run(after - 1)
        if not ((clock.is_marked and (worded or ends)) or (worded and ends)):
            return
        shown = self.quoted(index, after)
        try:
            minute = clock.minute_of_day()
        except Usage as refusal:
            raise self.refused(index, after, str(refusal)) from None
        reason = _("'{word}' can be the start or the note; write @{time} for the start, or a comma before the note")
        raise self.refused(index, after, reason.format(word=shown, time=format_minutes(minute)))
