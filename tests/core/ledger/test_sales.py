"""Sales at a discount, and hours for free."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.errors import Usage
from core.business import Business
from core.documents.lines import description_of
from core.forms.sales import parse_discount
from core.model.blocks import Origin
from core.rules.billing import discounted
from tests.builders import add_client, fake_clock, open_business, prepaid_terms, remaining


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path, fake_clock()) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


@pytest.mark.parametrize(
    ("currency", "price", "left"), [("EUR", "800.00", 72_000), ("JPY", "80000", 72_000), ("TND", "80.000", 72_000)]
)
def test_a_discount_is_taken_off_and_shown_on_the_line(
    business: Business, currency: str, price: str, left: int
) -> None:
    client = add_client(business, terms=prepaid_terms(currency=currency), blocks=())
    business.blocks.sell(client.client_id, discount=parse_discount("10%"))
    (line,) = business.queries.lines()
    assert (line.amount_minor, line.list_minor) == (left, 80_000)
    assert f"list price {price}, discount " in description_of(line)


def test_a_gift_adds_hours_without_a_line_and_stands_on_the_statement(business: Business) -> None:
    client = add_client(business, blocks=())
    business.blocks.sell(client.client_id, size_minutes=60, gift=True)
    assert business.queries.lines() == ()
    assert remaining(business, client) == 60
    view = business.statements.read(client.client_id, "2026-03").view
    assert (view.sold_minutes, view.closing_minutes) == (60, 60)
    assert [block.kind for block in view.blocks] == [Origin.GIFT.value]
    with pytest.raises(Usage, match="a gift has no price"):
        business.blocks.sell(client.client_id, gift=True, price_minor=100)


@pytest.mark.parametrize("text", ["10", "0%", "100%", "-5%", "ten%", "%"])
def test_what_is_no_discount_says_how_to_write_one(text: str) -> None:
    with pytest.raises(Usage, match="is no discount; write one over 0% and under 100%"):
        parse_discount(text)


@given(st.integers(0, 10**9), st.integers(1, 9_999))
def test_a_discounted_price_is_within_half_a_unit_of_the_exact_one(price: int, parts: int) -> None:
    discount = Fraction(parts, 10_000)
    assert abs(discounted(price, discount) - price * (1 - discount)) <= Fraction(1, 2)
