"""`monteore day` and `monteore hours` in the shell."""

from tests.cli.test_shell import Shell, acme, shell

__all__ = ["acme", "shell"]

DAY = "2026-10-30"


def test_a_day_tells_gaps_overlaps_and_odd_lengths(acme: Shell) -> None:
    assert acme("day", DAY)[1].splitlines()[0].endswith("0:00 logged, 8:00 of work (09:00-13:00 14:00-18:00)")
    acme("hours", "mon-fri 09:00-12:00")
    acme("hours", "mon-fri 09:00-17:00", "--everybody")
    assert acme.json("hours", "--everybody") == {
        "technician": None, "hours": "mon-fri 09:00-17:00", "holidays": None,
    }  # fmt: skip
    ids = [
        acme.json("log", "acqua", *words, f"@{DAY}", "--yes")["entry_id"]
        for words in (("9:30-10:00", "vpn"), ("9:50-11:00", "mail"), ("15", "router"))
    ]
    found = acme.json("day", DAY)
    assert (found["working_seconds"], found["worked_seconds"], found["untimed_seconds"]) == (10_800, 6_900, 900)
    assert [(gap["since"][11:16], gap["seconds"]) for gap in found["gaps"]] == [("09:00", 1_800), ("11:00", 3_600)]
    assert [(each["first"], each["second"]) for each in found["overlaps"]] == [(ids[0], ids[1])]
    assert (found["odd"], found["entries"], found["calls"]) == ([{"entry_id": ids[2], "why": "no-time"}], ids, [])
    out = acme("day", DAY)[1]
    assert "at the same time, 09:50 to 10:00" in out and f"monteore log CLIENT 09:00-09:30 @{DAY} NOTE" in out
    acme("log", "acqua", "9:00-9:30", f"@{DAY}", "a", "--yes")
    acme("log", "acqua", "11:00-12:00", f"@{DAY}", "b", "--yes")
    assert acme.json("day", DAY)["gaps"] == []
    # Without own hours those of everybody hold; typed in Italian, they are kept in English.
    assert acme("hours", "")[1] == "mon-fri 09:00-17:00\n"
    assert acme("--lang", "it", "hours", "lun-ven 09:00-12:00")[1] == "lun-ven 09:00-12:00\n"
    assert acme("hours")[1] == "mon-fri 09:00-12:00\n"
    assert acme("hours", "mon 9:00")[0] == 2


def test_a_public_holiday_has_no_working_hours_and_no_gap(acme: Shell) -> None:
    day = "2026-06-02"
    assert len(acme.json("day", day)["gaps"]) == 2
    code, out, _error = acme("hours", "--holidays", "it")
    assert (code, out.splitlines()[1]) == (0, "public holidays: IT")
    found = acme.json("day", day)
    assert (found["gaps"], found["working_seconds"], found["is_holiday"]) == ([], 0, True)
    assert "(a public holiday)" in acme("day", day)[1]
    acme("log", "acqua", "9:00-9:30", f"@{day}", "on call", "--yes")
    assert acme.json("day", day)["worked_seconds"] == 1_800
    assert acme("hours", "--holidays", "none")[1].splitlines()[1] == "public holidays: none"
    assert len(acme.json("day", day)["gaps"]) == 2
    assert acme("hours", "--holidays", "Mars")[0] == 2
