"""Terms and charges survive the journal exactly."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.durations import Validity
from core.journal.terms_codec import charge_from_dict, charge_to_dict, terms_from_json_dict, terms_to_json_dict
from core.model.terms import (
    Beyond,
    ExpiryMode,
    FeeDue,
    FeePeriod,
    Kind,
    Overage,
    RenewalMode,
    Rounding,
    Serves,
    Terms,
    Threshold,
    Window,
)
from core.model.work import Charge, Slice

FULL = Terms(
    kind=Kind.MANAGED,
    block_minutes=600,
    threshold=Threshold(percent=Fraction(100, 3)),
    price_minor=80000,
    currency="CHF",
    renewal=RenewalMode.ASK,
    max_renewals_per_month=2,
    increment_minutes=15,
    type_increments={"on-site": 60},
    minimum_minutes=30,
    type_minimums={"on-site": 120},
    step_grace_minutes=5,
    free_seconds=45,
    rounding=Rounding.BEFORE,
    surcharges={"on-site": 30},
    reference="contract 12/2026",
    validity=Validity(months=12),
    expiry=ExpiryMode.EXTEND,
    expiry_grace_days=0,
    overage=Overage.BILL,
    overage_rate_minor=9500,
    hourly_rate_minor=8000,
    fee_minor=30000,
    fee_period=FeePeriod.YEAR,
    fee_due=FeeDue.ARREARS,
    included_minutes=300,
    included_roll_months=1,
    beyond=Beyond.BLOCK,
    serves=Serves.PAID,
    multipliers={"patching": Fraction(4, 3), "advice": Fraction(1, 2)},
    classes={"senior": Fraction(3, 2)},
    windows=(Window("night", frozenset({6, 0}), 1320, 1800, Fraction(3, 2)),),
    holidays="IT",
    holiday_multiplier=Fraction(2),
    timezone="Europe/Rome",
    uses_hours_left=True,
)


def test_default_terms_say_nothing() -> None:
    assert terms_to_json_dict(Terms()) == {}
    assert terms_from_json_dict({}) == Terms()


def test_terms_that_differ_everywhere_come_back_through_json() -> None:
    written = terms_to_json_dict(FULL)
    assert set(written) == set(Terms.__dataclass_fields__)
    assert terms_from_json_dict(json.loads(json.dumps(written))) == FULL


def test_terms_say_only_what_differs_and_multipliers_are_exact_text() -> None:
    terms = Terms(threshold=Threshold(minutes=300), multipliers={"patching": Fraction(3, 2)})
    assert terms_to_json_dict(terms) == {"threshold": {"minutes": 300}, "multipliers": {"patching": "3/2"}}


def test_the_same_terms_are_the_same_text_in_whatever_order_they_were_given() -> None:
    one, other = Terms(surcharges={"a": 1, "b": 2}), Terms(surcharges={"b": 2, "a": 1})
    assert json.dumps(terms_to_json_dict(one)) == json.dumps(terms_to_json_dict(other))


def test_an_unknown_term_is_an_error_and_not_dropped() -> None:
    with pytest.raises(ValueError, match="discount"):
        terms_from_json_dict({"discount": 1})


@given(
    st.builds(
        Charge,
        minutes=st.integers(0, 10**6),
        worked_seconds=st.integers(0, 10**6),
        slices=st.lists(
            st.builds(Slice, st.integers(1, 10**6), st.fractions(0, 100), st.text(max_size=9)), max_size=4
        ).map(tuple),
        minimum_minutes=st.integers(0, 600),
        increment_minutes=st.integers(1, 600),
        surcharge_minutes=st.integers(0, 600),
        rounding=st.sampled_from(Rounding),
        free=st.booleans(),
        no_charge=st.booleans(),
        work_type=st.sampled_from(["", "phone", "on-site"]),
    )
)
def test_a_charge_comes_back_through_json(charge: Charge) -> None:
    assert charge_from_dict(json.loads(json.dumps(charge_to_dict(charge)))) == charge
