"""Agreements as fields of text and back, and as sentences."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.durations import Validity
from core.basics.errors import Usage
from core.forms.agreement import fields_of, read_fields
from core.forms.agreement_words import changes_in_words, terms_in_words
from core.model.terms import ExpiryMode, Kind, Overage, RenewalMode, Rounding, Terms, Threshold
from core.rules.windows import parse_window

TODAY = date(2026, 3, 2)
AGREED = Terms(
    block_minutes=600,
    price_minor=80000,
    threshold=Threshold(300),
    validity=Validity(12),
    increment_minutes=15,
    type_minimums={"on-site": 60},
    multipliers={"on-site": Fraction(3, 2)},
    windows=(parse_window("evening mon-fri 18:00-22:00 1.5"),),
)


def typed(terms: Terms, **changes: str) -> dict[str, str]:
    return {field.name: field.value for field in fields_of(terms)} | changes


some_terms = st.builds(
    Terms,
    kind=st.sampled_from(Kind),
    block_minutes=st.integers(1, 6000),
    threshold=st.one_of(
        st.builds(Threshold, minutes=st.integers(0, 900)),
        st.builds(lambda part: Threshold(percent=Fraction(part)), st.integers(1, 100)),
    ),
    price_minor=st.integers(0, 10**7),
    renewal=st.sampled_from(RenewalMode),
    max_renewals_per_month=st.one_of(st.none(), st.integers(0, 9)),
    increment_minutes=st.integers(16, 60),
    type_increments=st.dictionaries(st.sampled_from(["on-site", "remote"]), st.integers(16, 60)),
    minimum_minutes=st.integers(0, 60),
    type_minimums=st.dictionaries(st.sampled_from(["on-site", "remote"]), st.integers(1, 60)),
    step_grace_minutes=st.integers(0, 15),
    free_seconds=st.integers(0, 300),
    rounding=st.sampled_from(Rounding),
    surcharges=st.dictionaries(st.sampled_from(["on-site"]), st.integers(1, 60)),
    validity=st.one_of(
        st.none(), st.builds(Validity, months=st.integers(1, 36)), st.builds(Validity, days=st.integers(1, 90))
    ),
    expiry=st.sampled_from(ExpiryMode),
    expiry_grace_days=st.integers(0, 30),
    overage=st.sampled_from(Overage),
    overage_rate_minor=st.integers(0, 20000),
    hourly_rate_minor=st.integers(0, 20000),
    fee_minor=st.integers(0, 100000),
)


@given(some_terms)
def test_what_the_fields_show_reads_back_as_the_same_terms(terms: Terms) -> None:
    assert read_fields(typed(terms), terms, TODAY) == (terms, None)
    assert changes_in_words(terms, terms) == []


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("block", "ten", "Block: "),
        ("threshold", "fifty%", "Threshold: "),
        ("kind", "gold", "Kind: write one of: break-fix, prepaid, managed"),
        ("price", "8,00,0", "Price: "),
        ("most", "-1", "Most/month: write a number"),
        ("minimum", "15m, 20m", "Minimum: write one value"),
        ("multiplier", "on-site", "Multiplier: on-site: write a work type"),
        ("from", "someday", "From: "),
        ("step_grace", "20m", "the step grace must be smaller"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(field: str, text: str, words: str) -> None:
    with pytest.raises(Usage) as refused:
        read_fields(typed(AGREED, **{field: text}), AGREED, TODAY)
    assert str(refused.value).startswith(words)


def test_a_percentage_needs_a_block_size() -> None:
    with pytest.raises(Usage, match="in percent needs the block size"):
        read_fields(typed(AGREED, block="", threshold="50%"), AGREED, TODAY)


def test_changes_are_told_with_what_stood_before() -> None:
    after, start = read_fields(typed(AGREED, block="5h", validity="none", **{"from": "2026-04-01"}), AGREED, TODAY)
    assert start == date(2026, 4, 1)
    assert changes_in_words(AGREED, after) == [
        "prepaid: blocks of 5:00 h at €800.00 (was: prepaid: blocks of 10:00 h at €800.00)",
        "blocks do not expire (was: a block serves 12 months)",
        "no longer: unused hours are lost 7 days after expiry",
    ]


def test_an_agreement_is_told_in_words() -> None:
    assert terms_in_words(AGREED) == [
        "prepaid: blocks of 10:00 h at €800.00",
        "under 5:00 h a block is added by itself",
        "a block serves 12 months",
        "unused hours are lost 7 days after expiry",
        "charged in steps of 0:15",
        "on-site at least 1:00",
        "on-site counts × 1.5",
        "evening mon-fri 18:00-22:00 1.5",
    ]
