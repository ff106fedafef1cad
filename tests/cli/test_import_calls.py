"""`monteore import calls`: what is read, kept again, changed, and said once of each telephone system."""

from pathlib import Path

from tests.cli.test_shell import Shell, acme, shell

__all__ = ["acme", "shell"]

HEAD = "start;Con chi;talk;Chi\n"
MAP = ("--map", "start=start", "--map", "number=Con chi", "--map", "talk=talk", "--map", "extension=Chi")


def test_calls_come_in_once_and_late_and_changed_ones_take_their_place(acme: Shell, tmp_path: Path) -> None:
    file = tmp_path / "Master.csv"
    row = '"","021234567","201","x","x","SIP/t-1","SIP/201-1","Dial","x","{}","{}","{}",70,60,"ANSWERED","D","{}.1",""'
    first = row.format("2026-03-02 09:00:00", "2026-03-02 09:00:10", "2026-03-02 09:01:10", 1772438400)
    file.write_text(first + "\nbroken\n")
    (dry,) = acme.json("import", "calls", str(file), "--dry-run")["files"]
    assert (dry["calls"], dry["added"], dry["offsets"], dry["unread"]) == (1, 0, [60], 1)
    code, out, error = acme("import", "calls", str(file), "--source", "pbx")
    assert (code, out.splitlines()[0]) == (
        0, "Master.csv: Asterisk, of pbx: rows 2, calls 1, from 2026-03-02 08:00 to 2026-03-02 08:00"
    )  # fmt: skip
    assert "times at +01:00" in out and "records: 1 new, 0 changed" in out
    assert "Master.csv, line 2: " in error and "1 row of Master.csv could not be read" in error
    assert "records: 0 new, 0 changed, 1 there before" in acme("import", "calls", str(file), "--source", "pbx")[1]
    code, out, error = acme("import", "calls", str(file), "--source", "pbx", "--skip-bad", "--bad", "-")
    assert (code, out) == (0, "broken\n") and "1 there before" in error
    code, _out, error = acme("import", "calls", str(file), str(tmp_path / "other.csv"), "--bad", "-")
    assert code == 2 and "one file at a time" in error
    file.write_text(
        first.replace(",70,60,", ",75,65,")
        + "\n"
        + first.replace("8400.1", "8460.1").replace("09:01", "09:02").replace("09:00", "09:01")
    )
    (again,) = acme.json("import", "calls", str(file), "--source", "pbx")["files"]
    assert (again["added"], again["changed"], again["same"]) == (1, 1, 0)


def test_zone_order_and_map_of_a_telephone_system_are_said_once(shell: Shell, tmp_path: Path) -> None:
    shell("client", "add", "acme", "Acme")
    file, other = tmp_path / "chiamate.csv", tmp_path / "altre.csv"
    file.write_text(f"{HEAD}01/03/2026 09:00:00;0212345678;60;201\n")
    for words, said in (
        ((), "--map"),
        (MAP, "--dates"),
        ((*MAP, "--dates", "dmy"), "--zone"),
        ((*MAP, "--dates", "dmy", "--zone", "Mars"), "Europe/Rome"),
        (("--format", "x"), "no format x"),
        (("--source", "x" * 41), "1 to 40"),
    ):
        code, out, error = shell("import", "calls", str(file), "--source", "pbx", *words)
        assert (code, out) != (0, "") and said in error, words
    words = ("--source", "voispeed", *MAP, "--dates", "dmy", "--zone", "Europe/Rome")
    (found,) = shell.json("import", "calls", str(file), *words)["files"]
    assert (found["zone"], found["dates"], found["first_at"]) == ("Europe/Rome", "dmy", "2026-03-01T08:00:00Z")
    other.write_text(f"{HEAD}02/03/2026 09:00:00;0212345678;60;201\n")
    (found,) = shell.json("import", "calls", str(other))["files"]
    assert (found["source"], found["first_at"]) == ("voispeed", "2026-03-02T08:00:00Z")
    assert "--map" in shell("import", "calls", str(file), "--source", "voispeed", "--map", "none")[2]


def test_one_bad_file_of_several_keeps_none(shell: Shell, tmp_path: Path) -> None:
    shell("client", "add", "acme", "Acme")
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("start,from,to,talk\n2026-11-02 09:00:00,0212345678,201,60\n")
    bad.write_text("hello\n")
    assert shell("import", "calls", str(good), str(bad), "--zone", "UTC")[0] == 1
    (found,) = shell.json("import", "calls", str(good), "--zone", "UTC")["files"]
    assert found["added"] == 1
