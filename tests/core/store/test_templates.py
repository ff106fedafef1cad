"""The script that tests make their stores with makes what the migrations make."""

from tests import templates


def test_the_script_of_the_tests_makes_what_the_migrations_make() -> None:
    by_script, by_migrations = templates.shape(templates.migrate), templates.shape(templates.by_migrations)
    assert by_script == by_migrations
    assert {"client", "entry", "client_search_fts"} <= {row[1] for row in by_migrations if row[0] == "table"}
