"""The check of a store's file reads a copy in a thread: it can be ended early, and what fails there is told."""

from contextlib import closing
from pathlib import Path

import pytest

from core.basics.errors import StoreUnavailable
from core.store.sqlite import checks
from core.store.sqlite.connection import Connection
from tests.builders import add_client, open_business

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_a_check_that_is_closed_ends_the_statement_that_its_thread_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_fits", lambda copy, _index: copy.rows(ENDLESS))
    with open_business(tmp_path) as business:
        check = checks.Check(business.session.store._connection, ())  # type: ignore[attr-defined]
        assert check._thread.is_alive()
        check.close()
    assert not check._thread.is_alive()


def test_what_fails_in_the_thread_is_raised_where_its_end_is_awaited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_copy: Connection, _index: str) -> bool:
        raise StoreUnavailable("no room")

    with open_business(tmp_path) as business:
        with monkeypatch.context() as patch:
            patch.setattr(checks, "_fits", refuse)
            with pytest.raises(StoreUnavailable, match="no room"):
                business.verify()
        add_client(business)
        with closing(business.session.store.check()) as check:
            assert check.problems() == [] and check.words_fit
