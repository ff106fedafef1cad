"""The form of what no event makes: references, states, instants, numbers; and the kept files of exports. SQL only."""

import hashlib
import json
from collections.abc import Iterator

from core.basics.i18n import _
from core.store.sql.session import Session


def _odd(column: str) -> str:
    """The condition that a text is no instant, as `2026-03-02T09:00:00.000Z` is one."""
    signs = " || ".join(f"substr({column}, {place}, 1)" for place in (5, 8, 11, 14, 17, 20, 24))
    return f"length({column}) <> 24 OR {signs} <> '--T::.Z'"


def _of_nobody(column: str) -> str:
    """The condition that a client, entry or call is named that is not there, where no engine looks at it any more."""
    table = column.removesuffix("_id")
    return f"{column} IS NOT NULL AND {column} NOT IN (SELECT {column} FROM {table} WHERE business_id = :business)"


_FORMS = {
    "call": f"""SELECT call_id FROM call WHERE business_id = :business
        AND ({_odd("started_at")} OR {_odd("changed_at")}
        OR {_odd("heartbeat_at")}
        OR (state = 'stopped') <> (entry_id IS NOT NULL)
        OR {_of_nobody("entry_id")} OR {_of_nobody("client_id")}
        OR (state = 'running' AND call_id NOT IN
            (SELECT call_id FROM call_span WHERE business_id = :business AND elapsed_ms IS NULL)))""",
    "call_span": f"""SELECT call_id || ' ' || number FROM call_span WHERE business_id = :business
        AND (number < 1 OR elapsed_ms < 0
        OR {_odd("started_at")} OR {_of_nobody("call_id")}
        OR (elapsed_ms IS NULL
            AND call_id NOT IN (SELECT call_id FROM call WHERE business_id = :business AND state = 'running')))""",
    "call_words": f"""SELECT call_id FROM call_words WHERE business_id = :business
        AND ({_odd("changed_at")} OR {_odd("ended_at")} OR ended_ms < 0
        OR call_id NOT IN (SELECT call_id FROM call WHERE business_id = :business AND state IN ('running', 'on-hold')))""",
    "call_change": f"""SELECT call_id || ' ' || number FROM call_change WHERE business_id = :business
        AND (number < 1 OR {_odd("changed_at")} OR {_of_nobody("call_id")}
        OR what NOT IN ('client', 'start', 'end', 'length', 'split'))""",
    "change_count": """SELECT told.counter FROM (SELECT 'ledger' AS counter UNION ALL SELECT 'calls' UNION ALL SELECT 'phone')
        AS told WHERE told.counter NOT IN
        (SELECT counter FROM change_count WHERE business_id = :business AND number >= 0)""",
    "phone_call": f"""SELECT phone_call_id FROM phone_call WHERE business_id = :business
        AND (talk_ms < 0 OR {_odd("rang_at")} OR {_odd("answered_at")}
        OR {_odd("ended_at")} OR {_odd("changed_at")}
        OR {_of_nobody("client_id")} OR {_of_nobody("entry_id")})""",
    "phone_event": f"""SELECT call_ref || ' ' || place FROM phone_event WHERE business_id = :business
        AND (place < 1 OR talk_ms < 0 OR {_odd("received_at")} OR {_odd("at")})""",
    "call_record": f"""SELECT source || ' ' || call_ref || ' ' || leg FROM call_record WHERE business_id = :business
        AND (talk_seconds < 0 OR {_odd("started_at")} OR {_odd("answered_at")}
        OR {_odd("ended_at")} OR {_odd("changed_at")}
        OR direction NOT IN ('in', 'out', 'internal', 'unknown')
        OR disposition NOT IN ('answered', 'missed', 'busy', 'failed', 'unknown')
        OR answered_by NOT IN ('person', 'machine', 'queue', 'voicemail', 'unknown'))""",
    "call_record_file": f"""SELECT file_id FROM call_record_file WHERE business_id = :business
        AND (row_count < 0 OR {_odd("first_at")} OR {_odd("last_at")} OR {_odd("kept_at")})""",
    "call_verdict": f"""SELECT source || ' ' || call_ref FROM call_verdict WHERE business_id = :business
        AND {_odd("decided_at")}""",
    "refusal": f"""SELECT technician || ' ' || what FROM refusal WHERE business_id = :business
        AND (number < 1 OR {_odd("first_at")} OR {_odd("last_at")}
        OR length(day) <> 10 OR substr(day, 5, 1) || substr(day, 8, 1) <> '--')""",
    "unsent": f"""SELECT technician || ' ' || name FROM unsent WHERE business_id = :business
        AND ({_odd("changed_at")})""",
    "mail": f"""SELECT mail_id FROM mail WHERE business_id = :business AND (attempts < 0 OR {_of_nobody("client_id")}
        OR {_odd("created_at")} OR {_odd("changed_at")} OR {_odd("next_at")})""",
}


def misformed(session: Session) -> Iterator[str]:
    """A sentence for each row that does not have its form."""
    for table, sql in _FORMS.items():
        for row in session.rows(sql):
            yield _told(table, row[0])
    attached = "SELECT mail_id, attachments FROM mail WHERE business_id = :business AND attachments <> '[]'"
    for mail_id, attachments in session.rows(attached):
        if not _is_list(attachments):
            yield _told("mail", mail_id)
    for (run_id,) in session.rows(
        "SELECT run_id FROM export_run WHERE business_id = :business AND content IS NOT NULL ORDER BY seq"
    ):
        ((digest, content),) = session.rows(
            "SELECT digest, content FROM export_run WHERE business_id = :business AND run_id = ?", (run_id,)
        )
        # In a table that was made anew by hand it may be a text.
        if type(content) is not bytes or hashlib.sha256(content).hexdigest() != digest:
            yield _("the kept file of export run {name} is not the one that was recorded").format(name=run_id)


def _is_list(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


def _told(table: str, key: object) -> str:
    return _("{table} {key} does not have the form it must have").format(table=table, key=key)
