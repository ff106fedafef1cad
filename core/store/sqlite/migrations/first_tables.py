"""The tables of the first two versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.journal.terms_codec import terms_from_json_dict
from core.store.sql.phones import searched_digits
from core.store.sqlite.migrations.registry import migration

if TYPE_CHECKING:
    from sqlite_utils import Database


_TABLES = (
    """CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT""",
    """CREATE TABLE journal (
        seq INTEGER PRIMARY KEY CHECK (seq > 0), recorded_at TEXT NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL,
        body TEXT NOT NULL, previous TEXT NOT NULL UNIQUE, digest TEXT NOT NULL UNIQUE) STRICT""",
    """CREATE TABLE client (
        client_id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, email TEXT NOT NULL,
        phones TEXT NOT NULL, contacts TEXT NOT NULL, archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
        seq INTEGER NOT NULL) STRICT""",
    """CREATE TABLE client_search (client_id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL,
        contacts TEXT NOT NULL) STRICT""",
    """CREATE TABLE account (
        client_id TEXT PRIMARY KEY REFERENCES client, remaining_minutes INTEGER NOT NULL,
        overdraft_minutes INTEGER NOT NULL CHECK (overdraft_minutes >= 0)) STRICT""",
    """CREATE TABLE agreement (
        agreement_id TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES client, from_date TEXT, terms TEXT NOT NULL,
        seq INTEGER NOT NULL) STRICT""",
    """CREATE INDEX agreement_client ON agreement (client_id)""",
    """CREATE TABLE entry (
        entry_id TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES client, technician TEXT NOT NULL,
        work_date TEXT NOT NULL, started_at TEXT, worked_seconds INTEGER NOT NULL CHECK (worked_seconds > 0),
        charged_minutes INTEGER NOT NULL CHECK (charged_minutes >= 0),
        overdraft_minutes INTEGER NOT NULL CHECK (overdraft_minutes >= 0), billed_minutes INTEGER NOT NULL,
        charge TEXT NOT NULL, work_type TEXT NOT NULL, ticket TEXT NOT NULL, note TEXT NOT NULL, contact TEXT NOT NULL,
        no_charge INTEGER NOT NULL, key TEXT UNIQUE, content TEXT NOT NULL, replaces TEXT, replaced_by TEXT,
        voided INTEGER NOT NULL DEFAULT 0, recorded_at TEXT NOT NULL, seq INTEGER NOT NULL) STRICT""",
    """CREATE INDEX entry_client ON entry (client_id, work_date)""",
    """CREATE INDEX entry_day ON entry (work_date)""",
    """CREATE INDEX entry_technician ON entry (technician, seq)""",
    """CREATE INDEX entry_ticket ON entry (ticket) WHERE ticket <> ''""",
    """CREATE INDEX entry_overdraft ON entry (client_id) WHERE overdraft_minutes > 0""",
    """CREATE TABLE block (
        block_id TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES client, size_minutes INTEGER NOT NULL
        CHECK (size_minutes > 0), remaining_minutes INTEGER NOT NULL CHECK (remaining_minutes >= 0),
        carried_minutes INTEGER NOT NULL DEFAULT 0, forfeited_minutes INTEGER NOT NULL DEFAULT 0,
        price_minor INTEGER NOT NULL, currency TEXT NOT NULL, sold_on TEXT NOT NULL, available_from TEXT NOT NULL,
        expires_on TEXT, own_expires_on TEXT, origin TEXT NOT NULL, cause_entry_id TEXT REFERENCES entry,
        voided INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL,
        CHECK (remaining_minutes <= size_minutes + carried_minutes)) STRICT""",
    """CREATE INDEX block_client ON block (client_id)""",
    """CREATE INDEX block_cause ON block (cause_entry_id) WHERE cause_entry_id IS NOT NULL""",
    """CREATE TABLE extension (
        block_id TEXT NOT NULL REFERENCES block, by_block_id TEXT NOT NULL REFERENCES block, expires_on TEXT,
        PRIMARY KEY (block_id, by_block_id)) STRICT""",
    """CREATE TABLE draw (
        draw_id INTEGER PRIMARY KEY, entry_id TEXT NOT NULL REFERENCES entry, block_id TEXT NOT NULL REFERENCES block,
        minutes INTEGER NOT NULL CHECK (minutes <> 0), seq INTEGER NOT NULL) STRICT""",
    """CREATE INDEX draw_entry ON draw (entry_id)""",
    """CREATE INDEX draw_block ON draw (block_id)""",
    """CREATE TABLE line (
        line_id TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES client, kind TEXT NOT NULL,
        minutes INTEGER NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, status TEXT NOT NULL,
        dated TEXT NOT NULL, block_id TEXT REFERENCES block, entry_id TEXT REFERENCES entry,
        number TEXT NOT NULL DEFAULT '', invoiced_on TEXT, seq INTEGER NOT NULL) STRICT""",
    """CREATE INDEX line_status ON line (status)""",
    """CREATE INDEX line_block ON line (block_id) WHERE block_id IS NOT NULL""",
    """CREATE INDEX line_entry ON line (entry_id) WHERE entry_id IS NOT NULL""",
    """CREATE TABLE renewal (
        renewal_id TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES client, minutes INTEGER NOT NULL,
        price_minor INTEGER NOT NULL, currency TEXT NOT NULL, asked_at TEXT NOT NULL, cause_entry_id TEXT,
        outcome TEXT NOT NULL DEFAULT 'pending', seq INTEGER NOT NULL) STRICT""",
    """CREATE UNIQUE INDEX renewal_pending ON renewal (client_id) WHERE outcome = 'pending'""",
    """CREATE TABLE call (
        call_id TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES client, technician TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('running', 'on-hold', 'stopped', 'cancelled')), started_at TEXT NOT NULL,
        phone TEXT NOT NULL DEFAULT '', heartbeat_at TEXT, entry_id TEXT, changed_at TEXT NOT NULL) STRICT""",
    """CREATE UNIQUE INDEX call_running ON call (technician) WHERE state = 'running'""",
    """CREATE INDEX call_open ON call (state) WHERE state IN ('running', 'on-hold')""",
    """CREATE TABLE call_span (
        call_id TEXT NOT NULL REFERENCES call, number INTEGER NOT NULL, started_at TEXT NOT NULL,
        boot_ms INTEGER NOT NULL, boot_id TEXT NOT NULL, elapsed_ms INTEGER, PRIMARY KEY (call_id, number)) STRICT""",
)


@migration
def m001_first_tables(db: Database) -> None:
    """Every table of the first version."""
    for statement in _TABLES:
        db.execute(statement)
    db.table("client_search").enable_fts(
        ["code", "name", "contacts"], tokenize="unicode61 remove_diacritics 2", create_triggers=False
    )


_OFFICE_TABLES = (
    """CREATE TABLE forfeiture (
        block_id TEXT NOT NULL REFERENCES block, client_id TEXT NOT NULL REFERENCES client, minutes INTEGER NOT NULL,
        day TEXT NOT NULL, into_block_id TEXT, seq INTEGER PRIMARY KEY) STRICT""",
    """CREATE INDEX forfeiture_client ON forfeiture (client_id)""",
    """CREATE TABLE client_phone (client_id TEXT NOT NULL REFERENCES client, raw TEXT NOT NULL, digits TEXT NOT NULL)
        STRICT""",
    """CREATE INDEX client_phone_client ON client_phone (client_id)""",
    """CREATE TABLE statement (
        statement_id TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES client, month TEXT NOT NULL,
        document TEXT NOT NULL, issued_at TEXT NOT NULL, seq INTEGER NOT NULL, UNIQUE (client_id, month)) STRICT""",
    """CREATE TABLE catalogue (
        item_id TEXT PRIMARY KEY, title TEXT NOT NULL, estimate_minutes INTEGER NOT NULL, work_type TEXT NOT NULL,
        recurrence TEXT NOT NULL, dropped INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL) STRICT""",
    """CREATE TABLE proposal (
        proposal_id TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES client, title TEXT NOT NULL,
        estimate_minutes INTEGER NOT NULL, work_type TEXT NOT NULL, due_on TEXT, recurrence TEXT NOT NULL,
        status TEXT NOT NULL, item_id TEXT, follows TEXT, entry_id TEXT, reason TEXT NOT NULL DEFAULT '',
        seq INTEGER NOT NULL) STRICT""",
    """CREATE INDEX proposal_client ON proposal (client_id)""",
    """CREATE INDEX proposal_open ON proposal (due_on) WHERE status IN ('open', 'accepted')""",
    """CREATE TABLE export_run (
        run_id TEXT PRIMARY KEY, format TEXT NOT NULL, digest TEXT NOT NULL, made_at TEXT NOT NULL, content BLOB,
        options TEXT NOT NULL DEFAULT '{}', seq INTEGER NOT NULL) STRICT""",
    """CREATE TABLE export_line (
        run_id TEXT NOT NULL REFERENCES export_run, line_id TEXT NOT NULL REFERENCES line, place INTEGER NOT NULL,
        PRIMARY KEY (run_id, line_id)) STRICT""",
    """CREATE INDEX export_line_line ON export_line (line_id)""",
    """CREATE TABLE mail_switch (client_id TEXT PRIMARY KEY REFERENCES client, switches TEXT NOT NULL) STRICT""",
    """CREATE TABLE mail (
        mail_id TEXT PRIMARY KEY, client_id TEXT NOT NULL REFERENCES client, kind TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
        recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, attachments TEXT NOT NULL DEFAULT '[]',
        state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'unsure', 'failed', 'dropped')),
        attempts INTEGER NOT NULL DEFAULT 0, next_at TEXT, last_error TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL) STRICT""",
    """CREATE INDEX mail_waiting ON mail (state) WHERE state IN ('queued', 'sending', 'unsure')""",
    """ALTER TABLE entry ADD COLUMN deducted_minutes INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE entry ADD COLUMN voided_seq INTEGER""",
    """ALTER TABLE block ADD COLUMN voided_seq INTEGER""",
    """ALTER TABLE agreement ADD COLUMN kind TEXT NOT NULL DEFAULT 'prepaid'""",
    """ALTER TABLE agreement ADD COLUMN block_minutes INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE agreement ADD COLUMN threshold_minutes INTEGER NOT NULL DEFAULT 0""",
    """CREATE INDEX entry_client_seq ON entry (client_id, seq)""",
    """CREATE INDEX line_client ON line (client_id)""",
    """CREATE INDEX block_sold ON block (seq)""",
    """CREATE INDEX entry_seq ON entry (seq)""",
    """CREATE INDEX block_expiry ON block (expires_on) WHERE expires_on IS NOT NULL""",
)


@migration
def m002_office(db: Database) -> None:
    """Statements, proposals, exports and mail; what the kept tables could not tell before is read from the journal."""
    for statement in _OFFICE_TABLES:
        db.execute(statement)
    for seq, kind, body in db.execute(
        "SELECT seq, kind, body FROM journal WHERE kind IN ('entry.posted', 'entry.voided', 'block.voided', "
        "'block.forfeited', 'block.rolled') ORDER BY seq"
    ).fetchall():
        fact = json.loads(body)
        if kind == "entry.posted":
            deducted = sum(draw["minutes"] for draw in fact["draws"]) + fact["overdraft_minutes"]
            db.execute("UPDATE entry SET deducted_minutes = ? WHERE entry_id = ?", (deducted, fact["entry_id"]))
        elif kind in ("entry.voided", "block.voided"):
            table = kind.partition(".")[0]
            db.execute(f"UPDATE {table} SET voided_seq = ? WHERE {table}_id = ?", (seq, fact[f"{table}_id"]))
        else:
            db.execute(
                "INSERT INTO forfeiture (block_id, client_id, minutes, day, into_block_id, seq) VALUES (?, ?, ?, ?, ?, ?)",
                (fact["block_id"], fact["client_id"], fact["minutes"], fact["day"], fact.get("into_block_id"), seq),
            )
    for agreement_id, text in db.execute("SELECT agreement_id, terms FROM agreement").fetchall():
        terms = terms_from_json_dict(json.loads(text))
        db.execute(
            "UPDATE agreement SET kind = ?, block_minutes = ?, threshold_minutes = ? WHERE agreement_id = ?",
            (terms.kind.value, terms.block_minutes, terms.threshold_minutes, agreement_id),
        )
    for client_id, text in db.execute("SELECT client_id, phones FROM client").fetchall():
        for phone in json.loads(text):
            db.execute(
                "INSERT INTO client_phone (client_id, raw, digits) VALUES (?, ?, ?)",
                (client_id, phone["raw"], searched_digits(phone["raw"], phone.get("e164", ""))),
            )
