"""The tables in PostgreSQL, as they are made for a new database.

They have the columns, keys, references and indexes of SQLite's tables, which a test compares. Texts are compared by their
bytes (collation C). What PostgreSQL has of its own: the businesses, the words of the searches, and the order of numbers.
"""

TABLES = """
CREATE TABLE business (business_id TEXT NOT NULL, moved_to TEXT, PRIMARY KEY (business_id));
CREATE TABLE setting (business_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (business_id,
    name));
CREATE TABLE journal (business_id TEXT NOT NULL, seq BIGINT NOT NULL CHECK (seq > 0), recorded_at TEXT NOT NULL, actor
    TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL, texts TEXT,
    salt TEXT, PRIMARY KEY (business_id, seq));
CREATE TABLE client (business_id TEXT NOT NULL, client_id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, email
    TEXT NOT NULL, phones TEXT NOT NULL, contacts TEXT NOT NULL, archived BIGINT NOT NULL DEFAULT 0 CHECK (archived IN
    (0, 1)), seq BIGINT NOT NULL, without_card BIGINT NOT NULL DEFAULT 0 CHECK (without_card IN (0, 1)), merged_into
    TEXT, PRIMARY KEY (business_id, client_id), UNIQUE (business_id, code));
CREATE TABLE client_search (business_id TEXT NOT NULL, client_id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
    contacts TEXT NOT NULL, forms TEXT NOT NULL DEFAULT '', PRIMARY KEY (business_id, client_id), folded TEXT NOT NULL,
    words TSVECTOR NOT NULL, seq BIGINT NOT NULL);
CREATE TABLE agreement (business_id TEXT NOT NULL, agreement_id TEXT NOT NULL, client_id TEXT NOT NULL, from_date TEXT,
    terms TEXT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL DEFAULT 'prepaid', block_minutes BIGINT NOT NULL
    DEFAULT 0, threshold_minutes BIGINT NOT NULL DEFAULT 0, account_id TEXT NOT NULL DEFAULT '', PRIMARY KEY
    (business_id, agreement_id), FOREIGN KEY (business_id, client_id) REFERENCES client);
CREATE TABLE entry (business_id TEXT NOT NULL, entry_id TEXT NOT NULL, client_id TEXT NOT NULL, technician TEXT NOT
    NULL, work_date TEXT NOT NULL, started_at TEXT, worked_seconds BIGINT NOT NULL CHECK (worked_seconds > 0),
    charged_minutes BIGINT NOT NULL CHECK (charged_minutes >= 0), overdraft_minutes BIGINT NOT NULL CHECK
    (overdraft_minutes >= 0), billed_minutes BIGINT NOT NULL, charge TEXT NOT NULL, work_type TEXT NOT NULL, ticket TEXT
    NOT NULL, note TEXT NOT NULL, contact TEXT NOT NULL, no_charge BIGINT NOT NULL, key TEXT, content TEXT NOT NULL,
    replaces TEXT, replaced_by TEXT, voided BIGINT NOT NULL DEFAULT 0, recorded_at TEXT NOT NULL, seq BIGINT NOT NULL,
    deducted_minutes BIGINT NOT NULL DEFAULT 0, voided_seq BIGINT, waits BIGINT NOT NULL DEFAULT 0 CHECK (waits IN (0,
    1)), spans TEXT NOT NULL DEFAULT '', charged_seq BIGINT, account_id TEXT NOT NULL DEFAULT '', PRIMARY KEY
    (business_id, entry_id), FOREIGN KEY (business_id, client_id) REFERENCES client, UNIQUE (business_id, key));
CREATE TABLE block (business_id TEXT NOT NULL, block_id TEXT NOT NULL, client_id TEXT NOT NULL, size_minutes BIGINT NOT
    NULL CHECK (size_minutes > 0), remaining_minutes BIGINT NOT NULL CHECK (remaining_minutes >= 0), carried_minutes
    BIGINT NOT NULL DEFAULT 0, forfeited_minutes BIGINT NOT NULL DEFAULT 0, price_minor BIGINT NOT NULL, currency TEXT
    NOT NULL, sold_on TEXT NOT NULL, available_from TEXT NOT NULL, expires_on TEXT, own_expires_on TEXT, origin TEXT NOT
    NULL, cause_entry_id TEXT, voided BIGINT NOT NULL DEFAULT 0, seq BIGINT NOT NULL, voided_seq BIGINT, account_id TEXT
    NOT NULL DEFAULT '', correction_id TEXT, from_block_id TEXT, period_from TEXT, period_until TEXT, serves TEXT NOT
    NULL DEFAULT 'sold', PRIMARY KEY (business_id, block_id), FOREIGN KEY (business_id, client_id) REFERENCES client,
    FOREIGN KEY (business_id, cause_entry_id) REFERENCES entry, CHECK (remaining_minutes <= size_minutes +
    carried_minutes));
CREATE TABLE extension (business_id TEXT NOT NULL, block_id TEXT NOT NULL, by_block_id TEXT NOT NULL, expires_on TEXT,
    PRIMARY KEY (business_id, block_id, by_block_id), FOREIGN KEY (business_id, block_id) REFERENCES block, FOREIGN KEY
    (business_id, by_block_id) REFERENCES block);
CREATE TABLE draw (business_id TEXT NOT NULL, draw_id BIGINT NOT NULL, entry_id TEXT NOT NULL, block_id TEXT NOT NULL,
    minutes BIGINT NOT NULL CHECK (minutes <> 0), seq BIGINT NOT NULL, PRIMARY KEY (business_id, draw_id), FOREIGN KEY
    (business_id, entry_id) REFERENCES entry, FOREIGN KEY (business_id, block_id) REFERENCES block);
CREATE TABLE line (business_id TEXT NOT NULL, line_id TEXT NOT NULL, client_id TEXT NOT NULL, kind TEXT NOT NULL,
    minutes BIGINT NOT NULL, amount_minor BIGINT NOT NULL, currency TEXT NOT NULL, status TEXT NOT NULL, dated TEXT NOT
    NULL, block_id TEXT, entry_id TEXT, number TEXT NOT NULL DEFAULT '', invoiced_on TEXT, seq BIGINT NOT NULL, paid_on
    TEXT, account_id TEXT NOT NULL DEFAULT '', corrects TEXT, period_from TEXT, period_until TEXT, list_minor BIGINT,
    PRIMARY KEY (business_id, line_id), FOREIGN KEY (business_id, client_id) REFERENCES client, FOREIGN KEY
    (business_id, block_id) REFERENCES block, FOREIGN KEY (business_id, entry_id) REFERENCES entry);
CREATE TABLE renewal (business_id TEXT NOT NULL, renewal_id TEXT NOT NULL, client_id TEXT NOT NULL, minutes BIGINT NOT
    NULL, price_minor BIGINT NOT NULL, currency TEXT NOT NULL, asked_at TEXT NOT NULL, cause_entry_id TEXT, outcome TEXT
    NOT NULL DEFAULT 'pending', seq BIGINT NOT NULL, account_id TEXT NOT NULL DEFAULT '', PRIMARY KEY (business_id,
    renewal_id), FOREIGN KEY (business_id, client_id) REFERENCES client);
CREATE TABLE call (business_id TEXT NOT NULL, call_id TEXT NOT NULL, client_id TEXT NOT NULL, technician TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'on-hold', 'stopped', 'cancelled')), started_at TEXT NOT NULL, phone
    TEXT NOT NULL DEFAULT '', heartbeat_at TEXT, entry_id TEXT, changed_at TEXT NOT NULL, account_id TEXT NOT NULL
    DEFAULT '', PRIMARY KEY (business_id, call_id), FOREIGN KEY (business_id, client_id) REFERENCES client);
CREATE TABLE call_span (business_id TEXT NOT NULL, call_id TEXT NOT NULL, number BIGINT NOT NULL, started_at TEXT NOT
    NULL, boot_ms BIGINT NOT NULL, boot_id TEXT NOT NULL, elapsed_ms BIGINT, PRIMARY KEY (business_id, call_id, number),
    FOREIGN KEY (business_id, call_id) REFERENCES call);
CREATE TABLE forfeiture (business_id TEXT NOT NULL, block_id TEXT NOT NULL, client_id TEXT NOT NULL, minutes BIGINT NOT
    NULL, day TEXT NOT NULL, into_block_id TEXT, seq BIGINT NOT NULL, cause TEXT NOT NULL DEFAULT 'expired',
    credit_minor BIGINT NOT NULL DEFAULT 0, account_id TEXT NOT NULL DEFAULT '', correction_id TEXT, PRIMARY KEY
    (business_id, seq), FOREIGN KEY (business_id, block_id) REFERENCES block, FOREIGN KEY (business_id, client_id)
    REFERENCES client);
CREATE TABLE client_phone (business_id TEXT NOT NULL, client_id TEXT NOT NULL, raw TEXT NOT NULL, digits TEXT NOT NULL,
    contact TEXT NOT NULL DEFAULT '', e164 TEXT NOT NULL DEFAULT '', extension TEXT NOT NULL DEFAULT '', national TEXT
    NOT NULL DEFAULT '', tail TEXT NOT NULL DEFAULT '', prefix TEXT NOT NULL DEFAULT '', low BIGINT NOT NULL DEFAULT 0,
    high BIGINT NOT NULL DEFAULT 0, shortest BIGINT NOT NULL DEFAULT 0, longest BIGINT NOT NULL DEFAULT 0, FOREIGN KEY
    (business_id, client_id) REFERENCES client, place BIGINT GENERATED ALWAYS AS IDENTITY);
CREATE TABLE catalogue (business_id TEXT NOT NULL, item_id TEXT NOT NULL, title TEXT NOT NULL, estimate_minutes BIGINT
    NOT NULL, work_type TEXT NOT NULL, recurrence TEXT NOT NULL, dropped BIGINT NOT NULL DEFAULT 0, seq BIGINT NOT NULL,
    PRIMARY KEY (business_id, item_id));
CREATE TABLE proposal (business_id TEXT NOT NULL, proposal_id TEXT NOT NULL, client_id TEXT NOT NULL, title TEXT NOT
    NULL, estimate_minutes BIGINT NOT NULL, work_type TEXT NOT NULL, due_on TEXT, recurrence TEXT NOT NULL, status TEXT
    NOT NULL, item_id TEXT, follows TEXT, entry_id TEXT, reason TEXT NOT NULL DEFAULT '', seq BIGINT NOT NULL, PRIMARY
    KEY (business_id, proposal_id), FOREIGN KEY (business_id, client_id) REFERENCES client);
CREATE TABLE export_run (business_id TEXT NOT NULL, run_id TEXT NOT NULL, format TEXT NOT NULL, digest TEXT NOT NULL,
    made_at TEXT NOT NULL, content BYTEA, options TEXT NOT NULL DEFAULT '{}', seq BIGINT NOT NULL, PRIMARY KEY
    (business_id, run_id));
CREATE TABLE export_line (business_id TEXT NOT NULL, run_id TEXT NOT NULL, line_id TEXT NOT NULL, place BIGINT NOT NULL,
    PRIMARY KEY (business_id, run_id, line_id), FOREIGN KEY (business_id, run_id) REFERENCES export_run, FOREIGN KEY
    (business_id, line_id) REFERENCES line);
CREATE TABLE mail_switch (business_id TEXT NOT NULL, client_id TEXT NOT NULL, switches TEXT NOT NULL, PRIMARY KEY
    (business_id, client_id), FOREIGN KEY (business_id, client_id) REFERENCES client);
CREATE TABLE mail (business_id TEXT NOT NULL, mail_id TEXT NOT NULL, client_id TEXT NOT NULL, kind TEXT NOT NULL, key
    TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, attachments TEXT NOT NULL DEFAULT
    '[]', state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'unsure', 'failed', 'dropped')), attempts
    BIGINT NOT NULL DEFAULT 0, next_at TEXT, last_error TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, changed_at
    TEXT NOT NULL, PRIMARY KEY (business_id, mail_id), FOREIGN KEY (business_id, client_id) REFERENCES client, UNIQUE
    (business_id, key));
CREATE TABLE import_run (business_id TEXT NOT NULL, run_id TEXT NOT NULL, technician TEXT NOT NULL, started_at TEXT NOT
    NULL, finished_at TEXT, undone_at TEXT, seq BIGINT NOT NULL, PRIMARY KEY (business_id, run_id));
CREATE TABLE import_entry (business_id TEXT NOT NULL, entry_id TEXT NOT NULL, run_id TEXT NOT NULL, PRIMARY KEY
    (business_id, entry_id), FOREIGN KEY (business_id, entry_id) REFERENCES entry, FOREIGN KEY (business_id, run_id)
    REFERENCES import_run);
CREATE TABLE used_key (business_id TEXT NOT NULL, key TEXT NOT NULL, use_id TEXT NOT NULL, what TEXT NOT NULL, content
    TEXT NOT NULL, result TEXT NOT NULL, client_id TEXT, seq BIGINT NOT NULL, PRIMARY KEY (business_id, key), FOREIGN
    KEY (business_id, client_id) REFERENCES client);
CREATE TABLE change_count (business_id TEXT NOT NULL, counter TEXT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY
    (business_id, counter));
CREATE TABLE client_fiscal (business_id TEXT NOT NULL, client_id TEXT NOT NULL, card TEXT NOT NULL, seq BIGINT NOT NULL,
    PRIMARY KEY (business_id, client_id), FOREIGN KEY (business_id, client_id) REFERENCES client);
CREATE TABLE call_words (business_id TEXT NOT NULL, call_id TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', ticket TEXT
    NOT NULL DEFAULT '', work_type TEXT NOT NULL DEFAULT '', contact TEXT NOT NULL DEFAULT '', client TEXT NOT NULL
    DEFAULT '', time TEXT NOT NULL DEFAULT '', ended_at TEXT, ended_ms BIGINT, is_left BIGINT NOT NULL DEFAULT 0 CHECK
    (is_left IN (0, 1)), changed_at TEXT NOT NULL, card_phone TEXT NOT NULL DEFAULT '', card_done BIGINT NOT NULL
    DEFAULT 0 CHECK (card_done IN (0, 1)), PRIMARY KEY (business_id, call_id), FOREIGN KEY (business_id, call_id)
    REFERENCES call);
CREATE TABLE call_change (business_id TEXT NOT NULL, call_id TEXT NOT NULL, number BIGINT NOT NULL, changed_at TEXT NOT
    NULL, technician TEXT NOT NULL, what TEXT NOT NULL, was TEXT NOT NULL, became TEXT NOT NULL, PRIMARY KEY
    (business_id, call_id, number), FOREIGN KEY (business_id, call_id) REFERENCES call);
CREATE TABLE account (business_id TEXT NOT NULL, account_id TEXT NOT NULL, client_id TEXT NOT NULL, name TEXT NOT NULL
    DEFAULT '', archived BIGINT NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)), remaining_minutes BIGINT NOT NULL,
    overdraft_minutes BIGINT NOT NULL CHECK (overdraft_minutes >= 0), seq BIGINT NOT NULL, PRIMARY KEY (business_id,
    account_id), FOREIGN KEY (business_id, client_id) REFERENCES client);
CREATE TABLE statement (business_id TEXT NOT NULL, statement_id TEXT NOT NULL, client_id TEXT NOT NULL, account_id TEXT
    NOT NULL, month TEXT NOT NULL, document TEXT NOT NULL, issued_at TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY
    (business_id, statement_id), FOREIGN KEY (business_id, client_id) REFERENCES client, FOREIGN KEY (business_id,
    account_id) REFERENCES account, UNIQUE (business_id, account_id, month));
CREATE TABLE account_share (business_id TEXT NOT NULL, account_id TEXT NOT NULL, client_id TEXT NOT NULL, PRIMARY KEY
    (business_id, account_id, client_id), FOREIGN KEY (business_id, account_id) REFERENCES account, FOREIGN KEY
    (business_id, client_id) REFERENCES client);
CREATE TABLE account_choice (business_id TEXT NOT NULL, client_id TEXT NOT NULL, work_type TEXT NOT NULL, account_id
    TEXT NOT NULL, PRIMARY KEY (business_id, client_id, work_type), FOREIGN KEY (business_id, client_id) REFERENCES
    client, FOREIGN KEY (business_id, account_id) REFERENCES account);
CREATE TABLE phone_event (business_id TEXT NOT NULL, call_ref TEXT NOT NULL, generation BIGINT NOT NULL, place BIGINT
    NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('ring', 'answer', 'end', 'missed')), source TEXT NOT NULL, received_at
    TEXT NOT NULL, call_name TEXT NOT NULL, leg TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, extension TEXT
    NOT NULL, direction TEXT CHECK (direction IN ('in', 'out')), at TEXT, talk_ms BIGINT, is_bridge BIGINT NOT NULL,
    is_elsewhere BIGINT NOT NULL, PRIMARY KEY (business_id, call_ref, generation, place));
CREATE TABLE phone_call (business_id TEXT NOT NULL, phone_call_id TEXT NOT NULL, call_ref TEXT NOT NULL, generation
    BIGINT NOT NULL, technician TEXT NOT NULL, extension TEXT NOT NULL, direction TEXT NOT NULL CHECK (direction IN
    ('in', 'out')), number TEXT NOT NULL, name TEXT NOT NULL, client_id TEXT, contact TEXT NOT NULL, candidates TEXT NOT
    NULL, is_exact BIGINT NOT NULL, state TEXT NOT NULL CHECK (state IN ('ringing', 'answered', 'ended', 'missed',
    'elsewhere', 'blocked')), rang_at TEXT NOT NULL, answered_at TEXT, ended_at TEXT, talk_ms BIGINT, answered_by TEXT
    NOT NULL, call_id TEXT, entry_id TEXT, dismissed_by TEXT NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY
    (business_id, phone_call_id), FOREIGN KEY (business_id, client_id) REFERENCES client, UNIQUE (business_id, call_ref,
    generation, technician));
CREATE TABLE correction (business_id TEXT NOT NULL, correction_id TEXT NOT NULL, client_id TEXT NOT NULL, account_id
    TEXT NOT NULL, kind TEXT NOT NULL, minutes BIGINT NOT NULL CHECK (minutes <> 0), day TEXT NOT NULL, reason TEXT NOT
    NULL, other_account_id TEXT, seq BIGINT NOT NULL, PRIMARY KEY (business_id, correction_id), FOREIGN KEY
    (business_id, client_id) REFERENCES client, FOREIGN KEY (business_id, account_id) REFERENCES account);
CREATE TABLE contest (business_id TEXT NOT NULL, entry_id TEXT NOT NULL, client_id TEXT NOT NULL, account_id TEXT NOT
    NULL, answer TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (business_id, entry_id), FOREIGN KEY (business_id,
    entry_id) REFERENCES entry, FOREIGN KEY (business_id, client_id) REFERENCES client);
CREATE TABLE call_record (business_id TEXT NOT NULL, source TEXT NOT NULL, call_ref TEXT NOT NULL, leg TEXT NOT NULL,
    direction TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, extension TEXT NOT NULL, client_ids TEXT NOT
    NULL, started_at TEXT NOT NULL, answered_at TEXT, ended_at TEXT, talk_seconds BIGINT NOT NULL, is_exact BIGINT NOT
    NULL, disposition TEXT NOT NULL, answered_by TEXT NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY (business_id,
    source, call_ref, leg));
CREATE TABLE call_record_file (business_id TEXT NOT NULL, file_id TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT
    NULL, row_count BIGINT NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL, kept_at TEXT NOT NULL, PRIMARY KEY
    (business_id, file_id));
CREATE TABLE call_verdict (business_id TEXT NOT NULL, source TEXT NOT NULL, call_ref TEXT NOT NULL, entry_id TEXT,
    reason TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at TEXT NOT NULL, PRIMARY KEY (business_id, source,
    call_ref));
CREATE TABLE refusal (business_id TEXT NOT NULL, technician TEXT NOT NULL, what TEXT NOT NULL, day TEXT NOT NULL, number
    BIGINT NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL, PRIMARY KEY (business_id, technician, what, day));
CREATE TABLE unsent (business_id TEXT NOT NULL, technician TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    changed_at TEXT NOT NULL, PRIMARY KEY (business_id, technician, name));
CREATE TABLE entry_words (business_id TEXT NOT NULL, entry_id TEXT NOT NULL, words TSVECTOR NOT NULL, PRIMARY KEY
    (business_id, entry_id), FOREIGN KEY (business_id, entry_id) REFERENCES entry);
"""
INDEXES = """
CREATE INDEX account_client ON account (business_id, client_id);
CREATE UNIQUE INDEX account_name ON account (business_id, client_id, name) WHERE name <> '';
CREATE INDEX account_choice_account ON account_choice (business_id, account_id);
CREATE INDEX account_share_client ON account_share (business_id, client_id);
CREATE INDEX agreement_account ON agreement (business_id, account_id);
CREATE INDEX agreement_client ON agreement (business_id, client_id);
CREATE INDEX block_account ON block (business_id, account_id);
CREATE INDEX block_cause ON block (business_id, cause_entry_id) WHERE cause_entry_id IS NOT NULL;
CREATE INDEX block_client ON block (business_id, client_id);
CREATE INDEX block_expiry ON block (business_id, expires_on) WHERE expires_on IS NOT NULL;
CREATE INDEX block_from ON block (business_id, from_block_id) WHERE from_block_id IS NOT NULL;
CREATE INDEX block_period ON block (business_id, account_id, period_from) WHERE period_from IS NOT NULL;
CREATE INDEX block_sold ON block (business_id, seq);
CREATE INDEX call_open ON call (business_id, state) WHERE state IN ('running', 'on-hold');
CREATE UNIQUE INDEX call_running ON call (business_id, technician) WHERE state = 'running';
CREATE INDEX call_record_start ON call_record (business_id, started_at);
CREATE INDEX client_merged ON client (business_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX client_without_card ON client (business_id, seq) WHERE without_card = 1;
CREATE INDEX client_phone_client ON client_phone (business_id, client_id);
CREATE INDEX client_phone_e164 ON client_phone (business_id, e164);
CREATE INDEX client_phone_prefix ON client_phone (business_id, prefix);
CREATE INDEX client_phone_tail ON client_phone (business_id, tail);
CREATE INDEX contest_account ON contest (business_id, account_id);
CREATE INDEX contest_client ON contest (business_id, client_id);
CREATE INDEX correction_account ON correction (business_id, account_id);
CREATE INDEX correction_client ON correction (business_id, client_id);
CREATE INDEX draw_block ON draw (business_id, block_id);
CREATE INDEX draw_entry ON draw (business_id, entry_id);
CREATE INDEX entry_account ON entry (business_id, account_id, seq);
CREATE INDEX entry_account_day ON entry (business_id, account_id, work_date);
CREATE INDEX entry_charged ON entry (business_id, account_id, charged_seq) WHERE charged_seq IS NOT NULL;
CREATE INDEX entry_client ON entry (business_id, client_id, work_date);
CREATE INDEX entry_client_seq ON entry (business_id, client_id, seq);
CREATE INDEX entry_day ON entry (business_id, work_date);
CREATE INDEX entry_overdraft ON entry (business_id, account_id) WHERE overdraft_minutes > 0;
CREATE INDEX entry_seq ON entry (business_id, seq);
CREATE INDEX entry_technician ON entry (business_id, technician, seq);
CREATE INDEX entry_ticket ON entry (business_id, ticket) WHERE ticket <> '';
CREATE INDEX entry_waits ON entry (business_id, account_id, work_date) WHERE waits = 1;
CREATE INDEX export_line_line ON export_line (business_id, line_id);
CREATE INDEX forfeiture_account ON forfeiture (business_id, account_id);
CREATE INDEX forfeiture_client ON forfeiture (business_id, client_id);
CREATE INDEX import_entry_run ON import_entry (business_id, run_id);
CREATE INDEX line_block ON line (business_id, block_id) WHERE block_id IS NOT NULL;
CREATE INDEX line_client ON line (business_id, client_id);
CREATE INDEX line_corrects ON line (business_id, corrects) WHERE corrects IS NOT NULL;
CREATE INDEX line_entry ON line (business_id, entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX line_number ON line (business_id, number) WHERE number <> '';
CREATE INDEX line_period ON line (business_id, account_id, period_from) WHERE period_from IS NOT NULL;
CREATE INDEX line_status ON line (business_id, status);
CREATE INDEX mail_client ON mail (business_id, client_id, kind);
CREATE INDEX mail_open ON mail (business_id, state) WHERE state IN ('queued', 'sending', 'unsure', 'failed');
CREATE INDEX phone_call_client ON phone_call (business_id, client_id);
CREATE INDEX phone_call_day ON phone_call (business_id, rang_at);
CREATE INDEX phone_call_live ON phone_call (business_id, call_id) WHERE call_id IS NOT NULL;
CREATE INDEX phone_event_arrival ON phone_event (business_id, source, received_at);
CREATE INDEX proposal_client ON proposal (business_id, client_id);
CREATE INDEX proposal_open ON proposal (business_id, due_on) WHERE status IN ('open', 'accepted');
CREATE INDEX renewal_account ON renewal (business_id, account_id, seq);
CREATE UNIQUE INDEX renewal_pending ON renewal (business_id, account_id) WHERE outcome = 'pending';
CREATE INDEX statement_client ON statement (business_id, client_id);
CREATE INDEX used_key_client ON used_key (business_id, client_id);
CREATE INDEX client_search_folded ON client_search (business_id, folded);
CREATE INDEX client_search_seq ON client_search (business_id, seq);
CREATE INDEX client_search_words ON client_search USING gin (words);
CREATE INDEX entry_words_words ON entry_words USING gin (words);
"""
