"""What a pasted text becomes in each kind of field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.typing.pastes import LineBreaks, Paste, shape


@pytest.mark.parametrize(
    ("text", "breaks", "expected"),
    [
        ("acme\nbianchi\n", LineBreaks.END, Paste("acme", True)),
        ("acme\r\n", LineBreaks.END, Paste("acme")),
        ("printer\r\njams\ragain", LineBreaks.BLANKS, Paste("printer jams again")),
        # What follows letters that were typed before the paste was known as one.
        ("\njams again\n", LineBreaks.BLANKS, Paste(" jams again")),
        ("\nbianchi", LineBreaks.END, Paste("", True)),
        ("a\x1b[31mb\tc", LineBreaks.END, Paste("a[31mb c")),
    ],
)
def test_a_paste_takes_the_shape_of_its_field(text: str, breaks: LineBreaks, expected: Paste) -> None:
    assert shape(text, breaks) == expected


@given(st.text(), st.sampled_from(LineBreaks))
def test_no_paste_brings_a_line_break_or_a_control_character(text: str, breaks: LineBreaks) -> None:
    paste = shape(text, breaks)
    assert paste.text == "" or paste.text.replace("\u200d", "").isprintable()
