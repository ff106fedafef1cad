"""The scripts that make tables at once make what the migrations make."""

from core.store.sqlite.tables import SCRIPT
from tests import templates


def test_the_script_of_the_tests_makes_what_the_migrations_make() -> None:
    by_script, by_migrations = templates.shape(templates.migrate), templates.shape(templates.by_migrations)
    assert by_script == by_migrations
    assert {"client", "entry", "client_search_fts"} <= {row[1] for row in by_migrations if row[0] == "table"}


def test_the_tables_of_a_replay_are_those_that_the_migrations_make() -> None:
    assert SCRIPT.read_text(encoding="utf-8") == templates.tables(), "after a migration: python -m tests.templates"
