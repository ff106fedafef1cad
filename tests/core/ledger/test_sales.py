"""Sales at a discount, and hours for free."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.errors import Refused, Unasked, Usage
from core.business import Business
from core.documents.lines import description_of
from core.forms.agreement import read_terms
from core.forms.sales import parse_discount
from core.model.blocks import Origin
from core.model.clients import Client
from core.model.prices import ListedPrice
from core.model.terms import Terms
from core.rules import asking
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


def test_a_block_many_times_as_large_as_agreed_is_asked_about(business: Business) -> None:
    client = add_client(business, blocks=())
    with pytest.raises(Unasked, match="A block of 10000:00 h: is the size meant"):
        business.blocks.sell(client.client_id, size_minutes=600_000)
    assert remaining(business, client) == 0
    assert business.blocks.preview(client.client_id, size_minutes=2000 * 60).doubts == ()
    business.blocks.sell(client.client_id, size_minutes=600_000, sure=True)
    assert remaining(business, client) == 600_000


def test_a_block_is_large_by_a_year_of_work_and_by_the_agreed_one() -> None:
    today = date(2026, 3, 2)
    assert asking.of_sale(today, today, 2000 * 60, 0) == ()
    assert asking.of_sale(today, today, 4000 * 60, 200 * 60) == ()
    (question,) = asking.of_sale(today, today, 2000 * 60 + 1, 0)
    assert "2000:01 h" in question
    assert len(asking.of_sale(date(2027, 3, 4), today, 999_999, 60)) == 2


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


def test_a_sale_takes_the_price_of_the_list_unless_the_agreement_states_one(business: Business) -> None:
    for size, price, currency in ((600, 85_000, "EUR"), (1200, 150_000, "EUR"), (1200, 90_000, "JPY"), (300, 1, "EUR")):
        business.price_list.set(ListedPrice(size, price, currency))
    business.price_list.set(ListedPrice(300, 45_000, "EUR"))
    business.price_list.drop(600, "EUR")
    business.price_list.set(ListedPrice(600, 82_000, "EUR"))
    agreed = add_client(business, blocks=())
    open_ended = add_client(business, "beta", terms=prepaid_terms(price_minor=0), blocks=())
    in_yen = add_client(business, "gamma", terms=prepaid_terms(currency="JPY"), blocks=())
    sales: list[tuple[Client, dict[str, Any], int]] = [
        (agreed, {}, 80_000),
        (agreed, {"size_minutes": 1200}, 150_000),
        (agreed, {"size_minutes": 120}, 16_000),
        (agreed, {"size_minutes": 1200, "discount": Fraction(1, 10)}, 135_000),
        (agreed, {"size_minutes": 1200, "price_minor": 140_000}, 140_000),
        (open_ended, {}, 82_000),
        (open_ended, {"size_minutes": 300}, 45_000),
        (open_ended, {"size_minutes": 120}, 0),
        (in_yen, {}, 80_000),
        (in_yen, {"size_minutes": 1200}, 90_000),
    ]
    for client, said, price in sales:
        block_id = business.blocks.sell(client.client_id, **said)
        (line,) = (line for line in business.queries.lines() if line.block_id == block_id)
        assert line.amount_minor == price, (client.code, said)
        assert line.list_minor == (150_000 if "discount" in said else None)
    with pytest.raises(Refused, match="the list has no price in EUR for 1:00 h; see: monteore price list"):
        business.price_list.drop(60, "EUR")
    with pytest.raises(Usage, match="a price needs a size and an amount over 0"):
        business.price_list.set(ListedPrice(600, 0, "EUR"))


def test_an_agreement_whose_price_is_not_said_takes_it_from_the_list() -> None:
    listed = {(1200, "EUR"): 150_000}

    def read(before: Terms | None = None, **texts: str) -> int:
        return read_terms(texts, before, listed=lambda *of: listed.get(of)).price_minor

    assert read(block="20h") == 150_000
    assert read(block="20h", price="0") == read(block="10h") == read(block="20h", currency="JPY") == 0
    assert read(prepaid_terms(), block="20h") == 80_000
    assert read(Terms(block_minutes=1200), threshold="5h") == 0


@pytest.mark.parametrize("text", ["10", "0%", "100%", "-5%", "ten%", "%"])
def test_what_is_no_discount_says_how_to_write_one(text: str) -> None:
    with pytest.raises(Usage, match="is no discount; write one over 0% and under 100%"):
        parse_discount(text)


@given(st.integers(0, 10**9), st.integers(1, 9_999))
def test_a_discounted_price_is_within_half_a_unit_of_the_exact_one(price: int, parts: int) -> None:
    discount = Fraction(parts, 10_000)
    assert abs(discounted(price, discount) - price * (1 - discount)) <= Fraction(1, 2)
