"""Whose a calling number is: the same number, a range of lines, the last digits; contacts, shared numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.callers import Certainty, Owned, lookup_of, match_caller, read_before, tail_of
from core.basics.numbers import NumberKind, NumberPlan, read_number, read_numbers
from core.basics.text import clean_text

ITALY = NumberPlan("IT")


def owned(**cells: str) -> list[Owned]:
    """Numbers by owner; `anna_at_acme` is the contact anna of acme."""
    found = []
    for owner, cell in cells.items():
        contact, _at, client = owner.rpartition("_at_")
        found += [Owned(client, number, contact) for number in read_numbers(cell, ITALY)]
    return found


@pytest.mark.parametrize(
    ("caller", "certainty", "clients"),
    [
        ("+39 02 1234567", Certainty.EXACT, ("acme",)),
        ("0039021234567", Certainty.EXACT, ("acme",)),
        ("3357654321", Certainty.EXACT, ("acme",)),
        ("+390299990042", Certainty.RANGE, ("hotel",)),
        ("0299990100", Certainty.NONE, ()),
        ("029999004", Certainty.NONE, ()),
        ("06 5555 7", Certainty.RANGE, ("studio",)),
        ("06 5555 42", Certainty.RANGE, ("studio",)),
        ("06 5555 100", Certainty.NONE, ()),
        ("1234567", Certainty.WEAK, ("acme",)),
        ("21234567", Certainty.WEAK, ("acme",)),
        ("234567", Certainty.NONE, ()),
        ("+41 44 1234567", Certainty.NONE, ()),
        ("anonymous", Certainty.NONE, ()),
        ("201", Certainty.NONE, ()),
        ("", Certainty.NONE, ()),
    ],
)
def test_a_caller_is_matched_by_number_range_or_last_digits(
    caller: str, certainty: Certainty, clients: tuple[str, ...]
) -> None:
    book = owned(acme="02 1234567 / 335 7654321; int. 12", hotel="+39 02 9999 00xx", studio="06 5555 0-99")
    match = match_caller(read_number(caller, ITALY), book)
    assert (match.certainty, match.client_ids) == (certainty, clients)
    assert match.is_exact == (certainty in (Certainty.EXACT, Certainty.RANGE))


def test_a_contact_is_known_and_not_only_the_client() -> None:
    match = match_caller(read_number("335 1111111", ITALY), owned(acme="02 1234567", paolo_at_acme="335 1111111"))
    assert (match.client_id, match.contact_of("acme")) == ("acme", "paolo")


def test_a_number_of_two_colleagues_is_neither_s() -> None:
    match = match_caller(
        read_number("02 1234567", ITALY), owned(paolo_at_acme="02 1234567", rita_at_acme="02 1234567 int. 3")
    )
    assert (match.client_id, match.contact_of("acme")) == ("acme", "")


def test_a_number_of_two_clients_is_shared_and_nobody_s() -> None:
    match = match_caller(read_number("02 1234567", ITALY), owned(acme="02 1234567", studio="+39021234567"))
    assert match.is_shared
    assert match.client_id is None
    assert match.client_ids == ("acme", "studio")


def test_the_same_number_wins_over_a_range_and_a_range_over_last_digits() -> None:
    book = owned(weak="9990042", range="+39 02 9999 00xx", exact="02 99990042")
    assert match_caller(read_number("0299990042", ITALY), book).client_ids == ("exact",)
    assert match_caller(read_number("0299990042", ITALY), book[:2]).client_ids == ("range",)
    assert match_caller(read_number("0299990042", ITALY), book[:1]).client_ids == ("weak",)


NUMBERS = st.one_of(
    st.from_regex(r"0[2-9]\d{5,8}", fullmatch=True),
    st.from_regex(r"3[2-9]\d{8}", fullmatch=True),
    st.from_regex(r"\+(1212|44 20|41 44|39 02)\d{6,8}", fullmatch=True),
    st.from_regex(r"\d{1,12}", fullmatch=True),
    st.from_regex(r"02 \d{4,5} (xx|x|0-99|10-19)", fullmatch=True),
)


@given(NUMBERS, st.lists(NUMBERS, max_size=12))
def test_what_is_looked_up_by_key_holds_everything_that_matches(caller: str, cells: list[str]) -> None:
    number = read_number(caller, ITALY)
    everything = [
        Owned(str(place), owned_number)
        for place, cell in enumerate(cells)
        for owned_number in read_numbers(cell, ITALY)
    ]
    keys = lookup_of(number)
    narrowed = [
        owner
        for owner in everything
        if (keys.e164 and owner.number.e164 == keys.e164 and owner.number.lines is None)
        or (owner.number.lines is not None and owner.number.lines.prefix in keys.prefixes)
        or (keys.tail and tail_of(owner.number) == keys.tail)
    ]
    assert match_caller(number, narrowed) == match_caller(number, everything)


@given(st.from_regex(r"3[2-9]\d{8}|02\d{6,8}", fullmatch=True))
def test_every_way_to_write_a_number_finds_its_owner(digits: str) -> None:
    book = owned(acme=digits)
    international = f"{digits[:3]}-{digits[3:6]} {digits[6:]}"
    for written in (digits, f"+39{digits}", f"0039 {digits}", f"+39 {international}", f"sip:+39{digits}@pbx.example"):
        assert match_caller(read_number(written, ITALY), book).certainty is Certainty.EXACT, written


@given(st.from_regex(r"02[1-9]\d{5}", fullmatch=True), st.integers(0, 99))
def test_a_range_holds_each_of_its_lines_and_no_longer_number(head: str, line: int) -> None:
    book = owned(hotel=f"{head} xx")
    assert match_caller(read_number(f"{head}{line:02}", ITALY), book).client_id == "hotel"
    assert match_caller(read_number(f"{head}{line:02}7", ITALY), book).client_id is None


def test_an_outside_prefix_is_no_part_of_the_number() -> None:
    plan = NumberPlan("IT", outside_prefix="0")
    for dialled in ("00212345678", "0 02 12345678", "0212345678"):
        number = read_number(dialled, plan, is_dialled=True)
        assert (number.kind, number.e164) == (NumberKind.PUBLIC, "+390212345678"), dialled
    assert read_number("0003906123456", plan, is_dialled=True).e164 == "+3906123456"
    assert read_number("90212345678", NumberPlan("IT", outside_prefix="9"), is_dialled=True).e164 == "+390212345678"


_SPACED = st.tuples(
    NUMBERS | st.from_regex(r"(\+39|\+|0|00)?[0-9]{5,12}", fullmatch=True), st.lists(st.integers(0, 12), max_size=3)
)


def _spaced(number: str, places: list[int]) -> str:
    for place in sorted(places, reverse=True):
        number = f"{number[:place]} {number[place:]}"
    return clean_text(number)


@given(_SPACED, st.lists(_SPACED, max_size=4), st.booleans(), st.sampled_from(["IT", "DE", "US", ""]))
def test_what_a_card_tells_of_a_number_is_what_the_library_reads(
    caller: tuple[str, list[int]], cells: list[tuple[str, list[int]]], is_known: bool, region: str
) -> None:
    plan, text = NumberPlan(region), _spaced(*caller)
    written = [_spaced(*cell) for cell in cells] + ([_spaced(caller[0], [4])] if is_known else [])
    stored = [Owned("c", number) for cell in written for number in read_numbers(cell, plan)]
    told = read_before(text, stored)
    assert told is None or told == read_number(text, plan)


def test_a_card_tells_of_the_same_digits_however_they_are_spaced() -> None:
    stored = owned(acme="02 1234567", beta="+39 0382 490768", gamma="02 7654 00-99")
    assert read_before("021234567", stored) == read_number("021234567", ITALY)
    assert read_before("+390382490768", stored) == read_number("+390382490768", ITALY)
    assert read_before("02765450", stored) is None
    assert read_before("0039021234567", stored) is None
