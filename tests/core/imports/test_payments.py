"""Terms of payment out of accounting programs."""

import pytest

from core.imports.payments import terms_in


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Bonifico 30 gg d.f.", "30d"),
        ("Bonifico 60 GG FM", "60d eom"),
        ("RiBa 90gg d.f. f.m.", "90d eom"),
        ("30 giorni fine mese", "30d eom"),
        ("30", "30"),
        ("RiBa 30/60 gg", "RiBa 30/60 gg"),
        ("Rimessa diretta", "Rimessa diretta"),
    ],
)
def test_days_are_found_beside_the_way_of_payment(text: str, terms: str) -> None:
    assert terms_in(text) == terms
