"""Whether a file has the tables, indexes and guards of a store, as the statements say that made them, and no others."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from core.basics.i18n import _
from core.model.health import Foreign
from core.store.sqlite.connection import Connection
from core.store.sqlite.guards import guards
from core.store.sqlite.tables import statements_of_today

_TOOLS = ("_", "sqlite_")
"""How the names begin of tables that tools keep in a database which they look after, and SQLite for itself."""
_SINGLE = ("UNIQUE", "VIRTUAL")


def misshapen(connection: Connection) -> Iterator[str]:
    """A sentence for each table, index and guard that is missing or changed, and for each that is not the store's."""
    told = _told()
    rows = connection.rows("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    kept = {(kind, name): (str(table), _parts(str(sql))) for kind, name, table, sql in rows}
    for kind, name in sorted(told.keys() - kept.keys()):
        yield _MISSING[kind]().format(name=name)
    # The tables that SQLite keeps for a virtual table go with it.
    shadows = {name for (name,) in connection.rows("SELECT name FROM pragma_table_list WHERE type = 'shadow'")}
    others = {each for each in kept.keys() - told.keys() if each[0] != "table" or each[1] not in shadows}
    tools = {("table", name) for kind, name in others if kind == "table" and name.startswith(_TOOLS)}
    foreign = others - tools
    # What is on a table that is dropped goes with it. An index may be on that of a tool, a trigger there writes anywhere.
    dropped = _tables(foreign)
    on_others = {"index": dropped | _tables(tools), "trigger": dropped}
    for each in sorted(kept):
        kind, name = each
        table, parts = kept[each]
        if each in told:
            if sorted(parts) != sorted(told[each]):
                yield _changed(kind, name, set(told[each]), set(parts))
        elif each in foreign and table.casefold() not in on_others.get(kind, ()):
            sentence, drop = _FOREIGN[kind]().format(name=name), f"DROP {kind.upper()} {_quoted(name)}"
            yield Foreign(sentence, drop, acts=kind in ("index", "trigger"))


def _tables(objects: Iterable[tuple[str, str]]) -> set[str]:
    """Tables and views among objects. The name of a trigger's table is kept as it was typed, in any case."""
    return {name.casefold() for kind, name in objects if kind in ("table", "view")}


def own_tables() -> frozenset[str]:
    """The tables of a store."""
    return frozenset(name for kind, name in _told() if kind == "table")


def _quoted(name: str) -> str:
    """A name in SQL. It may be any text, also a word of SQL."""
    return '"' + name.replace('"', '""') + '"'


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
