"""What each package may not import, proved in subprocesses and from the sources."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.business import Business
from core.model.terms import Terms

ROOT = Path(__file__).parents[1]
FORBIDDEN_IN_CORE = {"textual", "rich", "click", "tui", "cli"}
HEAVY = {
    "textual",
    "rich",
    "holidays",
    "phonenumbers",
    "pydantic",
    "rapidfuzz",
    "vobject",
    "babel",
    "sqlite_utils",
    "stdnum",
    "a38",
    "psycopg",
}


def loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    out = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in out.stdout.split()}


def modules(folder: str) -> list[str]:
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.name != "__main__.py"
    ]


def test_core_loads_no_face_and_no_textual() -> None:
    loaded = loaded_after("\n".join(f"import {name}" for name in modules("core")))
    assert not loaded & FORBIDDEN_IN_CORE


def test_the_shell_loads_no_textual() -> None:
    assert "textual" not in loaded_after("\n".join(f"import {name}" for name in modules("cli")))


def test_a_verb_loads_only_what_it_needs() -> None:
    loaded = loaded_after("import cli.main, cli.balance, core.business")
    assert not loaded & HEAVY


def test_a_balance_is_shown_without_any_heavy_import(tmp_path: Path) -> None:
    store = str(tmp_path / "walls.db")
    made = [sys.executable, "-m", "cli", "client", "add", "acme", "Acme", "--phone", "02 1234567", "--db", store]
    subprocess.run(made, cwd=ROOT, capture_output=True, check=True)
    loaded = loaded_after(f"from cli.main import run\nassert run(['balance', 'acme', '--db', {store!r}]) == 0")
    assert not loaded & HEAVY


def test_the_store_uses_the_sqlite_module_that_sqlite_utils_uses() -> None:
    from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

    from core.store.sqlite import engine

    assert engine.sqlite3 is sqlite3


def imported(path: Path) -> set[str]:
    """The packages that a module imports, wherever in it."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return {name.partition(".")[0] for name in found}


def test_core_imports_no_face_in_its_source() -> None:
    # What a module imports stands in its text: to parse all of them takes seconds.
    named = re.compile(rf"\b({'|'.join(FORBIDDEN_IN_CORE)})\b")
    suspects = [path for path in (ROOT / "core").rglob("*.py") if named.search(path.read_text(encoding="utf-8"))]
    strangers = {str(path.relative_to(ROOT)): imported(path) & FORBIDDEN_IN_CORE for path in suspects}
    assert not {path: names for path, names in strangers.items() if names}


PIECES = {
    *("core.audit", "core.demo", "core.documents", "core.exports", "core.forms", "core.imports", "core.reports"),
    *("core.mail.letters", "core.mail.smtp", "core.mail.delivery", "core.queries.pages", "core.queries.board"),
    *("core.phone", "core.store.sqlite.backups", "core.store.sqlite.checks", "core.store.sql.erasure"),
    *(
        "core.store.sqlite.rebuild",
        "core.store.sqlite.schema",
        "core.store.sqlite.migrations",
        "core.store.postgres",
        "core.store.protocol",
        "core.store.verifying",
    ),
}
"""What no everyday verb needs."""
OF_NUMBERS = {"core.basics.numbers", "core.basics.callers", "core.store.sql.search", "core.store.sqlite.search"}
OF_NUMBERS |= {"core.basics.spelling", "core.model.search"}
"""What only a number or a name that is searched for needs."""
FEW = {
    *("core.language.formats", "core.language.standing", "core.ledger.corrections", "core.entryline.complete"),
    *(
        "core.entryline.pasted",
        "core.mail.occasions",
        "core.mail.switches",
        "core.rules.notices",
        "core.rules.statement",
    ),
    *("core.rules.fees", "core.rules.billing", "core.rules.expiry", "core.rules.marks", "core.rules.call_changes"),
    *("core.store.sql.projection.ledger", "core.store.sql.projection.office", "core.store.sql.projection.accounts"),
    *("core.store.sql.projection.blocks", "core.store.sql.projection.clients", "core.store.sql.projection.lines"),
}
"""What few postings need: those that renew, correct, tell by mail, or invoice."""
LEDGER = {
    *("core.ledger", "core.mail", "core.entryline", "core.store.sql.projection", "core.store.sql.listing"),
    *("core.journal.events", "core.journal.chain", "core.rules.posting", "core.rules.charge", "core.store.kept"),
}
"""What a verb that only reads a balance needs no more."""
READS = {
    *("core.queries.queries", "core.queries.views", "core.queries.balances", "core.queries.search"),
    *("core.basics.lengths", "core.language.formats"),
}
"""What a verb that tells of a ring needs no more: it shows neither hours nor money, and reads no length of time."""


@pytest.mark.parametrize(
    ("words", "left_out", "most"),
    [
        (("balance", "acme"), PIECES | OF_NUMBERS | LEDGER | FEW - {"core.language.standing"}, 104),
        (("log", "acme", "15m", "printer 7"), PIECES | OF_NUMBERS | FEW, 167),
        # No change but one of the ledger can be told by mail.
        (("call", "start", "acme"), PIECES | OF_NUMBERS | FEW | {"core.mail"}, 153),
        (("phone", "pop", "02 1234567"), PIECES - {"core.phone"} | LEDGER - {"core.store.kept"} | FEW | READS, 101),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_an_everyday_verb_imports_what_it_uses_and_no_more(
    tmp_path: Path, words: tuple[str, ...], left_out: set[str], most: int
) -> None:
    store = str(tmp_path / "walls.db")
    with Business.open(store, technician="anna", create=True, timezone="Europe/Rome") as business:
        client = business.clients.add("acme", "Acme", phones=("021234567",))
        business.agreements.set(client.client_id, Terms(block_minutes=600), None)
        business.blocks.sell(client.client_id)
    code = f"from cli.main import run\nassert run({['--db', store, *words]!r}) == 0"
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    out = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name for name in out.stdout.split("\n") if name.partition(".")[0] in ("core", "cli")}
    needless = {name for name in loaded if any(name == piece or name.startswith(f"{piece}.") for piece in left_out)}
    assert not needless
    assert len(loaded) <= most
    # A plain line is read without click, and no class needs what `dataclasses` brings in.
    assert not {"click", "inspect", "dataclasses"} & set(out.stdout.split("\n"))
    assert not {name.partition(".")[0] for name in out.stdout.split("\n")} & HEAVY


def test_the_first_frame_of_the_desk_loads_no_page_that_is_not_shown_and_nothing_heavy() -> None:
    script = (
        "import sys\nfrom tui.run import import_app\nimport_app()\nprint('\\n'.join(sys.modules))\n"
        "import ssl, smtplib\nassert ssl.create_default_context()"
    )
    out = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(out.stdout.split("\n"))
    later = (
        "core.imports",
        "core.reports",
        "core.documents",
        "core.exports",
        "core.audit",
        "core.mail.smtp",
        "sqlite_utils",
        "ssl",
        "_ssl",
        # Seen with a call, a ring, or in a huge window.
        "tui.widgets.block_clock",
        "tui.widgets.ring_banner",
        "tui.widgets.glance_panel",
        # What reads the store comes in the thread that reads it.
        "core.queries.queries",
        "core.queries.balances",
        "core.basics.numbers",
    )
    assert not {name for name in loaded if name.startswith(later)}
    assert not {name.partition(".")[0] for name in loaded} & (HEAVY - {"textual", "rich"})
    flows_and_dialogs = {name for name in loaded if name.startswith(("tui.flows.", "tui.dialogs."))}
    assert flows_and_dialogs <= {"tui.flows.runner", "tui.flows.words", "tui.flows.unsent", "tui.dialogs.question"}
    assert {name for name in loaded if name.startswith("tui.pages.")} <= {
        *(
            "tui.pages.desk",
            "tui.pages.desk_chooser",
            "tui.pages.desk_reading",
            "tui.pages.desk_updates",
            "tui.pages.flow_page",
            "tui.pages.page",
            "tui.pages.registry",
            "tui.pages.host",
        ),
    }
    assert len({name for name in loaded if name.partition(".")[0] in ("core", "cli", "tui")}) <= 148


def test_the_page_of_phone_calls_opens_without_what_compares_calls_with_the_log() -> None:
    script = "import sys\nimport tui.pages.phone\nprint('\\n'.join(sys.modules))"
    out = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"core.queries.reconcile", "core.rules.coverage", "core.basics.calendars"} & set(out.stdout.split("\n"))


def test_the_style_sheet_of_the_first_frame_names_no_widget_that_is_made_later() -> None:
    sheet = (ROOT / "tui" / "app.tcss").read_text(encoding="utf-8")
    assert not re.findall("BlockClock|RingBanner|GlancePanel|call-held", sheet)


def test_the_desk_is_opened_without_click(tmp_path: Path) -> None:
    # Without a terminal it is refused, after the line was read.
    code = f"from cli.main import run\nassert run(['--db', {str(tmp_path / 'walls.db')!r}]) == 2"
    loaded = loaded_after(code)
    assert "tui" in loaded
    assert "click" not in loaded


STARTING = re.compile(r"\b(subprocess|multiprocessing|pty|webbrowser|os\.(exec|spawn|posix_spawn|system|popen|fork))")


def test_only_dialling_and_the_setup_of_a_host_start_other_programs() -> None:
    """No argument and no variable of a process tells what clients are called, what they said, or a password."""
    starting = set[str]()
    for path in (each for folder in ("core", "cli", "tui") for each in (ROOT / folder).rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        if any(STARTING.search(line) for line in lines if "import " in line or "os." in line):
            starting.add(str(path.relative_to(ROOT)))
    assert starting == {"core/phone/out.py", "cli/shared_setup.py", "cli/shared_texts.py"}
