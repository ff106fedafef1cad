"""What SQLite finds wrong with its file, and the form of what no event makes: references, states, instants, numbers."""

import hashlib

from core.basics.i18n import _
from core.store.sqlite import version
from core.store.sqlite.connection import Connection

_INSTANT = "'????-??-??T??:??:??.???Z'"
_FORMS = {
    "call": f"""SELECT call_id FROM call WHERE business_id = :business
        AND (started_at NOT GLOB {_INSTANT} OR changed_at NOT GLOB {_INSTANT}
        OR heartbeat_at NOT GLOB {_INSTANT}
        OR (state = 'stopped') IS NOT (entry_id IS NOT NULL
            AND entry_id IN (SELECT entry_id FROM entry WHERE business_id = :business)))""",
    "call_span": f"""SELECT call_id || ' ' || number FROM call_span WHERE business_id = :business
        AND (number < 1 OR elapsed_ms < 0
        OR started_at NOT GLOB {_INSTANT}
        OR (elapsed_ms IS NULL
            AND call_id NOT IN (SELECT call_id FROM call WHERE business_id = :business AND state = 'running')))""",
    "call_words": f"""SELECT call_id FROM call_words WHERE business_id = :business
        AND (changed_at NOT GLOB {_INSTANT} OR ended_at NOT GLOB {_INSTANT} OR ended_ms < 0
        OR call_id NOT IN (SELECT call_id FROM call WHERE business_id = :business AND state IN ('running', 'on-hold')))""",
    "call_change": f"""SELECT call_id || ' ' || number FROM call_change WHERE business_id = :business
        AND (number < 1 OR changed_at NOT GLOB {_INSTANT}
        OR what NOT IN ('client', 'start', 'end', 'length', 'split'))""",
    "change_count": "SELECT counter FROM change_count WHERE business_id = :business AND (number < 0 "
    "OR counter NOT IN ('ledger', 'calls', 'phone'))",
    "phone_call": f"""SELECT phone_call_id FROM phone_call WHERE business_id = :business
        AND (talk_ms < 0 OR rang_at NOT GLOB {_INSTANT} OR answered_at NOT GLOB {_INSTANT}
        OR ended_at NOT GLOB {_INSTANT} OR changed_at NOT GLOB {_INSTANT})""",
    "phone_event": f"""SELECT call_ref || ' ' || place FROM phone_event WHERE business_id = :business
        AND (place < 1 OR talk_ms < 0 OR received_at NOT GLOB {_INSTANT} OR at NOT GLOB {_INSTANT})""",
    "call_record": f"""SELECT source || ' ' || call_ref || ' ' || leg FROM call_record WHERE business_id = :business
        AND (talk_seconds < 0 OR started_at NOT GLOB {_INSTANT} OR answered_at NOT GLOB {_INSTANT}
        OR ended_at NOT GLOB {_INSTANT} OR changed_at NOT GLOB {_INSTANT}
        OR direction NOT IN ('in', 'out', 'internal', 'unknown')
        OR disposition NOT IN ('answered', 'missed', 'busy', 'failed', 'unknown')
        OR answered_by NOT IN ('person', 'machine', 'queue', 'voicemail', 'unknown'))""",
    "call_record_file": f"""SELECT file_id FROM call_record_file WHERE business_id = :business
        AND (row_count < 0 OR first_at NOT GLOB {_INSTANT} OR last_at NOT GLOB {_INSTANT} OR kept_at NOT GLOB {_INSTANT})""",
    "call_verdict": f"""SELECT source || ' ' || call_ref FROM call_verdict WHERE business_id = :business
        AND decided_at NOT GLOB {_INSTANT}""",
    "refusal": f"""SELECT technician || ' ' || what FROM refusal WHERE business_id = :business
        AND (number < 1 OR first_at NOT GLOB {_INSTANT} OR last_at NOT GLOB {_INSTANT} OR day NOT GLOB '????-??-??')""",
    "mail": f"""SELECT mail_id FROM mail WHERE business_id = :business AND (attempts < 0 OR NOT json_valid(attachments)
        OR created_at NOT GLOB {_INSTANT} OR changed_at NOT GLOB {_INSTANT} OR next_at NOT GLOB {_INSTANT})""",
}


def problems(connection: Connection) -> list[str]:
    """A sentence for each thing that is wrong; empty when all is well."""
    found = [str(row[0]) for row in connection.rows("PRAGMA integrity_check(5)") if row[0] != "ok"]
    present = {row[0] for row in connection.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    found += [_("the guard {name} is missing").format(name=name) for name in sorted(version.guard_names() - present)]
    found += [
        _("{table} refers to a row of {parent} that does not exist").format(table=table, parent=parent)
        for table, parent in sorted({(row[0], row[2]) for row in connection.rows("PRAGMA foreign_key_check")})
    ]
    for table, sql in _FORMS.items():
        found += [
            _("{table} {key} does not have the form it must have").format(table=table, key=row[0])
            for row in connection.rows(sql)
        ]
    for (run_id,) in connection.rows(
        "SELECT run_id FROM export_run WHERE business_id = :business AND content IS NOT NULL ORDER BY seq"
    ):
        ((digest, content),) = connection.rows(
            "SELECT digest, content FROM export_run WHERE business_id = :business AND run_id = ?", (run_id,)
        )
        if hashlib.sha256(bytes(content)).hexdigest() != digest:
            found.append(_("the kept file of export run {name} is not the one that was recorded").format(name=run_id))
    return found
