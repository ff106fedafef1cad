"""Whether a database has the keys, indexes, references, conditions and functions that its statements made.

Columns need no look: one that is missing or has another type fails the reads that compare it.
"""

import re
from collections import Counter
from collections.abc import Iterator

from core.basics.i18n import _
from core.store.postgres import roles, schema
from core.store.postgres.connection import Connection
from core.store.postgres.role_checks import CHECKS
from core.store.postgres.tables import INDEXES, TABLES
from core.store.postgres.version import GUARDS

_SCHEMA = "(SELECT relnamespace FROM pg_class WHERE oid = to_regclass('store_version'))"
_INDEXES_THERE = (
    "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
    f"WHERE relnamespace = {_SCHEMA} AND indisvalid"
)
_RULES_THERE = (
    "SELECT relname, CAST(contype AS TEXT), count(*) FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid "
    f"WHERE relnamespace = {_SCHEMA} AND contype IN ('c', 'f') GROUP BY 1, 2"
)
_FUNCTIONS_THERE = f"SELECT proname, prosrc FROM pg_proc WHERE pronamespace = {_SCHEMA}"
_GUARDS_THERE = (
    "SELECT tgname, CAST(tgtype AS BIGINT), proname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger "
    "JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid IN (to_regclass('journal'), to_regclass('draw')) "
    "AND NOT tgisinternal"
)
_FUNCTION = re.compile(r"FUNCTION (\w+)\(.*?\$body\$(.*?)\$body\$", re.DOTALL)
_EACH_ROW, _BEFORE = 1, 2
_VERBS = {"delete": 8, "update": 16, "truncate": 32}
"""The bits by which PostgreSQL says what fires a trigger."""


def misshapen(connection: Connection) -> Iterator[str]:
    """A sentence for each key, index, reference, condition and function that is missing or changed."""
    indexes = {name for (name,) in connection.rows(_INDEXES_THERE)}
    told = {*schema.unique_keys(), *re.findall(r"CREATE (?:UNIQUE )?INDEX (\w+)", INDEXES)}
    for name in sorted(told - indexes):
        yield _("the index {name} is missing").format(name=name)
    kept = Counter({(table, kind): int(number) for table, kind, number in connection.rows(_RULES_THERE)})
    for table, kind in sorted(_rules() - kept):
        sentence = (
            _("the table {name} lacks a condition (CHECK)")
            if kind == "c"
            else _("the table {name} lacks a reference (FOREIGN KEY)")
        )
        yield sentence.format(name=table)
    yield from _changed_functions(connection)
    for name, kind, function, definition in connection.rows(_GUARDS_THERE):
        if name in _guards() and (kind, function, _columns(definition)) != _guards()[name]:
            yield _("the guard {name} is not what it was when it was made").format(name=name)


def _rules() -> Counter[tuple[str, str]]:
    """How many conditions and references each table has."""
    found = Counter[tuple[str, str]]()
    for table, body in re.findall(r"CREATE TABLE (\w+) (.*?);\n", TABLES, re.DOTALL):
        words = " ".join(body.split())
        found[table, "c"], found[table, "f"] = words.count("CHECK ("), words.count("FOREIGN KEY (")
    return found


def _changed_functions(connection: Connection) -> Iterator[str]:
    kept: dict[str, str] = dict(connection.rows(_FUNCTIONS_THERE))
    for name, body in _FUNCTION.findall(schema.guards()):
        if kept.get(name) != body:
            yield _("the guard {name} is not what it was when it was made").format(name=name)
    if roles.has_roles(connection):
        for name, body in _FUNCTION.findall(CHECKS):
            if kept.get(name) != body:
                yield _("the function {name} is not the one of the roles; its owner runs: monteore store roles").format(
                    name=name
                )


def _guards() -> dict[str, tuple[int, str, list[str]]]:
    """By the name of a guard what fires it, its function, and the columns of its condition."""
    return {
        name: (
            _BEFORE + _VERBS[name.rpartition("_")[2]] + (_EACH_ROW if name == schema.OF_ROWS else 0),
            schema.APPEND_ONLY,
            sorted((*schema.COVERED, "texts", "salt")) if name == schema.OF_ROWS else [],
        )
        for names in GUARDS.values()
        for name in names
    }


def _columns(definition: str) -> list[str]:
    """The columns of a trigger's condition: how PostgreSQL writes the rest of it differs from version to version."""
    return sorted(re.findall(r"\bnew\.(\w+)", definition))
