"""The tables and their migrations, through sqlite-utils. Guards are made again after every migration.

Each migration runs inside the opener's BEGIN IMMEDIATE, as a savepoint (see docs/store.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.basics.numbers import plan_for
from core.basics.phone import Phone
from core.journal.chain import row_for
from core.journal.codec import recorded_after
from core.journal.events import SettingSet
from core.journal.row import GENESIS
from core.journal.terms_codec import terms_from_json_dict
from core.rules.actors import SYSTEM
from core.store.sql.forms import forms_of
from core.store.sql.phone_keys import PHONE_COLUMNS, PHONE_INDEXES, phone_rows
from core.store.sql.phones import searched_digits
from core.store.sql.session import BUSINESS
from core.store.sqlite.accounts import put_accounts
from core.store.sqlite.business import put_business_first, tell_planner
from core.store.sqlite.call_records import RECORD_TABLES
from core.store.sqlite.phone import PHONE_TABLES
from core.store.sqlite.version import APPLICATION_ID, GUARDED, SCHEMA_VERSION, guard_name, guard_names

if TYPE_CHECKING:
    from sqlite_utils import Database


Migration = Callable[["Database"], None]


class _Migrations:
    """The migrations in their order. sqlite-utils, which applies and records them, is imported when one may be due."""

    def __init__(self) -> None:
        self._steps: list[Migration] = []

    def __call__(self) -> Callable[[Migration], Migration]:
        """Register a function as the next migration, under its name."""

        def register(step: Migration) -> Migration:
            self._steps.append(step)
            return step

        return register

    def apply(self, db: Database, *, stop_before: str | None = None) -> None:
        """Apply what a file lacks, in order, up to the named migration, which is not applied."""
        from sqlite_utils.migrations import Migrations

        known = Migrations("monteore")
        for step in self._steps:
            known()(step)
        known.apply(db, stop_before=stop_before)


migrations = _Migrations()

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


@migrations()
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


@migrations()
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


@migrations()
def m003_mail_states(db: Database) -> None:
    """The desk counts messages that need a person, which a few states hold and an outbox of years must not slow."""
    db.execute("DROP INDEX mail_waiting")
    db.execute("CREATE INDEX mail_open ON mail (state) WHERE state IN ('queued', 'sending', 'unsure', 'failed')")
    db.execute("CREATE INDEX mail_client ON mail (client_id, kind)")


@migrations()
def m004_lapses_and_payments(db: Database) -> None:
    """Why minutes lapsed and what was credited for them; the day a line was paid beside the invoice's own date."""
    db.execute("ALTER TABLE forfeiture ADD COLUMN cause TEXT NOT NULL DEFAULT 'expired'")
    db.execute("ALTER TABLE forfeiture ADD COLUMN credit_minor INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE line ADD COLUMN paid_on TEXT")
    invoiced: dict[str, str] = {}
    for body in db.execute("SELECT body FROM journal WHERE kind = 'line.marked' ORDER BY seq").fetchall():
        fact = json.loads(body[0])
        if fact["status"] == "paid":
            values = (invoiced.get(fact["line_id"]), fact["dated"], fact["line_id"])
            db.execute("UPDATE line SET invoiced_on = ?, paid_on = ? WHERE line_id = ?", values)
        else:
            invoiced[fact["line_id"]] = fact["dated"]


@migrations()
def m005_texts_beside_the_chain(db: Database) -> None:
    """Personal texts of later rows stand beside the row; the settings of today are journaled, as later ones are."""
    db.execute("ALTER TABLE journal ADD COLUMN texts TEXT")
    db.execute("ALTER TABLE journal ADD COLUMN salt TEXT")
    settings = db.execute("SELECT name, value FROM setting WHERE name <> 'lock_date' ORDER BY name").fetchall()
    head = db.execute("SELECT seq, recorded_at, digest FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    seq, recorded_at, digest = head or (0, "", GENESIS)
    for name, value in settings:
        seq, recorded_at = seq + 1, recorded_after(recorded_at, datetime.now(UTC))
        row = row_for(seq, recorded_at, SYSTEM, SettingSet(name, value), digest)
        digest = row.digest
        db.execute(
            "INSERT INTO journal (seq, recorded_at, actor, kind, body, previous, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row.seq, row.recorded_at, row.actor, row.kind, row.body, row.previous, row.digest),
        )


@migrations()
def m006_counters_and_search(db: Database) -> None:
    """Counters of changes, for sessions that watch; the search is filled by the projection and no more by triggers."""
    for name in ("client_search_ai", "client_search_ad", "client_search_au"):
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
    db.execute("CREATE TABLE change_count (counter TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT")
    db.execute("INSERT INTO change_count (counter, number) VALUES ('ledger', 0), ('calls', 0)")


@migrations()
def m007_numbers(db: Database) -> None:
    """Each number of a card in a row of its own, with the keys by which a caller is found."""
    for column in PHONE_COLUMNS:
        db.execute(f"ALTER TABLE client_phone ADD COLUMN {column}")
    for statement in PHONE_INDEXES:
        db.execute(statement)
    zone = db.execute("SELECT value FROM setting WHERE name = 'timezone'").fetchone()
    plan = plan_for(zone[0] if zone else "UTC")
    db.execute("DELETE FROM client_phone")
    for client_id, text in db.execute("SELECT client_id, phones FROM client").fetchall():
        for row in phone_rows(client_id, [Phone(**phone) for phone in json.loads(text)], plan):
            marks = ", ".join("?" for _value in row)
            db.execute(f"INSERT INTO client_phone ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


_IMPORT_TABLES = (
    """CREATE TABLE import_run (
        run_id TEXT PRIMARY KEY, technician TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, undone_at TEXT,
        seq INTEGER NOT NULL) STRICT""",
    """CREATE TABLE import_entry (
        entry_id TEXT PRIMARY KEY REFERENCES entry, run_id TEXT NOT NULL REFERENCES import_run) STRICT""",
    """CREATE INDEX import_entry_run ON import_entry (run_id)""",
)


@migrations()
def m008_import_runs(db: Database) -> None:
    """Which entries an import made."""
    for statement in _IMPORT_TABLES:
        db.execute(statement)


@migrations()
def m009_keys(db: Database) -> None:
    """The idempotency keys of changes other than entries, which carry theirs themselves."""
    db.execute(
        "CREATE TABLE used_key (key TEXT PRIMARY KEY, use_id TEXT NOT NULL, what TEXT NOT NULL, content TEXT NOT NULL, "
        "result TEXT NOT NULL, client_id TEXT REFERENCES client, seq INTEGER NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX used_key_client ON used_key (client_id)")


@migrations()
def m010_business(db: Database) -> None:
    """The business is the first column of every key."""
    drop_guards(db)
    put_business_first(db)
    tell_planner(db)


@migrations()
def m011_new_callers(db: Database) -> None:
    """Clients that were added as new callers and have no card yet."""
    db.execute("ALTER TABLE client ADD COLUMN without_card INTEGER NOT NULL DEFAULT 0 CHECK (without_card IN (0, 1))")
    db.execute("CREATE INDEX client_without_card ON client (business_id, seq) WHERE without_card = 1")


@migrations()
def m012_words_of_entries(db: Database) -> None:
    """A full-text index of what entries say; the projection fills it, as it does that of clients."""
    db.execute(
        "CREATE VIRTUAL TABLE entry_fts USING fts5 (note, ticket, contact, content = 'entry', "
        "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    db.execute("INSERT INTO entry_fts (entry_fts) VALUES ('rebuild')")


@migrations()
def m013_fiscal_cards(db: Database) -> None:
    """The fiscal cards of clients."""
    db.execute(
        "CREATE TABLE client_fiscal (business_id TEXT NOT NULL, client_id TEXT NOT NULL, card TEXT NOT NULL, "
        "seq INTEGER NOT NULL, PRIMARY KEY (business_id, client_id), "
        "FOREIGN KEY (business_id, client_id) REFERENCES client) STRICT"
    )
    tell_planner(db)


_CALL_TABLES = (
    """CREATE TABLE call_words (
        business_id TEXT NOT NULL, call_id TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', ticket TEXT NOT NULL DEFAULT '',
        work_type TEXT NOT NULL DEFAULT '', contact TEXT NOT NULL DEFAULT '', client TEXT NOT NULL DEFAULT '',
        time TEXT NOT NULL DEFAULT '', ended_at TEXT, ended_ms INTEGER,
        is_left INTEGER NOT NULL DEFAULT 0 CHECK (is_left IN (0, 1)), changed_at TEXT NOT NULL,
        PRIMARY KEY (business_id, call_id), FOREIGN KEY (business_id, call_id) REFERENCES call) STRICT""",
    """CREATE TABLE call_change (
        business_id TEXT NOT NULL, call_id TEXT NOT NULL, number INTEGER NOT NULL, changed_at TEXT NOT NULL,
        technician TEXT NOT NULL, what TEXT NOT NULL, was TEXT NOT NULL, became TEXT NOT NULL,
        PRIMARY KEY (business_id, call_id, number), FOREIGN KEY (business_id, call_id) REFERENCES call) STRICT""",
)


@migrations()
def m014_words_of_calls(db: Database) -> None:
    """What was typed for a call before it is posted, and what was changed of it."""
    for statement in _CALL_TABLES:
        db.execute(statement)
    tell_planner(db)


@migrations()
def m015_waiting_entries(db: Database) -> None:
    """Entries that wait for an agreement, with the stretches of their work, and the journal row that charged them."""
    db.execute("ALTER TABLE entry ADD COLUMN waits INTEGER NOT NULL DEFAULT 0 CHECK (waits IN (0, 1))")
    db.execute("ALTER TABLE entry ADD COLUMN spans TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE entry ADD COLUMN charged_seq INTEGER")
    db.execute("CREATE INDEX entry_waits ON entry (business_id, client_id, work_date) WHERE waits = 1")
    db.execute(
        "CREATE INDEX entry_charged ON entry (business_id, client_id, charged_seq) WHERE charged_seq IS NOT NULL"
    )
    tell_planner(db)


@migrations()
def m016_accounts(db: Database) -> None:
    """Agreements, blocks and statements belong to accounts; every client gets its own, under the client's id."""
    put_accounts(db)
    tell_planner(db)


@migrations()
def m017_phone(db: Database) -> None:
    """Phone calls, their events, and a counter of their changes."""
    for statement in PHONE_TABLES:
        db.execute(statement)
    db.execute("INSERT OR IGNORE INTO change_count (business_id, counter, number) VALUES (?, 'phone', 0)", (BUSINESS,))


@migrations()
def m018_credit_lines(db: Database) -> None:
    """The line that a credit gives back, and lines by the number of their invoice."""
    db.execute("ALTER TABLE line ADD COLUMN corrects TEXT")
    db.execute("CREATE INDEX line_corrects ON line (business_id, corrects) WHERE corrects IS NOT NULL")
    db.execute("CREATE INDEX line_number ON line (business_id, number) WHERE number <> ''")
    tell_planner(db)


@migrations()
def m019_corrections(db: Database) -> None:
    """Corrections of hours by a person, and the blocks and lapses that they made."""
    db.execute(
        "CREATE TABLE correction (business_id TEXT NOT NULL, correction_id TEXT NOT NULL, client_id TEXT NOT NULL, "
        "account_id TEXT NOT NULL, kind TEXT NOT NULL, minutes INTEGER NOT NULL CHECK (minutes <> 0), day TEXT NOT NULL, "
        "reason TEXT NOT NULL, other_account_id TEXT, seq INTEGER NOT NULL, PRIMARY KEY (business_id, correction_id), "
        "FOREIGN KEY (business_id, client_id) REFERENCES client, "
        "FOREIGN KEY (business_id, account_id) REFERENCES account) STRICT"
    )
    db.execute("CREATE INDEX correction_account ON correction (business_id, account_id)")
    db.execute("CREATE INDEX correction_client ON correction (business_id, client_id)")
    for table in ("block", "forfeiture"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN correction_id TEXT")
    db.execute("ALTER TABLE block ADD COLUMN from_block_id TEXT")
    db.execute("CREATE INDEX block_from ON block (business_id, from_block_id) WHERE from_block_id IS NOT NULL")
    tell_planner(db)


@migrations()
def m020_fees(db: Database) -> None:
    """The period of a recurring fee, of its lines and of the blocks of hours that it includes."""
    for table in ("line", "block"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN period_from TEXT")
        db.execute(f"ALTER TABLE {table} ADD COLUMN period_until TEXT")
        db.execute(
            f"CREATE INDEX {table}_period ON {table} (business_id, account_id, period_from) WHERE period_from IS NOT NULL"
        )
    tell_planner(db)


@migrations()
def m021_serves(db: Database) -> None:
    """When a block begins to serve: sold, invoiced or paid."""
    db.execute("ALTER TABLE block ADD COLUMN serves TEXT NOT NULL DEFAULT 'sold'")


@migrations()
def m022_discounts(db: Database) -> None:
    """The price before a discount."""
    db.execute("ALTER TABLE line ADD COLUMN list_minor INTEGER")
    tell_planner(db)


@migrations()
def m023_contests(db: Database) -> None:
    """Entries that clients contest, with the answers given."""
    db.execute(
        "CREATE TABLE contest (business_id TEXT NOT NULL, entry_id TEXT NOT NULL, client_id TEXT NOT NULL, account_id TEXT "
        "NOT NULL, answer TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (business_id, entry_id), FOREIGN KEY "
        "(business_id, entry_id) REFERENCES entry, FOREIGN KEY (business_id, client_id) REFERENCES client) STRICT"
    )
    db.execute("CREATE INDEX contest_account ON contest (business_id, account_id)")
    db.execute("CREATE INDEX contest_client ON contest (business_id, client_id)")
    tell_planner(db)


@migrations()
def m024_call_records(db: Database) -> None:
    """Call records, the readings that brought them, and verdicts on their calls."""
    for statement in RECORD_TABLES:
        db.execute(statement)


@migrations()
def m025_merged_clients(db: Database) -> None:
    """Clients that were merged into another one."""
    db.execute("ALTER TABLE client ADD COLUMN merged_into TEXT")
    db.execute("CREATE INDEX client_merged ON client (business_id, merged_into) WHERE merged_into IS NOT NULL")
    tell_planner(db)


@migrations()
def m026_cards_of_callers(db: Database) -> None:
    """What was typed of a new caller's card for a call that is not posted yet."""
    db.execute("ALTER TABLE call_words ADD COLUMN card_phone TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE call_words ADD COLUMN card_done INTEGER NOT NULL DEFAULT 0 CHECK (card_done IN (0, 1))")
    tell_planner(db)


@migrations()
def m027_refusals(db: Database) -> None:
    """The security log: what persons were refused, counted by day."""
    db.execute(
        "CREATE TABLE refusal (business_id TEXT NOT NULL, technician TEXT NOT NULL, what TEXT NOT NULL, day TEXT NOT NULL, "
        "number INTEGER NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL, "
        "PRIMARY KEY (business_id, technician, what, day)) STRICT"
    )


@migrations()
def m028_unsent(db: Database) -> None:
    """What technicians have typed into sheets of the app and not sent."""
    db.execute(
        "CREATE TABLE unsent (business_id TEXT NOT NULL, technician TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, "
        "changed_at TEXT NOT NULL, PRIMARY KEY (business_id, technician, name)) STRICT"
    )


@migrations()
def m029_forms(db: Database) -> None:
    """The index of clients also holds the parts of their numbers, and other spellings of their names."""
    db.execute("ALTER TABLE client_search ADD COLUMN forms TEXT NOT NULL DEFAULT ''")
    numbers: dict[str, list[str]] = {}
    for client_id, digits in db.execute("SELECT client_id, digits FROM client_phone").fetchall():
        numbers.setdefault(client_id, []).append(digits)
    for client_id, *texts in db.execute("SELECT client_id, code, name, contacts FROM client_search").fetchall():
        if forms := forms_of(texts, numbers.get(client_id, ())):
            db.execute(
                "UPDATE client_search SET forms = ? WHERE business_id = ? AND client_id = ?",
                (forms, BUSINESS, client_id),
            )
    db.execute("DROP TABLE client_search_fts")
    db.execute(
        "CREATE VIRTUAL TABLE client_search_fts USING fts5 (code, name, contacts, forms, content = 'client_search', "
        "tokenize = 'unicode61 remove_diacritics 2')"
    )
    db.execute("INSERT INTO client_search_fts (client_search_fts) VALUES ('rebuild')")


@migrations()
def m030_one_key_of_the_journal(db: Database) -> None:
    """The journal without indexes of digests: no row is found by them, and each one wrote into two pages at random.

    The rows follow each other by their numbers, and `verify` checks that their digests do.
    """
    columns = "business_id, seq, recorded_at, actor, kind, body, previous, digest, texts, salt"
    drop_guards(db)
    db.execute("ALTER TABLE journal RENAME TO old_journal")
    db.execute(
        "CREATE TABLE journal (business_id TEXT NOT NULL, seq INTEGER NOT NULL CHECK (seq > 0), recorded_at TEXT NOT NULL, "
        "actor TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL, "
        "texts TEXT, salt TEXT, PRIMARY KEY (business_id, seq)) STRICT"
    )
    db.execute(f"INSERT INTO journal ({columns}) SELECT {columns} FROM old_journal ORDER BY business_id, seq")
    db.execute("DROP TABLE old_journal")
    tell_planner(db)


@migrations()
def m031_beginnings(db: Database) -> None:
    """The index of clients with the beginnings of words and a sign of each whole name, and without archived clients."""
    numbers: dict[tuple[str, str], list[str]] = {}
    for *key, digits in db.execute("SELECT business_id, client_id, digits FROM client_phone").fetchall():
        numbers.setdefault((key[0], key[1]), []).append(digits)
    for business, client_id, archived, *texts in db.execute(
        "SELECT business_id, client_id, archived, client_search.code, client_search.name, client_search.contacts "
        "FROM client_search JOIN client USING (business_id, client_id)"
    ).fetchall():
        forms = forms_of(texts, numbers.get((business, client_id), ()))
        db.execute(
            "UPDATE client_search SET code = ?, name = ?, contacts = ?, forms = ? WHERE business_id = ? AND client_id = ?",
            (*(("",) * 4 if archived else (*texts, forms)), business, client_id),
        )
    db.execute("DROP TABLE client_search_fts")
    db.execute(
        "CREATE VIRTUAL TABLE client_search_fts USING fts5 (code, name, contacts, forms, content = 'client_search', "
        "tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6')"
    )
    db.execute("INSERT INTO client_search_fts (client_search_fts) VALUES ('rebuild')")


_COVERED = ("business_id", "seq", "recorded_at", "actor", "kind", "body", "previous", "digest")
_EMPTIED = " AND ".join([f"new.{name} IS old.{name}" for name in _COVERED] + ["new.texts IS NULL", "new.salt IS NULL"])
"""The one update of a journal row that its guard lets pass: the texts and their salt are emptied."""


def drop_guards(db: Database) -> None:
    """Take the append-only triggers away, inside a change that makes them again."""
    for name in guard_names():
        db.execute(f"DROP TRIGGER IF EXISTS {name}")


def make_guards(db: Database) -> None:
    """Make the append-only triggers again: a table transform drops them without a word."""
    drop_guards(db)
    for table in GUARDED:
        for verb in ("UPDATE", "DELETE"):
            condition = f"WHEN NOT ({_EMPTIED})" if (table, verb) == ("journal", "UPDATE") else ""
            db.execute(
                f"CREATE TRIGGER {guard_name(table, verb)} BEFORE {verb} ON {table} {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    db.execute(
        "CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal WHEN EXISTS "
        "(SELECT 1 FROM journal WHERE business_id = new.business_id "
        "AND seq = new.seq) BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"
    )


def migrate(db: Database) -> None:
    """Apply what is missing and make the guards again; the caller holds the write transaction."""
    migrations.apply(db)
    make_guards(db)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
