"""An import of clients is taken back whole, but for what somebody used or changed since."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.business import Business
from core.imports import parts
from core.imports.views import ImportView, UndoView
from core.model.clients import Client
from tests.builders import draft_of, open_business
from tests.core.phone.events import event

FIRST = "code,name,phone,contact,email,city\nacme,Acme,02 1111111,Anna,a@acme.it,Milano\n"


@pytest.fixture
def business(tmp_path: Path) -> Business:
    return open_business(tmp_path)


def give(business: Business, text: str, **how: bool) -> ImportView:
    return business.imports.clients(text.encode(), "clients.csv", sure=True, **how)


def undo(business: Business, run: ImportView) -> UndoView:
    head = business.session.head()
    preview = business.imports.preview_undo(run.run_id)
    assert business.session.head() == head
    view = business.imports.undo(run.run_id)
    assert view == preview
    assert business.verify().ok
    return view


def client(business: Business, code: str = "acme") -> Client:
    found = business.session.store.reads.client_by_code(code)
    assert found is not None
    return found


def active(business: Business) -> list[str]:
    return [each.code for each in business.session.store.reads.clients() if not each.archived]


def test_added_clients_that_nobody_used_are_archived_with_their_blocks_and_their_file_brings_them_back(
    business: Business,
) -> None:
    text = "code,name,kind,block,price,threshold,left\n" + "".join(
        f"{code},{code},prepaid,10h,800.00,2h,\n" for code in ("acme", "beta", "gamma", "delta", "edited", "sold")
    )
    text += "open,open,prepaid,10h,800.00,2h,4h\n"
    first = give(business, text)
    business.entries.post(draft_of(client(business, "beta"), 30))
    business.calls.start(client(business, "gamma").client_id)
    business.entries.void(business.entries.post(draft_of(client(business, "delta"), 5)).entry.entry_id)
    business.clients.edit(client(business, "edited").client_id, name="Mine")
    business.blocks.sell(client(business, "sold").account_id, size_minutes=60, sure=True)
    view = undo(business, first)
    assert (view.archived, view.changed_back, view.voided) == (2, 0, 0)
    assert [each.partition(" ")[0] for each in view.kept] == ["beta", "gamma", "delta", "edited", "sold"]
    assert active(business) == ["beta", "delta", "edited", "gamma", "sold"]
    acme = client(business)
    assert acme.archived and business.queries.balance(acme.account_id).remaining_minutes == 0
    again = business.imports.undo(first.run_id)
    assert (again.archived, again.kept) == (0, ())
    second = give(business, text)
    assert (second.imported, second.blocks, second.openings, second.new_clients) == (2, 1, 1, ("acme", "open"))
    assert business.queries.balance(client(business, "open").account_id).remaining_minutes == 240
    assert not client(business).archived and business.queries.balance(acme.account_id).remaining_minutes == 600
    # The undo of the first import has nothing left to take back.
    assert business.imports.undo(first.run_id).archived == 0 and "acme" in active(business)
    assert undo(business, second).archived == 2
    business.clients.bring_back(acme.client_id)
    business.clients.archive(acme.client_id)
    assert give(business, text).existing == 6 and client(business).archived
    assert [(run.clients, run.entries, run.undone_at is not None) for run in business.imports.runs()] == [
        (1, 0, False), (2, 0, True), (7, 0, True),
    ]  # fmt: skip


def test_a_client_that_was_there_gets_its_card_of_before_but_for_what_was_used_or_changed_since(
    business: Business,
) -> None:
    give(business, FIRST)
    before = client(business)
    fiscal = business.session.store.reads.fiscal_card(before.client_id)
    more = (
        "code,name,phone,contact,email,city,zip\n"
        "acme,Acme Srl,02 2222222; 02 3333333,Lia <02 4444444>; Eva; Ugo,b@acme.it,Roma,00100\n"
    )
    run = give(business, more, update=True)
    assert client(business).name == "Acme Srl" and len(client(business).phones) == 4
    assert undo(business, run).changed_back == 1
    assert client(business) == before and business.session.store.reads.fiscal_card(before.client_id) == fiscal
    run = give(business, more, update=True)
    now = business.session.clock.now()
    business.phone.record([event("ring", None, "201", number="+39022222222", received_at=now + timedelta(seconds=1))])
    business.entries.post(draft_of(before, 15, contact="Eva"))
    business.clients.edit(before.client_id, name="Acme SpA")
    view = undo(business, run)
    assert view.changed_back == 1
    assert [each.partition(" ")[2] for each in view.kept] == [
        "keeps +39022222222, which called since", "keeps Eva, who was named or called since",
        "keeps the name, which was changed since",
    ]  # fmt: skip
    after = client(business)
    assert (after.name, after.email, after.contacts) == ("Acme SpA", "a@acme.it", ("Anna", "Eva"))
    assert [phone.raw for phone in after.phones] == ["02 1111111", "02 2222222"]


def test_an_undo_that_was_killed_between_two_clients_goes_on(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART_ROWS", 2)
    run = give(business, "code,name\n" + "".join(f"c{number},C {number}\n" for number in range(5)))
    assert business.imports.runs()[0].clients == 5

    def kill(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        business.imports.undo(run.run_id, kill)
    assert len(active(business)) == 3
    business.clients.edit(client(business, "c0").client_id, name="Mine")
    view = undo(business, run)
    assert (view.archived, len(view.kept), active(business)) == (2, 1, ["c0"])


def test_clients_that_an_import_of_entries_added_go_with_it_and_come_with_it_again(business: Business) -> None:
    text = "Project,Client,Description,Start date,Start time,End date,End time,Duration,User,Email\n" + "".join(
        f"Net,{name},mail,2026-02-2{day},09:00:00,2026-02-2{day},09:15:00,00:15:00,anna,a@b.it\n"
        for name, day in (("Acme", 3), ("Beta", 4), ("Acme", 5))
    )
    run = business.imports.entries(text.encode(), "toggl.csv")
    assert active(business) == ["acme", "beta"]
    business.entries.post(draft_of(client(business, "beta"), 30))
    view = undo(business, run)
    assert (view.voided, view.archived, len(view.kept)) == (3, 1, 1) and active(business) == ["beta"]
    again = business.imports.entries(text.encode(), "toggl.csv")
    assert (again.imported, again.new_clients, active(business)) == (3, (), ["acme", "beta"])
    assert undo(business, again).archived == 1


def test_a_part_that_is_full_to_the_last_event_is_taken_back_too(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [f"c{number}" for number in range(12)]
    text = "code,name,kind,block,price\n" + "".join(f"{code},{code},prepaid,10h,8\n" for code in codes)
    # Three or four events a client: some of these parts end within one, and some have no room left when they end.
    monkeypatch.setattr("core.session.MOST_EVENTS", 9)
    first = give(business, text)
    view = undo(business, first)
    assert (first.imported, view.archived, view.kept, active(business)) == (12, 12, (), [])
    again = give(business, text)
    assert (again.imported, again.existing, again.changed, again.blocks) == (12, 0, 0, 12)
