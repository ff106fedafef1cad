"""Statistics that a new store gives SQLite's query planner: row counts of a typical large business, fixed by the program."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_BUSY, _BUSINESSES = 1_000_000, 10
_ROWS = {"client": 10_000, "client_search": 10_000, "account": 10_000, "client_phone": 20_000, "agreement": 15_000}
_ROWS |= {
    "account_share": 1_000,
    "account_choice": 2_000,
    "setting": 50,
    "change_count": 2,
    "catalogue": 50,
    "mail_switch": 5_000,
    "client_fiscal": 5_000,
    "proposal": 5_000,
    "export_run": 500,
}
_ROWS |= {"block": 100_000, "line": 200_000, "export_line": 200_000, "renewal": 20_000, "statement": 200_000}
_ROWS |= {"client_fiscal": 5_000, "import_run": 200, "import_entry": 500_000}
_ROWS |= {"forfeiture": 50_000, "extension": 50_000, "mail": 200_000, "call": 200_000, "call_span": 300_000}
_ROWS |= {"call_words": 200, "call_change": 50_000}
_FEW = {
    "call_running",
    "client_merged",
    "call_open",
    "mail_open",
    "proposal_open",
    "renewal_pending",
    "entry_overdraft",
    "entry_waits",
    "entry_charged",
}
_ALIKE = {"line_status": 50_000, "mail_open": 50, "call_open": 50, "entry_technician": 50_000}
_ALIKE |= {"entry_day": 1_000}


def tell_planner(db: "Database") -> None:
    """Write the sizes of a large business into the planner's table: without them it takes `business_id = ?` for ten rows.

    They are the same in every store, so every store has the plans that the tests look at.
    """
    db.execute("ANALYZE sqlite_master")
    db.execute("DELETE FROM sqlite_stat1")
    for table, index, is_unique in db.execute(
        'SELECT shape.name, listed.name, listed."unique" FROM sqlite_master AS shape, pragma_index_list(shape.name) AS listed '
        "WHERE shape.type = 'table' AND shape.sql IS NOT NULL"
    ).fetchall():
        columns = [row[2] for row in db.execute(f"PRAGMA index_info({index})").fetchall()]
        if columns[:1] != ["business_id"]:
            continue
        rows = 200 if index in _FEW else _ROWS.get(table, _BUSY)
        share = max(1, rows // _BUSINESSES)
        alike = [share] + [min(share, _ALIKE.get(index, 30))] * (len(columns) - 1)
        if is_unique:
            alike[-1] = 1
        told = " ".join(str(number) for number in (rows, *alike))
        db.execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", (table, index, told))
    db.execute("ANALYZE sqlite_master")
