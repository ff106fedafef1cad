"""The tables of today as one script, which all migrations lead to: a new database has them at once.

A store is made by the migrations. `python -m tests.templates` writes the script again after a migration was added.
"""

from pathlib import Path

SCRIPT = Path(__file__).with_name("tables.sql")
END = ";\n\n"
"""Between two statements."""


def statements_of_today() -> tuple[str, ...]:
    """The statements that make tables and indexes, without triggers and without what sqlite-utils and SQLite keep."""
    return tuple(SCRIPT.read_text(encoding="utf-8").removesuffix("\n").removesuffix(";").split(END))
