"""The migration that gives every client its account: the account's id is the client's, so every row keeps its meaning."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_OF_AN_ACCOUNT = ("agreement", "block", "entry", "line", "renewal", "forfeiture")
_SHAPES = (
    """CREATE TABLE account (business_id TEXT NOT NULL, account_id TEXT NOT NULL, client_id TEXT NOT NULL, name TEXT
        NOT NULL DEFAULT '', archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)), remaining_minutes
        INTEGER NOT NULL, overdraft_minutes INTEGER NOT NULL CHECK (overdraft_minutes >= 0), seq INTEGER NOT NULL,
        PRIMARY KEY (business_id, account_id), FOREIGN KEY (business_id, client_id) REFERENCES client) STRICT""",
    """CREATE TABLE statement (business_id TEXT NOT NULL, statement_id TEXT NOT NULL, client_id TEXT NOT NULL,
        account_id TEXT NOT NULL, month TEXT NOT NULL, document TEXT NOT NULL, issued_at TEXT NOT NULL, seq INTEGER
        NOT NULL, PRIMARY KEY (business_id, statement_id), FOREIGN KEY (business_id, client_id) REFERENCES client,
        FOREIGN KEY (business_id, account_id) REFERENCES account, UNIQUE (business_id, account_id, month)) STRICT""",
    """CREATE TABLE account_share (business_id TEXT NOT NULL, account_id TEXT NOT NULL, client_id TEXT NOT NULL,
        PRIMARY KEY (business_id, account_id, client_id), FOREIGN KEY (business_id, account_id) REFERENCES account,
        FOREIGN KEY (business_id, client_id) REFERENCES client) STRICT""",
    """CREATE TABLE account_choice (business_id TEXT NOT NULL, client_id TEXT NOT NULL, work_type TEXT NOT NULL,
        account_id TEXT NOT NULL, PRIMARY KEY (business_id, client_id, work_type), FOREIGN KEY (business_id,
        client_id) REFERENCES client, FOREIGN KEY (business_id, account_id) REFERENCES account) STRICT""",
    "CREATE INDEX account_client ON account (business_id, client_id)",
    "CREATE UNIQUE INDEX account_name ON account (business_id, client_id, name) WHERE name <> ''",
    "CREATE INDEX account_share_client ON account_share (business_id, client_id)",
    "CREATE INDEX account_choice_account ON account_choice (business_id, account_id)",
    "CREATE INDEX agreement_account ON agreement (business_id, account_id)",
    "CREATE INDEX block_account ON block (business_id, account_id)",
    "CREATE INDEX entry_account ON entry (business_id, account_id, seq)",
    "CREATE INDEX entry_account_day ON entry (business_id, account_id, work_date)",
    "CREATE INDEX entry_overdraft ON entry (business_id, account_id) WHERE overdraft_minutes > 0",
    "CREATE INDEX entry_waits ON entry (business_id, account_id, work_date) WHERE waits = 1",
    "CREATE INDEX entry_charged ON entry (business_id, account_id, charged_seq) WHERE charged_seq IS NOT NULL",
    "CREATE UNIQUE INDEX renewal_pending ON renewal (business_id, account_id) WHERE outcome = 'pending'",
    "CREATE INDEX renewal_account ON renewal (business_id, account_id, seq)",
    "CREATE INDEX forfeiture_account ON forfeiture (business_id, account_id)",
    "CREATE INDEX statement_client ON statement (business_id, client_id)",
)


def put_accounts(db: "Database") -> None:
    """Make the tables of accounts and name the account in every row that belongs to one, inside the opener's change."""
    for index in ("entry_overdraft", "renewal_pending", "entry_waits", "entry_charged"):
        db.execute(f"DROP INDEX {index}")
    for table in ("account", "statement"):
        db.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    for table in (*_OF_AN_ACCOUNT, "call"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN account_id TEXT NOT NULL DEFAULT ''")
    for table in _OF_AN_ACCOUNT:
        db.execute(f"UPDATE {table} SET account_id = client_id")
    for shape in _SHAPES:
        db.execute(shape)
    db.execute(
        "INSERT INTO account (business_id, account_id, client_id, remaining_minutes, overdraft_minutes, seq) "
        "SELECT business_id, client_id, client_id, remaining_minutes, overdraft_minutes, seq "
        "FROM old_account JOIN client USING (business_id, client_id) ORDER BY old_account.rowid"
    )
    columns = "statement_id, client_id, month, document, issued_at, seq"
    db.execute(
        f"INSERT INTO statement (business_id, account_id, {columns}) "
        f"SELECT business_id, client_id, {columns} FROM old_statement ORDER BY rowid"
    )
    for table in ("account", "statement"):
        db.execute(f"DROP TABLE old_{table}")
