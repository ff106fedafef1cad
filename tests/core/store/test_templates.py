"""The scripts that make tables at once make what the migrations make."""

from pathlib import Path

import pytest

from core.store.sqlite import rebuild
from core.store.sqlite.rebuild import Rebuild
from core.store.sqlite.tables import SCRIPT
from tests import templates
from tests.builders import add_client, open_business


def test_the_script_of_the_tests_makes_what_the_migrations_make() -> None:
    by_script, by_migrations = templates.shape(templates.migrate), templates.shape(templates.by_migrations)
    assert by_script == by_migrations
    assert {"client", "entry", "client_search_fts"} <= {row[1] for row in by_migrations if row[0] == "table"}


def test_the_tables_of_a_replay_are_those_that_the_migrations_make() -> None:
    assert SCRIPT.read_text(encoding="utf-8") == templates.tables(), "after a migration: python -m tests.templates"


def test_a_replay_in_the_tests_has_the_tables_that_the_program_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, close = list[list[tuple[object, ...]]](), Rebuild.close

    def noted(replay: Rebuild) -> None:
        made.append(replay._scratch.rows("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"))
        close(replay)

    monkeypatch.setattr(Rebuild, "close", noted)
    with open_business(tmp_path) as business:
        add_client(business)
        assert business.verify().ok
        monkeypatch.setattr(rebuild, "scratch", templates.empty)
        monkeypatch.setattr(rebuild, "_schema", templates.replay_schema)
        assert business.verify().ok
    first, second = made
    assert first == second and len(first) > 50
