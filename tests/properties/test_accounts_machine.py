"""Random histories of clients with named and shared accounts, beside sums by account that know no rule."""

import random
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from core.basics.errors import Refused, Unasked
from core.basics.ids import CHANCE_BITS, IdMaker
from core.business import Business
from core.exports.archive import archive_lines, restore
from core.model.terms import RenewalMode
from tests.builders import draft_of, fake_clock, head_of, open_business, prepaid_terms
from tests.profiles import examples

CLIENTS = ("acme", "beta", "gamma")
TYPES = ("phone", "patching")


class AccountsMachine(RuleBasedStateMachine):
    entries = Bundle("entries")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = fake_clock()
        chance = random.Random(1)
        self.business = open_business(Path(self.folder.name), self.clock)
        self.business.session.new_id = IdMaker(self.clock.now, lambda: chance.getrandbits(CHANCE_BITS))
        self.clients = {code: self.business.clients.add(code, code.title()).client_id for code in CLIENTS}
        self.accounts = [*self.clients.values()]
        for code in CLIENTS[:2]:
            self.accounts.append(self.business.accounts.add(self.clients[code], "servers").account.account_id)
        self.left = dict.fromkeys(self.accounts, 0)
        """Minutes bought less minutes charged, by account."""
        self.charged: dict[str, tuple[str, int]] = {}
        """The account and the minutes of each standing entry."""
        for account_id in self.accounts:
            self.business.agreements.set(account_id, prepaid_terms(renewal=RenewalMode.OFF))

    def teardown(self) -> None:
        assert self.business.verify().problems == ()
        restored = Path(self.folder.name) / "restored.db"
        restore(restored, "\n".join(archive_lines(self.business.session)))
        with Business.open(restored) as again:
            assert head_of(again) == head_of(self.business)
            assert again.verify().problems == ()
            assert again.session.store.reads.balances() == self.business.session.store.reads.balances()
        self.business.close()
        self.folder.cleanup()

    def _usable(self, code: str) -> list[str]:
        return [card.account_id for card in self.business.queries.accounts_of(self.clients[code])]

    def _paying(self, code: str, work_type: str) -> str:
        choices = self.business.session.store.reads.choices(self.clients[code])
        return choices.get(work_type) or choices.get("") or self.clients[code]

    @rule(place=st.integers(0, 4), minutes=st.integers(1, 600))
    def sell(self, place: int, minutes: int) -> None:
        account_id = self.accounts[place]
        try:
            self.business.blocks.sell(account_id, size_minutes=minutes)
        except Refused:
            assert self.business.queries.card(account_id).archived
            return
        self.left[account_id] += minutes

    @rule(
        target=entries,
        code=st.sampled_from(CLIENTS),
        place=st.integers(-1, 4),
        minutes=st.integers(1, 300),
        work_type=st.sampled_from(TYPES),
    )
    def post(self, code: str, place: int, minutes: int, work_type: str) -> Any:
        client = self.business.queries.client(self.clients[code])
        named = self.accounts[place] if place >= 0 else ""
        draft = draft_of(client, minutes, self.business.today, work_type=work_type, account_id=named)
        if named and named not in self._usable(code):
            before = head_of(self.business)
            try:
                self.business.entries.post(draft)
            except Refused:
                assert head_of(self.business) == before
                return multiple()
            raise AssertionError("an account was charged that the client may not use")
        wanted = named or self._paying(code, work_type)
        entry = self.business.entries.post(draft).entry
        assert (entry.client.code, entry.account.account_id) == (code, wanted)
        self.charged[entry.entry_id] = (wanted, minutes)
        self.left[wanted] -= minutes
        return entry.entry_id

    @rule(entry_id=consumes(entries))
    def void(self, entry_id: str) -> None:
        account_id, minutes = self.charged.pop(entry_id)
        self.business.entries.void(entry_id)
        self.left[account_id] += minutes

    @rule(target=entries, entry_id=consumes(entries), code=st.sampled_from(CLIENTS), minutes=st.integers(1, 300))
    def move(self, entry_id: str, code: str, minutes: int) -> str:
        old_account, old_minutes = self.charged.pop(entry_id)
        client = self.business.queries.client(self.clients[code])
        entry = self.business.entries.edit(entry_id, draft_of(client, minutes, self.business.today), sure=True).entry
        self.left[old_account] += old_minutes
        self.left[entry.account.account_id] -= minutes
        self.charged[entry.entry_id] = (entry.account.account_id, minutes)
        return entry.entry_id

    @rule(place=st.integers(0, 4), code=st.sampled_from(CLIENTS), ends=st.booleans())
    def share(self, place: int, code: str, ends: bool) -> None:
        change = self.business.accounts.unshare if ends else self.business.accounts.share
        try:
            change(self.accounts[place], self.clients[code])
        except Refused:
            return
        assert (self.accounts[place] in self._usable(code)) is not ends

    @rule(place=st.integers(0, 4), code=st.sampled_from(CLIENTS), work_type=st.sampled_from(("", *TYPES)))
    def choose(self, place: int, code: str, work_type: str) -> None:
        account_id = self.accounts[place]
        if account_id in self._usable(code):
            self.business.accounts.edit(self.clients[code], account_id, pays=(work_type,))
            assert self._paying(code, work_type) == account_id

    @rule(place=st.integers(3, 4))
    def archive_or_bring_back(self, place: int) -> None:
        account_id = self.accounts[place]
        if self.business.queries.card(account_id).archived:
            self.business.accounts.bring_back(account_id)
            return
        try:
            self.business.accounts.archive(account_id, sure=True)
        except (Refused, Unasked):
            assert self.business.queries.balance(account_id).overdraft_minutes
            return
        assert all(account_id not in self._usable(code) for code in CLIENTS)

    @rule(days=st.integers(1, 30))
    def days_pass_and_statements_are_issued(self, days: int) -> None:
        self.clock.advance(timedelta(days=days))
        month = (self.business.today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
        for account_id in self.accounts:
            self.business.statements.issue(account_id, month)

    @invariant()
    def every_account_holds_what_was_bought_less_what_was_charged_to_it(self) -> None:
        kept = self.business.session.store.reads.balances()
        assert {account_id: kept[account_id] for account_id in self.accounts} == self.left


AccountsMachine.TestCase.settings = examples(4, steps=12)
TestAccountsMachine = AccountsMachine.TestCase
