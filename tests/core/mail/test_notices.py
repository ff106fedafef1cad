"""Which mail a change gives rise to: the pure rule, and the same through a real store."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.durations import Validity
from core.basics.errors import Refused, Usage
from core.business import Business
from core.model.clients import Client
from core.model.mail import Mail, MailState, MailSwitches
from core.model.terms import ExpiryMode, Kind, RenewalMode, Terms
from core.rules import notices as rule
from tests.builders import MONDAY, add_client, block_of, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.profiles import examples

OFFICE = "office@acme.example"


def switched(business: Business, client: Client, **switches: object) -> None:
    business.mail.switch(client.client_id, MailSwitches(to=OFFICE, language="en", **switches))  # type: ignore[arg-type]


def mails(business: Business, kind: str = "") -> list[Mail]:
    return [mail for mail in reversed(business.mail.list()) if kind in ("", mail.kind)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (360, 300, ()),
        (300, 299, (300,)),
        (299, 100, ()),
        (400, 50, (300, 60)),
        (60, 59, (60,)),
        (59, -10, (0,)),
        (100, 400, ()),
    ],
)
def test_a_threshold_is_crossed_by_strictly_fewer(before: int, after: int, told: tuple[int, ...]) -> None:
    assert rule.crossed(before, after, (60, 300, 0)) == told


def test_the_balance_after_an_entry_says_what_was_done_and_what_is_left(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business, terms=prepaid_terms(increment_minutes=15))
        switched(business, client, after_entry=True)
        business.entries.post(draft_of(client, 12, ticket="4821", note="printer\njams"))
        (mail,) = mails(business)
    assert (mail.kind, mail.state, mail.recipient) == ("balance", MailState.QUEUED, OFFICE)
    assert mail.subject == "Support: 0:15 h charged, 9:45 h left"
    for said in (
        "2 March 2026, anna, phone, ticket #4821",
        "printer jams",
        "0:12 → step 0:15 → 0:15",
        "Hours left: 9:45",
    ):
        assert said in mail.body


def test_the_letter_is_in_the_language_of_who_reads_it(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        business.mail.switch(client.client_id, MailSwitches(to=OFFICE, language="it", after_entry=True))
        business.entries.post(draft_of(client, 15))
        (mail,) = mails(business)
    assert mail.subject == "Assistenza: 0:15 h addebitate, residuo 9:45 h"
    assert "Ore residue: 9:45" in mail.body
    assert "Hours" not in mail.body


def test_nobody_is_written_to_unasked_and_nothing_is_told_of_a_refused_change(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        business.entries.post(draft_of(client, 15))
        assert mails(business) == []
        switched(business, client, after_entry=True)
        business.lock.set(days(-1))
        with pytest.raises(Refused):
            business.entries.post(draft_of(client, 15, days(-2)))
        assert mails(business) == []


def test_the_same_key_again_tells_nothing_again(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        switched(business, client, after_entry=True)
        for _attempt in range(2):
            business.entries.post(draft_of(client, 15, key="row-1"))
        assert len(mails(business)) == 1


def test_an_import_of_many_entries_is_one_message(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        switched(business, client, after_entry=True)
        business.entries.post_all([draft_of(client, 1) for _ in range(40)])
        (mail,) = mails(business)
    assert "and 10 more" in mail.body


def test_a_renewal_is_told_once_and_its_undoing_too(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        switched(business, client, renewal=True, threshold_minutes=(300,))
        # The design's example: two blocks are added and the remaining never ends under the threshold.
        posted = business.entries.post(draft_of(client, 960))
        assert [mail.kind for mail in mails(business)] == ["renewal"]
        assert mails(business)[0].subject == "Support: 20:00 h added"
        business.entries.void(posted.entry.entry_id)
        assert [mail.kind for mail in mails(business)] == ["renewal", "renewal-voided"]


def test_an_edit_is_one_message_about_the_new_entry(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        first = business.entries.post(draft_of(client, 30))
        switched(business, client, after_entry=True, renewal=True)
        business.entries.edit(first.entry.entry_id, draft_of(client, 20))
        (mail,) = mails(business)
        assert mail.subject == "Support: 0:20 h charged, 9:40 h left"
        assert "took this back" not in mail.body


def test_the_letter_of_an_edit_says_which_figure_it_replaces(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client, other = add_client(business), add_client(business, "other")
        switched(business, client, after_entry=True)
        business.mail.switch(other.client_id, MailSwitches(to=OFFICE, language="it", after_entry=True))
        first = business.entries.post(draft_of(client, 195))
        second = business.entries.edit(first.entry.entry_id, draft_of(client, 20))
        assert "worked 0:20, charged 0:20; replaces the 3:15 we told you" in mails(business)[-1].body
        third = business.entries.edit(second.entry.entry_id, draft_of(other, 10))
        assert not [mail for mail in mails(business) if mail.client_id == other.client_id and "0:20" in mail.body]
        business.entries.edit(third.entry.entry_id, draft_of(other, 30))
        assert "addebitate 0:30; sostituiscono le 0:10 che vi avevamo comunicato" in mails(business)[-1].body


def test_an_edit_of_work_that_was_never_told_replaces_nothing(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        first = business.entries.post(draft_of(client, 30))
        switched(business, client, after_entry=True)
        business.entries.edit(first.entry.entry_id, draft_of(client, 20))
        assert "replaces" not in mails(business)[-1].body


def test_break_fix_work_is_told_without_hours_left(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business, terms=Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=8000), blocks=())
        switched(business, client, after_entry=True, threshold_minutes=(60,))
        business.entries.post(draft_of(client, 30))
        (mail,) = mails(business)
        assert mail.subject == "Support: 0:30 h charged"
        assert "left" not in mail.body


def test_expiring_hours_are_told_at_the_nearest_number_of_days_once() -> None:
    switches = MailSwitches(expiry_days=(30, 7))
    block = block_of("b1", 90, expires_on=days(40))
    told: list[str] = []
    when = []
    for offset in range(50):
        for notice in rule.expiring("k1", [block], switches, days(offset), told.__contains__):
            told.append(notice.key)
            when.append((40 - offset, notice.minutes))
    assert when == [(30, 90), (7, 90)]
    assert [(40 - 36) for _ in rule.expiring("k1", [block], switches, days(36), lambda _key: False)] == [4]
    assert rule.expiring("k1", [block_of("b2", 0, expires_on=days(3))], switches, MONDAY, lambda _key: False) == ()


def test_the_daily_run_tells_of_expiry_and_sends_last_months_statement_once(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(business, terms=prepaid_terms(validity=Validity(months=2), expiry=ExpiryMode.ROLL_OVER))
        business.entries.post(draft_of(client, 30))
        switched(business, client, expiry_days=(30,), statement=True)
        business.proposals.add(client.client_id, "Patch the servers")
        business.daily.run()
        assert mails(business) == []
        clock.advance(timedelta(days=31))  # 2 April, the block serves to 2 May
        assert [business.daily.run().messages for _again in range(2)] == [2, 0]
        kinds = [mail.kind for mail in mails(business)]
        assert kinds == ["expiry", "statement"]
        expiry, statement = mails(business)
        assert "9:30 h of your prepaid hours serve work up to and including 2 May 2026 (in 30 days)" in expiry.body
        assert "Patch the servers" in expiry.body and "carried into the next block" in expiry.body
        assert [item.statement_month for item in statement.attachments] == ["2026-03"]
        assert business.statements.read(client.client_id, "2026-03").issued_at is not None


def test_statements_of_months_whose_daily_run_was_missed_are_given_out_in_order(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(business)
        switched(business, client, statement=True)
        business.daily.run()
        assert mails(business) == []
        clock.advance(timedelta(days=35))
        business.daily.run()
        clock.advance(timedelta(days=91))
        business.confirm_clock()
        late = add_client(business, "late")
        switched(business, late, statement=True)
        assert business.daily.run().messages == 3
        assert business.daily.run().messages == 0
        months = [item.statement_month for mail in mails(business) for item in mail.attachments]
        assert months == ["2026-03", "2026-04", "2026-05", "2026-06"]


def test_a_statement_given_out_by_hand_is_mailed_and_not_again_by_the_daily_run(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(business)
        switched(business, client, statement=True)
        clock.advance(timedelta(days=31))
        business.statements.issue(client.client_id, "2026-03")
        business.daily.run()
        assert [mail.kind for mail in mails(business)] == ["statement"]


def test_a_client_without_an_address_loses_no_message(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = business.clients.add("acme", "Acme", email="a@acme.example")
        business.agreements.set(client.client_id, prepaid_terms(renewal=RenewalMode.OFF))
        business.mail.switch(client.client_id, MailSwitches(language="en", after_entry=True))
        business.clients.edit(client.client_id, email="")
        business.entries.post(draft_of(client, 15))
        (mail,) = mails(business)
        assert mail.state is MailState.FAILED
        switched(business, client, after_entry=True)
        again = business.mail.send_again(mail.mail_id)
        assert (again.state, again.recipient) == (MailState.QUEUED, OFFICE)


@pytest.mark.parametrize(
    "address", ["", "office", "a@b", "a b@c.example", "x@c.example\nBcc: y@z.example", "ü@c.example"]
)
def test_an_address_that_is_none_is_refused_and_changes_nothing(tmp_path: Path, address: str) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        with pytest.raises((Usage, Refused)):
            business.mail.switch(client.client_id, MailSwitches(to=address, after_entry=True))
        assert business.mail.switched() == ()


@examples(40)
@given(
    st.lists(
        st.one_of(st.integers(1, 400), st.just("void"), st.just("sell")),
        max_size=12,
    ),
    st.sets(st.integers(1, 700), min_size=1, max_size=4),
)
def test_each_crossing_is_warned_of_exactly_once(steps: list[int | str], thresholds: set[int]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_business(Path(folder)) as business:
        client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF))
        switched(business, client, threshold_minutes=tuple(thresholds))
        standing: list[tuple[str, int]] = []
        remaining, crossings = 600, 0
        for step in steps:
            before = remaining
            if step == "sell":
                business.blocks.sell(client.client_id, size_minutes=600)
                remaining += 600
            elif step == "void":
                if not standing:
                    continue
                entry_id, minutes = standing.pop()
                business.entries.void(entry_id)
                remaining += minutes
            else:
                assert isinstance(step, int)
                standing.append((business.entries.post(draft_of(client, step)).entry.entry_id, step))
                remaining -= step
            crossings += sum(before >= line > remaining for line in thresholds)
        warned = [mail.body for mail in mails(business, "threshold")]
        named = sum(body.split(" h of support are left")[0].count(":") for body in warned)
        assert named == crossings


def test_a_renewal_after_hours_expired_says_how_many_were_lost(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(business, terms=prepaid_terms(validity=Validity(days=10)))
        switched(business, client, renewal=True)
        clock.advance(timedelta(days=30))
        business.daily.run()
        (mail,) = mails(business, "renewal")
        assert "10:00 h expired unused." in mail.body
        assert "Hours left: 10:00" in mail.body


def test_a_renewed_block_that_is_voided_by_hand_is_told_too(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        business.entries.post(draft_of(client, 400))
        business.agreements.set(client.client_id, prepaid_terms(renewal=RenewalMode.OFF))
        switched(business, client, renewal=True)
        renewed = next(view for _client, view in business.queries.blocks(client.client_id) if view.origin == "renewed")
        business.blocks.void(renewed.block_id)
        assert [mail.kind for mail in mails(business)] == ["renewal-voided"]


def test_two_who_change_the_switches_at_once_both_have_their_way(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        switched(business, client, statement=True)
        business.mail.change_switches(client.client_id, lambda now: replace(now, renewal=True))
        assert business.mail.switches(client.client_id) == MailSwitches(OFFICE, "en", renewal=True, statement=True)


def test_the_end_of_a_block_that_crosses_a_threshold_is_told_once(tmp_path: Path) -> None:
    clock = fake_clock()
    terms = prepaid_terms(validity=Validity(days=10), renewal=RenewalMode.OFF)
    with open_business(tmp_path, clock) as business:
        client = add_client(business, terms=terms)
        business.blocks.sell(client.client_id, size_minutes=200, expires_on=None)
        switched(business, client, threshold_minutes=(300,), after_entry=True)
        clock.advance(timedelta(days=11))
        business.daily.run()
        (mail,) = mails(business, "threshold")
        for said in ("Hours left: 3:20", "10:00 expired on 12 March 2026, only for work up to then"):
            assert said in mail.body
        clock.advance(timedelta(days=1))
        business.daily.run()
        business.entries.post(draft_of(client, 30, days(10)))
        assert len(mails(business, "threshold")) == 1
        assert "3:20 h left" in mails(business, "balance")[-1].subject


def test_hours_that_wait_for_their_day_stand_apart_in_the_letter(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        business.blocks.sell(client.client_id, size_minutes=300, sold_on=days(30))
        switched(business, client, after_entry=True)
        business.entries.post(draft_of(client, 60))
        (mail,) = mails(business)
        assert "Hours left: 9:00" in mail.body
        assert "Later 5:00 from 1 April 2026" in mail.body


@pytest.mark.parametrize(
    ("key", "is_own"),
    [
        ("threshold:k1:12", True),
        ("threshold:k1:expired:2026-03-01", True),
        ("threshold:k1:o7:12", False),
        ("threshold:k1:o7:expired:2026-03-01", False),
        ("threshold:k12:3", False),
        ("balance:k1:12", False),
    ],
)
def test_the_keys_of_a_clients_other_accounts_are_not_those_of_its_own_one(key: str, is_own: bool) -> None:
    assert rule.is_key_of(key, rule.NoticeKind.THRESHOLD, "k1") is is_own


def test_a_letter_about_another_account_says_nothing_of_what_was_told_of_this_one(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business, terms=prepaid_terms(increment_minutes=15))
        other = business.accounts.add(client.client_id, "servers")
        business.agreements.set(other.account.account_id, prepaid_terms(), None)
        business.blocks.sell(other.account.account_id)
        before = business.entries.post(draft_of(client, 12))
        switched(business, client, after_entry=True)
        business.session.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
        business.entries.post(draft_of(client, 30, account_id=other.account.account_id))
        business.entries.edit(before.entry.entry_id, draft_of(client, 40))
        letter = mails(business)[-1]
        assert "replaces the" not in letter.body
