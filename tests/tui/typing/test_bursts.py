"""Typing and pasting are told apart by what arrives together."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.typing.bursts import BURST_SECONDS, DOUBT_SECONDS, Bursts, Item, Pasted, Stroke

PRESSED = "<f5>"


def strokes(text: str) -> list[Stroke[str]]:
    """Characters as strokes; `^` stands for a pressed key."""
    return [Stroke(PRESSED, "") if each == "^" else Stroke(each, each) for each in text]


@dataclass
class Read:
    """What one read held, and the pause before it in milliseconds."""

    text: str
    pause: float = 0.0


def outcome(*reads: Read) -> list[str]:
    """What comes out, as texts: keys as they are, a paste in brackets."""
    bursts, now, items = Bursts[str](), 0.0, list[Item[str]]()
    for read in reads:
        # The reader ticks at each deadline that lies before the next read.
        now += read.pause / 1000
        while (end := bursts.deadline()) is not None and end <= now:
            items += bursts.tick(end)
        items += bursts.feed(strokes(read.text), now)
    while (end := bursts.deadline()) is not None:
        items += bursts.tick(end)
    return ["[" + item.text + "]" if isinstance(item, Pasted) else item.key for item in items]


def keys_of(text: str) -> list[str]:
    return [PRESSED if each == "^" else each for each in text]


def test_a_text_with_a_line_break_inside_is_a_paste() -> None:
    assert outcome(Read("acme 15\rbianchi 20\r")) == ["[acme 15\nbianchi 20\n]"]


@pytest.mark.parametrize("text", ["vivai\r^scanner\r", "^toner\t77\r".replace("\t", "^"), "acme 15\rbianchi 20\r^"])
def test_a_burst_with_a_pressed_key_is_keys(text: str) -> None:
    assert outcome(Read(text)) == keys_of(text)


def test_a_pressed_key_within_the_time_of_doubt_makes_it_keys() -> None:
    assert outcome(Read("acme 15\rbianchi 20\r"), Read("^", 59)) == keys_of("acme 15\rbianchi 20\r^")
    assert outcome(Read("acme 15\rbianchi 20\r"), Read("^", 60)) == ["[acme 15\nbianchi 20\n]", PRESSED]


def test_one_line_with_its_line_break_is_typed() -> None:
    assert outcome(Read("acme 15 printer\r")) == keys_of("acme 15 printer\r")


def test_a_line_break_of_two_characters_is_one() -> None:
    assert outcome(Read("acme 15 printer\r\n")) == keys_of("acme 15 printer\r")
    assert outcome(Read("acme 15\r\nbianchi 20\r\n")) == ["[acme 15\nbianchi 20\n]"]


@pytest.mark.parametrize(("text", "is_paste"), [("abc\rdef", False), ("abc\rdefg", True), ("abcdefg\r", False)])
def test_a_paste_has_eight_characters_and_a_break_before_the_last(text: str, is_paste: bool) -> None:
    assert outcome(Read(text)) == (["[" + text.replace("\r", "\n") + "]"] if is_paste else keys_of(text))


def test_a_large_paste_that_comes_in_several_reads_stays_one() -> None:
    assert outcome(Read("acme 15\rbian"), Read("chi 20\r", 59)) == ["[acme 15\nbianchi 20\n]"]


def test_keys_one_by_one_less_than_five_milliseconds_apart_are_a_burst() -> None:
    text = "acme 15\rbianchi"
    assert outcome(*(Read(each, 4.9) for each in text)) == ["a", "[cme 15\nbianchi]"]
    assert outcome(*(Read(each, 5) for each in text)) == keys_of(text)


def test_a_letter_by_itself_is_not_delayed() -> None:
    bursts = Bursts[str]()
    assert [item for item in bursts.feed(strokes("a"), 1.0)] == strokes("a")
    assert bursts.deadline() is None


def test_a_single_enter_waits_for_one_burst_only() -> None:
    bursts = Bursts[str]()
    assert bursts.feed(strokes("\r"), 1.0) == []
    assert bursts.tick(1.0 + BURST_SECONDS) == strokes("\r")


reads = st.lists(
    st.builds(Read, st.text("ab \r^", min_size=1, max_size=12), st.sampled_from([0, 1, 4.9, 5, 20, 59.9, 60, 120])),
    max_size=8,
)


@given(reads)
def test_nothing_is_lost_and_nothing_changes_places(given_reads: list[Read]) -> None:
    came_out = outcome(*given_reads)
    flat = "".join(each[1:-1].replace("\n", "\r") if each.startswith("[") else each for each in came_out)
    assert flat == "".join(keys_of("".join(read.text for read in given_reads)))


@given(reads)
def test_each_paste_is_long_enough_and_holds_no_pressed_key(given_reads: list[Read]) -> None:
    before = ""
    for each in outcome(*given_reads):
        if each.startswith("["):
            pasted = before + each[1:-1]
            assert len(pasted) >= 8
            assert "\n" in each[:-2]
            assert PRESSED not in each
        # At most the first character of a burst was passed on before the rest was known as a paste.
        before = each if len(each) == 1 else ""


@given(st.text("abc \r", min_size=1, max_size=40), st.integers(0, 40))
def test_one_read_with_a_pressed_key_anywhere_is_keys_only(text: str, place: int) -> None:
    typed = text[:place] + "^" + text[place:]
    assert outcome(Read(typed)) == keys_of(typed)


@given(st.lists(st.text("abc ", min_size=4, max_size=9), min_size=2, max_size=5), st.booleans())
def test_several_lines_in_one_read_press_nothing(lines: list[str], ends_with_break: bool) -> None:
    text = "\r".join(lines) + ("\r" if ends_with_break else "")
    assert outcome(Read(text)) == ["[" + text.replace("\r", "\n") + "]"]


def test_the_times_are_those_of_the_manual() -> None:
    assert (BURST_SECONDS, DOUBT_SECONDS) == (0.005, 0.06)
