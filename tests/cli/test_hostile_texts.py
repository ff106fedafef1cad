"""Texts that another program wrote into the store: no output lets them drive a terminal, a spreadsheet, a page or a mail.

The program cleans what it takes in; here the tables hold escape sequences, characters that turn the direction of writing,
markup and formulas all the same, in every column of free text.
"""

import csv
import io
import json
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli import main
from core.basics.clock import SystemClock
from core.business import Business
from core.model.phone import EventKind, PhoneEvent
from tests.builders import add_client, draft_of
from tests.cli.conftest import MORNING

HOSTILE = "=1+1\x1b]52;c;aGk=\x07\u202e\x9b31m[red]<b>&{{x}}\u2028\u200b|`id`"
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
TEXT = (
    "balance", "balance acme", "client list", "client show acme", "agreement show acme", "account list acme",
    "block list acme", "entry list", "call list", "proposal list --all", "proposal catalogue list", "renewal list",
    "invoice list", "invoice runs", "mail list", "mail show", "import runs", "phone list", "phone settings",
    "statement acme --month 2026-11", "statement acme --month 2026-11 --format md", "report", "report hours",
    "report tickets", "report technicians", "day", "business", "technician list", "store refusals", "doctor",
    "reconcile", "price list", "backup --list", "export --format timewarrior",
)  # fmt: skip
DOCUMENTS = (*(f"{line} --json" for line in TEXT[:18]), "export")
SHEETS = (
    "export --format csv", "export --format csv --what clients", "export --format csv --what proposals",
    "export --format toggl", "export --format csv --what corrections", "export --format csv --what lines",
    "report hours --csv", "statement acme --month 2026-11 --format csv", "invoice export --dry-run --format csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "ledger.db"
    now = SystemClock.now
    SystemClock.now = lambda _self: MORNING  # type: ignore[method-assign]
    try:
        _fill(path)
    finally:
        SystemClock.now = now  # type: ignore[method-assign]
    with sqlite3.connect(path) as opened:
        for table, columns in COLUMNS.items():
            for column in columns:
                opened.execute(f"UPDATE {table} SET {column} = ?", (HOSTILE + str(len(table)),))
        opened.execute("UPDATE client SET contacts = ?", (json.dumps([HOSTILE]),))
    return path


def _fill(path: Path) -> None:
    with Business.open(path, technician="anna", create=True, timezone="UTC") as business:
        client = add_client(business)
        day = business.today
        entry = business.entries.post(draft_of(client, 30, day, note="printer", ticket="1", contact="Mario")).entry
        business.entries.void(business.entries.post(draft_of(client, 5, day)).entry.entry_id, "twice")
        business.contests.contest(entry.entry_id, "asked")
        business.adjustments.adjust(client.client_id, 60, "gift", sure=True)
        business.proposals.set_item("Check", estimate_minutes=40)
        business.proposals.add(client.client_id, "Patches", estimate_minutes=45)
        business.invoices.mark([business.queries.lines()[0].line_id], "1", day)
        at = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
        business.phone.record(
            [PhoneEvent(EventKind.RING, "test", at, call="1", number="021234567", name="X", extension="12")]
        )
        business.imports.entries(b"client,date,duration\nacme,2026-11-01,15m\n", "x.csv", yes=True)
        business.calls.start(client.client_id)


def said(store: Path, line: str, capfdbinary: pytest.CaptureFixture[bytes]) -> bytes:
    capfdbinary.readouterr()
    code = main.run(["--db", str(store), *line.split()])
    out, err = capfdbinary.readouterr()
    assert code in (0, 1, 2), (line, err)
    assert b"Traceback" not in err and b"unforeseen" not in err, (line, err)
    assert not any(sign in (out + err).decode() for sign in FORBIDDEN), line
    return out


def test_no_text_reaches_a_terminal_with_its_signs(store: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    seen = sum(b"=1+1" in said(store, line, capfdbinary) for line in TEXT)
    assert seen > 15
    for line in DOCUMENTS:
        out = said(store, line, capfdbinary)
        assert out.isascii(), line


def test_no_text_becomes_a_formula_or_a_tag(
    store: Path, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    for line in SHEETS:
        rows = list(csv.reader(io.StringIO(said(store, line, capfdbinary).decode())))
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))], line
    page = said(store, "statement acme --month 2026-11 --format html", capfdbinary)
    assert b"&lt;b&gt;" in page and b"<b>&" not in page
    for line in ("statement acme --month 2026-11 --format xlsx", "invoice export --dry-run --format xlsx"):
        assert main.run(["--db", str(store), *line.split(), "--output", str(tmp_path / "a.xlsx"), "--force"]) in (
            0,
            1,
            2,
        )
        if (tmp_path / "a.xlsx").exists():
            for name in (book := zipfile.ZipFile(tmp_path / "a.xlsx")).namelist():
                assert b"<f>" not in book.read(name)
    assert (
        main.run(["--db", str(store), "statement", "acme", "--month", "2026-11", "--output", str(tmp_path / "a.pdf")])
        == 0
    )
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
