"""A pasted block: which lines are entries, and which continue the one before."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.entryline.pasted import PastedLine, is_whole_entry, split_pasted


def is_client(text: str) -> bool:
    return text.casefold() in ("acme", "vivai", "acme ltd", "15")


def test_a_line_with_a_client_and_a_time_is_an_entry_and_any_other_continues_it() -> None:
    block = "acme 15 printer jams\nsecond floor\n\n  vivai 9:10 - 9:30 switch #7\r\nrouter 20m\nacme called back\n"
    assert split_pasted(block, is_client) == (
        PastedLine("acme 15 printer jams second floor", 1, 2, is_whole=True),
        PastedLine("vivai 9:10 - 9:30 switch #7 router 20m acme called back", 4, 6, is_whole=True),
    )


def test_a_line_that_only_lacks_a_known_client_is_not_hidden_in_the_note_before() -> None:
    def lines(*block: str) -> list[str]:
        return [line.text for line in split_pasted("\n".join(block), is_client, lambda text: text == "zanot")]

    for apart in (
        "zanot 5 toner",
        "zanot 5",
        "newco 15 vpn",
        "newco 9:00-9:20 vpn",
        '"new co" 1h vpn',
        "newco 7 #4821",
    ):
        assert lines("acme 15 printer", apart, "vivai 5") == ["acme 15 printer", apart, "vivai 5"]
    for joined in ("router 20m", "called back at 9:00", "fixed the 3 printers", "#4821 closed", "15m more", "two 3"):
        assert lines("acme 15 printer", joined) == [f"acme 15 printer {joined}"]


def test_text_before_the_first_whole_entry_is_told_apart() -> None:
    assert split_pasted("vpn down\nsince nine\nacme 15", is_client) == (
        PastedLine("vpn down since nine", 1, 2, is_whole=False),
        PastedLine("acme 15", 3, 3, is_whole=True),
    )
    assert split_pasted(" \n\n", is_client) == ()


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("acme 15", True),
        ("acme vpn 15", True),
        ("acme un'ora e mezza", True),
        ("acme dalle 9 alle 10 vpn", True),
        ("acme 9:00 vpn", True),
        ("acme 1h90m", True),
        ('"acme ltd" 2 h', True),
        ("acme #15 @mon", False),
        ("acme fixed 3 printers", False),
        ("acme", False),
        ("rossi 15", False),
        ("15 20", True),
        ('"acme 15', False),
        ("", False),
    ],
)
def test_a_whole_entry_has_a_known_client_and_a_time(line: str, whole: bool) -> None:
    assert is_whole_entry(line, is_client) is whole


@given(st.text() | st.lists(st.sampled_from(["acme 15", "vivai", "note", '"', "9:00-9:20"]), max_size=8).map("\n".join))
def test_no_word_of_a_block_is_lost_or_doubled(block: str) -> None:
    entries = split_pasted(block, is_client)
    assert " ".join(entry.text for entry in entries).split() == block.split()
    assert all(one.last < other.first for one, other in pairwise(entries))
