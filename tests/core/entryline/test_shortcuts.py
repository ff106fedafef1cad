"""What is told without a regular expression is what the expression tells."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics import lengths
from core.basics.dataclass import replace
from core.basics.errors import MonteoreError
from core.basics.lengths import NUMBER_WORDS, match_length
from core.basics.patterns import Pattern
from core.entryline import clocks, doubts, note_slips
from core.entryline.clocks import match_clock, match_range
from core.entryline.parse import read_line
from core.entryline.tokens import words_of
from tests.profiles import examples


def _words(text: str) -> list[str]:
    return text.split()


_NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
_UNITS = _words(
    "h m min mins minutes minuti ' hours hour ora ore hr s sec secondi quarters quarti hms 15m 2h 1h30 90' 7 15 930 "
    "123456789"
)
_LINKS = _words(
    "and e & + - , to till alle a dalle at from between tra fra ore h dal all'una noon midnight mezzogiorno dalnoon "
    "ago fa"
)
_PARTS = _words(
    "half mezza mezz'ora mezzora quarter quarto three-quarters three d'ora of an hour am pm 9am 3pm 9:30 9.20 9-10 ½ "
    "1/4 3/4 1.30"
)
_NOTES = _words(
    "printer router vpn horse storm acme pausa break lunch senza meno tolto gratis n.c. n/c ticket #7 no charge "
    "yesterday ieri altro altroieri last week scorso this morning stamattina 24/7 12/3 2026-01-02 3 days started "
    "beginning prima verso del PRINTER other day the previous month un'altra (9 [10 20, 15m. più and/or plus fine"
)
_WORD = st.sampled_from([*_UNITS, *_LINKS, *_PARTS, *_NOTES, *sorted(NUMBER_WORDS)]) | st.text(
    "0179hm.:-'sea½", max_size=4
)
_TEXT = st.lists(st.tuples(_WORD, st.sampled_from([" ", " ", " ", "  ", "\n", ", ", ""])), max_size=7).map(
    lambda words: "".join(word + blank for word, blank in words)
)


@examples(100)
@given(_TEXT)
def test_lengths_and_clock_times_are_those_of_the_expressions(text: str) -> None:
    starts = [place for place in range(len(text) + 1) if place == 0 or not text[place - 1].isalnum()]

    def found() -> list[object]:
        return [
            (
                match_length(text, start),
                match_length(text, start, open_number=False),
                match_range(text, start),
                match_clock(text, start),
                match_clock(text, start, hours_alone=True),
            )
            for start in starts
        ]

    quick = found()
    with pytest.MonkeyPatch.context() as patch:
        for module in (lengths, clocks):
            patch.setattr(module, "words_at", lambda _text, _start: ("-", "-"))
        assert quick == found()


@examples(60)
@given(_TEXT.map(lambda text: " ".join(text.split())))
def test_slips_in_a_note_are_those_of_the_expressions(note: str) -> None:
    words = read_line("acme 15m note", now=_NOW, zone=ZoneInfo("UTC"), known_work_types=(), day_words=None)
    assert words.work.work_date == date(2026, 11, 24)
    words = replace(words, note=note)
    quick = note_slips.slips_in_note(words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pattern, "_is_possible", lambda _self, _text: True)
        patch.setattr(note_slips, "_CLOCK_BEGINS", ("",))
        assert quick == note_slips.slips_in_note(words)


@examples(100)
@given(st.sampled_from(["acme ", "acme 15m ", "acme 15m", "acme 2h router ", ""]), _TEXT)
def test_a_line_is_read_as_it_is_by_the_expressions(begin: str, rest: str) -> None:
    def told() -> object:
        try:
            return read_line(
                begin + rest, now=_NOW, zone=ZoneInfo("UTC"), known_work_types=(), day_words={"ieri": "yesterday"}
            )
        except MonteoreError as refusal:
            return str(refusal)

    quick = told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pattern, "_is_possible", lambda _self, _text: True)
        for module in (lengths, clocks):
            patch.setattr(module, "words_at", lambda _text, _start: ("-", "-"))
        assert quick == told()


_WHEN = st.lists(
    st.sampled_from(
        _words("verso le 10 on monday 9:30 alle the 3 of may ieri printer dell'altro oggi h9 3rd l’ore 12/3 all")
    ),
    max_size=5,
).map(" ".join)


@examples(200)
@given(_WHEN)
def test_a_note_says_only_when_if_each_word_does_and_one_is_a_time_or_a_day(note: str) -> None:
    tokens = words_of(note)
    words = [part for token in tokens for part in re.split("['’]", token.bare.casefold()) if part]
    days = {"ieri": "yesterday", "monday": "mon", "oggi": "today"}
    dated = [doubts._is_when(words, place, days) for place in range(len(words))]
    beside = doubts._BEFORE_A_CLOCK | doubts._BESIDE_A_DAY
    wanted = any(dated) and all(when or word in beside for when, word in zip(dated, words, strict=True))
    assert doubts.says_only_when(tokens, days) == (wanted or bool(doubts._PART_OF_TODAY.fullmatch(note)))
