"""Backups are checked and rotated; a restore keeps the old store, tells what it lacks, and mails nothing twice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.clock import FakeClock
from core.basics.errors import Refused, StoreReplaced, StoreUnavailable
from core.business import Business
from core.exports.recovery import restore_backup
from core.model.mail import MailState, MailSwitches
from core.rules.retention import DAYS, MONTHS, WEEKS, kept
from tests.builders import MORNING, add_client, draft_of, head_of, open_business, remaining


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path, FakeClock(MORNING))
    add_client(opened)
    return opened


def post(business: Business, minutes: int = 15) -> None:
    business.entries.post(draft_of(business.queries.resolve_client("acme"), minutes))


def reopened(business: Business) -> Business:
    return Business.open(business.session.store.place.path, clock=business.clock, technician="anna")


def test_a_backup_is_a_whole_store_with_its_head_beside_it(business: Business) -> None:
    post(business)
    made = business.recovery.back_up()
    row, digest = head_of(business)
    assert made.head == f"{row} {digest}"
    assert Path(made.path).stat().st_mode & 0o077 == 0
    with Business.open(made.path, technician="anna", read_only=True) as copy:
        assert copy.verify().ok and head_of(copy) == (row, digest)
    assert business.recovery.backups() == (made,)


def test_the_daily_run_makes_one_backup_a_day_and_goes_on_without(business: Business, tmp_path: Path) -> None:
    assert business.daily.run().backup and not business.daily.run().backup
    business.recovery.set_folder(str(tmp_path / "no" / "such"))
    view = business.daily.run()
    assert not view.backup and "cannot be used" in view.backup_trouble


def test_a_restore_keeps_the_old_store_and_tells_what_is_lost(business: Business) -> None:
    made = business.recovery.back_up()
    post(business, 60)
    lost_head = head_of(business)
    place = business.session.store.place
    view = restore_backup(place, made.path, business.clock)
    assert view.lost_rows == 1 and head_of_path(Path(view.old_path)) == lost_head
    with pytest.raises(StoreReplaced):
        post(business)
    with reopened(business) as later:
        assert remaining(later, later.queries.resolve_client("acme")) == 600
        post(later, 30)
        assert later.verify().ok


def head_of_path(path: Path) -> tuple[int, str]:
    with Business.open(path, technician="anna", read_only=True) as opened:
        return head_of(opened)


def test_nothing_that_was_mailed_is_mailed_again(business: Business) -> None:
    client = business.queries.resolve_client("acme")
    business.mail.switch(client.client_id, MailSwitches(to="a@example.com", language="en", after_entry=True))
    post(business)
    made = business.recovery.back_up()
    post(business, 30)
    outbox = business.session.store.outbox
    with business.session.changing():
        for mail in outbox.everything():
            outbox.change(mail.mail_id, MailState.SENT, business.clock.now())
    restore_backup(business.session.store.place, made.path, business.clock)
    with reopened(business) as later:
        assert {mail.state for mail in later.session.store.outbox.everything()} == {MailState.SENT}
        assert len(later.session.store.outbox.everything()) == 2


def test_what_waits_is_unsure_where_the_old_store_cannot_be_read(business: Business) -> None:
    client = business.queries.resolve_client("acme")
    business.mail.switch(client.client_id, MailSwitches(to="a@example.com", language="en", after_entry=True))
    post(business)
    made = business.recovery.back_up()
    place = business.session.store.place
    business.close()
    place.path.write_bytes(b"not a database at all" * 100)
    view = restore_backup(place, made.path, business.clock)
    assert view.lost_rows is None
    with reopened(business) as later:
        assert [mail.state for mail in later.session.store.outbox.everything()] == [MailState.UNSURE]


def test_a_copy_that_does_not_add_up_is_refused_and_nothing_changes(business: Business, tmp_path: Path) -> None:
    from core.store.sqlite.engine import sqlite3

    made = business.recovery.back_up()
    opened = sqlite3.connect(made.path)
    opened.execute("UPDATE account SET remaining_minutes = remaining_minutes + 1")
    opened.commit()
    opened.close()
    place = business.session.store.place
    with pytest.raises(Refused, match="does not add up"):
        restore_backup(place, made.path, business.clock)
    for wrong in (tmp_path / "none.backup", tmp_path, Path(__file__)):
        with pytest.raises(StoreUnavailable):
            restore_backup(place, str(wrong), business.clock)
    post(business)
    assert business.verify().ok
    assert not list(tmp_path.glob(".ledger.db.*"))


INSTANTS = st.lists(
    st.integers(0, 800 * 24).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)), max_size=60
)


@given(INSTANTS)
def test_rotation_keeps_the_newest_and_few_of_the_old(made: list[datetime]) -> None:
    stay = kept(made)
    assert stay <= set(made) and len(stay) <= DAYS + WEEKS + MONTHS
    assert not made or max(made) in stay
    assert kept(stay) == stay
    newest_days = sorted({each.date() for each in made}, reverse=True)[:DAYS]
    assert set(newest_days) <= {each.date() for each in stay}
