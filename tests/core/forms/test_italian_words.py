"""An agreement in Italian: what the form shows in each field is read back as the same terms."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from core.basics.durations import Validity, parse_days, parse_validity
from core.basics.i18n import speaking
from core.forms.agreement import read_fields
from core.forms.fields import fields_of
from core.forms.window_words import window_text
from core.model.terms import ExpiryMode, Kind, Overage, RenewalMode, Rounding, Terms
from core.rules.windows import format_window, parse_window

TODAY = date(2026, 3, 2)
TERMS = replace(
    Terms(),
    kind=Kind.PREPAID,
    renewal=RenewalMode.ASK,
    expiry=ExpiryMode.ROLL_OVER,
    overage=Overage.REFUSE,
    rounding=Rounding.BEFORE,
    validity=Validity(months=6),
    multipliers={"on-site": Fraction(3, 2)},
    surcharges={"on-site": 30},
    windows=(parse_window("sera mon-fri 18:00-22:00 1.5"), parse_window("festa sat,sun 00:00-24:00 2")),
)


@pytest.fixture(autouse=True)
def italian() -> Iterator[None]:
    with speaking("it"):
        yield


@pytest.mark.parametrize("terms", [TERMS, Terms(), replace(TERMS, kind=Kind.MANAGED, validity=None)])
def test_the_form_reads_back_what_it_shows(terms: Terms) -> None:
    shown = {field.name: field.value for field in fields_of(terms)}
    assert read_fields(shown, terms, TODAY)[0] == terms


def test_no_stored_word_is_shown_and_each_offered_word_can_be_typed() -> None:
    stored = {word for kind in (Kind, RenewalMode, ExpiryMode, Overage, Rounding) for word in kind}
    for field in fields_of(TERMS):
        assert not stored & {field.value, *field.choices}
        for choice in field.choices:
            read_fields({"included": "5h", "block": "10h", field.name: choice}, Terms(), TODAY)


def test_the_stored_words_are_still_read() -> None:
    terms, _day = read_fields({"kind": "break-fix", "renewal": "off", "validity": "12mo"}, Terms(), TODAY)
    assert (terms.kind, terms.renewal, terms.validity) == (Kind.BREAK_FIX, RenewalMode.OFF, Validity(months=12))


def test_windows_are_written_with_the_days_of_the_language() -> None:
    window = parse_window("sera lun-ven 18:00-22:00 1.5")
    assert window == parse_window("sera mon-fri 18:00-22:00 1.5")
    assert format_window(window) == "sera lun-ven 18:00-22:00 1.5"
    assert window_text(window) == "sera lun-ven 18:00-22:00 1,5"
    assert parse_window(window_text(window)) == window
    assert {field.name: field.value for field in fields_of(TERMS)}["window"].startswith(
        "sera lun-ven 18:00-22:00 1,5; "
    )
    assert parse_window("notte tutti 22:00-06:00 2").weekdays == frozenset(range(7))
    assert parse_window("festa sab,dom 00:00-24:00 2").weekdays == parse_window("x weekend 00:00-24:00 2").weekdays


@pytest.mark.parametrize(
    ("typed", "validity"),
    [
        ("12 mesi", Validity(months=12)),
        ("1 mese", Validity(months=1)),
        ("90 giorni", Validity(days=90)),
        ("1 anno", Validity(months=12)),
        ("nessuna", None),
        ("none", None),
    ],
)
def test_a_validity_is_read_as_it_is_shown(typed: str, validity: Validity | None) -> None:
    assert parse_validity(typed) == validity


def test_days_are_read_as_they_are_shown() -> None:
    assert parse_days("7 giorni") == parse_days("1 giorno") * 7 == parse_days("7d")
