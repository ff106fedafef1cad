"""`monteore reconcile` as scripts and people meet it."""

from pathlib import Path

from tests.cli.test_shell import Shell, acme, shell

__all__ = ["acme", "shell"]

KEYS = {
    "since", "until", "has_records", "is_whole", "covers", "holes", "cuts", "logged", "dismissed", "going_on", "unknown",
    "unknown_seconds", "talk_seconds", "charged_minutes", "amounts", "unlogged", "entries",
}  # fmt: skip


def test_calls_that_nobody_logged_are_told_logged_and_dismissed(acme: Shell, tmp_path: Path) -> None:
    assert "there are no call records of this time" in acme("reconcile")[1]
    day = "2026-10-30"
    file = tmp_path / "calls.csv"
    file.write_text(
        f"start,from,to,talk\n{day} 09:00:00,02 1234567,201,600\n{day} 10:00:00,02 1234567,201,90\n"
        f"{day} 11:00:00,0399999999,201,90\n"
    )
    acme("import", "calls", str(file), "--zone", "UTC")
    found = acme.json("reconcile", "--since", day)
    assert set(found) == KEYS
    told = [(call["client"], call["talk_seconds"], call["charged_minutes"]) for call in found["unlogged"]]
    assert told == [("acme", 600, 10), ("acme", 90, 2)]
    assert (found["amounts"], found["unknown"], found["is_whole"]) == (
        [{"amount": "16.00", "currency": "EUR"}],
        1,
        False,
    )
    assert "see each call, and log or dismiss it: monteore reconcile" in acme("report", "unlogged", "--since", day)[1]
    first, second = (call["call_id"] for call in found["unlogged"])
    code, out, _error = acme("reconcile", "--client", "acme", "--mine")
    assert code == 0 and "2 calls of known clients that nobody logged" in out and "at most 0:10" in out
    assert "would have cost 0:12 h" in out and f"records of pbx from {day} 09:00 to {day} 11:00" in out
    posted = acme.json("phone", "log", first, "vpn", "#4821", "--key", "k1")
    assert (posted["worked_seconds"], posted["ticket"]) == (600, "4821")
    assert acme.json("phone", "log", first, "vpn", "#4821", "--key", "k1")["entry_id"] == posted["entry_id"]
    assert "--reason" in acme("phone", "dismiss", second)[2]
    (call,) = acme.json("phone", "dismiss", second, "--reason", "private", "--key", "k2")["calls"]
    assert call["call_id"] == second
    assert acme("phone", "dismiss", second, "--reason", "private", "--key", "k2")[0] == 0
    out = acme("reconcile")[1]
    assert "1 logged, 1 dismissed" in out and "of the rest nothing is known" in out
    assert acme("reconcile", "--since", day, "--until", "2020-01-01")[0] == 2
    code, out, _error = acme("report", "unlogged")
    assert code == 0 and "nobody logged" not in out and "monteore" not in out


def test_an_entry_for_another_client_is_told_with_the_verb_that_moves_it(acme: Shell, tmp_path: Path) -> None:
    assert "bring the records of the telephone in: monteore import calls" in acme("report", "unlogged")[1]
    code, out, _error = acme("reconcile")
    assert code == 0 and "there are no call records of this time" in out and "monteore import calls --help" in out
    file = tmp_path / "calls.csv"
    file.write_text(
        "start,from,to,talk\n2026-10-30 09:00:00,02 1234567,201,600\n2026-10-30 09:40:00,02 1234567,201,60\n"
    )
    acme("import", "calls", str(file), "--zone", "UTC")
    acme("phone", "extension", "201", acme.json("day")["technician"])
    acme("client", "add", "beta", "Beta")
    acme("agreement", "set", "beta", "--kind", "break-fix", "--rate", "60")
    code, _out, error = acme("log", "beta", "09:01-09:11", "@2026-10-30", "vpn")
    assert code == 0, error
    found = acme.json("reconcile", "--since", "2026-10-30")
    first, second = found["unlogged"]
    (entry,) = found["entries"]
    assert (first["perhaps_entry"], first["perhaps_client"], second["perhaps_entry"]) == (
        entry["entry_id"],
        "beta",
        None,
    )
    assert entry["perhaps_call"] == first["call_id"]
    out = acme("reconcile", "--since", "2026-10-30")[1]
    verb = f"entry edit {entry['entry_id']} acme"
    assert f"logged for beta; if so: monteore {verb}" in out
    assert f"{entry['entry_id']} is perhaps the call {first['call_id']} of acme" in out
    assert f"perhaps entry {entry['entry_id']}" in acme("day", "2026-10-30")[1]
    assert acme(*verb.split())[0] == 0
    found = acme.json("reconcile", "--since", "2026-10-30")
    assert (found["logged"], found["entries"], len(found["unlogged"])) == (1, [], 1)
