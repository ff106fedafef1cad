"""Which client a row of work means: of the clients in the store only those that the rows mean are read."""

from collections.abc import Collection
from pathlib import Path

import pytest

from core.business import Business
from core.imports.clients_of import Finder
from core.imports.rows import CellError, EntryRow
from tests.builders import MONDAY, open_business


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    for number in range(9):
        opened.clients.add(f"c{number}", f"Firm {number}")
    return opened


def row(text: str) -> EntryRow:
    return EntryRow(1, text, MONDAY, 60, f"csv|{text}")


def foreign(text: str) -> EntryRow:
    return EntryRow(1, text, MONDAY, 60, f"toggl|{text}")


def finder(business: Business, texts: Collection[str]) -> Finder:
    return Finder(business.session, business.clients, None, None, texts)


def codes(business: Business, *texts: str) -> list[str]:
    found = finder(business, texts)
    return [found.client_of(found.split(row(text))[0]).code for text in texts]


def read_clients(business: Business, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many clients are read, each time."""
    counts, reads = list[int](), type(business.session.store.reads)
    clients = reads.clients

    def counted(self: object, ids: Collection[str] | None = None) -> list[object]:
        found = clients(self, ids)  # type: ignore[arg-type]
        counts.append(len(found))
        return list(found)

    monkeypatch.setattr(reads, "clients", counted)
    return counts


def test_only_the_clients_that_the_rows_mean_are_read(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = read_clients(business, monkeypatch)
    assert codes(business, "c1", "C3") == ["c1", "c3"]
    assert sum(counts) == 2
    counts.clear()
    assert codes(business, "firm  2", "c1", "c7/servers") == ["c2", "c1", "c7"]
    assert sum(counts) <= 4


def test_names_codes_of_merged_clients_and_archived_ones(business: Business) -> None:
    reads = business.session.store.reads
    ids = {client.code: client.client_id for client in reads.clients()}
    business.clients.edit(ids["c8"], name="C1")
    business.merging.merge(ids["c2"], ids["c3"], sure=True)
    business.clients.archive(ids["c4"])
    # A code comes before the name of another client; the code of a merged client means the one it was merged into.
    assert codes(business, "c1", "c2", "Firm 3") == ["c1", "c3", "c3"]
    with pytest.raises(CellError, match="there is no client Firm 4"):
        codes(business, "Firm 4")
    business.clients.edit(ids["c5"], name="Firm 6")
    with pytest.raises(CellError, match="c5, c6"):
        codes(business, "firm 6", "c1")
    assert codes(business, "c6", "c1") == ["c6", "c1"]


def test_the_code_of_a_new_client_is_no_name_of_another(business: Business) -> None:
    """Rows that say the name would mean the new client from the next file on."""
    known = business.session.store.reads.client_by_code("c1")
    assert known is not None
    business.clients.edit(known.client_id, name="Rossi")
    made = finder(business, ("Rossi.",)).client_of(foreign("Rossi."))
    assert (made.client_id, made.code) == ("new:rossi-2", "rossi-2")
    assert codes(business, "Rossi") == ["c1"]


def test_a_client_that_an_undo_archived_is_found_again_after_active_ones(business: Business) -> None:
    run = business.imports.clients(b"code,name\nlate,Late\nfirm9,Firm 1\n", "clients.csv")
    business.imports.undo(run.run_id)
    found = finder(business, ("Late", "Firm 1"))
    assert found.client_of(row("late")).client_id in found.back
    with pytest.raises(CellError, match="c1, firm9"):
        found.client_of(row("Firm 1"))
