"""The sample business: as large as promised, sound, and the same each time."""

from datetime import UTC, datetime
from pathlib import Path

from core.demo import make_demo
from core.ledger import Ledger
from core.models import Kind

NOW = datetime(2026, 6, 17, 9, 30, tzinfo=UTC)


def test_the_sample_has_forty_clients_of_three_kinds_and_a_year_of_work_and_verifies(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    make_demo(tmp_path / "one.db", lambda done, total: steps.append((done, total)), now=NOW)
    make_demo(tmp_path / "two.db", now=NOW)
    with Ledger.open(tmp_path / "one.db") as ledger, Ledger.open(tmp_path / "two.db") as again:
        clients = ledger.queries.clients()
        assert len(clients) == 40
        assert {row.kind for row in clients} == set(Kind)
        assert len(ledger.queries.entries()) > 2000
        assert ledger.queries.pending_renewals()
        assert any(row.under_threshold for row in clients)
        view = ledger.verify()
        assert view.ok, view.problems
        assert view.head == again.verify().head
    assert steps[-1][0] == steps[-1][1]
