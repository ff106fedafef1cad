"""Text from anywhere, on its way in and on its way to a terminal."""

import sys
import unicodedata

import pytest

from core.basics.text import clean_text, visible_text


def test_cleaned_text_has_no_escape_bidi_or_surrogate_characters() -> None:
    assert clean_text("a\x1b[31mb\u202ec\u2066d\ud800e\x00") == "a[31mbcde"


def test_line_breaks_and_tabs_become_single_spaces() -> None:
    assert clean_text("  one\r\n two\tthree\u2028four ") == "one two three four"


def test_letters_accents_and_markup_are_kept_as_typed() -> None:
    assert clean_text("Caffè Ñandú [bold]50%[/] 東京 👍🏽") == "Caffè Ñandú [bold]50%[/] 東京 👍🏽"


def test_no_printable_character_is_one_that_cleaning_takes() -> None:
    printable = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert {unicodedata.category(each) for each in printable}.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    assert clean_text(printable) == printable.strip()


def test_what_a_terminal_might_obey_is_shown_and_not_sent() -> None:
    assert visible_text("a\x1b[2Jb\u202e") == "a\ufffd[2Jb\ufffd"
    assert visible_text("plain è 東京") == "plain è 東京"


@pytest.mark.parametrize(
    ("joined", "shown"),
    [
        ("👩\u200d💻 Rossi", "👩💻 Rossi"),
        ("🏳\ufe0f\u200d🌈", "🏳\ufe0f🌈"),
        ("👩🏽\u200d🔧", "👩🏽🔧"),
        ("ac\u200dme", "ac\ufffdme"),
        ("\u200dacme", "\ufffdacme"),
    ],
)
def test_emoji_are_shown_one_by_one_and_a_joiner_elsewhere_is_seen(joined: str, shown: str) -> None:
    assert clean_text(joined) == joined
    assert visible_text(joined) == shown
