"""What is wrong with a database that holds a store, besides the form of what no event makes."""

from core.basics.i18n import _
from core.store.postgres import roles
from core.store.postgres.connection import Connection
from core.store.postgres.role_checks import TRIGGERS
from core.store.postgres.schema import GUARDS_THERE, missing_guards
from core.store.postgres.shape import misshapen
from core.store.sql.checks import misformed


def problems(connection: Connection) -> list[str]:
    """A sentence for each thing that is wrong; empty when all is well."""
    found = [
        _("the guard {name} is missing").format(name=name) for name in missing_guards(connection.rows(GUARDS_THERE))
    ]
    not_by_bytes = connection.rows(
        "SELECT relname || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
        "WHERE relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('store_version')) "
        "AND relkind = 'r' AND attnum > 0 AND NOT attisdropped AND atttypid = CAST('text' AS regtype) "
        "AND attcollation <> (SELECT oid FROM pg_collation WHERE collname = 'C') "
        "AND relname IN (SELECT relname FROM pg_class AS ours WHERE ours.oid = to_regclass(pg_class.relname)) ORDER BY 1"
    )
    found += [_("{name} is not compared by its bytes (collation C)").format(name=name) for (name,) in not_by_bytes]
    off = connection.rows(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated "
        "AND connamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('store_version')) ORDER BY 1"
    )
    found += [_("the reference {name} is not checked").format(name=name) for (name,) in off]
    if roles.has_roles(connection):
        found += [
            _("the table {name} is not secured by its policy; its owner runs: monteore store roles").format(name=name)
            for (name,) in connection.rows(roles.MISSING)
        ]
        there = {name for (name,) in connection.rows(roles.TRIGGERS_THERE)}
        found += [_("the guard {name} is missing").format(name=name) for name in sorted(set(TRIGGERS.values()) - there)]
    return [*found, *misshapen(connection), *misformed(connection)]


class Check:
    """The check of a database, made when it is asked for."""

    words_fit = False
    """Nothing here compares the words with their texts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def problems(self, *, is_quick: bool = True) -> list[str]:
        """A sentence for each thing that is wrong. The server refuses a text that is not UTF-8."""
        return problems(self._connection)

    def shape(self) -> list[str]:
        """A sentence for each key, index, reference, condition and function that is not what the store has."""
        return list(misshapen(self._connection))

    def close(self) -> None:
        """Nothing runs."""
