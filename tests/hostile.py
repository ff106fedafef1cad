"""A store whose tables hold texts that another program wrote: escape sequences, bidi controls, markup and formulas.

The program cleans what it takes in; this has such texts all the same, in every column of free text.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from core.basics.clock import FakeClock
from core.business import Business
from core.model.phone import EventKind, PhoneEvent
from core.store.sqlite.engine import sqlite3
from tests.builders import add_client, draft_of

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HOSTILE = "=1+1\x1b]52;c;aGk=\x07\u202e\x9b31m[red]<b>&{{x}}\u2028\u200b|`id` #panic(0) *a* $x$"
FORBIDDEN = ("\x1b", "\x07", "\x9b", "\u202e", "\u2028", "\u200b", "\x00")
COLUMNS = {
    "client": ("name", "email"),
    "client_search": ("name", "contacts"),
    "client_phone": ("raw", "contact"),
    "account": ("name",),
    "entry": ("technician", "ticket", "note", "contact"),
    "line": ("number",),
    "correction": ("reason",),
    "contest": ("answer",),
    "proposal": ("title", "reason"),
    "catalogue": ("title",),
    "call": ("technician", "phone"),
    "call_words": ("note", "ticket", "contact", "client", "time", "card_phone"),
    "call_change": ("technician", "was", "became"),
    "phone_call": ("number", "name", "contact", "answered_by"),
    "call_verdict": ("reason", "decided_by"),
    "refusal": ("technician", "what"),
    "mail": ("recipient", "subject", "body", "last_error"),
    "import_run": ("technician",),
    "used_key": ("what",),
}


def hostile_store(path: Path) -> None:
    """Make the store."""
    _fill(path)
    opened = sqlite3.connect(path, isolation_level=None)
    for table, columns in COLUMNS.items():
        for column in columns:
            opened.execute(f"UPDATE {table} SET {column} = ?", (HOSTILE + str(len(table)),))
    opened.execute("UPDATE client SET contacts = ?", (json.dumps([HOSTILE]),))
    opened.close()


def _fill(path: Path) -> None:
    clock = FakeClock(MORNING)
    with Business.open(path, clock=clock, technician="anna", create=True, timezone="UTC") as business:
        client = add_client(business)
        day = business.today
        entry = business.entries.post(draft_of(client, 30, day, note="printer", ticket="1", contact="Mario")).entry
        business.entries.void(business.entries.post(draft_of(client, 5, day)).entry.entry_id, "twice")
        business.contests.contest(entry.entry_id, "asked")
        business.adjustments.adjust(client.client_id, 60, "gift", sure=True)
        business.proposals.set_item("Check", estimate_minutes=40)
        business.proposals.add(client.client_id, "Patches", estimate_minutes=45)
        business.invoices.mark([business.queries.lines()[0].line_id], "1", day)
        business.blocks.sell(client.client_id)
        at = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
        business.phone.record(
            [PhoneEvent(EventKind.RING, "test", at, call="1", number="021234567", name="X", extension="12")]
        )
        business.imports.entries(b"client,date,duration\nacme,2026-11-01,15m\n", "x.csv", yes=True)
        business.calls.start(client.client_id)
