"""From bytes to messages: encodings, sequences cut anywhere, keys of every keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from core.basics.decoding import Decoder
from tui.typing.function_keys import function_keys
from tui.typing.reader import Reader
from tui.typing.tokens import ANSWER, ESC_SECONDS, QUESTION, esc_seconds


def reader(term: str = "xterm-256color", *alt_keys: str) -> Reader:
    return Reader(term, lambda key: key in alt_keys)


def shown(messages: list[Message]) -> list[str]:
    """Keys by name, pastes in brackets."""
    said = []
    for message in messages:
        if isinstance(message, events.Key):
            said.append(message.key)
        elif isinstance(message, events.Paste):
            said.append(f"[{message.text}]")
        else:
            said.append(type(message).__name__)
    return said


def read(*parts: bytes, term: str = "xterm-256color", pause: float = 0.1, alt_keys: tuple[str, ...] = ()) -> list[str]:
    """What comes of reads with a pause between them, and a long one at the end."""
    source, now, messages = reader(term, *alt_keys), 0.0, list[Message]()
    for part in parts:
        now += pause
        messages += source.feed(part, now)
    while (end := source.deadline()) is not None:
        messages += source.tick(end)
    return shown(messages)


# Encodings


@given(st.text(), st.integers(0, 200))
def test_utf8_cut_anywhere_is_decoded_whole(text: str, cut: int) -> None:
    data, decoder = text.encode(errors="surrogatepass").decode(errors="ignore").encode(), Decoder()
    assert decoder.feed(data[:cut]) + decoder.feed(data[cut:]) + decoder.flush() == data.decode()
    assert not decoder.met_other_bytes


@given(st.binary(), st.integers(0, 200))
def test_no_bytes_at_all_can_end_the_decoder(data: bytes, cut: int) -> None:
    decoder = Decoder()
    text = decoder.feed(data[:cut]) + decoder.feed(data[cut:]) + decoder.flush()
    assert all(character in text for character in data.decode("ascii", "ignore"))


@given(st.lists(st.binary(max_size=12) | st.text("\x1b[O0123;:u~ABMPZ$^@t?y", max_size=12).map(str.encode), max_size=6))
def test_no_bytes_at_all_can_end_the_reader(parts: list[bytes]) -> None:
    read(*parts)


def test_latin1_letters_are_read_as_latin1() -> None:
    assert read(b"caff\xe8\r") == ["c", "a", "f", "f", "è", "enter"]
    assert read(b"caff\xe8") == ["c", "a", "f", "f", "è"]
    assert read(b"perch\xe9 no") == ["p", "e", "r", "c", "h", "é", "space", "n", "o"]
    assert read(b"5 \x80") == ["5", "space", "euro_sign"]


def test_a_letter_cut_between_two_reads_is_one_letter() -> None:
    assert read(b"caff\xc3", b"\xa8", pause=0.1) == ["c", "a", "f", "f", "è"]


@pytest.mark.parametrize("gap", [0.2, 0.5, 1.2])
def test_half_a_letter_waits_for_its_rest_on_a_line_that_stalls(gap: float) -> None:
    assert read(b"caff\xc3", b"\xa8 ok", pause=gap) == ["c", "a", "f", "f", "è", "space", "o", "k"]
    assert read(b"\xe2", b"\x82", b"\xac", pause=gap) == ["euro_sign"]


def test_a_terminal_known_to_send_latin1_shows_its_last_letter_soon() -> None:
    source = reader()
    source.feed(b"perch\xe9 ", 1.0)
    source.feed(b"caff\xe8", 2.0)
    assert shown(source.tick(2.3))[-1:] == ["è"]


def test_a_stall_within_a_letter_does_not_make_a_utf8_line_a_latin1_one() -> None:
    source = reader()
    source.feed("perché caff".encode() + b"\xc3", 1.0)
    source.tick(2.6)
    source.feed(b"\xa8 ", 3.0)
    source.feed(b"citt\xc3", 4.0)
    assert "Ã" not in shown(source.tick(4.5))
    assert shown([*source.feed(b"\xa0 ", 4.6), *source.tick(5.0)]) == ["à", "space"]


# Esc and sequences


@pytest.mark.parametrize(
    "answer",
    [
        b"\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\", b"\x1b]0;title\x07", b"\x1b]52;c;QUJD\x1b\\", b"\x1bP>|tmux 3.3a\x1b\\",
        b"\x1bP1+r544e=78\x1b\\", b"\x1bP+q544e\x1b\\", b"\x1bP1$r0m\x1b\\", b"\x1bP!|00000000\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
    ],
)  # fmt: skip
def test_an_answer_of_the_terminal_is_no_key_wherever_it_is_cut(answer: bytes) -> None:
    assert read(b"a" + answer + b"b") == ["a", "b"]
    for cut in range(2, len(answer)):
        assert read(answer[:cut], answer[cut:] + b"b") == ["b"], cut
    # One that never ends types nothing either.
    assert read(answer[:-2], b"\x1b[15~") == ["f5"]


def test_esc_with_a_word_that_could_begin_an_answer_is_esc_and_the_word() -> None:
    assert read(b"\x1bPaolo\r") == ["escape", "P", "a", "o", "l", "o", "enter"]
    assert read(b"\x1bP1 giu\r") == ["escape", "P", "1", "space", "g", "i", "u", "enter"]
    assert read(b"\x1bP") == ["escape", "P"]
    assert read(b"\x1bP\r") == ["escape", "P", "enter"]
    assert read(b"\x1b]x") == ["escape", "right_square_bracket", "x"]
    assert read(b"\x1b", b"P>x", pause=0.4) == ["escape", "P", "greater_than_sign", "x"]


@pytest.mark.parametrize(
    "rest, key", [(b"[15~", "f5"), (b"OR", "f3"), (b"[A", "up"), (b"[[E", "f5"), (b"[15;2~", "shift+f5")]
)
def test_the_rest_of_a_key_that_comes_late_is_still_the_key(rest: bytes, key: str) -> None:
    assert read(b"\x1b", rest, b"x", pause=0.4) == ["escape", key, "x"]
    assert read(b"\x1b", rest + b"x", pause=0.4)[:2] != ["escape", key]


def test_what_looks_like_the_rest_of_a_key_long_after_esc_was_typed() -> None:
    assert read(b"\x1b", b"OR", pause=3.0) == ["escape", "O", "R"]
    assert read(b"\x1b", b"OK", pause=0.4) == ["escape", "O", "K"]


def test_esc_with_a_word_close_behind_is_esc_and_the_word() -> None:
    assert read(b"\x1bvivai\r") == ["escape", "v", "i", "v", "a", "i", "enter"]
    assert read(b"\x1bfranco") == ["escape", "f", "r", "a", "n", "c", "o"]
    assert read(b"\x1b\x1b[15~x") == ["escape", "f5", "x"]
    assert read(b"\x1b", b"Otto") == ["escape", "O", "t", "t", "o"]
    assert read(b"\x1b\r") == ["escape", "enter"]


def test_esc_alone_is_esc() -> None:
    assert read(b"\x1b") == ["escape"]


def test_alt_keys_are_those_of_the_keymap_and_of_words() -> None:
    assert read(b"\x1bx", alt_keys=("alt+x",)) == ["alt+x"]
    assert read(b"\x1bx") == ["escape", "x"]
    assert read(b"\x1bf") == ["ctrl+right"]
    assert read(b"\x1b", b"f") == ["escape", "f"]


@pytest.mark.parametrize("sequence", [b"\x1b[15~", b"\x1bOR", b"\x1b[A", b"\x1b[1;5C", b"\x1b[[E", b"\x1b[3$"])
def test_a_sequence_cut_anywhere_is_the_same_key(sequence: bytes) -> None:
    whole = read(sequence)
    assert len(whole) == 1
    for cut in range(1, len(sequence)):
        assert read(sequence[:cut], sequence[cut:]) == whole


def test_a_sequence_that_nothing_sends_types_no_letters() -> None:
    assert read(b"a\x1b[99;99;99zb") == ["a", "b"]
    assert read(b"\x1b[1", pause=0.1) == []


def test_a_bracketed_paste_is_one_paste_with_what_it_holds() -> None:
    assert read(b"\x1b[200~one\rtwo\tthree\x1b[201~x") == ["[one\rtwo\tthree]", "x"]
    assert read(b"\x1b[200~one", b"\rtwo\x1b[2", b"01~") == ["[one\rtwo]"]


def test_a_bracketed_paste_that_never_ends_is_given_up() -> None:
    assert read(b"\x1b[200~one") == ["[one]"]


def test_what_is_typed_before_a_bracketed_paste_comes_before_it() -> None:
    assert read(b"ab\x1b[200~one\x1b[201~") == ["a", "b", "[one]"]


def test_esc_at_the_end_of_several_lines_makes_them_keys() -> None:
    assert read(b"acme 15\rbianchi\r\x1b") == [*read(b"acme 15\r"), *"bianchi", "enter", "escape"]


def test_a_line_feed_is_enter() -> None:
    assert read(b"acme\n") == [*"acme", "enter"]


def test_kitty_keys_are_read() -> None:
    assert read(b"\x1b[97;;97u\x1b[P\x1b[99;5u\x1b[27u") == ["a", "f1", "ctrl+c", "escape"]


@pytest.mark.parametrize("number", ["55296", "1114112", "99999999999"])
def test_a_number_that_is_no_character_is_no_key(number: str) -> None:
    assert read(f"\x1b[{number}u\x1b[{number};;{number}u".encode()) == []


# Function keys

PLAIN = [f"f{number}" for number in range(1, 13)]
TILDE = [f"\x1b[{code}~" for code in (11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24)]
KEYBOARDS = {
    "PuTTY ESC[n~, VT400, rxvt": TILDE,
    "PuTTY Linux, Linux console": [*(f"\x1b[[{letter}" for letter in "ABCDE"), *TILDE[5:]],
    "PuTTY Xterm R6, screen, tmux, xterm": [*(f"\x1bO{letter}" for letter in "PQRS"), *TILDE[4:]],
    "PuTTY VT100+": [f"\x1bO{letter}" for letter in "PQRSTUVWXYZ["],
}


@pytest.mark.parametrize("sequences", KEYBOARDS.values(), ids=KEYBOARDS.keys())
def test_every_keyboard_sends_twelve_function_keys(sequences: list[str]) -> None:
    assert [read(sequence.encode()) for sequence in sequences] == [[name] for name in PLAIN]


def test_the_function_keys_of_an_sco_keyboard_are_known_once_a_letter_was_typed() -> None:
    sequences = "".join(f"\x1b[{letter}" for letter in "MNOPQRSTUVWX")
    assert read(sequences.encode()) == PLAIN
    assert read(b"vivai\r\x1b[Q\x1b[O") == [*"vivai", "enter", "f5", "f3"]


def test_a_window_that_loses_and_regains_the_focus_presses_nothing() -> None:
    assert read(b"vivai\x1b[O\x1b[I") == [*"vivai"]


def test_the_modifiers_of_an_sco_keyboard_are_known() -> None:
    assert read(b"\x1b[M\x1b[Y\x1b[e\x1b[k\x1b[v") == ["f1", "shift+f1", "shift+f7", "ctrl+f1", "ctrl+f12"]
    # `Esc [ Z` is Shift+Tab on every other keyboard, and stays so.
    assert read(b"\x1b[M\x1b[Z") == ["f1", "shift+tab"]


SHIFTED = [f"shift+f{number}" for number in range(1, 13)]


@pytest.mark.parametrize(
    ("sequences", "names", "term"),
    [
        ([f"\x1b[{n}~" for n in (25, 26, 28, 29, 31, 32, 33, 34)], SHIFTED[2:10], "xterm"),
        ([f"\x1b[{n}~" for n in (25, 26, 28, 29, 31, 32, 33, 34)], SHIFTED[:8], "linux"),
        (["\x1b[23$", "\x1b[24$"], SHIFTED[10:], "rxvt"),
        ([f"\x1b[{t[2:-1]}^" for t in TILDE], [f"ctrl+{name}" for name in PLAIN], "rxvt"),
        (["\x1b[23@", "\x1b[24@"], ["ctrl+shift+f11", "ctrl+shift+f12"], "rxvt"),
        ([f"\x1b[1;2{letter}" for letter in "PQRS"], SHIFTED[:4], "xterm"),
        ([f"\x1b[1;5{letter}" for letter in "PQRS"], [f"ctrl+{name}" for name in PLAIN[:4]], "xterm"),
        ([f"\x1b[{t[2:-1]};2~" for t in TILDE[4:]], SHIFTED[4:], "tmux"),
        ([f"\x1b[{t[2:-1]};5~" for t in TILDE[4:]], [f"ctrl+{name}" for name in PLAIN[4:]], "tmux"),
        ([f"\x1b[{t[2:-1]};3~" for t in TILDE[4:]], [f"alt+{name}" for name in PLAIN[4:]], "tmux"),
    ],
)
def test_function_keys_with_modifiers_are_never_the_plain_ones(
    sequences: list[str], names: list[str], term: str
) -> None:
    assert [read(sequence.encode(), term=term) for sequence in sequences] == [[name] for name in names]


def test_each_sequence_names_a_function_key() -> None:
    for sequence, name in function_keys("xterm").items():
        assert read(sequence.encode()) == [name]


@pytest.mark.parametrize(
    ("sequence", "key"),
    [
        ("\x1b[1~", "home"), ("\x1b[4~", "end"), ("\x1b[7~", "home"), ("\x1b[8~", "end"), ("\x1b[H", "home"),
        ("\x1b[F", "end"), ("\x1bOH", "home"), ("\x1bOF", "end"), ("\x1b[5~", "pageup"), ("\x1b[6~", "pagedown"),
        ("\x1b[2~", "insert"), ("\x1b[3~", "delete"), ("\x1b[A", "up"), ("\x1bOB", "down"), ("\x1b[Z", "shift+tab"),
        ("\x7f", "backspace"), ("\x08", "backspace"), ("\t", "tab"), ("\x1bOM", "enter"), ("\x1bOp", "0"),
        ("\x11", "ctrl+q"), ("\x10", "ctrl+p"), ("\x03", "ctrl+c"), ("\x1a", "ctrl+z"),
    ],
)  # fmt: skip
def test_the_other_keys_are_what_they_were(sequence: str, key: str) -> None:
    assert read(sequence.encode()) == [key]


def test_esc_and_tab_are_shift_tab_on_the_linux_console_only() -> None:
    assert read(b"\x1b\t", term="linux") == ["shift+tab"]
    assert read(b"\x1b\t") == ["escape", "tab"]


def test_reports_of_the_terminal_are_no_keys() -> None:
    assert read(b"\x1b[?2026;2$y") == ["TerminalSupportsSynchronizedOutput"]
    assert read(b"\x1b[48;24;80;480;800t") == ["Resize"]
    assert read(b"\x1b[I\x1b[?1;2c\x1b[24;80R") == []


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("50", 0.05), ("1", 0.001), ("5000", 5.0), *((each, None) for each in ("", "0", "-5", "5001", "x", "1.5"))],
)
def test_the_wait_for_the_rest_of_a_sequence_can_be_set(given: str, seconds: float | None) -> None:
    assert esc_seconds({"ESCDELAY": given}) == seconds
    source = Reader("xterm", lambda _key: False, seconds)
    assert source.feed(b"\x1b", 10.0) == []
    # Who says how long it waits wants no other answer.
    assert (source.question() == QUESTION) is (seconds is None)
    assert source.deadline() == 10.0 + (seconds or ESC_SECONDS)
    assert shown(source.tick(10.0 + (seconds or ESC_SECONDS))) == ["escape"]


# The terminal is asked whether more comes behind an Esc


def asked(*reads: tuple[float, bytes]) -> tuple[list[str], int]:
    """What comes of reads at given instants, and how often the terminal is asked."""
    source, messages, questions = reader(), list[Message](), 0
    for now, data in reads:
        messages += source.feed(data, now)
        questions += source.question() == QUESTION
    while (end := source.deadline()) is not None:
        messages += source.tick(end)
    return shown(messages), questions


def test_an_esc_that_the_terminal_answers_behind_is_the_key_at_once() -> None:
    source = reader()
    assert source.feed(b"\x1b", 1.0) == [] and source.question() == QUESTION
    assert shown(source.feed(ANSWER.encode(), 1.02)) == ["escape"]
    assert source.deadline() is None
    # The answer may be cut too, and typing may be around it.
    for cut in range(1, len(ANSWER)):
        assert asked((1, b"\x1b"), (1.02, ANSWER[:cut].encode()), (1.1, ANSWER[cut:].encode())) == (["escape"], 1)
    assert asked((1, b"\x1b"), (1.1, b"ab" + ANSWER.encode() + b"cd\r"))[0] == ["escape", *"abcd", "enter"]


@pytest.mark.parametrize("rest, key", [(b"[A", "up"), (b"OR", "f3"), (b"[15~", "f5")])
def test_a_key_that_a_slow_line_cuts_is_the_key_whether_the_terminal_answers_or_not(rest: bytes, key: str) -> None:
    assert asked((1, b"\x1b"), (1.2, rest)) == ([key], 1)
    assert asked((1, b"\x1b"), (1.2, rest), (1.25, ANSWER.encode())) == ([key], 1)
    assert asked((1, b"\x1b"), (1.2, rest + ANSWER.encode() + b"x")) == ([key, "x"], 1)


def test_an_answer_that_comes_long_after_is_no_key() -> None:
    assert asked((1, b"\x1b"), (4, ANSWER.encode()), (4.1, b"x")) == (["escape", "x"], 1)


def test_a_terminal_that_never_answers_is_asked_once() -> None:
    assert asked((1, b"\x1b"), (2, b"\x1b"), (3, b"\x1b")) == (["escape"] * 3, 1)


def test_an_answer_that_comes_in_single_bytes_is_not_asked_about() -> None:
    answer = [(1 + index / 100, byte.encode()) for index, byte in enumerate(ANSWER, 1)]
    assert asked((1, b"\x1b"), *answer) == (["escape"], 1)
    assert asked((1, b"\x1b"), *answer, (2, b"\x1b")) == (["escape"] * 2, 2)


def test_who_answers_before_the_rest_of_a_key_comes_is_asked_no_more() -> None:
    # tmux of the desk's machine answers; the line that cuts is the one before it.
    source = reader()
    source.feed(b"\x1b", 1.0)
    assert source.question() == QUESTION
    assert shown(source.feed(ANSWER.encode(), 1.01)) == ["escape"]
    assert shown(source.feed(b"[A", 1.1)) == ["up"]
    assert source.feed(b"\x1b", 2.0) == [] and not source.question()
    assert source.deadline() == 2.0 + ESC_SECONDS
    assert shown(source.feed(b"[A", 2.2)) == ["up"]


KEYS = {b"\x1b": "escape", b"\x1b[A": "up", b"\x1bOR": "f3", b"\x1b[15~": "f5", b"x": "x", b"\r": "enter"}


@given(st.lists(st.sampled_from([*KEYS]), max_size=8), st.lists(st.integers(1, 9), min_size=1), st.integers(0, 3))
def test_keys_are_the_same_wherever_a_line_cuts_them_and_whenever_answers_come(
    keys: list[bytes], sizes: list[int], lag: int
) -> None:
    """`lag` is how many keys are sent before the terminal reads the question."""
    source, messages, sent, now, turn = reader(), list[Message](), [*keys], 0.0, 0
    while line := b"".join(sent):
        now, turn, data = now + 0.2, turn + 1, line[: sizes[turn % len(sizes)]]
        messages += source.feed(data, now)
        left = len(data)
        while left:
            sent[0], left = sent[0][left:], max(0, left - len(sent[0]))
            sent = sent if sent[0] else sent[1:]
        if source.question():
            # Behind the key that is being read, as a terminal sends each whole.
            is_within = bool(sent) and sent[0] not in (*KEYS, ANSWER.encode())
            sent.insert(min(len(sent), lag + is_within), ANSWER.encode())
    while (end := source.deadline()) is not None:
        messages += source.tick(end)
    assert shown(messages) == [KEYS[key] for key in keys]
