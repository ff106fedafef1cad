"""Imports in parts: checked before anything is written, resumed, repeated, undone."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.basics.errors import Refused, Usage
from core.business import Business
from core.imports import parts as importing
from core.imports import run
from core.imports.run import ImportStopped
from core.model.clients import Client
from core.model.terms import Overage
from core.store.sql import import_runs
from tests.builders import MONDAY, add_client, draft_of, head_of, open_business, prepaid_terms, remaining


@pytest.fixture
def business(tmp_path: Path) -> Business:
    return open_business(tmp_path)


@pytest.fixture
def acme(business: Business) -> Client:
    return add_client(business, blocks=(6000,))


def csv_of(count: int, *, client: str = "acme", day: date = MONDAY, minutes: int = 1) -> bytes:
    rows = [f"{client},{day},{minutes},work {number}" for number in range(count)]
    return "\n".join(["client,date,duration,note", *rows]).encode()


def standing(business: Business) -> list[tuple[str, str]]:
    return sorted((entry.client.code, entry.note) for entry in business.queries.entries(include_voided=False))


class Killed(BaseException):
    """Ends an import as a signal would, outside every change."""


def kill_after(parts: int):  # type: ignore[no-untyped-def]
    made = 0

    def progress(_done: int, _total: int) -> None:
        nonlocal made
        made += 1
        if made == parts:
            raise Killed

    return progress


def test_no_change_of_an_import_holds_more_than_200_rows(business: Business, acme: Client) -> None:
    told: list[tuple[int, int]] = []
    view = business.imports.entries(csv_of(450), "e.csv", progress=lambda *at: told.append(at))
    assert view.imported == 450
    counts = [done for done, _total in told]
    assert counts[-1] == 450 and {total for _done, total in told} == {450}
    assert max(after - before for before, after in zip([0, *counts], counts, strict=False)) <= importing.PART_ROWS
    assert remaining(business, acme) == 6000 - 450
    assert business.verify().ok


def test_an_import_that_was_killed_goes_on_with_the_same_file_as_the_same_run(business: Business, acme: Client) -> None:
    with pytest.raises(Killed):
        business.imports.entries(csv_of(450), "e.csv", progress=kill_after(1))
    (run,) = business.imports.runs()
    assert 0 < run.entries < 450 and run.finished_at is None
    view = business.imports.entries(csv_of(450), "e.csv")
    assert (view.imported, view.existing) == (450 - run.entries, run.entries)
    (again,) = business.imports.runs()
    assert (again.run_id, again.entries, again.standing) == (run.run_id, 450, 450)
    assert again.finished_at is not None
    assert len(standing(business)) == 450


def test_a_repeated_import_changes_nothing(business: Business, acme: Client) -> None:
    business.imports.entries(csv_of(3), "e.csv")
    before = head_of(business)
    view = business.imports.entries(csv_of(3), "e.csv")
    assert (view.imported, view.existing, view.run_id) == (0, 3, "")
    assert head_of(business) == before


def test_what_was_imported_for_the_wrong_client_and_voided_can_be_imported_for_the_right_one(
    business: Business, acme: Client
) -> None:
    right = add_client(business, "right")
    business.imports.entries(csv_of(2), "e.csv", client=acme)
    for entry in business.queries.entries():
        business.entries.void(entry.entry_id)
    assert business.imports.entries(csv_of(2), "e.csv", client=acme).imported == 0
    assert business.imports.entries(csv_of(2), "e.csv", client=right).imported == 2
    assert business.imports.entries(csv_of(2), "e.csv", client=right).imported == 0
    assert standing(business) == [("right", "work 0"), ("right", "work 1")]
    assert business.verify().ok


def test_a_voided_row_comes_again_for_its_client_only_when_it_is_asked_for(business: Business, acme: Client) -> None:
    business.imports.entries(csv_of(2), "e.csv")
    business.entries.void(business.queries.entries()[0].entry_id)
    assert business.imports.entries(csv_of(2), "e.csv").imported == 0
    assert business.imports.entries(csv_of(2), "e.csv", again=True).imported == 1
    assert business.imports.entries(csv_of(2), "e.csv", again=True).imported == 0
    assert len(standing(business)) == 2


def test_an_undone_import_gives_the_minutes_back_and_its_file_can_be_imported_again(
    business: Business, acme: Client
) -> None:
    first = business.imports.entries(csv_of(250), "e.csv")
    business.entries.void(business.queries.entries()[0].entry_id)
    preview = business.imports.preview_undo(first.run_id)
    view = business.imports.undo(first.run_id)
    assert view == preview
    assert (view.voided, view.before, view.edited) == (249, 1, 0)
    assert remaining(business, acme) == 6000
    assert business.imports.undo(first.run_id).voided == 0
    second = business.imports.entries(csv_of(250), "e.csv")
    assert second.imported == 250 and second.run_id != first.run_id
    assert [run.standing for run in business.imports.runs()] == [250, 0]
    assert remaining(business, acme) == 6000 - 250
    assert business.verify().ok


def test_in_a_month_that_is_closed_an_undo_and_an_import_say_how_the_books_are_opened(
    business: Business, acme: Client
) -> None:
    day = MONDAY - timedelta(days=3)
    run_id = business.imports.entries(csv_of(2, day=day), "e.csv", yes=True).run_id
    business.lock.set(MONDAY - timedelta(days=1))
    with pytest.raises(Refused) as told:
        business.imports.undo(run_id)
    assert str(told.value) == (
        "2026-02-27 is locked: nothing dated on or before 2026-03-01 can change until a manager opens the books: "
        "monteore lock 2026-02-26 --reopen --reason WHY"
    )
    plan = business.imports.plan(csv_of(1, day=day, minutes=9), "e.csv")
    assert [str(told.value) in bad.sentence for bad in plan.bad] == [True]
    business.lock.reopen(MONDAY - timedelta(days=4), "a wrong import")
    assert business.imports.undo(run_id).voided == 2


def test_an_undo_that_was_killed_goes_on(business: Business, acme: Client) -> None:
    run_id = business.imports.entries(csv_of(250), "e.csv").run_id
    with pytest.raises(Killed):
        business.imports.undo(run_id, kill_after(1))
    left = business.imports.runs()[0].standing
    assert 0 < left < 250
    assert business.imports.undo(run_id).voided == left
    assert standing(business) == []


def test_an_edited_row_of_an_undone_import_stays_and_does_not_come_again(business: Business, acme: Client) -> None:
    run_id = business.imports.entries(csv_of(2), "e.csv").run_id
    edited = business.queries.entries()[0]
    business.entries.edit(edited.entry_id, draft_of(acme, 7, note="edited"))
    assert business.imports.undo(run_id).edited == 1
    assert business.imports.entries(csv_of(2), "e.csv").imported == 1
    assert len(standing(business)) == 2


def test_undo_of_a_locked_time_or_an_unknown_run_changes_nothing(business: Business, acme: Client) -> None:
    run_id = business.imports.entries(csv_of(2, day=MONDAY), "e.csv").run_id
    with pytest.raises(Refused, match="there is no import"):
        business.imports.undo("i-none")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(business.session.store.reads), "lock_date", lambda _self: MONDAY)
        with pytest.raises(Refused, match="locked"):
            business.imports.undo(run_id)
        with pytest.raises(Refused):
            business.imports.preview_undo(run_id)
    assert len(standing(business)) == 2


def test_rows_before_the_first_block_are_counted_once_and_need_a_word(business: Business, acme: Client) -> None:
    business.clients.add("free", "Without a block")
    old = MONDAY - timedelta(days=800)
    file = csv_of(3, day=old) + b"\n" + csv_of(2, client="free", day=old).split(b"\n", 1)[1]
    before = head_of(business)
    plan = business.imports.plan(file, "e.csv")
    assert [question.split(" lie")[0] for question in plan.questions] == ["3 rows"]
    with pytest.raises(Usage, match=r"3 rows lie before the first block of their client \(acme\)"):
        business.imports.entries(file, "e.csv")
    assert head_of(business) == before
    assert business.imports.entries(file, "e.csv", yes=True).imported == 5
    assert business.imports.plan(file, "e.csv").questions == ()


def test_more_than_three_renewals_for_one_client_need_a_word(business: Business) -> None:
    add_client(business, "small", terms=prepaid_terms())
    before = head_of(business)
    with pytest.raises(Usage, match="small would be renewed by 4 blocks"):
        business.imports.entries(csv_of(5, client="small", minutes=480), "e.csv")
    assert head_of(business) == before
    assert business.imports.entries(csv_of(5, client="small", minutes=480), "e.csv", yes=True).renewals == 4
    add_client(business, "other", terms=prepaid_terms())
    assert business.imports.entries(csv_of(4, client="other", minutes=480), "e.csv").renewals == 3


def test_hours_that_run_out_in_the_middle_of_a_file_are_told_before_anything_is_written(business: Business) -> None:
    add_client(business, "tight", terms=prepaid_terms(overage=Overage.REFUSE, block_minutes=0), blocks=(30,))
    before = head_of(business)
    view = business.imports.entries(csv_of(4, client="tight", minutes=10), "e.csv")
    assert [bad.row_number for bad in view.bad] == [5]
    assert head_of(business) == before


def test_what_changed_between_check_and_import_stops_it_with_the_row_and_keeps_the_parts_before(
    business: Business, acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PART_ROWS", 10)
    # On a busy machine a part ends before its last row.
    monkeypatch.setattr(importing, "PART_SECONDS", 600)
    terms = prepaid_terms(overage=Overage.REFUSE, block_minutes=0)
    tight = add_client(business, "tight", terms=terms, blocks=(30,))
    plan = business.imports.plan(csv_of(30, client="tight"), "e.csv")
    business.entries.post(draft_of(tight, 15))
    with pytest.raises(ImportStopped, match=r"row 17: .*; 10 of 30 rows are in"):
        business.imports.carry_out(plan)
    assert remaining(business, tight) == 5
    business.blocks.sell(tight.client_id, size_minutes=60)
    assert business.imports.entries(csv_of(30, client="tight"), "e.csv").imported == 20


def test_a_dry_run_waits_for_nobody_and_changes_nothing(business: Business, acme: Client) -> None:
    before = head_of(business)
    with business.second() as other, other.session.changing():
        other.session.store.reads.clients()
        assert business.imports.entries(csv_of(300), "e.csv", dry_run=True).imported == 300
        clients = b"code,name\nnova,Nova\n"
        assert business.imports.clients(clients, "c.csv", dry_run=True).new_clients == ("nova",)
    assert head_of(business) == before


def test_new_clients_of_a_foreign_export_are_added_with_their_first_row(business: Business) -> None:
    rows = ['[{"start":"20260301T080000Z","end":"20260301T090000Z","tags":["client:Nuova"]},']
    rows += ['{"start":"20260301T100000Z","end":"20260301T110000Z","tags":["client:Nuova"]}]']
    file = "".join(rows).encode()
    assert business.imports.plan(file, "e.json").new_clients == ("nuova",)
    view = business.imports.entries(file, "e.json")
    assert (view.imported, view.new_clients) == (2, ("nuova",))
    assert business.imports.entries(file, "e.json").existing == 2
    assert [row.client.code for row in business.queries.clients()] == ["nuova"]


def test_the_same_work_out_of_another_export_of_the_program_is_seen_and_left_out(business: Business) -> None:
    head = "Project,Client,Description,Task,User,Tags,Billable,Start Date,Start Time,End Date,End Time,Duration (h)"
    day, end = "2026-02-26,09:00", "2026-02-26,09:15"

    def line(note: str, tags: str = "") -> str:
        return f"Net,Acme,{note},,Anna,{tags},Yes,{day},{end},00:15:00"

    def item(note: str, start: str = "2026-02-26T09:00:00+01:00") -> dict[str, object]:
        interval = {"start": start, "end": start.replace(":00:00+", ":15:00+")}
        return {"description": note, "userName": "Anna", "clientName": "Acme", "projectName": "Net", "taskName": None,
                "billable": True, "tags": [], "timeInterval": interval}  # fmt: skip

    def imported(*notes: str) -> tuple[int, int, int]:
        text = "\n".join([head, *(line(note) for note in notes)])
        view = business.imports.entries(text.encode(), "a.csv", yes=True)
        return view.imported, view.existing, view.twins

    def imported_json(*items: dict[str, object]) -> tuple[int, int, int]:
        view = business.imports.entries(json.dumps({"timeentries": items}).encode(), "a.json", yes=True)
        return view.imported, view.existing, view.twins

    assert imported("vpn", "vpn", "mail") == (3, 0, 0)
    # Two equal rows of one file are two pieces of work; a third one, and one at another time, are new.
    later = item("mail", "2026-02-26T10:00:00+01:00")
    assert imported_json(item("vpn"), item("VPN "), item("vpn"), item("mail"), later) == (2, 3, 3)
    assert imported_json(item("vpn"), item("VPN "), item("vpn"), item("mail"), later) == (0, 5, 3)
    assert imported("vpn", "vpn", "mail", "new") == (1, 3, 0)
    run = business.imports.runs()[-1]
    business.imports.undo(run.run_id)
    assert imported_json(item("mail")) == (1, 0, 0) and imported("mail") == (0, 1, 1)
    assert business.verify().ok


def test_what_imports_posted_is_read_by_days_whatever_the_pages(
    business: Business, acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ages = (0, 2, 1, 0, 3, 0, 1, 0, 4, 0)
    rows = [f"acme,{MONDAY - timedelta(days=age)},1,work {number}" for number, age in enumerate(ages)]
    business.imports.entries("\n".join(["client,date,duration,note", *rows]).encode(), "e.csv", yes=True)
    expected = [f"work {number}" for number in (4, 1, 2, 6, 0, 3, 5, 7, 9)]
    for page in (1, 2, 3, 9, 10):
        monkeypatch.setattr(import_runs, "_PAGE", page)
        found = business.session.store.import_runs.imported(MONDAY - timedelta(days=3), MONDAY)
        assert [each.note for each in found] == expected
