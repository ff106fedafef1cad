"""The sheet to sign says what counts in the kind of the agreement, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from core.basics.durations import Validity
from core.documents.sheet import Sender
from core.documents.terms_sheet import terms_sheet
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.model.fiscal import NO_CARD
from core.model.terms import Agreement, Beyond, FeeDue, FeePeriod, Kind, Terms, Threshold

BEFORE = Terms(
    block_minutes=600, price_minor=80_000, threshold=Threshold(120), validity=Validity(12), reference="1/2026",
    overage_rate_minor=9_500,
)  # fmt: skip
MANAGED = replace(BEFORE, kind=Kind.MANAGED, fee_minor=44_000, fee_due=FeeDue.ADVANCE, included_minutes=240)


@pytest.mark.parametrize(
    ("terms", "said", "price"),
    [
        (
            replace(MANAGED, beyond=Beyond.BILL),
            [
                "Managed: €440.00 a month",
                "Invoiced in advance",
                "4:00 h are included in each period, unused ones lapse at its end",
                "Work beyond the hours is invoiced at €95.00 an hour",
                "Charged by the minute",
            ],
            "Fee a month",
        ),
        (
            replace(MANAGED, included_minutes=0, fee_period=FeePeriod.QUARTER),
            ["Managed: €440.00 a quarter, nothing is deducted", "Invoiced in advance", "Charged by the minute"],
            "Fee a quarter",
        ),
        (
            replace(BEFORE, kind=Kind.BREAK_FIX, hourly_rate_minor=9_000),
            ["Break-fix: €90.00 an hour", "Charged by the minute"],
            "An hour of work",
        ),
        (
            BEFORE,
            [
                "Prepaid: blocks of 10:00 h at €800.00",
                "Under 2:00 h a block is added by itself",
                "A block serves 12 months",
            ],
            "10:00 h of work",
        ),
    ],
)
def test_only_what_counts_in_the_kind_is_agreed(terms: Terms, said: list[str], price: str) -> None:
    client = Client("k1", "acme", "Acme")
    agreement = Agreement("a1", "k1", None, terms)
    sheet = terms_sheet(AccountCard("k1", client), agreement, NO_CARD, Sender("Firm"), date(2026, 10, 1))
    assert sheet.sections[0].lines[: len(said)] == tuple(said)
    if terms.kind is not Kind.PREPAID:
        assert len(sheet.sections[0].lines) == len(said)
    assert sheet.strong[0][0] == price
    assert ("Contract", "1/2026") in sheet.facts
