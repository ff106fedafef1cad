"""Whether a file has the tables, indexes and guards of a store, as the statements say that made them, and no others."""

from collections.abc import Callable, Iterator, Mapping

from core.basics.i18n import _
from core.model.health import Foreign
from core.store.sqlite.connection import Connection
from core.store.sqlite.guards import guards
from core.store.sqlite.tables import statements_of_today

_LIBRARY = ("sqlite_", "idx__sqlite_migrations_")
"""How the names begin of what SQLite and sqlite-utils keep for themselves."""
_TOOLS = "_"
"""How the names begin of tables that tools keep in a database which they look after: Litestream, sqlite-utils."""
_SINGLE = ("UNIQUE", "VIRTUAL")


def misshapen(connection: Connection) -> Iterator[str]:
    """A sentence for each table, index and guard that is missing or changed, and for each that is not the store's."""
    told = _told()
    rows = connection.rows("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    kept = {(kind, name): _parts(str(sql)) for kind, name, _table, sql in rows}
    for kind, name in sorted(told.keys() - kept.keys()):
        yield _MISSING[kind]().format(name=name)
    foreign_tables = {name for kind, name in kept.keys() - told.keys() if kind == "table"}
    of_foreign = {(kind, name) for kind, name, table, _sql in rows if table in foreign_tables and kind != "table"}
    others = (*_LIBRARY, *_shadows(told), *_shadows({each: kept[each] for each in kept.keys() - told.keys()}))
    # What is on a table that is not the store's goes with that table.
    for each in sorted(kept.keys() - of_foreign):
        kind, name = each
        if each not in told:
            is_known = name.startswith(others) or (kind == "table" and name.startswith(_TOOLS))
            if not is_known:
                yield Foreign(_FOREIGN[kind]().format(name=name), f"DROP {kind.upper()} {_quoted(name)}")
        elif sorted(kept[each]) != sorted(told[each]):
            yield _changed(kind, name, set(told[each]), set(kept[each]))


def own_tables() -> frozenset[str]:
    """The tables of a store."""
    return frozenset(name for kind, name in _told() if kind == "table")


def _shadows(statements: Mapping[tuple[str, str], list[str]]) -> Iterator[str]:
    """How the names begin of the tables that SQLite keeps for a virtual table: they go with it."""
    for (kind, name), parts in statements.items():
        if kind == "table" and parts[0].upper().startswith("CREATE VIRTUAL"):
            yield f"{name}_"


def _quoted(name: str) -> str:
    """A name as SQL has it: in quotes where it is no plain word."""
    return name if name.isidentifier() and name.isascii() else '"' + name.replace('"', '""') + '"'


def _told() -> Mapping[tuple[str, str], list[str]]:
    """The parts of each statement that makes a table, index or guard, by its kind and name."""
    found = {("trigger", name): _parts(sql) for name, sql in guards().items()}
    for statement in statements_of_today():
        _create, kind, name, *_rest = (word for word in statement.split() if word not in _SINGLE)
        found[kind.lower(), name] = _parts(statement)
    return found


def _parts(sql: str) -> list[str]:
    """What a statement has between its commas, with single spaces.

    SQLite keeps a statement as it was given, which older versions spaced otherwise. In a table a column stands where its
    migration put it, so that the order of the parts tells nothing.
    """
    return [part.strip() for part in " ".join(sql.split()).split(",")]


def _changed(kind: str, name: str, told: set[str], kept: set[str]) -> str:
    if kind == "trigger":
        return _("the guard {name} is not what it was when it was made").format(name=name)
    sentence = (
        _("the index {name} has {kept} where it was made with {told}")
        if kind == "index"
        else _("the table {name} has {kept} where it was made with {told}")
    )
    return sentence.format(name=name, kept=min(kept - told, default="-"), told=min(told - kept, default="-"))


_Sentences = Mapping[str, Callable[[], str]]
_MISSING: _Sentences = {
    "table": lambda: _("the table {name} is missing"),
    "index": lambda: _("the index {name} is missing"),
    "trigger": lambda: _("the guard {name} is missing"),
}
_FOREIGN: _Sentences = {
    "table": lambda: _("the table {name} is not one of the store"),
    "index": lambda: _("the index {name} is not one of the store"),
    "trigger": lambda: _("the trigger {name} is not one of the store"),
    "view": lambda: _("the view {name} is not one of the store"),
}
