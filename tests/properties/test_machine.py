"""A state machine over a real ledger on a real file, with sums of its own as the auditor."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.errors import Refused
from core.models import RenewalMode, Validity
from tests.builders import MONDAY, add_client, block_minutes, draft_of, open_ledger, prepaid_terms

THRESHOLD = 300


class LedgerMachine(RuleBasedStateMachine):
    """One client in mode auto; entries, voids, sales, retries, and days that pass."""

    @initialize(validity=st.sampled_from([None, Validity(months=1), Validity(months=6)]))
    def found(self, validity: Validity | None) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = open_ledger(Path(self.folder.name))
        self.client = add_client(self.ledger, terms=prepaid_terms(validity=validity))
        self.charged: dict[str, int] = {}
        self.sold = 600
        self.renewed = 0
        self.forfeited = 0
        self.keys: dict[str, int] = {}
        self.undo: tuple[str, dict[str, int], int] | None = None

    def _remaining(self) -> int:
        return self.ledger.queries.balance(self.client.client_id).remaining_minutes

    @rule(minutes=st.integers(1, 1440), days=st.integers(0, 40), keyed=st.booleans())
    def post(self, minutes: int, days: int, keyed: bool) -> None:
        before, left = block_minutes(self.ledger, self.client), self._remaining()
        key = f"k{len(self.keys)}" if keyed else None
        day = MONDAY - timedelta(days=days)
        view = self.ledger.post(draft_of(self.client, minutes, day, key=key))
        entry = view.entry
        if key:
            self.keys[key] = minutes
        assert sum(draw.minutes for draw in entry.draws) + entry.overdraft_minutes == entry.charged_minutes
        assert view.remaining_minutes >= THRESHOLD
        for number, renewal in enumerate(view.renewals):
            assert left - minutes + number * renewal.minutes < THRESHOLD
        self.charged[entry.entry_id] = minutes
        self.renewed += sum(renewal.minutes for renewal in view.renewals)
        self.undo = (entry.entry_id, before, sum(renewal.minutes for renewal in view.renewals))

    @precondition(lambda self: self.undo is not None)
    @rule()
    def void_the_last(self) -> None:
        assert self.undo is not None
        entry_id, before, renewed = self.undo
        self.ledger.void_entry(entry_id)
        assert block_minutes(self.ledger, self.client) == before
        del self.charged[entry_id]
        self.renewed -= renewed
        self.undo = None

    @precondition(lambda self: bool(self.charged))
    @rule(choice=st.randoms(use_true_random=False))
    def void_any(self, choice) -> None:  # type: ignore[no-untyped-def]
        entry_id = choice.choice(sorted(self.charged))
        view = self.ledger.void_entry(entry_id)
        self.renewed += sum(renewal.minutes for renewal in view.renewals) - 600 * len(view.voided_blocks)
        del self.charged[entry_id]
        assert view.remaining_minutes >= THRESHOLD
        self.undo = None

    @rule(hours=st.integers(1, 20))
    def sell(self, hours: int) -> None:
        self.ledger.sell_block(self.client.client_id, size_minutes=hours * 60)
        self.sold += hours * 60
        self.undo = None

    @precondition(lambda self: bool(self.keys))
    @rule(other=st.booleans())
    def repeat_a_key(self, other: bool) -> None:
        key, minutes = next(iter(self.keys.items()))
        head = self.ledger.verify().head
        entry = self.ledger.store.reads.entry_by_key(key)
        assert entry is not None
        day = entry[0].work_date
        if other:
            with pytest.raises(Refused):
                self.ledger.post(draft_of(self.client, minutes + 1, day, key=key))
        else:
            assert self.ledger.post(draft_of(self.client, minutes, day, key=key)).existed
        assert self.ledger.verify().head == head

    @rule(days=st.integers(1, 60))
    def expire(self, days: int) -> None:
        done = self.ledger.daily(MONDAY + timedelta(days=days))
        self.forfeited += sum(minutes for *_names, minutes in done.forfeited)
        self.renewed += sum(minutes for *_names, minutes in done.renewals)
        self.undo = None

    @invariant()
    def balances_hold(self) -> None:
        if not hasattr(self, "ledger"):
            return
        view = self.ledger.queries.balance(self.client.client_id)
        held = block_minutes(self.ledger, self.client)
        assert view.remaining_minutes == sum(held.values()) - view.overdraft_minutes
        assert view.remaining_minutes == self.sold + self.renewed - self.forfeited - sum(self.charged.values())
        assert all(minutes >= 0 for minutes in held.values())
        assert all(block.remaining_minutes <= block.size_minutes for block in view.blocks)

    @invariant()
    def draws_only_come_from_blocks_that_serve_the_day(self) -> None:
        if not hasattr(self, "ledger"):
            return
        expiry: dict[str, date | None] = {
            block.block_id: block.expires_on for _client, block in self.ledger.queries.blocks(self.client.client_id)
        }
        for entry in self.ledger.queries.entries(include_voided=False):
            for draw in entry.draws:
                last = expiry[draw.block_id]
                assert last is None or entry.work_date <= last

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            view = self.ledger.verify()
            assert view.ok, view.problems
            self.ledger.close()
            self.folder.cleanup()


LedgerMachine.TestCase.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLedgerMachine = LedgerMachine.TestCase


def test_refused_mode_off_never_renews(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path)
    client = add_client(ledger, terms=prepaid_terms(renewal=RenewalMode.OFF))
    assert ledger.post(draft_of(client, 1200)).renewals == ()
    assert ledger.queries.balance(client.client_id).remaining_minutes == -600
