"""Every verb that changes the store takes a key, and the same key again shows the first result and changes nothing."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from cli.main import VERBS, root, run
from core.business import Business

# Verb by verb what is run first (without a key), and then twice with a key.
Case = tuple[list[str], list[str]]
SOLD = "block sell acme --size 10h"
CASES: dict[str, Case] = {
    "client add": ([], ["client", "add", "beta", "Beta"]),
    "client edit": ([], ["client", "edit", "acme", "--name", "Acme Two"]),
    "client archive": ([], ["client", "archive", "acme"]),
    "client merge": (["client add beta Beta"], ["client", "merge", "beta", "--into", "acme", "--yes"]),
    "client erase": ([], ["client", "erase", "acme", "--yes"]),
    "account add": ([], ["account", "add", "acme/servers"]),
    "account edit": (["account add acme/servers"], ["account", "edit", "acme/servers", "--name", "racks", "--default"]),
    "account share": (["client add gamma Gamma"], ["account", "share", "acme", "gamma"]),
    "account unshare": (
        ["client add gamma Gamma", "account share acme gamma"],
        ["account", "unshare", "acme", "gamma"],
    ),
    "account adjust": ([], ["account", "adjust", "acme", "+2h", "--reason", "goodwill"]),
    "account replay": (
        [
            "block sell acme --size 1h --on 2026-10-01",
            "log acme 1h friday @2026-10-23",
            "block sell acme --size 10h --on 2026-10-24",
            "log acme 45 tuesday @2026-10-20",
        ],
        ["account", "replay", "acme", "--apply", "--yes"],
    ),
    "account transfer": (
        [SOLD, "account add acme/servers", "agreement set acme/servers --block 10h"],
        ["account", "transfer", "acme", "acme/servers", "1h", "--reason", "moved"],
    ),
    "account archive": (["account add acme/servers"], ["account", "archive", "acme/servers"]),
    "agreement set": (["client add gamma Gamma"], ["agreement", "set", "gamma", "--block", "20h"]),
    "agreement move": ([], ["agreement", "move", "acme", "--to", "break-fix", "--yes"]),
    "agreement withdraw": (
        ["agreement set acme --block 20h --from 2027-01-01 --yes"],
        ["agreement", "withdraw", "acme", "--from", "2027-01-01"],
    ),
    "block sell": ([], ["block", "sell", "acme", "--size", "5h"]),
    "price set": ([], ["price", "set", "20h", "1500.00"]),
    "price drop": (["price set 20h 1500.00"], ["price", "drop", "20h"]),
    "technician set": ([], ["technician", "set", "anna", "--class", "senior", "--cost", "35.00"]),
    "block void": ([SOLD], ["block", "void", "{block}"]),
    "block credit": ([SOLD], ["block", "credit", "{block}", "--minutes", "60"]),
    "block restore": (["expired"], ["block", "restore", "{block}", "--reason", "agreed"]),
    "log": ([SOLD], ["log", "acme", "15", "printer"]),
    "entry edit": ([SOLD, "log acme 15 printer"], ["entry", "edit", "{entry}", "acme", "30", "router"]),
    "entry void": ([SOLD, "log acme 15 printer"], ["entry", "void", "{entry}"]),
    "entry contest": ([SOLD, "log acme 15 printer"], ["entry", "contest", "{entry}", "--answer", "checked"]),
    "call start": ([], ["call", "start", "acme"]),
    "call hold": (["call start acme"], ["call", "hold"]),
    "call resume": (["call start acme", "call hold"], ["call", "resume"]),
    "call stop": (["call start acme", "later"], ["call", "stop", "printer"]),
    "call edit": (["call start acme", "later"], ["call", "edit", "--length", "10m"]),
    "call split": (["client add gamma Gamma", "call start acme", "later"], ["call", "split", "5m", "gamma"]),
    "call cancel": (["call start acme"], ["call", "cancel"]),
    "renewal approve": (["asks"], ["renewal", "approve", "{renewal}"]),
    "renewal refuse": (["asks"], ["renewal", "refuse", "{renewal}"]),
    "invoice mark": ([SOLD], ["invoice", "mark", "{line}", "--number", "7"]),
    "invoice unmark": ([SOLD, "invoice mark {line} --number 7"], ["invoice", "unmark", "{line}"]),
    "invoice export": ([SOLD], ["invoice", "export", "--output", "{folder}/lines.csv"]),
    "statement": ([SOLD], ["statement", "acme", "--month", "2026-10", "--issue"]),
    "mail set": ([], ["mail", "set", "acme", "--to", "info@acme.example", "--renewal"]),
    "mail manager": ([], ["mail", "manager", "--to", "boss@firm.example", "--overdue"]),
    "mail resolve": (["mail"], ["mail", "resolve", "{mail}", "--again"]),
    "mail drop": (["mail"], ["mail", "drop", "{mail}"]),
    "proposal add": ([], ["proposal", "add", "acme", "Patch", "servers"]),
    "proposal accept": (["proposal add acme Patch"], ["proposal", "accept", "{proposal}"]),
    "proposal done": ([SOLD, "proposal add acme Patch"], ["proposal", "done", "{proposal}", "15"]),
    "proposal drop": (["proposal add acme Patch"], ["proposal", "drop", "{proposal}"]),
    "proposal suggest": (
        ["block sell acme --size 10h --expires 2026-11-20", "proposal catalogue set Disks"],
        ["proposal", "suggest", "--add"],
    ),
    "proposal catalogue set": ([], ["proposal", "catalogue", "set", "Disks"]),
    "proposal catalogue drop": (["proposal catalogue set Disks"], ["proposal", "catalogue", "drop", "Disks"]),
    "phone extension": ([], ["phone", "extension", "201", "anna"]),
    "phone take": (["rings"], ["phone", "take", "{phone}"]),
    "phone dismiss": (["rings", "phone pop 021234567 --id 7 --event end"], ["phone", "dismiss", "{phone}"]),
    "phone log": (
        [SOLD, "rings", "phone pop 021234567 --id 7 --event answer", "phone pop 021234567 --id 7 --event end"],
        ["phone", "log", "{phone}", "printer", "--yes"],
    ),
    "phone settings": ([], ["phone", "settings", "--keep-days", "30"]),
    "hours": ([], ["hours", "mon-fri 09:00-17:00"]),
    "lock": ([], ["lock", "2026-10-31"]),
    "business": ([], ["business", "Helpdesk Ltd"]),
    "import clients": ([], ["import", "clients", "{folder}/clients.csv"]),
    "import entries": ([SOLD], ["import", "entries", "{folder}/entries.csv", "--yes"]),
    "import calls": ([], ["import", "calls", "{folder}/calls.csv", "--zone", "UTC", "--source", "pbx"]),
    "store rechain": ([], ["store", "rechain", "--yes"]),
}
WITHOUT_KEY = {
    "call note": "words that a person reads before they are posted, outside the ledger",
    "store accept": "a store that was accepted lacks nothing and is refused",
    "store roles": "it changes the database and not the business; again it changes nothing",
    "store grant": "it changes the database and not the business; again it changes nothing",
    "store revoke": "it changes the database and not the business; again it is refused",
    "store move": "a business that was moved is not there any more",
    "backup": "a second one is another copy",
    "restore": "the same backup again gives the same store",
    "daily": "a run for a day that was run changes nothing",
    "mail send": "each message has its own key",
    "mail test": "changes nothing in the store",
    "import undo": "a run that is undone is refused",
    "import journal": "makes a store that must not exist yet",
    "phone pop": "an event that is told again changes nothing",
    "phone listen http": "an event that is told again changes nothing",
    "phone listen ami": "an event that is told again changes nothing",
    "phone listen sip": "an event that is told again changes nothing",
    "phone listen fritzbox": "an event that is told again changes nothing",
    "demo": "makes a store of its own",
}


def _verbs(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _verbs(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def _takes_key(command: click.Command) -> bool:
    return any("--key" in parameter.opts for parameter in command.params)


def test_every_verb_that_takes_a_key_is_run_twice_here() -> None:
    assert VERBS
    taking = {path for path, command in _verbs(root()) if _takes_key(command)}
    assert taking == set(CASES)


def test_every_verb_that_opens_the_store_to_write_takes_a_key() -> None:
    """A verb whose code opens the store for more than reading either takes a key or stands in the list with its reason."""
    for path, command in _verbs(root()):
        function: Callable[..., object] | None = command.callback
        assert function is not None
        while hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        code = getattr(function, "__code__")  # noqa: B009
        reads_only = "read_only" in code.co_consts or any("read_only" in str(c) for c in code.co_consts)
        if "business" in code.co_names and not reads_only and not _takes_key(command):
            assert path in WITHOUT_KEY, path


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "m.db"
    monkeypatch.setenv("MONTEORE_DB", str(path))
    (tmp_path / "clients.csv").write_text("code,name\nbeta,Beta\n")
    (tmp_path / "entries.csv").write_text("client,date,minutes,note\nacme,2026-11-01,15,printer\n")
    (tmp_path / "calls.csv").write_text("start,from,to,talk\n2026-11-02 09:00:00,0212345678,201,60\n")
    for line in ("client add acme Acme", "agreement set acme --block 10h --threshold 5h --price 800 --renewal ask"):
        assert run(line.split()) == 0
    capsys.readouterr()
    return path


def _head(path: Path) -> str:
    with Business.open(path, read_only=True) as business:
        return business.head


def _prepare(steps: list[str], path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for step in steps:
        if step == "later":
            with Business.open(path) as business, business.session.changing():
                business.session.store._connection.run(  # type: ignore[attr-defined]
                    "UPDATE call_span SET boot_ms = boot_ms - 600000"
                )
        elif step == "expired":
            for line in ("block sell acme --size 10h --on 2026-01-05 --expires 2026-10-01", "daily"):
                assert run(line.split()) == 0
        elif step == "mail":
            for line in ("mail set acme --to info@acme.example --after-entry", SOLD, "log acme 15 printer"):
                assert run(line.split()) == 0
            with Business.open(path) as business, business.session.changing():
                business.session.store._connection.run("UPDATE mail SET state = 'failed'")  # type: ignore[attr-defined]
        elif step == "rings":
            with Business.open(path, read_only=True) as business:
                me = business.technician
            for line in ("client edit acme --phone 021234567", f"phone extension 201 {me}"):
                assert run(line.split()) == 0
            assert run(["phone", "pop", "021234567", "--to", "201", "--id", "7", "--event", "ring"]) == 0
        elif step == "asks":
            for line in (SOLD, "log acme 6h printer"):
                assert run(line.split()) == 0
        else:
            words = [word.format_map(_names(path)) for word in step.split()] if "{" in step else step.split()
            assert run(words) == 0, capsys.readouterr().err
    capsys.readouterr()


def _names(path: Path) -> dict[str, str]:
    with Business.open(path, read_only=True) as business:
        blocks = business.queries.blocks()
        entries = business.queries.entries()
        renewals = business.queries.pending_renewals()
        lines = business.queries.lines()
        proposals = business.proposals.list()
        messages = business.mail.list()
        phone_calls = business.phone.of_day()
        return {
            "folder": str(path.parent),
            "mail": messages[0].mail_id if messages else "",
            "block": blocks[0][1].block_id if blocks else "",
            "entry": entries[0].entry_id if entries else "",
            "renewal": renewals[0].renewal_id if renewals else "",
            "line": lines[0].line_id if lines else "",
            "phone": phone_calls[0].phone_call_id if phone_calls else "",
            "proposal": proposals[0].proposal.proposal_id if proposals else "",
        }


@pytest.mark.parametrize("path_of_verb", CASES)
def test_the_same_key_again_shows_the_first_result_and_changes_nothing(
    path_of_verb: str, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, words = CASES[path_of_verb]
    _prepare(before, store, capsys)
    names = _names(store)
    words = [word.format_map(names) for word in words]
    command = [*words, "--json", "--key", "k1"]
    head = _head(store)
    assert run(command) == 0, capsys.readouterr().err
    first = capsys.readouterr().out
    changed = _head(store)
    assert changed != head
    assert run(command) == 0, capsys.readouterr().err
    again = capsys.readouterr().out
    assert _head(store) == changed
    documents = json.loads(first), json.loads(again)
    assert documents[0].keys() == documents[1].keys()
    for name in ("entry_id", "block_id", "proposal_id", "item_id", "run_id", "call_id", "client", "lock_date"):
        if not path_of_verb.startswith("import"):  # again, it tells that all rows were there before
            assert documents[0].get(name) == documents[1].get(name)
    assert run([*command[:-3], "--key", "k1"]) == 0
    capsys.readouterr()
    with Business.open(store, read_only=True) as business:
        assert business.verify().ok


def test_a_key_is_refused_for_other_content_and_for_another_verb(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["block", "sell", "acme", "--size", "5h", "--key", "k1"]) == 0
    assert run(["log", "acme", "15", "printer", "--key", "k2"]) == 0
    head = _head(store)
    capsys.readouterr()
    for line in (
        "block sell acme --size 6h --key k1",
        "call start acme --key k1",
        "log acme 15 printer --key k1",
        "block sell acme --size 5h --key k2",
    ):
        assert run(line.split()) == 1
        assert "use a new key" in capsys.readouterr().err
    assert run(["block", "sell", "acme", "--key", " "]) == 2
    assert _head(store) == head


def test_a_key_is_a_text_that_an_erasure_takes_away(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["block", "sell", "acme", "--size", "5h", "--key", "rossi-secret"]) == 0
    assert any(b"rossi-secret" in path.read_bytes() for path in store.parent.iterdir() if path.name.startswith("m.db"))
    assert run(["client", "erase", "acme", "--yes"]) == 0
    kept = [path.read_bytes() for path in store.parent.iterdir() if path.name.startswith("m.db")]
    assert not any(b"rossi-secret" in content for content in kept)
    with Business.open(store, read_only=True) as business:
        assert business.verify().ok


def test_the_daily_run_of_the_shell_forfeits_as_the_actor_system(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["block", "sell", "acme", "--size", "10h", "--on", "2026-01-05", "--expires", "2026-10-01"]) == 0
    assert run(["daily"]) == 0
    assert "forfeited" in capsys.readouterr().out
    with Business.open(store, read_only=True) as business:
        rows = list(business.session.store.journal())
    assert {row.actor for row in rows if row.kind == "block.forfeited"} == {"system"}


def test_the_ids_of_an_import_do_not_fill_the_journal(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "entries", str(store.parent / "entries.csv"), "--yes", "--key", "k1"]) == 0
    with Business.open(store, read_only=True) as business:
        (body,) = [row.body for row in business.session.store.journal() if row.kind == "key.used"]
    assert json.loads(body)["result"] == []
    (store.parent / "entries.csv").write_text("client,date,minutes,note\nacme,2026-11-01,45,router\n")
    assert run(["import", "entries", str(store.parent / "entries.csv"), "--yes", "--key", "k1"]) == 1
    assert "use a new key" in capsys.readouterr().err
