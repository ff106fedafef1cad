"""The tables with the business first in every key, and the migration that brings older ones there.

One file holds one business today. The keys hold its name all the same: what is unique is unique in a business, and the
same statements serve a store of many. The name is no part of what the journal's digests cover: an archive that is
restored elsewhere keeps its heads.
"""

from typing import TYPE_CHECKING

from core.basics.errors import StoreUnavailable
from core.basics.i18n import _
from core.store.sql.session import BUSINESS

if TYPE_CHECKING:
    from sqlite_utils import Database

_SHAPES = (
    """CREATE TABLE setting (business_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY
        (business_id, name)) STRICT""",
    """CREATE TABLE journal (business_id TEXT NOT NULL, seq INTEGER NOT NULL CHECK (seq > 0), recorded_at TEXT NOT
        NULL, actor TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, previous TEXT NOT NULL, digest
        TEXT NOT NULL, texts TEXT, salt TEXT, PRIMARY KEY (business_id, seq), UNIQUE (business_id,
        previous), UNIQUE (business_id, digest)) STRICT""",
    """CREATE TABLE client (business_id TEXT NOT NULL, client_id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT
        NULL, email TEXT NOT NULL, phones TEXT NOT NULL, contacts TEXT NOT NULL, archived INTEGER NOT NULL
        DEFAULT 0 CHECK (archived IN (0, 1)), seq INTEGER NOT NULL, PRIMARY KEY (business_id, client_id),
        UNIQUE (business_id, code)) STRICT""",
    """CREATE TABLE client_search (business_id TEXT NOT NULL, client_id TEXT NOT NULL, code TEXT NOT NULL, name
        TEXT NOT NULL, contacts TEXT NOT NULL, PRIMARY KEY (business_id, client_id)) STRICT""",
    """CREATE TABLE account (business_id TEXT NOT NULL, client_id TEXT NOT NULL, remaining_minutes INTEGER NOT
        NULL, overdraft_minutes INTEGER NOT NULL CHECK (overdraft_minutes >= 0), PRIMARY KEY (business_id,
        client_id), FOREIGN KEY (business_id, client_id) REFERENCES client) STRICT""",
    """CREATE TABLE agreement (business_id TEXT NOT NULL, agreement_id TEXT NOT NULL, client_id TEXT NOT NULL,
        from_date TEXT, terms TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL DEFAULT 'prepaid',
        block_minutes INTEGER NOT NULL DEFAULT 0, threshold_minutes INTEGER NOT NULL DEFAULT 0, PRIMARY KEY
        (business_id, agreement_id), FOREIGN KEY (business_id, client_id) REFERENCES client) STRICT""",
    """CREATE TABLE entry (business_id TEXT NOT NULL, entry_id TEXT NOT NULL, client_id TEXT NOT NULL, technician
        TEXT NOT NULL, work_date TEXT NOT NULL, started_at TEXT, worked_seconds INTEGER NOT NULL CHECK
        (worked_seconds > 0), charged_minutes INTEGER NOT NULL CHECK (charged_minutes >= 0),
        overdraft_minutes INTEGER NOT NULL CHECK (overdraft_minutes >= 0), billed_minutes INTEGER NOT NULL,
        charge TEXT NOT NULL, work_type TEXT NOT NULL, ticket TEXT NOT NULL, note TEXT NOT NULL, contact
        TEXT NOT NULL, no_charge INTEGER NOT NULL, key TEXT, content TEXT NOT NULL, replaces TEXT,
        replaced_by TEXT, voided INTEGER NOT NULL DEFAULT 0, recorded_at TEXT NOT NULL, seq INTEGER NOT
        NULL, deducted_minutes INTEGER NOT NULL DEFAULT 0, voided_seq INTEGER, PRIMARY KEY (business_id,
        entry_id), FOREIGN KEY (business_id, client_id) REFERENCES client, UNIQUE (business_id, key)) STRICT""",
    """CREATE TABLE block (business_id TEXT NOT NULL, block_id TEXT NOT NULL, client_id TEXT NOT NULL, size_minutes
        INTEGER NOT NULL CHECK (size_minutes > 0), remaining_minutes INTEGER NOT NULL CHECK
        (remaining_minutes >= 0), carried_minutes INTEGER NOT NULL DEFAULT 0, forfeited_minutes INTEGER NOT
        NULL DEFAULT 0, price_minor INTEGER NOT NULL, currency TEXT NOT NULL, sold_on TEXT NOT NULL,
        available_from TEXT NOT NULL, expires_on TEXT, own_expires_on TEXT, origin TEXT NOT NULL,
        cause_entry_id TEXT, voided INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL, voided_seq INTEGER,
        PRIMARY KEY (business_id, block_id), FOREIGN KEY (business_id, client_id) REFERENCES client, FOREIGN
        KEY (business_id, cause_entry_id) REFERENCES entry, CHECK (remaining_minutes <= size_minutes +
        carried_minutes)) STRICT""",
    """CREATE TABLE extension (business_id TEXT NOT NULL, block_id TEXT NOT NULL, by_block_id TEXT NOT NULL,
        expires_on TEXT, PRIMARY KEY (business_id, block_id, by_block_id), FOREIGN KEY (business_id,
        block_id) REFERENCES block, FOREIGN KEY (business_id, by_block_id) REFERENCES block) STRICT""",
    """CREATE TABLE draw (business_id TEXT NOT NULL, draw_id INTEGER NOT NULL, entry_id TEXT NOT NULL, block_id
        TEXT NOT NULL, minutes INTEGER NOT NULL CHECK (minutes <> 0), seq INTEGER NOT NULL, PRIMARY KEY
        (business_id, draw_id), FOREIGN KEY (business_id, entry_id) REFERENCES entry, FOREIGN KEY
        (business_id, block_id) REFERENCES block) STRICT""",
    """CREATE TABLE line (business_id TEXT NOT NULL, line_id TEXT NOT NULL, client_id TEXT NOT NULL, kind TEXT NOT
        NULL, minutes INTEGER NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, status TEXT
        NOT NULL, dated TEXT NOT NULL, block_id TEXT, entry_id TEXT, number TEXT NOT NULL DEFAULT '',
        invoiced_on TEXT, seq INTEGER NOT NULL, paid_on TEXT, PRIMARY KEY (business_id, line_id), FOREIGN
        KEY (business_id, client_id) REFERENCES client, FOREIGN KEY (business_id, block_id) REFERENCES
        block, FOREIGN KEY (business_id, entry_id) REFERENCES entry) STRICT""",
    """CREATE TABLE renewal (business_id TEXT NOT NULL, renewal_id TEXT NOT NULL, client_id TEXT NOT NULL, minutes
        INTEGER NOT NULL, price_minor INTEGER NOT NULL, currency TEXT NOT NULL, asked_at TEXT NOT NULL,
        cause_entry_id TEXT, outcome TEXT NOT NULL DEFAULT 'pending', seq INTEGER NOT NULL, PRIMARY KEY
        (business_id, renewal_id), FOREIGN KEY (business_id, client_id) REFERENCES client) STRICT""",
    """CREATE TABLE call (business_id TEXT NOT NULL, call_id TEXT NOT NULL, client_id TEXT NOT NULL, technician
        TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('running', 'on-hold', 'stopped', 'cancelled')),
        started_at TEXT NOT NULL, phone TEXT NOT NULL DEFAULT '', heartbeat_at TEXT, entry_id TEXT,
        changed_at TEXT NOT NULL, PRIMARY KEY (business_id, call_id), FOREIGN KEY (business_id, client_id)
        REFERENCES client) STRICT""",
    """CREATE TABLE call_span (business_id TEXT NOT NULL, call_id TEXT NOT NULL, number INTEGER NOT NULL,
        started_at TEXT NOT NULL, boot_ms INTEGER NOT NULL, boot_id TEXT NOT NULL, elapsed_ms INTEGER,
        PRIMARY KEY (business_id, call_id, number), FOREIGN KEY (business_id, call_id) REFERENCES call)
        STRICT""",
    """CREATE TABLE forfeiture (business_id TEXT NOT NULL, block_id TEXT NOT NULL, client_id TEXT NOT NULL, minutes
        INTEGER NOT NULL, day TEXT NOT NULL, into_block_id TEXT, seq INTEGER NOT NULL, cause TEXT NOT NULL
        DEFAULT 'expired', credit_minor INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (business_id, seq), FOREIGN
        KEY (business_id, block_id) REFERENCES block, FOREIGN KEY (business_id, client_id) REFERENCES
        client) STRICT""",
    """CREATE TABLE client_phone (business_id TEXT NOT NULL, client_id TEXT NOT NULL, raw TEXT NOT NULL, digits
        TEXT NOT NULL, contact TEXT NOT NULL DEFAULT '', e164 TEXT NOT NULL DEFAULT '', extension TEXT NOT
        NULL DEFAULT '', national TEXT NOT NULL DEFAULT '', tail TEXT NOT NULL DEFAULT '', prefix TEXT NOT
        NULL DEFAULT '', low INTEGER NOT NULL DEFAULT 0, high INTEGER NOT NULL DEFAULT 0, shortest INTEGER
        NOT NULL DEFAULT 0, longest INTEGER NOT NULL DEFAULT 0, FOREIGN KEY (business_id, client_id)
        REFERENCES client) STRICT""",
    """CREATE TABLE statement (business_id TEXT NOT NULL, statement_id TEXT NOT NULL, client_id TEXT NOT NULL,
        month TEXT NOT NULL, document TEXT NOT NULL, issued_at TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY
        KEY (business_id, statement_id), FOREIGN KEY (business_id, client_id) REFERENCES client, UNIQUE
        (business_id, client_id, month)) STRICT""",
    """CREATE TABLE catalogue (business_id TEXT NOT NULL, item_id TEXT NOT NULL, title TEXT NOT NULL,
        estimate_minutes INTEGER NOT NULL, work_type TEXT NOT NULL, recurrence TEXT NOT NULL, dropped
        INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL, PRIMARY KEY (business_id, item_id)) STRICT""",
    """CREATE TABLE proposal (business_id TEXT NOT NULL, proposal_id TEXT NOT NULL, client_id TEXT NOT NULL, title
        TEXT NOT NULL, estimate_minutes INTEGER NOT NULL, work_type TEXT NOT NULL, due_on TEXT, recurrence
        TEXT NOT NULL, status TEXT NOT NULL, item_id TEXT, follows TEXT, entry_id TEXT, reason TEXT NOT NULL
        DEFAULT '', seq INTEGER NOT NULL, PRIMARY KEY (business_id, proposal_id), FOREIGN KEY (business_id,
        client_id) REFERENCES client) STRICT""",
    """CREATE TABLE export_run (business_id TEXT NOT NULL, run_id TEXT NOT NULL, format TEXT NOT NULL, digest TEXT
        NOT NULL, made_at TEXT NOT NULL, content BLOB, options TEXT NOT NULL DEFAULT '{}', seq INTEGER NOT
        NULL, PRIMARY KEY (business_id, run_id)) STRICT""",
    """CREATE TABLE export_line (business_id TEXT NOT NULL, run_id TEXT NOT NULL, line_id TEXT NOT NULL, place
        INTEGER NOT NULL, PRIMARY KEY (business_id, run_id, line_id), FOREIGN KEY (business_id, run_id)
        REFERENCES export_run, FOREIGN KEY (business_id, line_id) REFERENCES line) STRICT""",
    """CREATE TABLE mail_switch (business_id TEXT NOT NULL, client_id TEXT NOT NULL, switches TEXT NOT NULL,
        PRIMARY KEY (business_id, client_id), FOREIGN KEY (business_id, client_id) REFERENCES client) STRICT""",
    """CREATE TABLE mail (business_id TEXT NOT NULL, mail_id TEXT NOT NULL, client_id TEXT NOT NULL, kind TEXT NOT
        NULL, key TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
        attachments TEXT NOT NULL DEFAULT '[]', state TEXT NOT NULL CHECK (state IN ('queued', 'sending',
        'sent', 'unsure', 'failed', 'dropped')), attempts INTEGER NOT NULL DEFAULT 0, next_at TEXT,
        last_error TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY
        (business_id, mail_id), FOREIGN KEY (business_id, client_id) REFERENCES client, UNIQUE (business_id,
        key)) STRICT""",
    """CREATE TABLE import_run (business_id TEXT NOT NULL, run_id TEXT NOT NULL, technician TEXT NOT NULL, started_at
        TEXT NOT NULL, finished_at TEXT, undone_at TEXT, seq INTEGER NOT NULL, PRIMARY KEY (business_id, run_id)) STRICT""",
    """CREATE TABLE import_entry (business_id TEXT NOT NULL, entry_id TEXT NOT NULL, run_id TEXT NOT NULL, PRIMARY KEY
        (business_id, entry_id), FOREIGN KEY (business_id, entry_id) REFERENCES entry, FOREIGN KEY (business_id, run_id)
        REFERENCES import_run) STRICT""",
    """CREATE TABLE used_key (business_id TEXT NOT NULL, key TEXT NOT NULL, use_id TEXT NOT NULL, what TEXT NOT NULL,
        content TEXT NOT NULL, result TEXT NOT NULL, client_id TEXT, seq INTEGER NOT NULL, PRIMARY KEY (business_id,
        key), FOREIGN KEY (business_id, client_id) REFERENCES client) STRICT""",
    """CREATE TABLE change_count (business_id TEXT NOT NULL, counter TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (business_id, counter)) STRICT""",
    "CREATE INDEX import_entry_run ON import_entry (business_id, run_id)",
    "CREATE INDEX used_key_client ON used_key (business_id, client_id)",
    "CREATE INDEX agreement_client ON agreement (business_id, client_id)",
    "CREATE INDEX entry_client ON entry (business_id, client_id, work_date)",
    "CREATE INDEX entry_day ON entry (business_id, work_date)",
    "CREATE INDEX entry_technician ON entry (business_id, technician, seq)",
    "CREATE INDEX entry_ticket ON entry (business_id, ticket) WHERE ticket <> ''",
    "CREATE INDEX entry_overdraft ON entry (business_id, client_id) WHERE overdraft_minutes > 0",
    "CREATE INDEX block_client ON block (business_id, client_id)",
    "CREATE INDEX block_cause ON block (business_id, cause_entry_id) WHERE cause_entry_id IS NOT NULL",
    "CREATE INDEX draw_entry ON draw (business_id, entry_id)",
    "CREATE INDEX draw_block ON draw (business_id, block_id)",
    "CREATE INDEX line_status ON line (business_id, status)",
    "CREATE INDEX line_block ON line (business_id, block_id) WHERE block_id IS NOT NULL",
    "CREATE INDEX line_entry ON line (business_id, entry_id) WHERE entry_id IS NOT NULL",
    "CREATE UNIQUE INDEX renewal_pending ON renewal (business_id, client_id) WHERE outcome = 'pending'",
    "CREATE UNIQUE INDEX call_running ON call (business_id, technician) WHERE state = 'running'",
    "CREATE INDEX call_open ON call (business_id, state) WHERE state IN ('running', 'on-hold')",
    "CREATE INDEX forfeiture_client ON forfeiture (business_id, client_id)",
    "CREATE INDEX client_phone_client ON client_phone (business_id, client_id)",
    "CREATE INDEX proposal_client ON proposal (business_id, client_id)",
    "CREATE INDEX proposal_open ON proposal (business_id, due_on) WHERE status IN ('open', 'accepted')",
    "CREATE INDEX export_line_line ON export_line (business_id, line_id)",
    "CREATE INDEX entry_client_seq ON entry (business_id, client_id, seq)",
    "CREATE INDEX line_client ON line (business_id, client_id)",
    "CREATE INDEX block_sold ON block (business_id, seq)",
    "CREATE INDEX entry_seq ON entry (business_id, seq)",
    "CREATE INDEX block_expiry ON block (business_id, expires_on) WHERE expires_on IS NOT NULL",
    "CREATE INDEX mail_open ON mail (business_id, state) WHERE state IN ('queued', 'sending', 'unsure', 'failed')",
    "CREATE INDEX mail_client ON mail (business_id, client_id, kind)",
    "CREATE INDEX client_phone_e164 ON client_phone (business_id, e164)",
    "CREATE INDEX client_phone_tail ON client_phone (business_id, tail)",
    "CREATE INDEX client_phone_prefix ON client_phone (business_id, prefix)",
)
"""In the order in which rows can be copied: what is referred to comes first."""


def put_business_first(db: "Database") -> None:
    """Make every table anew with `business_id` as its first column and copy the rows, inside the opener's change.

    The guards are dropped before and made again after. Errors: `StoreUnavailable` where a row refers to one that does not
    exist; the change is rolled back and the file stays as it was.
    """
    broken = db.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise StoreUnavailable(
            _("{table} refers to a row of {parent} that does not exist").format(table=broken[0], parent=broken[2])
        )
    names = [shape.split()[2] for shape in _SHAPES if shape.startswith("CREATE TABLE")]
    db.execute("DROP TABLE client_search_fts")
    for (index,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
        f"({', '.join('?' * len(names))})",
        names,
    ).fetchall():
        db.execute(f"DROP INDEX {index}")
    for name in names:
        db.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    for shape in _SHAPES:
        db.execute(shape)
    for name in names:
        columns = ", ".join(row[1] for row in db.execute(f"PRAGMA table_info(old_{name})").fetchall())
        db.execute(
            f"INSERT INTO {name} (business_id, {columns}) SELECT ?, {columns} FROM old_{name} ORDER BY rowid",
            (BUSINESS,),
        )
    for name in reversed(names):
        db.execute(f"DROP TABLE old_{name}")
    db.table("client_search").enable_fts(
        ["code", "name", "contacts"], tokenize="unicode61 remove_diacritics 2", create_triggers=False
    )
    db.execute("INSERT INTO client_search_fts (client_search_fts) VALUES ('rebuild')")
