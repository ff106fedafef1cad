"""`monteore import` in the shell: questions, runs, undo, and a progress bar that only a terminal sees."""

from pathlib import Path

import pytest

from tests.cli.test_shell import Shell, acme, shell

__all__ = ["acme", "shell"]


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "entries.csv"
    path.write_text("client,date,duration,note\nacme,2024-03-02,15,a\nacme,2024-03-02,20,b\n")
    return str(path)


def test_rows_before_the_first_block_are_refused_without_a_word_and_go_in_with_it(acme: Shell, file: str) -> None:
    code, out, error = acme("import", "entries", file)
    assert (code, out) == (2, "")
    assert "2 rows lie before the first block of their client (acme)" in error
    assert "--yes" in error
    assert acme.json("entry", "list")["entries"] == []
    dry = acme.json("import", "entries", file, "--dry-run")
    assert (dry["imported"], dry["run_id"], len(dry["questions"])) == (2, "", 1)
    code, out, error = acme("import", "entries", file, "--yes")
    assert (code, error) == (0, "")
    assert "imported 2 entries of 2 rows" in out and "monteore import undo i" in out
    again = acme.json("import", "entries", file)
    assert (again["imported"], again["existing"], again["worked_seconds"]) == (0, 2, 0)


def test_an_import_is_listed_and_taken_back(acme: Shell, file: str) -> None:
    assert acme("import", "runs")[1] == "nothing was imported yet\n"
    run_id = acme.json("import", "entries", file, "--yes")["run_id"]
    (run,) = acme.json("import", "runs")["runs"]
    assert (run["run_id"], run["entries"], run["standing"], run["undone_at"]) == (run_id, 2, 2, None)
    assert acme.json("import", "undo", run_id) == {
        "run_id": run_id, "voided": 2, "voided_before": 0, "edited": 0,
        "clients_archived": 0, "clients_changed_back": 0, "kept": [],
    }  # fmt: skip
    assert acme("import", "undo", run_id)[1] == "0 entries voided\n  2 were voided before\n"
    assert "undone" in acme("import", "runs")[1]
    assert acme.json("balance", "acme")["remaining_minutes"] == 600
    assert acme.json("import", "entries", file, "--yes")["imported"] == 2


def test_an_import_of_clients_is_listed_and_taken_back(acme: Shell, tmp_path: Path) -> None:
    clients = tmp_path / "clients.csv"
    clients.write_text("code,name,phone\nacme,Acme,02 7654321\nbeta,Beta,\n")
    assert "monteore import undo i" in acme("import", "clients", str(clients))[1]
    (run,) = acme.json("import", "runs")["runs"]
    assert (run["clients"], run["entries"]) == (2, 0)
    out = acme("import", "undo", run["run_id"])[1]
    assert out == "1 client archived\n1 client has its card of before again\n"
    assert acme("import", "undo", run["run_id"])[1] == "there is nothing left to take back\n"


def test_an_unknown_import_is_one_line(acme: Shell) -> None:
    assert acme("import", "undo", "i-none") == (
        1,
        "",
        "monteore: there is no import i-none; see: monteore import runs\n",
    )


def test_a_voided_row_comes_again_with_the_flag(acme: Shell, file: str) -> None:
    acme("import", "entries", file, "--yes")
    acme("entry", "void", acme.json("entry", "list")["entries"][0]["entry_id"])
    assert acme.json("import", "entries", file, "--yes")["imported"] == 0
    assert acme.json("import", "entries", file, "--yes", "--again")["imported"] == 1


def test_a_terminal_sees_how_far_the_import_is(acme: Shell, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    code, out, error = acme("import", "entries", file, "--yes")
    assert code == 0
    assert "importing" in error and "importing" not in out


def test_a_person_who_stops_an_import_hears_that_the_same_command_goes_on(
    acme: Shell, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("core.imports.run.pause", stop)
        code, _out, error = acme("import", "entries", file, "--yes")
    assert code == 130
    assert error.strip() == "monteore: stopped; the rows that are in stay, and the same command goes on with the rest"
    assert acme.json("import", "entries", file, "--yes")["existing"] == 2


BAD = "client,date,duration,note\nacme,2024-03-02,15,a\nacme,2024-03-02,0,b\n"


def test_skip_bad_imports_the_rest_and_writes_the_bad_rows_to_be_mended(acme: Shell, tmp_path: Path) -> None:
    file, rest = tmp_path / "e.csv", tmp_path / "rest.csv"
    file.write_text(BAD)
    code, out, error = acme("import", "entries", str(file), "--yes")
    assert (code, out) == (1, "") and "row 3, column duration" in error and "--skip-bad" in error
    code, out, error = acme("import", "entries", str(file), "--yes", "--skip-bad", "--bad", str(rest))
    assert code == 0 and "imported 1 entry of 2 rows" in out and "1 bad row was left out" in error
    assert rest.read_text() == "client,date,duration,note\nacme,2024-03-02,0,b\n"
    rest.write_text(rest.read_text().replace(",0,", ",20,"))
    assert acme.json("import", "entries", str(rest), "--yes")["imported"] == 1
    code, _out, error = acme("import", "entries", str(file), "--yes", "--skip-bad", "--bad", str(rest))
    assert code == 1 and "exists already" in error


def test_bad_rows_on_standard_output_stand_there_alone(acme: Shell, tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_text(BAD)
    code, out, error = acme("import", "entries", str(file), "--yes", "--skip-bad", "--bad", "-")
    assert (code, out) == (0, "client,date,duration,note\nacme,2024-03-02,0,b\n")
    assert "imported 1 entry" in error
    assert acme("import", "entries", str(file), "--bad", "-")[0] == 2
    assert acme("--json", "import", "entries", str(file), "--skip-bad", "--bad", "-")[0] == 2


def test_an_order_of_dates_that_the_file_does_not_show_can_be_declared(acme: Shell, tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_text("client,date,duration\nacme,03/04/2024,15\n")
    code, _out, error = acme("import", "entries", str(file), "--yes")
    assert code == 2 and "--dates dmy" in error
    assert acme("import", "entries", str(file), "--yes", "--dates", "dmy")[0] == 0
    assert acme.json("entry", "list")["entries"][0]["work_date"] == "2024-04-03"


def test_a_map_is_asked_about_with_a_preview_and_kept(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "kunden.csv"
    file.write_text("Kunde;Rufnummer\nAcme;02 1234567\n")
    words = ("import", "clients", str(file), "--map", "name=Kunde", "--map", "phone=Rufnummer")
    code, _out, error = shell(*words)
    assert code == 2 and "Import these clients?" in error
    code, out, _error = shell(*words, "--yes")
    assert code == 0 and "acme: Acme · 02 1234567" in out
    file.write_text("Kunde;Rufnummer\nBeta;02 7654321\n")
    assert shell.json("import", "clients", str(file))["imported"] == 1


def test_a_difference_is_told_and_an_update_is_asked_about(acme: Shell, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("code,name\nacme,Acme Holding\n")
    code, out, _error = acme("import", "clients", str(file))
    assert code == 0 and "--update changes them" in out and "→ Acme Holding" in out
    code, _out, error = acme("import", "clients", str(file), "--update")
    assert code == 2 and "→ Acme Holding" in error
    assert acme.json("import", "clients", str(file), "--update", "--yes")["changed"] == 1
    assert acme.json("client", "list")["clients"][0]["name"] == "Acme Holding"


def test_bad_clients_are_left_out_and_written(shell: Shell, tmp_path: Path) -> None:
    file, rest = tmp_path / "clients.csv", tmp_path / "rest.csv"
    file.write_text("code,name\n" + "x" * 36 + ",Long\nok,Fine\nno,\n")
    code, _out, error = shell("import", "clients", str(file))
    assert code == 1 and "row 2, column code" in error and "row 4, column name" in error
    document = shell.json("import", "clients", str(file), "--skip-bad", "--bad", str(rest))
    assert (document["imported"], document["skipped"]) == (1, 2)
    assert rest.read_text() == "code,name\n" + "x" * 36 + ",Long\nno,\n"


def test_a_refusal_names_the_program_whose_export_it_is(acme: Shell, tmp_path: Path) -> None:
    path = tmp_path / "harvest.csv"
    header = "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,First Name,Last Name\n"
    path.write_text(f"{header}11/03/2026,Acme,P,,Support,vpn,0.5,Yes,No,Anna,Rossi\n")
    assert "harvest.csv (Harvest) can be read day first" in acme("import", "entries", str(path))[2]
    path.write_text(f"{header}11/23/2026,Acme,P,,Support,vpn,x,Yes,No,Anna,Rossi\n")
    told = acme("import", "entries", str(path))[2].splitlines()
    assert told[0] == "monteore: read as an export of Harvest"
