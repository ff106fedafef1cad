"""The sample business: as large as promised, sound, and the same each time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from core.demo import make_demo
from core.model.billing import LineStatus
from core.model.calls import CallState
from core.model.terms import Kind

NOW = datetime(2026, 6, 17, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def steps() -> list[tuple[int, int]]:
    return []


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int]]) -> Iterator[Business]:
    path = tmp_path_factory.mktemp("sample") / "one.db"
    make_demo(path, lambda done, total: steps.append((done, total)), now=NOW)
    with Business.open(path, clock=FakeClock(NOW), technician="anna", read_only=True) as business:
        yield business


def test_the_sample_has_forty_clients_of_three_kinds_and_a_year_of_work_and_verifies(sample: Business) -> None:
    clients = sample.queries.clients()
    assert len(clients) == 40
    assert {row.kind for row in clients} == set(Kind)
    entries = sample.queries.entries()
    assert len(entries) > 2000
    assert len({entry.technician for entry in entries}) == 4
    view = sample.verify()
    assert view.ok, view.problems


def test_the_same_seed_and_instant_make_the_same_business(sample: Business, tmp_path: Path) -> None:
    make_demo(tmp_path / "two.db", now=NOW)
    with Business.open(tmp_path / "two.db", read_only=True) as again:
        assert again.verify().head == sample.verify().head


def test_of_a_sample_that_is_not_finished_nothing_is_left(tmp_path: Path) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demo(tmp_path / "half.db", stop, now=NOW)
    assert not [each for each in tmp_path.iterdir() if each.suffix != ".lock"]


def test_nothing_in_the_sample_lies_in_the_future(sample: Business) -> None:
    for entry in sample.queries.entries():
        assert entry.work_date <= sample.today
        if entry.started_at is not None:
            assert entry.started_at + timedelta(seconds=entry.worked_seconds) <= NOW


def test_there_is_work_of_today_with_a_void_and_an_edit(sample: Business) -> None:
    today = sample.queries.entries(since=sample.today)
    assert len(today) >= 5
    assert any(entry.voided and entry.replaced_by is None for entry in today)
    assert any(entry.replaces for entry in today)


def test_a_colleague_is_on_the_phone(sample: Business) -> None:
    (call,) = sample.calls.list()
    assert call.state is CallState.RUNNING
    assert call.technician not in ("", sample.technician)


def test_there_is_something_for_the_manager_to_do(sample: Business) -> None:
    assert sample.queries.pending_renewals()
    assert any(row.under_threshold for row in sample.queries.clients())
    soon = sample.today + timedelta(days=30)
    assert any(
        block.expires_on is not None and block.expires_on <= soon
        for row in sample.queries.clients()
        for block in sample.queries.balance(row.client.client_id).blocks
    )
    for status in (LineStatus.TO_INVOICE, LineStatus.INVOICED, LineStatus.PAID):
        assert sample.queries.lines(status), status
    assert all(line.number for line in sample.queries.lines(LineStatus.PAID))


def test_the_sample_shows_what_only_some_contracts_have(sample: Business) -> None:
    queries = sample.queries
    origins = {block.origin.value for _card, block in queries.blocks()}
    assert origins >= {"sold", "renewed", "gift", "adjusted", "included"}
    assert {line.kind.value for line in queries.lines()} >= {"block", "break-fix", "credit", "fee"}
    assert any(line.list_minor for line in queries.lines()) and sample.price_list.all()
    named = {card.client.code for card in sample.session.store.reads.cards() if card.name}
    assert named == {"scuola", "thornton"}
    lab = queries.resolve_account("scuola/lab").account_id
    assert [each.kind.value for each in sample.session.store.reads.corrections(lab)] == ["transferred"]
    servers = queries.resolve_account("thornton/servers").account_id
    (entry,) = [each for each in queries.entries() if each.account.account_id == servers]
    assert (entry.worked_seconds // 60, entry.charged_minutes) == (45, 68)
    assert sample.contests.answer(entry.entry_id) and sample.technicians.all()


def test_the_progress_goes_up_to_its_total(sample: Business, steps: list[tuple[int, int]]) -> None:
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2026, 3, 29)])
def test_the_sample_is_sound_from_another_seed_on_a_leap_day_and_when_clocks_change(tmp_path: Path, day: date) -> None:
    make_demo(tmp_path / "day.db", today=day, seed=7)
    with Business.open(tmp_path / "day.db", read_only=True) as business:
        view = business.verify()
        assert view.ok, view.problems
