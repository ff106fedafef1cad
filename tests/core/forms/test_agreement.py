"""Agreements as fields of text and back, and as sentences."""

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.durations import Validity
from core.basics.errors import Refused, Usage
from core.forms.agreement import FieldError, fields_of, merged, read_fields, read_terms
from core.forms.agreement_changes import differences, doubts, missing
from core.forms.agreement_words import terms_in_words
from core.forms.hours import as_hours
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
)
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
    fee_period=st.sampled_from(FeePeriod),
    fee_due=st.sampled_from(FeeDue),
    included_minutes=st.integers(1, 600),
    included_roll_months=st.integers(0, 24),
    beyond=st.sampled_from(Beyond),
)


@given(some_terms)
def test_what_the_fields_show_reads_back_as_the_same_terms(terms: Terms) -> None:
    assert read_fields(typed(terms), terms, TODAY) == (terms, None)
    assert differences(terms, terms) == []


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("block", "ten", "Block: "),
        ("threshold", "fifty%", "Threshold: fifty% is no share of the block"),
        ("threshold", "150%", "Threshold: 150% is no share of the block; write one from 0% to 100%"),
        ("kind", "gold", "Kind: write one of: break-fix, prepaid, managed"),
        ("price", "8,00,0", "Price: "),
        ("max_renewals_per_month", "-1", "Most/month: write a number"),
        ("minimum", "15m, 20m", "Minimum: write one value"),
        ("multiplier", "on-site", "Multiplier: on-site: write a work type"),
        ("from", "someday", "From: "),
        ("step_grace", "20m", "Step grace: it must be smaller"),
        ("increment", "0", "Step: at least 1 minute"),
        ("increment", "25h", "Step: a step of more than 24 hours"),
        ("minimum", "30h", "Minimum: a minimum of more than 24 hours"),
        ("currency", "euro", "Currency: "),
        ("timezone", "Mars/Base", "Time zone: "),
    ],
)
def test_a_field_that_cannot_be_read_is_named(field: str, text: str, words: str) -> None:
    with pytest.raises(Usage) as refused:
        read_fields(typed(AGREED, **{field: text}), AGREED, TODAY)
    assert str(refused.value).startswith(words)


def test_a_percentage_needs_a_block_size() -> None:
    with pytest.raises(Usage, match="Threshold: a percentage needs the size of a block"):
        read_fields(typed(AGREED, block="", threshold="50%"), AGREED, TODAY)


def test_changes_are_told_with_what_stood_before() -> None:
    after, start = read_fields(typed(AGREED, block="5h", validity="none", **{"from": "2026-04-01"}), AGREED, TODAY)
    assert start == date(2026, 4, 1)
    assert [str(each) for each in differences(AGREED, after)] == [
        "block: 10:00 → 5:00",
        "validity: a block serves 12 months → blocks do not expire",
    ]


OTHERWISE = Terms(
    kind=Kind.MANAGED,
    block_minutes=300,
    threshold=Threshold(percent=Fraction(50)),
    price_minor=1,
    currency="USD",
    renewal=RenewalMode.OFF,
    max_renewals_per_month=0,
    increment_minutes=30,
    type_increments={"remote": 5},
    minimum_minutes=10,
    type_minimums={"remote": 15},
    step_grace_minutes=4,
    free_seconds=45,
    rounding=Rounding.BEFORE,
    surcharges={"on-site": 30},
    reference="12/2026",
    validity=Validity(days=30),
    expiry=ExpiryMode.EXTEND,
    expiry_grace_days=0,
    overage=Overage.REFUSE,
    overage_rate_minor=9_500,
    hourly_rate_minor=8_000,
    fee_minor=30_000,
    fee_period=FeePeriod.QUARTER,
    fee_due=FeeDue.ARREARS,
    included_minutes=300,
    included_roll_months=2,
    beyond=Beyond.BILL,
    serves=Serves.PAID,
    multipliers={"remote": Fraction(2)},
    classes={"senior": Fraction(3, 2)},
    windows=(parse_window("night daily 22:00-06:00 2"),),
    holidays="IT",
    holiday_multiplier=Fraction(2),
    timezone="Europe/Rome",
    uses_hours_left=True,
)


@pytest.mark.parametrize("field", [field.name for field in fields(Terms)])
def test_every_field_of_the_terms_has_a_sentence_and_a_difference(field: str) -> None:
    value = getattr(OTHERWISE, field)
    assert value != getattr(Terms(), field), f"{field} needs a value here that is not its default"
    for kind in Kind:
        plain = Terms(kind=kind) if field != "kind" else Terms()
        changed = replace(plain, **{field: value})
        told = differences(plain, changed)
        assert {each.field for each in told} == {field}
        assert all(each.label and each.before != each.after for each in told)
        assert terms_in_words(changed) != terms_in_words(plain), f"{field} is not in the words of a {kind} agreement"


def test_the_fields_that_the_form_saved_unseen_are_told() -> None:
    after = read_fields(
        typed(AGREED, overage_rate="120", fee="5", expiry="extend", expiry_grace="3d", holidays="IT"), AGREED, TODAY
    )[0]
    assert [str(each) for each in differences(AGREED, after)] == [
        "expiry: forfeit → extend",
        "expiry grace: 7 days → 3 days",
        "overage rate: €0.00 → €120.00",
        "fee: €0.00 → €5.00",
        "public holidays: none → IT",
    ]


def test_a_named_part_is_told_with_its_name() -> None:
    after = read_terms({"multiplier": ["on-site=2"], "window": ["night daily 22:00-06:00 2"]}, AGREED)
    assert [str(each) for each in differences(AGREED, after)] == [
        "multiplier of on-site: × 1.5 → × 2",
        "window night: none → daily 22:00-06:00 2",
    ]


def test_what_is_not_said_stays_as_it_was() -> None:
    assert read_terms({"price": "900"}, AGREED) == replace(AGREED, price_minor=90_000)
    assert read_terms({}, AGREED) == AGREED
    assert read_terms({}, None) == Terms()


def test_a_named_part_replaces_the_one_of_its_name_and_the_others_stay() -> None:
    two = read_terms({"window": ["night daily 22:00-06:00 2"], "multiplier": ["remote=2"]}, AGREED)
    after = read_terms({"window": ["Evening mon-sat 18:00-22:00 1.75"], "multiplier": ["on-site=1.25"]}, two)
    assert [window.label for window in after.windows] == ["night", "Evening"]
    assert after.multipliers == {"on-site": Fraction(5, 4), "remote": Fraction(2)}
    after = read_terms({"increment": ["on-site=30m"], "minimum": ["20"]}, after)
    assert (after.increment_minutes, after.type_increments) == (15, {"on-site": 30})
    assert (after.minimum_minutes, after.type_minimums) == (20, {"on-site": 60})


def test_none_takes_a_named_part_away_or_is_told_that_there_is_none() -> None:
    after = read_terms({"window": ["evening=none"], "minimum": ["on-site=none"], "multiplier": ["none"]}, AGREED)
    assert (after.windows, after.type_minimums, after.multipliers) == ((), {}, {})
    with pytest.raises(FieldError, match="window: there is no night to take away; there are: evening"):
        read_terms({"window": ["night=none"]}, AGREED)
    with pytest.raises(FieldError, match="surcharge: there is no on-site"):
        read_terms({"surcharge": "on-site=none"}, AGREED)


@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        ("block", "block_minutes"), ("price", "price_minor"), ("validity", "validity"), ("holidays", "holidays"),
        ("max_renewals_per_month", "max_renewals_per_month"), ("timezone", "timezone"), ("fee", "fee_minor"),
        ("expiry_grace", "expiry_grace_days"), ("step_grace", "step_grace_minutes"), ("increment", "increment_minutes"),
    ],
)  # fmt: skip
def test_none_stands_for_the_default_of_a_field(field: str, attribute: str) -> None:
    before = replace(OTHERWISE, kind=Kind.PREPAID, threshold=Threshold(), step_grace_minutes=0)
    assert getattr(read_terms({field: "none"}, before), attribute) == getattr(Terms(), attribute)


def test_bare_numbers_are_minutes_where_minutes_are_meant() -> None:
    after = read_terms({"increment": ["30"], "minimum": ["45", "remote=5"], "step_grace": "10", "block": "0"}, None)
    assert (after.increment_minutes, after.minimum_minutes, after.type_minimums) == (30, 45, {"remote": 5})
    assert (after.step_grace_minutes, after.block_minutes) == (10, 0)


def test_amounts_do_not_change_their_currency_unsaid() -> None:
    with pytest.raises(FieldError, match=r"currency: .*write price in JPY too"):
        read_terms({"currency": "JPY"}, AGREED)
    after = read_terms({"currency": "JPY", "price": "90000"}, AGREED)
    assert (after.currency, after.price_minor) == ("JPY", 90_000)


def test_a_comma_in_a_number_does_not_part_it() -> None:
    after = read_terms({"multiplier": "on-site=1,5, remote=2", "increment": "1,5h,on-site=15m"}, None)
    assert after.multipliers == {"on-site": Fraction(3, 2), "remote": Fraction(2)}
    assert (after.increment_minutes, after.type_increments) == (90, {"on-site": 15})


def test_two_changes_of_different_parts_are_both_kept_and_of_the_same_part_refused() -> None:
    theirs = read_terms({"price": "900", "multiplier": ["remote=2"]}, AGREED)
    mine = read_terms({"block": "20h", "multiplier": ["on-site=none"]}, AGREED)
    both = merged(AGREED, mine, theirs)
    assert (both.price_minor, both.block_minutes, both.multipliers) == (90_000, 1200, {"remote": Fraction(2)})
    with pytest.raises(Refused, match="another session changed the agreement meanwhile"):
        merged(AGREED, read_terms({"price": "950"}, AGREED), theirs)
    assert merged(AGREED, read_terms({"price": "950"}, AGREED), theirs, wins=True).price_minor == 95_000


def test_a_threshold_above_the_block_and_a_name_nearly_built_in_are_doubtful() -> None:
    odd = read_terms({"threshold": "12h", "multiplier": ["onsite=2", "remote=2"], "minimum": ["trip=15"]}, AGREED)
    assert [doubt.sentence for doubt in doubts(AGREED, odd)] == [
        "the threshold of 12:00 h is above the block of 10:00 h: a new block is under it at once",
        "the work type onsite is nearly on-site, which is built in; was on-site meant?",
    ]
    assert doubts(odd, replace(odd, price_minor=1)) == []


def test_what_may_have_been_forgotten_is_told() -> None:
    assert [field for field, _words in missing(Terms(kind=Kind.MANAGED))] == ["fee"]


def test_a_new_fee_is_invoiced_in_advance_unless_said_otherwise_and_an_old_one_stays() -> None:
    assert read_terms({"kind": "managed", "fee": "300"}, None).fee_due is FeeDue.ADVANCE
    assert read_terms({"kind": "managed", "fee": "300", "fee_due": "none"}, None).fee_due is FeeDue.NONE
    before = Terms(kind=Kind.MANAGED, fee_minor=30_000)
    assert read_terms({"fee": "350"}, before).fee_due is FeeDue.NONE
    assert read_terms({"fee_due": "arrears"}, before).fee_due is FeeDue.ARREARS


def test_what_follows_included_hours_needs_them() -> None:
    with pytest.raises(FieldError, match="beyond: it needs included hours; say included"):
        read_terms({"kind": "managed", "fee": "300", "beyond": "bill"}, None)
    with pytest.raises(FieldError, match="beyond: a block needs its size"):
        read_terms({"kind": "managed", "fee": "300", "included": "5h", "beyond": "block"}, None)
    with pytest.raises(FieldError, match="included: 5 could be 5 minutes or 5 hours"):
        read_terms({"kind": "managed", "included": "5"}, None)
    with pytest.raises(FieldError, match="included_roll: write whole months"):
        read_terms({"kind": "managed", "included": "5h", "included_roll": "30d"}, None)


def test_a_fee_with_included_hours_is_told_in_words() -> None:
    terms = read_terms(
        {"kind": "managed", "fee": "300", "fee_period": "quarter", "included": "5h", "included_roll": "2mo",
         "beyond": "bill", "overage_rate": "95"},
        None,
    )  # fmt: skip
    assert terms_in_words(terms) == [
        "managed: €300.00 a quarter",
        "invoiced in advance",
        "5:00 h are included in each period, unused ones serve 2 months longer",
        "work beyond the hours is invoiced at €95.00 an hour",
        "charged by the minute",
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
        "evening mon-fri 18:00-22:00 × 1.5",
    ]


def test_a_bare_number_in_a_field_of_hours_is_hours() -> None:
    after, _start = read_fields(typed(AGREED, block="10", threshold="2,5"), AGREED, TODAY)
    assert (after.block_minutes, after.threshold.minutes) == (600, 150)
    shown = {
        "10": "10h",
        " 7.5 ": "7.5h",
        "+2": "+2h",
        "-1,5": "-1,5h",
        "0": "0",
        "1h30": "1h30",
        "50%": "50%",
        "": "",
        "ten": "ten",
    }
    assert {text: as_hours(text) for text in shown} == shown
