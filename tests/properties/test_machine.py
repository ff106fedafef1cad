"""A real ledger on a real file, driven at random beside an auditor who knows nothing but sums of whole minutes."""

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from core.basics.durations import Validity
from core.basics.errors import Refused
from core.basics.ids import CHANCE_BITS, IdMaker
from core.business import Business
from core.journal.chain import event_of
from core.model.terms import ExpiryMode, Overage, RenewalMode, Terms
from core.model.work import Draft
from core.queries.views.postings import PostingView
from core.rules.actors import SYSTEM
from tests.builders import (
    BLOCK,
    THRESHOLD,
    block_minutes,
    draft_of,
    fake_clock,
    head_of,
    open_business,
    prepaid_terms,
)
from tests.profiles import examples, is_verified_after

CODES = ("auto", "ask", "off", "bill", "refuse", "roll")
TERMS: dict[str, Terms] = {
    "auto": prepaid_terms(),
    "ask": prepaid_terms(renewal=RenewalMode.ASK),
    "off": prepaid_terms(renewal=RenewalMode.OFF, validity=Validity(days=4)),
    "bill": prepaid_terms(renewal=RenewalMode.OFF, overage=Overage.BILL, overage_rate_minor=100),
    "refuse": prepaid_terms(renewal=RenewalMode.OFF, overage=Overage.REFUSE),
    "roll": prepaid_terms(renewal=RenewalMode.OFF, validity=Validity(days=4), expiry=ExpiryMode.ROLL_OVER),
}


@dataclass
class Auditor:
    """Per client: what was sold and renewed, what was charged and not billed, what was forfeited."""

    bought: dict[str, int] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)

    def remaining(self, code: str) -> int:
        return self.bought.get(code, 0) - self.used.get(code, 0) - self.lost.get(code, 0)

    @staticmethod
    def add(sums: dict[str, int], code: str, minutes: int) -> None:
        sums[code] = sums.get(code, 0) + minutes


class LedgerMachine(RuleBasedStateMachine):
    entries = Bundle("entries")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = fake_clock()
        self.chance = random.Random(1)
        self.business = self._opened()
        self.auditor = Auditor()
        self.clients = {}
        self.keyed: dict[str, Draft] = {}
        self.digests: list[str] = []
        self.was_refused = False
        self.steps = 0
        for code in CODES:
            client = self.business.clients.add(code, code.title())
            self.business.agreements.set(client.client_id, TERMS[code])
            self.clients[code] = client

    def _opened(self) -> Business:
        """Each start makes its own ids, as a process does, but a failure replays alike: chance comes from a seed."""
        business = open_business(Path(self.folder.name), self.clock)
        business.session.new_id = IdMaker(self.clock.now, lambda: self.chance.getrandbits(CHANCE_BITS))
        return business

    def teardown(self) -> None:
        view = self.business.verify()
        assert view.ok, view.problems
        self.business.close()
        self.folder.cleanup()

    @initialize()
    def first_blocks(self) -> None:
        for code in CODES:
            self.business.blocks.sell(self.clients[code].client_id)
            self.auditor.add(self.auditor.bought, code, BLOCK)

    def _changes_nothing(self, action: Callable[[], Any]) -> None:
        before, held = head_of(self.business), self._state()
        action()
        assert (head_of(self.business), self._state()) == (before, held)

    def _refused(self, action: Callable[[], Any]) -> None:
        def try_it() -> None:
            with pytest.raises(Refused):
                action()

        self._changes_nothing(try_it)

    def _state(self) -> dict[str, dict[str, int]]:
        return {code: block_minutes(self.business, client) for code, client in self.clients.items()}

    def _remaining(self, code: str) -> int:
        """What counts for renewals: also blocks that wait for their day, because the clock was set back; no expired ones."""
        account = self.business.session.account(self.clients[code].client_id)
        return account.counted_minutes(self.business.today)

    def _renewed(self, code: str, view: PostingView) -> None:
        self.auditor.add(self.auditor.bought, code, sum(renewal.minutes for renewal in view.renewals))

    def _draft(self, code: str, minutes: int, day: int, key: str | None = None) -> Draft:
        return draft_of(self.clients[code], minutes, self.business.today + timedelta(days=day), key=key)

    def _post(self, code: str, draft: Draft) -> PostingView | None:
        before = self._remaining(code)
        minutes = draft.work.worked_seconds // 60
        preview = self.business.entries.preview(draft)
        if preview.refusal:
            self._refused(lambda: self.business.entries.post(draft))
            return None
        view = self.business.entries.post(draft)
        assert view.remaining_minutes == preview.remaining_after_minutes
        assert len(view.renewals) == preview.renewal_count
        entry = view.entry
        assert entry.charged_minutes == minutes
        assert sum(draw.minutes for draw in entry.draws) + entry.overdraft_minutes + entry.billed_minutes == minutes
        self.auditor.add(self.auditor.used, code, minutes - entry.billed_minutes)
        self._renewed(code, view)
        self._drawn_when_live(code, view)
        lowered = before - minutes
        if code == "auto":
            needed = 0
            while lowered + needed * BLOCK < THRESHOLD:
                needed += 1
            assert len(view.renewals) == needed
            assert self._remaining(code) >= THRESHOLD
            assert entry.overdraft_minutes == 0
        else:
            assert view.renewals == ()
            under = self._remaining(code) < THRESHOLD
            assert code != "ask" or view.pending_renewal == (under and not self.was_refused)
            self.was_refused = self.was_refused and under
        return view

    def _drawn_when_live(self, code: str, view: PostingView) -> None:
        blocks = {
            block.block_id: block for _client, block in self.business.queries.blocks(self.clients[code].client_id)
        }
        for draw in view.entry.draws:
            block = blocks[draw.block_id]
            assert draw.minutes > 0
            assert block.expires_on is None or view.entry.work_date <= block.expires_on
            if code in ("bill", "refuse"):
                assert block.available_from is not None
                assert block.available_from <= view.entry.work_date

    @rule(target=entries, code=st.sampled_from(CODES), minutes=st.integers(1, 1400), day=st.integers(-3, 0))
    def post(self, code: str, minutes: int, day: int) -> Any:
        view = self._post(code, self._draft(code, minutes, day))
        return (code, view.entry.entry_id) if view else multiple()

    @rule(target=entries, code=st.sampled_from(CODES), minutes=st.integers(1, 90), key=st.sampled_from("xyz"))
    def post_with_a_key(self, code: str, minutes: int, key: str) -> Any:
        draft = self._draft(code, minutes, 0, key)
        if key in self.keyed:
            if draft == self.keyed[key]:
                self._changes_nothing(lambda: self.business.entries.post(draft))
            else:
                self._refused(lambda: self.business.entries.post(draft))
            first = self.keyed[key]
            self._changes_nothing(lambda: self.business.entries.post(first))
            return multiple()
        view = self._post(code, draft)
        if view is None:
            return multiple()
        self.keyed[key] = draft
        return (code, view.entry.entry_id)

    @rule(code=st.sampled_from(CODES), minutes=st.integers(1, 1400), day=st.integers(-3, 0))
    def a_post_voided_at_once_leaves_no_trace_in_the_minutes(self, code: str, minutes: int, day: int) -> None:
        before = self._state()
        waiting = len(self.business.queries.pending_renewals())
        view = self._post(code, self._draft(code, minutes, day))
        if view is None:
            return
        self._void(code, view.entry.entry_id)
        assert self._state() == before
        assert len(self.business.queries.pending_renewals()) >= waiting

    @rule(chosen=consumes(entries))
    def void(self, chosen: tuple[str, str]) -> None:
        code, entry_id = chosen
        self._void(code, entry_id)
        self._refused(lambda: self.business.entries.void(entry_id))

    def _void(self, code: str, entry_id: str) -> None:
        old = self.business.queries.entry(entry_id)
        view = self.business.entries.void(entry_id)
        assert (view.entry.draws, view.entry.overdraft_minutes) == ((), 0)
        self.auditor.add(self.auditor.used, code, old.billed_minutes - old.charged_minutes)
        self.auditor.add(self.auditor.bought, code, -BLOCK * len(view.voided_blocks))
        self._renewed(code, view)

    @rule(target=entries, chosen=consumes(entries), minutes=st.integers(1, 900))
    def edit(self, chosen: tuple[str, str], minutes: int) -> Any:
        code, entry_id = chosen
        old = self.business.queries.entry(entry_id)
        draft = self._draft(code, minutes, 0)
        preview = self.business.entries.preview_edit(entry_id, draft)
        try:
            view = self.business.entries.edit(entry_id, draft, sure=True)
        except Refused:
            assert code == "refuse"
            assert preview.refusal
            assert not self.business.queries.entry(entry_id).voided
            return chosen
        self.auditor.add(self.auditor.used, code, old.billed_minutes - old.charged_minutes)
        self.auditor.add(self.auditor.used, code, minutes - view.entry.billed_minutes)
        assert (preview.remaining_after_minutes, preview.renewal_count) == (view.remaining_minutes, len(view.renewals))
        self.auditor.add(self.auditor.bought, code, -BLOCK * len(view.voided_blocks))
        self._renewed(code, view)
        assert code != "auto" or self._remaining(code) >= THRESHOLD
        return (code, view.entry.entry_id)

    @rule(code=st.sampled_from(CODES), size=st.integers(1, 900))
    def sell(self, code: str, size: int) -> None:
        self.business.blocks.sell(self.clients[code].client_id, size_minutes=size)
        self.auditor.add(self.auditor.bought, code, size)

    @rule(approved=st.booleans())
    def answer_a_waiting_renewal(self, approved: bool) -> None:
        for pending in self.business.queries.pending_renewals():
            if approved:
                self.business.renewals.approve(pending.renewal_id)
                self.auditor.add(self.auditor.bought, pending.client.code, pending.minutes)
            else:
                self.business.renewals.refuse(pending.renewal_id)
            self._refused(lambda: self.business.renewals.approve(pending.renewal_id))  # noqa: B023

    @rule(step=st.integers(1, 6))
    def days_pass_and_the_daily_run_comes(self, step: int) -> None:
        self.clock.advance(timedelta(days=step))
        for code, _block_id, minutes in self.business.daily.run().forfeited:
            assert code == "off"
            self.auditor.add(self.auditor.lost, code, minutes)
        self._changes_nothing(self.business.daily.run)

    @rule(hours=st.integers(-30, -1))
    def the_clock_steps_back(self, hours: int) -> None:
        self.clock.step_wall(timedelta(hours=hours))
        self.business.confirm_clock()

    @rule()
    def the_program_starts_again(self) -> None:
        self.business.close()
        self.business = self._opened()

    @invariant()
    def remaining_is_what_was_bought_less_what_was_used(self) -> None:
        for code, client in self.clients.items():
            balance = self.business.queries.balance(client.client_id, pace=False)
            held = block_minutes(self.business, client)
            assert all(minutes >= 0 for minutes in held.values())
            total = balance.remaining_minutes + balance.expired_minutes + balance.later_minutes
            assert total == sum(held.values()) - balance.overdraft_minutes
            assert total == self.auditor.remaining(code), code
            assert code in ("auto", "ask", "off", "roll") or balance.overdraft_minutes == 0

    @invariant()
    def a_renewal_waits_while_under_the_threshold_unless_it_was_refused_since(self) -> None:
        account = self.business.session.account(self.clients["ask"].client_id)
        self.was_refused = account.refused_renewal is not None
        assert not self.was_refused or account.remaining_minutes < THRESHOLD
        assert account.pending is None or account.remaining_minutes < THRESHOLD

    @invariant()
    def no_overdraft_is_open_while_a_block_that_may_serve_it_holds_minutes(self) -> None:
        for client in self.clients.values():
            account = self.business.session.account(client.client_id)
            for overdraft in account.overdrafts:
                for block in account.blocks:
                    expires = block.expires_on
                    assert block.remaining_minutes == 0 or (expires is not None and expires < overdraft.work_date)

    @invariant()
    def the_journal_only_grows_and_bears_out_every_kept_number(self) -> None:
        self.steps += 1
        if is_verified_after(self.steps):
            view = self.business.verify()
            assert view.ok, view.problems
        rows = list(self.business.session.store.journal())
        assert [row.digest for row in rows][: len(self.digests)] == self.digests
        for before, row in pairwise(rows):
            # Only a clock that a manager confirmed goes back.
            assert row.recorded_at > before.recorded_at or row.kind == "clock.confirmed"
        for row in rows[len(self.digests) :]:
            event = event_of(row)
            if hasattr(event, "because"):
                assert bool(event.because) == (row.actor == SYSTEM), event
        self.digests = [row.digest for row in rows]


LedgerMachine.TestCase.settings = examples(20, steps=25)
TestLedgerMachine = LedgerMachine.TestCase
