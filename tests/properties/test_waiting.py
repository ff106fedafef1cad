"""Clients without an agreement, driven at random: work that waits, agreements from any day, locks, issued statements."""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from core.basics.errors import MonteoreError, Refused
from core.ledger.statement_views import StatementView
from core.model.terms import Kind, Overage, RenewalMode, Terms
from core.rules import waiting
from core.rules.statement import month_after, month_of
from tests.builders import draft_of, fake_clock, head_of, open_business, prepaid_terms
from tests.profiles import examples, is_verified_after

CODES = ("ann", "bea", "cid")
FIRST = date(2026, 1, 1)
KINDS: dict[str, Terms] = {
    "auto": prepaid_terms(),
    "off": prepaid_terms(renewal=RenewalMode.OFF),
    "bill": prepaid_terms(renewal=RenewalMode.OFF, overage=Overage.BILL, overage_rate_minor=6000),
    "refuse": prepaid_terms(renewal=RenewalMode.OFF, overage=Overage.REFUSE),
    "break-fix": Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=6000),
    "managed": Terms(kind=Kind.MANAGED, fee_minor=30000),
}


class WaitingMachine(RuleBasedStateMachine):
    entries = Bundle("entries")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = fake_clock()
        self.business = open_business(Path(self.folder.name), self.clock)
        self.clients = {code: self.business.clients.add(code, code.title()) for code in CODES}
        self.issued: dict[tuple[str, str], StatementView] = {}
        self.steps = 0
        self.part = waiting.MOST_IN_PART
        waiting.MOST_IN_PART = 3  # type: ignore[misc]

    def teardown(self) -> None:
        view = self.business.verify()
        waiting.MOST_IN_PART = self.part  # type: ignore[misc]
        assert view.ok, view.problems
        self.business.close()
        self.folder.cleanup()

    def _day(self, back: int) -> date:
        return self.business.today - timedelta(days=back)

    @initialize(codes=st.lists(st.sampled_from(CODES), max_size=6), back=st.integers(0, 40))
    def some_work(self, codes: list[str], back: int) -> None:
        for code in codes:
            self.business.entries.post(draft_of(self.clients[code], 25, self._day(back)))

    @rule(target=entries, code=st.sampled_from(CODES), minutes=st.integers(1, 400), back=st.integers(0, 40))
    def post(self, code: str, minutes: int, back: int) -> Any:
        draft = draft_of(self.clients[code], minutes, self._day(back))
        preview = self.business.entries.preview(draft)
        if preview.refusal:
            return multiple()
        view = self.business.entries.post(draft)
        account = self.business.session.account(self.clients[code].client_id)
        assert view.entry.waits == preview.waits == (account.agreement_on(draft.work.work_date) is None)
        if view.entry.waits:
            assert (view.entry.charged_minutes, view.entry.overdraft_minutes, view.renewals) == (0, 0, ())
        return view.entry.entry_id

    @rule(chosen=consumes(entries))
    def void(self, chosen: str) -> None:
        try:
            self.business.entries.void(chosen)
        except Refused:
            assert self.business.session.store.reads.lock_date() is not None

    @rule(target=entries, chosen=consumes(entries), minutes=st.integers(1, 400), back=st.integers(0, 40))
    def edit(self, chosen: str, minutes: int, back: int) -> Any:
        entry = self.business.queries.entry(chosen)
        try:
            edited = self.business.entries.edit(chosen, draft_of(entry.client, minutes, self._day(back)), sure=True)
        except Refused:
            return chosen
        return edited.entry.entry_id

    @rule(code=st.sampled_from(CODES), name=st.sampled_from(sorted(KINDS)), back=st.none() | st.integers(0, 60))
    def agree(self, code: str, name: str, back: int | None) -> None:
        client_id = self.clients[code].client_id
        before = self.business.queries.waits(client_id)
        head = head_of(self.business)
        start = None if back is None else self._day(back)
        try:
            preview = self.business.agreements.preview(client_id, lambda _before: KINDS[name], start)
            view = self.business.agreements.put(client_id, lambda _before: KINDS[name], start, sure=True)
        except MonteoreError:
            assert head_of(self.business) == head
            return
        assert (view.charged.entries, view.charged.minutes) == (preview.charged.entries, preview.charged.minutes)
        assert view.charged.rest == preview.charged.rest == self.business.queries.waits(client_id)
        assert before.entries == view.charged.entries + view.charged.rest.entries

    @rule(code=st.sampled_from(CODES), size=st.integers(1, 600))
    def sell(self, code: str, size: int) -> None:
        account = self.business.session.account(self.clients[code].client_id)
        agreement = account.agreement_on(self.business.today)
        if agreement and agreement.terms.kind is Kind.PREPAID:
            self.business.blocks.sell(self.clients[code].client_id, size_minutes=size)

    @rule(back=st.integers(1, 50))
    def lock(self, back: int) -> None:
        present = self.business.session.store.reads.lock_date()
        day = self._day(back)
        if present is None or day >= present:
            self.business.lock.set(day)
        else:
            self.business.lock.reopen(day, "a correction")

    @rule(code=st.sampled_from(CODES))
    def issue(self, code: str) -> None:
        client_id = self.clients[code].client_id
        month = month_of(self.business.today.replace(day=1) - timedelta(days=1))
        try:
            self.issued[client_id, month] = self.business.statements.issue(client_id, month).view
        except Refused:
            assert any(client == client_id for client, _month in self.issued)

    @rule(days=st.integers(1, 25))
    def days_pass(self, days: int) -> None:
        self.clock.advance(timedelta(days=days))
        self.business.confirm_clock()
        self.business.daily.run()

    @invariant()
    def what_waits_has_no_charge_and_no_agreement_unless_its_day_is_locked(self) -> None:
        lock = self.business.session.store.reads.lock_date()
        for client in self.clients.values():
            account = self.business.session.account(client.client_id)
            entries = self.business.queries.entries(client_id=client.client_id, include_voided=False)
            waits = [entry for entry in entries if entry.waits]
            kept = self.business.queries.waits(client.client_id)
            assert (kept.entries, kept.minutes) == (len(waits), sum(each.worked_seconds // 60 for each in waits))
            for entry in waits:
                assert (entry.charged_minutes, entry.overdraft_minutes, entry.draws) == (0, 0, ())
                # A day can have been locked when the agreement was put in force, and opened again.
                assert account.agreement_on(entry.work_date) is None or lock is not None

    @invariant()
    def every_month_closes_where_the_next_one_opens(self) -> None:
        this_month = month_of(self.business.today)
        for client in self.clients.values():
            month, closing = month_of(FIRST), 0
            while month <= this_month:
                view = self.business.statements.read(client.client_id, month).view
                assert view.opening_minutes == closing, month
                gained = view.sold_minutes + view.renewed_minutes + view.adjusted_minutes
                closing = view.opening_minutes + gained - view.charged_minutes - view.forfeited_minutes
                assert closing == view.closing_minutes
                assert view.charged_minutes == sum(entry.deducted_minutes for entry in view.entries)
                month = month_after(month)
            kept, _overdraft = self.business.session.store.reads.kept_account(client.client_id)
            assert closing == kept

    @invariant()
    def an_issued_statement_never_changes(self) -> None:
        for (client_id, month), view in self.issued.items():
            assert self.business.statements.read(client_id, month).view == view

    @invariant()
    def the_journal_bears_out_every_kept_number(self) -> None:
        self.steps += 1
        if is_verified_after(self.steps):
            view = self.business.verify()
            assert view.ok, view.problems


WaitingMachine.TestCase.settings = examples(15, steps=20)
TestWaitingMachine = WaitingMachine.TestCase
